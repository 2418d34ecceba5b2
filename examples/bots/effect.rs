//! One JSON line for each effect.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

use serde_json::{Map, Value, json};
use teams_cc_core::Error;
use teams_cc_graph::notifications::{About, Lifecycle, Notice};

/// Lines that wait for the reader.
const MOST_LINES: usize = 100_000;
/// And their bytes.
const MOST_BYTES: usize = 64 * 1024 * 1024;
/// At the end, for a reader who reads no more.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// No line follows it.
const END: &str = "";

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
    whole(&mut std::io::stdout().lock(), &format!("{line}\n"))
}

fn whole(out: &mut impl Write, text: &str) -> Result<(), Error> {
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(Error::from)
}

/// Lines on their way to a reader who may be slow, or stand still: nobody is answered late for it.
pub(crate) struct Lines {
    queue: Queue,
    ended: Receiver<()>,
}

/// Where lines wait. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Queue {
    sender: SyncSender<String>,
    bytes: Arc<AtomicUsize>,
}

impl Lines {
    /// To standard output.
    pub(crate) fn to_stdout() -> Self {
        Self::to(std::io::stdout())
    }

    /// To standard error.
    pub(crate) fn to_stderr() -> Self {
        Self::to(std::io::stderr())
    }

    fn to(mut out: impl Write + Send + 'static) -> Self {
        let (sender, lines) = sync_channel::<String>(MOST_LINES);
        let bytes = Arc::new(AtomicUsize::new(0));
        let (end, ended) = sync_channel(1);
        let left = Arc::clone(&bytes);
        std::thread::spawn(move || {
            // Without a reader there is nobody to tell.
            while let Ok(line) = lines.recv() {
                if line == END {
                    break;
                }
                let printed = whole(&mut out, &line);
                left.fetch_sub(line.len(), Ordering::Relaxed);
                if printed.is_err() {
                    break;
                }
            }
            drop(end);
        });
        Self { queue: Queue { sender, bytes }, ended }
    }

    pub(crate) fn queue(&self) -> Queue {
        self.queue.clone()
    }

    /// Prints what waits, then `last`; who does not read for two seconds reads no more.
    pub(crate) fn end(self, last: &Value) {
        let Self { queue, ended } = self;
        queue.put(format!("{last}\n"));
        queue.put(END.to_owned());
        // The other end is dropped when all is printed.
        let _ = ended.recv_timeout(LAST_WORDS);
    }
}

impl Queue {
    /// Whether there was room.
    pub(crate) fn put(&self, line: String) -> bool {
        let length = line.len();
        if self.bytes.fetch_add(length, Ordering::Relaxed) + length <= MOST_BYTES
            && self.sender.try_send(line).is_ok()
        {
            return true;
        }
        self.bytes.fetch_sub(length, Ordering::Relaxed);
        false
    }
}

/// Logs go the same way: what finds no room is left out.
impl Write for Queue {
    fn write(&mut self, octets: &[u8]) -> std::io::Result<usize> {
        self.put(String::from_utf8_lossy(octets).into_owned());
        Ok(octets.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
