//! What people do: they answer or not, talk, press keys, hold, hang up.

use std::time::Duration;

use serde_json::json;
use teams_cc_core::{Guid, Instant, TenantId};

use super::book::{Book, Due, SOON};
use super::call::{Kind, Outcome, Standing, State};
use super::party::{Party, person};
use crate::people::{Ringing, Step};

/// A Teams user who ignores a call: the service gives up after so long.
const RINGS_FOR: Duration = Duration::from_secs(60);
/// A telephone nobody set up answers after so long.
const PHONE_ANSWERS_AFTER_MS: u64 = 1000;
/// A key is heard for so long before the next one.
const KEY: Duration = Duration::from_millis(200);
/// Speech kept of one participant.
const MOST_SPEECH: usize = 1000;

impl Book {
    /// What that party does when it rings.
    pub(super) fn ringing(&self, tenant: TenantId, party: &Party) -> Ringing {
        match party {
            Party::User(id) => {
                // Nobody of another tenant is reached.
                let home = self.people.tenants().into_iter().find(|one| one.id == tenant);
                let user = person(&self.people, *id);
                let user = user.filter(|user| home.is_some_and(|home| home.name == user.tenant));
                user.map_or(Ringing::Offline, |user| user.behaviour.ringing)
            }
            Party::Phone(number) => {
                let default = Ringing::Answer { after_ms: PHONE_ANSWERS_AFTER_MS };
                self.lines.get(number).cloned().unwrap_or(default)
            }
            Party::Instance(_) | Party::App(_) => Ringing::Answer { after_ms: 500 },
        }
    }

    /// Starts ringing somebody; the decision comes later.
    pub(super) fn rings(&mut self, now: Instant, call: Guid, who: Guid) {
        let Some(there) = self.calls.get(&call) else { return };
        let Some(party) = there.participant(who).map(|one| one.party.clone()) else { return };
        let tenant = there.tenant;
        self.note(&party, call, "rings");
        let ringing = self.ringing(tenant, &party);
        self.after(now, decides_after(&ringing), call, Due::Person(who, ringing));
    }

    /// Whoever rang has decided.
    pub(super) fn decides(&mut self, now: Instant, id: Guid, who: Guid, decided: &Ringing) {
        let Some(call) = self.calls.get(&id) else { return };
        let Some(one) = call.participant(who) else { return };
        if one.standing != Standing::Ringing {
            return;
        }
        if matches!(decided, Ringing::Answer { .. } | Ringing::Voicemail { .. }) {
            self.is_in(now, id, who);
            return;
        }
        let why = refusal(decided);
        let (party, invited_by) = (one.party.clone(), one.invited_by);
        self.note(&party, id, &format!("does not answer: {} {}", why.code, why.subcode));
        let Some(call) = self.calls.get_mut(&id) else { return };
        call.participants.retain(|one| one.id != who);
        let nobody = call.participants.is_empty();
        let kind = call.kind;
        match kind {
            Kind::PeerToPeer => self.end(now, id, why),
            Kind::Group if nobody && invited_by.is_none() => {
                self.end(now, id, Outcome::new(200, 5013, "Nobody joined."));
            }
            _ => self.invitation_ends(id, invited_by, Some(why)),
        }
    }

