//! The emulated people: agents in front of Teams, callers, customers who write.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use teams_cc::{E164, Guid, Rng};
use teams_cc_emulator::{Bots, User};
use tokio::task::JoinSet;

use super::chats::{ANSWER, LATER, SEND, TAKE};
use crate::book::Model;
use crate::callers::{self, Caller, LISTEN};
use crate::center::Center;

/// Mean time between two callers of the bot.
const EVERY: Duration = Duration::from_millis(3_500);
/// Mean time between two customers who write.
const WRITES_EVERY_MS: u64 = 8_000;
/// How long somebody is away here.
const AWAY: Duration = Duration::from_secs(8);
/// Calls at once.
const MOST_CALLS: usize = 20;
/// How often a caller looks whether the call is over.
const LOOK: Duration = Duration::from_millis(300);
/// What customers ask, and what agents answer.
const TALK: [(&str, &str); 4] = [
    ("Where is my parcel?", "It arrives tomorrow before noon."),
    ("Can I send the shoes back?", "Yes, within thirty days; a label is on its way."),
    ("Which size fits me?", "One number larger than usual."),
    ("Is the blue one back?", "From Monday on."),
];

/// An agent in front of Teams: reads the bot's cards and presses what they ask for.
pub(super) async fn agent(user: User, bot: Guid, mut rng: Rng) {
    if let Err(error) = user.installs_bot(bot).await {
        return tracing::warn!(%error, "the app is not installed");
    }
    let mut last = String::new();
    let mut hands = JoinSet::new();
    loop {
        let message = user.next_of_bot(bot, &last).await;
        last = text(&message["id"]);
        while hands.try_join_next().is_some() {}
        let card = message["attachments"][0]["content"].clone();
        hands.spawn(press(user.clone(), bot, last.clone(), card, rng.fork()));
    }
}

/// Does what one card asks for.
async fn press(user: User, bot: Guid, message: String, card: Value, mut rng: Rng) {
    let pressed = async |verb: &str, data: Value| {
        let reply = user.presses(bot, &message, verb, data).await;
        reply.map_or(Value::Null, |reply| reply.body["value"].clone())
    };
    if let Some(mut data) = action(&card, "tcc-notes") {
        tokio::time::sleep(Duration::from_millis(600 + rng.below(1_500))).await;
        data["notes"] = "Solved on the phone.".into();
        pressed("tcc-notes", data).await;
    }
    if let Some(data) = action(&card, "tcc-ready") {
        tokio::time::sleep(AWAY).await;
        pressed("tcc-ready", data).await;
    }
    if let Some(data) = action(&card, TAKE) {
        tokio::time::sleep(Duration::from_millis(400 + rng.below(1_000))).await;
        if rng.one_in(10) {
            pressed(LATER, data).await;
            return;
        }
        let writing = pressed(TAKE, data).await;
        let Some(mut data) = action(&writing, SEND) else { return };
        tokio::time::sleep(Duration::from_millis(1_500 + rng.below(3_000))).await;
        let asked = text(&writing["body"][1]["text"]);
        let known = TALK.iter().find(|(question, _)| *question == asked);
        data[ANSWER] = known.map_or("Let me look that up.", |(_, answer)| answer).into();
        pressed(SEND, data).await;
    }
}

/// What a card's button of this verb sends.
fn action(card: &Value, verb: &str) -> Option<Value> {
    let actions = card["actions"].as_array()?;
    let found = actions.iter().find(|action| action["verb"] == verb)?;
    Some(if found["data"].is_object() { found["data"].clone() } else { json!({}) })
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// People come and go. One has a meeting: Teams shows it, and the router asks somebody else
/// meanwhile. The next is only away from the desk: what rings there is missed.
pub(super) async fn absences(people: Vec<User>, mut rng: Rng) {
    for (turn, user) in people.iter().cycle().enumerate() {
        tokio::time::sleep(AWAY / 2 + Duration::from_millis(rng.below(6_000))).await;
        if turn % 2 == 0 {
            let user = user.clone().shows("Busy", "InAMeeting");
            tokio::time::sleep(AWAY).await;
            drop(user.shows("Available", "Available"));
        } else {
            let answers = user.record().behaviour.ringing;
            let user = user.clone().ignores();
            tokio::time::sleep(AWAY).await;
            drop(user.rings(answers));
        }
    }
}

/// Telephones that call the bot's number.
pub(super) async fn callers(bots: Bots, number: E164, rng: Rng) {
    let mut calls = JoinSet::new();
    for caller in callers::callers(rng, EVERY) {
        tokio::time::sleep(caller.after).await;
        while calls.try_join_next().is_some() {}
        if calls.len() < MOST_CALLS {
            calls.spawn(live(bots.clone(), number, caller));
        }
    }
}

/// Lives one caller's call: listens, presses, waits, talks.
async fn live(bots: Bots, number: E164, caller: Caller) {
    let Ok(leg) = bots.phone_calls(&caller.from, number) else { return };
    let talk = async {
        if !leg.is_up().await {
            return;
        }
        tokio::time::sleep(LISTEN).await;
        if let Some(key) = caller.key {
            leg.press(&key.to_string());
        }
        while !leg.has_ended() {
            tokio::time::sleep(LOOK).await;
        }
    };
    if tokio::time::timeout(caller.patience, talk).await.is_err() {
        leg.hang_up();
    }
}

/// Customers who write to the bot, one after the other, and read what comes back.
pub(super) async fn customers(center: Arc<Center>, people: Vec<User>, bot: Guid, mut rng: Rng) {
    let mut chats = JoinSet::new();
    for user in people.iter().cycle() {
        let (question, _) = TALK[rng.below(TALK.len() as u64) as usize];
        while chats.try_join_next().is_some() {}
        // Who still waits for an answer does not ask again.
        if chats.len() < people.len() {
            chats.spawn(asks(center.clone(), user.clone(), bot, question));
        }
        let gap = WRITES_EVERY_MS / 2 + rng.below(WRITES_EVERY_MS);
        tokio::time::sleep(Duration::from_millis(gap)).await;
    }
}

async fn asks(center: Arc<Center>, user: User, bot: Guid, question: &str) {
    let before = user.sees_of_bot(bot).last().map(|last| text(&last["id"])).unwrap_or_default();
    if user.writes_to_bot(bot, question).await.is_err() {
        return;
    }
    let greeting = user.next_of_bot(bot, &before).await;
    let answer = user.next_of_bot(bot, &text(&greeting["id"])).await;
    center.say(
        Model::Extend,
        "reads",
        format!("{}: {}", user.record().name, text(&answer["text"])),
    );
}
