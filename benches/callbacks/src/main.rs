//! From an event's octets to the verb that waits for it: 500 signed callbacks a second for a minute.
//!
//! `cargo run --release -p callbacks -- [SECONDS] [PER-SECOND] [CALLS] [QUEUE-FOLDER | python PATH]`
//! plays the service: it starts the application as a process of its own, lets it make CALLS calls that
//! each play a prompt, and posts `PlayCompleted` to one after the other on a timetable, each with a
//! token of its own. Counted is from the moment an event was due until the application's verb was done,
//! by one clock of the machine. With `python` the application is `peer.py` under that interpreter:
//! Microsoft's parser of events, PyJWT and aiohttp.

mod app;
mod service;

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use nix::time::{ClockId, clock_gettime};

pub const NOW: i64 = 1_800_000_000;
pub const RESOURCE: &str = "02b89f62-36c9-4f02-8802-e4b6d5109851";

/// Of the machine, the same in all processes.
pub fn monotonic_us() -> u64 {
    let now = clock_gettime(ClockId::CLOCK_MONOTONIC).expect("Linux has this clock");
    now.tv_sec() as u64 * 1_000_000 + now.tv_nsec() as u64 / 1_000
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if words.first().is_some_and(|word| word == "app") {
        return app::run(
            &words[1],
            &words[2],
            words[3].parse().unwrap(),
            words.get(4).map(String::as_str),
        );
    }
    let number = |at: usize, default: usize| {
        words.get(at).map_or(default, |word| word.parse().expect("a number"))
    };
    let (seconds, rate, calls) = (number(0, 60), number(1, 500), number(2, 2_000));
    let keys = std::env::temp_dir().join(format!("callbacks-keys-{}.json", std::process::id()));
    let service = service::Service::start(&keys, seconds * rate);
    let mut command = match words.get(3).map(String::as_str) {
        Some("python") => {
            let mut command = Command::new(&words[4]);
            command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/peer.py"));
            command.args([&service.address, keys.to_str().unwrap(), &calls.to_string()]);
            command
        }
        queue => {
            let mut command = Command::new(std::env::current_exe().unwrap());
            command.args(["app", &service.address, keys.to_str().unwrap(), &calls.to_string()]);
            command.args(queue);
            command
        }
    };
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let webhook = lines.next().expect("an address");
    assert_eq!(lines.next().as_deref(), Some("up"), "its calls are up");
    service.until_all_wait(calls);
    let before = cpu_s(child.id());
    let sent = service.load(&webhook, seconds, rate);
    std::thread::sleep(Duration::from_secs(1));
    let cpu = cpu_s(child.id()) - before;
    drop(child.stdin.take());
    let mut done: HashMap<(String, usize), u64> = HashMap::new();
    for line in lines.take_while(|line| line != "end") {
        let mut words = line.split(' ');
        let key = (words.next().unwrap().to_owned(), words.next().unwrap().parse().unwrap());
        done.insert(key, words.next().unwrap().parse().unwrap());
    }
    child.wait().unwrap();
    std::fs::remove_file(&keys).unwrap();
    let mut waits: Vec<f64> = Vec::new();
    let mut lost = 0;
    for (call, verb, due) in &sent {
        match done.get(&(call.clone(), *verb)) {
            Some(at) => waits.push(at.saturating_sub(*due) as f64 / 1e3),
            None => lost += 1,
        }
    }
    waits.sort_by(f64::total_cmp);
    let quantile = |share: f64| waits[((waits.len() - 1) as f64 * share) as usize];
    println!(
        "{} events in {seconds} s over {calls} calls: {} refused, {lost} verbs not done",
        sent.len(),
        service.refused()
    );
    println!(
        "from the event's due time to the verb's end: p50 {:.2} ms, p90 {:.2}, p99 {:.2}, p99.9 {:.2}, longest {:.2}; CPU of the application {:.0} us an event, its next request included",
        quantile(0.5),
        quantile(0.9),
        quantile(0.99),
        quantile(0.999),
        quantile(1.0),
        cpu * 1e6 / sent.len() as f64
    );
    std::process::exit(i32::from(lost > 0));
}

/// utime and stime, in hundredths of a second.
fn cpu_s(process: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    let fields: Vec<_> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    (fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap()) / 100.0
}
