//! One test for each numbered statement of the documents that this project implements.

mod direct_routing_messages;
mod graph_presence;
mod rfc3261_timers;
mod sip_torture;
