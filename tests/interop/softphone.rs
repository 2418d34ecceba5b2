//! baresip calls in over TLS with SDES-SRTP, hears a prompt, presses a key, and talks to an agent.

use std::sync::atomic::Ordering;
use std::time::Duration;

use teams_cc_core::{Key, Prompt};
use teams_cc_emulator::Emulator;
use teams_cc_emulator::audio::write_wav;
use teams_cc_emulator::certs::Flaw;
use teams_cc_sip::config::Protection;
use teams_cc_sip::{Listen, Target, Transport, Trunk, TrunkConfig};

use crate::baresip::{Phone, Setup};
use crate::center::{Center, First, sound};
use crate::program::Folder;
use crate::sound::{correlation, read_wav};
use crate::tshark::dissect;

/// The least likeness of what was said and what was heard. Whole it is above 0.99; other words
/// stay under 0.3; what a busy machine sends late, a softphone leaves out, 20 ms at a time.
pub(crate) const LIKENESS: f64 = 0.9;

/// Waits until a recording has `source` in it well enough; the likeness found last.
pub(crate) async fn heard(source: &[i16], recording: impl Fn() -> Vec<i16>) -> f64 {
    let mut found = 0.0;
    for _ in 0..60 {
        tokio::time::sleep(Duration::from_millis(250)).await;
        found = correlation(source, &recording()).0;
        if found >= LIKENESS {
            break;
        }
    }
    found
}

/// The same words over and over, with pauses: baresip says its file once, from the answer on.
pub(crate) fn sayings(words: &[i16], times: usize) -> Vec<i16> {
    [words, &[0; 2000]].concat().repeat(times)
}

/// A trunk of ours to a softphone, over TLS with SRTP.
pub(crate) async fn trunk_to(teams: &Emulator, phone: &Phone) -> Trunk {
    let config = teams.config();
    let config = TrunkConfig::carrier("carrier.sbc.contoso.example")
        .listen(Listen::loopback(Transport::Tls))
        .certificate(&config.trunk_certificate, &config.trunk_key)
        .roots(&config.ca_file)
        .allow("127.0.0.1/32".parse().expect("a block"))
        .peer(Target::new(Transport::Tls, "localhost", phone.tls.port()))
        .protection(Protection::Srtp)
        .media_address([127, 0, 0, 1].into());
    Trunk::open(config).await.expect("the trunk opens")
}

#[tokio::test(flavor = "multi_thread")]
async fn baresip_hears_our_prompt_presses_a_key_and_is_heard_by_the_agent_over_srtp() {
    let center = Center::open(First::Menu).await;
    let folder = Folder::new("softphone");
    // Long enough to reach the agent.
    let words = read_wav(&sound("caller.wav"));
    let says = folder.write("says.wav", write_wav(&sayings(&words, 8)));
    let certs = &center.teams.stage().certs;
    let leaf = certs.flawed_leaf(&["softphone.example", "127.0.0.1"], Flaw::None).expect("a leaf");
    let pem = format!("{}{}", leaf.key_pem(), leaf.chain_pem());
    let setup = Setup { user: "caller", says: &says, certificate: &pem, believes: None };
    let Some(mut phone) = Phone::start(&setup, &folder) else { return };

    let at = center.at(Transport::Tls);
    phone.dial(&format!("sip:+14255550199@{at};transport=tls"));
    phone.says("SRTP is Enabled", Duration::from_secs(10));
    let welcome = read_wav(&sound("welcome.wav"));
    let recording = || phone.heard().map(|file| read_wav(&file)).unwrap_or_default();
    let prompt = heard(&welcome, recording).await;
    assert!(prompt >= LIKENESS, "our prompt: {prompt}\n{}", phone.log());

    phone.press("1");
    let in_call = center.adele.is_in_a_call().await;
    assert!(in_call, "the key did not arrive\n{}\n{}", phone.log(), center.teams.ladder());
    assert_eq!(center.pressed.load(Ordering::SeqCst), 1);
    let adele = center.adele.clone();
    let agent = heard(&words, || adele.heard().samples().to_vec()).await;
    assert!(agent >= LIKENESS, "what the agent heard: {agent}");
    println!("likeness: prompt {prompt:.4}, caller at the agent {agent:.4}");

    phone.hang_up();
    assert!(center.adele.is_free().await, "\n{}", center.teams.ladder());
    let violations: Vec<String> =
        center.teams.calls().list().into_iter().flat_map(|call| call.violations).collect();
    assert_eq!(violations, Vec::<String>::new(), "\n{}", center.teams.ladder());
    let capture = center.close().await;
    dissect(&capture.path());
}

#[tokio::test(flavor = "multi_thread")]
async fn we_call_baresip_over_tls_it_hears_our_prompt_and_our_keys_and_we_record_it() {
    let folder = Folder::new("called");
    let teams = Emulator::start().await;
    let certs = &teams.stage().certs;
    let leaf = certs.leaf(&["localhost"]).expect("a leaf");
    let pem = format!("{}{}", leaf.key_pem(), leaf.chain_pem());
    let words = sound("agent.wav");
    let setup = Setup { user: "callee", says: &words, certificate: &pem, believes: None };
    let Some(mut phone) = Phone::start(&setup, &folder) else { return };
    let trunk = trunk_to(&teams, &phone).await;
    let to = format!("sip:callee@localhost:{};transport=tls", phone.tls.port());
    let to: teams_cc_core::Address = to.parse().expect("an address");
    let dialling = tokio::spawn(trunk.dial(to).ring_for(Duration::from_secs(10)).into_future());
    phone.says("Incoming call from", Duration::from_secs(10));
    phone.accept();
    let call = dialling.await.expect("the task ends").expect("baresip answers");
    let file = folder.path().join("ours.wav");
    let recording = call.record(&file).expect("a writable file");
    call.play(Prompt::file(sound("thanks.wav"))).await.expect("heard to its end");
    call.press(Key::D7).await.expect("sent");
    phone.says("received event: '7' (end=1)", Duration::from_secs(5));
    let spoken = read_wav(&words);
    let patience = Duration::from_secs_f64(spoken.len() as f64 / 8000.0);
    tokio::time::sleep(patience).await;
    recording.stop().await.expect("the disk took it");
    call.hang_up().await.expect("ended");
    phone.says("terminated", Duration::from_secs(5));
    let theirs =
        correlation(&read_wav(&sound("thanks.wav")), &read_wav(&phone.heard().expect("a file"))).0;
    let ours = correlation(&spoken, &read_wav(&file)).0;
    println!("likeness: our prompt at baresip {theirs:.4}, baresip in our recording {ours:.4}");
    assert!(theirs >= LIKENESS, "our prompt: {theirs}\n{}", phone.log());
    assert!(ours >= LIKENESS, "our recording: {ours}\n{}", phone.log());
    trunk.close().await;
}
