//! Several people in one call.

use std::sync::Arc;
use std::time::Duration;

use teams_cc_core::{Address, Error, Verb};
use tokio::sync::watch;

use super::call::Call;
use super::capability;
use super::failed;
use super::invite::Invite;
use super::leg::{Participant, Wish};
use super::life::Life;
use crate::error;

/// The roster tells who is there within this time after the call is up.
const ROSTER_WITHIN: Duration = Duration::from_secs(5);
/// The bot, the other side, and one more: a group.
const GROUP: usize = 3;

impl Call {
    /// The other side as a participant.
    ///
    /// # Errors
    /// `TCC-GRAPH-0712` if nobody is known: the call was made to many, or the service does not
    /// tell.
    pub async fn other(&self) -> Result<Participant, Error> {
        let peer = self.peer().ok_or_else(error::no_peer)?;
        let mut roster = self.life.roster();
        let there = roster.wait_for(|list| list.iter().any(|one| one.who.as_ref() == Some(peer)));
        tokio::select! {
            biased;
            ended = self.life.until_over() => Err(error::call_ended(ended.to_string())),
            told = tokio::time::timeout(ROSTER_WITHIN, there) => {
                let list = told.ok().and_then(Result::ok);
                let one = list.and_then(|l| l.iter().find(|o| o.who.as_ref() == Some(peer)).cloned());
                one.ok_or_else(error::no_peer)
            }
        }
    }

    /// Whether more than the bot and one other take part.
    pub(super) fn is_group(&self) -> bool {
        self.life.roster().borrow().len() >= GROUP
    }

    /// Lets the other side hear hold music.
    pub async fn hold(&self) -> Result<(), Error> {
        self.hold_participant(&self.other().await?).await
    }

    /// Ends [`hold`](Self::hold).
    pub async fn resume(&self) -> Result<(), Error> {
        self.resume_participant(&self.other().await?).await
    }

    /// Nobody hears the other side until they unmute themselves.
    ///
    /// # Errors
    /// `Unsupported` unless somebody was invited: the service mutes people in groups only.
    pub async fn mute(&self) -> Result<(), Error> {
        if let Some(ended) = self.life.ended() {
            return Err(error::call_ended(ended.to_string()));
        }
        if !self.is_group() {
            return Err(capability::only_in_groups(Verb::Mute).into());
        }
        self.mute_participant(&self.other().await?).await
    }

    /// Brings somebody in; done when they have joined. The call becomes a group, and stays one.
    pub fn invite(&self, who: impl Into<Address>) -> Invite {
        Invite::new(Arc::clone(&self.life), who.into())
    }

    /// Who is in the call, as last told: empty until the service has told.
    pub fn participants(&self) -> Vec<Participant> {
        self.life.roster().borrow().clone()
    }

    /// Waits until somebody comes or goes, and gives the whole list.
    pub async fn participants_changed(&self) -> Result<Vec<Participant>, Error> {
        let mut roster: watch::Receiver<_> = self.life.roster();
        tokio::select! {
            biased;
            ended = self.life.until_over() => Err(error::call_ended(ended.to_string())),
            Ok(()) = roster.changed() => Ok(roster.borrow().clone()),
        }
    }

    /// Waits until this participant has left; at once if they have.
    ///
    /// # Errors
    /// `Ended` if the call is over before.
    pub async fn left(&self, who: &Participant) -> Result<(), Error> {
        let mut roster: watch::Receiver<_> = self.life.roster();
        // Of whom the roster never told, it tells no end either.
        let gone = |list: &Vec<Participant>| {
            !who.id.is_empty() && !list.iter().any(|one| one.id == who.id)
        };
        tokio::select! {
            biased;
            ended = self.life.until_over() => Err(error::call_ended(ended.to_string())),
            Ok(_) = roster.wait_for(gone) => Ok(()),
        }
    }

    /// Puts a participant out.
    pub async fn remove(&self, who: &Participant) -> Result<(), Error> {
        remove(&self.life, who).await
    }

    /// Mutes a participant; only they can end that.
    pub async fn mute_participant(&self, who: &Participant) -> Result<(), Error> {
        let wish = Wish::MuteParticipant(who.id.clone());
        self.verb(wish, "the participant cannot be muted").await.map(drop)
    }

    /// Lets a participant hear hold music. One at a time in a call: to let many wait, give each a
    /// call ([`Parking`](super::Parking)).
    pub async fn hold_participant(&self, who: &Participant) -> Result<(), Error> {
        let wish = Wish::HoldMusic(who.id.clone(), true);
        self.verb(wish, "the participant cannot be held").await.map(drop)
    }

    /// Ends [`hold_participant`](Self::hold_participant).
    pub async fn resume_participant(&self, who: &Participant) -> Result<(), Error> {
        let wish = Wish::HoldMusic(who.id.clone(), false);
        self.verb(wish, "the hold cannot be ended").await.map(drop)
    }

    /// Moves one participant of a group to `to`; done when they are there. The group goes on, and
    /// so does our leg.
    ///
    /// # Errors
    /// `TCC-GRAPH-0702` if `to` refuses: the participant is still here.
    pub async fn transfer_participant(
        &self,
        who: &Participant,
        to: impl Into<Address>,
    ) -> Result<(), Error> {
        let wish = Wish::Transfer {
            to: to.into(),
            replaces: None,
            who: Some(who.id.clone()),
            voicemail: false,
        };
        self.verb(wish, "the participant cannot be transferred").await.map(drop)
    }

    /// Moves one participant of a group into the place of the bot in `consulted`, a call that the
    /// bot has made to somebody who agreed. `consulted` ends for the bot; the group goes on.
    ///
    /// # Errors
    /// The error, and `consulted`, which is still up.
    pub async fn transfer_participant_into(
        &self,
        who: &Participant,
        mut consulted: Self,
    ) -> Result<(), (Error, Self)> {
        let Some(to) = consulted.peer().cloned() else {
            let error = error::not_callable().cause("nobody knows who was consulted");
            return Err((error, consulted));
        };
        let replaces = Some(consulted.graph_id().to_owned());
        let wish = Wish::Transfer { to, replaces, who: Some(who.id.clone()), voicemail: false };
        match self.verb(wish, "the participant cannot be transferred").await {
            Ok(_) => {
                consulted.given_away = true;
                Ok(())
            }
            Err(error) => Err((error, consulted)),
        }
    }
}

/// Puts a participant out; done when the service has.
pub(super) async fn remove(life: &Life, who: &Participant) -> Result<(), Error> {
    let removed = life.wish(Wish::Remove(who.id.clone())).await;
    removed.map(drop).map_err(|failure| failed::error(failure, "the participant cannot be removed"))
}
