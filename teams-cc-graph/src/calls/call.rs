//! One call that is up.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use teams_cc_core::menu::{Asking, Chosen, MenuInput, MenuOutput};
use teams_cc_core::{Address, CallId, Ended, Error, Instant, Key, Machine, Menu, Prompt, TenantId};

use super::failed::{self, TransferFailed};
use super::hub::Calls;
use super::leg::{Failure, Recorded, RecordingStatus, Wish};
use super::life::Life;
use super::record::Recording;
use super::result::ResultCode;
use crate::error;

/// The service takes at most so many prompts at once (`graph.md` section 2.2).
const MOST_PROMPTS: usize = 20;
/// A waiting caller hears music again this soon after the service refused it.
const MUSIC_AGAIN: Duration = Duration::from_secs(5);

/// One call that is up, of the bot with one person or with many: an invitation makes a group of
/// it. Dropping it hangs up our leg; a group goes on without us.
pub struct Call {
    calls: Calls,
    pub(super) life: Arc<Life>,
    /// Handed over to somebody else: nothing to hang up.
    pub(super) given_away: bool,
}

impl Call {
    pub(super) fn new(calls: Calls, life: Arc<Life>) -> Self {
        Self { calls, life, given_away: false }
    }

    /// Its name in logs, ladders and queues.
    pub fn id(&self) -> CallId {
        self.life.id
    }

    /// Graph's id of the call.
    pub fn graph_id(&self) -> &str {
        &self.life.graph_id
    }

    /// Whose customer this is: the tenant of the verified token.
    pub fn tenant(&self) -> Option<TenantId> {
        self.life.tenant
    }

    /// The other side, where the service tells.
    pub fn peer(&self) -> Option<&Address> {
        self.life.peer.as_ref()
    }

    pub(super) async fn verb(&self, wish: Wish, what: &str) -> Result<Option<Recorded>, Error> {
        self.life.wish(wish).await.map_err(|failure| failed::error(failure, what))
    }

    async fn media(&self, prompt: &Prompt) -> Result<(String, String), Error> {
        let base = self.calls.callback()?;
        self.calls.hub().prompts.host(&base, prompt).await
    }

    /// Plays a prompt: a WAV file, mono, 16 bit, 8 or 16 kHz, or samples; the service fetches it from
    /// us. Done when it has been heard to its end, or cut short by another verb.
    ///
    /// # Errors
    /// `Ended` if the other side hangs up meanwhile, `Config` if the prompt has another format,
    /// `Unsupported` for words: v1.0 has no voice.
    ///
    /// # Cancel safety
    /// Dropping the future stops the prompt.
    pub async fn play(&self, prompt: Prompt) -> Result<(), Error> {
        let media = self.media(&prompt).await?;
        self.stop_music().await;
        let stop = StopOnDrop(Some(&self.life));
        let heard = self.life.wish(Wish::Play(vec![media])).await;
        stop.keep();
        played(heard)
    }

    /// Repeats a prompt until something else is played or asked; done when it is asked for. The
    /// service cannot repeat: up to 20 prompts are queued, and queued again.
    pub async fn play_while_waiting(&self, prompt: Prompt) -> Result<(), Error> {
        let media = self.media(&prompt).await?;
        if let Some(ended) = self.life.ended() {
            return Err(error::call_ended(ended.to_string()));
        }
        self.stop_music().await;
        let life = Arc::clone(&self.life);
        // Held, so that the task finds itself to be the music.
        let mut music = self.life.music.lock();
        let task = tokio::spawn(async move {
            let wish = || Wish::Play(vec![media.clone(); MOST_PROMPTS]);
            while let Some(played) = life.wish_of_music(wish()).await {
                match played {
                    Ok(_) => {}
                    Err(Failure::Ended(_)) => return,
                    // A waiting caller should not notice that the service was unwell.
                    Err(_) => tokio::time::sleep(MUSIC_AGAIN).await,
                }
            }
        });
        *music = Some(task.abort_handle());
        Ok(())
    }

    /// Ends the music, and waits until the service has: the next prompt must not be cancelled.
    async fn stop_music(&self) {
        if self.life.stop_music() {
            drop(self.life.wish(Wish::Cancel).await);
        }
    }

