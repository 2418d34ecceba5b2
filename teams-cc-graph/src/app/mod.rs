//! The agent's app in Teams: cards where the agent works, and presses that come back.
//!
//! It knows agents, events and signals of the core, no router: `app.follow(router.events())` and
//! `router.follow(app.presses())` join the two.

#[cfg(feature = "server")]
mod config;
mod line;
mod manifest;
#[cfg(feature = "server")]
mod serve;

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures::stream::{Stream, StreamExt};
use parking_lot::Mutex;
use tokio::sync::{broadcast, mpsc, oneshot};

use teams_cc_core::{Agent, AgentId, AgentSignal, Error, Guid, Happened, Reason};

use crate::bot::{Bot, BotEvent, Card, Press, Reply};
use crate::error;
#[cfg(feature = "server")]
pub use config::AppConfig;
pub use manifest::Manifest;

/// The verb of "I want work".
const READY: &str = "tcc-ready";
/// The verb of "I want a pause".
const PAUSE: &str = "tcc-pause";
/// The verb of "the notes are written".
const NOTES: &str = "tcc-notes";
/// Presses that wait for a router; later ones push earlier ones out.
const WAITING: usize = 1_024;
/// Cards on their way: more than that, and new ones are dropped, which is logged.
const CARDS: usize = 1_000;
/// So many agents' cards are sent at once.
const LINES: usize = 16;
/// How long notes are waited for when no wrap-up ends before.
const LONGEST_NOTES: Duration = Duration::from_secs(15 * 60);

/// The agents' app. Cheap to clone.
///
/// Cards are sent by a few tasks, in order for each agent; nothing here waits for Teams but
/// [`ask_for_notes`](Self::ask_for_notes), which waits for a person.
#[derive(Clone)]
pub struct AgentApp {
    bot: Bot,
    shared: Arc<Shared>,
    /// One line for each of a few tasks; an agent is always in the same one.
    lines: Arc<Vec<mpsc::Sender<Order>>>,
}

struct Shared {
    presses: broadcast::Sender<AgentSignal>,
    people: Mutex<HashMap<Guid, AgentId>>,
    agents: Mutex<HashMap<AgentId, Guid>>,
    /// Who is waited for.
    notes: Mutex<HashMap<AgentId, oneshot::Sender<Option<String>>>>,
    #[cfg(feature = "server")]
    served: std::sync::OnceLock<crate::Webhook>,
}

enum Order {
    Show(Guid, Card, Keep),
    /// The offer is over: its card is taken back.
    TakeBack(Guid, About),
    /// An offer was not answered.
    Missed(Guid),
    /// Whoever missed offers is back.
    Back(Guid),
}

/// How long a card stays.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    /// Until the offer is over.
    Offer(About),
    /// It is part of the chat.
    Chat,
}

/// What a card is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum About {
    /// This work.
    Work(u64),
    /// Whatever the agent is offered.
    Any,
}

