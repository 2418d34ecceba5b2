//! A supervisor listens in and is heard by nobody; key 2 whispers to the agent alone, 3 barges in,
//! 1 listens again. `supervisor FOLDER AGENT SUPERVISOR`: the folder with `carrier.toml`, two numbers.

use teams_cc::sip::{IncomingCall, TalkEvent, Trunk, TrunkConfig};
use teams_cc::{Address, Ended, Error, Key, Supervision};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let mut args = std::env::args().skip(1);
    let mut next = |otherwise: &str| args.next().unwrap_or_else(|| otherwise.into());
    let carrier = next("examples/connect") + "/carrier.toml";
    let people: [Address; 2] = [next("+14255550101").parse()?, next("+14255550102").parse()?];
    let trunk = Trunk::open(TrunkConfig::from_file(carrier)?).await?;
    println!("serving");
    trunk.serve(|call| story(call, trunk.clone(), people.clone())).await
}

async fn story(call: IncomingCall, trunk: Trunk, to: [Address; 2]) -> Result<Ended, Error> {
    let [agent, supervisor] = to;
    let caller = call.answer().await?;
    let mut talk = caller.bridge(trunk.dial(agent).await?);
    println!("listens: {}", talk.listen_in(supervisor).await.is_ok()); // without them the talk goes on
    while let Some(event) = talk.next_event().await {
        let TalkEvent::PressedBySupervisor(who, key) = event else { continue };
        let how = match key {
            Key::D2 => Supervision::Whisper,
            Key::D3 => Supervision::Barge,
            _ => Supervision::Monitor,
        };
        talk.supervise(who, how).await?;
        println!("{how:?}");
    }
    Ok(talk.finished().await)
}
