//! The other end of calls: numbers of the resource, phones that call them, what they do and hear.

use serde::{Deserialize, Serialize};
use teams_cc_core::{Guid, Instant};

use super::book::Book;
use super::call::{CallerStep, Outcome};
use super::dtmf::tone_of;
use super::identity::Party;
use super::sound::{From, Piece, samples_in, spoken};
use super::words::{SCRIPTED, Said};

/// Phones kept; the oldest that is over goes first.
const MOST_PHONES: usize = 10_000;
/// What was said last, kept for whoever recognises it by its sound.
const MOST_SAID: usize = 16;

/// A number that reaches the resource.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Line {
    /// With its plus sign.
    pub number: String,
    /// The resource account of a Teams Phone number (Teams Phone extensibility); absent for a
    /// number of the resource's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<Guid>,
    /// The tenant of that account; the first one if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<Guid>,
    /// The application id behind the account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app: Option<Guid>,
    /// The vendor's server has not been given this account yet: callers hear a busy tone until it
    /// is assigned.
    #[serde(default)]
    pub needs_consent: bool,
    /// Its bot has no Teams channel: outgoing calls fail with 403 and 10105.
    #[serde(default)]
    pub no_teams_channel: bool,
    /// More calls at a time than this are refused with 429 (section 8: two by default).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most_outbound: Option<usize>,
}

/// Where a caller is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PhoneState {
    /// It rings at the application.
    Ringing,
    /// In a call with the application.
    Talking,
    /// With somebody else, after a redirect or a transfer.
    TalksWith,
    /// Over: `hung_up`, `busy`, `forbidden`, `rejected`, `no_answer`, `failed`, `removed`,
    /// `dead_air`.
    Ended(&'static str),
}

/// A caller's phone.
#[derive(Clone, Debug)]
pub(crate) struct PhoneRecord {
    pub(crate) from: Party,
    pub(crate) to: Party,
    pub(crate) state: PhoneState,
    pub(crate) room: Guid,
    pub(crate) member: Option<Guid>,
    pub(crate) talks_with: Option<Party>,
    /// Its audio comes over SIP.
    pub(crate) is_softphone: bool,
}

impl Book {
    /// The line of that number.
    pub(crate) fn line(&self, number: &str) -> Option<&Line> {
        let number = number.strip_prefix("4:").unwrap_or(number);
        let account = number.strip_prefix("28:orgid:");
        self.lines.iter().find(|line| {
            line.number == number
                || account.is_some_and(|id| line.account.is_some_and(|one| one.to_string() == id))
        })
    }

    pub(crate) fn forget_phones(&mut self) {
        while self.phones.len() >= MOST_PHONES {
            let over =
                self.phones.iter().find(|(_, phone)| matches!(phone.state, PhoneState::Ended(_)));
            let Some(id) = over.map(|(id, _)| *id).or(self.phones.keys().next().copied()) else {
                return;
            };
            let Some(gone) = self.phones.remove(&id) else { return };
            // A call that nobody answered has a room of its own that nothing else names.
            if self.rooms.get(&gone.room).is_some_and(|room| room.connections.is_empty()) {
                self.rooms.remove(&gone.room);
            }
        }
    }

    pub(crate) fn phone_waits(&self, phone: u64) -> bool {
        self.phones.get(&phone).is_some_and(|phone| phone.state == PhoneState::Ringing)
    }

    /// The application has answered: the caller is in the room.
    pub(crate) fn phone_is_answered(
        &mut self,
        now: Instant,
        phone: u64,
        room: Guid,
        party: &Party,
    ) {
        let member = self.joins(now, room, party);
        if let Some(phone) = self.phones.get_mut(&phone) {
            phone.state = PhoneState::Talking;
            phone.member = Some(member);
        }
    }

    pub(crate) fn phone_ends(&mut self, _: Instant, phone: u64, how: &'static str) {
        let Some(one) = self.phones.get_mut(&phone) else { return };
        if !matches!(one.state, PhoneState::Ended(_)) {
            one.state = PhoneState::Ended(how);
            let who = one.from.raw();
            self.ladder.note(&who, "", &format!("call over: {how}"));
        }
    }

    /// All callers in a room are told that it is over.
    pub(crate) fn phones_end(&mut self, now: Instant, room: Guid, how: &'static str) {
        let there = |(id, phone): (&u64, &PhoneRecord)| (phone.room == room).then_some(*id);
        let all: Vec<u64> = self.phones.iter().filter_map(there).collect();
        all.into_iter().for_each(|phone| self.phone_ends(now, phone, how));
    }

    /// The target of a redirect has answered: the two talk without the application.
    pub(crate) fn redirected(&mut self, now: Instant, phone: u64, party: &Party) {
        let Some(one) = self.phones.get_mut(&phone) else { return };
        if one.state != PhoneState::Ringing {
            return;
        }
        one.state = PhoneState::TalksWith;
        one.talks_with = Some(party.clone());
        self.talk_alone(now, phone, party);
        self.ladder.note(&party.raw(), "", "answers, redirected");
    }

    /// A caller hangs up, wherever it is.
    pub(crate) fn phone_hangs_up(&mut self, now: Instant, phone: u64) {
        let Some(one) = self.phones.get(&phone) else { return };
        let (room, member) = (one.room, one.member);
        self.phone_ends(now, phone, "hung_up");
        if let Some(member) = member {
            self.hangs_up(now, room, member);
        }
    }

