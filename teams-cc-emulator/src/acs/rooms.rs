//! Who is in which room: coming, leaving, the end of calls.

use serde_json::{Value, json};
use teams_cc_core::{Guid, Instant};

use super::book::{Book, Due, SOON};
use super::call::{Call, CallState, CallerBehaviour, Member, Op, Outcome};
use super::identity::Party;
use super::sound::{From, Piece};

/// Rooms that are over and whose sound is kept.
const MOST_SOUNDS: usize = 100;

impl Book {
    /// Tells every connection of a room who is in it.
    pub(crate) fn roster(&mut self, room_id: Guid) {
        let Some(room) = self.rooms.get_mut(&room_id) else { return };
        room.sequence += 1;
        let people: Vec<Value> = room.members.iter().map(Member::json).collect();
        let extra = json!({
            "sequenceNumber": room.sequence,
            "participants": people,
            "resultInformation": Outcome::new(200, 0, "").json(),
        });
        for id in room.connections.clone() {
            if self.calls.get(&id).is_some_and(Call::is_up) {
                self.tell(id, "ParticipantsUpdated", &Op::default(), None, extra.clone());
            }
        }
    }

    /// Somebody comes in.
    pub(crate) fn joins(&mut self, now: Instant, room_id: Guid, party: &Party) -> Guid {
        let id = self.id();
        let script = self.behaviour(party).script;
        let member = Member {
            id,
            party: party.clone(),
            is_muted: false,
            is_on_hold: false,
            held: Vec::new(),
            joined: now,
            left: None,
            script,
            tones: String::new(),
        };
        if let Some(room) = self.rooms.get_mut(&room_id) {
            room.members.push(member.clone());
            room.is_group |= room.members.len() > 1;
        }
        self.voip_comes(now, room_id, &member);
        self.after(now, SOON, Due::Script(room_id, id, 0));
        id
    }

    /// Somebody goes out; whoever is left is told, and the call ends if nobody is.
    pub(crate) fn leaves(&mut self, now: Instant, room_id: Guid, who: Guid, why: &Outcome) {
        let Some(member) = self.take_out(now, room_id, who) else { return };
        let call = self.rooms.get(&room_id).and_then(|room| room.connections.last().copied());
        self.note(&member.party, call.unwrap_or(who), "leaves");
        let is_empty = self.rooms.get(&room_id).is_none_or(|room| room.members.is_empty());
        let is_alone = self.rooms.get(&room_id).is_some_and(|room| room.connections.is_empty());
        if is_empty || is_alone {
            self.phones_end(now, room_id, "hung_up");
            self.room_ends(now, room_id, why);
        } else {
            self.roster(room_id);
        }
    }

    /// Takes somebody out of a room without telling anybody.
    pub(crate) fn take_out(&mut self, now: Instant, room_id: Guid, who: Guid) -> Option<Member> {
        let room = self.rooms.get_mut(&room_id)?;
        let place = room.members.iter().position(|one| one.id == who)?;
        let mut member = room.members.remove(place);
        member.left = Some(now);
        room.gone.push(member.clone());
        room.sound.stop(now, From::Member(who));
        self.speakers.remove(&who);
        let is_empty = room.members.is_empty();
        for call in room.connections.clone() {
            self.lost_target(now, call, &member.party);
        }
        self.voip_goes(room_id, &member);
        if is_empty {
            self.voip_ends(now, room_id);
        }
        Some(member)
    }

    /// Everybody is out; every connection ends.
    pub(crate) fn room_ends(&mut self, now: Instant, room_id: Guid, why: &Outcome) {
        let Some(room) = self.rooms.get(&room_id) else { return };
        let members: Vec<Guid> = room.members.iter().map(|one| one.id).collect();
        let connections = room.connections.clone();
        for who in members {
            self.take_out(now, room_id, who);
        }
        for id in connections {
            self.ends(now, id, why.clone());
        }
    }

    /// A connection ends a little later, with its event.
    pub(crate) fn ends(&mut self, now: Instant, id: Guid, why: Outcome) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        if call.is_over() {
            return;
        }
        call.state = CallState::Disconnecting;
        self.after(now, SOON, Due::Ends(id, why));
    }

    pub(crate) fn ended(&mut self, now: Instant, id: Guid, why: &Outcome) {
        let Some(call) = self.calls.get(&id) else { return };
        if call.state == CallState::Disconnected {
            return;
        }
        let op = Op { context: call.context.clone(), callback: None };
        self.jobs_end(now, id);
        self.streams_end(now, id);
        self.recordings_end(now, id);
        self.invitations_end(id);
        self.tones_end(id);
        if let Some(call) = self.calls.get_mut(&id) {
            call.state = CallState::Disconnected;
            call.ended = Some(now);
        }
        self.tell(id, "CallDisconnected", &op, Some(why), Value::Null);
        self.room_is_over(id);
    }

    /// Sound takes much room: of calls that are over only that of the newest is kept.
    fn room_is_over(&mut self, id: Guid) {
        let Some(room_id) = self.calls.get(&id).map(|call| call.room) else { return };
        let Some(room) = self.rooms.get(&room_id) else { return };
        let is_over = |id: &Guid| self.calls.get(id).is_none_or(|call| call.ended.is_some());
        if !room.connections.iter().all(is_over) {
            return;
        }
        self.over.push_back(room_id);
        if self.over.len() > MOST_SOUNDS
            && let Some(old) = self.over.pop_front()
            && let Some(room) = self.rooms.get_mut(&old)
        {
            room.sound = super::sound::Sound::default();
        }
    }

    /// What that one does when it rings, and then.
    pub(crate) fn behaviour(&self, party: &Party) -> CallerBehaviour {
        self.behaviours.get(party).cloned().unwrap_or_default()
    }

    /// Something sounds in a room.
    pub(crate) fn sounds(&mut self, room: Guid, piece: Piece) {
        if let Some(room) = self.rooms.get_mut(&room) {
            room.sound.add(piece);
        }
    }
}
