//! Worlds from seeds: any command at any time, late, twice, out of order. After every step the
//! invariants of `routing.md` section 4; at the end the journal again.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use teams_cc_core::{AgentId, Instant, Medium, Presence, Reason, Rng, Skill, Supervision};
use teams_cc_routing::{
    BestMatch, Capacity, Classification, Closing, Command, CommandId, Decision, Engine, Event,
    Journal, LongestIdle, Membership, OfferId, Order, OrderPolicy, Plan, Readiness, Source, WorkId,
};

use super::{agent, later, millis, need, pick, rich_plan, work, worlds};

const STEPS: u64 = 160;
const AGENTS: u64 = 6;

fn command(rng: &mut Rng, offers: &[OfferId], next: &mut u64) -> Command {
    let reasons = [
        Reason::Busy,
        Reason::NoAnswer,
        Reason::Declined,
        Reason::Failed,
        Reason::Unavailable,
        Reason::Cancelled,
    ];
    let who = |rng: &mut Rng| AgentId::new(format!("agent-{}", rng.below(AGENTS + 1)));
    let some = |rng: &mut Rng, next: u64| WorkId(next.saturating_sub(rng.below(14)));
    let offer = |rng: &mut Rng| {
        if offers.is_empty() { OfferId(rng.below(50)) } else { *pick(rng, offers) }
    };
    match rng.below(56) {
        0..=2 => Command::SignOn(agent(rng, rng.clone().below(AGENTS))),
        3 => Command::SignOff(who(rng)),
        4 => Command::ForceOff(who(rng)),
        5 => Command::SetReadiness(who(rng), Readiness::Away("lunch".into())),
        6 | 7 => Command::SetReadiness(who(rng), Readiness::Ready),
        8 | 9 => {
            let shown = [
                ("Available", "Available"),
                ("Busy", "InACall"),
                ("Away", "Away"),
                ("Busy", "InAMeeting"),
                ("DoNotDisturb", "Presenting"),
                ("PresenceUnknown", "PresenceUnknown"),
            ];
            let (availability, activity) = *pick(rng, &shown);
            let presence = Presence::new(availability.into(), activity.into());
            Command::SetPresence(who(rng), (!rng.one_in(8)).then_some(presence))
        }
        10 => {
            let sources = [Source::Device, Source::Signalling, Source::Calendar];
            Command::SetExternalCall(who(rng), *pick(rng, &sources), millis(rng.below(4) * 3000))
        }
        11 => {
            let total = 50 + rng.below(2) as u16 * 50;
            let capacity = Capacity { total, ..Capacity::default() };
            Command::SetCapacity(who(rng), capacity.medium(Medium::Chat, 25, 3))
        }
        12 => {
            let mut member = Membership::of(*pick(rng, &["first", "second"]));
            member.rank = rng.below(3) as i16;
            member.delay = millis(rng.below(3) * 4000);
            Command::SetMembership(who(rng), vec![member])
        }
        13..=20 => {
            *next += 1;
            let mut work = work(rng, *next);
            if rng.one_in(6) {
                work = work.prefers(who(rng), millis(9000));
            }
            if rng.one_in(6) {
                work = work.excludes(who(rng));
            }
            if rng.one_in(8) {
                work = work.not_before(millis(4000));
            }
            if rng.one_in(8) {
                work = work.give_up_after(millis(35_000));
            }
            if rng.one_in(8) {
                work = work.outbound();
            }
            if rng.one_in(8) {
                work = work.already_waited(millis(60_000));
            }
            Command::Enqueue(WorkId(*next), work)
        }
        21 => Command::Update(some(rng, *next), Some(need(rng)), None),
        22 => Command::Update(some(rng, *next), None, Some(rng.below(9) as i32)),
        23 => Command::Cancel(some(rng, *next)),
        24 => Command::Abandoned(some(rng, *next)),
        25 => Command::Park(some(rng, *next)),
        26 => Command::Resume(some(rng, *next)),
        27..=31 => Command::Accept(offer(rng)),
        32 => Command::Accepted(some(rng, *next)),
        33 | 34 => Command::Decline(offer(rng), *pick(rng, &reasons)),
        35 => Command::Assign(some(rng, *next), who(rng)),
        36 | 37 => Command::Connected(some(rng, *next)),
        38 => Command::ConnectFailed(some(rng, *next), *pick(rng, &reasons)),
        39 => match rng.below(4) {
            0 => Command::Hold(some(rng, *next)),
            1 => Command::Unhold(some(rng, *next)),
            2 => Command::TransferToAgent(some(rng, *next), who(rng)),
            _ => {
                let from = some(rng, *next);
                *next += 1;
                Command::TransferToQueue(from, "second".into(), WorkId(*next))
            }
        },
        40 | 41 => {
            let times = [None, Some(Duration::ZERO), Some(Duration::MAX), Some(millis(2500))];
            Command::Complete(some(rng, *next), *pick(rng, &times))
        }
        42 => Command::WrapUpDone(some(rng, *next)),
        43 => Command::NotesDone(who(rng)),
        44 => Command::Heartbeat(who(rng), millis(rng.below(3) * 4000)),
        45 | 46 => {
            *next += 1;
            let label = Skill::label("site", site(rng));
            let needs = [label.clone().into(), label.absent(), Skill::group("few").into()];
            let work = work(rng, *next).needs(pick(rng, &needs).clone()).customer("one");
            Command::Enqueue(WorkId(*next), work.classify_within(millis(rng.below(2) * 5000)))
        }
        47 => {
            let queue = rng.one_in(2).then(|| pick(rng, &["first", "second", "none"]).to_string());
            let (need, priority) = (Some(need(rng)), Some(rng.below(5) as i32));
            Command::Classify(some(rng, *next), Classification { queue, need, priority })
        }
        48 => Command::CallBack(some(rng, *next), millis(rng.below(3) * 3000)),
        49 => Command::NotReached(some(rng, *next)),
        50 => Command::Consult(some(rng, *next), who(rng)),
        51 => Command::EndConsult(some(rng, *next), who(rng)),
        52 => {
            let how = *pick(rng, &[Supervision::Monitor, Supervision::Whisper, Supervision::Barge]);
            Command::Supervise(some(rng, *next), who(rng), how)
        }
        53 => Command::SetAttribute(some(rng, *next), "score:agent-1".into(), 5),
        54 => {
            let taken = Command::TransferToAgent(some(rng, *next), who(rng));
            Command::By("grady".into(), "takeover".into(), Box::new(taken))
        }
        55 if rng.one_in(3) => Command::PutPlan(*next, Box::new(rich_plan(rng))),
        55 => Command::SignOn(agent(rng, rng.clone().below(AGENTS)).labelled("site", site(rng))),
        _ => match rng.below(3) {
            0 => {
                let closings = [Closing::Keep, Closing::Drain, Closing::Overflow];
                Command::CloseQueue("second".into(), *pick(rng, &closings))
            }
            1 => Command::OpenQueue("second".into()),
            _ => Command::AskExpert(some(rng, *next), "expert".into()),
        },
    }
}

