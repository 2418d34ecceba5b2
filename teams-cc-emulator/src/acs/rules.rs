//! What the documents leave open, and what the service is known to do wrong: each a switch.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How the service behaves where its documents are silent, or where it does not follow them.
///
/// Each field says what is known of it: *documented*, *believed* (nobody outside has checked it) or
/// a *known defect*. `[acs.rules]` in the settings, [`Acs::change_rules`](super::Acs::change_rules)
/// in a test, `PATCH /acs/rules` from outside.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct AcsRules {
    /// Believed (OASIS): a request with a `Repeatability-Request-ID` that was seen before gets the
    /// first answer, and nothing is done twice.
    pub repeats: bool,
    /// Believed: a token must be for `https://communication.azure.com`.
    pub checks_audience: bool,
    /// Believed: muting somebody is told by `ParticipantsUpdated`.
    pub mute_is_told: bool,
    /// Believed: hold and its end are told by `ParticipantsUpdated`.
    pub hold_is_told: bool,
    /// Believed: an event that was not answered with 2xx is sent again, five times within half a
    /// minute, later each time.
    pub events_are_repeated: bool,
    /// Believed: so long a caller waits until the application answers.
    pub incoming_waits_s: u64,
    /// Documented either way: what the caller of a resource account hears whose tenant has not
    /// consented.
    pub without_consent: WithoutConsent,
    /// Documented sample: `to.kind` of a call to a resource account is `unknown`, not
    /// `microsoftTeamsApp`.
    pub account_kind_is_unknown: bool,
    /// Documented, and off so that a first test need not do it: an agent can be reached after the
    /// vendor's client was assigned to that user only
    /// (`PUT /access/teamsExtension/tenants/{tenant}/assignments/{user}`).
    pub agents_need_consent: bool,
    /// Known defects: 500 instead of 400 for a transfer to somebody of the wrong kind; answering
    /// and rejecting after a redirect succeed, without an effect.
    pub known_defects: bool,
    /// The host under which files of recordings are shown, `HOST` in `https://HOST/v1/objects/...`.
    /// Microsoft's clients download from `*.asm.skype.com` and two others only; whoever maps such a
    /// name to loopback names it here, with the port of `acs_tls`. Absent: the address that
    /// requests come to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub files_at: Option<String>,
}

/// What a caller hears without consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum WithoutConsent {
    /// A busy tone.
    Busy,
    /// Nothing, and after ten seconds the call ends.
    DeadAir,
}

impl Default for AcsRules {
    fn default() -> Self {
        Self {
            repeats: true,
            checks_audience: true,
            mute_is_told: true,
            hold_is_told: true,
            events_are_repeated: true,
            incoming_waits_s: 60,
            without_consent: WithoutConsent::Busy,
            account_kind_is_unknown: true,
            agents_need_consent: false,
            known_defects: false,
            files_at: None,
        }
    }
}

impl AcsRules {
    pub(crate) fn incoming_waits(&self) -> Duration {
        Duration::from_secs(self.incoming_waits_s)
    }
}
