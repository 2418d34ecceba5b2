use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::task::Waker;
use std::time::Duration;

use super::*;
use crate::speech::{Hints, KeysOnly};
use crate::{Heard, Key, Need, Turn};

mod written;

/// Time that goes on when everybody waits.
#[derive(Clone, Default)]
struct Time(Arc<Mutex<Instant>>);

impl Clock for Time {
    fn now(&self) -> Instant {
        *self.0.lock().unwrap()
    }

    fn sleep_until(&self, moment: Instant) -> impl Future<Output = ()> + Send + 'static {
        let time = self.clone();
        poll_fn(move |_| if time.now() >= moment { Poll::Ready(()) } else { Poll::Pending })
    }
}

/// Runs in virtual time, 5 ms at a time.
fn run<T>(time: &Time, doing: impl Future<Output = T>) -> T {
    let mut doing = pin!(doing);
    for _ in 0..200_000 {
        if let Poll::Ready(done) = doing.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return done;
        }
        *time.0.lock().unwrap() += Duration::from_millis(5);
    }
    panic!("no end in 1,000 s");
}

#[derive(Default)]
struct Line {
    time: Time,
    /// The caller speaks in this span, in milliseconds, and leaves at the end.
    speaks: std::ops::Range<u64>,
    leaves: Option<u64>,
    keys: VecDeque<(u64, Key)>,
    next_at: Instant,
    log: Arc<Mutex<Vec<(Instant, usize)>>>,
}

impl AudioLine for Line {
    fn clock(&self) -> impl Clock {
        self.time.clone()
    }

    fn rate_hz(&self) -> u32 {
        8_000
    }

    async fn next(&mut self) -> Option<Piece> {
        self.time.sleep_until(self.next_at).await;
        let ms = self.next_at.as_millis();
        if self.leaves.is_some_and(|leaves| ms >= leaves) {
            return None;
        }
        if self.keys.front().is_some_and(|(at, _)| *at <= ms) {
            return self.keys.pop_front().map(|(_, key)| Piece::Key(key));
        }
        self.next_at += Duration::from_millis(20);
        let speaks = self.speaks.contains(&ms) && (ms / 20) % 11 < 8;
        let most = if speaks { 5_000 } else { 20 };
        let samples = (0..160)
            .map(|n: i16| (n.wrapping_mul(7_919).wrapping_add(ms as i16)).wrapping_mul(31) % most);
        Some(Piece::Sound(samples.collect()))
    }

    fn send(&mut self, samples: &[i16]) -> Result<usize, Error> {
        self.log.lock().unwrap().push((self.time.now(), samples.len()));
        Ok(samples.len())
    }

    fn stop(&mut self) -> Result<(), Error> {
        self.log.lock().unwrap().push((self.time.now(), 0));
        Ok(())
    }
}

