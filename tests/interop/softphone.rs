//! baresip calls in over TLS with SDES-SRTP, hears a prompt, presses a key, and talks to an agent.

use std::sync::atomic::Ordering;
use std::time::Duration;

use teams_cc_emulator::audio::write_wav;
use teams_cc_emulator::certs::Flaw;
use teams_cc_sip::Transport;

use crate::baresip::{Phone, Setup};
use crate::center::{Center, First, sound};
use crate::program::Folder;
use crate::sound::{correlation, read_wav};
use crate::tshark::dissect;

/// The least likeness of what was said and what was heard.
const LIKENESS: f64 = 0.95;

/// Waits until a recording has `source` in it well enough; the likeness found last.
async fn heard(source: &[i16], recording: impl Fn() -> Vec<i16>) -> f64 {
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

#[tokio::test(flavor = "multi_thread")]
async fn baresip_hears_our_prompt_presses_a_key_and_is_heard_by_the_agent_over_srtp() {
    let center = Center::open(First::Menu).await;
    let folder = Folder::new("softphone");
    // baresip says its file once, from the answer on: it has to be long enough to reach the agent.
    let words = read_wav(&sound("caller.wav"));
    let mut long = Vec::new();
    for _ in 0..8 {
        long.extend_from_slice(&words);
        long.extend([0; 2000]);
    }
    let says = folder.write("says.wav", write_wav(&long));
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
