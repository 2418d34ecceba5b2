//! Worlds from seeds: a service, a network that loses, doubles and reorders, and a story that
//! wishes at random. What the machine tells its story must be true of the service.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::*;

/// What the service knows of the call.
struct Teams {
    state: State,
    operations: BTreeMap<String, (WishId, Status)>,
    answers: u32,
    redirects: u32,
    /// Transfers that were begun and not failed since.
    transfers_at_once: u32,
    over: Option<ResultCode>,
    /// The transfer that is under way, the one that worked, those that did not.
    moving: Option<WishId>,
    transferred: Option<WishId>,
    failed: BTreeSet<WishId>,
    /// A group, whose first participant may be moved out of it.
    is_group: bool,
    tones: u64,
}

impl Teams {
    fn look(&self) -> Said {
        call(self.state, matches!(self.state, State::Established | State::Transferring))
    }

    /// Does what a request says; news follow.
    fn does(&mut self, step: &Step, rng: &mut Rng, news: &mut Vec<News>) -> Answer {
        if self.over.is_some() {
            return Answer::Missed(Miss::NotFound);
        }
        let refused = || {
            let error = teams_cc_core::Error::ended("refused");
            Answer::Missed(Miss::Refused(std::sync::Arc::new(error)))
        };
        match step {
            Step::KeepAlive => Answer::Accepted,
            Step::Look => Answer::Said(self.look()),
            Step::LookAtOperation(id) => match self.operations.get(id) {
                Some((wish, status)) => Answer::Said(operation(id, *wish, *status)),
                None => Answer::Missed(Miss::NotFound),
            },
            Step::HangUp | Step::Do(_, Wish::HangUp) => {
                self.ends(200, 7000, news);
                Answer::Accepted
            }
            Step::Do(_, Wish::Answer { .. }) if self.state == State::Incoming => {
                self.answers += 1;
                news.push(News::Said(call(State::Establishing, false)));
                self.state = State::Established;
                news.push(News::Said(call(State::Established, false)));
                news.push(News::Said(self.look()));
                Answer::Accepted
            }
            Step::Do(_, Wish::Redirect { .. }) if self.state == State::Incoming => {
                self.redirects += 1;
                self.ends(200, 0, news);
                Answer::Accepted
            }
            // Nobody of that name is here any more.
            Step::Do(_, Wish::Transfer { .. }) if self.is_group && self.transferred.is_some() => {
                Answer::Missed(Miss::NotFound)
            }
            Step::Do(id, Wish::Transfer { .. }) if self.state == State::Established => {
                self.moving = Some(*id);
                self.transfers_at_once += 1;
                self.state = State::Transferring;
                news.push(News::Said(self.look()));
                Answer::Accepted
            }
            Step::Do(id, Wish::Play(_)) if self.state == State::Established => {
                let name = format!("op{}", rng.next_u64());
                self.operations.insert(name.clone(), (*id, Status::Running));
                Answer::Said(operation(&name, *id, Status::Running))
            }
            Step::Do(..) => refused(),
        }
    }

    /// Something happens at the service by itself.
    fn moves(&mut self, rng: &mut Rng, news: &mut Vec<News>) {
        if self.over.is_some() {
            return;
        }
        let running = self.operations.iter_mut().find(|(_, (_, s))| *s == Status::Running);
        if let Some((id, (wish, status))) = running {
            *status = if rng.one_in(4) { Status::Failed } else { Status::Completed };
            news.push(News::Said(operation(id, *wish, *status)));
        }
        if self.state == State::Established && self.tones < 16 && rng.one_in(4) {
            let key = Key::ALL[self.tones as usize];
            self.tones += 1;
            news.push(News::Tone(self.tones, key));
        }
        if self.state == State::Transferring {
            if rng.one_in(2) {
                self.transferred = self.moving.take();
                news.push(News::Said(call(State::TransferAccepted, false)));
                if self.is_group {
                    self.state = State::Established;
                    self.transfers_at_once -= 1;
                    news.push(News::Said(self.look()));
                    news.push(self.roster());
                } else {
                    self.ends(200, 7015, news);
                }
            } else {
                self.failed.extend(self.moving.take());
                self.state = State::Established;
                self.transfers_at_once -= 1;
                let result = Some(ResultCode::new(500, 7000));
                let state = Some(State::Established);
                news.push(News::Said(Said::Call { state, audio: Some(true), result }));
            }
        } else if rng.one_in(25) {
            self.ends(200, 4521, news);
        }
    }

