//! The listener: callbacks, events, prompts and the media socket, over HTTP/1.1.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::{SinkExt as _, StreamExt as _};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::{Body, Incoming};
use hyper::header::{AUTHORIZATION, CONNECTION, CONTENT_TYPE, HeaderValue, UPGRADE};
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use teams_cc_core::Error;
use tokio::net::{TcpListener, ToSocketAddrs};
use tokio::sync::Semaphore;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

use crate::events::LARGEST_POST;
use crate::jwt::Refusal;
use crate::media::{Frame, Queued, Socket};
use crate::webhook::{Post, Reply, Webhook};

/// Connections at once; more wait to be accepted.
const MOST_CONNECTIONS: usize = 2_048;
/// A request's head comes within this time, or the connection is closed (RS-66).
const HEAD_WITHIN: Duration = Duration::from_secs(10);
/// And its body within this.
const BODY_WITHIN: Duration = Duration::from_secs(15);
/// A media socket that is silent so long is dead: audio comes every 20 ms, and pings come.
const SILENT_AT_MOST: Duration = Duration::from_secs(120);
/// Once mixed audio comes, it comes every 20 ms: a socket that is silent so long stands still.
const STANDS_STILL: Duration = Duration::from_secs(10);
/// A stream whose socket broke waits so long for the next one.
const COMES_BACK_WITHIN: Duration = Duration::from_secs(5);
/// No frame of the service is larger.
const LARGEST_FRAME: usize = 256 * 1024;
const CALL: &str = "x-ms-call-connection-id";
const KEY: &str = "x-teams-cc-key";

impl Webhook {
    /// Listens, as long as the future is polled. TLS is the business of what stands before it: the
    /// service posts to https only.
    ///
    /// # Errors
    /// `TCC-CORE-0002` if the address cannot be bound.
    #[cfg_attr(docsrs, doc(cfg(feature = "server")))]
    pub async fn serve(self, address: impl ToSocketAddrs) -> Result<(), Error> {
        self.serve_on(TcpListener::bind(address).await?).await
    }

    /// The same on a listener of yours.
    #[cfg_attr(docsrs, doc(cfg(feature = "server")))]
    pub async fn serve_on(self, listener: TcpListener) -> Result<(), Error> {
        let seats = Arc::new(Semaphore::new(MOST_CONNECTIONS));
        loop {
            let Ok(seat) = Arc::clone(&seats).acquire_owned().await else { return Ok(()) };
            let stream = match listener.accept().await {
                Ok((stream, _)) => stream,
                Err(error) => {
                    // Out of descriptors: others are about to close.
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            };
            // Frames of 20 ms do not wait for each other. One that is gone is found so later.
            stream.set_nodelay(true).ok();
            let webhook = self.clone();
            tokio::spawn(async move {
                let answer = hyper::service::service_fn(move |request: Request<Incoming>| {
                    let webhook = webhook.clone();
                    async move { Ok::<_, Infallible>(answer(webhook, request).await) }
                });
                let served = hyper::server::conn::http1::Builder::new()
                    .timer(TokioTimer::new())
                    .header_read_timeout(HEAD_WITHIN)
                    .max_buf_size(64 * 1024)
                    .serve_connection(TokioIo::new(stream), answer)
                    .with_upgrades()
                    .await;
                if let Err(error) = served {
                    tracing::debug!(%error, "connection broke");
                }
                drop(seat);
            });
        }
    }
}

/// Answers one request, whichever server brings it.
pub(crate) async fn answer<B>(webhook: Webhook, request: Request<B>) -> Response<Full<Bytes>>
where
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let path = request.uri().path().to_owned();
    if *request.method() == Method::GET {
        if request.headers().contains_key(UPGRADE) {
            return upgrade(webhook, request).await;
        }
        return match webhook.prompt(&path) {
            Some(file) => {
                let mut response = Response::new(Full::new(file));
                let wav = HeaderValue::from_static("audio/wav");
                response.headers_mut().insert(CONTENT_TYPE, wav);
                response
            }
            None => empty(StatusCode::NOT_FOUND),
        };
    }
    if *request.method() == Method::OPTIONS {
        return consent(&request);
    }
    if *request.method() != Method::POST {
        return empty(StatusCode::METHOD_NOT_ALLOWED);
    }
    let (head, body) = request.into_parts();
    let body = tokio::time::timeout(BODY_WITHIN, Limited::new(body, LARGEST_POST).collect()).await;
    let body = match body {
        Err(_) => return empty(StatusCode::REQUEST_TIMEOUT),
        Ok(Err(_)) => return empty(StatusCode::PAYLOAD_TOO_LARGE),
        Ok(Ok(body)) => body.to_bytes(),
    };
    let header = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok());
    let query = head.uri.query().unwrap_or_default();
    let in_query = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "key");
    let key = header(KEY).or(in_query.as_ref().map(|(_, key)| &**key));
    let authorization = header(AUTHORIZATION.as_str());
    let Reply { status, body } = webhook.receive(Post { authorization, key, body: &body }).await;
    let mut response = Response::new(Full::new(body.clone()));
    *response.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if !body.is_empty() {
        let json = HeaderValue::from_static("application/json");
        response.headers_mut().insert(CONTENT_TYPE, json);
    }
    response
}

