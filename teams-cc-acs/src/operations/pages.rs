//! Lists that come in pages.

use std::collections::VecDeque;

use reqwest::Method;
use teams_cc_core::Error;

use crate::models::{CallParticipant, ParticipantPage};
use crate::{CallAutomation, Request};

/// More pages than a call can have (350 participants) are a loop.
const MOST_PAGES: usize = 400;

/// Who takes part in a call, page by page.
#[derive(Debug)]
pub struct Participants {
    acs: CallAutomation,
    next: Option<Request<ParticipantPage>>,
    read: VecDeque<CallParticipant>,
    pages: usize,
}

impl Participants {
    pub(super) fn new(acs: CallAutomation, first: Request<ParticipantPage>) -> Self {
        Self { acs, next: Some(first), read: VecDeque::new(), pages: 0 }
    }

    /// The next one; `None` after the last.
    ///
    /// # Errors
    /// Whatever the service refuses; a next page on another host (RS-78).
    pub async fn next(&mut self) -> Result<Option<CallParticipant>, Error> {
        loop {
            if let Some(participant) = self.read.pop_front() {
                return Ok(Some(participant));
            }
            let Some(request) = self.next.take().filter(|_| self.pages < MOST_PAGES) else {
                return Ok(None);
            };
            self.pages += 1;
            let page = request.await?;
            self.read = page.value.unwrap_or_default().into();
            if let Some(link) = page.next_link.filter(|link| !link.is_empty()) {
                let url = self.acs.own_link(&link)?;
                self.next = Some(Request::to(self.acs.clone(), Method::GET, Ok(url)));
            }
        }
    }

    /// All of them.
    ///
    /// # Errors
    /// As [`next`](Self::next).
    pub async fn all(mut self) -> Result<Vec<CallParticipant>, Error> {
        let mut all = Vec::new();
        while let Some(participant) = self.next().await? {
            all.push(participant);
        }
        Ok(all)
    }
}
