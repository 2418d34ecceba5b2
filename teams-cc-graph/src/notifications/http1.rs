//! HTTP/1.1 requests as a webhook needs them: strict, bounded, without a socket.
//!
//! Everything that two programs could read in two ways is refused: two lengths, a length beside
//! chunks, folded lines, lines that end without CR, chunk sizes that are no hexadecimal numbers.
//! Bodies are counted while they come, so that an endless one ends at the limit.
//!
//! # Source
//! RFC 9112 sections 6 and 7; RS-71.

/// The head of a request may have so many bytes (RS-71).
pub const LARGEST_HEAD: usize = 16 * 1024;
/// And so many headers (RS-71).
pub const MOST_HEADERS: usize = 100;
/// A chunk's size line; extensions are allowed by the RFC, and nobody needs long ones.
const LONGEST_CHUNK_LINE: usize = 256;

/// Room that an announced body gets before any of it came.
const FIRST_ROOM: usize = 4 * 1024;

/// Why a request is refused: the status to answer before the connection is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused(pub u16);

/// How the body's end is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// After so many bytes.
    Length(usize),
    /// After the chunk of size zero.
    Chunked,
}

/// The head of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// As sent.
    pub method: String,
    /// Path and query, as sent.
    pub target: String,
    /// In the order sent.
    pub headers: Vec<(String, Vec<u8>)>,
    /// How the body's end is found.
    pub framing: Framing,
    /// Whether the connection stays open afterwards.
    pub keeps_alive: bool,
    /// Whether the sender waits for `100 Continue`.
    pub expects_continue: bool,
}

/// Reads a head at the beginning of `bytes`: with its length, or `None` if more must come.
///
/// # Errors
/// The status to answer: 400, 413, 417, 431, 501 or 505.
pub fn head(bytes: &[u8], largest_body: usize) -> Result<Option<(Head, usize)>, Refused> {
    let mut space = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut request = httparse::Request::new(&mut space);
    let length = match request.parse(bytes) {
        Ok(httparse::Status::Complete(length)) if length <= LARGEST_HEAD => length,
        Ok(httparse::Status::Complete(_)) | Err(httparse::Error::TooManyHeaders) => {
            return Err(Refused(431));
        }
        Ok(httparse::Status::Partial) if bytes.len() >= LARGEST_HEAD => return Err(Refused(431)),
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(httparse::Error::Version) => return Err(Refused(505)),
        Err(_) => return Err(Refused(400)),
    };
    if bytes.get(..length).is_some_and(has_bare_line_end) {
        return Err(Refused(400));
    }
    let newer = request.version == Some(1);
    let mut facts = Facts { keeps_alive: newer, ..Facts::default() };
    for header in request.headers.iter() {
        facts.learn(header.name, header.value)?;
    }
    let framing = facts.framing(newer, largest_body)?;
    let headers = request.headers.iter();
    let headers = headers.map(|header| (header.name.to_owned(), header.value.to_vec())).collect();
    let head = Head {
        method: request.method.unwrap_or_default().to_owned(),
        target: request.path.unwrap_or_default().to_owned(),
        headers,
        framing,
        keeps_alive: facts.keeps_alive,
        expects_continue: facts.expects_continue && newer,
    };
    Ok(Some((head, length)))
}

/// Who takes LF alone for a line end sees other headers than who does not.
fn has_bare_line_end(head: &[u8]) -> bool {
    let mut before = 0;
    head.iter().any(|octet| {
        let bare = *octet == b'\n' && before != b'\r';
        before = *octet;
        bare
    })
}

#[derive(Default)]
struct Facts {
    length: Option<usize>,
    chunked: bool,
    hosts: usize,
    keeps_alive: bool,
    expects_continue: bool,
}

impl Facts {
    fn learn(&mut self, name: &str, value: &[u8]) -> Result<(), Refused> {
        let is = |other: &str| name.eq_ignore_ascii_case(other);
        if is("content-length") {
            // One length, in digits: lists, signs and repetitions are refused.
            let digits = value.len() <= 19 && !value.is_empty();
            if self.length.is_some() || !digits || !value.iter().all(u8::is_ascii_digit) {
                return Err(Refused(400));
            }
            let number = std::str::from_utf8(value).ok().and_then(|text| text.parse().ok());
            self.length = Some(number.ok_or(Refused(413))?);
        } else if is("transfer-encoding") {
            if self.chunked {
                return Err(Refused(400));
            }
            if !value.eq_ignore_ascii_case(b"chunked") {
                return Err(Refused(501));
            }
            self.chunked = true;
        } else if is("connection") {
            let wants = |word: &[u8]| {
                value.split(|c| *c == b',').any(|part| part.trim_ascii().eq_ignore_ascii_case(word))
            };
            self.keeps_alive = !wants(b"close") && (self.keeps_alive || wants(b"keep-alive"));
        } else if is("expect") {
            if !value.eq_ignore_ascii_case(b"100-continue") {
                return Err(Refused(417));
            }
            self.expects_continue = true;
        } else if is("host") {
            self.hosts += 1;
        }
        Ok(())
    }

