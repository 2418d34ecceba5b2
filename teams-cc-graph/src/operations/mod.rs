//! Each operation of Graph that a contact centre uses, as a request to tune and to `.await`.
//!
//! [`Graph::api`](crate::Graph::api) leads to them by resource, under the names that Microsoft's
//! documents use. Path arguments come first, percent-encoded here; then the body, a model.
//!
//! ```no_run
//! # async fn f(graph: teams_cc_graph::Graph) -> Result<(), teams_cc_core::Error> {
//! use futures::TryStreamExt as _;
//! use teams_cc_graph::models::requests::CallPlayPrompt;
//!
//! let api = graph.api();
//! let playing = api.calls().play_prompt("57dab8b1", &CallPlayPrompt::default()).await?;
//! println!("{:?}", playing.status);
//!
//! // Lists are read page by page, as far as they are asked for.
//! let mut members = std::pin::pin!(api.groups().members().list("agents-group-id").top(100).items());
//! while let Some(member) = members.try_next().await? {
//!     println!("{:?}", member.id);
//! }
//! # Ok(()) }
//! ```

mod graph;
mod macros;
mod options;
mod pages;
pub(crate) mod path;
pub(crate) mod permissions;

#[doc(inline)]
pub use graph::*;

/// The answer of an operation that gives a file: take it with
/// [`Request::bytes`](crate::Request::bytes).
#[derive(Debug)]
pub enum Content {}

#[cfg(test)]
mod tests;
