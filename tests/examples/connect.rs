//! The Connect program of the sketches, unchanged, against the emulated Microsoft side.

use std::time::Duration;

use teams_cc::Key;
use teams_cc_emulator::Emulator;

use crate::program::{Folder, Running, run};
use crate::{PATIENCE, command};

/// The example's three files in one folder, its agents being people of this emulator.
fn files(teams: &Emulator, folder: &Folder) {
    let config = teams.config();
    for file in ["carrier.toml", "direct-routing.toml", "sbc.crt", "sbc.key", "ca.pem"] {
        std::fs::copy(config.folder.join(file), folder.path().join(file)).expect(file);
    }
    let adele = teams.tenant("adatum").user("adele");
    let diego = teams.tenant("adatum").user("diego");
    let plan = format!(
        "overflow = \"+14255550188\"\n[[queue]]\nname = \"calls\"\n\
         [[agent]]\nid = \"adele\"\naddress = \"{}\"\nteams_user = \"{}\"\n\
         skills = {{ billing = 5 }}\n\
         [[agent]]\nid = \"diego\"\naddress = \"{}\"\nteams_user = \"{}\"\n\
         skills = {{ support = 4, general = 2 }}\n",
        adele.address(),
        adele.id(),
        diego.address(),
        diego.id(),
    );
    folder.write("queues.toml", plan);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_for_billing_reaches_adele() {
    let teams = Emulator::start().await;
    let folder = Folder::new("connect");
    files(&teams, &folder);
    let adele = teams.tenant("adatum").user("adele").answers_after(Duration::from_millis(300));
    let mut connect = command("connect", &folder);
    connect.arg(folder.path()).envs(teams.config().env());
    let mut connect = Running::start(&mut connect, &folder, "connect");
    connect.says("serving", PATIENCE);

    let phone = teams.carrier().call("+14255550100", "+14255550199").await;
    phone.press(Key::D1).await;

    assert!(adele.talks_to(&phone).await, "\n{}", teams.ladder());
    phone.hang_up().await;
    assert!(adele.is_free().await, "\n{}", teams.ladder());
}

#[test]
fn a_missing_file_is_one_error_with_its_name_and_a_fix() {
    let folder = Folder::new("connect-without");
    let output = run(command("connect", &folder).arg(folder.path()), b"", PATIENCE);
    assert!(!output.status.success());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("carrier.toml") && said.contains("fix"), "{said}");
}
