//! A listener for webhooks on the open internet.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::http1::{self, Body, Refused};
use super::{Answer, Asked, Front, LARGEST_BODY};

/// Connections at a time; more wait in the system's queue.
const MOST_CONNECTIONS: usize = 4_096;
/// Between two requests of a connection.
const IDLE: Duration = Duration::from_secs(60);
/// From the first byte of a head to its last (RS-71).
const HEAD_TIME: Duration = Duration::from_secs(10);
/// For a whole body (RS-71).
const BODY_TIME: Duration = Duration::from_secs(30);
/// For the sender to take our answer.
const ANSWER_TIME: Duration = Duration::from_secs(10);
/// After a refusal, what the sender still sends is read for so long, so that it sees the answer.
const LINGER: Duration = Duration::from_millis(500);
/// When the system has no descriptors left.
const BREATHER: Duration = Duration::from_millis(50);

/// Answers HTTP/1.1 on `listener` until the future is dropped; connections under way then end too.
///
/// Plain HTTP: put TLS in front of it. Heads of at most 16 KiB, 100 headers and 10 s, bodies of at
/// most 4 MiB and 30 s, counted while they come; 4,096 connections. What could be read in two ways
/// is refused, and so is `Content-Encoding`.
///
/// # Errors
/// If `listener` is no listener of the runtime.
///
/// # Source
/// RS-71.
pub async fn serve(listener: std::net::TcpListener, front: Front) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = TcpListener::from_std(listener)?;
    let room = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    // Dropped with this future, and all connections with it.
    let mut connections = tokio::task::JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        let Ok(place) = Arc::clone(&room).acquire_owned().await else { return Ok(()) };
        match listener.accept().await {
            Ok((stream, _)) => {
                let front = front.clone();
                connections.spawn(async move {
                    let _ = stream.set_nodelay(true);
                    // The sender went away: nothing to say to anybody.
                    let _ = converse(stream, &front).await;
                    drop(place);
                });
            }
            Err(_) => tokio::time::sleep(BREATHER).await,
        }
    }
}

/// All requests of one connection.
async fn converse(mut stream: TcpStream, front: &Front) -> io::Result<()> {
    let mut input = Vec::new();
    loop {
        match request(&mut stream, &mut input, front).await? {
            Next::Stay => {}
            Next::Close => return stream.shutdown().await,
            Next::Refuse(Refused(status)) => {
                say(&mut stream, &Answer::empty(status), false, false).await?;
                stream.shutdown().await?;
                let mut rest = [0; 4_096];
                let drained = async { while stream.read(&mut rest).await.is_ok_and(|n| n > 0) {} };
                let _ = timeout(LINGER, drained).await;
                return Ok(());
            }
        }
    }
}

enum Next {
    Stay,
    Close,
    Refuse(Refused),
}

async fn request(stream: &mut TcpStream, input: &mut Vec<u8>, front: &Front) -> io::Result<Next> {
    if input.is_empty() {
        match timeout(IDLE, stream.read_buf(input)).await {
            Ok(Ok(1..)) => {}
            _ => return Ok(Next::Close),
        }
    }
    let head = timeout(HEAD_TIME, async {
        loop {
            match http1::head(input, LARGEST_BODY) {
                Ok(Some((head, length))) => {
                    input.drain(..length);
                    return Ok(Ok(head));
                }
                Ok(None) if stream.read_buf(input).await? == 0 => {
                    return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
                }
                Ok(None) => {}
                Err(refused) => return Ok(Err(refused)),
            }
        }
    });
    let head = match head.await {
        Err(_) => return Ok(Next::Refuse(Refused(408))),
        Ok(head) => match head? {
            Ok(head) => head,
            Err(refused) => return Ok(Next::Refuse(refused)),
        },
    };
    // What is refused by its head alone is refused before its body is read.
    let encoded = |(name, value): &(String, Vec<u8>)| {
        name.eq_ignore_ascii_case("content-encoding")
            && !value.trim_ascii().eq_ignore_ascii_case(b"identity")
    };
    if head.headers.iter().any(encoded) {
        return Ok(Next::Refuse(Refused(415)));
    }
    if head.expects_continue && input.is_empty() {
        timeout(ANSWER_TIME, stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")).await??;
    }
    let mut body = Body::new(head.framing, LARGEST_BODY);
    let complete = timeout(BODY_TIME, async {
        loop {
            match body.take(input) {
                Ok(true) => return Ok(Ok(())),
                Ok(false) if stream.read_buf(input).await? == 0 => {
                    return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
                }
                Ok(false) => {}
                Err(refused) => return Ok(Err(refused)),
            }
        }
    });
    match complete.await {
        Err(_) => return Ok(Next::Refuse(Refused(408))),
        Ok(complete) => {
            let complete: Result<(), Refused> = complete?;
            if let Err(refused) = complete {
                return Ok(Next::Refuse(refused));
            }
        }
    }
    let body = body.into_bytes();
    let headers: Vec<_> =
        head.headers.iter().map(|(name, value)| (name.as_str(), value.as_slice())).collect();
    let asked =
        Asked { method: &head.method, target: &head.target, headers: &headers, body: &body };
    let answer = front.answer(asked).await;
    say(stream, &answer, head.keeps_alive, head.method == "HEAD").await?;
    Ok(if head.keeps_alive { Next::Stay } else { Next::Close })
}

/// Says it; who asked for the head alone gets no body.
async fn say(
    stream: &mut TcpStream,
    answer: &Answer,
    keeps_alive: bool,
    asked_head: bool,
) -> io::Result<()> {
    use std::fmt::Write as _;
    let mut text = format!("HTTP/1.1 {} {}\r\n", answer.status, reason(answer.status));
    for (name, value) in &answer.headers {
        let _ = write!(text, "{name}: {value}\r\n");
    }
    let connection = if keeps_alive { "" } else { "connection: close\r\n" };
    let _ = write!(text, "content-length: {}\r\n{connection}\r\n", answer.body.len());
    let mut bytes = text.into_bytes();
    if !asked_head {
        bytes.extend_from_slice(&answer.body);
    }
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
