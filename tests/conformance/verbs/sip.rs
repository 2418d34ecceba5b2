//! The suite over SIP: a trunk of ours, an emulated carrier, and Direct Routing beside it.

use std::path::PathBuf;

use teams_cc_core::speech::{AudioLine as _, Piece};
use teams_cc_core::{
    Address, CallId, Ended, Error, Key, Prompt, Reason, Side, Supervision, Unsupported, Verb,
};
use teams_cc_emulator::audio::Voice;
use teams_cc_emulator::carrier::Phone;
use teams_cc_emulator::{Emulator, Ringing, Wire};
use teams_cc_sip::config::Profile;
use teams_cc_sip::{Call, IncomingCall, Talk, TalkEvent, Trunk, TrunkConfig};

use super::{Far, Manner, World, prompt};

super::over!(Sip);

const CUSTOMER: &str = "+14255550123";
const HOTLINE: &str = "+18335550199";

pub(super) struct Sip {
    teams: Emulator,
    carrier: Trunk,
    direct: Trunk,
}

impl Far for Phone {
    async fn press(&self, key: Key) {
        Self::press(self, key).await;
    }

    async fn hang_up(&self) {
        Self::hang_up(self).await;
    }

    fn keys(&self) -> String {
        Self::keys(self).iter().map(ToString::to_string).collect()
    }

    fn is_held(&self) -> bool {
        Self::is_held(self)
    }

    async fn has_ended(&self) -> bool {
        Self::ended(self).await
    }
}

impl Sip {
    async fn phone(&self, who: &Address) -> Phone {
        let phone = self.teams.carrier().phone_of(&who.to_string()).await;
        phone.unwrap_or_else(|| panic!("nobody called them\n{}", self.ladder()))
    }

    /// The caller in a talk with these guests, and everybody's leg but the caller's.
    async fn talk_of(&self, guests: std::ops::Range<u32>) -> (Phone, Talk, Vec<(Address, CallId)>) {
        let (far, caller) = self.answered().await;
        let mut people = guests.map(|n| self.somebody(n, Manner::Answers));
        let first = people.next().unwrap();
        let agent = self.within(self.create(first.clone())).await.unwrap();
        let mut all = vec![(first, agent.id())];
        let mut talk = caller.bridge(agent);
        for who in people {
            talk.invite(who.clone());
            match self.within(talk.next_event()).await {
                Some(TalkEvent::Joined(_, leg)) => all.push((who, leg)),
                other => panic!("{other:?}"),
            }
        }
        (far, talk, all)
    }

    /// A card number is said while the recording is paused, and is nowhere in it.
    async fn record(&self) -> Result<(), Error> {
        let [before, card, after] = [2_000i16, 16_000, 6_000];
        let says = |phone: &Phone, level| phone.says(Voice::samples(vec![level; 8_000]));
        let (far, call) = self.answered().await;
        says(&far, before);
        self.packets(&far, 30).await;
        let file = folder().join("call.wav");
        let recording = call.record(&file)?;
        self.packets(&far, 50).await;
        recording.pause();
        recording.pause();
        // What was said before is on its way still, and so it is below.
        self.packets(&far, 20).await;
        says(&far, card);
        self.packets(&far, 50).await;
        says(&far, after);
        self.packets(&far, 30).await;
        recording.resume();
        recording.resume();
        self.packets(&far, 50).await;
        let done = self.within(recording.stop()).await?;
        let bytes = std::fs::read(&done.path)?;
        let samples = bytes[44..].chunks_exact(2).map(|b| i16::from_le_bytes([b[0], b[1]]));
        let loud: Vec<u16> = samples.map(i16::unsigned_abs).collect();
        let near =
            |level: i16| loud.iter().filter(|s| s.abs_diff(level.unsigned_abs()) < 500).count();
        assert!(near(before) > 2_000 && near(after) > 2_000, "{} {}", near(before), near(after));
        assert_eq!(near(card), 0, "what was said meanwhile is in the file");
        Ok(())
    }

