use serde_json::json;
use teams_cc_core::Rng;

use super::*;
use crate::testing::{answer, tuned};

const WALL: i64 = 1_800_000_000;

fn days(days: u64) -> Duration {
    Duration::from_secs(days * DAY_S)
}

fn ending(id: &str, in_days: i64) -> Ending {
    let ends_s = WALL + in_days * DAY_S as i64;
    Ending { kind: CredentialKind::Secret, id: id.to_owned(), name: None, ends_s }
}

fn drain(machine: &mut Expiry) -> Vec<u16> {
    std::iter::from_fn(|| machine.poll()).map(|alarm| alarm.days_left).collect()
}

#[test]
fn rs_35_an_end_is_said_30_14_7_and_1_days_before_and_when_it_is_there() {
    let mut machine = Expiry::default();
    let known = Input::Known { all: vec![ending("a", 100)], wall_s: WALL };
    machine.handle(Instant::START, known);
    let mut said = Vec::new();
    while let Some(at) = machine.deadline() {
        assert!(drain(&mut machine).is_empty(), "nothing is said early");
        machine.handle(at, Input::Tick);
        said.extend(drain(&mut machine).into_iter().map(|left| (at, left)));
    }
    let expected = [30, 14, 7, 1, 0].map(|left| (Instant::START + days(100 - left), left as u16));
    assert_eq!(said, expected);
}

#[test]
fn rs_35_what_ends_soon_is_said_once_however_often_it_is_read() {
    let mut machine = Expiry::default();
    for day in 0..4 {
        let all = vec![ending("a", 10), ending("b", -3), ending("c", 400)];
        let wall_s = WALL + day * DAY_S as i64;
        machine.handle(Instant::START + days(day as u64), Input::Known { all, wall_s });
        let said = drain(&mut machine);
        let expected: &[u16] = match day {
            0 => &[10, 0],
            3 => &[7],
            _ => &[],
        };
        assert_eq!(said, expected, "day {day}");
    }
    // A new secret in its place: nothing more is said of the old one.
    machine.handle(
        Instant::START + days(4),
        Input::Known { all: vec![ending("new", 700)], wall_s: WALL + 4 * DAY_S as i64 },
    );
    assert_eq!(machine.deadline(), Some(Instant::START + days(670)));
}

#[test]
fn rs_35_no_alarm_is_early_twice_or_left_out_whatever_the_ticks() {
    for seed in 0..200 {
        let mut rng = Rng::from_seed(seed);
        let life = rng.below(60) as i64;
        let (mut machine, mut now) = (Expiry::default(), Instant::START);
        let known = Input::Known { all: vec![ending("a", life)], wall_s: WALL };
        machine.handle(now, known);
        let mut said = drain(&mut machine);
        while now < Instant::START + days(70) {
            now += Duration::from_secs(rng.below(DAY_S));
            machine.handle(now, Input::Tick);
            for left in drain(&mut machine) {
                let real = days(life as u64).saturating_sub(now.since(Instant::START));
                assert!(real <= days(u64::from(left)), "seed {seed}");
                said.push(left);
            }
        }
        assert!(said.windows(2).all(|pair| pair[0] > pair[1]), "seed {seed}: {said:?}");
        assert_eq!(said.last(), Some(&0), "seed {seed}");
        assert_eq!(machine.deadline(), None);
    }
}

#[tokio::test(start_paused = true)]
async fn rs_35_secrets_and_certificates_of_the_application_raise_alarms() {
    let at = |in_days: u64| {
        DateTime::from(std::time::SystemTime::now() + days(in_days) - Duration::from_secs(60))
    };
    let (secret, certificate) = (at(6), at(20));
    let graph = tuned(
        1,
        move |now, outgoing| {
            let app = "/v1.0/applications(appId='02b89f62-36c9-4f02-8802-e4b6d5109851')";
            assert_eq!(outgoing.url.path(), app);
            if now < Duration::from_secs(3_600) {
                return answer(403, &json!({"error": {"code": "Authorization_RequestDenied"}}));
            }
            answer(
                200,
                &json!({
                    "passwordCredentials": [
                        {"keyId": "s1", "displayName": "router", "endDateTime": secret.as_str()},
                        {"keyId": "s2", "endDateTime": "NA"},
                    ],
                    "keyCredentials": [{"keyId": "c1", "endDateTime": certificate.as_str()}],
                }),
            )
        },
        |builder| builder.app_id("02b89f62-36c9-4f02-8802-e4b6d5109851"),
    );
    let mut news = graph.expiring().unwrap();
    let ExpiryNews::Unread(error) = news.next().await else { panic!("it cannot be read yet") };
    assert_eq!(error.code(), "TCC-GRAPH-0303");
    let mut said = Vec::new();
    for _ in 0..2 {
        let ExpiryNews::Ends(alarm) = news.next().await else { panic!("an alarm") };
        said.push((alarm.ending.kind, alarm.ending.id, alarm.days_left));
    }
    let secret = (CredentialKind::Secret, "s1".to_owned(), 6);
    let certificate = (CredentialKind::Certificate, "c1".to_owned(), 20);
    assert_eq!(said, [secret, certificate]);
}

#[test]
fn nobody_said_which_application_it_is() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let _inside = runtime.enter();
    let graph = tuned(1, |_, _| answer(200, &json!({})), |builder| builder);
    assert_eq!(graph.expiring().unwrap_err().code(), "TCC-GRAPH-0509");
}
