//! Tests: conversations over the end of their process, wherever it comes.

use std::time::Duration;

use teams_cc_core::channel::{Abilities, Identity, OptOut, Outgoing, Sending, Thread, ThreadId};
use teams_cc_core::{Agent, ErrorKind, Medium, Retry};

use super::*;
use crate::history::Kept;
use crate::store::frail::{Frail, Power};
use crate::{Plan, Queue, Router};

const DAY: Duration = Duration::from_secs(86_400);

/// What reached customers, whichever process sent it.
type Delivered = Arc<Mutex<Vec<(String, String)>>>;

/// A channel of one process: nothing goes out once that is dead.
struct Wire {
    power: Power,
    delivered: Delivered,
}

impl Channel for Wire {
    fn name(&self) -> &'static str {
        "sms"
    }

    fn medium(&self) -> Medium {
        Medium::Sms
    }

    fn abilities(&self) -> Abilities {
        let mut abilities = Abilities::text();
        (abilities.opt_out, abilities.is_live) = (true, false);
        abilities
    }

    fn send<'a>(&'a self, to: &'a Thread, what: &'a Outgoing) -> Sending<'a> {
        Box::pin(async move {
            let dead = |_| Error::new("TCC-ROUTING-0006", ErrorKind::Unavailable, "killed");
            self.power.step().map_err(dead)?;
            self.delivered.lock().push((to.id.as_str().to_owned(), what.text.clone()));
            // It may die between having sent and knowing it.
            self.power.step().map_err(dead).map_err(|e| e.with_retry(Retry::Never))?;
            Ok(None)
        })
    }
}

/// What outlives all processes.
#[derive(Default)]
struct World {
    conversations: Frail,
    history: Frail,
    delivered: Delivered,
}

/// One process.
struct Process {
    all: Conversations,
    history: History,
    router: Router,
    power: Power,
}

impl World {
    fn start(&self, power: Power) -> Result<Process, Error> {
        let history = History::stored(Kept::default(), self.history.with(&power))?;
        let store = self.conversations.with(&power);
        let all = Conversations::stored(Rules::default(), &history, store)?;
        let router = Router::start(Plan::new([Queue::new("care"), Queue::new("billing")]));
        router.sign_on(&[Agent::new("adele"), Agent::new("diego")]);
        history.follow(&router);
        let delivered = self.delivered.clone();
        all.join(Arc::new(Wire { power: power.clone(), delivered }));
        Ok(Process { all, history, router, power })
    }
}

impl Process {
    fn writes(&self, who: &str, id: &str, text: &str) -> Result<Taken, Error> {
        let customer = Identity::account("sms", who);
        let thread = Thread { id: ThreadId::new(who), customer, reference: String::new() };
        self.all.take(Received::new("sms", thread, id, text))
    }

    async fn reached(&self, talk: &Conversation) -> crate::Assignment {
        let mut ticket = talk.enqueue(&self.router, |work| work.in_queue("care"));
        let duty = ticket.next_offer().await.expect("somebody is there").accept();
        talk.taken_by(&duty);
        duty
    }
}

/// What stories were told of words that may be lost.
type Told = Arc<Mutex<u64>>;

