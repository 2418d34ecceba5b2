//! Bots and their resource accounts: who is called, and where it listens.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use teams_cc_core::{E164, Guid, TenantId};

/// A calling bot: what its registration in the Bot Framework says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Bot {
    /// The application's id.
    pub app: Guid,
    /// The calling webhook: where an incoming call is announced. Loopback, http or https with a
    /// certificate of the emulator's authority.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook: Option<String>,
    /// Whether calling is enabled on its Teams channel; without it every call is refused with 7503.
    #[serde(default = "yes")]
    pub calling: bool,
    /// How its callbacks look.
    #[serde(default)]
    pub style: CallbackStyle,
}

fn yes() -> bool {
    true
}

/// How callbacks look: all of these were seen (sections 2.5 and 9.1).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct CallbackStyle {
    /// The format before Graph, until a 204 asks for Graph's.
    pub legacy: bool,
    /// Fields that only the beta metadata declares.
    pub beta_fields: bool,
    /// Ids without dashes in `resourceUrl`, no leading slash, capital change types.
    pub odd_spelling: bool,
}

/// A resource account: an application instance of a bot in a tenant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ResourceAccount {
    /// Its object id.
    pub id: Guid,
    /// The bot's application id.
    pub app: Guid,
    /// Where it lives.
    pub tenant: TenantId,
    /// Its number; without one it cannot call telephones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<E164>,
}

impl Bot {
    /// A bot that may call; `webhook` is where it hears of incoming calls.
    pub fn new(app: Guid, webhook: impl Into<String>) -> Self {
        let style = CallbackStyle::default();
        Self { app, webhook: Some(webhook.into()), calling: true, style }
    }

    /// How its callbacks look.
    #[must_use]
    pub fn style(mut self, style: CallbackStyle) -> Self {
        self.style = style;
        self
    }
}

impl CallbackStyle {
    /// The format before Graph, until a 204 asks for Graph's.
    pub fn legacy() -> Self {
        Self { legacy: true, ..Self::default() }
    }

    /// Fields that only the beta metadata declares.
    pub fn beta_fields() -> Self {
        Self { beta_fields: true, ..Self::default() }
    }

    /// Ids without dashes, no leading slash, capital change types.
    pub fn odd_spelling() -> Self {
        Self { odd_spelling: true, ..Self::default() }
    }
}

/// A bot's call as a test sees it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct BotCall {
    /// The id Graph gave it.
    pub id: Guid,
    /// The bot.
    pub app: Guid,
    /// The tenant.
    pub tenant: TenantId,
    /// `incoming`, `establishing`, `established`...
    pub state: &'static str,
    /// Whether the bot placed it.
    pub is_outgoing: bool,
    /// `callChainId`: the id its call record will have.
    pub chain: Guid,
    /// Everybody at the other end, and everybody who has left.
    pub people: Vec<BotCallPerson>,
    /// Why it ended: code and sub-code.
    pub ended_with: Option<(u32, u32)>,
    /// From its beginning to its end, or to now; milliseconds in JSON.
    #[serde(rename = "lasted_ms", serialize_with = "as_ms")]
    pub lasted: Duration,
}

/// Somebody in a bot's call, as a test sees it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct BotCallPerson {
    /// The identity set of the roster.
    pub identity: Value,
    /// `ringing`, `in` or `left`.
    pub standing: &'static str,
    /// The prompts heard, by URI.
    pub heard: Vec<String>,
    /// The tones the bot sent.
    pub tones: String,
    /// Whether hold music plays.
    pub is_held: bool,
}

fn as_ms<S: serde::Serializer>(lasted: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(crate::people::millis(*lasted))
}
