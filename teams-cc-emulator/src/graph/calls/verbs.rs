//! The verbs of tests on all bots: who calls them, and what became of their calls.

use std::time::Duration;

use serde_json::Value;
use teams_cc_core::{E164, Guid, TenantId};

use super::book::{Between, Book};
use super::bots::{Bot, BotCall, BotCallPerson, ResourceAccount};
use super::call::{Call, Participant, Standing};
use super::incoming::{NoBot, Reason};
use super::leg::BotLeg;
use super::party::{Party, person};
use super::{Bots, PATIENCE};
use crate::Emulator;
use crate::people::Ringing;

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

    pub(super) fn leg(&self, call: Guid, who: Guid) -> BotLeg {
        BotLeg { bots: self.clone(), call, who }
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
