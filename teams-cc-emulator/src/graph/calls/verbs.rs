//! The verbs of tests: who calls a bot, what people do in its calls, and what became of them.

use std::time::Duration;

use serde_json::Value;
use teams_cc_core::{E164, Guid, TenantId};

use super::book::{Between, Book};
use super::bots::{Bot, BotCall, BotCallPerson, ResourceAccount};
use super::call::{Call, Participant, Standing};
use super::incoming::{NoBot, Reason};
use super::party::{Party, person};
use super::{Bots, PATIENCE};
use crate::people::Ringing;
use crate::{Emulator, User};

/// Bots kept.
const MOST_BOTS: usize = 1_000;
/// Resource accounts and lines kept.
const MOST_ACCOUNTS: usize = 10_000;

impl Emulator {
    /// Calling bots: their registrations, their calls, and telephones that call them.
    pub fn bots(&self) -> &Bots {
        &self.stage.bots
    }
}

impl Bots {
    /// Registers a bot, or changes its registration.
    pub fn register(&self, bot: Bot) {
        self.with(|book, _| {
            if book.bots.len() < MOST_BOTS || book.bots.contains_key(&bot.app) {
                book.bots.insert(bot.app, bot);
            }
        });
    }

    /// All registrations.
    pub fn list(&self) -> Vec<Bot> {
        let mut bots = self.with(|book, _| book.bots.values().cloned().collect::<Vec<_>>());
        bots.sort_by_key(|bot| bot.app);
        bots
    }

    /// A resource account of a bot; the one with the same id is replaced.
    pub fn account(&self, account: ResourceAccount) {
        self.with(|book, _| {
            book.accounts.retain(|one| one.id != account.id);
            if book.accounts.len() < MOST_ACCOUNTS {
                book.accounts.push(account);
            }
        });
    }

    /// A resource account with that number, with an id from the seed.
    pub fn number(&self, app: Guid, tenant: TenantId, number: E164) -> ResourceAccount {
        let id = self.with(|book, _| book.id());
        let account = ResourceAccount { id, app, tenant, number: Some(number) };
        self.account(account.clone());
        account
    }

    /// All resource accounts.
    pub fn accounts(&self) -> Vec<ResourceAccount> {
        self.with(|book, _| book.accounts.clone())
    }

    /// What a telephone does when a bot calls it; without this it answers after a second.
    pub fn line(&self, number: &str, ringing: Ringing) {
        self.with(|book, _| {
            if book.lines.len() < MOST_ACCOUNTS || book.lines.contains_key(number) {
                book.lines.insert(number.into(), ringing);
            }
        });
    }

    /// A telephone calls a number of a resource account.
    pub fn phone_calls(&self, from: &str, to: E164) -> Result<BotLeg, NoBot> {
        let party = Party::Phone(from.into());
        self.with(|book, now| {
            let found = book.accounts.iter().find(|one| one.number == Some(to)).cloned();
            let ResourceAccount { id, app, tenant, .. } = found.ok_or(NoBot::Unknown)?;
            book.call_comes(now, tenant, &party, app, Some(id), &Reason::Dialled)
        })
        .map(|(call, who)| self.leg(call, who))
    }

    /// Somebody calls a bot, by application id or by a resource account's id.
    pub(crate) fn somebody_calls(
        &self,
        tenant: TenantId,
        party: &Party,
        bot: Guid,
        reason: &Reason,
    ) -> Result<BotLeg, NoBot> {
        self.with(|book, now| {
            let account = book.accounts.iter().find(|one| one.id == bot).cloned();
            let app = account.as_ref().map_or(bot, |one| one.app);
            let account = account.map(|one| one.id);
            book.call_comes(now, tenant, party, app, account, reason)
        })
        .map(|(call, who)| self.leg(call, who))
    }

    /// Another bot is called at an address of its own.
    pub(crate) fn invite_elsewhere(&self, tenant: TenantId, party: &Party, app: Guid, uri: &str) {
        let Party::User(user) = party else { return };
        let reason = Reason::Policy { user: *user, other: party.clone() };
        self.with(|book, now| {
            let came = book.call_comes(now, tenant, party, app, None, &reason).ok();
            if let Some(call) = came.and_then(|(call, _)| book.calls.get_mut(&call)) {
                call.callback = uri.into();
            }
        });
    }

    /// A user joins a meeting; bots that are in it see it in their roster.
    pub fn joins_meeting(&self, user: Guid, thread: &str) {
        self.with(|book, now| book.joins(now, thread, &Party::User(user)));
    }

    /// All calls, oldest first.
    pub fn calls(&self) -> Vec<BotCall> {
        self.with(|book, now| {
            let lasted = |call: &Call| call.ended.unwrap_or(now).since(call.started);
            book.in_order().map(|call| shown(book, call, lasted(call))).collect()
        })
    }

