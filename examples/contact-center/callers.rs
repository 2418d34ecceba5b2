//! Synthetic callers: they come at random, press a key, wait, talk, and some lose patience.

use std::time::Duration;

use teams_cc::{Key, Rng};
use teams_cc_emulator::audio::Voice;
use teams_cc_emulator::carrier::Carrier;

/// The number that callers dial.
pub(crate) const SERVICE: &str = "+15550100";
/// Mean time between two callers of the trunk.
pub(crate) const EVERY: Duration = Duration::from_millis(1_900);
/// The prompt is listened to for so long before a key is pressed.
pub(crate) const LISTEN: Duration = Duration::from_millis(1_500);

/// What one caller will do, drawn beforehand from the seed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Caller {
    /// The number it calls from.
    pub(crate) from: String,
    /// After the caller before it.
    pub(crate) after: Duration,
    /// What it presses; nothing means that the menu has to decide.
    pub(crate) key: Option<Key>,
    /// Hangs up after so long, whatever happens.
    pub(crate) patience: Duration,
}

/// The callers of one seed, without end.
pub(crate) fn callers(mut rng: Rng, every: Duration) -> impl Iterator<Item = Caller> {
    let mut first = true;
    std::iter::repeat_with(move || {
        // Exponential gaps: -ln(u) times the mean, in thousandths.
        let u = (rng.below(1_000_000) + 1) as f64 / 1_000_000.0;
        let gap = every.mul_f64(-u.ln());
        let after = if std::mem::take(&mut first) { Duration::ZERO } else { gap };
        let key = match rng.below(20) {
            0..10 => Some(Key::D1),
            10..17 => Some(Key::D2),
            17..19 => Some(Key::D0),
            _ => None,
        };
        let impatient = rng.one_in(12);
        let patience = if impatient { 4_000 + rng.below(3_000) } else { 60_000 };
        Caller {
            from: format!("+1425555{:04}", rng.below(10_000)),
            after,
            key,
            patience: Duration::from_millis(patience),
        }
    })
}

/// Lives one caller's call from dialling to the end.
pub(crate) async fn live(carrier: Carrier, caller: Caller, voice: Voice) {
    let phone = carrier.call(&caller.from, SERVICE).await;
    let talk = async {
        phone.says(voice);
        tokio::time::sleep(LISTEN).await;
        if let Some(key) = caller.key {
            phone.press(key).await;
        }
        while !phone.ended().await {} // it waits ten seconds at a time
    };
    if tokio::time::timeout(caller.patience, talk).await.is_err() {
        phone.hang_up().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_brings_the_same_callers() {
        let of = |seed| callers(Rng::from_seed(seed), EVERY).take(50).collect::<Vec<_>>();
        assert_eq!(of(42), of(42));
        assert_ne!(of(42), of(43));
        assert_eq!(of(42)[0].after, Duration::ZERO, "the first comes at once");
    }
}
