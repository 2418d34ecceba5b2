use std::net::SocketAddr;
use std::time::Duration;

use teams_cc_core::{Instant, Key, Machine, Rng};

use super::{Datagram, Event, Frame, Idle, Input, Leg, LegConfig, Output};
use crate::media::rtp::Packet;
use crate::media::switch::{self, LegId, Switch};
use crate::media::{Sound, g711, rtp};
use crate::sdp::{Agreed, Codec, Direction, Keying, Local, Negotiation, Profile};

const HERE: &str = "127.0.0.1";

fn at(port: u16) -> SocketAddr {
    SocketAddr::new(HERE.parse().unwrap(), port)
}

/// Two descriptions that agree: the first at port 1000, the second at port 2000.
fn agree(a: Profile, b: Profile) -> (Negotiation, Negotiation, Agreed, Agreed) {
    let address = HERE.parse().unwrap();
    let mut a = Negotiation::new(a, Local::new(address, 1000), Rng::from_seed(1));
    let mut b = Negotiation::new(b, Local::new(address, 2000), Rng::from_seed(2));
    let (answer, of_b) = b.answer(&a.offer()).unwrap();
    let of_a = a.accept(&answer).unwrap();
    (a, b, of_a, of_b)
}

/// Two legs and the wire between them, in virtual time.
struct Pair {
    now: Instant,
    legs: [Leg; 2],
    negotiations: [Negotiation; 2],
    events: [Vec<Event>; 2],
    /// What the streams gave, and how much of what was given to them was spoken.
    heard: [Vec<i16>; 2],
    spoke: [usize; 2],
    /// Everything that was sent: by whom, from the RTCP port, octets.
    wire: Vec<(Instant, usize, bool, Vec<u8>)>,
    /// Drops what this says.
    cut: fn(usize, &[u8]) -> bool,
}

impl Pair {
    fn new(a: Profile, b: Profile, idle: Idle) -> Self {
        let (na, nb, of_a, of_b) = agree(a, b);
        let leg = |seed| Leg::new(LegConfig::new(&mut Rng::from_seed(seed)).idle(idle));
        let mut pair = Self {
            now: Instant::START,
            legs: [leg(11), leg(12)],
            negotiations: [na, nb],
            events: [vec![], vec![]],
            heard: [vec![], vec![]],
            spoke: [0; 2],
            wire: vec![],
            cut: |_, _| false,
        };
        pair.legs[0].handle(pair.now, Input::Agreed(of_a));
        pair.legs[1].handle(pair.now, Input::Agreed(of_b));
        pair
    }

    fn secure(idle: Idle) -> Self {
        Self::new(Profile::direct_routing(), Profile::direct_routing(), idle)
    }

    fn plain(idle: Idle) -> Self {
        let clear = Profile::carrier().keying(Keying::Clear);
        Self::new(clear.clone(), clear, idle)
    }

    fn put(&mut self, leg: usize, input: Input<'_>) {
        self.legs[leg].handle(self.now, input);
        self.deliver();
    }

    fn deliver(&mut self) {
        loop {
            let mut quiet = true;
            for from in 0..2 {
                while let Some(output) = self.legs[from].poll() {
                    quiet = false;
                    match output {
                        Output::Send { to, rtcp, packet } => {
                            self.wire.push((self.now, from, rtcp, packet.to_vec()));
                            let other = 1 - from;
                            let base = 1000 * (other as u16 + 1);
                            assert!(to == at(base) || (rtcp && to == at(base + 1)), "{to}");
                            if (self.cut)(from, &packet) {
                                continue;
                            }
                            let mut bytes = packet.to_vec();
                            let source = at(1000 * (from as u16 + 1) + u16::from(rtcp));
                            self.legs[other].handle(self.now, input(source, rtcp, &mut bytes));
                        }
                        Output::Event(event) => self.events[from].push(event),
                        Output::Heard(frame) => self.heard[from].extend_from_slice(&frame[..]),
                        Output::Spoke(count) => self.spoke[from] += count,
                        Output::Frame(_) | Output::Recorded(_) => {}
                    }
                }
            }
            if quiet {
                return;
            }
        }
    }

    fn run(&mut self, time: Duration) {
        let end = self.now + time;
        loop {
            let due = self.legs.iter().filter_map(Leg::deadline).min().unwrap_or(Instant::FAR);
            if due > end {
                self.now = end;
                return;
            }
            self.now = self.now.max(due);
            for leg in 0..2 {
                self.legs[leg].handle(self.now, Input::Tick);
            }
            self.deliver();
        }
    }

