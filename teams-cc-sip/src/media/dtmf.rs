//! Keys as RFC 4733 events: heard and sent.

use std::collections::VecDeque;
use std::time::Duration;

use teams_cc_core::Key;

use super::rtp::Packet;

/// Octets of an event's payload.
pub const PAYLOAD: usize = 4;
/// Time of one packet: 20 ms at 8 kHz.
const STEP: u16 = 160;
/// The last packet of an event is sent three times (RFC 4733 §2.5.1.4).
const END_PACKETS: u8 = 3;
/// An event that lasts longer goes on under a new timestamp (RFC 4733 §2.5.1.3).
const LONGEST: u16 = 0xffff;
/// A timestamp this far back is a restarted clock, not a late packet: 10 s.
const LATE: u32 = 80_000;
/// Level of the keys we send: -10 dBm0, what most gateways send.
const VOLUME: u8 = 10;
/// How long a key of ours sounds; RFC 4733 and Q.24 ask for 40 ms at least.
const TONE_MS: u16 = 160;
/// Steps between two keys of ours: 60 ms, Q.24 asks for 40 ms at least.
const PAUSE_STEPS: u8 = 3;

/// Hears keys: each press once, at its first packet that arrives.
///
/// A press is known by its timestamp. So it does not matter which of its packets are lost, doubled
/// or late, as long as one comes (RS-57).
#[derive(Clone, Debug, Default)]
pub struct Receiver {
    last: Option<Event>,
}

#[derive(Clone, Copy, Debug)]
struct Event {
    timestamp: u32,
    code: u8,
    ended: bool,
}

impl Receiver {
    /// Takes a packet of the event payload type; `Some` at the first one of a press.
    pub fn receive(&mut self, packet: &Packet<'_>) -> Option<Key> {
        let [code, flags, _, _] = *packet.payload.first_chunk::<PAYLOAD>()?;
        let ended = flags & 0x80 != 0;
        let now = Event { timestamp: packet.timestamp, code, ended };
        let Some(last) = &mut self.last else {
            self.last = Some(now);
            return Key::from_code(code);
        };
        let ahead = packet.timestamp.wrapping_sub(last.timestamp);
        if ahead == 0 {
            last.ended |= ended;
            return None;
        }
        let behind = ahead.wrapping_neg();
        if behind < LATE {
            return None;
        }
        let goes_on =
            !packet.marker && code == last.code && !last.ended && ahead == u32::from(LONGEST);
        self.last = Some(now);
        if goes_on { None } else { Key::from_code(code) }
    }

    /// Forgets the last press: the stream is a new one.
    pub fn reset(&mut self) {
        self.last = None;
    }
}

/// One packet of a key that we press.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The payload.
    pub payload: [u8; PAYLOAD],
    /// First packet of the press: sets the marker and takes a new timestamp, which all other
    /// packets of the press repeat.
    pub first: bool,
    /// Last packet of the press.
    pub last: bool,
}

/// Presses keys, a step of 20 ms at a time.
#[derive(Clone, Debug, Default)]
pub struct Sender {
    keys: VecDeque<(Key, u16)>,
    elapsed: u16,
    ends: u8,
    pause: u8,
}

/// Most keys that wait to be pressed.
pub const MAX_KEYS: usize = 64;

impl Sender {
    /// Presses a key for 160 ms after those before it; false if too many wait.
    pub fn press(&mut self, key: Key) -> bool {
        self.press_for(key, Duration::from_millis(u64::from(TONE_MS)))
    }

    /// Presses a key for 40 ms to 8 s, in steps of 20 ms.
    pub fn press_for(&mut self, key: Key, time: Duration) -> bool {
        if self.keys.len() >= MAX_KEYS {
            return false;
        }
        let steps = (time.as_millis() / 20).clamp(2, 400) as u16;
        self.keys.push_back((key, steps * STEP));
        true
    }

    /// True while a key is pressed, or the pause behind it lasts.
    pub fn is_active(&self) -> bool {
        self.pause > 0 || !self.keys.is_empty()
    }

    /// What to send in this step of 20 ms; `None` in a pause.
    pub fn step(&mut self) -> Option<Step> {
        if self.pause > 0 {
            self.pause -= 1;
            return None;
        }
        let &(key, total) = self.keys.front()?;
        let first = self.elapsed == 0;
        self.elapsed = (self.elapsed + STEP).min(total);
        let end = self.elapsed == total;
        let [high, low] = self.elapsed.to_be_bytes();
        let payload = [key.code(), u8::from(end) << 7 | VOLUME, high, low];
        let mut last = false;
        if end {
            self.ends += 1;
            if self.ends == END_PACKETS {
                self.keys.pop_front();
                (self.elapsed, self.ends, self.pause) = (0, 0, PAUSE_STEPS);
                last = true;
            }
        }
        Some(Step { payload, first, last })
    }
}

