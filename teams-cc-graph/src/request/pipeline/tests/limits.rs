//! Nothing leaves above a published limit, in worlds from seeds.

use std::collections::BTreeMap;

use super::*;

/// What left: when, for which tenant, how, to where.
#[derive(Clone)]
struct Left {
    at: Duration,
    tenant: usize,
    method: String,
    path: String,
}

const TENANTS: [&str; 2] =
    ["87d349ed-44d7-43e1-9a83-5f2406dee5bd", "2a6cdaf5-41a4-47d4-8b0c-2ce6d6a1c3a9"];

/// The limits of `graph.md` section 1.4 that these worlds can reach, written down a second time:
/// by what a request is, how many, in how many seconds, and whether each tenant has its own.
type Rule = (&'static str, fn(&Left) -> Option<String>, usize, u64, bool);

const RULES: [Rule; 8] = [
    ("presence", |r| r.path.contains("presence").then(String::new), 1_500, 30, true),
    ("records", |r| r.path.contains("callRecords").then(String::new), 1_500, 20, true),
    (
        "one record",
        |r| r.path.strip_prefix("/v1.0/communications/callRecords/").map(str::to_owned),
        10,
        20,
        true,
    ),
    ("sent, tenant", |r| sends_to_chat(r).then(String::new), 20, 1, true),
    ("sent, app", |r| sends_to_chat(r).then(String::new), 200, 1, false),
    (
        "channel",
        |r| {
            r.path
                .strip_prefix("/v1.0/teams/t/channels/")
                .and_then(|rest| rest.split('/').next())
                .map(str::to_owned)
        },
        4,
        1,
        true,
    ),
    (
        "activity feed",
        |r| r.path.ends_with("sendActivityNotification").then(String::new),
        5,
        1,
        true,
    ),
    ("everything", |_| Some(String::new()), 2_000, 1, false),
];

fn sends_to_chat(left: &Left) -> bool {
    left.method == "POST"
        && left.path.starts_with("/v1.0/chats/")
        && left.path.ends_with("messages")
}

fn check(all: &[Left], seed: u64) {
    for (name, of, most, seconds, per_tenant) in RULES {
        let mut counted: BTreeMap<(usize, String), Vec<Duration>> = BTreeMap::new();
        for left in all {
            if let Some(of) = of(left) {
                let tenant = if per_tenant { left.tenant } else { 0 };
                counted.entry((tenant, of)).or_default().push(left.at);
            }
        }
        for (of, times) in counted {
            // No more than so many in any window: the next one is at least a window later.
            let crowded = times
                .windows(most + 1)
                .find(|window| window[most] < window[0] + Duration::from_secs(seconds));
            assert!(crowded.is_none(), "seed {seed}: {name} {of:?} at {crowded:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn rs_74_no_family_exceeds_its_documented_limit_in_any_window() {
    for seed in 0..6 {
        let all = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&all);
        let graph = tuned(
            seed,
            move |at, outgoing| {
                let tenant = usize::from(outgoing.headers.contains_key("x-other"));
                let (method, path) = (outgoing.method.to_string(), outgoing.url.path().to_owned());
                noted.lock().push(Left { at, tenant, method, path });
                answer(200, &json!({}))
            },
            |builder| {
                let make =
                    |_: &str| -> Result<Arc<dyn azure_core::credentials::TokenCredential>, Error> {
                        Ok(Arc::new(crate::testing::Issuer::default()))
                    };
                builder.credentials(make).within(Duration::from_secs(300)).most_in_flight(10_000)
            },
        );
        let other = graph.in_tenant(TENANTS[1].parse().unwrap());
        let mut rng = Rng::from_seed(seed);
        let mut requests = Vec::new();
        for _ in 0..2_500 {
            let (is_other, id) = (rng.one_in(3), rng.below(3));
            let graph = if is_other { &other } else { &graph };
            let request = match rng.below(6) {
                0 | 1 => graph.get::<Value>("/me/presence"),
                2 => graph.get(&format!("/communications/callRecords/{id}")),
                3 => graph.post(&format!("/chats/{id}/messages"), &json!({})),
                4 if rng.one_in(8) => graph.get(&format!("/teams/t/channels/{id}/messages")),
                4 => graph.post("/users/u/teamwork/sendActivityNotification", &json!({})),
                _ => graph.get("/sites/root"),
            };
            let request = if is_other { request.header("x-other", "1") } else { request };
            requests.push(request.into_future());
        }
        let done = join_all(requests).await;
        let refused = done.iter().filter(|done| done.is_err()).count();
        let left = all.lock().clone();
        assert_eq!(left.len() + refused, 2_500, "seed {seed}");
        check(&left, seed);
        assert!(left.len() > 1_500, "seed {seed}: {} left", left.len());
    }
}

#[tokio::test(start_paused = true)]
async fn rs_74_clones_share_their_limits_and_other_tenants_have_their_own() {
    let (graph, _) = playing(1, vec![ok]);
    let clone = graph.clone();
    for graph in [&graph, &clone, &clone] {
        graph.get::<Value>("/me/presence").await.unwrap();
    }
    let used = |graph: &Graph, name: &str| {
        graph.budgets().iter().find(|budget| budget.name == name).map(|budget| budget.used)
    };
    assert_eq!(used(&graph, "presence"), Some(3));
    let other = graph.in_tenant(TENANTS[1].parse().unwrap());
    assert_eq!(used(&other, "presence"), None, "nothing of this tenant has been asked");
    assert_eq!(used(&other, "everything"), Some(3), "the app's own limit is one for all");
}

#[tokio::test(start_paused = true)]
async fn rs_73_a_pause_of_a_fraction_of_a_second_is_seen_and_kept_to() {
    let throttled = || answer_with(429, &[("retry-after", "2.128")], &json!({}));
    let (graph, times) = playing(1, vec![throttled, ok]);
    let first = tokio::spawn(graph.get::<Value>("/chats/c/messages").into_future());
    tokio::time::sleep(Duration::from_millis(128)).await;
    let budgets = graph.budgets();
    let paused = budgets.iter().find(|budget| budget.paused > Duration::ZERO).unwrap();
    assert_eq!((paused.name, paused.is_of_tenant), ("reading messages", true));
    assert_eq!(paused.paused, Duration::from_secs(2));
    // Another chat of this tenant waits, presence does not.
    graph.get::<Value>("/me/presence").await.unwrap();
    graph.get::<Value>("/chats/d/messages").await.unwrap();
    first.await.unwrap().unwrap();
    let times = times.lock().clone();
    assert!(times[1] < Duration::from_millis(200), "{times:?}");
    assert!(times[2..].iter().all(|at| *at >= Duration::from_millis(2_128)), "{times:?}");
}

#[tokio::test(start_paused = true)]
async fn graph_1_6_each_step_of_a_batch_counts_for_itself() {
    let (graph, times) = playing(
        1,
        vec![|| {
            let answers: Vec<Value> = (1..=20)
                .map(|id| json!({"id": id.to_string(), "status": 200, "body": {}}))
                .collect();
            answer(200, &json!({"responses": answers}))
        }],
    );
    // 20 steps are the budget of a second: the second batch waits for the next.
    for _ in 0..2 {
        let mut batch = graph.batch();
        for _ in 0..20 {
            batch.add(graph.get::<Value>("/chats/c/messages")).unwrap();
        }
        batch.send().await.unwrap();
    }
    let times = times.lock().clone();
    assert!(times[1] >= times[0] + Duration::from_secs(1), "{times:?}");
}
