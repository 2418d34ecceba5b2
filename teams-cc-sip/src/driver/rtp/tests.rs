use std::time::Duration;

use teams_cc_core::Key;

use super::{Heard, MediaConfig, MediaLeg, MediaPlane, PortMode};
use crate::media::{Layout, Sound};
use crate::sdp::{Codec, Keying, Profile};

/// Two legs of one plane, connected with each other over loopback.
fn connected(plane: &MediaPlane, a: Profile, b: Profile) -> (MediaLeg, MediaLeg) {
    let (a, b) = (plane.leg(a).unwrap(), plane.leg(b).unwrap());
    let answer = b.answer(&a.offer()).unwrap();
    a.accept(&answer).unwrap();
    (a, b)
}

#[tokio::test]
async fn a_prompt_is_heard_to_its_end_and_a_key_comes_back() {
    for profile in [Profile::carrier(), Profile::direct_routing()] {
        for mode in [PortMode::PerLeg, PortMode::Shared] {
            let plane = MediaPlane::start(MediaConfig::default().mode(mode)).unwrap();
            let (a, b) = connected(&plane, profile.clone(), profile.clone());
            let mut keys = a.keys();
            let heard = a.play(Sound::tone(440.0, Duration::from_millis(100)));
            b.press(Key::D7);
            assert_eq!(heard.await, Heard::ToTheEnd);
            assert_eq!(keys.next().await, Some(Key::D7));
            assert!(!a.is_on_hold());
            assert!(a.stats().await.unwrap().received > 0);
        }
    }
}

#[tokio::test]
async fn a_bridge_joins_srtp_and_rtp_and_both_laws() {
    let plane = MediaPlane::start(MediaConfig::default().round(Duration::ZERO)).unwrap();
    let clear = Profile::carrier().keying(Keying::Clear).codecs([Codec::Pcmu]);
    let (phone, carrier) = connected(&plane, clear.clone(), clear);
    let (teams, agent) = connected(&plane, Profile::direct_routing(), Profile::direct_routing());
    let bridge = plane.bridge(&carrier, &teams);
    let mut keys = agent.keys();
    phone.press(Key::D1);
    phone.press(Key::Star);
    assert_eq!(keys.next().await, Some(Key::D1));
    assert_eq!(keys.next().await, Some(Key::Star));

    let path = std::env::temp_dir().join(format!("teams-cc-bridge-{}.wav", std::process::id()));
    let recording = agent.record(&path, Layout::Mix).unwrap();
    let tone = Sound::tone(440.0, Duration::from_millis(400));
    assert_eq!(phone.play(tone).await, Heard::ToTheEnd);
    drop(bridge);
    let done = recording.stop().await.unwrap();
    assert!(done.duration >= Duration::from_millis(200), "{done:?}");
    let heard = crate::media::wav::read(&path).unwrap();
    assert!(heard.samples.iter().any(|sample| sample.abs() > 3000), "the tone is in the recording");
    std::fs::remove_file(path).unwrap();
}

#[tokio::test]
async fn shared_ports_are_shared_only_while_addresses_tell_the_legs_apart() {
    let plane = MediaPlane::start(MediaConfig::default().mode(PortMode::Shared)).unwrap();
    let offer = |port: u16| {
        format!(
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n\
             m=audio {port} RTP/AVP 8\r\n"
        )
    };
    let answer = |port| {
        let leg = plane.leg(Profile::carrier()).unwrap();
        let answer = leg.answer(offer(port).as_bytes()).unwrap();
        let ours = crate::sdp::Description::parse(&answer).unwrap().media[0].port;
        (leg, ours)
    };
    let ((first, shared), (_second, same)) = (answer(4000), answer(4002));
    assert_eq!(shared, same);
    let (_third, own) = answer(4000);
    assert_ne!(own, shared, "a phone behind the same address and port has ports of its own");
    drop(first);
    assert_eq!(answer(4000).1, shared, "the address is free again");
}

#[tokio::test]
async fn a_sound_ends_with_its_leg() {
    let plane = MediaPlane::start(MediaConfig::default()).unwrap();
    let leg = plane.leg(Profile::carrier()).unwrap();
    let waiting = leg.play(Sound::silence(Duration::from_secs(60)));
    let stopped = leg.play(Sound::silence(Duration::from_secs(60)));
    leg.stop();
    assert_eq!(stopped.await, Heard::Stopped);
    drop(leg);
    assert_ne!(waiting.await, Heard::ToTheEnd);
}
