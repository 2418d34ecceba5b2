//! The same from seeds, a few seconds in each run of the tests.

use serde_json::json;
use teams_cc_core::Rng;

use super::*;

const EVENTS: &[&str] = &[
    r#"[{"id":"e1","source":"calling/callConnections/c1","specversion":"1.0","type":"Microsoft.Communication.ParticipantsUpdated","time":"2026-01-01T00:00:00Z","subject":"s","data":{"callConnectionId":"c1","sequenceNumber":1,"participants":[{"identifier":{"rawId":"4:+14255550100","kind":"phoneNumber","phoneNumber":{"value":"+14255550100"}},"isMuted":false,"isOnHold":false}]}},{"id":"e2","type":"Microsoft.Communication.ContinuousDtmfRecognitionToneReceived","data":{"sequenceId":1,"tone":"five","operationContext":"x"}}]"#,
    r#"[{"id":"e1","type":"Microsoft.Communication.CallConnected","data":{"callConnectionId":"c1","serverCallId":"s"}},{"id":"e3","type":"Microsoft.Communication.RecognizeCompleted","data":{"recognitionType":"dtmf","dtmfResult":{"tones":["one","pound"]},"resultInformation":{"code":200,"subCode":8531,"message":"done"}}},{"id":"e4","type":"Microsoft.Communication.CallDisconnected","data":{"resultInformation":{"code":0,"subCode":0,"sipDetails":{"code":487}}}}]"#,
    r#"{"id":"e1","type":"Microsoft.Communication.RecordingStateChanged","data":{"recordingId":"r","state":"active","startDateTime":"2026-01-01T00:00:00Z"}}"#,
    r#"[{"id":"e1","type":"Microsoft.Communication.CallTransferAccepted","data_base64":"eyJ0cmFuc2ZlclRhcmdldCI6eyJyYXdJZCI6IjQ6KzEifX0="},{"id":"e2","type":"Microsoft.Communication.CallLevitated","data":{"height":3.5e1,"speechResult":{"speech":"a","confidence":1}}}]"#,
];

const GRID: &[&str] = &[
    r#"[{"id":"g1","topic":"/subscriptions/s","subject":"a","eventType":"Microsoft.Communication.IncomingCall","data":{"to":{"rawId":"28:orgid:e5b7f628-ea94-4fdc-b3d9-1af1fe231111"},"from":{"rawId":"4:+14255550100"},"serverCallId":"s","callerDisplayName":"A","customContext":{"sipHeaders":{"User-To-User":"1"},"voipHeaders":{},"teamsPhoneCallDetails":{"teamsPhoneCallerDetails":{"caller":{"rawId":"4:+14255550100"},"name":"Adele","phoneNumber":"+14255550100","isAuthenticated":true,"additionalCallerInformation":{"tier":"gold"}},"sessionId":"s","intent":"i","callTopic":"t"}},"incomingCallContext":"c","correlationId":"x"},"dataVersion":"1.0","metadataVersion":"1"}]"#,
    r#"[{"id":"g2","source":"/subscriptions/s","type":"Microsoft.Communication.RecordingFileStatusUpdated","specversion":"1.0","data":{"recordingStorageInfo":{"recordingChunks":[{"documentId":"d","index":0,"endReason":"SessionEnded","contentLocation":"https://x.example/d"}]},"recordingStartTime":"2026-01-01T00:00:00Z","recordingDurationMs":620}}]"#,
    r#"[{"id":"g3","eventType":"Microsoft.EventGrid.SubscriptionValidationEvent","data":{"validationCode":"v","validationUrl":"https://x.example"}},{"id":"g4","type":"Microsoft.Communication.CallStarted","data":{"group":{"id":"1"}}}]"#,
];

