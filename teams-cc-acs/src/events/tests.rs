use std::time::Duration;

use serde_json::json;

use super::*;
use crate::models::{Kind, Tone};

/// The 38 names, as the document lists them.
pub(crate) const NAMES: [&str; 38] = [
    "CallConnected",
    "CallDisconnected",
    "CreateCallFailed",
    "AnswerFailed",
    "ConnectFailed",
    "CallTransferAccepted",
    "CallTransferFailed",
    "ParticipantsUpdated",
    "AddParticipantSucceeded",
    "AddParticipantFailed",
    "RemoveParticipantSucceeded",
    "RemoveParticipantFailed",
    "CancelAddParticipantSucceeded",
    "CancelAddParticipantFailed",
    "MoveParticipantSucceeded",
    "MoveParticipantFailed",
    "HoldFailed",
    "PlayStarted",
    "PlayCompleted",
    "PlayFailed",
    "PlayCanceled",
    "RecognizeCompleted",
    "RecognizeFailed",
    "RecognizeCanceled",
    "ContinuousDtmfRecognitionToneReceived",
    "ContinuousDtmfRecognitionToneFailed",
    "ContinuousDtmfRecognitionStopped",
    "SendDtmfTonesCompleted",
    "SendDtmfTonesFailed",
    "MediaStreamingStarted",
    "MediaStreamingStopped",
    "MediaStreamingFailed",
    "TranscriptionStarted",
    "TranscriptionStopped",
    "TranscriptionUpdated",
    "TranscriptionFailed",
    "RecordingStateChanged",
    "StartRecordingFailed",
];

#[allow(clippy::needless_pass_by_value, reason = "reads better at the call")]
fn event(kind: &str, data: serde_json::Value) -> Event {
    let post = json!([{"id": "e1", "source": "calling/callConnections/c1", "specversion": "1.0",
        "type": format!("Microsoft.Communication.{kind}"), "time": "2026-01-01T00:00:00Z",
        "subject": "calling/callConnections/c1", "data": data}]);
    Event::read(post.to_string().as_bytes()).unwrap().remove(0)
}

#[test]
fn acs_5_every_name_is_known_and_a_newer_one_is_kept() {
    for name in NAMES {
        let kind = event(name, json!({"callConnectionId": "c1"})).kind;
        assert!(!matches!(kind, EventKind::Unknown(_)), "{name}");
        assert_eq!(kind.as_str(), name);
    }
    let newer = event("CallLevitated", json!({"callConnectionId": "c1", "height": 3}));
    assert_eq!(newer.kind, EventKind::Unknown("CallLevitated".into()));
    assert_eq!(newer.body.rest.get("height"), Some(&json!(3)));
}

#[test]
fn acs_5_what_events_carry() {
    let heard = event(
        "RecognizeCompleted",
        json!({"callConnectionId": "c1", "operationContext": "x", "recognitionType": "dtmf",
            "dtmfResult": {"tones": ["one", "pound"]},
            "resultInformation": {"code": 200, "subCode": 8531, "message": "m"}}),
    );
    assert_eq!(heard.body.tones.unwrap().tones.unwrap(), [Tone::One, Tone::Pound]);
    assert_eq!(heard.body.result.unwrap().sub_code, Some(8531));
    let said = event(
        "RecognizeCompleted",
        json!({"speechResult": {"speech": "my card", "confidence": 1}}),
    );
    let speech = said.body.speech.unwrap();
    assert_eq!((speech.speech.as_deref(), speech.confidence), (Some("my card"), Some(1.0)));
    assert!(!format!("{speech:?}").contains("my card"));
    let odd = event("PlayCompleted", json!([1, 2]));
    assert_eq!(odd.body, EventBody::default());
}

