//! RFC 3261 §17 and table 4, RFC 6026, RFC 4320: every cell of the four machines, in virtual time.
//!
//! The moments are exact: a repetition one nanosecond early or late fails (RS-13).

use std::time::Duration;

use teams_cc_core::Instant;
use teams_cc_sip::transaction::{Acts, Cause, Kind, Reliability, State, States, Timers};

use Reliability::{Reliable, Unreliable};

/// A machine, and a clock that jumps from deadline to deadline.
struct Bench {
    states: States,
    timers: Timers,
    now: Instant,
}

impl Bench {
    fn new(kind: Kind, reliability: Reliability) -> Self {
        let (timers, now) = (Timers::new(), Instant::from_millis(1_000_000));
        Self { states: States::start(kind, reliability, &timers, now), timers, now }
    }

    fn on(&mut self, cause: Cause) -> Acts {
        self.states.on(cause, &self.timers, self.now)
    }

    /// Sleeps to the deadline and fires; the moment counts from `from`.
    fn fire(&mut self, from: Instant) -> Option<(u128, Acts)> {
        let at = self.states.deadline();
        if at == Instant::FAR {
            return None;
        }
        let early = Instant::from_nanos(at.as_nanos() - 1);
        assert_eq!(
            self.states.tick(&self.timers, early),
            Acts::NONE,
            "a tick too early does nothing"
        );
        self.now = at;
        let acts = self.states.tick(&self.timers, at);
        Some((at.since(from).as_millis(), acts))
    }

    /// Fires until nothing is armed: the milliseconds of each firing and what it asked for.
    fn run(&mut self) -> Vec<(u128, Acts)> {
        let from = self.now;
        std::iter::from_fn(|| self.fire(from)).collect()
    }

    fn pass(&mut self, time: Duration) {
        self.now += time;
    }
}

fn resends(fired: &[(u128, Acts)]) -> Vec<u128> {
    fired.iter().filter(|(_, acts)| acts.has(Acts::RESEND)).map(|(at, _)| *at).collect()
}

fn last(fired: &[(u128, Acts)]) -> Option<(u128, Acts)> {
    fired.last().copied()
}

// 17.1.1: client INVITE

#[test]
fn s17_1_1_2_timer_a_doubles_until_b_fires() {
    let mut bench = Bench::new(Kind::ClientInvite, Unreliable);
    assert_eq!(bench.states.state(), State::Calling);
    let fired = bench.run();
    assert_eq!(resends(&fired), [500, 1_500, 3_500, 7_500, 15_500, 31_500]);
    assert_eq!(last(&fired), Some((32_000, Acts::TIMED_OUT)));
    assert!(bench.states.is_over());
}

#[test]
fn s17_1_1_2_timer_a_is_off_on_a_reliable_transport() {
    let mut bench = Bench::new(Kind::ClientInvite, Reliable);
    assert_eq!(bench.run(), [(32_000, Acts::TIMED_OUT)]);
}

#[test]
fn s17_1_1_2_a_provisional_stops_a_and_b_for_good() {
    for reliability in [Unreliable, Reliable] {
        let mut bench = Bench::new(Kind::ClientInvite, reliability);
        bench.pass(Duration::from_millis(700));
        assert_eq!(bench.on(Cause::Provisional), Acts::DELIVER);
        assert_eq!(bench.states.state(), State::Proceeding);
        assert_eq!(bench.on(Cause::Provisional), Acts::DELIVER, "each provisional goes up");
        assert_eq!(bench.run(), [], "a phone may ring for ever");
    }
}

#[test]
fn s17_1_1_2_a_refusal_is_acknowledged_and_d_absorbs_its_repetitions_on_udp() {
    for early in [None, Some(Cause::Provisional)] {
        let mut bench = Bench::new(Kind::ClientInvite, Unreliable);
        if let Some(cause) = early {
            bench.on(cause);
        }
        assert_eq!(bench.on(Cause::Failure), Acts::DELIVER | Acts::ACK);
        assert_eq!(bench.states.state(), State::Completed);
        assert_eq!(bench.on(Cause::Failure), Acts::ACK, "acknowledged again, not told again");
        assert_eq!(bench.on(Cause::Success), Acts::NONE);
        assert_eq!(bench.on(Cause::Provisional), Acts::NONE);
        let fired = bench.run();
        assert_eq!(fired.len(), 1);
        assert!(fired[0].0 > 32_000, "timer D is longer than 32 s");
        assert_eq!(fired[0].1, Acts::NONE, "the end of D is no event");
        assert!(bench.states.is_over());
    }
}

