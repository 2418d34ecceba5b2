//! The suite over Graph: calls of a bot, with signed callbacks at a webhook of ours.

use std::time::Duration;

use teams_cc_core::{Address, Ended, Error, Guid, Key, Prompt, Reason, Unsupported, Verb};
use teams_cc_emulator::{BotLeg, Ringing, User, Wire};
use teams_cc_graph::calls::{Call, IncomingCall, Meeting, Recording};

use super::{Far, Manner, World, prompt};
use crate::graph_world;

super::over!(Graph);

pub(super) struct Graph {
    world: graph_world::World,
}

/// Whoever calls, each time another.
const CALLER: &str = "adele";

impl Far for BotLeg {
    async fn press(&self, key: Key) {
        Self::press(self, &key.to_string());
    }

    async fn hang_up(&self) {
        Self::hang_up(self);
    }

    fn keys(&self) -> String {
        self.tones()
    }

    fn is_held(&self) -> bool {
        Self::is_held(self)
    }

    async fn has_ended(&self) -> bool {
        self.ended().await
    }
}

impl Graph {
    fn name(number: u32) -> String {
        format!("somebody{number}")
    }

    fn user(&self, who: &Address) -> User {
        let all = self.world.teams.stage().people.users();
        let Address::TeamsUser(id) = who else { panic!("{who:?}") };
        let record = all.into_iter().find(|user| user.id == *id).expect("a user");
        self.world.user(&record.name)
    }

    fn leg(&self, who: &Address) -> Option<BotLeg> {
        self.user(who).bot_leg()
    }

    /// How somebody stands in calls with the bot.
    fn standings(&self, id: Guid) -> Vec<&'static str> {
        let id = id.to_string();
        let calls = self.world.teams.bots().calls();
        let people = calls.iter().flat_map(|call| call.people.iter());
        people
            .filter(|one| one.identity.to_string().contains(&id))
            .map(|one| one.standing)
            .collect()
    }

    fn said(&self, what: &str) -> usize {
        let entries = self.world.teams.ladder().entries();
        entries.iter().filter(|entry| entry.line.contains(what)).count()
    }
}

fn id_of(who: &Address) -> Guid {
    let Address::TeamsUser(id) = who else { panic!("{who:?}") };
    *id
}

impl World for Graph {
    type Ring = IncomingCall;
    type Call = Call;
    type Far = BotLeg;

    const NAME: &'static str = "graph";

    async fn open() -> Self {
        Self { world: graph_world::World::new().await }
    }

    fn can(&self, verb: Verb) -> Result<(), Unsupported> {
        self.world.graph.calls().can(verb)
    }

    fn requests(&self) -> usize {
        let entries = self.world.teams.ladder().entries();
        let is_one = |line: &str| line.contains("/communications/calls");
        entries.iter().filter(|entry| entry.wire == Wire::Graph && is_one(&entry.line)).count()
    }

    fn ladder(&self) -> String {
        self.world.teams.ladder().to_string()
    }

    async fn rings(&self) -> (BotLeg, IncomingCall) {
        self.world.rings(CALLER).await
    }

    async fn answer(&self, ring: IncomingCall) -> Result<Call, Error> {
        ring.answer().await
    }

    async fn reject(&self, ring: IncomingCall, why: Reason) -> Result<(), Error> {
        ring.reject(why).await
    }

    async fn redirect(&self, ring: IncomingCall, to: Address) -> Result<(), Error> {
        ring.redirect(to).await
    }

    async fn create(&self, to: Address) -> Result<Call, Error> {
        self.world.graph.calls().create(to).send().await
    }

    fn somebody(&self, number: u32, manner: Manner) -> Address {
        let user = self.world.user(&Self::name(number));
        let user = user.rings(match manner {
            Manner::Answers => Ringing::Answer { after_ms: 0 },
            Manner::Declines => Ringing::Decline { after_ms: 0 },
            Manner::Ignores => Ringing::Ignore,
        });
        Address::TeamsUser(user.id())
    }

    async fn is_ringing(&self, who: &Address) -> bool {
        let name = self.user(who).record().name;
        let rings = || {
            let entries = self.world.teams.ladder().entries();
            entries.iter().any(|entry| entry.from == name && entry.line.starts_with("rings"))
        };
        self.until(rings).await;
        true
    }

    async fn is_free(&self, who: &Address) -> bool {
        self.until(|| self.standings(id_of(who)).iter().all(|one| *one == "left")).await;
        true
    }

