//! Attacks on the webhook of the example `bots`, as a process of its own, over raw sockets.
//!
//! Nothing here knows how the program is made: forged and confused tokens, bodies without end,
//! senders without haste, ambiguous requests, strangers' notifications, `kill -9`. What counts is
//! what it answers, what it prints, and what it still holds afterwards.

#[allow(dead_code, reason = "shared with the interop tests")]
#[path = "../interop/program.rs"]
mod program;

mod bodies;
mod bots;
mod callbacks;
mod content;
mod crowd;
mod doors;
mod durable;
mod handshake;
mod hook;
mod keys;
mod requests;
mod sender;
mod start;
mod tokens;
mod wire;
