use std::collections::VecDeque;
use std::time::Duration;

use teams_cc_core::assistant::Limits;
use teams_cc_core::channel::{
    Abilities, Identity, Meeting, OptOut, Outgoing, Sending, Thread, ThreadId,
};
use teams_cc_core::{
    Address, Agent, Assistant, Closing, ErrorKind, Heard, Medium, Retry, Skill, Turn,
};

use super::*;
use crate::history::History;
use crate::{Plan, Queue, Router};

/// A channel that writes down what is sent, and fails as it is told.
#[derive(Default)]
struct Paper {
    sent: Mutex<Vec<String>>,
    fails: Mutex<VecDeque<Retry>>,
    opt_out: bool,
}

impl Channel for Paper {
    fn name(&self) -> &'static str {
        "paper"
    }

    fn medium(&self) -> Medium {
        Medium::Sms
    }

    fn abilities(&self) -> Abilities {
        let mut abilities = Abilities::text();
        abilities.opt_out = self.opt_out;
        abilities.longest = 40;
        abilities
    }

    fn send<'a>(&'a self, _: &'a Thread, what: &'a Outgoing) -> Sending<'a> {
        Box::pin(async move {
            if let Some(retry) = self.fails.lock().pop_front() {
                let error = Error::new("TCC-ROUTING-0006", ErrorKind::Unavailable, "no paper");
                return Err(error.with_retry(retry));
            }
            let mut sent = self.sent.lock();
            sent.push(what.text.clone());
            Ok(Some(format!("r{}", sent.len())))
        })
    }
}

struct Scene {
    paper: Arc<Paper>,
    all: Conversations,
    router: Router,
    history: History,
    count: u64,
}

impl Scene {
    fn new() -> Self {
        Self::on(Paper::default())
    }

    fn on(paper: Paper) -> Self {
        let (paper, history) = (Arc::new(paper), History::default());
        let all = Conversations::with_history(Rules::default(), &history);
        all.join(paper.clone());
        let router = Router::start(Plan::new([Queue::new("care"), Queue::new("billing")]));
        router.sign_on(&[Agent::new("adele").with("care", 5), Agent::new("diego").with("care", 1)]);
        history.follow(&router);
        Self { paper, all, router, history, count: 0 }
    }

    fn writes(&mut self, text: &str) -> Result<Taken, Error> {
        self.count += 1;
        self.all.take(received("nora", &format!("m{}", self.count), text))
    }

    /// The conversation, once an agent has it.
    async fn reached(&self, talk: &Conversation) -> crate::Assignment {
        let mut ticket = talk.enqueue(&self.router, |work| work.in_queue("care"));
        let duty = ticket.next_offer().await.expect("somebody is there").accept();
        talk.taken_by(&duty);
        duty
    }
}

fn customer(name: &str) -> Identity {
    Identity::account("paper", name)
}

fn received(from: &str, id: &str, text: &str) -> Received {
    let customer = match from.strip_prefix('+') {
        Some(_) => Identity::Phone(from.parse().unwrap()),
        None => customer(from),
    };
    let thread = Thread { id: ThreadId::new(from), customer, reference: String::new() };
    Received::new("paper", thread, id, text)
}