    /// A re-offer of `leg` with a direction.
    fn redirect(&mut self, leg: usize, direction: Direction) {
        self.negotiations[leg].set_direction(direction);
        let offer = self.negotiations[leg].offer();
        let (answer, theirs) = self.negotiations[1 - leg].answer(&offer).unwrap();
        let ours = self.negotiations[leg].accept(&answer).unwrap();
        self.put(1 - leg, Input::Agreed(theirs));
        self.put(leg, Input::Agreed(ours));
    }

    fn sent_rtp(&self, leg: usize) -> usize {
        self.wire
            .iter()
            .filter(|(_, from, rtcp, bytes)| *from == leg && !rtcp && !rtp::is_rtcp(bytes))
            .count()
    }
}

fn input(from: SocketAddr, rtcp: bool, bytes: &mut [u8]) -> Input<'_> {
    if rtcp { Input::Rtcp { from, bytes } } else { Input::Rtp { from, bytes } }
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn plain_packet(ssrc: u32, sequence: u16, payload_type: u8, payload: &[u8]) -> Vec<u8> {
    let timestamp = u32::from(sequence) * 160;
    let packet = Packet { marker: false, payload_type, sequence, timestamp, ssrc, payload };
    [&packet.header()[..], payload].concat()
}

#[test]
fn a_prompt_is_paced_by_20_ms_and_reported_when_it_was_heard() {
    let mut pair = Pair::secure(Idle::Quiet);
    pair.put(0, Input::Play { id: 1, sound: Sound::tone(440.0, Duration::from_millis(100)) });
    pair.put(0, Input::Play { id: 2, sound: Sound::tone(440.0, Duration::from_millis(30)) });
    pair.run(seconds(1));
    assert_eq!(pair.events[0], [Event::Played(1), Event::Played(2)]);
    assert_eq!(pair.events[1], [Event::FirstPacket(Duration::ZERO)]);
    let times: Vec<_> = pair
        .wire
        .iter()
        .filter(|w| w.1 == 0 && !rtp::is_rtcp(&w.3))
        .map(|w| w.0.as_millis())
        .collect();
    assert_eq!(times, [0, 20, 40, 60, 80, 100, 120]);
    // Twelve octets of header, 160 of audio, ten of tag.
    assert!(pair.wire.iter().filter(|w| !rtp::is_rtcp(&w.3)).all(|w| w.3.len() == 182));
    assert_eq!(pair.legs[1].stats().received, 7);
}

#[test]
fn dr_99_on_hold_no_rtp_flows_rtcp_goes_on_and_nothing_counts_as_lost() {
    let mut pair = Pair::secure(Idle::Silence);
    pair.run(seconds(2));
    let before = (pair.sent_rtp(0), pair.sent_rtp(1));
    pair.redirect(1, Direction::Inactive);
    let rtcp_before = pair.legs[0].stats().rtcp_received;
    pair.run(seconds(120));
    assert_eq!((pair.sent_rtp(0), pair.sent_rtp(1)), before);
    assert!(pair.legs[0].stats().rtcp_received - rtcp_before >= 23);
    assert!(pair.events.iter().flatten().all(|event| *event != Event::Lost));
}

#[test]
fn dr_100_resume_goes_on_with_the_same_context_stream_and_numbers() {
    let mut pair = Pair::secure(Idle::Silence);
    pair.run(seconds(2));
    pair.redirect(0, Direction::Inactive);
    pair.run(seconds(60));
    let count = pair.sent_rtp(0);
    pair.redirect(0, Direction::SendRecv);
    pair.run(seconds(2));
    let packets: Vec<_> = pair.wire.iter().filter(|w| w.1 == 0 && !rtp::is_rtcp(&w.3)).collect();
    let (last, next) =
        (Packet::parse(&packets[count - 1].3).unwrap(), Packet::parse(&packets[count].3).unwrap());
    assert_eq!((next.ssrc, next.sequence), (last.ssrc, last.sequence.wrapping_add(1)));
    let gap = u64::from(next.timestamp.wrapping_sub(last.timestamp)) / 8;
    assert!(gap.abs_diff((packets[count].0 - packets[count - 1].0).as_millis() as u64) <= 20);
    assert!(next.marker, "a new talk spurt");
    for leg in &pair.legs {
        assert_eq!((leg.stats().forged, leg.stats().replayed, leg.stats().lost), (0, 0, 0));
    }
}

#[test]
fn dr_101_rtcp_is_sent_every_five_seconds_in_all_states() {
    for direction in [Direction::SendRecv, Direction::Inactive] {
        for mut pair in [Pair::secure(Idle::Quiet), Pair::plain(Idle::Silence)] {
            pair.redirect(0, direction);
            pair.run(seconds(60));
            for leg in 0..2 {
                let reports: Vec<_> = pair
                    .wire
                    .iter()
                    .filter(|w| w.1 == leg && rtp::is_rtcp(&w.3))
                    .map(|w| w.0)
                    .collect();
                assert!((11..=13).contains(&reports.len()), "{}", reports.len());
                assert!(reports.windows(2).all(|two| two[1] - two[0] == seconds(5)));
            }
        }
    }
}