    /// One call.
    pub fn call(&self, id: Guid) -> Option<BotCall> {
        self.calls().into_iter().find(|call| call.id == id)
    }

    /// Waits until something is so about the calls; false after ten seconds of the emulator's time.
    pub async fn wait_until(&self, mut is_so: impl FnMut(&[BotCall]) -> bool) -> bool {
        let mut changed = self.0.changed.subscribe();
        let holds = async {
            loop {
                changed.borrow_and_update();
                let now = self.0.clock.now();
                let calls: Vec<BotCall> = {
                    let book = self.0.book.lock();
                    let lasted = |call: &Call| call.ended.unwrap_or(now).since(call.started);
                    book.in_order().map(|call| shown(&book, call, lasted(call))).collect()
                };
                if is_so(&calls) || changed.changed().await.is_err() {
                    return;
                }
            }
        };
        tokio::select! {
            () = holds => true,
            () = self.0.clock.sleep(PATIENCE) => false,
        }
    }

    /// Whether those two talk without the bot that brought them together.
    pub fn talk(&self, one: &str, other: &str) -> bool {
        self.with(|book, _| {
            let has = |talk: &Between, name: &str| {
                talk.people.iter().any(|party| is_called(book, party, name))
            };
            let mut talks = book.between.iter().filter(|talk| !talk.is_over);
            talks.any(|talk| has(talk, one) && has(talk, other))
        })
    }

    /// Who talks to whom without a bot: lists of identity sets.
    pub(crate) fn talks(&self) -> Vec<Value> {
        self.with(|book, _| {
            let up = book.between.iter().filter(|talk| !talk.is_over);
            let set = |party: &Party| party.identity_set(&book.people);
            up.map(|talk| talk.people.iter().map(set).collect()).collect()
        })
    }

    /// The newest call that user or telephone takes part in: `adele`, an object id, a number.
    pub fn leg_of(&self, who: &str) -> Option<BotLeg> {
        let found = self.with(|book, _| {
            book.in_order().rev().filter(|call| !call.is_over()).find_map(|call| {
                let one = call.participants.iter().find(|one| is_called(book, &one.party, who))?;
                Some((call.id, one.id))
            })
        });
        found.map(|(call, who)| self.leg(call, who))
    }

    /// Somebody hangs up whatever a bot brought about: its call, or a talk after a transfer.
    pub fn hangs_up(&self, who: &str) -> bool {
        if let Some(leg) = self.leg_of(who) {
            leg.hang_up();
            return true;
        }
        self.with(|book, _| {
            let party = book
                .between
                .iter()
                .rev()
                .filter(|talk| !talk.is_over)
                .flat_map(|talk| &talk.people)
                .find(|party| is_called(book, party, who))
                .cloned();
            party.is_some_and(|party| book.ends_talk(&party))
        })
    }

    fn leg(&self, call: Guid, who: Guid) -> BotLeg {
        BotLeg { bots: self.clone(), call, who }
    }
}

/// Somebody's side of a bot's call, in the hands of a test. Cheap to clone; dropping it does
/// nothing.
#[derive(Clone, Debug)]
pub struct BotLeg {
    bots: Bots,
    call: Guid,
    who: Guid,
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

/// Whether a party goes by that name: short name, object id, number.
fn is_called(book: &Book, party: &Party, name: &str) -> bool {
    match party {
        Party::User(id) => {
            id.to_string().eq_ignore_ascii_case(name)
                || person(&book.people, *id).is_some_and(|user| user.name == name)
        }
        Party::Phone(number) => number == name,
        Party::Instance(id) | Party::App(id) => id.to_string().eq_ignore_ascii_case(name),
    }
}

fn shown(book: &Book, call: &Call, lasted: Duration) -> BotCall {
    let person = |one: &Participant, has_left: bool| BotCallPerson {
        identity: one.party.identity_set(&book.people),
        standing: match (has_left, one.standing) {
            (true, _) => "left",
            (false, Standing::Ringing) => "ringing",
            (false, Standing::In) => "in",
        },
        heard: one.heard.clone(),
        tones: one.keys_heard.clone(),
        is_held: one.is_held,
    };
    let here = call.participants.iter().map(|one| person(one, false));
    BotCall {
        id: call.id,
        app: call.app,
        tenant: call.tenant,
        state: call.state.text(),
        is_outgoing: call.is_outgoing,
        chain: call.chain,
        people: here.chain(call.left.iter().map(|one| person(one, true))).collect(),
        ended_with: call.result.as_ref().filter(|_| call.is_over()).map(|r| (r.code, r.subcode)),
        lasted,
    }
}
