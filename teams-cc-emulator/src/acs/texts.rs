//! Text messages: `/sms`, what customers write, delivery reports and received messages as events.
//! Written from "Sms - Send" (2021-03-07), "Telephony and SMS events" and "SMS FAQ".

use std::collections::{HashMap, HashSet, VecDeque};
use std::time::Duration;

use serde::Serialize;
use serde_json::{Value, json};
use teams_cc_core::{E164, Guid, Instant};

use super::answer::{Answer, Done, Object, missing, needed};
use super::api::Acs;
use super::book::{Book, Effect};

/// The version of the interface.
pub(crate) const VERSION: &str = "2021-03-07";
/// Recipients of one request.
const MOST_RECIPIENTS: usize = 100;
/// Letters of one message.
const MOST_LETTERS: usize = 2_048;
/// Messages kept; beyond it the oldest go.
const MOST_KEPT: usize = 10_000;
/// Messages of one number in a minute (toll-free).
const MOST_A_MINUTE: usize = 200;
const MINUTE: Duration = Duration::from_secs(60);

/// A text message, as data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SmsText {
    /// `messageId`.
    pub id: String,
    /// The sender's number.
    pub from: String,
    /// The recipient's.
    pub to: String,
    /// The words.
    pub text: String,
}

/// All text messages.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    sent: VecDeque<SmsText>,
    received: VecDeque<SmsText>,
    /// Customer and number that they stopped.
    stopped: HashSet<(String, String)>,
    /// Numbers that nothing reaches.
    dead: HashSet<String>,
    /// First answers by the recipient's own id.
    repeats: HashMap<String, Value>,
    /// When a number sent.
    rates: HashMap<String, VecDeque<Instant>>,
}

fn kept(list: &mut VecDeque<SmsText>, one: SmsText) {
    if list.len() >= MOST_KEPT {
        list.pop_front();
    }
    list.push_back(one);
}

/// The documents' examples leave the plus sign out.
fn bare(number: &str) -> &str {
    number.trim_start_matches('+')
}

impl Book {
    /// `POST /sms`.
    pub(crate) fn send_texts(&mut self, now: Instant, body: &Object) -> Done {
        let (from, message) = (needed(body, "from")?, needed(body, "message")?);
        if !self.lines.iter().any(|line| line.number == from) {
            return Err(Answer::error(401, "Unauthorized", "The number is not of this resource."));
        }
        if message.chars().count() > MOST_LETTERS {
            return Err(Answer::field("message", "is too long"));
        }
        let recipients = body.get("smsRecipients").and_then(Value::as_array);
        let recipients = recipients.ok_or_else(|| missing("smsRecipients"))?;
        if recipients.is_empty() || recipients.len() > MOST_RECIPIENTS {
            return Err(Answer::field("smsRecipients", "must hold 1 to 100 recipients"));
        }
        let options = body.get("smsSendOptions").cloned().unwrap_or_default();
        let recipients = recipients.clone();
        let one = |recipient| self.send_text(now, &from, recipient, &message, &options);
        let value: Vec<Value> = recipients.iter().map(one).collect();
        Ok(Answer::json(202, json!({ "value": value })))
    }

