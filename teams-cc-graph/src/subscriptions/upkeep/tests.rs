use super::*;

const MINUTE: Duration = Duration::from_secs(60);

/// Graph as its documents describe it, in virtual time: lives end, lists are true, outages lose
/// requests before or after they did something.
struct World {
    now: Instant,
    upkeep: Upkeep,
    rng: Rng,
    next_id: u64,
    /// Id, resource, when it ends, whether it sends to us.
    exists: Vec<(String, String, Instant, bool)>,
    answers: Vec<(Instant, Input)>,
    outages: Vec<(Instant, Instant)>,
    /// What the receiver believes.
    expected: BTreeMap<String, Known>,
    log: Vec<(Instant, Output)>,
}

impl World {
    fn new(seed: u64, known: Vec<Known>) -> Self {
        let mut rng = Rng::from_seed(seed);
        let upkeep = Upkeep::new(Instant::START, known, rng.fork());
        Self {
            now: Instant::START,
            upkeep,
            rng,
            next_id: 0,
            exists: Vec::new(),
            answers: Vec::new(),
            outages: Vec::new(),
            expected: BTreeMap::new(),
            log: Vec::new(),
        }
    }

    fn is_up(&self, at: Instant) -> bool {
        !self.outages.iter().any(|(from, to)| *from <= at && at < *to)
    }

    fn lives(&self, resource: &str) -> usize {
        let lives = self.exists.iter().filter(|(id, what, ends, _)| {
            what == resource && *ends > self.now && self.expected.contains_key(id)
        });
        lives.count()
    }

    fn put(&mut self, resource: &str, life: Duration, is_ours: bool) -> String {
        self.next_id += 1;
        let id = format!("sub-{}", self.next_id);
        self.exists.push((id.clone(), resource.into(), self.now + life, is_ours));
        id
    }

    fn react(&mut self, output: Output) {
        let (now, up) = (self.now, self.is_up(self.now));
        // During an outage half of the requests still do what they ask, and nobody learns of it.
        let acts = up || self.rng.one_in(2);
        let wait = Duration::from_millis(if up { 50 + self.rng.below(500) } else { 10_000 });
        let broken = if acts { Failed::Unknown } else { Failed::Passing(Duration::from_secs(1)) };
        self.exists.retain(|(_, _, ends, _)| *ends > now);
        let input = match output {
            Output::List => {
                let found = self.exists.iter().map(|(id, resource, expires, is_ours)| Found {
                    id: id.clone(),
                    resource: resource.clone(),
                    expires: *expires,
                    is_ours: *is_ours,
                });
                Input::Listed(if up { Ok(found.collect()) } else { Err(broken) })
            }
            Output::Create { wanted, number, .. } => {
                let is_presence = family(wanted.resource()).ends_with("presences");
                let conflict = is_presence
                    && self.exists.iter().any(|one| family(&one.1) == family(wanted.resource()));
                let made = (acts && !conflict)
                    .then(|| self.put(wanted.resource(), wanted.life_of(), true));
                let result = match made {
                    _ if !up => Err(broken),
                    Some(id) => Ok(Made { id, expires: now + wanted.life_of() }),
                    None => Err(Failed::Conflict),
                };
                Input::Created { name: Arc::clone(wanted.key()), number, result }
            }
            Output::Renew { id, life } => {
                let one = self.exists.iter_mut().find(|one| one.0 == id).filter(|_| acts);
                let exists = one.map(|one| one.2 = now + life).is_some();
                let result = match exists {
                    _ if !up => Err(broken),
                    true => Ok(Made { id: id.clone(), expires: now + life }),
                    false => Err(Failed::Gone),
                };
                Input::Renewed { id, result }
            }
            Output::Delete { id } => {
                if acts {
                    self.exists.retain(|one| one.0 != id);
                }
                Input::Deleted { id }
            }
            Output::Expect(known) => {
                self.expected.insert(known.id.clone(), known);
                return;
            }
            Output::Forget { id } => {
                self.expected.remove(&id);
                return;
            }
            fact => {
                self.log.push((now, fact));
                return;
            }
        };
        self.answers.push((now + wait, input));
    }

