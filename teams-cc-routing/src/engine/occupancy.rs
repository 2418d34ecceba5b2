//! How busy an agent has been lately, in a window that fades: work counts half after each
//! half-life. All idle agents fade alike, so their order is a number that does not change with
//! time, and an index can keep it. Integers only.

use std::time::Duration;

use teams_cc_core::Instant;

/// One, in 32 binary places.
const ONE: u64 = 1 << 32;

/// Two to the power of -1/2, -1/4, -1/8 ..., in 32 binary places.
const ROOTS: [u64; 16] = [
    3_037_000_500,
    3_611_622_603,
    3_938_502_376,
    4_112_874_773,
    4_202_935_003,
    4_248_701_965,
    4_271_771_996,
    4_283_353_945,
    4_289_156_690,
    4_292_061_010,
    4_293_513_907,
    4_294_240_540,
    4_294_603_903,
    4_294_785_595,
    4_294_876_445,
    4_294_921_870,
];

/// Share of the recent past spent on work, as of a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Occupancy {
    share: u64,
    at: Instant,
    busy: bool,
}

impl Occupancy {
    /// Work begins or ends.
    pub(crate) fn turn(&mut self, now: Instant, busy: bool, half_life: Duration) {
        if self.busy == busy {
            return;
        }
        let fade = faded(now.since(self.at), half_life);
        self.share = scaled(self.share, fade) + if self.busy { ONE - fade } else { 0 };
        (self.at, self.busy) = (now, busy);
    }

    /// Lower is less busy. For two agents who are idle the order is the same at any time to come.
    pub(crate) fn key(&self, half_life: Duration) -> i64 {
        if self.share == 0 {
            return i64::MIN / 2;
        }
        let half_life = half_life.as_nanos().min(u128::from(u64::MAX)) as i128;
        let key = i128::from(self.at.as_nanos()) + ((half_life * log2(self.share)) >> 16);
        key.clamp(i128::from(i64::MIN / 2), i128::from(i64::MAX)) as i64
    }
}

fn scaled(value: u64, by: u64) -> u64 {
    ((u128::from(value) * u128::from(by)) >> 32) as u64
}

/// Two to the power of minus `time` over `half_life`.
fn faded(time: Duration, half_life: Duration) -> u64 {
    let halvings = (time.as_nanos() << 16) / half_life.as_nanos().max(1);
    if halvings >> 16 >= 32 {
        return 0;
    }
    let mut value = ONE >> (halvings >> 16);
    for (place, root) in ROOTS.iter().enumerate() {
        if halvings & (0x8000 >> place) != 0 {
            value = scaled(value, *root);
        }
    }
    value
}

/// The logarithm to base two of a share, 16 binary places; never above zero.
fn log2(share: u64) -> i128 {
    let whole = 63 - share.leading_zeros() as i128;
    let mut x = (u128::from(share) << 32) >> whole; // 1.0 to 2.0 in 32 places
    let mut log = (whole - 32) << 16;
    for place in (0..16).rev() {
        x = (x * x) >> 32;
        if x >= 2 << 32 {
            x >>= 1;
            log += 1 << place;
        }
    }
    log
}

#[cfg(test)]
mod tests {
    use super::*;

    const HALF: Duration = Duration::from_secs(1800);

    #[test]
    fn rt_2_6_03_powers_and_logarithms_agree() {
        for minutes in 0..300 {
            let time = Duration::from_secs(minutes * 60);
            let exact = (2f64).powf(-(minutes as f64) / 30.0);
            let ours = faded(time, HALF) as f64 / ONE as f64;
            assert!((exact - ours).abs() < 1e-4, "{minutes}: {exact} {ours}");
            let log = log2(faded(time, HALF).max(1)) as f64 / 65_536.0;
            assert!((log + minutes as f64 / 30.0).abs() < 2e-2, "{minutes}: {log}");
        }
    }

    #[test]
    fn rt_2_6_03_lately_weighs_more_than_long_ago_and_idle_order_stands_still() {
        let at = |minutes: u64| Instant::from_millis(minutes * 60_000);
        let spell = |from, to| {
            let mut occupancy = Occupancy::default();
            occupancy.turn(at(from), true, HALF);
            occupancy.turn(at(to), false, HALF);
            occupancy
        };
        let (early, late, longer) = (spell(0, 10), spell(60, 70), spell(55, 70));
        let fresh = Occupancy::default();
        let mut keys = [early, late, longer, fresh].map(|o| o.key(HALF));
        assert!(keys[3] < keys[0] && keys[0] < keys[1] && keys[1] < keys[2], "{keys:?}");
        keys.sort_unstable();
    }
}
