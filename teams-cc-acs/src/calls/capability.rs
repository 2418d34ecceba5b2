//! What Call Automation can do, asked before there is a call.

use teams_cc_core::{Unsupported, Verb};

use super::Calls;
use crate::client::Settings;

/// Who answers.
pub(super) const BACKEND: &str = "acs";

/// Under which of Microsoft's offerings a call runs: it decides what is forbidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Offering {
    /// Numbers and users of the resource's own.
    CallAutomation,
    /// Numbers of a customer's resource accounts (Teams Phone extensibility, TPE).
    TeamsPhone,
}

impl Offering {
    /// Both.
    pub const ALL: &'static [Self] = &[Self::CallAutomation, Self::TeamsPhone];

    /// Whether calls of this offering can do `verb`, with everything configured.
    ///
    /// # Errors
    /// [`Unsupported`] says why not, with its source.
    pub fn can(self, verb: Verb) -> Result<(), Unsupported> {
        let is_teams_phone = self == Self::TeamsPhone;
        let because = match verb {
            Verb::ReachTeamsUser if is_teams_phone => {
                "Teams Phone extensibility adds no Teams users and transfers to none: invite the \
                 agent's seat (CC-64; Microsoft's capability table, although its overview speaks \
                 of experts in Teams)"
            }
            Verb::ShowNumber if is_teams_phone => {
                "with Teams Phone the account's number is shown, never another (8523, acs.md \
                 section 7)"
            }
            Verb::Mute if is_teams_phone => {
                "Teams Phone extensibility mutes nobody from the server (CC-68)"
            }
            Verb::Unmute => "there is no request for it (acs.md section 3): who was muted does it",
            Verb::Supervise => {
                "no request lets one of several be heard by some of them only, and none unmutes \
                 (acs.md section 3)"
            }
            Verb::Consult => {
                "a transfer replaces no call (acs.md section 3, row 9): move the expert here, and \
                 leave"
            }
            Verb::Park => "there is no parking (acs.md sections 3 and 7, CC-72)",
            Verb::Answer
            | Verb::Reject
            | Verb::Redirect
            | Verb::Create
            | Verb::Connect
            | Verb::ReachTeamsUser
            | Verb::ShowNumber
            | Verb::HangUp
            | Verb::EndForAll
            | Verb::Play
            | Verb::Say
            | Verb::PlayWhileWaiting
            | Verb::Whisper
            | Verb::Ask
            | Verb::AskChoice
            | Verb::AskWords
            | Verb::NextKey
            | Verb::Press
            | Verb::Hold
            | Verb::Mute
            | Verb::Invite
            | Verb::CancelInvite
            | Verb::Remove
            | Verb::TakeOver
            | Verb::Transfer
            | Verb::TransferOut
            | Verb::Record
            | Verb::PauseRecording
            | Verb::Stream
            | Verb::Transcribe => return Ok(()),
            // Nothing is promised that nobody has thought of.
            _ => "not there yet",
        };
        Err(Unsupported { verb, backend: BACKEND, because })
    }

    pub(super) fn of(is_teams_phone: bool) -> Self {
        if is_teams_phone { Self::TeamsPhone } else { Self::CallAutomation }
    }

    /// As [`can`](Self::can), with what this client was told.
    pub(super) fn can_with(self, settings: &Settings, verb: Verb) -> Result<(), Unsupported> {
        self.can(verb)?;
        let because = match verb {
            Verb::Stream | Verb::Transcribe if !cfg!(feature = "server") => {
                "sockets come in through the feature `server`"
            }
            Verb::Stream if settings.streaming.is_none() => {
                "calls are answered without a stream (CallAutomationBuilder::streaming)"
            }
            Verb::Transcribe if settings.locale.is_none() => {
                "calls are answered without a transcript (CallAutomationBuilder::locale)"
            }
            Verb::Say | Verb::AskChoice | Verb::AskWords | Verb::Transcribe
                if settings.intelligence.is_none() =>
            {
                "words need an Azure AI resource (CallAutomationBuilder::intelligence)"
            }
            _ => return Ok(()),
        };
        Err(Unsupported { verb, backend: BACKEND, because })
    }
}

impl Calls {
    /// Whether calls of this offering can do `verb`, as this client is configured; for deciding at
    /// the start of a program. A call that rings says which offering it belongs to
    /// ([`IncomingCall::is_teams_phone`](super::IncomingCall::is_teams_phone)).
    ///
    /// # Errors
    /// [`Unsupported`] says why not, with its source.
    pub fn can(&self, offering: Offering, verb: Verb) -> Result<(), Unsupported> {
        offering.can_with(self.hub.acs.settings(), verb)
    }
}
