//! What a trunk can do, asked before there is a call.

use teams_cc_core::{Unsupported, Verb};

use super::Trunk;
use crate::config::Profile;

/// Who answers.
const BACKEND: &str = "sip";

impl Profile {
    /// Whether calls over a trunk of this kind can do `verb`.
    ///
    /// What a carrier allows beyond the signalling is between you and the carrier.
    ///
    /// # Errors
    /// [`Unsupported`] says why not, with its source.
    pub fn can(self, verb: Verb) -> Result<(), Unsupported> {
        let because = match verb {
            Verb::Redirect if self == Self::DirectRouting => {
                "no document says that Teams follows a 302 from a trunk: answer, and transfer (DR-94)"
            }
            Verb::Connect => {
                "a trunk carries legs: a call that is up elsewhere cannot be joined, and Teams \
                 refuses Replaces (DR-59)"
            }
            Verb::ReachTeamsUser => {
                "a trunk reaches people in Teams by their phone number (DR-50); an Entra id comes \
                 only in a transfer that Teams asks for (DR-88)"
            }
            Verb::Say => {
                "a trunk has no voice of its own: synthesise, for `Call::converse` or as samples"
            }
            Verb::AskChoice | Verb::AskWords => {
                "a trunk recognises keys only (DR-121): give `Call::converse` an ear"
            }
            Verb::Park => "Teams takes six methods from a trunk, and none of them parks (DR-58)",
            Verb::Transcribe => {
                "nobody listens on a trunk but we: recognise yourself, by `Talk::transcribe`"
            }
            Verb::Answer
            | Verb::Reject
            | Verb::Redirect
            | Verb::Create
            | Verb::ShowNumber
            | Verb::HangUp
            | Verb::EndForAll
            | Verb::Play
            | Verb::PlayWhileWaiting
            | Verb::Ask
            | Verb::NextKey
            | Verb::Press
            | Verb::Hold
            | Verb::Mute
            | Verb::Unmute
            | Verb::Invite
            | Verb::CancelInvite
            | Verb::Remove
            | Verb::TakeOver
            | Verb::Transfer
            | Verb::Consult
            | Verb::TransferOut
            | Verb::Record
            | Verb::PauseRecording
            | Verb::Stream
            | Verb::Supervise
            | Verb::Whisper => return Ok(()),
            // Nothing is promised that nobody has thought of.
            _ => "not there yet",
        };
        Err(Unsupported { verb, backend: BACKEND, because })
    }
}

impl Trunk {
    /// Whether calls over this trunk can do `verb`; for deciding at the start of a program.
    ///
    /// # Errors
    /// [`Unsupported`] says why not, with its source.
    pub fn can(&self, verb: Verb) -> Result<(), Unsupported> {
        self.shared.config.profile.can(verb)
    }
}

/// Whether a leg can do `verb`; one whose media passes by does nothing with sound.
pub(super) fn of_leg(profile: Profile, has_media: bool, verb: Verb) -> Result<(), Unsupported> {
    let is_signalling = matches!(
        verb,
        Verb::Answer
            | Verb::Reject
            | Verb::Redirect
            | Verb::Create
            | Verb::ShowNumber
            | Verb::HangUp
            | Verb::EndForAll
    );
    profile.can(verb)?;
    if has_media || is_signalling {
        return Ok(());
    }
    Err(Unsupported { verb, backend: BACKEND, because: "this leg passes its media by" })
}
