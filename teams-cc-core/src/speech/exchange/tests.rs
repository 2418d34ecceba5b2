use std::time::Duration;

use super::*;
use crate::Rng;

const RATE: u32 = 8_000;

fn at(ms: u64) -> Instant {
    Instant::from_millis(ms)
}

/// 20 ms of a line: a voice of syllables, or its noise. Each look begins elsewhere in one noise.
fn look(rng: &mut Rng, speaks: bool, n: u64) -> Vec<i16> {
    static NOISE: std::sync::LazyLock<Vec<i16>> = std::sync::LazyLock::new(|| {
        let mut rng = Rng::from_seed(0);
        (0..2_000).map(|_| rng.below(12_001) as i16 - 6_000).collect()
    });
    let from = rng.below(1_800) as usize;
    let quieter = if speaks && n % 11 < 8 { 1 } else { 150 };
    NOISE[from..from + 160].iter().map(|sample| sample / quieter).collect()
}

/// A machine, a line that plays in real time, and a synthesiser that needs `makes_in`.
struct Scene {
    exchange: Exchange,
    rng: Rng,
    now: Instant,
    /// The line has sound to play until then.
    sounds_until: Instant,
    makes_in: Duration,
    /// What is made and when.
    making: Option<(Instant, u64, usize)>,
    recognising: Option<(Instant, u64)>,
    utterances: Vec<Pcm>,
    over: Vec<(Instant, ExchangeOutput)>,
    stops: Vec<Instant>,
}

impl Scene {
    fn new(how: Listening) -> Self {
        Self {
            exchange: Exchange::new(how, RATE, true),
            rng: Rng::from_seed(1),
            now: Instant::START,
            sounds_until: Instant::START,
            makes_in: Duration::from_millis(200),
            making: None,
            recognising: None,
            utterances: Vec::new(),
            over: Vec::new(),
            stops: Vec::new(),
        }
    }

    fn give(&mut self, input: ExchangeInput<'_>) {
        self.exchange.handle(self.now, input);
        while let Some(output) = self.exchange.poll() {
            match output {
                ExchangeOutput::Make(number, words) => {
                    // Twelve letters a second.
                    let samples = words.len() * RATE as usize / 12;
                    self.making = Some((self.now + self.makes_in, number, samples));
                }
                ExchangeOutput::Send(_, range) => {
                    self.sounds_until = self.sounds_until.max(self.now)
                        + Duration::from_micros(range.len() as u64 * 125);
                    self.exchange.handle(self.now, ExchangeInput::Took(range.len()));
                }
                ExchangeOutput::Stop => {
                    self.sounds_until = self.now;
                    self.stops.push(self.now);
                }
                ExchangeOutput::Recognise(number, pcm) => {
                    self.utterances.push(pcm);
                    self.recognising = Some((self.now + Duration::from_millis(100), number));
                }
                over => self.over.push((self.now, over)),
            }
        }
    }

    /// 20 ms go by; does the caller speak?
    fn pass(&mut self, speaks: bool) {
        self.now += LOOK;
        let n = self.now.as_millis() / 20;
        let look = look(&mut self.rng, speaks, n);
        self.give(ExchangeInput::Sound(&look));
        if let Some((when, number, samples)) = self.making.filter(|(when, ..)| *when <= self.now) {
            self.making = None;
            let _ = when;
            self.give(ExchangeInput::Made(number, Some(Pcm::new(RATE, vec![9i16; samples]))));
        }
        if let Some((_, number)) = self.recognising.filter(|(when, _)| *when <= self.now) {
            self.recognising = None;
            self.give(ExchangeInput::Recognised(number, Some(Some("my card".into()))));
        }
    }

    fn until_over(&mut self, speaks: impl Fn(Instant) -> bool) -> (Instant, ExchangeOutput) {
        for _ in 0..10_000 {
            if let Some(over) = self.over.pop() {
                return over;
            }
            let speaks = speaks(self.now);
            self.pass(speaks);
        }
        panic!("no end: {:?}", self.exchange.state);
    }
}

fn words(interrupted: Option<&str>) -> ExchangeOutput {
    let heard = Heard::Words("my card".into());
    ExchangeOutput::Answered(Reply { heard, interrupted: interrupted.map(str::to_owned) })
}

#[test]
fn an_utterance_is_cut_out_of_the_line_and_recognised() {
    let mut scene = Scene::new(Listening::default());
    scene.give(ExchangeInput::Ask("How can I help you?"));
    let speaks = |now: Instant| (3_000..5_000).contains(&now.as_millis());
    let (over, output) = scene.until_over(speaks);
    assert_eq!(output, words(None));
    // 700 ms of silence, 100 ms of recognition, and the gap of a syllable.
    assert!((at(5_700)..at(5_900)).contains(&over), "{over:?}");
    let lasted = scene.utterances[0].duration().as_millis();
    assert!((2_150..2_550).contains(&lasted), "{lasted} ms with what is before and behind");
    assert!(scene.stops.is_empty());
}

