//! Every message of every wire on one time axis, as text with arrows.

use std::fmt::{self, Write as _};
use std::sync::Arc;

use parking_lot::Mutex;
use serde::Serialize;
use teams_cc_core::{Instant, redact_number};

use crate::Clock;

/// Entries kept; older ones are dropped and counted.
pub const MOST_ENTRIES: usize = 20_000;

/// Which wire an entry was seen on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Wire {
    /// SIP, whatever lies below.
    Sip,
    /// RTP: only what a person would notice (first packet, a key, silence).
    Media,
    /// Graph.
    Graph,
    /// Call Automation and Event Grid.
    Acs,
    /// Sign-in.
    SignIn,
    /// The control interface and the test itself.
    Control,
    /// A remark: a fault taken, a rule broken.
    Note,
}

/// One message, or one remark.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// When.
    pub at: Instant,
    /// Where.
    pub wire: Wire,
    /// Who sent it.
    pub from: String,
    /// Who got it; the same as `from` for a remark.
    pub to: String,
    /// Which call, as the wire names it (a Call-ID); empty outside calls.
    pub call: String,
    /// One line, numbers redacted.
    pub line: String,
}

/// The record. Cheap to clone; all clones write into the same one.
#[derive(Clone)]
pub struct Ladder {
    clock: Clock,
    entries: Arc<Mutex<Entries>>,
}

#[derive(Default)]
struct Entries {
    list: std::collections::VecDeque<Entry>,
    dropped: usize,
}

impl Ladder {
    pub(crate) fn new(clock: Clock) -> Self {
        Self { clock, entries: Arc::default() }
    }

    /// Writes down a message. `line` is its first line or whatever says most in a few words; phone
    /// numbers in it are redacted here, so that no caller can forget.
    pub fn message(&self, wire: Wire, from: &str, to: &str, call: &str, line: &str) {
        let at = self.clock.now();
        let entry = Entry {
            at,
            wire,
            from: redact(from),
            to: redact(to),
            call: call.into(),
            line: redact(line.lines().next().unwrap_or_default()),
        };
        tracing::debug!(target: "ladder", wire = ?entry.wire, from = %entry.from, to = %entry.to,
            call = %entry.call, "{}", entry.line);
        let mut entries = self.entries.lock();
        if entries.list.len() == MOST_ENTRIES {
            entries.list.pop_front();
            entries.dropped += 1;
        }
        entries.list.push_back(entry);
    }

    /// Writes down a remark at one participant.
    pub fn note(&self, at: &str, call: &str, line: &str) {
        self.message(Wire::Note, at, at, call, line);
    }

    /// A copy of all entries, oldest first.
    pub fn entries(&self) -> Vec<Entry> {
        self.entries.lock().list.iter().cloned().collect()
    }

    /// The entries of one call, drawn. Entries of a call are those whose `call` is one of `calls`.
    pub fn of(&self, calls: &[&str]) -> String {
        let theirs = |entry: &&Entry| calls.contains(&entry.call.as_str());
        let list: Vec<Entry> = self.entries.lock().list.iter().filter(theirs).cloned().collect();
        draw(&list, 0)
    }

    /// Forgets everything so far.
    pub fn clear(&self) {
        *self.entries.lock() = Entries::default();
    }
}

/// The drawing.
impl fmt::Display for Ladder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (list, dropped) = {
            let entries = self.entries.lock();
            (entries.list.iter().cloned().collect::<Vec<_>>(), entries.dropped)
        };
        f.write_str(&draw(&list, dropped))
    }
}

impl fmt::Debug for Ladder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ladder({} entries)", self.entries.lock().list.len())
    }
}

/// Distance between two columns at least, so that a first line has room.
const LEAST_WIDTH: usize = 34;
/// Letters of a name too long that are kept at its beginning, and at its end.
const HEAD: usize = 14;
const TAIL: usize = 12;

