//! The file of a recording: signed like a request, and therefore asked of known hosts only.

use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use reqwest::Method;
use teams_cc_core::Error;
use url::Url;

use crate::client::is_loopback;
use crate::{CallAutomation, Request, error};

/// Hosts that hold recordings: the official clients refuse all others since 1.6.0, because the
/// address comes with an event and the request carries our proof (`acs.md` section 3).
const HOSTS: [&str; 3] =
    [".asm.skype.com", ".asyncgw.teams.microsoft.com", ".ams.gov.teams.microsoft.us"];
/// A file is worth waiting for.
const WITHIN: Duration = Duration::from_secs(120);

/// One file of a recording, run by `.await`: at most 16 MiB. Longer recordings are better written
/// to storage of yours ([`StartRecording::storage`](crate::models::StartRecording::storage)).
#[must_use = "a download that is not awaited is not made"]
pub struct Download {
    acs: CallAutomation,
    location: String,
    within: Duration,
}

impl Download {
    pub(super) fn new(acs: CallAutomation, location: String) -> Self {
        Self { acs, location, within: WITHIN }
    }

    /// How long it may take (120 s).
    pub fn within(mut self, budget: Duration) -> Self {
        self.within = budget;
        self
    }
}

impl IntoFuture for Download {
    type Output = Result<Bytes, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Result<Bytes, Error>> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let url = allowed(&self.location, self.acs.is_on_loopback())
                .ok_or_else(error::foreign_download)?;
            let request: Request<()> = Request::to(self.acs, Method::GET, Ok(url));
            request.within(self.within).bytes().await
        })
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Download")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acs_3_recordings_are_asked_of_known_hosts_over_https_only() {
        for good in [
            "https://us-prod.asm.skype.com/v1/objects/0-eus/content/video",
            "https://a.asyncgw.teams.microsoft.com/v1/x",
            "https://A.AMS.gov.teams.microsoft.us/x",
        ] {
            assert!(allowed(good, false).is_some(), "{good}");
        }
        for bad in [
            "http://us-prod.asm.skype.com/x",
            "https://asm.skype.com.evil.example/x",
            "https://evilasm.skype.com/x",
            "https://.asm.skype.com/x",
            "https://user@us.asm.skype.com/x",
            "https://us.asm.skype.com:8443/x",
            "https://127.0.0.1/x",
            "file:///etc/passwd",
            "",
        ] {
            assert!(allowed(bad, false).is_none(), "{bad}");
        }
        assert!(allowed("http://127.0.0.1:1/x", true).is_some());
        assert!(allowed("http://10.0.0.1:1/x", true).is_none());
    }
}
