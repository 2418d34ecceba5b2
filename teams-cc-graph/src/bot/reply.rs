//! What a bot answers to an invocation, in the body of the HTTP answer.

use serde_json::{Value, json};

use super::card::Card;

/// Teams cuts toasts; longer ones are shortened.
const LONGEST_TOAST: usize = 1_024;
/// Results of one search; Teams shows no more.
const MOST_RESULTS: usize = 50;

/// The answer to a [`Press`](crate::Press) or a [`Search`](crate::Search): status 200 with
/// [`body`](Self::body). Teams waits a few seconds only: answer first, work afterwards.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply(Value);

impl Reply {
    /// A short text above the card.
    pub fn text(text: impl AsRef<str>) -> Self {
        let value: String = text.as_ref().chars().take(LONGEST_TOAST).collect();
        Self(json!({
            "statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": value
        }))
    }

    /// Another card in the place of the one that was pressed.
    pub fn card(card: &Card) -> Self {
        Self(json!({
            "statusCode": 200, "type": "application/vnd.microsoft.card.adaptive",
            "value": card.json()
        }))
    }

    /// It did not work: `status` from 400 to 599, a code for programs, a text for people.
    pub fn failed(status: u16, code: impl AsRef<str>, text: impl AsRef<str>) -> Self {
        let (code, text) = (code.as_ref(), text.as_ref());
        Self(json!({
            "statusCode": status.clamp(400, 599), "type": "application/vnd.microsoft.error",
            "value": {"code": code, "message": text}
        }))
    }

    /// Results of a search: a title for the list and the card that is put into the message.
    pub fn found(results: impl IntoIterator<Item = (String, Card)>) -> Self {
        let attachments = results.into_iter().take(MOST_RESULTS).map(|(title, card)| {
            let mut attachment = card.attachment();
            if let Value::Object(attachment) = &mut attachment {
                let preview = json!({
                    "contentType": "application/vnd.microsoft.card.thumbnail",
                    "content": {"title": title}
                });
                attachment.insert("preview".into(), preview);
            }
            attachment
        });
        let attachments: Vec<Value> = attachments.collect();
        Self(json!({"composeExtension": {
            "type": "result", "attachmentLayout": "list", "attachments": attachments
        }}))
    }

    /// The body of the HTTP answer.
    pub fn body(&self) -> &Value {
        &self.0
    }
}
