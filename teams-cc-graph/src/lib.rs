#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
// RS-117: what comes from outside is data.
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

mod app;
mod auth;
mod bot;
pub mod calls;
mod client;
mod cloud;
#[cfg(feature = "identity")]
mod environment;
mod error;
#[cfg(any(test, feature = "test-util"))]
#[doc(hidden)]
pub mod fuzz;
#[doc = include_str!("errors.md")]
pub mod errors {}
mod inbound;
mod mail;
mod meet;
pub mod models;
pub mod notifications;
pub mod operations;
mod people;
mod presence;
mod records;
mod request;
#[cfg(feature = "identity")]
#[cfg_attr(docsrs, doc(cfg(feature = "identity")))]
pub mod sign_in;
mod subscriptions;
#[cfg(test)]
mod testing;

#[doc(inline)]
pub use teams_cc_http::jwt;

#[cfg(feature = "server")]
#[cfg_attr(docsrs, doc(cfg(feature = "server")))]
pub use app::AppConfig;
pub use app::{AgentApp, Manifest};
pub use auth::aadsts::{Denial, Interaction};
#[cfg(feature = "identity")]
pub use auth::certificate::ClientCertificate;
pub use auth::expiry::{ALARM_DAYS, Alarm, CredentialKind, Ending, Expiring, ExpiryNews};
pub use bot::{
    Bot, BotEvent, CARD_VERSION, Card, Conversation, ConversationStore, Message, Press, Reply,
    Said, Search, Sent, TeamsChat,
};
pub use client::{Graph, GraphBuilder};
pub use cloud::Cloud;
pub use inbound::{Change, Inbox, OpenWebhook, Receipt, Resource, Webhook};
pub use mail::Mailbox;
pub use operations::permissions::{Missing, Needs, Permissions};
pub use people::{Expert, Group, People, Person};
pub use presence::{
    PresenceFeed, PresenceWatch, Presences, Session, Showing, Shown, Watch, aggregate,
};
pub use records::{Joined, JoinedCall, OurCall, Records};
pub use request::{Batch, BatchAnswers, Budget, Failure, Request, Step};
#[cfg(feature = "identity")]
#[doc(inline)]
pub use sign_in::SignIn;
pub use subscriptions::{
    Expectations, InFile, InMemory, LifecycleEvent, OpenSubscriptions, Receiver, Remembered,
    SubscriptionNews, SubscriptionStore, Subscriptions, Wanted,
};
