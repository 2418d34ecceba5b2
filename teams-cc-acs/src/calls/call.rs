//! One call that is up.

use std::sync::Arc;
use std::time::Duration;

use teams_cc_core::menu::{Asking, Chosen, MenuInput, MenuOutput};
use teams_cc_core::{Address, CallId, Ended, Error, Instant, Key, Machine, Menu, Prompt, TenantId};

use super::failed::{self, TransferFailed};
use super::invite::{Guest, Invite};
use super::leg::{Failure, Fruit, Wish};
use super::life::Life;
use super::party::Party;
use super::question::{Answered, Question};
use super::recording::{Record, Recording};
use super::source;
use crate::error;
use crate::models::{CallParticipant, CallProperties, Identifier};

/// A waiting caller hears music again this soon after the service refused it.
const MUSIC_AGAIN: Duration = Duration::from_secs(5);
/// Music is asked for again after this time, whatever the service said.
const MUSIC_LASTS: Duration = Duration::from_secs(6 * 3600);

/// One call that is up, with one or with many. Dropping it leaves; a group goes on without us.
///
/// It ends when the other side leaves, also if guests are in it: two who are left talk on, one
/// alone is hung up.
pub struct Call {
    pub(super) life: Arc<Life>,
    /// Handed over to somebody else: nothing to hang up.
    given_away: bool,
}

impl Call {
    pub(super) fn new(life: Arc<Life>) -> Self {
        Self { life, given_away: false }
    }

    /// Its name in logs, ladders and queues.
    pub fn id(&self) -> CallId {
        self.life.id
    }

    /// The service's id of our part of it.
    pub fn connection_id(&self) -> &str {
        self.life.connection().unwrap_or_default()
    }

    /// Whose customer this is.
    pub fn tenant(&self) -> Option<TenantId> {
        self.life.tenant
    }

    /// The other side, where there is one.
    pub fn peer(&self) -> Option<&Identifier> {
        self.life.peer.as_ref()
    }

    /// The other side, to be spoken to, held, moved.
    ///
    /// # Errors
    /// `TCC-ACS-0414` if nobody is known: the call was made to many, or joined.
    pub fn guest(&self) -> Result<Guest, Error> {
        Ok(Guest::new(Arc::clone(&self.life), self.other()?))
    }

    /// Somebody in this call, by the service's name.
    pub fn guest_named(&self, who: Identifier) -> Guest {
        Guest::new(Arc::clone(&self.life), who)
    }

    pub(super) fn other(&self) -> Result<Identifier, Error> {
        self.life.peer.clone().ok_or_else(error::no_peer)
    }

    pub(super) async fn verb(&self, wish: Wish, what: &str) -> Result<Fruit, Error> {
        self.life.wish(wish).await.map_err(|failure| failed::error(failure, what))
    }

    pub(crate) fn life(&self) -> &Arc<Life> {
        &self.life
    }

    pub(crate) async fn wish_for(&self, wish: Wish, what: &str) -> Result<(), Error> {
        self.life.wish_for(wish, what).await
    }

    /// How the service sees it now.
    pub async fn properties(&self) -> Result<CallProperties, Error> {
        self.life.hub.acs.api().call(self.connection_id()).get().await
    }

    /// Plays a prompt to all; done when it has been heard to its end, or cut short by another verb.
    ///
    /// # Errors
    /// `Ended` if the other side hangs up meanwhile, `Config` if the prompt has another format, or
    /// is words without a voice; `Timeout` if nobody says how it came out.
    ///
    /// # Cancel safety
    /// Dropping the future stops the prompt.
    pub async fn play(&self, prompt: Prompt) -> Result<(), Error> {
        let (source, lasts) = source::of(&self.life, &prompt).await?;
        let interrupts = self.stop_music();
        let stop = StopOnDrop(Some(&self.life));
        let (sources, to, repeats) = (vec![source], Vec::new(), false);
        let heard = self.life.wish(Wish::Play { sources, to, repeats, interrupts, lasts }).await;
        stop.keep();
        played(heard)
    }

