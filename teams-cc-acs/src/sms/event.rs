//! Event Grid's news of text messages.

use jiff::Timestamp;
use serde_json::Value;
use teams_cc_core::E164;

use crate::events::GridEvent;

/// One piece of news.
#[derive(Debug, PartialEq)]
pub(super) enum SmsEvent {
    Received { id: String, from: E164, to: E164, text: String, at_ms: Option<i64> },
    Reported { message: String, from: E164, arrived: bool },
}

impl SmsEvent {
    /// `None` if it is about something else, or its numbers are none (a short code).
    pub(super) fn of(event: &GridEvent) -> Option<Self> {
        let GridEvent::Other { id, kind, json } = event else { return None };
        let body = json.get("data")?;
        let text = |name: &str| field(body, name)?.as_str();
        let kind = kind.strip_prefix("Microsoft.Communication.")?;
        let (from, to) = (number(text("from")?)?, number(text("to")?)?);
        let message = text("messageId").unwrap_or(id).to_owned();
        if kind.eq_ignore_ascii_case("SMSReceived") {
            let at_ms = text("receivedTimestamp").and_then(|at| at.parse::<Timestamp>().ok());
            return Some(Self::Received {
                id: message,
                from,
                to,
                text: text("message").unwrap_or_default().to_owned(),
                at_ms: at_ms.map(Timestamp::as_millisecond),
            });
        }
        if kind.eq_ignore_ascii_case("SMSDeliveryReportReceived") {
            let arrived = text("deliveryStatus")?.eq_ignore_ascii_case("Delivered");
            return Some(Self::Reported { message, from, arrived });
        }
        None
    }
}

/// Fields were written with a capital letter once (`MessageId`).
fn field<'a>(body: &'a Value, name: &str) -> Option<&'a Value> {
    let body = body.as_object()?;
    body.get(name)
        .or_else(|| body.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, v)| v))
}

/// The documents' examples leave the plus out.
fn number(text: &str) -> Option<E164> {
    if text.starts_with('+') { text.parse().ok() } else { format!("+{text}").parse().ok() }
}
