//! IVR to queue: a caller chooses, waits with music, and reaches who can help. Reads
//! `carrier.toml` and `queues.toml` in the folder given as argument.

use teams_cc::routing::{Plan, Router, Work};
use teams_cc::sip::{IncomingCall, Trunk, TrunkConfig};
use teams_cc::{Ended, Error, Key, Menu, Prompt, Skill};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let folder = std::env::args().nth(1).unwrap_or("examples/connect".into());
    let trunk = Trunk::open(TrunkConfig::from_file(format!("{folder}/carrier.toml"))?).await?;
    let router = Router::start(Plan::from_file(format!("{folder}/queues.toml"))?);
    println!("serving");
    trunk.serve(|call| story(call, trunk.clone(), router.clone())).await
}

async fn story(call: IncomingCall, trunk: Trunk, router: Router) -> Result<Ended, Error> {
    let menu = Menu::new(Prompt::file("examples/sounds/welcome.wav"))
        .on(Key::D1, Skill::new("billing").at_least(1))
        .otherwise(Skill::new("general").at_least(1));
    let caller = call.answer().await?;
    let need = caller.ask(&menu).await?;
    caller.play_while_waiting(Prompt::file("examples/sounds/waiting.wav")).await?;
    let work = Work::voice(caller.id()).needs(need).by(&caller);
    let reached = router.enqueue(work).reach(|agent, _| trunk.dial(agent.address())).await;
    match reached {
        Ok((agent, _duty)) => Ok(caller.bridge(agent).finished().await),
        Err(gave_up) => Ok(caller.transfer(gave_up.overflow()).await?),
    }
}
