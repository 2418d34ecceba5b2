//! URIs from their parts.

use std::fmt::Write as _;
use std::net::Ipv6Addr;

use super::{Uri, escape};
use crate::message::malformed::Malformed;

/// A `sip:` URI in the making; see [`Uri::build`]. Text is escaped where its place needs it.
#[derive(Clone, Debug)]
#[must_use]
pub struct UriBuilder {
    scheme: &'static str,
    user: Option<String>,
    host: String,
    port: Option<u16>,
    tail: String,
    headers: String,
}

impl UriBuilder {
    pub(super) fn new(host: &str) -> Self {
        let host = match host.parse::<Ipv6Addr>() {
            Ok(address) => format!("[{address}]"),
            Err(_) => host.to_owned(),
        };
        Self {
            scheme: "sip",
            user: None,
            host,
            port: None,
            tail: String::new(),
            headers: String::new(),
        }
    }

    /// Makes it `sips:`. Direct Routing does not support that (DR-01).
    pub fn secure(mut self) -> Self {
        self.scheme = "sips";
        self
    }

    /// Sets the user part.
    pub fn user(mut self, user: &str) -> Self {
        self.user = Some(escape::encode_user(user).into_owned());
        self
    }

    /// Writes a port.
    pub fn port(mut self, port: u16) -> Self {
        self.port = Some(port);
        self
    }

    /// Adds `;name=value`.
    pub fn param(mut self, name: &str, value: &str) -> Self {
        let (name, value) = (escape::encode_param(name), escape::encode_param(value));
        // Writing to a String cannot fail.
        let _ = write!(self.tail, ";{name}={value}");
        self
    }

    /// Adds `;name`.
    pub fn flag(mut self, name: &str) -> Self {
        self.tail.push(';');
        self.tail.push_str(&escape::encode_param(name));
        self
    }

    /// Adds a header to carry along, for example Replaces in a Refer-To.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let separator = if self.headers.is_empty() { '?' } else { '&' };
        let (name, value) = (escape::encode_header(name), escape::encode_header(value));
        let _ = write!(self.headers, "{separator}{name}={value}");
        self
    }

    /// The URI.
    ///
    /// # Errors
    /// If the host is no host name, or the user part or a parameter name is empty.
    pub fn finish(self) -> Result<Uri, Malformed> {
        let mut text = format!("{}:", self.scheme);
        if let Some(user) = &self.user {
            text.push_str(user);
            text.push('@');
        }
        text.push_str(&self.host);
        if let Some(port) = self.port {
            let _ = write!(text, ":{port}");
        }
        text.push_str(&self.tail);
        text.push_str(&self.headers);
        Uri::parse(text)
    }
}
