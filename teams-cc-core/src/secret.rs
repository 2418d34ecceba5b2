//! Values that do not print themselves.

use std::fmt;

use zeroize::Zeroize;

/// A secret: prints as `***`, is wiped when dropped, and is compared without telling how much of
/// it was right.
///
/// ```
/// use teams_cc_core::Secret;
///
/// let secret = Secret::new("hush");
/// assert_eq!(format!("{secret:?}"), "***");
/// assert_eq!(secret.expose(), "hush");
/// ```
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// Wraps it.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself; the call site is the place an auditor looks at.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        let (ours, theirs) = (self.0.as_bytes(), other.0.as_bytes());
        let differing = ours.iter().zip(theirs).fold(0, |all, (a, b)| all | (a ^ b));
        std::hint::black_box(differing) == 0 && ours.len() == theirs.len()
    }
}

impl Eq for Secret {}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<'de> serde::Deserialize<'de> for Secret {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_prints_nothing_of_itself() {
        #[derive(Debug, serde::Deserialize)]
        #[allow(dead_code, reason = "read by Debug")]
        struct Config {
            password: Secret,
        }
        let config: Config = serde_json::from_str(r#"{"password": "hush"}"#).unwrap();
        assert_eq!(format!("{config:?}"), "Config { password: *** }");
        assert_eq!(format!("{:#?}", Secret::new("hush")), "***");
    }

    #[test]
    fn secrets_are_equal_when_all_of_them_is() {
        assert_eq!(Secret::new("hush"), Secret::new("hush"));
        for other in ["", "hus", "hushh", "husg", "tush"] {
            assert_ne!(Secret::new("hush"), Secret::new(other));
        }
    }
}
