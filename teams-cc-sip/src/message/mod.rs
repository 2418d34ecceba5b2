//! Bytes to messages and back.
//!
//! A message keeps the octets it came in, and an index of spans into them. Headers are read when
//! they are asked for, edits lie beside the octets, and what nobody touched is sent on byte for
//! byte: folding, odd spelling, octets that are not UTF-8 and headers this crate has never heard of
//! included. Reading allocates nothing once a thread is warm; clones share everything.
//!
//! - [`Message::parse`] reads a datagram, [`Framer`] cuts a stream, both within [`Limits`].
//! - [`Request::build`] and [`Response::to`] write messages; [`Head::set`], [`Head::push`] and
//!   their kin edit them.
//! - What breaks the grammar is [`Malformed`]: it names the header and the status, and can be
//!   answered if enough was readable.
//!
//! ```
//! use teams_cc_sip::message::{Message, Method, Name, Response, StatusCode};
//!
//! let datagram = "OPTIONS sip:sbc.contoso.example SIP/2.0\r\n\
//!     VIA: SIP/2.0/TLS 198.51.100.20:5061;branch=z9hG4bK8d2b302a\r\n\
//!     FROM: <sip:sip.pstnhub.microsoft.com>;tag=f8aa\r\nTO: <sip:sbc.contoso.example>\r\n\
//!     CALL-ID: 40eef4f3\r\nCSEQ: 1 OPTIONS\r\nCONTENT-LENGTH: 0\r\n\r\n";
//! match Message::parse(datagram) {
//!     Ok(Message::Request(request)) if request.method() == Method::Options => {
//!         let ok = Response::to(&request, StatusCode::OK)
//!             .to_tag("7f3c")
//!             .header(Name::Allow, [Method::Invite, Method::Ack, Method::Bye, Method::Options])
//!             .finish()?;
//!         assert!(ok.to_bytes().starts_with(b"SIP/2.0 200 OK\r\nVia: SIP/2.0/TLS 198.51.100.20:5061;"));
//!     }
//!     Ok(_) => {}
//!     // `answer` is the 400 to send, or nothing if even that is not possible.
//!     Err(malformed) => drop(malformed.answer("7f3c")),
//! }
//! # Ok::<(), teams_cc_sip::message::Malformed>(())
//! ```

#![allow(
    clippy::needless_pass_by_value,
    reason = "names and values are taken as text, reference or value alike, whatever is at hand"
)]

mod access;
mod body;
mod build;
mod edit;
mod framer;
mod head;
mod headers;
mod index;
mod lex;
mod limits;
mod malformed;
#[expect(clippy::module_inception, reason = "the enum of requests and responses has this name")]
mod message;
mod method;
mod name;
mod params;
#[cfg(feature = "rsip")]
mod rsip;
mod status;
mod store;
mod uri;
mod value;
mod write;

pub use body::{Part, status_fragment, status_of_fragment};
pub use build::{DEFAULT_MAX_FORWARDS, RequestBuilder, ResponseBuilder};
pub use framer::Framer;
pub use head::Head;
pub use headers::{
    CSeq, Event, HistoryInfo, MediaType, NameAddr, NameAddrBuilder, RAck, Reason, Refresher,
    Replaces, SessionExpires, State, SubscriptionState, Tokens, Via, ViaBuilder,
};
pub use limits::{
    Limits, MAX_HEADER_LINE, MAX_HEADERS, MAX_HOPS, MAX_MESSAGE, MAX_MULTIPART_DEPTH,
    MAX_START_LINE, MAX_URI_PARAMS,
};
pub use malformed::Malformed;
pub use message::{Message, Request, Response};
pub use method::{Method, OtherMethod};
pub use name::{Name, Named};
pub use params::Params;
#[cfg(feature = "rsip")]
pub use rsip::NotCarried;
pub use status::StatusCode;
pub use uri::{Scheme, Uri, UriBuilder, decode, encode_header, encode_user};
pub use value::Value;
pub use write::HeaderValue;

#[cfg(test)]
mod tests;
