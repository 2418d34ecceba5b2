//! What the AADSTS numbers of the sign-in service mean for the person who runs this, and what a
//! program can do about them.

use std::fmt;

use serde::Deserialize;

use teams_cc_core::Error;

/// What a person must do in a browser before a token can be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Interaction {
    /// Sign in again: the session ended, was revoked, or there is none.
    SignIn,
    /// Show a second factor, or meet another condition of the tenant's.
    SecondFactor,
    /// Consent to the application.
    Consent,
    /// Have an administrator of the tenant consent.
    AdminConsent,
}

/// What Entra said when it gave no token. It is the [`source`](std::error::Error) of the
/// [`Error`]; [`Denial::of`] finds it there.
///
/// `Display` prints numbers only: the description names people and addresses.
#[derive(Clone, PartialEq, Eq)]
pub struct Denial {
    status: u16,
    error: String,
    numbers: Vec<u32>,
    suberror: Option<String>,
    claims: Option<String>,
    trace_id: Option<String>,
    correlation_id: Option<String>,
}

/// The body of a refusal (`graph.md` section 1.2; RFC 6749 section 5.2).
#[derive(Deserialize)]
struct Body {
    #[serde(default)]
    error: String,
    #[serde(default)]
    error_codes: Vec<u32>,
    error_description: Option<String>,
    suberror: Option<String>,
    claims: Option<String>,
    trace_id: Option<String>,
    correlation_id: Option<String>,
}

impl Denial {
    /// What Entra said, if this error came from its answer.
    pub fn of(error: &Error) -> Option<&Self> {
        let mut below = std::error::Error::source(error);
        while let Some(source) = below {
            if let Some(denial) = source.downcast_ref() {
                return Some(denial);
            }
            below = source.source();
        }
        None
    }

    pub(crate) fn read(status: u16, body: &[u8]) -> Self {
        let none = Self {
            status,
            error: String::new(),
            numbers: Vec::new(),
            suberror: None,
            claims: None,
            trace_id: None,
            correlation_id: None,
        };
        let Ok(body) = serde_json::from_slice::<Body>(body) else { return none };
        let mut numbers = body.error_codes;
        if numbers.is_empty() {
            numbers.extend(body.error_description.as_deref().and_then(number_in));
        }
        numbers.truncate(16);
        Self {
            error: clipped(&body.error),
            numbers,
            suberror: body.suberror.as_deref().map(clipped),
            claims: body.claims.filter(|claims| claims.len() <= 4_096),
            trace_id: body.trace_id.as_deref().map(clipped),
            correlation_id: body.correlation_id.as_deref().map(clipped),
            ..none
        }
    }

    /// What a credential of azure_identity remembers: the numbers, joined by commas.
    pub(crate) fn of_numbers(status: u16, numbers: &str) -> Self {
        let mut denial = Self::read(status, b"");
        denial.numbers = numbers.split(',').filter_map(|one| one.trim().parse().ok()).collect();
        denial
    }

    /// What a browser brought back: `error` and the number in its description.
    #[cfg(feature = "identity")]
    pub(crate) fn from_browser(error: &str, description: &str) -> Self {
        let body = serde_json::json!({"error": error, "error_description": description});
        Self::read(302, body.to_string().as_bytes())
    }

    /// The HTTP status; 302 if a browser brought the refusal.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The OAuth error: `invalid_grant`, `interaction_required`.
    pub fn error(&self) -> &str {
        &self.error
    }

    /// The AADSTS numbers.
    pub fn numbers(&self) -> &[u32] {
        &self.numbers
    }

    /// A claims challenge: goes into the next authorize address as it is.
    pub fn claims(&self) -> Option<&str> {
        self.claims.as_deref()
    }

    /// The ids under which Microsoft finds this: trace and correlation.
    pub fn ids(&self) -> (Option<&str>, Option<&str>) {
        (self.trace_id.as_deref(), self.correlation_id.as_deref())
    }