#[test]
fn dr_124_reports_are_protected_tell_loss_and_use_their_own_port_without_multiplexing() {
    let profile = Profile::direct_routing().without_rtcp_mux();
    let mut pair = Pair::new(profile, Profile::direct_routing(), Idle::Silence);
    pair.cut = |from, bytes| {
        from == 0 && !rtp::is_rtcp(bytes) && u16::from_be_bytes([bytes[2], bytes[3]]) % 10 == 0
    };
    pair.run(seconds(30));
    assert!(pair.wire.iter().filter(|w| rtp::is_rtcp(&w.3)).all(|w| w.2), "on the RTCP port");
    let stats = pair.legs[0].stats();
    let lost = stats.peer_lost.unwrap();
    assert!((0.08..0.12).contains(&lost), "{lost}");
    assert!(stats.round_trip.unwrap() < Duration::from_millis(1), "{stats:?}");
    let packet = &pair.wire.iter().find(|w| w.2).unwrap().3;
    let mut receiver = crate::media::srtp::Receiver::new(
        &pair.legs[1].agreed().unwrap().keys.as_ref().unwrap().receive,
    );
    let mut opened = packet.clone();
    let is_from_0 = pair.wire.iter().find(|w| w.2).unwrap().1 == 0;
    assert_eq!(receiver.unprotect_rtcp(&mut opened).is_ok(), is_from_0);
}

#[test]
fn dr_117_a_new_key_in_a_re_offer_starts_both_sides_at_rollover_counter_zero() {
    let (a, b) = (Profile::direct_routing(), Profile::direct_routing());
    let mut pair = Pair::new(a, b, Idle::Quiet);
    // Two minutes before the wrap, which a call meets within 22 minutes; five minutes on.
    let mut config = LegConfig::new(&mut Rng::from_seed(11)).idle(Idle::Quiet);
    config.sequence = 59_535;
    let agreed = pair.legs[0].agreed().unwrap().clone();
    pair.legs[0] = Leg::new(config);
    pair.put(0, Input::Agreed(agreed));
    pair.put(0, Input::Music(Sound::tone(300.0, Duration::from_millis(20))));
    pair.run(seconds(60 * 5));
    let stats = pair.legs[1].stats();
    assert_eq!((stats.forged, stats.lost, stats.received), (0, 0, 15_001));
    // A fresh negotiation stands for a peer that issues a new key; our leg keeps its own numbers.
    let (_, _, of_a, of_b) = {
        let address = HERE.parse().unwrap();
        let mut a = Negotiation::new(
            Profile::direct_routing(),
            Local::new(address, 1000),
            Rng::from_seed(7),
        );
        let mut b = Negotiation::new(
            Profile::direct_routing(),
            Local::new(address, 2000),
            Rng::from_seed(8),
        );
        let (answer, of_b) = b.answer(&a.offer()).unwrap();
        let of_a = a.accept(&answer).unwrap();
        (a, b, of_a, of_b)
    };
    pair.put(0, Input::Agreed(of_a));
    pair.put(1, Input::Agreed(of_b));
    pair.run(seconds(10));
    let stats = pair.legs[1].stats();
    assert_eq!((stats.forged, stats.lost), (0, 0));
    assert_eq!(stats.received, 15_001 + 500);
}

#[test]
fn dr_120_spoofed_packets_are_dropped_and_only_an_authenticated_one_moves_the_address_once() {
    let mut pair = Pair::secure(Idle::Quiet);
    // An attacker before the first packet: right payload type, any number.
    for n in 0..10_000 {
        let mut forged = plain_packet(n, n as u16, 8, &[0xd5; 170]);
        let from = at(9000 + (n % 3) as u16);
        pair.put(1, Input::Rtp { from, bytes: &mut forged });
    }
    assert_eq!((pair.legs[1].stats().forged, pair.legs[1].stats().received), (10_000, 0));
    assert!(pair.events[1].is_empty());
    // The peer sends from another port than it signalled (NAT), and proves itself.
    pair.cut = |_, _| true;
    pair.put(0, Input::Play { id: 1, sound: Sound::tone(440.0, seconds(2)) });
    pair.run(seconds(2));
    let packets: Vec<_> =
        pair.wire.iter().filter(|w| w.1 == 0 && !rtp::is_rtcp(&w.3)).map(|w| w.3.clone()).collect();
    let leg = &mut pair.legs[1];
    leg.handle(pair.now, Input::Rtp { from: at(5555), bytes: &mut packets[0].clone() });
    let latched = std::iter::from_fn(|| leg.poll()).any(
        |output| matches!(output, Output::Event(Event::Latched(address)) if address == at(5555)),
    );
    assert!(latched);
    // From now on that address alone: neither the signalled one nor a third, although they are
    // authentic copies.
    for from in [at(1000), at(6666)] {
        leg.handle(pair.now, Input::Rtp { from, bytes: &mut packets[1].clone() });
    }
    assert_eq!((leg.stats().received, leg.stats().foreign), (1, 2));
    leg.handle(pair.now, Input::Rtp { from: at(5555), bytes: &mut packets[1].clone() });
    assert_eq!(leg.stats().received, 2);
    // What we send goes there.
    leg.handle(
        pair.now,
        Input::Play { id: 2, sound: Sound::tone(440.0, Duration::from_millis(20)) },
    );
    leg.handle(pair.now + seconds(1), Input::Tick);
    let to = std::iter::from_fn(|| leg.poll()).find_map(|output| match output {
        Output::Send { to, .. } => Some(to),
        _ => None,
    });
    assert_eq!(to, Some(at(5555)));
}

