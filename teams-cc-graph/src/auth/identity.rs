//! Credentials of azure_identity: an application that proves itself, for any tenant.

use std::path::PathBuf;
use std::sync::Arc;

use azure_core::cloud::{CloudConfiguration, CustomConfiguration};
use azure_core::credentials::TokenCredential;
use azure_core::http::{ClientOptions, RetryOptions, Transport};
use azure_identity::{
    ClientAssertionCredentialOptions, ClientSecretCredential, ClientSecretCredentialOptions,
    WorkloadIdentityCredential, WorkloadIdentityCredentialOptions,
};

use teams_cc_core::Secret;

use super::Credentials;
use crate::error;

/// How an application proves that it is itself.
#[derive(Clone, Debug)]
pub(crate) enum Proof {
    /// A client secret.
    Secret(Secret),
    /// A file that a workload platform (Kubernetes) keeps fresh.
    TokenFile(PathBuf),
}

/// Makes a credential for each tenant that is asked for.
///
/// It sends through `http`, so that the extra root certificate and the proxy hold for sign-in as
/// well, and does not repeat by itself: the cache in front does.
pub(crate) fn application(
    client_id: String,
    proof: Proof,
    sign_in: String,
    http: reqwest::Client,
) -> Arc<Credentials> {
    Arc::new(move |tenant: &str| {
        let client_options = client_options(&sign_in, &http);
        let made = match &proof {
            Proof::Secret(secret) => ClientSecretCredential::new(
                tenant,
                client_id.clone(),
                secret.expose().to_owned().into(),
                Some(ClientSecretCredentialOptions { client_options }),
            )
            .map(|credential| credential as Arc<dyn TokenCredential>),
            Proof::TokenFile(file) => {
                let options = WorkloadIdentityCredentialOptions {
                    credential_options: ClientAssertionCredentialOptions { client_options },
                    client_id: Some(client_id.clone()),
                    tenant_id: Some(tenant.to_owned()),
                    token_file_path: Some(file.clone()),
                };
                WorkloadIdentityCredential::new(Some(options))
                    .map(|credential| credential as Arc<dyn TokenCredential>)
            }
        };
        made.map_err(|source| error::bad_credential().with_source(source))
    })
}

fn client_options(sign_in: &str, http: &reqwest::Client) -> ClientOptions {
    let mut cloud = CustomConfiguration::default();
    sign_in.clone_into(&mut cloud.authority_host);
    ClientOptions {
        cloud: Some(Arc::new(CloudConfiguration::Custom(cloud))),
        retry: RetryOptions::none(),
        transport: Some(Transport::new(Arc::new(http.clone()))),
        ..ClientOptions::default()
    }
}