#[test]
fn who_speaks_up_stops_us_at_once_and_what_was_heard_is_known() {
    let mut scene = Scene::new(Listening::default());
    scene.give(ExchangeInput::Ask("Good morning, this is Contoso. We sell cards. And pens too."));
    let (_, output) = scene.until_over(|now| (3_400..5_000).contains(&now.as_millis()));
    // 200 ms to make it; 3.2 s of 12 letters a second.
    assert_eq!(output, words(Some("Good morning, this is Contoso. We sell")));
    let [stop] = scene.stops[..] else { panic!("{:?}", scene.stops) };
    assert!(stop < at(3_400 + 400), "{stop:?}");
    assert!(scene.sounds_until <= stop);
}

#[test]
fn who_may_not_interrupt_does_not() {
    let how = Listening { barge_in: false, ..Listening::default() };
    let mut scene = Scene::new(how);
    scene.give(ExchangeInput::Ask("Good morning, this is Contoso."));
    (0..60).for_each(|_| scene.pass(true));
    scene.give(ExchangeInput::Pressed(Key::D1));
    let (_, output) = scene.until_over(|now| now < at(1_500));
    assert_eq!(output, ExchangeOutput::Answered(Heard::Silence.into()));
    assert!(scene.stops.is_empty());
}

#[test]
fn keys_answer_beside_words() {
    for (keys, wanted) in [("12#", "12"), ("1", "1"), ("#", "#"), ("123", "12")] {
        let how = Listening { most_keys: 2, ..Listening::default() };
        let how = if keys == "12#" { Listening { most_keys: 9, ..how } } else { how };
        let mut scene = Scene::new(how);
        scene.give(ExchangeInput::Ask("Your number, please?"));
        (0..30).for_each(|_| scene.pass(false));
        for key in keys.chars().filter_map(Key::from_char) {
            scene.give(ExchangeInput::Pressed(key));
            scene.pass(false);
        }
        let (over, output) = scene.until_over(|_| false);
        let wanted = wanted.chars().filter_map(Key::from_char).collect();
        let ExchangeOutput::Answered(reply) = output else { panic!("{output:?}") };
        assert_eq!(reply.heard, Heard::Keys(wanted), "{keys}");
        assert!(reply.interrupted.is_some() && scene.stops.len() == 1);
        assert!(over < at(4_000));
    }
}

#[test]
fn keys_that_were_pressed_ahead_count() {
    let mut scene = Scene::new(Listening::default());
    scene.give(ExchangeInput::Pressed(Key::D7));
    scene.give(ExchangeInput::Ask("Your number, please?"));
    let (_, output) = scene.until_over(|_| false);
    let ExchangeOutput::Answered(reply) = output else { panic!("{output:?}") };
    assert_eq!(reply.heard, Heard::Keys(vec![Key::D7]));
}

#[test]
fn a_caller_who_never_stops_is_cut_and_answered() {
    let mut scene = Scene::new(Listening::default());
    scene.give(ExchangeInput::Ask("Yes?"));
    let (over, output) = scene.until_over(|_| true);
    assert!(matches!(output, ExchangeOutput::Answered(_)));
    assert!((at(20_000)..at(21_000)).contains(&over), "{over:?}");
    assert!(scene.utterances[0].duration() <= Duration::from_secs(21));
}

#[test]
fn a_line_without_packets_is_silence() {
    let mut scene = Scene::new(Listening::default());
    scene.give(ExchangeInput::Ask(""));
    (0..100).for_each(|n| scene.pass(n >= 50));
    // The peer suppresses silence: nothing comes any more.
    let due = scene.exchange.deadline().unwrap();
    assert!(due <= scene.now + Duration::from_millis(700));
    scene.now = due;
    scene.give(ExchangeInput::Tick);
    assert_eq!(scene.utterances.len(), 1);
}

#[test]
fn what_fails_or_hangs_breaks_the_exchange() {
    let mut scene = Scene::new(Listening::default());
    scene.give(ExchangeInput::Ask("Hello."));
    let number = scene.making.take().unwrap().1;
    scene.give(ExchangeInput::Made(number, None));
    assert!(matches!(scene.until_over(|_| false).1, ExchangeOutput::Broken(_)));

    let mut scene = Scene::new(Listening::default());
    scene.makes_in = Duration::from_secs(3_600);
    scene.give(ExchangeInput::Say("Hello."));
    let (over, output) = scene.until_over(|_| false);
    assert_eq!(
        (over, output),
        (at(6_000), ExchangeOutput::Broken("the synthesiser does not answer"))
    );

    let mut scene = Scene::new(Listening::default());
    scene.give(ExchangeInput::Ask(""));
    (0..200).for_each(|n| {
        scene.pass((50..100).contains(&n));
        scene.recognising = None;
    });
    let (over, output) = scene.until_over(|_| false);
    assert_eq!(output, ExchangeOutput::Broken("the recogniser does not answer"));
    assert!(over < at(9_500), "{over:?}");
}

