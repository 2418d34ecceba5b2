//! Times and spans of time, kept as Graph wrote them.

use std::fmt::{self, Write as _};
use std::time::{Duration, SystemTime};

use super::field::word_fields;

/// A moment as Graph writes it (`Edm.DateTimeOffset`): RFC 3339 with up to seven decimals.
///
/// The text is kept: rounding `16:05:33.2079781Z` to what a clock type holds would change what is
/// passed on, and Microsoft's own documents hold some that no clock type reads (graph.md 9.1).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DateTime(Box<str>);

impl DateTime {
    /// As it came.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The moment; `None` for a text that is none, and for `0001-01-01T00:00:00Z`, with which
    /// Graph says "never".
    pub fn to_system_time(&self) -> Option<SystemTime> {
        let moment: jiff::Timestamp = self.0.parse().ok()?;
        (moment.as_second() > NEVER_S).then(|| moment.into())
    }
}

/// `0001-01-02T00:00:00Z`: what is before is not a moment.
const NEVER_S: i64 = -62_135_510_400;

impl From<SystemTime> for DateTime {
    /// To the microsecond, in UTC.
    fn from(moment: SystemTime) -> Self {
        let moment = jiff::Timestamp::try_from(moment).unwrap_or(jiff::Timestamp::MAX);
        Self(format!("{moment:.6}").into())
    }
}

/// A span of time as Graph writes it (`Edm.Duration`): ISO 8601, `PT1H30M`, `PT0.016S`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IsoDuration(Box<str>);

impl IsoDuration {
    /// As it came.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// How long; `None` for a text that is none, and for one in months, whose length differs.
    pub fn to_duration(&self) -> Option<Duration> {
        let span: jiff::Span = self.0.parse().ok()?;
        let days = jiff::SpanRelativeTo::days_are_24_hours();
        span.to_duration(days).ok()?.try_into().ok()
    }
}

impl From<Duration> for IsoDuration {
    fn from(length: Duration) -> Self {
        let seconds = length.as_secs();
        let (hours, minutes, rest) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
        let mut text = String::from("PT");
        for (count, unit) in [(hours, 'H'), (minutes, 'M')] {
            if count > 0 {
                let _ = write!(text, "{count}{unit}");
            }
        }
        let nanos = length.subsec_nanos();
        if nanos > 0 {
            let decimals = format!("{nanos:09}");
            let _ = write!(text, "{rest}.{}S", decimals.trim_end_matches('0'));
        } else if rest > 0 || text == "PT" {
            let _ = write!(text, "{rest}S");
        }
        Self(text.into())
    }
}

macro_rules! kept_text {
    ($($name:ident)*) => {$(
        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text.into())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        word_fields!($name);
    )*};
}

kept_text!(DateTime IsoDuration);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s9_1_a_time_keeps_its_seven_decimals() {
        let time = DateTime::from("2026-11-22T16:05:33.2079781Z");
        assert_eq!(time.as_str(), "2026-11-22T16:05:33.2079781Z");
        let since = time.to_system_time().unwrap().duration_since(SystemTime::UNIX_EPOCH).unwrap();
        assert_eq!(since.subsec_nanos(), 207_978_100);
        for none in ["0001-01-01T00:00:00Z", "2021-03-1706:47:05.123Z", "NA", ""] {
            assert_eq!(DateTime::from(none).to_system_time(), None, "{none}");
        }
        let moment = SystemTime::UNIX_EPOCH + Duration::from_millis(1_500);
        assert_eq!(DateTime::from(moment).as_str(), "1970-01-01T00:00:01.500000Z");
    }

    #[test]
    fn s9_2_b_a_duration_is_written_as_iso_8601() {
        for (seconds, text) in [(3_600, "PT1H"), (5_400, "PT1H30M"), (61, "PT1M1S"), (0, "PT0S")] {
            let length = Duration::from_secs(seconds);
            assert_eq!(IsoDuration::from(length).as_str(), text);
            assert_eq!(IsoDuration::from(text).to_duration(), Some(length));
        }
        let short = IsoDuration::from("PT0.016S").to_duration();
        assert_eq!(short, Some(Duration::from_millis(16)));
        assert_eq!(IsoDuration::from(Duration::from_millis(16)).as_str(), "PT0.016S");
        assert_eq!(IsoDuration::from("P1D").to_duration(), Some(Duration::from_secs(86_400)));
        assert_eq!(IsoDuration::from("soon").to_duration(), None);
    }
}
