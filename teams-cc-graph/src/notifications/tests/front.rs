//! What the front promises, and when.

use super::*;

struct Full;

#[async_trait]
impl Sink for Full {
    async fn take(&self, _: &[Notice]) -> Result<(), Error> {
        Err(crate::error::queue_full())
    }
}

struct Counting(AtomicUsize);

#[async_trait]
impl Sink for Counting {
    async fn take(&self, changes: &[Notice]) -> Result<(), Error> {
        self.0.fetch_add(changes.len(), Ordering::SeqCst);
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn rs_66_a_full_queue_answers_503_and_the_repetition_is_news() {
    let notifications = notifications();
    let (token, body) = (bearer(), post(&[call("A", "created", "incoming")]));
    let headers = [("Authorization", token.as_bytes())];
    let asked = Asked { method: "POST", target: "/calling", headers: &headers, body: &body };
    let full = Front::new(notifications.clone(), Arc::new(Full));
    assert_eq!(full.answer(asked).await.status, 503);
    let counting = Arc::new(Counting(AtomicUsize::new(0)));
    let front = Front::new(notifications, Arc::clone(&counting) as Arc<dyn Sink>);
    assert_eq!(front.answer(asked).await.status, 202);
    assert_eq!(front.answer(asked).await.status, 202);
    assert_eq!(counting.0.load(Ordering::SeqCst), 1, "and then it counts once");
}

#[tokio::test(start_paused = true)]
async fn rs_64_the_front_refuses_alike() {
    let counting = Arc::new(Counting(AtomicUsize::new(0)));
    let front = Front::new(notifications(), Arc::clone(&counting) as Arc<dyn Sink>);
    let token = bearer();
    let body = post(&[call("A", "created", "incoming")]);
    let one = [("authorization", token.as_bytes())];
    let two = [one[0], one[0]];
    let packed = [one[0], ("content-encoding", &b"gzip"[..])];
    let ask = async |method, target, headers, body: &[u8]| {
        let answer = front.answer(Asked { method, target, headers, body }).await;
        assert!(answer.body.is_empty());
        answer.status
    };
    assert_eq!(ask("POST", "/calling", &[], &body).await, 401);
    assert_eq!(ask("POST", "/calling", &two, &body).await, 401);
    assert_eq!(ask("POST", "/calling", &packed, &body).await, 415);
    assert_eq!(ask("POST", "/calling", &one, b"{").await, 400);
    assert_eq!(ask("GET", "/calling", &one, &body).await, 405);
    assert_eq!(ask("POST", "/callings", &one, &body).await, 404);
    assert_eq!(ask("POST", "/hook", &[], b"{").await, 400);
    let forged = json!({"value": [presence("1")], "validationTokens": ["abc"]}).to_string();
    assert_eq!(ask("POST", "/hook", &[], forged.as_bytes()).await, 202);
    assert_eq!(counting.0.load(Ordering::SeqCst), 0, "no effect of all this");
    assert_eq!(ask("POST", "/calling?x=1", &one, &body).await, 202);
    assert_eq!(counting.0.load(Ordering::SeqCst), 1);
}

/// Takes when the test lets it.
struct Gated(tokio::sync::Semaphore, AtomicUsize);

#[async_trait]
impl Sink for Gated {
    async fn take(&self, changes: &[Notice]) -> Result<(), Error> {
        self.1.fetch_add(changes.len(), Ordering::SeqCst);
        let permit = self.0.acquire_many(1).await;
        permit.map(tokio::sync::SemaphorePermit::forget).map_err(|_| crate::error::queue_full())
    }
}

#[tokio::test(start_paused = true)]
async fn rs_66_a_repetition_is_promised_when_the_first_one_is_kept() {
    let gate = Arc::new(Gated(tokio::sync::Semaphore::new(0), AtomicUsize::new(0)));
    let front = Front::new(notifications(), Arc::clone(&gate) as Arc<dyn Sink>);
    let (token, body) = (bearer(), post(&[call("A", "created", "incoming")]));
    let ask = || {
        let (front, token, body) = (front.clone(), token.clone(), body.clone());
        tokio::spawn(async move {
            let headers = [("authorization", token.as_bytes())];
            let asked =
                Asked { method: "POST", target: "/calling", headers: &headers, body: &body };
            front.answer(asked).await.status
        })
    };
    let first = ask();
    while gate.1.load(Ordering::SeqCst) == 0 {
        tokio::task::yield_now().await;
    }
    let second = ask();
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(!second.is_finished(), "nothing is on the disk yet");
    gate.0.add_permits(1);
    assert_eq!((first.await.unwrap(), second.await.unwrap()), (202, 202));
    assert_eq!(gate.1.load(Ordering::SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn rs_66_a_disk_that_hangs_gets_503_within_three_seconds_and_the_repetition_is_news() {
    let gate = Arc::new(Gated(tokio::sync::Semaphore::new(0), AtomicUsize::new(0)));
    let front = Front::new(notifications(), Arc::clone(&gate) as Arc<dyn Sink>);
    let (token, body) = (bearer(), post(&[call("A", "created", "incoming")]));
    let headers = [("authorization", token.as_bytes())];
    let asked = Asked { method: "POST", target: "/calling", headers: &headers, body: &body };
    let start = tokio::time::Instant::now();
    let answer = front.answer(asked).await;
    assert_eq!((answer.status, answer.headers), (503, vec![("retry-after", "1")]));
    assert!(start.elapsed() < Duration::from_secs(3));
    gate.0.add_permits(1);
    assert_eq!(front.answer(asked).await.status, 202);
    assert_eq!(gate.1.load(Ordering::SeqCst), 2, "it was news again");
}

/// Notes which threads ask for expectations.
struct Watched(Expected, parking_lot::Mutex<Vec<std::thread::ThreadId>>);

impl Expecting for Watched {
    fn expected(&self, _: &ChangeNotification) -> Option<Expected> {
        self.1.lock().push(std::thread::current().id());
        Some(self.0.clone())
    }
}

/// Opening content costs about a millisecond an item, reading a large body as much: neither is
/// done on a thread of the runtime.
#[tokio::test]
async fn no_thread_of_the_runtime_opens_content() {
    let vectors = corpus("graph-encrypted-notification.json");
    let keys = DecryptionKeys::new();
    let pem = vectors["certificates"][0]["privateKeyPem"].as_str().unwrap();
    keys.add("cert-2048-old", pem.as_bytes()).unwrap();
    let whole = &vectors["notification"];
    let text = |name: &str| whole[name].as_str().unwrap().to_owned();
    let expected = Expected::client_state(Secret::new(text("clientState")));
    let watched = Arc::new(Watched(expected, parking_lot::Mutex::default()));
    let notifications = Notifications::builder(text("appId"))
        .change_keys(self::keys(&whole["jwks"]))
        .subscriptions(Arc::clone(&watched) as Arc<dyn Expecting>)
        .decryption(keys)
        .danger_fixed_clock(whole["nowUnix"].as_i64().unwrap())
        .build();
    let mut body = whole["body"].clone();
    let item = body["value"][0].clone();
    body["value"] = (0..50).map(|_| item.clone()).collect();
    let all = notifications.verify_changes(body.to_string().as_bytes()).await.unwrap();
    assert_eq!(all.len(), 50);
    let threads = watched.1.lock();
    assert!(threads.iter().all(|thread| *thread != std::thread::current().id()));
    // And it is opened once.
    let change = all[0].change().unwrap();
    assert!(change.opened.is_some() && format!("{change:?}").len() < 400);
}
