//! Bytes to messages and back.

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

pub use body::{Part, status_fragment, status_of_fragment};
pub use build::{DEFAULT_MAX_FORWARDS, RequestBuilder, ResponseBuilder};
pub use edit::HeaderValue;
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

#[cfg(test)]
mod tests;
