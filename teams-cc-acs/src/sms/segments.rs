//! What a text costs: segments.

/// The letters of GSM 03.38's basic set beyond digits and Latin letters.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà";
/// Those that take two places.
const EXTENDED: &str = "\u{c}^{}\\[~]|€";

/// What a text is sent as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segments {
    /// How many; each is paid for.
    pub count: usize,
    /// Some letter is not in the basic alphabet, so that each segment holds fewer.
    pub unicode: bool,
}

/// How many segments a text is: 160 places in one or 153 in each of several; with any letter
/// beyond GSM 03.38, 70 or 67.
///
/// ```
/// use teams_cc_acs::sms::segments;
///
/// assert_eq!(segments(&"a".repeat(161)).count, 2);
/// assert_eq!(segments("Grüße, 5 €").count, 1);
/// assert!(segments("👍").unicode);
/// ```
///
/// # Source
/// 3GPP TS 23.038 section 6.2.1; Microsoft, "SMS FAQ".
pub fn segments(text: &str) -> Segments {
    let place = |c: char| {
        let basic = c.is_ascii_alphanumeric() || BASIC.contains(c);
        if basic { Some(1) } else { EXTENDED.contains(c).then_some(2) }
    };
    let places: Option<usize> = text.chars().map(place).sum();
    let (length, alone, each) = match places {
        Some(length) => (length, 160, 153),
        None => (text.encode_utf16().count(), 70, 67),
    };
    let count = if length <= alone { 1 } else { length.div_ceil(each) };
    Segments { count, unicode: places.is_none() }
}
