//! Agents in Teams: what is shown for them, what the bot tells them, what they press, who they are
//! (CC-08, CC-31, CC-35, CC-40, RS-72), against an emulated Graph and its Bot Connector.

use std::sync::Arc;
use std::time::Duration;

use axum::Router as Http;
use axum::extract::Query;
use axum::routing::post;
use futures::StreamExt;
use serde_json::{Value, json};
use teams_cc_core::{Activity, Agent, AgentSignal, Availability, Guid, Happened};
use teams_cc_emulator::Emulator;
use teams_cc_graph::{AgentApp, BotEvent, Card, Graph, Receiver, SubscriptionNews, Wanted};

fn client(teams: &Emulator) -> Graph {
    let config = teams.config();
    Graph::builder()
        .tenant(config.tenant.to_string())
        .client_secret(config.client_id.to_string(), config.client_secret.clone())
        .endpoint(&config.graph_tls)
        .sign_in(&config.signin)
        .published_keys(&config.signin)
        .root_certificates(config.ca_pem.as_bytes())
        .build()
        .unwrap()
}

fn user(teams: &Emulator, name: &str) -> teams_cc_emulator::User {
    let tenant = teams.stage().people.tenants()[0].name.clone();
    teams.tenant(&tenant).user(name)
}

fn agent(teams: &Emulator, name: &str) -> Agent {
    Agent::new(name).in_teams(user(teams, name).id())
}

#[tokio::test]
async fn cc_40_an_agents_work_is_shown_in_teams_and_cleared_and_never_comes_back_as_news() {
    let teams = Emulator::start().await;
    user(&teams, "adele").shows("Available", "Available");
    let graph = client(&teams);
    let (adele, app) = (agent(&teams, "adele"), teams.config().client_id);
    let presence = graph.presence();
    let fast = Duration::from_millis(100);
    let mut all = presence.watch([adele.clone()]).every(fast).await.unwrap();
    let showing = presence.show(app, [adele.clone()]);
    let watch = presence.watch([adele]).every(fast).await.unwrap();
    let mut others = showing.without_echo(watch);
    let shown = |change: teams_cc_core::PresenceChange| {
        let presence = change.presence.unwrap();
        (presence.availability, presence.activity)
    };
    let free = (Availability::Available, Activity::Available);
    assert_eq!(all.next().await.map(shown), Some(free.clone()));
    assert_eq!(others.next().await.map(shown), Some(free.clone()));

    let state =
        |state: &str| Happened::Agent { agent: "adele".into(), state: state.into(), because: None };
    showing.follow(futures::stream::iter([state("talking")]));
    let talking = (Availability::Busy, Activity::InACall);
    assert_eq!(all.next().await.map(shown), Some(talking), "\n{}", teams.ladder());
    showing.follow(futures::stream::iter([state("wrap-up")]));
    let notes = (Availability::DoNotDisturb, Activity::Presenting);
    assert_eq!(all.next().await.map(shown), Some(notes));
    showing.close().await;
    assert_eq!(all.next().await.map(shown), Some(free));
    let more = tokio::time::timeout(Duration::from_millis(1), others.next()).await;
    assert!(!matches!(more, Ok(Some(_))), "our own words are no news: {more:?}");
}

#[derive(serde::Deserialize)]
struct Handshake {
    #[serde(rename = "validationToken")]
    token: Option<String>,
}

async fn hook(Query(handshake): Query<Handshake>) -> (axum::http::StatusCode, String) {
    (axum::http::StatusCode::OK, handshake.token.unwrap_or_default())
}

async fn serve(http: Http) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, http).await });
    format!("http://{address}")
}

