//! An assistant on a SIP leg, a whisper to the agent alone, and what both say, line by line.
//!
//! Voice and ear are scripted here, and say so: the voice is a melody for each sentence, the ear
//! hears loudness. Who speaks, who hears what and in which order is real. `tests/interop` has the
//! same with words.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use teams_cc::speech::{Hints, Listening, Pcm, Recognise, Synthesise};
use teams_cc_core::{
    Assistant, Closing, Ended, Error, Heard, Key, Need, Prompt, Turn, Verb, Voice as _,
};
use teams_cc_emulator::Emulator;
use teams_cc_emulator::audio::{Voice, read_wav};
use teams_cc_sip::{Speaker, TalkEvent, TranscriptEvent, Trunk, TrunkConfig};
use tokio::sync::oneshot;

const CUSTOMER: &str = "+14255550123";
const HOTLINE: &str = "+18335550199";

async fn open() -> (Emulator, Trunk, Trunk) {
    let teams = Emulator::start().await;
    let config = teams.config();
    let open = async |file| Trunk::open(TrunkConfig::from_file(file)?).await;
    let direct = open(&config.direct_routing_file).await.expect("the trunk to Teams opens");
    let carrier = open(&config.carrier_file).await.expect("the carrier trunk opens");
    (teams, carrier, direct)
}

/// A melody for each sentence, 0.96 s; counts how often it was asked.
#[derive(Default)]
struct Melodies(AtomicUsize);

impl Melodies {
    fn of(words: &str) -> Vec<i16> {
        Voice::of(words).as_samples().to_vec()
    }
}

impl Synthesise for Melodies {
    async fn synthesise(&self, words: &str, _: u32) -> Result<Pcm, Error> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Ok(Pcm::new(8_000, Self::of(words)))
    }
}

/// Every utterance is "my card".
#[derive(Clone)]
struct Scripted;

impl Recognise for Scripted {
    async fn recognise(&self, utterance: Pcm, _: &Hints) -> Result<Option<String>, Error> {
        assert!(utterance.duration() > Duration::from_millis(300));
        Ok(Some("my card".into()))
    }
}

/// Says two sentences, and closes with whatever is answered.
#[derive(Clone, Default)]
struct Desk(Arc<Mutex<Vec<String>>>);

impl Assistant for Desk {
    async fn turn(&mut self, heard: Heard) -> Turn {
        match heard {
            Heard::Nothing => Turn::ask("The first sentence. And then the second."),
            Heard::Words(words) => Turn::hand_over(Need::anyone(), words).saying("One moment."),
            Heard::Keys(keys) => Turn::hand_over(Need::anyone(), format!("{} keys", keys.len())),
            _ => Turn::hand_over(Need::anyone(), "silence"),
        }
    }

    fn interrupted(&mut self, until: &str) {
        self.0.lock().expect("no panic").push(until.to_owned());
    }
}

/// Sound, 20 ms syllables apart, then silence for ten minutes.
fn burst(after: Duration, lasts: Duration) -> Voice {
    let count = |time: Duration| time.as_millis() as usize * 8;
    let mut samples = vec![0i16; count(after)];
    let melody = Voice::of("burst");
    let loud = melody.as_samples().iter().cycle().take(count(lasts)).enumerate();
    samples.extend(loud.map(|(n, sample)| if n % 1_760 < 1_280 { *sample } else { 0 }));
    samples.extend(vec![0; 8_000 * 600]);
    Voice::samples(samples)
}

fn summary(closing: &Closing) -> &str {
    let Closing::Handover(handover) = closing else { panic!("{closing:?}") };
    &handover.summary
}

