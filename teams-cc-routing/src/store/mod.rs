//! Where conversations and histories are written down, so that they outlive the process.
//!
//! A [`Store`] is a list of records in a place of the vendor's choice; [`Folder`] is one on disk. The
//! machines decide, what happens to them is a record, and a record is appended before anything comes
//! of it.

mod folder;
#[cfg(test)]
pub(crate) mod frail;
mod ledger;

#[doc(inline)]
pub use folder::Folder;
pub(crate) use ledger::{Ledger, written};
#[doc(inline)]
pub use teams_cc_core::Store;
