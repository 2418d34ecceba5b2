//! What [`Graph::from_env`] reads.

use teams_cc_core::{Error, Secret};

use crate::client::GraphBuilder;
use crate::cloud::Cloud;
use crate::{Graph, error};

const TENANT: &str = "AZURE_TENANT_ID";
const CLIENT: &str = "AZURE_CLIENT_ID";
const SECRET: &str = "AZURE_CLIENT_SECRET";
const TOKEN_FILE: &str = "AZURE_FEDERATED_TOKEN_FILE";
const SIGN_IN: &str = "AZURE_AUTHORITY_HOST";
const CLOUD: &str = "TEAMS_CC_CLOUD";
const ENDPOINT: &str = "TEAMS_CC_GRAPH";
const ROOTS: &str = "TEAMS_CC_CA";
const KEYS: &str = "TEAMS_CC_KEYS";

impl Graph {
    /// Reads who we are and where Graph is from the environment.
    ///
    /// | variable | is | needed |
    /// |---|---|---|
    /// | `AZURE_TENANT_ID` | the tenant: id or domain name | yes |
    /// | `AZURE_CLIENT_ID` | the application's id | yes |
    /// | `AZURE_CLIENT_SECRET` | its secret | one of |
    /// | `AZURE_FEDERATED_TOKEN_FILE` | the file of a workload identity, read if there is no secret | these two |
    /// | `AZURE_AUTHORITY_HOST` | another sign-in host, https | no |
    /// | `TEAMS_CC_CLOUD` | `worldwide`, `us-gov-high`, `us-gov-dod` or `china` | no |
    /// | `TEAMS_CC_GRAPH` | another root of Graph: https, or http on loopback | no |
    /// | `TEAMS_CC_CA` | a PEM file that is trusted beside the system's | no |
    /// | `TEAMS_CC_KEYS` | another host that publishes Microsoft's signing keys: an emulator | no |
    ///
    /// # Errors
    /// Kind [`Config`](teams_cc_core::ErrorKind::Config), naming the variable. Nothing is sent yet.
    pub fn from_env() -> Result<Self, Error> {
        from(|name| std::env::var(name).ok())?.build()
    }
}

/// The builder that these variables describe.
fn from(read: impl Fn(&str) -> Option<String>) -> Result<GraphBuilder, Error> {
    let optional = |name| read(name).map(|v| v.trim().to_owned()).filter(|v| !v.is_empty());
    let needed = |name| optional(name).ok_or_else(|| error::missing_variable(name));
    let (tenant, client) = (needed(TENANT)?, needed(CLIENT)?);
    let builder = Graph::builder().tenant(tenant);
    let mut builder = match (optional(SECRET), optional(TOKEN_FILE)) {
        (Some(secret), _) => builder.client_secret(client, Secret::new(secret)),
        (None, Some(file)) => builder.workload_identity(client, file),
        (None, None) => return Err(error::missing_variable(SECRET)),
    };
    if let Some(name) = optional(CLOUD) {
        let names = "write worldwide, us-gov-high, us-gov-dod or china";
        let cloud = Cloud::named(&name).ok_or_else(|| error::bad_variable(CLOUD, names))?;
        builder = builder.cloud(cloud);
    }
    if let Some(root) = optional(ENDPOINT) {
        builder = builder.endpoint(root);
    }
    if let Some(host) = optional(SIGN_IN) {
        builder = builder.sign_in(host);
    }
    if let Some(host) = optional(KEYS) {
        builder = builder.published_keys(host);
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

    const COMPLETE: [(&str, &str); 3] =
        [(TENANT, "contoso.example"), (CLIENT, "an-app"), (SECRET, "hush-hush")];

    fn built(more: &[(&str, &str)]) -> Result<Graph, Error> {
        let all: Vec<_> = COMPLETE.iter().chain(more).copied().collect();
        // The last one wins, so that a test may empty one.
        from(|name| all.iter().rev().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()))?
            .build()
    }

    #[test]
    fn three_variables_are_enough() {
        let graph = built(&[]).unwrap();
        assert_eq!(graph.cloud(), &Cloud::WORLDWIDE);
        assert!(!format!("{graph:?}").contains("hush"), "{graph:?}");
    }

    #[test]
    fn each_mistake_names_its_variable() {
        for name in [TENANT, CLIENT, SECRET] {
            let error = built(&[(name, "  ")]).unwrap_err();
            assert_eq!(error.code(), "TCC-GRAPH-0101");
            assert!(error.to_string().contains(name), "{error}");
        }
        let error = built(&[(CLOUD, "germany")]).unwrap_err();
        assert!(error.to_string().contains(CLOUD), "{error}");
        let error = built(&[(ROOTS, "/does/not/exist.pem")]).unwrap_err();
        assert!(error.to_string().contains(ROOTS), "{error}");
    }

    #[test]
    fn without_a_secret_a_workload_identity_is_used() {
        let file = std::env::temp_dir().join(format!("teams-cc-token-{}", std::process::id()));
        std::fs::write(&file, "a.platform.token").unwrap();
        let name = file.to_str().unwrap();
        assert!(built(&[(SECRET, ""), (TOKEN_FILE, name)]).is_ok());
        std::fs::remove_file(&file).unwrap();
        let error = built(&[(SECRET, ""), (TOKEN_FILE, name)]).unwrap_err();
        assert_eq!(error.code(), "TCC-GRAPH-0103", "{error:?}");
    }

    #[test]
    fn overrides_point_at_an_emulator() {
        let graph = built(&[(ENDPOINT, "http://127.0.0.1:9"), (SIGN_IN, "https://127.0.0.1:9")]);
        assert!(format!("{:?}", graph.unwrap()).contains("127.0.0.1:9"));
        let clear = built(&[(SIGN_IN, "http://127.0.0.1:9")]).unwrap_err();
        assert_eq!(clear.code(), "TCC-GRAPH-0103");
        let clear = built(&[(ENDPOINT, "http://graph.contoso.example")]).unwrap_err();
        assert_eq!(clear.code(), "TCC-GRAPH-0102");
    }
}
