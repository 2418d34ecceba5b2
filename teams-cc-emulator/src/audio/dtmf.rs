//! Telephone events (RFC 4733), sent and received.

use teams_cc_core::Key;

use super::FRAME;

/// Volume sent with each event: -10 dBm0.
const VOLUME: u8 = 10;
/// The last packet of an event is sent three times (RFC 4733 §2.5.1.4).
const END_PACKETS: u8 = 3;
/// How long a key is held down: eight packets, 160 ms.
const HELD: u16 = 8;
/// Pause after a key, in packets: two equal keys stay two.
const PAUSE: u16 = 3;

/// A key being sent, one payload every 20 ms.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pressing {
    key: Key,
    step: u16,
}

/// What to send in this frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct EventFrame {
    /// First packet of the event: it carries the marker bit.
    pub(crate) first: bool,
    /// Frames since the event began: its timestamp stays that of the first.
    pub(crate) back: u32,
    /// The four octets; `None` is the pause after the key.
    pub(crate) payload: Option<[u8; 4]>,
    /// How often to send it.
    pub(crate) times: u8,
}

impl Pressing {
    pub(crate) fn new(key: Key) -> Self {
        Self { key, step: 0 }
    }

    /// The next frame; `None` when the key and its pause are over.
    pub(crate) fn next(&mut self) -> Option<EventFrame> {
        let step = self.step;
        self.step += 1;
        if step >= HELD + PAUSE {
            return None;
        }
        let last = step + 1 >= HELD;
        let duration = ((step + 1).min(HELD) * FRAME as u16).to_be_bytes();
        let end = if last { 0x80 } else { 0 };
        Some(EventFrame {
            first: step == 0,
            back: u32::from(step),
            payload: (step < HELD).then_some([
                self.key.code(),
                end | VOLUME,
                duration[0],
                duration[1],
            ]),
            times: if last { END_PACKETS } else { 1 },
        })
    }
}

/// Hears keys: each event is reported once, whatever of it was lost.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Ear {
    last: Option<(u32, u8)>,
}

impl Ear {
    /// One event payload with its RTP timestamp; the key, when this event is new.
    pub(crate) fn hear(&mut self, timestamp: u32, payload: &[u8]) -> Option<Key> {
        let code = *payload.first().filter(|_| payload.len() >= 4)?;
        let event = Some((timestamp, code));
        if self.last == event {
            return None;
        }
        // A repetition that arrives late, behind a newer event, is not pressed again.
        if self.last.is_some_and(|(newest, _)| timestamp.wrapping_sub(newest) > u32::MAX / 2) {
            return None;
        }
        self.last = event;
        Key::from_code(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::rtp;

    #[test]
    fn rfc4733_2_5_a_key_is_eight_updates_with_three_end_packets() {
        let mut pressing = Pressing::new(Key::D5);
        let frames: Vec<EventFrame> = std::iter::from_fn(|| pressing.next()).collect();
        assert_eq!(frames.len(), 11);
        assert!(frames[0].first && !frames[1].first);
        assert_eq!(frames[0].payload, Some([5, 10, 0, 160]));
        assert_eq!(frames[7].payload, Some([5, 0x8a, 0x05, 0x00]));
        assert_eq!(frames[7].times, 3);
        assert_eq!(frames[8].payload, None);
        let mut ear = Ear::default();
        let heard: Vec<Key> = frames.iter().filter_map(|f| ear.hear(1000, &f.payload?)).collect();
        assert_eq!(heard, [Key::D5]);
    }

    #[test]
    fn vectors_dtmf_digits_are_heard_as_listed() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/corpus/dtmf/rfc4733.json");
        let Ok(text) = std::fs::read_to_string(file) else { return };
        let cases: serde_json::Value = serde_json::from_str(&text).unwrap();
        for case in cases["cases"].as_array().unwrap() {
            let mut ear = Ear::default();
            let mut digits = String::new();
            for packet in case["packets"].as_array().unwrap() {
                let packet = crate::audio::srtp::tests::unhex(packet.as_str().unwrap());
                let (header, payload) = rtp::read(&packet).unwrap();
                if u64::from(header.payload_type) == case["payload_type"].as_u64().unwrap()
                    && let Some(key) = ear.hear(header.timestamp, payload)
                {
                    digits += &key.to_string();
                }
            }
            assert_eq!(digits, case["expect_digits"].as_str().unwrap(), "{}", case["name"]);
        }
    }
}
