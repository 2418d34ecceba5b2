//! What [`CallAutomation::from_env`] reads.

use teams_cc_core::{Error, Secret};

use crate::client::CallAutomationBuilder;
use crate::models::AudioFormat;
use crate::{CallAutomation, error};

const CONNECTION: &str = "TEAMS_CC_ACS_CONNECTION_STRING";
const ENDPOINT: &str = "TEAMS_CC_ACS_ENDPOINT";
const RESOURCE: &str = "TEAMS_CC_ACS_RESOURCE_ID";
const INTELLIGENCE: &str = "TEAMS_CC_ACS_INTELLIGENCE";
const LOCALE: &str = "TEAMS_CC_ACS_LOCALE";
const STREAMING: &str = "TEAMS_CC_ACS_STREAMING";
const EVENT_KEY: &str = "TEAMS_CC_ACS_EVENT_KEY";
const OPENID: &str = "TEAMS_CC_ACS_OPENID";
const ROOTS: &str = "TEAMS_CC_CA";
#[cfg(feature = "identity")]
const ENTRA: [&str; 3] = ["AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"];

impl CallAutomation {
    /// Reads which resource this is, and who we are, from the environment.
    ///
    /// | variable | is | needed |
    /// |---|---|---|
    /// | `TEAMS_CC_ACS_CONNECTION_STRING` | `endpoint=…;accesskey=…` | or the next |
    /// | `TEAMS_CC_ACS_ENDPOINT` | the resource, with `AZURE_TENANT_ID`, `AZURE_CLIENT_ID` and `AZURE_CLIENT_SECRET` (feature `identity`) | |
    /// | `TEAMS_CC_ACS_RESOURCE_ID` | the resource's immutable id, the audience of callbacks | yes |
    /// | `TEAMS_CC_ACS_INTELLIGENCE` | the Azure AI resource that speaks and understands | no |
    /// | `TEAMS_CC_ACS_LOCALE` | the callers' language | no |
    /// | `TEAMS_CC_ACS_STREAMING` | `16k` or `24k`: calls can be streamed | no |
    /// | `TEAMS_CC_ACS_EVENT_KEY` | the secret that Event Grid sends along | no |
    /// | `TEAMS_CC_ACS_OPENID` | another document for the keys of callbacks | no |
    /// | `TEAMS_CC_CA` | a PEM file that is trusted beside the system's | no |
    ///
    /// # Errors
    /// Kind [`Config`](teams_cc_core::ErrorKind::Config), naming the variable. Nothing is sent yet.
    pub fn from_env() -> Result<Self, Error> {
        from(|name| std::env::var(name).ok())?.build()
    }
}

/// The builder that these variables describe.
fn from(read: impl Fn(&str) -> Option<String>) -> Result<CallAutomationBuilder, Error> {
    let optional = |name| read(name).map(|v| v.trim().to_owned()).filter(|v| !v.is_empty());
    let needed = |name| optional(name).ok_or_else(|| error::missing_variable(name));
    let mut builder = CallAutomation::builder();
    match (optional(CONNECTION), optional(ENDPOINT)) {
        (Some(text), endpoint) => {
            builder = builder.connection_string(Secret::new(text));
            if let Some(endpoint) = endpoint {
                builder = builder.endpoint(endpoint);
            }
        }
        #[cfg(feature = "identity")]
        (None, Some(endpoint)) => {
            let [tenant, client, secret] = ENTRA;
            let secret = needed(secret)?;
            let credential = azure_identity::ClientSecretCredential::new(
                &needed(tenant)?,
                needed(client)?,
                secret.into(),
                None,
            )
            .map_err(|source| error::no_credential().with_source(source))?;
            builder = builder.endpoint(endpoint).credential(credential);
        }
        _ => return Err(error::missing_variable(CONNECTION)),
    }
    builder = builder.resource_id(needed(RESOURCE)?);
    if let Some(endpoint) = optional(INTELLIGENCE) {
        builder = builder.intelligence(endpoint);
    }
    if let Some(locale) = optional(LOCALE) {
        builder = builder.locale(locale);
    }
    builder = match optional(STREAMING).as_deref() {
        None => builder,
        Some("16k") => builder.streaming(AudioFormat::Pcm16KMono),
        Some("24k") => builder.streaming(AudioFormat::Pcm24KMono),
        Some(_) => return Err(error::bad_variable(STREAMING, "write 16k or 24k")),
    };
    if let Some(key) = optional(EVENT_KEY) {
        builder = builder.event_key(Secret::new(key));
    }
    if let Some(url) = optional(OPENID) {
        builder = builder.openid_document(url);
    }
    if let Some(file) = optional(ROOTS) {
        let fix = "name a PEM file that this process may read";
        let pem = std::fs::read(file)
            .map_err(|source| error::bad_variable(ROOTS, fix).with_source(source))?;
        builder = builder.root_certificates(&pem);
    }
    Ok(builder)
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMPLETE: [(&str, &str); 2] = [
        (CONNECTION, "endpoint=https://contoso.communication.azure.com/;accesskey=aGVsbG8="),
        (RESOURCE, "5a6d2c9e-1111-4222-8333-444455556666"),
    ];

    fn built(more: &[(&str, &str)]) -> Result<CallAutomation, Error> {
        let all: Vec<_> = COMPLETE.iter().chain(more).copied().collect();
        // The last one wins, so that a test may empty one.
        from(|name| all.iter().rev().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()))?
            .build()
    }

    #[test]
    fn two_variables_are_enough_and_no_key_is_shown() {
        let acs = built(&[]).unwrap();
        assert_eq!(acs.host(), "contoso.communication.azure.com");
        assert!(!format!("{acs:?}").contains("aGVsbG8"));
        assert!(built(&[(ENDPOINT, "http://127.0.0.1:9")]).unwrap().is_on_loopback());
    }

    #[test]
    fn each_mistake_names_its_variable() {
        for name in [CONNECTION, RESOURCE] {
            let error = built(&[(name, " ")]).unwrap_err();
            assert_eq!(error.code(), "TCC-ACS-0101");
            assert!(error.to_string().contains(name), "{error}");
        }
        for (name, value) in [(STREAMING, "8k"), (ROOTS, "/does/not/exist.pem")] {
            assert!(built(&[(name, value)]).unwrap_err().to_string().contains(name));
        }
        let clear = built(&[(ENDPOINT, "http://contoso.example")]).unwrap_err();
        assert_eq!(clear.code(), "TCC-ACS-0102");
    }
}
