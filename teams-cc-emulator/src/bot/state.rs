//! What bots and people said to each other: state without a socket.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use parking_lot::Mutex;
use serde_json::{Value, json};
use teams_cc_core::Guid;
use tokio::sync::{Notify, oneshot, watch};

use crate::{TenantRecord, UserRecord};

/// Conversations kept; beyond it new ones are refused with 429.
const MOST_CONVERSATIONS: usize = 100_000;
/// Activities kept in a conversation; the oldest are forgotten.
const MOST_ACTIVITIES: usize = 10_000;
/// Activities that wait for their bot; beyond it the newest is dropped.
const MOST_WAITING: usize = 10_000;

/// What kind of conversation it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Personal,
    GroupChat,
    Channel,
}

impl Kind {
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Personal => "personal",
            Self::GroupChat => "groupChat",
            Self::Channel => "channel",
        }
    }
}

/// A conversation of one bot.
#[derive(Clone, Debug)]
pub(crate) struct Conversation {
    pub(crate) id: String,
    pub(crate) kind: Kind,
    pub(crate) bot: Guid,
    pub(crate) tenant: TenantRecord,
    pub(crate) members: Vec<UserRecord>,
    /// The chat of Graph it is, if Graph has one.
    pub(crate) chat: Option<String>,
    /// Activities of both sides, oldest first.
    pub(crate) activities: VecDeque<Value>,
}

/// An activity on its way to a bot.
#[derive(Debug)]
pub(crate) struct Delivery {
    pub(crate) bot: Guid,
    pub(crate) endpoint: String,
    pub(crate) activity: Value,
    /// Told what the bot answered: status and body, or why nothing came.
    pub(crate) answer: Option<oneshot::Sender<Result<(u16, Value), String>>>,
}

/// All chat bots. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Connector(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    book: Mutex<Book>,
    work: Notify,
    kept: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Book {
    endpoints: HashMap<Guid, String>,
    conversations: HashMap<String, Conversation>,
    next: u64,
    outbox: VecDeque<Delivery>,
    service_url: String,
}

/// The id by which a bot knows a person: opaque, and the same in every conversation.
pub(crate) fn person_id(user: Guid) -> String {
    format!("29:{}", user.to_string().replace('-', ""))
}

impl Connector {
    /// Where bots reach the service; it stands in every activity and token.
    pub(crate) fn serves_at(&self, url: &str) {
        self.0.book.lock().service_url = url.into();
    }

    pub(crate) fn service_url(&self) -> String {
        self.0.book.lock().service_url.clone()
    }

    /// Registers a bot's messaging endpoint.
    pub(crate) fn register(&self, bot: Guid, endpoint: &str) {
        self.0.book.lock().endpoints.insert(bot, endpoint.into());
    }

    /// The one-to-one conversation of a bot with somebody; made if it is new. `None` when there is
    /// no room.
    pub(crate) fn personal(
        &self,
        bot: Guid,
        tenant: &TenantRecord,
        user: &UserRecord,
    ) -> Option<Conversation> {
        let id = format!("a:{}{}", user.id.to_string().replace('-', ""), &bot.to_string()[..8]);
        let chat = Some(format!("19:{}_{bot}@unq.gbl.spaces", user.id));
        let members = vec![user.clone()];
        self.conversation(Conversation {
            id,
            kind: Kind::Personal,
            bot,
            tenant: tenant.clone(),
            members,
            chat,
            activities: VecDeque::new(),
        })
    }

    /// A conversation of that id: the one that is there, or this new one.
    pub(crate) fn conversation(&self, new: Conversation) -> Option<Conversation> {
        let mut book = self.0.book.lock();
        if let Some(known) = book.conversations.get(&new.id) {
            return Some(known.clone());
        }
        if book.conversations.len() >= MOST_CONVERSATIONS {
            return None;
        }
        book.conversations.insert(new.id.clone(), new.clone());
        Some(new)
    }

    /// A conversation of that bot. Replies in channels carry the message they reply to behind
    /// `;messageid=`.
    pub(crate) fn find(&self, bot: Guid, id: &str) -> Option<Conversation> {
        let id = id.split(";messageid=").next().unwrap_or(id);
        self.0.book.lock().conversations.get(id).filter(|known| known.bot == bot).cloned()
    }

    /// Everything in which that bot and that person are.
    pub(crate) fn between(&self, bot: Option<Guid>, user: Guid) -> Vec<Conversation> {
        let book = self.0.book.lock();
        let mut all: Vec<Conversation> = book
            .conversations
            .values()
            .filter(|known| bot.is_none_or(|bot| known.bot == bot))
            .filter(|known| known.members.iter().any(|member| member.id == user))
            .cloned()
            .collect();
        all.sort_by(|a, b| a.id.cmp(&b.id));
        all
    }

    /// A new id for an activity.
    pub(crate) fn activity_id(&self) -> String {
        let mut book = self.0.book.lock();
        book.next += 1;
        format!("1:{:012}", book.next)
    }