#[test]
fn rs_52_after_five_packets_of_the_signalled_address_nothing_is_latched() {
    let mut pair = Pair::secure(Idle::Quiet);
    pair.put(0, Input::Play { id: 1, sound: Sound::tone(440.0, seconds(1)) });
    pair.run(Duration::from_millis(100));
    pair.cut = |_, _| true;
    pair.run(Duration::from_millis(100));
    let mut late = pair.wire.iter().rev().find(|w| w.1 == 0).unwrap().3.clone();
    let before = pair.legs[1].stats();
    pair.put(1, Input::Rtp { from: at(5555), bytes: &mut late });
    let after = pair.legs[1].stats();
    assert_eq!((after.received, after.foreign), (before.received, before.foreign + 1));
}

#[test]
fn rs_52_on_plain_rtp_another_address_is_never_believed() {
    let mut pair = Pair::plain(Idle::Quiet);
    pair.put(0, Input::Play { id: 1, sound: Sound::tone(440.0, Duration::from_millis(200)) });
    pair.run(seconds(1));
    let before = pair.legs[1].stats();
    let mut spoofed = pair.wire.last().unwrap().3.clone();
    spoofed[3] = spoofed[3].wrapping_add(1);
    for from in [at(1001), at(7), "127.0.0.2:1000".parse().unwrap()] {
        pair.put(1, Input::Rtp { from, bytes: &mut spoofed.clone() });
    }
    assert_eq!(pair.legs[1].stats().received, before.received);
    assert_eq!(pair.legs[1].stats().foreign, before.foreign + 3);
}

#[test]
fn rs_50_a_flood_of_forged_packets_changes_nothing_for_the_call() {
    let mut pair = Pair::secure(Idle::Silence);
    for _ in 0..50 {
        pair.run(Duration::from_millis(20));
        let mut genuine = pair.wire.iter().rev().find(|w| w.1 == 0).unwrap().3.clone();
        for n in 0..200_u32 {
            let place = 12 + (n as usize * 7) % (genuine.len() - 12);
            genuine[place] ^= 0x55;
            let mut forged = genuine.clone();
            genuine[place] ^= 0x55;
            forged[2..4].copy_from_slice(&(n as u16).wrapping_mul(331).to_be_bytes());
            pair.put(1, Input::Rtp { from: at(1000), bytes: &mut forged });
        }
    }
    let stats = pair.legs[1].stats();
    assert_eq!(stats.forged + stats.replayed, 10_000);
    assert_eq!((stats.received as usize, stats.lost), (pair.sent_rtp(0), 0));
}

#[test]
fn rs_53_on_plain_rtp_a_foreign_stream_never_replaces_a_living_one() {
    let mut pair = Pair::plain(Idle::Silence);
    pair.put(1, Input::Bridge);
    for n in 0..100 {
        pair.run(Duration::from_millis(20));
        let mut foreign = plain_packet(0xbad, n, 8, &[0x2a; 160]);
        pair.put(1, Input::Rtp { from: at(1000), bytes: &mut foreign });
    }
    let stats = pair.legs[1].stats();
    assert_eq!((stats.received as usize, stats.foreign), (pair.sent_rtp(0), 100));
}

#[test]
fn rs_53_a_restarted_peer_is_heard_again_within_100_ms() {
    let mut pair = Pair::plain(Idle::Quiet);
    pair.put(0, Input::Play { id: 1, sound: Sound::tone(440.0, seconds(1)) });
    pair.run(seconds(1));
    let before = pair.legs[1].stats().received;
    for n in 0..10 {
        pair.now += Duration::from_millis(20);
        let mut packet = plain_packet(0x9e37, 40_000 + n, 8, &[0xd5; 160]);
        pair.put(1, Input::Rtp { from: at(1000), bytes: &mut packet });
    }
    assert!(pair.legs[1].stats().received >= before + 6, "{:?}", pair.legs[1].stats());
}

