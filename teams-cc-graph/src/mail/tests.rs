use std::sync::Arc;

use parking_lot::Mutex;
use reqwest::Method;
use serde_json::{Value, json};
use teams_cc_core::channel::{Channel, Identity, Inbox, Received, Report, Taken, Thread, ThreadId};
use teams_cc_core::{Error, ErrorKind};

use super::{Mailbox, mail_of, read};
use crate::testing::{answer, scripted};

#[derive(Default)]
struct Tray(Mutex<Vec<Received>>, Mutex<bool>);

impl Inbox for Tray {
    fn take(&self, received: Received) -> Result<Taken, Error> {
        if *self.1.lock() {
            return Err(Error::new("TCC-GRAPH-0301", ErrorKind::Throttled, "full"));
        }
        let mut all = self.0.lock();
        let known = all.iter().any(|one| one.id == received.id);
        all.push(received);
        Ok(if known { Taken::Again } else { Taken::New })
    }

    fn report(&self, _: &str, _: Report) {}

    fn left(&self, _: &str, _: &ThreadId) {}
}

fn mail() -> Value {
    json!({
        "id": "AAMk=", "subject": "My parcel", "conversationId": "AAQk",
        "internetMessageId": "<1@contoso.example>", "receivedDateTime": "2026-11-29T08:00:00Z",
        "from": {"emailAddress": {"name": "Nora", "address": "Nora@contoso.example"}},
        "hasAttachments": true, "isDraft": false,
        "uniqueBody": {"contentType": "text", "content": "Where is it?\r\n"},
        "body": {"contentType": "text", "content": "Where is it?\r\n> quoted"},
    })
}

type Asked = Arc<Mutex<Vec<(Method, String, Value)>>>;

/// A mailbox whose Graph holds one mail.
fn mailbox(mail: Value) -> (Mailbox, Asked) {
    let asked = Asked::default();
    let asking = asked.clone();
    let graph = scripted(7, move |_, outgoing| {
        let body = outgoing.body.as_deref().map(serde_json::from_slice);
        let body = body.transpose().unwrap().unwrap_or_default();
        let path = outgoing.url.path().to_owned();
        if outgoing.url.query().is_some_and(|query| query.contains("uniqueBody")) {
            let prefers = "outlook.body-content-type=\"text\"";
            assert!(outgoing.headers.get_all("prefer").iter().any(|value| value == prefers));
        }
        asking.lock().push((outgoing.method.clone(), path.clone(), body));
        match outgoing.method {
            Method::GET if path.ends_with("/attachments") => answer(
                200,
                &json!({"value": [{"id": "F1", "name": "photo.png", "contentType": "image/png",
                    "size": 77}]}),
            ),
            Method::GET if path.ends_with("/messages") => answer(200, &json!({"value": [mail]})),
            Method::GET => answer(200, &mail),
            Method::PATCH => answer(200, &mail),
            _ => answer(202, &Value::Null),
        }
    });
    (graph.mailbox("care@contoso.example").unwrap(), asked)
}

#[tokio::test]
async fn a_mail_is_fetched_read_handed_over_and_then_marked() {
    let (mailbox, asked) = mailbox(mail());
    let tray = Tray::default();
    assert_eq!(mailbox.fetch("AAMk=", &tray).await.unwrap(), Some(Taken::New));
    {
        let all = tray.0.lock();
        let one = &all[0];
        assert_eq!((one.text.as_str(), one.id.as_str()), ("Where is it?", "<1@contoso.example>"));
        assert_eq!(one.subject.as_deref(), Some("My parcel"));
        assert_eq!(one.thread.customer, Identity::mail("nora@contoso.example").unwrap());
        assert_eq!(one.thread.reference, "AAMk=");
        assert_eq!(
            (one.attachments[0].name.as_str(), one.attachments[0].bytes),
            ("photo.png", Some(77))
        );
        assert_eq!(one.sent_ms, Some(1_795_939_200_000));
    }
    assert_eq!(mailbox.sweep(&tray).await.unwrap(), 0, "it is known");
    let marks = |asked: &Asked| asked.lock().iter().filter(|a| a.0 == Method::PATCH).count();
    assert_eq!(marks(&asked), 2);
    // What is not taken stays unread, for the next sweep.
    *tray.1.lock() = true;
    assert!(mailbox.sweep(&tray).await.is_err());
    assert_eq!(marks(&asked), 2);
}

