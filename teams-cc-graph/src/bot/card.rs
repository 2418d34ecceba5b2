//! Adaptive cards: a small builder whose cards are valid 1.5 JSON.

use serde_json::{Map, Value, json};

/// The version of the schema that Teams understands on desktop, web and mobile.
pub const CARD_VERSION: &str = "1.5";

/// An adaptive card, built from above to below.
///
/// ```
/// use teams_cc_graph::Card;
///
/// let card = Card::new()
///     .title("A customer waits")
///     .fact("Topic", "billing")
///     .note("notes", "What was it about?")
///     .button("Done", "wrapped-up");
/// assert_eq!(card.json()["type"], "AdaptiveCard");
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Card {
    body: Vec<Value>,
    facts: Vec<Value>,
    actions: Vec<Value>,
}

impl Card {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// A line in large letters.
    pub fn title(self, text: impl Into<String>) -> Self {
        let text = text.into();
        self.element(json!({
            "type": "TextBlock", "text": text, "size": "Large", "weight": "Bolder", "wrap": true
        }))
    }

    /// A paragraph.
    pub fn text(self, text: impl Into<String>) -> Self {
        let text = text.into();
        self.element(json!({"type": "TextBlock", "text": text, "wrap": true}))
    }

    /// A name and its value; those that follow each other stand in one table.
    pub fn fact(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let (title, value) = (name.into(), value.into());
        self.facts.push(json!({"title": title, "value": value}));
        self
    }

    /// A field for several lines of text, which comes back under `id`.
    pub fn note(self, id: impl Into<String>, placeholder: impl Into<String>) -> Self {
        let (id, placeholder) = (id.into(), placeholder.into());
        self.element(json!({
            "type": "Input.Text", "id": id, "placeholder": placeholder, "isMultiline": true,
            "maxLength": 4_000
        }))
    }

    /// A choice of one, which comes back under `id`: pairs of what is shown and what comes back.
    pub fn choice<S: Into<String>>(
        self,
        id: impl Into<String>,
        choices: impl IntoIterator<Item = (S, S)>,
    ) -> Self {
        let choices = choices.into_iter().map(|(title, value)| {
            let (title, value) = (title.into(), value.into());
            json!({"title": title, "value": value})
        });
        let (id, choices) = (id.into(), choices.collect::<Vec<_>>());
        self.element(json!({"type": "Input.ChoiceSet", "id": id, "choices": choices}))
    }

    /// A button whose press comes to the bot as a [`Press`](crate::Press) with this verb and what
    /// the fields hold (`Action.Execute`).
    pub fn button(self, title: impl Into<String>, verb: impl Into<String>) -> Self {
        self.button_with(title, verb, &Map::new())
    }

    /// The same, with values that come back as they are.
    pub fn button_with(
        mut self,
        title: impl Into<String>,
        verb: impl Into<String>,
        values: &Map<String, Value>,
    ) -> Self {
        let (title, verb) = (title.into(), verb.into());
        let action =
            json!({"type": "Action.Execute", "title": title, "verb": verb, "data": values});
        self.actions.push(action);
        self
    }

    /// A button that opens a page.
    pub fn link(mut self, title: impl Into<String>, url: impl Into<String>) -> Self {
        let (title, url) = (title.into(), url.into());
        self.actions.push(json!({"type": "Action.OpenUrl", "title": title, "url": url}));
        self
    }

    /// Any element of the schema, as JSON.
    pub fn element(mut self, element: Value) -> Self {
        self.end_of_facts();
        self.body.push(element);
        self
    }

    /// As Teams takes it.
    pub fn json(&self) -> Value {
        let mut whole = self.clone();
        whole.end_of_facts();
        json!({
            "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
            "type": "AdaptiveCard",
            "version": CARD_VERSION,
            "body": whole.body,
            "actions": whole.actions,
        })
    }

    /// As an attachment of an activity.
    pub(crate) fn attachment(&self) -> Value {
        json!({"contentType": "application/vnd.microsoft.card.adaptive", "content": self.json()})
    }

    fn end_of_facts(&mut self) {
        if !self.facts.is_empty() {
            let facts = std::mem::take(&mut self.facts);
            self.body.push(json!({"type": "FactSet", "facts": facts}));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every type that the builder writes, with what the 1.5 schema requires of it.
    #[test]
    fn cc_31_what_is_built_has_what_the_schema_requires() {
        let card = Card::new()
            .title("A customer waits")
            .fact("Topic", "billing")
            .fact("Waited", "12 s")
            .text("They called twice today.")
            .note("notes", "What was it about?")
            .choice("outcome", [("Solved", "solved"), ("Call back", "later")])
            .button("Done", "wrapped-up")
            .link("Open", "https://crm.contoso.example/1")
            .json();
        let required = [
            ("TextBlock", &["text"][..]),
            ("FactSet", &["facts"]),
            ("Input.Text", &["id"]),
            ("Input.ChoiceSet", &["id", "choices"]),
            ("Action.Execute", &["title", "verb"]),
            ("Action.OpenUrl", &["title", "url"]),
        ];
        let elements = ["body", "actions"].iter().flat_map(|part| card[*part].as_array().unwrap());
        let mut met = std::collections::BTreeSet::new();
        for element in elements {
            let kind = element["type"].as_str().unwrap();
            let fields = required.iter().find(|(name, _)| *name == kind).unwrap().1;
            assert!(fields.iter().all(|field| !element[*field].is_null()), "{element}");
            met.insert(kind);
        }
        assert_eq!(met.len(), required.len());
        assert_eq!(
            (card["type"].as_str(), card["version"].as_str()),
            (Some("AdaptiveCard"), Some("1.5"))
        );
        assert_eq!(card["body"][1]["facts"].as_array().unwrap().len(), 2, "one table");
    }
}
