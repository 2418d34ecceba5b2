//! The suite over Call Automation: numbers of the resource's own, and of Teams Phone.

use std::time::Duration;

use teams_cc_acs::calls::{Answered, Call, Calls, IncomingCall, Offering};
use teams_cc_acs::media::Sound;
use teams_cc_acs::models::{AudioFormat, CallLocator, Identifier, RecordingState};
use teams_cc_acs::{CallAutomation, CallAutomationBuilder};
use teams_cc_core::{Address, Ended, Error, Guid, Key, Prompt, Reason, Secret, Unsupported, Verb};
use teams_cc_emulator::acs::{AcsAgent, AcsParticipant, AcsPhone};
use teams_cc_emulator::{Emulator, Wire};

use super::{Far, Manner, World, prompt};
use crate::acs_center::{ACCOUNT, CALLER, Center, NUMBER, tenant};

const USER: &str = "4b444206-207c-42f8-92a6-e332b41c88a2";

/// A resource of a vendor, with everything configured.
pub(super) struct Acs<const TEAMS_PHONE: bool> {
    teams: Emulator,
    calls: Calls,
}

/// A phone, and where to look at it.
#[derive(Clone)]
pub(super) struct Caller {
    phone: AcsPhone,
    teams: Emulator,
}

pub(super) mod own_numbers {
    use super::super::over;
    over!(super::Acs<false>);
}

pub(super) mod teams_phone {
    use super::super::over;
    over!(super::Acs<true>);
}

fn account() -> Identifier {
    Identifier::resource_account(ACCOUNT.parse().unwrap())
}

/// Somebody as the service shows them, in any call.
fn participant(teams: &Emulator, id: &str) -> Option<AcsParticipant> {
    let calls = teams.acs().calls();
    let mut all = calls.into_iter().rev().flat_map(|call| call.participants);
    all.find(|one| one.id == id)
}

impl Far for Caller {
    async fn press(&self, key: Key) {
        self.phone.press(&key.to_string());
    }

    async fn hang_up(&self) {
        self.phone.hang_up();
    }

    fn keys(&self) -> String {
        self.phone.keys()
    }

    fn is_held(&self) -> bool {
        participant(&self.teams, &format!("4:{CALLER}")).is_some_and(|one| one.on_hold)
    }

    async fn has_ended(&self) -> bool {
        self.phone.has_ended().await
    }
}

impl<const TEAMS_PHONE: bool> Acs<TEAMS_PHONE> {
    const OFFERING: Offering =
        if TEAMS_PHONE { Offering::TeamsPhone } else { Offering::CallAutomation };

    fn person(&self, who: &Address) -> AcsAgent {
        self.teams.acs().person(&who.to_string())
    }

    fn said(&self, what: &str) -> usize {
        let entries = self.teams.ladder().entries();
        entries.iter().filter(|entry| entry.line.contains(what)).count()
    }

    /// Refused before any request.
    async fn unsent<T>(
        &self,
        asked: impl IntoFuture<Output = Result<T, Error>>,
    ) -> Result<(), Error> {
        let before = self.requests();
        let done = self.within(asked).await.map(drop);
        if done.is_err() {
            assert_eq!(self.requests(), before, "\n{}", self.ladder());
        }
        done
    }
}

impl<const TEAMS_PHONE: bool> World for Acs<TEAMS_PHONE> {
    type Ring = IncomingCall;
    type Call = Call;
    type Far = Caller;

    const NAME: &'static str = if TEAMS_PHONE { "acs::teams_phone" } else { "acs::own_numbers" };

    async fn open() -> Self {
        let number = |here: &teams_cc_emulator::acs::Acs| {
            if TEAMS_PHONE {
                here.teams_number(NUMBER, tenant(), ACCOUNT.parse().unwrap());
            } else {
                here.number(NUMBER);
            }
        };
        let streamed = |builder: CallAutomationBuilder| builder.streaming(AudioFormat::Pcm16KMono);
        let Center { teams, calls, .. } = Center::open_for(number, streamed).await;
        Self { teams, calls }
    }

    fn can(&self, verb: Verb) -> Result<(), Unsupported> {
        self.calls.can(Self::OFFERING, verb)
    }

    fn requests(&self) -> usize {
        let entries = self.teams.ladder().entries();
        let is_one = |line: &str| line.contains("/calling");
        entries.iter().filter(|entry| entry.wire == Wire::Acs && is_one(&entry.line)).count()
    }

    fn ladder(&self) -> String {
        self.teams.ladder().to_string()
    }

    async fn rings(&self) -> (Caller, IncomingCall) {
        let phone = self.teams.acs().calls_from(CALLER).to(NUMBER).expect("it rings");
        let ring = self.within(self.calls.next_call()).await;
        assert_eq!(ring.is_teams_phone(), TEAMS_PHONE);
        (Caller { phone, teams: self.teams.clone() }, ring)
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
        let create = self.calls.create(to);
        if TEAMS_PHONE {
            return create.from_account(account()).await;
        }
        create.showing(NUMBER.parse().unwrap()).await
    }

