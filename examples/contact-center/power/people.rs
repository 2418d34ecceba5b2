//! The emulated people: callers with words, agents who are not always there.

use std::time::Duration;

use futures::future::select_all;
use teams_cc::Rng;
use teams_cc_emulator::acs::{Acs, AcsPhone, CallerStep};
use tokio::task::JoinSet;

use super::staff::Seat;

/// Mean time between two callers.
const EVERY_MS: u64 = 3_500;
/// Callers at once.
const MOST_CALLS: usize = 20;
/// Somebody is not quite there for so long.
const AWAY: Duration = Duration::from_secs(6);
/// A caller is silent for so long after each sentence.
const BREATH_MS: u64 = 1_500;
/// A caller says one thing more to the agent, after so long.
const THEN: Duration = Duration::from_millis(1_800);
/// A caller who has patience hangs up after this, whatever happens.
const PATIENT: Duration = Duration::from_secs(60);

/// What callers say to the assistant, and then to the agent if they get one.
const SAID: [(&[&str], &str); 8] = [
    (&["when are your opening hours"], ""),
    (&["where is your branch"], ""),
    (&["is there parking at your place"], ""),
    (&["I have lost my card"], "the last time I saw it was on Monday"),
    (&["my card was stolen"], "please block it"),
    (&["I think about my contract"], "I want to cancel my contract"),
    (&["please cancel everything"], "I want to cancel my contract"),
    (&["it is complicated", "it is about my card"], "it does not work abroad"),
];

/// What one caller will do, drawn beforehand from the seed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Caller {
    from: String,
    after: Duration,
    says: &'static [&'static str],
    then: &'static str,
    patience: Duration,
}

/// The callers of one seed, without end.
pub(super) fn callers(mut rng: Rng) -> impl Iterator<Item = Caller> {
    let mut first = true;
    std::iter::repeat_with(move || {
        let gap = EVERY_MS / 2 + rng.below(EVERY_MS);
        let after = if std::mem::take(&mut first) { 0 } else { gap };
        let (says, then) = SAID[rng.below(SAID.len() as u64) as usize];
        let impatient = rng.one_in(8);
        let patience =
            if impatient { 6_000 + rng.below(3_000) } else { PATIENT.as_millis() as u64 };
        Caller {
            from: format!("+1425556{:04}", rng.below(10_000)),
            after: Duration::from_millis(after),
            says,
            then,
            patience: Duration::from_millis(patience),
        }
    })
}

/// Telephones that call the resource account's number.
pub(super) async fn call(here: Acs, number: &'static str, seats: Vec<Seat>, rng: Rng) {
    let mut calls = JoinSet::new();
    for caller in callers(rng) {
        tokio::time::sleep(caller.after).await;
        while calls.try_join_next().is_some() {}
        if calls.len() >= MOST_CALLS {
            continue;
        }
        let answers = caller.says.iter().flat_map(|words| {
            let said = CallerStep::Say { words: (*words).into() };
            // Whoever asks next waits for silence first.
            [CallerStep::WaitForQuestion, said, CallerStep::Wait { ms: BREATH_MS }]
        });
        let phone = here.calls_from(&caller.from).then(answers).to(number);
        let Some(phone) = phone else { continue };
        calls.spawn(live(phone, caller, seats.clone()));
    }
}

/// Lives one caller's call after the script: waits, says one thing more, talks.
async fn live(phone: AcsPhone, caller: Caller, seats: Vec<Seat>) {
    let ended = async {
        while !phone.has_ended().await {} // it waits ten seconds at a time
    };
    let talk = async {
        while !is_with_somebody(&phone, &seats).await {}
        tokio::time::sleep(THEN).await;
        phone.says(caller.then);
        std::future::pending::<()>().await;
    };
    tokio::select! {
        () = ended => {}
        () = talk => {}
        () = tokio::time::sleep(caller.patience) => phone.hang_up(),
    }
}

/// Whether one of them is in the call within ten seconds.
async fn is_with_somebody(phone: &AcsPhone, seats: &[Seat]) -> bool {
    let all = seats.iter().map(|seat| Box::pin(phone.talks_to(&seat.person)));
    let (found, _, _) = select_all(all).await;
    found
}

/// Agents come and go: one declines for a while, the next does not hear it ring.
pub(super) async fn moods(seats: Vec<Seat>, mut rng: Rng) {
    for (turn, seat) in seats.iter().cycle().enumerate() {
        tokio::time::sleep(AWAY + Duration::from_millis(rng.below(6_000))).await;
        let person = seat.person.clone();
        drop(if turn % 2 == 0 {
            person.declines_after(Duration::from_millis(700))
        } else {
            person.ignores()
        });
        tokio::time::sleep(AWAY).await;
        seat.attends();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_brings_the_same_callers_with_all_kinds_of_words() {
        let of = |seed| callers(Rng::from_seed(seed)).take(60).collect::<Vec<_>>();
        assert_eq!(of(42), of(42));
        assert_ne!(of(42), of(43));
        assert_eq!(of(42)[0].after, Duration::ZERO, "the first comes at once");
        for (says, _) in SAID {
            assert!(of(42).iter().any(|caller| caller.says == says), "{says:?}");
        }
        assert!(of(42).iter().any(|caller| caller.patience < PATIENT), "some leave");
    }
}
