//! The service dials a socket of the application: audio both ways, or a transcript (section 6).

use std::time::Duration;

use axum::http::Uri;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use teams_cc_core::{Guid, Instant};

use super::deliver::{Signer, path_of};
use super::streams::FRAME;
use super::ws::Socket;
use crate::people::fresh_guid;
use crate::{Fault, Place, Stage, Wire};

/// How long opening may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// A stream that is behind by more than this, because a test moved the clock, leaves the rest out.
const BEHIND: Duration = Duration::from_secs(2);

/// Runs one socket from its opening to its end.
pub(crate) async fn run(signer: Signer, call: Guid, is_media: bool) {
    let stage = signer.stage.clone();
    let found = stage.acs.with(|book, _| {
        let stream = book.stream(call, is_media)?;
        Some((stream.url.clone()?, stream.turn))
    });
    let Some((url, turn)) = found else { return };
    let subject = if is_media { "media" } else { "transcript" };
    let fault = stage.faults.take(Place::AcsSocket, subject);
    let opening = open(&signer, call, &url, fault.as_ref());
    let opened = tokio::time::timeout(PATIENCE, opening).await;
    let opened = opened.unwrap_or_else(|_| Err("no answer in 10 s".into()));
    let lost = match opened {
        Ok(mut socket) => {
            let done = talk(&stage, &mut socket, call, is_media, turn, fault.as_ref()).await;
            if !matches!(fault, Some(Fault::Reset)) {
                socket.close().await;
            }
            done
        }
        Err(why) => Err(why),
    };
    if let Err(why) = lost {
        stage.acs.with(|book, _| book.socket_lost(call, is_media, turn, &why));
    }
}

async fn open(
    signer: &Signer,
    call: Guid,
    url: &str,
    fault: Option<&Fault>,
) -> Result<Socket, String> {
    let stage = &signer.stage;
    let correlation = stage.acs.look(|book| {
        let room = book.calls.get(&call).and_then(|call| book.rooms.get(&call.room));
        room.map(|room| room.correlation.to_string()).unwrap_or_default()
    });
    let line = format!("GET {} (WebSocket)", path_of(url));
    stage.ladder.message(Wire::Acs, "acs", "app", &call.to_string(), &line);
    let stream = stage.outbound.dial(url).await?;
    let uri: Uri = url.parse().map_err(|_| "the address cannot be read".to_owned())?;
    let host = uri.authority().map_or("localhost", |authority| authority.as_str());
    let named = match fault {
        Some(Fault::ForeignCall) => fresh_guid(&mut stage.rng()),
        _ => call,
    };
    let mut headers = vec![
        ("x-ms-call-connection-id", named.to_string()),
        ("x-ms-call-correlation-id", correlation),
    ];
    if let Some(token) = signer.socket_token(fault) {
        headers.push(("Authorization", format!("Bearer {token}")));
    }
    let path = uri.path_and_query().map_or("/", |both| both.as_str());
    Socket::open(stream, host, path, &headers, stage.rng()).await
}

/// Sends and takes frames; ends well when nobody wants the stream any longer.
async fn talk(
    stage: &Stage,
    socket: &mut Socket,
    call: Guid,
    is_media: bool,
    turn: u32,
    fault: Option<&Fault>,
) -> Result<(), String> {
    let first = stage.acs.with(|book, now| book.socket_open(now, call, is_media, turn));
    let Some(first) = first else { return Ok(()) };
    socket.send(&first.to_string()).await?;
    misbehave(stage, socket, call, fault).await?;
    let mut changed = stage.acs.subscribe();
    let mut next = stage.clock.now();
    loop {
        let Some(waiting) = stage.acs.take_frames(call, is_media, turn) else { return Ok(()) };
        for frame in waiting {
            socket.send(&frame.to_string()).await?;
        }
        let now = stage.clock.now();
        if is_media && now >= next + FRAME {
            if now.since(next) > BEHIND {
                next = now;
                continue;
            }
            send_audio(stage, socket, call, next).await?;
            next += FRAME;
            continue;
        }
        let tick = async {
            if is_media {
                stage.clock.sleep_until(next + FRAME).await;
            } else {
                std::future::pending::<()>().await;
            }
        };
        tokio::select! {
            () = tick => {}
            // The sender lives in the stage.
            _ = changed.changed() => {}
            came = socket.next() => match came? {
                None => return Err("the application closed the socket".into()),
                Some(message) => hear(stage, call, &message),
            },
        }
    }
}