    fn framing(&self, newer: bool, largest_body: usize) -> Result<Framing, Refused> {
        if self.hosts > 1 || (newer && self.hosts == 0) {
            return Err(Refused(400));
        }
        match (self.length, self.chunked) {
            // Who believes the one and who believes the other? (RFC 9112 section 6.3.)
            (Some(_), true) => Err(Refused(400)),
            (None, true) if !newer => Err(Refused(400)),
            (None, true) => Ok(Framing::Chunked),
            (Some(length), false) if length > largest_body => Err(Refused(413)),
            (length, false) => Ok(Framing::Length(length.unwrap_or(0))),
        }
    }
}

/// A body that is coming in.
#[derive(Debug)]
pub struct Body {
    bytes: Vec<u8>,
    largest: usize,
    left: Left,
    /// Bytes on the wire that are no content: sizes, extensions, trailers.
    overhead: usize,
}

#[derive(Debug)]
enum Left {
    Length(usize),
    Size,
    Chunk(usize),
    ChunkEnd,
    Trailers,
    Nothing,
}

impl Body {
    /// Nothing has come yet.
    pub fn new(framing: Framing, largest: usize) -> Self {
        let left = match framing {
            Framing::Length(0) => Left::Nothing,
            Framing::Length(length) => Left::Length(length),
            Framing::Chunked => Left::Size,
        };
        Self { bytes: Vec::new(), largest, left, overhead: 0 }
    }

    /// Takes what belongs to the body from the front of `input`; whether it is complete.
    ///
    /// # Errors
    /// The status to answer: 400 or 413.
    pub fn take(&mut self, input: &mut Vec<u8>) -> Result<bool, Refused> {
        loop {
            match &mut self.left {
                Left::Nothing => return Ok(true),
                Left::Length(left) | Left::Chunk(left) => {
                    let part = (*left).min(input.len());
                    if self.bytes.len() + part > self.largest {
                        return Err(Refused(413));
                    }
                    *left -= part;
                    let more = *left;
                    self.keep(part + more, input.get(..part).unwrap_or_default());
                    input.drain(..part);
                    if more > 0 {
                        return Ok(false);
                    }
                    let chunked = matches!(self.left, Left::Chunk(_));
                    self.left = if chunked { Left::ChunkEnd } else { Left::Nothing };
                }
                Left::ChunkEnd => match line(input, 2)? {
                    None => return Ok(false),
                    Some(text) if text.is_empty() => self.left = Left::Size,
                    Some(_) => return Err(Refused(400)),
                },
                Left::Size => {
                    let Some(text) = line(input, LONGEST_CHUNK_LINE)? else { return Ok(false) };
                    self.spend(text.len())?;
                    let size = size(&text)?;
                    if size > self.largest.saturating_sub(self.bytes.len()) {
                        return Err(Refused(413));
                    }
                    self.left = if size == 0 { Left::Trailers } else { Left::Chunk(size) };
                }
                Left::Trailers => {
                    let Some(text) = line(input, LARGEST_HEAD)? else { return Ok(false) };
                    self.spend(text.len())?;
                    if text.is_empty() {
                        self.left = Left::Nothing;
                    }
                }
            }
        }
    }

    /// Whether all of it came.
    pub fn is_complete(&self) -> bool {
        matches!(self.left, Left::Nothing)
    }

    /// How many bytes of content came so far.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether no content came yet.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Appends a part. What is announced gets room as it comes: twice what is there, never more
    /// than what can come.
    fn keep(&mut self, announced: usize, part: &[u8]) {
        if self.bytes.capacity() - self.bytes.len() < part.len() {
            let step = self.bytes.len().max(part.len()).max(FIRST_ROOM);
            self.bytes.reserve_exact(step.min(announced).max(part.len()));
        }
        self.bytes.extend_from_slice(part);
    }

    /// The content, when [`take`](Self::take) said that it is complete.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Chunks of one byte with long extensions are an attack as well.
    fn spend(&mut self, bytes: usize) -> Result<(), Refused> {
        self.overhead += bytes + 2;
        if self.overhead > LARGEST_HEAD + 8 * self.bytes.len() { Err(Refused(413)) } else { Ok(()) }
    }
}

/// A line without its CRLF, if it is there; bare CR and LF are refused.
fn line(input: &mut Vec<u8>, longest: usize) -> Result<Option<Vec<u8>>, Refused> {
    let Some(end) = input.iter().position(|octet| *octet == b'\n') else {
        return if input.len() > longest { Err(Refused(400)) } else { Ok(None) };
    };
    let mut line: Vec<u8> = input.drain(..=end).collect();
    line.pop();
    if line.pop() != Some(b'\r') || line.contains(&b'\r') || line.len() > longest {
        return Err(Refused(400));
    }
    Ok(Some(line))
}

