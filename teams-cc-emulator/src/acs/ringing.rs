//! People whose phone is a SIP softphone: they are called there, and what they say is heard.

use teams_cc_core::Instant;
use teams_cc_sip::{Target, Transport};

use super::Book;
use super::book::Effect;
use super::call::Outcome;
use super::callers::{PhoneRecord, PhoneState};
use super::headers::headers_of;
use super::identity::Party;
use super::ring::Purpose;
use super::sip::{GOODBYE, talks};
use crate::Stage;
use crate::carrier::Carrier;
use crate::people::Ringing;
use crate::sip::switch::Standing;
use crate::sip::text::{Uri, phrase};
use teams_cc_core::Guid;

/// Where a softphone is; `None` if that is no SIP address on loopback.
pub(crate) fn softphone(address: &str) -> Option<(Target, String)> {
    let uri = Uri::read(address)?;
    let host = if uri.host == "localhost" { "127.0.0.1" } else { uri.host };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host.parse::<std::net::IpAddr>().ok().filter(std::net::IpAddr::is_loopback)?;
    let transport = match uri.param("transport") {
        None => Transport::Udp,
        Some(named) => named.parse().ok().filter(|one| *one != Transport::Tls)?,
    };
    let port = uri.port.unwrap_or(transport.default_port());
    Some((Target::new(transport, host, port), uri.number().to_owned()))
}

/// A call to a softphone: the story from ring to end.
pub(crate) async fn rings(stage: Stage, carrier: Carrier, id: Guid, asked: SoftphoneCall) {
    let refuse = |status| stage.acs.with(|book, now| book.softphone_refuses(now, id, status));
    let Some((target, user)) = softphone(&asked.address) else { return refuse(480) };
    let leg = carrier.over(target).rings(&asked.from, &user, asked.headers).await;
    let Some(leg) = leg else { return refuse(480) };
    let mut changed = stage.acs.subscribe();
    loop {
        match leg.shown().standing {
            Standing::Up => break,
            Standing::Ended => {
                let status = leg.shown().ending.map_or(480, |ending| ending.status);
                return refuse(status);
            }
            Standing::Calling | Standing::Ringing => {}
        }
        if stage.acs.look(|book| !book.invitations.contains_key(&id)) {
            return leg.ask(GOODBYE);
        }
        let before = leg.shown().standing;
        tokio::select! {
            // The sender lives in the stage.
            _ = changed.changed() => {}
            _ = leg.until(|shown| shown.standing != before) => {}
        }
    }
    let phone = stage.acs.with(|book, now| book.softphone_answers(now, id));
    if let Some(phone) = phone {
        talks(&stage, phone, &leg).await;
        if leg.has_ended() {
            return stage.acs.with(|book, now| book.phone_hangs_up(now, phone));
        }
    }
    leg.ask(GOODBYE);
}

/// What a softphone is called with.
#[derive(Clone, Debug)]
pub(crate) struct SoftphoneCall {
    /// Its SIP address.
    pub(crate) address: String,
    /// The number that it sees.
    pub(crate) from: String,
    /// The context that the application gave.
    pub(crate) headers: Vec<(String, String)>,
}

impl Book {
    /// The softphone of that one rings, if it has one.
    pub(crate) fn softphone_rings(&mut self, id: Guid, party: &Party, purpose: &Purpose) -> bool {
        let Some(address) = self.behaviour(party).sip else { return false };
        let call = match purpose {
            Purpose::Create(call) | Purpose::Add(call, _) | Purpose::Transfer(call, _, _) => {
                self.calls.get(call)
            }
            Purpose::Redirect(_) => None,
        };
        let shown = call.and_then(|call| call.source_number.clone());
        let (headers, left_out) = self.contexts.get(party).map(headers_of).unwrap_or_default();
        for name in left_out {
            let text = format!("sip header {name} left out: too many, too long, or no header");
            self.ladder.note("acs", "", &text);
        }
        let from = shown.unwrap_or_else(|| "anonymous".into());
        let asked = SoftphoneCall { address, from, headers };
        self.push(Effect::Ring(id, asked));
        true
    }

    /// The softphone was picked up: its phone, or `None` if nobody wants it any longer.
    fn softphone_answers(&mut self, now: Instant, id: Guid) -> Option<u64> {
        let one = self.invitations.get(&id)?.clone();
        self.decides(now, id, &Ringing::Answer { after_ms: 0 });
        let (room, member) = self.place_of(&one.party.raw())?;
        self.forget_phones();
        self.next_phone += 1;
        let (from, to) = (one.party.clone(), one.party);
        let state = PhoneState::Talking;
        let member = Some(member);
        let phone =
            PhoneRecord { from, to, state, room, member, talks_with: None, is_softphone: true };
        self.phones.insert(self.next_phone, phone);
        Some(self.next_phone)
    }

    /// The softphone did not take it.
    fn softphone_refuses(&mut self, now: Instant, id: Guid, status: u16) {
        let Some(one) = self.invitations.remove(&id) else { return };
        let status = if status == 0 { 480 } else { status };
        let why = match status {
            486 | 600 => super::ring::refusal(&Ringing::Busy, &one.party),
            603 => super::ring::refusal(&Ringing::Decline { after_ms: 0 }, &one.party),
            404 => super::ring::refusal(&Ringing::Unknown, &one.party),
            408 | 487 | 504 => super::ring::refusal(&Ringing::Ignore, &one.party),
            480 => super::ring::refusal(&Ringing::Offline, &one.party),
            other => {
                let sub = if one.party.is_phone() { 560_000 + u32::from(other) } else { 0 };
                Outcome::new(other, sub, phrase(other)).sip(other, phrase(other))
            }
        };
        self.does_not_come(now, id, &one, &why);
    }

    /// Two people talk without the application; a room of their own if a softphone is among them,
    /// so that they hear each other.
    pub(crate) fn talk_alone(&mut self, now: Instant, phone: u64, target: &Party) {
        let Some(one) = self.phones.get(&phone) else { return };
        if !one.is_softphone && self.behaviour(target).sip.is_none() {
            return;
        }
        let caller = one.from.clone();
        let room = self.room(false);
        let member = self.joins(now, room, &caller);
        self.joins(now, room, target);
        // What they were to do, they were to do with the application.
        if let Some(room) = self.rooms.get_mut(&room) {
            room.members.iter_mut().for_each(|one| one.script.clear());
        }
        if let Some(one) = self.phones.get_mut(&phone) {
            (one.room, one.member) = (room, Some(member));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn softphones_are_on_this_machine() {
        let (target, user) = softphone("sip:adele@127.0.0.1:5062").expect("an address");
        assert_eq!((target.port, user.as_str()), (5062, "adele"));
        let (target, _) = softphone("sip:adele@localhost;transport=tcp").expect("an address");
        assert_eq!((target.transport, target.port), (Transport::Tcp, 5060));
        for far in ["sip:adele@10.0.0.1", "sip:adele@example.org", "tel:+1", "", "adele"] {
            assert!(softphone(far).is_none(), "{far}");
        }
    }
}
