use std::collections::{BTreeMap, HashMap};

use serde_json::json;
use teams_cc_core::{Address, Key, Rng};

use super::*;
use crate::events::{EventBody, EventKind};
use crate::models::{CallProperties, Identifier, PlaySource, Recognize, Tone};

mod invitations;

fn target(number: &str) -> Target {
    let address: Address = number.parse().unwrap();
    Target { who: Identifier::of(&address).unwrap(), address }
}

fn properties(state: &str) -> Box<CallProperties> {
    let json = json!({"callConnectionId": "c1", "callConnectionState": state});
    Box::new(serde_json::from_value(json).unwrap())
}

fn play() -> Wish {
    let sources = vec![PlaySource::from_text("hello")];
    Wish::Play {
        sources,
        to: vec![],
        repeats: false,
        interrupts: false,
        lasts: Duration::from_secs(5),
    }
}

/// A machine with a clock and everything that came out.
struct Desk {
    leg: Leg,
    now: Instant,
    sent: Vec<(RequestId, Step)>,
    done: Vec<(u64, Result<Fruit, Failure>)>,
    events: Vec<Event>,
    ended: Option<Ended>,
}

impl Desk {
    fn new(leg: Leg) -> Self {
        let (sent, done, events) = (vec![], vec![], vec![]);
        Self { leg, now: Instant::START, sent, done, events, ended: None }
    }

    /// A call that is up.
    fn up() -> Self {
        let mut desk = Self::new(Leg::outgoing());
        desk.news(None, EventKind::CallConnected);
        desk
    }

    fn say(&mut self, input: Input) {
        self.leg.handle(self.now, input);
        while let Some(output) = self.leg.poll() {
            match output {
                Output::Send(id, step) => self.sent.push((id, step)),
                Output::Done(id, result) => self.done.push((id.0, result)),
                Output::Event(event) => self.events.push(event),
                Output::Ended(ended) => assert!(self.ended.replace(ended).is_none(), "ended twice"),
            }
        }
    }

    fn wish(&mut self, id: u64, wish: Wish) {
        self.say(Input::Wish(WishId(id), wish));
    }

    fn news(&mut self, id: Option<u64>, kind: EventKind) {
        self.say(Input::News(id.map(WishId), kind, Box::default()));
    }

    fn answer(&mut self, answer: Answer) {
        let id = self.sent.last().unwrap().0;
        self.say(Input::Answered(id, answer));
    }

    /// Lets time pass; deadlines on the way are kept.
    fn pass(&mut self, seconds: u64) {
        let end = self.now + Duration::from_secs(seconds);
        let mut guard = 0;
        while let Some(due) = self.leg.deadline().filter(|due| *due <= end) {
            self.now = self.now.max(due);
            self.say(Input::Tick);
            guard += 1;
            assert!(guard < 10_000, "a deadline that stays");
        }
        self.now = end;
    }
}

#[test]
fn an_answered_call_is_up_by_event_by_answer_or_by_looking() {
    for how in 0..3 {
        let mut desk = Desk::new(Leg::incoming());
        desk.wish(1, Wish::Answer);
        match how {
            0 => desk.news(Some(1), EventKind::CallConnected), // before the answer
            1 => desk.answer(Answer::Call(properties("connected"))),
            _ => {
                desk.answer(Answer::Call(properties("connecting")));
                desk.pass(4);
                assert!(matches!(desk.sent.last(), Some((_, Step::Look))));
                desk.answer(Answer::Call(properties("connected")));
            }
        }
        assert!(matches!(desk.done[..], [(1, Ok(Fruit::Done))]), "{how}: {:?}", desk.done);
        assert_eq!(desk.leg.state(), State::Connected);
    }
}

#[test]
fn a_cancel_overtakes_no_prompt_and_no_prompt_overtakes_a_cancel() {
    let mut desk = Desk::up();
    for (id, wish) in [(1, play()), (2, Wish::Cancel), (3, play())] {
        desk.wish(id, wish);
    }
    let asked = |desk: &Desk| match desk.sent.last() {
        Some((_, Step::Do(id, _))) => id.0,
        other => panic!("{other:?}"),
    };
    assert_eq!((desk.sent.len(), asked(&desk)), (1, 1), "the first prompt alone");
    desk.answer(Answer::Accepted);
    assert_eq!((desk.sent.len(), asked(&desk)), (2, 2), "then the cancel");
    // Whatever becomes of it, what is next is played.
    desk.answer(Answer::Missed(Miss::Lost));
    assert_eq!((desk.sent.len(), asked(&desk)), (3, 3));
}

