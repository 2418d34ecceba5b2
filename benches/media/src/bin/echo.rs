//! Our server end of Call Automation's streams, on one thread: says back what it hears, or lets an
//! assistant answer whose ear, voice and thought take no time.
//!
//! `echo echo|assistant SERVICE KEYS` prints its address, and runs until it is killed.

use std::time::Duration;

use teams_cc_acs::jwt::{KeyFile, Policy};
use teams_cc_acs::media::Sound;
use teams_cc_acs::models::AudioFormat;
use teams_cc_acs::{CallAutomation, IncomingCall};
use teams_cc_core::assistant::Limits;
use teams_cc_core::speech::{Hints, Pcm, Recognise, Synthesise, converse_over};
use teams_cc_core::{Assistant, Ended, Error, Heard, Secret, Turn};

#[path = "../names.rs"]
mod names;

struct Instantly;

impl Recognise for Instantly {
    async fn recognise(&self, _: Pcm, _: &Hints) -> Result<Option<String>, Error> {
        Ok(Some("hello".into()))
    }
}

impl Synthesise for Instantly {
    async fn synthesise(&self, _: &str, rate_hz: u32) -> Result<Pcm, Error> {
        let fifth = 0..rate_hz / 5;
        let samples: Vec<i16> =
            fifth.map(|n| if n / 16 % 2 == 0 { 6_000 } else { -6_000 }).collect();
        Ok(Pcm::new(rate_hz, samples))
    }
}

impl Assistant for Instantly {
    async fn turn(&mut self, _: Heard) -> Turn {
        Turn::ask("Yes?")
    }
}

async fn echo(ring: IncomingCall) -> Result<Ended, Error> {
    let call = ring.answer().await?;
    let mut audio = call.stream().await?;
    while let Some(sound) = audio.next().await {
        if let Sound::Audio(frame) = sound {
            audio.send(&frame.samples).await?;
        }
    }
    Ok(call.ended().await)
}

async fn assistant(ring: IncomingCall) -> Result<Ended, Error> {
    let call = ring.answer().await?;
    let mut limits = Limits::default();
    limits.most_turns = 10_000;
    converse_over(call.stream().await?, &Instantly, &Instantly, Instantly, limits).await?;
    Ok(call.ended().await)
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [mode, service, keys] = words.as_slice() else { panic!("echo MODE SERVICE KEYS") };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let acs = CallAutomation::builder()
            .endpoint(service)
            .access_key(Secret::new("c2VjcmV0"))
            .resource_id(names::RESOURCE)
            .streaming(AudioFormat::Pcm16KMono)
            .within(Duration::from_secs(30))
            .wall_clock(|| names::NOW)
            .build()
            .unwrap();
        let (calls, webhook) = acs.listen(format!("http://{address}"));
        let webhook =
            webhook.keys_from(KeyFile::new(keys)).policy(Policy::call_automation(names::RESOURCE));
        tokio::spawn(webhook.serve_on(listener));
        println!("{address}");
        if mode == "echo" { calls.serve(echo).await } else { calls.serve(assistant).await }
            .unwrap();
    });
}
