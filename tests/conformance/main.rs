//! One test for each numbered statement of the documents that this project implements.

mod bench;
mod direct_routing_dialogs;
mod direct_routing_messages;
mod direct_routing_sdp;
mod endpoint_limits;
mod first_call;
mod graph_agents;
mod graph_calls;
mod graph_presence;
mod graph_subscriptions;
mod graph_webhook;
mod graph_world;
mod rfc3261_dialogs;
mod rfc3261_timers;
mod rfc4028_session_timer;
mod rfc6337_offer_answer;
mod sign_in;
mod sip_torture;
mod sip_torture_answers;
mod sketch_without_a_runtime;
mod trunk_with_teams;
mod vectors_dtmf;
mod vectors_g711;
mod vectors_g722;
mod vectors_sdes;
mod vectors_srtp;
