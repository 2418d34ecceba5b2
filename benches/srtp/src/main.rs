//! SRTP: protect and unprotect of a 172-octet packet, ours beside peers in the same run.
//!
//! Each contender protects a batch and unprotects it in turns with the others, over several
//! rounds; the best round counts, which on a shared machine is the one that was disturbed least.

use std::hint::black_box;
use std::time::{Duration, Instant};

use teams_cc_sip::media::g711::{G711, convert, decode, encode};
use teams_cc_sip::media::srtp::{MAX_TRAILER, Receiver, Sender};
use teams_cc_sip::sdp::{MasterKey, Suite};

const PACKET: usize = 172;
const BATCH: usize = 4096;
const ROUNDS: usize = 60;
const KEY: [u8; 30] = [
    0x80, 0x50, 0x68, 0x08, 0x79, 0x25, 0xd3, 0x44, 0x25, 0xa2, 0xf5, 0x05, 0x7e, 0x7f, 0xdc, 0x6e,
    0xc2, 0x39, 0x92, 0x07, 0xb9, 0xeb, 0x53, 0xcf, 0xa2, 0xb7, 0x55, 0xd3, 0x28, 0x20,
];

/// A contender: takes packets through both directions; gives the time of each.
trait Contender {
    fn name(&self) -> String;
    fn round(&mut self, packets: &mut [[u8; 256]]) -> (Duration, Duration);
    /// One packet, sealed by a fresh context.
    fn seal(&self, packet: &[u8; 256]) -> Vec<u8>;
}

fn packet(sequence: u16, out: &mut [u8; 256]) {
    out[..2].copy_from_slice(&[0x80, 8]);
    out[2..4].copy_from_slice(&sequence.to_be_bytes());
    out[4..8].copy_from_slice(&(u32::from(sequence) * 160).to_be_bytes());
    out[8..12].copy_from_slice(&7_u32.to_be_bytes());
    out[12..PACKET].fill(0xd5);
}

struct Ours {
    suite: Suite,
    sender: Sender,
    receiver: Receiver,
}

impl Ours {
    fn new(suite: Suite) -> Self {
        let bytes: Vec<u8> =
            KEY.iter().cycle().take(suite.key_length() + suite.salt_length()).copied().collect();
        let key = MasterKey::from_bytes(suite, &bytes).expect("the suite's length");
        Self {
            suite,
            sender: Sender::with_master(&key, None),
            receiver: Receiver::with_master(&key, None, 0),
        }
    }
}

impl Contender for Ours {
    fn name(&self) -> String {
        format!("teams-cc-sip {}", self.suite.name())
    }

    fn round(&mut self, packets: &mut [[u8; 256]]) -> (Duration, Duration) {
        let mut lengths = [0; BATCH];
        let start = Instant::now();
        for (packet, length) in packets.iter_mut().zip(&mut lengths) {
            let room = &mut packet[..PACKET + MAX_TRAILER];
            *length = self.sender.protect(room, PACKET).expect("protects");
        }
        let protect = start.elapsed();
        let start = Instant::now();
        for (packet, length) in packets.iter_mut().zip(&lengths) {
            black_box(self.receiver.unprotect(&mut packet[..*length]).expect("unprotects"));
        }
        (protect, start.elapsed())
    }

    fn seal(&self, packet: &[u8; 256]) -> Vec<u8> {
        let mut packet = *packet;
        let end = Self::new(self.suite).sender.protect(&mut packet, PACKET).expect("protects");
        packet[..end].to_vec()
    }
}

struct WebrtcSrtp {
    sender: webrtc_srtp::context::Context,
    receiver: webrtc_srtp::context::Context,
}

impl WebrtcSrtp {
    fn new() -> Self {
        let context = || {
            let profile = webrtc_srtp::protection_profile::ProtectionProfile::Aes128CmHmacSha1_80;
            let replay = Some(webrtc_srtp::option::srtp_replay_protection(128));
            webrtc_srtp::context::Context::new(&KEY[..16], &KEY[16..], profile, replay, None)
                .expect("a context")
        };
        Self { sender: context(), receiver: context() }
    }
}

