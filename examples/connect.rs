//! Connect: customers call in over a carrier, agents answer in Teams, queues decide who.
//!
//! Reads `carrier.toml`, `direct-routing.toml` and `queues.toml` in the folder given as argument
//! (default `examples/connect`), and Graph's credentials from the environment.

use std::path::{Path, PathBuf};
use std::time::Duration;

use teams_cc::graph::Graph;
use teams_cc::routing::{Plan, Router, Work};
use teams_cc::sip::{IncomingCall, Trunk, TrunkConfig};
use teams_cc::{Ended, Error, Key, Menu, Prompt, Skill};

#[tokio::main]
async fn main() -> Result<(), Error> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let folder = std::env::args_os().nth(1).map_or("examples/connect".into(), PathBuf::from);
    run(&folder).await
}

/// The whole program; a test calls it with a folder that the emulator wrote.
pub async fn run(folder: &Path) -> Result<(), Error> {
    let carrier = Trunk::open(TrunkConfig::from_file(folder.join("carrier.toml"))?).await?;
    let teams = Trunk::open(TrunkConfig::from_file(folder.join("direct-routing.toml"))?).await?;
    let router = Router::start(Plan::from_file(folder.join("queues.toml"))?);

    // An agent whom Teams shows as busy gets no calls until Teams shows them free.
    router.follow(Graph::from_env()?.presence().watch(router.agents()).await?);

    println!("serving {:?}", carrier.bound());
    carrier.serve(move |call| story(call, teams.clone(), router.clone())).await
}

/// One caller, from the first ring to the end.
async fn story(call: IncomingCall, teams: Trunk, router: Router) -> Result<Ended, Error> {
    let menu = Menu::new(Prompt::file("examples/sounds/welcome.wav"))
        .on(Key::D1, Skill::new("billing").at_least(3))
        .on(Key::D2, Skill::new("support").at_least(1))
        .otherwise(Skill::new("general").at_least(1));

    let caller = call.answer().await?;
    let need = caller.ask(&menu).await?;
    caller.play_while_waiting(Prompt::file("examples/sounds/waiting.wav")).await?;

    let work = Work::voice(caller.id()).needs(need).by(&caller);
    let ticket = router.enqueue(work);

    match ticket.reach(|agent, within| teams.dial(agent.address()).ring_for(within)).await {
        Ok((agent, assignment)) => {
            let ended = caller.bridge(agent).finished().await;
            assignment.wrap_up(Duration::from_secs(30));
            Ok(ended)
        }
        Err(gave_up) => Ok(caller.transfer(gave_up.overflow()).await?),
    }
}
