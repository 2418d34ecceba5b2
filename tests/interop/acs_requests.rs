//! Our requests to Call Automation are the ones that Microsoft's library makes, and are signed as
//! it signs.

use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::Response;
use serde_json::{Value, json};
use teams_cc_acs::models::{
    AddParticipant, AnswerCall, AudioChannels, AudioFormat, CallLocator, CancelAdd, Choice,
    CommunicationUser, ConnectCall, ContinuousTones, CreateCall, CustomContext, DtmfOptions, Hold,
    Identifier, Intelligence, MoveParticipants, MuteParticipants, PhoneNumber, Play, PlayOptions,
    PlaySource, Recognize, RecognizeInput, RecognizeOptions, RecordingChannels, RecordingContent,
    RecordingFormat, RedirectCall, RejectCall, RejectReason, RemoveParticipant, SendTones,
    StartRecording, StreamChange, StreamContent, StreamingOptions, TeamsApp, Tone,
    TranscriptionChange, TranscriptionOptions, TransferCall, Transport,
};
use teams_cc_acs::{CallAutomation, Request as Asking};
use teams_cc_core::{E164, Secret};

use crate::program::{Folder, root, run, skip};
use crate::python::python;

const KEY: &str = "aGVsbG8gaGVsbG8gaGVsbG8=";
const CALLBACK: &str = "https://cc.contoso.example/acs/callbacks";
const SOCKET: &str = "wss://cc.contoso.example/acs/media";
const CONTEXT: &str = "ctx";

/// What was received, newest last.
type Taken = Arc<Mutex<Vec<Value>>>;

#[tokio::test]
async fn acs_10_our_requests_are_microsofts_and_signed_as_microsoft_signs() {
    let Some(python) = python() else { return };
    let ours = everything().await;
    assert_eq!(ours.len(), 44);
    let mut command = Command::new(python);
    let folder = Folder::new("acs");
    let file = folder.write("ours.json", json!(ours).to_string());
    command.arg(root().join("tests/interop/python/acs_requests.py")).arg(file);
    let output = run(&mut command, b"", Duration::from_secs(120));
    let said = String::from_utf8_lossy(&output.stdout);
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{complaints}");
    assert!(said.contains("ok    37 of 37 requests"), "{said}");
    assert!(said.contains("ok    Microsoft's policy signs 44 of 44 as we do"), "{said}");
    // The other library signs them too, without having a call for each.
    let node = root().join("tests/interop/node");
    if !node.join("node_modules/@azure/communication-common").is_dir() {
        let _: Option<()> = skip("tests/interop/node/node_modules (Communication Services)");
        return;
    }
    let mut command = Command::new("node");
    command.arg(node.join("acs_signatures.mjs")).arg(folder.path().join("ours.json"));
    let output = run(&mut command, b"", Duration::from_secs(60));
    let said = String::from_utf8_lossy(&output.stdout);
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("ok    44 of 44 signatures"), "{said}\n{complaints}");
}

/// Takes requests down.
async fn recorder() -> (String, Taken) {
    let taken = Taken::default();
    let log = Arc::clone(&taken);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let here = base.clone();
    let app = Router::new().fallback(move |request: Request| {
        let (log, here) = (Arc::clone(&log), here.clone());
        async move {
            let (head, body) = request.into_parts();
            let body = to_bytes(body, 1 << 20).await.unwrap();
            let headers: serde_json::Map<String, Value> = head
                .headers
                .iter()
                .map(|(name, value)| (name.to_string(), json!(value.to_str().unwrap())))
                .collect();
            log.lock().unwrap().push(json!({
                "method": head.method.as_str(), "url": format!("{here}{}", head.uri),
                "headers": headers, "body": String::from_utf8(body.to_vec()).unwrap()}));
            Response::new(Body::from("{}"))
        }
    });
    tokio::spawn(async move { axum::serve(listener, app).await });
    (base, taken)
}

