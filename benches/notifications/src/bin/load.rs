//! 2,000 notifications a second for a minute, against the program `bots` with a durable queue.
//!
//! `cargo run --release -p notifications --bin load -- PATH-OF-BOTS [SECONDS] [PER-SECOND]` starts it,
//! posts calling notifications to it on a timetable (a late answer delays no later post's time), all
//! over loopback, while nobody reads its effects for the first half, and then counts what `--drain` lists.
//! Exit code 1 if one is lost.

#[allow(dead_code)]
#[path = "../world.rs"]
mod world;

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

const LANES: u32 = 32;

fn main() {
    let mut words = std::env::args().skip(1);
    let bots = std::fs::canonicalize(words.next().expect("the path of bots")).expect("it is there");
    let mut number = |default: u32| words.next().map_or(default, |word| word.parse().expect("a number"));
    let (seconds, rate) = (number(60), number(2_000));
    let world = world::World::new();
    let vectors = world::corpus("graph-callback-jwt.json");
    let folder = std::env::temp_dir().join(format!("notifications-load-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("keys.json"), vectors["jwks"].to_string()).unwrap();
    let mut child = Command::new(&bots)
        .current_dir(&folder)
        .args(["--listen", "127.0.0.1:0", "--jwks", "keys.json", "--queue", "queue", "--now", "1800000000"])
        .args(["--app-id", vectors["appId"].as_str().unwrap()])
        .args(["--tenant", vectors["tenantId"].as_str().unwrap()])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("bots starts");
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut ready = String::new();
    stdout.read_line(&mut ready).unwrap();
    let ready: Value = serde_json::from_str(&ready).unwrap();
    let address = ready["listen"].as_str().unwrap().to_owned();
    // RS-66: whoever consumes the effects stands still for half of the time.
    let stands_still = Duration::from_secs(u64::from(seconds / 2));
    let reader = std::thread::spawn(move || {
        std::thread::sleep(stands_still);
        stdout.lines().map_while(Result::ok).count()
    });
    let start = Instant::now() + Duration::from_millis(200);
    let lanes: Vec<_> = (0..LANES)
        .map(|lane| {
            let (address, tokens) = (address.clone(), world.tokens.clone());
            std::thread::spawn(move || {
                let mut stream = TcpStream::connect(address).unwrap();
                stream.set_nodelay(true).unwrap();
                let (mut waits, mut refused) = (Vec::new(), 0);
                for turn in (lane..seconds * rate).step_by(LANES as usize) {
                    let due = start + Duration::from_secs_f64(f64::from(turn) / f64::from(rate));
                    std::thread::sleep(due.saturating_duration_since(Instant::now()));
                    let body = format!(
                        "{{\"value\":[{{\"changeType\":\"created\",\"resourceUrl\":\"/communications/calls/{turn:08}\",\
                         \"resourceData\":{{\"@odata.type\":\"#microsoft.graph.call\",\"id\":\"{turn:08}\",\
                         \"state\":\"incoming\",\"direction\":\"incoming\",\"subject\":\"{}\"}}}}]}}",
                        "x".repeat(600)
                    );
                    let head = format!(
                        "POST /calling HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {}\r\nContent-Length: {}\r\n\r\n",
                        // A token serves for a minute's posts or so; each is new once.
                        tokens[turn as usize / 50 % tokens.len()],
                        body.len()
                    );
                    stream.write_all((head + &body).as_bytes()).unwrap();
                    let mut answer = Vec::new();
                    while !answer.ends_with(b"\r\n\r\n") {
                        let mut piece = [0; 512];
                        let n = stream.read(&mut piece).unwrap();
                        assert!(n > 0, "it hangs up");
                        answer.extend_from_slice(&piece[..n]);
                    }
                    waits.push(due.elapsed().as_secs_f64() * 1e3);
                    refused += u32::from(!answer.starts_with(b"HTTP/1.1 202"));
                }
                (waits, refused)
            })
        })
        .collect();
    let (mut waits, mut refused) = (Vec::new(), 0);
    for lane in lanes {
        let (more, no) = lane.join().unwrap();
        waits.extend(more);
        refused += no;
    }
    let took = start.elapsed();
    let cpu = std::fs::read_to_string(format!("/proc/{}/stat", child.id())).unwrap();
    let fields: Vec<_> = cpu.rsplit(')').next().unwrap().split_whitespace().collect();
    // utime and stime, in hundredths of a second.
    let cpu = (fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap()) / 100.0;
    // Not asked to end: what was acknowledged must be there all the same.
    child.kill().unwrap();
    child.wait().unwrap();
    let lines = reader.join().unwrap();
    let drained = Command::new(&bots).arg("--drain").arg(folder.join("queue")).output().unwrap();
    assert!(drained.status.success());
    let text = String::from_utf8(drained.stdout).unwrap();
    let held: BTreeSet<String> = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["call"].as_str().unwrap().to_owned())
        .collect();
    waits.sort_by(f64::total_cmp);
    let quantile = |share: f64| waits[((waits.len() - 1) as f64 * share) as usize];
    let size: u64 = std::fs::read_dir(folder.join("queue"))
        .unwrap()
        .map(|entry| entry.unwrap().metadata().unwrap().len())
        .sum();
    let lost = waits.len() - refused as usize - held.len().min(waits.len());
    println!(
        "{} posts in {:.1} s ({:.0}/s): {refused} refused, {lost} lost, {lines} effects printed, queue {} KiB",
        waits.len(), took.as_secs_f64(), waits.len() as f64 / took.as_secs_f64(), size / 1024
    );
    println!(
        "answer, from its due time: p50 {:.1} ms, p90 {:.1}, p99 {:.1}, p99.9 {:.1}, longest {:.1}; CPU of bots {:.0} us a post",
        quantile(0.5), quantile(0.9), quantile(0.99), quantile(0.999), quantile(1.0), cpu * 1e6 / waits.len() as f64
    );
    std::fs::remove_dir_all(&folder).unwrap();
    std::process::exit(i32::from(lost > 0 || refused > 0));
}
