//! What is known of each call, for the page and the terminal.

use std::collections::{BTreeMap, VecDeque};
use std::time::Instant;

use parking_lot::Mutex;
use teams_cc::desk::{CallRow, FeedLine};
use teams_cc::routing::WorkId;
use teams_cc::{Address, AgentId, CallId, Ended, Happened};

/// Calls kept for the page; older ones are in the run's folder.
const CALLS_KEPT: usize = 200;
/// Decisions kept for the page.
const FEED_KEPT: usize = 60;

/// One call.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    row: CallRow,
    pub(crate) work: Option<WorkId>,
    /// Live in the sense of the table: with an agent.
    talking: bool,
}

/// The book of calls.
#[derive(Debug, Default)]
pub(crate) struct Book(Mutex<Pages>);

#[derive(Debug, Default)]
struct Pages {
    calls: BTreeMap<CallId, Record>,
    by_work: BTreeMap<u64, CallId>,
    feed: VecDeque<FeedLine>,
    waits_ms: Vec<u64>,
    agents: BTreeMap<AgentId, (String, String, Instant)>,
}

/// The time of day, for people.
pub(crate) fn wall() -> String {
    jiff::Zoned::now().strftime("%H:%M:%S").to_string()
}

impl Book {
    /// A call rings.
    pub(crate) fn rang(&self, call: CallId, from: &Address) {
        let row = CallRow {
            call,
            at: wall(),
            // Debug hides the middle of a number.
            from: format!("{from:?}").trim_start_matches("Address(").trim_end_matches(')').into(),
            state: "menu".into(),
            agent: String::new(),
            waited_s: None,
            sound: false,
        };
        let mut pages = self.0.lock();
        let record = Record { row, work: None, talking: false };
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

    /// The story is over.
    pub(crate) fn ended(&self, call: CallId, how: &str) {
        self.change(call, |record| {
            record.row.state = how.into();
            record.talking = false;
        });
    }

    fn change(&self, call: CallId, change: impl FnOnce(&mut Record)) {
        if let Some(record) = self.0.lock().calls.get_mut(&call) {
            change(record);
        }
    }

    /// Takes over what the router says.
    pub(crate) fn note(&self, happened: &Happened) -> Option<FeedLine> {
        let mut pages = self.0.lock();
        if let Happened::Queued { work, call: Some(call), .. } = happened {
            pages.by_work.insert(*work, *call);
            if let Some(record) = pages.calls.get_mut(call) {
                record.work = Some(WorkId(*work));
                record.row.state = "waiting".into();
            }
        }
        if let Happened::Assigned { work, agent, waited_ms } = happened {
            pages.waits_ms.push(*waited_ms);
            pages.talks(*work, agent, *waited_ms);
        }
        if let Happened::Agent { agent, state, because } = happened {
            let because = because.clone().unwrap_or_default();
            pages.agents.insert(agent.clone(), (state.clone(), because, Instant::now()));
        }
        let (what, text) = pages.words(happened)?;
        let line = FeedLine { at: wall(), what: what.into(), text };
        pages.feed.push_front(line.clone());
        pages.feed.truncate(FEED_KEPT);
        Some(line)
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

    /// Calls with an agent now.
    pub(crate) fn talking(&self) -> u32 {
        self.0.lock().calls.values().filter(|record| record.talking).count() as u32
    }

    /// Half of the answered callers waited less.
    pub(crate) fn half_wait_s(&self) -> Option<f64> {
        let mut waits = self.0.lock().waits_ms.clone();
        waits.sort_unstable();
        waits.get(waits.len() / 2).map(|ms| *ms as f64 / 1_000.0)
    }
}

impl Pages {
    fn talks(&mut self, work: u64, agent: &AgentId, waited_ms: u64) {
        let Some(call) = self.by_work.get(&work) else { return };
        if let Some(record) = self.calls.get_mut(call) {
            record.row.state = "talking".into();
            record.row.agent = agent.to_string();
            record.row.waited_s = Some(waited_ms as f64 / 1_000.0);
            record.talking = true;
        }
    }

    fn name(&self, work: u64) -> String {
        self.by_work.get(&work).map_or_else(|| format!("w-{work}"), ToString::to_string)
    }

    /// One line for people; agents' states are on the page's table and need no line.
    fn words(&self, happened: &Happened) -> Option<(&'static str, String)> {
        Some(match happened {
            Happened::Queued { work, queue, .. } => {
                ("queue", format!("{} {queue}", self.name(*work)))
            }
            Happened::Offered { work, agent, waited_ms, why } => {
                let waited = *waited_ms as f64 / 1_000.0;
                ("offer", format!("{} → {agent}   {waited:.1} s wait · {why}", self.name(*work)))
            }
            Happened::Declined { work, agent, reason } => {
                ("decline", format!("{} {agent}: {reason}", self.name(*work)))
            }
            Happened::Assigned { work, agent, .. } => {
                ("answer", format!("{} {agent} in Teams", self.name(*work)))
            }
            Happened::Abandoned { work, waited_ms } => {
                let waited = *waited_ms as f64 / 1_000.0;
                ("lost", format!("{} hung up after {waited:.1} s", self.name(*work)))
            }
            Happened::Overflowed { work, to } => {
                let to = to.as_deref().unwrap_or("nowhere");
                ("leave", format!("{} → {to}", self.name(*work)))
            }
            Happened::WrapUp { work, agent } => {
                ("wrap-up", format!("{} {agent}", self.name(*work)))
            }
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
