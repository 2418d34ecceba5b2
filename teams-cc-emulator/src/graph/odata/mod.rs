//! OData as Graph speaks it: options of a query, pages, changes since (`graph.md` section 1.5).

mod filter;
mod page;
mod parse;
mod query;

pub(crate) use filter::{Filter, member};
pub(crate) use page::{Mark, Pages};
pub(crate) use query::{Listing, expanded, link, omit_nulls};
