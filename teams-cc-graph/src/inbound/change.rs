//! What happened, as a program gets it.

use bytes::Bytes;
use std::fmt;

use serde::de::DeserializeOwned;

use teams_cc_core::{Error, Guid};

use crate::calls::IncomingCall;
use crate::error;
use crate::models::Presence;
use crate::notifications::{CallNotification, ChangeNotification};

/// Something that Microsoft told us, verified, new, and brought to whom it is for.
///
/// From [`Inbox::receive`](crate::Inbox::receive) and
/// [`Webhook::next_change`](crate::Webhook::next_change). A kind that is newer than this crate is
/// data, not an error.
#[derive(Debug)]
#[non_exhaustive]
pub enum Change {
    /// A call rings at the bot: answer, reject or redirect it within 15 s. A webhook gives it to
    /// [`Calls::serve`](crate::calls::Calls::serve).
    IncomingCall(IncomingCall),
    /// This call (Graph's id) moved on; its story knows.
    CallUpdated(String),
    /// Somebody under a recording policy joined or left a call.
    Participant(CallNotification),
    /// What Teams shows for somebody; watches that are notified know.
    Presence(Presence),
    /// A resource changed that we subscribed to: a call record, a message.
    Resource(Resource),
    /// Something happened to a subscription; who keeps it knows.
    Subscription(ChangeNotification),
    /// The calling service said something that is newer than this crate.
    Other(CallNotification),
}

/// A resource that changed, with the content that came along.
pub struct Resource {
    notification: ChangeNotification,
    content: Option<Bytes>,
}

impl Resource {
    pub(super) fn new(notification: ChangeNotification, content: Option<Bytes>) -> Self {
        Self { notification, content }
    }

    /// Which subscription, which resource, created, updated or deleted.
    pub fn notification(&self) -> &ChangeNotification {
        &self.notification
    }

    /// The resource itself, decrypted, as JSON; `None` if only its address came.
    pub fn content(&self) -> Option<&[u8]> {
        self.content.as_deref()
    }

    /// Reads the resource into a type, a model of [`models`](crate::models) or one of yours: the
    /// decrypted content, or what little came in the open.
    ///
    /// # Errors
    /// `TCC-GRAPH-0504` if there is nothing, or it does not fit.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Error> {
        match &self.content {
            // The text of serde's error may quote the content.
            Some(content) => serde_json::from_slice(content).map_err(|_| {
                error::bad_notification("the content does not fit the type asked for")
            }),
            None => self.notification.read(),
        }
    }

    /// The call record that was written, or has a new version, if it is one:
    /// [`Records::record`](crate::Records::record) reads it.
    pub fn call_record(&self) -> Option<Guid> {
        let (family, id) = self.place()?;
        family.ends_with("callrecords").then(|| id.parse().ok())?
    }

    /// The kind of resource, where that is said.
    pub(super) fn kind(&self) -> Option<&'static str> {
        let (family, _) = self.place()?;
        family.ends_with("presences").then_some("presence")
    }

    /// `communications/presences('id')` or `.../presences/id` → the family in lower case, the id.
    fn place(&self) -> Option<(String, String)> {
        let resource = self.notification.resource()?;
        let plain = resource.replace("('", "/").replace("')", "").to_ascii_lowercase();
        let (family, id) = plain.trim_matches('/').rsplit_once('/')?;
        Some((family.to_owned(), id.to_owned()))
    }
}

/// Without the content.
impl fmt::Debug for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Resource")
            .field("notification", &self.notification)
            .field("content", &self.content.is_some())
            .finish()
    }
}
