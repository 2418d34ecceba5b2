//! What comes to a bot: activities of the Bot Framework, read into what they mean.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use teams_cc_core::{Error, Guid, TenantId};

use crate::error;

/// No activity is read beyond this.
pub(crate) const LARGEST_ACTIVITY: usize = 256 * 1024;

/// Where a bot and somebody talk: what is needed to speak first. Keep it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Conversation {
    /// Its id.
    pub id: String,
    /// Where the connector of its region is.
    pub service_url: String,
    /// The tenant.
    pub tenant: Option<TenantId>,
    /// With whom, if it is with one person: the Entra object id.
    pub person: Option<Guid>,
    /// `personal`, `groupChat`, `channel`.
    pub kind: String,
    /// The bot's own id in it.
    pub bot: String,
}

/// Without ids of people and chats.
impl fmt::Debug for Conversation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Conversation")
            .field("kind", &self.kind)
            .field("tenant", &self.tenant)
            .finish_non_exhaustive()
    }
}

/// What came to the bot.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum BotEvent {
    /// The bot can talk there from now on.
    Installed(Conversation),
    /// And from now on no longer.
    Removed(Conversation),
    /// Somebody wrote something.
    Said(Said),
    /// Somebody pressed a button of a card. Answer with a [`Reply`](crate::Reply).
    Pressed(Press),
    /// Somebody searches in the message extension. Answer with a [`Reply`](crate::Reply).
    Searched(Search),
    /// Something else: its type, and its name if it is an invocation.
    Other(String, Option<String>),
}

impl BotEvent {
    /// Where it happened, if that is known.
    pub fn conversation(&self) -> Option<&Conversation> {
        match self {
            Self::Installed(conversation) | Self::Removed(conversation) => Some(conversation),
            Self::Said(said) => Some(&said.conversation),
            Self::Pressed(press) => Some(&press.conversation),
            Self::Searched(search) => Some(&search.conversation),
            Self::Other(..) => None,
        }
    }
}

/// A message to the bot.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Said {
    /// Where.
    pub conversation: Conversation,
    /// The text, without the mention of the bot.
    pub text: String,
    /// The message's id.
    pub id: String,
}

/// A press of a card's button.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Press {
    /// Where.
    pub conversation: Conversation,
    /// Who, by Entra object id.
    pub person: Option<Guid>,
    /// The button's verb.
    pub verb: String,
    /// Its values, and what the fields hold.
    pub values: Map<String, Value>,
    /// The message with the card.
    pub message: Option<String>,
}

impl Press {
    /// One field's text.
    pub fn text(&self, id: &str) -> Option<&str> {
        self.values.get(id)?.as_str()
    }
}

/// A search in the message extension.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Search {
    /// Where.
    pub conversation: Conversation,
    /// Who, by Entra object id.
    pub person: Option<Guid>,
    /// Which command of the manifest.
    pub command: String,
    /// What is searched for.
    pub text: String,
    /// So many results are skipped.
    pub skip: usize,
    /// At most so many are wanted.
    pub count: usize,
}