#[test]
fn dr_123_comfort_noise_and_pauses_are_no_loss_while_rtcp_lives() {
    let mut pair = Pair::plain(Idle::Quiet);
    let mut agreed = pair.legs[1].agreed().unwrap().clone();
    agreed.receive_noise = vec![13, 118];
    pair.put(1, Input::Agreed(agreed));
    for n in 0..5 {
        pair.run(Duration::from_millis(200));
        let mut noise = plain_packet(5, n, if n % 2 == 0 { 13 } else { 118 }, &[40]);
        pair.put(1, Input::Rtp { from: at(1000), bytes: &mut noise });
    }
    assert_eq!((pair.legs[1].stats().received, pair.legs[1].stats().unknown), (5, 0));
    pair.run(seconds(300));
    assert!(!pair.events[1].contains(&Event::Lost), "reports kept it alive");
    pair.cut = |_, _| true;
    pair.run(seconds(20));
    assert!(!pair.events[1].contains(&Event::Lost), "not below 20 s");
    pair.run(seconds(20));
    assert_eq!(pair.events[1].iter().filter(|event| **event == Event::Lost).count(), 1);
    pair.cut = |_, _| false;
    pair.run(seconds(6));
    assert_eq!(pair.events[1].last(), Some(&Event::Back));
}

#[test]
fn dr_121_keys_are_heard_once_each_while_a_prompt_plays_over_a_lossy_wire() {
    let mut pair = Pair::secure(Idle::Silence);
    pair.cut = |_, bytes| u16::from_be_bytes([bytes[2], bytes[3]]) % 5 == 0;
    pair.put(1, Input::Play { id: 1, sound: Sound::tone(440.0, seconds(10)) });
    let keys = [Key::D1, Key::D1, Key::Star, Key::D9, Key::Pound, Key::A];
    for key in keys {
        pair.put(0, Input::Press(key));
    }
    pair.run(seconds(5));
    let heard: Vec<_> = pair.events[1]
        .iter()
        .filter_map(|event| if let Event::Pressed(key) = event { Some(*key) } else { None })
        .collect();
    assert_eq!(heard, keys);
}

#[test]
fn nothing_is_sent_before_agreement_and_nothing_after_the_goodbye() {
    let mut leg = Leg::new(LegConfig::new(&mut Rng::from_seed(1)));
    leg.handle(Instant::START, Input::Play { id: 1, sound: Sound::tone(440.0, seconds(1)) });
    leg.handle(Instant::from_millis(100), Input::Tick);
    assert!(leg.poll().is_none() && leg.deadline().is_none());

    let mut pair = Pair::secure(Idle::Silence);
    pair.run(seconds(1));
    pair.put(0, Input::Close);
    assert!(rtp::is_rtcp(&pair.wire.last().unwrap().3), "the goodbye");
    let count = pair.wire.iter().filter(|w| w.1 == 0).count();
    pair.put(0, Input::Play { id: 1, sound: Sound::tone(440.0, seconds(1)) });
    pair.run(seconds(10));
    assert_eq!(pair.wire.iter().filter(|w| w.1 == 0).count(), count);
}

/// A switch with two legs; what they would send, opened.
struct Bridge {
    switch: Switch,
    now: Instant,
    ids: [LegId; 2],
    agreed: [Agreed; 2],
    out: Vec<(usize, Datagram)>,
}

impl Bridge {
    /// The legs at ports 2000 of two pairs: their peers, at 1000, are the test.
    fn new(a: Profile, b: Profile) -> (Self, [Agreed; 2]) {
        let mut switch = Switch::new();
        let now = Instant::START;
        let config = |seed| LegConfig::new(&mut Rng::from_seed(seed)).idle(Idle::Quiet);
        let ids = [switch.add(Leg::new(config(1))), switch.add(Leg::new(config(2)))];
        let (_, _, peer_a, agreed_a) = agree(a.clone(), a);
        let (_, _, peer_b, agreed_b) = agree(b.clone(), b);
        for (id, agreed) in [(ids[0], &agreed_a), (ids[1], &agreed_b)] {
            switch.handle(now, switch::Input::Leg(id, Input::Agreed(agreed.clone())));
        }
        switch.handle(now, switch::Input::Bridge(ids[0], ids[1]));
        let agreed = [agreed_a, agreed_b];
        (Self { switch, now, ids, agreed, out: vec![] }, [peer_a, peer_b])
    }

