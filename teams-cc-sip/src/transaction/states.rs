//! The four machines of RFC 3261 §17 as pure state: no message, no socket, no heap.
//!
//! [`States`] knows which of the four it is, where it stands, and its two clocks (*repeat*: timers
//! A, E, G; *end*: B, D, F, H, I, J, K, L, M). What happens goes in as a [`Cause`], what is to be
//! done comes out as [`Acts`].

use std::ops::BitOr;
use std::time::Duration;

use teams_cc_core::Instant;

use super::timers::{Reliability, Timers};

/// Which of the four machines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// We sent an INVITE (RFC 3261 §17.1.1, RFC 6026).
    ClientInvite,
    /// We sent another request (§17.1.2).
    Client,
    /// An INVITE came (§17.2.1, RFC 6026).
    ServerInvite,
    /// Another request came (§17.2.2, RFC 4320).
    Server,
}

/// Where a machine stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// INVITE sent, nothing heard.
    Calling,
    /// Non-INVITE: sent and nothing heard, or received and nothing said.
    Trying,
    /// A provisional answer came or went.
    Proceeding,
    /// A 2xx to INVITE came or went (RFC 6026).
    Accepted,
    /// Another final answer came or went.
    Completed,
    /// The ACK to our refusal came.
    Confirmed,
    /// Over; the transaction can be forgotten.
    Terminated,
}

/// What happened. Answers are the peer's on a client machine, the user's on a server machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cause {
    /// A 1xx.
    Provisional,
    /// A 2xx.
    Success,
    /// A 3xx to 6xx.
    Failure,
    /// The request came again (server machines).
    Request,
    /// An ACK came (server INVITE).
    Ack,
    /// We sent CANCEL for it (client INVITE): the final answer is due in 64·T1 (§9.1).
    Cancelled,
}

/// What is to be done; a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Acts(u8);

impl Acts {
    /// Nothing.
    pub const NONE: Self = Self(0);
    /// Client: send the request again. Server: send the last answer again.
    pub const RESEND: Self = Self(1);
    /// Client: hand the answer up. Server: hand the ACK up (it belongs to a 2xx).
    pub const DELIVER: Self = Self(2);
    /// Server: put the user's answer on the wire.
    pub const SEND: Self = Self(4);
    /// Client INVITE: acknowledge the refusal.
    pub const ACK: Self = Self(8);
    /// Server non-INVITE: send 100 now.
    pub const TRYING: Self = Self(16);
    /// Nobody answered, or nobody acknowledged, in time.
    pub const TIMED_OUT: Self = Self(32);

    /// True if everything in `other` is in this set.
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

impl BitOr for Acts {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// One transaction's state and clocks.
#[derive(Clone, Copy, Debug)]
pub struct States {
    kind: Kind,
    state: State,
    reliability: Reliability,
    wait: Duration,
    repeat_at: Instant,
    end_at: Instant,
}

impl States {
    /// The machine just after its request was sent or received.
    pub fn start(kind: Kind, reliability: Reliability, timers: &Timers, now: Instant) -> Self {
        let unreliable = reliability == Reliability::Unreliable;
        let (state, repeat_at, end_at) = match kind {
            Kind::ClientInvite | Kind::Client => (
                if kind == Kind::Client { State::Trying } else { State::Calling },
                if unreliable { now + timers.first() } else { Instant::FAR },
                now + timers.give_up(),
            ),
            // The user may let a phone ring for as long as it likes.
            Kind::ServerInvite => (State::Proceeding, Instant::FAR, Instant::FAR),
            Kind::Server => (State::Trying, now + timers.trying(), now + timers.give_up()),
        };
        Self { kind, state, reliability, wait: timers.first(), repeat_at, end_at }
    }

    /// Which machine.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        self.state
    }

    /// True when it can be forgotten.
    pub fn is_over(&self) -> bool {
        self.state == State::Terminated
    }

    /// When [`tick`](Self::tick) has something to do; [`Instant::FAR`] if never.
    pub fn deadline(&self) -> Instant {
        self.repeat_at.min(self.end_at)
    }

    /// Takes what happened; a cause that means nothing here changes nothing.
    pub fn on(&mut self, cause: Cause, timers: &Timers, now: Instant) -> Acts {
        match self.kind {
            Kind::ClientInvite => self.client_invite(cause, timers, now),
            Kind::Client => self.client(cause, timers, now),
            Kind::ServerInvite => self.server_invite(cause, timers, now),
            Kind::Server => self.server(cause, timers, now),
        }
    }

    /// Fires what is due. After a long sleep it fires once, not once for each moment missed.
    pub fn tick(&mut self, timers: &Timers, now: Instant) -> Acts {
        if now >= self.end_at {
            return self.end();
        }
        if now < self.repeat_at {
            return Acts::NONE;
        }
        match (self.kind, self.state) {
            (Kind::ClientInvite, State::Calling) => {
                self.wait = timers.next_uncapped(self.wait);
                self.repeat_at = now + self.wait;
                Acts::RESEND
            }
            (Kind::Client, State::Trying) | (Kind::ServerInvite, State::Completed) => {
                self.wait = timers.next_capped(self.wait);
                self.repeat_at = now + self.wait;
                Acts::RESEND
            }
            (Kind::Client, State::Proceeding) => {
                self.repeat_at = now + timers.slow();
                Acts::RESEND
            }
            (Kind::Server, State::Trying) => {
                self.state = State::Proceeding;
                self.repeat_at = Instant::FAR;
                Acts::TRYING
            }
            _ => {
                self.repeat_at = Instant::FAR;
                Acts::NONE
            }
        }
    }