    /// Somebody is in: answered, or came by itself.
    pub(super) fn is_in(&mut self, now: Instant, id: Guid, who: Guid) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        let Some(one) = call.participants.iter_mut().find(|one| one.id == who) else { return };
        one.standing = Standing::In;
        let (party, invited_by) = (one.party.clone(), one.invited_by);
        let (state, is_outgoing) = (call.state, call.is_outgoing);
        self.note(&party, id, "is in the call");
        self.shows_calls(&party);
        // Also when somebody was invited before the first one had answered.
        if is_outgoing && state == State::Establishing {
            self.establish(now, id);
        } else if state != State::Incoming && state != State::Establishing {
            let one = self
                .calls
                .get(&id)
                .and_then(|call| Some(call.participant_json(call.participant(who)?, &self.people)));
            self.notify_roster(id, one);
        }
        self.invitation_ends(id, invited_by, None);
        self.after(now, SOON, id, Due::Script(who, 0));
    }

    /// The call is up: media flows, the bot is told.
    pub(super) fn establish(&mut self, now: Instant, id: Guid) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        if call.state != State::Establishing {
            return;
        }
        call.state = State::Established;
        call.has_audio = true;
        let later = std::mem::take(&mut call.later);
        let waiting = call.media.front().copied();
        self.notify_call(id, "updated");
        self.notify_roster(id, None);
        if let Some(operation) = waiting {
            self.start_media(now, id, operation);
        }
        for transfer in later {
            self.start_transfer(now, id, transfer);
        }
    }

    /// The next step of somebody's script.
    pub(super) fn act(&mut self, now: Instant, id: Guid, who: Guid, step: usize) {
        let Some(call) = self.calls.get(&id) else { return };
        let Some(one) = call.participant(who) else { return };
        let Party::User(user) = one.party else { return };
        let script = person(&self.people, user).map(|user| user.behaviour.script);
        let Some(next) = script.and_then(|script| script.get(step).cloned()) else { return };
        if call.state != State::Established && call.state != State::Hold {
            // The script begins when the bot has answered.
            self.after(now, 5 * SOON, id, Due::Script(who, step));
            return;
        }
        let mut wait = SOON;
        match next {
            Step::Talk { ms } => {
                wait = Duration::from_millis(ms);
                self.says(now, id, who, wait);
            }
            Step::Hold => self.holds(id, true),
            Step::Resume => self.holds(id, false),
            Step::Press { keys } => {
                wait = KEY * u32::try_from(keys.chars().count()).unwrap_or(1);
                self.presses(now, id, who, &keys);
            }
            Step::HangUp => return self.leaves(now, id, who),
            Step::Transfer { .. } | Step::Consult { .. } => {
                let party = one.party.clone();
                self.note(&party, id, "cannot transfer a call with a bot");
            }
        }
        self.after(now, wait, id, Due::Script(who, step + 1));
    }

    /// Somebody talks for so long.
    pub(super) fn says(&mut self, now: Instant, id: Guid, who: Guid, lasts: Duration) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        let Some(one) = call.participant_mut(who) else { return };
        if one.speech.len() == MOST_SPEECH {
            one.speech.remove(0);
        }
        one.speech.push((now, now + lasts));
        if let Some(operation) = call.media.front().copied() {
            self.after(now, Duration::ZERO, id, Due::Record(operation));
        }
    }

    /// Somebody presses keys.
    pub(super) fn presses(&mut self, now: Instant, id: Guid, who: Guid, keys: &str) {
        for key in keys.chars() {
            let Some(call) = self.calls.get_mut(&id) else { return };
            if call.is_over() || call.participant(who).is_none() {
                return;
            }
            let Some(tone) = tone_of(key) else { continue };
            if call.wants_tones && matches!(call.state, State::Established | State::Transferring) {
                call.tone_sequence += 1;
                let mut data = call.notice();
                data["toneInfo"] = json!({
                    "@odata.type": "#microsoft.graph.toneInfo",
                    "sequenceId": call.tone_sequence,
                    "tone": tone,
                });
                self.notify_about(id, "updated", "", &data);
            }
            self.stop_tone(now, id, key);
        }
    }

    /// Somebody puts the bot on hold, or takes it back.
    pub(super) fn holds(&mut self, id: Guid, is_on_hold: bool) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        let from = if is_on_hold { State::Established } else { State::Hold };
        if call.state == from {
            call.state = if is_on_hold { State::Hold } else { State::Established };
            call.has_audio = !is_on_hold;
            self.notify_call(id, "updated");
        }
    }

    /// Somebody hangs up.
    pub(super) fn leaves(&mut self, now: Instant, id: Guid, who: Guid) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        let Some(place) = call.participants.iter().position(|one| one.id == who) else { return };
        let one = call.participants.remove(place);
        let party = one.party.clone();
        let was_incoming = call.state == State::Incoming;
        let nobody = call.participants.is_empty();
        let (kind, thread) = (call.kind, call.thread.clone());
        let mut gone = call.participant_json(&one, &self.people);
        call.left.push(one);
        gone["removedState"] =
            json!({"@odata.type": "#microsoft.graph.removedState", "reason": "Removed"});
        self.note(&party, id, "hangs up");
        self.shows_calls(&party);
        let phone = matches!(party, Party::Phone(_));
        match kind {
            Kind::PeerToPeer if was_incoming => {
                self.end(now, id, Outcome::new(487, 0, "The caller gave up."));
            }
            Kind::PeerToPeer if phone => {
                self.end(now, id, Outcome::new(200, 540_000, "The PSTN user hung up."));
            }
            Kind::PeerToPeer => {
                self.end(now, id, Outcome::new(200, 4521, "The other side left."));
            }
            Kind::Group if nobody => {
                self.end(now, id, Outcome::new(200, 5002, "All others left."));
            }
            Kind::Group | Kind::Meeting => {
                if let Some(all) = thread.and_then(|thread| self.meetings.get_mut(&thread)) {
                    all.retain(|other| *other != party);
                }
                self.notify_roster(id, Some(gone));
            }
        }
    }
}

/// How long somebody takes to decide.
pub(super) fn decides_after(ringing: &Ringing) -> Duration {
    match ringing {
        Ringing::Answer { after_ms }
        | Ringing::Decline { after_ms }
        | Ringing::Voicemail { after_ms } => Duration::from_millis(*after_ms) + 2 * SOON,
        Ringing::Ignore => RINGS_FOR,
        Ringing::Busy | Ringing::Offline | Ringing::Unknown => 3 * SOON,
    }
}

/// Why nobody answered, in the service's numbers (section 2.6; those of declining, busy and giving
/// up are not documented: the SIP status without a sub-code).
pub(super) fn refusal(decided: &Ringing) -> Outcome {
    match decided {
        Ringing::Decline { .. } => Outcome::new(603, 0, "The call was declined."),
        Ringing::Busy => Outcome::new(486, 0, "The callee is busy."),
        Ringing::Ignore => Outcome::new(487, 0, "The callee did not answer."),
        Ringing::Unknown => Outcome::new(480, 10134, "The callee cannot be routed to."),
        _ => Outcome::new(480, 10037, "No callee endpoint was found."),
    }
}

/// A key as `tone`.
pub(super) fn tone_of(key: char) -> Option<String> {
    Some(match key.to_ascii_uppercase() {
        digit if digit.is_ascii_digit() => format!("tone{digit}"),
        '*' => "star".into(),
        '#' => "pound".into(),
        letter @ 'A'..='D' => letter.to_ascii_lowercase().into(),
        '!' => "flash".into(),
        _ => return None,
    })
}

/// A `tone` as a key.
pub(super) fn key_of(tone: &str) -> Option<char> {
    let tone = tone.to_ascii_lowercase();
    Some(match tone.as_str() {
        "star" => '*',
        "pound" => '#',
        "flash" => '!',
        "a" | "b" | "c" | "d" => tone.chars().next()?.to_ascii_uppercase(),
        _ => tone.strip_prefix("tone")?.chars().next().filter(char::is_ascii_digit)?,
    })
}