    /// Repeats a prompt until something else is played or asked, or a guest joins; done when it is
    /// asked for.
    pub async fn play_while_waiting(&self, prompt: Prompt) -> Result<(), Error> {
        let (source, _) = source::of(&self.life, &prompt).await?;
        if let Some(ended) = self.life.ended() {
            return Err(error::call_ended(ended.to_string()));
        }
        let interrupts = self.stop_music();
        let life = Arc::clone(&self.life);
        // Held, so that the task finds itself to be the music.
        let mut music = self.life.music.lock();
        let task = tokio::spawn(async move {
            let mut interrupts = interrupts;
            loop {
                let (sources, to, repeats) = (vec![source.clone()], Vec::new(), true);
                let wish = Wish::Play { sources, to, repeats, interrupts, lasts: MUSIC_LASTS };
                match life.wish_of_music(wish).await {
                    // Another verb has the caller's ear now.
                    None | Some(Err(Failure::Ended(_) | Failure::Cut)) => return,
                    Some(Ok(_)) => {}
                    // A waiting caller should not notice that the service was unwell.
                    Some(Err(_)) => tokio::time::sleep(MUSIC_AGAIN).await,
                }
                interrupts = false;
            }
        });
        *music = Some(task.abort_handle());
        Ok(())
    }

    pub(super) fn stop_music(&self) -> bool {
        self.life.stop_music()
    }

    /// Ends everything that plays or listens.
    pub async fn stop(&self) -> Result<(), Error> {
        self.stop_music();
        self.verb(Wish::Cancel, "it cannot be stopped").await.map(drop)
    }

    /// Asks a menu; done when the caller has chosen, or nothing came and the menu has an
    /// [`otherwise`](Menu::otherwise). The service listens while the prompt plays.
    ///
    /// # Errors
    /// `Timeout` if nothing was chosen and there is no `otherwise`; `Ended` if the caller left.
    ///
    /// # Cancel safety
    /// Dropping the future stops the prompt.
    pub async fn ask<T: Clone + Send + Sync>(&self, menu: &Menu<T>) -> Result<T, Error> {
        let mut asking = Asking::new(Arc::new(menu.clone()));
        // The service keeps the time; the machine is told of it afterwards.
        let mut now = Instant::START;
        asking.handle(now, MenuInput::Start);
        while let Some(output) = asking.poll() {
            match output {
                MenuOutput::Play(prompt) => {
                    let question = self.question(prompt).keys(1).patience(menu.waits_for());
                    let question =
                        if menu.is_interruptible() { question } else { question.to_its_end() };
                    let answered = question.await?;
                    asking.handle(now, MenuInput::PromptEnded);
                    match answered {
                        Answered::Keys(keys) if !keys.is_empty() => {
                            for key in keys {
                                asking.handle(now, MenuInput::Pressed(key));
                            }
                        }
                        _ => {
                            now += menu.waits_for();
                            asking.handle(now, MenuInput::Tick);
                        }
                    }
                }
                // The service has stopped it already.
                MenuOutput::Stop => {}
                MenuOutput::Done(Chosen::Key(_, means) | Chosen::Otherwise(means)) => {
                    return Ok(means);
                }
                MenuOutput::Done(Chosen::Nothing) => return Err(error::nothing_chosen()),
            }
        }
        Err(error::nothing_chosen())
    }

