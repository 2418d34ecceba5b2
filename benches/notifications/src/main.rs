//! What a notification costs beside the cryptography that it cannot do without.
//!
//! `cargo run --release -p notifications` prints each path beside its bare RSA operation, measured in
//! turns: CPU time of the process, best of nine rounds, one runtime thread. Exit code 1 if a bar is
//! missed. With the word `record` it prints the call record instead, for `call_record.py`.

mod world;

use std::hint::black_box;
use std::time::Instant;

use aws_lc_rs::rsa::OAEP_SHA1_MGF1SHA1;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use harness::{row, thousands};
use nix::time::{ClockId, clock_gettime};
use serde_json::Value;
use teams_cc_graph::models::call_records::CallRecord;
use teams_cc_graph::notifications::Notice;

use world::World;

const ROUNDS: usize = 9;

/// CPU time of the process: content is opened beside the runtime's thread.
fn cpu() -> f64 {
    let now = clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID).expect("Linux has this clock");
    now.tv_sec() as f64 * 1e9 + now.tv_nsec() as f64
}

struct Path<'a> {
    name: &'static str,
    runs: usize,
    run: Box<dyn FnMut() + 'a>,
    best: f64,
}

fn path<'a>(name: &'static str, runs: usize, run: impl FnMut() + 'a) -> Path<'a> {
    Path { name, runs, run: Box::new(run), best: f64::MAX }
}

