//! The file of a recording: signed like a request, and therefore asked of known hosts only.

mod fetch;
#[cfg(test)]
mod tests;

use std::fmt;
use std::future::IntoFuture;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use teams_cc_core::Error;
use teams_cc_http::is_loopback;
use url::Url;

use crate::{CallAutomation, error};
pub use fetch::Fetch;

/// Hosts that hold recordings: the official clients refuse all others since 1.6.0, because the
/// address comes with an event and the request carries our proof (`acs.md` section 3).
const HOSTS: [&str; 3] =
    [".asm.skype.com", ".asyncgw.teams.microsoft.com", ".ams.gov.teams.microsoft.us"];
/// A file is worth waiting for.
const WITHIN: Duration = Duration::from_secs(120);
/// Larger files are asked for by whoever has room for them.
const MOST: u64 = 16 * 1024 * 1024;

/// One file of a recording: into memory by `.await`, into a file ([`to_file`](Self::to_file)), or
/// piece by piece ([`open`](Self::open)). A connection that breaks is taken up again where it broke
/// (`Range`).
///
/// At most 16 MiB are taken unless you say [`at_most`](Self::at_most). Long recordings are better
/// written to storage of yours at once
/// ([`StartRecording::storage`](crate::models::StartRecording::storage)).
///
/// ```no_run
/// # async fn example(acs: teams_cc_acs::CallAutomation, location: String) -> Result<(), teams_cc_core::Error> {
/// let written = acs.api().recordings().download(location).at_most(2 << 30).to_file("call.mp3").await?;
/// println!("{written} octets");
/// # Ok(())
/// # }
/// ```
#[must_use = "a download that is not awaited is not made"]
pub struct Download {
    acs: CallAutomation,
    location: String,
    within: Duration,
    most: u64,
}

impl Download {
    pub(super) fn new(acs: CallAutomation, location: String) -> Self {
        Self { acs, location, within: WITHIN, most: MOST }
    }

    /// How long it may take into memory; otherwise how long the service may take to begin (120 s).
    pub fn within(mut self, budget: Duration) -> Self {
        self.within = budget;
        self
    }

    /// So many octets are taken at most (16 MiB); a larger file is refused as soon as that is known.
    pub fn at_most(mut self, octets: u64) -> Self {
        self.most = octets;
        self
    }

    /// Begins, and gives the file piece by piece.
    ///
    /// # Errors
    /// `TCC-ACS-0310`: an address that gets no signature of ours; `TCC-ACS-0309`: it is larger than
    /// it may be; whatever the service refuses.
    pub async fn open(self) -> Result<Fetch, Error> {
        self.open_at(0).await
    }

    /// Writes it to `path`, and gives its size. What has come so far is kept beside it, in
    /// `path` + `.part`, and the next call goes on from there, also in another process.
    ///
    /// # Errors
    /// As [`open`](Self::open); `TCC-ACS-0314`: the file cannot be written.
    ///
    /// # Cancel safety
    /// Dropping the future keeps what was written.
    pub async fn to_file(self, path: impl AsRef<Path>) -> Result<u64, Error> {
        let path = path.as_ref().to_owned();
        let mut name = path.clone().into_os_string();
        name.push(".part");
        let part = PathBuf::from(name);
        let before = std::fs::metadata(&part).map_or(0, |found| found.len());
        let mut fetch = match self.open_at(before).await? {
            // Longer than the whole, or of something else: from the start.
            fetch if fetch.begins_at() == before => fetch,
            fetch => {
                truncate(&part)?;
                fetch
            }
        };
        let (pieces, mut taken) = tokio::sync::mpsc::channel::<Bytes>(8);
        // A disk may be slow; the runtime's threads have other things to do.
        let writer = tokio::task::spawn_blocking(move || -> std::io::Result<()> {
            use std::io::Write as _;
            let mut file = std::fs::OpenOptions::new().create(true).append(true).open(&part)?;
            let mut whole = false;
            while let Some(piece) = taken.blocking_recv() {
                // An empty piece is the end; a sender that is gone without it gave up.
                whole = piece.is_empty();
                file.write_all(&piece)?;
            }
            file.sync_all()?;
            if whole { std::fs::rename(&part, &path) } else { Ok(()) }
        });
        let fetched = async {
            while let Some(piece) = fetch.next().await? {
                if pieces.send(piece).await.is_err() {
                    break;
                }
            }
            Ok(fetch.position())
        }
        .await;
        if fetched.is_ok() {
            let _ = pieces.send(Bytes::new()).await;
        }
        drop(pieces);
        let written = writer.await.map_err(std::io::Error::other).and_then(|done| done);
        written.map_err(error::not_written)?;
        fetched
    }

    async fn open_at(self, at: u64) -> Result<Fetch, Error> {
        let url = allowed(&self.location, self.acs.is_on_loopback())
            .ok_or_else(error::foreign_download)?;
        Fetch::open(self.acs, url, self.within, self.most, at).await
    }
}

fn truncate(part: &Path) -> Result<(), Error> {
    std::fs::File::create(part).map(drop).map_err(error::not_written)
}

impl IntoFuture for Download {
    type Output = Result<Bytes, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Result<Bytes, Error>> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        let within = self.within;
        let whole = async move {
            let mut fetch = self.open().await?;
            let mut whole = BytesMut::new();
            while let Some(piece) = fetch.next().await? {
                whole.extend_from_slice(&piece);
            }
            Ok(whole.freeze())
        };
        Box::pin(async move {
            let timed = tokio::time::timeout(within, whole).await;
            timed.unwrap_or_else(|_| Err(error::timed_out(false)))
        })
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download").field("most", &self.most).finish_non_exhaustive()
    }
}

/// The address, if it gets our signature. An emulator on loopback may hold files itself.
fn allowed(location: &str, emulated: bool) -> Option<Url> {
    let url = Url::parse(location).ok()?;
    if !url.username().is_empty() || url.password().is_some() {
        return None;
    }
    if emulated && is_loopback(&url) {
        return Some(url);
    }
    let host = url.host_str()?.to_ascii_lowercase();
    let known = HOSTS.iter().any(|end| host.ends_with(end) && host.len() > end.len());
    (url.scheme() == "https" && url.port().is_none() && known).then_some(url)
}
