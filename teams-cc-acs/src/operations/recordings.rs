//! Requests about recordings.

use reqwest::Method;

use super::Download;
use crate::models::{RecordingStatus, StartRecording};
use crate::request::segment;
use crate::{CallAutomation, Request};

/// Recordings of calls.
#[derive(Clone, Debug)]
pub struct Recordings(CallAutomation);

impl Recordings {
    pub(super) fn new(acs: CallAutomation) -> Self {
        Self(acs)
    }

    /// Begins one.
    pub fn start(&self, start: &StartRecording) -> Request<RecordingStatus> {
        Request::new(self.0.clone(), Method::POST, "/calling/recordings").json(start).once()
    }

    /// One recording, by its id.
    pub fn one(&self, recording_id: &str) -> OneRecording {
        let path = format!("/calling/recordings/{}", segment(recording_id));
        OneRecording { acs: self.0.clone(), path }
    }

    /// Fetches a file of a recording: the `contentLocation` or `metadataLocation` of
    /// `RecordingFileStatusUpdated`.
    pub fn download(&self, location: impl Into<String>) -> Download {
        Download::new(self.0.clone(), location.into())
    }
}

/// Requests about one recording.
#[derive(Clone, Debug)]
pub struct OneRecording {
    acs: CallAutomation,
    path: String,
}

impl OneRecording {
    fn request<T>(&self, method: Method, rest: &str) -> Request<T> {
        Request::new(self.acs.clone(), method, &format!("{}{rest}", self.path))
    }

    /// How it stands.
    pub fn get(&self) -> Request<RecordingStatus> {
        self.request(Method::GET, "")
    }

    /// Ends it.
    pub fn stop(&self) -> Request<()> {
        self.request(Method::DELETE, "")
    }

    /// Records nothing for a while. The telephone side hears an announcement (CC-78).
    pub fn pause(&self) -> Request<()> {
        self.request(Method::POST, ":pause").harmless()
    }

    /// Records again.
    pub fn resume(&self) -> Request<()> {
        self.request(Method::POST, ":resume").harmless()
    }
}