    fn roster(&self) -> News {
        let gone = self.transferred.is_some();
        let there = if gone { &["p2"][..] } else { &["p1", "p2"][..] };
        let list = there.iter().map(|id| (Participant::new(*id), false)).collect();
        News::Roster { list, whole: true, sequence: Some(1 + u64::from(gone)) }
    }

    /// Whether what a wish came to is true.
    fn agrees(&self, id: WishId, wish: &Wish, result: &Result<Option<Recorded>, Failure>) -> bool {
        let operation = self.operations.values().find(|(of, _)| *of == id).map(|(_, s)| *s);
        match (wish, result) {
            (Wish::Play(_), Ok(_)) => operation == Some(Status::Completed),
            (Wish::Play(_), Err(Failure::Failed(_))) => operation == Some(Status::Failed),
            (Wish::Play(_), Err(Failure::Refused(_))) => operation.is_none(),
            (Wish::Transfer { .. }, Ok(_)) => self.transferred == Some(id),
            (Wish::Transfer { .. }, Err(Failure::Failed(_))) => self.transferred != Some(id),
            (Wish::Transfer { .. }, Err(Failure::Refused(_))) => {
                self.transferred != Some(id) && !self.failed.contains(&id)
            }
            (Wish::Answer { .. }, Ok(_)) => self.answers == 1,
            (Wish::Answer { .. }, Err(Failure::Refused(_))) => self.answers == 0,
            (Wish::Redirect { .. }, Ok(_)) => self.redirects == 1,
            (Wish::Redirect { .. }, Err(Failure::Refused(_))) => self.redirects == 0,
            _ => true,
        }
    }

    /// Whether it ended so.
    fn ended(&self, ended: &Ended, asked: bool) -> bool {
        match ended {
            Ended::Transferred(_) => self.transferred.is_some() || self.redirects == 1,
            Ended::HungUp(Side::Us) => asked,
            Ended::HungUp(Side::Them) => self.over == Some(ResultCode::new(200, 4521)),
            _ => true,
        }
    }

    fn ends(&mut self, code: u16, subcode: u32, news: &mut Vec<News>) {
        let result = ResultCode::new(code, subcode);
        self.over = Some(result);
        self.state = State::Terminated;
        news.push(News::Deleted(Some(result)));
    }
}

fn operation(id: &str, wish: WishId, status: Status) -> Said {
    let (id, wish) = (id.to_owned(), Some(wish));
    Said::Operation { id, wish, status, result: None, recording: None }
}

fn transfer_of(is_group: bool) -> Wish {
    match transfer() {
        Wish::Transfer { to, replaces, voicemail, .. } => {
            Wish::Transfer { to, replaces, who: is_group.then(|| "p1".to_owned()), voicemail }
        }
        other => other,
    }
}

