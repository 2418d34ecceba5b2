//! One leg that is up.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use teams_cc_core::menu::{Asking, Chosen, MenuInput, MenuOutput};
use teams_cc_core::{
    Address, CallId, Ended, Error, ErrorKind, Instant, Key, Machine, Menu, Prompt, Side, TenantId,
};
use tokio::sync::mpsc;

use super::dial::{Dial, Refused};
use super::guests::Guests;
use super::hub::Ask;
use super::life::{LegEvent, Life};
use super::talk::Talk;
use super::transfer::TransferFailed;
use super::{Shared, reason};
use crate::Command;
use crate::driver::rtp::{Heard, Keys, MediaLeg, Playing, Recording};
use crate::endpoint::{Rejection, Reply};
use crate::media::Layout;
use crate::media::leg::Event;
use crate::message::StatusCode;

/// A re-INVITE must be answered within this time (its own transaction gives up at 32 s).
const REINVITE_PATIENCE: Duration = Duration::from_secs(35);

/// One leg that is up. Dropping it hangs up.
pub struct Call {
    pub(super) leg: Leg,
    pub(super) guests: Arc<Guests>,
    /// Who is at the other end.
    pub(super) other: Address,
}

/// The part of a call that ends with it.
pub(super) struct Leg {
    pub(super) life: Arc<Life>,
    pub(super) hub: mpsc::UnboundedSender<Ask>,
    pub(super) shared: Arc<Shared>,
}

impl Drop for Leg {
    fn drop(&mut self) {
        if self.life.ended().is_none() {
            self.bye();
        }
    }
}

impl Leg {
    pub(super) fn bye(&self) {
        let headers = vec![("Reason".to_owned(), reason::normal())];
        self.command(Command::Bye(self.life.leg(), headers));
    }

    pub(super) fn command(&self, command: Command) {
        // The hub is gone only when the process is going.
        self.hub.send(Ask::Do(command)).ok();
    }

    pub(super) fn media(&self) -> Result<&MediaLeg, Error> {
        self.life.media.get().ok_or_else(passes_by)
    }

    /// Nobody hears the other side from now on, or they do again.
    pub(super) fn mute(&self, muted: bool) -> Result<(), Error> {
        let media = self.media()?;
        if let Some(ended) = self.life.ended() {
            return Err(gone(&ended));
        }
        media.mute(muted);
        Ok(())
    }
}

impl std::fmt::Debug for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Call").field("id", &self.id()).finish_non_exhaustive()
    }
}

impl Call {
    pub(super) fn new(
        life: Arc<Life>,
        hub: mpsc::UnboundedSender<Ask>,
        shared: Arc<Shared>,
        other: Address,
    ) -> Self {
        let guests = Guests::of(life.clone(), shared.clone());
        Self { leg: Leg { life, hub, shared }, guests, other }
    }

    /// Its name in logs, ladders and queues.
    pub fn id(&self) -> CallId {
        self.leg.life.id
    }

    /// Whose customer this is.
    pub fn tenant(&self) -> Option<TenantId> {
        self.leg.life.tenant
    }

    /// Plays a prompt; done when it has been heard to its end.
    ///
    /// # Errors
    /// `Ended` if the other side hangs up meanwhile, `Config` if the prompt cannot be read.
    ///
    /// # Cancel safety
    /// Dropping the future stops the prompt.
    pub async fn play(&self, prompt: Prompt) -> Result<(), Error> {
        let media = self.leg.media()?;
        let sound = self.leg.shared.plane.sound(&prompt).await?;
        media.stop_music();
        let stop = StopOnDrop(Some(media));
        let playing = media.play(sound);
        let heard = self.or_ended(playing).await?;
        stop.keep();
        match heard {
            Heard::LegEnded => Err(self.gone()),
            _ => Ok(()),
        }
    }

