//! The 34 requests of Call Automation, as values that `.await` runs.
//!
//! [`calls`](crate::calls) tells calls as stories and is what most programs want; this is the
//! layer below: each method is one request, its future is done when the service has answered, and
//! the outcome comes as an event.
//!
//! # Source
//! `acs.md` section 3.

mod calls;
mod download;
mod pages;
mod recordings;
#[cfg(test)]
mod tests;

use reqwest::Method;

use crate::models::{
    AnswerCall, CallProperties, ConnectCall, CreateCall, RedirectCall, RejectCall,
};
use crate::{CallAutomation, Request};

pub use calls::OneCall;
pub use download::{Download, Fetch};
pub use pages::Participants;
pub use recordings::{OneRecording, Recordings};

/// Every request, by what it is about.
#[derive(Clone, Debug)]
pub struct Api(CallAutomation);

impl Api {
    pub(crate) fn new(acs: CallAutomation) -> Self {
        Self(acs)
    }

    fn post<T>(&self, path: &str) -> Request<T> {
        Request::new(self.0.clone(), Method::POST, path)
    }

    /// Calls somebody.
    pub fn create(&self, call: &CreateCall) -> Request<CallProperties> {
        self.post("/calling/callConnections").json(call).once()
    }

    /// Takes a call that rings.
    pub fn answer(&self, call: &AnswerCall) -> Request<CallProperties> {
        self.post("/calling/callConnections:answer").json(call).once()
    }

    /// Sends a call that rings elsewhere.
    pub fn redirect(&self, call: &RedirectCall) -> Request<()> {
        self.post("/calling/callConnections:redirect").json(call).once()
    }

    /// Refuses a call that rings.
    pub fn reject(&self, call: &RejectCall) -> Request<()> {
        self.post("/calling/callConnections:reject").json(call).once()
    }

    /// Joins a call that is up.
    pub fn connect(&self, call: &ConnectCall) -> Request<CallProperties> {
        self.post("/calling/callConnections:connect").json(call).once()
    }

    /// One call, by its connection id.
    pub fn call(&self, connection_id: &str) -> OneCall {
        OneCall::new(self.0.clone(), connection_id)
    }

    /// Recordings.
    pub fn recordings(&self) -> Recordings {
        Recordings::new(self.0.clone())
    }
}
