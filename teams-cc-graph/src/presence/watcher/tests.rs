use super::*;
use teams_cc_core::{Activity, Availability};

mod scale;

const START: Instant = Instant::START;
const PACE: Pace = Pace {
    every: Duration::from_secs(2),
    spacing: Duration::from_millis(40),
    stale_after: Duration::from_secs(60),
    relaxed: Duration::from_secs(20),
    batch: 3,
};

fn at(millis: u64) -> Instant {
    Instant::from_millis(millis)
}

fn person(n: u128) -> Guid {
    Guid::from_u128(n)
}

fn agents(count: u128) -> Vec<(AgentId, Guid)> {
    (0..count).map(|n| (AgentId::new(format!("agent{n}")), person(n))).collect()
}

fn watcher(count: u128, pace: Pace, seed: u64) -> Watcher {
    Watcher::new(START, agents(count), pace, Rng::from_seed(seed))
}

fn seen(n: u128, availability: Availability, sequence: Option<&str>) -> Seen {
    Seen {
        person: person(n),
        presence: Presence::new(availability, Activity::Available),
        sequence: sequence.map(str::to_owned),
    }
}

fn asked(watcher: &mut Watcher) -> Vec<usize> {
    drain(watcher).0
}

/// Batches asked for, and what was told, as `agent0 Busy` or `agent0 ?`.
fn drain(watcher: &mut Watcher) -> (Vec<usize>, Vec<String>) {
    let (mut asks, mut tells) = (Vec::new(), Vec::new());
    while let Some(output) = watcher.poll() {
        match output {
            Output::Ask { batch, .. } => asks.push(batch),
            Output::Tell(change) => {
                let shown = change.presence.map(|p| p.availability.to_string());
                tells.push(format!("{} {}", change.agent, shown.unwrap_or("?".into())));
            }
        }
    }
    (asks, tells)
}

fn told(watcher: &mut Watcher) -> Vec<String> {
    drain(watcher).1
}

#[test]
fn everybody_is_asked_about_at_once_then_in_turn() {
    let mut watcher = watcher(7, PACE, 1);
    assert_eq!(asked(&mut watcher), [0, 1, 2]);
    for batch in 0..3 {
        watcher.handle(at(100), Input::Answered { batch, seen: Vec::new() });
    }
    assert_eq!(asked(&mut watcher), [] as [usize; 0]);
    let mut order = Vec::new();
    while order.len() < 9 {
        let moment = watcher.deadline().unwrap();
        watcher.handle(moment, Input::Tick);
        let batches = asked(&mut watcher);
        assert!(batches.len() <= 1, "spread over the period: {batches:?}");
        for batch in batches {
            order.push((moment.as_millis(), batch));
            watcher.handle(moment, Input::Answered { batch, seen: Vec::new() });
        }
    }
    for batch in 0..3 {
        let times: Vec<u64> = order.iter().filter(|(_, b)| *b == batch).map(|(t, _)| *t).collect();
        for pair in times.windows(2) {
            assert!((2_000..=2_101).contains(&(pair[1] - pair[0])), "batch {batch}: {order:?}");
        }
    }
}

#[test]
fn cc_06_changes_are_told_once() {
    let mut watcher = watcher(2, PACE, 1);
    let free = || vec![seen(0, Availability::Available, None), seen(1, Availability::Busy, None)];
    watcher.handle(at(10), Input::Answered { batch: 0, seen: free() });
    assert_eq!(told(&mut watcher), ["agent0 Available", "agent1 Busy"]);
    watcher.handle(at(2_100), Input::Answered { batch: 0, seen: free() });
    assert!(told(&mut watcher).is_empty());
    let busy = vec![seen(0, Availability::Busy, None), seen(1, Availability::Busy, None)];
    watcher.handle(at(4_200), Input::Answered { batch: 0, seen: busy });
    assert_eq!(told(&mut watcher), ["agent0 Busy"]);
}