    async fn talk(&self, far: &BotLeg, who: &Address) -> bool {
        let name = self.user(who).record().name;
        let together = || {
            let leg = self.leg(who).is_some_and(|leg| leg.call() == far.call());
            leg && self.standings(id_of(who)).contains(&"in")
                || self.world.user(CALLER).talks_after_transfer_with(&name)
        };
        self.until(together).await;
        true
    }

    async fn hears(&self, _who: &Address, far: &BotLeg) -> bool {
        !far.is_muted()
    }

    async fn listens(&self) {
        self.until(|| self.said("subscribeToTone") > 0).await;
    }

    fn questions(&self) -> usize {
        self.said("/playPrompt")
    }

    async fn is_asked(&self, _far: &BotLeg, before: usize) {
        // Keys are told only once somebody wants to know.
        let hears = || self.said("subscribeToTone") > 0 && self.questions() > before;
        self.until(hears).await;
    }

    async fn own(&self, verb: Verb) -> Option<Result<(), Error>> {
        let calls = self.world.graph.calls();
        Some(match verb {
            Verb::Say => {
                let (_far, call) = self.answered().await;
                let before = self.requests();
                let said = call.play(Prompt::text("Hello")).await;
                assert_eq!(self.requests(), before);
                said
            }
            Verb::Connect => {
                let megan = self.world.user("megan").id();
                let tenant = self.world.teams.config().tenant.0;
                let meeting = Meeting::by_thread("19:meeting_abc@thread.v2", megan, tenant);
                let call = self.within(calls.join(meeting).send()).await;
                let call = call.unwrap_or_else(|error| panic!("{error:?}\n{}", self.ladder()));
                self.within(call.hang_up()).await.map(drop)
            }
            Verb::ReachTeamsUser => {
                let who = self.somebody(1, Manner::Answers);
                let call = self.within(self.create(who)).await.unwrap();
                self.within(call.hang_up()).await.map(drop)
            }
            Verb::TakeOver => {
                let (far, caller) = self.answered().await;
                let who = self.somebody(1, Manner::Answers);
                let other = self.within(self.create(who.clone())).await.unwrap();
                let invite = caller.invite(who.clone()).replacing(&other);
                self.within(invite).await.unwrap();
                self.within(other.ended()).await;
                assert!(self.talk(&far, &who).await);
                Ok(())
            }
            Verb::Consult => {
                let (far, caller) = self.answered().await;
                let expert = self.somebody(1, Manner::Answers);
                let consulted = self.within(self.create(expert.clone())).await.unwrap();
                self.within(consulted.play(prompt(50))).await.unwrap();
                let ended = self.within(caller.transfer_into(consulted)).await.unwrap();
                assert_eq!(ended, Ended::Transferred(expert.clone()));
                assert!(self.talk(&far, &expert).await);
                Ok(())
            }
            Verb::TransferOut => {
                let (far, caller) = self.answered().await;
                let who = [1, 2].map(|n| self.somebody(n, Manner::Answers));
                let guest = self.within(caller.invite(who[0].clone())).await.unwrap();
                self.within(caller.invite(who[1].clone())).await.unwrap();
                let declines = self.somebody(3, Manner::Declines);
                let stays = self.within(caller.transfer_participant(&guest, declines)).await;
                assert_eq!(stays.unwrap_err().kind(), teams_cc_core::ErrorKind::Refused);
                let to = self.somebody(4, Manner::Answers);
                self.within(caller.transfer_participant(&guest, to.clone())).await.unwrap();
                let name = self.user(&to).record().name;
                self.until(|| self.user(&who[0]).talks_after_transfer_with(&name)).await;
                assert!(self.talk(&far, &who[1]).await, "the others go on");
                Ok(())
            }
            Verb::Record => {
                let (far, call) = self.answered().await;
                let recording = Recording::new().no_beep().until(Key::Pound);
                let saying = async {
                    self.until(|| self.said("recordResponse") > 0).await;
                    far.says(Duration::from_millis(200));
                    Far::press(&far, Key::Pound).await;
                };
                let (recorded, ()) = tokio::join!(self.within(call.record(recording)), saying);
                let file = self.within(call.fetch(&recorded.unwrap())).await.unwrap();
                assert_eq!(file[..4], *b"RIFF");
                Ok(())
            }
            _ => return None,
        })
    }
}
