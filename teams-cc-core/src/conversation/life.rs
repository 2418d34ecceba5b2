//! The machine of one conversation.

mod restart;

use std::collections::VecDeque;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::sending::Sending;
use super::sorting::Sorting;
use super::{Closed, Full, Input, OWN_WORDS, Output, Rules, Wanted};
use crate::channel::{Abilities, OptOut, Outgoing, Received, Taken};
use crate::{AgentId, Instant, Machine};

/// One conversation. Make it when a thread's first message comes, and give it that. It can be
/// written down between two inputs, when all outputs were taken; read again, it is
/// [`resumed`](Self::resumed).
#[derive(Debug, Serialize, Deserialize)]
pub struct Conversation {
    #[serde(skip)]
    rules: Arc<Rules>,
    #[serde(skip, default = "Abilities::text")]
    abilities: Abilities,
    state: State,
    sorting: Sorting,
    sending: Sending,
    /// In order, but not read by anybody.
    unread: VecDeque<Received>,
    /// Shown to whoever has it, and not answered.
    shown: VecDeque<Received>,
    /// So many of these, the oldest, were heard.
    heard: usize,
    wanted: Wanted,
    /// Who spoke last, and since when the other side is waited for.
    turn: Turn,
    /// Agent and customer speak elsewhere.
    is_aside: bool,
    has_stopped: bool,
    transfers: u32,
    last_agent: Option<AgentId>,
    #[serde(skip)]
    outputs: VecDeque<Output>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum State {
    /// Nothing came yet.
    New,
    /// Somebody is wanted.
    Waiting,
    With(Reader),
    Over {
        at: Instant,
    },
    Forgotten,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Reader {
    Assistant,
    Agent(AgentId),
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
enum Turn {
    Nobody,
    /// We wait for the customer.
    Customer {
        since: Instant,
        warned: bool,
    },
    /// The customer waits for us.
    Ours {
        since: Instant,
        told: bool,
    },
}

impl Conversation {
    /// A conversation to which nothing has happened. The seed is for the waits between attempts.
    pub fn new(rules: Arc<Rules>, abilities: Abilities, seed: u64) -> Self {
        Self {
            state: State::New,
            sorting: Sorting::new(rules.gap_for, rules.most_ids, rules.most_held),
            sending: Sending::new(seed),
            unread: VecDeque::new(),
            shown: VecDeque::new(),
            heard: 0,
            wanted: Wanted::default(),
            turn: Turn::Nobody,
            is_aside: false,
            has_stopped: false,
            transfers: 0,
            last_agent: None,
            outputs: VecDeque::new(),
            rules,
            abilities,
        }
    }

    /// Who has it, if an agent has.
    pub fn agent(&self) -> Option<&AgentId> {
        match &self.state {
            State::With(Reader::Agent(agent)) => Some(agent),
            _ => None,
        }
    }

    /// It is over, for now or for good.
    pub fn is_over(&self) -> bool {
        matches!(self.state, State::Over { .. } | State::Forgotten)
    }

    /// It is over for good.
    pub fn is_forgotten(&self) -> bool {
        self.state == State::Forgotten
    }

    /// Who was wanted last.
    pub fn wanted(&self) -> &Wanted {
        &self.wanted
    }

    fn say(&mut self, output: Output) {
        self.outputs.push_back(output);
    }

    fn received(&mut self, now: Instant, received: Received) {
        if self.sorting.knows(&received.id) {
            return self.say(Output::Accepted(Taken::Again));
        }
        if received.weight() > self.rules.most_bytes {
            return self.say(Output::Refused(Full::TooLarge));
        }
        if self.unread.len() + self.sorting.held() >= self.rules.most_unread {
            return self.say(Output::Refused(Full::Unread));
        }
        self.say(Output::Accepted(Taken::New));
        let ready = self.sorting.push(now, received);
        self.in_order(now, ready);
    }

    fn in_order(&mut self, now: Instant, ready: Vec<Received>) {
        for received in ready {
            let word = if self.abilities.opt_out { OptOut::of(&received.text) } else { None };
            match word {
                Some(word) => self.opted(now, word),
                None => self.read(now, received),
            }
        }
    }

    fn opted(&mut self, now: Instant, word: OptOut) {
        self.has_stopped = word == OptOut::Stop;
        self.say(Output::OptedOut(word));
        if self.has_stopped {
            self.send_nothing();
            self.close(now, Closed::Stopped);
        }
        if self.state == State::New {
            // Nothing was said that anybody has to read.
            self.state = State::Over { at: now };
        }
    }

    fn send_nothing(&mut self) {
        for token in self.sending.clear() {
            self.say(Output::Undelivered { token, perhaps: false });
        }
    }

    fn read(&mut self, now: Instant, received: Received) {
        match &self.state {
            State::New => self.open(Wanted::default()),
            State::Over { .. } => {
                self.transfers = 0;
                let prefer = self.last_agent.clone();
                self.open(Wanted { prefer, again: true, ..Wanted::default() });
            }
            State::Waiting | State::With(_) | State::Forgotten => {}
        }
        if !matches!(self.turn, Turn::Ours { .. }) {
            self.turn = Turn::Ours { since: now, told: false };
        }
        match self.state {
            State::With(_) => self.show(received),
            _ => self.unread.push_back(received),
        }
    }

    fn show(&mut self, received: Received) {
        // A copy that nobody answers is kept no longer than others are.
        if self.shown.len() >= self.rules.most_unread {
            self.shown.pop_front();
            self.heard = self.heard.saturating_sub(1);
        }
        self.shown.push_back(received.clone());
        self.say(Output::Show(Box::new(received)));
    }

    fn open(&mut self, wanted: Wanted) {
        self.state = State::Waiting;
        self.is_aside = false;
        self.wanted = wanted.clone();
        self.say(Output::Open(wanted));
    }

    fn taken(&mut self, now: Instant, reader: Reader) {
        if self.is_over() {
            return;
        }
        if let Reader::Agent(agent) = &reader {
            self.last_agent = Some(agent.clone());
        }
        self.state = State::With(reader);
        // Whoever comes gets time of their own.
        if let Turn::Ours { since, told } = &mut self.turn {
            (*since, *told) = (now, false);
        }
        while let Some(received) = self.unread.pop_front() {
            self.show(received);
        }
    }

    fn said(&mut self, now: Instant, token: u64, what: Outgoing) {
        let empty = what.text.trim().is_empty() && what.attachments.is_empty();
        let no_room = self.sending.len() >= self.rules.most_queued;
        if empty || no_room || self.has_stopped || self.state == State::Forgotten {
            return self.say(Output::Undelivered { token, perhaps: false });
        }
        if token != OWN_WORDS && !self.is_over() {
            self.shown.drain(..self.heard.min(self.shown.len()));
            self.heard = 0;
            self.turn = Turn::Customer { since: now, warned: false };
        }
        self.sending.push(token, self.written_out(what), self.abilities.longest);
    }

    /// Attachments that the channel does not carry are named below the text.
    fn written_out(&self, mut what: Outgoing) -> Outgoing {
        if !self.abilities.attachments {
            for file in what.attachments.drain(..) {
                if !what.text.is_empty() {
                    what.text.push('\n');
                }
                what.text.push_str(&file.reference);
            }
        }
        what
    }

    /// On to somebody else, unless that came too often.
    fn pass_on(&mut self, now: Instant, wanted: Wanted) {
        self.transfers += 1;
        if self.transfers > self.rules.most_transfers {
            return self.close(now, Closed::Handed);
        }
        self.open(wanted);
    }

    fn close(&mut self, now: Instant, why: Closed) {
        if self.is_over() {
            return;
        }
        self.state = State::Over { at: now };
        self.turn = Turn::Nobody;
        self.is_aside = false;
        self.shown.clear();
        self.heard = 0;
        self.say(Output::Closed(why));
        while let Some(received) = self.unread.pop_front() {
            self.say(Output::Unread(Box::new(received)));
        }
    }

    fn silence(&mut self, now: Instant) {
        if !self.abilities.is_live || self.is_aside {
            return;
        }
        let State::With(reader) = self.state.clone() else { return };
        match self.turn {
            Turn::Customer { since, warned: false }
                if now.since(since) >= self.rules.warn_after =>
            {
                self.turn = Turn::Customer { since: now, warned: true };
                if !self.rules.warning.is_empty() {
                    self.said(now, OWN_WORDS, self.rules.warning.as_str().into());
                }
                self.say(Output::Warned);
            }
            Turn::Customer { since, warned: true }
                if now.since(since) >= self.rules.close_after =>
            {
                self.close(now, Closed::Silence);
            }
            Turn::Ours { since, told } => {
                let Reader::Agent(agent) = reader else { return };
                let waits = now.since(since);
                if waits >= self.rules.taken_away_after {
                    self.say(Output::TakenAway(agent.clone()));
                    let exclude = Some(agent);
                    self.pass_on(now, Wanted { exclude, again: true, ..Wanted::default() });
                } else if waits >= self.rules.neglected_after && !told {
                    self.turn = Turn::Ours { since, told: true };
                    self.say(Output::Neglected);
                }
            }
            _ => {}
        }
    }

    fn tick(&mut self, now: Instant) {
        let ready = self.sorting.tick(now);
        self.in_order(now, ready);
        self.silence(now);
        if let State::Over { at } = self.state
            && now.since(at) >= self.rules.reopen_within
            && self.sending.len() == 0
            && self.sorting.held() == 0
        {
            self.state = State::Forgotten;
            self.say(Output::Forget);
        }
        if let Some(send) = self.sending.next(now) {
            self.say(send);
        }
    }

    fn silence_ends(&self) -> Option<Instant> {
        let State::With(reader) = &self.state else { return None };
        if !self.abilities.is_live || self.is_aside {
            return None;
        }
        match (self.turn, reader) {
            (Turn::Customer { since, warned }, _) => {
                Some(since + if warned { self.rules.close_after } else { self.rules.warn_after })
            }
            (Turn::Ours { since, told }, Reader::Agent(_)) => {
                let away = since + self.rules.taken_away_after;
                Some(if told { away } else { away.min(since + self.rules.neglected_after) })
            }
            _ => None,
        }
    }
}

impl Machine for Conversation {
    type Input<'a> = Input;
    type Output = Output;

    fn handle(&mut self, now: Instant, input: Input) {
        match input {
            Input::Received(received) => self.received(now, *received),
            Input::Taken(agent) => self.taken(now, Reader::Agent(agent)),
            Input::Assisted if self.agent().is_none() => self.taken(now, Reader::Assistant),
            Input::Released if self.state == State::With(Reader::Assistant) => {
                self.state = State::Waiting;
            }
            Input::Heard => self.heard = (self.heard + 1).min(self.shown.len()),
            Input::Said(token, what) => self.said(now, token, what),
            Input::Going => self.sending.going(),
            Input::Restarted => self.restarted(now),
            Input::Sent(outcome) => {
                let told = self.sending.sent(now, outcome, &self.rules);
                self.outputs.extend(told);
            }
            Input::Reported(report) => {
                let told = self.sending.reported(&report.message, report.arrived);
                self.outputs.extend(told);
            }
            Input::Transfer(queue) if matches!(self.state, State::With(_)) => {
                let wanted = Wanted { queue: Some(queue), again: true, ..Wanted::default() };
                self.pass_on(now, wanted);
            }
            Input::Aside(aside) => {
                self.is_aside = aside && matches!(self.state, State::With(_));
                if !aside
                    && let Turn::Customer { since, .. } | Turn::Ours { since, .. } = &mut self.turn
                {
                    *since = now;
                }
            }
            Input::Close(why) => self.close(now, why),
            Input::Assisted | Input::Released | Input::Transfer(_) | Input::Tick => {}
        }
        self.tick(now);
    }

    fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    fn deadline(&self) -> Option<Instant> {
        let over = match self.state {
            State::Over { at } if self.sending.len() == 0 => Some(at + self.rules.reopen_within),
            _ => None,
        };
        [self.sorting.deadline(), self.sending.deadline(), self.silence_ends(), over]
            .into_iter()
            .flatten()
            .min()
    }
}