    /// What a person must do, if that is all that is missing.
    pub fn needs(&self) -> Option<Interaction> {
        let known = self.numbers.iter().find_map(|number| Some(row(*number)?.3));
        known.unwrap_or(match (self.error.as_str(), self.suberror.as_deref()) {
            (_, Some("consent_required")) | ("consent_required", _) => Some(Interaction::Consent),
            (_, Some("basic_action" | "additional_action" | "message_only"))
            | ("interaction_required", _) => Some(Interaction::SecondFactor),
            ("login_required", _) => Some(Interaction::SignIn),
            _ => None,
        })
    }

    /// Cause and fix, from the first number that is known.
    pub(crate) fn explained(&self) -> (String, &'static str) {
        let known = self.numbers.iter().find_map(|number| row(*number));
        let numbers: Vec<String> =
            self.numbers.iter().map(|number| format!("AADSTS{number}")).collect();
        let numbers = numbers.join(", ");
        match known {
            Some((_, cause, fix, _)) => (format!("{cause} ({numbers})"), fix),
            None if numbers.is_empty() => {
                let cause = format!("the sign-in service answered {} {}", self.status, self.error);
                (cause, "see the error")
            }
            None => (numbers, "look the number up in the list of AADSTS errors"),
        }
    }
}

impl fmt::Display for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HTTP {} {}", self.status, self.error)?;
        self.numbers.iter().try_for_each(|number| write!(f, ", AADSTS{number}"))
    }
}

/// Without claims: they may name devices.
impl fmt::Debug for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Denial")
            .field("status", &self.status)
            .field("error", &self.error)
            .field("numbers", &self.numbers)
            .field("trace_id", &self.trace_id)
            .field("correlation_id", &self.correlation_id)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Denial {}

/// `AADSTS65001: The user or …`.
fn number_in(description: &str) -> Option<u32> {
    let (_, rest) = description.split_once("AADSTS")?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).take(9).collect();
    digits.parse().ok()
}

fn clipped(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(128).collect()
}

type Row = (u32, &'static str, &'static str, Option<Interaction>);

fn row(number: u32) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.0 == number)
}

