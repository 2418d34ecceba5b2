//! The two facts of a certificate that we need: whose key it holds, and when it ends (RFC 5280).

/// What was read.
pub(crate) struct Facts<'a> {
    /// `SubjectPublicKeyInfo`, without its own tag.
    pub(crate) public_key: &'a [u8],
    pub(crate) not_after_s: i64,
}

/// Reads a certificate in DER; `None` if it is none.
pub(crate) fn facts(certificate: &[u8]) -> Option<Facts<'_>> {
    let (0x30, whole, _) = element(certificate)? else { return None };
    let (0x30, body, _) = element(whole)? else { return None };
    // version [0], serial, signature, issuer, validity, subject, key
    let mut rest = body;
    if let (0xa0, _, after) = element(rest)? {
        rest = after;
    }
    for _ in 0..3 {
        rest = element(rest)?.2;
    }
    let (0x30, validity, rest) = element(rest)? else { return None };
    let (_, _, after) = element(validity)?;
    let (tag, text, _) = element(after)?;
    let not_after_s = date(tag, std::str::from_utf8(text).ok()?)?;
    let (_, _, rest) = element(rest)?;
    let (0x30, public_key, _) = element(rest)? else { return None };
    Some(Facts { public_key, not_after_s })
}

/// Tag, content and what follows.
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = der.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (length, rest) = if *first < 0x80 {
        (usize::from(*first), rest)
    } else {
        let octets = usize::from(first & 0x7f);
        let (length, rest) = rest.split_at_checked(octets).filter(|_| octets <= 4)?;
        (length.iter().fold(0, |sum, octet| sum << 8 | usize::from(*octet)), rest)
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((*tag, content, rest))
}

/// `UTCTime` (`YYMMDDHHMMSSZ`) or `GeneralizedTime` (`YYYYMMDDHHMMSSZ`), as seconds since 1970.
fn date(tag: u8, text: &str) -> Option<i64> {
    let digits = text.strip_suffix('Z')?;
    let (year, rest) = match tag {
        0x17 => {
            let (year, rest) = digits.split_at_checked(2)?;
            let year: i64 = year.parse().ok()?;
            (if year < 50 { 2000 + year } else { 1900 + year }, rest)
        }
        0x18 => {
            let (year, rest) = digits.split_at_checked(4)?;
            (year.parse().ok()?, rest)
        }
        _ => return None,
    };
    let field = |place: usize| rest.get(place * 2..place * 2 + 2)?.parse::<i64>().ok();
    let (month, day) = (field(0)?, field(1)?);
    let (hour, minute, second) = (field(2)?, field(3)?, field(4)?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    Some(((days(year, month, day) * 24 + hour) * 60 + minute) * 60 + second)
}

/// Days since 1970-01-01 of a date of the Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    // Years begin in March, so that the leap day is the last of its year.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc_5280_4_1_2_5_dates_of_both_kinds() {
        assert_eq!(date(0x17, "700101000000Z"), Some(0));
        assert_eq!(date(0x17, "491231235959Z"), Some(2_524_607_999));
        assert_eq!(date(0x18, "20500101000000Z"), Some(2_524_608_000));
        assert_eq!(date(0x18, "20240229120000Z"), Some(1_709_208_000));
        for bad in ["", "Z", "7001", "991301000000Z", "äöüäöüäöüä1Z"] {
            assert_eq!(date(0x17, bad), None, "{bad}");
        }
    }

    #[test]
    fn rs_117_cut_certificates_are_no_certificates() {
        for length in 0..40_u8 {
            let der: Vec<u8> = (0..length).map(|i| 0x30 | (i << 3)).collect();
            let _ = facts(&der);
        }
        assert!(facts(&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff]).is_none());
    }
}