    /// Runs until `end`, and gives the longest time without a living subscription of `resource`
    /// while Graph was up.
    fn run(&mut self, end: Instant, resource: &str) -> Duration {
        let mut without = Duration::ZERO;
        let mut longest = Duration::ZERO;
        let tell = |world: &mut Self, input| {
            world.upkeep.handle(world.now, input);
            while let Some(output) = world.upkeep.poll() {
                world.react(output);
            }
        };
        tell(self, Input::Tick);
        while self.now < end {
            let answer = self.answers.iter().map(|(at, _)| *at).min();
            let next = answer.into_iter().chain(self.upkeep.deadline());
            let step = self.now + Duration::from_secs(1);
            let next = next.min().unwrap_or(end).clamp(self.now, step.min(end));
            if self.lives(resource) == 0 && self.is_up(self.now) {
                without += next - self.now;
            } else {
                without = Duration::ZERO;
            }
            longest = longest.max(without);
            self.now = next;
            match self.answers.iter().position(|(at, _)| *at <= next) {
                Some(i) => {
                    let (_, input) = self.answers.remove(i);
                    tell(self, input);
                }
                None => tell(self, Input::Tick),
            }
        }
        longest
    }

    fn count(&self, is_it: impl Fn(&Output) -> bool) -> usize {
        self.log.iter().filter(|(_, output)| is_it(output)).count()
    }
}

fn presence() -> Wanted {
    Wanted::presence_of([teams_cc_core::Guid::from_u128(7)]).unwrap()
}

fn at(minutes: u32) -> Instant {
    Instant::START + MINUTE * minutes
}

#[test]
fn rs_72_there_is_no_gap_while_graph_is_up() {
    let mut world = World::new(1, Vec::new());
    world.upkeep.handle(Instant::START, Input::Want(presence()));
    let first = world.run(at(1), presence().resource());
    assert!(first < Duration::from_secs(2), "{first:?}");
    let gap = world.run(at(60 * 24), presence().resource());
    assert_eq!(gap, Duration::ZERO);
    assert_eq!(world.exists.len(), 1);
    assert_eq!(world.count(|o| matches!(o, Output::Live { .. })), 1, "one subscription, renewed");
}

#[test]
fn rs_72_renewed_at_sixty_per_cent_of_the_life_at_the_latest() {
    for seed in 0..200 {
        let mut upkeep = Upkeep::new(Instant::START, Vec::new(), Rng::from_seed(seed));
        upkeep.handle(Instant::START, Input::Want(presence()));
        upkeep.handle(Instant::START, Input::Listed(Ok(Vec::new())));
        let made = Made { id: "1".into(), expires: at(60) };
        let mut states = BTreeSet::new();
        while let Some(output) = upkeep.poll() {
            if let Output::Create { number, client_state, .. } = output {
                assert_eq!(client_state.expose().len(), 32, "160 random bits");
                assert!(states.insert(client_state.expose().to_owned()));
                let (name, result) = ("presence".into(), Ok(made.clone()));
                upkeep.handle(Instant::START, Input::Created { name, number, result });
            }
        }
        let mut renewed = None;
        for second in 0..3_600 {
            let now = Instant::START + Duration::from_secs(second);
            upkeep.handle(now, Input::Tick);
            while let Some(output) = upkeep.poll() {
                if let Output::Renew { .. } = output {
                    renewed = Some(second);
                }
            }
            if renewed.is_some() {
                break;
            }
        }
        let renewed = renewed.unwrap();
        assert!((1_800..=2_161).contains(&renewed), "seed {seed}: {renewed} s");
    }
}

#[test]
fn rs_72_a_gap_ends_within_a_minute_of_graphs_recovery() {
    for seed in 0..60 {
        let mut world = World::new(seed, Vec::new());
        let mut rng = Rng::from_seed(seed);
        let begin = at(1) + Duration::from_secs(rng.below(7_200));
        let length = Duration::from_secs(60 + rng.below(3 * 3_600));
        world.outages.push((begin, begin + length));
        world.upkeep.handle(Instant::START, Input::Want(presence()));
        let gap = world.run(at(60 * 8), presence().resource());
        assert!(gap <= MINUTE, "seed {seed}: {gap:?} after an outage of {length:?}");
        assert_eq!(world.exists.len(), 1, "seed {seed}: nothing is left over");
    }
}

#[test]
fn rs_72_a_removal_is_noticed_with_and_without_its_lifecycle_notification() {
    for (told, most) in [(true, Duration::from_secs(2)), (false, MINUTE)] {
        let mut world = World::new(5, Vec::new());
        world.upkeep.handle(Instant::START, Input::Want(presence()));
        world.run(at(10), presence().resource());
        let (id, ..) = world.exists.remove(0);
        if told {
            let lifecycle = Lifecycle::Removed;
            world.upkeep.handle(world.now, Input::Told { id: id.clone(), lifecycle });
        }
        let gap = world.run(at(20), presence().resource());
        assert!(gap <= most, "told {told}: {gap:?}");
        assert!(!world.expected.contains_key(&id), "the old one is not believed any more");
        assert_eq!(world.count(|o| matches!(o, Output::Missed { .. })), 2, "read again");
    }
}