    /// Puts an activity into a conversation, or in place of the one with its id; false if the
    /// conversation is gone.
    pub(crate) fn keep(&self, conversation: &str, activity: Value) -> bool {
        let mut book = self.0.book.lock();
        let Some(known) = book.conversations.get_mut(conversation) else { return false };
        let same = |other: &&mut Value| other["id"] == activity["id"];
        if let Some(old) = known.activities.iter_mut().find(same) {
            *old = activity;
        } else {
            if known.activities.len() >= MOST_ACTIVITIES {
                known.activities.pop_front();
            }
            known.activities.push_back(activity);
        }
        drop(book);
        self.0.kept.send_modify(|times| *times += 1);
        true
    }

    /// The first activity of that bot to that person after the one with this id, after waiting for
    /// it. Ids grow.
    pub(crate) async fn next_of_bot(&self, bot: Guid, user: Guid, after: &str) -> Value {
        let mut kept = self.0.kept.subscribe();
        loop {
            if let Some(next) = self.look_after(bot, user, after) {
                return next;
            }
            if kept.changed().await.is_err() {
                return std::future::pending().await;
            }
        }
    }

    fn look_after(&self, bot: Guid, user: Guid, after: &str) -> Option<Value> {
        let book = self.0.book.lock();
        let theirs = book.conversations.values().filter(|known| {
            known.bot == bot && known.members.iter().any(|member| member.id == user)
        });
        let id = |activity: &Value| activity["id"].as_str().unwrap_or_default().to_owned();
        let news = theirs.flat_map(|known| {
            let newest_first = known.activities.iter().rev();
            newest_first.take_while(|activity| id(activity).as_str() > after)
        });
        let of_bot = |activity: &&Value| activity["from"]["aadObjectId"].is_null();
        news.filter(of_bot).min_by_key(|activity| id(activity)).cloned()
    }

    /// Takes an activity away; false if it is not there.
    pub(crate) fn forget(&self, conversation: &str, activity: &str) -> bool {
        let mut book = self.0.book.lock();
        let Some(known) = book.conversations.get_mut(conversation) else { return false };
        let before = known.activities.len();
        known.activities.retain(|other| other["id"] != activity);
        known.activities.len() != before
    }

    /// Sends an activity to its bot; false if there is no endpoint or too much waits.
    pub(crate) fn deliver(
        &self,
        bot: Guid,
        activity: Value,
        answer: Option<oneshot::Sender<Result<(u16, Value), String>>>,
    ) -> bool {
        {
            let mut book = self.0.book.lock();
            let Some(endpoint) = book.endpoints.get(&bot).cloned() else { return false };
            if book.outbox.len() >= MOST_WAITING {
                return false;
            }
            book.outbox.push_back(Delivery { bot, endpoint, activity, answer });
        }
        self.0.work.notify_one();
        true
    }

    /// The next activity to be sent, after waiting for it. For one reader.
    pub(crate) async fn next_delivery(&self) -> Delivery {
        loop {
            let next = self.0.book.lock().outbox.pop_front();
            match next {
                Some(delivery) => return delivery,
                None => self.0.work.notified().await,
            }
        }
    }

    /// An activity of somebody to the bot of a conversation, with all that Teams puts in.
    pub(crate) fn activity(&self, of: &Conversation, from: &UserRecord, kind: &str) -> Value {
        let is_group = of.kind != Kind::Personal;
        json!({
            "type": kind,
            "id": self.activity_id(),
            "channelId": "msteams",
            "serviceUrl": self.service_url(),
            "from": {"id": person_id(from.id), "name": from.display_name, "aadObjectId": from.id},
            "recipient": {"id": format!("28:{}", of.bot), "name": "bot"},
            "conversation": {"id": of.id, "conversationType": of.kind.text(), "isGroup": is_group,
                "tenantId": of.tenant.id},
            "channelData": {"tenant": {"id": of.tenant.id}},
            "entities": [{"locale": "en-US", "country": "US", "platform": "Web", "type": "clientInfo"}],
            "locale": "en-US",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::People;

    #[test]
    fn a_conversation_belongs_to_its_bot_and_keeps_one_activity_of_an_id() {
        let people = People::new(1, "sbc.contoso.example");
        let (tenant, adele) =
            (people.ensure_tenant("adatum"), people.ensure_user("adatum", "adele"));
        let (bot, other) = (Guid::from_u128(1), Guid::from_u128(2));
        let connector = Connector::default();
        let one = connector.personal(bot, &tenant, &adele).expect("room");
        let same = connector.personal(bot, &tenant, &adele).expect("room");
        assert_eq!(one.id, same.id);
        assert!(connector.find(other, &one.id).is_none(), "another bot's");
        assert!(connector.find(bot, &format!("{};messageid=7", one.id)).is_some());
        assert!(connector.keep(&one.id, json!({"id": "1", "text": "a"})));
        assert!(connector.keep(&one.id, json!({"id": "1", "text": "b"})));
        let seen = &connector.between(Some(bot), adele.id)[0].activities;
        assert_eq!(seen.len(), 1);
        assert_eq!(seen[0]["text"], "b");
        assert!(connector.forget(&one.id, "1") && !connector.forget(&one.id, "1"));
        assert!(!connector.deliver(bot, json!({}), None), "no endpoint is registered");
    }
}
