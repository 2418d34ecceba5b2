//! Where notifications are sent, and for whom their content is encrypted.

use std::fmt;

use url::Url;

use teams_cc_core::Error;

use crate::error;

/// Where Graph sends notifications: an address of ours, and the certificate that content is
/// encrypted for.
///
/// ```
/// use teams_cc_graph::Receiver;
///
/// let receiver = Receiver::at("https://bots.contoso.example/hook")
///     .lifecycle_at("https://bots.contoso.example/lifecycle");
/// assert!(format!("{receiver:?}").contains("/hook"));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Receiver {
    url: String,
    lifecycle: String,
    certificate: Option<(String, String)>,
}

impl Receiver {
    /// Changes come here, and lifecycle notifications too.
    pub fn at(url: impl Into<String>) -> Self {
        let url = url.into();
        Self { lifecycle: url.clone(), url, certificate: None }
    }

    /// Lifecycle notifications come here instead.
    pub fn lifecycle_at(mut self, url: impl Into<String>) -> Self {
        self.lifecycle = url.into();
        self
    }

    /// Content is encrypted for this certificate (base64 of its DER form, one line), which
    /// notifications name by `id` (at most 128 characters).
    pub fn encrypted_for(mut self, id: impl Into<String>, certificate: impl Into<String>) -> Self {
        self.certificate = Some((id.into(), certificate.into()));
        self
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn lifecycle(&self) -> &str {
        &self.lifecycle
    }

    pub(crate) fn certificate(&self) -> Option<(&str, &str)> {
        self.certificate.as_ref().map(|(id, der)| (id.as_str(), der.as_str()))
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        for url in [&self.url, &self.lifecycle] {
            let address = Url::parse(url).map_err(|_| error::bad_wish("a receiver is no URL"))?;
            if address.scheme() != "https" && !teams_cc_http::is_loopback(&address) {
                return Err(error::bad_wish("a receiver needs https"));
            }
        }
        match &self.certificate {
            Some((id, _)) if id.is_empty() || id.len() > 128 => {
                Err(error::bad_wish("a certificate's id has 1 to 128 characters"))
            }
            _ => Ok(()),
        }
    }
}

/// Without queries: they may hold what only Graph shall know.
impl fmt::Debug for Receiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = |url: &str| url.split('?').next().unwrap_or_default().to_owned();
        f.debug_struct("Receiver")
            .field("url", &plain(&self.url))
            .field("lifecycle", &plain(&self.lifecycle))
            .field("certificate", &self.certificate.as_ref().map(|(id, _)| id))
            .finish()
    }
}