/// Draws entries: a column for each participant in order of appearance, an arrow for each message.
fn draw(list: &[Entry], dropped: usize) -> String {
    let mut columns: Vec<&str> = Vec::new();
    for entry in list {
        for name in [entry.from.as_str(), entry.to.as_str()] {
            if !columns.contains(&name) {
                columns.push(name);
            }
        }
    }
    let heads: Vec<String> = columns.iter().map(|name| short(name)).collect();
    let width = heads.iter().map(|c| c.chars().count() + 2).max().unwrap_or(0).max(LEAST_WIDTH);
    let mut text = String::new();
    if dropped > 0 {
        // Writing into a String cannot fail.
        let _ = writeln!(text, "({dropped} older entries dropped)");
    }
    let _ = write!(text, "{:>9}  ", "seconds");
    for name in &heads {
        let _ = write!(text, "{name:<width$}");
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    for entry in list {
        let seconds = entry.at.as_millis() as f64 / 1000.0;
        let _ = write!(text, "{seconds:>9.3}  ");
        let place = |name: &str| columns.iter().position(|c| *c == name).unwrap_or(0);
        let line = draw_line(entry, place(&entry.from), place(&entry.to), columns.len(), width);
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// A name as the head of a column: an id with three GUIDs in it would make the others far apart.
fn short(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    match (letters.get(..HEAD), letters.get(letters.len().saturating_sub(TAIL)..)) {
        (Some(head), Some(tail)) if letters.len() + 2 > LEAST_WIDTH => {
            head.iter().chain(&['…']).chain(tail).collect()
        }
        _ => name.to_owned(),
    }
}

fn draw_line(entry: &Entry, from: usize, to: usize, columns: usize, width: usize) -> String {
    let mut line: Vec<char> = vec![' '; columns.max(1) * width];
    for column in 0..columns {
        line[column * width] = '|';
    }
    if from == to {
        let start = from * width + 2;
        let tail: Vec<char> = format!("* {}", entry.line).chars().collect();
        let end = (start + tail.len()).max(line.len());
        line.resize(end, ' ');
        line[start..start + tail.len()].copy_from_slice(&tail);
        return line.into_iter().collect();
    }
    let (left, right) = (from.min(to) * width, from.max(to) * width);
    for place in &mut line[left + 1..right] {
        *place = if entry.wire == Wire::Sip { '-' } else { '=' };
    }
    if from < to {
        line[right - 1] = '>';
    } else {
        line[left + 1] = '<';
    }
    let room = right - left - 6;
    let words: Vec<char> = format!(" {} ", entry.line).chars().collect();
    let mut tail = String::new();
    if words.len() <= room {
        let start = left + 3 + (room - words.len()) / 2;
        line[start..start + words.len()].copy_from_slice(&words);
    } else {
        // Too long for the arrow: the whole line stands behind the drawing.
        let _ = write!(tail, "  {}", entry.line);
    }
    line.into_iter().collect::<String>() + &tail
}

/// Hides phone numbers: digits after a plus (also `%2B`), and long digit runs that start the user
/// part of a `sip:` or `tel:` URI. Object ids, addresses and ports stay.
pub fn redact(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    let mut i = 0;
    while i < bytes.len() {
        let rest = &text[i..];
        let opener = ["+", "%2B", "%2b", "sip:", "tel:", "SIP:", "TEL:"]
            .into_iter()
            .find(|opener| rest.starts_with(opener));
        let Some(opener) = opener else {
            let next = rest.chars().next().map_or(1, char::len_utf8);
            out.push_str(&rest[..next]);
            i += next;
            continue;
        };
        out.push_str(opener);
        i += opener.len();
        let digits = text[i..].bytes().take_while(u8::is_ascii_digit).count();
        let run = &text[i..i + digits];
        let next = bytes.get(i + digits);
        // A run that goes on with a dot is an address or a host name (`sip:10.0.0.1`).
        let number = digits >= 5 && next != Some(&b'.') && !next.is_some_and(u8::is_ascii_hexdigit);
        out.push_str(&if number { redact_number(run) } else { run.to_owned() });
        i += digits;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_redacted_and_addresses_and_ids_are_not() {
        let cases = [
            (
                "INVITE sip:+14255550100@sbc.contoso.example",
                "INVITE sip:+1425*****00@sbc.contoso.example",
            ),
            ("INVITE sip:14255550100@127.0.0.1:5060", "INVITE sip:1425*****00@127.0.0.1:5060"),
            ("tel:+4940123456", "tel:+4940****56"),
            ("sip:127.0.0.1:5060", "sip:127.0.0.1:5060"),
            (
                "/users/4b444206-207c-42f8-92a6-e332b41c88a2",
                "/users/4b444206-207c-42f8-92a6-e332b41c88a2",
            ),
            ("filter=%2B14255550100", "filter=%2B1425*****00"),
            ("größe +1425", "größe +1425"),
        ];
        for (raw, shown) in cases {
            assert_eq!(redact(raw), shown);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn messages_of_all_wires_share_one_axis_with_arrows() {
        let ladder = Ladder::new(Clock::start());
        ladder.message(Wire::Sip, "carrier", "trunk", "a", "INVITE sip:+14255550199@trunk SIP/2.0");
        ladder.message(Wire::Sip, "trunk", "carrier", "a", "100 Trying");
        ladder.message(Wire::Graph, "trunk", "graph", "", "GET /users/x/presence");
        ladder.note("graph", "", "throttled");
        let text = ladder.to_string();
        assert!(!text.contains("+14255550199"), "{text}");
        assert!(text.contains("|<--------- 100 Trying -----------|"), "{text}");
        assert!(text.contains("=====>|"), "{text}");
        assert!(text.contains("* throttled"), "{text}");
        assert_eq!(ladder.of(&["a"]).lines().count(), 3);
        ladder.note("8:acs:5a6d2c9e-1111-4222_87d349ed-44d7_4b444206-207c", "b", "rings");
        let text = ladder.of(&["b"]);
        assert!(text.contains("8:acs:5a6d2c9e…b444206-207c\n"), "{text}");
    }
}
