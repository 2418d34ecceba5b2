//! Who hears whom, asked by key.

use smallvec::SmallVec;
use tokio::sync::oneshot;

use super::{Joined, Worker};
use crate::driver::rtp::leg::Heard;
use crate::media::Sound;
use crate::media::switch::{Input, Member};
use teams_cc_core::Machine;

impl Worker {
    pub(super) fn bridge(&mut self, bridge: u64, legs: &Joined) {
        let id = |key: u64| self.by_key.get(&key).copied();
        let members = legs.iter().filter_map(|(key, by)| Some((id(*key)?, by.map(id))));
        let members: SmallVec<[Member; 4]> = members.collect();
        if members.len() < 2 {
            return;
        }
        let now = self.now();
        self.switch.handle(now, Input::Join(&members));
        for (id, _) in members {
            if let Some(slot) = self.slots.get_mut(&id) {
                slot.bridge = Some(bridge);
            }
        }
    }

    pub(super) fn unbridge(&mut self, bridge: u64, legs: &Joined) {
        let now = self.now();
        for (key, _) in legs {
            let Some(id) = self.by_key.get(key).copied() else { continue };
            // Only if no later bridge has taken its place.
            if self.slots.get(&id).is_some_and(|slot| slot.bridge == Some(bridge)) {
                self.switch.handle(now, Input::Unbridge(id));
            }
        }
    }

    pub(super) fn whisper(
        &mut self,
        key: u64,
        play: u64,
        sound: Sound,
        done: oneshot::Sender<Heard>,
    ) {
        let Some(to) = self.by_key.get(&key).copied() else { return };
        let Some(slot) = self.slots.get_mut(&to) else { return };
        slot.plays.push((play, done));
        let now = self.now();
        self.switch.handle(now, Input::Whisper { to, id: play, sound });
    }
}
