//! Against programs that somebody else wrote: each is a judge that shares no mistake with us.
//!
//! A missing program is a loud skip; with `CI=true` it is a failure. Every program is started on
//! ports that the system chose and ended by its process id, also when the test fails.

mod acs_requests;
mod acs_softphone;
mod azure_identity;
mod baresip;
mod call_automation;
mod capture;
mod center;
mod channels;
mod ear;
mod espeak;
mod first_call;
mod kamailio;
mod node;
mod openssl;
mod ours;
mod program;
mod python;
mod sipp;
mod softphone;
mod sound;
mod supervisor;
mod tshark;
mod voice_ai;