/// One world; says what went wrong.
pub(super) fn world(seed: u64) -> Result<(), String> {
    let mut rng = Rng::from_seed(seed);
    let incoming = rng.one_in(2);
    let mut leg = if incoming { Leg::incoming(seed) } else { Leg::outgoing(seed) };
    let state = if incoming { State::Incoming } else { State::Established };
    let mut service = Teams {
        state,
        operations: BTreeMap::new(),
        answers: 0,
        redirects: 0,
        transfers_at_once: 0,
        over: None,
        moving: None,
        transferred: None,
        failed: BTreeSet::new(),
        is_group: !incoming && rng.one_in(2),
        tones: 0,
    };
    // When, in which order, what.
    let mut due: BTreeMap<(Instant, u64), Input> = BTreeMap::new();
    let (mut number, mut now) = (0, Instant::START);
    let (mut wishes, mut results) = (0u64, HashMap::<WishId, u32>::new());
    let (mut wished, mut pressed) = (HashMap::new(), BTreeSet::new());
    let (mut ended, mut highest) = (0, 0u8);
    let (mut transferring, mut fresh) = (false, Vec::new());
    if !incoming {
        fresh.push(News::Said(service.look()));
        fresh.push(service.roster());
    }
    for round in 0..4_000 {
        // The network: 5 % lost, 30 % twice, 30 % late.
        for news in fresh.drain(..) {
            if rng.below(100) < 5 {
                continue;
            }
            for _ in 0..if rng.below(100) < 30 { 2 } else { 1 } {
                let late = if rng.below(100) < 30 { rng.below(20_000) } else { rng.below(200) };
                number += 1;
                due.insert((now + Duration::from_millis(late), number), Input::News(news.clone()));
            }
        }
        if round < 200 && rng.one_in(3) {
            wishes += 1;
            let wish = match rng.below(12) {
                0 | 1 if incoming => {
                    Wish::Answer { callback: "https://cc.example".into(), capacity: None }
                }
                2 if incoming && rng.one_in(3) => {
                    Wish::Redirect { to: vec![ADELE.parse().unwrap()], ring_for: None }
                }
                3 | 4 => transfer_of(service.is_group),
                5 if rng.one_in(4) => Wish::HangUp,
                _ => Wish::Play(vec![("https://cc.example/1.wav".into(), "1".into())]),
            };
            number += 1;
            wished.insert(WishId(wishes), wish.clone());
            due.insert((now, number), Input::Wish(WishId(wishes), wish));
        }
        if rng.one_in(3) {
            service.moves(&mut rng, &mut fresh);
        }
        // Whatever is due next, or the machine's own deadline.
        let deadline = leg.deadline().filter(|_| leg.ended().is_none());
        let step = now + Duration::from_millis(500 + rng.below(1_500));
        let next = due.first_key_value().map(|((at, _), _)| *at);
        let (at, input) = match next {
            Some(at) if at <= step && deadline.is_none_or(|until| at <= until) => {
                (at, due.pop_first().map(|(_, input)| input))
            }
            _ => (deadline.map_or(step, |until| until.min(step)), Some(Input::Tick)),
        };
        now = now.max(at);
        leg.handle(now, input.unwrap_or(Input::Tick));
        while let Some(output) = leg.poll() {
            match output {
                Output::Send(request, step) => {
                    let refused = rng.one_in(20);
                    let answer = if refused {
                        let error = teams_cc_core::Error::ended("fault");
                        Answer::Missed(Miss::Refused(std::sync::Arc::new(error)))
                    } else {
                        service.does(&step, &mut rng, &mut fresh)
                    };
                    let lost = !refused && rng.below(100) < 10;
                    let answer = if lost { Answer::Missed(Miss::Lost) } else { answer };
                    number += 1;
                    let at =
                        now + Duration::from_millis(rng.below(if lost { 10_000 } else { 500 }));
                    due.insert((at, number), Input::Answered(request, answer));
                }
                Output::Done(id, result) => {
                    *results.entry(id).or_default() += 1;
                    if !service.agrees(id, &wished[&id], &result) {
                        let truth = (service.transferred, &service.failed, service.answers);
                        let wish = &wished[&id];
                        return Err(format!("{id:?} {wish:?}: {result:?}, but {truth:?}"));
                    }
                }
                Output::Event(Event::Pressed(key)) => {
                    if !pressed.insert(key.to_string()) {
                        return Err(format!("{key} was pressed once and told twice"));
                    }
                }
                Output::Event(Event::Moved(state)) => {
                    let back = transferring && state == State::Established;
                    if state.rank() < highest && !back {
                        return Err(format!("backwards to {state:?}"));
                    }
                    let accepted = service.is_group && state == State::TransferAccepted;
                    (highest, transferring) =
                        (state.rank(), accepted || state == State::Transferring);
                }
                Output::Event(_) => {}
                Output::Ended(how) => {
                    ended += 1;
                    let asked = wished.values().any(|wish| matches!(wish, Wish::HangUp));
                    if !service.ended(&how, asked) {
                        return Err(format!("{how:?} is not how it ended: {:?}", service.over));
                    }
                }
            }
        }
        if service.answers > 1 || service.redirects > 1 || service.transfers_at_once > 1 {
            return Err("something was done twice".into());
        }
        if round > 200 && ended == 1 && due.is_empty() && results.len() as u64 == wishes {
            break;
        }
        if round == 3_000 {
            service.ends(200, 4521, &mut fresh);
        }
    }
    for id in 1..=wishes {
        match results.get(&WishId(id)) {
            Some(1) => {}
            other => return Err(format!("wish {id} of {wishes}: {other:?} results")),
        }
    }
    if ended == 1 { Ok(()) } else { Err(format!("ended {ended} times, {:?}", leg.state())) }
}
