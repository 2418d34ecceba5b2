//! Somebody's side of a bot's call, and what users do with bots.

use std::time::Duration;

use teams_cc_core::Guid;

use super::Bots;
use super::bots::BotCall;
use super::call::Participant;
use super::incoming::{NoBot, Reason};
use super::party::Party;
use crate::User;

/// Somebody's side of a bot's call, in the hands of a test. Cheap to clone; dropping it does
/// nothing.
#[derive(Clone, Debug)]
pub struct BotLeg {
    pub(super) bots: Bots,
    pub(super) call: Guid,
    pub(super) who: Guid,
}

impl BotLeg {
    /// The id of the call.
    pub fn call(&self) -> Guid {
        self.call
    }

    /// Presses keys: `0`-`9`, `*`, `#`, `A`-`D`.
    pub fn press(&self, keys: &str) {
        self.bots.with(|book, now| book.presses(now, self.call, self.who, keys));
    }

    /// Talks for so long.
    pub fn says(&self, lasts: Duration) {
        self.bots.with(|book, now| book.says(now, self.call, self.who, lasts));
    }

    /// Adds another user or number: the call becomes a conference. A bot without permission to join
    /// group calls is dropped.
    pub fn adds(&self, other: &str) {
        self.bots.with(|book, now| {
            let known =
                book.people.users().into_iter().find(|user| {
                    user.name == other || user.id.to_string().eq_ignore_ascii_case(other)
                });
            let party = known.map_or_else(|| Party::Phone(other.into()), |u| Party::User(u.id));
            book.adds(now, self.call, &party);
        });
    }

    /// Shares a screen, or no longer: one at a time in a call.
    pub fn shares_a_screen(&self, is_shared: bool) {
        self.bots.with(|book, _| {
            let id = book.id();
            if let Some(call) = book.calls.get_mut(&self.call) {
                call.sharing = if is_shared { vec![id] } else { Vec::new() };
            }
        });
    }

    /// Puts the bot on hold.
    pub fn hold(&self) {
        self.bots.with(|book, _| book.holds(self.call, true));
    }

    /// Takes it back.
    pub fn resume(&self) {
        self.bots.with(|book, _| book.holds(self.call, false));
    }

    /// Hangs up, or gives up while it rings at the bot.
    pub fn hang_up(&self) {
        self.bots.with(|book, now| {
            let is_policy = book.calls.get(&self.call).is_some_and(|call| call.is_policy);
            if is_policy {
                book.policy_user_leaves(now, self.call, self.who);
            } else {
                book.leaves(now, self.call, self.who);
            }
        });
    }

    /// Another user under the recording policy joins; the bot is asked.
    pub fn is_joined_by(&self, user: Guid) -> Option<Self> {
        let party = Party::User(user);
        let joined = self.bots.with(|book, _| book.policy_user_joins(self.call, &party));
        joined.map(|who| self.bots.leg(self.call, who))
    }

    /// Waits until the bot has answered and audio flows.
    pub async fn is_up(&self) -> bool {
        let id = self.call;
        let up = |call: &BotCall| call.id == id && call.state == "established";
        self.bots.wait_until(|calls| calls.iter().any(up)).await
    }

    /// Waits until this prompt has been heard.
    pub async fn hears(&self, uri: &str) -> bool {
        let id = self.call;
        let heard = |call: &BotCall| {
            let mut all = call.people.iter().flat_map(|one| &one.heard);
            call.id == id && all.any(|heard| heard == uri)
        };
        self.bots.wait_until(|calls| calls.iter().any(heard)).await
    }

    /// The prompts heard so far, by URI.
    pub fn heard(&self) -> Vec<String> {
        self.look(|one| one.heard.clone()).unwrap_or_default()
    }

    /// The tones the bot sent.
    pub fn tones(&self) -> String {
        self.look(|one| one.keys_heard.clone()).unwrap_or_default()
    }

