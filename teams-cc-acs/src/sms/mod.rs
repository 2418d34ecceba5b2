//! Text messages of a number of the resource, as a [`Channel`].
//!
//! ```no_run
//! use std::sync::Arc;
//! use teams_cc_acs::CallAutomation;
//! use teams_cc_core::channel::Inbox;
//! use teams_cc_core::{E164, Error};
//!
//! fn text_messages(acs: &CallAutomation, inbox: Arc<dyn Inbox>) -> Result<(), Error> {
//!     let number: E164 = "+18005550100".parse()?;
//!     let sms = acs.sms(number); // join it to the conversations
//!     let (_calls, webhook) = acs.listen("https://cc.contoso.example/acs");
//!     let webhook = webhook.text_messages(&sms, inbox); // serve it: Event Grid posts there
//! #   drop(webhook);
//!     Ok(())
//! }
//! ```
//!
//! The Event Grid subscription includes `SMSReceived` and `SMSDeliveryReportReceived`. A message
//! is acknowledged only when the inbox has taken it: Event Grid brings it again otherwise.
//!
//! # Source
//! Microsoft, "Sms - Send" (REST, 2021-03-07); "Azure Communication Services - Telephony and SMS
//! events"; "SMS FAQ".

mod event;
mod segments;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use teams_cc_core::channel::{
    Abilities, Channel, Identity, Inbox, Outgoing, Received, Report, Sending, Thread, ThreadId,
};
use teams_cc_core::{E164, Error, Medium, Retry};

use crate::auth::signature::http_date;
use crate::events::GridEvent;
use crate::{CallAutomation, Request, error};
use event::SmsEvent;
pub use segments::{Segments, segments};

/// The version of `/sms`.
pub const SMS_API_VERSION: &str = "2021-03-07";
/// Ten segments, whichever letters; carriers carry no more (SMS FAQ).
const LONGEST: usize = 670;

/// Text messages from and to one number. Cheap to clone; made by [`CallAutomation::sms`].
#[derive(Clone, Debug)]
pub struct Sms {
    acs: CallAutomation,
    number: E164,
    name: Arc<str>,
}

/// What is asked of the service.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SendMessage {
    from: String,
    sms_recipients: Vec<Recipient>,
    message: String,
    sms_send_options: Options,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Recipient {
    to: String,
    repeatability_request_id: String,
    repeatability_first_sent: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Options {
    enable_delivery_report: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    tag: Option<String>,
}

/// What the service says about each recipient.
#[derive(Debug, Default, Deserialize)]
struct Sent {
    #[serde(default)]
    value: Vec<One>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct One {
    message_id: Option<String>,
    #[serde(default)]
    http_status_code: u16,
    #[serde(default)]
    successful: bool,
}

impl CallAutomation {
    /// Text messages of this number of the resource; as a channel it is named `sms`.
    pub fn sms(&self, number: E164) -> Sms {
        Sms { acs: self.clone(), number, name: "sms".into() }
    }
}

impl Sms {
    /// Another name, for a centre with several numbers.
    pub fn named(mut self, name: impl Into<Arc<str>>) -> Self {
        self.name = name.into();
        self
    }

    /// Our number.
    pub fn number(&self) -> E164 {
        self.number
    }

    /// Sends a text and asks for a delivery report; gives the message's id. The recipient carries
    /// an id of its own, so that a repetition sends nothing twice.
    ///
    /// # Errors
    /// `TCC-ACS-0801`: the service refused this recipient. `0802`: it throttles us. Else as every
    /// request.
    pub async fn send_text(&self, to: E164, text: &str) -> Result<String, Error> {
        let recipient = Recipient {
            to: to.to_string(),
            repeatability_request_id: self.uuid(),
            repeatability_first_sent: http_date(self.acs.clock().wall_s())?,
        };
        let message = SendMessage {
            from: self.number.to_string(),
            sms_recipients: vec![recipient],
            message: text.to_owned(),
            sms_send_options: Options { enable_delivery_report: true, tag: None },
        };
        let url = self.acs.url_of("/sms", SMS_API_VERSION);
        let request = Request::<Sent>::to(self.acs.clone(), reqwest::Method::POST, url);
        let sent = request.json(&message).harmless().await?;
        let one = sent.value.into_iter().next().unwrap_or_default();
        match (one.successful, one.message_id) {
            (true, Some(id)) => Ok(id),
            _ => Err(refused(one.http_status_code)),
        }
    }

    fn uuid(&self) -> String {
        let mut bytes = [0; 16];
        self.acs.fork_rng().fill(&mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
    }

    /// Hands news of Event Grid about this number to an inbox; `None` if it is about something
    /// else.
    ///
    /// # Errors
    /// What the inbox says: the event is to be brought again if [`Error::retry`] allows.
    pub fn heed(&self, event: &GridEvent, inbox: &dyn Inbox) -> Option<Result<(), Error>> {
        match SmsEvent::of(event)? {
            SmsEvent::Received { id, from, to, text, at_ms } if to == self.number => {
                let thread = Thread {
                    id: ThreadId::new(from.to_string()),
                    customer: Identity::Phone(from),
                    reference: String::new(),
                };
                let mut received = Received::new(self.name.clone(), thread, id, text);
                received.sent_ms = at_ms;
                Some(inbox.take(received).map(drop))
            }
            SmsEvent::Reported { message, from, arrived } if from == self.number => {
                inbox.report(&self.name, Report { message, arrived });
                Some(Ok(()))
            }
            _ => None,
        }
    }
}

/// One recipient was refused, with an HTTP status of its own.
fn refused(status: u16) -> Error {
    match status {
        429 => error::sms_throttled(),
        500..=599 => error::sms_refused(status).with_retry(Retry::After(Duration::from_secs(1))),
        _ => error::sms_refused(status),
    }
}

impl Channel for Sms {
    fn name(&self) -> &str {
        &self.name
    }

    fn medium(&self) -> Medium {
        Medium::Sms
    }

    fn abilities(&self) -> Abilities {
        let mut abilities = Abilities::text();
        abilities.longest = LONGEST;
        abilities.reports = true;
        abilities.opt_out = true;
        // Nobody waits in front of a telephone for the next text message.
        abilities.is_live = false;
        abilities
    }

    fn send<'a>(&'a self, to: &'a Thread, what: &'a Outgoing) -> Sending<'a> {
        Box::pin(async move {
            let Identity::Phone(number) = to.customer else { return Err(error::sms_no_number()) };
            self.send_text(number, &what.text).await.map(Some)
        })
    }
}