/// Every utterance is these words; a voice of 100 ms for each letter.
struct Words(&'static str);

impl Recognise for Words {
    async fn recognise(&self, _: Pcm, _: &Hints) -> Result<Option<String>, Error> {
        Ok(Some(self.0.to_owned()))
    }
}

struct Letters;

impl Synthesise for Letters {
    async fn synthesise(&self, words: &str, _: u32) -> Result<Pcm, Error> {
        // At another rate than the line's.
        Ok(Pcm::new(16_000, vec![100i16; words.len() * 1_600]))
    }
}

struct Hangs;

impl Synthesise for Hangs {
    async fn synthesise(&self, _: &str, _: u32) -> Result<Pcm, Error> {
        std::future::pending().await
    }
}

impl Recognise for Hangs {
    async fn recognise(&self, _: Pcm, _: &Hints) -> Result<Option<String>, Error> {
        std::future::pending().await
    }
}

#[derive(Default)]
struct Desk {
    log: Vec<String>,
}

impl Assistant for &mut Desk {
    async fn turn(&mut self, heard: Heard) -> Turn {
        let (text, turn) = match heard {
            Heard::Nothing => ("begins".to_owned(), Turn::ask("Hello. What can I do?")),
            Heard::Words(words) => {
                let turn = Turn::hand_over(Need::anyone(), &*words).saying("Wait.");
                (words, turn)
            }
            Heard::Keys(keys) => (format!("{} keys", keys.len()), Turn::resolved("Bye.")),
            Heard::Silence => ("silence".to_owned(), Turn::ask("Hello?")),
        };
        self.log.push(text);
        turn
    }

    fn interrupted(&mut self, until: &str) {
        self.log.push(format!("until {until:?}"));
    }
}

fn talk(line: Line, desk: &mut Desk) -> Result<Closing, Error> {
    let time = line.time.clone();
    run(&time, converse_over(line, &Words("my card"), &Letters, desk, Limits::default()))
}

#[test]
fn words_go_both_ways_over_a_line_of_sound() {
    let mut desk = Desk::default();
    let line = Line { speaks: 4_000..6_000, ..Line::default() };
    let log = line.log.clone();
    let closing = talk(line, &mut desk).unwrap();
    assert!(matches!(closing, Closing::Handover(handover) if handover.summary == "my card"));
    assert_eq!(desk.log, ["begins", "my card"]);
    let sent: usize = log.lock().unwrap().iter().map(|(_, count)| count).sum();
    assert_eq!(sent, "Hello. What can I do?Wait.".len() * 800);
}

#[test]
fn a_caller_who_speaks_up_is_listened_to() {
    let mut desk = Desk::default();
    let line = Line { speaks: 800..2_000, ..Line::default() };
    let log = line.log.clone();
    talk(line, &mut desk).unwrap();
    assert_eq!(desk.log, ["begins", "until \"Hello. What\"", "my card"]);
    let stopped = log.lock().unwrap().iter().find(|(_, count)| *count == 0).unwrap().0;
    assert!(stopped < Instant::from_millis(1_150), "{stopped:?}");
}

#[test]
fn without_an_ear_keys_answer_and_voices_do_not_interrupt() {
    let mut desk = Desk::default();
    let line = Line {
        speaks: 0..60_000,
        keys: [(5_000, Key::D1), (5_100, Key::Pound)].into(),
        ..Line::default()
    };
    let time = line.time.clone();
    let talk = converse_over(line, &KeysOnly, &Letters, &mut desk, Limits::default());
    assert_eq!(run(&time, talk).unwrap(), Closing::Resolved);
    assert_eq!(desk.log, ["begins", "1 keys"]);
}

#[test]
fn a_voice_or_an_ear_that_hangs_hands_over() {
    let mut desk = Desk::default();
    let line = Line { speaks: 4_000..6_000, ..Line::default() };
    let time = line.time.clone();
    let closing = run(&time, converse_over(line, &Hangs, &Letters, &mut desk, Limits::default()));
    assert!(matches!(closing, Ok(Closing::Handover(_))), "{closing:?}");
    assert!(time.now() < Instant::from_millis(13_000), "{:?}", time.now());

    let (mut desk, line) = (Desk::default(), Line::default());
    let time = line.time.clone();
    let talk = converse_over(line, &KeysOnly, &Hangs, &mut desk, Limits::default());
    assert!(matches!(run(&time, talk), Ok(Closing::Handover(_))));
    assert!(time.now() < Instant::from_millis(6_100), "{:?}", time.now());
}

#[test]
fn who_leaves_ends_it_at_every_moment() {
    for leaves in (0..9_000).step_by(500) {
        let mut desk = Desk::default();
        let line = Line { speaks: 4_000..6_000, leaves: Some(leaves), ..Line::default() };
        match talk(line, &mut desk) {
            Err(error) => assert!(error.is_ended(), "{leaves}: {error}"),
            Ok(_) => assert!(leaves > 7_000, "{leaves}"),
        }
    }
}

#[test]
fn a_failure_of_the_line_is_explained() {
    let (line, time) = (Line::default(), Time::default());
    let mut spoken = SpokenLine::new(line, &KeysOnly, &Hangs, Listening::default());
    spoken.line.time = time.clone();
    let error = run(&time, spoken.say("Hello.".into())).unwrap_err();
    assert_eq!((error.code(), error.kind()), ("TCC-CORE-0601", ErrorKind::Unavailable));
}
