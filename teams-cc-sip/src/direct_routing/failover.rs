//! One new call over several proxies: which one next, and when to stop (DR-27, DR-28, DR-83).

use std::collections::VecDeque;
use std::time::Duration;

use teams_cc_core::{Instant, Machine};

use super::class::{FailureClass, classify};

/// Connection and TLS handshake together may take this long (DR-27).
pub const CONNECT_PATIENCE: Duration = Duration::from_secs(4);
/// An INVITE that went out must be answered with anything within this time (DR-27).
pub const RESPONSE_PATIENCE: Duration = Duration::from_secs(5);

/// What happens to the attempt under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// Begin, or time has passed.
    Tick,
    /// The connection to the proxy is there and the INVITE has left.
    Sent,
    /// Name, connection or handshake failed, or the connection broke before any answer.
    Broken,
    /// A provisional answer came: this proxy has the call, it is not taken from it any more.
    Provisional,
    /// A final answer came.
    Final {
        /// The status code.
        status: u16,
        /// Its Retry-After, if any.
        retry_after: Option<Duration>,
    },
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// Send the INVITE to this proxy; an earlier one, if any, is abandoned.
    Try {
        /// Which proxy.
        target: usize,
    },
    /// Tell the pinger: calls should not begin with this proxy for now.
    MarkDown {
        /// Which proxy.
        target: usize,
        /// Its Retry-After, if it gave one.
        retry_after: Option<Duration>,
    },
    /// The last proxy's answer stands: the call is over or up.
    Settled,
    /// No proxy is left, and none gave an answer that stands.
    Exhausted,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    New,
    Connecting(Instant),
    Waiting(Instant),
    Proceeding,
    Over,
}

/// Whether a call may move on to another proxy once one of them has answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An ordinary call.
    Call,
    /// An INVITE made from a REFER: once Teams answered it, it is never repeated elsewhere
    /// (DR-93).
    Referred,
}

/// One call's way over the proxies.
#[derive(Debug)]
pub struct Failover {
    order: VecDeque<usize>,
    current: Option<usize>,
    kind: Kind,
    phase: Phase,
    outputs: VecDeque<Output>,
}

impl Failover {
    /// Tries the proxies in `order`, as [`Pinger::order`](super::ping::Pinger::order) gives it.
    pub fn new(order: impl IntoIterator<Item = usize>, kind: Kind) -> Self {
        let order = order.into_iter().collect();
        Self { order, current: None, kind, phase: Phase::New, outputs: VecDeque::new() }
    }

    /// The proxy that has the call now.
    pub fn current(&self) -> Option<usize> {
        self.current
    }

    fn next(&mut self, now: Instant) {
        self.current = self.order.pop_front();
        if let Some(target) = self.current {
            self.phase = Phase::Connecting(now + CONNECT_PATIENCE);
            self.outputs.push_back(Output::Try { target });
        } else {
            self.phase = Phase::Over;
            self.outputs.push_back(Output::Exhausted);
        }
    }

    fn give_up_current(&mut self, now: Instant, retry_after: Option<Duration>) {
        if let Some(target) = self.current {
            self.outputs.push_back(Output::MarkDown { target, retry_after });
        }
        self.next(now);
    }
}

impl Machine for Failover {
    type Input<'a> = Input;
    type Output = Output;

    fn handle(&mut self, now: Instant, input: Input) {
        match (self.phase, input) {
            // Over, or a phone may be ringing: calls are not bound to a connection (DR-12), and a
            // second INVITE would ring a second one.
            (Phase::Over, _) | (Phase::Proceeding, Input::Tick | Input::Sent | Input::Broken) => {}
            (Phase::New, _) => self.next(now),
            (Phase::Connecting(until) | Phase::Waiting(until), Input::Tick) => {
                if until <= now {
                    self.give_up_current(now, None);
                }
            }
            (_, Input::Sent) => self.phase = Phase::Waiting(now + RESPONSE_PATIENCE),
            (_, Input::Broken) => self.give_up_current(now, None),
            (_, Input::Provisional) => self.phase = Phase::Proceeding,
            (_, Input::Final { status, retry_after }) => {
                // A time-out after ringing is a person's answer; a 503 after 100 is a centre's.
                let elsewhere = classify(status, None) == FailureClass::RetryOtherDc
                    && (status == 503 || self.phase != Phase::Proceeding);
                if elsewhere && self.kind == Kind::Call && !self.order.is_empty() {
                    self.give_up_current(now, retry_after);
                } else {
                    self.phase = Phase::Over;
                    self.outputs.push_back(Output::Settled);
                }
            }
        }
    }

    fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    fn deadline(&self) -> Option<Instant> {
        match self.phase {
            Phase::New => Some(Instant::START),
            Phase::Connecting(until) | Phase::Waiting(until) => Some(until),
            Phase::Proceeding | Phase::Over => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: u64) -> Instant {
        Instant::from_millis(millis)
    }

    fn drain(failover: &mut Failover) -> Vec<Output> {
        std::iter::from_fn(|| failover.poll()).collect()
    }

    fn begun(kind: Kind) -> Failover {
        let mut failover = Failover::new([0, 1, 2], kind);
        failover.handle(at(0), Input::Tick);
        assert_eq!(drain(&mut failover), [Output::Try { target: 0 }]);
        failover
    }

    #[test]
    fn dr_27_no_connection_goes_to_the_next_name_after_four_seconds_at_most() {
        let mut failover = begun(Kind::Call);
        assert_eq!(failover.deadline(), Some(at(4_000)));
        failover.handle(at(3_999), Input::Tick);
        assert!(drain(&mut failover).is_empty());
        failover.handle(at(4_000), Input::Tick);
        let down = Output::MarkDown { target: 0, retry_after: None };
        assert_eq!(drain(&mut failover), [down, Output::Try { target: 1 }]);
        // Refused at once costs nothing.
        failover.handle(at(4_001), Input::Broken);
        let down = Output::MarkDown { target: 1, retry_after: None };
        assert_eq!(drain(&mut failover), [down, Output::Try { target: 2 }]);
        failover.handle(at(4_002), Input::Broken);
        assert_eq!(drain(&mut failover).last(), Some(&Output::Exhausted));
        assert_eq!(failover.deadline(), None);
    }

    #[test]
    fn dr_27_silence_after_the_invite_goes_to_the_next_name_after_five_seconds() {
        let mut failover = begun(Kind::Call);
        failover.handle(at(100), Input::Sent);
        assert_eq!(failover.deadline(), Some(at(5_100)));
        failover.handle(at(5_100), Input::Tick);
        assert_eq!(drain(&mut failover).last(), Some(&Output::Try { target: 1 }));
        failover.handle(at(5_200), Input::Sent);
        failover.handle(at(5_300), Input::Provisional);
        assert_eq!(failover.deadline(), None, "a phone may be ringing: no more hurry");
        failover.handle(at(60_000), Input::Broken);
        assert!(drain(&mut failover).is_empty(), "and no second phone");
        failover.handle(at(61_000), Input::Final { status: 200, retry_after: None });
        assert_eq!(drain(&mut failover), [Output::Settled]);
    }

    #[test]
    fn dr_28_a_503_goes_to_the_next_data_centre_at_once() {
        let mut failover = begun(Kind::Call);
        failover.handle(at(10), Input::Sent);
        let retry_after = Some(Duration::from_secs(1));
        failover.handle(at(20), Input::Final { status: 503, retry_after });
        let down = Output::MarkDown { target: 0, retry_after };
        assert_eq!(drain(&mut failover), [down, Output::Try { target: 1 }]);
    }

    #[test]
    fn dr_83_a_603_and_every_other_answer_of_a_person_stands() {
        for status in [486, 480, 404, 403, 408, 488, 500, 603] {
            let mut failover = begun(Kind::Call);
            failover.handle(at(10), Input::Sent);
            failover.handle(at(20), Input::Provisional);
            failover.handle(at(30), Input::Final { status, retry_after: None });
            assert_eq!(drain(&mut failover), [Output::Settled], "{status}");
        }
    }

    #[test]
    fn dr_93_a_referred_call_that_teams_answered_is_not_tried_elsewhere() {
        let mut failover = begun(Kind::Referred);
        failover.handle(at(10), Input::Sent);
        failover.handle(at(20), Input::Final { status: 503, retry_after: None });
        assert_eq!(drain(&mut failover), [Output::Settled]);
        let mut failover = begun(Kind::Referred);
        failover.handle(at(10), Input::Broken);
        let tried = drain(&mut failover);
        assert_eq!(tried.last(), Some(&Output::Try { target: 1 }), "Teams never saw that one");
    }
}