impl AgentApp {
    /// Starts with this bot, for these agents. More come with [`serves`](Self::serves).
    pub fn start<'a>(bot: &Bot, agents: impl IntoIterator<Item = &'a Agent>) -> Self {
        let shared = Shared {
            presses: broadcast::Sender::new(WAITING),
            people: Mutex::default(),
            agents: Mutex::default(),
            notes: Mutex::default(),
            #[cfg(feature = "server")]
            served: std::sync::OnceLock::new(),
        };
        let lines = (0..LINES).map(|_| {
            let (orders, taken) = mpsc::channel(CARDS);
            tokio::spawn(line::deliver(bot.clone(), taken));
            orders
        });
        let (lines, shared) = (Arc::new(lines.collect()), Arc::new(shared));
        let app = Self { bot: bot.clone(), shared, lines };
        agents.into_iter().for_each(|agent| app.serves(agent));
        app
    }

    /// The bot that speaks for the app.
    pub fn bot(&self) -> &Bot {
        &self.bot
    }

    /// The application behind the bot: the session under which
    /// [`Presences::show`](crate::Presences::show) shows agents' work.
    ///
    /// # Errors
    /// `TCC-GRAPH-0509` if the bot was not made with the id of one.
    pub fn id(&self) -> Result<Guid, Error> {
        self.bot.id().parse().map_err(|_| error::no_app())
    }

    /// Knows this agent from now on. One who is nobody in Teams sees no cards.
    pub fn serves(&self, agent: &Agent) {
        let Some(person) = agent.teams_user() else { return };
        self.shared.people.lock().insert(person, agent.id().clone());
        self.shared.agents.lock().insert(agent.id().clone(), person);
    }

    /// Shows a card about an offer. It cannot fail for the caller: the card waits for the agent's
    /// Teams, and goes when the offer is over. For agents who have one thing at a time.
    pub fn show(&self, agent: &Agent, card: Card) {
        self.serves(agent);
        self.order(agent.id(), |person| Order::Show(person, card, Keep::Offer(About::Any)));
    }

    /// As [`show`](Self::show), about this work (the number in
    /// [`Happened`]): the card goes when this work is over for the agent, and stays when something
    /// else is. For agents who have calls and chats side by side.
    pub fn show_for(&self, work: u64, agent: &Agent, card: Card) {
        self.serves(agent);
        let keep = Keep::Offer(About::Work(work));
        self.order(agent.id(), |person| Order::Show(person, card, keep));
    }

    /// Follows what happens (`router.events()`): offers that end take their cards with them, those
    /// that nobody answered are collected on one card with a way back, and a wrap-up that ends
    /// stops waiting for notes.
    pub fn follow(&self, events: impl Stream<Item = Happened> + Send + 'static) {
        let app = self.clone();
        tokio::spawn(async move {
            let mut events = std::pin::pin!(events);
            while let Some(event) = events.next().await {
                app.heed(&event);
            }
        });
    }

    /// What agents press, for `router.follow`. Each stream gets what is pressed from now on.
    pub fn presses(&self) -> impl Stream<Item = AgentSignal> + Send + Unpin + 'static {
        let receiver = self.shared.presses.subscribe();
        futures::stream::unfold(receiver, async |mut receiver| {
            loop {
                match receiver.recv().await {
                    Ok(signal) => return Some((signal, receiver)),
                    Err(broadcast::error::RecvError::Lagged(lost)) => {
                        tracing::warn!(lost, "a router is too slow for what agents press");
                    }
                    Err(broadcast::error::RecvError::Closed) => return None,
                }
            }
        })
        .boxed()
    }

    /// Shows the agent buttons for going on and for a pause.
    pub fn show_controls(&self, agent: &Agent) {
        self.serves(agent);
        let card =
            Card::new().title("Ready for work?").button("Ready", READY).button("Pause", PAUSE);
        self.order(agent.id(), |person| Order::Show(person, card, Keep::Chat));
    }

    /// Asks an agent for notes. Done when they are there, or `None` when the wrap-up is over
    /// without them, another question took this one's place, or 15 minutes passed.
    ///
    /// # Cancel safety
    /// Dropping the future leaves the card; what is written then ends the wrap-up and is lost.
    pub async fn ask_for_notes(&self, agent: &Agent, summary: impl Into<String>) -> Option<String> {
        self.serves(agent);
        let (write, written) = oneshot::channel();
        let former = self.shared.notes.lock().insert(agent.id().clone(), write);
        drop(former);
        let card = Card::new()
            .title("What was it about?")
            .text(summary)
            .note("notes", "Notes for whoever speaks with this customer next")
            .button("Done", NOTES);
        self.order(agent.id(), |person| Order::Show(person, card, Keep::Chat));
        let answer = tokio::time::timeout(LONGEST_NOTES, written).await;
        answer.ok().and_then(Result::ok).flatten()
    }

    /// Takes what came to the bot. `Some` is the answer to an invocation that was this app's;
    /// `None` leaves the event to you.
    pub fn take(&self, event: &BotEvent) -> Option<Reply> {
        match event {
            BotEvent::Pressed(press) => self.pressed(press),
            _ => None,
        }
    }

    fn pressed(&self, press: &Press) -> Option<Reply> {
        if ![READY, PAUSE, NOTES].contains(&press.verb.as_str()) {
            return None;
        }
        let agent = press.person.and_then(|person| self.shared.people.lock().get(&person).cloned());
        let Some(agent) = agent else {
            return Some(Reply::failed(403, "notAnAgent", "You are not an agent here."));
        };
        if let (READY, Some(person)) = (press.verb.as_str(), press.person) {
            self.send(person, Order::Back(person));
        }
        let (signal, reply) = match press.verb.as_str() {
            READY => (AgentSignal::Ready(agent, true), "You get work from now on."),
            PAUSE => (AgentSignal::Ready(agent, false), "You get no work until you are ready."),
            _ => {
                let notes = press.text("notes").map(str::to_owned);
                if let Some(waiting) = self.shared.notes.lock().remove(&agent) {
                    let _ = waiting.send(notes);
                }
                (AgentSignal::WrappedUp(agent), "Thank you.")
            }
        };
        // Nobody listens: the agent is told the truth.
        if self.shared.presses.send(signal).is_err() {
            let text = "The contact centre does not listen at the moment.";
            return Some(Reply::failed(503, "nobodyListens", text));
        }
        Some(Reply::card(&Card::new().text(reply)))
    }

    fn heed(&self, event: &Happened) {
        match event {
            Happened::Declined { agent, work, reason } => {
                self.take_back(agent, About::Work(*work));
                self.take_back(agent, About::Any);
                if *reason == Reason::NoAnswer {
                    self.order(agent, Order::Missed);
                }
            }
            Happened::WrapUp { agent, work } => self.take_back(agent, About::Work(*work)),
            // The work is over, or the offer was withdrawn.
            Happened::Agent { agent, state, .. } if state == "available" || state == "off" => {
                self.take_back(agent, About::Any);
                drop(self.shared.notes.lock().remove(agent));
            }
            _ => {}
        }
    }

    fn take_back(&self, agent: &AgentId, about: About) {
        self.order(agent, |person| Order::TakeBack(person, about));
    }

    fn order(&self, agent: &AgentId, order: impl FnOnce(Guid) -> Order) {
        let person = self.shared.agents.lock().get(agent).copied();
        if let Some(person) = person {
            self.send(person, order(person));
        }
    }

    fn send(&self, person: Guid, order: Order) {
        let line = self.lines.get(person.as_u128() as usize % LINES);
        if line.is_some_and(|line| line.try_send(order).is_err()) {
            tracing::warn!("a card is lost: too many are on their way");
        }
    }
}

impl fmt::Debug for AgentApp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AgentApp").field("bot", &self.bot).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
