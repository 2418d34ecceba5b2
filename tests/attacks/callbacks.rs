//! What the webhook of Call Automation acknowledged is there after `kill -9`.
//!
//! The program under attack is this test binary itself, started once more for one test.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use serde_json::{Value, json};
use teams_cc_acs::{CallAutomation, QueueLimits};
use teams_cc_core::{Reason, Secret};
use teams_cc_graph::notifications::DurableQueue;

use crate::program::{Folder, POLL, Running};
use crate::sender::{APP, NOW, Signer, key_set};
use crate::wire::{Line, PATIENCE, post, request};

const KEY: (&str, &str) = ("x-teams-cc-key", "hush");
/// Tells the child that it is one, and what to do with calls that ring.
const CHILD: &str = "TEAMS_CC_TEST_CALLBACKS";

/// Not a test of its own: what the others start.
#[test]
fn child_of_the_callback_tests() {
    let Ok(what) = std::env::var(CHILD) else { return };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let acs = CallAutomation::builder()
            .endpoint("http://127.0.0.1:9")
            .access_key(Secret::new("aGVsbG8="))
            .resource_id(APP)
            .event_key(Secret::new(KEY.1))
            .wall_clock(|| NOW)
            .within(std::time::Duration::from_millis(50))
            .build()
            .unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (calls, webhook) = acs.listen(format!("http://{address}"));
        let webhook = webhook.keys_from(teams_cc_acs::jwt::KeyFile::new("keys.json"));
        let webhook = webhook.queued_within("queue", QueueLimits::default()).unwrap();
        tokio::spawn(webhook.serve_on(listener));
        println!("\n{}", json!({"ready": true, "listen": address.to_string()}));
        if what == "takes" {
            loop {
                let call = calls.next_call().await;
                let rings = call.ringing().server_call_id.clone();
                // Nobody answers there: a decision all the same.
                drop(call.reject(Reason::Busy).await);
                println!("{}", json!({"effect": "ring", "call": rings}));
            }
        }
        std::future::pending::<()>().await;
    });
}

struct Child {
    running: Running,
    address: SocketAddr,
}

impl Child {
    fn start(folder: &Folder, what: &str) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "callbacks::child_of_the_callback_tests", "--nocapture"]);
        command.env(CHILD, what);
        let mut running = Running::start(&mut command, folder, "callbacks");
        running.says("\"ready\"", PATIENCE);
        let ready = lines(&running).into_iter().find(|line| line["ready"] == true).unwrap();
        let address = ready["listen"].as_str().unwrap().parse().unwrap();
        Self { running, address }
    }

    fn taken(&self) -> Vec<String> {
        let lines = lines(&self.running).into_iter().filter(|line| line["effect"] == "ring");
        lines.map(|line| line["call"].as_str().unwrap().to_owned()).collect()
    }

    fn taken_when(&self, count: usize) -> Vec<String> {
        let until = Instant::now() + PATIENCE;
        loop {
            let taken = self.taken();
            if taken.len() >= count {
                return taken;
            }
            assert!(Instant::now() < until, "not {count} rings: {}", taken.len());
            thread::sleep(POLL);
        }
    }

    fn kill(&mut self) {
        let id = self.running.id().to_string();
        Command::new("kill").args(["-KILL", &id]).status().unwrap();
        assert!(!self.running.ends_within(PATIENCE), "it was killed");
    }
}

