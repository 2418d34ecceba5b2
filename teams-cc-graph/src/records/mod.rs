//! Call records and logs: what Teams writes down about calls, joined with what we know of them.

mod joined;

use serde::de::DeserializeOwned;
use serde_json::Value;

use teams_cc_core::{Error, Guid};

use crate::models::call_records::{CallRecord, DirectRoutingLogRow, PstnCallLogRow, Session};
use crate::models::{Collection, DateTime};
use crate::{Graph, error};
pub use joined::{Joined, JoinedCall, OurCall};

/// Rows of one answer; a longer list is asked for in parts.
const MOST_ROWS: usize = 200_000;

impl DirectRoutingLogRow {
    /// When it failed, if it did: the logs write `0001-01-01T00:00:00Z` when it did not.
    pub fn failed(&self) -> Option<&DateTime> {
        self.failure_date_time.as_ref().filter(|date| !date.as_str().starts_with("0001-"))
    }
}

/// Records and logs of one tenant. Needs `CallRecords.Read.All`.
#[derive(Clone, Debug)]
pub struct Records {
    graph: Graph,
}

impl Records {
    pub(crate) fn new(graph: Graph) -> Self {
        Self { graph }
    }

    /// One record, whole: with all its sessions and their segments. Ask when a notification names
    /// it.
    ///
    /// # Errors
    /// `TCC-GRAPH-0304` if it is not written yet, or older than 30 days.
    pub async fn record(&self, id: Guid) -> Result<CallRecord, Error> {
        let path = format!("/communications/callRecords/{id}?$expand=sessions($expand=segments)");
        let mut record: CallRecord = self.graph.get(&path).await?;
        // Expanded collections have pages of their own, 60 sessions each.
        let next = record.rest.get("sessions@odata.nextLink").and_then(Value::as_str);
        if let Some(link) = next {
            let others = self.graph.get::<Collection<Session>>(link).all(MOST_ROWS).await?;
            record.sessions.get_or_insert_default().extend(others);
        }
        Ok(record)
    }

    /// Records of calls that began from `from` until before `to` (RFC 3339), without sessions:
    /// what a notification that was lost would have named.
    pub async fn between(&self, from: &str, to: &str) -> Result<Vec<CallRecord>, Error> {
        let filter = format!("startDateTime ge {} and startDateTime lt {}", date(from)?, date(to)?);
        self.list(&format!("/communications/callRecords?$filter={filter}")).await
    }

    /// The Direct Routing log from `from` to `to` (RFC 3339), 90 days at most.
    pub async fn direct_routing(
        &self,
        from: &str,
        to: &str,
    ) -> Result<Vec<DirectRoutingLogRow>, Error> {
        self.log("getDirectRoutingCalls", from, to).await
    }

    /// The log of calls over Microsoft's own telephone lines, 90 days at most.
    pub async fn pstn(&self, from: &str, to: &str) -> Result<Vec<PstnCallLogRow>, Error> {
        self.log("getPstnCalls", from, to).await
    }

    async fn log<T: DeserializeOwned + Send + 'static>(
        &self,
        what: &str,
        from: &str,
        to: &str,
    ) -> Result<Vec<T>, Error> {
        let (from, to) = (date(from)?, date(to)?);
        let span = format!("fromDateTime={from},toDateTime={to}");
        self.list(&format!("/communications/callRecords/{what}({span})")).await
    }

    async fn list<T>(&self, path: &str) -> Result<Vec<T>, Error>
    where
        T: DeserializeOwned + Send + 'static,
    {
        self.graph.get::<Collection<T>>(path).all(MOST_ROWS).await
    }
}

/// A date may not end the filter it stands in.
fn date(text: &str) -> Result<&str, Error> {
    let is_date = text.len() <= 40
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'-' | b':' | b'.' | b'T' | b'Z'));
    if is_date { Ok(text) } else { Err(error::bad_path()) }
}

#[cfg(test)]
mod tests;
