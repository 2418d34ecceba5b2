//! One leg: a dialog, its media, and what its owner sees of it.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use teams_cc_core::{Instant, Key, Rng};
use teams_cc_sip::Flow;
use tokio::sync::{mpsc, oneshot, watch};

use super::tables::Id;
use super::{Ask, Input, LegId, Order};
use crate::Clock;
use crate::audio::link::MediaLink;
use crate::sip::describe::Local;
use crate::sip::refusal::Refusal;
use crate::sip::rules::Before;
use crate::sip::sdp::Direction;
use crate::sip::text::Text;

/// How often a re-INVITE that met another one is tried again.
const MOST_GLARES: usize = 5;

/// How far a call has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Standing {
    Calling,
    Ringing,
    Up,
    Ended,
}

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ending {
    /// The emulated side did it.
    pub(crate) by_us: bool,
    /// The final status; 0 if it was hung up.
    pub(crate) status: u16,
    /// The Reason headers of the message that ended it.
    pub(crate) reasons: Vec<String>,
}

/// What the owner of a leg sees.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    pub(crate) standing: Standing,
    /// A 183 with SDP came.
    pub(crate) early_media: bool,
    /// The other side's half: [`Direction::Inactive`] is "on hold".
    pub(crate) theirs: Direction,
    /// Answers to our INVITE, in order.
    pub(crate) statuses: Vec<u16>,
    /// Re-INVITEs of the other side that were answered.
    pub(crate) offers: usize,
    /// What the NOTIFYs of our transfer said; true with the last one.
    pub(crate) transfer: Vec<(u16, bool)>,
    /// What names the dialog, from this side: our tag, theirs, and their Contact.
    pub(crate) dialog: (String, String, String),
    /// The other side takes REFER (DR-85).
    pub(crate) takes_refer: bool,
    pub(crate) ending: Option<Ending>,
}

impl Shown {
    pub(super) fn new() -> Self {
        Self {
            standing: Standing::Calling,
            early_media: false,
            theirs: Direction::Both,
            statuses: Vec::new(),
            offers: 0,
            transfer: Vec::new(),
            dialog: Default::default(),
            takes_refer: false,
            ending: None,
        }
    }
}

/// A 2xx that is repeated until it is acknowledged (RFC 3261 §13.3.1.4).
pub(super) struct Unacked {
    pub(super) bytes: Bytes,
    pub(super) flow: Flow,
    pub(super) cseq: u32,
    pub(super) next: Instant,
    pub(super) interval: Duration,
    pub(super) until: Instant,
}

/// One side's view of one dialog.
pub(super) struct Leg {
    pub(super) id: LegId,
    pub(super) record: u64,
    pub(super) call_id: String,
    /// From or To value of ours, without tag.
    pub(super) local: String,
    pub(super) local_tag: String,
    pub(super) remote: String,
    pub(super) remote_tag: Option<String>,
    pub(super) local_seq: u32,
    pub(super) remote_seq: u32,
    /// Contact of the other side.
    pub(super) target: String,
    pub(super) routes: Vec<String>,
    pub(super) contact: String,
    pub(super) record_route: Option<String>,
    pub(super) flow: Flow,
    /// We placed it, and own its Call-ID.
    pub(super) outgoing: bool,
    pub(super) sdp: Local,
    pub(super) media: Arc<MediaLink>,
    /// What we want to do: both ways unless we hold.
    pub(super) ours: Direction,
    pub(super) before: Option<Before>,
    /// An INVITE of theirs that is not finally answered.
    pub(super) asked: Option<(Id, Text)>,
    /// An INVITE of ours that is not finally answered, and who waits for it.
    pub(super) asking: Option<(Id, u32, Option<oneshot::Sender<u16>>)>,
    pub(super) cancelling: Option<Refusal>,
    pub(super) unacked: Option<Unacked>,
    /// The ACK of the last 2xx, for its repetitions.
    pub(super) acked: Option<(u32, Bytes)>,
    /// Tags of the clients that rang (DR-81).
    pub(super) forks: Vec<String>,
    pub(super) session: Option<u32>,
    pub(super) shown: watch::Sender<Shown>,
}