fn lines(running: &Running) -> Vec<Value> {
    let log = running.log();
    let whole = log.rsplit_once('\n').map_or("", |(whole, _)| whole);
    whole.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

fn rings(call: &str) -> String {
    json!([{"id": format!("id-{call}"), "eventType": "Microsoft.Communication.IncomingCall",
        "eventTime": "2027-01-15T08:00:00Z", "dataVersion": "1.0", "subject": "s", "topic": "t",
        "data": {"to": {"rawId": "28:orgid:e5b7f628-ea94-4fdc-b3d9-1af1fe231111"},
            "from": {"rawId": "4:+14255550100"}, "serverCallId": call,
            "incomingCallContext": format!("context-{call}"), "correlationId": "c"}}])
    .to_string()
}

fn told(signer: &Signer, number: usize) -> (String, String) {
    let claims = json!({"iss": "https://acscallautomation.communication.azure.com", "aud": APP,
        "exp": NOW + 300, "nbf": NOW, "jti": number});
    let bearer = format!("Bearer {}", signer.sign(&signer.header(), &claims.to_string()));
    let body = json!([{"id": format!("e{number}"), "source": "calling/callConnections/c9",
        "type": "Microsoft.Communication.PlayCompleted", "specversion": "1.0",
        "data": {"callConnectionId": "c9", "serverCallId": "s", "correlationId": "k"}}]);
    (bearer, body.to_string())
}

/// The calls whose ring is in the queue.
fn held(folder: &Path) -> Vec<String> {
    let records = DurableQueue::peek(folder.join("queue")).unwrap();
    let ring = |record: Vec<u8>| {
        let record: Value = serde_json::from_slice(&record).unwrap();
        record["grid"]["data"]["serverCallId"].as_str().map(str::to_owned)
    };
    records.into_iter().filter_map(ring).collect()
}

/// Posts from several sides until the program dies at a moment that nobody chose; what was
/// acknowledged until then.
fn kill_under_load(child: &mut Child, round: usize, after: usize) -> BTreeSet<String> {
    let (acknowledged, count) = (Mutex::new(BTreeSet::new()), AtomicUsize::new(0));
    let (address, id) = (child.address, child.running.id().to_string());
    thread::scope(|scope| {
        for lane in 0..6 {
            let (acknowledged, count, id) = (&acknowledged, &count, &id);
            scope.spawn(move || {
                let mut line = Line::to(address);
                for number in 0.. {
                    let call = format!("{round}-{lane}-{number}");
                    let bytes = request("POST", "/events", &[KEY], rings(&call).as_bytes());
                    if !line.send(bytes) {
                        return;
                    }
                    let Some(answer) = line.answer() else { return };
                    assert_eq!(answer.status, 200);
                    acknowledged.lock().unwrap().insert(call);
                    if count.fetch_add(1, Ordering::SeqCst) == after {
                        Command::new("kill").args(["-KILL", id]).status().unwrap();
                    }
                }
            });
        }
    });
    assert!(!child.running.ends_within(PATIENCE), "it was killed");
    acknowledged.into_inner().unwrap()
}

#[test]
fn rs_66_no_ring_that_was_acknowledged_is_lost_to_kill_9() {
    let folder = Folder::new("rings");
    let signer = Signer::genuine();
    folder.write("keys.json", key_set(&[&signer]));
    let mut all = BTreeSet::new();
    for (round, after) in [0, 7, 60].into_iter().enumerate() {
        let mut child = Child::start(&folder, "holds");
        all.extend(kill_under_load(&mut child, round, after));
        let queued = held(folder.path());
        let distinct: BTreeSet<_> = queued.iter().cloned().collect();
        assert_eq!(queued.len(), distinct.len(), "each once");
        let lost: Vec<_> = all.difference(&distinct).collect();
        assert!(lost.is_empty(), "round {round}: {lost:?} of {}", all.len());
    }
    let waiting: BTreeSet<_> = held(folder.path()).into_iter().collect();
    // Somebody takes them at last: each rings once, and its repetition is no news.
    let mut child = Child::start(&folder, "takes");
    for call in all.iter().take(3) {
        assert_eq!(post(child.address, "/events", &[KEY], rings(call)).status, 200);
    }
    assert_eq!(post(child.address, "/events", &[KEY], rings("last")).status, 200);
    let taken = child.taken_when(waiting.len() + 1);
    let distinct: BTreeSet<_> = taken.iter().cloned().collect();
    assert_eq!(taken.len(), distinct.len(), "each rang once");
    assert!(waiting.is_subset(&distinct) && distinct.contains("last"));
    child.kill();
    // What was decided about is known to the next process too, as far as it was written down.
    let known = decided(folder.path());
    let mut child = Child::start(&folder, "takes");
    for call in known.iter().take(3) {
        assert_eq!(post(child.address, "/events", &[KEY], rings(call)).status, 200);
    }
    assert_eq!(post(child.address, "/events", &[KEY], rings("after")).status, 200);
    let open = held(folder.path()).len();
    let again = child.taken_when(open.max(1));
    assert!(known.iter().all(|call| !again.contains(call)), "decided once is decided");
    child.kill();
}

/// Calls whose decision is on disk.
fn decided(folder: &Path) -> Vec<String> {
    let records = DurableQueue::peek(folder.join("queue")).unwrap();
    let done = |record: Vec<u8>| {
        let record: Value = serde_json::from_slice(&record).unwrap();
        let ids = record["done"].as_array().cloned().unwrap_or_default();
        ids.into_iter()
            .filter_map(|id| Some(id.as_str()?.strip_prefix("id-")?.to_owned()))
            .collect::<Vec<_>>()
    };
    records.into_iter().flat_map(done).collect()
}

#[test]
fn rs_66_callbacks_are_on_disk_or_done_when_they_are_acknowledged() {
    let folder = Folder::new("callbacks");
    let signer = Signer::genuine();
    folder.write("keys.json", key_set(&[&signer]));
    let mut child = Child::start(&folder, "holds");
    for number in 0..20 {
        let (bearer, body) = told(&signer, number);
        let answer = post(child.address, "/callbacks", &[("Authorization", &bearer)], body.clone());
        assert_eq!(answer.status, 200);
        // Signed by nobody we know: nothing is written.
        let forged = post(child.address, "/callbacks", &[("Authorization", "Bearer x.y.z")], body);
        assert_eq!(forged.status, 401);
    }
    child.kill();
    let records = DurableQueue::peek(folder.path().join("queue")).unwrap();
    let mut ids = BTreeSet::new();
    for record in records {
        let record: Value = serde_json::from_slice(&record).unwrap();
        ids.extend(record["call"]["id"].as_str().map(str::to_owned));
        let done = record["done"].as_array().cloned().unwrap_or_default();
        ids.extend(done.iter().filter_map(|id| id.as_str().map(str::to_owned)));
    }
    assert_eq!(ids, (0..20).map(|number| format!("e{number}")).collect());
}