    fn somebody(&self, number: u32, manner: Manner) -> Address {
        let number = format!("+1206555{number:04}");
        let person = self.teams.acs().person(&number);
        let _person = match manner {
            Manner::Answers => person.answers_after(Duration::ZERO),
            Manner::Declines => person.declines_after(Duration::ZERO),
            Manner::Ignores => person.ignores(),
        };
        number.parse().unwrap()
    }

    async fn is_ringing(&self, who: &Address) -> bool {
        self.until(|| self.person(who).is_ringing()).await;
        true
    }

    async fn is_free(&self, who: &Address) -> bool {
        let id = self.person(who).id();
        self.until(|| !self.person(who).is_ringing() && participant(&self.teams, &id).is_none())
            .await;
        true
    }

    async fn talk(&self, far: &Caller, who: &Address) -> bool {
        far.phone.talks_to(&self.person(who)).await
    }

    async fn hears(&self, _who: &Address, _far: &Caller) -> bool {
        !participant(&self.teams, &format!("4:{CALLER}")).is_some_and(|one| one.muted)
    }

    async fn listens(&self) {
        self.until(|| self.said("startContinuousDtmfRecognition") > 0).await;
    }

    fn questions(&self) -> usize {
        self.said(":recognize")
    }

    async fn is_asked(&self, far: &Caller, before: usize) {
        self.until(|| self.questions() > before && far.phone.is_asked()).await;
    }

