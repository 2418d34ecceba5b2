//! The listener and the media socket, over real connections on loopback.

use std::net::SocketAddr;

use futures::{SinkExt as _, StreamExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error as SocketError, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

use super::*;
use crate::media::{Frame, Outgoing, Sound};
use crate::models::AudioFormat;

async fn listening(service: &Azure) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(service.webhook.clone().serve_on(listener));
    address
}

fn bearer() -> String {
    format!("Bearer {}", sign(HEADER, &claims().to_string()))
}

async fn dial(
    at: SocketAddr,
    token: Option<&str>,
    call: &str,
) -> Result<WebSocketStream<TcpStream>, u16> {
    let mut request = format!("ws://{at}/acs/media").into_client_request().unwrap();
    request.headers_mut().insert("x-ms-call-connection-id", call.parse().unwrap());
    if let Some(token) = token {
        request.headers_mut().insert("authorization", token.parse().unwrap());
    }
    match client_async(request, TcpStream::connect(at).await.unwrap()).await {
        Ok((socket, _)) => Ok(socket),
        Err(SocketError::Http(response)) => Err(response.status().as_u16()),
        Err(other) => panic!("{other}"),
    }
}

/// The usual service, told when something starts.
fn streamed(service: &Arc<Azure>, end: &'static str, kind: &'static str) {
    let service = Arc::clone(service);
    tokio::spawn(async move {
        let context = service.context_of(end, 0).await;
        service.tell(kind, Some(&context), json!({})).await;
    });
}

fn with_streams() -> Arc<Azure> {
    Arc::new(Azure::tuned(|_, _, _| None, |builder| builder.streaming(AudioFormat::Pcm16KMono)))
}

#[tokio::test]
async fn cc_66_audio_flows_both_ways_and_stops_when_the_caller_speaks() {
    let service = with_streams();
    let at = listening(&service).await;
    let call = service.answered().await;
    let options = &service.body_of(":answer", 0).await["mediaStreamingOptions"];
    assert_eq!(options["transportUrl"], "wss://cc.contoso.example/acs/media");
    assert_eq!(
        (&options["startMediaStreaming"], &options["enableBidirectional"]),
        (&json!(false), &json!(true))
    );

    streamed(&service, ":startMediaStreaming", "MediaStreamingStarted");
    let mut audio = call.stream().await.unwrap();
    assert_eq!(audio.rate(), 16_000);
    let mut socket = dial(at, Some(&bearer()), "c1").await.unwrap();
    let begin = r#"{"kind":"AudioMetadata","audioMetadata":{"sampleRate":16000,"channels":1}}"#;
    socket.send(Message::text(begin)).await.unwrap();
    let frame = r#"{"kind":"AudioData","audioData":{"data":"AQACAA==","silent":false}}"#;
    socket.send(Message::text(frame)).await.unwrap();
    let Some(Sound::Audio(heard)) = audio.next().await else { panic!("no audio") };
    assert_eq!(heard.samples, [1, 2]);
    socket.send(Message::text(r##"{"kind":"DtmfData","dtmfData":{"data":"#"}}"##)).await.unwrap();
    assert_eq!(audio.next().await, Some(Sound::Key(Key::Pound)));

    audio.send(&[3, 4]).await.unwrap();
    let said = socket.next().await.unwrap().unwrap().into_text().unwrap();
    assert!(matches!(Frame::read(&said).unwrap(), Frame::Audio(frame) if frame.samples == [3, 4]));
    // What was queued before the stop is not sent after it.
    audio.stop_playing().await.unwrap();
    audio.send(&[5]).await.unwrap();
    let stop = socket.next().await.unwrap().unwrap().into_text().unwrap();
    assert_eq!(stop.as_str(), Outgoing::StopAudio.write());
    let after = socket.next().await.unwrap().unwrap().into_text().unwrap();
    assert!(matches!(Frame::read(&after).unwrap(), Frame::Audio(frame) if frame.samples == [5]));

    // A story that does not listen loses frames, and nothing else waits for it.
    for _ in 0..200 {
        socket.send(Message::text(frame)).await.unwrap();
    }
    while audio.lost() < 100 {
        tokio::task::yield_now().await;
    }
    drop(audio);
    service.body_of(":stopMediaStreaming", 0).await;
}

#[tokio::test]
async fn cc_66_a_transcript_comes_line_by_line() {
    let service = Arc::new(Azure::new());
    let at = listening(&service).await;
    let call = service.answered().await;
    assert_eq!(service.body_of(":answer", 0).await["transcriptionOptions"]["locale"], "en-US");
    streamed(&service, ":startTranscription", "TranscriptionStarted");
    let mut lines = call.transcribe().await.unwrap();
    let mut socket = dial(at, Some(&bearer()), "c1").await.unwrap();
    let line = r#"{"kind":"TranscriptionData","transcriptionData":{"text":"cancel my contract",
        "participantRawID":"4:+14255550100","resultStatus":"Final"}}"#;
    socket.send(Message::text(line)).await.unwrap();
    let line = lines.next().await.unwrap();
    assert!(line.is_final && line.text.contains("cancel"));
    service.tell("CallDisconnected", None, json!({})).await;
    assert_eq!(lines.next().await, None, "the call is over");
    assert_eq!(call.stream().await.unwrap_err().code(), "TCC-ACS-0413");
}

