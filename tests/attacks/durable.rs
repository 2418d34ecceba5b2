//! What was acknowledged is there after `kill -9`.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde_json::Value;

use crate::bots::{Bots, program};
use crate::program::Folder;
use crate::sender::{APP, NOW, STATE, Signer, TENANT, key_set, ringing};
use crate::wire::{Line, post, request};

fn durable(folder: Folder, signer: Signer) -> Bots {
    folder.write("keys.json", key_set(&[&signer]));
    let mut command = Command::new(program());
    command.args(["--now", &NOW.to_string(), "--app-id", APP, "--tenant", TENANT]);
    command.args(["--jwks", "keys.json", "--client-state", STATE, "--queue", "queue"]);
    Bots::run(&mut command, folder, signer)
}

/// What `--drain` lists.
fn drained(folder: &Path) -> Vec<Value> {
    let output = Command::new(program()).arg("--drain").arg(folder.join("queue")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

fn calls(lines: &[Value]) -> Vec<String> {
    lines.iter().map(|line| line["call"].as_str().unwrap().to_owned()).collect()
}

/// Posts from several sides until the program dies at a moment that nobody chose; what was
/// acknowledged until then.
fn kill_under_load(bots: &mut Bots, round: usize, after: usize) -> BTreeSet<String> {
    let acknowledged = Mutex::new(BTreeSet::new());
    let count = AtomicUsize::new(0);
    let bearer = bots.signer.bearer();
    let (address, id) = (bots.address, bots.running.id().to_string());
    thread::scope(|scope| {
        for lane in 0..6 {
            let (acknowledged, count, bearer, id) = (&acknowledged, &count, &bearer, &id);
            scope.spawn(move || {
                let mut line = Line::to(address);
                for number in 0.. {
                    let call = format!("{round}-{lane}-{number}");
                    let headers = [("Authorization", bearer.as_str())];
                    let bytes = request("POST", "/calling", &headers, ringing(&call).as_bytes());
                    if !line.send(bytes) {
                        return;
                    }
                    let Some(answer) = line.answer() else { return };
                    assert_eq!(answer.status, 202);
                    acknowledged.lock().unwrap().insert(call);
                    if count.fetch_add(1, Ordering::SeqCst) == after {
                        Command::new("kill").args(["-KILL", id]).status().unwrap();
                    }
                }
            });
        }
    });
    assert!(!bots.running.ends_within(crate::wire::PATIENCE), "it was killed");
    acknowledged.into_inner().unwrap()
}

#[test]
fn rs_66_nothing_acknowledged_is_lost_to_kill_9() {
    let mut bots = durable(Folder::new("kill"), Signer::genuine());
    let mut all = BTreeSet::new();
    for (round, after) in [0, 1, 7, 40, 150, 400].into_iter().enumerate() {
        all.extend(kill_under_load(&mut bots, round, after));
        let queued = calls(&drained(bots.folder.path()));
        let distinct: BTreeSet<_> = queued.iter().cloned().collect();
        assert_eq!(queued.len(), distinct.len(), "each once");
        let lost: Vec<_> = all.difference(&distinct).collect();
        assert!(lost.is_empty(), "round {round}: {lost:?} of {}", all.len());
        let Bots { folder, signer, .. } = bots;
        bots = durable(folder, signer);
        // What is there counts as seen.
        let bearer = bots.signer.bearer();
        let headers = [("Authorization", bearer.as_str())];
        for call in all.iter().take(3) {
            assert_eq!(post(bots.address, "/calling", &headers, ringing(call)).status, 202);
        }
        assert_eq!(calls(&drained(bots.folder.path())), queued, "in order, and nothing twice");
    }
    // The remembered calls were no news to any of them.
    assert!(bots.effects().is_empty());
}

#[test]
fn drain_lists_while_the_program_runs_and_changes_nothing() {
    let bots = durable(Folder::new("drain"), Signer::genuine());
    assert!(drained(bots.folder.path()).is_empty());
    let bearer = bots.signer.bearer();
    for number in 0..5 {
        let call = format!("call-{number}");
        post(bots.address, "/calling", &[("Authorization", &bearer)], ringing(&call));
        assert_eq!(drained(bots.folder.path()).len(), number + 1);
        assert_eq!(drained(bots.folder.path()).len(), number + 1);
    }
    let effects = bots.effects_when(5);
    let held = drained(bots.folder.path());
    assert_eq!(held, effects, "the same lines");
}

#[test]
fn a_queue_has_one_owner_and_one_folder() {
    let bots = durable(Folder::new("owner"), Signer::genuine());
    let second = Command::new(program())
        .current_dir(bots.folder.path())
        .args(["--listen", "127.0.0.1:0", "--app-id", APP, "--jwks", "keys.json"])
        .args(["--queue", "queue"])
        .output()
        .unwrap();
    assert_eq!(second.status.code(), Some(1));
    assert!(second.stdout.is_empty(), "not ready");
    let missing = Command::new(program())
        .current_dir(bots.folder.path())
        .args(["--drain", "nowhere"])
        .output()
        .unwrap();
    assert_eq!(missing.status.code(), Some(1));
}

#[test]
fn rs_66_who_does_not_read_the_effects_delays_no_answer() {
    let signer = Signer::genuine();
    let folder = Folder::new("unread");
    folder.write("keys.json", key_set(&[&signer]));
    let mut child = Command::new(program())
        .current_dir(folder.path())
        .args(["--listen", "127.0.0.1:0", "--now", &NOW.to_string(), "--app-id", APP])
        .args(["--jwks", "keys.json", "--queue", "queue"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut ready = String::new();
    let mut stdout = std::io::BufReader::new(child.stdout.take().unwrap());
    std::io::BufRead::read_line(&mut stdout, &mut ready).unwrap();
    let ready: Value = serde_json::from_str(&ready).unwrap();
    let address = ready["listen"].as_str().unwrap().parse().unwrap();
    let (bearer, story) = (signer.bearer(), "x".repeat(20_000));
    let mut line = Line::to(address);
    for number in 0..200 {
        // 4 MB of lines, and as much complaint about tokens: pipes hold 64 KiB.
        let body = ringing(&format!("call-{number}")).replace("incoming", &story);
        let headers = [("Authorization", bearer.as_str())];
        line.send(request("POST", "/calling", &headers, body.as_bytes()));
        assert_eq!(line.answer().unwrap().status, 202);
        line.send(request("POST", "/calling", &[("Authorization", "Bearer x")], b""));
        assert_eq!(line.answer().unwrap().status, 401);
    }
    let id = child.id().to_string();
    Command::new("kill").args(["-TERM", &id]).status().unwrap();
    // Nobody reads, and it ends all the same.
    assert!(child.wait().unwrap().success());
    assert_eq!(drained(folder.path()).len(), 200);
}