/// What people write is not for logs.
macro_rules! silent {
    ($($name:ident: $($field:ident),*;)*) => {
        $(impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name))
                    $(.field(stringify!($field), &self.$field))*
                    .finish_non_exhaustive()
            }
        })*
    };
}
silent! {
    Said: conversation;
    Press: conversation, verb;
    Search: conversation, command;
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Activity {
    #[serde(default, rename = "type")]
    kind: String,
    #[serde(default)]
    id: String,
    name: Option<String>,
    #[serde(default)]
    service_url: String,
    #[serde(default)]
    from: Account,
    #[serde(default)]
    recipient: Account,
    #[serde(default)]
    conversation: Place,
    text: Option<String>,
    #[serde(default)]
    value: Value,
    #[serde(default)]
    channel_data: Value,
    #[serde(default)]
    members_added: Vec<Account>,
    #[serde(default)]
    members_removed: Vec<Account>,
    action: Option<String>,
    reply_to_id: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Account {
    #[serde(default)]
    id: String,
    aad_object_id: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Place {
    #[serde(default)]
    id: String,
    conversation_type: Option<String>,
    tenant_id: Option<String>,
    aad_object_id: Option<String>,
}

/// Reads an activity. `vouched` is the address that its token vouches for.
pub(crate) fn read(body: &[u8], vouched: Option<&str>) -> Result<BotEvent, Error> {
    if body.len() > LARGEST_ACTIVITY {
        return Err(error::bad_activity("it is larger than 256 KiB"));
    }
    let activity: Activity =
        serde_json::from_slice(body).map_err(|_| error::bad_activity("it is no activity"))?;
    // A token that is stolen elsewhere must not make us talk to another server.
    let same =
        |a: &str, b: &str| a.trim_end_matches('/').eq_ignore_ascii_case(b.trim_end_matches('/'));
    if vouched.is_some_and(|vouched| !same(vouched, &activity.service_url)) {
        return Err(error::foreign_service());
    }
    let person = activity.from.aad_object_id.as_deref().and_then(|id| id.parse().ok());
    let tenant = activity.conversation.tenant_id.as_deref();
    let tenant = tenant.or_else(|| activity.channel_data.get("tenant")?.get("id")?.as_str());
    let kind = activity.conversation.conversation_type.unwrap_or_else(|| "personal".into());
    let with = activity.conversation.aad_object_id.as_deref().and_then(|id| id.parse().ok());
    let conversation = Conversation {
        id: activity.conversation.id,
        service_url: activity.service_url,
        tenant: tenant.and_then(|id| id.parse().ok()),
        person: with.or(person).filter(|_| kind == "personal"),
        kind,
        bot: activity.recipient.id,
    };
    let is_us = |account: &Account| account.id == conversation.bot;
    let name = activity.name.as_deref();
    Ok(match (activity.kind.as_str(), name) {
        ("conversationUpdate", _) if activity.members_added.iter().any(is_us) => {
            BotEvent::Installed(conversation)
        }
        ("conversationUpdate", _) if activity.members_removed.iter().any(is_us) => {
            BotEvent::Removed(conversation)
        }
        ("installationUpdate", _) => match activity.action.as_deref() {
            Some(action) if action.starts_with("remove") => BotEvent::Removed(conversation),
            _ => BotEvent::Installed(conversation),
        },
        ("message", _) => match activity.value {
            // A card with Action.Submit: a press without a verb of its own.
            Value::Object(mut values) => {
                let verb = values.remove("verb");
                let verb = verb.as_ref().and_then(Value::as_str).unwrap_or("submit").to_owned();
                let message = activity.reply_to_id;
                BotEvent::Pressed(Press { conversation, person, verb, values, message })
            }
            _ => {
                let text = without_mention(activity.text.as_deref().unwrap_or_default());
                BotEvent::Said(Said { conversation, text, id: activity.id })
            }
        },
        ("invoke", Some("adaptiveCard/action")) => {
            let action = activity.value.get("action");
            let text = |name: &str| action?.get(name)?.as_str();
            let verb = text("verb").unwrap_or_default().to_owned();
            let values = action.and_then(|action| action.get("data")?.as_object().cloned());
            let (values, message) = (values.unwrap_or_default(), activity.reply_to_id);
            BotEvent::Pressed(Press { conversation, person, verb, values, message })
        }
        ("invoke", Some("composeExtension/query")) => {
            let value = &activity.value;
            let text =
                value.get("parameters").and_then(|all| all.as_array()?.first()?.get("value"));
            let number = |name: &str| value.get("queryOptions")?.get(name)?.as_u64();
            BotEvent::Searched(Search {
                person,
                command: value
                    .get("commandId")
                    .and_then(Value::as_str)
                    .unwrap_or_default()
                    .to_owned(),
                text: text.and_then(Value::as_str).unwrap_or_default().to_owned(),
                skip: number("skip").unwrap_or(0) as usize,
                count: number("count").unwrap_or(25).min(100) as usize,
                conversation,
            })
        }
        (kind, name) => BotEvent::Other(kind.to_owned(), name.map(str::to_owned)),
    })
}

/// In channels and group chats a message to the bot begins with `<at>its name</at>`.
fn without_mention(text: &str) -> String {
    let text = text.trim();
    let rest = text.strip_prefix("<at>").and_then(|rest| Some(rest.split_once("</at>")?.1));
    rest.unwrap_or(text).trim().to_owned()
}
