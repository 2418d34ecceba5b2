//! A mail of Graph, read into what all channels share.

use jiff::Timestamp;
use serde_json::{Value, json};
use teams_cc_core::channel::{Identity, Received, Thread, ThreadId};

use super::text;

/// Attachments that are listed.
pub(super) const MOST_ATTACHMENTS: usize = 50;
/// The words of a mail beyond this are left out; the mailbox has them.
const MOST_TEXT: usize = 48 * 1024;
/// A subject's letters.
const MOST_SUBJECT: usize = 255;

/// Reads a mail; `None` for drafts, for ours, and for what names no sender or no thread.
pub(super) fn mail(mail: &Value, channel: &str, ours: &Identity) -> Option<Received> {
    if mail.get("isDraft").and_then(Value::as_bool) == Some(true) {
        return None;
    }
    let from = mail.pointer("/from/emailAddress/address")?.as_str()?;
    let customer = Identity::mail(from).ok()?;
    if customer == *ours {
        return None;
    }
    let (id, thread) = (text(mail, "id"), text(mail, "conversationId"));
    if id.is_empty() || thread.is_empty() {
        return None;
    }
    // The id of the message itself does not change when somebody moves it to another folder.
    let own = Some(text(mail, "internetMessageId")).filter(|own| !own.is_empty());
    let thread = Thread {
        // Several people may write into one thread: each has a conversation of their own.
        id: ThreadId::new(format!("{thread} {}", from.to_lowercase())),
        customer,
        reference: id.to_owned(),
    };
    let words = words(mail);
    let mut received = Received::new(channel, thread, own.unwrap_or(id), words);
    received.subject = Some(cut(text(mail, "subject"), MOST_SUBJECT)).filter(|s| !s.is_empty());
    let at = text(mail, "receivedDateTime").parse::<Timestamp>().ok();
    received.sent_ms = at.map(Timestamp::as_millisecond);
    received.is_automatic = is_automatic(mail, from);
    Some(received)
}

/// What is new in this mail: Graph leaves out what is quoted where it can. Only what is said to be
/// text is taken for it.
fn words(mail: &Value) -> String {
    let body = |name: &str| {
        let body = mail.get(name)?;
        let is_text = text(body, "contentType").eq_ignore_ascii_case("text");
        Some(text(body, "content").trim()).filter(|words| is_text && !words.is_empty())
    };
    let words = body("uniqueBody").or_else(|| body("body"));
    // An exchange of carriage returns is no content.
    cut(&words.unwrap_or_else(|| text(mail, "bodyPreview")).replace("\r\n", "\n"), MOST_TEXT)
}

/// At most so many octets.
fn cut(text: &str, most: usize) -> String {
    let end = (0..=text.len().min(most)).rev().find(|end| text.is_char_boundary(*end));
    text.get(..end.unwrap_or(0)).unwrap_or_default().to_owned()
}

/// Whether a machine wrote it.
///
/// # Source
/// RFC 3834 section 5 (`Auto-Submitted` other than `no`); section 2 (senders that are no person);
/// `Precedence` and `List-Id` (RFC 2919) of mailing lists; `X-Auto-Response-Suppress` is a wish of
/// the sender, not a sign.
fn is_automatic(mail: &Value, from: &str) -> bool {
    let headers = mail.get("internetMessageHeaders").and_then(Value::as_array);
    let says = headers.into_iter().flatten().any(|header| {
        let value = text(header, "value").trim().to_ascii_lowercase();
        match text(header, "name").to_ascii_lowercase().as_str() {
            "auto-submitted" => value != "no" && !value.is_empty(),
            "precedence" => ["bulk", "list", "junk", "auto_reply"].contains(&value.as_str()),
            "list-id" | "x-autoreply" | "x-autorespond" => true,
            "return-path" => value == "<>",
            _ => false,
        }
    });
    let name = from.split('@').next().unwrap_or_default().to_ascii_lowercase();
    says || name == "mailer-daemon" || name == "postmaster" || name.starts_with("owner-")
}

/// Asks other servers not to answer automatically. Headers of an application begin with `x-`.
pub(super) fn silence() -> Value {
    json!([{"name": "X-Auto-Response-Suppress", "value": "All"}])
}

/// The first line as a subject.
pub(super) fn subject(words: &str) -> String {
    cut(words.lines().next().unwrap_or_default().trim(), 78)
}
