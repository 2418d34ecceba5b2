//! A file on its way: in pieces, and again from where it broke.

use std::fmt;
use std::time::Duration;

use bytes::{Buf as _, Bytes};
use reqwest::Method;
use reqwest::header::{
    CONTENT_LENGTH, CONTENT_RANGE, ETAG, HeaderMap, HeaderValue, IF_RANGE, RANGE,
};
use teams_cc_core::Error;
use teams_cc_http::send::{Opened, Pieces};
use url::Url;

use crate::auth::signature::{RESOURCE_HOST, host};
use crate::{CallAutomation, Request, error};

/// Silence of the service for so long is a broken connection.
const STALL: Duration = Duration::from_secs(30);
/// So often in a row a connection may break without bringing anything.
const MOST_BREAKS: u32 = 5;

/// One file of a recording on its way: see [`Download::open`](super::Download::open).
pub struct Fetch {
    acs: CallAutomation,
    url: Url,
    within: Duration,
    most: u64,
    pieces: Box<dyn Pieces>,
    /// Where the first piece belongs.
    begins_at: u64,
    position: u64,
    /// Octets that came already and come once more.
    skip: u64,
    size: Option<u64>,
    /// Names this very content, if the service says so.
    etag: Option<HeaderValue>,
    breaks: u32,
}

impl Fetch {
    /// Asks for everything from `at` on. If that cannot be had, everything comes.
    pub(super) async fn open(
        acs: CallAutomation,
        url: Url,
        within: Duration,
        most: u64,
        at: u64,
    ) -> Result<Self, Error> {
        let opened = match ask(&acs, &url, within, at, None).await {
            // There is nothing behind `at`.
            Err(error) if at > 0 && is_beyond(&error) => ask(&acs, &url, within, 0, None).await?,
            opened => opened?,
        };
        let begins_at = begins_at(&opened);
        let size = size(&opened, begins_at);
        if size.is_some_and(|size| size > most) {
            return Err(error::too_large());
        }
        let etag = etag(&opened.headers);
        let pieces = opened.pieces;
        let (position, skip, breaks) = (begins_at, 0, 0);
        Ok(Self { acs, url, within, most, pieces, begins_at, position, skip, size, etag, breaks })
    }

    /// The size of the whole file, if the service says it.
    pub fn size(&self) -> Option<u64> {
        self.size
    }

    /// How much of the file came, pieces that were given included.
    pub fn position(&self) -> u64 {
        self.position
    }

    pub(super) fn begins_at(&self) -> u64 {
        self.begins_at
    }

    /// The next piece, never an empty one; `None` after the last.
    ///
    /// # Errors
    /// `TCC-ACS-0306`: the connection broke five times in a row without bringing anything, or came
    /// back with another file; `TCC-ACS-0309`: there is more than may be taken; whatever the service
    /// refuses.
    ///
    /// # Cancel safety
    /// Dropping the future loses nothing: the next call goes on.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        loop {
            let came = tokio::time::timeout(STALL, self.pieces.next()).await;
            let broke = match came {
                Ok(Ok(Some(mut piece))) => {
                    let again = self.skip.min(piece.len() as u64);
                    self.skip -= again;
                    piece.advance(again as usize);
                    if piece.is_empty() {
                        continue;
                    }
                    self.position += piece.len() as u64;
                    if self.position > self.most {
                        return Err(error::too_large());
                    }
                    self.breaks = 0;
                    return Ok(Some(piece));
                }
                Ok(Ok(None)) if self.size.is_none_or(|size| self.position >= size) => {
                    return Ok(None);
                }
                // It ended before its end.
                Ok(Ok(None)) => error::lost(),
                Ok(Err(_)) => error::lost(),
                Err(_) => error::timed_out(false),
            };
            self.breaks += 1;
            if self.breaks > MOST_BREAKS {
                return Err(broke);
            }
            self.resume().await?;
        }
    }

    /// Asks for the rest.
    async fn resume(&mut self) -> Result<(), Error> {
        let etag = self.etag.as_ref();
        let opened = ask(&self.acs, &self.url, self.within, self.position, etag).await?;
        let begins_at = begins_at(&opened);
        let same = match (&self.etag, etag_of(&opened)) {
            (Some(before), Some(now)) => *before == now,
            _ => true,
        };
        let size = size(&opened, begins_at);
        if !same || begins_at > self.position || (self.size.is_some() && size != self.size) {
            return Err(error::lost().cause("the file is another one now"));
        }
        // Who knows no ranges sends everything.
        self.skip = self.position - begins_at;
        self.pieces = opened.pieces;
        Ok(())
    }
}

async fn ask(
    acs: &CallAutomation,
    url: &Url,
    within: Duration,
    at: u64,
    etag: Option<&HeaderValue>,
) -> Result<Opened, Error> {
    let mut request: Request<()> = Request::to(acs.clone(), Method::GET, Ok(url.clone()));
    // The file lies at a host of its own; the signature is for the resource's, as Microsoft's
    // clients do it.
    let resource = HeaderValue::from_str(&host(&acs.url("/v1")?)).map_err(|_| error::bad_id())?;
    request = request.header(RESOURCE_HOST, resource);
    if at > 0 {
        let range = HeaderValue::from_str(&format!("bytes={at}-")).map_err(|_| error::bad_id())?;
        request = request.header(RANGE, range);
        if let Some(etag) = etag {
            request = request.header(IF_RANGE, etag.clone());
        }
    }
    request.within(within).open().await
}

/// 416: the range begins behind the end.
fn is_beyond(error: &Error) -> bool {
    crate::Failure::of(error).is_some_and(|failure| failure.status() == 416)
}

/// `bytes 5-9/10`: the first number of a part; everything begins at 0.
fn begins_at(opened: &Opened) -> u64 {
    let part = (opened.status == 206).then(|| range(&opened.headers)).flatten();
    part.map_or(0, |(first, _)| first)
}

fn size(opened: &Opened, begins_at: u64) -> Option<u64> {
    if opened.status == 206 {
        return range(&opened.headers)?.1;
    }
    let length: u64 = opened.headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()?;
    length.checked_add(begins_at)
}

fn range(headers: &HeaderMap) -> Option<(u64, Option<u64>)> {
    let text = headers.get(CONTENT_RANGE)?.to_str().ok()?;
    let (range, size) = text.strip_prefix("bytes ")?.split_once('/')?;
    let first = range.split_once('-')?.0.parse().ok()?;
    Some((first, size.parse().ok()))
}

/// A strong one: a weak one says nothing about octets.
fn etag(headers: &HeaderMap) -> Option<HeaderValue> {
    headers.get(ETAG).filter(|etag| etag.as_bytes().starts_with(b"\"")).cloned()
}

fn etag_of(opened: &Opened) -> Option<HeaderValue> {
    etag(&opened.headers)
}

impl fmt::Debug for Fetch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fetch")
            .field("position", &self.position)
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}
