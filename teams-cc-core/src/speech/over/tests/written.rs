//! Sentences that are spoken while more are written.

use super::*;
use crate::assistant::CompletedBy;
use crate::speech::{Complete, Line as Said, Role};

/// Writes these pieces, each so many milliseconds after it was asked; then no more, or no end.
struct Writes {
    time: Time,
    pieces: Vec<(u64, &'static str)>,
    hangs: bool,
    /// When each was written, and every question.
    written: Mutex<Vec<Instant>>,
    asked: Mutex<Vec<Vec<Said>>>,
}

impl Writes {
    fn new(time: &Time, pieces: &[(u64, &'static str)]) -> Self {
        let (time, pieces) = (time.clone(), pieces.to_vec());
        Self { time, pieces, hangs: false, written: Mutex::default(), asked: Mutex::default() }
    }
}

impl Complete for Writes {
    async fn complete(&self, _: &[Said]) -> Result<String, Error> {
        panic!("this line takes sentences")
    }

    async fn write(
        &self,
        so_far: &[Said],
        piece: &mut (dyn FnMut(&str) + Send),
    ) -> Result<(), Error> {
        self.asked.lock().unwrap().push(so_far.to_vec());
        if self.asked.lock().unwrap().len() > 1 {
            piece("Goodbye, and thank you. [resolved]");
            return Ok(());
        }
        let asked_at = self.time.now();
        for (after, words) in &self.pieces {
            self.time.sleep_until(asked_at + Duration::from_millis(*after)).await;
            self.written.lock().unwrap().push(self.time.now());
            piece(words);
        }
        if self.hangs { std::future::pending().await } else { Ok(()) }
    }
}

fn converses(line: Line, model: &Writes) -> Result<Closing, Error> {
    let time = line.time.clone();
    let assistant = CompletedBy::new(model, "Be kind.");
    run(&time, converse_over(line, &Words("my card"), &Letters, assistant, Limits::default()))
}

fn sent(log: &Mutex<Vec<(Instant, usize)>>) -> Vec<(Instant, usize)> {
    log.lock().unwrap().iter().copied().filter(|(_, count)| *count > 0).collect()
}

#[test]
fn cc_52_the_first_sentence_is_spoken_before_the_second_is_written() {
    let line = Line::default();
    let log = line.log.clone();
    let said = ["I look for your card. ", "There", " it is, and locked. [res", "olved]"];
    let model = Writes::new(
        &line.time,
        &[(500, said[0]), (900, said[1]), (2_500, said[2]), (2_700, said[3])],
    );
    assert_eq!(converses(line, &model).unwrap(), Closing::Resolved);
    let (sent, written) = (sent(&log), model.written.lock().unwrap());
    assert!(sent[0].0 < written[1] + Duration::from_millis(100), "{:?} {written:?}", sent[0]);
    let all: usize = sent.iter().map(|(_, count)| count).sum();
    assert_eq!(all, "I look for your card.There it is, and locked.".len() * 800);
    // The second one follows on the first without a gap, for it was there in time.
    let gaps = sent.windows(2).map(|pair| pair[1].0.since(pair[0].0));
    assert!(gaps.max().unwrap() < Duration::from_millis(200));
}

#[test]
fn cc_52_who_speaks_up_ends_the_writing_and_is_listened_to() {
    let line = Line { speaks: 1_800..3_000, ..Line::default() };
    let log = line.log.clone();
    let model =
        Writes::new(&line.time, &[(500, "I look for your card. But"), (2_400, " never. So")]);
    assert_eq!(converses(line, &model).unwrap(), Closing::Resolved);
    assert_eq!(model.written.lock().unwrap().len(), 1, "what was to come was never written");
    let stopped = log.lock().unwrap().iter().find(|(_, count)| *count == 0).unwrap().0;
    assert!(stopped < Instant::from_millis(2_150), "{stopped:?}");
    let asked = &model.asked.lock().unwrap()[1];
    let [_, ours, theirs] = &asked[..] else { panic!("{asked:?}") };
    assert_eq!((ours.role, ours.words.as_str()), (Role::Assistant, "I look for (interrupted)"));
    assert_eq!((theirs.role, theirs.words.as_str()), (Role::Caller, "my card"));
}

#[test]
fn cc_52_a_model_that_stops_in_the_middle_is_heard_out_and_hands_over() {
    let line = Line::default();
    let (log, time) = (line.log.clone(), line.time.clone());
    let mut model = Writes::new(&line.time, &[(500, "I look for your card. But it")]);
    model.hangs = true;
    assert!(matches!(converses(line, &model), Ok(Closing::Handover(_))));
    let all: usize = sent(&log).iter().map(|(_, count)| count).sum();
    assert_eq!(all, "I look for your card.".len() * 800);
    assert!(time.now() < Instant::from_millis(12_700), "{:?}", time.now());
}

#[test]
fn cc_52_who_leaves_while_it_writes_ends_it_at_every_moment() {
    for leaves in (0..4_000).step_by(250) {
        let line = Line { leaves: Some(leaves), ..Line::default() };
        let model = Writes::new(&line.time, &[(500, "I look for your card. But"), (3_900, " no.")]);
        assert!(converses(line, &model).unwrap_err().is_ended(), "{leaves}");
    }
}