#[test]
fn cc_17_lost_knowledge_is_told_once_and_news_follow() {
    let mut watcher = watcher(2, PACE, 1);
    let both = vec![seen(0, Availability::Busy, None), seen(1, Availability::Away, None)];
    watcher.handle(at(0), Input::Answered { batch: 0, seen: both });
    told(&mut watcher);
    let mut lost = Vec::new();
    while lost.is_empty() {
        let moment = watcher.deadline().unwrap();
        assert!(moment <= at(60_000), "nobody said so in time");
        watcher.handle(moment, Input::Tick);
        let (asks, tells) = drain(&mut watcher);
        for batch in asks {
            watcher.handle(moment, Input::Failed { batch, retry: Retry::Never });
        }
        lost = tells;
        if !lost.is_empty() {
            assert_eq!(moment, at(60_000));
        }
    }
    assert_eq!(lost, ["agent0 ?", "agent1 ?"]);
    watcher.handle(at(90_000), Input::Tick);
    assert!(told(&mut watcher).is_empty(), "once is enough");
    let again = vec![seen(0, Availability::Busy, None)];
    watcher.handle(at(91_000), Input::Answered { batch: 0, seen: again });
    assert_eq!(told(&mut watcher), ["agent0 Busy"]);
}

#[test]
fn who_is_missing_from_answers_is_lost_after_a_while() {
    let mut watcher = watcher(2, PACE, 1);
    let mut tells = Vec::new();
    for second in 0..=60 {
        let one = vec![seen(0, Availability::Available, None)];
        watcher.handle(at(second * 1_000), Input::Answered { batch: 0, seen: one });
        tells.extend(told(&mut watcher));
    }
    assert_eq!(tells, ["agent0 Available", "agent1 ?"]);
}

#[test]
fn older_versions_are_no_news() {
    let mut watcher = watcher(1, PACE, 1);
    let mut say = |millis, availability, sequence| {
        let seen = vec![seen(0, availability, Some(sequence))];
        watcher.handle(at(millis), Input::Answered { batch: 0, seen });
        told(&mut watcher)
    };
    assert_eq!(say(0, Availability::Available, "A0002"), ["agent0 Available"]);
    assert!(say(2_000, Availability::Busy, "A0001").is_empty(), "a server that lags behind");
    assert_eq!(say(4_000, Availability::Busy, "A0003"), ["agent0 Busy"]);
    // Numbers that began anew are believed after what was known has become stale.
    assert_eq!(say(64_000, Availability::Away, "A0000"), ["agent0 ?"]);
    assert_eq!(say(66_000, Availability::Away, "A0000"), ["agent0 Away"]);
}

#[test]
fn rs_73_a_failed_batch_waits_as_the_error_says_and_longer_each_time() {
    for seed in 0..100 {
        let mut watcher = watcher(1, PACE, seed);
        asked(&mut watcher);
        let wait = Duration::from_secs(20);
        watcher.handle(at(0), Input::Failed { batch: 0, retry: Retry::After(wait) });
        watcher.handle(at(19_999), Input::Tick);
        assert!(asked(&mut watcher).is_empty(), "seed {seed}");
        watcher.handle(at(20_000), Input::Tick);
        assert_eq!(asked(&mut watcher), [0], "seed {seed}");
        let mut now = at(20_000);
        for _ in 0..10 {
            watcher.handle(now, Input::Failed { batch: 0, retry: Retry::Never });
            now += Duration::from_secs(30);
            watcher.handle(now, Input::Tick);
            assert_eq!(asked(&mut watcher), [0], "seed {seed}: never given up");
        }
    }
}

#[test]
fn rs_74_many_people_are_asked_about_as_often_as_half_the_limit_allows() {
    // 65,000 agents are 100 requests a round: 25 a second at most.
    let pace = Pace { batch: 650, ..PACE };
    let mut watcher = watcher(65_000, pace, 2);
    let mut times: Vec<Instant> = Vec::new();
    let mut now = START;
    while now < at(60_000) {
        for batch in asked(&mut watcher) {
            times.push(now);
            watcher.handle(now, Input::Answered { batch, seen: Vec::new() });
        }
        now = watcher.deadline().unwrap().max(now);
        watcher.handle(now, Input::Tick);
    }
    let most = (0..30).map(|s| {
        let window = at(s * 1_000)..at(s * 1_000 + 30_000);
        times.iter().filter(|t| window.contains(t)).count()
    });
    let most = most.max().unwrap();
    assert!(most <= 750 + 100, "{most} requests in 30 s, the first round included");
}

#[test]
fn two_agents_may_be_one_person() {
    let two = [("days", person(1)), ("nights", person(1))].map(|(a, p)| (AgentId::new(a), p));
    let mut watcher = Watcher::new(START, two, PACE, Rng::from_seed(1));
    let one = vec![seen(1, Availability::Busy, None), seen(9, Availability::Busy, None)];
    watcher.handle(at(5), Input::Answered { batch: 0, seen: one });
    assert_eq!(told(&mut watcher), ["days Busy", "nights Busy"]);
}

