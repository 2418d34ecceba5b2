//! What is known of each call, for the page and the terminal.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Instant;

use parking_lot::Mutex;
use teams_cc::desk::{CallRow, FeedLine};
use teams_cc::routing::WorkId;
use teams_cc::{Address, AgentId, CallId, Ended, Happened};

/// Calls kept for the page; older ones are in the run's folder.
const CALLS_KEPT: usize = 200;
/// Lines kept of what was said in a call.
const SAID_KEPT: usize = 100;
/// Decisions kept for the page.
const FEED_KEPT: usize = 60;

/// Which of Microsoft's models something belongs to: each has a router of its own, and so numbers
/// of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Model {
    Connect,
    Extend,
    Power,
}

impl Model {
    /// As the table and the journal write it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Connect => "Connect",
            Self::Extend => "Connect+Extend",
            Self::Power => "Extend+Power",
        }
    }

    /// How the Teams side is reached.
    pub(crate) fn side(self) -> &'static str {
        match self {
            Self::Connect => "Direct Routing SIP",
            Self::Extend => "Graph + tab + bot",
            Self::Power => "Call Automation (TPE)",
        }
    }

    /// Where callers come in, and what speaks with them first.
    pub(crate) fn way(self) -> (&'static str, &'static str) {
        match self {
            Self::Connect => ("trunk", "menu"),
            Self::Extend => ("resource account", "menu"),
            Self::Power => ("resource account", "assistant"),
        }
    }
}

/// What came in under one model, and what became of it before a queue. What became of it there is
/// in the router's figures.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Door {
    /// Calls and chats that came in.
    pub(crate) offered: u64,
    /// With the menu or the assistant now.
    pub(crate) greeted: u32,
    /// Settled by the assistant.
    pub(crate) settled: u64,
    /// Gone before they were queued.
    pub(crate) left: u64,
}

/// One call.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    row: CallRow,
    pub(crate) work: Option<(Model, WorkId)>,
    said: Vec<String>,
}

/// The book of calls.
#[derive(Debug, Default)]
pub(crate) struct Book(Mutex<Pages>);

#[derive(Debug, Default)]
struct Pages {
    calls: BTreeMap<CallId, Record>,
    by_work: BTreeMap<(Model, u64), CallId>,
    /// Work that an agent has.
    live: BTreeSet<(Model, u64)>,
    doors: BTreeMap<Model, Door>,
    /// Calls in no queue yet.
    greeted: BTreeMap<CallId, Model>,
    feed: VecDeque<FeedLine>,
    waits_ms: BTreeMap<Model, Vec<u64>>,
    agents: BTreeMap<AgentId, (String, String, Instant)>,
}

/// The time of day, for people.
pub(crate) fn wall() -> String {
    jiff::Zoned::now().strftime("%H:%M:%S").to_string()
}

impl Book {
    /// A call rings.
    pub(crate) fn rang(&self, model: Model, call: CallId, from: Option<&Address>) {
        // Debug hides the middle of a number.
        let from = from.map_or_else(String::new, |from| format!("{from:?}"));
        let row = CallRow {
            call,
            model: model.name().into(),
            at: wall(),
            from: from.trim_start_matches("Address(").trim_end_matches(')').into(),
            state: model.way().1.into(),
            agent: String::new(),
            waited_s: None,
            sound: false,
            said: false,
        };
        let mut pages = self.0.lock();
        let door = pages.doors.entry(model).or_default();
        (door.offered, door.greeted) = (door.offered + 1, door.greeted + 1);
        pages.greeted.insert(call, model);
        let record = Record { row, work: None, said: Vec::new() };
        pages.calls.insert(call, record);
        while pages.calls.len() > CALLS_KEPT {
            let Some((_, old)) = pages.calls.pop_first() else { break };
            pages.by_work.retain(|_, call| *call != old.row.call);
        }
    }

    /// The call's sound is being recorded.
    pub(crate) fn sounds(&self, call: CallId) {
        self.change(call, |record| record.row.sound = true);
    }

    /// Somebody has said something in the call.
    pub(crate) fn said(&self, call: CallId, who: &str, words: &str) {
        self.change(call, |record| {
            record.row.said = true;
            if record.said.len() < SAID_KEPT {
                record.said.push(format!("{}  {who:<10} {words}", wall()));
            }
        });
    }

    /// What was said in a call, where anybody wrote it down.
    pub(crate) fn transcript(&self, call: CallId) -> Option<String> {
        let said = self.record(call)?.said;
        (!said.is_empty()).then(|| said.join("\n"))
    }

    /// The assistant has settled it.
    pub(crate) fn settled(&self, call: CallId) {
        if let Some(door) = self.0.lock().passes(call) {
            door.settled += 1;
        }
    }

    /// The story is over.
    pub(crate) fn ended(&self, call: CallId, how: &str) {
        self.change(call, |record| record.row.state = how.into());
        if let Some(door) = self.0.lock().passes(call) {
            door.left += 1;
        }
    }

    /// What came in under a model.
    pub(crate) fn door(&self, model: Model) -> Door {
        self.0.lock().doors.get(&model).copied().unwrap_or_default()
    }

    fn change(&self, call: CallId, change: impl FnOnce(&mut Record)) {
        if let Some(record) = self.0.lock().calls.get_mut(&call) {
            change(record);
        }
    }

