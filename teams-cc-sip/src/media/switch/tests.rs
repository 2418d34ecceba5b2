use std::net::SocketAddr;
use std::time::Duration;

use teams_cc_core::{Instant, Machine, Rng};

use super::{Input, LegId, Member, Switch};
use crate::media::g711::{self, G711};
use crate::media::leg::{Event, Idle, Input as LegInput, Leg, LegConfig, Output};
use crate::media::mix::HeardBy;
use crate::media::rtp::{self, Packet};
use crate::media::{FRAME, Sound};
use crate::sdp::{Codec, Keying, Local, Negotiation, Profile};

/// Told apart in any sum of them, with A-law on the way.
const LEVELS: [i16; 4] = [800, 1_600, 3_200, 6_400];
const WHISPER: i16 = -12_800;
/// A-law at the loudest of these sums.
const NEAR: i32 = 300;

/// People around a switch, each of whom says one level all the time.
struct People {
    switch: Switch,
    now: Instant,
    ids: Vec<LegId>,
    /// What each was sent in the last 20 ms.
    sent: Vec<Vec<Vec<u8>>>,
    events: Vec<(LegId, Event)>,
    beat: u16,
}

fn at(place: usize) -> SocketAddr {
    SocketAddr::new([127, 0, 0, 1].into(), 1_000 + 10 * place as u16)
}

fn law() -> G711 {
    G711::of(Codec::Pcma).unwrap()
}

fn says(place: usize) -> Vec<u8> {
    let mut payload = vec![0; FRAME];
    g711::encode(law(), &[LEVELS[place]; FRAME], &mut payload);
    payload
}

fn level(payload: &[u8]) -> i32 {
    let mut samples = [0; FRAME];
    g711::decode(law(), payload, &mut samples);
    samples[FRAME / 2].into()
}

impl People {
    fn new(count: usize) -> Self {
        let (mut switch, now) = (Switch::new(), Instant::START);
        let clear = Profile::carrier().keying(Keying::Clear).codecs([Codec::Pcma]);
        let here = Local::new([127, 0, 0, 1].into(), 9_000);
        let ids = (0..count).map(|place| {
            let peer = Local::new(at(place).ip(), at(place).port());
            let rng = |seed| Rng::from_seed(seed + 10 * place as u64);
            let mut theirs = Negotiation::new(clear.clone(), peer, rng(1));
            let mut ours = Negotiation::new(clear.clone(), here.clone(), rng(2));
            let (_, agreed) = ours.answer(&theirs.offer()).unwrap();
            let id = switch.add(Leg::new(LegConfig::new(&mut rng(3)).idle(Idle::Quiet)));
            switch.handle(now, Input::Leg(id, LegInput::Agreed(agreed)));
            id
        });
        let ids = ids.collect();
        Self { switch, now, ids, sent: vec![vec![]; count], events: vec![], beat: 0 }
    }

    fn put(&mut self, input: Input<'_>) {
        self.switch.handle(self.now, input);
        self.drain();
    }

    fn drain(&mut self) {
        while let Some((id, output)) = self.switch.poll() {
            match output {
                Output::Send { packet, .. } if !rtp::is_rtcp(&packet) => {
                    let place = self.ids.iter().position(|other| *other == id).unwrap();
                    self.sent[place].push(Packet::parse(&packet).unwrap().payload.to_vec());
                }
                Output::Event(event) => self.events.push((id, event)),
                _ => {}
            }
        }
    }

    /// The next 20 ms.
    fn step(&mut self) {
        self.sent.iter_mut().for_each(Vec::clear);
        self.now += Duration::from_millis(20);
        self.beat += 1;
        for place in 0..self.ids.len() {
            let payload = says(place);
            let packet = Packet {
                marker: false,
                payload_type: 8,
                sequence: self.beat,
                timestamp: u32::from(self.beat) * FRAME as u32,
                ssrc: 100 + place as u32,
                payload: &payload,
            };
            let mut bytes = packet.header().to_vec();
            bytes.extend_from_slice(&payload);
            let input = LegInput::Rtp { from: at(place), bytes: &mut bytes };
            self.put(Input::Leg(self.ids[place], input));
        }
        self.put(Input::Tick);
    }

    fn run(&mut self, ms: u64) {
        (0..ms / 20).for_each(|_| self.step());
    }

    fn join(&mut self, who: &[(usize, HeardBy<usize>)]) {
        let id = |place: usize| self.ids[place];
        let members: Vec<Member> =
            who.iter().map(|(place, by)| (id(*place), by.map(|one| Some(id(one))))).collect();
        self.put(Input::Join(&members));
    }

    fn whisper(&mut self, to: usize, id: u64, ms: u64) {
        let sound = Sound::samples(vec![WHISPER; ms as usize * 8]);
        self.put(Input::Whisper { to: self.ids[to], id, sound });
    }

    /// What somebody hears; `None` if they are sent nothing.
    fn hears(&self, place: usize) -> Option<i32> {
        self.sent[place].last().map(|payload| level(payload))
    }
}

use HeardBy::{Everybody, Nobody, Only};

