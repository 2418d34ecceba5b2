//! Header field names: case-insensitive, compact form equal to the long one.

use std::fmt;
use std::hash::{Hash, Hasher};

/// Declares each known name once: variant, spelling, compact form (0 if none), whether one field
/// with one value is all that is allowed (RS-09), and its source.
macro_rules! names {
    ($($variant:ident $text:literal $compact:literal $count:ident $source:literal,)*) => {
        /// The name of a header field. Names that this version does not know are kept as they came.
        ///
        /// Comparison ignores case, and a compact form equals its long form (RFC 3261 §7.3.3): `v`
        /// is [`Name::Via`].
        #[derive(Clone)]
        #[non_exhaustive]
        pub enum Name {
            $(#[doc = concat!("`", $text, "`, ", $source, ".")] $variant,)*
            /// Any other name.
            Other(Box<str>),
        }

        /// What the index stores for a name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub(crate) enum Known {
            $($variant,)*
            Other,
        }

        const VARIANTS: [Known; COUNT] = [$(Known::$variant,)*];
        const TEXTS: [&str; COUNT] = [$($text,)*];
        const COMPACT: [u8; COUNT] = [$($compact,)*];
        const SINGLE: [bool; COUNT] = [$(single!($count),)*];
        const COUNT: usize = [$($text,)*].len();

        impl Name {
            pub(crate) fn known(&self) -> Known {
                match self {
                    $(Self::$variant => Known::$variant,)*
                    Self::Other(_) => Known::Other,
                }
            }
        }

        impl Known {
            /// `text` is used for names without a variant.
            pub(crate) fn name(self, text: &[u8]) -> Name {
                match self {
                    $(Self::$variant => Name::$variant,)*
                    Self::Other => Name::Other(String::from_utf8_lossy(text).into()),
                }
            }
        }
    };
}

macro_rules! single {
    (one) => {
        true
    };
    (many) => {
        false
    };
}

