//! What goes into the machine, and what comes out.

use std::sync::Arc;
use std::time::Duration;

use teams_cc_core::{Address, Ended, Error, Key, Reason};

use crate::events::{EventBody, EventKind};
use crate::models::{
    CallParticipant, CallProperties, CustomContext, Identifier, PlaySource, Recognize,
    RecordingState, ResultInformation, StartRecording,
};

/// Names a wish, and is its `operationContext` on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WishId(pub u64);

/// Names a request, so that its answer finds back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u64);

/// How far a call is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the words of acs.md section 4")]
pub enum State {
    Incoming,
    Connecting,
    Connected,
    TransferAccepted,
    Disconnected,
}

/// What somebody wants of the call.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Wish {
    /// Take the call; done when it is connected.
    Answer,
    /// Refuse it.
    Reject(Reason),
    /// Send it elsewhere.
    Redirect(Target),
    /// Nothing to ask: wait until the call that was made is up.
    Established,
    /// Move somebody to `to`; done when the target has accepted.
    Transfer {
        /// The target.
        to: Target,
        /// Who is moved; in a call of two the other side.
        who: Option<Identifier>,
        /// What travels with them.
        context: Option<Box<CustomContext>>,
    },
    /// Bring somebody in; done when they have joined.
    Invite {
        /// Who.
        who: Target,
        /// How long they ring: whole seconds, 1 to 180.
        within: Duration,
        /// What they are told.
        context: Option<Box<CustomContext>>,
    },
    /// Take the invitation of this wish back.
    Withdraw(WishId),
    /// Put somebody out.
    Remove(Identifier),
    /// Take somebody over from another call of ours.
    MoveHere {
        /// Who.
        who: Identifier,
        /// The connection they are moved out of.
        from: String,
    },
    /// Mute somebody.
    Mute(Identifier),
    /// Play something.
    Play {
        /// What.
        sources: Vec<PlaySource>,
        /// To whom; empty: to all.
        to: Vec<Identifier>,
        /// Again and again, until something else plays.
        repeats: bool,
        /// Whether it cuts what plays now.
        interrupts: bool,
        /// How long it plays, at most.
        lasts: Duration,
    },
    /// Ask and listen.
    Recognize {
        /// The request.
        ask: Box<Recognize>,
        /// How long it takes, at most.
        lasts: Duration,
    },
    /// End everything that plays or listens.
    Cancel,
    /// Hear every key of somebody, or no longer.
    Tones(Identifier, bool),
    /// Press keys towards somebody.
    Press(Identifier, Vec<Key>),
    /// Let somebody wait, with music if given.
    Hold(Identifier, Option<Box<PlaySource>>),
    /// Let somebody wait no longer.
    Resume(Identifier),
    /// Stream audio, or no longer.
    Streaming(bool),
    /// Write down what is said, in this language.
    Transcribe(Option<String>),
    /// Write down what is said in another language.
    ChangeLanguage(String),
    /// Write down no more.
    StopTranscript,
    /// Record.
    Record(Box<StartRecording>),
    /// Leave; the others go on.
    HangUp,
    /// End it for everybody.
    Terminate,
}

/// Whom something is directed at: as the service names them, and as the caller of the verb did.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// The service's name.
    pub who: Identifier,
    /// The address, for [`Ended::Transferred`].
    pub address: Address,
}

/// One request to the service.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Step {
    /// Carry a wish out.
    Do(WishId, Wish),
    /// Take back the invitation with this id.
    Withdraw(WishId, String),
    /// `GET` the call.
    Look,
    /// Leave, without anybody waiting for it.
    HangUp,
    /// End the call for whoever is left alone in it.
    Terminate,
}

/// Why a request got no good answer.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Miss {
    /// The service does not know the call.
    NotFound,
    /// The service refused, or nothing was sent: it has not happened.
    Refused(Arc<Error>),
    /// The request left, no answer came, in spite of repetitions: it may have happened.
    Lost,
}

/// What the service answered.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Answer {
    /// Accepted, nothing said.
    Accepted,
    /// An invitation with this id.
    Invited(Option<String>),
    /// A recording with this id.
    Recording(String),
    /// How the call stands.
    Call(Box<CallProperties>),
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
    /// A verified event; with the wish that its context names.
    News(Option<WishId>, EventKind, Box<EventBody>),
    /// The call's connection id is known now: it can be asked for things.
    Bound,
    /// Time passed.
    Tick,
}

/// What a wish came to that succeeded.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Fruit {
    /// It is done.
    Done,
    /// What was heard.
    Heard(Box<EventBody>),
    /// The recording's id.
    Recording(String),
}

/// What a wish came to, beside success.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Failure {
    /// The call is over.
    Ended(Ended),
    /// The service refused it: nothing happened.
    Refused(Arc<Error>),
    /// It was tried, and failed.
    Failed(Box<ResultInformation>),
    /// Another verb cut it short.
    Cut,
    /// It may have happened; nobody says.
    Unknown,
    /// Answered, redirected or transferred already.
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
    /// Somebody came or left, or was muted or held: the whole list.
    Roster(Vec<CallParticipant>),
    /// Somebody could not be put on hold after all.
    HoldFailed,
    /// A recording moved on.
    Recording {
        /// Which.
        id: String,
        /// Where to.
        state: RecordingState,
    },
    /// A recording that was accepted did not begin.
    RecordingFailed,
    /// The transcript or the stream ended by itself.
    StreamEnded(EventKind),
    /// A name that is newer than this version.
    Other(EventKind, Box<EventBody>),
}

/// What the machine wants.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Output {
    /// Send this.
    Send(RequestId, Step),
    /// A wish has its result.
    Done(WishId, Result<Fruit, Failure>),
    /// Something happened.
    Event(Event),
    /// The call is over; nothing follows.
    Ended(Ended),
}
