//! Lengths of time as people write them: `20s`, `1m30s`, `250ms`, `2h`.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::time::Duration;

use serde::{Deserialize, Deserializer, Serializer};

/// Reads `1h30m`, `20s`, `250ms`; nothing else, so that no number is without its unit.
pub(crate) fn parse(text: &str) -> Option<Duration> {
    let mut rest = text.trim();
    let mut total = Duration::ZERO;
    let mut last = 5;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let count: u64 = rest[..digits].parse().ok()?;
        rest = &rest[digits..];
        let unit = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let (order, millis) = match &rest[..unit] {
            "d" => (4, 86_400_000),
            "h" => (3, 3_600_000),
            "m" => (2, 60_000),
            "s" => (1, 1_000),
            "ms" => (0, 1),
            _ => return None,
        };
        if order >= last {
            return None;
        }
        last = order;
        total = total.checked_add(Duration::from_millis(count.checked_mul(millis)?))?;
        rest = &rest[unit..];
    }
    (last < 5).then_some(total)
}

/// Writes what [`parse`] reads.
pub(crate) fn write(span: Duration) -> String {
    let mut millis = span.as_millis();
    let mut text = String::new();
    for (unit, size) in [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)]
    {
        if millis / size > 0 {
            let _ = write!(text, "{}{unit}", millis / size); // writing to a String cannot fail
            millis %= size;
        }
    }
    if text.is_empty() { "0s".into() } else { text }
}

/// For `#[serde(with = ..)]`.
pub(crate) fn serialize<S: Serializer>(span: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&write(*span))
}

/// For `#[serde(with = ..)]`.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Duration, D::Error> {
    let text = <Cow<'de, str>>::deserialize(deserializer)?;
    parse(&text).ok_or_else(|| {
        serde::de::Error::custom(format_args!(
            "`{text}` is no length of time; write for example 20s, 1m30s or 250ms"
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_of_time_has_units_in_falling_order() {
        assert_eq!(parse("1m30s"), Some(Duration::from_secs(90)));
        assert_eq!(parse("250ms"), Some(Duration::from_millis(250)));
        assert_eq!(parse("0s"), Some(Duration::ZERO));
        for wrong in ["", "20", "s", "-5s", "1s1m", "1s2s", "5 s", "1.5s", "99999999999999999999s"]
        {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
        assert_eq!(write(Duration::from_millis(90_250)), "1m30s250ms");
        assert_eq!(parse(&write(Duration::from_secs(86_461))), Some(Duration::from_secs(86_461)));
    }
}