fn site(rng: &mut Rng) -> &'static str {
    pick::<&str>(rng, &["oslo", "berlin"])
}

/// What someone sees who only reads events.
#[derive(Default)]
struct Auditor {
    last: u64,
    at: Instant,
    live: BTreeMap<OfferId, (WorkId, AgentId)>,
    ended: BTreeSet<OfferId>,
    created: BTreeSet<WorkId>,
    over: BTreeSet<WorkId>,
    held: BTreeMap<WorkId, AgentId>,
    foreign: BTreeSet<AgentId>,
}

impl Auditor {
    fn read(&mut self, event: &Event) {
        assert_eq!(event.sequence, self.last + 1, "I18: a gap");
        assert!(event.at >= self.at, "I15: time went back");
        (self.last, self.at) = (event.sequence, event.at);
        if let Some(work) = event.decision.work() {
            let created = matches!(event.decision, Decision::Created { .. });
            let named_ahead = matches!(event.decision, Decision::Continued { .. });
            assert!(created != self.created.contains(&work) || named_ahead, "I1: {event:?}");
            assert!(!self.over.contains(&work), "I2: {event:?} after the end");
        }
        if let Some((offer, end)) = event.decision.offer_end() {
            assert!(self.live.remove(&offer).is_some(), "I3: {event:?} of an offer that is over");
            assert!(self.ended.insert(offer), "I3: {offer} ended twice, {end:?}");
        }
        match &event.decision {
            Decision::Created { work } => assert!(self.created.insert(*work)),
            Decision::Offered { offer, work, agent, until, .. } => {
                assert_eq!(offer.0, event.sequence, "an offer is named by its event");
                assert!(*until > event.at, "I7");
                assert!(!self.held.contains_key(work), "I3: {work} is with somebody");
                let twice = self.live.values().any(|known| *known == (*work, agent.clone()));
                assert!(!twice, "I4: {agent} is asked twice for {work}");
                self.live.insert(*offer, (*work, agent.clone()));
            }
            Decision::Assigned { work, agent, .. } => {
                let before = self.held.insert(*work, agent.clone());
                assert_eq!(before, None, "I3: {work} has two agents");
                let asked = self.live.values().any(|(known, _)| known == work);
                assert!(!asked, "I3: {work} is taken and still offered");
            }
            Decision::Transferred { work, from, to } => {
                assert_eq!(self.held.insert(*work, to.clone()).as_ref(), Some(from));
            }
            Decision::ConnectFailed { work, agent, .. }
            | Decision::NotReached { work, agent, .. } => {
                assert_eq!(self.held.remove(work).as_ref(), Some(agent));
            }
            Decision::AgentExternallyBusy { agent } => drop(self.foreign.insert(agent.clone())),
            Decision::AgentReleased { agent } | Decision::SignedOn { agent } => {
                self.foreign.remove(agent);
            }
            Decision::Closed { work }
            | Decision::Abandoned { work, .. }
            | Decision::Cancelled { work }
            | Decision::Expired { work, .. }
            | Decision::Deflected { work, .. } => {
                self.over.insert(*work);
                self.held.remove(work);
                let asked = self.live.values().any(|(known, _)| known == work);
                assert!(!asked, "I2: {work} is over and offered");
            }
            _ => {}
        }
    }
}