    async fn own(&self, verb: Verb) -> Option<Result<(), Error>> {
        let user = Address::teams_user(USER).unwrap();
        Some(match verb {
            Verb::Say => {
                let (far, call) = self.answered().await;
                self.within(call.play(Prompt::text("Hello"))).await.unwrap();
                assert!(!far.phone.heard().is_silent());
                Ok(())
            }
            Verb::Whisper => {
                let (far, call) = self.answered().await;
                let who = self.somebody(1, Manner::Answers);
                let guest = self.within(call.invite(who.clone())).await.unwrap();
                let before = far.phone.heard().samples().len();
                self.within(guest.whisper("Offer the loyalty plan.")).await.unwrap();
                let heard = self.person(&who).phone().await.unwrap().heard();
                assert!(!heard.is_silent());
                let caller = far.phone.heard();
                assert!(caller.samples().iter().skip(before).all(|s| s.unsigned_abs() < 200));
                Ok(())
            }
            Verb::AskChoice | Verb::AskWords => {
                let (far, call) = self.answered().await;
                let question = call.question(Prompt::text("What is it?"));
                let (question, say) = match verb {
                    Verb::AskWords => (question.words(), "my card is lost"),
                    _ => (question.choice("Lost", ["my card is lost"]), "my card is lost"),
                };
                let before = self.questions();
                let (heard, ()) = tokio::join!(self.within(question), async {
                    self.is_asked(&far, before).await;
                    far.phone.says(say);
                });
                let heard = heard.unwrap();
                assert!(
                    matches!(&heard, Answered::Words(w) if w == say)
                        || matches!(&heard, Answered::Choice { .. }),
                    "{heard:?}"
                );
                Ok(())
            }
            Verb::Connect => {
                let locator = CallLocator::group("29228d3e-040e-4656-a70e-890ab4e173e5");
                let call = self.within(self.calls.connect(locator)).await;
                let call = call.unwrap_or_else(|error| panic!("{error:?}\n{}", self.ladder()));
                self.within(call.hang_up()).await.map(drop)
            }
            Verb::ReachTeamsUser => {
                if !TEAMS_PHONE {
                    let person = self.teams.acs().person(&format!("8:orgid:{USER}"));
                    let _person = person.answers_after(Duration::ZERO);
                    let (far, call) = self.answered().await;
                    self.within(call.invite(&user)).await.unwrap();
                    drop(far);
                    return Some(Ok(()));
                }
                // In each of the three ways, before any request.
                let create = self.calls.create(user.clone()).from_account(account());
                let created = self.unsent(create).await;
                super::is_refused(verb, created);
                let (_far, call) = self.answered().await;
                let invite = async { call.invite(&user).await.map_err(Error::from) };
                super::is_refused(verb, self.unsent(invite).await);
                let before = self.requests();
                let failed = self.within(call.transfer(user)).await.unwrap_err();
                assert_eq!(self.requests(), before);
                let kept = teams_cc_core::Kept::from(failed);
                let call = {
                    assert_eq!(kept.error().kind(), teams_cc_core::ErrorKind::Unsupported);
                    kept.into_call()
                };
                self.within(call.play(prompt(50))).await.unwrap();
                self.can(verb).map_err(Error::from)
            }
            Verb::ShowNumber => {
                let who = self.somebody(1, Manner::Answers);
                let create = self.calls.create(who).showing(NUMBER.parse().unwrap());
                let create = if TEAMS_PHONE { create.from_account(account()) } else { create };
                self.unsent(create).await
            }
            Verb::EndForAll => {
                let (far, call) = self.answered().await;
                let who = self.somebody(1, Manner::Answers);
                self.within(call.invite(&who)).await.unwrap();
                self.within(call.end_for_all()).await.unwrap();
                assert!(far.phone.has_ended().await && self.is_free(&who).await);
                Ok(())
            }
            Verb::TakeOver => {
                let (far, call) = self.answered().await;
                let who = self.somebody(1, Manner::Answers);
                let other = self.within(self.create(who.clone())).await.unwrap();
                let them = other.peer().unwrap().clone();
                self.within(call.take_over(&them, &other)).await.unwrap();
                assert!(far.phone.talks_to(&self.person(&who)).await, "\n{}", self.ladder());
                // Nobody of that name is there any more.
                let gone = self.within(call.take_over(&them, &other)).await.unwrap_err();
                assert!(
                    matches!(
                        gone.kind(),
                        teams_cc_core::ErrorKind::Refused | teams_cc_core::ErrorKind::Ended
                    ),
                    "{gone:?}"
                );
                Ok(())
            }
            Verb::TransferOut => {
                let (far, call) = self.answered().await;
                let who = [1, 2].map(|n| self.somebody(n, Manner::Answers));
                let guest = self.within(call.invite(&who[0])).await.unwrap();
                self.within(call.invite(&who[1])).await.unwrap();
                if TEAMS_PHONE {
                    super::is_refused(
                        Verb::ReachTeamsUser,
                        self.unsent(guest.transfer(&user)).await,
                    );
                }
                let declines = self.somebody(3, Manner::Declines);
                let stays = self.within(guest.transfer(&declines)).await.unwrap_err();
                assert_eq!(stays.kind(), teams_cc_core::ErrorKind::Refused, "{stays:?}");
                let to = self.somebody(4, Manner::Answers);
                let moved = self.within(guest.transfer(&to)).await.unwrap();
                assert_eq!(moved, Ended::Transferred(to));
                let id = self.person(&who[0]).id();
                self.until(|| participant(&self.teams, &id).is_none()).await;
                assert!(far.phone.talks_to(&self.person(&who[1])).await, "the others go on");
                self.within(call.play(prompt(50))).await.unwrap();
                Ok(())
            }
            Verb::Record | Verb::PauseRecording => {
                let (_far, call) = self.answered().await;
                let recording = self.within(call.record()).await.unwrap();
                let stands = async || self.within(recording.state()).await.unwrap();
                self.within(async { while stands().await != RecordingState::Active {} }).await;
                for _twice in 0..2 {
                    self.within(recording.pause()).await.unwrap();
                }
                assert_eq!(stands().await, RecordingState::Inactive);
                for _twice in 0..2 {
                    self.within(recording.resume()).await.unwrap();
                }
                assert_eq!(stands().await, RecordingState::Active);
                self.within(recording.stop()).await
            }
            Verb::Stream => {
                let (_far, call) = self.answered().await;
                let mut audio = self.within(call.stream()).await.unwrap();
                let heard = async {
                    while !matches!(audio.next().await, Some(Sound::Audio(f)) if !f.samples.is_empty())
                    {
                    }
                };
                self.within(heard).await;
                self.within(audio.send(&[8_000; 320])).await
            }
            Verb::Transcribe => {
                let (far, call) = self.answered().await;
                let mut lines = self.within(call.transcribe()).await.unwrap();
                far.phone.says("cancel my contract");
                let line = self.within(lines.next()).await.expect("a line");
                assert!(line.text.contains("cancel my contract"));
                Ok(())
            }
            _ => return None,
        })
    }
}

/// A client that was told less says so as early.
#[tokio::test]
async fn acs_what_is_not_configured_is_said_early() {
    let acs = CallAutomation::builder()
        .connection_string(Secret::new(
            "endpoint=https://contoso.communication.azure.com;accesskey=c2VjcmV0".to_owned(),
        ))
        .resource_id(Guid::from_u128(1).to_string())
        .build()
        .unwrap();
    let (calls, _webhook) = acs.listen("https://cc.contoso.example/acs");
    for verb in [Verb::Stream, Verb::Transcribe, Verb::Say, Verb::AskWords, Verb::AskChoice] {
        let because = calls.can(Offering::CallAutomation, verb).unwrap_err().because;
        assert!(because.contains("CallAutomationBuilder::"), "{because}");
    }
    assert_eq!(calls.can(Offering::TeamsPhone, Verb::Play), Ok(()));
}