#[test]
fn acs_5_event_grid_shakes_hands_and_rings() {
    let post = json!([
        {"id": "h", "eventType": "Microsoft.EventGrid.SubscriptionValidationEvent",
            "data": {"validationCode": "512d38b6"}},
        {"id": "i", "eventType": "Microsoft.Communication.IncomingCall", "data": {
            "to": {"kind": "unknown", "rawId": "28:orgid:e5b7f628-ea94-4fdc-b3d9-1af1fe231111",
                "unknown": {"id": "28:orgid:e5b7f628-ea94-4fdc-b3d9-1af1fe231111"}},
            "from": {"kind": "phoneNumber", "rawId": "4:+14255550100",
                "phoneNumber": {"value": "+14255550100"}},
            "serverCallId": "s", "callerDisplayName": "Adele", "incomingCallContext": "secret",
            "correlationId": "k"}},
        {"id": "o", "eventType": "Microsoft.Communication.CallPondered",
            "data": {"startedBy": {"rawId": "4:+14255550177"}}}
    ]);
    let events = GridEvent::read(post.to_string().as_bytes()).unwrap();
    assert_eq!(events[0], GridEvent::Handshake { code: "512d38b6".into() });
    let GridEvent::Incoming { call, .. } = &events[1] else { panic!("{events:?}") };
    assert!(matches!(call.to.as_ref().unwrap().kind(), Kind::TeamsApp { .. }), "by raw id");
    assert_eq!(call.caller().unwrap().to_string(), "+14255550100");
    let shown = format!("{call:?}");
    assert!(!["Adele", "5550100", "secret"].iter().any(|p| shown.contains(p)), "{shown}");
    assert!(matches!(&events[2], GridEvent::Other { kind, .. } if kind.ends_with("CallPondered")));
    let shown = format!("{events:?}");
    assert!(!["5550177", "512d38b6"].iter().any(|p| shown.contains(p)), "{shown}");
}

/// The documents and Microsoft's libraries write two fields differently.
#[test]
fn cc_74_calls_of_voip_users_are_told_as_the_documents_and_the_libraries_write_them() {
    let raw = "8:acs:bc360ba8-d29b-4ef2-b698-769ebef85521_0000000c-1fb9-4878-07fd-0848220077e1";
    let flat = json!({"rawId": raw, "communicationUser": {"id": raw}, "role": "Attendee"});
    let nested = json!({"communicationIdentifier": {"rawId": raw}, "role": "Attendee"});
    for (user, field) in [(flat, "durationOfCall"), (nested, "callDurationInSeconds")] {
        for (name, change) in [
            ("CallStarted", VoipChange::Started),
            ("CallEnded", VoipChange::Ended),
            ("CallParticipantAdded", VoipChange::Joined),
            ("CallParticipantRemoved", VoipChange::Left),
        ] {
            let data = json!({"startedBy": user, "user": user, "displayName": "Sharif",
                "serverCallId": "s", "isTwoParty": false, field: 49.5});
            let kind = format!("Microsoft.Communication.{name}");
            let post = json!([{"id": "o", "eventType": kind, "data": data}]).to_string();
            let events = GridEvent::read(post.as_bytes()).unwrap();
            let GridEvent::Voip { change: told, call, .. } = &events[0] else { panic!() };
            assert_eq!(*told, change);
            assert_eq!(call.duration(), Some(Duration::from_millis(49_500)));
            for who in [&call.started_by, &call.user] {
                assert_eq!(who.as_ref().unwrap().identifier().unwrap().raw_id(), raw);
            }
            assert_eq!(serde_json::to_value(call).unwrap(), data);
            assert!(!format!("{events:?}").contains("Sharif"));
        }
    }
}

#[test]
fn rs_64_what_is_no_list_of_events_is_refused_whole() {
    let deep = format!("{}1{}", "[".repeat(20_000), "]".repeat(20_000));
    let many = format!("[{}]", vec![r#"{"id":"1","type":"x"}"#; 1_001].join(","));
    let large = " ".repeat(LARGEST_POST + 1);
    for bad in ["", "null", "1", "[1]", "[{}]", r#"[{"id":"1"}]"#, &deep, &many, &large] {
        let error = Event::read(bad.as_bytes()).unwrap_err();
        assert_eq!(error.code(), "TCC-ACS-0503");
        assert!(GridEvent::read(bad.as_bytes()).is_err());
    }
    assert!(Event::read(b"[]").unwrap().is_empty());
    assert_eq!(Event::read(br#"{"id":"1","type":"x"}"#).unwrap().len(), 1);
}
