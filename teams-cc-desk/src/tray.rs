//! An inbox for tests.

use parking_lot::Mutex;
use teams_cc_core::channel::{Inbox, Received, Report, Taken, ThreadId};
use teams_cc_core::{Error, ErrorKind, Retry};

/// Holds what came; refuses as it is told.
#[derive(Default)]
pub(crate) struct Tray {
    pub(crate) received: Mutex<Vec<Received>>,
    pub(crate) reports: Mutex<Vec<Report>>,
    pub(crate) left: Mutex<Vec<ThreadId>>,
    pub(crate) refuses: Mutex<Option<Retry>>,
}

impl Inbox for Tray {
    fn take(&self, received: Received) -> Result<Taken, Error> {
        if let Some(retry) = *self.refuses.lock() {
            return Err(Error::new("TCC-DESK-0101", ErrorKind::Refused, "no").with_retry(retry));
        }
        self.received.lock().push(received);
        Ok(Taken::New)
    }

    fn report(&self, _: &str, report: Report) {
        self.reports.lock().push(report);
    }

    fn left(&self, _: &str, thread: &ThreadId) {
        self.left.lock().push(thread.clone());
    }
}