    /// Somebody in a room hangs up.
    pub(crate) fn hangs_up(&mut self, now: Instant, room: Guid, who: Guid) {
        let party = self.rooms.get(&room).and_then(|r| r.of_id(who)).map(|one| one.party.clone());
        let Some(party) = party else { return };
        let why = if party.is_phone() {
            Outcome::new(200, 560_000, "The PSTN participant left the call.")
                .sip(200, "OK")
                .q850(16, "Normal call clearing")
        } else {
            Outcome::new(200, 0, "The participant left the call.")
        };
        for phone in self.phones.values_mut().filter(|phone| phone.member == Some(who)) {
            phone.state = PhoneState::Ended("hung_up");
        }
        self.leaves(now, room, who, &why);
    }

    /// The newest room in which somebody is, by raw id or number.
    pub(crate) fn place_of(&self, who: &str) -> Option<(Guid, Guid)> {
        let party = Party::from_raw(who);
        let found = self.rooms.iter().filter_map(|(id, room)| {
            let one = room.member(&party)?;
            Some((one.joined, *id, one.id))
        });
        found.max_by_key(|(joined, _, _)| *joined).map(|(_, room, who)| (room, who))
    }

    /// The next step of somebody's script.
    pub(crate) fn act(&mut self, now: Instant, room: Guid, who: Guid, step: usize) {
        let Some(there) = self.rooms.get(&room) else { return };
        let Some(one) = there.of_id(who) else { return };
        let Some(next) = one.script.get(step).cloned() else { return };
        let is_up = there
            .connections
            .iter()
            .any(|id| self.calls.get(id).is_some_and(super::call::Call::is_up));
        let again = super::book::Due::Script(room, who, step);
        if !is_up {
            // The script begins when the application is there.
            return self.after(now, 2 * super::book::SOON, again);
        }
        let wait = match &next {
            CallerStep::WaitForQuestion if !self.is_asked(room, who) => {
                return self.after(now, 2 * super::book::SOON, again);
            }
            CallerStep::Wait { ms } => std::time::Duration::from_millis(*ms),
            CallerStep::WaitForQuestion => super::book::SOON,
            CallerStep::HangUp => return self.hangs_up(now, room, who),
            CallerStep::Press { keys } => {
                let keys = keys.clone();
                self.presses(now, room, who, &keys)
            }
            CallerStep::Say { words } => {
                let words = words.clone();
                self.says(now, room, who, &words)
            }
        };
        self.after(now, wait, super::book::Due::Script(room, who, step + 1));
    }

    /// Somebody says words; how long that takes.
    pub(crate) fn says(
        &mut self,
        now: Instant,
        room: Guid,
        who: Guid,
        words: &str,
    ) -> std::time::Duration {
        let is_heard = self
            .rooms
            .get(&room)
            .and_then(|room| room.of_id(who))
            .is_some_and(|one| !one.is_muted && !one.is_on_hold);
        let lasts = self.sounds_from(now, room, who, spoken(words));
        if self.said.len() >= MOST_SAID {
            self.said.pop_front();
        }
        self.said.push_back(words.to_owned());
        if is_heard {
            let said = Said { words: words.to_owned(), confidence: SCRIPTED, began: now, lasts };
            self.heard_words(now, room, who, &said);
        }
        lasts
    }

    /// Somebody makes a sound; how long it is. Nobody hears it from who is muted or on hold.
    pub(crate) fn sounds_from(
        &mut self,
        now: Instant,
        room: Guid,
        who: Guid,
        samples: Vec<i16>,
    ) -> std::time::Duration {
        let lasts = super::sound::length(samples.len());
        let one = self.rooms.get(&room).and_then(|room| room.of_id(who));
        if one.is_some_and(|one| !one.is_muted && one.hears_at(now)) {
            self.sounds(room, Piece { at: now, from: From::Member(who), to: Vec::new(), samples });
        }
        lasts
    }

    /// What somebody has heard in a room until now, 16 kHz.
    pub(crate) fn heard(&self, now: Instant, room: Guid, who: Guid) -> Vec<i16> {
        let Some(there) = self.rooms.get(&room) else { return Vec::new() };
        let one = there.of_id(who).or_else(|| there.gone.iter().find(|one| one.id == who));
        let Some(one) = one else { return Vec::new() };
        let until = one.left.unwrap_or(now);
        let samples = samples_in(until.since(one.joined));
        let is_for_me = |piece: &Piece| {
            piece.from != From::Member(who) && (piece.to.is_empty() || piece.to.contains(&who))
        };
        let mut all = there.sound.mix(one.joined, samples, is_for_me);
        for (from, to) in &one.held {
            let begin = samples_in(from.since(one.joined));
            let end = to.map_or(samples, |to| samples_in(to.since(one.joined)));
            // Music on hold is for that one alone.
            let only = there
                .sound
                .mix(*from, end.saturating_sub(begin), |piece| piece.to.as_slice() == [who]);
            for (into, sample) in all.iter_mut().skip(begin).zip(only) {
                *into = sample;
            }
        }
        all
    }

    /// Somebody presses keys; how long that takes.
    pub(crate) fn presses(
        &mut self,
        now: Instant,
        room: Guid,
        who: Guid,
        keys: &str,
    ) -> std::time::Duration {
        let mut count = 0;
        for tone in keys.chars().filter_map(tone_of) {
            count += 1;
            self.pressed(now, room, who, tone);
        }
        super::dtmf::KEY * count
    }
}
