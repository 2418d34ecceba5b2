//! What goes into the machine, and what comes out.

use std::sync::Arc;
use std::time::Duration;

use teams_cc_core::{Address, Ended, Error, Key, Reason, Secret};

use super::Participant;
use crate::calls::result::ResultCode;

/// Names a wish, and is its client context on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WishId(pub u64);

/// Names a request, so that its answer finds back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u64);

/// How far a call is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the words of Graph; graph.md section 2.3 explains them")]
pub enum State {
    Incoming,
    Establishing,
    Ringing,
    Established,
    Hold,
    Transferring,
    TransferAccepted,
    Redirecting,
    Terminating,
    Terminated,
}

impl State {
    /// The state of a word on the wire, in any case; `None` for a word that is newer than we.
    pub fn from_wire(word: &str) -> Option<Self> {
        Some(match word.to_ascii_lowercase().as_str() {
            "incoming" => Self::Incoming,
            "establishing" => Self::Establishing,
            "ringing" => Self::Ringing,
            "established" => Self::Established,
            "hold" => Self::Hold,
            "transferring" => Self::Transferring,
            "transferaccepted" => Self::TransferAccepted,
            "redirecting" => Self::Redirecting,
            "terminating" => Self::Terminating,
            "terminated" => Self::Terminated,
            _ => return None,
        })
    }

    /// Calls move to higher ranks only.
    pub(super) fn rank(self) -> u8 {
        match self {
            Self::Incoming => 0,
            Self::Establishing => 1,
            Self::Ringing => 2,
            Self::Established | Self::Hold => 3,
            Self::Transferring | Self::Redirecting => 4,
            Self::TransferAccepted => 5,
            Self::Terminating => 6,
            Self::Terminated => 7,
        }
    }
}

/// What somebody wants of the call.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Wish {
    /// Take the call; done when it is established and audio flows.
    Answer {
        /// Where notifications of this call go.
        callback: String,
        /// How many recorded participants this bot takes, for policy recording.
        capacity: Option<u32>,
    },
    /// Refuse it; done when it is over.
    Reject(Reason),
    /// Send it elsewhere; several targets ring together.
    Redirect {
        /// 1 to 25.
        to: Vec<Address>,
        /// How long they ring, 15 to 90 s.
        ring_for: Option<Duration>,
    },
    /// Nothing to ask: wait until the call that was made is up.
    Established,
    /// Move the other side to `to`; done when it is there.
    Transfer {
        /// The target.
        to: Address,
        /// The call with the target that is replaced (consultative).
        replaces: Option<String>,
        /// Who is moved out of a group call.
        who: Option<String>,
        /// Whether the target's voicemail takes it.
        voicemail: bool,
    },
    /// Play these prompts, each an address and a resource id, one after the other.
    Play(Vec<(String, String)>),
    /// Play at most one prompt and record what is said.
    Record {
        /// What is said before.
        prompt: Option<(String, String)>,
        /// The longest recording, 1 to 120 s.
        most: Duration,
        /// Silence that ends it, 1 to 120 s.
        silence: Duration,
        /// Keys that end it.
        stop: Vec<Key>,
        /// Whether speaking or a key stops the prompt.
        barge_in: bool,
        /// Whether a tone is played before recording.
        beep: bool,
    },
    /// Be told of keys.
    SubscribeToTone,
    /// Press keys.
    Press(Vec<Key>),
    /// Empty the media queue.
    Cancel,
    /// Mute or unmute ourselves.
    Mute(bool),
    /// Say whether we record.
    RecordingStatus(RecordingStatus),
    /// Bring people in.
    Invite {
        /// 1 to 5.
        who: Vec<Address>,
        /// A call of theirs that is dropped for it.
        replaces: Option<String>,
    },
    /// Put a participant out.
    Remove(String),
    /// Mute a participant.
    MuteParticipant(String),
    /// Let a participant hear hold music, or no longer.
    HoldMusic(String, bool),
    /// End our leg.
    HangUp,
}

