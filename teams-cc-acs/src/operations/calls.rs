//! Requests about one call.

use reqwest::Method;

use super::Participants;
use crate::models::{
    Accepted, AddParticipant, CallParticipant, CallProperties, CancelAdd, ContinuousTones, Hold,
    Identifier, MoveParticipants, MuteParticipants, Play, Recognize, RemoveParticipant, SendTones,
    StreamChange, TranscriptionChange, TransferCall,
};
use crate::request::segment;
use crate::{CallAutomation, Request};

/// Requests about one call.
#[derive(Clone, Debug)]
pub struct OneCall {
    acs: CallAutomation,
    path: String,
}

impl OneCall {
    pub(super) fn new(acs: CallAutomation, connection_id: &str) -> Self {
        Self { acs, path: format!("/calling/callConnections/{}", segment(connection_id)) }
    }

    fn request<T>(&self, method: Method, rest: &str) -> Request<T> {
        Request::new(self.acs.clone(), method, &format!("{}{rest}", self.path))
    }

    fn post<T>(&self, rest: &str) -> Request<T> {
        self.request(Method::POST, rest)
    }

    /// How it stands.
    pub fn get(&self) -> Request<CallProperties> {
        self.request(Method::GET, "")
    }

    /// Leaves; the others go on.
    pub fn hang_up(&self) -> Request<()> {
        self.request(Method::DELETE, "")
    }

    /// Ends it for everybody.
    pub fn terminate(&self) -> Request<()> {
        self.post(":terminate").once()
    }

    /// Moves somebody to another target.
    pub fn transfer(&self, transfer: &TransferCall) -> Request<Accepted> {
        self.post(":transferToParticipant").json(transfer).once()
    }

    /// Who takes part, page by page.
    pub fn participants(&self) -> Participants {
        Participants::new(self.acs.clone(), self.request(Method::GET, "/participants"))
    }

    /// One who takes part.
    pub fn participant(&self, who: &Identifier) -> Request<CallParticipant> {
        self.request(Method::GET, &format!("/participants/{}", segment(who.raw_id())))
    }

    /// Brings somebody in.
    pub fn add(&self, add: &AddParticipant) -> Request<Accepted> {
        self.post("/participants:add").json(add).once()
    }

    /// Takes an invitation back.
    pub fn cancel_add(&self, cancel: &CancelAdd) -> Request<Accepted> {
        self.post("/participants:cancelAddParticipant").json(cancel).once()
    }

    /// Puts somebody out.
    pub fn remove(&self, remove: &RemoveParticipant) -> Request<Accepted> {
        self.post("/participants:remove").json(remove).once()
    }

    /// Mutes somebody.
    pub fn mute(&self, mute: &MuteParticipants) -> Request<Accepted> {
        self.post("/participants:mute").json(mute).once()
    }

    /// Takes somebody over from another call of ours.
    pub fn move_here(&self, from: &MoveParticipants) -> Request<Accepted> {
        self.post("/participants:moveHere").json(from).once()
    }

    /// Plays something.
    pub fn play(&self, play: &Play) -> Request<()> {
        self.post(":play").json(play)
    }

    /// Asks and listens.
    pub fn recognize(&self, recognize: &Recognize) -> Request<()> {
        self.post(":recognize").json(recognize)
    }

    /// Hears every key from now on.
    pub fn start_tones(&self, tones: &ContinuousTones) -> Request<()> {
        self.post(":startContinuousDtmfRecognition").json(tones).harmless()
    }

    /// Hears no keys from now on.
    pub fn stop_tones(&self, tones: &ContinuousTones) -> Request<()> {
        self.post(":stopContinuousDtmfRecognition").json(tones).harmless()
    }

    /// Presses keys.
    pub fn send_tones(&self, tones: &SendTones) -> Request<Accepted> {
        self.post(":sendDtmfTones").json(tones).once()
    }

    /// Lets somebody wait.
    pub fn hold(&self, hold: &Hold) -> Request<()> {
        self.post(":hold").json(hold).harmless()
    }

    /// Lets somebody wait no longer.
    pub fn unhold(&self, hold: &Hold) -> Request<()> {
        self.post(":unhold").json(hold).harmless()
    }

    /// Ends everything that plays or listens.
    pub fn cancel_media(&self) -> Request<()> {
        self.post(":cancelAllMediaOperations").harmless()
    }

    /// Begins to stream audio.
    pub fn start_streaming(&self, change: &StreamChange) -> Request<()> {
        self.post(":startMediaStreaming").json(change).harmless()
    }

    /// Ends streaming.
    pub fn stop_streaming(&self, change: &StreamChange) -> Request<()> {
        self.post(":stopMediaStreaming").json(change).harmless()
    }

    /// Begins a transcript.
    pub fn start_transcription(&self, change: &TranscriptionChange) -> Request<()> {
        self.post(":startTranscription").json(change).harmless()
    }

    /// Ends a transcript.
    pub fn stop_transcription(&self, change: &TranscriptionChange) -> Request<()> {
        self.post(":stopTranscription").json(change).harmless()
    }

    /// Changes the language of a transcript.
    pub fn update_transcription(&self, change: &TranscriptionChange) -> Request<()> {
        self.post(":updateTranscription").json(change).harmless()
    }
}
