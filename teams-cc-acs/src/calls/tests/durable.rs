//! What is on disk when the process dies.

use std::path::{Path, PathBuf};

use teams_cc_http::queue::DurableQueue;

use super::*;
use crate::QueueLimits;

/// A folder for queues, and copies of them: what a disk holds at some moment.
struct Disk(PathBuf);

impl Disk {
    fn new(name: &str) -> Self {
        let folder =
            std::env::temp_dir().join(format!("teams-cc-acs-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// As `kill -9` leaves it.
    fn dies(&self, from: &str, to: &str) {
        std::fs::create_dir_all(self.at(to)).unwrap();
        for file in std::fs::read_dir(self.at(from)).unwrap().map(Result::unwrap) {
            if file.file_name() != "lock" {
                std::fs::copy(file.path(), self.at(to).join(file.file_name())).unwrap();
            }
        }
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Records of this kind in a folder.
fn held(folder: &Path, kind: &str) -> usize {
    let records = DurableQueue::peek(folder).unwrap();
    let of =
        |record: &Vec<u8>| serde_json::from_slice::<Value>(record).unwrap().get(kind).is_some();
    records.iter().filter(|record| of(record)).count()
}

/// Until so many records of this kind are there.
async fn until(folder: &Path, kind: &str, count: usize) {
    let look = async {
        while held(folder, kind) != count {
            // The disk gives no signal.
            tokio::task::yield_now().await;
        }
    };
    let there = tokio::time::timeout(Duration::from_secs(30), look).await;
    there.unwrap_or_else(|_| panic!("not {count} of {kind}: {}", held(folder, kind)));
}

impl Azure {
    async fn left(&self) -> Left {
        let left = tokio::time::timeout(Duration::from_secs(30), self.calls.next_left()).await;
        left.expect("a call of the process before")
    }

    fn queued(mut self, folder: &Path) -> Self {
        self.webhook = self.webhook.queued(folder).unwrap();
        self
    }
}

#[tokio::test]
async fn rs_66_a_ring_comes_again_until_somebody_has_decided() {
    let disk = Disk::new("ring");
    let service = Azure::new().queued(&disk.at("first"));
    // The same twice, and taken: nobody has decided yet.
    let ring = service.ring().await;
    assert_eq!(held(&disk.at("first"), "grid"), 1);
    disk.dies("first", "second");
    let next = Azure::new().queued(&disk.at("second"));
    let again = next.calls.next_call().await;
    assert_eq!(again.from(), ring.from());
    again.reject(Reason::Busy).await.unwrap();
    until(&disk.at("second"), "grid", 0).await;
    until(&disk.at("second"), "done", 1).await;
    // What was decided about is no news to the third.
    disk.dies("second", "third");
    let third = Azure::new().queued(&disk.at("third"));
    let post = json!([{"id": "i1", "eventType": "Microsoft.Communication.IncomingCall", "data": {
        "to": {"rawId": ACCOUNT}, "from": {"rawId": CALLER}, "incomingCallContext": "ring-1"}}]);
    let post = post.to_string();
    let post = Post { body: post.as_bytes(), ..Post::default() };
    assert_eq!(third.webhook.receive(post).await.status, 200);
    assert_eq!(held(&disk.at("third"), "grid"), 0);
    assert!(third.calls.is_empty());
}

#[tokio::test]
async fn rs_66_an_event_is_on_disk_before_it_is_acknowledged_and_counts_once() {
    let disk = Disk::new("event");
    let service = Azure::new().queued(&disk.at("first"));
    let call = service.answered().await;
    let playing = tokio::spawn(async move {
        call.play(Prompt::text("hello")).await.unwrap();
        call
    });
    let context = service.context_of(":play", 0).await;
    assert_eq!(service.tell("PlayCompleted", Some(&context), json!({})).await, 200);
    // Through the disk to the verb that waits.
    let call = playing.await.unwrap();
    until(&disk.at("first"), "up", 1).await;
    until(&disk.at("first"), "call", 0).await;
    call.hang_up().await.unwrap();
    until(&disk.at("first"), "up", 0).await;
    // An event that comes again after a crash is known by its id.
    disk.dies("first", "second");
    let next = Azure::new().queued(&disk.at("second"));
    assert_eq!(next.tell("CallConnected", Some(&context), json!({})).await, 200);
    assert_eq!(held(&disk.at("second"), "call"), 0, "e1 was told by the first process");
}

#[tokio::test]
async fn rs_66_a_full_queue_and_a_broken_one_are_answered_503() {
    let disk = Disk::new("full");
    let mut service = Azure::new();
    let mut limits = QueueLimits::default();
    limits.records = 1;
    service.webhook = service.webhook.queued_within(disk.at("only"), limits).unwrap();
    let _held = service.ring().await;
    assert_eq!(service.tell("CallConnected", None, json!({})).await, 503);
    let second = Azure::new();
    let taken = second.webhook.clone().queued(disk.at("only")).unwrap_err();
    assert_eq!(taken.code(), "TCC-HTTP-0302", "another has it");
}

/// A service that had a call up when the process before this one died.
async fn with_a_call_up(name: &str) -> Disk {
    let disk = Disk::new(name);
    let service = Azure::new().queued(&disk.at("first"));
    let call = service.answered().await;
    until(&disk.at("first"), "up", 1).await;
    // Two services of these tests name their calls alike, which two processes never do.
    until(&disk.at("first"), "grid", 0).await;
    until(&disk.at("first"), "call", 0).await;
    disk.dies("first", "second");
    drop(call);
    disk
}

#[tokio::test]
async fn a_call_that_was_up_is_taken_up_again_after_a_crash() {
    let disk = with_a_call_up("resumed").await;
    let service = Azure::new().queued(&disk.at("second"));
    let left = service.left().await;
    assert_eq!(left.connection_id(), "c1");
    assert_eq!(left.peer().unwrap().raw_id(), CALLER);
    // The first process was told e1.
    *service.told.lock() = 10;
    let resuming = tokio::spawn(left.resume());
    service.tell("CallConnected", None, json!({})).await;
    let call = resuming.await.unwrap().unwrap();
    let playing = tokio::spawn(async move {
        call.play(Prompt::text("we are back")).await.unwrap();
        call
    });
    let context = service.context_of(":play", 0).await;
    service.tell("PlayCompleted", Some(&context), json!({})).await;
    let call = playing.await.unwrap();
    assert_eq!(held(&disk.at("second"), "up"), 1);
    call.hang_up().await.unwrap();
    until(&disk.at("second"), "up", 0).await;
}

#[tokio::test]
async fn a_call_that_nobody_takes_up_again_is_ended_and_one_that_is_over_is_forgotten() {
    let disk = with_a_call_up("unwanted").await;
    let service = Azure::new().queued(&disk.at("second"));
    service.body_of("/callConnections/c1", 0).await;
    // Nobody asks for it.
    let left = service.left().await;
    drop(left);
    service.body_of("c1:terminate", 0).await;
    until(&disk.at("second"), "up", 0).await;

    let disk = with_a_call_up("over").await;
    let service = Azure::reacting(|method, path, _| {
        (method == "GET" && path.ends_with("/c1")).then(|| answer(404, &Value::Null))
    });
    let service = service.queued(&disk.at("second"));
    until(&disk.at("second"), "up", 0).await;
    assert!(service.asked.lock().iter().all(|(_, path, _)| !path.ends_with(":terminate")));
}
