//! What the headers of an answer say about waiting.

use std::time::Duration;

use reqwest::header::HeaderMap;

/// As [`teams_cc_core::retry_after`], from headers.
pub fn retry_after(headers: &HeaderMap, wall_clock_s: i64) -> Option<Duration> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    teams_cc_core::retry_after(text, wall_clock_s)
}
