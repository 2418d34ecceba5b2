//! The routing engine under random commands in virtual time.

mod naive;
mod oracle;
mod starvation;
mod worlds;

use std::time::Duration;

use teams_cc_core::{Agent, Instant, Medium, Rng, Skill};
use teams_cc_routing::{
    Callbacks, Capacity, Limits, Plan, PresenceGate, Queue, Ring, Rule, Telling, Then, When, Work,
    WrapUpHolds,
};

/// How many worlds: 500 in the short form, `TEAMS_CC_WORLDS` for more.
fn worlds() -> u64 {
    std::env::var("TEAMS_CC_WORLDS").ok().and_then(|n| n.parse().ok()).unwrap_or(500)
}

const SKILLS: [&str; 4] = ["billing", "support", "sales", "french"];

fn pick<'a, T>(rng: &mut Rng, from: &'a [T]) -> &'a T {
    &from[rng.below(from.len() as u64) as usize]
}

fn millis(n: u64) -> Duration {
    Duration::from_millis(n)
}

/// A moment up to `most` later, never the same one.
fn later(rng: &mut Rng, at: Instant, most: Duration) -> Instant {
    at + Duration::from_nanos(1 + rng.below(most.as_nanos() as u64))
}

fn agent(rng: &mut Rng, n: u64) -> Agent {
    let mut agent = Agent::new(format!("agent-{n}").as_str());
    for skill in SKILLS {
        if rng.below(3) > 0 {
            agent = agent.with(skill, 1 + rng.below(5) as u8);
        }
    }
    if rng.one_in(3) {
        agent = agent.serving(*pick(rng, &["first", "second"]));
    }
    agent
}

fn need(rng: &mut Rng) -> teams_cc_core::Need {
    let atom = |rng: &mut Rng| Skill::new(pick(rng, &SKILLS)).at_least(1 + rng.below(4) as u8);
    match rng.below(6) {
        0 => teams_cc_core::Need::anyone(),
        1 => atom(rng).and(atom(rng)),
        2 => atom(rng).or(atom(rng)),
        _ => atom(rng),
    }
}

/// Everything else on top: rules, delays, pacing, other wrap-ups.
fn rich_plan(rng: &mut Rng) -> Plan {
    let few = rng.one_in(3);
    let mut queue = |name: &str| {
        let other = if name == "first" { "second" } else { "first" };
        let holds = [WrapUpHolds::Everything, WrapUpHolds::Own, WrapUpHolds::Nothing];
        let mut queue = Queue::new(name)
            .ageing(rng.below(4) as u32)
            .offer_for(millis(7_000))
            .offers_at_once(1 + rng.below(3) as u8)
            .offer_every(millis(rng.below(2) * 2_000))
            .wrap_up(millis(rng.below(3) * 5_000))
            .wrap_up_holds(*pick(rng, &holds))
            .max_waiting(rng.below(10) as u32)
            .max_attempts(rng.below(5) as u16)
            .outbound_reserve(rng.below(3) as u32)
            .ring(Ring::after(millis(10_000)).lower_by(2))
            .ring(Ring::after(millis(20_000)).also_from(other).without("french"));
        if rng.one_in(2) {
            queue = queue.rings_pause_while_offered();
        }
        if rng.one_in(2) {
            queue = queue.overflow_after_offer();
        }
        if rng.one_in(3) {
            let (first, every) = (millis(4_000), millis(rng.below(3) * 3_000));
            queue = queue.telling(Telling { first, every, ..Telling::default() });
            queue = queue.warn_after(millis(9_000));
        }
        if rng.one_in(3) {
            queue = queue.presence(PresenceGate {
                calendar_blocks: rng.one_in(2),
                unknown_blocks_calls: rng.one_in(2),
                ..PresenceGate::default()
            });
        }
        queue = queue.callbacks(Callbacks { attempts: 2, spacing: millis(4_000) });
        let rules = [
            Rule::new(When::Waited(millis(15_000)), Then::Move(other.into())),
            Rule::new(When::Waited(millis(25_000)), Then::Callback),
            Rule::new(When::Waited(millis(30_000)), Then::Overflow),
            Rule::new(When::Waited(millis(5_000)), Then::Announce("patience".into())),
            Rule::new(When::Waited(millis(6_000)), Then::Raise(5)),
            Rule::new(When::Waited(millis(8_000)), Then::Relax),
            Rule::new(When::NoAgents, Then::Move(other.into())),
            Rule::new(When::NoAgents, Then::Overflow),
            Rule::new(When::Impossible, Then::Cancel),
            Rule::new(When::Length(6), Then::Overflow),
            Rule::new(When::LongestWait(millis(40_000)), Then::Move(other.into())),
            Rule::new(When::PerAgent(3), Then::Overflow),
            Rule::new(When::Attempts(2), Then::Relax),
            Rule::new(When::Attempts(3), Then::Move(other.into())),
        ];
        for rule in rules {
            if rng.one_in(4) {
                queue = queue.rule(rule);
            }
        }
        queue
    };
    // Few kinds, so that their numbers are used again and again.
    let kinds = if few { 12 } else { 65_536 };
    let mut plan = Plan::new([queue("first"), queue("second")])
        .group("few", ["agent-1".into(), "agent-3".into()])
        .presence(PresenceGate { silent_off_after: millis(9_000), ..PresenceGate::default() })
        .expert_cap(rng.below(3) as u16)
        .fallback("second");
    if rng.one_in(3) {
        plan = plan.shows_presence();
    }
    plan.limits(Limits { kinds, ..Limits::default() })
        .capacity(capacity())
        .experts([Agent::new("expert").with("billing", 9)])
}

/// A call interrupts what is written, mails give way to chats.
fn capacity() -> Capacity {
    [Medium::Chat, Medium::Email, Medium::Sms]
        .into_iter()
        .fold(Capacity::default(), |all, under| all.interrupts(Medium::Voice, under))
        .interrupts(Medium::Chat, Medium::Email)
}

fn work(rng: &mut Rng, n: u64) -> Work {
    // Calls, and whatever customers write: all of it side by side at the same agents.
    let thread = format!("thread-{n}");
    let work = match rng.below(8) {
        0 => Work::chat(thread),
        1 => Work::email(thread),
        2 => Work::sms(thread),
        3 => Work::social(thread),
        _ => Work::voice(teams_cc_core::CallId(n)),
    };
    let work = work.needs(need(rng)).priority(rng.below(4) as i32);
    work.in_queue(*pick(rng, &["first", "second"]))
}