    /// Asks a menu; keys that were pressed before and that nobody has taken count. Done when the
    /// caller has chosen, or nothing came and the menu has an
    /// [`otherwise`](Menu::otherwise).
    ///
    /// # Errors
    /// `Timeout` if nothing was chosen and there is no `otherwise`; `Ended` if the caller left.
    ///
    /// # Cancel safety
    /// Dropping the future stops the prompt.
    pub async fn ask<T: Clone + Send + Sync>(&self, menu: &Menu<T>) -> Result<T, Error> {
        self.subscribe().await?;
        self.stop_music().await;
        let mut keys = self.life.keys.lock().await;
        let mut asking = Asking::new(Arc::new(menu.clone()));
        let start = tokio::time::Instant::now();
        let now = || Instant::from_nanos(u64::try_from(start.elapsed().as_nanos()).unwrap_or(0));
        let silence = futures::future::pending::<Result<(), Error>>();
        let mut playing: futures::future::BoxFuture<'_, _> = Box::pin(silence);
        let stop = StopOnDrop(Some(&self.life));
        asking.handle(now(), MenuInput::Start);
        loop {
            while let Some(output) = asking.poll() {
                match output {
                    MenuOutput::Play(prompt) => {
                        let media = self.media(&prompt).await?;
                        let life = Arc::clone(&self.life);
                        playing =
                            Box::pin(
                                async move { played(life.wish(Wish::Play(vec![media])).await) },
                            );
                    }
                    MenuOutput::Stop => {
                        playing = Box::pin(futures::future::pending());
                        self.verb(Wish::Cancel, "the prompt cannot be stopped").await?;
                    }
                    MenuOutput::Done(chosen) => {
                        stop.keep();
                        return match chosen {
                            Chosen::Key(_, means) | Chosen::Otherwise(means) => Ok(means),
                            Chosen::Nothing => Err(error::nothing_chosen()),
                        };
                    }
                }
            }
            let until = asking.deadline().map(|at| start + at.since(Instant::START));
            tokio::select! {
                biased;
                ended = self.life.until_over() => {
                    stop.keep();
                    return Err(error::call_ended(ended.to_string()));
                }
                Some(key) = keys.recv() => asking.handle(now(), MenuInput::Pressed(key)),
                heard = &mut playing => {
                    heard?;
                    playing = Box::pin(futures::future::pending());
                    asking.handle(now(), MenuInput::PromptEnded);
                }
                () = sleep_until(until) => asking.handle(now(), MenuInput::Tick),
            }
        }
    }

    /// The next key of the other side; one that nobody has taken yet comes first.
    pub async fn next_key(&self) -> Result<Key, Error> {
        self.subscribe().await?;
        let mut keys = self.life.keys.lock().await;
        tokio::select! {
            biased;
            Some(key) = keys.recv() => Ok(key),
            ended = self.life.until_over() => Err(error::call_ended(ended.to_string())),
        }
    }

    /// Keys are told only to who asks for them, once for a call.
    async fn subscribe(&self) -> Result<(), Error> {
        let subscribe =
            || async { self.verb(Wish::SubscribeToTone, "keys cannot be heard").await.map(drop) };
        self.life.subscribed.get_or_try_init(subscribe).await.map(drop)
    }

    /// Presses a key towards the other side; done when it was sent.
    pub async fn press(&self, key: Key) -> Result<(), Error> {
        self.verb(Wish::Press(vec![key]), "the key cannot be sent").await.map(drop)
    }

    /// Records what the other side says; done when it is over. The file must be fetched promptly:
    /// the service throws it away shortly after the call.
    ///
    /// # Errors
    /// `Ended` if the other side hangs up meanwhile: nothing was recorded.
    pub async fn record(&self, recording: Recording) -> Result<Recorded, Error> {
        self.stop_music().await;
        let prompt = match &recording.prompt {
            Some(prompt) => Some(self.media(prompt).await?),
            None => None,
        };
        let Recording { most, silence, stop, barge_in, beep, .. } = recording;
        let wish = Wish::Record { prompt, most, silence, stop, barge_in, beep };
        let what = "nothing was recorded";
        self.verb(wish, what).await?.ok_or_else(|| error::call_failed(what, ResultCode::default()))
    }

    /// Fetches what was recorded, a WAV file, with its own token. Soon: the service throws it away
    /// shortly after the call.
    ///
    /// # Errors
    /// `TCC-GRAPH-0702` if it is not there any more.
    pub async fn fetch(&self, recorded: &Recorded) -> Result<Bytes, Error> {
        self.calls.graph().fetch(&recorded.location, &recorded.token).await
    }

    pub(super) async fn recording_status(&self, status: RecordingStatus) -> Result<(), Error> {
        let wish = Wish::RecordingStatus(status);
        self.verb(wish, "the recording status cannot be set").await.map(drop)
    }

    /// Mutes the bot itself, at the service.
    pub async fn mute_bot(&self) -> Result<(), Error> {
        self.verb(Wish::Mute(true), "the bot cannot be muted").await.map(drop)
    }

    /// Ends [`mute_bot`](Self::mute_bot).
    pub async fn unmute_bot(&self) -> Result<(), Error> {
        self.verb(Wish::Mute(false), "the bot cannot be unmuted").await.map(drop)
    }

