//! Phone numbers: one spelling inside, refused at the door if it is another.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Error, ErrorKind};

/// A phone number in E.164: `+`, then 3 to 15 digits, the first not 0.
///
/// `Debug` hides all but the first four digits and the last two; `Display` prints it whole, for
/// the wire and for the person whose number it is.
///
/// ```
/// use teams_cc_core::{E164, Error};
///
/// let desk: E164 = "+14255550100".parse()?;
/// assert_eq!(format!("{desk:?}"), "E164(+1425*****00)");
/// assert_eq!(desk.to_string(), "+14255550100");
/// assert!("(425) 555-0100".parse::<E164>().is_err(), "one spelling inside");
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct E164 {
    digits: [u8; 15],
    length: u8,
}

impl E164 {
    /// The digits without the plus.
    pub fn digits(&self) -> &str {
        // Only ASCII digits are ever stored.
        std::str::from_utf8(&self.digits[..usize::from(self.length)]).unwrap_or_default()
    }
}

impl FromStr for E164 {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let refuse = || {
            Error::new("TCC-CORE-0101", ErrorKind::Config, "this is not a number in E.164")
                .fix("write + and 3 to 15 digits, no spaces, for example +14255550100")
        };
        let rest = text.strip_prefix('+').ok_or_else(refuse)?.as_bytes();
        let well_formed = (3..=15).contains(&rest.len())
            && rest[0] != b'0'
            && rest.iter().all(u8::is_ascii_digit);
        if !well_formed {
            return Err(refuse());
        }
        let mut digits = [0; 15];
        digits[..rest.len()].copy_from_slice(rest);
        Ok(Self { digits, length: rest.len() as u8 })
    }
}

impl fmt::Display for E164 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "+{}", self.digits())
    }
}

impl fmt::Debug for E164 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "E164({})", redact_number(&self.to_string()))
    }
}

impl Serialize for E164 {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for E164 {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// `+14255550100` as `+1425*****00`: what a log may show of a number or of any dialled string.
///
/// Four leading digits and two trailing ones stay when at least four are hidden between them;
/// shorter strings keep their last two only.
pub fn redact_number(text: &str) -> String {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let keep_head = if digits >= 10 { 4 } else { 0 };
    let mut seen = 0;
    text.chars()
        .map(|c| {
            if !c.is_ascii_digit() {
                return c;
            }
            seen += 1;
            if seen <= keep_head || seen + 2 > digits { c } else { '*' }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_spelling_inside_and_others_refused_at_the_door() {
        for good in ["+123", "+14255550100", "+999999999999999"] {
            let number: E164 = good.parse().unwrap();
            assert_eq!(number.to_string(), good);
            assert_eq!(format!("+{}", number.digits()), good);
        }
        for bad in [
            "",
            "+",
            "+12",
            "14255550100",
            "+0123456",
            "+1234567890123456",
            "+1 425 555 0100",
            "(425) 555-0100",
            "+1425555010a",
            "tel:+14255550100",
            "+１２３４",
        ] {
            let error = bad.parse::<E164>().unwrap_err();
            assert_eq!((error.code(), error.kind()), ("TCC-CORE-0101", ErrorKind::Config), "{bad}");
        }
    }

    #[test]
    fn json_holds_the_one_spelling() {
        let number: E164 = serde_json::from_str("\"+14255550100\"").unwrap();
        assert_eq!(serde_json::to_string(&number).unwrap(), "\"+14255550100\"");
        assert!(serde_json::from_str::<E164>("\"4255550100\"").is_err());
        assert!(serde_json::from_str::<E164>("14255550100").is_err());
    }

    #[test]
    fn what_a_log_may_show() {
        assert_eq!(redact_number("+14255550100"), "+1425*****00");
        assert_eq!(redact_number("0100"), "**00");
        assert_eq!(redact_number("911"), "*11");
        assert_eq!(redact_number("tel:+14255550100"), "tel:+1425*****00");
        assert_eq!(redact_number(""), "");
    }

    proptest! {
        #[test]
        fn at_least_four_digits_of_a_whole_number_are_hidden(text in "\\+[1-9][0-9]{9,14}") {
            let shown = redact_number(&text);
            prop_assert_eq!(shown.len(), text.len());
            prop_assert!(shown.matches('*').count() >= 4, "{}", shown);
            prop_assert!(!shown.contains(&text[5..text.len() - 2]));
        }

        #[test]
        fn whatever_is_parsed_is_written_back(text in "\\PC*") {
            if let Ok(number) = text.parse::<E164>() {
                prop_assert_eq!(number.to_string(), text);
            }
        }
    }
}