#[cfg(test)]
mod tests {
    use teams_cc_core::Rng;

    use super::*;

    fn packet(timestamp: u32, marker: bool, payload: &[u8]) -> Packet<'_> {
        Packet { marker, payload_type: 101, sequence: 0, timestamp, ssrc: 1, payload }
    }

    #[test]
    fn dr_121_a_key_is_sent_in_20_ms_steps_with_three_end_packets() {
        let mut sender = Sender::default();
        assert!(sender.press_for(Key::D5, Duration::from_millis(60)));
        let steps: Vec<_> =
            std::iter::from_fn(|| sender.is_active().then(|| sender.step())).collect();
        let sent: Vec<_> = steps.iter().flatten().map(|step| step.payload).collect();
        assert_eq!(
            sent,
            [[5, 10, 0, 160], [5, 10, 1, 64], [5, 138, 1, 224], [5, 138, 1, 224], [5, 138, 1, 224]]
        );
        assert!(steps[0].unwrap().first && !steps[1].unwrap().first);
        assert_eq!(steps.len() - sent.len(), usize::from(PAUSE_STEPS));
    }

    #[test]
    fn rs_57_an_event_beyond_0xffff_ticks_is_one_press() {
        let mut receiver = Receiver::default();
        assert_eq!(receiver.receive(&packet(1000, true, &[3, 10, 0, 160])), Some(Key::D3));
        assert_eq!(receiver.receive(&packet(1000, false, &[3, 10, 0xff, 0xff])), None);
        assert_eq!(receiver.receive(&packet(1000 + 0xffff, false, &[3, 10, 0, 160])), None);
        assert_eq!(receiver.receive(&packet(1000 + 0xffff, false, &[3, 138, 9, 0])), None);
        // The same key again, right behind the end of the long one, is another press.
        assert_eq!(
            receiver.receive(&packet(2 + 2 * 0xffff, true, &[3, 10, 0, 160])),
            Some(Key::D3)
        );
    }

    #[test]
    fn rs_57_a_thousand_digit_strings_survive_ten_percent_loss_doubling_and_reordering() {
        let mut rng = Rng::from_seed(57);
        let (mut pressed, mut wrong) = (0, 0);
        for _ in 0..1000 {
            let keys: Vec<_> = (0..10).map(|_| Key::ALL[rng.below(16) as usize]).collect();
            let mut sender = Sender::default();
            for key in &keys {
                assert!(sender.press_for(*key, Duration::from_millis(80)));
            }
            let (mut timestamp, mut clock) = (0, rng.next_u64() as u32);
            let mut arriving = Vec::new();
            while sender.is_active() {
                if let Some(step) = sender.step() {
                    if step.first {
                        timestamp = clock;
                    }
                    if rng.below(10) > 0 {
                        arriving.push((timestamp, step));
                    }
                    if rng.one_in(10) {
                        arriving.push((timestamp, step));
                    }
                }
                clock = clock.wrapping_add(160);
            }
            for place in 1..arriving.len() {
                if rng.one_in(20) {
                    arriving.swap(place - 1, place);
                }
            }
            let mut receiver = Receiver::default();
            let heard: Vec<_> = arriving
                .iter()
                .filter_map(|(ts, step)| receiver.receive(&packet(*ts, step.first, &step.payload)))
                .collect();
            pressed += keys.len();
            wrong += usize::from(heard != keys);
        }
        assert_eq!((pressed, wrong), (10_000, 0));
    }

    #[test]
    fn a_restarted_clock_is_a_new_press_and_a_late_packet_is_none() {
        let mut receiver = Receiver::default();
        assert!(receiver.receive(&packet(5_000_000, true, &[1, 10, 0, 160])).is_some());
        assert!(receiver.receive(&packet(4_999_000, false, &[2, 10, 0, 160])).is_none());
        assert!(receiver.receive(&packet(100, false, &[2, 10, 0, 160])).is_some());
        assert!(
            receiver.receive(&packet(700, true, &[16, 10, 0, 160])).is_none(),
            "flash is no key"
        );
        assert!(receiver.receive(&packet(900, true, &[1, 10, 0])).is_none(), "too short");
    }
}