impl Leg {
    pub(super) fn next_repeat(&self) -> Option<Instant> {
        self.unacked.as_ref().map(|u| u.next.min(u.until))
    }

    /// Shows that the call is up, and what its dialog is called.
    pub(super) fn show_up(&self) {
        let theirs = self.remote_tag.clone().unwrap_or_default();
        let dialog = (self.local_tag.clone(), theirs, self.target.clone());
        self.show(|shown| (shown.standing, shown.dialog) = (Standing::Up, dialog));
    }

    pub(super) fn standing(&self) -> Standing {
        self.shown.borrow().standing
    }

    pub(super) fn show(&self, change: impl FnOnce(&mut Shown)) {
        self.shown.send_modify(change);
    }

    pub(super) fn handle(&self, orders: mpsc::UnboundedSender<Input>) -> LegHandle {
        LegHandle {
            id: self.id,
            call_id: self.call_id.as_str().into(),
            outgoing: self.outgoing,
            orders,
            shown: self.shown.subscribe(),
            media: Arc::clone(&self.media),
        }
    }
}

/// A leg in the hands of whoever tells its story. Dropping it leaves the leg as it is.
#[derive(Clone, Debug)]
pub(crate) struct LegHandle {
    id: LegId,
    pub(crate) call_id: Arc<str>,
    outgoing: bool,
    orders: mpsc::UnboundedSender<Input>,
    shown: watch::Receiver<Shown>,
    pub(crate) media: Arc<MediaLink>,
}

impl LegHandle {
    /// What is seen of it now.
    pub(crate) fn shown(&self) -> Shown {
        self.shown.borrow().clone()
    }

    /// Asks for something without waiting.
    pub(crate) fn ask(&self, ask: Ask) {
        self.orders.send(Input::Order(Order::Ask(self.id, ask, None))).ok();
    }

    /// Asks for something and waits for the status it gets; 0 if there was nothing to ask.
    pub(crate) async fn asked(&self, ask: Ask) -> u16 {
        let (reply, status) = oneshot::channel();
        self.orders.send(Input::Order(Order::Ask(self.id, ask, Some(reply)))).ok();
        status.await.unwrap_or(0)
    }

    /// Waits until what is seen fulfils `is_so`; false if the leg ended without.
    pub(crate) async fn until(&self, mut is_so: impl FnMut(&Shown) -> bool) -> bool {
        let mut shown = self.shown.clone();
        let seen = shown.wait_for(|s| is_so(s) || s.standing == Standing::Ended).await;
        let seen = seen.map_or_else(|_| self.shown(), |s| s.clone());
        is_so(&seen)
    }

    /// Offers our half in this direction; done when it is answered. A 491 is tried again after
    /// RFC 3261 §14.1's wait: a re-INVITE may overtake the ACK before it, each on a connection of
    /// its own.
    pub(crate) async fn offered(&self, clock: &Clock, rng: &mut Rng, direction: Direction) -> u16 {
        for _ in 0..MOST_GLARES {
            let status = self.asked(Ask::Offer(direction)).await;
            if status != 491 {
                return status;
            }
            // The owner of the Call-ID waits longer, so that the two do not meet again.
            let wait = if self.outgoing { 2100 + rng.below(1900) } else { rng.below(2000) };
            clock.sleep(Duration::from_millis(wait)).await;
        }
        491
    }

    /// Presses a key; done when it has been sent to its end, or the call is over.
    pub(crate) async fn press(&self, key: Key) {
        self.media.press(key);
        while !self.media.has_pressed() && !self.has_ended() {
            self.media.sent().await;
        }
    }

    /// Waits for the end.
    pub(crate) async fn ended(&self) -> Ending {
        self.until(|s| s.standing == Standing::Ended).await;
        self.shown().ending.unwrap_or(Ending { by_us: true, status: 0, reasons: Vec::new() })
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.shown.borrow().standing == Standing::Ended
    }
}
