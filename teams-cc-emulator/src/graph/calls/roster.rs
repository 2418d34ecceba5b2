//! Participants: who is in, invite, mute, hold music, remove.

use axum::http::Method;
use serde_json::{Value, json};
use teams_cc_core::{Guid, Instant};

use super::book::Book;
use super::call::{Kind, Outcome, Standing, State};
use super::create::{needs, target};
use super::fields::{self, Object, Refused, bad, missing};
use super::operation::Operation;
use super::party::Party;
use crate::graph::Caller;
use crate::graph::answer::{Answer, Ask};

/// Participants of one invitation.
const MOST_INVITED: usize = 5;
/// Meetings kept, and people in one of them.
const MOST_MEETINGS: usize = 1_000;
/// See [`MOST_MEETINGS`].
const MOST_IN_MEETING: usize = 1_000;

impl Book {
    /// Everything below `/participants`.
    pub(super) fn participants(
        &mut self,
        now: Instant,
        caller: &Caller,
        id: Guid,
        below: &[&str],
        ask: &Ask,
    ) -> Result<Answer, Refused> {
        let post = ask.method == Method::POST;
        match below {
            [] if ask.method == Method::GET => Ok(self.list_participants(id)),
            ["invite"] if post => self.invite(now, caller, id, ask.object()?),
            [who] if ask.method == Method::GET => {
                let call = self.calls.get(&id).ok_or_else(|| fields::not_found("Call"))?;
                let mut shown = if same(who, call.me) {
                    call.me_json(&self.people)
                } else {
                    let who = self.present(id, who)?;
                    let one = call.participant(who).ok_or_else(|| fields::not_found("Participant"));
                    call.participant_json(one?, &self.people)
                };
                let context = "communications/calls('')/participants/$entity";
                shown["@odata.context"] = format!("{}/v1.0/$metadata#{context}", self.base).into();
                Ok(Answer::ok(shown))
            }
            [who] if ask.method == Method::DELETE => {
                let who = self.present(id, who)?;
                self.remove(now, id, who);
                Ok(fields::status(204))
            }
            [who, action @ ("mute" | "startHoldMusic" | "stopHoldMusic")] if post => {
                let object = match &ask.body {
                    crate::graph::answer::Body::None => Object::new(),
                    _ => ask.object()?.clone(),
                };
                self.participant_action(id, who, action, &object)
            }
            [] | [_] => Err(Answer::wrong_method()),
            [.., last] => Err(Answer::no_segment(last)),
        }
    }

    fn list_participants(&self, id: Guid) -> Answer {
        let all = self.calls.get(&id).map(|call| call.roster(&self.people)).unwrap_or_default();
        Answer::ok(json!({
            "@odata.context":
                format!("{}/v1.0/$metadata#communications/calls('{id}')/participants", self.base),
            "value": all,
        }))
    }

    /// Somebody who is in the call, or 404.
    fn present(&self, id: Guid, who: &str) -> Result<Guid, Refused> {
        let call = self.calls.get(&id).ok_or_else(|| fields::not_found("Call"))?;
        let found = who.parse::<Guid>().ok().and_then(|who| call.participant(who));
        let found = found.filter(|one| one.standing == Standing::In);
        found.map(|one| one.id).ok_or_else(|| fields::not_found("Participant"))
    }

    fn remove(&mut self, now: Instant, id: Guid, who: Guid) {
        let Some(call) = self.calls.get(&id) else { return };
        if call.kind == Kind::PeerToPeer {
            let why = Outcome::new(200, 5300, "The participant was removed.");
            self.end(now, id, why);
            return;
        }
        self.leaves(now, id, who);
    }

