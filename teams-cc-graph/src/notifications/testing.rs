//! Posts as notices, unjudged: for fuzzers.

use teams_cc_core::{Error, TenantId};

use super::change::Changes;
use super::{CallNotification, Notice};

/// A post of the calling service.
pub(crate) fn calls_of(tenant: TenantId, body: &[u8]) -> Result<Vec<Notice>, Error> {
    let (calls, _) = CallNotification::read_all(tenant, body)?;
    Ok(calls.into_iter().map(Notice::of_call).collect())
}

/// A post of change notifications.
pub(crate) fn changes_of(body: &[u8]) -> Result<Vec<Notice>, Error> {
    Ok(Changes::read(body)?.items.into_iter().map(Notice::of_change).collect())
}
