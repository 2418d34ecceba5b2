//! A listener for webhooks on the open internet.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::http1::{self, Body, Framing, Head, Refused};
use super::waiting::Waiting;
use super::{Answer, Asked, Front, LARGEST_BODY};

/// Connections at a time. When there are more, the one that has kept us waiting longest ends.
const MOST_CONNECTIONS: usize = 4_096;
/// Descriptors that stay free for files, when the system has no more of them for us.
const SPARE: usize = 32;
/// From the beginning of a connection, or of a head, to the end of the head (RS-71).
const HEAD_TIME: Duration = Duration::from_secs(10);
/// Between two requests of a connection.
const IDLE: Duration = Duration::from_secs(60);
/// For a whole body (RS-71).
const BODY_TIME: Duration = Duration::from_secs(30);
/// For the sender to take our answer.
const ANSWER_TIME: Duration = Duration::from_secs(10);
/// After a refusal, what the sender still sends is read for so long, so that it sees the answer.
const LINGER: Duration = Duration::from_secs(1);
/// When nothing else can be done.
const BREATHER: Duration = Duration::from_millis(50);
/// A body up to this costs no budget, and is read before its request is refused.
const SMALL_BODY: usize = 64 * 1024;
/// All larger bodies that are coming in share this, in KiB.
const BODY_BUDGET_KIB: usize = 64 * 1024;
/// Room is taken from the budget in steps of this, in KiB.
const BUDGET_STEP_KIB: u32 = 256;
/// Read at once at most.
const PIECE: usize = 16 * 1024;

/// Answers HTTP/1.1 on `listener` until the future is dropped; connections under way then end too.
///
/// Plain HTTP: put TLS in front of it. Heads of at most 16 KiB, 100 headers and 10 s, bodies of at
/// most 4 MiB and 30 s, counted while they come; bodies beyond 64 KiB share 64 MiB of memory, and
/// get 503 when there is none left. 4,096 connections; when there are more, the one that has kept
/// us waiting longest is closed, so that silent connections keep nobody out. What could be read in
/// two ways is refused, and so is `Content-Encoding`.
///
/// # Errors
/// If `listener` is no listener of the runtime.
///
/// # Source
/// RS-71.
pub async fn serve(listener: std::net::TcpListener, front: Front) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = TcpListener::from_std(listener)?;
    let house = Arc::new(House {
        front,
        waiting: Waiting::default(),
        bodies: Arc::new(Semaphore::new(BODY_BUDGET_KIB)),
    });
    let mut most = MOST_CONNECTIONS;
    // Dropped with this future, and all connections with it.
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        match listener.accept().await {
            Ok((stream, _)) => {
                while connections.len() >= most {
                    house.waiting.end_oldest();
                    let _ = timeout(BREATHER, connections.join_next()).await;
                }
                let house = Arc::clone(&house);
                connections.spawn(async move {
                    let _ = stream.set_nodelay(true);
                    // The sender went away: nothing to say to anybody.
                    let _ = house.converse(stream).await;
                });
            }
            // Most likely no descriptors: fewer connections then, so that files can be opened.
            Err(error) => {
                let fewer = connections.len().saturating_sub(SPARE).max(SPARE);
                if fewer < most {
                    most = fewer;
                    tracing::warn!(%error, most, "fewer connections from now on");
                }
                while connections.len() > most && house.waiting.end_oldest() {
                    let _ = timeout(BREATHER, connections.join_next()).await;
                }
                tokio::time::sleep(BREATHER).await;
            }
        }
    }
}

/// What all connections share.
struct House {
    front: Front,
    waiting: Waiting,
    bodies: Arc<Semaphore>,
}

enum Next {
    Stay,
    Close,
    Refuse(Answer),
}

/// A request that came whole; or what to do instead.
type Come = Result<(Head, Vec<u8>), Next>;

fn refuse<T>(status: u16) -> Result<T, Next> {
    Err(Next::Refuse(Answer::empty(status)))
}

impl House {
    /// All requests of one connection.
    async fn converse(&self, mut stream: TcpStream) -> io::Result<()> {
        let mut input = Vec::new();
        let mut patience = HEAD_TIME;
        loop {
            let next = {
                let place = self.waiting.place();
                tokio::select! {
                    come = self.request(&mut stream, &mut input, patience) => come?,
                    () = place.ended() => Err(Next::Close),
                }
            };
            let next = match next {
                Ok((head, body)) => self.answer(&mut stream, &head, &body).await?,
                Err(next) => next,
            };
            match next {
                Next::Stay if input.is_empty() => input = Vec::new(),
                Next::Stay => {}
                Next::Close => return stream.shutdown().await,
                Next::Refuse(answer) => {
                    say(&mut stream, &answer, false, false).await?;
                    stream.shutdown().await?;
                    let place = self.waiting.place();
                    let mut rest = [0; 4_096];
                    let drained =
                        async { while stream.read(&mut rest).await.is_ok_and(|n| n > 0) {} };
                    tokio::select! {
                        _ = timeout(LINGER, drained) => {}
                        () = place.ended() => {}
                    }
                    return Ok(());
                }
            }
            patience = IDLE;
        }
    }