    /// Takes over what the router says.
    pub(crate) fn note(&self, model: Model, happened: &Happened) -> Option<FeedLine> {
        let mut pages = self.0.lock();
        match happened {
            Happened::Queued { call: None, .. } => {
                pages.doors.entry(model).or_default().offered += 1;
            }
            Happened::Queued { work, call: Some(call), .. } => {
                pages.passes(*call);
                pages.by_work.insert((model, *work), *call);
                if let Some(record) = pages.calls.get_mut(call) {
                    record.work = Some((model, WorkId(*work)));
                    record.row.state = "waiting".into();
                }
            }
            Happened::Assigned { work, agent, waited_ms } => {
                pages.waits_ms.entry(model).or_default().push(*waited_ms);
                pages.live.insert((model, *work));
                pages.talks((model, *work), agent, *waited_ms);
            }
            Happened::WrapUp { work, .. } | Happened::Closed { work, .. } => {
                pages.live.remove(&(model, *work));
            }
            Happened::Agent { agent, state, because } => {
                let because = because.clone().unwrap_or_default();
                pages.agents.insert(agent.clone(), (state.clone(), because, Instant::now()));
            }
            _ => {}
        }
        let (what, text) = pages.words(model, happened)?;
        Some(pages.line(what, text))
    }

    /// Something that no router says.
    pub(crate) fn say(&self, what: &str, text: String) -> FeedLine {
        self.0.lock().line(what, text)
    }

    /// One record.
    pub(crate) fn record(&self, call: CallId) -> Option<Record> {
        self.0.lock().calls.get(&call).cloned()
    }

    /// The page's rows, newest first.
    pub(crate) fn rows(&self, most: usize) -> Vec<CallRow> {
        self.0.lock().calls.values().rev().take(most).map(|record| record.row.clone()).collect()
    }

    /// The page's feed, newest first.
    pub(crate) fn feed(&self) -> Vec<FeedLine> {
        self.0.lock().feed.iter().cloned().collect()
    }

    /// An agent's state, why, and for how many seconds.
    pub(crate) fn state_of(&self, agent: &AgentId) -> (String, String, u64) {
        match self.0.lock().agents.get(agent) {
            Some((state, why, since)) => (state.clone(), why.clone(), since.elapsed().as_secs()),
            None => ("off".into(), String::new(), 0),
        }
    }

    /// Calls and chats with an agent now.
    pub(crate) fn live(&self, model: Model) -> u32 {
        self.0.lock().live.iter().filter(|(of, _)| *of == model).count() as u32
    }

    /// Half of those who were answered waited less.
    pub(crate) fn half_wait_s(&self, model: Model) -> Option<f64> {
        let mut waits = self.0.lock().waits_ms.get(&model).cloned().unwrap_or_default();
        waits.sort_unstable();
        waits.get(waits.len() / 2).map(|ms| *ms as f64 / 1_000.0)
    }
}

impl Pages {
    /// A call is not with the menu or the assistant any more; the door that it came through.
    /// Nothing if it passed before.
    fn passes(&mut self, call: CallId) -> Option<&mut Door> {
        let model = self.greeted.remove(&call)?;
        let door = self.doors.get_mut(&model)?;
        door.greeted -= 1;
        Some(door)
    }

    fn line(&mut self, what: &str, text: String) -> FeedLine {
        let line = FeedLine { at: wall(), what: what.into(), text };
        self.feed.push_front(line.clone());
        self.feed.truncate(FEED_KEPT);
        line
    }

    fn talks(&mut self, work: (Model, u64), agent: &AgentId, waited_ms: u64) {
        let Some(call) = self.by_work.get(&work) else { return };
        if let Some(record) = self.calls.get_mut(call) {
            record.row.state = "talking".into();
            record.row.agent = agent.to_string();
            record.row.waited_s = Some(waited_ms as f64 / 1_000.0);
        }
    }

    /// Work that is no call is a chat.
    fn name(&self, model: Model, work: u64) -> String {
        let call = self.by_work.get(&(model, work));
        call.map_or_else(|| format!("chat-{work}"), ToString::to_string)
    }

    /// One line for people.
    fn words(&self, model: Model, happened: &Happened) -> Option<(&'static str, String)> {
        let name = |work: &u64| self.name(model, *work);
        Some(match happened {
            Happened::Queued { work, queue, .. } => ("queue", format!("{} {queue}", name(work))),
            Happened::Offered { work, agent, waited_ms, why } => {
                let waited = *waited_ms as f64 / 1_000.0;
                ("offer", format!("{} → {agent}   {waited:.1} s wait · {why}", name(work)))
            }
            Happened::Declined { work, agent, reason } => {
                ("decline", format!("{} {agent}: {reason}", name(work)))
            }
            Happened::Assigned { work, agent, .. } => {
                let place = if model == Model::Power { "at the desktop" } else { "in Teams" };
                ("answer", format!("{} {agent} {place}", name(work)))
            }
            Happened::Abandoned { work, waited_ms } => {
                let waited = *waited_ms as f64 / 1_000.0;
                ("lost", format!("{} hung up after {waited:.1} s", name(work)))
            }
            Happened::Overflowed { work, to } => {
                let to = to.as_deref().unwrap_or("nowhere");
                ("leave", format!("{} → {to}", name(work)))
            }
            // States come and go; only what somebody did not choose needs a line.
            Happened::Agent { agent, because: Some(why), .. } => {
                ("held", format!("{agent}: {why}"))
            }
            Happened::WrapUp { work, agent } => ("wrap-up", format!("{} {agent}", name(work))),
            _ => return None,
        })
    }
}

/// How a story's end reads on the page.
pub(crate) fn end_words(outcome: &Result<Ended, teams_cc::Error>) -> String {
    match outcome {
        Ok(ended) => ended.to_string(),
        Err(error) if error.is_ended() => "caller left".into(),
        Err(error) => format!("failed: {}", error.code()),
    }
}
