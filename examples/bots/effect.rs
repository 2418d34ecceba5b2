//! One JSON line for each effect.

use std::io::Write as _;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;

use serde_json::{Map, Value, json};
use teams_cc_core::Error;
use teams_cc_graph::notifications::{About, Lifecycle, Notice};

/// Lines that wait for the reader.
const MOST_LINES: usize = 100_000;

/// The line of a change; `content` is what was decrypted.
pub(crate) fn line(change: &Notice, content: Option<&[u8]>) -> Value {
    let mut line = Map::new();
    let mut put = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            line.insert(name.to_owned(), value.into());
        }
    };
    put("effect", Some(kind(change)));
    let mut item = Value::Null;
    if let Some(call) = change.call() {
        put("tenant", Some(&call.tenant().to_string()));
        put("call", Some(call.call()));
        put("change", Some(call.change().as_str()));
        put("state", call.state());
        put("tone", call.tone().map(|(_, tone)| tone));
        if let About::Operation(id) = call.about() {
            put("operation", Some(id));
        }
        item = serde_json::from_str(call.json()).unwrap_or_default();
    }
    if let Some(change) = change.change() {
        put("tenant", change.tenant().map(|tenant| tenant.to_string()).as_deref());
        put("subscription", Some(change.subscription()));
        put("change", Some(change.change().as_str()).filter(|word| !word.is_empty()));
        put("lifecycle", change.lifecycle().map(Lifecycle::as_str));
        put("resource", change.resource());
        item = serde_json::from_str(change.json()).unwrap_or_default();
        if let Some(item) = item.as_object_mut() {
            item.remove("clientState");
        }
    }
    if let Some(content) = content {
        let text = String::from_utf8_lossy(content);
        let content = serde_json::from_str(&text).unwrap_or_else(|_| json!(text));
        line.insert("content".to_owned(), content);
    }
    line.insert("item".to_owned(), item);
    line.into()
}

fn kind(change: &Notice) -> &'static str {
    match change {
        Notice::IncomingCall(_) => "incoming-call",
        Notice::CallUpdated(_) => "call-updated",
        Notice::CallEnded(_) => "call-ended",
        Notice::Operation(_) => "operation",
        Notice::Roster(_) => "roster",
        Notice::Participant(_) => "participant",
        Notice::Resource(_) => "resource",
        Notice::Subscription(_) => "subscription",
        _ => "other",
    }
}

/// Prints one line, whole, at once.
pub(crate) fn print(line: &Value) -> Result<(), Error> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).map_err(Error::from)
}

/// Lines on their way to a reader who may be slow, or stand still: nobody is answered late for it.
pub(crate) struct Lines {
    sender: SyncSender<Value>,
    printer: JoinHandle<()>,
}

impl Lines {
    pub(crate) fn start() -> Self {
        let (sender, lines) = sync_channel::<Value>(MOST_LINES);
        let printer = std::thread::spawn(move || {
            // Without a reader there is nobody to tell.
            while lines.recv().is_ok_and(|line| print(&line).is_ok()) {}
        });
        Self { sender, printer }
    }

    pub(crate) fn sender(&self) -> SyncSender<Value> {
        self.sender.clone()
    }

    /// Prints what waits, then `last`.
    pub(crate) fn end(self, last: Value) {
        let Self { sender, printer } = self;
        if sender.send(last).is_ok() {
            drop(sender);
            let _ = printer.join();
        }
    }
}