    /// Reads a request.
    async fn request(
        &self,
        stream: &mut TcpStream,
        input: &mut Vec<u8>,
        patience: Duration,
    ) -> io::Result<Come> {
        if input.is_empty() {
            match timeout(patience, read(stream, input)).await {
                Ok(Ok(1..)) => {}
                _ => return Ok(Err(Next::Close)),
            }
        }
        let head = match timeout(HEAD_TIME, head(stream, input)).await {
            Err(_) => return Ok(refuse(408)),
            Ok(head) => match head? {
                Ok(head) => head,
                Err(Refused(status)) => return Ok(refuse(status)),
            },
        };
        let small = matches!(head.framing, Framing::Length(length) if length <= SMALL_BODY);
        if let Some(answer) = self.front.refused_by_head(&asked(&head, &headers(&head), &[]))
            && (answer.status == 415 || !small)
        {
            return Ok(Err(Next::Refuse(answer)));
        }
        if head.expects_continue && input.is_empty() {
            timeout(ANSWER_TIME, stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")).await??;
        }
        Ok(match timeout(BODY_TIME, self.body(stream, input, head.framing)).await {
            Err(_) => refuse(408),
            Ok(body) => body?.map(|body| (head, body)),
        })
    }

    /// Reads a body, as long as there is memory for it.
    async fn body(
        &self,
        stream: &mut TcpStream,
        input: &mut Vec<u8>,
        framing: Framing,
    ) -> io::Result<Result<Vec<u8>, Next>> {
        let mut body = Body::new(framing, LARGEST_BODY);
        let mut room: Option<OwnedSemaphorePermit> = None;
        loop {
            match body.take(input) {
                Ok(true) => return Ok(Ok(body.into_bytes())),
                Ok(false) => {}
                Err(Refused(status)) => return Ok(refuse(status)),
            }
            let granted = room.as_ref().map_or(0, OwnedSemaphorePermit::num_permits) * 1024;
            if body.len() > SMALL_BODY + granted {
                let more = Arc::clone(&self.bodies).try_acquire_many_owned(BUDGET_STEP_KIB);
                match (more, &mut room) {
                    (Ok(more), Some(room)) => room.merge(more),
                    (Ok(more), None) => room = Some(more),
                    (Err(_), _) => return Ok(Err(Next::Refuse(Answer::later()))),
                }
            }
            if read(stream, input).await? == 0 {
                return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
            }
        }
    }

    async fn answer(&self, stream: &mut TcpStream, head: &Head, body: &[u8]) -> io::Result<Next> {
        let answer = self.front.answer(asked(head, &headers(head), body)).await;
        say(stream, &answer, head.keeps_alive, head.method == "HEAD").await?;
        Ok(if head.keeps_alive { Next::Stay } else { Next::Close })
    }
}

fn headers(head: &Head) -> Vec<(&str, &[u8])> {
    head.headers.iter().map(|(name, value)| (name.as_str(), value.as_slice())).collect()
}

fn asked<'a>(head: &'a Head, headers: &'a [(&'a str, &'a [u8])], body: &'a [u8]) -> Asked<'a> {
    Asked { method: &head.method, target: &head.target, headers, body }
}

/// Reads a piece.
async fn read(stream: &mut TcpStream, input: &mut Vec<u8>) -> io::Result<usize> {
    if input.capacity() - input.len() < PIECE / 8 {
        input.reserve(if input.is_empty() { PIECE / 4 } else { PIECE });
    }
    stream.read_buf(input).await
}

/// Reads a head. Who sends it octet by octet makes us look at it a few times, not each time.
async fn head(stream: &mut TcpStream, input: &mut Vec<u8>) -> io::Result<Result<Head, Refused>> {
    let mut look_at = 0;
    let mut looked = 0_usize;
    loop {
        // The empty line may have begun in the piece before.
        let fresh = input.get(looked.saturating_sub(3)..).unwrap_or_default();
        let ends = fresh.windows(2).any(|two| two == b"\n\r" || two == b"\n\n");
        looked = input.len();
        if ends || looked >= look_at {
            look_at = 2 * looked;
            match http1::head(input, LARGEST_BODY) {
                Ok(Some((head, length))) => {
                    input.drain(..length);
                    return Ok(Ok(head));
                }
                Ok(None) => {}
                Err(refused) => return Ok(Err(refused)),
            }
        }
        if read(stream, input).await? == 0 {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
        }
    }
}

/// Says it; who asked for the head alone gets no body.
async fn say(
    stream: &mut TcpStream,
    answer: &Answer,
    keeps_alive: bool,
    asked_head: bool,
) -> io::Result<()> {
    use std::fmt::Write as _;
    let body = if asked_head { &[][..] } else { &answer.body };
    let mut text = String::with_capacity(128 + body.len());
    let _ = write!(text, "HTTP/1.1 {} {}\r\n", answer.status, reason(answer.status));
    for (name, value) in &answer.headers {
        let _ = write!(text, "{name}: {value}\r\n");
    }
    let connection = if keeps_alive { "" } else { "connection: close\r\n" };
    let _ = write!(text, "content-length: {}\r\n{connection}\r\n", answer.body.len());
    let mut bytes = text.into_bytes();
    bytes.extend_from_slice(body);
    timeout(ANSWER_TIME, stream.write_all(&bytes)).await?
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        202 => "Accepted",
        204 => "No Content",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        417 => "Expectation Failed",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        503 => "Service Unavailable",
        505 => "HTTP Version Not Supported",
        _ => "",
    }
}