async fn wrote(talk: &mut Conversation) -> String {
    loop {
        match talk.heard().await {
            Some(ConversationEvent::Wrote(received)) => return received.text,
            Some(_) => {}
            None => panic!("it is over"),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_conversation_is_work_and_comes_back_to_the_same_agent() {
    let mut scene = Scene::new();
    assert_eq!(scene.writes("Where is my parcel?").unwrap(), Taken::New);
    let again = received("nora", "m1", "Where is my parcel?");
    assert_eq!(scene.all.take(again).unwrap(), Taken::Again);
    let mut talk = scene.all.next().await;
    assert_eq!((talk.medium(), talk.channel()), (Medium::Sms, "paper"));
    let duty = scene.reached(&talk).await;
    let first = duty.agent().id().clone();
    assert_eq!(wrote(&mut talk).await, "Where is my parcel?");
    talk.say("It comes tomorrow, between eight and twelve o'clock.").await.unwrap();
    assert_eq!(scene.paper.sent.lock().len(), 2, "longer than forty letters");
    talk.summarise("A parcel.");
    talk.close(Closed::Done);
    drop(duty);

    scene.writes("And at noon?").unwrap();
    let talk = scene.all.next().await;
    let duty = scene.reached(&talk).await;
    assert_eq!(*duty.agent().id(), first);
    tokio::time::sleep(Duration::from_millis(1)).await;
    let known = scene.history.of(&customer("nora"));
    assert_eq!(known.len(), 2);
    assert_eq!((known[1].summary.as_str(), known[1].outcome.as_str()), ("A parcel.", "done"));
    assert_eq!(known[0].agent.as_ref(), Some(&first));
    assert_eq!(talk.transcript().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_transfer_brings_it_to_another_queue_and_silence_ends_it() {
    let mut scene = Scene::new();
    scene.writes("An invoice").unwrap();
    let mut talk = scene.all.next().await;
    let duty = scene.reached(&talk).await;
    assert_eq!(wrote(&mut talk).await, "An invoice");
    talk.transfer("billing");
    drop(duty);
    assert_eq!(talk.heard().await, Some(ConversationEvent::Wanted));
    let ticket = scene.reached(&talk).await;
    talk.say("Billing here.").await.unwrap();
    assert_eq!(talk.heard().await, Some(ConversationEvent::Warned));
    let ended = talk.ended().await;
    assert_eq!((ended, talk.heard().await), (Closed::Silence, None));
    assert!(scene.paper.sent.lock().last().unwrap().contains("closes"));
    assert_eq!(talk.say("Hello?").await.unwrap_err().code(), "TCC-ROUTING-0007");
    drop(ticket);
    let known = scene.history.of(&customer("nora"));
    assert_eq!(
        (known[0].queue.as_deref(), known[0].outcome.as_str()),
        (Some("billing"), "silence")
    );
}

#[tokio::test(start_paused = true)]
async fn an_agent_who_says_nothing_loses_it_to_somebody_else() {
    let mut scene = Scene::new();
    scene.writes("Hello?").unwrap();
    let mut talk = scene.all.next().await;
    let duty = scene.reached(&talk).await;
    let first = duty.agent().id().clone();
    let mut heard = Vec::new();
    while heard.last() != Some(&ConversationEvent::Wanted) {
        heard.extend(talk.heard().await);
    }
    assert_eq!(heard.len(), 4, "{heard:?}");
    assert_eq!(heard[1..3], [ConversationEvent::Neglected, ConversationEvent::TakenAway]);
    drop(duty);
    assert_ne!(*scene.reached(&talk).await.agent().id(), first);
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_taken_is_said_and_not_acknowledged() {
    let mut scene = Scene::new();
    let mut foreign = received("nora", "m1", "x");
    foreign.channel = "pigeon".into();
    assert_eq!(scene.all.take(foreign).unwrap_err().code(), "TCC-ROUTING-0004");
    let large = scene.writes(&"x".repeat(70_000)).unwrap_err();
    assert_eq!(large.code(), "TCC-ROUTING-0005");
    for _ in 0..200 {
        scene.writes("x").unwrap();
    }
    let full = scene.writes("x").unwrap_err();
    assert_eq!(full.code(), "TCC-ROUTING-0006");
    assert!(matches!(full.retry(), Retry::After(_)));
    let few = Conversations::build(Rules::default(), None, 1);
    few.join(scene.paper.clone());
    few.take(received("nora", "m1", "x")).unwrap();
    assert_eq!(few.take(received("otto", "m1", "x")).unwrap_err().code(), "TCC-ROUTING-0006");
}

#[tokio::test(start_paused = true)]
async fn what_surely_did_not_happen_is_sent_again_and_nothing_else() {
    let mut scene = Scene::new();
    scene.writes("Hello").unwrap();
    let talk = scene.all.next().await;
    let _duty = scene.reached(&talk).await;
    scene.paper.fails.lock().extend([Retry::After(Duration::from_secs(9)); 3]);
    talk.say("one").await.unwrap();
    scene.paper.fails.lock().push_back(Retry::Check);
    let lost = talk.say("two").await.unwrap_err();
    assert_eq!((lost.code(), lost.retry()), ("TCC-ROUTING-0008", Retry::Check));
    assert_eq!(lost.kind(), ErrorKind::Unavailable);
    assert_eq!(*scene.paper.sent.lock(), ["one"]);
}

struct Concierge;

impl Assistant for Concierge {
    async fn turn(&mut self, heard: Heard) -> Turn {
        match heard {
            Heard::Words(words) if words.contains("open") => Turn::ask("From eight to six. Else?"),
            Heard::Words(words) if words == "hang" => std::future::pending().await,
            Heard::Words(words) => Turn::hand_over(Skill::new("care").at_least(3), words),
            _ => Turn::ask("How can I help?"),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_assistant_of_calls_answers_first_in_writing_too() {
    let mut scene = Scene::new();
    scene.writes("When are you open?").unwrap();
    let mut talk = scene.all.next().await;
    let all = scene.all.clone();
    let (closing, ()) = tokio::join!(talk.converse(Concierge, Limits::default()), async {
        while scene.paper.sent.lock().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        all.take(received("nora", "m2", "My card is lost")).unwrap();
    });
    let Closing::Handover(handover) = closing.unwrap() else { panic!("a person is needed") };
    assert_eq!(handover.summary, "My card is lost");
    assert_eq!(*scene.paper.sent.lock(), ["From eight to six. Else?"]);
    let mut ticket = talk.enqueue(&scene.router, |work| work.needs(handover.need).in_queue("care"));
    let duty = ticket.next_offer().await.unwrap().accept();
    assert_eq!(*duty.agent().id(), "adele");

    // One that hangs is covered, and then a person takes over.
    all.take(received("otto", "m1", "hang")).unwrap();
    let mut talk = scene.all.next().await;
    let closing = talk.converse(Concierge, Limits::default()).await.unwrap();
    assert!(matches!(closing, Closing::Handover(_)));
    assert_eq!(scene.paper.sent.lock().last().unwrap(), "One moment, please.");
}

#[tokio::test(start_paused = true)]
async fn cc_51_writing_becomes_a_call_and_a_meeting_with_the_same_agent() {
    let mut scene = Scene::new();
    scene.writes("Can we talk?").unwrap();
    let mut talk = scene.all.next().await;
    let dialled = |to: Address| std::future::ready(Ok::<_, Error>(to));
    let no = talk.call(dialled).await.unwrap_err();
    assert_eq!((no.code(), no.kind()), ("TCC-ROUTING-0009", ErrorKind::Unsupported));
    let number = Identity::Phone("+14255550100".parse().unwrap());
    scene.history.join(&customer("nora"), &number).unwrap();
    assert_eq!(talk.call(dialled).await.unwrap_err().code(), "TCC-ROUTING-0010");

    let duty = scene.reached(&talk).await;
    assert_eq!(wrote(&mut talk).await, "Can we talk?");
    // The history hears of the router in a task of its own.
    tokio::time::sleep(Duration::from_millis(1)).await;
    let (to, aside) = talk.call(dialled).await.unwrap();
    assert_eq!(to, "+14255550100".parse().unwrap());
    // An hour on the telephone is no silence, and the agent is still theirs.
    tokio::time::sleep(Duration::from_secs(3_600)).await;
    assert!(talk.closed().is_none() && duty.is_live());
    let call = scene.history.contact(aside.contact().unwrap()).unwrap();
    assert_eq!((call.from, call.medium), (talk.contact(), Medium::Voice));
    assert_eq!(call.agent.as_ref(), Some(duty.agent().id()));
    drop(aside);

    let make = || {
        let meeting = Meeting { id: "1".into(), link: "https://meet.example/1".into() };
        std::future::ready(Ok::<_, Error>(meeting))
    };
    let (_, aside) = talk.meet("Join: {link}", make).await.unwrap();
    assert_eq!(scene.paper.sent.lock().last().unwrap(), "Join: https://meet.example/1");
    drop(aside);
    assert_eq!(scene.history.of(&number).len(), 3);
    // Failing leaves everything as it was.
    let busy = |_| std::future::ready(Err::<(), _>(Error::ended("busy")));
    assert!(talk.call(busy).await.is_err() && talk.closed().is_none());
    talk.say("Then in writing.").await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn who_stops_messages_gets_none_and_who_leaves_ends_it() {
    let mut scene = Scene::on(Paper { opt_out: true, ..Paper::default() });
    scene.writes("Hello").unwrap();
    let mut talk = scene.all.next().await;
    let _duty = scene.reached(&talk).await;
    assert_eq!(wrote(&mut talk).await, "Hello");
    scene.writes("STOP").unwrap();
    assert_eq!(talk.heard().await, Some(ConversationEvent::OptedOut(OptOut::Stop)));
    assert_eq!(talk.closed(), Some(Closed::Stopped));
    assert!(talk.say("But").await.unwrap_err().is_ended());
    assert!(scene.paper.sent.lock().is_empty());

    scene.all.take(received("otto", "m1", "Hello")).unwrap();
    let talk = scene.all.next().await;
    scene.all.left("paper", &ThreadId::new("otto"));
    assert_eq!(talk.ended().await, Closed::Left);
    assert_eq!(scene.all.held(), 2);
    drop(talk);
    // Nobody writes any more: both are forgotten.
    tokio::time::sleep(Duration::from_secs(86_401)).await;
    assert_eq!(scene.all.held(), 0);
}

#[tokio::test(start_paused = true)]
async fn reports_reach_the_conversation_that_sent() {
    let mut scene = Scene::new();
    scene.writes("Hello").unwrap();
    let mut talk = scene.all.next().await;
    let _duty = scene.reached(&talk).await;
    assert_eq!(wrote(&mut talk).await, "Hello");
    talk.say("one").await.unwrap();
    scene.all.report("paper", Report { message: "r1".into(), arrived: false });
    assert_eq!(talk.heard().await, Some(ConversationEvent::Undelivered));
}

#[tokio::test(start_paused = true)]
async fn no_number_stands_in_work_or_in_what_is_printed() {
    let scene = Scene::new();
    scene.all.take(received("+14255550107", "m1", "My card is 4711")).unwrap();
    let talk = scene.all.next().await;
    let (work, newest) = (talk.work(), talk.newest());
    let shown = format!("{work:?} {talk:?} {newest:?} {:?} {:?}", talk.transcript(), scene.all);
    assert!(!shown.contains("5550107") && !shown.contains("4711"), "{shown}");
}