/// What is said about our recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the words of Graph")]
pub enum RecordingStatus {
    NotRecording,
    Recording,
    Failed,
}

/// One request to Graph.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Step {
    /// Carry a wish out.
    Do(WishId, Wish),
    /// `POST keepAlive`.
    KeepAlive,
    /// `GET` the call.
    Look,
    /// `GET` an operation of the call.
    LookAtOperation(String),
    /// End the leg without anybody waiting for it.
    HangUp,
}

/// How an operation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the words of Graph")]
pub enum Status {
    NotStarted,
    Running,
    Completed,
    Failed,
}

impl Status {
    /// The status of a word on the wire; documents write it in both cases, and leave it out.
    pub fn from_wire(word: &str) -> Self {
        match word.to_ascii_lowercase().as_str() {
            "completed" => Self::Completed,
            "failed" => Self::Failed,
            "notstarted" => Self::NotStarted,
            _ => Self::Running,
        }
    }
}

/// Where a recording lies, for a while.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// Its address.
    pub location: String,
    /// The bearer token that reads it; not Graph's.
    pub token: Secret,
}

/// What somebody says about a call or an operation: a notification, or the answer to a look.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Said {
    /// The call is in this state.
    Call {
        /// The state; `None` for a word that is newer than we.
        state: Option<State>,
        /// Whether audio is active; `None` if nothing is said.
        audio: Option<bool>,
        /// `resultInfo`.
        result: Option<ResultCode>,
    },
    /// An operation stands so.
    Operation {
        /// Its id.
        id: String,
        /// The wish that it carries out, by client context.
        wish: Option<WishId>,
        /// How it stands.
        status: Status,
        /// `resultInfo`.
        result: Option<ResultCode>,
        /// Where the recording lies, and the token that reads it.
        recording: Option<Recorded>,
    },
}

/// What the service tells on its own.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum News {
    /// About the call or an operation.
    Said(Said),
    /// The call is over.
    Deleted(Option<ResultCode>),
    /// A key was pressed.
    Tone(u64, Key),
    /// Who is in the call; with whether each one has left.
    Roster {
        /// People, and whether they have left.
        list: Vec<(Participant, bool)>,
        /// The whole list, not only changes.
        whole: bool,
        /// Orders changes.
        sequence: Option<u64>,
    },
}

/// Why a request got no good answer.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Miss {
    /// Graph does not know the call, or the operation.
    NotFound,
    /// Graph refused, or nothing was sent: it has not happened.
    Refused(Arc<Error>),
    /// The request left, no answer came: it may have happened.
    Lost,
}

/// What Graph answered.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Answer {
    /// Accepted, nothing said.
    Accepted,
    /// Something was said.
    Said(Said),
    /// Not good.
    Missed(Miss),
}

/// What happens to the machine.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Input {
    /// Somebody wants something.
    Wish(WishId, Wish),
    /// A request was answered.
    Answered(RequestId, Answer),
    /// A verified notification.
    News(News),
    /// Time passed.
    Tick,
}

/// What a wish came to, beside success.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Failure {
    /// The call is over.
    Ended(Ended),
    /// Graph refused it: nothing happened.
    Refused(Arc<Error>),
    /// The operation failed, or the transfer did.
    Failed(Option<ResultCode>),
    /// It may have happened; nobody says.
    Unknown,
    /// Answered, redirected or transferred already; or to be transferred before it is answered.
    Decided,
    /// Too many wishes wait.
    TooMany,
}

/// What happened in a call.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// The call moved on.
    Moved(State),
    /// A key was pressed.
    Pressed(Key),
    /// Somebody came or left, or was muted: the whole list.
    Roster(Vec<Participant>),
}

/// What the machine wants.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Output {
    /// Send this.
    Send(RequestId, Step),
    /// A wish has its result; a recording says where it lies.
    Done(WishId, Result<Option<Recorded>, Failure>),
    /// Something happened.
    Event(Event),
    /// The call is over; nothing follows.
    Ended(Ended),
}
