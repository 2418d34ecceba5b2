//! The context that travels with a call.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{E164, Handover};

/// What the next one knows before the first word: who calls, why, and what was said so far. Made
/// where a call is understood (an assistant, a menu, a customer file), read where it goes on: an
/// agent's screen, another system. The same for every wire; on Call Automation it travels as
/// `teamsPhoneCallDetails`.
///
/// Every field may be empty. All of it is personal: `Debug` shows which fields there are.
///
/// ```
/// use teams_cc_core::{CallContext, Handover, Need};
///
/// let handover = Handover { need: Need::anyone(), summary: "The card is lost.".into() };
/// let context = CallContext::from(&handover)
///     .name("Adele Vance")
///     .record_id("crm-4711")
///     .authenticated()
///     .intent("block a card")
///     .suggested_actions("Block the card, send another.")
///     .fact("loyalty", "gold");
/// assert_eq!(context.summary, "The card is lost.");
/// assert!(!format!("{context:?}").contains("Adele"));
/// ```
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct CallContext {
    /// Who calls, by name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// From which number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<E164>,
    /// The caller's record in the customer file.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub record_id: String,
    /// What opens on the agent's screen.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub screen_pop_url: String,
    /// Whether the caller has proved who they are.
    pub is_authenticated: bool,
    /// What else is known about the caller.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, String>,
    /// The conversation, where several calls and chats are one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub session_id: String,
    /// What the caller wants.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub intent: String,
    /// What it is about.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub topic: String,
    /// What was said so far, in a line.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub summary: String,
    /// How the caller feels about it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sentiment: String,
    /// What the next one could do.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub suggested_actions: String,
    /// Where every word of it can be read.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub transcript_url: String,
}

macro_rules! texts {
    ($($field:ident: $what:literal,)*) => {
        $(
            #[doc = $what]
            #[must_use]
            pub fn $field(mut self, text: impl Into<String>) -> Self {
                self.$field = text.into();
                self
            }
        )*
    };
}

impl CallContext {
    texts! {
        name: "Who calls, by name.",
        record_id: "The caller's record in the customer file.",
        screen_pop_url: "What opens on the agent's screen.",
        session_id: "The conversation, where several calls and chats are one.",
        intent: "What the caller wants.",
        topic: "What it is about.",
        summary: "What was said so far, in a line.",
        sentiment: "How the caller feels about it.",
        suggested_actions: "What the next one could do.",
        transcript_url: "Where every word of it can be read.",
    }

    /// From which number.
    #[must_use]
    pub fn number(mut self, number: E164) -> Self {
        self.number = Some(number);
        self
    }

    /// The caller has proved who they are.
    #[must_use]
    pub fn authenticated(mut self) -> Self {
        self.is_authenticated = true;
        self
    }

    /// Something else that is known about the caller.
    #[must_use]
    pub fn fact(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.facts.insert(name.into(), value.into());
        self
    }
}

/// What an assistant leaves behind: its summary.
impl From<&Handover> for CallContext {
    fn from(handover: &Handover) -> Self {
        Self::default().summary(handover.summary.clone())
    }
}

impl fmt::Debug for CallContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts = [
            ("name", &self.name),
            ("record_id", &self.record_id),
            ("screen_pop_url", &self.screen_pop_url),
            ("session_id", &self.session_id),
            ("intent", &self.intent),
            ("topic", &self.topic),
            ("summary", &self.summary),
            ("sentiment", &self.sentiment),
            ("suggested_actions", &self.suggested_actions),
            ("transcript_url", &self.transcript_url),
        ];
        let there = texts.iter().filter(|(_, text)| !text.is_empty());
        let mut set = f.debug_set();
        set.entries(there.map(|(name, _)| name));
        set.entries(self.number.iter().map(|_| "number"));
        set.entries((!self.facts.is_empty()).then_some("facts"));
        set.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_context_keeps_what_it_knows_and_shows_only_that_it_knows() {
        let context = CallContext::default()
            .name("Adele Vance")
            .number("+14255550100".parse().unwrap())
            .fact("pin", "1234");
        let text = serde_json::to_string(&context).unwrap();
        assert_eq!(serde_json::from_str::<CallContext>(&text).unwrap(), context);
        assert!(!text.contains("summary"), "what is empty is not written: {text}");
        let shown = format!("{context:?}");
        assert_eq!(shown, "{\"name\", \"number\", \"facts\"}");
        // Fields of a newer version are no reason to lose a call.
        let newer: CallContext = serde_json::from_str(r#"{"mood":"fine","intent":"x"}"#).unwrap();
        assert_eq!(newer.intent, "x");
    }
}
