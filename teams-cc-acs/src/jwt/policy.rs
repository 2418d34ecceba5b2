//! What a token must claim to count.

/// Who signs callbacks (`acs.md` section 2).
const ISSUER: &str = "https://acscallautomation.communication.azure.com";
/// Clocks may differ by this (RS-63).
const LEEWAY_S: i64 = 300;

/// What a token must claim: who signed it, for whom, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    pub(crate) issuer: String,
    pub(crate) audience: String,
    pub(crate) leeway_s: i64,
}

impl Policy {
    /// Callbacks and media connections of the resource with this immutable id.
    ///
    /// # Source
    /// RS-63.
    pub fn callbacks(resource_id: impl Into<String>) -> Self {
        let issuer = ISSUER.to_owned();
        Self { issuer, audience: resource_id.into(), leeway_s: LEEWAY_S }
    }

    /// Another issuer: of an emulator with keys of its own.
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuer = issuer.into();
        self
    }
}
