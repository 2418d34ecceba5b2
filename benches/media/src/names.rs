//! What both sides of the bench know: the resource, and the time at which everything happens.

pub const RESOURCE: &str = "02b89f62-36c9-4f02-8802-e4b6d5109851";
pub const NOW: i64 = 1_800_000_000;