    fn put(&mut self, leg: usize, bytes: &[u8]) {
        let mut bytes = bytes.to_vec();
        let input = Input::Rtp { from: at(1000), bytes: &mut bytes };
        self.switch.handle(self.now, switch::Input::Leg(self.ids[leg], input));
        self.drain();
    }

    fn drain(&mut self) {
        while let Some((id, output)) = self.switch.poll() {
            if let Output::Send { packet, .. } = output {
                let leg = usize::from(id == self.ids[1]);
                self.out.push((leg, packet));
            }
        }
    }

    fn rtp_of(&self, leg: usize) -> Vec<&[u8]> {
        let of = self.out.iter().filter(|(from, packet)| *from == leg && !rtp::is_rtcp(packet));
        of.map(|(_, packet)| &packet[..]).collect()
    }
}

fn clear(codec: Codec) -> Profile {
    Profile::carrier().keying(Keying::Clear).codecs([codec])
}

#[test]
fn a_bridge_of_one_law_relays_payloads_untouched_under_its_own_numbers() {
    let (mut bridge, _) = Bridge::new(clear(Codec::Pcma), clear(Codec::Pcma));
    let mut rng = Rng::from_seed(3);
    let mut sent = Vec::new();
    for n in 0..200_u16 {
        // Every seventh is lost, so the hole must be seen behind the bridge too.
        bridge.now += Duration::from_millis(20);
        let mut payload = [0; 160];
        rng.fill(&mut payload);
        if n % 7 != 6 {
            bridge.put(0, &plain_packet(0xabcd, 65_500_u16.wrapping_add(n), 8, &payload));
            sent.push((n, payload));
        }
    }
    let packets: Vec<_> = bridge.rtp_of(1).into_iter().map(|p| Packet::parse(p).unwrap()).collect();
    assert_eq!(packets.len(), sent.len());
    let first = packets[0];
    assert!(first.ssrc != 0xabcd && first.marker);
    for (packet, (n, payload)) in packets.iter().zip(&sent) {
        assert_eq!(packet.payload, payload);
        assert_eq!((packet.ssrc, packet.payload_type), (first.ssrc, 8));
        assert_eq!(packet.sequence.wrapping_sub(first.sequence), *n);
        assert!(!packets[1].marker);
    }
}

#[test]
fn a_bridge_between_srtp_and_rtp_changes_protection_and_event_numbers_only() {
    let (mut bridge, peers) = Bridge::new(Profile::direct_routing(), clear(Codec::Pcma));
    let keys = peers[0].keys.clone().unwrap();
    let mut protect = crate::media::srtp::Sender::new(&keys.send);
    let mut event_number = bridge.agreed[1].clone();
    event_number.send.event = Some(96);
    bridge
        .switch
        .handle(bridge.now, switch::Input::Leg(bridge.ids[1], Input::Agreed(event_number)));
    for n in 0..10_u16 {
        bridge.now += Duration::from_millis(20);
        let plain = match n {
            5 => plain_packet(7, n, 101, &[9, 10, 0, 160]),
            _ => plain_packet(7, n, 8, &[n as u8; 160]),
        };
        let mut buffer = plain.clone();
        buffer.resize(plain.len() + crate::media::srtp::MAX_TRAILER, 0);
        let end = protect.protect(&mut buffer, plain.len()).unwrap();
        bridge.put(0, &buffer[..end]);
        bridge.put(1, &plain_packet(8, n, 8, &[n as u8 + 100; 160]));
    }
    let to_carrier: Vec<_> =
        bridge.rtp_of(1).into_iter().map(|p| Packet::parse(p).unwrap()).collect();
    assert_eq!(to_carrier.len(), 10);
    assert_eq!((to_carrier[5].payload_type, to_carrier[5].payload), (96, &[9, 10, 0, 160][..]));
    let mut unprotect = crate::media::srtp::Receiver::new(&keys.receive);
    for (n, packet) in bridge.rtp_of(0).into_iter().enumerate() {
        let mut packet = packet.to_vec();
        let end = unprotect.unprotect(&mut packet).unwrap();
        assert_eq!(Packet::parse(&packet[..end]).unwrap().payload, [n as u8 + 100; 160]);
    }
}

#[test]
fn a_bridge_between_the_laws_converts_by_table() {
    let (mut bridge, _) = Bridge::new(clear(Codec::Pcmu), clear(Codec::Pcma));
    let tone = Sound::tone(1000.0, Duration::from_millis(20));
    let mut codes = [0; 160];
    g711::encode(g711::G711::Pcmu, tone.as_slice(), &mut codes);
    bridge.put(0, &plain_packet(7, 1, 0, &codes));
    let out = Packet::parse(bridge.rtp_of(1)[0]).unwrap();
    assert_eq!(out.payload_type, 8);
    let mut heard = [0; 160];
    g711::decode(g711::G711::Pcma, out.payload, &mut heard);
    for (sample, source) in heard.iter().zip(tone.as_slice()) {
        assert!((sample - source).abs() <= 200, "{sample} for {source}");
    }
}

