//! What a test does with the resource: numbers, phones that call, agents, assertions.

use std::time::Duration;

use serde::Serialize;
use serde_json::Value;
use teams_cc_core::{Guid, Secret, TenantId};

use super::call::{CallState, CallerBehaviour, CallerStep, Member};
use super::callers::{Line, PhoneState};
use super::incoming::Calling;
use super::sound::{halved, of_voice, samples_in};
use super::{AcsRules, Book, Ear, EventGridSettings, Party};
use crate::audio::{Recording, Voice};
use crate::people::{Ringing, millis};
use crate::{Emulator, Stage};

/// How long an assertion waits.
const PATIENCE: Duration = Duration::from_secs(10);

/// The emulated Azure Communication Services resource. Cheap to clone; from [`Emulator::acs`].
#[derive(Clone, Debug)]
pub struct Acs {
    pub(super) stage: Stage,
}

impl Emulator {
    /// The Azure Communication Services resource.
    pub fn acs(&self) -> Acs {
        Acs::of(&self.stage)
    }
}

/// A call connection, as data.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct AcsCall {
    /// `callConnectionId`.
    pub id: Guid,
    /// Its state.
    pub state: CallState,
    /// `serverCallId`.
    pub server_call_id: String,
    /// Whoever is in it.
    pub participants: Vec<AcsParticipant>,
}

/// Somebody in a call, as data.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct AcsParticipant {
    /// The raw id.
    pub id: String,
    /// Nobody hears it.
    pub muted: bool,
    /// It hears music, or nothing.
    pub on_hold: bool,
    /// Keys that `sendDtmfTones` sent to it.
    pub keys: String,
}

impl From<&Member> for AcsParticipant {
    fn from(one: &Member) -> Self {
        Self {
            id: one.party.raw(),
            muted: one.is_muted,
            on_hold: one.is_on_hold,
            keys: one.tones.clone(),
        }
    }
}

impl Acs {
    pub(crate) fn of(stage: &Stage) -> Self {
        Self { stage: stage.clone() }
    }

    pub(super) fn stage(&self) -> &Stage {
        &self.stage
    }