/// Every request once, under the name that the script has for it.
async fn everything() -> Vec<Value> {
    let (base, taken) = recorder().await;
    let acs =
        CallAutomation::builder().endpoint(&base).access_key(Secret::new(KEY)).build().unwrap();
    let mut names = Vec::new();
    macro_rules! send {
        ($($name:literal: $request:expr,)*) => {
            $( names.push($name); run_one($request).await; )*
        };
    }
    let phone = Identifier::from_raw_id("4:+14255550100");
    let other = Identifier::from_raw_id("4:+14255550199");
    let user = "8:acs:5a6d2c9e-1111-4222-8333-444455556666_00000001-aaaa-bbbb";
    let user = Identifier::from_raw_id(user);
    let agent = Identifier::agent(
        "4b444206-207c-42f8-92a6-e332b41c88a2".parse().unwrap(),
        "87d349ed-44d7-43e1-9a83-5f2406dee5bd".parse().unwrap(),
        "5a6d2c9e-1111-4222-8333-444455556666".parse().unwrap(),
    );
    let number: E164 = "+14255550199".parse().unwrap();
    let account = TeamsApp::default().app_id("e5b7f628-ea94-4fdc-b3d9-1af1fe231111");
    let intelligence =
        Intelligence::default().cognitive_services_endpoint("https://ai.contoso.example");
    let streaming = StreamingOptions::default()
        .transport_type(Transport::WebSocket)
        .transport_url(SOCKET)
        .content_type(StreamContent::Audio)
        .audio_channels(AudioChannels::Mixed)
        .start(false)
        .enable_bidirectional(true)
        .audio_format(AudioFormat::Pcm16KMono)
        .enable_dtmf_tones(true);
    let transcription = TranscriptionOptions::default()
        .transport_type(Transport::WebSocket)
        .transport_url(SOCKET)
        .locale("en-US")
        .start(false);
    let tones = ContinuousTones::default().participant(phone.clone()).operation_context(CONTEXT);
    let file = PlaySource::from_file("https://cc.contoso.example/a.wav");
    let mut speech = PlaySource::from_text("hello");
    speech.text = speech.text.map(|text| text.source_locale("en-US"));
    let mut sure = PlaySource::from_text("sure?");
    sure.text = sure.text.map(|text| text.voice_name("en-US-JennyNeural"));
    let listening = RecognizeOptions::default()
        .target_participant(phone.clone())
        .initial_silence_timeout_s(5)
        .interrupt_prompt(false);
    let keys =
        DtmfOptions::default().inter_tone_timeout_s(3).max_tones(4).stop_tones(vec![Tone::Pound]);
    let yes = Choice::default().label("yes").phrases(vec!["yes".to_owned(), "sure".to_owned()]);
    let streams = StreamChange::default().operation_context(CONTEXT);
    let lines = TranscriptionChange::default().operation_context(CONTEXT);
    let context = CustomContext::default().voip_header("a", "b");
    let (api, call, recordings) = (acs.api(), acs.api().call("c/1"), acs.api().recordings());
    // A field that has another type on the wire than its neighbours.
    let _: Option<CommunicationUser> = AnswerCall::default().answered_by;
    send! {
        "create": api.create(&CreateCall::default()
            .targets(vec![phone.clone()]).callback_uri(CALLBACK).operation_context(CONTEXT)
            .teams_app_source(account).intelligence(intelligence.clone())
            .streaming(streaming.clone()).transcription(transcription.clone())),
        "create_from_number": api.create(&CreateCall::default()
            .targets(vec![user.clone()]).callback_uri(CALLBACK)
            .source_caller_id_number(PhoneNumber::from(number)).source_display_name("Contoso")),
        "answer": api.answer(&AnswerCall::default()
            .incoming_call_context("ring").callback_uri(CALLBACK).operation_context(CONTEXT)
            .intelligence(intelligence).streaming(streaming).transcription(transcription)),
        "redirect": api.redirect(
            &RedirectCall::default().incoming_call_context("ring").target(phone.clone())),
        "reject": api.reject(
            &RejectCall::default().incoming_call_context("ring").reason(RejectReason::Busy)),
        "connect": api.connect(&ConnectCall::default()
            .locator(CallLocator::server("s1")).callback_uri(CALLBACK).operation_context(CONTEXT)),
        "get": call.get(),
        "terminate": call.terminate(),
        "hang_up": call.hang_up(),
        "transfer": call.transfer(&TransferCall::default()
            .target_participant(other).transferee(phone.clone()).operation_context(CONTEXT)
            .context(context.clone().sip_header("User-To-User", "00"))),
        "participant": call.participant(&phone),
        "add": call.add(&AddParticipant::default()
            .participant(agent.clone()).invitation_timeout_s(30).operation_context(CONTEXT)
            .context(context)),
        "cancel_add": call.cancel_add(
            &CancelAdd::default().invitation_id("i1").operation_context(CONTEXT)),
        "remove": call.remove(
            &RemoveParticipant::default().participant(user.clone()).operation_context(CONTEXT)),
        "mute": call.mute(
            &MuteParticipants::default().participants(vec![user]).operation_context(CONTEXT)),
        "move": call.move_here(&MoveParticipants::default()
            .participants(vec![phone.clone()]).from_call("c2").operation_context(CONTEXT)),
        "play": call.play(&Play::default()
            .sources(vec![speech]).play_to(vec![]).interrupt(true)
            .options(PlayOptions::default().repeats(true)).operation_context(CONTEXT)),
        "play_to": call.play(&Play::default()
            .sources(vec![file.clone().cache_id("h")]).play_to(vec![agent]).interrupt(false)
            .options(PlayOptions::default().repeats(false)).operation_context(CONTEXT)),
        "recognize_keys": call.recognize(&Recognize::default()
            .input(RecognizeInput::Dtmf).prompt(PlaySource::from_ssml("<speak/>")).interrupt(false)
            .options(listening.clone().interrupt_prompt(true).dtmf(keys))
            .operation_context(CONTEXT)),
        "recognize_choices": call.recognize(&Recognize::default()
            .input(RecognizeInput::Choices).prompt(sure).interrupt(false)
            .options(listening.speech_language("en-US").choices(vec![yes.tone(Tone::One)]))
            .operation_context(CONTEXT)),
        "start_tones": call.start_tones(&tones),
        "stop_tones": call.stop_tones(&tones),
        "send_tones": call.send_tones(&SendTones::default()
            .tones(vec![Tone::One, Tone::Asterisk]).participant(phone.clone())
            .operation_context(CONTEXT)),
        "hold": call.hold(&Hold::default()
            .participant(phone.clone()).source(file).operation_context(CONTEXT)),
        "unhold": call.unhold(
            &Hold::default().participant(phone.clone()).operation_context(CONTEXT)),
        "cancel_media": call.cancel_media(),
        "start_streaming": call.start_streaming(&streams),
        "stop_streaming": call.stop_streaming(&streams),
        "start_transcription": call.start_transcription(&lines.clone().locale("en-US")),
        "stop_transcription": call.stop_transcription(&lines),
        "update_transcription": call.update_transcription(&lines.clone().locale("de-DE")),
        "record": recordings.start(&StartRecording::default()
            .call_connection_id("c/1").state_callback_uri(CALLBACK)
            .content(RecordingContent::Audio).channels(RecordingChannels::Unmixed)
            .format(RecordingFormat::Wav).channel_order(vec![phone]).channel_affinity(vec![]).pause_on_start(true)),
        "recording": recordings.one("r1").get(),
        "stop_recording": recordings.one("r1").stop(),
        "pause_recording": recordings.one("r1").pause(),
        "resume_recording": recordings.one("r1").resume(),
    }
    names.push("participants");
    call.participants().all().await.unwrap();
    // Microsoft's library has no call for these; it signs them all the same.
    let phone = acs.teams_phone(&"87d349ed-44d7-43e1-9a83-5f2406dee5bd".parse().unwrap());
    let agent = "4b444206-207c-42f8-92a6-e332b41c88a2";
    send! {
        "consent": phone.assign_agent(agent, [agent]),
        "consent_changed": phone.change(agent, [agent]),
        "consent_there": phone.assignment(agent),
        "consent_gone": phone.unassign(agent),
        "odd_participant": call.participant(&Identifier::from_raw_id("48:ä/?#[]@ &=+%")),
        "odd_call": acs.api().call("a b/ü?#").get(),
    }
    names.push("file");
    recordings.download(format!("{base}/v1/objects/0-eus/content/audio")).await.unwrap();
    let mut taken = std::mem::take(&mut *taken.lock().unwrap());
    assert_eq!(taken.len(), names.len());
    for (one, name) in taken.iter_mut().zip(names) {
        one["name"] = json!(name);
    }
    taken
}

async fn run_one<T: serde::de::DeserializeOwned + Send + 'static>(request: Asking<T>) {
    request.await.unwrap();
}
