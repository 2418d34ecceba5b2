//! Our subscriptions against an emulated Graph that was written from the documents alone
//! (`graph.md` section 6).

use std::time::Duration;

use serde_json::Value;
use teams_cc_emulator::{Bot, Emulator, NoBot};
use teams_cc_graph::{Graph, LifecycleEvent, Receiver, SubscriptionNews, Wanted};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

/// Longest wait for anything here.
const PATIENCE: Duration = Duration::from_secs(20);

/// A webhook of the smallest kind: handshakes are answered, everything else is taken.
async fn webhook() -> (String, mpsc::UnboundedReceiver<Value>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/hook", listener.local_addr().unwrap());
    let (heard, posts) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer(stream, heard.clone()));
        }
    });
    (address, posts)
}

async fn answer(mut stream: TcpStream, heard: mpsc::UnboundedSender<Value>) {
    let mut bytes = Vec::new();
    loop {
        let mut piece = [0; 4096];
        let Ok(count @ 1..) = stream.read(&mut piece).await else { return };
        bytes.extend_from_slice(&piece[..count]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>())?.ok()
        });
        if body.len() < length.unwrap_or(0) {
            continue;
        }
        let token = head.split_whitespace().nth(1).and_then(|at| at.split_once("validationToken="));
        let said = token
            .map_or_else(String::new, |(_, token)| token.replace("%20", " ").replace("%3A", ":"));
        let status = if said.is_empty() { "202 Accepted" } else { "200 OK" };
        let reply = format!(
            "HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n{said}",
            said.len()
        );
        // Before the answer: whoever waits for the post need not wait for Graph.
        if let Ok(post) = serde_json::from_str(body) {
            let _ = heard.send(post);
        }
        let _ = stream.write_all(reply.as_bytes()).await;
        return;
    }
}

fn client(teams: &Emulator) -> Graph {
    let config = teams.config();
    Graph::builder()
        .tenant(config.tenant.to_string())
        .client_secret(config.client_id.to_string(), config.client_secret.clone())
        .endpoint(&config.graph_tls)
        .sign_in(&config.signin)
        .root_certificates(config.ca_pem.as_bytes())
        .build()
        .unwrap()
}

async fn within<T>(what: impl Future<Output = T>, teams: &Emulator) -> T {
    let done = tokio::time::timeout(PATIENCE, what).await;
    done.unwrap_or_else(|_| panic!("it did not come\n{}", teams.ladder()))
}

#[tokio::test]
async fn graph_6_2_a_subscription_of_ours_lives_after_the_handshake_and_is_made_again_when_gone() {
    let teams = Emulator::start().await;
    let (address, mut posts) = webhook().await;
    let graph = client(&teams);
    let open = graph.subscriptions(Receiver::at(&address)).wanting(Wanted::call_records());
    let subscriptions = open.await.unwrap();
    let live =
        async { while !matches!(subscriptions.next_news().await, SubscriptionNews::Live(_)) {} };
    within(live, &teams).await;
    assert_eq!(subscriptions.expectations().len(), 1);

    // A bot that cannot be reached is no call; one that can leaves a record.
    let adele = teams.tenant("adatum").user("adele");
    let app = teams.config().client_id;
    assert_eq!(adele.calls_bot(app).err(), Some(NoBot::Unknown));
    teams.bots().register(Bot::new(app, "http://127.0.0.1:9/calling"));
    let leg = adele.calls_bot(app).unwrap();
    let chain = teams.bots().call(leg.call()).unwrap().chain;
    leg.hang_up();
    teams.clock().skip(Duration::from_secs(60));
    let post = within(posts.recv(), &teams).await.unwrap();
    let item = &post["value"][0];
    assert_eq!(item["resource"], format!("communications/callRecords('{chain}')"));
    let id = item["subscriptionId"].as_str().unwrap();
    assert!(subscriptions.expectations().of(id).is_some(), "it is one of ours");

    subscriptions.told(id, LifecycleEvent::SubscriptionRemoved).await;
    let again = async {
        loop {
            if let SubscriptionNews::Live(_) = subscriptions.next_news().await {
                return;
            }
        }
    };
    within(again, &teams).await;
    assert!(subscriptions.expectations().of(id).is_none(), "another one lives now");
    subscriptions.close().await;
}