    /// Asks for keys, words, or one of some answers: tune it, then `.await` it.
    pub fn question(&self, prompt: Prompt) -> Question<'_> {
        Question::new(self, prompt)
    }

    /// The next key of the other side; one that nobody has taken yet comes first, in the order in
    /// which they were pressed.
    pub async fn next_key(&self) -> Result<Key, Error> {
        let start = || async {
            let who = self.other()?;
            self.verb(Wish::Tones(who, true), "keys cannot be heard").await.map(drop)
        };
        self.life.tones.get_or_try_init(start).await?;
        let mut keys = self.life.keys.lock().await;
        tokio::select! {
            biased;
            Some(key) = keys.recv() => Ok(key),
            ended = self.life.until_over() => Err(error::call_ended(ended.to_string())),
        }
    }

    /// Presses a key towards the other side; done when it was sent.
    pub async fn press(&self, key: Key) -> Result<(), Error> {
        self.press_all([key]).await
    }

    /// Presses keys towards the other side, one after the other.
    pub async fn press_all(&self, keys: impl IntoIterator<Item = Key>) -> Result<(), Error> {
        let wish = Wish::Press(self.other()?, keys.into_iter().collect());
        self.verb(wish, "the keys cannot be sent").await.map(drop)
    }

    /// Brings somebody in; done when they have joined.
    pub fn invite(&self, who: impl Into<Party>) -> Invite {
        Invite::new(Arc::clone(&self.life), who.into())
    }

    /// Takes somebody over from another call of ours; that call goes on without them.
    pub async fn take_over(&self, who: &Identifier, from: &Self) -> Result<Guest, Error> {
        let wish = Wish::MoveHere { who: who.clone(), from: from.connection_id().to_owned() };
        self.verb(wish, "nobody was moved").await?;
        Ok(Guest::new(Arc::clone(&self.life), who.clone()))
    }

    /// Who is in the call, as last told: empty until the service has told.
    pub fn participants(&self) -> Vec<CallParticipant> {
        self.life.roster().borrow().clone()
    }

    /// Waits until somebody comes or goes, and gives the whole list.
    pub async fn participants_changed(&self) -> Result<Vec<CallParticipant>, Error> {
        let mut roster = self.life.roster();
        tokio::select! {
            biased;
            ended = self.life.until_over() => Err(error::call_ended(ended.to_string())),
            Ok(()) = roster.changed() => Ok(roster.borrow().clone()),
        }
    }

    /// Waits until this guest has left; at once if they have.
    ///
    /// # Errors
    /// `Ended` if the call is over before.
    pub async fn left(&self, who: &Guest) -> Result<(), Error> {
        tokio::select! {
            biased;
            ended = self.life.until_over() => Err(error::call_ended(ended.to_string())),
            () = self.life.until_left(who.who()) => Ok(()),
        }
    }

    /// Lets the other side wait.
    pub async fn hold(&self) -> Result<(), Error> {
        self.guest()?.hold().await
    }

    /// Ends [`hold`](Self::hold).
    pub async fn resume(&self) -> Result<(), Error> {
        self.guest()?.resume().await
    }

    /// Records the call: tune it, then `.await` it; done when the service has accepted.
    pub fn record(&self) -> Record {
        Record::new(Arc::clone(&self.life))
    }

    /// A recording of this call that was begun before.
    pub fn recording(&self, id: impl Into<String>) -> Recording {
        Recording::new(Arc::clone(&self.life), id.into())
    }

    /// Moves this caller to `to` and leaves; done when the service has completed it.
    ///
    /// # Errors
    /// [`TransferFailed`] if `to` refuses or does not answer: the caller is still connected, take
    /// it back with [`into_call`](TransferFailed::into_call). A Teams user cannot be a target with
    /// Teams Phone (CC-64).
    ///
    /// # Cancel safety
    /// Dropping the future hangs up, as with any dropped call; a transfer that is under way may
    /// still succeed.
    pub async fn transfer(self, to: impl Into<Party>) -> Result<Ended, TransferFailed> {
        self.transfer_telling(to, crate::models::CustomContext::default()).await
    }

    /// As [`transfer`](Self::transfer), and tells the target something (CC-69): a
    /// [`CallContext`](teams_cc_core::CallContext), or headers of your own beside it. What the
    /// service would not take is refused before it is sent (`TCC-ACS-0415`).
    pub async fn transfer_telling(
        mut self,
        to: impl Into<Party>,
        context: impl Into<crate::models::CustomContext>,
    ) -> Result<Ended, TransferFailed> {
        let (to, context) = (to.into(), context.into());
        let address: Address = to.address();
        let (acs, teams_phone) = (&self.life.hub.acs, self.life.teams_phone);
        let target = context.check().and_then(|()| to.target(acs, teams_phone));
        let target = match target {
            Ok(target) => target,
            Err(error) => return Err(TransferFailed::early(self, address, error)),
        };
        self.stop_music();
        let context = (context != crate::models::CustomContext::default()).then_some(context);
        let wish = Wish::Transfer { to: target, who: None, context: context.map(Box::new) };
        match self.life.wish(wish).await {
            Ok(_) => {
                self.given_away = true;
                Ok(Ended::Transferred(address))
            }
            Err(failure) => Err(TransferFailed::new(self, address, failure)),
        }
    }

    /// How the call ended; resolves then. Borrows nothing, so it may be moved into `Work`.
    pub fn ended(&self) -> impl Future<Output = Ended> + Send + use<> {
        let life = Arc::clone(&self.life);
        async move { life.until_over().await }
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

    /// Leaves; done when the service knows. A group goes on without us.
    pub async fn hang_up(self) -> Result<Ended, Error> {
        drop(self.life.wish(Wish::HangUp).await);
        Ok(self.life.until_over().await)
    }

    /// Ends the call for everybody.
    pub async fn end_for_all(self) -> Result<Ended, Error> {
        drop(self.life.wish(Wish::Terminate).await);
        Ok(self.life.until_over().await)
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        self.stop_music();
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
fn played(heard: Result<Fruit, Failure>) -> Result<(), Error> {
    match heard {
        Ok(_) | Err(Failure::Cut) => Ok(()),
        Err(failure) => Err(failed::error(failure, "the prompt was not heard")),
    }
}

/// Ends what plays if a verb is dropped in its middle.
pub(super) struct StopOnDrop<'a>(pub(super) Option<&'a Arc<Life>>);

impl StopOnDrop<'_> {
    pub(super) fn keep(mut self) {
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
