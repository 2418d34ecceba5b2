//! CloudEvents about calls.

use serde_json::Value;
use teams_cc_core::Error;

use super::{data, items};
use crate::error;
use crate::models::{CallParticipant, Hidden, Identifier, RecordingState, ResultInformation, Tone};

const PREFIX: &str = "Microsoft.Communication.";

words! {
    /// What happened: the 38 names that are known.
    EventKind {
        CallConnected = "CallConnected",
        CallDisconnected = "CallDisconnected",
        CreateCallFailed = "CreateCallFailed",
        AnswerFailed = "AnswerFailed",
        ConnectFailed = "ConnectFailed",
        CallTransferAccepted = "CallTransferAccepted",
        CallTransferFailed = "CallTransferFailed",
        ParticipantsUpdated = "ParticipantsUpdated",
        AddParticipantSucceeded = "AddParticipantSucceeded",
        AddParticipantFailed = "AddParticipantFailed",
        RemoveParticipantSucceeded = "RemoveParticipantSucceeded",
        RemoveParticipantFailed = "RemoveParticipantFailed",
        CancelAddParticipantSucceeded = "CancelAddParticipantSucceeded",
        CancelAddParticipantFailed = "CancelAddParticipantFailed",
        MoveParticipantSucceeded = "MoveParticipantSucceeded",
        MoveParticipantFailed = "MoveParticipantFailed",
        HoldFailed = "HoldFailed",
        PlayStarted = "PlayStarted",
        PlayCompleted = "PlayCompleted",
        PlayFailed = "PlayFailed",
        PlayCanceled = "PlayCanceled",
        RecognizeCompleted = "RecognizeCompleted",
        RecognizeFailed = "RecognizeFailed",
        RecognizeCanceled = "RecognizeCanceled",
        ToneReceived = "ContinuousDtmfRecognitionToneReceived",
        ToneFailed = "ContinuousDtmfRecognitionToneFailed",
        TonesStopped = "ContinuousDtmfRecognitionStopped",
        SendTonesCompleted = "SendDtmfTonesCompleted",
        SendTonesFailed = "SendDtmfTonesFailed",
        StreamingStarted = "MediaStreamingStarted",
        StreamingStopped = "MediaStreamingStopped",
        StreamingFailed = "MediaStreamingFailed",
        TranscriptionStarted = "TranscriptionStarted",
        TranscriptionStopped = "TranscriptionStopped",
        TranscriptionUpdated = "TranscriptionUpdated",
        TranscriptionFailed = "TranscriptionFailed",
        RecordingStateChanged = "RecordingStateChanged",
        StartRecordingFailed = "StartRecordingFailed",
    }
}

model! {
    /// What an event says. Which fields are there depends on its kind; the first five come with
    /// most of them.
    EventBody {
        call_connection_id: String = "callConnectionId",
        server_call_id: String = "serverCallId",
        correlation_id: String = "correlationId",
        operation_context: String = "operationContext",
        result: ResultInformation = "resultInformation",
        /// Orders `ParticipantsUpdated`, and nothing else.
        sequence_number: i64 = "sequenceNumber",
        participants: Vec<CallParticipant> = "participants",
        participant: Identifier = "participant",
        invitation_id: String = "invitationId",
        from_call: String = "fromCall",
        transfer_target: Identifier = "transferTarget",
        transferee: Identifier = "transferee",
        failed_source: i64 = "failedPlaySourceIndex",
        recognition_type: String = "recognitionType",
        tones: TonesHeard = "dtmfResult",
        choice: ChoiceResult = "choiceResult",
        speech: SpeechResult = "speechResult",
        /// Orders keys.
        sequence_id: i64 = "sequenceId",
        tone: Tone = "tone",
        streaming: StreamUpdate = "mediaStreamingUpdate",
        transcription: TranscriptUpdate = "transcriptionUpdate",
        recording_id: String = "recordingId",
        recording_state: RecordingState = "state",
        recording_start: String = "startDateTime",
        recording_kind: String = "recordingKind",
    }
    /// Keys that were pressed.
    TonesHeard { tones: Vec<Tone> = "tones", }
    /// Which answer it was.
    ChoiceResult {
        label: String = "label",
        phrase: Hidden = "recognizedPhrase",
        confidence: f64 = "confidence",
    }
    /// What was said.
    SpeechResult { speech: Hidden = "speech", confidence: f64 = "confidence", }
    /// How a stream stands.
    StreamUpdate {
        content_type: String = "contentType",
        status: String = "mediaStreamingStatus",
        details: String = "mediaStreamingStatusDetails",
    }
    /// How a transcript stands.
    TranscriptUpdate {
        status: String = "transcriptionStatus",
        details: String = "transcriptionStatusDetails",
    }
}

/// One event about a call.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Event {
    /// Its id: the same event comes again under the same one.
    pub id: String,
    /// What happened.
    pub kind: EventKind,
    /// What it says.
    pub body: EventBody,
    /// When, as the service writes it.
    pub time: Option<String>,
    /// What it is about, in the service's words.
    pub subject: Option<String>,
}

impl Event {
    /// Reads a post of the service: a list of CloudEvents. It is not verified here.
    ///
    /// # Errors
    /// `TCC-ACS-0503` if it is no list of events; nothing of it counts then.
    pub fn read(post: &[u8]) -> Result<Vec<Self>, Error> {
        items(post)?.into_iter().map(Self::of).collect()
    }

    pub(crate) fn of(item: Value) -> Result<Self, Error> {
        let body = data(&item);
        let Value::Object(mut item) = item else {
            return Err(error::bad_post("an event is no object"));
        };
        let mut text = |name: &str| match item.remove(name) {
            Some(Value::String(text)) => Some(text),
            _ => None,
        };
        let (id, kind) = (text("id"), text("type"));
        let (time, subject) = (text("time"), text("subject"));
        let (Some(id), Some(kind)) = (id, kind) else {
            return Err(error::bad_post("an event has no id or no type"));
        };
        let body = serde_json::from_value(body).unwrap_or_default();
        let short = kind.strip_prefix(PREFIX);
        let kind =
            short.map_or_else(|| EventKind::Unknown(kind.as_str().into()), EventKind::from_wire);
        Ok(Self { id, kind, body, time, subject })
    }
}