#[test]
fn a_call_is_decided_about_once() {
    let mut desk = Desk::new(Leg::incoming());
    desk.wish(1, Wish::Answer);
    desk.wish(2, Wish::Reject(Reason::Busy));
    assert!(matches!(desk.done[..], [(2, Err(Failure::Decided))]));
}

#[test]
fn a_ringing_call_that_nobody_takes_is_abandoned() {
    let mut desk = Desk::new(Leg::incoming());
    desk.say(Input::Tick);
    desk.pass(61);
    assert_eq!(desk.ended, Some(Ended::Abandoned));
}

#[test]
fn an_end_that_overtakes_the_transfer_is_a_transfer() {
    for overtakes in [false, true] {
        let mut desk = Desk::up();
        let to = target("+14255550199");
        desk.wish(1, Wish::Transfer { to: to.clone(), who: None, context: None });
        desk.answer(Answer::Accepted);
        let (first, second) = (EventKind::CallTransferAccepted, EventKind::CallDisconnected);
        let (first, second) = if overtakes { (second, first) } else { (first, second) };
        for kind in [first, second] {
            let id = (kind == EventKind::CallTransferAccepted).then_some(1);
            desk.news(id, kind);
        }
        assert_eq!(desk.ended, Some(Ended::Transferred(to.address)), "{overtakes}");
        assert!(matches!(desk.done[..], [(1, Ok(Fruit::Done))]));
    }
    // Without the word of acceptance it was a hang-up.
    let mut desk = Desk::up();
    desk.wish(1, Wish::Transfer { to: target("+14255550199"), who: None, context: None });
    desk.news(None, EventKind::CallDisconnected);
    desk.pass(5);
    assert_eq!(desk.ended, Some(Ended::HungUp(Side::Them)));
    assert!(matches!(desk.done[..], [(1, Err(Failure::Ended(_)))]));
}

#[test]
fn events_find_their_wish_by_context_and_without_one_only_if_there_is_no_doubt() {
    let mut desk = Desk::up();
    desk.wish(1, play());
    desk.wish(2, play());
    desk.news(None, EventKind::PlayCompleted);
    assert!(desk.done.is_empty(), "which one?");
    desk.news(Some(2), EventKind::PlayCompleted);
    desk.news(Some(2), EventKind::PlayCompleted);
    desk.news(Some(1), EventKind::RecognizeCompleted);
    assert!(matches!(desk.done[..], [(2, Ok(_))]));
    desk.news(None, EventKind::PlayCanceled);
    assert!(matches!(desk.done[..], [(2, Ok(_)), (1, Err(Failure::Cut))]));
}

fn roster(number: i64, who: &[&str]) -> Input {
    let who: Vec<_> = who.iter().map(|raw| json!({"identifier": {"rawId": raw}})).collect();
    let json = json!({"sequenceNumber": number, "participants": who});
    let body: EventBody = serde_json::from_value(json).unwrap();
    Input::News(None, EventKind::ParticipantsUpdated, Box::new(body))
}

#[test]
fn a_hang_up_before_there_is_a_connection_waits_for_it() {
    let mut desk = Desk::new(Leg::incoming());
    desk.wish(1, Wish::Answer);
    desk.wish(2, Wish::HangUp);
    assert_eq!(desk.sent.len(), 1);
    desk.answer(Answer::Call(properties("connecting")));
    assert!(matches!(&desk.sent[1].1, Step::Do(WishId(2), Wish::HangUp)));
    desk.answer(Answer::Accepted);
    assert_eq!(desk.ended, Some(Ended::HungUp(Side::Us)));
}

#[test]
fn rosters_and_keys_are_in_order() {
    let mut desk = Desk::up();
    desk.say(roster(2, &["4:2"]));
    desk.say(roster(1, &["4:1"]));
    assert_eq!(desk.leg.participants()[0].identifier.as_ref().unwrap().raw_id(), "4:2");
    let tone = |n: i64, tone: Tone| {
        let body = EventBody::default().sequence_id(n).tone(tone);
        Input::News(None, EventKind::ToneReceived, Box::new(body))
    };
    desk.say(tone(2, Tone::Two));
    desk.say(tone(1, Tone::One));
    desk.say(tone(1, Tone::One));
    let pressed: Vec<_> =
        desk.events.iter().filter(|event| matches!(event, Event::Pressed(_))).collect();
    assert_eq!(pressed, [&Event::Pressed(Key::D1), &Event::Pressed(Key::D2)]);
}

