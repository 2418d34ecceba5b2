//! Typed views of the headers that may be absent.

use super::head::Head;
use super::headers::{NameAddr, Via};
use super::lex;
use super::malformed::{Malformed, Problem};
use super::name::Known;

impl Head {
    fn number(&self, known: Known, most: u64) -> Result<Option<u64>, Malformed> {
        let store = self.store();
        let Some(field) = store.first(known) else { return Ok(None) };
        match lex::number(store.value_of(field)) {
            Some(number) if number <= most => Ok(Some(number)),
            _ => Err(Problem::new("it is a number in its range").of(known).into()),
        }
    }

    /// All Via values, topmost first.
    pub fn vias(&self) -> impl Iterator<Item = Via> {
        // All were read when the message was.
        self.all(Known::Via).filter_map(Result::ok)
    }

    /// Max-Forwards.
    pub fn max_forwards(&self) -> Option<u8> {
        // It was checked when the message was read.
        self.number(Known::MaxForwards, 255).ok().flatten().map(|hops| hops as u8)
    }

    /// The first Contact. `Contact: *` is an error here; see
    /// [`contact_is_star`](Self::contact_is_star).
    pub fn contact(&self) -> Result<Option<NameAddr>, Malformed> {
        self.contacts().next().transpose()
    }

    /// All Contact values.
    pub fn contacts(&self) -> impl Iterator<Item = Result<NameAddr, Malformed>> {
        self.all(Known::Contact)
    }

    /// True for `Contact: *` (RFC 3261 §10.2.2).
    pub fn contact_is_star(&self) -> bool {
        self.header("Contact").is_some_and(|contact| contact == "*")
    }

    /// The Route values, topmost first.
    pub fn route(&self) -> impl Iterator<Item = Result<NameAddr, Malformed>> {
        self.all(Known::Route)
    }

    /// The Record-Route values, topmost first.
    pub fn record_route(&self) -> impl Iterator<Item = Result<NameAddr, Malformed>> {
        self.all(Known::RecordRoute)
    }
}
