//! A plan in TOML: unknown keys are refused, and each error names file, line and key.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::time::Duration;

use serde::Deserialize;
use teams_cc_core::{Address, Agent, AgentId, Error, ErrorKind, Guid, Skill, skill};
use toml::Spanned;

use super::{BackOff, Limits, MAX_QUEUES, Plan, span};
use crate::hours::HoursFile;
use crate::{
    Callbacks, Capacity, Medium, Order, PresenceGate, Queue, Ring, Rule, Telling, Then, When,
    WrapUpHolds,
};

/// A length of time in TOML.
#[derive(Clone, Copy, Deserialize)]
#[serde(transparent)]
struct Span(#[serde(with = "span")] Duration);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    order: Order,
    overflow: Option<Address>,
    #[serde(default)]
    presence: PresenceGate,
    #[serde(default)]
    back_off: BackOff,
    #[serde(default)]
    limits: Limits,
    capacity: Option<CapacityFile>,
    #[serde(rename = "queue")]
    queues: Vec<QueueFile>,
    #[serde(default, rename = "agent")]
    agents: Vec<AgentFile>,
    #[serde(default, rename = "expert")]
    experts: Vec<AgentFile>,
    #[serde(default, rename = "group")]
    groups: Vec<GroupFile>,
    expert_cap: Option<u16>,
    #[serde(default)]
    shows_presence: bool,
    occupancy_half_life: Option<Span>,
    fallback: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupFile {
    name: String,
    agents: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CapacityFile {
    total: Option<u16>,
    voice: Option<LoadFile>,
    chat: Option<LoadFile>,
    email: Option<LoadFile>,
    task: Option<LoadFile>,
    sms: Option<LoadFile>,
    social: Option<LoadFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LoadFile {
    cost: u16,
    most: u16,
    #[serde(default)]
    interrupts: Vec<Medium>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QueueFile {
    name: Spanned<String>,
    priority: Option<i32>,
    ageing: Option<u32>,
    ceiling: Option<Span>,
    answer_within: Option<Span>,
    short: Option<Span>,
    offer_for: Option<Span>,
    offers_at_once: Option<u8>,
    offer_every: Option<Span>,
    wrap_up: Option<Span>,
    wrap_up_holds: Option<WrapUpHolds>,
    max_waiting: Option<u32>,
    max_attempts: Option<u16>,
    keep_away: Option<Span>,
    outbound_reserve: Option<u32>,
    #[serde(default)]
    rings_pause_while_offered: bool,
    #[serde(default)]
    overflow_after_offer: bool,
    overflow: Option<Address>,
    presence: Option<PresenceGate>,
    callbacks: Option<Callbacks>,
    telling: Option<Telling>,
    warn_after: Option<Span>,
    hours: Option<Spanned<HoursFile>>,
    #[serde(default, rename = "ring")]
    rings: Vec<RingFile>,
    #[serde(default, rename = "rule")]
    rules: Vec<Spanned<RuleFile>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RingFile {
    after: Span,
    #[serde(default)]
    lower_by: u8,
    #[serde(default)]
    without: Vec<Skill>,
    #[serde(default)]
    anyone: bool,
    #[serde(default)]
    also_from: Vec<Spanned<String>>,
    #[serde(default)]
    also_group: Vec<String>,
    #[serde(default)]
    raise: i32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    length: Option<u32>,
    longest_wait: Option<Span>,
    per_agent: Option<u32>,
    #[serde(default)]
    no_agents: bool,
    #[serde(default)]
    impossible: bool,
    waited: Option<Span>,
    attempts: Option<u16>,
    then: ThenFile,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum ThenFile {
    Move(Spanned<String>),
    Relax,
    Raise(i32),
    Deflect(Address),
    Overflow,
    Callback,
    Announce(String),
    Cancel,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AgentFile {
    id: Spanned<String>,
    address: Option<Address>,
    teams_user: Option<Guid>,
    #[serde(default)]
    skills: BTreeMap<String, Spanned<u8>>,
    #[serde(default)]
    labels: BTreeMap<String, String>,
    #[serde(default)]
    queues: Vec<Spanned<String>>,
}

pub(super) fn read(path: &Path) -> Result<Plan, Error> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| {
        Error::new("TCC-ROUTING-0001", ErrorKind::Config, format!("{name} cannot be read"))
            .cause(error.to_string())
            .fix("give the path of a plan; examples/queues.toml of the source is one")
            .with_source(error)
    })?;
    parse(&name, &text)
}

pub(super) fn parse(name: &str, text: &str) -> Result<Plan, Error> {
    let at = Place { name, text };
    let file: File =
        toml::from_str(text).map_err(|error| at.wrong(error.span(), error.message()))?;
    file.into_plan(&at)
}

/// Where in which file something is wrong.
struct Place<'a> {
    name: &'a str,
    text: &'a str,
}

impl Place<'_> {
    fn wrong(&self, span: Option<Range<usize>>, what: &str) -> Error {
        let start = span.map_or(0, |span| span.start).min(self.text.len());
        let before = self.text.as_bytes().get(..start).unwrap_or_default();
        let line = before.split(|b| *b == b'\n').count() - 1;
        let shown = self.text.lines().nth(line).unwrap_or_default();
        let key = shown.split('=').next().unwrap_or_default().trim();
        let key = if key.is_empty() { String::new() } else { format!(", key `{key}`") };
        let what = what.lines().collect::<Vec<_>>().join(", ");
        let message = format!("{}, line {}{key}: {what}", self.name, line + 1);
        Error::new("TCC-ROUTING-0002", ErrorKind::Config, message)
    }
}

impl File {
    fn into_plan(self, at: &Place<'_>) -> Result<Plan, Error> {
        if self.queues.len() > MAX_QUEUES {
            return Err(at.wrong(None, &format!("more than {MAX_QUEUES} queues")));
        }
        let mut names: Vec<String> = Vec::new();
        for queue in &self.queues {
            if names.contains(queue.name.get_ref()) {
                return Err(at.wrong(Some(queue.name.span()), "this queue is there already"));
            }
            names.push(queue.name.get_ref().clone());
        }
        if names.is_empty() {
            return Err(at.wrong(None, "a plan needs at least one [[queue]]"));
        }
        let queues = self
            .queues
            .into_iter()
            .map(|queue| queue.into_queue(&names, at))
            .collect::<Result<Vec<_>, _>>()?;
        let people = |people: Vec<AgentFile>| {
            let mut seen: Vec<Agent> = Vec::new();
            for person in people {
                let span = person.id.span();
                let agent = person.into_agent(&names, at)?;
                if seen.iter().any(|known| known.id() == agent.id()) {
                    return Err(at.wrong(Some(span), "this agent is there already"));
                }
                seen.push(agent);
            }
            Ok(seen)
        };
        let mut plan = Plan::new(queues)
            .agents(people(self.agents)?)
            .experts(people(self.experts)?)
            .order(self.order)
            .presence(self.presence)
            .back_off(self.back_off)
            .limits(self.limits);
        plan.overflow = self.overflow;
        plan.expert_cap = self.expert_cap.unwrap_or(plan.expert_cap);
        plan.shows_presence = self.shows_presence;
        if let Some(Span(time)) = self.occupancy_half_life {
            plan.occupancy_half_life = time;
        }
        if let Some(queue) = self.fallback {
            plan.fallback = Some(known(queue, &names, at)?);
        }
        for group in self.groups {
            let mut agents = Vec::new();
            for name in group.agents {
                let id = AgentId::new(name.get_ref().as_str());
                if !plan.agents.iter().any(|agent| *agent.id() == id) {
                    let what = format!("no agent `{id}` in this plan");
                    return Err(at.wrong(Some(name.span()), &what));
                }
                agents.push(id);
            }
            plan = plan.group(group.name, agents);
        }
        if let Some(file) = self.capacity {
            plan.capacity.total = file.total.unwrap_or(plan.capacity.total);
            let loads = [file.voice, file.chat, file.email, file.task, file.sms, file.social];
            for (medium, load) in Medium::ALL.into_iter().zip(loads) {
                let Some(load) = load else { continue };
                plan.capacity = plan.capacity.medium(medium, load.cost, load.most);
                for under in load.interrupts {
                    plan.capacity = Capacity::interrupts(plan.capacity, medium, under);
                }
            }
        }
        Ok(plan)
    }
}

fn known(queue: Spanned<String>, names: &[String], at: &Place<'_>) -> Result<String, Error> {
    if names.contains(queue.get_ref()) {
        return Ok(queue.into_inner());
    }
    let what = format!("no queue `{}`; there are {}", queue.get_ref(), names.join(", "));
    Err(at.wrong(Some(queue.span()), &what))
}

impl QueueFile {
    fn into_queue(self, names: &[String], at: &Place<'_>) -> Result<Queue, Error> {
        let mut queue = Queue::new(self.name.into_inner());
        let set = |target: &mut Duration, given: Option<Span>| {
            if let Some(Span(value)) = given {
                *target = value;
            }
        };
        set(&mut queue.ceiling, self.ceiling);
        set(&mut queue.answer_within, self.answer_within);
        set(&mut queue.short, self.short);
        set(&mut queue.offer_for, self.offer_for);
        set(&mut queue.offer_every, self.offer_every);
        set(&mut queue.wrap_up, self.wrap_up);
        set(&mut queue.keep_away, self.keep_away);
        queue.priority = self.priority.unwrap_or(queue.priority);
        queue.ageing = self.ageing.unwrap_or(queue.ageing);
        queue.offers_at_once = self.offers_at_once.unwrap_or(queue.offers_at_once).max(1);
        queue.wrap_up_holds = self.wrap_up_holds.unwrap_or(queue.wrap_up_holds);
        queue.max_waiting = self.max_waiting.unwrap_or(queue.max_waiting);
        queue.max_attempts = self.max_attempts.unwrap_or(queue.max_attempts);
        queue.outbound_reserve = self.outbound_reserve.unwrap_or(queue.outbound_reserve);
        queue.rings_pause_while_offered = self.rings_pause_while_offered;
        queue.overflow_revokes = !self.overflow_after_offer;
        queue.overflow = self.overflow;
        queue.presence = self.presence;
        queue.callbacks = self.callbacks.unwrap_or_default();
        queue.telling = self.telling;
        queue.warn_after = self.warn_after.map(|span| span.0);
        if let Some(hours) = self.hours {
            let span = hours.span();
            let made = hours.into_inner().into_hours();
            queue.hours = Some(made.map_err(|what| at.wrong(Some(span), &what))?);
        }
        for ring in self.rings {
            let mut made = Ring::after(ring.after.0).lower_by(ring.lower_by).raise(ring.raise);
            made.drop = ring.without;
            made.anyone = ring.anyone;
            made.groups = ring.also_group;
            for other in ring.also_from {
                made.widen.push(known(other, names, at)?);
            }
            queue.rings.push(made);
        }
        for rule in self.rules {
            queue.rules.push(rule_of(rule, names, at)?);
        }
        Ok(queue)
    }
}

fn rule_of(rule: Spanned<RuleFile>, names: &[String], at: &Place<'_>) -> Result<Rule, Error> {
    let span = rule.span();
    let rule = rule.into_inner();
    let mut whens = Vec::new();
    whens.extend(rule.length.map(When::Length));
    whens.extend(rule.longest_wait.map(|span| When::LongestWait(span.0)));
    whens.extend(rule.per_agent.map(When::PerAgent));
    whens.extend(rule.no_agents.then_some(When::NoAgents));
    whens.extend(rule.impossible.then_some(When::Impossible));
    whens.extend(rule.waited.map(|span| When::Waited(span.0)));
    whens.extend(rule.attempts.map(When::Attempts));
    let [when] = whens[..] else {
        let what = "a rule has exactly one of length, longest_wait, per_agent, no_agents, \
                    impossible, waited, attempts";
        return Err(at.wrong(Some(span), what));
    };
    let then = match rule.then {
        ThenFile::Move(queue) => Then::Move(known(queue, names, at)?),
        ThenFile::Relax => Then::Relax,
        ThenFile::Raise(points) => Then::Raise(points),
        ThenFile::Deflect(to) => Then::Deflect(to),
        ThenFile::Overflow => Then::Overflow,
        ThenFile::Callback => Then::Callback,
        ThenFile::Announce(text) => Then::Announce(text),
        ThenFile::Cancel => Then::Cancel,
    };
    Ok(Rule::new(when, then))
}

impl AgentFile {
    fn into_agent(self, names: &[String], at: &Place<'_>) -> Result<Agent, Error> {
        let mut agent = Agent::new(self.id.get_ref().as_str());
        if let Some(address) = self.address {
            agent = agent.at(address);
        }
        if let Some(person) = self.teams_user {
            agent = agent.in_teams(person);
        }
        for (name, level) in self.skills {
            if *level.get_ref() > skill::MAX_LEVEL {
                let what = format!("levels go from 0 to {}", skill::MAX_LEVEL);
                return Err(at.wrong(Some(level.span()), &what));
            }
            agent = agent.with(name.as_str(), level.into_inner());
        }
        for (name, value) in self.labels {
            agent = agent.labelled(&name, &value);
        }
        for queue in self.queues {
            agent = agent.serving(known(queue, names, at)?);
        }
        Ok(agent)
    }
}

#[cfg(test)]
#[path = "file_tests.rs"]
mod tests;
