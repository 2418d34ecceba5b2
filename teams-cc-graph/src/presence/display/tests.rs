use teams_cc_core::{Activity, Availability, Presence};

use super::super::shown::{Session, aggregate};
use super::*;

const ADELE: Guid = Guid::from_u128(1);

fn adele() -> Display {
    Display::new(&[Agent::new("adele").in_teams(ADELE)], Rng::from_seed(1))
}

fn at(seconds: u64) -> Instant {
    Instant::START + Duration::from_secs(seconds)
}

fn outputs(display: &mut Display) -> Vec<Output> {
    std::iter::from_fn(|| display.poll()).collect()
}

fn seen(shown: Shown) -> PresenceChange {
    let (availability, activity) = shown.pair();
    let presence = Some(Presence::new(availability, activity));
    PresenceChange { agent: "adele".into(), presence }
}

fn show(display: &mut Display, now: Instant, shown: Option<Shown>) -> Vec<Output> {
    display.handle(now, Input::Show("adele".into(), shown));
    outputs(display)
}

fn done(display: &mut Display, now: Instant, result: Result<(), Retry>) -> Vec<Output> {
    display.handle(now, Input::Done { person: ADELE, result });
    outputs(display)
}

#[test]
fn cc_40_shown_renewed_before_it_ends_and_cleared() {
    let mut display = adele();
    let set = vec![Output::Set { person: ADELE, shown: Shown::InACall }];
    assert_eq!(show(&mut display, at(0), Some(Shown::InACall)), set);
    assert_eq!(done(&mut display, at(1), Ok(())), []);
    let renewal = display.deadline().unwrap();
    assert!(renewal < at(1) + EXPIRES, "{renewal:?}");
    display.handle(renewal, Input::Tick);
    assert_eq!(outputs(&mut display), set);
    done(&mut display, renewal, Ok(()));
    assert_eq!(show(&mut display, at(500), None), [Output::Clear { person: ADELE }]);
    done(&mut display, at(501), Ok(()));
    display.handle(at(100_000), Input::Tick);
    assert_eq!((outputs(&mut display), display.deadline()), (vec![], None));
}

#[test]
fn cc_40_while_one_request_is_under_way_only_the_last_wish_counts() {
    let mut display = adele();
    show(&mut display, at(0), Some(Shown::InACall));
    assert_eq!(show(&mut display, at(1), Some(Shown::Presenting)), []);
    assert_eq!(show(&mut display, at(2), None), []);
    assert_eq!(done(&mut display, at(3), Ok(())), [Output::Clear { person: ADELE }]);
}

#[test]
fn cc_40_a_lost_answer_is_repeated_and_cleared_all_the_same() {
    let mut display = adele();
    show(&mut display, at(0), Some(Shown::InACall));
    assert_eq!(done(&mut display, at(1), Err(Retry::Check)), []);
    let again = display.deadline().unwrap();
    assert!(again <= at(3), "{again:?}");
    assert_eq!(
        show(&mut display, at(1), None),
        [Output::Clear { person: ADELE }],
        "it may have been shown"
    );
    // Clearing fails for longer than it would be shown: it ends by itself.
    done(&mut display, at(2), Err(Retry::After(Duration::from_secs(3_600))));
    display.handle(at(4_000), Input::Tick);
    assert_eq!((outputs(&mut display), display.deadline()), (vec![], None));
}

