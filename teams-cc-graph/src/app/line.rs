//! What a task does that sends cards, one agent's in order.

use std::collections::HashMap;

use tokio::sync::mpsc;

use teams_cc_core::{Error, Guid};

use super::{About, Keep, Order, READY};
use crate::bot::{Bot, Card, Sent};

/// What some people have on their screens.
#[derive(Default)]
struct Screens {
    offers: HashMap<Guid, Vec<(About, Sent)>>,
    /// How many offers were missed, and the card that says so.
    missed: HashMap<Guid, (u32, Option<Sent>)>,
}

/// Sends cards and takes back what is over, until the app is gone.
pub(super) async fn deliver(bot: Bot, mut orders: mpsc::Receiver<Order>) {
    let mut screens = Screens::default();
    while let Some(order) = orders.recv().await {
        match order {
            Order::Show(person, card, keep) => match bot.tell(person, &card).await {
                Ok(sent) => {
                    if let Keep::Offer(about) = keep {
                        screens.offers.entry(person).or_default().push((about, sent));
                    }
                }
                Err(error) => warn(&error, "a card is not shown"),
            },
            Order::TakeBack(person, about) => screens.take_back(&bot, person, about).await,
            Order::Missed(person) => screens.missed(&bot, person).await,
            // The press itself has put something else in the card's place.
            Order::Back(person) => drop(screens.missed.remove(&person)),
        }
    }
}

impl Screens {
    async fn take_back(&mut self, bot: &Bot, person: Guid, about: About) {
        let Some(shown) = self.offers.get_mut(&person) else { return };
        let (over, stay) = std::mem::take(shown).into_iter().partition(|(of, _)| *of == about);
        *shown = stay;
        let over: Vec<(About, Sent)> = over;
        for (_, sent) in over {
            if let Err(error) = bot.delete(&sent).await {
                warn(&error, "a card stays");
            }
        }
    }

    /// One card for all that were missed.
    async fn missed(&mut self, bot: &Bot, person: Guid) {
        let (before, card) = self.missed.remove(&person).unwrap_or_default();
        let count = before.saturating_add(1);
        let what = if count == 1 { "a customer".into() } else { format!("{count} customers") };
        let said = Card::new()
            .title(format!("You missed {what}"))
            .text("Somebody else is asked until you are back.")
            .button("I am back", READY);
        let done = match card {
            Some(sent) => bot.update(&sent, &said).await.map(|()| sent),
            None => bot.tell(person, &said).await,
        };
        let card = done.inspect_err(|error| warn(error, "a missed offer is not shown")).ok();
        self.missed.insert(person, (count, card));
    }
}

fn warn(error: &Error, what: &str) {
    tracing::warn!(code = error.code(), retry = %error.retry(), "{what}");
}