    /// Whether hold music plays.
    pub fn is_held(&self) -> bool {
        self.look(|one| one.is_held).unwrap_or(false)
    }

    /// Whether the service passes on nothing of what this side says.
    pub fn is_muted(&self) -> bool {
        self.look(|one| one.is_muted).unwrap_or(false)
    }

    /// Whether this side is out of the call.
    pub fn has_ended(&self) -> bool {
        self.bots.with(|book, _| {
            let call = book.calls.get(&self.call);
            call.is_none_or(|call| call.is_over() || call.participant(self.who).is_none())
        })
    }

    /// Waits until this side is out of the call.
    pub async fn ended(&self) -> bool {
        self.bots
            .wait_until(|calls| {
                let call = calls.iter().find(|call| call.id == self.call);
                call.is_none_or(|call| call.state == "terminated")
            })
            .await
    }

    fn look<T>(&self, look: impl FnOnce(&Participant) -> T) -> Option<T> {
        self.bots.with(|book, _| {
            let call = book.calls.get(&self.call)?;
            let mut all = call.participants.iter().chain(call.left.iter().rev());
            all.find(|one| one.id == self.who).map(look)
        })
    }
}

impl User {
    /// Calls a bot: by its application's id, or by the id of its resource account. The bot hears
    /// of it at its webhook.
    pub fn calls_bot(&self, bot: Guid) -> Result<BotLeg, NoBot> {
        self.to_bot(bot, &Reason::Dialled)
    }

    /// Is dialled by somebody (a number, another user's short name) and forwards to a bot: the
    /// bot sees whom the caller wanted.
    pub fn forwards_to_bot(&self, caller: &str, bot: Guid) -> Result<BotLeg, NoBot> {
        self.sends_to_bot(caller, bot, &Reason::Forwarded { by: Party::User(self.id()) })
    }

    /// Has talked to somebody and transfers the call to a bot.
    pub fn transfers_to_bot(&self, caller: &str, bot: Guid) -> Result<BotLeg, NoBot> {
        self.sends_to_bot(caller, bot, &Reason::Transferred { by: Party::User(self.id()) })
    }

    fn sends_to_bot(&self, caller: &str, bot: Guid, reason: &Reason) -> Result<BotLeg, NoBot> {
        let home = self.record().tenant;
        let known = self.stage().people.user_named(&home, caller);
        let party = known.map_or_else(|| Party::Phone(caller.into()), |user| Party::User(user.id));
        let tenant = self.stage().people.ensure_tenant(&home).id;
        self.stage().bots.somebody_calls(tenant, &party, bot, reason)
    }

    /// Invites a bot into a group call.
    pub fn invites_bot(&self, bot: Guid) -> Result<BotLeg, NoBot> {
        self.to_bot(bot, &Reason::Group)
    }

    /// Talks to somebody (a number, or another user's short name) while a recording policy brings
    /// the bot in: it has five seconds to answer.
    pub fn is_recorded_by(&self, bot: Guid, talking_to: &str) -> Result<BotLeg, NoBot> {
        let other = self.stage().people.user_named(&self.record().tenant, talking_to);
        let other = other.map_or_else(|| Party::Phone(talking_to.into()), |u| Party::User(u.id));
        self.to_bot(bot, &Reason::Policy { user: self.id(), other })
    }

    /// The newest call with a bot the user is in.
    pub fn bot_leg(&self) -> Option<BotLeg> {
        self.stage().bots.leg_of(&self.id().to_string())
    }

    /// Whether the user and somebody else (a number, a short name) talk without the bot that
    /// brought them together.
    pub fn talks_after_transfer_with(&self, other: &str) -> bool {
        self.stage().bots.talk(&self.id().to_string(), other)
    }

    fn to_bot(&self, bot: Guid, reason: &Reason) -> Result<BotLeg, NoBot> {
        let tenant = self.stage().people.ensure_tenant(&self.record().tenant).id;
        self.stage().bots.somebody_calls(tenant, &Party::User(self.id()), bot, reason)
    }
}
