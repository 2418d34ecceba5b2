//! Relay: CPU time of a packet through the media plane, SRTP on one side and RTP on the other,
//! beside a relay that only copies, with the same system calls, in the same run.
//!
//! `relay [CALLS] [SECONDS]`: each call sends 50 packets a second both ways.

mod floor;
mod load;

use std::time::Duration;

use teams_cc_sip::driver::rtp::{Bridge, MediaConfig, MediaLeg, MediaPlane, PortMode};
use teams_cc_sip::media::leg::Idle;
use teams_cc_sip::sdp::{Codec, Keying, Profile};

use load::{Load, Peer};

const ROUND: Duration = Duration::from_millis(2);

fn main() {
    let mut arguments = std::env::args().skip(1).filter_map(|text| text.parse::<u64>().ok());
    let calls = arguments.next().unwrap_or(400) as usize;
    let seconds = arguments.next().unwrap_or(5);
    println!(
        "{calls} calls, {} packets/s offered, rounds of {ROUND:?}, {seconds} s each",
        calls * 100
    );
    for mode in [PortMode::PerLeg, PortMode::Shared] {
        floor::run(mode == PortMode::Shared, calls, seconds);
        plane(mode, false, calls, seconds);
        plane(mode, true, calls, seconds);
    }
    // An attacker who knows the peer's address (RS-50: at most 25 % of a core).
    let (load, kept) = calls_of(PortMode::PerLeg, ROUND, true, 1);
    load.flood(seconds);
    drop(kept);
    // What the plane adds to the way of a packet, 100 calls (RS-58: p99 at most 5 ms).
    for round in [Duration::ZERO, Duration::from_millis(1), ROUND] {
        let (load, _kept) = calls_of(PortMode::PerLeg, round, true, 100);
        load.latency(&format!("latency, rounds of {round:?}"), seconds);
    }
}

fn plane(mode: PortMode, srtp: bool, calls: usize, seconds: u64) {
    let what = if srtp { "SRTP<->RTP" } else { "RTP<->RTP" };
    let (load, _kept) = calls_of(mode, ROUND, srtp, calls);
    load.run(&format!("media plane {mode:?} {what}"), "media", seconds);
}

/// Our part of a call, kept alive.
type Kept = (Bridge, MediaLeg, MediaLeg);

fn calls_of(mode: PortMode, round: Duration, srtp: bool, calls: usize) -> (Load, Vec<Kept>) {
    let config = MediaConfig::default().mode(mode).round(round).idle(Idle::Quiet);
    let plane = MediaPlane::start(config).expect("sockets");
    let clear = Profile::carrier().keying(Keying::Clear).codecs([Codec::Pcma]);
    let secure = Profile::direct_routing().codecs([Codec::Pcma]);
    let near = if srtp { secure } else { clear.clone() };
    // Our legs answer: in shared mode that lets all of them share.
    let mut kept = Vec::new();
    let mut load = Load::default();
    for _ in 0..calls {
        let mut join = |profile: &Profile| {
            let leg = plane.leg(profile.clone()).expect("ports");
            let (peer, offer) = Peer::new(profile.clone());
            let answer = leg.answer(&offer).expect("an answer");
            load.add(peer.accept(&answer));
            leg
        };
        let (a, b) = (join(&near), join(&clear));
        kept.push((plane.bridge(&a, &b), a, b));
    }
    (load, kept)
}