    /// Plays a prompt again and again until something else is played, asked or bridged; done when
    /// it plays.
    pub async fn play_while_waiting(&self, prompt: Prompt) -> Result<(), Error> {
        let media = self.leg.media()?;
        let sound = self.leg.shared.plane.sound(&prompt).await?;
        if self.leg.life.ended().is_some() {
            return Err(self.gone());
        }
        media.music(sound);
        Ok(())
    }

    /// Asks a menu; who knows it may press ahead: keys that nobody has taken yet count. Done when
    /// the caller has chosen, or nothing came and the menu has an
    /// [`otherwise`](Menu::otherwise).
    ///
    /// # Errors
    /// `Timeout` if nothing was chosen and there is no `otherwise`; `Ended` if the caller left.
    pub async fn ask<T: Clone + Send + Sync>(&self, menu: &Menu<T>) -> Result<T, Error> {
        let media = self.leg.media()?;
        let mut keys = self.leg.life.keys.lock().await;
        let mut asking = Asking::new(Arc::new(menu.clone()));
        let start = tokio::time::Instant::now();
        let now = || Instant::from_nanos(u64::try_from(start.elapsed().as_nanos()).unwrap_or(0));
        let mut playing: Option<Playing> = None;
        let stop = StopOnDrop(Some(media));
        media.stop_music();
        asking.handle(now(), MenuInput::Start);
        loop {
            while let Some(output) = asking.poll() {
                match output {
                    MenuOutput::Play(prompt) => {
                        playing = Some(media.play(self.leg.shared.plane.sound(&prompt).await?));
                    }
                    MenuOutput::Stop => {
                        playing = None;
                        media.stop();
                    }
                    MenuOutput::Done(chosen) => {
                        stop.keep();
                        return match chosen {
                            Chosen::Key(_, means) | Chosen::Otherwise(means) => Ok(means),
                            Chosen::Nothing => Err(nothing_chosen()),
                        };
                    }
                }
            }
            let until = asking.deadline().map(|at| start + at.since(Instant::START));
            tokio::select! {
                ended = self.leg.life.until_over() => return Err(gone(&ended)),
                key = next(&mut keys) => match key {
                    Some(key) => asking.handle(now(), MenuInput::Pressed(key)),
                    None => return Err(self.gone()),
                },
                _ = heard(&mut playing) => {
                    playing = None;
                    asking.handle(now(), MenuInput::PromptEnded);
                }
                () = sleep_until(until) => asking.handle(now(), MenuInput::Tick),
            }
        }
    }

    /// The next key of the other side; one that was pressed before and that nobody has taken yet
    /// comes first.
    pub async fn next_key(&self) -> Result<Key, Error> {
        self.leg.media()?;
        let mut keys = self.leg.life.keys.lock().await;
        match self.or_ended(next(&mut keys)).await? {
            Some(key) => Ok(key),
            None => Err(self.gone()),
        }
    }

    /// Presses a key towards the other side (RFC 4733); done when its last packet is out. On hold
    /// it waits.
    ///
    /// # Errors
    /// `Refused` if the other side takes no keys, `Ended` if it is gone.
    ///
    /// # Cancel safety
    /// Dropping the future does not stop a key that is being sent.
    pub async fn press(&self, key: Key) -> Result<(), Error> {
        let media = self.leg.media()?;
        if self.leg.life.ended().is_some() {
            return Err(self.gone());
        }
        // One after the other: what is heard of a key names none.
        let _turn = self.leg.life.pressing.lock().await;
        let mut events = media.events();
        media.press(key);
        let sent = async {
            loop {
                match events.next().await {
                    Some(Event::KeySent) => return Ok(()),
                    Some(Event::NotPressed) => return Err(takes_no_keys()),
                    Some(_) => {}
                    None => return Err(self.gone()),
                }
            }
        };
        self.or_ended(sent).await?
    }