    /// Who is heard by whom: each speaks alone, and the others listen.
    async fn matrix<const N: usize>(&self, phones: [&Phone; N]) -> [[bool; N]; N] {
        let mut matrix = [[false; N]; N];
        for (from, heard_by) in phones.iter().zip(&mut matrix) {
            phones.iter().for_each(|phone| phone.says(Voice::silence()));
            from.says(Voice::of("speaker"));
            for (at, hears) in phones.iter().zip(heard_by) {
                *hears = !std::ptr::eq(*from, *at) && is_heard(self, from, at).await;
            }
        }
        phones.iter().for_each(|phone| phone.says(Voice::of("speaker")));
        matrix
    }

    /// Waits until the phone has sent so many packets more, of 20 ms each.
    async fn packets(&self, phone: &Phone, more: u64) {
        let until = phone.counts().sent + more;
        self.until(|| phone.counts().sent >= until).await;
    }
}

fn folder() -> PathBuf {
    let name = format!("teams-cc-verbs-{}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

impl World for Sip {
    type Ring = IncomingCall;
    type Call = Call;
    type Far = Phone;

    const NAME: &'static str = "sip";

    async fn open() -> Self {
        let teams = Emulator::start().await;
        // Somebody must live in the tenant before its trunk has a name.
        teams.tenant("adatum").user("adele");
        let config = teams.config();
        let open = async |file| Trunk::open(TrunkConfig::from_file(file)?).await;
        let carrier = open(&config.carrier_file).await.expect("the carrier trunk opens");
        let direct = open(&config.direct_routing_file).await.expect("Direct Routing opens");
        Self { teams, carrier, direct }
    }

    fn can(&self, verb: Verb) -> Result<(), Unsupported> {
        // What Direct Routing adds to it is said of its own profile.
        assert!(Profile::Carrier.can(verb).is_ok() || self.direct.can(verb).is_err());
        self.carrier.can(verb)
    }

    fn requests(&self) -> usize {
        let entries = self.teams.ladder().entries();
        let ours = ["INVITE ", "BYE ", "REFER ", "CANCEL ", "INFO ", "NOTIFY ", "UPDATE "];
        let is_one = |line: &str| ours.iter().any(|method| line.starts_with(method));
        entries.iter().filter(|entry| entry.wire == Wire::Sip && is_one(&entry.line)).count()
    }

    fn ladder(&self) -> String {
        self.teams.ladder().to_string()
    }

    async fn rings(&self) -> (Phone, IncomingCall) {
        let phone = self.teams.carrier().dial(CUSTOMER, HOTLINE).await;
        let ring = self.within(self.carrier.next_call()).await.expect("the trunk is open");
        (phone, ring)
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
        Ok(self.carrier.dial(to).await?)
    }

    fn somebody(&self, number: u32, manner: Manner) -> Address {
        let number = format!("+1206555{number:04}");
        self.teams.carrier().line(
            &number,
            match manner {
                Manner::Answers => Ringing::Answer { after_ms: 0 },
                Manner::Declines => Ringing::Decline { after_ms: 0 },
                Manner::Ignores => Ringing::Ignore,
            },
        );
        number.parse().unwrap()
    }

    async fn is_ringing(&self, who: &Address) -> bool {
        self.phone(who).await.rings().await
    }

    async fn is_free(&self, who: &Address) -> bool {
        self.phone(who).await.ended().await
    }

    async fn talk(&self, far: &Phone, who: &Address) -> bool {
        // What a person would notice: each hears something of the others.
        self.hears(who, far).await && {
            let phone = self.phone(who).await;
            is_heard(self, &phone, far).await
        }
    }

    async fn hears(&self, who: &Address, far: &Phone) -> bool {
        let phone = self.phone(who).await;
        is_heard(self, far, &phone).await
    }

    async fn listens(&self) {}

    /// We ask ourselves, and hear keys at any time.
    fn questions(&self) -> usize {
        0
    }

    async fn is_asked(&self, _far: &Phone, _before: usize) {}

    async fn own(&self, verb: Verb) -> Option<Result<(), Error>> {
        Some(match verb {
            Verb::Say => {
                let (_far, call) = self.answered().await;
                let before = self.requests();
                let said = call.play(Prompt::text("Hello")).await;
                assert_eq!(self.requests(), before);
                said
            }
            Verb::ReachTeamsUser => {
                let user = Address::teams_user("4b444206-207c-42f8-92a6-e332b41c88a2").unwrap();
                let before = self.requests();
                let tenant = self.teams.tenant("adatum").id();
                let dialled = self.direct.dial(user).for_tenant(tenant).await;
                assert_eq!(self.requests(), before);
                dialled.map(drop).map_err(Error::from)
            }
            Verb::ShowNumber => {
                let who = self.somebody(1, Manner::Answers);
                let shown: Address = "+14255550999".parse().unwrap();
                let call = self.within(self.carrier.dial(who).caller(shown)).await.unwrap();
                let calls = self.teams.calls().list();
                let seen = calls.iter().any(|call| call.from.contains("+14255550999"));
                assert!(seen, "{calls:?}");
                call.hang_up().await.map(drop)
            }
            Verb::EndForAll => {
                let (far, talk, people) = self.talk_of(1..3).await;
                talk.end();
                self.within(talk.finished()).await;
                assert!(far.ended().await);
                for (who, _) in &people {
                    assert!(self.is_free(who).await);
                }
                Ok(())
            }
            Verb::TakeOver => {
                let (far, talk, people) = self.talk_of(1..2).await;
                let other = self.somebody(3, Manner::Answers);
                let leg = self.within(self.create(other.clone())).await.unwrap();
                let id = self.within(talk.take_over(leg)).await.unwrap();
                assert!(self.talk(&far, &other).await && self.hears(&people[0].0, &far).await);
                // And out of it again, into a call that is no talk yet.
                let moved = self.within(talk.take_out(id)).await.unwrap();
                let (second, call) = self.answered().await;
                let guest = call.take_over(moved).unwrap();
                assert!(self.talk(&second, &other).await);
                self.within(guest.remove()).await.unwrap();
                assert!(self.talk(&far, &people[0].0).await);
                Ok(())
            }
            Verb::Consult => {
                let (far, caller) = self.answered().await;
                caller.play_while_waiting(prompt(60_000)).await.unwrap();
                let expert = self.somebody(1, Manner::Answers);
                let consulted = self.within(self.create(expert.clone())).await.unwrap();
                self.within(consulted.play(prompt(100))).await.unwrap();
                let talk = caller.bridge(consulted);
                assert!(self.talk(&far, &expert).await);
                far.hang_up().await;
                self.within(talk.finished()).await;
                Ok(())
            }
            Verb::TransferOut => {
                let (far, talk, people) = self.talk_of(1..3).await;
                let leg = people[1].1;
                let declines = self.somebody(4, Manner::Declines);
                let kept = self.within(talk.transfer(leg, declines)).await.unwrap_err();
                assert_eq!(kept.kind(), teams_cc_core::ErrorKind::Refused);
                let to = self.somebody(5, Manner::Answers);
                let moved = self.within(talk.transfer(leg, to.clone())).await.unwrap();
                assert_eq!(moved, Ended::Transferred(to.clone()));
                let guest = self.phone(&people[1].0).await;
                assert!(self.talk(&guest, &to).await, "they talk without us");
                assert!(self.talk(&far, &people[0].0).await, "the others go on");
                far.says(Voice::silence());
                assert!(!self.hears(&people[0].0, &guest).await, "they are apart");
                let gone = self.within(talk.transfer(leg, to)).await.unwrap_err();
                assert!(gone.is_ended());
                Ok(())
            }
            Verb::Whisper => {
                let (far, talk, people) = self.talk_of(1..2).await;
                let agent = self.phone(&people[0].0).await;
                far.says(Voice::silence());
                assert!(!is_heard(self, &far, &agent).await);
                let mark = (agent.heard().samples().len(), far.heard().samples().len());
                agent.says(Voice::silence());
                let said = self.within(talk.whisper(prompt(400))).await;
                let loud = |phone: &Phone, mark: usize| {
                    let heard = phone.heard();
                    let mut new = heard.samples().iter().skip(mark + 1_600);
                    new.any(|sample| sample.unsigned_abs() > 400)
                };
                assert!(loud(&agent, mark.0) && !loud(&far, mark.1), "the agent alone hears it");
                said.unwrap();
                // And with it the caller, who speaks on.
                far.says(Voice::samples(vec![2_000; 8_000]));
                self.packets(&far, 15).await;
                let mark = (agent.heard().samples().len(), far.heard().samples().len());
                let said = self.within(talk.whisper(prompt(600))).await;
                self.packets(&far, 15).await;
                let heard = agent.heard();
                let near = |level: i16| {
                    let new = heard.samples().iter().skip(mark.0);
                    new.filter(|sample| sample.abs_diff(level) < 300).count()
                };
                assert!(
                    near(5_000) > 3_200 && near(2_000) > 800,
                    "{} {}",
                    near(5_000),
                    near(2_000)
                );
                assert!(near(3_000) < 400, "the caller is not replaced: {}", near(3_000));
                assert!(!loud(&far, mark.1), "the caller hears none of it");
                said
            }
            Verb::Supervise => {
                let (far, talk, people) = self.talk_of(1..2).await;
                let agent = self.phone(&people[0].0).await;
                let declines = self.somebody(4, Manner::Declines);
                let refused = self.within(talk.listen_in(declines)).await.unwrap_err();
                assert_eq!(refused.kind(), teams_cc_core::ErrorKind::Refused);
                let who = self.somebody(3, Manner::Answers);
                let leg = self.within(talk.listen_in(who.clone())).await.unwrap();
                let supervisor = self.phone(&who).await;
                // Each says what nobody else does: who hears whom?
                let mut heard = Vec::new();
                for how in [Supervision::Monitor, Supervision::Whisper, Supervision::Barge] {
                    self.within(talk.supervise(leg, how)).await.unwrap();
                    heard.push(self.matrix([&far, &agent, &supervisor]).await);
                }
                let [monitor, whisper, barge] = [
                    [[false, true, true], [true, false, true], [false, false, false]],
                    [[false, true, true], [true, false, true], [false, true, false]],
                    [[false, true, true], [true, false, true], [true, true, false]],
                ];
                assert_eq!(heard, [monitor, whisper, barge], "by rows: who is heard by whom");
                let unknown = self.within(talk.supervise(people[0].1, Supervision::Monitor)).await;
                assert!(unknown.unwrap_err().is_ended(), "the agent is no supervisor");
                // The agent leaves, and the supervisor has taken the caller over.
                agent.hang_up().await;
                assert!(agent.ended().await && self.talk(&far, &who).await);
                // One who only listens holds nobody up.
                self.within(talk.supervise(leg, Supervision::Monitor)).await.unwrap();
                assert_eq!(self.within(talk.finished()).await, Ended::HungUp(Side::Us));
                assert!(far.ended().await && supervisor.ended().await);
                Ok(())
            }
            Verb::Stream => {
                let (far, call) = self.answered().await;
                let mut stream = self.within(call.stream()).await.unwrap();
                let heard = async {
                    while let Some(piece) = stream.next().await {
                        let Piece::Sound(samples) = piece else { continue };
                        if samples.iter().any(|sample| sample.unsigned_abs() > 400) {
                            return true;
                        }
                    }
                    false
                };
                assert!(self.within(heard).await, "what they say arrives");
                let sent = stream.send(&[9_000; 1_600]).unwrap();
                assert_eq!((sent, stream.send(&[0]).unwrap()), (1_600, 0), "200 ms may wait");
                self.packets(&far, 30).await;
                let heard = far.heard();
                assert!(heard.samples().iter().any(|sample| *sample > 8_000), "what we send too");
                drop(stream);
                call.hang_up().await.map(drop)
            }
            Verb::Record | Verb::PauseRecording => self.record().await,
            _ => return None,
        })
    }
}

/// Whether what one phone says comes out of the other, from now on.
async fn is_heard(world: &Sip, from: &Phone, at: &Phone) -> bool {
    // What is on its way already does not count.
    world.packets(from, 15).await;
    let mark = at.heard().samples().len();
    world.packets(from, 30).await;
    let heard = at.heard();
    heard.samples().iter().skip(mark).any(|sample| sample.unsigned_abs() > 400)
}