const FRAMES: &[&str] = &[
    r#"{"kind":"AudioMetadata","audioMetadata":{"subscriptionId":"s","encoding":"PCM","sampleRate":16000,"channels":1,"length":640}}"#,
    r#"{"kind":"AudioData","audioData":{"timestamp":"2026-01-01T00:00:00Z","participantRawID":"4:+14255550100","data":"AAEAAgADAAQ=","silent":false}}"#,
    r#"{"audioData":{"data":"AAEAAgADAAQA","silent":true},"kind":"audioData"}"#,
    r#"{"kind":"DtmfData","dtmfData":{"data":"5"}}"#,
    r#"{"kind":"TranscriptionMetadata","transcriptionMetadata":{"locale":"en-US","callConnectionId":"c"}}"#,
    r#"{"kind":"TranscriptionData","transcriptionData":{"text":"a b","format":"display","confidence":0.5,"offset":18446744073709551615,"duration":20,"words":[{"text":"a","offset":1,"duration":2}],"participantRawID":"8:orgid:x","resultStatus":"Final"}}"#,
    r#"["audioData",[null,null,"AAAA",false]]"#,
    r#"{"kind":"Levitation","levitation":{"height":1.5}}"#,
];

const MODELS: &[&str] = &[
    r#"{"callConnectionId":"c1","callConnectionState":"connected","targets":[{"rawId":"9:x","kind":"hologram"}],"source":{"phoneNumber":{"value":"+14255550100"}},"mediaStreamingSubscription":{"id":"m","state":"active","subscribedContentTypes":["audio"]},"nextLink":"","value":[{"identifier":{"rawId":"8:orgid:x"},"isMuted":true}]}"#,
    r#"{"playSources":[{"kind":"text","text":{"text":"a","voiceKind":"female"}}],"playOptions":{"loop":true},"recognizeInputType":"dtmf","recognizeOptions":{"interruptPrompt":true,"targetParticipant":{"rawId":"4:+1"},"dtmfOptions":{"stopTones":["pound"],"maxTonesToCollect":4}}}"#,
    r#"{"customCallingContext":{"sipHeaders":{"a":"b"},"teamsPhoneCallDetails":{"teamsPhoneCallerDetails":{"phoneNumber":"+14255550100","additionalCallerInformation":{"":""}},"callTopic":"t"}},"recordingId":"r","recordingState":"active","code":200,"subCode":-1,"message":null}"#,
];

const IDS: &[&str] = &[
    "4:+14255550100",
    "4:anonymous",
    "8:acs:5a6d2c9e-1111-4222-8333-444455556666_87d349ed-44d7-43e1-9a83-5f2406dee5bd_4b444206-207c-42f8-92a6-e332b41c88a2",
    "8:gcch-acs:5a6d2c9e-1111-4222-8333-444455556666_87d349ed-44d7-43e1-9a83-5f2406dee5bd_4b444206-207c-42f8-92a6-e332b41c88a2",
    "8:spool:a",
    "8:orgid:4b444206-207c-42f8-92a6-e332b41c88a2",
    "8:teamsvisitor:x",
    "28:dod:4b444206-207c-42f8-92a6-e332b41c88a2",
];

const ERRORS: &[&str] = &[
    r#"{"error":{"code":"8523","message":"Busy (8523) sub 560123","subCode":10560,"innererror":{"code":"c","details":[{"code":"d"},{"code":1}]},"details":[{"message":"a 12345 b"}]}}"#,
    r#"{"code":"BadRequest","message":"1234 4321 5555 6666 7777 8888 9999 1010 2020 3030","innerError":{"innererror":{"innerError":{"code":"x"}}}}"#,
];

const SHARP: &[u8] = b"\0\r\n\t \"\\{}[]:;,.-+0159eE=%\x7f\xff";

const TOKENS: &[&str] = &[
    "null",
    "{}",
    "[]",
    "7",
    "-1",
    "1.5",
    "9223372036854775807",
    "true",
    "\"a\"",
    "{\"rawId\":1}",
];