#[test]
fn a_caller_who_leaves_a_group_has_ended_the_call_and_nobody_is_left_alone() {
    let caller = Identifier::from_raw_id("4:1");
    for (left, last) in [(vec!["4:2"], Step::Terminate), (vec!["4:2", "4:3"], Step::HangUp)] {
        let mut desk = Desk::new(Leg::outgoing().of(Some(caller.clone())));
        desk.news(None, EventKind::CallConnected);
        desk.say(roster(1, &["4:2"]));
        assert_eq!(desk.ended, None, "not there yet is not left");
        desk.say(roster(2, &["4:1", "4:2", "4:3"]));
        desk.say(roster(3, &left));
        assert_eq!(desk.ended, Some(Ended::HungUp(Side::Them)));
        assert_eq!(desk.sent.last().unwrap().1, last);
    }
}

#[test]
fn silence_ends_everything_in_bounded_time() {
    let mut desk = Desk::up();
    desk.wish(1, play());
    desk.answer(Answer::Accepted);
    desk.pass(26);
    assert!(matches!(desk.done[..], [(1, Err(Failure::Unknown))]), "{:?}", desk.done);
    desk.wish(2, play());
    desk.answer(Answer::Accepted);
    desk.pass(21);
    let look = desk.sent.iter().rfind(|(_, step)| matches!(step, Step::Look)).unwrap().0;
    desk.say(Input::Answered(look, Answer::Missed(Miss::NotFound)));
    desk.pass(4);
    assert_eq!(desk.ended, Some(Ended::Lost(Reason::Failed)), "the call was gone");
}

/// A service that loses, doubles and reorders what it says.
struct World {
    desk: Desk,
    rng: Rng,
    /// What will be told when.
    later: BTreeMap<(Instant, u64), Input>,
    count: u64,
    handled: usize,
    wished: HashMap<u64, bool>,
    over: bool,
}

impl World {
    fn new(seed: u64) -> Self {
        let mut rng = Rng::from_seed(seed);
        let leg = if rng.one_in(2) { Leg::incoming() } else { Leg::outgoing() };
        let desk = Desk::new(leg);
        let (later, wished) = (BTreeMap::new(), HashMap::new());
        Self { desk, rng, later, count: 0, handled: 0, wished, over: false }
    }

    fn at(&mut self, most_ms: u64, input: Input) {
        let at = self.desk.now + Duration::from_millis(self.rng.below(most_ms));
        self.count += 1;
        self.later.insert((at, self.count), input);
    }

    /// An event: lost, told twice, told at any time.
    fn event(&mut self, wish: Option<WishId>, kind: &EventKind) {
        let copies = match self.rng.below(10) {
            0 => 0,
            1 | 2 => 2,
            _ => 1,
        };
        for _ in 0..copies {
            let named = if self.rng.one_in(20) { None } else { wish };
            let input = Input::News(named, kind.clone(), Box::default());
            self.at(8_000, input);
        }
    }

    fn wish(&mut self, wish: Wish) {
        let id = self.wished.len() as u64 + 1;
        self.wished.insert(id, false);
        self.desk.wish(id, wish);
    }

    /// The service carries out what it was asked for.
    fn serve(&mut self) {
        use EventKind as K;
        while let Some((request, step)) = self.desk.sent.get(self.handled).cloned() {
            self.handled += 1;
            let lost = self.rng.one_in(10);
            let answer = match &step {
                _ if lost => Answer::Missed(Miss::Lost),
                _ if self.over => Answer::Missed(Miss::NotFound),
                Step::Look => Answer::Call(properties("connected")),
                Step::Do(_, Wish::Answer) => Answer::Call(properties("connecting")),
                Step::Do(_, Wish::Invite { .. }) => Answer::Invited(Some("i".into())),
                Step::Do(_, Wish::Record(_)) => Answer::Recording("r".into()),
                _ => Answer::Accepted,
            };
            self.at(3_000, Input::Answered(request, answer));
            if self.over {
                continue;
            }
            let bad = self.rng.one_in(4);
            let either = |good: EventKind, failed: EventKind| if bad { failed } else { good };
            let (id, kind) = match step {
                Step::Do(id, wish) => match wish {
                    Wish::Answer => (id, either(K::CallConnected, K::AnswerFailed)),
                    Wish::Transfer { .. } => {
                        let kind = either(K::CallTransferAccepted, K::CallTransferFailed);
                        if !bad {
                            self.over = true;
                            self.event(None, &K::CallDisconnected);
                        }
                        (id, kind)
                    }
                    Wish::Invite { .. } => {
                        (id, either(K::AddParticipantSucceeded, K::AddParticipantFailed))
                    }
                    Wish::Play { .. } => (id, either(K::PlayCompleted, K::PlayFailed)),
                    Wish::Recognize { .. } => {
                        (id, either(K::RecognizeCompleted, K::RecognizeFailed))
                    }
                    Wish::Press(..) => (id, either(K::SendTonesCompleted, K::SendTonesFailed)),
                    Wish::HangUp => {
                        self.over = true;
                        (id, K::CallDisconnected)
                    }
                    _ => continue,
                },
                Step::Withdraw(id, _) => {
                    (id, either(K::CancelAddParticipantSucceeded, K::CancelAddParticipantFailed))
                }
                Step::Look => continue,
                Step::HangUp | Step::Terminate => {
                    self.over = true;
                    continue;
                }
            };
            self.event(Some(id), &kind);
        }
    }

