//! The vendor's own module: who the customers are. Here they are known by the end of their number.

use teams_cc::Address;
use teams_cc::graph::Card;

/// What is known of a customer.
pub(crate) struct Customer {
    pub(crate) name: String,
    last_words: &'static str,
}

impl Customer {
    /// What the agent sees before Teams rings.
    pub(crate) fn card(&self) -> Card {
        Card::new().title(&self.name).fact("Last time", self.last_words)
    }
}

/// Looks a customer up; a real one asks a CRM.
pub(crate) async fn find(from: Address) -> Customer {
    let number = from.to_string();
    let end = number.get(number.len().saturating_sub(2)..).unwrap_or_default();
    let last_words = if end < "50" { "asked for an invoice" } else { "is new" };
    std::future::ready(Customer { name: format!("Customer {end}"), last_words }).await
}
