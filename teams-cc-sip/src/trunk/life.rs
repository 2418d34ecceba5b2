//! What the hub and the handles of one leg share.

use std::collections::VecDeque;
use std::fmt;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use bytes::Bytes;
use parking_lot::Mutex;
use teams_cc_core::{CallId, Ended, TenantId};
use tokio::sync::Notify;

use crate::driver::rtp::{Keys, MediaLeg};
use crate::message::{Request, StatusCode};

/// Events of a leg that nobody takes; the oldest goes first.
const INBOX: usize = 64;

/// Something that happened to a leg.
#[derive(Debug)]
pub(super) enum LegEvent {
    /// 180 to 199 to our INVITE.
    Progress(StatusCode),
    /// Our INVITE was answered with this description.
    Answered(Bytes),
    /// Our 2xx was acknowledged; with a description if the offer was ours.
    Confirmed(Bytes),
    /// The other side does not want to hear us, or we it.
    Held,
    /// Media flows both ways again.
    Resumed,
    /// Our re-INVITE was answered with this description.
    Reinvited(Bytes),
    /// Our re-INVITE was refused.
    ReinviteFailed,
    /// The other side wants another session, and this leg has no media of its own to answer with.
    Reoffered(Bytes),
    /// REFER.
    TransferAsked(Request),
    /// This leg's place is to be taken by another one (INVITE with Replaces).
    Replaced(super::IncomingCall),
}

/// One leg, as long as anybody has a handle.
pub(super) struct Life {
    pub(super) id: CallId,
    pub(super) tenant: Option<TenantId>,
    /// The endpoint's name for it; another one after each fail-over.
    leg: AtomicU64,
    pub(super) media: OnceLock<MediaLeg>,
    /// Keys since the leg has media: what is pressed before somebody asks is not lost.
    pub(super) keys: tokio::sync::Mutex<Option<Keys>>,
    /// Whoever holds it presses a key.
    pub(super) pressing: tokio::sync::Mutex<()>,
    /// Somebody sits in a talk with it, and can give the seat to a successor.
    pub(super) seated: AtomicBool,
    /// What the other side answered, where media passes by.
    pub(super) remote: OnceLock<Bytes>,
    state: Mutex<State>,
    news: Notify,
    over: Notify,
}

#[derive(Debug, Default)]
struct State {
    inbox: VecDeque<LegEvent>,
    ended: Option<(Ended, Option<StatusCode>)>,
}

impl Life {
    pub(super) fn new(tenant: Option<TenantId>) -> Self {
        Self {
            id: CallId::fresh(),
            tenant,
            leg: AtomicU64::new(0),
            media: OnceLock::new(),
            keys: tokio::sync::Mutex::default(),
            pressing: tokio::sync::Mutex::default(),
            seated: AtomicBool::new(false),
            remote: OnceLock::new(),
            state: Mutex::default(),
            news: Notify::new(),
            over: Notify::new(),
        }
    }

    /// Gives the leg its media, and listens for keys from now on.
    pub(super) fn set_media(&self, media: MediaLeg) -> &MediaLeg {
        self.media.get_or_init(|| {
            // Nobody else can hold it: the leg had no media so far.
            if let Ok(mut keys) = self.keys.try_lock() {
                *keys = Some(media.keys());
            }
            media
        })
    }

    pub(super) fn leg(&self) -> CallId {
        CallId(self.leg.load(Ordering::Acquire))
    }

    pub(super) fn set_leg(&self, leg: CallId) {
        self.leg.store(leg.0, Ordering::Release);
    }

    pub(super) fn tell(&self, event: LegEvent) {
        let mut state = self.state.lock();
        if state.inbox.len() >= INBOX {
            state.inbox.pop_front();
        }
        state.inbox.push_back(event);
        drop(state);
        self.news.notify_one();
    }

    pub(super) fn end(&self, ended: Ended, status: Option<StatusCode>) {
        self.state.lock().ended.get_or_insert((ended, status));
        self.news.notify_one();
        self.over.notify_waiters();
    }

    /// How it ended, if it has.
    pub(super) fn ended(&self) -> Option<Ended> {
        self.state.lock().ended.as_ref().map(|(ended, _)| ended.clone())
    }

    /// The status with which it was refused, if it was.
    pub(super) fn refusal(&self) -> Option<StatusCode> {
        self.state.lock().ended.as_ref().and_then(|(_, status)| *status)
    }

    /// Waits for the end; any number may.
    pub(super) async fn until_over(&self) -> Ended {
        loop {
            let over = self.over.notified();
            tokio::pin!(over);
            over.as_mut().enable();
            if let Some(ended) = self.ended() {
                return ended;
            }
            over.await;
        }
    }

    /// The next event, or the end. One task at a time asks.
    pub(super) async fn next(&self) -> Result<LegEvent, Ended> {
        loop {
            {
                let mut state = self.state.lock();
                if let Some(event) = state.inbox.pop_front() {
                    return Ok(event);
                }
                if let Some((ended, _)) = &state.ended {
                    return Err(ended.clone());
                }
            }
            self.news.notified().await;
        }
    }
}

impl fmt::Debug for Life {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Life").field("id", &self.id).finish_non_exhaustive()
    }
}
