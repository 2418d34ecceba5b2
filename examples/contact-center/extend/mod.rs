//! Connect + Extend: a bot answers, people take the calls and chats inside Teams.
//!
//! The group says who is an agent, presence who is free, and what agents do here is shown in Teams.
//! A call rings at the bot's resource account; the bot plays, asks, lets wait and brings the agent
//! in. Cards tell agents what comes, presses come back, and a customer's chat is work like a call.

mod chats;
mod people;
mod staff;
mod story;

use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use teams_cc::graph::{AgentApp, Bot, BotEvent, Graph, Showing};
use teams_cc::routing::{Capacity, Plan, Router};
use teams_cc::{E164, Guid, Medium, Result, Rng};
use teams_cc_emulator::{Emulator, User};
use tokio::task::JoinSet;

use crate::book::Model;
use crate::center::Center;
use crate::lane::Lane;
use crate::{setup, staff as tenant};
use chats::Chats;

/// The number of the bot's resource account.
const SERVICE: &str = "+15550200";
/// The group whose members are agents.
const GROUP: &str = "contact-centre-agents";
/// Chats are answered within this.
const CHAT_TARGET: Duration = Duration::from_secs(20);
/// An agent thinks so long about a card.
const CHAT_OFFER: Duration = Duration::from_secs(8);

/// What runs of this model.
pub(crate) struct Extend {
    pub(crate) lane: Lane,
    pub(crate) app: AgentApp,
    pub(crate) bot: Bot,
    pub(crate) graph: Graph,
    pub(crate) chats: Chats,
    showing: Showing,
    /// Emulated: who sits in front of Teams.
    people: Vec<User>,
    app_id: Guid,
    number: E164,
}

/// What Microsoft posts to: its socket listens, and is served once the centre stands.
pub(crate) struct Front {
    listener: TcpListener,
    address: String,
}

impl Extend {
    /// Hires, reads the group, follows presence both ways. Nobody calls before [`run`].
    pub(crate) async fn open(
        microsoft: &Emulator,
        graph: &Graph,
        rng: &mut Rng,
    ) -> Result<(Self, Front)> {
        let people = staff::hire(microsoft, rng)?;
        let agents = staff::agents(&graph.group(GROUP).people().await?);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let front = Front { address: format!("http://{}", listener.local_addr()?), listener };
        let app_id = microsoft.try_config()?.client_id;
        let number = SERVICE.parse()?;
        microsoft
            .bots()
            .register(teams_cc_emulator::Bot::new(app_id, format!("{}/calling", front.address)));
        microsoft.bots().number(app_id, microsoft.tenant(tenant::TENANT).id(), number);
        microsoft.chat_bot(app_id, &format!("{}/messages", front.address));

        let router = Router::start(plan());
        router.sign_on(&agents);
        // Both ways: what Teams shows decides who is asked, what agents do here is shown in Teams.
        let presence = graph.presence();
        let showing = presence.show(app_id, &agents);
        router.follow(showing.without_echo(presence.watch(&agents).await?));
        showing.follow(router.events());

        let bot = graph.bot(app_id.to_string());
        let app = AgentApp::start(&bot, &agents);
        app.follow(router.events());
        router.follow(app.presses());
        let lane = Lane::new(Model::Extend, router, agents);
        let (graph, chats) = (graph.clone(), Chats::of(&bot));
        Ok((Self { lane, app, bot, graph, chats, showing, people, app_id, number }, front))
    }

    /// Takes back what Teams shows for us.
    pub(crate) async fn close(&self) {
        self.showing.clone().close().await;
    }

    /// What people write to the bot and press on its cards.
    fn hear(center: &Arc<Center>, event: BotEvent) -> Option<teams_cc::graph::Reply> {
        let extend = &center.extend;
        if let Some(reply) = extend.app.take(&event) {
            return Some(reply);
        }
        match event {
            BotEvent::Pressed(press) => extend.chats.pressed(&press),
            event => {
                extend.chats.heed(&event);
                None
            }
        }
    }
}

/// One call and one chat at once, or two chats.
fn plan() -> Plan {
    let chats = setup::queue("chats").answer_within(CHAT_TARGET).offer_for(CHAT_OFFER);
    let capacity = Capacity::default().medium(Medium::Voice, 60, 1).medium(Medium::Chat, 40, 2);
    Plan::new([setup::queue("service"), chats]).capacity(capacity).overflow(setup::voicemail())
}

/// Serves the webhook and the calls, and sets the emulated people to work.
pub(crate) fn run(
    center: &Arc<Center>,
    microsoft: &Emulator,
    front: Front,
    rng: &mut Rng,
    tasks: &mut JoinSet<()>,
) {
    let extend = &center.extend;
    let hearing = center.clone();
    let webhook = extend
        .graph
        .webhook(&front.address)
        .messages(&extend.bot, move |event| std::future::ready(Extend::hear(&hearing, event)))
        .open();
    let webhook = match webhook {
        Ok(webhook) => webhook,
        Err(error) => return extend.lane.fails(&error),
    };
    let serving = center.clone();
    tasks.spawn(async move {
        if let Err(error) = webhook.serve(front.listener).await {
            serving.extend.lane.fails(&error);
        }
    });
    let telling = center.clone();
    tasks.spawn(async move {
        let calls = telling.extend.graph.calls();
        calls.serve(move |call| story::told(call, telling.clone())).await;
    });
    tasks.spawn(chats::serve(center.clone()));
    for user in &extend.people {
        tasks.spawn(people::agent(user.clone(), extend.app_id, rng.fork()));
    }
    tasks.spawn(people::absences(extend.people.clone(), rng.fork()));
    tasks.spawn(people::callers(microsoft.bots().clone(), extend.number, rng.fork()));
    let customers = staff::customers(microsoft);
    tasks.spawn(people::customers(center.clone(), customers, extend.app_id, rng.fork()));
}