/// Number, cause, fix, and what a person can do about it.
const ROWS: [Row; 41] = [
    (7_000_215, "the client secret is wrong", "use the secret's value, not its id", None),
    (7_000_222, "the client secret has expired", "make a new one and configure it", None),
    (
        7_000_218,
        "the application did not prove itself",
        "configure a secret or a certificate",
        None,
    ),
    (
        7_000_216,
        "the application did not prove itself",
        "configure a secret or a certificate",
        None,
    ),
    (
        7_000_229,
        "the tenant has no service principal of the app",
        "let an administrator of the tenant consent",
        Some(Interaction::AdminConsent),
    ),
    (7_000_112, "the application is disabled", "enable it in its home tenant", None),
    (
        700_016,
        "the client id is unknown in this tenant",
        "register the app there, or let an administrator consent",
        Some(Interaction::AdminConsent),
    ),
    (700_023, "the assertion is for another audience", "check tenant and sign-in host", None),
    (700_024, "the assertion is not valid now", "check this machine's clock", None),
    (
        700_027,
        "the assertion's signature is refused",
        "upload this very certificate to the app registration",
        None,
    ),
    (700_030, "the certificate is not valid", "upload a certificate that has not ended", None),
    (
        700_003,
        "the device is unknown to the tenant",
        "sign in again on a known device",
        Some(Interaction::SecondFactor),
    ),
    (
        700_005,
        "the code or token is of another tenant",
        "redeem it at the tenant that gave it",
        None,
    ),
    (
        700_082,
        "the refresh token was not used for too long",
        "sign in again",
        Some(Interaction::SignIn),
    ),
    (
        700_084,
        "the refresh token of a single-page application has ended",
        "sign in again",
        Some(Interaction::SignIn),
    ),
    (90002, "the tenant is unknown", "check the tenant id and the cloud", None),
    (900_021, "the tenant is not one", "check the tenant id", None),
    (900_023, "the tenant is not one", "check the tenant id", None),
    (
        90094,
        "an administrator must consent",
        "send an administrator to the admin consent address",
        Some(Interaction::AdminConsent),
    ),
    (
        90095,
        "an administrator must approve the request",
        "wait for the approval, or ask an administrator to consent",
        Some(Interaction::AdminConsent),
    ),
    (
        65001,
        "consent is missing",
        "let the user or an administrator of the tenant consent",
        Some(Interaction::Consent),
    ),
    (
        65004,
        "consent was declined",
        "explain what it is for, and ask again",
        Some(Interaction::Consent),
    ),
    (
        650_052,
        "the tenant has no licence for the resource",
        "let an administrator enable the service",
        None,
    ),
    (70000, "the code or refresh token is not valid", "sign in again", Some(Interaction::SignIn)),
    (70008, "the code or refresh token has ended", "sign in again", Some(Interaction::SignIn)),
    (70011, "the scope is unknown in this cloud", "check the scope and the endpoint", None),
    (
        70043,
        "the tenant's sign-in frequency has passed",
        "sign in again",
        Some(Interaction::SignIn),
    ),
    (500_011, "the resource is unknown in this tenant", "check the scope and the endpoint", None),
    (50011, "the redirect address is not registered", "register it exactly as written", None),
    (
        500_112,
        "the redirect address differs from the one of the request",
        "send the same one to both",
        None,
    ),
    (
        501_481,
        "the code verifier does not fit",
        "redeem a code with the verifier of its own request",
        None,
    ),
    (
        50013,
        "the assertion is not valid",
        "get a new token from the client",
        Some(Interaction::SignIn),
    ),
    (
        500_131,
        "the assertion is for another application",
        "expose the API of this app and ask for its scope",
        None,
    ),
    (
        500_133,
        "the assertion has ended",
        "get a new token from the client",
        Some(Interaction::SignIn),
    ),
    (
        50020,
        "the account is of another tenant",
        "sign in at the account's own tenant, or invite it as a guest",
        None,
    ),
    (50034, "the account does not exist", "check the name", None),
    (50057, "the account is disabled", "let an administrator enable it", None),
    (50058, "nobody is signed in", "sign in", Some(Interaction::SignIn)),
    (
        50076,
        "a second factor is asked for",
        "sign in with it in a browser",
        Some(Interaction::SecondFactor),
    ),
    (
        50079,
        "a second factor must be set up",
        "sign in in a browser and set it up",
        Some(Interaction::SecondFactor),
    ),
    (50173, "the session was revoked", "sign in again", Some(Interaction::SignIn)),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn denial(body: &str) -> Denial {
        Denial::read(400, body.as_bytes())
    }

    #[test]
    fn each_number_has_one_row_with_cause_and_fix() {
        for (place, row) in ROWS.iter().enumerate() {
            assert!(!row.1.is_empty() && !row.2.is_empty(), "{}", row.0);
            assert!(ROWS[place + 1..].iter().all(|other| other.0 != row.0), "{} twice", row.0);
        }
    }

    #[test]
    fn entras_bodies_say_what_a_person_must_do() {
        let consent =
            r#"{"error":"invalid_grant","error_codes":[65001],"suberror":"consent_required"}"#;
        assert_eq!(denial(consent).needs(), Some(Interaction::Consent));
        let factor = r#"{"error":"interaction_required","error_codes":[50076],"claims":"{}"}"#;
        assert_eq!(denial(factor).needs(), Some(Interaction::SecondFactor));
        assert_eq!(denial(factor).claims(), Some("{}"));
        let new = r#"{"error":"interaction_required","error_codes":[59999]}"#;
        assert_eq!(denial(new).needs(), Some(Interaction::SecondFactor), "numbers grow");
        let secret = r#"{"error":"invalid_client","error_description":"AADSTS7000215: Invalid"}"#;
        assert_eq!((denial(secret).needs(), denial(secret).numbers()), (None, &[7_000_215][..]));
        assert!(denial(secret).explained().0.contains("AADSTS7000215"));
        assert!(denial("<html>").numbers().is_empty());
    }

    #[test]
    fn a_denial_prints_no_description() {
        let said = denial(r#"{"error":"x","error_codes":[50034],"error_description":"adele@x"}"#);
        assert!(!format!("{said} {said:?}").contains("adele"));
    }
}
