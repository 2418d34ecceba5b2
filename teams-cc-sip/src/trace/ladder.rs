//! A picture of who said what to whom, in plain text.

use std::collections::HashMap;
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::{Direction, Entry};

/// Between two lifelines.
const COLUMN: usize = 24;
/// Before the first one: the time.
const MARGIN: usize = 10;
/// Arrows that are kept; a call has some dozens.
const ARROWS: usize = 2_000;

/// Collects entries and draws them: one lifeline per party, one arrow per message, repetitions
/// folded into a count.
///
/// ```text
/// +0.000          |-- INVITE ------------->|                        |
/// +0.001          |<----------- 100 Trying-|                        |
/// ```
#[derive(Clone, Debug, Default)]
pub struct Ladder {
    names: HashMap<SocketAddr, String>,
    lanes: Vec<String>,
    arrows: Vec<Arrow>,
    call: Option<Vec<String>>,
    start: Option<SystemTime>,
    left_out: usize,
}

#[derive(Clone, Debug)]
struct Arrow {
    after: Duration,
    from: usize,
    to: usize,
    label: String,
    entry: Arc<Entry>,
    times: u32,
}

impl Ladder {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// Calls the party at this address by a name instead.
    pub fn name(mut self, address: SocketAddr, name: impl Into<String>) -> Self {
        self.names.insert(address, name.into());
        self
    }

    /// Draws only messages with one of these Call-IDs.
    pub fn only(mut self, call_ids: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.call = Some(call_ids.into_iter().map(Into::into).collect());
        self
    }

    /// Adds an entry. Our own side is the trunk's name.
    pub fn add(&mut self, entry: &Arc<Entry>) {
        let wanted = |calls: &Vec<String>| {
            entry.call_id().is_some_and(|id| calls.iter().any(|call| call == id))
        };
        if !self.call.as_ref().is_none_or(wanted) {
            return;
        }
        let again = |arrow: &&mut Arrow| {
            arrow.entry.bytes == entry.bytes
                && arrow.entry.direction == entry.direction
                && arrow.entry.peer == entry.peer
        };
        if let Some(arrow) = self.arrows.iter_mut().rev().take(64).find(again) {
            arrow.times += 1;
            return;
        }
        if self.arrows.len() >= ARROWS {
            self.left_out += 1;
            return;
        }
        let peer = self.names.get(&entry.peer).cloned();
        let peer = self.lane(peer.unwrap_or_else(|| entry.peer.to_string()));
        let us = self.lane(entry.trunk.to_string());
        let start = *self.start.get_or_insert(entry.at);
        let (from, to) = match entry.direction {
            Direction::In => (peer, us),
            Direction::Out => (us, peer),
        };
        self.arrows.push(Arrow {
            after: entry.at.duration_since(start).unwrap_or_default(),
            from,
            to,
            label: label(entry),
            entry: entry.clone(),
            times: 1,
        });
    }

    fn lane(&mut self, name: String) -> usize {
        if let Some(lane) = self.lanes.iter().position(|lane| *lane == name) {
            return lane;
        }
        self.lanes.push(name);
        self.lanes.len() - 1
    }
}

/// `INVITE`, `INVITE (sdp)`, `180 Ringing`: never a number or a name of a person.
fn label(entry: &Entry) -> String {
    let line = entry.first_line();
    let what = match line.strip_prefix("SIP/2.0 ") {
        Some(status) => status.to_owned(),
        None => line.split(' ').next().unwrap_or_default().to_owned(),
    };
    let sdp = entry.header("Content-Type", "c").is_some_and(|kind| kind.contains("sdp"));
    let of = match (line.starts_with("SIP/2.0"), entry.header("CSeq", "CSeq")) {
        (true, Some(cseq)) if !what.starts_with('1') => {
            cseq.split_whitespace().nth(1).filter(|m| *m != "INVITE").map(|m| format!(" to {m}"))
        }
        _ => None,
    };
    format!("{what}{}{}", of.unwrap_or_default(), if sdp { " (sdp)" } else { "" })
}

impl fmt::Display for Ladder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = |lane: usize| MARGIN + COLUMN / 2 + lane * COLUMN;
        let width = place(self.lanes.len());
        let mut head = vec![' '; width];
        for (lane, name) in self.lanes.iter().enumerate() {
            let name: Vec<char> = name.chars().take(COLUMN - 2).collect();
            let start = place(lane).saturating_sub(name.len() / 2);
            head[start..start + name.len()].copy_from_slice(&name);
        }
        writeln!(f, "{}", head.into_iter().collect::<String>().trim_end())?;
        for arrow in &self.arrows {
            let mut line = vec![' '; width];
            for lane in 0..self.lanes.len() {
                line[place(lane)] = '|';
            }
            let time: Vec<char> = format!("+{:.3}", arrow.after.as_secs_f64()).chars().collect();
            let time = &time[..time.len().min(MARGIN)];
            line[..time.len()].copy_from_slice(time);
            let right = arrow.from < arrow.to;
            let (first, last) =
                (place(arrow.from.min(arrow.to)) + 1, place(arrow.from.max(arrow.to)));
            if first < last {
                line[first..last].fill('-');
                line[if right { last - 1 } else { first }] = if right { '>' } else { '<' };
                let room = last - first - 6;
                let mut text: Vec<char> = arrow.label.chars().collect();
                if arrow.times > 1 {
                    text.extend(format!(" x{}", arrow.times).chars());
                }
                text.truncate(room);
                let text: Vec<char> = [' '].into_iter().chain(text).chain([' ']).collect();
                let start = if right { first + 2 } else { last - 2 - text.len() };
                line[start..start + text.len()].copy_from_slice(&text);
            }
            writeln!(f, "{}", line.into_iter().collect::<String>().trim_end())?;
        }
        if self.left_out > 0 {
            writeln!(f, "({} more)", self.left_out)?;
        }
        Ok(())
    }
}