#[test]
fn nobody_is_nothing_to_do() {
    let watcher = watcher(0, PACE, 1);
    assert!(watcher.is_empty());
    assert_eq!(watcher.deadline(), None);
}

#[test]
fn random_worlds_from_seeds_agree_with_a_plain_model() {
    for seed in 0..300 {
        let mut rng = Rng::from_seed(seed);
        let mut watcher = watcher(5, PACE, seed);
        let mut shown: HashMap<String, String> = HashMap::new();
        let mut truth: HashMap<String, (String, Instant)> = HashMap::new();
        let mut now = START;
        for _ in 0..200 {
            let (asks, tells) = drain(&mut watcher);
            for tell in tells {
                let (agent, value) = tell.split_once(' ').unwrap();
                let before = shown.insert(agent.to_owned(), value.to_owned());
                assert_ne!(before.as_deref(), Some(value), "seed {seed}: told twice");
            }
            for batch in asks {
                if rng.one_in(4) {
                    watcher.handle(now, Input::Failed { batch, retry: Retry::Never });
                    continue;
                }
                let members = (batch as u128 * 3..5.min(batch as u128 * 3 + 3)).map(|n| {
                    let availability = match rng.below(3) {
                        0 => Availability::Available,
                        1 => Availability::Busy,
                        _ => Availability::Away,
                    };
                    truth.insert(format!("agent{n}"), (availability.to_string(), now));
                    seen(n, availability, None)
                });
                let seen = members.collect();
                watcher.handle(now, Input::Answered { batch, seen });
            }
            now = watcher.deadline().unwrap().max(now);
            watcher.handle(now, Input::Tick);
        }
        drain(&mut watcher).1.iter().for_each(|tell| {
            let (agent, value) = tell.split_once(' ').unwrap();
            shown.insert(agent.to_owned(), value.to_owned());
        });
        let known = truth.into_iter().map(|(agent, (value, heard))| {
            let stale = heard + PACE.stale_after <= now;
            (agent, if stale { "?".to_owned() } else { value })
        });
        assert_eq!(shown, known.collect(), "seed {seed}");
    }
}

#[test]
fn graph_6_what_is_notified_is_told_at_once_and_asked_about_less() {
    let mut watcher = watcher(3, PACE, 1);
    assert_eq!(asked(&mut watcher), [0]);
    let all = |a: Availability| (0..3).map(|n| seen(n, a.clone(), Some("5"))).collect::<Vec<_>>();
    watcher.handle(at(100), Input::Answered { batch: 0, seen: all(Availability::Available) });
    told(&mut watcher);
    watcher.handle(at(200), Input::Covered { batch: 0, is_live: true });
    assert_eq!(asked(&mut watcher), [0], "what happened before it lived");
    watcher.handle(at(300), Input::Answered { batch: 0, seen: all(Availability::Available) });
    watcher.handle(at(5_000), Input::Noticed(seen(1, Availability::Busy, Some("6"))));
    assert_eq!(drain(&mut watcher), (vec![], vec!["agent1 Busy".into()]));
    let heard = watcher.heard(&"agent1".into());
    assert_eq!((heard, watcher.heard(&"nobody".into())), (Some(at(5_000)), None));
    watcher.handle(at(6_000), Input::Noticed(seen(1, Availability::Away, Some("4"))));
    assert_eq!(told(&mut watcher), [] as [&str; 0], "an older version is no news");

    let relaxed = watcher.deadline().unwrap();
    assert!(relaxed >= at(20_000), "{relaxed:?}");
    watcher.handle(at(7_000), Input::Missed { batch: 0 });
    watcher.handle(at(7_001), Input::Missed { batch: 0 });
    assert_eq!(asked(&mut watcher), [0], "read at once, because news may be missing");
    watcher.handle(at(7_100), Input::Answered { batch: 0, seen: all(Availability::Available) });
    assert_eq!(asked(&mut watcher), [0], "once more: it was missed after the question had left");
    watcher.handle(at(7_200), Input::Answered { batch: 0, seen: all(Availability::Available) });
    watcher.handle(at(8_000), Input::Covered { batch: 0, is_live: false });
    assert_eq!(asked(&mut watcher), [0]);
    watcher.handle(at(8_100), Input::Answered { batch: 0, seen: all(Availability::Available) });
    assert!(watcher.deadline().unwrap() <= at(10_300), "asked about as often as before");
}