impl Contender for WebrtcSrtp {
    fn name(&self) -> String {
        "webrtc-srtp 0.17 AES_CM_128_HMAC_SHA1_80".to_owned()
    }

    fn round(&mut self, packets: &mut [[u8; 256]]) -> (Duration, Duration) {
        let start = Instant::now();
        let sealed: Vec<_> = packets
            .iter()
            .map(|packet| self.sender.encrypt_rtp(&packet[..PACKET]).expect("protects"))
            .collect();
        let protect = start.elapsed();
        let start = Instant::now();
        for packet in &sealed {
            black_box(self.receiver.decrypt_rtp(packet).expect("unprotects"));
        }
        (protect, start.elapsed())
    }

    fn seal(&self, packet: &[u8; 256]) -> Vec<u8> {
        Self::new().sender.encrypt_rtp(&packet[..PACKET]).expect("protects").to_vec()
    }
}

#[cfg(feature = "libsrtp")]
mod libsrtp {
    use std::ffi::{CStr, c_char, c_int, c_void};
    use std::hint::black_box;
    use std::time::{Duration, Instant};

    use super::{BATCH, Contender, KEY, PACKET};

    unsafe extern "C" {
        fn peer_init() -> c_int;
        fn peer_new(key: *const u8, outbound: c_int) -> *mut c_void;
        fn peer_protect(session: *mut c_void, packet: *mut u8, length: *mut c_int) -> c_int;
        fn peer_unprotect(session: *mut c_void, packet: *mut u8, length: *mut c_int) -> c_int;
        fn peer_version() -> *const c_char;
    }

    pub struct Libsrtp {
        sender: *mut c_void,
        receiver: *mut c_void,
    }

    impl Libsrtp {
        pub fn new() -> Self {
            // SAFETY: the shim copies the key; sessions live as long as the process.
            unsafe {
                static INIT: std::sync::Once = std::sync::Once::new();
                INIT.call_once(|| assert_eq!(peer_init(), 0));
                let (sender, receiver) = (peer_new(KEY.as_ptr(), 1), peer_new(KEY.as_ptr(), 0));
                assert!(!sender.is_null() && !receiver.is_null());
                Self { sender, receiver }
            }
        }
    }

    impl Contender for Libsrtp {
        fn name(&self) -> String {
            // SAFETY: libsrtp gives a string that is never freed.
            let version = unsafe { CStr::from_ptr(peer_version()) };
            format!("{} on OpenSSL AES_CM_128_HMAC_SHA1_80", version.to_string_lossy())
        }

        fn round(&mut self, packets: &mut [[u8; 256]]) -> (Duration, Duration) {
            let mut lengths = [0; BATCH];
            let start = Instant::now();
            for (packet, length) in packets.iter_mut().zip(&mut lengths) {
                *length = PACKET as c_int;
                // SAFETY: the buffer has room for the trailer.
                let status = unsafe { peer_protect(self.sender, packet.as_mut_ptr(), length) };
                assert_eq!(status, 0);
            }
            let protect = start.elapsed();
            let start = Instant::now();
            for (packet, length) in packets.iter_mut().zip(&mut lengths) {
                // SAFETY: as above.
                let status = unsafe { peer_unprotect(self.receiver, packet.as_mut_ptr(), length) };
                assert_eq!(black_box(status), 0);
            }
            (protect, start.elapsed())
        }

        fn seal(&self, packet: &[u8; 256]) -> Vec<u8> {
            let (mut packet, mut length) = (*packet, PACKET as c_int);
            // SAFETY: as above.
            let status =
                unsafe { peer_protect(Self::new().sender, packet.as_mut_ptr(), &mut length) };
            assert_eq!(status, 0);
            packet[..length as usize].to_vec()
        }
    }
}