    /// `http://127.0.0.1:PORT`.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.stage.addresses().acs)
    }

    /// `https://127.0.0.1:PORT`, with a certificate of the emulator's authority.
    pub fn endpoint_tls(&self) -> String {
        format!("https://{}", self.stage.addresses().acs_tls)
    }

    /// The access key, in base64.
    pub fn key(&self) -> Secret {
        self.stage.acs.resource().key.clone()
    }

    /// `endpoint=...;accesskey=...`, over http.
    pub fn connection_string(&self) -> Secret {
        Secret::new(format!("endpoint={};accesskey={}", self.endpoint(), self.key().expose()))
    }

    /// The resource's immutable id: the audience of the tokens on events and sockets.
    pub fn resource_id(&self) -> Guid {
        self.stage.acs.resource().id
    }

    /// How it behaves where the documents leave it open.
    pub fn rules(&self) -> AcsRules {
        self.stage.acs.look(|book| book.rules.clone())
    }

    /// Changes that from now on.
    pub fn change_rules(&self, change: impl FnOnce(&mut AcsRules)) {
        self.stage.acs.with(|book, _| change(&mut book.rules));
    }

    /// What softphones really say is understood from now on, in questions and transcripts: by
    /// [`Phrases`](crate::speech::Phrases), or by an [`Ear`] with voices. Whoever has no sound stays
    /// scripted.
    pub fn listens_with(&self, ear: impl Into<Ear>) {
        let ear = ear.into();
        self.stage.acs.with(|book, _| book.ear = Some(ear));
    }

    /// Nothing that is said is understood from now on.
    pub fn listens_no_more(&self) {
        self.stage.acs.with(|book, _| book.ear = None);
    }

    /// A number of the resource's own reaches it from now on.
    pub fn number(&self, number: &str) -> AcsNumber {
        self.line(Line { number: number.into(), ..Line::default() })
    }

    /// A Teams Phone number reaches it from now on, through a resource account (Teams Phone
    /// extensibility) whose tenant has consented.
    pub fn teams_number(&self, number: &str, tenant: TenantId, account: Guid) -> AcsNumber {
        let (account, tenant) = (Some(account), Some(tenant.0));
        self.line(Line { number: number.into(), account, tenant, ..Line::default() })
    }

    /// A number with everything about it.
    pub fn line(&self, line: Line) -> AcsNumber {
        let home = super::home(&self.stage);
        let number = line.number.clone();
        self.stage.acs.with(|book, _| book.add_line(line, home));
        AcsNumber { number }
    }

    /// An agent with the vendor's own client: a Teams user with a second persona at the resource.
    pub fn agent(&self, tenant: TenantId, user: Guid) -> AcsAgent {
        let party = Party::Extension(self.resource_id(), tenant.0, user);
        AcsAgent { acs: self.clone(), party }
    }

    /// Anybody else at the other end: a number with its plus sign, or a raw id.
    pub fn person(&self, id: &str) -> AcsAgent {
        AcsAgent { acs: self.clone(), party: Party::from_raw(id) }
    }

    /// Somebody calls: `acs.calls_from("+14255550100").to("+18005550100")`.
    pub fn calls_from(&self, number: &str) -> Dialing {
        let calling = Calling { from: number.into(), ..Calling::default() };
        Dialing { acs: self.clone(), calling }
    }

    /// Event Grid events go to that address from now on; shakes hands with it first.
    ///
    /// # Errors
    /// Why the handshake failed, in a few words.
    pub async fn subscribe(&self, url: &str) -> Result<(), String> {
        self.subscribe_with(EventGridSettings::new(url)).await
    }

    /// The same for some types of events, or as CloudEvents.
    ///
    /// # Errors
    /// As [`subscribe`](Self::subscribe).
    pub async fn subscribe_with(&self, to: EventGridSettings) -> Result<(), String> {
        let id = self.stage.acs.grid().add(&to);
        super::grid::shake_hands(&self.stage, id).await
    }

    /// All connections that are kept, with those that are over.
    pub fn calls(&self) -> Vec<AcsCall> {
        self.stage.acs.look(|book| {
            let shown = |call: &super::call::Call| {
                let room = book.rooms.get(&call.room);
                AcsCall {
                    id: call.id,
                    state: call.state,
                    server_call_id: room.map(|r| r.server_call_id.clone()).unwrap_or_default(),
                    participants: room
                        .map(|room| room.members.iter().map(AcsParticipant::from).collect())
                        .unwrap_or_default(),
                }
            };
            book.calls.values().map(shown).collect()
        })
    }

    /// Tells the application an event about a call, by its name without the prefix: one that no
    /// version knows yet, or a known one out of turn. `data` is added to what all events have, and
    /// may replace it. False if there is no such call.
    pub fn tells(&self, call: Guid, name: &str, data: Value) -> bool {
        self.stage.acs.with(|book, _| book.tell_other(call, name, data))
    }

    /// Waits until something holds; false after ten seconds.
    pub(crate) async fn until<T>(&self, holds: impl Fn(&Book) -> Option<T>) -> Option<T> {
        let mut changed = self.stage.acs.subscribe();
        let wait = async {
            loop {
                if let Some(found) = self.stage.acs.look(&holds) {
                    return found;
                }
                if changed.changed().await.is_err() {
                    std::future::pending::<()>().await;
                }
            }
        };
        tokio::time::timeout(PATIENCE, wait).await.ok()
    }
}

/// A number of the resource.
#[derive(Clone, Debug)]
pub struct AcsNumber {
    number: String,
}

impl AcsNumber {
    /// The number, with its plus sign.
    pub fn number(&self) -> &str {
        &self.number
    }
}

/// Somebody at the other end before there is a call.
#[derive(Clone, Debug)]
pub struct AcsAgent {
    acs: Acs,
    party: Party,
}

impl AcsAgent {
    /// The raw id (`8:acs:...` or `4:+...`).
    pub fn id(&self) -> String {
        self.party.raw()
    }

    /// Sets everything that the phone does.
    pub fn behaves(self, behaviour: CallerBehaviour) -> Self {
        self.acs.stage.acs.with(|book, _| book.behaviours.insert(self.party.clone(), behaviour));
        self
    }