#[tokio::test]
async fn rs_63_a_media_socket_needs_a_token_and_a_call() {
    let service = Arc::new(Azure::new());
    let at = listening(&service).await;
    let call = service.answered().await;
    let mut other = claims();
    other["aud"] = json!("another");
    let other = format!("Bearer {}", sign(HEADER, &other.to_string()));
    assert_eq!(dial(at, None, "c1").await.err(), Some(401));
    assert_eq!(dial(at, Some(&other), "c1").await.err(), Some(401));
    assert_eq!(dial(at, Some(&bearer()), "c2").await.err(), Some(404));
    let mut socket = dial(at, Some(&bearer()), "c1").await.unwrap();
    socket.send(Message::text("no frame")).await.unwrap();
    assert!(matches!(socket.next().await, Some(Ok(Message::Close(_)) | Err(_)) | None));
    drop(call);
}

const BEGIN: &str = r#"{"kind":"AudioMetadata","audioMetadata":{"sampleRate":16000,"channels":1}}"#;
const AUDIO: &str = r#"{"kind":"AudioData","audioData":{"data":"AQACAA==","silent":false}}"#;

#[tokio::test]
async fn cc_66_a_socket_that_comes_back_goes_on_with_the_same_stream() {
    let service = with_streams();
    let at = listening(&service).await;
    let call = service.answered().await;
    streamed(&service, ":startMediaStreaming", "MediaStreamingStarted");
    let mut audio = call.stream().await.unwrap();
    for _ in 0..3 {
        let mut socket = dial(at, Some(&bearer()), "c1").await.unwrap();
        socket.send(Message::text(BEGIN)).await.unwrap();
        socket.send(Message::text(AUDIO)).await.unwrap();
        assert!(matches!(audio.next().await, Some(Sound::Audio(_))));
        audio.send(&[7]).await.unwrap();
        let said = socket.next().await.unwrap().unwrap().into_text().unwrap();
        assert!(matches!(Frame::read(&said).unwrap(), Frame::Audio(frame) if frame.samples == [7]));
        // In the middle of a frame: the head of a text of 1,000 octets, masked with nothing.
        let mut stream = socket.into_inner();
        let head = [0x81, 0xfe, 0x03, 0xe8, 0, 0, 0, 0, b'{'];
        tokio::io::AsyncWriteExt::write_all(&mut stream, &head).await.unwrap();
    }
    assert!(audio.broke().is_none());
}

#[tokio::test]
async fn cc_66_a_socket_that_stands_still_or_stays_away_ends_the_stream_and_not_the_call() {
    for stands_still in [true, false] {
        let service = with_streams();
        let at = listening(&service).await;
        let call = service.answered().await;
        streamed(&service, ":startMediaStreaming", "MediaStreamingStarted");
        let mut audio = call.stream().await.unwrap();
        let mut socket = dial(at, Some(&bearer()), "c1").await.unwrap();
        socket.send(Message::text(BEGIN)).await.unwrap();
        socket.send(Message::text(AUDIO)).await.unwrap();
        assert!(matches!(audio.next().await, Some(Sound::Audio(_))));
        let kept = stands_still.then_some(socket);
        // Ten seconds and five: the runtime's clock leaps when nothing else happens.
        tokio::time::pause();
        assert_eq!(audio.next().await, None);
        tokio::time::resume();
        assert_eq!(
            audio.broke().map(|error| error.code().to_owned()).as_deref(),
            Some("TCC-ACS-0416")
        );
        assert_eq!(audio.send(&[1]).await.unwrap_err().code(), "TCC-ACS-0416");
        drop((kept, call));
    }
}

#[tokio::test]
async fn the_listener_serves_prompts_and_refuses_what_is_too_large() {
    let service = Arc::new(Azure::new());
    let at = listening(&service).await;
    let call = service.answered().await;
    let playing = tokio::spawn(async move { call.play(Prompt::samples([1i16; 160])).await });
    let body = service.body_of(":play", 0).await;
    let uri = body["playSources"][0]["file"]["uri"].as_str().unwrap();
    let path = uri.strip_prefix("https://cc.contoso.example").unwrap();
    let http =
        reqwest::Client::builder().no_proxy().tls_backend_preconfigured(tls()).build().unwrap();
    let file = http.get(format!("http://{at}{path}")).send().await.unwrap();
    assert_eq!(
        (file.status().as_u16(), &file.headers()["content-type"]),
        (200, &"audio/wav".parse().unwrap())
    );
    let status =
        async |request: reqwest::RequestBuilder| request.send().await.unwrap().status().as_u16();
    assert_eq!(status(http.get(format!("http://{at}/acs/prompts/x.wav"))).await, 404);
    assert_eq!(status(http.post(format!("http://{at}/acs/callbacks")).body("[]")).await, 401);
    assert_eq!(status(http.put(format!("http://{at}/acs/callbacks"))).await, 405);
    let large = vec![b' '; 2 * 1024 * 1024];
    assert_eq!(status(http.post(format!("http://{at}/acs/callbacks")).body(large)).await, 413);
    playing.abort();
}

fn tls() -> rustls::ClientConfig {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth()
}