    fn invite(
        &mut self,
        now: Instant,
        caller: &Caller,
        id: Guid,
        object: &Object,
    ) -> Result<Answer, Refused> {
        fields::only(object, &["participants", "clientContext"])?;
        let list = fields::list(object, "participants")?;
        if list.is_empty() {
            return Err(missing("participants"));
        }
        if list.len() > MOST_INVITED {
            return Err(bad("At most 5 participants can be invited at a time."));
        }
        needs(caller, &["Calls.InitiateGroupCall.All", "Calls.JoinGroupCall.All"])?;
        let parties = list.iter().map(target).collect::<Result<Vec<_>, _>>()?;
        if parties.iter().any(|party| matches!(party, Party::Phone(_))) {
            self.may_reach_phones(id)?;
        }
        let replaced: Vec<Option<Guid>> = list
            .iter()
            .map(|given| match given.get("replacesCallId").and_then(Value::as_str) {
                None => Ok(None),
                Some(call) => self.call_of(caller.app, call).map(Some),
            })
            .collect::<Result<_, _>>()?;
        let context = fields::client_context(object)?;
        let mut operation = Operation::new(self.id(), "inviteParticipants", context);
        operation.more = vec![("participants", Value::Array(list.to_vec()))];
        let (key, shown) = (operation.id, operation.json());
        self.keep_operation(id, operation);
        if let Some(call) = self.calls.get_mut(&id) {
            // Inviting somebody into a call of two makes it a conference.
            if call.kind == Kind::PeerToPeer {
                call.kind = Kind::Group;
            }
        }
        let added: Vec<(Guid, Option<Guid>)> = parties
            .into_iter()
            .zip(replaced)
            .map(|(party, replaced)| (self.add(id, party, Some(key)), replaced))
            .collect();
        for (who, replaced) in added {
            match replaced {
                None => self.rings(now, id, who),
                Some(other) => {
                    self.end(now, other, Outcome::new(200, 0, "The call was replaced."));
                    self.is_in(now, id, who);
                }
            }
        }
        let still = self.calls.get(&id).is_some_and(|call| call.state == State::Established);
        if still {
            let all = self.calls.get(&id).map(|call| call.participants.clone()).unwrap_or_default();
            for one in all {
                self.shows_calls(&one.party);
            }
        }
        Ok(self.operation_answer(200, shown))
    }

    fn participant_action(
        &mut self,
        id: Guid,
        who: &str,
        action: &str,
        object: &Object,
    ) -> Result<Answer, Refused> {
        fields::only(object, &["clientContext", "customPrompt"])?;
        let who = self.present(id, who)?;
        let context = fields::client_context(object)?;
        let call = self.calls.get_mut(&id).ok_or_else(|| fields::not_found("Call"))?;
        let held = call.participants.iter().find(|one| one.is_held).map(|one| one.id);
        if action == "startHoldMusic" && held.is_some_and(|held| held != who) {
            let text = "Only one participant of a call can be on hold music at a time.";
            return Err(Answer::error(409, "Conflict", text));
        }
        let one = call.participant_mut(who).ok_or_else(|| fields::not_found("Participant"))?;
        let (kind, status) = match action {
            "mute" => {
                one.is_muted = true;
                ("muteParticipant", 200)
            }
            "startHoldMusic" => {
                one.is_held = true;
                ("startHoldMusic", 202)
            }
            _ => {
                one.is_held = false;
                ("stopHoldMusic", 202)
            }
        };
        let mut operation = Operation::new(self.id(), kind, context);
        operation.complete();
        let shown = operation.json();
        self.keep_operation(id, operation);
        let one = self
            .calls
            .get(&id)
            .and_then(|call| Some(call.participant_json(call.participant(who)?, &self.people)));
        self.notify_roster(id, one);
        Ok(self.operation_answer(status, shown))
    }

    /// Somebody in the call adds another: it becomes a conference, and a bot that may not be in
    /// one is dropped.
    pub(crate) fn adds(&mut self, now: Instant, id: Guid, party: &Party) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        if call.state != State::Established {
            return;
        }
        call.kind = Kind::Group;
        if call.may_join_groups {
            let who = self.add(id, party.clone(), None);
            self.rings(now, id, who);
            return;
        }
        let mut people: Vec<Party> =
            call.participants.iter().map(|one| one.party.clone()).collect();
        people.push(party.clone());
        self.note(party, id, "is added; the bot may not be in a conference");
        self.end(now, id, Outcome::new(200, 5300, "The bot was removed from the conference."));
        self.talk(&people);
    }

    /// A user joins a meeting: every bot that is in it sees it.
    pub(crate) fn joins(&mut self, now: Instant, thread: &str, party: &Party) {
        if self.meetings.len() >= MOST_MEETINGS && !self.meetings.contains_key(thread) {
            return;
        }
        let all = self.meetings.entry(thread.into()).or_default();
        if all.contains(party) || all.len() >= MOST_IN_MEETING {
            return;
        }
        all.push(party.clone());
        let here: Vec<Guid> = self
            .in_order()
            .filter(|call| !call.is_over() && call.thread.as_deref() == Some(thread))
            .map(|call| call.id)
            .collect();
        for call in here {
            let who = self.add(call, party.clone(), None);
            self.is_in(now, call, who);
        }
    }
}

fn same(text: &str, id: Guid) -> bool {
    text.parse::<Guid>().is_ok_and(|given| given == id)
}
