//! What the first page shows, as data.

use serde::Serialize;

use teams_cc_core::CallId;

/// Where the page's numbers come from. Called about four times a second per open page: answer
/// from memory.
pub trait Source: Send + Sync + 'static {
    /// Everything the page shows, now.
    fn snapshot(&self) -> Snapshot;

    /// The ladder of one call as plain text.
    fn ladder(&self, call: CallId) -> Option<String> {
        let _ = call;
        None
    }

    /// Why the call went where it went, as plain text.
    fn why(&self, call: CallId) -> Option<String> {
        let _ = call;
        None
    }

    /// What was said in one call, a line each, as plain text.
    fn transcript(&self, call: CallId) -> Option<String> {
        let _ = call;
        None
    }

    /// The recorded sound of one call as a WAV file.
    fn sound(&self, call: CallId) -> Option<Vec<u8>> {
        let _ = call;
        None
    }

    /// Places a synthetic call, where the source can. Says in a sentence what happened.
    ///
    /// # Errors
    /// A sentence that says why not.
    fn place_call(&self) -> Result<String, String> {
        Err("this centre places no calls of its own".into())
    }
}

/// One moment of the contact centre.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Snapshot {
    /// Headline.
    pub title: String,
    /// Which side is emulated and which real programs take part, in one sentence.
    pub emulated: String,
    /// How to call in, for example a SIP URI.
    pub dial: String,
    /// Seconds since the start.
    pub uptime_s: u64,
    /// One row per integration model.
    pub lanes: Vec<LaneRow>,
    /// One row per queue.
    pub queues: Vec<QueueRow>,
    /// One row per agent.
    pub agents: Vec<AgentRow>,
    /// The latest calls, newest first.
    pub calls: Vec<CallRow>,
    /// The latest decisions, newest first.
    pub feed: Vec<FeedLine>,
}

impl Snapshot {
    /// An empty moment with a headline.
    pub fn titled(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }
}

/// One integration model.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct LaneRow {
    /// `Connect`, `Connect+Extend`, `Extend+Power`.
    pub model: String,
    /// How the Teams side is reached.
    pub teams_side: String,
    /// Where callers come in: `trunk`, `resource account`.
    pub enters: String,
    /// What speaks with them first: `menu`, `assistant`.
    pub greeter: String,
    /// False when nothing runs on this lane; then `note` says why.
    pub alive: bool,
    /// Said instead of numbers when not alive.
    pub note: String,
    /// Agents signed on.
    pub agents: u32,
    /// Everything that came in. At rest, `offered` = `greeted` + `waiting` + `answered` + `lost` +
    /// `settled` + `sent_on`; while somebody is on the way from one to the next, it may be off by
    /// them for a moment.
    pub offered: u64,
    /// With the greeter now.
    pub greeted: u32,
    /// With an agent now.
    pub live: u32,
    /// Waiting for an agent now, being rung for included.
    pub waiting: u32,
    /// What an agent answered, `live` included.
    pub answered: u64,
    /// Callers who left before.
    pub lost: u64,
    /// What the assistant settled without an agent; none where there is no assistant.
    pub settled: Option<u64>,
    /// What nobody here could take, and was sent elsewhere.
    pub sent_on: u64,
    /// Answered within `target_s`, in percent of answered and lost; none before the first.
    pub service_level: Option<u32>,
    /// What service level means here.
    pub target_s: u32,
    /// Half of the answered callers waited less than this.
    pub wait_p50_s: Option<f64>,
}

/// One queue.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct QueueRow {
    /// Its name.
    pub queue: String,
    /// Callers waiting.
    pub waiting: u32,
    /// The longest wait, in seconds.
    pub longest_s: Option<u64>,
    /// Talks going on.
    pub talking: u32,
}

/// One agent.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct AgentRow {
    /// Name.
    pub agent: String,
    /// One word: `available`, `offered`, `talking`, `wrap-up`, `away`, `off`.
    pub state: String,
    /// Why, if it was not the agent's own choice.
    pub because: String,
    /// In this state for so long, in seconds.
    pub for_s: u64,
    /// Skills with levels, as text.
    pub skills: String,
}

/// One call.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CallRow {
    /// Which.
    pub call: CallId,
    /// Of which [`LaneRow::model`].
    pub model: String,
    /// When, as wall-clock text.
    pub at: String,
    /// Who called, redacted.
    pub from: String,
    /// Where it is: its greeter, `waiting`, `talking`, or how it ended.
    pub state: String,
    /// Who has it.
    pub agent: String,
    /// How long the caller waited for an agent, in seconds.
    pub waited_s: Option<f64>,
    /// Whether its sound can be played.
    pub sound: bool,
    /// Whether it is written down what was said.
    pub said: bool,
}

/// One line of what happened.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FeedLine {
    /// When, as wall-clock text.
    pub at: String,
    /// One word: `offer`, `answer`, `lost`, …
    pub what: String,
    /// The rest.
    pub text: String,
}