#[test]
fn the_first_sentence_sounds_while_the_next_is_made() {
    let mut scene = Scene::new(Listening::default());
    scene.makes_in = Duration::from_secs(1);
    scene.give(ExchangeInput::Say("The first sentence is short. And so is the second one."));
    while scene.sounds_until == Instant::START {
        scene.pass(false);
    }
    assert_eq!(scene.now, at(1_000));
    assert!(scene.making.is_some(), "the second is being made");
    assert_eq!(scene.until_over(|_| false).1, ExchangeOutput::Said);
}

/// Lines that lose, stand still, jump; adapters that fail, hang and come late; callers who speak
/// and press at any time.
#[test]
fn every_exchange_ends_once_and_nothing_sounds_after_it() {
    for seed in 0..80u64 {
        let mut rng = Rng::from_seed(seed);
        let how = Listening { barge_in: !rng.one_in(4), ..Listening::default() };
        let mut exchange = Exchange::new(how, RATE, !rng.one_in(5));
        let (mut now, mut open) = (Instant::START, None::<Instant>);
        let (mut making, mut recognising, mut offered) = (Vec::new(), Vec::new(), None);
        let (stalls, noisy) = (rng.one_in(10), rng.one_in(3));
        let mut ends = 0;
        for step in 0..2_500u64 {
            while let Some(output) = exchange.poll() {
                match output {
                    ExchangeOutput::Make(number, words) => making.push((number, words.len())),
                    ExchangeOutput::Recognise(number, pcm) => {
                        assert!(pcm.duration() < Duration::from_secs(22), "seed {seed}");
                        recognising.push(number);
                    }
                    ExchangeOutput::Send(pcm, range) => {
                        assert!(open.is_some(), "seed {seed}: sound outside of an exchange");
                        assert!(offered.is_none(), "seed {seed}: two sounds at once");
                        assert!(range.end <= pcm.samples().len());
                        offered = Some(range.len());
                    }
                    ExchangeOutput::Stop => offered = None,
                    ExchangeOutput::Said
                    | ExchangeOutput::Answered(_)
                    | ExchangeOutput::Broken(_) => {
                        assert!(open.take().is_some(), "seed {seed}: ended twice");
                        offered = None;
                        ends += 1;
                    }
                }
            }
            if let Some(since) = open {
                let lasted = now.since(since);
                assert!(lasted < Duration::from_secs(200), "seed {seed}: no end");
            }
            if let Some(count) = offered.take() {
                let took = if stalls { 0 } else { rng.below(count as u64 + 1) as usize };
                let took = if rng.one_in(2) && !stalls { count } else { took };
                exchange.handle(now, ExchangeInput::Took(took));
                continue;
            }
            if open.is_none() && rng.one_in(3) {
                open = Some(now);
                let words = "One. Two and three. Four, five and six? Seven!";
                let ask = rng.one_in(2);
                exchange.handle(
                    now,
                    if ask { ExchangeInput::Ask(words) } else { ExchangeInput::Say(words) },
                );
                continue;
            }
            now += match rng.below(200) {
                0 => Duration::from_secs(rng.below(30)),
                _ => Duration::from_millis(rng.below(40)),
            };
            match rng.below(12) {
                0 if !making.is_empty() => {
                    let (number, letters) = making.swap_remove(0);
                    let pcm = Pcm::new(RATE, vec![5i16; letters * 200]);
                    let pcm = (!rng.one_in(20)).then_some(pcm);
                    exchange.handle(now, ExchangeInput::Made(number, pcm));
                }
                1 if !recognising.is_empty() => {
                    let number = recognising.swap_remove(0);
                    let words = rng.one_in(2).then(|| "x".to_owned());
                    let words = (!rng.one_in(20)).then_some(words);
                    exchange.handle(now, ExchangeInput::Recognised(number, words));
                }
                2 if rng.one_in(10) => {
                    exchange.handle(now, ExchangeInput::Pressed(Key::D3));
                }
                3 => exchange.handle(now, ExchangeInput::Tick),
                _ if rng.one_in(20) => {}
                _ => {
                    let speaks = noisy && (step / 100).is_multiple_of(2);
                    let look = look(&mut rng, speaks, step);
                    let count = rng.below(161) as usize;
                    let look = if rng.one_in(5) { &look[..count] } else { &look[..] };
                    exchange.handle(now, ExchangeInput::Sound(look));
                }
            }
        }
        assert!(ends > 0, "seed {seed}");
        if let Some(since) = open {
            assert!(now.since(since) < Duration::from_secs(200), "seed {seed}");
        }
    }
}