/// Nanoseconds of each, taken in turns.
fn measure(paths: &mut [Path<'_>]) {
    for round in 0..=ROUNDS {
        for path in paths.iter_mut() {
            let start = cpu();
            for _ in 0..path.runs {
                (path.run)();
            }
            let nanos = (cpu() - start) / path.runs as f64;
            // The first round warms up.
            path.best = path.best.min(if round == 0 { f64::MAX } else { nanos });
        }
    }
}

fn bar(held: &mut bool, what: &str, is: f64, bar: f64, unit: &str) {
    let holds = is >= bar;
    *held &= holds;
    let verdict = if holds { "held" } else { "MISSED" };
    println!("- {what}: {} {unit}, bar {} {unit}: {verdict}", thousands(is), thousands(bar));
}

fn main() {
    let world = World::new();
    if std::env::args().nth(1).is_some_and(|word| word == "record") {
        println!("{}", String::from_utf8_lossy(&world.call_record()));
        return;
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let notifications = world.notifications();
    let bearers: Vec<_> = world.tokens.iter().map(|token| format!("Bearer {token}")).collect();
    let one = &bearers[0];
    assert_eq!(runtime.block_on(notifications.verify_calls(Some(one), &world.calls[0])).unwrap().len(), 1);
    let sealed = &world.sealed;
    let opened = runtime.block_on(notifications.verify_changes(sealed)).unwrap();
    assert!(notifications.content(opened[0].change().unwrap()).unwrap().is_some());
    let records: Vec<_> = (0..world.calls.len())
        .map(|at| {
            let notices = runtime.block_on(notifications.verify_calls(Some(one), &world.calls[at]));
            notices.unwrap()[0].to_record()
        })
        .collect();
    let record = world.call_record();
    assert_eq!(serde_json::from_slice::<CallRecord>(&record).unwrap().sessions.map(|s| s.len()), Some(60));

    let mut at = 0;
    let next = move |of: usize| {
        at += 1;
        at % of
    };
    let (mut a, mut b, mut c, mut d) = (next, next, next, next);
    let mut room = vec![0; world.private.min_output_size()];
    let signed = world.signed(0);
    // RS-64: what is refused costs no more than what counts.
    let (head, end) = one.split_at(one.len() - 4);
    let (head, middle) = head.split_at(head.len() - 40);
    let forged = format!("{head}{}{end}", middle.chars().rev().collect::<String>());
    let huge = format!("Bearer {}", "a.".repeat(135_000));
    let deep = format!("Bearer {}.e30.AAAA", BASE64_URL_SAFE_NO_PAD.encode("[".repeat(12_000)));
    let refuse = |bearer: &str| {
        assert!(runtime.block_on(notifications.verify_calls(Some(bearer), &world.calls[0])).is_err());
    };
    let mut paths = [
        path("RSA-2048 verify alone", 800, || {
            world.public.verify_sig(black_box(signed.0.as_bytes()), &signed.1).unwrap();
        }),
        path("calling post to event, token new", 800, || {
            let (bearer, body) = (&bearers[a(bearers.len())], &world.calls[b(world.calls.len())]);
            let notices = runtime.block_on(notifications.verify_calls(Some(bearer), body)).unwrap();
            for notice in &notices {
                black_box(notifications.is_new(notice));
            }
        }),
        path("calling post to event, token known", 8_000, || {
            let body = &world.calls[c(world.calls.len())];
            let notices = runtime.block_on(notifications.verify_calls(Some(one), body)).unwrap();
            for notice in &notices {
                black_box(notifications.is_new(notice));
            }
        }),
        path("item to event, no token", 20_000, || {
            black_box(Notice::from_record(&records[d(records.len())]).unwrap());
        }),
        path("RSA-2048 private operation alone", 60, || {
            let private = &world.private;
            let plain = private.decrypt(&OAEP_SHA1_MGF1SHA1, &world.wrapped, &mut room, None);
            black_box(plain.unwrap());
        }),
        path("encrypted presence to plain text", 60, || {
            let notices = runtime.block_on(notifications.verify_changes(sealed)).unwrap();
            let content = notifications.content(notices[0].change().unwrap()).unwrap();
            black_box(content);
        }),
        path("call record, 60 sessions: CallRecord", 20, || {
            black_box(serde_json::from_slice::<CallRecord>(&record).unwrap());
        }),
        path("call record, 60 sessions: serde_json::Value", 20, || {
            black_box(serde_json::from_slice::<Value>(&record).unwrap());
        }),
        path("refused: forged token", 800, || refuse(&forged)),
        path("refused: token of 270 kB", 800, || refuse(&huge)),
        path("refused: 12,000 levels in a token", 800, || refuse(&deep)),
    ];
    measure(&mut paths);
    let best: Vec<f64> = paths.iter().map(|path| path.best).collect();
    row(&["path".into(), "CPU, us".into(), "/s".into()]);
    row(&["---".into(), "---:".into(), "---:".into()]);
    for path in &paths {
        row(&[path.name.into(), format!("{:.2}", path.best / 1e3), thousands(1e9 / path.best)]);
    }
    drop(paths);
    println!();
    // How long one post waits for its event.
    let mut waits: Vec<f64> = (0..20_000)
        .map(|number| {
            let start = Instant::now();
            let (bearer, body) = (&bearers[number % bearers.len()], &world.calls[number % world.calls.len()]);
            let notices = runtime.block_on(notifications.verify_calls(Some(bearer), body)).unwrap();
            notices.iter().for_each(|notice| {
                black_box(notifications.is_new(notice));
            });
            start.elapsed().as_secs_f64() * 1e6
        })
        .collect();
    waits.sort_by(f64::total_cmp);
    let quantile = |share: f64| waits[(waits.len() as f64 * share) as usize];
    println!(
        "calling post to event, token new, wall time: p50 {:.0} us, p99 {:.0} us, p99.9 {:.0} us\n",
        quantile(0.5),
        quantile(0.99),
        quantile(0.999)
    );
    let mut held = true;
    bar(&mut held, "token new, of the bare verify's rate", 100.0 * best[0] / best[1], 70.0, "%");
    bar(&mut held, "p99 below 1 ms, in posts a second", 1e6 / quantile(0.99), 1_000.0, "/s");
    bar(&mut held, "without signature", 1e9 / best[3], 300_000.0, "/s");
    bar(&mut held, "encrypted, of the bare private operation's rate", 100.0 * best[4] / best[5], 85.0, "%");
    println!("- call record: {:.2} of serde_json::Value's time, {} octets", best[6] / best[7], thousands(record.len() as f64));
    std::process::exit(i32::from(!held));
}
