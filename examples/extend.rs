//! Connect + Extend: the same trunks, but the agent's whole day happens inside Teams.
//!
//! Reads `carrier.toml`, `direct-routing.toml`, `queues.toml` and `app.toml` in the folder given as
//! argument (default `examples/extend`), and Graph's credentials from the environment.

#[path = "extend/crm.rs"]
mod crm;

use std::path::{Path, PathBuf};
use std::time::Duration;

use teams_cc::graph::{AgentApp, AppConfig, Graph};
use teams_cc::routing::{Assignment, Plan, Router, Work};
use teams_cc::sip::{IncomingCall, Talk, TalkEvent, Trunk, TrunkConfig};
use teams_cc::{Ended, Error, Key};

#[derive(Clone)]
struct Center {
    teams: Trunk,
    router: Router,
    app: AgentApp,
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let folder = std::env::args_os().nth(1).map_or("examples/extend".into(), PathBuf::from);
    run(&folder).await
}

/// The whole program; a test calls it with a folder that the emulator wrote.
pub async fn run(folder: &Path) -> Result<(), Error> {
    let graph = Graph::from_env()?;
    let carrier = Trunk::open(TrunkConfig::from_file(folder.join("carrier.toml"))?).await?;
    let teams = Trunk::open(TrunkConfig::from_file(folder.join("direct-routing.toml"))?).await?;
    let router = Router::start(Plan::from_file(folder.join("queues.toml"))?);

    // The agent app is a bot and a tab in Teams: desktop, web and phone see the same cards.
    let app = AgentApp::serve(AppConfig::from_file(folder.join("app.toml"))?, &graph).await?;
    app.follow(router.events());
    router.follow(app.presses());

    // Teams is the register of people: the group says who, presence says who is free, and what
    // agents do here is shown in Teams.
    let agents = graph.group("contact-centre-agents").members().await?;
    let showing = graph.presence().show(app.id()?, &agents);
    showing.follow(router.events());
    router.sign_on(&agents);
    router.follow(showing.without_echo(graph.presence().watch(router.agents()).await?));

    println!("serving {:?}", carrier.bound());
    let center = Center { teams, router, app };
    carrier.serve(move |call| story(call, center.clone())).await
}

async fn story(call: IncomingCall, center: Center) -> Result<Ended, Error> {
    let customer = crm::find(call.from()).await;
    let caller = call.answer().await?;

    let work = Work::voice(caller.id()).by(&caller);
    let mut ticket = center.router.enqueue(work);

    while let Some(offer) = ticket.next_offer().await {
        // The card is on the agent's screen before the agent's Teams client rings.
        center.app.show(offer.agent(), customer.card());
        let ringing = center.teams.dial(offer.agent().address()).announce(&customer.name);

        match ringing.ring_for(offer.time_left()).await {
            Ok(agent) => return assist(caller.bridge(agent), offer.accept(), center).await,
            Err(refused) => offer.decline(refused.reason()),
        }
    }
    Ok(caller.transfer(ticket.overflow()).await?)
}

/// What the agent presses in the Teams client arrives here, and is allowed or refused here.
async fn assist(mut talk: Talk, duty: Assignment, center: Center) -> Result<Ended, Error> {
    while let Some(event) = talk.next_event().await {
        match event {
            TalkEvent::TransferAsked(transfer) => transfer.allow(),
            TalkEvent::Pressed(Key::Star) => {
                if let Some(expert) = center.router.expert(&duty) {
                    talk.invite(expert.address()); // who joins, or does not, is an event too
                }
            }
            _ => {}
        }
    }
    // The agent stays busy until the notes are in or the time for them is over.
    let agent = duty.agent().clone();
    duty.wrap_up(Duration::from_secs(30));
    center.app.ask_for_notes(&agent, talk.summary()).await;
    Ok(talk.finished().await)
}
