//! Music on hold: fetched if it is a file, over and over until the hold ends.

use std::sync::Arc;

use serde_json::Value;
use teams_cc_core::{Guid, Instant};

use super::book::{Book, Due, Effect};
use super::call::{Op, Outcome};
use super::media::Source;
use super::sound::{From, Piece, length};

/// Music that is on its way, by whom it is for.
#[derive(Clone, Debug)]
pub(crate) struct Waited {
    room: Guid,
    turn: usize,
    op: Op,
}

impl Book {
    /// Music for somebody who has just been put on hold.
    pub(crate) fn music_begins(
        &mut self,
        now: Instant,
        (call, room, who): (Guid, Guid, Guid),
        op: Op,
        source: Source,
    ) {
        let Some(turn) = self.hold_turn(room, who) else { return };
        if let Some(samples) = source.known_sound() {
            return self.music_sounds(now, room, who, turn, &Arc::new(samples));
        }
        let Source::File(url, _) = source else { return };
        self.music.insert(who, Waited { room, turn, op });
        self.push(Effect::Fetch { call, job: who, urls: vec![url] });
    }

    /// How often that one has been held; `None` if it is not on hold now.
    fn hold_turn(&self, room: Guid, who: Guid) -> Option<usize> {
        let one = self.rooms.get(&room)?.of_id(who)?;
        one.is_on_hold.then_some(one.held.len())
    }

    /// A file of music has come; or why not, which the application is told.
    pub(crate) fn music_fetched(
        &mut self,
        now: Instant,
        call: Guid,
        who: Guid,
        got: Result<Vec<Vec<i16>>, (String, Outcome)>,
    ) {
        let Some(waited) = self.music.remove(&who) else { return };
        if self.hold_turn(waited.room, who) != Some(waited.turn) {
            return;
        }
        match got {
            Ok(all) => {
                let samples = Arc::new(all.concat());
                self.music_sounds(now, waited.room, who, waited.turn, &samples);
            }
            Err((_, why)) => {
                self.hold_ends(now, waited.room, who);
                self.tell(call, "HoldFailed", &waited.op, Some(&why), Value::Null);
                self.roster(waited.room);
            }
        }
    }

    /// Once through, and again at its end as long as that hold lasts.
    pub(crate) fn music_sounds(
        &mut self,
        now: Instant,
        room: Guid,
        who: Guid,
        turn: usize,
        samples: &Arc<Vec<i16>>,
    ) {
        if samples.is_empty() || self.hold_turn(room, who) != Some(turn) {
            return;
        }
        let piece =
            Piece { at: now, from: From::App, to: vec![who], samples: samples.as_ref().clone() };
        self.sounds(room, piece);
        let again = Due::Music(room, who, turn, Arc::clone(samples));
        self.after(now, length(samples.len()), again);
    }

    /// That one hears the call again.
    pub(crate) fn hold_ends(&mut self, now: Instant, room: Guid, who: Guid) {
        let Some(room) = self.rooms.get_mut(&room) else { return };
        if let Some(one) = room.of_id_mut(who) {
            if one.is_on_hold
                && let Some((_, end)) = one.held.last_mut()
            {
                *end = Some(now);
            }
            one.is_on_hold = false;
        }
        // Whatever sounded for that one alone was music.
        room.sound.stop_for(now, who);
    }
}