#[test]
fn graph_6_3_missed_is_read_again_and_reauthorization_is_a_renewal() {
    let mut world = World::new(6, Vec::new());
    world.upkeep.handle(Instant::START, Input::Want(presence()));
    world.run(at(1), presence().resource());
    let id = world.exists[0].0.clone();
    world.upkeep.handle(world.now, Input::Told { id: id.clone(), lifecycle: Lifecycle::Missed });
    assert!(matches!(world.upkeep.poll(), Some(Output::Missed { .. })));
    world.upkeep.handle(world.now, Input::Told { id, lifecycle: Lifecycle::Reauthorize });
    assert!(matches!(world.upkeep.poll(), Some(Output::Renew { .. })));
    let stranger = Input::Told { id: "not-ours".into(), lifecycle: Lifecycle::Removed };
    world.upkeep.handle(world.now, stranger);
    assert_eq!(world.upkeep.poll(), None, "a stranger's event changes nothing");
}

#[test]
fn rs_72_a_restart_keeps_what_it_remembers_and_deletes_what_it_does_not() {
    let resource = presence().resource().to_owned();
    let known = |id: &str| Known {
        id: id.into(),
        name: "presence".into(),
        resource: resource.clone().into(),
        client_state: Secret::new("kept"),
    };
    // The one that is remembered is adopted, with its client state.
    let mut world = World::new(7, vec![known("sub-1")]);
    world.put(&resource, MINUTE * 40, true);
    world.upkeep.handle(Instant::START, Input::Want(presence()));
    world.run(at(60), &resource);
    assert_eq!(world.exists[0].0, "sub-1");
    assert_eq!(world.expected["sub-1"].client_state.expose(), "kept");
    assert_eq!(world.count(|o| matches!(o, Output::Missed { .. })), 1, "what happened meanwhile");

    // One that nobody remembers cannot be believed: Graph would answer 409 while it exists.
    let mut world = World::new(8, Vec::new());
    let stale = world.put(&resource, MINUTE * 40, true);
    let foreign = world.put("/chats/1/messages", MINUTE * 600, false);
    world.upkeep.handle(Instant::START, Input::Want(presence()));
    let gap = world.run(at(60), &resource);
    assert!(gap < Duration::from_secs(3), "{gap:?}");
    assert!(!world.exists.iter().any(|one| one.0 == stale));
    assert!(world.exists.iter().any(|one| one.0 == foreign), "what sends elsewhere is left alone");
}

#[test]
fn graph_6_1_a_409_removes_what_is_in_the_way_whoever_made_it() {
    let mut world = World::new(9, Vec::new());
    let resource = presence().resource().to_owned();
    let blocking = world.put("communications/presences('x')", MINUTE * 60, false);
    world.upkeep.handle(Instant::START, Input::Want(presence()));
    let gap = world.run(at(30), &resource);
    assert!(gap < Duration::from_secs(10), "{gap:?}");
    assert!(!world.exists.iter().any(|one| one.0 == blocking));
}

#[test]
fn rs_72_wishes_that_come_and_go_leave_nothing_behind() {
    for seed in 0..100 {
        let mut world = World::new(seed, Vec::new());
        let mut rng = Rng::from_seed(1_000 + seed);
        let wanted = |n: u64, version: u64| {
            Wanted::new(format!("/chats/{n}-{version}/messages")).named(format!("chat {n}"))
        };
        let mut last = BTreeMap::new();
        for _ in 0..60 {
            let (n, version) = (rng.below(4), rng.below(3));
            if rng.one_in(3) {
                last.remove(&n);
                let name = format!("chat {n}").as_str().into();
                world.upkeep.handle(world.now, Input::Unwant(name));
            } else {
                last.insert(n, version);
                world.upkeep.handle(world.now, Input::Want(wanted(n, version)));
            }
            let until = world.now + Duration::from_millis(rng.below(900));
            world.run(until, "");
        }
        let until = world.now + MINUTE * 3;
        world.run(until, "");
        let mut exists: Vec<&str> = world.exists.iter().map(|one| &*one.1).collect();
        exists.sort_unstable();
        let mut right: Vec<String> =
            last.iter().map(|(n, v)| wanted(*n, *v).resource().to_owned()).collect();
        right.sort_unstable();
        assert_eq!(exists, right, "seed {seed}");
        assert_eq!(world.expected.len(), right.len(), "seed {seed}");
    }
}
