//! RFC 3261 §17, RFC 6026 and RFC 4320: the four transaction machines, and the table that finds them.
//!
//! [`Transactions`] is usable alone: tell it which flows are open ([`Transactions::opened`]), give
//! it every message that arrives ([`Transactions::received`]), send requests
//! ([`Transactions::request`]) and answers ([`Transactions::respond`]) through it, and drain
//! [`Output`]s. It repeats what gets lost, absorbs what comes twice, acknowledges refusals, matches
//! ACK and CANCEL, and says when nobody answers. An ACK to a 2xx and the repetition of a 2xx belong
//! to the dialog ([`Transactions::send`]).
//!
//! The states alone, without any message, are [`states::States`].

mod alarms;
mod digest;
mod layer;
mod machine;
mod output;
mod slab;
pub mod states;
mod table;
pub mod timers;
mod wire;

#[cfg(test)]
mod tests;

pub(crate) use alarms::{Alarms, Verdict};
pub(crate) use digest::{Digest, Mixed, MixedMap};
pub use layer::{TRANSACTIONS, Transactions};
pub use machine::Input;
pub use output::{Counts, Output, TransactionId};
pub use states::{Acts, Cause, Kind, State, States};
pub use timers::{Reliability, Timers};