#[test]
fn cc_16_who_hears_whom_is_the_matrix_in_every_order_of_changes() {
    for seed in 0..60 {
        let mut rng = Rng::from_seed(seed);
        let mut people = People::new(4);
        for round in 0..6 {
            let mut who: Vec<usize> = (0..4).collect();
            (0..4).for_each(|n| who.swap(n, rng.below(4) as usize));
            who.truncate(2 + rng.below(3) as usize);
            let mut members = Vec::new();
            for place in &who {
                let other = who[rng.below(who.len() as u64) as usize];
                let by = match rng.below(4) {
                    0 => Nobody,
                    1 if other != *place => Only(other),
                    _ => Everybody,
                };
                members.push((*place, by));
            }
            // Nobody else is in a mix of before.
            let out = (0..4).filter(|place| !who.contains(place)).collect::<Vec<_>>();
            out.iter().for_each(|place| people.put(Input::Unbridge(people.ids[*place])));
            people.join(&members);
            let whispered = rng.one_in(2).then(|| who[0]);
            if let Some(to) = whispered {
                people.whisper(to, round, 600);
            }
            people.run(300);
            for ear in 0..4 {
                let voices = members.iter().filter(|(mouth, by)| {
                    let heard = match by {
                        Everybody => true,
                        Nobody => false,
                        Only(one) => *one == ear,
                    };
                    heard && *mouth != ear && who.contains(&ear)
                });
                let mut voices: Vec<i32> = voices.map(|(mouth, _)| level(&says(*mouth))).collect();
                voices.extend((whispered == Some(ear)).then_some(i32::from(WHISPER)));
                let want = (!voices.is_empty()).then(|| voices.iter().sum::<i32>());
                let got = people.hears(ear);
                let near = match (want, got) {
                    (Some(want), Some(got)) => (want - got).abs() < NEAR,
                    (want, got) => want == got,
                };
                assert!(near, "seed {seed}, {ear} of {members:?}: {want:?} {got:?}");
                assert!(people.sent[ear].len() <= 1, "one packet each 20 ms");
            }
            people.run(400);
        }
        let played = people.events.iter().filter(|(_, event)| matches!(event, Event::Played(_)));
        let stopped = people.events.iter().filter(|(_, event)| matches!(event, Event::Stopped(_)));
        assert_eq!(stopped.count(), 0, "seed {seed}");
        assert!(played.count() <= 6);
    }
}

#[test]
fn cc_16_two_who_talk_get_each_others_octets_while_a_third_listens() {
    let mut people = People::new(3);
    people.join(&[(0, Everybody), (1, Everybody), (2, Nobody)]);
    people.run(200);
    for _ in 0..50 {
        people.step();
        assert_eq!((&people.sent[0][0], &people.sent[1][0]), (&says(1), &says(0)));
        assert!((people.hears(2).unwrap() - 2_400).abs() < NEAR);
    }
    // The listener whispers: the caller, first, still gets what the agent sent.
    people.join(&[(0, Everybody), (1, Everybody), (2, Only(1))]);
    people.run(200);
    assert_eq!(people.sent[0][0], says(1));
    assert!((people.hears(1).unwrap() - 4_000).abs() < NEAR);
    assert!((people.hears(2).unwrap() - 2_400).abs() < NEAR);
}

#[test]
fn cc_16_a_whisper_is_heard_with_the_caller_by_the_agent_alone_and_leaves_no_trace() {
    let mut people = People::new(2);
    people.join(&[(0, Everybody), (1, Everybody)]);
    people.run(100);
    assert!(people.switch.mix_at == Instant::FAR, "two alone are not mixed");
    people.whisper(1, 7, 400);
    people.whisper(1, 8, 200);
    let mut whispered = 0;
    for _ in 0..60 {
        people.step();
        assert_eq!(people.sent[0], [says(1)], "the caller gets the agent's own octets");
        whispered += u32::from((people.hears(1).unwrap() - 800 - i32::from(WHISPER)).abs() < NEAR);
    }
    // A packet or two of the caller may still be on its way into the buffer.
    assert!((26..=30).contains(&whispered), "{whispered} of 30");
    let agent = people.ids[1];
    assert_eq!(
        people.events[people.events.len() - 2..],
        [(agent, Event::Played(7)), (agent, Event::Played(8))]
    );
    assert_eq!(people.sent[1], [says(0)]);
    assert!(people.switch.mix_at == Instant::FAR, "and are not mixed again");
}

#[test]
fn cc_16_a_whisper_ends_with_the_talk_and_none_waits_without_bound() {
    let mut people = People::new(3);
    people.join(&[(0, Everybody), (1, Everybody)]);
    (0..20).for_each(|id| people.whisper(1, id, 10_000));
    let told = |people: &People| {
        people.events.iter().filter(|(_, e)| matches!(e, Event::Stopped(_))).count()
    };
    assert_eq!(told(&people), 4);
    people.run(100);
    // Somebody comes in: what is whispered goes on.
    people.join(&[(0, Everybody), (1, Everybody), (2, Everybody)]);
    people.run(100);
    assert_eq!(told(&people), 4);
    assert!((people.hears(1).unwrap() - 800 - 3_200 - i32::from(WHISPER)).abs() < NEAR);
    people.put(Input::Unbridge(people.ids[1]));
    assert_eq!(told(&people), 20);
    // To one alone it is an ordinary sound.
    people.whisper(1, 99, 100);
    people.run(300);
    assert!(people.events.contains(&(people.ids[1], Event::Played(99))));
}
