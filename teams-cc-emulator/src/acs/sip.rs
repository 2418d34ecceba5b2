//! Callers who come over SIP, with real sound: a softphone or trunk at the carrier, or a session
//! border controller that calls a resource account's number over Direct Routing.

use std::time::Duration;

use serde_json::Value;
use teams_cc_core::{Guid, Instant, Key};

use super::Book;
use super::callers::PhoneState;
use super::incoming::Calling;
use super::sound::{From, RATE, halved, resampled};
use super::streams::FRAME;
use crate::Stage;
use crate::audio::RATE as NARROW;
use crate::sip::refusal::Refusal;
use crate::sip::switch::{Ask, LegHandle, Standing};

/// Samples of one packet at 8 kHz.
const PACKET: usize = 160;
/// Packets may come so much later than the first of their row before a gap is heard.
const JITTER: Duration = Duration::from_millis(80);
/// A stream that is behind by more than this, because a test moved the clock, leaves the rest out.
const BEHIND: Duration = Duration::from_secs(1);
/// The application has hung up, as the network says it.
pub(super) const GOODBYE: Ask = Ask::HangUp { cause: 16, phrase: "Normal call clearing" };

/// A call from `from` rings at a number of the resource: the story from ring to end.
pub(crate) async fn is_called(
    stage: Stage,
    from: String,
    to: String,
    context: Value,
    leg: LegHandle,
) {
    leg.ask(Ask::Ring { clients: 1 });
    let context = Some(context);
    let calling = Calling { from, to, context, is_softphone: true, ..Calling::default() };
    let phone = stage.acs.with(|book, now| book.calls_in(now, &calling));
    let Some(phone) = phone else { return leg.ask(Ask::Refuse(Refusal::NO_NUMBER)) };
    let mut changed = stage.acs.subscribe();
    loop {
        let state = stage.acs.look(|book| book.phones.get(&phone).map(|one| one.state.clone()));
        match state {
            Some(PhoneState::Ringing) => {}
            Some(PhoneState::Talking | PhoneState::TalksWith) => break,
            Some(PhoneState::Ended("busy")) => return leg.ask(Ask::Refuse(Refusal::BUSY)),
            Some(PhoneState::Ended("no_answer" | "dead_air")) | None => {
                return leg.ask(Ask::Refuse(Refusal::plain(480)));
            }
            Some(PhoneState::Ended(_)) => return leg.ask(Ask::Refuse(Refusal::DECLINED)),
        }
        tokio::select! {
            // The sender lives in the stage.
            _ = changed.changed() => {}
            _ = leg.ended() => {
                return stage.acs.with(|book, now| book.phone_hangs_up(now, phone));
            }
        }
    }
    leg.ask(Ask::Answer);
    if leg.until(|shown| shown.standing == Standing::Up).await {
        talks(&stage, phone, &leg).await;
    }
    if leg.has_ended() {
        stage.acs.with(|book, now| book.phone_hangs_up(now, phone));
    } else {
        leg.ask(GOODBYE);
    }
}

/// Sound and keys both ways, until one side ends the call.
pub(super) async fn talks(stage: &Stage, phone: u64, leg: &LegHandle) {
    leg.media.hand_over();
    let (mut at, mut pressed, mut sent) = (stage.clock.now(), 0, 0);
    loop {
        tokio::select! {
            () = stage.clock.sleep_until(at + FRAME) => {}
            _ = leg.ended() => return,
        }
        let now = stage.clock.now();
        if now.since(at) > BEHIND {
            at = now;
            continue;
        }
        let said: Vec<i16> = leg.media.take_frames().concat();
        let moment = stage.acs.moment(|book| book.sip_moment(phone, now, at, &said));
        let Some((place, heard, tones)) = moment else { return };
        at += FRAME;
        if let Ok(frame) = <[i16; PACKET]>::try_from(halved(&heard)) {
            leg.media.give_frames(vec![frame]);
        }
        for key in tones.chars().skip(sent).filter_map(Key::from_char) {
            leg.media.press(key);
        }
        sent = tones.chars().count();
        let keys = leg.media.keys();
        let new: String = keys.iter().skip(pressed).map(ToString::to_string).collect();
        pressed = keys.len();
        if !new.is_empty() {
            stage.acs.with(|book, now| book.presses(now, place.0, place.1, &new));
        }
    }
}

/// Where somebody is, what is heard there, and which keys were sent there so far.
type Moment = ((Guid, Guid), Vec<i16>, String);

impl Book {
    /// The caller has said this; what it hears in the 20 ms from `at` on. `None` when it is over.
    fn sip_moment(
        &mut self,
        phone: u64,
        now: Instant,
        at: Instant,
        said: &[i16],
    ) -> Option<Moment> {
        let one = self.phones.get(&phone)?;
        if matches!(one.state, PhoneState::Ended(_)) {
            return None;
        }
        let (room_id, who) = (one.room, one.member?);
        let samples = RATE / 50;
        let Some(room) = self.rooms.get_mut(&room_id) else {
            return Some(((room_id, who), vec![0; samples], String::new()));
        };
        let Some(member) = room.of_id(who).cloned() else {
            // With somebody else, whom nobody here hears.
            return Some(((room_id, who), vec![0; samples], String::new()));
        };
        let is_open = member.hears_at(now);
        let said = if is_open && !member.is_muted { said } else { &[] };
        if !said.is_empty() {
            let wide = resampled(said, NARROW as usize, RATE);
            room.sound.stream(now, JITTER, From::Member(who), &wide);
        }
        let heard = room.sound.mix(at, samples, |piece| {
            let is_mine = piece.to.contains(&who);
            piece.from != From::Member(who) && (is_mine || (is_open && piece.to.is_empty()))
        });
        self.listens_to(now, room_id, who, said);
        Some(((room_id, who), heard, member.tones))
    }
}

impl super::Calls {
    /// Twenty milliseconds of a call: nobody is told of a change, unless something was said.
    fn moment<T>(&self, look: impl FnOnce(&mut Book) -> T) -> T {
        let mut book = self.0.book.lock();
        let before = book.deadline();
        let done = look(&mut book);
        if book.has_effects() || book.deadline() != before {
            self.0.work.notify_one();
        }
        done
    }
}
