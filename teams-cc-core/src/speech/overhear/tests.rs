use super::*;
use crate::Rng;

const RATE: u32 = 8_000;

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// Somebody who speaks in syllables, an ear that needs its time, and virtual time.
struct Scene {
    machine: Overhearing,
    rng: Rng,
    now: Instant,
    /// How long the ear needs; `None` if it never answers.
    needs: Option<Duration>,
    ear: Option<(Instant, u64)>,
    utterances: Vec<Duration>,
    told: Vec<OverhearOutput>,
}

impl Scene {
    fn new(needs: Option<Duration>) -> Self {
        let how = Listening { longest: ms(5_000), ..Listening::default() };
        Self {
            machine: Overhearing::new(how, RATE),
            rng: Rng::from_seed(1),
            now: Instant::START,
            needs,
            ear: None,
            utterances: Vec::new(),
            told: Vec::new(),
        }
    }

    fn give(&mut self, input: OverhearInput<'_>) {
        self.machine.handle(self.now, input);
        while let Some(output) = self.machine.poll() {
            match output {
                OverhearOutput::Recognise(number, pcm) => {
                    assert!(self.ear.is_none(), "one at a time");
                    self.utterances.push(pcm.duration());
                    self.ear = Some((self.needs.map_or(Instant::FAR, |ms| self.now + ms), number));
                }
                OverhearOutput::Abandon(number) => {
                    assert_eq!(self.ear.take().map(|(_, number)| number), Some(number));
                }
                told => self.told.push(told),
            }
        }
    }

    /// The line for so long, 20 ms at a time.
    fn line(&mut self, speaks: bool, lasts: Duration) {
        for n in 0..lasts.as_millis() as u64 / 20 {
            self.now += ms(20);
            let most = if speaks && n % 11 < 8 { 6_000 } else { 40 };
            let mut samples = || (self.rng.below(2 * most + 1) as i64 - most as i64) as i16;
            let look: Vec<i16> = (0..160).map(|_| samples()).collect();
            self.give(OverhearInput::Sound(&look));
            self.time();
        }
    }

    fn time(&mut self) {
        if let Some((_, number)) = self.ear.filter(|(at, _)| *at <= self.now) {
            self.ear = None;
            self.give(OverhearInput::Recognised(number, Some(format!("line {number}"))));
        }
        if self.machine.deadline().is_some_and(|at| at <= self.now) {
            self.give(OverhearInput::Tick);
        }
    }

    fn said(&self) -> Vec<&str> {
        let words = |told: &'_ _| matches!(told, OverhearOutput::Said(..));
        let said = self.told.iter().filter(|told| words(told));
        said.map(|told| if let OverhearOutput::Said(said, _) = told { &**said } else { "" })
            .collect()
    }

    fn missed(&self) -> Vec<Missed> {
        let why = |told: &_| match told {
            OverhearOutput::Missed(lasted, why) => {
                assert!(*lasted > ms(500), "{lasted:?}");
                Some(*why)
            }
            _ => None,
        };
        self.told.iter().filter_map(why).collect()
    }
}

#[test]
fn cc_52_what_is_said_while_the_ear_works_is_heard_in_its_order() {
    let mut scene = Scene::new(Some(ms(4_000)));
    for _ in 0..4 {
        scene.line(true, ms(1_000));
        scene.line(false, ms(900));
    }
    assert!(scene.said().len() < 4, "the ear is behind");
    scene.line(false, ms(16_000));
    assert_eq!(scene.said(), ["line 1", "line 2", "line 3", "line 4"]);
    assert!(scene.utterances.iter().all(|u| (ms(900)..ms(1_500)).contains(u)));
    assert!(scene.missed().is_empty() && scene.machine.is_idle());
}

#[test]
fn cc_52_what_finds_no_room_is_told_and_nothing_waits_without_bound() {
    let mut scene = Scene::new(None);
    // The ear never answers: each utterance has its 6 s, and then the next one.
    for _ in 0..20 {
        scene.line(true, ms(1_000));
        scene.line(false, ms(900));
    }
    scene.line(false, ms(60_000));
    let missed = scene.missed();
    let count = |why| missed.iter().filter(|other| **other == why).count();
    assert_eq!(count(Missed::Late) + count(Missed::Overflow), 20, "{missed:?}");
    assert!(count(Missed::Overflow) > 3 && scene.said().is_empty());
    assert!(scene.machine.is_idle());
}

#[test]
fn cc_52_an_ear_that_fails_is_told_and_one_that_understands_nothing_is_not() {
    let failed: fn(u64) -> OverhearInput<'static> = OverhearInput::Failed;
    for (answer, told) in
        [(failed, vec![Missed::Failed]), (|number| OverhearInput::Recognised(number, None), vec![])]
    {
        let mut scene = Scene::new(None);
        scene.line(true, ms(1_000));
        scene.line(false, ms(900));
        let (_, number) = scene.ear.take().expect("it was asked");
        scene.give(answer(number));
        scene.give(OverhearInput::Recognised(number, Some("twice".into())));
        assert_eq!((scene.missed(), scene.said().len()), (told, 0));
    }
}

#[test]
fn cc_52_who_speaks_on_and_on_is_cut_and_nothing_of_it_is_lost() {
    let mut scene = Scene::new(Some(ms(100)));
    scene.line(true, ms(12_000));
    scene.line(false, ms(900));
    assert_eq!(scene.said(), ["line 1", "line 2", "line 3"]);
    let all: Duration = scene.utterances.iter().sum();
    assert!((ms(11_800)..ms(12_500)).contains(&all), "{all:?}");
    // Silence behind a cut is no utterance.
    let mut scene = Scene::new(Some(ms(100)));
    scene.line(true, ms(5_060));
    scene.line(false, ms(3_000));
    assert_eq!(scene.said(), ["line 1"], "{:?}", scene.utterances);
}

#[test]
fn cc_52_another_line_begins_anew_and_the_word_before_it_counts() {
    let mut scene = Scene::new(Some(ms(100)));
    scene.line(true, ms(1_000));
    scene.give(OverhearInput::Cut);
    scene.line(false, ms(200));
    scene.line(true, ms(1_000));
    scene.line(false, ms(900));
    assert_eq!(scene.said(), ["line 1", "line 2"]);
    scene.give(OverhearInput::Cut);
    assert_eq!(scene.said().len(), 2);
}
