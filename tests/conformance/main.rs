//! One test for each numbered statement of the documents that this project implements.

mod direct_routing_messages;
mod direct_routing_sdp;
mod graph_presence;
mod rfc3261_timers;
mod sip_torture;
mod sip_torture_answers;
mod vectors_dtmf;
mod vectors_g711;
mod vectors_sdes;
mod vectors_srtp;