#[tokio::test(flavor = "multi_thread")]
async fn cc_52_an_assistant_speaks_and_hears_on_a_sip_leg() {
    let (teams, carrier, _direct) = open().await;
    let (tell, told) = oneshot::channel();
    let file = std::env::temp_dir().join(format!("assistant-{}.wav", std::process::id()));
    let (desk, path) = (Desk::default(), file.clone());
    let interrupted = desk.0.clone();
    tokio::spawn(async move {
        let call = carrier.next_call().await.expect("it rings");
        let caller = call.answer().await.expect("answered");
        assert!(caller.can(Verb::Stream).is_ok() && caller.can(Verb::Whisper).is_ok());
        let recording = caller.record(path).expect("a writable file");
        let (voice, ear) = (Melodies::default(), Scripted);
        let talk = caller.converse(desk).speaking_with(&voice).hearing_with(&ear);
        let closing = talk.await.expect("it closes");
        recording.stop().await.expect("the disk took it");
        tell.send((closing, voice.0.load(Ordering::SeqCst))).ok();
        caller.hang_up().await.ok();
    });
    // Both sentences last 2 s; the caller speaks for 1.2 s after that.
    let phone = teams.carrier().dial(CUSTOMER, HOTLINE).await;
    phone.says(burst(Duration::from_millis(4_500), Duration::from_millis(1_200)));
    let (closing, made) = told.await.expect("the story ends");
    assert_eq!((summary(&closing), made), ("my card", 3));
    assert_eq!(*interrupted.lock().expect("no panic"), Vec::<String>::new());
    let heard = phone.heard();
    for words in ["The first sentence.", "And then the second.", "One moment."] {
        assert!(found(&Melodies::of(words), heard.samples()), "{words}");
    }

    // The recording has both directions on one clock: how late is the answer?
    let (theirs, ours) = both(&std::fs::read(&file).expect("the recording is there"));
    std::fs::remove_file(&file).ok();
    let loud = |sample: &i16| sample.unsigned_abs() > 500;
    let spoke_until = theirs.iter().rposition(loud).expect("the caller spoke");
    let answered = ours.iter().skip(spoke_until).position(loud).expect("we answered");
    let (delay, waits) = (Duration::from_micros(answered as u64 * 125), Listening::default());
    let added = delay.saturating_sub(waits.ends_after);
    println!(
        "answered {delay:?} after the caller's last sound: {:?} of silence that ends an \
              utterance, and {added:?} of ours",
        waits.ends_after
    );
    assert!(delay + Duration::from_millis(20) >= waits.ends_after, "{delay:?}: cut off");
}

