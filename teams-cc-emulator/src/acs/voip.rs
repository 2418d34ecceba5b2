//! Calls as Event Grid tells of them: begun, ended, who came and left. For people of the resource
//! alone, and never with Teams Phone extensibility (section 5).

use serde_json::{Value, json};
use teams_cc_core::{Guid, Instant};

use super::book::{Book, Effect};
use super::call::Member;
use super::create::Locator;
use super::identity::Party;

/// A call that was told of.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    began: Instant,
    by: Party,
}

fn person(party: &Party) -> Value {
    let mut shown = party.json();
    shown["role"] = "Attendee".into();
    shown
}

impl Book {
    /// What every event of a call has.
    fn voip_event(&self, room: Guid) -> Option<Value> {
        let there = self.rooms.get(&room)?;
        let told = there.told.as_ref()?;
        let named = |wanted: fn(&Locator) -> Option<&String>| {
            let id = there.locator.as_ref().and_then(wanted);
            json!({ "id": id.map_or("", String::as_str) })
        };
        let is_room = matches!(there.locator, Some(Locator::Room(_)));
        Some(json!({
            "startedBy": person(&told.by),
            "serverCallId": there.server_call_id,
            "group": named(|l| if let Locator::Group(id) = l { Some(id) } else { None }),
            "room": named(|l| if let Locator::Room(id) = l { Some(id) } else { None }),
            "isTwoParty": !there.is_group,
            "correlationId": there.correlation,
            "isRoomsCall": is_room,
        }))
    }

    fn voip_tell(
        &mut self,
        room: Guid,
        kind: &'static str,
        subject: &str,
        extra: &[(&str, Value)],
    ) {
        let Some(mut data) = self.voip_event(room) else { return };
        for (name, value) in extra {
            data[*name] = value.clone();
        }
        let server = self.rooms.get(&room).map(|room| room.server_call_id.clone());
        let subject = format!("call/{}{subject}", server.unwrap_or_default());
        self.push(Effect::Grid(kind, subject, data));
    }

    /// Somebody has come in: the first one begins the call.
    pub(crate) fn voip_comes(&mut self, now: Instant, room: Guid, who: &Member) {
        let is_tpe = |id: &Guid| self.calls.get(id).is_some_and(|call| call.is_tpe);
        let Some(there) = self.rooms.get(&room) else { return };
        if !matches!(who.party, Party::User(_)) || there.connections.iter().any(is_tpe) {
            return;
        }
        if there.told.is_none() {
            let by = who.party.clone();
            let subject = format!("/startedBy/{}", by.raw());
            if let Some(there) = self.rooms.get_mut(&room) {
                there.told = Some(Told { began: now, by });
            }
            self.voip_tell(room, "Microsoft.Communication.CallStarted", &subject, &[]);
        }
        self.voip_person(room, "Microsoft.Communication.CallParticipantAdded", who);
    }

    /// Somebody has gone.
    pub(crate) fn voip_goes(&mut self, room: Guid, who: &Member) {
        if matches!(who.party, Party::User(_)) {
            self.voip_person(room, "Microsoft.Communication.CallParticipantRemoved", who);
        }
    }

    fn voip_person(&mut self, room: Guid, kind: &'static str, who: &Member) {
        let extra = [
            ("user", person(&who.party)),
            ("displayName", "".into()),
            ("participantId", who.id.to_string().into()),
            ("endpointType", "emulator".into()),
        ];
        let subject = format!("/participant/{}", who.party.raw());
        self.voip_tell(room, kind, &subject, &extra);
    }

    /// Nobody is in it any longer.
    pub(crate) fn voip_ends(&mut self, now: Instant, room: Guid) {
        let Some(told) = self.rooms.get(&room).and_then(|room| room.told.clone()) else { return };
        let lasted = now.since(told.began).as_secs_f64();
        let extra = [("durationOfCall", lasted.into())];
        self.voip_tell(room, "Microsoft.Communication.CallEnded", "", &extra);
        if let Some(there) = self.rooms.get_mut(&room) {
            there.told = None;
        }
    }
}
