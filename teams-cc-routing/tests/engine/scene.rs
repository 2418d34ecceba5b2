//! A small stage: seconds, commands, and what is so afterwards.

use std::time::Duration;

use teams_cc_core::{Agent, AgentId, CallId, Instant, Presence, Reason, Skill};
use teams_cc_routing::{
    AgentState, BackOff, Command, Decision, Engine, Event, LongestIdle, OfferId, Plan, Queue,
    Readiness, Refusal, Reply, Work, WorkId, WorkState,
};

pub(crate) fn s(n: u64) -> Duration {
    Duration::from_secs(n)
}

pub(crate) fn call(n: u64) -> Work {
    Work::voice(CallId(n)).needs(Skill::new("billing").at_least(3))
}

pub(crate) fn chat(n: u64) -> Work {
    Work::chat(format!("thread-{n}")).needs(Skill::new("billing").at_least(3))
}

pub(crate) const W: WorkId = WorkId(1);

pub(crate) struct Scene {
    pub(crate) engine: Engine<LongestIdle>,
    now: Instant,
    pub(crate) events: Vec<Event>,
}

impl Scene {
    pub(crate) fn new(plan: Plan) -> Self {
        Self { engine: Engine::new(plan, LongestIdle), now: Instant::START, events: Vec::new() }
    }

    /// Queues billing and general, offers of 20 s, back-off of 30 s.
    pub(crate) fn usual() -> Self {
        Self::with(Queue::new("billing"))
    }

    pub(crate) fn with(queue: Queue) -> Self {
        Self::new(Plan::new([queue, Queue::new("general")]).back_off(BackOff::default()))
    }

    /// Adele and then Diego sign on, a second apart.
    pub(crate) fn staffed(mut self) -> Self {
        self.sign_on("adele", 5);
        self.wait(1);
        self.sign_on("diego", 3);
        self
    }

    pub(crate) fn adele(mut self) -> Self {
        self.sign_on("adele", 5);
        self
    }

    pub(crate) fn sign_on(&mut self, name: &str, level: u8) {
        self.done(Command::SignOn(Agent::new(name).with("billing", level)));
    }

    pub(crate) fn wait(&mut self, seconds: u64) {
        self.now += s(seconds);
        self.tell(Command::Tick).expect("a tick is never refused");
    }

    pub(crate) fn tell(&mut self, command: Command) -> Result<Reply, Refusal> {
        let answer = self.engine.step(self.now, None, command);
        self.events.extend(self.engine.take_events());
        if let Err(broken) = self.engine.check() {
            panic!("{broken}");
        }
        answer
    }

    pub(crate) fn done(&mut self, command: Command) {
        let told = format!("{command:?}");
        let answer = self.tell(command);
        assert!(answer.is_ok(), "{told}: {answer:?}");
    }

    pub(crate) fn refused(&mut self, command: Command, refusal: Refusal) {
        let (events, state) = (self.events.len(), self.state(W));
        assert_eq!(self.tell(command), Err(refusal));
        assert_eq!((self.events.len(), self.state(W)), (events, state), "nothing changed");
    }

    pub(crate) fn enqueue(&mut self) {
        self.done(Command::Enqueue(W, call(1)));
    }

    /// From nothing to talking.
    pub(crate) fn talking(mut self) -> Self {
        self.enqueue();
        self.done(Command::Accepted(W));
        self.done(Command::Connected(W));
        self
    }

    pub(crate) fn state(&self, work: WorkId) -> Option<WorkState> {
        self.engine.state(work)
    }

    pub(crate) fn is(&self, state: WorkState) {
        assert_eq!(self.state(W), Some(state), "{}", self.engine.explain(W));
    }

    /// How an agent is shown now.
    pub(crate) fn shown(&self, name: &str) -> AgentState {
        let shown = self.events.iter().rev().find_map(|event| match &event.decision {
            Decision::AgentState { agent, state } if *agent == name => Some(*state),
            _ => None,
        });
        shown.unwrap_or_default()
    }

    /// The last offer: which, to whom.
    pub(crate) fn last_offer(&self) -> Option<(OfferId, &str)> {
        self.events.iter().rev().find_map(|event| match &event.decision {
            Decision::Offered { offer, agent, .. } => Some((*offer, agent.as_str())),
            _ => None,
        })
    }

    pub(crate) fn asked(&self) -> &str {
        self.last_offer().expect("an offer").1
    }

    pub(crate) fn offer(&self) -> OfferId {
        self.last_offer().expect("an offer").0
    }

    pub(crate) fn count(&self, which: impl Fn(&Decision) -> bool) -> usize {
        self.events.iter().filter(|event| which(&event.decision)).count()
    }

    pub(crate) fn presence(&mut self, who: &str, availability: &str, activity: &str) {
        let presence = Presence::new(availability.into(), activity.into());
        self.done(Command::SetPresence(who.into(), Some(presence)));
    }

    pub(crate) fn pause(&mut self, who: &str) -> Reply {
        let away = Readiness::Away("lunch".into());
        self.tell(Command::SetReadiness(AgentId::new(who), away)).expect("signed on")
    }

    pub(crate) fn decline(&mut self, why: Reason) {
        self.done(Command::Declined(W, why));
    }

    pub(crate) fn second(&self) -> u64 {
        self.now.as_millis() / 1000
    }
}