    fn change(self, change: impl FnOnce(&mut CallerBehaviour)) -> Self {
        let party = self.party.clone();
        self.acs.stage.acs.with(|book, _| change(book.behaviours.entry(party).or_default()));
        self
    }

    /// Answers after so long.
    pub fn answers_after(self, wait: Duration) -> Self {
        let after_ms = millis(wait);
        self.change(|one| one.ringing = Ringing::Answer { after_ms })
    }

    /// Declines after so long.
    pub fn declines_after(self, wait: Duration) -> Self {
        let after_ms = millis(wait);
        self.change(|one| one.ringing = Ringing::Decline { after_ms })
    }

    /// Rings at a SIP softphone on this machine from now on, `sip:adele@127.0.0.1:5062`, and talks
    /// and hears there.
    pub fn rings_at(self, address: &str) -> Self {
        let address = address.to_owned();
        self.change(|one| one.sip = Some(address))
    }

    /// Rings and never answers.
    pub fn ignores(self) -> Self {
        self.change(|one| one.ringing = Ringing::Ignore)
    }

    /// What it does once it is in a call.
    pub fn then(self, steps: impl IntoIterator<Item = CallerStep>) -> Self {
        let steps = steps.into_iter().collect();
        self.change(|one| one.script = steps)
    }

    /// `customCallingContext` that it was last called with: headers and `teamsPhoneCallDetails`.
    pub fn context(&self) -> Option<Value> {
        self.acs.stage.acs.look(|book| book.contexts.get(&self.party).cloned())
    }

    /// Whether somebody calls it at the moment.
    pub fn is_ringing(&self) -> bool {
        let rings = |book: &Book| book.invitations.values().any(|one| one.party == self.party);
        self.acs.stage.acs.look(rings)
    }

    /// The phone in the newest call that it is in; waits for one up to ten seconds.
    pub async fn phone(&self) -> Option<AcsPhone> {
        let id = self.party.raw();
        let place = self.acs.until(|book| book.place_of(&id)).await?;
        Some(AcsPhone { acs: self.acs.clone(), at: At::Place(place) })
    }
}

/// A call that somebody is about to make.
#[derive(Clone, Debug)]
pub struct Dialing {
    acs: Acs,
    calling: Calling,
}

impl Dialing {
    /// The caller's name.
    pub fn named(mut self, name: &str) -> Self {
        self.calling.name = Some(name.into());
        self
    }

    /// `customContext` of the event: `{"voipHeaders": {..}, "sipHeaders": {..}}`.
    pub fn with_context(mut self, context: Value) -> Self {
        self.calling.context = Some(context);
        self
    }

    /// What the caller does once the call is up.
    pub fn then(mut self, steps: impl IntoIterator<Item = CallerStep>) -> Self {
        self.calling.script = Some(steps.into_iter().collect());
        self
    }

    /// Dials. `None` if nobody has that number.
    pub fn to(self, number: &str) -> Option<AcsPhone> {
        let calling = Calling { to: number.into(), ..self.calling };
        let phone = self.acs.stage.acs.with(|book, now| book.calls_in(now, &calling))?;
        Some(AcsPhone { acs: self.acs, at: At::Phone(phone) })
    }
}

#[derive(Clone, Copy, Debug)]
enum At {
    Phone(u64),
    Place((Guid, Guid)),
}

/// A phone in a call, or on its way into one. Dropping it does nothing.
#[derive(Clone, Debug)]
pub struct AcsPhone {
    acs: Acs,
    at: At,
}

impl AcsPhone {
    fn place(&self) -> Option<(Guid, Guid)> {
        match self.at {
            At::Place(place) => Some(place),
            At::Phone(id) => self.acs.stage.acs.look(|book| {
                let phone = book.phones.get(&id)?;
                Some((phone.room, phone.member?))
            }),
        }
    }

    /// Where the call is; `None` for a phone that was called and not one that calls.
    pub fn state(&self) -> Option<PhoneState> {
        let At::Phone(id) = self.at else { return None };
        self.acs.stage.acs.look(|book| book.phones.get(&id).map(|phone| phone.state.clone()))
    }

    /// Waits until the application has answered; false after ten seconds.
    pub async fn is_answered(&self) -> bool {
        let At::Phone(id) = self.at else { return true };
        let holds = |book: &Book| {
            let phone = book.phones.get(&id)?;
            (phone.member.is_some()).then_some(())
        };
        self.acs.until(holds).await.is_some()
    }