/// What a service does that a fault has struck, after its first frame.
async fn misbehave(
    stage: &Stage,
    socket: &mut Socket,
    call: Guid,
    fault: Option<&Fault>,
) -> Result<(), String> {
    match fault {
        Some(Fault::Malformed) => socket.send("{\"kind\": \"AudioDa").await,
        Some(Fault::Binary) => socket.send_octets(&[0x7f; 640]).await,
        Some(Fault::Huge) => socket.send(&" ".repeat(1 << 20)).await,
        Some(Fault::Reset) => {
            // Two frames are heard before the third one breaks.
            send_audio(stage, socket, call, stage.clock.now()).await?;
            send_audio(stage, socket, call, stage.clock.now()).await?;
            socket.begin().await?;
            Err("cut by a fault".into())
        }
        Some(Fault::Silent) => loop {
            if socket.next().await?.is_none() {
                return Err("the application closed the socket".into());
            }
        },
        Some(Fault::Fast) => {
            for _ in 0..500 {
                send_audio(stage, socket, call, stage.clock.now()).await?;
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

async fn send_audio(
    stage: &Stage,
    socket: &mut Socket,
    call: Guid,
    at: Instant,
) -> Result<(), String> {
    let frames = stage.acs.look(|book| book.frame(call, at)).unwrap_or_default();
    let timestamp = stage.acs.look(|book| book.date(at));
    for (who, samples, is_silent) in frames {
        let bytes: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
        let mut audio = json!({
            "timestamp": timestamp, "data": STANDARD.encode(bytes), "silent": is_silent,
        });
        if let Some(who) = who {
            audio["participantRawID"] = who.into();
        }
        let frame = json!({"kind": "AudioData", "audioData": audio});
        socket.send(&frame.to_string()).await?;
    }
    Ok(())
}

/// What the application sends: sound, or that it falls silent. Names in either case.
fn hear(stage: &Stage, call: Guid, message: &[u8]) {
    let refuse = |why: &str| stage.ladder.note("acs", &call.to_string(), why);
    let Ok(Value::Object(message)) = serde_json::from_slice::<Value>(message) else {
        return refuse("a message on the socket is no JSON object");
    };
    let field = |object: &serde_json::Map<String, Value>, wanted: &str| {
        object.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, v)| v.clone())
    };
    let kind = field(&message, "kind");
    let kind = kind.as_ref().and_then(Value::as_str).unwrap_or_default();
    if kind.eq_ignore_ascii_case("stopAudio") {
        return stage.acs.with(|book, now| book.app_stops(now, call));
    }
    if !kind.eq_ignore_ascii_case("audioData") {
        return refuse("a message on the socket is neither audioData nor stopAudio");
    }
    let audio = field(&message, "audioData");
    let data = audio.as_ref().and_then(Value::as_object).and_then(|audio| field(audio, "data"));
    let bytes = data.as_ref().and_then(Value::as_str).and_then(|text| STANDARD.decode(text).ok());
    let Some(bytes) = bytes else { return refuse("audioData has no data in base64") };
    let samples: Vec<i16> =
        bytes.chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect();
    stage.acs.with(|book, now| book.app_speaks(now, call, &samples));
}

impl super::Calls {
    /// Frames that wait for a socket; `None` if it is to be closed. Nobody is told of a change.
    fn take_frames(&self, call: Guid, is_media: bool, turn: u32) -> Option<Vec<Value>> {
        self.0.book.lock().take_frames(call, is_media, turn)
    }
}
