//! How much of a peer's message is read (RS-08).

/// Largest message: RS-08, 64 KiB, the most that fits a UDP datagram.
pub const MAX_MESSAGE: usize = 64 * 1024;
/// Longest start line: RS-08.
pub const MAX_START_LINE: usize = 8 * 1024;
/// Longest header line, folded lines counted together: RS-08. (DR-67 asks for 4 kB at least.)
pub const MAX_HEADER_LINE: usize = 16 * 1024;
/// Most header fields: RS-08.
pub const MAX_HEADERS: usize = 256;
/// Most values of Via, of Route and of Record-Route, each counted over all its fields: RS-08.
pub const MAX_HOPS: usize = 100;
/// Most parameters of one URI: RS-08.
pub const MAX_URI_PARAMS: usize = 64;
/// Deepest nesting of multipart bodies: RS-08.
pub const MAX_MULTIPART_DEPTH: usize = 4;

/// How much of a peer's message is read before the answer is 513 or 483 (RS-08).
///
/// A limit is the largest size that still passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Whole message, body included.
    pub message: usize,
    /// Request line or status line.
    pub start_line: usize,
    /// One header field with all its folded lines.
    pub header_line: usize,
    /// Number of header fields.
    pub headers: usize,
    /// Values of Via, Route or Record-Route.
    pub hops: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            message: MAX_MESSAGE,
            start_line: MAX_START_LINE,
            header_line: MAX_HEADER_LINE,
            headers: MAX_HEADERS,
            hops: MAX_HOPS,
        }
    }
}

impl Limits {
    /// The defaults with another size of the whole message.
    ///
    /// Clamped to what an index of 32-bit offsets can hold.
    pub fn with_message(bytes: usize) -> Self {
        Self { message: bytes.min(u32::MAX as usize / 2), ..Self::default() }
    }
}