fn size(line: &[u8]) -> Result<usize, Refused> {
    let digits =
        line.split(|octet| matches!(octet, b';' | b' ' | b'\t')).next().unwrap_or_default();
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_hexdigit) {
        return Err(Refused(400));
    }
    let number = std::str::from_utf8(digits).ok().filter(|text| text.len() <= 8);
    number.and_then(|text| usize::from_str_radix(text, 16).ok()).ok_or(Refused(413))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOST: usize = 1_000;

    fn request(headers: &str) -> Result<Option<(Head, usize)>, Refused> {
        head(format!("POST /hook HTTP/1.1\r\nHost: a\r\n{headers}\r\n").as_bytes(), MOST)
    }

    fn framing(headers: &str) -> Result<Framing, u16> {
        request(headers).map(|head| head.unwrap().0.framing).map_err(|refused| refused.0)
    }

    fn body(wire: &[u8], step: usize) -> Result<Option<Vec<u8>>, u16> {
        let (mut body, mut input) = (Body::new(Framing::Chunked, MOST), Vec::new());
        for part in wire.chunks(step) {
            input.extend_from_slice(part);
            if body.take(&mut input).map_err(|refused| refused.0)? {
                return Ok(Some(body.into_bytes()));
            }
        }
        Ok(None)
    }

    #[test]
    fn rs_71_one_length_or_chunks_and_nothing_ambiguous() {
        assert_eq!(framing("Content-Length: 12\r\n"), Ok(Framing::Length(12)));
        assert_eq!(framing("Transfer-Encoding: chunked\r\n"), Ok(Framing::Chunked));
        assert_eq!(framing(""), Ok(Framing::Length(0)));
        for ambiguous in [
            "Content-Length: 12\r\nTransfer-Encoding: chunked\r\n",
            "Transfer-Encoding: chunked\r\nContent-Length: 12\r\n",
            "Content-Length: 12\r\nContent-Length: 12\r\n",
            "Content-Length: 12, 12\r\n",
            "Content-Length: +12\r\n",
            "Content-Length: \r\n",
            "Content-Length: 0x12\r\n",
            "Content-Length : 12\r\n",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
            "Host: b\r\n",
            "A: b\r\n c\r\n",
            "A: b\nContent-Length: 12\r\n",
            "A: b\n",
            "A: \0\r\n",
            "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n",
            "Content-Length: 12\r\ncontent-length: 13\r\n",
            "Content-Length: -1\r\n",
            "Content-Length: 1e1\r\n",
        ] {
            assert_eq!(framing(ambiguous), Err(400), "{ambiguous}");
        }
        assert_eq!(framing("Transfer-Encoding: gzip, chunked\r\n"), Err(501));
        assert_eq!(framing("Transfer-Encoding: xchunked\r\n"), Err(501));
        assert_eq!(framing("Content-Length: 1001\r\n"), Err(413));
        assert_eq!(framing("Content-Length: 9999999999999999999\r\n"), Err(413));
        assert_eq!(framing("Expect: wonders\r\n"), Err(417));
    }

    #[test]
    fn rs_71_heads_have_a_hundred_headers_and_16_kib() {
        assert!(request(&"A: b\r\n".repeat(99)).is_ok());
        assert_eq!(request(&"A: b\r\n".repeat(100)), Err(Refused(431)));
        assert_eq!(request(&format!("A: {}\r\n", "b".repeat(LARGEST_HEAD))), Err(Refused(431)));
        let endless = format!("POST / HTTP/1.1\r\nA: {}", "b".repeat(LARGEST_HEAD));
        assert_eq!(head(endless.as_bytes(), MOST), Err(Refused(431)));
        assert_eq!(head(b"POST / HTTP/1.1\r\nHost:", MOST), Ok(None));
        assert_eq!(head(b"PRI * HTTP/2.0\r\n\r\n", MOST), Err(Refused(505)));
    }

    #[test]
    fn rs_71_chunks_arrive_in_any_pieces() {
        let wire = b"5\r\nhello\r\n6;a=b\r\n world\r\n0\r\nTrailer: x\r\n\r\n";
        for step in 1..=wire.len() {
            assert_eq!(body(wire, step), Ok(Some(b"hello world".to_vec())), "{step}");
        }
    }

    #[test]
    fn rs_71_endless_and_malformed_chunks_are_refused() {
        assert_eq!(body(b"64\r\n", 9), Ok(None));
        let endless = [b"64\r\n".to_vec(), vec![b'a'; 100], b"\r\n".to_vec()].concat().repeat(20);
        assert_eq!(body(&endless, 50), Err(413));
        assert_eq!(body(b"FFFFFFFF\r\n", 50), Err(413));
        assert_eq!(body(b"FFFFFFFFFFFFFFFFFF\r\n", 50), Err(413));
        for malformed in
            [&b"5\nhello\r\n"[..], b"5\r\nhelloX\r\n", b"-5\r\n", b"\r\n", b"x\r\n", b"5\rx\r\n"]
        {
            assert_eq!(body(malformed, 50), Err(400), "{malformed:?}");
        }
        let crumbs = [b"1;", &b"e".repeat(200)[..], b"\r\na\r\n"].concat().repeat(1_000);
        assert_eq!(body(&crumbs, 50), Err(413));
        assert_eq!(body(&b"1".repeat(300), 50), Err(400));
    }
}
