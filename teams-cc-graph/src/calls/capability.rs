//! What calls of a bot can do, asked before there is one.

use teams_cc_core::{Unsupported, Verb};

use super::Calls;

/// Who answers.
pub(super) const BACKEND: &str = "graph";

impl Calls {
    /// Whether calls of a bot can do `verb`; for deciding at the start of a program.
    ///
    /// It answers for v1.0 of Graph, with every permission consented to (`Calls.*`); towards
    /// telephones the bot needs a resource account.
    ///
    /// # Errors
    /// [`Unsupported`] says why not, with its source.
    pub fn can(&self, verb: Verb) -> Result<(), Unsupported> {
        can(verb)
    }
}

/// As [`Calls::can`], without a client.
///
/// # Errors
/// [`Unsupported`] says why not, with its source.
pub fn can(verb: Verb) -> Result<(), Unsupported> {
    let because = match verb {
        Verb::ShowNumber => {
            "the resource account's number is shown: name the account (graph.md section 2.1)"
        }
        Verb::EndForAll => {
            "the service ends the bot's own leg, a group goes on (graph.md section 2.2)"
        }
        Verb::Say => return Err(no_voice()),
        Verb::Whisper => "a prompt is heard by everybody in the call (graph.md section 2.2)",
        Verb::Supervise => {
            "whoever speaks in a call is heard by all of it: a participant can be muted, no more \
             (graph.md section 2.2)"
        }
        Verb::AskChoice | Verb::AskWords => {
            "the service recognises keys only (`subscribeToTone`, graph.md section 2.2)"
        }
        Verb::Unmute => {
            "a bot unmutes nobody but itself: whoever was muted does it (graph.md section 2.2)"
        }
        Verb::CancelInvite => {
            "no operation takes an invitation back; who rings keeps ringing (graph.md section 2.2)"
        }
        Verb::Park => "no operation of v1.0 parks a call in Teams (graph-operations.tsv)",
        Verb::PauseRecording => {
            "`recordResponse` records one utterance of 120 s at most (graph.md section 2.2)"
        }
        Verb::Stream => {
            "raw audio needs the media SDK of Windows (graph.md section 2.1); Direct Routing and \
             Call Automation have it"
        }
        Verb::Transcribe => "start and stop of a transcript are beta only (graph.md section 2.4)",
        Verb::Answer
        | Verb::Reject
        | Verb::Redirect
        | Verb::Create
        | Verb::Connect
        | Verb::ReachTeamsUser
        | Verb::HangUp
        | Verb::Play
        | Verb::PlayWhileWaiting
        | Verb::Ask
        | Verb::NextKey
        | Verb::Press
        | Verb::Hold
        | Verb::Mute
        | Verb::Invite
        | Verb::Remove
        | Verb::TakeOver
        | Verb::Transfer
        | Verb::Consult
        | Verb::TransferOut
        | Verb::Record => return Ok(()),
        // Nothing is promised that nobody has thought of.
        _ => "not there yet",
    };
    Err(Unsupported { verb, backend: BACKEND, because })
}

/// Of people in a call of two.
pub(super) const fn only_in_groups(verb: Verb) -> Unsupported {
    let because = "the service does it in group calls only (participant: mute): invite somebody";
    Unsupported { verb, backend: BACKEND, because }
}

/// Of words as a prompt.
pub(super) const fn no_voice() -> Unsupported {
    let because = "v1.0 has no voice: `mediaPrompt` is a WAV file (graph.md section 2.2)";
    Unsupported { verb: Verb::Say, backend: BACKEND, because }
}