#[test]
fn cc_40_our_own_echo_is_not_told_but_somebody_elses_call_is() {
    let mut display = adele();
    show(&mut display, at(0), Some(Shown::InACall));
    done(&mut display, at(1), Ok(()));
    display.handle(at(5), Input::Seen(seen(Shown::InACall)));
    assert_eq!(outputs(&mut display), [], "we said so ourselves");
    display.handle(at(6), Input::Seen(seen(Shown::Away)));
    assert_eq!(outputs(&mut display), [Output::Tell(seen(Shown::Away))]);
    display.handle(at(7), Input::Seen(seen(Shown::InACall)));
    show(&mut display, at(10), None);
    done(&mut display, at(11), Ok(()));
    assert_eq!(display.deadline(), Some(at(11) + ECHO));
    display.handle(at(70), Input::Tick);
    assert_eq!(outputs(&mut display), []);
    display.handle(at(71), Input::Tick);
    assert_eq!(outputs(&mut display), [Output::Tell(seen(Shown::InACall))], "a call of their own");
    let lost = PresenceChange { agent: "adele".into(), presence: None };
    display.handle(at(72), Input::Seen(lost.clone()));
    assert_eq!(outputs(&mut display), [Output::Tell(lost)]);
}

#[test]
fn strangers_are_passed_on_and_not_shown() {
    let mut display = adele();
    let change = PresenceChange { agent: "diego".into(), presence: None };
    display.handle(at(0), Input::Seen(change.clone()));
    display.handle(at(0), Input::Show("diego".into(), Some(Shown::Away)));
    assert_eq!(outputs(&mut display), [Output::Tell(change)]);
}

/// A contact centre and Teams in a closed loop: what we set comes back seconds later, the agent's
/// own client has a session too, requests get lost.
struct Loop {
    display: Display,
    rng: Rng,
    now: Instant,
    ours: Option<(Shown, Instant)>,
    client: Shown,
    /// What Teams shows is seen after a while.
    seen: VecDeque<(Instant, Presence)>,
    last: Option<Presence>,
    answers: Vec<(Instant, Result<(), Retry>)>,
    /// Requests so far.
    requests: usize,
    /// What the router believes of Teams.
    router: Option<Presence>,
    delay_ms: u64,
}

impl Loop {
    fn new(seed: u64) -> Self {
        let mut rng = Rng::from_seed(seed);
        let display = Display::new(&[Agent::new("adele").in_teams(ADELE)], rng.fork());
        Self {
            display,
            delay_ms: 500 + rng.below(29_000),
            rng,
            now: Instant::START,
            ours: None,
            client: Shown::Available,
            seen: VecDeque::new(),
            last: None,
            answers: Vec::new(),
            requests: 0,
            router: None,
        }
    }

    fn teams(&self) -> Presence {
        let session = |shown: Shown| {
            let (availability, activity) = shown.pair();
            let presence = Presence::new(availability, activity);
            Session { presence, left: Duration::from_secs(1) }
        };
        let ours = self.ours.filter(|(_, until)| *until > self.now).map(|(shown, _)| shown);
        let sessions: Vec<_> = ours.into_iter().chain([self.client]).map(session).collect();
        aggregate(None, &sessions)
    }

    fn second(&mut self, wish: &[Option<Shown>]) {
        self.now += Duration::from_secs(1);
        let now = self.now;
        let mut inputs = vec![Input::Tick];
        inputs.extend(wish.iter().map(|shown| Input::Show("adele".into(), *shown)));
        while let Some(i) = self.answers.iter().position(|(at, _)| *at <= now) {
            let (_, result) = self.answers.remove(i);
            inputs.push(Input::Done { person: ADELE, result });
        }
        while self.seen.front().is_some_and(|(at, _)| *at <= now) {
            let (_, presence) = self.seen.pop_front().unwrap();
            let change = PresenceChange { agent: "adele".into(), presence: Some(presence) };
            inputs.push(Input::Seen(change));
        }
        for input in inputs {
            self.display.handle(now, input);
            while let Some(output) = self.display.poll() {
                match output {
                    Output::Tell(change) => self.router = change.presence,
                    Output::Set { shown, .. } => self.ask(Some(shown)),
                    Output::Clear { .. } => self.ask(None),
                }
            }
        }
        let shows = self.teams();
        if self.last.as_ref() != Some(&shows) {
            self.last = Some(shows.clone());
            self.seen.push_back((now + Duration::from_millis(self.delay_ms), shows));
        }
    }

