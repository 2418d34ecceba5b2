//! Keys: heard continuously, and sent to somebody.

use std::time::Duration;

use serde_json::{Value, json};
use teams_cc_core::{Guid, Instant};

use super::answer::{self, Answer, Done, Object, missing};
use super::book::{Book, Due, SOON};
use super::call::{Op, Outcome};
use super::people::party;

/// A key is heard for so long before the next one.
pub(crate) const KEY: Duration = Duration::from_millis(200);
/// Tones sent at a time.
const MOST_SENT: usize = 100;

/// Keys and the words for them.
pub(crate) const TONES: [(char, &str); 16] = [
    ('0', "zero"),
    ('1', "one"),
    ('2', "two"),
    ('3', "three"),
    ('4', "four"),
    ('5', "five"),
    ('6', "six"),
    ('7', "seven"),
    ('8', "eight"),
    ('9', "nine"),
    ('A', "a"),
    ('B', "b"),
    ('C', "c"),
    ('D', "d"),
    ('#', "pound"),
    ('*', "asterisk"),
];

/// The word for a key.
pub(crate) fn tone_of(key: char) -> Option<&'static str> {
    let key = key.to_ascii_uppercase();
    TONES.iter().find(|(known, _)| *known == key).map(|(_, word)| *word)
}

fn key_of(tone: &str) -> Option<char> {
    TONES.iter().find(|(_, word)| word.eq_ignore_ascii_case(tone)).map(|(key, _)| *key)
}

impl Book {
    /// `POST ...:startContinuousDtmfRecognition`.
    pub(crate) fn start_continuous(&mut self, now: Instant, id: &str, object: &Object) -> Done {
        let target = party(object, "targetParticipant")?;
        let op = Op::read(object)?;
        let (call, room) = self.up(id)?;
        let id = call.id;
        let is_there = room.member(&target).is_some();
        let why = self.failure("ContinuousDtmf");
        let why = why.or_else(|| (!is_there).then(Outcome::nobody));
        if let Some(why) = why {
            let name = "ContinuousDtmfRecognitionToneFailed";
            self.soon(now, id, name, &op, &why, Value::Null);
        } else if let Some(call) = self.calls.get_mut(&id)
            && !call.continuous.iter().any(|(known, _, _)| *known == target)
        {
            call.continuous.push((target, op, 0));
        }
        Ok(Answer::empty(200))
    }

    /// `POST ...:stopContinuousDtmfRecognition`.
    pub(crate) fn stop_continuous(&mut self, now: Instant, id: &str, object: &Object) -> Done {
        let target = party(object, "targetParticipant")?;
        let op = Op::read(object)?;
        let id = self.up(id)?.0.id;
        if let Some(call) = self.calls.get_mut(&id) {
            call.continuous.retain(|(known, _, _)| *known != target);
        }
        let name = "ContinuousDtmfRecognitionStopped";
        self.soon(now, id, name, &op, &Outcome::fine(), Value::Null);
        Ok(Answer::empty(200))
    }

    /// `POST ...:sendDtmfTones`.
    pub(crate) fn send_tones(&mut self, now: Instant, id: &str, object: &Object) -> Done {
        let given = answer::list(object, "tones")?;
        if given.is_empty() {
            return Err(missing("tones"));
        }
        if given.len() > MOST_SENT {
            return Err(Answer::field("tones", "must be 100 at most"));
        }
        let keys: Option<String> =
            given.iter().map(|tone| tone.as_str().and_then(key_of)).collect();
        let keys = keys.ok_or_else(|| {
            Answer::field("tones", "must be tones: zero to nine, a to d, pound, asterisk")
        })?;
        let target = party(object, "targetParticipant")?;
        let op = Op::read(object)?;
        let (call, room) = self.up(id)?;
        let id = call.id;
        let member = room.member(&target).map(|one| one.id);
        let failed =
            self.failure("SendDtmfTones").or_else(|| member.is_none().then(Outcome::nobody));
        let count = u32::try_from(given.len()).unwrap_or(0);
        let wait = if failed.is_some() { SOON } else { KEY * count };
        // Not looked at when it failed.
        let who = member.unwrap_or(id);
        self.after(now, wait, Due::Sent(id, op.clone(), failed, who, keys));
        let mut body = json!({});
        if let Some(context) = op.context {
            body["operationContext"] = context.into();
        }
        Ok(Answer::json(202, body))
    }

    pub(crate) fn tones_sent(
        &mut self,
        id: Guid,
        op: &Op,
        failed: Option<Outcome>,
        who: Guid,
        keys: &str,
    ) {
        let Some(call) = self.calls.get(&id).filter(|call| !call.is_over()) else { return };
        let room = call.room;
        if let Some(why) = failed {
            return self.tell(id, "SendDtmfTonesFailed", op, Some(&why), Value::Null);
        }
        let member = self.rooms.get_mut(&room).and_then(|room| room.of_id_mut(who));
        let Some(member) = member else {
            let why = Outcome::nobody();
            return self.tell(id, "SendDtmfTonesFailed", op, Some(&why), Value::Null);
        };
        member.tones.push_str(keys);
        self.tell(id, "SendDtmfTonesCompleted", op, Some(&Outcome::fine()), Value::Null);
    }

    /// A call is over: keys on their way do not arrive.
    pub(crate) fn tones_end(&mut self, id: Guid) {
        let is_of = |due: &Due| matches!(due, Due::Sent(call, ..) if *call == id);
        for due in self.call_off(is_of) {
            if let Due::Sent(_, op, failed, _, _) = due {
                let why = failed.unwrap_or_else(|| Outcome::new(487, 0, "The call has ended."));
                self.tell(id, "SendDtmfTonesFailed", &op, Some(&why), Value::Null);
            }
        }
    }

    /// Somebody presses a key: whoever listens is told.
    pub(crate) fn pressed(&mut self, now: Instant, room: Guid, who: Guid, tone: &'static str) {
        let Some(there) = self.rooms.get(&room) else { return };
        let Some(one) = there.of_id(who) else { return };
        let party = one.party.clone();
        for id in there.connections.clone() {
            let Some(call) = self.calls.get_mut(&id).filter(|call| call.is_up()) else { continue };
            let mut told = None;
            for (_, op, count) in call.continuous.iter_mut().filter(|(one, _, _)| *one == party) {
                *count += 1;
                told = Some((op.clone(), *count));
            }
            if let Some(key) = key_of(tone) {
                self.stream_hears_key(id, key);
            }
            if let Some((op, count)) = told {
                let extra = json!({"sequenceId": count, "tone": tone});
                let name = "ContinuousDtmfRecognitionToneReceived";
                self.tell(id, name, &op, Some(&Outcome::fine()), extra);
            }
        }
        self.question_hears_key(now, room, who, tone);
    }
}