/// A fast wrong answer is none: every contender's packet is ours, octet for octet.
fn agree(contenders: &[Box<dyn Contender>]) {
    let mut plain = [0; 256];
    packet(1, &mut plain);
    for contender in contenders.iter().filter(|c| c.name().contains("AES_CM_128")) {
        assert_eq!(contender.seal(&plain), contenders[0].seal(&plain), "{}", contender.name());
    }
}

fn contenders() -> Vec<Box<dyn Contender>> {
    vec![
        Box::new(Ours::new(Suite::AesCm128HmacSha1_80)),
        #[cfg(feature = "libsrtp")]
        Box::new(libsrtp::Libsrtp::new()),
        Box::new(WebrtcSrtp::new()),
        Box::new(Ours::new(Suite::AeadAes256Gcm)),
    ]
}

fn main() {
    let mut contenders = contenders();
    agree(&contenders);
    let mut best = vec![(Duration::MAX, Duration::MAX); contenders.len()];
    let mut packets = vec![[0; 256]; BATCH];
    for round in 0..ROUNDS {
        for (contender, best) in contenders.iter_mut().zip(&mut best) {
            for (place, buffer) in packets.iter_mut().enumerate() {
                packet((round * BATCH + place) as u16, buffer);
            }
            let (protect, unprotect) = contender.round(&mut packets);
            *best = (best.0.min(protect), best.1.min(unprotect));
        }
    }
    println!("172-octet packets, replay window on, best of {ROUNDS} rounds of {BATCH}, one thread");
    let each = |time: Duration| time.as_secs_f64() * 1e6 / BATCH as f64;
    let ours = each(best[0].0) + each(best[0].1);
    for (contender, (protect, unprotect)) in contenders.iter().zip(best) {
        let both = each(protect) + each(unprotect);
        println!(
            "{:48} protect {:.3} us  unprotect {:.3} us  both {both:.3} us  {:.2} x ours",
            contender.name(),
            each(protect),
            each(unprotect),
            both / ours
        );
    }
    allocations();
    frames();
}

/// What one packet, there and back, costs the allocator after warm-up.
fn allocations() {
    let mut ours = Ours::new(Suite::AesCm128HmacSha1_80);
    let (mut buffer, mut sequence) = ([0; 256], 0_u16);
    let mut contestants = [harness::Contestant::new("ours", || {
        packet(sequence, &mut buffer);
        sequence = sequence.wrapping_add(1);
        let room = &mut buffer[..PACKET + MAX_TRAILER];
        let end = ours.sender.protect(room, PACKET).expect("protects");
        black_box(ours.receiver.unprotect(&mut buffer[..end]).expect("unprotects"));
    })];
    let figure = harness::measure(&mut contestants)[0];
    println!(
        "ours by CPU time: {:.3} us a packet both ways, {} allocations",
        figure.nanos / 1000.0,
        figure.allocations
    );
}

/// A 20 ms frame of G.711.
fn frames() {
    let samples: Vec<i16> = (0..160).map(|n| ((n as f64 * 0.3).sin() * 9000.0) as i16).collect();
    let (mut codes, mut back) = ([0; 160], [0; 160]);
    let time = |name: &str, work: &mut dyn FnMut()| {
        let mut best = Duration::MAX;
        for _ in 0..50 {
            let start = Instant::now();
            for _ in 0..10_000 {
                work();
            }
            best = best.min(start.elapsed());
        }
        println!("G.711 {name:10} {:.3} us a frame of 20 ms", best.as_secs_f64() * 1e6 / 10_000.0);
    };
    time("encode", &mut || encode(G711::Pcma, black_box(&samples), black_box(&mut codes)));
    time("decode", &mut || decode(G711::Pcma, black_box(&codes), black_box(&mut back)));
    time("convert", &mut || convert(G711::Pcma, black_box(&mut codes)));
}
