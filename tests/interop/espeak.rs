//! How well the ear for known phrases hears: words of espeak-ng, through A-law, in noise.

use teams_cc_core::Rng;
use teams_cc_core::speech::{Pcm, Synthesise as _};
use teams_cc_emulator::speech::{Espeak, Phrases};
use teams_cc_sip::media::g711::{G711, decode, encode};
use teams_cc_sip::sdp::Codec;

use crate::program::program;

/// What it knows, each in two voices.
const KNOWN: [&str; 20] = [
    "I lost my card",
    "I want to pay my bill",
    "my bill is wrong",
    "what are your opening hours",
    "I need a new password",
    "cancel my contract",
    "track my order",
    "change my address",
    "speak to an agent",
    "yes please",
    "no thank you",
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
];
/// What it does not.
const UNKNOWN: [&str; 8] = [
    "where is the railway station",
    "good morning",
    "nine",
    "I like green apples",
    "tomorrow it will rain",
    "hello",
    "send me an invoice by mail",
    "purple",
];

async fn say(voice: &str, speed: u32, words: &str) -> Pcm {
    let voice = Espeak::voice(voice).words_a_minute(speed);
    voice.synthesise(words, 8_000).await.expect("espeak-ng speaks")
}

/// What arrives of it: with white noise so many decibels below the voice, as A-law.
fn over_a_line(said: &Pcm, below: f32, rng: &mut Rng) -> Pcm {
    let loud: Vec<f32> =
        said.samples().iter().filter(|s| s.unsigned_abs() > 200).map(|s| f32::from(*s)).collect();
    let power = loud.iter().map(|s| s * s).sum::<f32>() / loud.len() as f32;
    let most = (power / 10f32.powf(below / 10.0) * 3.0).sqrt();
    let silence = [0i16; 2_400];
    let all = silence.iter().chain(said.samples()).chain(&silence);
    let noisy: Vec<i16> = all
        .map(|sample| {
            let noise = (rng.below(20_001) as f32 / 10_000.0 - 1.0) * most;
            (0.5 * (f32::from(*sample) + noise)) as i16
        })
        .collect();
    let law = G711::of(Codec::Pcma).expect("a law");
    let (mut wire, mut heard) = (vec![0; noisy.len()], vec![0; noisy.len()]);
    encode(law, &noisy, &mut wire);
    decode(law, &wire, &mut heard);
    Pcm::new(8_000, heard)
}

#[tokio::test]
async fn known_phrases_are_heard_through_a_law_and_noise() {
    if program("espeak-ng").is_none() {
        return;
    }
    let mut ear = Phrases::new();
    for words in KNOWN {
        for (voice, speed) in [("en-us", 160), ("en-us+f2", 150)] {
            ear = ear.with(words, say(voice, speed, words).await);
        }
    }
    let mut rng = Rng::from_seed(42);
    println!("voice      noise  right wrong none | not known: taken for something");
    for (voice, speed, least) in [("en-us", 180, [19, 18, 12]), ("en-us+f3", 165, [15, 13, 6])] {
        for (below, least) in [60.0, 20.0, 10.0].into_iter().zip(least) {
            let (mut right, mut wrong, mut taken) = (0, 0, 0);
            for words in KNOWN {
                let utterance = over_a_line(&say(voice, speed, words).await, below, &mut rng);
                match ear.hear(utterance) {
                    Some((heard, _)) if heard == words => right += 1,
                    Some(_) => wrong += 1,
                    None => {}
                }
            }
            for words in UNKNOWN {
                let utterance = over_a_line(&say(voice, speed, words).await, below, &mut rng);
                taken += u32::from(ear.hear(utterance).is_some());
            }
            let none = KNOWN.len() - right - wrong;
            println!("{voice:10} {below:2} dB  {right:5} {wrong:5} {none:4} | {taken} of 8");
            assert!(right >= least && wrong <= 1 && taken <= 2, "{voice} at {below} dB");
        }
    }
}
