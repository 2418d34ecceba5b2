//! Sockets and wake-ups on tokio, no decision.