    /// Nobody hears the other side until it is [unmuted](Self::unmute), in a talk or with guests;
    /// its keys still count, and a recording of this leg goes on.
    pub fn mute(&self) -> Result<(), Error> {
        self.leg.mute(true)
    }

    /// Ends [`mute`](Self::mute).
    pub fn unmute(&self) -> Result<(), Error> {
        self.leg.mute(false)
    }

    /// Records both directions into a WAV file until the recording is stopped or dropped; it can
    /// be paused.
    pub fn record(&self, path: impl AsRef<Path>) -> Result<Recording, Error> {
        self.leg.media()?.record(path, Layout::default())
    }

    /// How the leg ended; resolves then. Borrows nothing, so it may be moved into `Work`.
    pub fn ended(&self) -> impl Future<Output = Ended> + Send + use<> {
        let life = self.leg.life.clone();
        async move { life.until_over().await }
    }

    /// The two hear each other, and what Teams asks of them comes up as events.
    pub fn bridge(self, other: Call) -> Talk {
        Talk::between(self, other)
    }

    /// Moves this caller to `to` and leaves.
    ///
    /// A new INVITE over this call's own trunk, a re-bridge when it is answered; never REFER, never
    /// Replaces (DR-58, DR-59, DR-94). Resolves when `to` has answered; the two then talk until one
    /// of them hangs up.
    ///
    /// # Errors
    /// [`TransferFailed`] if `to` refuses or does not answer: the caller is still connected, take
    /// it back with [`into_call`](TransferFailed::into_call).
    ///
    /// # Cancel safety
    /// Dropping the future cancels the new INVITE and hangs up, as with any dropped call.
    pub async fn transfer(self, to: impl Into<Address>) -> Result<Ended, TransferFailed> {
        let to = to.into();
        let dial = Dial::new(self.leg.shared.clone(), self.leg.hub.clone(), to.clone());
        let dial = dial.for_tenant(self.tenant());
        let gone = self.ended();
        let answered = tokio::select! {
            answered = dial.into_future() => answered,
            ended = gone => Err(Refused::caller_left(&to, &ended)),
        };
        match answered {
            Ok(target) => {
                let talk = self.bridge(target);
                tokio::spawn(talk.finished());
                Ok(Ended::Transferred(to))
            }
            Err(refused) => Err(TransferFailed::new(self, to, refused)),
        }
    }

    /// Holds the other side (`a=inactive` towards Teams, DR-96); done when it has agreed.
    pub async fn hold(&self) -> Result<(), Error> {
        let offer = self.leg.media()?.hold();
        self.reinvite(offer).await.map(drop)
    }

    /// Ends a hold; done when the other side has agreed.
    pub async fn resume(&self) -> Result<(), Error> {
        let offer = self.leg.media()?.resume();
        self.reinvite(offer).await.map(drop)
    }

    async fn reinvite(&self, offer: Bytes) -> Result<Bytes, Error> {
        self.leg.command(Command::Reinvite(self.leg.life.leg(), Reply::sdp(offer)));
        let answered = async {
            loop {
                match self.leg.life.next().await {
                    Ok(LegEvent::Reinvited(answer)) => {
                        if let Some(media) = self.leg.life.media.get() {
                            media.accept(&answer)?;
                        }
                        return Ok(answer);
                    }
                    Ok(LegEvent::ReinviteFailed) => {
                        if let Some(media) = self.leg.life.media.get() {
                            media.roll_back();
                        }
                        let text = "the other side refused";
                        return Err(Error::new("TCC-SIP-0504", ErrorKind::Refused, text));
                    }
                    Ok(_) => {}
                    Err(ended) => return Err(gone(&ended)),
                }
            }
        };
        tokio::time::timeout(REINVITE_PATIENCE, answered).await.unwrap_or_else(|_| {
            Err(Error::new("TCC-SIP-0505", ErrorKind::Timeout, "the other side did not answer"))
        })
    }

