//! What `Emulator::config` writes is what the programs under test read.

use teams_cc_emulator::{Emulator, Settings};
use teams_cc_sip::TrunkConfig;
use teams_cc_sip::config::Profile;
use teams_cc_sip::driver::tls::{Identity, check};

#[tokio::test]
async fn both_trunk_files_are_taken_and_say_where_the_emulator_is() {
    let teams = Emulator::start().await;
    let config = teams.config();
    let direct = TrunkConfig::from_file(&config.direct_routing_file).expect("a good file");
    assert_eq!(direct.profile(), Profile::DirectRouting);
    assert_eq!(direct.name(), "sbc.contoso.example");
    let ports: Vec<u16> = direct.peers().iter().map(|peer| peer.port).collect();
    assert_eq!(ports, config.sip.map(|address| address.port()));
    let carrier = TrunkConfig::from_file(&config.carrier_file).expect("a good file");
    assert_eq!(carrier.profile(), Profile::Carrier);
    assert_eq!(carrier.peers()[0].port, config.carrier.port());
}

#[tokio::test]
async fn dr_05_dr_07_the_trunks_certificate_passes_the_start_up_check() {
    let teams = Emulator::start().await;
    let config = teams.config();
    let identity = Identity::from_files(&config.trunk_certificate, &config.trunk_key);
    let identity = identity.expect("a chain and its key");
    let tenants = ["adatum.sbc.contoso.example", "fabrikam.sbc.contoso.example"];
    let now = std::time::SystemTime::now();
    let findings = check::check(&identity, "sbc.contoso.example", &tenants, now);
    let fatal: Vec<_> = findings.iter().filter(|finding| finding.fatal).collect();
    assert!(fatal.is_empty(), "{findings:?}");
}

#[tokio::test]
async fn the_files_of_an_unnamed_folder_go_with_the_emulator_and_others_stay() {
    let teams = Emulator::start().await;
    let file = teams.config().direct_routing_file;
    assert!(file.is_file());
    drop(teams);
    // The servers' tasks hold the folder too; they end when the runtime next looks at them.
    let gone = async {
        while file.is_file() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(10), gone).await.expect("nothing leaks");
    let named = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("named-run");
    let settings = Settings::default().folder(&named);
    let teams = settings.start().await.expect("the emulator starts");
    let file = teams.config().carrier_file;
    drop(teams);
    assert!(file.starts_with(&named) && file.is_file());
}

#[tokio::test]
async fn cc_65_an_ear_comes_from_the_settings_and_from_the_control_interface() {
    // Without voices no program is needed, and nothing is understood.
    let text = "[acs.ear]\nvoices = []\nphrases = [\"speak to an agent\"]\n";
    let settings = Settings::from_toml(text, "ear.toml").expect("it is understood");
    let teams = settings.start().await.expect("it starts");
    let at = format!("{}/acs/ear", teams.config().control);
    let http = reqwest::Client::new();
    let shown = async || {
        let answer = http.get(&at).send().await.expect("an answer");
        answer.json::<serde_json::Value>().await.expect("JSON")
    };
    assert_eq!(shown().await["phrases"][0], "speak to an agent");
    let put = async |body: serde_json::Value| {
        http.put(&at).json(&body).send().await.expect("an answer").status().as_u16()
    };
    // Whether or not espeak-ng is here, it has no such voice.
    assert_eq!(put(serde_json::json!({"voices": ["nosuch"]})).await, 409);
    assert_eq!(put(serde_json::json!({"voice": "en-us"})).await, 400);
    assert_eq!(put(serde_json::json!({"voices": []})).await, 200);
    assert_eq!(shown().await["words_a_minute"], 160);
    let gone = http.delete(&at).send().await.expect("an answer");
    assert_eq!((gone.status().as_u16(), shown().await), (204, serde_json::Value::Null));
}
