//! Chat on a web page as a channel: a page to embed, and the server's side of it.
//!
//! ```
//! use std::sync::Arc;
//! use teams_cc_core::channel::Inbox;
//! use teams_cc_desk::WebChat;
//!
//! fn mount(inbox: Arc<dyn Inbox>) -> axum::Router {
//!     let chat = WebChat::new("https://www.contoso.example");
//!     // join `chat` to the conversations, and mount its routes:
//!     axum::Router::new().nest("/chat", chat.router(inbox))
//! }
//! ```
//!
//! The page is embedded with one line, in English or German:
//! `<script src="https://cc.contoso.example/chat/widget.js" data-lang="de" async></script>`.
//!
//! **A session** is a random token that the page keeps for as long as its tab is open. Whoever has
//! it reads and writes that chat and no other; it is sent in a header, never in an address. Messages
//! are numbered on both sides: what is posted twice is one message, and the stream of answers goes
//! on where it broke (`Last-Event-ID`).
//!
//! **Limits**: sessions in all and by address, messages a minute, letters, connections and what is
//! kept of each session. The page of another site cannot use it: requests carry an origin, and only
//! those named are answered.

mod routes;
mod sessions;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use teams_cc_core::channel::{Abilities, Channel, Inbox, Outgoing, Sending, Thread};
use teams_cc_core::{Error, ErrorKind, Medium};

use sessions::Sessions;

/// How much one chat page may cost.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct WebChatLimits {
    /// Sessions held (10,000); beyond it new ones are refused (503).
    pub sessions: usize,
    /// New sessions of one address in ten minutes (20), beyond it 429. Behind a proxy all visitors
    /// have one address: raise it there, and limit at the proxy.
    pub sessions_by_address: u32,
    /// Messages of one session in a minute (20), beyond it 429.
    pub messages: u32,
    /// Letters of one message (4,000), beyond it 413.
    pub letters: usize,
    /// Answers kept of each session for a page that comes back (100).
    pub kept: usize,
    /// A session that nobody asks for is forgotten after this (30 min).
    pub idle: Duration,
}

impl Default for WebChatLimits {
    fn default() -> Self {
        Self {
            sessions: 10_000,
            sessions_by_address: 20,
            messages: 20,
            letters: 4_000,
            kept: 100,
            idle: Duration::from_secs(30 * 60),
        }
    }
}

/// Chat on web pages, as a [`Channel`] named `web`. Cheap to clone.
#[derive(Clone)]
pub struct WebChat {
    name: Arc<str>,
    origins: Arc<[String]>,
    sessions: Sessions,
}

impl fmt::Debug for WebChat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebChat").field("name", &self.name).finish_non_exhaustive()
    }
}

impl WebChat {
    /// For pages of this origin: scheme, host, and port if it is not the usual one.
    pub fn new(origin: impl Into<String>) -> Self {
        Self::with_limits([origin.into()], WebChatLimits::default())
    }

    /// For pages of these origins.
    pub fn with_limits(origins: impl IntoIterator<Item = String>, limits: WebChatLimits) -> Self {
        let plain = |origin: String| origin.trim_end_matches('/').to_ascii_lowercase();
        let origins = origins.into_iter().map(plain).collect();
        Self { name: "web".into(), origins, sessions: Sessions::new(limits) }
    }

    /// Another name, for a centre with several pages.
    pub fn named(mut self, name: impl Into<Arc<str>>) -> Self {
        self.name = name.into();
        self
    }

    /// The routes: `/widget.js`, `/page`, `/session`, `/messages`, `/stream`, `/leave`.
    pub fn router(&self, inbox: Arc<dyn Inbox>) -> Router {
        routes::router(self.clone(), inbox)
    }
}

impl Channel for WebChat {
    fn name(&self) -> &str {
        &self.name
    }

    fn medium(&self) -> Medium {
        Medium::Chat
    }

    fn abilities(&self) -> Abilities {
        let mut abilities = Abilities::text();
        abilities.typing = true;
        abilities
    }

    /// Done when it is kept for the page: it reads it now, or when it comes back.
    fn send<'a>(&'a self, to: &'a Thread, what: &'a Outgoing) -> Sending<'a> {
        let kept = self.sessions.answer(to.id.as_str(), &what.text);
        Box::pin(std::future::ready(kept.map(|()| None).ok_or_else(gone)))
    }

    fn show_typing<'a>(
        &'a self,
        to: &'a Thread,
    ) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send + 'a>> {
        self.sessions.typing(to.id.as_str());
        Box::pin(std::future::ready(()))
    }
}

fn gone() -> Error {
    Error::new("TCC-DESK-0101", ErrorKind::Ended, "the page is closed")
}