    fn ask(&mut self, shown: Option<Shown>) {
        self.requests += 1;
        let fate = self.rng.below(10);
        if fate != 0 {
            self.ours = shown.map(|shown| (shown, self.now + EXPIRES));
        }
        let result = match fate {
            0 => Err(Retry::After(Duration::from_secs(1))),
            1 => Err(Retry::Check),
            _ => Ok(()),
        };
        self.answers.push((self.now + Duration::from_millis(100 + self.rng.below(1_500)), result));
    }
}

#[test]
fn cc_40_there_is_no_ping_pong_in_any_of_a_hundred_loops() {
    for seed in (0..100).chain([642]) {
        let mut world = Loop::new(seed);
        let mut rng = Rng::from_seed(9_000 + seed);
        let mut wishes = 0;
        for _ in 0..30 {
            let talk = 20 + rng.below(400);
            let notes = 5 + rng.below(90);
            let idle = 1 + rng.below(200);
            for (wish, length) in
                [(Some(Shown::InACall), talk), (Some(Shown::Presenting), notes), (None, idle)]
            {
                wishes += 1;
                world.second(&[wish]);
                for _ in 0..length {
                    world.second(&[]);
                    // The router never hears our own words, so it never holds work back for them.
                    let router = world.router.as_ref();
                    assert!(
                        router.is_none_or(|presence| Shown::Available.is(presence)),
                        "seed {seed}: the router believes {router:?}"
                    );
                }
            }
        }
        let renewals =
            world.now.since(Instant::START).as_secs() as usize / RENEWED.as_secs() as usize;
        let most = (wishes + renewals) * 2;
        assert!(world.requests <= most, "seed {seed}: {} requests", world.requests);
        for _ in 0..EXPIRES.as_secs() {
            world.second(&[]);
        }
        assert!(Shown::Available.is(&world.teams()), "seed {seed}: nothing of ours is left");

        // A call of their own, after all that, is believed.
        world.client = Shown::InACall;
        for _ in 0..40 {
            world.second(&[]);
        }
        let believed = world.router.as_ref().map(|p| (&p.availability, &p.activity));
        assert_eq!(believed, Some((&Availability::Busy, &Activity::InACall)), "seed {seed}");
    }
}

#[test]
fn cc_40_every_order_of_three_wishes_and_three_answers_ends_in_the_last_wish() {
    let wishes = [None, Some(Shown::InACall), Some(Shown::Presenting)];
    let fates = [Ok(()), Err(Retry::Check), Err(Retry::After(Duration::from_secs(1)))];
    for code in 0..3_usize.pow(6) {
        let digit = |i: u32| code / 3_usize.pow(i) % 3;
        let mut display = adele();
        let (mut teams, mut pending) = (None, VecDeque::new());
        let mut now = Instant::START;
        let mut step = |display: &mut Display, now: Instant, input: Option<Input>| {
            if let Some(input) = input {
                display.handle(now, input);
            }
            for output in outputs(display) {
                match output {
                    Output::Set { shown, .. } => pending.push_back(Some(shown)),
                    Output::Clear { .. } => pending.push_back(None),
                    Output::Tell(_) => {}
                }
            }
            pending.pop_front()
        };
        for i in 0..3 {
            let wish = Input::Show("adele".into(), wishes[digit(i)]);
            let asked = step(&mut display, now, Some(wish));
            now += Duration::from_secs(1);
            if let Some(asked) = asked {
                let fate = fates[digit(i + 3)];
                if !matches!(fate, Err(Retry::After(_))) {
                    teams = asked;
                }
                display.handle(now, Input::Done { person: ADELE, result: fate });
            }
        }
        // From now on everything works.
        for _ in 0..400 {
            now += Duration::from_secs(1);
            if let Some(asked) = step(&mut display, now, Some(Input::Tick)) {
                teams = asked;
                display.handle(now, Input::Done { person: ADELE, result: Ok(()) });
            }
        }
        assert_eq!(teams, wishes[digit(2)], "case {code}");
    }
}
