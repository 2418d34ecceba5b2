//! The SIP side of Teams: three proxies, users with phones, and everything Direct Routing refuses.

pub(crate) mod describe;
#[cfg(test)]
pub(crate) mod golden;
pub(crate) mod refusal;
pub(crate) mod rules;
pub(crate) mod sdp;
pub(crate) mod text;
