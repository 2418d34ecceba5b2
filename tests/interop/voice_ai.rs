//! baresip is the customer of the example `voice-ai`: it speaks, interrupts, and what it heard is
//! in its own recording.

use std::process::Command;
use std::time::Duration;

use teams_cc_core::speech::{Pcm, Synthesise as _};
use teams_cc_emulator::audio::write_wav;
use teams_cc_emulator::speech::Espeak;

use crate::baresip::{Phone, Setup};
use crate::program::{Folder, Running, our_program, program, root};
use crate::softphone::{LIKENESS, heard};
use crate::sound::{correlation, read_wav};

/// Long enough for a loaded machine; nothing is measured here.
const PATIENCE: Duration = Duration::from_secs(60);

async fn say(voice: &str, words: &str) -> Pcm {
    Espeak::voice(voice).synthesise(words, 8_000).await.expect("espeak-ng speaks")
}

/// The example in a folder of its own, and the address it prints.
fn start(folder: &Folder) -> (Running, String) {
    let example = our_program("voice-ai");
    let link = folder.path().join("examples");
    std::os::unix::fs::symlink(root().join("examples"), link).expect("the folder is writable");
    let mut command = Command::new(example);
    command.current_dir(folder.path()).env_remove("RUST_LOG");
    let mut running = Running::start(&mut command, folder, "voice-ai");
    running.says("or press 1 or 2", PATIENCE);
    let log = running.log();
    let dial = log.lines().find_map(|line| line.strip_prefix("dial ")).expect("an address");
    (running, dial.to_owned())
}

/// A customer who says this once, so long after the answer.
fn customer(folder: &Folder, after: Duration, words: &Pcm) -> Option<Phone> {
    let silence = |time: Duration| vec![0i16; time.as_millis() as usize * 8];
    let said = [silence(after), words.samples().to_vec(), silence(Duration::from_secs(120))];
    let says = folder.write("says.wav", write_wav(&said.concat()));
    Phone::start(&Setup { user: "customer", says: &says, certificate: "", believes: None }, folder)
}

#[tokio::test(flavor = "multi_thread")]
async fn cc_52_baresip_speaks_to_the_assistant_and_is_handed_to_the_agent() {
    let folder = Folder::new("voice-ai");
    if program("espeak-ng").is_none() {
        return;
    }
    let lost = say("en-us", "I lost my card").await;
    // Behind the greeting.
    let Some(mut phone) = customer(&folder, Duration::from_secs(13), &lost) else { return };
    let (mut house, dial) = start(&folder);
    phone.dial(&dial);
    let recording = || phone.heard().map(|file| read_wav(&file)).unwrap_or_default();
    let mut likenesses = Vec::new();
    for (voice, words) in [
        ("en-us", "Hello, this is Contoso."),
        ("en-us", "How can I help? Say, I lost my card."),
        ("en-us", "I am sorry to hear that."),
        ("en-gb", "Hello, this is Adele. I will block your card at once."),
    ] {
        let found = heard(say(voice, words).await.samples(), recording).await;
        assert!(found >= LIKENESS, "{words:?}: {found}\n{}\n{}", house.log(), phone.log());
        likenesses.push(format!("{found:.4}"));
    }
    println!("likeness: greeting, its second sentence, answer, agent: {}", likenesses.join(", "));
    let card = "adele's Teams shows: A caller is coming | Lost card (in the caller's own words).";
    house.says(card, PATIENCE);
    house.says("talks to adele", PATIENCE);
    house.says("whispered: Lost card", PATIENCE);
    house.says("Agent: Hello, this is Adele", PATIENCE);
    phone.hang_up();
    phone.says("terminated", PATIENCE);
    house.says("hung up by the other side", PATIENCE);
    let recordings = folder.path().join("voice-ai-recordings");
    let file = std::fs::read_dir(recordings).expect("a folder").next().expect("a file");
    let theirs = read_wav(&file.expect("readable").path());
    let found = correlation(lost.samples(), &theirs).0;
    assert!(found >= LIKENESS, "the caller in our recording: {found}");
}

#[tokio::test(flavor = "multi_thread")]
async fn cc_52_the_greeting_stops_when_baresip_speaks() {
    let folder = Folder::new("voice-ai-interrupted");
    if program("espeak-ng").is_none() {
        return;
    }
    let hours = say("en-us", "what are your opening hours").await;
    let Some(mut phone) = customer(&folder, Duration::from_secs(2), &hours) else { return };
    let (mut house, dial) = start(&folder);
    phone.dial(&dial);
    let answer = say("en-us", "We are open from eight to six.").await;
    let recording = || phone.heard().map(|file| read_wav(&file)).unwrap_or_default();
    let found = heard(answer.samples(), recording).await;
    assert!(found >= LIKENESS, "the answer: {found}\n{}", house.log());
    house.says("settled", PATIENCE);
    phone.says("terminated", PATIENCE);
    let all = read_wav(&phone.heard().expect("a recording"));
    let begun = correlation(say("en-us", "Hello, this is Contoso.").await.samples(), &all).0;
    let never = correlation(say("en-us", "Or press one or two.").await.samples(), &all).0;
    assert!(begun >= LIKENESS && never < 0.7, "the greeting: {begun}, its last sentence: {never}");
}