/// Answers each message; writes down whose answer may be lost.
async fn answers(mut talk: Conversation, router: Router, told: Told) -> Result<(), Error> {
    let mut ticket = talk.enqueue(&router, |work| work.in_queue("care"));
    let Some(offer) = ticket.next_offer().await else { return Ok(()) };
    let duty = offer.accept();
    talk.taken_by(&duty);
    while let Some(event) = talk.heard().await {
        match event {
            ConversationEvent::Wrote(received) => {
                // What fails in a process that dies is not heard of by anybody.
                drop(talk.say(format!("re: {}", received.id)).await);
            }
            ConversationEvent::Undelivered => *told.lock() += 1,
            _ => {}
        }
    }
    drop(duty);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn cc_51_whenever_the_process_is_killed_no_message_is_lost_or_answered_twice() {
    for seed in 0..250 {
        let mut rng = Rng::from_seed(seed);
        let (world, told) = (World::default(), Told::default());
        let all: Vec<(String, String)> =
            (0..=rng.below(8)).map(|n| (format!("c{}", rng.below(3)), format!("m{n}"))).collect();
        let mut unacknowledged = all.clone();
        let mut deaths = 0;
        loop {
            // A few lives that end, and one that does not.
            let power = if deaths < 4 { Power::of(rng.below(40)) } else { Power::default() };
            deaths += 1;
            let Ok(process) = world.start(power.clone()) else { continue };
            let (conversations, router, told) =
                (process.all.clone(), process.router.clone(), told.clone());
            let serving = tokio::spawn(async move {
                let story = |talk| answers(talk, router.clone(), told.clone());
                conversations.serve(story).await;
            });
            for _ in 0..40 {
                if let Some((who, id)) = unacknowledged.first().cloned()
                    && process.writes(&who, &id, "x").is_ok()
                {
                    // Sometimes it comes once more all the same.
                    if rng.below(2) == 0 {
                        drop(process.writes(&who, &id, "x"));
                    }
                    unacknowledged.remove(0);
                }
                tokio::time::sleep(Duration::from_millis(rng.below(20))).await;
            }
            tokio::time::sleep(Duration::from_secs(60)).await;
            serving.abort();
            if !power.is_gone() {
                break;
            }
            drop(process);
            if rng.below(2) == 0 {
                world.conversations.lose(&mut rng);
                world.history.lose(&mut rng);
            }
        }
        let delivered = world.delivered.lock();
        let count = |id: &str| {
            let answer = format!("re: {id}");
            delivered.iter().filter(|(_, text)| *text == answer).count() as u64
        };
        let counts: Vec<u64> = all.iter().map(|(_, id)| count(id)).collect();
        assert!(unacknowledged.is_empty(), "seed {seed}");
        assert!(counts.iter().all(|n| *n <= 1), "seed {seed}: answered twice, {counts:?}");
        let missing = counts.iter().filter(|n| **n == 0).count() as u64;
        assert!(missing <= *told.lock(), "seed {seed}: {missing} lost and nobody told");
    }
}

#[tokio::test(start_paused = true)]
async fn cc_51_who_stopped_messages_gets_none_after_any_crash_and_any_time() {
    for crash in 0..30 {
        let world = World::default();
        let Ok(process) = world.start(Power::of(crash)) else { continue };
        // The word is acknowledged, or comes again.
        let stops = |process: &Process| process.writes("nora", "m1", "STOP").is_ok();
        let acknowledged = stops(&process);
        drop(process);
        world.conversations.lose(&mut Rng::from_seed(crash));
        let process = world.start(Power::default()).unwrap();
        assert!(acknowledged || stops(&process), "crash {crash}");
        // It is forgotten, and the store rewritten, and read again.
        tokio::time::sleep(DAY + Duration::from_secs(3_700)).await;
        assert_eq!(process.all.held(), 0, "crash {crash}");
        assert!(!world.conversations.text().contains("nora"), "crash {crash}");
        drop(process);
        let process = world.start(Power::default()).unwrap();
        process.writes("nora", "m2", "Hello").unwrap();
        let mut talk = process.all.next().await;
        let _duty = process.reached(&talk).await;
        let lost = talk.say("Buy this!").await.unwrap_err();
        assert_eq!(lost.code(), "TCC-ROUTING-0008", "crash {crash}");
        process.writes("nora", "m3", "START").unwrap();
        while talk.heard().await != Some(ConversationEvent::OptedOut(OptOut::Start)) {}
        drop(process);
        let process = world.start(Power::default()).unwrap();
        let talk = process.all.next().await;
        let _duty = process.reached(&talk).await;
        talk.say("Welcome back.").await.unwrap();
        let delivered = world.delivered.lock().clone();
        assert_eq!(
            delivered.len(),
            1,
            "crash {crash} {delivered:?}\n{}",
            world.conversations.text()
        );
    }
}

#[tokio::test(start_paused = true)]
async fn cc_51_a_conversation_goes_on_where_it_was() {
    let world = World::default();
    let process = world.start(Power::default()).unwrap();
    process.writes("nora", "m1", "Where is my parcel?").unwrap();
    let mut talk = process.all.next().await;
    let duty = process.reached(&talk).await;
    let agent = duty.agent().id().clone();
    assert!(matches!(talk.heard().await, Some(ConversationEvent::Wrote(_))));
    talk.say("On its way.").await.unwrap();
    process.writes("nora", "m2", "Since when?").unwrap();
    let contact = talk.contact();
    // Killed: nobody drops anything in good order.
    std::mem::forget((talk, duty));
    process.power.step().unwrap();
    drop(process);

    let process = world.start(Power::default()).unwrap();
    assert_eq!(process.writes("nora", "m2", "Since when?").unwrap(), Taken::Again);
    let mut talk = process.all.next().await;
    assert_eq!(talk.contact(), contact, "one contact in the history");
    assert_eq!(process.history.of(&talk.customer().unwrap()).len(), 1);
    let lines = talk.transcript();
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(texts, ["Where is my parcel?", "On its way.", "Since when?"]);
    assert_eq!(lines[1].speaker, Speaker::Agent(agent.clone()));
    let duty = process.reached(&talk).await;
    assert_eq!(*duty.agent().id(), agent, "who had it has it again");
    let Some(ConversationEvent::Wrote(unread)) = talk.heard().await else { panic!("unread") };
    assert_eq!(unread.text, "Since when?");
    talk.say("Since noon.").await.unwrap();
    talk.close(Closed::Done);
    drop(process);
    let process = world.start(Power::default()).unwrap();
    let ended = process.history.contact(contact.unwrap()).unwrap();
    assert_eq!((ended.outcome.as_str(), ended.agent), ("done", Some(agent)));
    assert_eq!(world.delivered.lock().len(), 2);
    assert_eq!(process.all.held(), 1, "it may open again");
}

#[tokio::test(start_paused = true)]
async fn rs_112_an_erased_customer_is_in_no_record_and_stays_stopped() {
    let world = World::default();
    let process = world.start(Power::default()).unwrap();
    process.writes("nora77", "m1", "my account 4711").unwrap();
    process.writes("otto", "m1", "hello").unwrap();
    let talk = process.all.next().await;
    talk.summarise("asked for 4711");
    let mail = Identity::mail("nora77@contoso.example").unwrap();
    let nora = Identity::account("sms", "nora77");
    process.history.join(&nora, &mail).unwrap();
    process.writes("nora77", "m2", "STOP").unwrap();
    assert!(world.conversations.text().contains("4711") && world.history.text().contains("4711"));
    assert_eq!(process.all.erase(&mail).unwrap(), 1);
    drop((talk, process));
    let process = world.start(Power::default()).unwrap();
    for left in [world.conversations.text(), world.history.text()] {
        assert!(!left.contains("4711") && !left.contains("nora77"), "{left}");
        assert!(left.contains("otto"));
    }
    process.writes("nora77", "m3", "Hello").unwrap();
    let mut talk = process.all.next().await;
    while talk.key.1.as_str() != "nora77" {
        talk = process.all.next().await;
    }
    let _duty = process.reached(&talk).await;
    assert!(talk.say("Buy this!").await.is_err());
}

#[tokio::test(start_paused = true)]
async fn cc_51_what_cannot_be_written_down_is_not_taken() {
    let world = World::default();
    let process = world.start(Power::of(4)).unwrap();
    let errors: Vec<_> =
        (0..3).filter_map(|n| process.writes("nora", &format!("m{n}"), "x").err()).collect();
    let last = errors.last().expect("the power is gone");
    assert_eq!(last.code(), "TCC-ROUTING-0011");
    assert!(matches!(last.retry(), Retry::After(_)));
}