#[test]
fn a_bridge_between_wideband_and_narrowband_is_heard_on_both_sides() {
    let (mut bridge, _) = Bridge::new(clear(Codec::G722), clear(Codec::Pcma));
    let tone = Sound::tone(1000.0, seconds(1));
    let (mut mouth, mut narrow) = (crate::media::voice::Mouth::default(), [0; 160]);
    for (n, frame) in tone.as_slice().chunks(160).enumerate() {
        bridge.now += Duration::from_millis(20);
        let mut wide = [0; 160];
        mouth.speak(Codec::G722, frame, &mut wide);
        g711::encode(g711::G711::Pcma, frame, &mut narrow);
        bridge.put(0, &plain_packet(7, n as u16, 9, &wide));
        bridge.put(1, &plain_packet(8, n as u16, 8, &narrow));
    }
    for (leg, codec, number) in [(0, Codec::G722, 9), (1, Codec::Pcma, 8)] {
        let mut ear = crate::media::voice::Ear::default();
        let mut loudest = 0;
        for packet in bridge.rtp_of(leg) {
            let packet = Packet::parse(packet).unwrap();
            assert_eq!((packet.payload_type, packet.payload.len()), (number, 160));
            let mut room = [0; crate::media::voice::LONGEST];
            let samples = ear.hear(codec, packet.payload, &mut room);
            loudest = samples.iter().map(|sample| sample.abs()).max().unwrap().max(loudest);
        }
        assert!((2_900..3_700).contains(&loudest), "{codec}: {loudest}");
    }
}

#[test]
fn a_prompt_speaks_over_the_bridge_and_the_numbers_go_on_without_a_break() {
    let (mut bridge, _) = Bridge::new(clear(Codec::Pcma), clear(Codec::Pcma));
    for n in 0..100_u16 {
        bridge.now += Duration::from_millis(20);
        if n == 30 {
            let sound = Sound::tone(440.0, Duration::from_millis(400));
            let play = Input::Play { id: 1, sound };
            bridge.switch.handle(bridge.now, switch::Input::Leg(bridge.ids[1], play));
        }
        bridge.switch.handle(bridge.now, switch::Input::Tick);
        bridge.drain();
        bridge.put(0, &plain_packet(7, 500 + n, 8, &[0xd5; 160]));
    }
    let packets: Vec<_> = bridge.rtp_of(1).into_iter().map(|p| Packet::parse(p).unwrap()).collect();
    let prompt = packets.iter().filter(|packet| packet.payload != [0xd5; 160]).count();
    assert_eq!((prompt, packets.len()), (20, 100));
    for two in packets.windows(2) {
        assert_eq!(two[1].sequence.wrapping_sub(two[0].sequence), 1);
        let step = two[1].timestamp.wrapping_sub(two[0].timestamp);
        assert!((160..=320).contains(&step), "{step}");
    }
}

#[test]
fn a_bridge_survives_nonsense_without_a_panic_and_never_repeats_a_number() {
    let (mut bridge, peers) = Bridge::new(clear(Codec::Pcma), Profile::direct_routing());
    let mut rng = Rng::from_seed(99);
    for _ in 0..20_000 {
        bridge.now += Duration::from_millis(rng.below(30));
        let (ssrc, kind) = (rng.below(3) as u32, [8, 101, 13, 77][rng.below(4) as usize]);
        let mut payload = vec![0; rng.below(400) as usize];
        rng.fill(&mut payload);
        let mut packet = plain_packet(ssrc, rng.next_u64() as u16, kind, &payload);
        if rng.one_in(10) {
            let place = rng.below(packet.len() as u64) as usize;
            packet[place] ^= 1 << rng.below(8);
        }
        bridge.put(0, &packet);
        bridge.switch.handle(bridge.now, switch::Input::Tick);
        bridge.drain();
    }
    let mut unprotect = crate::media::srtp::Receiver::new(&peers[1].keys.as_ref().unwrap().receive);
    for packet in bridge.rtp_of(1) {
        let opened = unprotect.unprotect(&mut packet.to_vec());
        assert_ne!(opened, Err(crate::media::srtp::SrtpError::Replayed));
    }
}