#[rustfmt::skip]
names! {
    Via "Via" b'v' many "RFC 3261 §20.42",
    From "From" b'f' one "RFC 3261 §20.20",
    To "To" b't' one "RFC 3261 §20.39",
    CallId "Call-ID" b'i' one "RFC 3261 §20.8",
    CSeq "CSeq" 0 one "RFC 3261 §20.16",
    Contact "Contact" b'm' many "RFC 3261 §20.10",
    MaxForwards "Max-Forwards" 0 one "RFC 3261 §20.22",
    ContentLength "Content-Length" b'l' one "RFC 3261 §20.14",
    ContentType "Content-Type" b'c' one "RFC 3261 §20.15",
    Route "Route" 0 many "RFC 3261 §20.34",
    RecordRoute "Record-Route" 0 many "RFC 3261 §20.30",
    Allow "Allow" 0 many "RFC 3261 §20.5",
    Supported "Supported" b'k' many "RFC 3261 §20.37",
    Require "Require" 0 many "RFC 3261 §20.32",
    ProxyRequire "Proxy-Require" 0 many "RFC 3261 §20.29",
    Unsupported "Unsupported" 0 many "RFC 3261 §20.40",
    SessionExpires "Session-Expires" b'x' one "RFC 4028 §4",
    MinSe "Min-SE" 0 one "RFC 4028 §5",
    ReferTo "Refer-To" b'r' one "RFC 3515 §2.1",
    ReferredBy "Referred-By" b'b' one "RFC 3892 §3",
    Replaces "Replaces" 0 one "RFC 3891 §6.1",
    Join "Join" 0 one "RFC 3911 §7.1",
    Reason "Reason" 0 many "RFC 3326 §2",
    RetryAfter "Retry-After" 0 one "RFC 3261 §20.33",
    PAssertedIdentity "P-Asserted-Identity" 0 many "RFC 3325 §9.1",
    PPreferredIdentity "P-Preferred-Identity" 0 many "RFC 3325 §9.2",
    Privacy "Privacy" 0 many "RFC 3323 §4.2",
    HistoryInfo "History-Info" 0 many "RFC 7044 §5",
    Diversion "Diversion" 0 many "RFC 5806 §9",
    Event "Event" b'o' one "RFC 6665 §8.2.1",
    SubscriptionState "Subscription-State" 0 one "RFC 6665 §8.2.3",
    AllowEvents "Allow-Events" b'u' many "RFC 6665 §8.2.2",
    ReferSub "Refer-Sub" 0 one "RFC 4488 §4",
    TargetDialog "Target-Dialog" 0 one "RFC 4538 §7",
    Expires "Expires" 0 one "RFC 3261 §20.19",
    MinExpires "Min-Expires" 0 one "RFC 3261 §20.23",
    RSeq "RSeq" 0 one "RFC 3262 §7.1",
    RAck "RAck" 0 one "RFC 3262 §7.2",
    Path "Path" 0 many "RFC 3327 §4",
    ServiceRoute "Service-Route" 0 many "RFC 3608 §5",
    UserAgent "User-Agent" 0 many "RFC 3261 §20.41",
    Server "Server" 0 many "RFC 3261 §20.35",
    Accept "Accept" 0 many "RFC 3261 §20.1",
    AcceptEncoding "Accept-Encoding" 0 many "RFC 3261 §20.2",
    AcceptLanguage "Accept-Language" 0 many "RFC 3261 §20.3",
    AcceptContact "Accept-Contact" b'a' many "RFC 3841 §9.2",
    RejectContact "Reject-Contact" b'j' many "RFC 3841 §9.2",
    RequestDisposition "Request-Disposition" b'd' many "RFC 3841 §9.1",
    AlertInfo "Alert-Info" 0 many "RFC 3261 §20.4",
    AuthenticationInfo "Authentication-Info" 0 one "RFC 3261 §20.6",
    Authorization "Authorization" 0 many "RFC 3261 §20.7",
    CallInfo "Call-Info" 0 many "RFC 3261 §20.9",
    ContentDisposition "Content-Disposition" 0 one "RFC 3261 §20.11",
    ContentEncoding "Content-Encoding" b'e' many "RFC 3261 §20.12",
    ContentLanguage "Content-Language" 0 many "RFC 3261 §20.13",
    ContentId "Content-ID" 0 one "RFC 8262 §2",
    Date "Date" 0 one "RFC 3261 §20.17",
    ErrorInfo "Error-Info" 0 many "RFC 3261 §20.18",
    Geolocation "Geolocation" 0 many "RFC 6442 §4.1",
    GeolocationRouting "Geolocation-Routing" 0 one "RFC 6442 §4.2",
    GeolocationError "Geolocation-Error" 0 many "RFC 6442 §4.3",
    Identity "Identity" b'y' many "RFC 8224 §4",
    InReplyTo "In-Reply-To" 0 many "RFC 3261 §20.21",
    MimeVersion "MIME-Version" 0 one "RFC 3261 §20.24",
    Organization "Organization" 0 many "RFC 3261 §20.25",
    Priority "Priority" 0 one "RFC 3261 §20.26",
    ProxyAuthenticate "Proxy-Authenticate" 0 many "RFC 3261 §20.27",
    ProxyAuthorization "Proxy-Authorization" 0 many "RFC 3261 §20.28",
    ReplyTo "Reply-To" 0 one "RFC 3261 §20.31",
    SipEtag "SIP-ETag" 0 one "RFC 3903 §11.3.1",
    SipIfMatch "SIP-If-Match" 0 one "RFC 3903 §11.3.2",
    Subject "Subject" b's' one "RFC 3261 §20.36",
    Timestamp "Timestamp" 0 one "RFC 3261 §20.38",
    Warning "Warning" 0 many "RFC 3261 §20.43",
    WwwAuthenticate "WWW-Authenticate" 0 many "RFC 3261 §20.44",
    PChargingVector "P-Charging-Vector" 0 one "RFC 7315 §4.6",
    PCalledPartyId "P-Called-Party-ID" 0 one "RFC 7315 §4.2",
    UserToUser "User-to-User" 0 many "RFC 7433 §4.1",
}

// The duplicate mask has 128 bits.
const _: () = assert!(COUNT < 128);

/// Slots of the look-up table; large enough that few names share one.
const SLOTS: usize = 512;

/// The same for upper and lower case: `| 0x20` maps letters to lower case and leaves digits and
/// hyphens alone. The factors were searched for so that no two names meet; if a new name makes two
/// meet, look-up is a step longer, not wrong.
const fn slot(text: &[u8]) -> usize {
    let n = text.len();
    if n == 0 {
        return 0;
    }
    let first = (text[0] | 0x20) as usize;
    let last = (text[n - 1] | 0x20) as usize;
    let middle = (text[n / 2] | 0x20) as usize;
    (first.wrapping_mul(77)
        ^ last.wrapping_mul(191)
        ^ middle.wrapping_mul(185)
        ^ n.wrapping_mul(227))
        % SLOTS
}

