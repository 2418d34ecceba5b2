//! How long a service asks us to wait: seconds, fractions of them, milliseconds, or a date.

use std::time::Duration;

/// Nobody waits longer than this, whatever a header says; longer is a broken clock or a typing
/// error.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// Reads what the answer says about waiting, or `None` if it says nothing that can be read.
///
/// `retry-after-ms` and `x-ms-retry-after-ms` are exact and win. `Retry-After` is a number of
/// seconds, which Graph also sends with a fraction (`2.128`), or an HTTP date; a date counts from
/// the answer's own `Date`, so that a wrong clock here does not shorten the wait, else from
/// `wall_clock_s` (seconds since 1970). `text` gives the text of the header of a name, in lower case;
/// no wait is longer than a day.
///
/// ```
/// use std::time::Duration;
///
/// let header = |name: &str| (name == "retry-after").then_some("2.128");
/// assert_eq!(teams_cc_core::retry_after(header, 0), Some(Duration::from_millis(2_128)));
/// ```
///
/// # Source
/// RFC 9110 section 10.2.3; RS-73.
pub fn retry_after<'a>(
    text: impl Fn(&str) -> Option<&'a str>,
    wall_clock_s: i64,
) -> Option<Duration> {
    let millis = ["retry-after-ms", "x-ms-retry-after-ms"]
        .into_iter()
        .find_map(|name| text(name).and_then(|t| number(t, 1e-3)));
    let seconds = || {
        let asked = text("retry-after")?;
        number(asked, 1.0).or_else(|| {
            let now = text("date").and_then(http_date).unwrap_or(wall_clock_s);
            let wait = http_date(asked)?.saturating_sub(now);
            Some(Duration::from_secs(u64::try_from(wait).unwrap_or(0)))
        })
    };
    millis.or_else(seconds).map(|wait| wait.min(LONGEST))
}

/// A non-negative decimal number in units of `unit` seconds.
fn number(text: &str, unit: f64) -> Option<Duration> {
    let text = text.trim();
    let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let value = plain.then(|| text.parse::<f64>().ok())?? * unit;
    Some(Duration::try_from_secs_f64(value).unwrap_or(LONGEST))
}

/// Seconds since 1970 of an HTTP date in any of its three forms (RFC 9110 §5.6.7).
fn http_date(text: &str) -> Option<i64> {
    let words: Vec<&str> = text.split([' ', ',', '-']).filter(|word| !word.is_empty()).collect();
    // Sun, 06 Nov 1994 08:49:37 GMT and Sunday, 06-Nov-94 08:49:37 GMT, or
    // Sun Nov  6 08:49:37 1994
    let ([_, day, month, year, time, "GMT"] | [_, month, day, time, year]) = words[..] else {
        return None;
    };
    let names =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = names.iter().position(|name| *name == month)? as i64 + 1;
    let day: i64 = day.parse().ok().filter(|day| (1..=31).contains(day))?;
    let year = match year.parse::<i64>().ok()? {
        // Two digits: this century up to 69, as POSIX reads them.
        short @ 0..=69 if year.len() == 2 => 2000 + short,
        short @ 70..=99 if year.len() == 2 => 1900 + short,
        long @ 1970..=9999 => long,
        _ => return None,
    };
    let mut clock = time.splitn(3, ':').map(|part| part.parse::<i64>().ok());
    let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
    let sane = (0..24).contains(&hour) && (0..60).contains(&minute) && (0..=60).contains(&second);
    sane.then(|| days_since_1970(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second)
}

/// The day number of a Gregorian date; years are counted from March so that the leap day is last.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * month + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1994-11-06T08:49:37Z, the date of RFC 9110's examples.
    const EXAMPLE: i64 = 784_111_777;

    fn wait(pairs: &[(&'static str, &'static str)]) -> Option<Duration> {
        let text = |name: &str| pairs.iter().find(|(n, _)| *n == name).map(|(_, value)| *value);
        retry_after(text, EXAMPLE)
    }

    #[test]
    fn rs_73_whole_and_fractional_seconds() {
        assert_eq!(wait(&[("retry-after", "17")]), Some(Duration::from_secs(17)));
        assert_eq!(wait(&[("retry-after", " 2.128 ")]), Some(Duration::from_millis(2_128)));
        assert_eq!(wait(&[("retry-after", "0")]), Some(Duration::ZERO));
    }

    #[test]
    fn rs_73_milliseconds_win_over_seconds() {
        let both = [("retry-after", "5"), ("x-ms-retry-after-ms", "1250")];
        assert_eq!(wait(&both), Some(Duration::from_millis(1_250)));
        assert_eq!(wait(&[("retry-after-ms", "40")]), Some(Duration::from_millis(40)));
    }

    #[test]
    fn rfc_9110_5_6_7_the_three_forms_of_a_date_are_one_moment() {
        for form in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
        ] {
            assert_eq!(http_date(form), Some(EXAMPLE), "{form}");
        }
        assert_eq!(http_date("Thu, 29 Feb 2024 00:00:00 GMT"), Some(1_709_164_800));
        assert_eq!(http_date("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
    }

    #[test]
    fn rs_73_a_date_counts_from_the_answers_own_clock() {
        let later = "Sun, 06 Nov 1994 08:50:07 GMT";
        assert_eq!(wait(&[("retry-after", later)]), Some(Duration::from_secs(30)));
        let skewed = [("retry-after", later), ("date", "Sun, 06 Nov 1994 08:49:57 GMT")];
        assert_eq!(wait(&skewed), Some(Duration::from_secs(10)));
        let past = [("retry-after", "Sun, 06 Nov 1994 08:00:00 GMT")];
        assert_eq!(wait(&past), Some(Duration::ZERO));
    }

    #[test]
    fn nonsense_is_no_advice_and_absurd_waits_are_cut() {
        for nonsense in ["", "soon", "-3", "NaN", "inf", "1e3", "Sun, 06 Foo 1994 08:49:37 GMT"] {
            let text = |name: &str| (name == "retry-after").then_some(nonsense);
            assert_eq!(retry_after(text, 0), None, "{nonsense:?}");
        }
        assert_eq!(wait(&[("retry-after", "99999999999999999999999")]), Some(LONGEST));
        assert_eq!(wait(&[]), None);
    }
}
