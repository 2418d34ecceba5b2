//! A WebSocket client over any stream (RFC 6455): handshake, masked frames out, frames in.

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use teams_cc_core::Rng;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

/// Largest message taken.
const MOST_MESSAGE: usize = 4 * 1024 * 1024;
/// Largest answer to a handshake.
const MOST_ANSWER: usize = 16 * 1024;
/// RFC 6455 section 1.3.
const ACCEPT: &str = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

const TEXT: u8 = 1;
const BINARY: u8 = 2;
const CLOSE: u8 = 8;
const PING: u8 = 9;
const PONG: u8 = 10;

/// Both ways.
pub(crate) trait Both: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Both for T {}

/// An open socket.
pub(crate) struct Socket {
    stream: Box<dyn Both>,
    rng: Rng,
    read: Vec<u8>,
    message: Vec<u8>,
}

impl Socket {
    /// Upgrades a stream.
    pub(crate) async fn open(
        mut stream: Box<dyn Both>,
        host: &str,
        path: &str,
        headers: &[(&str, String)],
        mut rng: Rng,
    ) -> Result<Self, String> {
        let mut nonce = [0; 16];
        rng.fill(&mut nonce);
        let key = STANDARD.encode(nonce);
        let mut asked = format!(
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n"
        );
        for (name, value) in headers {
            asked.push_str(name);
            asked.push_str(": ");
            asked.push_str(value);
            asked.push_str("\r\n");
        }
        asked.push_str("\r\n");
        stream.write_all(asked.as_bytes()).await.map_err(|error| error.to_string())?;
        let mut read = Vec::new();
        let end = loop {
            if let Some(end) = read.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
            let more = stream.read_buf(&mut read).await.map_err(|error| error.to_string())?;
            if more == 0 || read.len() > MOST_ANSWER {
                return Err("the handshake was not answered".into());
            }
        };
        let head = String::from_utf8_lossy(read.get(..end).unwrap_or_default()).into_owned();
        let status = head.split(' ').nth(1).unwrap_or_default();
        if status != "101" {
            return Err(format!("the handshake was answered with {status}"));
        }
        let wanted = format!("{key}{ACCEPT}");
        let digest = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, wanted.as_bytes());
        let wanted = STANDARD.encode(digest);
        let accepted = head.lines().filter_map(|line| line.split_once(':')).any(|(name, value)| {
            name.trim().eq_ignore_ascii_case("sec-websocket-accept") && value.trim() == wanted
        });
        if !accepted {
            return Err("the handshake was answered with a wrong key".into());
        }
        read.drain(..end);
        Ok(Self { stream, rng, read, message: Vec::new() })
    }

    /// Sends a text message.
    pub(crate) async fn send(&mut self, text: &str) -> Result<(), String> {
        self.frame(TEXT, text.as_bytes()).await
    }

    /// Sends octets.
    pub(crate) async fn send_octets(&mut self, octets: &[u8]) -> Result<(), String> {
        self.frame(BINARY, octets).await
    }

    /// Sends the head of a frame, and no more of it.
    pub(crate) async fn begin(&mut self) -> Result<(), String> {
        // Text of 1,000 octets, masked with nothing.
        let head = [0x81, 0xfe, 0x03, 0xe8, 0, 0, 0, 0, b'{'];
        self.stream.write_all(&head).await.map_err(|error| error.to_string())?;
        self.stream.flush().await.map_err(|error| error.to_string())
    }

    /// Says goodbye.
    pub(crate) async fn close(&mut self) {
        // Whoever is gone need not be told.
        let _ = self.frame(CLOSE, &1000_u16.to_be_bytes()).await;
        let _ = self.stream.shutdown().await;
    }

    async fn frame(&mut self, kind: u8, payload: &[u8]) -> Result<(), String> {
        let mut mask = [0; 4];
        self.rng.fill(&mut mask);
        let mut out = Vec::with_capacity(payload.len() + 14);
        out.push(0x80 | kind);
        match payload.len() {
            short @ 0..=125 => out.push(0x80 | short as u8),
            // The mask bit, and 126 or 127: a length of two or eight octets follows.
            long @ 126..=0xffff => {
                out.push(0xfe);
                out.extend((long as u16).to_be_bytes());
            }
            longer => {
                out.push(0xff);
                out.extend((longer as u64).to_be_bytes());
            }
        }
        out.extend(mask);
        out.extend(payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
        self.stream.write_all(&out).await.map_err(|error| error.to_string())?;
        self.stream.flush().await.map_err(|error| error.to_string())
    }

    /// The next message; `Ok(None)` if the other side has closed. Nothing is lost if this future is
    /// dropped before it ends.
    pub(crate) async fn next(&mut self) -> Result<Option<Vec<u8>>, String> {
        loop {
            while let Some((is_last, kind, payload)) = take_frame(&mut self.read)? {
                match kind {
                    CLOSE => {
                        self.close().await;
                        return Ok(None);
                    }
                    PING => self.frame(PONG, &payload).await?,
                    PONG => {}
                    0 | TEXT | BINARY => {
                        if kind != 0 {
                            self.message.clear();
                        }
                        self.message.extend(payload);
                        if self.message.len() > MOST_MESSAGE {
                            return Err("a message is too large".into());
                        }
                        if is_last {
                            return Ok(Some(std::mem::take(&mut self.message)));
                        }
                    }
                    _ => return Err("a frame of an unknown kind came".into()),
                }
            }
            let more = self.stream.read_buf(&mut self.read).await.map_err(|e| e.to_string())?;
            if more == 0 {
                return Err("the connection ended".into());
            }
        }
    }
}

/// Whether it is the last one, its kind, its content.
type Frame = (bool, u8, Vec<u8>);

/// A whole frame from the beginning of what was read.
fn take_frame(read: &mut Vec<u8>) -> Result<Option<Frame>, String> {
    let (Some(first), Some(second)) = (read.first().copied(), read.get(1).copied()) else {
        return Ok(None);
    };
    if second & 0x80 != 0 {
        return Err("a frame from a server is masked".into());
    }
    let (head, length) = match second & 0x7f {
        126 => match read.get(2..4) {
            Some(two) => (4, two.iter().fold(0_u64, |sum, octet| sum << 8 | u64::from(*octet))),
            None => return Ok(None),
        },
        127 => match read.get(2..10) {
            Some(eight) => {
                (10, eight.iter().fold(0_u64, |sum, octet| sum << 8 | u64::from(*octet)))
            }
            None => return Ok(None),
        },
        short => (2, u64::from(short)),
    };
    if length > MOST_MESSAGE as u64 {
        return Err("a frame is too large".into());
    }
    let end = head + length as usize;
    let Some(payload) = read.get(head..end).map(<[u8]>::to_vec) else { return Ok(None) };
    read.drain(..end);
    Ok(Some((first & 0x80 != 0, first & 0x0f, payload)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_taken_when_they_are_whole() {
        let mut read = vec![0x81, 2, b'h'];
        assert_eq!(take_frame(&mut read), Ok(None));
        read.extend(b"i\x82");
        assert_eq!(take_frame(&mut read), Ok(Some((true, TEXT, b"hi".to_vec()))));
        assert_eq!(read, [0x82]);
        assert!(take_frame(&mut vec![0x81, 0x82]).is_err(), "masked");
        assert!(take_frame(&mut vec![0x81, 127, 1, 0, 0, 0, 0, 0, 0, 0]).is_err(), "huge");
        let mut long = vec![0x81, 126, 1, 0];
        long.extend([7; 256]);
        assert_eq!(take_frame(&mut long).map(|f| f.map(|f| f.2.len())), Ok(Some(256)));
    }
}