    /// Timers B, D, F, H, I, J, K, L, M: which one it is, the state says.
    fn end(&mut self) -> Acts {
        let waiting = match self.kind {
            Kind::ClientInvite => matches!(self.state, State::Calling | State::Proceeding),
            Kind::Client | Kind::Server => {
                matches!(self.state, State::Trying | State::Proceeding)
            }
            Kind::ServerInvite => self.state == State::Completed,
        };
        self.finish();
        if waiting { Acts::TIMED_OUT } else { Acts::NONE }
    }

    /// Ends it now: the transport broke, or the user gave up.
    pub fn finish(&mut self) {
        self.state = State::Terminated;
        self.repeat_at = Instant::FAR;
        self.end_at = Instant::FAR;
    }

    /// Goes to `state` without a repeat timer, for `wait`; a wait of zero ends it at once.
    fn settle(&mut self, state: State, wait: Duration, now: Instant) {
        self.state = state;
        self.repeat_at = Instant::FAR;
        self.end_at = now + wait;
        if wait.is_zero() {
            self.finish();
        }
    }

    fn client_invite(&mut self, cause: Cause, timers: &Timers, now: Instant) -> Acts {
        match (self.state, cause) {
            (State::Calling, Cause::Provisional) => {
                self.state = State::Proceeding;
                self.repeat_at = Instant::FAR;
                self.end_at = Instant::FAR;
                Acts::DELIVER
            }
            (State::Proceeding, Cause::Provisional) | (State::Accepted, Cause::Success) => {
                Acts::DELIVER
            }
            (State::Calling | State::Proceeding, Cause::Success) => {
                self.settle(State::Accepted, timers.give_up(), now); // timer M
                Acts::DELIVER
            }
            (State::Calling | State::Proceeding, Cause::Failure) => {
                self.settle(State::Completed, timers.d(self.reliability), now);
                Acts::DELIVER | Acts::ACK
            }
            (State::Completed, Cause::Failure) => Acts::ACK,
            (State::Proceeding, Cause::Cancelled) => {
                self.end_at = now + timers.give_up();
                Acts::NONE
            }
            _ => Acts::NONE,
        }
    }

    fn client(&mut self, cause: Cause, timers: &Timers, now: Instant) -> Acts {
        match (self.state, cause) {
            (State::Trying | State::Proceeding, Cause::Provisional) => {
                self.state = State::Proceeding; // E keeps running and is T2 from its next firing
                Acts::DELIVER
            }
            (State::Trying | State::Proceeding, Cause::Success | Cause::Failure) => {
                self.settle(State::Completed, timers.linger(self.reliability), now); // timer K
                Acts::DELIVER
            }
            _ => Acts::NONE,
        }
    }

    fn server_invite(&mut self, cause: Cause, timers: &Timers, now: Instant) -> Acts {
        match (self.state, cause) {
            (State::Proceeding, Cause::Provisional) | (State::Accepted, Cause::Success) => {
                Acts::SEND
            }
            (State::Proceeding, Cause::Success) => {
                self.settle(State::Accepted, timers.give_up(), now); // timer L
                Acts::SEND
            }
            (State::Proceeding, Cause::Failure) => {
                self.state = State::Completed;
                if self.reliability == Reliability::Unreliable {
                    self.wait = timers.first();
                    self.repeat_at = now + self.wait; // timer G
                }
                self.end_at = now + timers.give_up(); // timer H
                Acts::SEND
            }
            (State::Proceeding | State::Completed, Cause::Request) => Acts::RESEND,
            (State::Accepted, Cause::Ack) => Acts::DELIVER,
            (State::Completed, Cause::Ack) => {
                self.settle(State::Confirmed, timers.linger(self.reliability), now); // timer I
                Acts::NONE
            }
            _ => Acts::NONE,
        }
    }

    fn server(&mut self, cause: Cause, timers: &Timers, now: Instant) -> Acts {
        match (self.state, cause) {
            // RFC 4320 §4.1: over UDP no 100 before timer E has reached T2; ours comes by itself.
            (State::Trying, Cause::Provisional) => match self.reliability {
                Reliability::Unreliable => Acts::NONE,
                Reliability::Reliable => {
                    self.state = State::Proceeding;
                    self.repeat_at = Instant::FAR;
                    Acts::SEND
                }
            },
            (State::Trying | State::Proceeding, Cause::Success | Cause::Failure) => {
                self.settle(State::Completed, timers.j(self.reliability), now);
                Acts::SEND
            }
            (State::Proceeding | State::Completed, Cause::Request) => Acts::RESEND,
            _ => Acts::NONE,
        }
    }
}