#[tokio::test]
async fn answers_are_replies_and_ask_for_no_automatic_answer() {
    let (mailbox, asked) = mailbox(mail());
    let customer = Identity::mail("nora@contoso.example").unwrap();
    let mut thread = Thread { id: ThreadId::new("AAQk"), customer, reference: "AAMk=".into() };
    mailbox.send(&thread, &"Tomorrow.\nBye".into()).await.unwrap();
    thread.reference.clear();
    mailbox.send(&thread, &"Tomorrow.\nBye".into()).await.unwrap();
    thread.customer = Identity::account("web", "nora");
    let error = mailbox.send(&thread, &"Tomorrow.".into()).await.unwrap_err();
    assert_eq!(error.code(), "TCC-GRAPH-0610");
    let asked = asked.lock();
    let (method, path, body) = &asked[0];
    assert_eq!(*method, Method::POST);
    assert!(
        path.ends_with("/users/care@contoso.example/messages/AAMk%3D/reply")
            || path.ends_with("/users/care%40contoso.example/messages/AAMk%3D/reply"),
        "{path}"
    );
    assert_eq!(body["comment"], "Tomorrow.\nBye");
    let silence = json!([{"name": "X-Auto-Response-Suppress", "value": "All"}]);
    assert_eq!(body["message"]["internetMessageHeaders"], silence);
    assert!(asked[1].1.ends_with("/sendMail"));
    assert_eq!(asked[1].2["message"]["subject"], "Tomorrow.");
    assert_eq!(asked.len(), 2);
}

#[tokio::test]
async fn machines_do_not_talk_to_machines() {
    let header = |name: &str, value: &str| json!([{"name": name, "value": value}]);
    for (field, value) in [
        ("internetMessageHeaders", header("Auto-Submitted", "auto-replied")),
        ("internetMessageHeaders", header("precedence", "Bulk")),
        ("internetMessageHeaders", header("List-Id", "<news.example>")),
        ("internetMessageHeaders", header("Return-Path", "<>")),
        ("from", json!({"emailAddress": {"address": "MAILER-DAEMON@mx.example"}})),
        ("from", json!({"emailAddress": {"address": "care@contoso.example"}})),
        ("isDraft", json!(true)),
    ] {
        let mut automatic = mail();
        automatic[field] = value.clone();
        let (mailbox, asked) = mailbox(automatic);
        let tray = Tray::default();
        assert_eq!(mailbox.fetch("AAMk=", &tray).await.unwrap(), None, "{value}");
        assert!(tray.0.lock().is_empty());
        assert_eq!(asked.lock().last().unwrap().0, Method::PATCH, "read, and left alone");
    }
    let mut person = mail();
    person["internetMessageHeaders"] = header("Auto-Submitted", "no");
    let ours = Identity::mail("care@contoso.example").unwrap();
    assert!(!read::mail(&person, "mail", &ours).unwrap().is_automatic);
}

#[test]
fn cc_51_no_html_is_shown_and_no_mail_is_longer_than_its_limit() {
    let ours = Identity::mail("care@contoso.example").unwrap();
    let html = "<script>alert(1)</script><a href=\"https://evil.example/\">your bank</a>";
    let said = |unique: Value, body: Value| {
        let mut mail = mail();
        (mail["uniqueBody"], mail["body"]) = (unique, body);
        mail["bodyPreview"] = "your bank".into();
        read::mail(&mail, "mail", &ours).unwrap().text
    };
    let body = |kind: &str, content: &str| json!({"contentType": kind, "content": content});
    // Graph did not do as we prefer: nothing of it is taken for words.
    for kind in ["html", "HTML", "", "new"] {
        assert_eq!(said(body(kind, html), body(kind, html)), "your bank");
        assert_eq!(said(body(kind, html), body("text", "both")), "both");
    }
    assert_eq!(said(Value::Null, body("Text", " a\r\nb ")), "a\nb");
    let long = said(body("text", &"ä".repeat(70_000)), Value::Null);
    assert!((48 * 1024 - 1..=48 * 1024).contains(&long.len()), "{}", long.len());
}

#[test]
fn what_is_no_mail_is_none() {
    let ours = Identity::mail("care@contoso.example").unwrap();
    for json in [json!(null), json!([]), json!({"from": 7}), json!({"id": "x"})] {
        assert_eq!(read::mail(&json, "mail", &ours), None);
    }
    let graph = crate::testing::scripted(7, |_, _| unreachable!());
    assert_eq!(graph.mailbox("x").unwrap_err().kind(), ErrorKind::Config);
}

#[test]
fn a_notification_names_its_mail_in_either_spelling() {
    for (resource, id) in [
        ("Users/622eaaff/Messages/AAMk=", Some("AAMk=")),
        ("/users('622eaaff')/mailFolders('inbox')/messages('AAMk=')", Some("AAMk=")),
        ("chats('19:x')/messages('1')", None),
        ("users/622eaaff/presence", None),
    ] {
        assert_eq!(mail_of(resource).as_deref(), id, "{resource}");
    }
}