#[tokio::test(flavor = "multi_thread")]
async fn cc_52_who_speaks_up_is_not_talked_over_on_a_sip_leg() {
    let (teams, carrier, _direct) = open().await;
    let (tell, told) = oneshot::channel();
    let desk = Desk::default();
    let interrupted = desk.0.clone();
    tokio::spawn(async move {
        let caller = carrier.next_call().await.expect("it rings").answer().await.expect("answered");
        let (voice, ear) = (Melodies::default(), Scripted);
        let talk = caller.converse(desk).speaking_with(&voice).hearing_with(&ear);
        tell.send(talk.await.expect("it closes")).ok();
        caller.ended().await;
    });
    let phone = teams.carrier().dial(CUSTOMER, HOTLINE).await;
    phone.says(burst(Duration::from_millis(100), Duration::from_millis(1_200)));
    assert_eq!(summary(&told.await.expect("the story ends")), "my card");
    let until = interrupted.lock().expect("no panic").join("|");
    assert!("The first sentence.".starts_with(&until) && !until.contains('.'), "{until:?}");
    assert!(!found(&Melodies::of("And then the second."), phone.heard().samples()));
    phone.hang_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cc_11_without_an_ear_callers_answer_by_keys() {
    let (teams, carrier, _direct) = open().await;
    let (tell, told) = oneshot::channel();
    tokio::spawn(async move {
        let caller = carrier.next_call().await.expect("it rings").answer().await.expect("answered");
        let voice = Melodies::default();
        let closing = caller.converse(Desk::default()).speaking_with(&voice).await;
        tell.send(closing.expect("it closes")).ok();
        caller.ended().await;
    });
    // It sings all the time, which interrupts nobody.
    let phone = teams.carrier().call(CUSTOMER, HOTLINE).await;
    for key in [Key::D4, Key::D2, Key::Pound] {
        phone.press(key).await;
    }
    assert_eq!(summary(&told.await.expect("the story ends")), "2 keys");
    phone.hang_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cc_16_the_agent_alone_hears_a_whisper_and_both_are_written_down() {
    let (teams, carrier, direct) = open().await;
    let adele = teams.tenant("adatum").user("adele").answers();
    let (address, tenant) = (adele.address(), teams.tenant("adatum").id());
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        let caller = carrier.next_call().await.expect("it rings").answer().await.expect("answered");
        let agent = direct.dial(address).for_tenant(tenant).await.expect("adele answers");
        let mut talk = caller.bridge(agent);
        let whisper = Prompt::samples(Melodies::of("whisper"));
        talk.whisper(whisper).await.expect("heard to its end");
        let listening = Listening::default();
        let mut lines = talk.transcribe(Scripted, listening).await.expect("both are here");
        tell.send(None).ok();
        loop {
            tokio::select! {
                line = lines.next() => match line {
                    Some(TranscriptEvent::Said(line)) => {
                        drop(tell.send(Some((line.by, line.words))));
                    }
                    Some(missed) => panic!("{missed:?}"),
                    None => return,
                },
                event = talk.next_event() => if event.is_none() { return },
            }
        }
    });
    let phone = teams.carrier().call(CUSTOMER, HOTLINE).await;
    phone.says(Voice::silence());
    assert!(adele.is_in_a_call().await);
    adele.says(Voice::silence()).await;
    assert_eq!(told.recv().await, Some(None));
    assert!(found(&Melodies::of("whisper"), adele.heard().samples()));
    assert!(!found(&Melodies::of("whisper"), phone.heard().samples()));

    let second = Duration::from_secs(1);
    phone.says(burst(Duration::ZERO, second));
    let words = "my card".to_owned();
    assert_eq!(told.recv().await.flatten(), Some((Speaker::Caller, words.clone())));
    phone.says(Voice::silence());
    adele.says(burst(Duration::ZERO, second)).await;
    assert_eq!(told.recv().await.flatten(), Some((Speaker::Agent, words)));
    phone.hang_up().await;
    assert!(adele.is_free().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn cc_52_a_transcript_follows_a_transfer_and_ends_with_the_talk() {
    let (teams, carrier, direct) = open().await;
    let tenant = teams.tenant("adatum");
    let (adele, diego) = (tenant.user("adele").answers(), tenant.user("diego").answers());
    let (address, id) = (adele.address(), tenant.id());
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        let caller = carrier.next_call().await.expect("it rings").answer().await.expect("answered");
        let agent = direct.dial(address).for_tenant(id).await.expect("adele answers");
        let mut talk = caller.bridge(agent);
        let listening = Listening::default();
        let mut lines = talk.transcribe(Scripted, listening).await.expect("both are here");
        loop {
            tokio::select! {
                line = lines.next() => match line {
                    Some(TranscriptEvent::Said(line)) => tell.send(Some(line.by)).expect("heard"),
                    Some(missed) => panic!("{missed:?}"),
                    None => return tell.send(None).expect("heard"),
                },
                event = talk.next_event() => match event {
                    Some(TalkEvent::TransferAsked(transfer)) => transfer.allow(),
                    Some(_) => {}
                    None => assert_eq!(lines.next().await, None, "nothing after the end"),
                },
            }
        }
    });
    let phone = teams.carrier().call(CUSTOMER, HOTLINE).await;
    phone.says(Voice::silence());
    assert!(adele.is_in_a_call().await);
    adele.says(burst(Duration::ZERO, Duration::from_secs(1))).await;
    assert_eq!(told.recv().await, Some(Some(Speaker::Agent)));
    assert_eq!(adele.transfers_to("diego").await, 200, "\n{}", teams.ladder());
    assert!(diego.is_in_a_call().await && adele.is_free().await);
    diego.says(burst(Duration::ZERO, Duration::from_secs(1))).await;
    assert_eq!(told.recv().await, Some(Some(Speaker::Agent)));
    phone.hang_up().await;
    assert_eq!(told.recv().await, Some(None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_who_leaves_ends_the_conversation() {
    let (teams, carrier, _direct) = open().await;
    let (tell, told) = oneshot::channel();
    tokio::spawn(async move {
        let caller = carrier.next_call().await.expect("it rings").answer().await.expect("answered");
        let voice = Melodies::default();
        let closing = caller.converse(Desk::default()).speaking_with(&voice).await;
        tell.send(closing.map(drop)).ok();
        Ok::<Ended, Error>(caller.ended().await)
    });
    let phone = teams.carrier().call(CUSTOMER, HOTLINE).await;
    phone.hang_up().await;
    let error = told.await.expect("the story ends").expect_err("nobody is there");
    assert!(error.is_ended(), "{error}");
}

/// Whether a melody is somewhere in what was heard: most of its tenths of a second are, each in the
/// order of the melody.
fn found(melody: &[i16], heard: &[i16]) -> bool {
    let power = |samples: &[i16]| {
        samples.iter().map(|sample| f64::from(*sample).powi(2)).sum::<f64>().sqrt()
    };
    let near = |piece: &[i16], at: usize| {
        let Some(window) = heard.get(at..at + piece.len()) else { return 0.0 };
        let product: f64 =
            piece.iter().zip(window).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum();
        let scale = power(piece) * power(window);
        if scale > 0.0 { product / scale } else { 0.0 }
    };
    // Three pieces of 100 ms from its middle; a jitter buffer may have moved them a little.
    let pieces = [4_000, 4_800, 5_600].map(|from| &melody[from..from + 800]);
    (0..heard.len().saturating_sub(2_400)).any(|at| {
        near(pieces[0], at) > 0.9
            && near(pieces[1], at + 800) > 0.9
            && near(pieces[2], at + 1_600) > 0.9
    })
}

/// The two channels of a recording.
fn both(wav: &[u8]) -> (Vec<i16>, Vec<i16>) {
    assert!(read_wav(wav).is_err(), "two channels");
    let data = wav.windows(4).position(|name| name == b"data").expect("a data chunk") + 8;
    let sample = |pair: &[u8]| i16::from_le_bytes([pair[0], pair[1]]);
    wav[data..].chunks_exact(4).map(|frame| (sample(&frame[..2]), sample(&frame[2..]))).unzip()
}
