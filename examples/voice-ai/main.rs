//! A caller speaks to an assistant over SIP, is handed to a queue, and the agent sees and hears why.
//!
//! Everything is on 127.0.0.1: an emulated Teams with one agent, a trunk for callers. Dial the
//! printed address with any softphone, or let `--call` do it. Voice and ear are offline and small
//! (espeak-ng, and a recogniser of a few phrases): put a vendor's adapters in their place.

mod screen;
mod sound;
mod story;

use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use teams_cc::routing::{Plan, Queue, Router};
use teams_cc::sip::{Listen, Target, Transport, Trunk, TrunkConfig};
use teams_cc::{Agent, Error};
use teams_cc_emulator::Emulator;

use sound::Sound;
use story::House;

const USAGE: &str = "\
voice-ai [--call]

  --call   a synthetic caller dials in, and the program ends with that call
";

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let calls = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => false,
        ["--call"] => true,
        _ => {
            eprint!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match run(calls).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", error.report());
            ExitCode::FAILURE
        }
    }
}

async fn run(calls: bool) -> Result<(), Error> {
    let sound = Sound::open().await?;
    let teams = Emulator::start().await;
    let config = teams.try_config()?;
    let adele = teams.tenant("adatum").user("adele").answers_after(Duration::from_millis(1_500));
    let direct = Trunk::open(TrunkConfig::from_file(&config.direct_routing_file)?).await?;
    let carrier = Trunk::open(callers(config.carrier)).await?;
    let router = Router::start(Plan::new([Queue::new("cards")]));
    let agent = Agent::new("adele").with("cards", 5).at(adele.address()).in_teams(adele.id());
    router.sign_on(&[agent]);
    let app = screen::open(&teams, &config)?;
    app.follow(router.events());
    adele.installs_bot(config.client_id).await?;
    tokio::spawn(screen::watch(adele.clone(), config.client_id));

    let [at, ..] = carrier.bound()[..] else { return Err(Error::ended("the trunk has closed")) };
    println!("dial sip:+15550100@{}", at.1);
    println!("say {:?} or {:?}, or press 1 or 2", story::LOST, story::HOURS);
    let folder = std::path::PathBuf::from("voice-ai-recordings");
    std::fs::create_dir_all(&folder)?;
    let house = Arc::new(House { teams: direct, router, app, sound: sound.clone(), folder });
    // The agent's own words, for whoever listens at the caller's end.
    tokio::spawn(sound::agent(adele, sound.clone()));
    let serving = carrier.clone();
    let serving =
        tokio::spawn(
            async move { serving.serve(move |call| story::told(call, house.clone())).await },
        );
    if calls {
        let phones = teams.carrier().over(Target::new(Transport::Udp, "127.0.0.1", at.1.port()));
        let phone = phones.dial("+14255550101", "+15550100").await;
        sound::caller(&phone, &sound).await;
        carrier.close().await;
    }
    serving.await.unwrap_or(Ok(()))
}

/// Callers come over UDP to one loopback port; whoever reaches it may call.
fn callers(peer: SocketAddr) -> TrunkConfig {
    TrunkConfig::carrier("carrier.contoso.example")
        .listen(Listen::new(Transport::Udp, (Ipv4Addr::LOCALHOST, 0).into()))
        .listen(Listen::new(Transport::Tcp, (Ipv4Addr::LOCALHOST, 0).into()))
        .peer(Target::new(Transport::Udp, peer.ip().to_string(), peer.port()))
        .media_address(Ipv4Addr::LOCALHOST.into())
        .danger_anybody_may_call()
}