    fn send_text(
        &mut self,
        now: Instant,
        from: &str,
        recipient: &Value,
        message: &str,
        options: &Value,
    ) -> Value {
        let to = recipient["to"].as_str().unwrap_or_default().to_owned();
        let no = |status: u16, why: &str| json!({"to": to, "httpStatusCode": status, "successful": false, "errorMessage": why});
        if to.parse::<E164>().is_err() {
            return no(400, "Invalid To phone number format.");
        }
        let repeat = recipient["repeatabilityRequestId"].as_str().map(str::to_owned);
        if let Some(repeat) = &repeat {
            if repeat.parse::<Guid>().is_err() {
                return no(400, "Invalid repeatabilityRequestId.");
            }
            if let Some(first) = self.texts.repeats.get(repeat) {
                return first.clone();
            }
        }
        let rate = self.texts.rates.entry(from.to_owned()).or_default();
        while rate.front().is_some_and(|at| now.since(*at) >= MINUTE) {
            rate.pop_front();
        }
        if rate.len() >= MOST_A_MINUTE {
            return no(429, "Too many messages from this number.");
        }
        rate.push_back(now);
        let id = format!("Outgoing_{}", self.id());
        let has_stopped = self.texts.stopped.contains(&(to.clone(), from.to_owned()));
        let fails = has_stopped || self.texts.dead.contains(&to);
        if !fails {
            let text =
                SmsText { id: id.clone(), from: from.into(), to: to.clone(), text: message.into() };
            kept(&mut self.texts.sent, text);
        }
        if options["enableDeliveryReport"] == true {
            let (status, details) = match (has_stopped, fails) {
                (true, _) => ("Failed", "The recipient has opted out."),
                (_, true) => ("Failed", "The destination number is not reachable."),
                _ => ("Delivered", "No error."),
            };
            let at = self.date(now);
            let (good, lost) = if fails { (0, 1) } else { (1, 0) };
            let mut data = json!({"messageId": id, "from": bare(from), "to": to,
                "deliveryStatus": status, "deliveryStatusDetails": details, "receivedTimestamp": at,
                "deliveryAttempts": [{"timestamp": at, "segmentsSucceeded": good,
                    "segmentsFailed": lost}]});
            if let Some(tag) = options["tag"].as_str() {
                data["tag"] = tag.into();
            }
            let kind = "Microsoft.Communication.SMSDeliveryReportReceived";
            self.push(Effect::Grid(kind, format!("/phonenumber/{}", bare(from)), data));
        }
        let answer = json!({"to": to, "messageId": id, "httpStatusCode": 202,
            "repeatabilityResult": "accepted", "successful": true});
        if let Some(repeat) = repeat
            && self.texts.repeats.len() < MOST_KEPT
        {
            self.texts.repeats.insert(repeat, answer.clone());
        }
        answer
    }

    /// A customer writes; false if the resource has no such number.
    pub(crate) fn text_comes(&mut self, now: Instant, from: &str, to: &str, text: &str) -> bool {
        if !self.lines.iter().any(|line| line.number == to) {
            return false;
        }
        let pair = (from.to_owned(), to.to_owned());
        match text.trim().to_ascii_uppercase().as_str() {
            "STOP" | "STOPALL" | "UNSUBSCRIBE" | "CANCEL" | "END" | "QUIT" => {
                self.texts.stopped.insert(pair);
            }
            "START" | "YES" | "UNSTOP" => {
                self.texts.stopped.remove(&pair);
            }
            _ => {}
        }
        let id = format!("Incoming_{}", self.id());
        let data = json!({"messageId": id, "from": bare(from), "to": bare(to), "message": text,
            "receivedTimestamp": self.date(now), "segmentCount": text.chars().count().div_ceil(153).max(1)});
        let one = SmsText { id, from: from.into(), to: to.into(), text: text.into() };
        kept(&mut self.texts.received, one);
        let kind = "Microsoft.Communication.SMSReceived";
        self.push(Effect::Grid(kind, format!("/phonenumber/{}", bare(to)), data));
        true
    }
}

impl Acs {
    /// Somebody writes a text message to a number of the resource; false if it has no such number.
    pub fn text(&self, from: &str, to: &str, text: &str) -> bool {
        self.stage().acs.with(|book, now| book.text_comes(now, from, to, text))
    }

    /// Nothing reaches this number from now on: delivery reports say so.
    pub fn no_text_reaches(&self, number: &str) {
        self.stage().acs.with(|book, _| book.texts.dead.insert(number.to_owned()));
    }

    /// Text messages that reached a number, oldest first.
    pub fn texts_of(&self, number: &str) -> Vec<SmsText> {
        self.stage()
            .acs
            .look(|book| book.texts.sent.iter().filter(|text| text.to == number).cloned().collect())
    }

    /// Waits until so many text messages have reached a number; `None` after ten seconds.
    pub async fn next_text(&self, number: &str, after: usize) -> Option<SmsText> {
        self.until(|book| {
            book.texts.sent.iter().filter(|text| text.to == number).nth(after).cloned()
        })
        .await
    }
}