#[tokio::test]
async fn cc_31_cards_reach_the_agent_and_presses_reach_the_router() {
    let teams = Emulator::start().await;
    let graph = client(&teams);
    let id: Guid = teams.config().client_id;
    let bot = graph.bot(id.to_string());
    let adele = agent(&teams, "adele");
    let app = AgentApp::start(&bot, [&adele]);
    let (said, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let public = format!("http://{}/teams", listener.local_addr().unwrap());
    let of_app = app.clone();
    let webhook = graph.webhook(&public).messages(&bot, move |event| {
        let reply = of_app.take(&event);
        if reply.is_none() {
            let _ = said.send(event);
        }
        std::future::ready(reply)
    });
    let http = webhook.open().unwrap().router();
    tokio::spawn(async move { axum::serve(listener, http).await });
    teams.chat_bot(id, &format!("{public}/messages"));

    let person = user(&teams, "adele");
    person.installs_bot(id).await.unwrap();
    assert!(matches!(heard.recv().await, Some(BotEvent::Installed(_))));
    person.writes_to_bot(id, "hello").await.unwrap();
    let event = heard.recv().await;
    let Some(BotEvent::Said(said)) =
        (if matches!(event, Some(BotEvent::Installed(_))) { heard.recv().await } else { event })
    else {
        panic!("not what was said")
    };
    assert_eq!(said.text, "hello");

    let card = Card::new().title("Mr Miller, billing").button("Ready", "tcc-ready");
    let sent = bot.tell(person.id(), &card).await.unwrap();
    let last = |teams: &Emulator| user(teams, "adele").sees_of_bot(id).last().cloned().unwrap();
    let title = "/attachments/0/content/body/0/text";
    assert_eq!(last(&teams).pointer(title).unwrap(), "Mr Miller, billing", "\n{}", teams.ladder());

    let mut presses = app.presses();
    let reply = person.presses(id, sent.id(), "tcc-ready", json!({})).await.unwrap();
    assert_eq!(reply.body["type"], "application/vnd.microsoft.card.adaptive");
    assert_eq!(presses.next().await, Some(AgentSignal::Ready("adele".into(), true)));

    bot.update(&sent, &Card::new().title("Mr Miller, solved")).await.unwrap();
    assert_eq!(last(&teams).pointer(title).unwrap(), "Mr Miller, solved");
    bot.delete(&sent).await.unwrap();
    let left = user(&teams, "adele").sees_of_bot(id);
    assert!(!left.iter().any(|activity| activity["id"] == sent.id()), "{left:?}");
}

#[tokio::test]
async fn rs_72_a_subscription_is_made_after_its_handshake_and_deleted_when_closed() {
    let teams = Emulator::start().await;
    let graph = client(&teams);
    let url = format!("{}/hook", serve(Http::new().route("/hook", post(hook))).await);
    let open = graph.subscriptions(Receiver::at(&url)).wanting(Wanted::call_records());
    let subscriptions = open.await.unwrap();
    let name: Arc<str> = Wanted::call_records().name().into();
    assert_eq!(
        subscriptions.next_news().await,
        SubscriptionNews::Live(name.clone()),
        "\n{}",
        teams.ladder()
    );
    assert_eq!(subscriptions.next_news().await, SubscriptionNews::Missed(name));
    let list: Value = graph.get("/subscriptions").await.unwrap();
    let id = list["value"][0]["id"].as_str().unwrap();
    assert!(subscriptions.expectations().of(id).is_some());
    subscriptions.close().await;
    let list: Value = graph.get("/subscriptions").await.unwrap();
    assert_eq!(list["value"], json!([]));
}

#[tokio::test]
async fn cc_08_the_members_of_a_team_are_agents() {
    let teams = Emulator::start().await;
    let graph = client(&teams);
    let adele = user(&teams, "adele");
    let team = json!({
        "template@odata.bind": "https://graph.microsoft.com/v1.0/teamsTemplates('standard')",
        "displayName": "contact-centre-agents",
        "members": [{
            "@odata.type": "#microsoft.graph.aadUserConversationMember", "roles": ["owner"],
            "user@odata.bind": format!("https://graph.microsoft.com/v1.0/users('{}')", adele.id()),
        }],
    });
    graph.post::<Option<Value>>("/teams", &team).await.unwrap();
    // A team is made in the background; until then there is no group of this name.
    let group = graph.group("contact-centre-agents");
    let agents = loop {
        match group.members().await {
            Err(error) if error.code() == "TCC-GRAPH-0607" => tokio::task::yield_now().await,
            agents => break agents.unwrap(),
        }
    };
    assert_eq!(agents.iter().filter_map(Agent::teams_user).collect::<Vec<_>>(), [adele.id()]);
}

#[tokio::test]
async fn cc_31_missed_offers_are_one_card_and_other_work_keeps_its_own() {
    let teams = Emulator::start().await;
    let graph = client(&teams);
    let id: Guid = teams.config().client_id;
    let (adele, person) = (agent(&teams, "adele"), user(&teams, "adele"));
    let app = AgentApp::start(&graph.bot(id.to_string()), [&adele]);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let public = format!("http://{}/teams", listener.local_addr().unwrap());
    let http = graph.webhook(&public).agents(&app).open().unwrap().router();
    tokio::spawn(async move { axum::serve(listener, http).await });
    teams.chat_bot(id, &format!("{public}/messages"));
    person.installs_bot(id).await.unwrap();
    let (happens, events) = futures::channel::mpsc::unbounded();
    app.follow(events);
    // A chat in hand, a call that rings.
    app.show_for(1, &adele, Card::new().title("A chat"));
    app.show_for(2, &adele, Card::new().title("A call"));
    let missed = |work| Happened::Declined {
        work,
        agent: "adele".into(),
        reason: teams_cc_core::Reason::NoAnswer,
    };
    happens.unbounded_send(missed(2)).unwrap();
    happens.unbounded_send(missed(3)).unwrap();
    let titles = || {
        let seen = person.sees_of_bot(id);
        let title = |one: &Value| one.pointer("/attachments/0/content/body/0/text").cloned();
        seen.iter().filter_map(title).collect::<Vec<_>>()
    };
    let until = std::time::Instant::now() + Duration::from_secs(30);
    while titles() != ["A chat", "You missed 2 customers"] {
        assert!(std::time::Instant::now() < until, "{:?}\n{}", titles(), teams.ladder());
        tokio::task::yield_now().await;
    }
    let over = Happened::WrapUp { work: 1, agent: "adele".into() };
    happens.unbounded_send(over).unwrap();
    while titles() != ["You missed 2 customers"] {
        assert!(std::time::Instant::now() < until, "{:?}\n{}", titles(), teams.ladder());
        tokio::task::yield_now().await;
    }
}
