use std::sync::Arc;

use parking_lot::Mutex;
use serde_json::{Value, json};

use crate::models::*;
use crate::request::Request;
use crate::testing::{answer, scripted};

/// Method, target, body, and whether it carries a repeatability id.
type Sent = (String, String, Value, bool);

/// Every request once; what was sent.
async fn everything() -> Vec<Sent> {
    let sent = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&sent);
    let acs = scripted(7, move |_, outgoing| {
        let target = format!("{}?{}", outgoing.url.path(), outgoing.url.query().unwrap());
        let body = outgoing
            .body
            .as_deref()
            .map_or(Value::Null, |body| serde_json::from_slice(body).unwrap());
        let repeatable = outgoing.headers.contains_key("repeatability-request-id");
        log.lock().push((outgoing.method.to_string(), target, body, repeatable));
        answer(200, &json!({}))
    });
    let api = acs.api();
    let who = Identifier::from_raw_id("4:+15550100");
    async fn run<T: serde::de::DeserializeOwned + Send + 'static>(request: Request<T>) {
        request.await.unwrap();
    }
    let call = api.call("c/1");
    run(api.create(&CreateCall::default().targets(vec![who.clone()]))).await;
    run(api.answer(&AnswerCall::default().incoming_call_context("x"))).await;
    run(api.redirect(&RedirectCall::default().target(who.clone()))).await;
    run(api.reject(&RejectCall::default().reason(RejectReason::Busy))).await;
    run(api.connect(&ConnectCall::default().locator(CallLocator::server("s")))).await;
    run(call.get()).await;
    run(call.hang_up()).await;
    run(call.terminate()).await;
    run(call.transfer(&TransferCall::default().target_participant(who.clone()))).await;
    call.participants().all().await.unwrap();
    run(call.participant(&who)).await;
    run(call.add(&AddParticipant::default().participant(who.clone()))).await;
    run(call.cancel_add(&CancelAdd::default().invitation_id("i"))).await;
    run(call.remove(&RemoveParticipant::default().participant(who.clone()))).await;
    run(call.mute(&MuteParticipants::default().participants(vec![who.clone()]))).await;
    run(call.move_here(&MoveParticipants::default().from_call("c2"))).await;
    run(call.play(&Play::default().sources(vec![PlaySource::from_text("hi")]))).await;
    run(call.recognize(&Recognize::default().input(RecognizeInput::Dtmf))).await;
    let tones = ContinuousTones::default().participant(who.clone());
    run(call.start_tones(&tones)).await;
    run(call.stop_tones(&tones)).await;
    run(call.send_tones(&SendTones::default().tones(vec![Tone::Pound]))).await;
    run(call.hold(&Hold::default().participant(who.clone()))).await;
    run(call.unhold(&Hold::default().participant(who.clone()))).await;
    run(call.cancel_media()).await;
    run(call.start_streaming(&StreamChange::default())).await;
    run(call.stop_streaming(&StreamChange::default())).await;
    let change = TranscriptionChange::default().locale("en-US");
    run(call.start_transcription(&change)).await;
    run(call.stop_transcription(&change)).await;
    run(call.update_transcription(&change)).await;
    let recordings = api.recordings();
    run(recordings.start(&StartRecording::default().call_connection_id("c/1"))).await;
    run(recordings.one("r").get()).await;
    run(recordings.one("r").stop()).await;
    run(recordings.one("r").pause()).await;
    run(recordings.one("r").resume()).await;
    std::mem::take(&mut *sent.lock())
}

#[tokio::test(start_paused = true)]
async fn acs_3_thirty_four_requests_go_where_the_table_says() {
    let table = "\
POST /calling/callConnections *
POST /calling/callConnections:answer *
POST /calling/callConnections:redirect *
POST /calling/callConnections:reject *
POST /calling/callConnections:connect *
GET /calling/callConnections/c%2F1
DELETE /calling/callConnections/c%2F1
POST /calling/callConnections/c%2F1:terminate *
POST /calling/callConnections/c%2F1:transferToParticipant *
GET /calling/callConnections/c%2F1/participants
GET /calling/callConnections/c%2F1/participants/4%3A%2B15550100
POST /calling/callConnections/c%2F1/participants:add *
POST /calling/callConnections/c%2F1/participants:cancelAddParticipant *
POST /calling/callConnections/c%2F1/participants:remove *
POST /calling/callConnections/c%2F1/participants:mute *
POST /calling/callConnections/c%2F1/participants:moveHere *
POST /calling/callConnections/c%2F1:play
POST /calling/callConnections/c%2F1:recognize
POST /calling/callConnections/c%2F1:startContinuousDtmfRecognition
POST /calling/callConnections/c%2F1:stopContinuousDtmfRecognition
POST /calling/callConnections/c%2F1:sendDtmfTones *
POST /calling/callConnections/c%2F1:hold
POST /calling/callConnections/c%2F1:unhold
POST /calling/callConnections/c%2F1:cancelAllMediaOperations
POST /calling/callConnections/c%2F1:startMediaStreaming
POST /calling/callConnections/c%2F1:stopMediaStreaming
POST /calling/callConnections/c%2F1:startTranscription
POST /calling/callConnections/c%2F1:stopTranscription
POST /calling/callConnections/c%2F1:updateTranscription
POST /calling/recordings *
GET /calling/recordings/r
DELETE /calling/recordings/r
POST /calling/recordings/r:pause
POST /calling/recordings/r:resume";
    let sent = everything().await;
    let shown: Vec<String> = sent
        .iter()
        .map(|(method, target, _, repeatable)| {
            let path = target.strip_suffix("?api-version=2026-03-12").expect(target);
            format!("{method} {path}{}", if *repeatable { " *" } else { "" })
        })
        .collect();
    assert_eq!(shown.join("\n"), table);
    assert_eq!(sent.len(), 34);
}

#[tokio::test(start_paused = true)]
async fn lists_are_read_to_their_end_and_not_on_other_hosts() {
    let mut page = 0;
    let acs = scripted(7, move |_, outgoing| {
        page += 1;
        let next = match page {
            1 => json!("/calling/callConnections/c/participants?skip=1&api-version=2026-03-12"),
            2 => json!("https://contoso.communication.azure.com/next?api-version=2026-03-12"),
            3 => json!(""),
            _ => json!("https://evil.example/next"),
        };
        assert_eq!(outgoing.url.host_str(), Some("contoso.communication.azure.com"));
        answer(
            200,
            &json!({"value": [{"identifier": {"rawId": format!("4:{page}")}}], "nextLink": next}),
        )
    });
    let all = acs.api().call("c").participants().all().await.unwrap();
    assert_eq!(all.len(), 3);
    let error = acs.api().call("c").participants().all().await.unwrap_err();
    assert_eq!(error.code(), "TCC-ACS-0311");
}