#[test]
fn s17_1_1_2_timer_d_is_zero_on_a_reliable_transport() {
    let mut bench = Bench::new(Kind::ClientInvite, Reliable);
    assert_eq!(bench.on(Cause::Failure), Acts::DELIVER | Acts::ACK);
    assert!(bench.states.is_over());
}

#[test]
fn s9_1_a_cancelled_invite_gets_64_t1_for_its_final_answer() {
    let mut bench = Bench::new(Kind::ClientInvite, Unreliable);
    bench.on(Cause::Provisional);
    bench.pass(Duration::from_secs(60));
    assert_eq!(bench.on(Cause::Cancelled), Acts::NONE);
    assert_eq!(bench.run(), [(32_000, Acts::TIMED_OUT)]);
}

// RFC 6026

#[test]
fn rfc_6026_s8_4_the_client_hands_up_each_2xx_until_m_fires() {
    for reliability in [Unreliable, Reliable] {
        for early in [None, Some(Cause::Provisional)] {
            let mut bench = Bench::new(Kind::ClientInvite, reliability);
            if let Some(cause) = early {
                bench.on(cause);
            }
            assert_eq!(bench.on(Cause::Success), Acts::DELIVER, "and no ACK: that is the dialog's");
            assert_eq!(bench.states.state(), State::Accepted);
            bench.pass(Duration::from_secs(31));
            assert_eq!(bench.on(Cause::Success), Acts::DELIVER);
            assert_eq!(bench.on(Cause::Provisional), Acts::NONE);
            assert_eq!(bench.on(Cause::Failure), Acts::NONE);
            assert_eq!(bench.run(), [(1_000, Acts::NONE)], "M is 64*T1 from the first 2xx");
            assert!(bench.states.is_over());
        }
    }
}

#[test]
fn rfc_6026_s8_5_the_server_absorbs_invites_after_a_2xx_until_l_fires() {
    for reliability in [Unreliable, Reliable] {
        let mut bench = Bench::new(Kind::ServerInvite, reliability);
        assert_eq!(bench.on(Cause::Success), Acts::SEND);
        assert_eq!(bench.states.state(), State::Accepted);
        assert_eq!(bench.on(Cause::Request), Acts::NONE, "absorbed: the dialog repeats the 2xx");
        assert_eq!(bench.on(Cause::Success), Acts::SEND, "a repeated 2xx passes through");
        assert_eq!(bench.on(Cause::Ack), Acts::DELIVER);
        assert_eq!(bench.on(Cause::Failure), Acts::NONE);
        assert_eq!(bench.run(), [(32_000, Acts::NONE)]);
        assert!(bench.states.is_over());
    }
}

// 17.1.2: client non-INVITE

#[test]
fn s17_1_2_2_timer_e_doubles_up_to_t2_until_f_fires() {
    let mut bench = Bench::new(Kind::Client, Unreliable);
    assert_eq!(bench.states.state(), State::Trying);
    let fired = bench.run();
    let expected = [500, 1_500, 3_500, 7_500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500];
    assert_eq!(resends(&fired), expected);
    assert_eq!(last(&fired), Some((32_000, Acts::TIMED_OUT)));
}

#[test]
fn s17_1_2_2_timer_e_is_off_on_a_reliable_transport() {
    let mut bench = Bench::new(Kind::Client, Reliable);
    assert_eq!(bench.run(), [(32_000, Acts::TIMED_OUT)]);
}

#[test]
fn s17_1_2_2_after_a_provisional_e_is_t2_and_f_goes_on() {
    let mut bench = Bench::new(Kind::Client, Unreliable);
    bench.pass(Duration::from_millis(100));
    assert_eq!(bench.on(Cause::Provisional), Acts::DELIVER);
    assert_eq!(bench.states.state(), State::Proceeding);
    let fired = bench.run();
    // The running E fires where it was, then each T2; F is 32 s after the request.
    assert_eq!(resends(&fired), [400, 4_400, 8_400, 12_400, 16_400, 20_400, 24_400, 28_400]);
    assert_eq!(last(&fired), Some((31_900, Acts::TIMED_OUT)));
}