    /// Whether the application asks it something: the prompt plays, or the answer is waited for.
    pub fn is_asked(&self) -> bool {
        let Some((room, who)) = self.place() else { return false };
        self.acs.stage.acs.look(|book| book.is_being_asked(room, who))
    }

    /// Presses keys: `0`-`9`, `*`, `#`, `A`-`D`.
    pub fn press(&self, keys: &str) {
        if let Some((room, who)) = self.place() {
            self.acs.stage.acs.with(|book, now| book.presses(now, room, who, keys));
        }
    }

    /// Says scripted words: recognition gets the text, ears get a melody.
    pub fn says(&self, words: &str) {
        if let Some((room, who)) = self.place() {
            self.acs.stage.acs.with(|book, now| book.says(now, room, who, words));
        }
    }

    /// Makes a sound for so long, without words.
    pub fn sounds(&self, voice: &Voice, lasts: Duration) {
        if let Some((room, who)) = self.place() {
            let samples = of_voice(voice, samples_in(lasts));
            self.acs.stage.acs.with(|book, now| book.sounds_from(now, room, who, samples));
        }
    }

    /// Everything heard so far.
    pub fn heard(&self) -> Recording {
        self.heard_last(Duration::MAX)
    }

    /// What was heard in the last so long.
    pub fn heard_last(&self, last: Duration) -> Recording {
        let Some((room, who)) = self.place() else { return Recording::default() };
        let samples = self.acs.stage.acs.with(|book, now| book.heard(now, room, who));
        let skipped = samples.len().saturating_sub(samples_in(last));
        Recording::new(halved(samples.get(skipped..).unwrap_or_default()))
    }

    /// Waits until anything but silence was heard; false after ten seconds.
    pub async fn hears_something(&self) -> bool {
        let Some((room, who)) = self.place() else { return false };
        let clock = self.acs.stage.clock.clone();
        let heard = move |book: &Book| {
            let loud = |sample: &i16| sample.unsigned_abs() > 200;
            book.heard(clock.now(), room, who).iter().any(loud).then_some(())
        };
        self.acs.until(heard).await.is_some()
    }

    /// Keys that the application sent to this phone.
    pub fn keys(&self) -> String {
        let Some((room, who)) = self.place() else { return String::new() };
        let keys = |book: &Book| Some(book.rooms.get(&room)?.of_id(who)?.tones.clone());
        self.acs.stage.acs.look(keys).unwrap_or_default()
    }

    /// Hangs up, also while it rings.
    pub fn hang_up(&self) {
        match self.at {
            At::Phone(id) => self.acs.stage.acs.with(|book, now| book.phone_hangs_up(now, id)),
            At::Place((room, who)) => {
                self.acs.stage.acs.with(|book, now| book.hangs_up(now, room, who));
            }
        }
    }

    /// Waits until this phone and somebody else are in one call, or talk after a transfer or
    /// redirect; false after ten seconds.
    pub async fn talks_to(&self, other: &AcsAgent) -> bool {
        let (at, party) = (self.at, other.party.clone());
        let holds = |book: &Book| {
            let place = match at {
                At::Place(place) => Some(place),
                At::Phone(id) => {
                    let phone = book.phones.get(&id)?;
                    if phone.talks_with.as_ref() == Some(&party) {
                        return Some(());
                    }
                    phone.member.map(|member| (phone.room, member))
                }
            };
            let (room, who) = place?;
            let room = book.rooms.get(&room)?;
            room.of_id(who)?;
            room.member(&party).map(|_| ())
        };
        self.acs.until(holds).await.is_some()
    }

    /// Waits until the call is over for this phone; false after ten seconds.
    pub async fn has_ended(&self) -> bool {
        let at = self.at;
        let holds = |book: &Book| match at {
            At::Phone(id) => {
                let phone = book.phones.get(&id)?;
                matches!(phone.state, PhoneState::Ended(_)).then_some(())
            }
            At::Place((room, who)) => {
                let room = book.rooms.get(&room)?;
                room.of_id(who).is_none().then_some(())
            }
        };
        self.acs.until(holds).await.is_some()
    }
}