/// Event Grid in the schema of CloudEvents asks so whether we want its events.
fn consent<B>(request: &Request<B>) -> Response<Full<Bytes>> {
    let mut response = empty(StatusCode::OK);
    for (asked, allowed) in [
        ("webhook-request-origin", "webhook-allowed-origin"),
        // As many a minute as it would like; absent if it does not ask.
        ("webhook-request-rate", "webhook-allowed-rate"),
    ] {
        if let Some(wish) = request.headers().get(asked) {
            response.headers_mut().insert(allowed, wish.clone());
        }
    }
    response
}

fn empty(status: StatusCode) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::new()));
    *response.status_mut() = status;
    response
}

/// The media socket: its token is verified before anything else.
async fn upgrade<B: Send + 'static>(
    webhook: Webhook,
    mut request: Request<B>,
) -> Response<Full<Bytes>> {
    // No borrow of the request lives while its token is judged: a body need not be shared.
    let (authorization, key, call, to) = {
        let header = |name: &str| Some(request.headers().get(name)?.to_str().ok()?.to_owned());
        let key = header("sec-websocket-key");
        (header(AUTHORIZATION.as_str()), key, header(CALL), header("upgrade"))
    };
    let is_socket = to.is_some_and(|to| to.eq_ignore_ascii_case("websocket"));
    match webhook.believe(authorization.as_deref()).await {
        Ok(_) => {}
        Err(Refusal::NoKeys) => return empty(StatusCode::SERVICE_UNAVAILABLE),
        Err(refusal) => {
            tracing::warn!(%refusal, "media socket refused");
            return empty(StatusCode::UNAUTHORIZED);
        }
    }
    let (Some(key), true, Some(call)) = (key, is_socket, call) else {
        return empty(StatusCode::BAD_REQUEST);
    };
    let Some(life) = webhook.hub().life(&call) else { return empty(StatusCode::NOT_FOUND) };
    let accept = derive_accept_key(key.as_bytes());
    let upgrading = hyper::upgrade::on(&mut request);
    tokio::spawn(async move {
        match upgrading.await {
            Ok(upgraded) => Socket { life }.run(TokioIo::new(upgraded)).await,
            Err(error) => tracing::debug!(%error, "media socket broke"),
        }
    });
    let mut response = empty(StatusCode::SWITCHING_PROTOCOLS);
    let headers = response.headers_mut();
    headers.insert(CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    if let Ok(accept) = HeaderValue::from_str(&accept) {
        headers.insert("sec-websocket-accept", accept);
    }
    response
}

impl Socket {
    /// Carries frames until one side closes.
    async fn run<S>(self, stream: S)
    where
        S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
    {
        let config = WebSocketConfig::default()
            .max_message_size(Some(LARGEST_FRAME))
            .max_frame_size(Some(LARGEST_FRAME));
        let mut socket = WebSocketStream::from_raw_socket(stream, Role::Server, Some(config)).await;
        let lines = &self.life.lines;
        let (mut out, mut stopped, mut number) = (None, lines.stops(), None);
        // Where participants are streamed apart, nobody may be worth a frame for a while.
        let mixed = !self.life.hub().acs.settings().unmixed;
        loop {
            let queued = async {
                match &mut out {
                    Some(out) => next(out).await,
                    None => std::future::pending().await,
                }
            };
            let patience = if number.is_some() && mixed { STANDS_STILL } else { SILENT_AT_MOST };
            tokio::select! {
                came = tokio::time::timeout(patience, socket.next()) => match came {
                    Ok(Some(Ok(Message::Text(text)))) => match Frame::read(&text) {
                        Ok(frame) => {
                            if matches!(frame, Frame::AudioBegins { .. }) && number.is_none() {
                                number = Some(lines.opened());
                                out = lines.take_out();
                            }
                            lines.take(frame);
                        }
                        Err(error) => {
                            tracing::warn!(call.id = %self.life.call_id(), %error, "media socket closed");
                            break;
                        }
                    },
                    Ok(Some(Ok(Message::Binary(_)))) => {
                        let error = "octets where text belongs";
                        tracing::warn!(call.id = %self.life.call_id(), error, "media socket closed");
                        break;
                    }
                    Ok(Some(Ok(Message::Close(_)) | Err(_)) | None) => break,
                    Err(_) => {
                        let error = "nothing came for long";
                        tracing::warn!(call.id = %self.life.call_id(), error, "media socket closed");
                        break;
                    }
                    Ok(Some(Ok(_))) => {}
                },
                queued = queued => {
                    let stops = lines.stops();
                    let text = match queued {
                        Some(Queued::Audio(at, text)) if at == stops => text,
                        // The first that is not wanted any more, or the word itself.
                        Some(Queued::Audio(..) | Queued::Stop) if stopped < stops => {
                            stopped = stops;
                            crate::media::Outgoing::StopAudio.write()
                        }
                        Some(Queued::Audio(..) | Queued::Stop) => continue,
                        // Nobody streams any more; the service closes.
                        None => {
                            out = None;
                            continue;
                        }
                    };
                    // A peer that takes nothing is no reason to wait for ever.
                    let sent = tokio::time::timeout(STANDS_STILL, socket.send(Message::text(text)));
                    if !matches!(sent.await, Ok(Ok(()))) {
                        break;
                    }
                }
            }
        }
        if let Some(out) = out {
            lines.give_back(out);
        }
        let goodbye = tokio::time::timeout(COMES_BACK_WITHIN, socket.close(None));
        drop(goodbye.await);
        if let Some(number) = number {
            tokio::time::sleep(COMES_BACK_WITHIN).await;
            if lines.is_last(number) {
                lines.audio_broke();
            }
        }
    }
}

async fn next(out: &mut tokio::sync::mpsc::Receiver<Queued>) -> Option<Queued> {
    out.recv().await
}