    /// Hangs up; done when the other side has confirmed it.
    pub async fn hang_up(self) -> Result<Ended, Error> {
        self.leg.bye();
        match self.leg.life.until_over().await {
            ended @ Ended::HungUp(_) => Ok(ended),
            // Both hung up at once, or the other side was gone already: it is over either way.
            _ => Ok(Ended::HungUp(Side::Us)),
        }
    }

    // ------------------------------------------------------------------ media that passes by

    /// What the other side answered to the description given to
    /// [`offering`](Dial::offering).
    pub fn answered(&self) -> Option<&Bytes> {
        self.leg.life.remote.get()
    }

    /// The next offer of the other side, where this leg passes its media by; answer it with
    /// [`answer_offer`](Self::answer_offer).
    pub async fn next_offer(&self) -> Result<Bytes, Error> {
        loop {
            match self.leg.life.next().await {
                Ok(LegEvent::Reoffered(offer)) => return Ok(offer),
                Ok(_) => {}
                Err(ended) => return Err(gone(&ended)),
            }
        }
    }

    /// Answers an offer of the other side.
    pub fn answer_offer(&self, sdp: impl Into<Bytes>) {
        self.leg.command(Command::AnswerReinvite(self.leg.life.leg(), Reply::sdp(sdp)));
    }

    /// Refuses an offer of the other side with 488; the session stays as it was.
    pub fn refuse_offer(&self) {
        let refusal = Rejection::new(StatusCode::NOT_ACCEPTABLE_HERE);
        self.leg.command(Command::RejectReinvite(self.leg.life.leg(), refusal));
    }

    /// Offers another session, and gives the answer.
    pub async fn offer(&self, sdp: impl Into<Bytes>) -> Result<Bytes, Error> {
        self.reinvite(sdp.into()).await
    }

    // ------------------------------------------------------------------

    async fn or_ended<T>(&self, done: impl Future<Output = T>) -> Result<T, Error> {
        tokio::select! {
            done = done => Ok(done),
            ended = self.leg.life.until_over() => Err(gone(&ended)),
        }
    }

    pub(super) fn gone(&self) -> Error {
        self.leg.life.ended().map_or_else(|| Error::ended("the call is over"), |e| gone(&e))
    }
}

/// The call is over: who asked something of it hears how.
pub(super) fn gone(ended: &Ended) -> Error {
    Error::new("TCC-SIP-0502", ErrorKind::Ended, ended.to_string())
}

/// Of a leg without media of its own.
pub(super) fn passes_by() -> Error {
    let text = "this leg passes its media by, there is nothing to hear here";
    Error::new("TCC-SIP-0503", ErrorKind::Unsupported, text)
}

fn takes_no_keys() -> Error {
    Error::new("TCC-SIP-0514", ErrorKind::Refused, "the other side takes no keys")
        .cause("its description has no telephone-event (RFC 4733)")
}

fn nothing_chosen() -> Error {
    Error::new("TCC-SIP-0506", ErrorKind::Timeout, "nothing was chosen")
        .fix("give the menu an `otherwise`")
}

/// Stops what plays, unless the play was heard to its end.
struct StopOnDrop<'a>(Option<&'a MediaLeg>);

impl StopOnDrop<'_> {
    fn keep(mut self) {
        self.0 = None;
    }
}

impl Drop for StopOnDrop<'_> {
    fn drop(&mut self) {
        if let Some(media) = self.0 {
            media.stop();
        }
    }
}

async fn heard(playing: &mut Option<Playing>) -> Heard {
    match playing {
        Some(playing) => playing.await,
        None => std::future::pending().await,
    }
}

async fn sleep_until(until: Option<tokio::time::Instant>) {
    match until {
        Some(until) => tokio::time::sleep_until(until).await,
        None => std::future::pending().await,
    }
}

/// The next key of a leg that has media.
pub(super) async fn next(keys: &mut Option<Keys>) -> Option<Key> {
    keys.as_mut()?.next().await
}
