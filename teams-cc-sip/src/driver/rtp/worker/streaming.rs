//! What streams ask of the thread.

use super::super::stream::StreamAsk;
use super::Worker;
use crate::media::leg::Input;

impl Worker {
    pub(super) fn stream(&mut self, key: u64, ask: StreamAsk) {
        let id = self.by_key.get(&key);
        let Some(slot) = id.and_then(|id| self.slots.get_mut(id)) else { return };
        let is_it = |stream: u64| slot.stream.as_ref().is_some_and(|ends| ends.is(stream));
        match ask {
            StreamAsk::Start(ends) => {
                // What one stream gave to be spoken is not the next one's.
                if slot.stream.replace(ends).is_some() {
                    self.leg(key, Input::Hush);
                }
                self.leg(key, Input::Tap);
            }
            StreamAsk::Stop(stream) if is_it(stream) => {
                slot.stream = None;
                self.leg(key, Input::Untap);
                self.leg(key, Input::Hush);
            }
            StreamAsk::Speak(stream, samples) if is_it(stream) => {
                self.leg(key, Input::Speak(samples));
            }
            StreamAsk::Hush(stream) if is_it(stream) => self.leg(key, Input::Hush),
            // Of a stream that is over.
            _ => {}
        }
    }
}