/// Spelling -> name, open addressing, filled at compile time.
static TABLE: [Known; SLOTS] = {
    let mut table = [Known::Other; SLOTS];
    let mut i = 0;
    while i < COUNT {
        let mut at = slot(TEXTS[i].as_bytes());
        while !matches!(table[at], Known::Other) {
            at = (at + 1) % SLOTS;
        }
        table[at] = VARIANTS[i];
        i += 1;
    }
    table
};

/// Compact form in lower case -> name.
static SHORT: [Known; 128] = {
    let mut table = [Known::Other; 128];
    let mut i = 0;
    while i < COUNT {
        if COMPACT[i] != 0 {
            table[COMPACT[i] as usize] = VARIANTS[i];
        }
        i += 1;
    }
    table
};

impl Known {
    /// Which name this spelling is.
    pub(crate) fn of(text: &[u8]) -> Self {
        if let [short] = text {
            let short = short.to_ascii_lowercase();
            return SHORT.get(usize::from(short)).copied().unwrap_or(Self::Other);
        }
        let mut at = slot(text);
        loop {
            match TABLE[at] {
                Self::Other => return Self::Other,
                known if known.as_str().as_bytes().eq_ignore_ascii_case(text) => return known,
                _ => at = (at + 1) % SLOTS,
            }
        }
    }

    /// The long form in its usual case; empty for [`Known::Other`].
    pub(crate) fn as_str(self) -> &'static str {
        TEXTS.get(self as usize).copied().unwrap_or_default()
    }

    /// A second field of this name, or a second value, makes the message ambiguous (RS-09).
    pub(crate) fn is_single(self) -> bool {
        SINGLE.get(self as usize).copied().unwrap_or(false)
    }

    /// One bit of its own, to notice duplicates.
    pub(crate) fn bit(self) -> u128 {
        1 << (self as u8)
    }
}

impl Name {
    /// The long form in its usual case; other names as they came.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Other(text) => text,
            known => known.known().as_str(),
        }
    }

    /// The one-letter form, if there is one.
    pub fn compact(&self) -> Option<char> {
        let short = COMPACT.get(self.known() as usize).copied().unwrap_or(0);
        (short != 0).then(|| char::from(short))
    }
}

impl From<&str> for Name {
    fn from(text: &str) -> Self {
        Known::of(text.as_bytes()).name(text.as_bytes())
    }
}

impl From<&Name> for Name {
    fn from(name: &Name) -> Self {
        name.clone()
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.as_str().eq_ignore_ascii_case(other.as_str())
    }
}

impl Eq for Name {}

impl PartialEq<str> for Name {
    fn eq(&self, other: &str) -> bool {
        let known = Known::of(other.as_bytes());
        self.known() == known
            && (known != Known::Other || self.as_str().eq_ignore_ascii_case(other))
    }
}

impl PartialEq<&str> for Name {
    fn eq(&self, other: &&str) -> bool {
        *self == **other
    }
}

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for b in self.as_str().bytes() {
            state.write_u8(b.to_ascii_lowercase());
        }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

pub(crate) mod sealed {
    /// What may name a header in a look-up: [`Name`](super::Name) or text.
    pub trait Named {
        /// The known name, if it is one.
        #[doc(hidden)]
        fn text(&self) -> &str;
    }
}

/// What may name a header: a [`Name`] or its spelling.
pub trait Named: sealed::Named {}

macro_rules! named {
    ($($of:ty),*) => {$(
        impl sealed::Named for $of {
            fn text(&self) -> &str {
                AsRef::<str>::as_ref(self)
            }
        }
        impl Named for $of {}
    )*};
}

named!(&str, String, &String, Name, &Name);

impl AsRef<str> for Name {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_in_any_case_and_by_its_letter() {
        for (i, text) in TEXTS.iter().enumerate() {
            for spelling in [text.to_string(), text.to_uppercase(), text.to_lowercase()] {
                assert_eq!(Known::of(spelling.as_bytes()), VARIANTS[i], "{spelling}");
            }
            if COMPACT[i] != 0 {
                assert_eq!(Known::of(&[COMPACT[i]]), VARIANTS[i]);
                assert_eq!(Known::of(&[COMPACT[i].to_ascii_uppercase()]), VARIANTS[i]);
            }
        }
    }

    #[test]
    fn unknown_names_compare_without_case_and_keep_their_spelling() {
        let name = Name::from("X-MS-TenantId");
        assert_eq!(name, "x-ms-tenantid");
        assert_eq!(name.as_str(), "X-MS-TenantId");
        assert_ne!(name, Name::from("X-MS-Tenant"));
        assert_eq!(Name::from("v"), Name::Via);
        assert_eq!(Name::Via.compact(), Some('v'));
    }
}
