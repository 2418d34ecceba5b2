//! From writing to speaking (CC-51): a chat of a web page becomes a call over the carrier's trunk,
//! joined with the agent's Teams client; one agent, one history, one context.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use teams_cc::conversation::{Closed, Rules};
use teams_cc::desk::WebChat;
use teams_cc::routing::history::History;
use teams_cc::routing::{Conversation, ConversationEvent, Conversations, Plan, Queue, Router};
use teams_cc_core::channel::Identity;
use teams_cc_core::{Agent, E164, Ended, Medium, Side};
use teams_cc_emulator::{Emulator, Ringing};
use teams_cc_sip::{Trunk, TrunkConfig};

const CUSTOMER: &str = "+12065550142";
/// Longest wait for anything here.
const PATIENCE: Duration = Duration::from_secs(20);

/// The customer's browser, as far as the server sees it.
struct Browser {
    http: reqwest::Client,
    base: String,
    session: String,
}

impl Browser {
    async fn open(base: String) -> Self {
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        let opened = http.post(format!("{base}/session")).send().await.expect("it is served");
        let opened: Value = opened.json().await.expect("json");
        let session = opened["session"].as_str().expect("a token").to_owned();
        Self { http, base, session }
    }

    async fn writes(&self, number: u64, text: &str) {
        let words = json!({"number": number, "text": text});
        let post = self.http.post(format!("{}/messages", self.base)).json(&words);
        let answer = post.header("x-teams-cc-session", &self.session).send().await;
        assert_eq!(answer.expect("it is served").status(), 202);
    }
}

async fn wrote(talk: &mut Conversation) -> String {
    loop {
        let heard = talk.heard().await.expect("it goes on");
        if let ConversationEvent::Wrote(received) = heard {
            return received.text;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn cc_51_a_chat_on_the_web_becomes_a_call_and_the_agent_knows_why() {
    tokio::time::timeout(PATIENCE, escalated()).await.expect("it comes in time");
}

async fn escalated() {
    let teams = Emulator::start().await;
    let adele = teams.tenant("adatum").user("adele").answers();
    let adatum = teams.tenant("adatum").id();
    teams.carrier().line(CUSTOMER, Ringing::Answer { after_ms: 0 });
    let config = teams.config();
    let open = async |file| Trunk::open(TrunkConfig::from_file(file)?).await;
    let carrier = open(&config.carrier_file).await.expect("the carrier trunk opens");
    let direct = open(&config.direct_routing_file).await.expect("Direct Routing opens");

    let router = Router::start(Plan::new([Queue::new("care")]));
    router.sign_on(&[Agent::new("adele")]);
    let history = History::default();
    history.follow(&router);
    let conversations = Conversations::with_history(Rules::default(), &history);
    let web = WebChat::new("https://www.contoso.example");
    let pages = web.router(conversations.inbox());
    conversations.join(Arc::new(web));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let base = format!("http://{}", listener.local_addr().expect("an address"));
    let pages = pages.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, pages).await });

    // Nora has called before; who she is on the page, a register knows.
    let number: E164 = CUSTOMER.parse().expect("a number");
    let before = history.began(&number.into(), Medium::Voice, "call", 1_000);
    history.summarise(before, "The invoice was wrong.");
    history.ended(before, 61_000, "done");
    let browser = Browser::open(base).await;
    browser.writes(1, "My invoice is wrong again.").await;
    let mut talk = conversations.next().await;
    let customer = talk.customer().expect("it is open");
    assert!(matches!(customer, Identity::Account(..)));
    history.join(&customer, &number.into()).expect("few identities");

    let mut ticket = talk.enqueue(&router, |work| work.in_queue("care"));
    let duty = ticket.next_offer().await.expect("adele is there").accept();
    talk.taken_by(&duty);
    assert_eq!(wrote(&mut talk).await, "My invoice is wrong again.");
    talk.say("May I call you?").await.expect("the page is open");
    browser.writes(2, "Yes, please.").await;
    assert_eq!(wrote(&mut talk).await, "Yes, please.");

    // The agent's screen, before the first word.
    let context = talk.context();
    assert_eq!(context.number, Some(number));
    let lines = ["customer: My invoice is wrong again.", "adele: May I call you?"];
    assert_eq!(context.summary, [&lines[..], &["customer: Yes, please."]].concat().join("\n"));
    assert_eq!(context.facts["before"], "call: The invoice was wrong.");

    let (call, aside) = talk.call(|to| carrier.dial(to)).await.expect("she answers");
    let agent = direct.dial(adele.address()).for_tenant(adatum).announce("Nora, invoice");
    let agent = agent.await.expect("adele answers");
    let phone = teams.carrier().phone_of(CUSTOMER).await.expect("it was called");
    let both = call.bridge(agent);
    assert!(adele.talks_to(&phone).await, "\n{}", teams.ladder());

    // One agent, two contacts, the one out of the other; the chat goes on meanwhile.
    let called = history.contact(aside.contact().expect("a history is kept")).expect("it is there");
    assert_eq!((called.from, called.medium), (talk.contact(), Medium::Voice));
    assert!(duty.is_live() && talk.closed().is_none());
    phone.hang_up().await;
    assert_eq!(both.finished().await, Ended::HungUp(Side::Them));
    drop(aside);
    let known = history.of(&number.into());
    assert_eq!(known.len(), 3);
    assert!(known[0].ended_ms.is_some(), "the call is over");
    assert_eq!(known[0].agent, Some("adele".into()));
    talk.say("It is corrected.").await.expect("the page is still open");
    talk.close(Closed::Done);
}