#[test]
fn an_ended_bridge_carries_nothing_and_another_one_takes_its_place() {
    let (mut bridge, _) = Bridge::new(clear(Codec::Pcma), clear(Codec::Pcma));
    bridge.put(0, &plain_packet(7, 1, 8, &[1; 160]));
    bridge.switch.handle(bridge.now, switch::Input::Unbridge(bridge.ids[1]));
    bridge.put(0, &plain_packet(7, 2, 8, &[2; 160]));
    bridge.put(1, &plain_packet(8, 2, 8, &[2; 160]));
    assert_eq!((bridge.rtp_of(0).len(), bridge.rtp_of(1).len()), (0, 1));
    bridge.switch.handle(bridge.now, switch::Input::Bridge(bridge.ids[1], bridge.ids[0]));
    bridge.put(0, &plain_packet(7, 3, 8, &[3; 160]));
    assert_eq!(bridge.rtp_of(1).len(), 2);
    bridge.switch.remove(bridge.ids[1]);
    bridge.put(0, &plain_packet(7, 4, 8, &[4; 160]));
    assert_eq!(bridge.switch.len(), 1);
}

#[test]
fn a_recording_holds_both_directions_in_time() {
    let mut pair = Pair::plain(Idle::Silence);
    pair.legs[0].handle(pair.now, Input::Record);
    pair.put(0, Input::Play { id: 1, sound: Sound::samples(vec![4000; 8000]) });
    pair.put(1, Input::Play { id: 2, sound: Sound::samples(vec![-2000; 8000]) });
    let (mut theirs, mut ours) = (Vec::new(), Vec::new());
    for _ in 0..100 {
        pair.now += Duration::from_millis(20);
        for leg in 0..2 {
            pair.legs[leg].handle(pair.now, Input::Tick);
        }
        for from in 0..2 {
            while let Some(output) = pair.legs[from].poll() {
                match output {
                    Output::Send { packet, rtcp: false, .. } => {
                        let source = at(1000 * (from as u16 + 1));
                        let mut bytes = packet.to_vec();
                        pair.legs[1 - from].handle(pair.now, input(source, false, &mut bytes));
                    }
                    Output::Recorded(recorded) => {
                        theirs.extend_from_slice(&recorded.theirs);
                        ours.extend_from_slice(&recorded.ours);
                    }
                    _ => {}
                }
            }
        }
    }
    assert_eq!((theirs.len(), ours.len()), (16_000, 16_000));
    let loud = |samples: &[i16], level: i16| {
        samples.iter().filter(|sample| (**sample - level).abs() < 200).count()
    };
    assert!(loud(&theirs, -2000) >= 7840, "{}", loud(&theirs, -2000));
    assert!(loud(&ours, 4000) >= 7840, "{}", loud(&ours, 4000));
}

#[test]
fn frames_do_not_need_the_heap_for_20_ms() {
    let frame = Frame {
        kind: super::FrameKind::Audio(Codec::Pcma),
        marker: false,
        sequence: 1,
        timestamp: 1,
        stream: 1,
        payload: smallvec::SmallVec::from_slice(&[0; 160]),
    };
    assert!(!frame.payload.spilled());
    let mut packet = Datagram::from_slice(&[0; 172]);
    packet.resize(172 + crate::media::srtp::MAX_TRAILER, 0);
    assert!(!packet.spilled());
}

#[test]
fn a_streamed_leg_gives_samples_at_a_steady_pace_and_speaks_what_it_is_given() {
    let mut pair = Pair::secure(Idle::Quiet);
    pair.put(1, Input::Tap);
    pair.put(0, Input::Speak(vec![1_000; 1_000]));
    pair.run(Duration::from_millis(60));
    assert_eq!(pair.spoke[0], 640, "20 ms at once, then each 20 ms");
    pair.put(0, Input::Hush);
    assert_eq!(pair.spoke[0], 1_000, "what is forgotten makes room too");
    pair.run(Duration::from_millis(440));
    let heard = &pair.heard[1];
    assert_eq!(heard.len(), 25 * 160, "silence included");
    let loud = heard.iter().filter(|sample| **sample > 900).count();
    assert!((640..960).contains(&loud), "{loud}: four frames, and a gap that is concealed");
    assert!(heard[3_000..].iter().all(|sample| sample.abs() < 20));
    pair.put(1, Input::Untap);
    pair.run(Duration::from_secs(1));
    assert_eq!(pair.heard[1].len(), 25 * 160);
}

#[test]
fn sounds_come_before_a_stream_and_a_stream_before_music() {
    let mut pair = Pair::plain(Idle::Quiet);
    pair.put(1, Input::Tap);
    pair.put(0, Input::Music(Sound::samples(vec![100; 160])));
    pair.put(0, Input::Speak(vec![2_000; 320]));
    pair.put(0, Input::Play { id: 1, sound: Sound::samples(vec![8_000; 320]) });
    pair.run(Duration::from_millis(200));
    let at = |level: i16| {
        pair.heard[1].iter().position(|sample| (sample - level).abs() < level / 10).unwrap()
    };
    assert!(at(8_000) < at(2_000) && at(2_000) < at(100));
}