    fn run(&mut self) {
        if self.desk.leg.state() == State::Incoming {
            let first = match self.rng.below(6) {
                0 => Wish::Reject(Reason::Busy),
                1 => Wish::Redirect(target("+14255550100")),
                _ => Wish::Answer,
            };
            self.wish(first);
        } else {
            self.wish(Wish::Established);
            let kind = if self.rng.one_in(5) {
                EventKind::CreateCallFailed
            } else {
                EventKind::CallConnected
            };
            self.event(Some(WishId(1)), &kind);
        }
        let mut last_state = self.desk.leg.state();
        for _ in 0..400 {
            self.serve();
            if self.rng.one_in(6) && self.wished.len() < 20 {
                let who = Identifier::from_raw_id("4:+14255550100");
                let other = self.rng.below(20);
                let wish = match self.rng.below(9) {
                    0 => play(),
                    1 => Wish::Recognize {
                        ask: Box::<Recognize>::default(),
                        lasts: Duration::from_secs(9),
                    },
                    2 => Wish::Invite {
                        who: target("+14255550101"),
                        within: Duration::from_secs(20),
                        context: None,
                    },
                    3 => Wish::Transfer { to: target("+14255550102"), who: None, context: None },
                    4 => Wish::Hold(who, None),
                    5 => Wish::Press(who, vec![Key::D1]),
                    6 => Wish::Withdraw(WishId(other)),
                    7 => Wish::Cancel,
                    _ => Wish::Record(Box::default()),
                };
                self.wish(wish);
            }
            if self.rng.one_in(60) && !self.over {
                self.over = true;
                self.event(None, &EventKind::CallDisconnected);
            }
            if self.rng.one_in(80) {
                self.wish(Wish::HangUp);
            }
            let step = self.desk.now + Duration::from_millis(self.rng.below(2_000) + 1);
            while let Some(at) =
                self.later.first_key_value().map(|(at, _)| at.0).filter(|at| *at <= step)
            {
                let input = self.later.pop_first().unwrap().1;
                self.desk.now = self.desk.now.max(at);
                self.desk.say(input);
                self.serve();
            }
            if self.desk.leg.deadline().is_some_and(|due| due <= step) {
                self.desk.now = self.desk.now.max(step);
                self.desk.say(Input::Tick);
            }
            self.desk.now = step;
            let state = self.desk.leg.state();
            assert!(state >= last_state, "backwards: {last_state:?} to {state:?}");
            last_state = state;
        }
        // Whatever is left is given up, and the call is ended by us.
        self.over = true;
        self.wish(Wish::HangUp);
        for _ in 0..40 {
            self.serve();
            while let Some(((at, _), input)) = self.later.pop_first() {
                self.desk.now = self.desk.now.max(at);
                self.desk.say(input);
                self.serve();
            }
            self.desk.pass(10);
        }
    }

    fn check(&mut self, seed: u64) {
        for (id, result) in &self.desk.done {
            let seen = self.wished.get_mut(id).unwrap_or_else(|| panic!("{seed}: {id} unknown"));
            assert!(!*seen, "seed {seed}: wish {id} has two results, the second {result:?}");
            *seen = true;
        }
        let open: Vec<_> = self.wished.iter().filter(|(_, seen)| !**seen).collect();
        assert!(open.is_empty(), "seed {seed}: without a result: {open:?}");
        assert!(self.desk.ended.is_some(), "seed {seed}: the call did not end");
        assert_eq!(self.desk.leg.deadline(), None, "seed {seed}");
    }
}

#[test]
fn rs_68_and_rs_76_in_every_world_each_wish_has_one_result_and_the_call_one_end() {
    for seed in 0..2_000 {
        let mut world = World::new(seed);
        world.run();
        world.check(seed);
    }
}
