//! Omni-channel: what customers write in Teams, on a web page, by mail, as text messages and
//! through a social network waits in one queue, beside calls; one history, one story for all.
//!
//! `omni GRAPH ACS WEB MAILBOX NUMBER BRIDGE ORGANISER`: three addresses to listen at (plain HTTP
//! behind TLS) for Microsoft Graph, for Event Grid and for the web, a shared mailbox, our number, the
//! bridge to the social network, and the object id of whoever meetings are made for. Credentials
//! come from the environment, as does `TEAMS_CC_SOCIAL` (the bridge's secret).

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use teams_cc::acs::CallAutomation;
use teams_cc::channel::Inbox;
use teams_cc::conversation::{Closed, Rules};
use teams_cc::desk::{Social, WebChat};
use teams_cc::graph::{Change, Graph, Mailbox, SubscriptionNews, Subscriptions, Webhook};
use teams_cc::routing::history::History;
use teams_cc::routing::{
    Capacity, Conversation, ConversationEvent, Conversations, Plan, Queue, Router,
};
use teams_cc::{Agent, Error, Guid, Medium, Secret};

#[derive(Clone)]
struct Center {
    router: Router,
    graph: Graph,
    history: History,
    organiser: Guid,
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let mut args = std::env::args().skip(1);
    let mut next = |otherwise: &str| args.next().unwrap_or_else(|| otherwise.into());
    let [for_graph, for_acs, for_web] = [(); 3].map(|()| next("127.0.0.1:0"));
    let (mailbox, number) = (next("care@contoso.example"), next("+18005550100"));
    let (bridge, organiser) = (next("https://bridge.contoso.example"), next(""));
    let secret = Secret::new(std::env::var("TEAMS_CC_SOCIAL").unwrap_or_default());

    // One call, or three conversations at once; a call may come in while somebody writes.
    let capacity = [Medium::Chat, Medium::Sms, Medium::Social, Medium::Email]
        .into_iter()
        .fold(Capacity::default(), |all, medium| {
            all.medium(medium, 30, 3).interrupts(Medium::Voice, medium)
        });
    let router = Router::start(Plan::new([Queue::new("care")]).capacity(capacity));
    router.sign_on(&[Agent::new("adele"), Agent::new("diego")]);
    let history = History::default();
    history.follow(&router);
    let conversations = Conversations::with_history(Rules::default(), &history);
    let inbox: Arc<dyn Inbox> = conversations.inbox();

    // Teams: a bot. Mail: a shared mailbox, subscribed to.
    let graph = Graph::from_env()?;
    let bot = graph.bot(std::env::var("AZURE_CLIENT_ID").unwrap_or_default());
    let (teams, mailbox) = (bot.chats(), graph.mailbox(&mailbox)?);
    let (hearing, to) = (teams.clone(), inbox.clone());
    let webhook = graph
        .webhook(format!("http://{for_graph}"))
        .messages(&bot, move |event| {
            if let Some(Err(error)) = hearing.heed(&event, &*to) {
                tracing::warn!(%error, "a message is not taken");
            }
            std::future::ready(None)
        })
        .open()?;
    tokio::spawn(webhook.serve(TcpListener::bind(&for_graph)?));
    let receiver = webhook.receiver();
    let subscriptions = graph.subscriptions(receiver).wanting(mailbox.wanted()).await?;
    tokio::spawn(mails(webhook, subscriptions, mailbox.clone(), inbox.clone()));

    // Text messages: a number of an Azure Communication Services resource.
    let acs = CallAutomation::from_env()?;
    let sms = acs.sms(number.parse()?);
    let (_calls, events) = acs.listen(format!("http://{for_acs}/acs"));
    tokio::spawn(events.text_messages(&sms, inbox.clone()).serve(for_acs));

    // The web: a page to embed, and a signed webhook for the social network.
    let (web, social) =
        (WebChat::new("https://www.contoso.example"), Social::new(&secret, &bridge)?);
    let pages = axum::Router::new()
        .nest("/chat", web.router(inbox.clone()))
        .nest("/social", social.router(inbox));
    let listener = tokio::net::TcpListener::bind(for_web).await?;
    let pages = pages.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, pages).await });

    conversations.join(Arc::new(teams));
    conversations.join(Arc::new(mailbox));
    conversations.join(Arc::new(sms));
    conversations.join(Arc::new(web));
    conversations.join(Arc::new(social));
    println!("serving");
    let center = Center { router, graph, history, organiser: organiser.parse()? };
    conversations.serve(move |talk| story(talk, center.clone())).await;
    Ok(())
}

/// Fetches the mails that Graph tells of, and those that it could not tell of: before we had
/// subscribed, and whenever notifications may be missing.
async fn mails(
    webhook: Webhook,
    subscriptions: Subscriptions,
    mailbox: Mailbox,
    inbox: Arc<dyn Inbox>,
) {
    loop {
        tokio::select! {
            news = subscriptions.next_news() => {
                if let SubscriptionNews::Missed(_) = news
                    && let Err(error) = mailbox.sweep(&*inbox).await
                {
                    tracing::warn!(%error, "unread mails are not read");
                }
            }
            (change, receipt) = webhook.next_change() => {
                if let Change::Resource(resource) = &change
                    && let Some(Err(error)) = mailbox.heed(resource, &*inbox).await
                {
                    tracing::warn!(%error, "a mail is not taken");
                    continue; // without its receipt: it is given again where changes lie on disk
                }
                receipt.acknowledge();
            }
        }
    }
}

/// One conversation, whatever its channel: it waits, an agent has it, both write, it ends.
async fn story(mut talk: Conversation, center: Center) -> Result<(), Error> {
    let mut ticket = talk.enqueue(&center.router, |work| work.in_queue("care"));
    let Some(offer) = ticket.next_offer().await else {
        talk.close(Closed::Unanswered);
        return Ok(());
    };
    let duty = offer.accept();
    talk.taken_by(&duty);
    let agent = duty.agent().id().clone();
    while let Some(event) = talk.heard().await {
        let ConversationEvent::Wrote(received) = event else { continue };
        println!("{agent} reads on {}: {}", talk.channel(), received.text);
        if received.text.contains("talk to you") {
            // From writing to speaking: the same agent, and a link on the customer's own channel.
            let lasts = Duration::from_secs(3_600);
            let make = || center.graph.meeting(center.organiser, "Your question", lasts);
            let (_meeting, aside) = talk.meet("Let us talk: {link}", make).await?;
            println!("{agent} meets a customer of {}", talk.channel());
            drop(aside);
        } else {
            talk.say(format!("Thank you, this is {agent}.")).await?;
        }
        if received.text.contains("bye") {
            break;
        }
    }
    if let Some(customer) = talk.customer() {
        println!("{} contacts in the history", center.history.of(&customer).len());
    }
    duty.wrap_up(Duration::from_secs(1));
    talk.close(Closed::Done);
    Ok(())
}