/// Runs `check` on mutations; a failure prints the seed and the octets that reproduce it.
fn mutations(seed: u64, count: u32, from: &[&str], check: fn(&[u8])) {
    for text in from {
        check(text.as_bytes());
    }
    let mut rng = Rng::from_seed(seed);
    let mut below = |most: usize| rng.below(most as u64) as usize;
    for n in 0..count {
        let mut octets = from[below(from.len())].as_bytes().to_vec();
        for _ in 0..=below(5) {
            let at = below(octets.len().max(1)).min(octets.len().saturating_sub(1));
            match below(6) {
                0 if !octets.is_empty() => octets[at] = SHARP[below(SHARP.len())],
                1 if !octets.is_empty() => drop(octets.remove(at)),
                2 => octets.insert(at, SHARP[below(SHARP.len())]),
                3 if below(8) == 0 => octets.truncate(at.max(1)),
                4 => token(&mut octets, at, below(TOKENS.len())),
                _ => {
                    let end = (at + below(60)).min(octets.len());
                    let piece = octets[at..end].to_vec();
                    octets.splice(at..at, piece);
                }
            }
        }
        let harm = std::panic::catch_unwind(|| check(&octets));
        let shown = String::from_utf8_lossy(&octets);
        assert!(harm.is_ok(), "seed {seed}, mutation {n}: {shown:?}");
    }
}

/// Another value for the field behind `at`, so that what comes out is still JSON more often than not.
fn token(octets: &mut Vec<u8>, at: usize, which: usize) {
    let Some(colon) = octets[at..].windows(2).position(|two| two == b"\":") else { return };
    let begin = at + colon + 2;
    let simple = octets[begin..].iter().position(|octet| b",}]".contains(octet));
    let end = simple.map_or(octets.len(), |length| begin + length);
    octets.splice(begin..end, TOKENS[which].bytes());
}

#[test]
fn rs_01_mutated_callbacks_do_no_harm_lose_nothing_and_move_no_call_backwards() {
    mutations(1, 10_000, EVENTS, events);
}

#[test]
fn rs_01_every_kind_does_no_harm_to_a_call_in_any_order() {
    let mut rng = Rng::from_seed(2);
    let bodies = [
        json!({}),
        json!({"participants": [{"identifier": {"rawId": "4:+1"}}], "sequenceNumber": i64::MIN}),
        json!({"tone": "star", "sequenceId": i64::MAX, "resultInformation": {"code": i64::MIN}}),
        json!({"participant": {"rawId": "4:+1"}, "participants": [], "state": "x"}),
    ];
    for _ in 0..1_000 {
        let post: Vec<Value> = (0..12)
            .map(|n| {
                let kind = crate::events::tests::NAMES[rng.below(38) as usize];
                let kind = if rng.one_in(20) { "CallLevitated" } else { kind };
                let body = &bodies[rng.below(4) as usize];
                json!({"id": n.to_string(), "type": format!("Microsoft.Communication.{kind}"),
                    "data": body})
            })
            .collect();
        events(Value::from(post).to_string().as_bytes());
    }
}

#[test]
fn rs_01_mutated_news_of_event_grid_does_no_harm_and_loses_nothing() {
    mutations(3, 10_000, GRID, grid);
}

#[test]
fn rs_01_mutated_media_frames_do_no_harm_and_both_ways_to_audio_agree() {
    mutations(4, 20_000, FRAMES, frame);
}

#[test]
fn rs_01_mutated_models_are_written_as_they_came() {
    mutations(5, 2_000, MODELS, model);
}

#[test]
fn rs_01_mutated_identifiers_are_known_by_their_members() {
    mutations(6, 20_000, IDS, identifier);
}

#[test]
fn rs_01_mutated_error_bodies_do_no_harm_and_stay_small() {
    mutations(7, 10_000, ERRORS, error_body);
    let numbers: Vec<String> = (10_000..60_000).map(|n: u32| n.to_string()).collect();
    error_body(json!({"message": numbers.join(" ")}).to_string().as_bytes());
}