#[test]
fn s17_1_2_2_k_absorbs_repeated_answers_on_udp() {
    for early in [None, Some(Cause::Provisional)] {
        for cause in [Cause::Success, Cause::Failure] {
            let mut bench = Bench::new(Kind::Client, Unreliable);
            if let Some(early) = early {
                bench.on(early);
            }
            assert_eq!(bench.on(cause), Acts::DELIVER);
            assert_eq!(bench.states.state(), State::Completed);
            assert_eq!(bench.on(cause), Acts::NONE);
            assert_eq!(bench.run(), [(5_000, Acts::NONE)], "K is T4");
            assert!(bench.states.is_over());
        }
    }
}

#[test]
fn s17_1_2_2_k_is_zero_on_a_reliable_transport() {
    let mut bench = Bench::new(Kind::Client, Reliable);
    assert_eq!(bench.on(Cause::Success), Acts::DELIVER);
    assert!(bench.states.is_over());
}

// 17.2.1: server INVITE

#[test]
fn s17_2_1_a_repeated_invite_gets_the_last_provisional_again() {
    let mut bench = Bench::new(Kind::ServerInvite, Unreliable);
    assert_eq!(bench.states.state(), State::Proceeding);
    assert_eq!(bench.on(Cause::Provisional), Acts::SEND);
    assert_eq!(bench.on(Cause::Request), Acts::RESEND);
    assert_eq!(bench.on(Cause::Ack), Acts::NONE, "an ACK to nothing");
    assert_eq!(bench.run(), [], "ringing has no timer");
}

#[test]
fn s17_2_1_timer_g_doubles_up_to_t2_until_h_fires_on_udp() {
    let mut bench = Bench::new(Kind::ServerInvite, Unreliable);
    assert_eq!(bench.on(Cause::Failure), Acts::SEND);
    assert_eq!(bench.states.state(), State::Completed);
    let fired = bench.run();
    let expected = [500, 1_500, 3_500, 7_500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500];
    assert_eq!(resends(&fired), expected);
    assert_eq!(last(&fired), Some((32_000, Acts::TIMED_OUT)));
}

#[test]
fn s17_2_1_timer_g_is_off_and_h_runs_on_a_reliable_transport() {
    let mut bench = Bench::new(Kind::ServerInvite, Reliable);
    assert_eq!(bench.on(Cause::Failure), Acts::SEND);
    assert_eq!(bench.run(), [(32_000, Acts::TIMED_OUT)]);
}

#[test]
fn s17_2_1_a_repeated_invite_gets_the_refusal_again() {
    let mut bench = Bench::new(Kind::ServerInvite, Unreliable);
    bench.on(Cause::Failure);
    assert_eq!(bench.on(Cause::Request), Acts::RESEND);
    assert_eq!(bench.on(Cause::Failure), Acts::NONE, "one final answer a request");
    assert_eq!(bench.on(Cause::Success), Acts::NONE);
}

#[test]
fn s17_2_1_the_ack_stops_g_and_h_and_i_absorbs_further_acks_on_udp() {
    let mut bench = Bench::new(Kind::ServerInvite, Unreliable);
    bench.on(Cause::Failure);
    bench.pass(Duration::from_millis(40));
    assert_eq!(bench.on(Cause::Ack), Acts::NONE);
    assert_eq!(bench.states.state(), State::Confirmed);
    assert_eq!(bench.on(Cause::Ack), Acts::NONE);
    assert_eq!(bench.on(Cause::Request), Acts::NONE);
    assert_eq!(bench.run(), [(5_000, Acts::NONE)], "I is T4");
    assert!(bench.states.is_over());
}

#[test]
fn s17_2_1_i_is_zero_on_a_reliable_transport() {
    let mut bench = Bench::new(Kind::ServerInvite, Reliable);
    bench.on(Cause::Failure);
    assert_eq!(bench.on(Cause::Ack), Acts::NONE);
    assert!(bench.states.is_over());
}