/// Prints the way into a failure.
struct Story(u64, Vec<String>);

impl Drop for Story {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let from = self.1.len().saturating_sub(12);
            println!("seed {}, the last commands:\n{}", self.0, self.1[from..].join("\n"));
        }
    }
}

/// One world; gives the digest of its journal.
fn world<P: OrderPolicy>(seed: u64, policy: impl Fn() -> P) -> u64 {
    let mut rng = Rng::from_seed(seed);
    let plan = rich_plan(&mut rng);
    let mut engine = Engine::new(plan.clone(), policy());
    let mut journal = Journal::new(&engine);
    let mut auditor = Auditor::default();
    let (mut now, mut next, mut id) = (Instant::START, 0, 0);
    let mut seen: Vec<(CommandId, Command, _)> = Vec::new();
    let mut story = Story(seed, Vec::new());
    for _ in 0..STEPS {
        now = later(&mut rng, now, millis(1500));
        let offers: Vec<OfferId> = auditor.live.keys().copied().collect();
        if !seen.is_empty() && rng.one_in(12) {
            // A repeated id: the first answer, and nothing happens (RS-84).
            let (id, command, first) = pick(&mut rng, &seen).clone();
            let before = engine.state_digest();
            let (answer, events) = journal.step(&mut engine, now, Some(id), command);
            assert_eq!((answer, events.len()), (first, 0), "seed {seed}");
            assert_eq!(engine.state_digest(), before, "seed {seed}");
            continue;
        }
        let command = command(&mut rng, &offers, &mut next);
        id += 1;
        // A command may come with a stamp from before: it counts as now.
        let stamp = if rng.one_in(10) { Instant::START } else { now };
        let name = CommandId(id);
        story.1.push(format!("{now:?} {command:?}"));
        let (answer, events) = journal.step(&mut engine, stamp, Some(name), command.clone());
        seen.push((name, command, answer));
        events.iter().for_each(|event| auditor.read(event));
        if let Err(broken) = engine.check() {
            panic!("seed {seed}, command {id}: {broken}");
        }
    }
    for work in &auditor.created {
        let over = engine.state(*work).is_some_and(teams_cc_routing::WorkState::is_final);
        assert_eq!(over, auditor.over.contains(work), "I1: seed {seed}, {work}");
    }
    let again = journal.replay(plan, policy()).unwrap_or_else(|e| panic!("seed {seed}: {e}"));
    assert_eq!(again.state_digest(), engine.state_digest(), "I16: seed {seed}");
    journal.digest()
}

#[test]
fn rt_4_no_command_at_any_time_breaks_an_invariant() {
    for seed in 0..worlds() {
        match seed % 4 {
            0 | 1 => world(seed, || LongestIdle),
            2 => world(seed, || BestMatch),
            _ => {
                let order = Order::ALL[seed as usize / 4 % Order::ALL.len()];
                world(seed, || order.policy())
            }
        };
    }
}

#[test]
fn rt_9_the_same_seed_gives_the_same_journal() {
    for seed in 0..20 {
        assert_eq!(world(seed, || LongestIdle), world(seed, || LongestIdle), "seed {seed}");
    }
    assert_ne!(world(1, || LongestIdle), world(2, || LongestIdle));
}

#[test]
fn rt_9_a_journal_of_another_plan_or_policy_is_refused() {
    let plan = Plan::new([teams_cc_routing::Queue::new("first")]);
    let engine = Engine::new(plan.clone(), LongestIdle);
    let journal = Journal::new(&engine);
    assert!(journal.replay(plan.clone(), BestMatch).is_err());
    assert!(journal.replay(plan.order(Order::Random), LongestIdle).is_err());
}
