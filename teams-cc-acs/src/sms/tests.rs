use std::sync::Arc;

use parking_lot::Mutex;
use serde_json::{Value, json};
use teams_cc_core::channel::{Channel, Identity, Inbox, Received, Report, Taken, Thread, ThreadId};
use teams_cc_core::{E164, Error, ErrorKind, Retry};

use super::{Sms, segments};
use crate::testing::{Reaction, answer, scripted};
use crate::{CallAutomation, Post};
use teams_cc_http::send::Outgoing;

#[derive(Default)]
struct Tray {
    received: Mutex<Vec<Received>>,
    reports: Mutex<Vec<Report>>,
    is_full: Mutex<bool>,
}

impl Inbox for Tray {
    fn take(&self, received: Received) -> Result<Taken, Error> {
        if *self.is_full.lock() {
            let full = Error::new("TCC-ACS-0304", ErrorKind::Throttled, "full");
            return Err(full.with_retry(Retry::After(std::time::Duration::from_secs(1))));
        }
        self.received.lock().push(received);
        Ok(Taken::New)
    }

    fn report(&self, _: &str, report: Report) {
        self.reports.lock().push(report);
    }

    fn left(&self, _: &str, _: &ThreadId) {}
}

fn ours() -> E164 {
    "+18005550100".parse().unwrap()
}

type Asked = Arc<Mutex<Vec<Outgoing>>>;

/// A service that answers like this, and what it was asked.
fn service(reaction: impl Fn() -> Reaction + Send + 'static) -> (CallAutomation, Asked) {
    let asked = Asked::default();
    let asking = asked.clone();
    let acs = scripted(7, move |_, outgoing| {
        asking.lock().push(outgoing.clone());
        reaction()
    });
    (acs, asked)
}

fn one(status: u16) -> Reaction {
    let ok = status == 202;
    let one = json!({"to": "+14255550107", "messageId": "Outgoing_1", "httpStatusCode": status,
        "repeatabilityResult": "accepted", "successful": ok});
    answer(202, &json!({"value": [one]}))
}

fn sms(acs: &CallAutomation) -> Sms {
    acs.sms(ours())
}

fn nora() -> Thread {
    let number = "+14255550107".parse().unwrap();
    let (id, customer) = (ThreadId::new("+14255550107"), Identity::Phone(number));
    Thread { id, customer, reference: String::new() }
}

#[tokio::test]
async fn a_text_is_sent_with_an_id_of_its_own_and_a_report_asked_for() {
    let (acs, asked) = service(|| one(202));
    let sent = sms(&acs).send(&nora(), &"Hello".into()).await.unwrap();
    assert_eq!(sent.as_deref(), Some("Outgoing_1"));
    let asked = asked.lock();
    assert_eq!(asked[0].url.path(), "/sms");
    assert_eq!(asked[0].url.query(), Some("api-version=2021-03-07"));
    let body: Value = serde_json::from_slice(asked[0].body.as_deref().unwrap()).unwrap();
    assert_eq!((&body["from"], &body["message"]), (&json!("+18005550100"), &json!("Hello")));
    assert_eq!(body["smsSendOptions"], json!({"enableDeliveryReport": true}));
    let recipient = &body["smsRecipients"][0];
    assert!(recipient["repeatabilityRequestId"].as_str().unwrap().parse::<uuid::Uuid>().is_ok());
    assert!(recipient["repeatabilityFirstSent"].as_str().unwrap().ends_with("GMT"));
}

#[tokio::test]
async fn a_refused_recipient_says_whether_to_try_again() {
    for (status, code, again) in
        [(400, "TCC-ACS-0801", false), (429, "TCC-ACS-0802", true), (500, "TCC-ACS-0801", true)]
    {
        let (acs, _) = service(move || one(status));
        let error = sms(&acs).send(&nora(), &"Hello".into()).await.unwrap_err();
        assert_eq!(error.code(), code);
        assert_eq!(matches!(error.retry(), Retry::After(_)), again, "{status}");
    }
    let mail = Thread { customer: Identity::mail("a@b").unwrap(), ..nora() };
    let (acs, _) = service(|| one(202));
    let error = sms(&acs).send(&mail, &"Hello".into()).await.unwrap_err();
    assert_eq!(error.code(), "TCC-ACS-0803");
}

fn news(kind: &str, body: &Value) -> Vec<u8> {
    let kind = format!("Microsoft.Communication.{kind}");
    let event = json!([{"id": "e1", "topic": "t", "subject": "s", "eventType": kind, "data": body,
        "dataVersion": "1.0", "metadataVersion": "1", "eventTime": "2026-11-29T08:00:00Z"}]);
    event.to_string().into_bytes()
}

#[tokio::test]
async fn news_of_event_grid_reaches_the_inbox_and_comes_again_if_it_is_full() {
    let ((acs, _), tray) = (service(|| one(202)), Arc::new(Tray::default()));
    let (_calls, webhook) = acs.listen("https://cc.example/acs");
    let webhook = webhook.text_messages(&acs.sms(ours()), tray.clone());
    let received = json!({"messageId": "Incoming_1", "from": "14255550107", "to": "18005550100",
        "message": "Where is my parcel?", "receivedTimestamp": "2026-11-29T08:00:00.1234567Z"});
    let post = news("SMSReceived", &received);
    *tray.is_full.lock() = true;
    let full = webhook.receive(Post { body: &post, ..Post::default() }).await;
    assert_eq!((full.status, tray.received.lock().len()), (503, 0));
    *tray.is_full.lock() = false;
    assert_eq!(webhook.receive(Post { body: &post, ..Post::default() }).await.status, 200);
    {
        let all = tray.received.lock();
        assert_eq!(
            (all[0].id.as_str(), all[0].text.as_str()),
            ("Incoming_1", "Where is my parcel?")
        );
        assert_eq!(all[0].thread, nora());
        assert_eq!(all[0].sent_ms, Some(1_795_939_200_123));
    }
    // With capital letters, as the documents had it once.
    for (status, arrived) in [("Delivered", true), ("Failed", false)] {
        let report = json!({"MessageId": "Outgoing_1", "From": "18005550100",
            "To": "+14255550107", "DeliveryStatus": status});
        let post = news("SMSDeliveryReportReceived", &report);
        webhook.receive(Post { body: &post, ..Post::default() }).await;
        let last = tray.reports.lock().last().cloned().unwrap();
        assert_eq!(last, Report { message: "Outgoing_1".into(), arrived });
    }
    // Of another number, or a short code: nobody's.
    for to in ["18005550199", "12345678901234567", ""] {
        let post = news("SMSReceived", &json!({"from": "14255550107", "to": to}));
        webhook.receive(Post { body: &post, ..Post::default() }).await;
    }
    assert_eq!(tray.received.lock().len(), 1);
}

#[test]
fn segments_are_counted_as_carriers_do() {
    for (text, count, unicode) in [
        ("a".repeat(160), 1, false),
        ("a".repeat(161), 2, false),
        ("€".repeat(80), 1, false),
        ("€".repeat(81), 2, false),
        ("ж".repeat(70), 1, true),
        ("ж".repeat(71), 2, true),
        ("👍".repeat(35), 1, true),
        (String::new(), 1, false),
    ] {
        let counted = segments(&text);
        assert_eq!((counted.count, counted.unicode), (count, unicode), "{text}");
    }
}