// 17.2.2: server non-INVITE, and RFC 4320

#[test]
fn s17_2_2_a_repeated_request_is_absorbed_until_there_is_an_answer() {
    let mut bench = Bench::new(Kind::Server, Unreliable);
    assert_eq!(bench.states.state(), State::Trying);
    assert_eq!(bench.on(Cause::Request), Acts::NONE);
    assert_eq!(bench.on(Cause::Success), Acts::SEND);
    assert_eq!(bench.states.state(), State::Completed);
    assert_eq!(bench.on(Cause::Request), Acts::RESEND);
    assert_eq!(bench.on(Cause::Failure), Acts::NONE, "one final answer a request");
}

#[test]
fn s17_2_2_j_is_64_t1_on_udp_and_zero_on_a_reliable_transport() {
    for cause in [Cause::Success, Cause::Failure] {
        let mut udp = Bench::new(Kind::Server, Unreliable);
        udp.on(cause);
        assert_eq!(udp.run(), [(32_000, Acts::NONE)]);
        assert!(udp.states.is_over());

        let mut tcp = Bench::new(Kind::Server, Reliable);
        assert_eq!(tcp.on(cause), Acts::SEND);
        assert!(tcp.states.is_over());
    }
}

#[test]
fn rfc_4320_s4_1_over_udp_100_waits_until_e_has_reached_t2() {
    let mut bench = Bench::new(Kind::Server, Unreliable);
    bench.pass(Duration::from_millis(1));
    assert_eq!(bench.on(Cause::Provisional), Acts::NONE, "too early");
    let from = Instant::from_millis(1_000_000);
    assert_eq!(bench.fire(from), Some((3_500, Acts::TRYING)));
    assert_eq!(bench.states.state(), State::Proceeding);
    assert_eq!(bench.on(Cause::Request), Acts::RESEND);
}

#[test]
fn rfc_4320_s4_1_over_streams_100_may_come_at_any_time_and_must_come_by_then() {
    let mut bench = Bench::new(Kind::Server, Reliable);
    assert_eq!(bench.on(Cause::Provisional), Acts::SEND);
    assert_eq!(bench.states.state(), State::Proceeding);

    let mut silent = Bench::new(Kind::Server, Reliable);
    assert_eq!(silent.fire(silent.now), Some((3_500, Acts::TRYING)));
}

#[test]
fn rfc_4320_s4_2_nothing_is_answered_after_the_clients_timer_f() {
    for reliability in [Unreliable, Reliable] {
        let mut bench = Bench::new(Kind::Server, reliability);
        let fired = bench.run();
        assert_eq!(fired, [(3_500, Acts::TRYING), (32_000, Acts::TIMED_OUT)]);
        assert_eq!(bench.on(Cause::Failure), Acts::NONE, "no 408, nothing");
    }
}

#[test]
fn table_4_other_t1_t2_and_t4_move_every_timer() {
    let timers = Timers::new()
        .t1(Duration::from_millis(100))
        .t2(Duration::from_millis(400))
        .t4(Duration::from_secs(1));
    let start = Instant::START;
    let mut states = States::start(Kind::Client, Unreliable, &timers, start);
    let mut resent = Vec::new();
    loop {
        let at = states.deadline();
        let acts = states.tick(&timers, at);
        if !acts.has(Acts::RESEND) {
            assert_eq!((at.as_millis(), acts), (6_400, Acts::TIMED_OUT));
            break;
        }
        resent.push(at.as_millis());
    }
    assert_eq!(resent[..5], [100, 300, 700, 1_100, 1_500]);
}

#[test]
fn a_sleep_over_many_moments_repeats_once_and_then_gives_up() {
    let mut bench = Bench::new(Kind::Client, Unreliable);
    bench.pass(Duration::from_secs(20));
    assert_eq!(bench.states.tick(&bench.timers, bench.now), Acts::RESEND);
    assert_eq!(bench.states.tick(&bench.timers, bench.now), Acts::NONE);
    bench.pass(Duration::from_secs(3600));
    assert_eq!(bench.states.tick(&bench.timers, bench.now), Acts::TIMED_OUT);
    assert_eq!(bench.states.tick(&bench.timers, bench.now), Acts::NONE);
}