    /// Moves this caller to `to` and leaves; done when the service has completed it.
    ///
    /// # Errors
    /// [`TransferFailed`] if `to` refuses or does not answer: the caller is still connected, take
    /// it back with [`into_call`](TransferFailed::into_call).
    ///
    /// # Cancel safety
    /// Dropping the future hangs up, as with any dropped call; a transfer that is under way may
    /// still succeed.
    pub async fn transfer(self, to: impl Into<Address>) -> Result<Ended, TransferFailed> {
        self.moved(to.into(), None, false).await
    }

    /// Moves this caller to the voicemail of a Teams user.
    pub async fn transfer_to_voicemail(
        self,
        of: impl Into<Address>,
    ) -> Result<Ended, TransferFailed> {
        self.moved(of.into(), None, true).await
    }

    /// Moves this caller into the place of the bot in `consulted`, a call that the bot has made to
    /// somebody who agreed (consultative transfer). Both calls end for the bot.
    ///
    /// # Errors
    /// [`TransferFailed`]: both calls are still up,
    /// [`into_calls`](TransferFailed::into_calls).
    pub async fn transfer_into(self, consulted: Self) -> Result<Ended, TransferFailed> {
        match consulted.peer().cloned() {
            Some(to) => self.moved(to, Some(consulted), false).await,
            None => {
                let to = super::leg::unknown();
                Err(TransferFailed::new(self, Some(consulted), to, Failure::Failed(None)))
            }
        }
    }

    async fn moved(
        mut self,
        to: Address,
        consulted: Option<Self>,
        voicemail: bool,
    ) -> Result<Ended, TransferFailed> {
        self.stop_music().await;
        let replaces = consulted.as_ref().map(|call| call.graph_id().to_owned());
        let wish = Wish::Transfer { to: to.clone(), replaces, who: None, voicemail };
        match self.life.wish(wish).await {
            Ok(_) => {
                self.given_away = true;
                if let Some(mut call) = consulted {
                    // The service ends it; a hang-up of ours could end the talk.
                    call.given_away = true;
                }
                Ok(Ended::Transferred(to))
            }
            Err(failure) => Err(TransferFailed::new(self, consulted, to, failure)),
        }
    }

    /// How the call ended; resolves then. Borrows nothing, so it may be moved into `Work`.
    pub fn ended(&self) -> impl Future<Output = Ended> + Send + use<> {
        let life = Arc::clone(&self.life);
        async move { life.until_over().await }
    }

    /// The code and subcode that the service ended the call with; `None` before the end, and if it
    /// said none.
    ///
    /// # Source
    /// `graph.md` section 2.6.
    pub fn result(&self) -> Option<ResultCode> {
        self.life.result.get().copied()
    }

    /// What happens in the call from now on; a listener that lags misses the oldest.
    pub fn events(&self) -> impl futures::Stream<Item = super::leg::Event> + Send + use<> {
        let events = self.life.events();
        futures::stream::unfold(events, |mut events| async move {
            loop {
                match events.recv().await {
                    Ok(event) => return Some((event, events)),
                    Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => {}
                    Err(tokio::sync::broadcast::error::RecvError::Closed) => return None,
                }
            }
        })
    }

    /// Ends our leg; done when the service knows. A group goes on without us.
    pub async fn hang_up(self) -> Result<Ended, Error> {
        drop(self.life.wish(Wish::HangUp).await);
        Ok(self.life.until_over().await)
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        self.life.stop_music();
        if !self.given_away && self.life.ended().is_none() {
            self.life.fire(Wish::HangUp);
        }
    }
}

impl std::fmt::Debug for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Call").field("id", &self.id()).finish_non_exhaustive()
    }
}

/// A prompt that another verb cut short was heard as far as it was wanted.
fn played(heard: Result<Option<Recorded>, Failure>) -> Result<(), Error> {
    match heard {
        Ok(_) => Ok(()),
        Err(Failure::Failed(Some(info))) if info.is_cancelled() => Ok(()),
        Err(failure) => Err(failed::error(failure, "the prompt was not heard")),
    }
}

async fn sleep_until(moment: Option<tokio::time::Instant>) {
    match moment {
        Some(moment) => tokio::time::sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

/// Empties the media queue if a verb is dropped in its middle.
struct StopOnDrop<'a>(Option<&'a Arc<Life>>);

impl StopOnDrop<'_> {
    fn keep(mut self) {
        self.0 = None;
    }
}

impl Drop for StopOnDrop<'_> {
    fn drop(&mut self) {
        if let Some(life) = self.0
            && life.ended().is_none()
        {
            life.fire(Wish::Cancel);
        }
    }
}
