//! What the service tells: CloudEvents about calls, Event Grid's news of calls that ring.
//!
//! Parsing is pure and loses nothing; a name that is newer than this version is an
//! [`EventKind::Unknown`] with its JSON. Nothing promises an order, and an event may come twice:
//! [`calls`](crate::calls) is built for that.
//!
//! ```
//! use teams_cc_acs::events::{Event, EventKind};
//!
//! let post = br#"[{"id":"1","source":"s","specversion":"1.0",
//!   "type":"Microsoft.Communication.PlayCompleted","data":{"callConnectionId":"c1"}}]"#;
//! let events = Event::read(post)?;
//! assert_eq!(events[0].kind, EventKind::PlayCompleted);
//! assert_eq!(events[0].body.call_connection_id.as_deref(), Some("c1"));
//! # Ok::<(), teams_cc_core::Error>(())
//! ```
//!
//! A post may be a list or a single event, in the structured or the batched mode of CloudEvents over
//! HTTP, its data JSON or `data_base64`; unknown attributes are left out,
//! and so is data of a call's event that is no object. The binary mode, with the
//! event's attributes as headers, is not read: neither the service nor Event Grid sends it.
//!
//! # Source
//! `acs.md` section 5; CloudEvents 1.0.2, HTTP protocol binding and JSON format.

mod cloud_event;
mod grid;
#[cfg(test)]
pub(crate) mod tests;

pub use cloud_event::{
    ChoiceResult, Event, EventBody, EventKind, SpeechResult, StreamUpdate, TonesHeard,
    TranscriptUpdate,
};
pub use grid::{
    Chunk, FileStatus, GridEvent, Ringing, StorageDetails, VoipCall, VoipChange, VoipUser,
};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use teams_cc_core::Error;
use teams_cc_http::jwt::is_deeper_than;

use crate::error;

/// A post larger than this is refused before it is read (RS-64).
pub(crate) const LARGEST_POST: usize = 1024 * 1024;
/// JSON nests at most so deep (RS-64).
const DEEPEST: usize = 64;
/// So many events come in one post at most.
const MOST_EVENTS: usize = 1_000;

/// What an event says: `data`, or `data_base64` if that is JSON (CloudEvents, JSON format 3.1).
pub(crate) fn data(item: &Value) -> Value {
    let coded = || {
        let octets = STANDARD.decode(item.get("data_base64")?.as_str()?).ok()?;
        let is_sane = octets.len() <= LARGEST_POST && !is_deeper_than(&octets, DEEPEST);
        is_sane.then(|| serde_json::from_slice(&octets).ok())?
    };
    item.get("data").cloned().or_else(coded).unwrap_or_default()
}

/// The items of a post: a list, or a single one.
pub(crate) fn items(post: &[u8]) -> Result<Vec<Value>, Error> {
    if post.len() > LARGEST_POST {
        return Err(error::bad_post("it is larger than 1 MiB"));
    }
    if is_deeper_than(post, DEEPEST) {
        return Err(error::bad_post("it nests too deep"));
    }
    match serde_json::from_slice(post) {
        Ok(Value::Array(items)) if items.len() <= MOST_EVENTS => Ok(items),
        Ok(Value::Array(_)) => Err(error::bad_post("it has more than 1,000 events")),
        Ok(item @ Value::Object(_)) => Ok(vec![item]),
        _ => Err(error::bad_post("it is no JSON list")),
    }
}
