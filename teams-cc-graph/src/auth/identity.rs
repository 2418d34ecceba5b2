//! Credentials of azure_identity: an application's client secret, for any tenant.

use std::sync::Arc;

use azure_core::cloud::{CloudConfiguration, CustomConfiguration};
use azure_core::credentials::TokenCredential;
use azure_core::http::{ClientOptions, RetryOptions, Transport};
use azure_identity::{ClientSecretCredential, ClientSecretCredentialOptions};

use teams_cc_core::{Error, Secret};

use super::Credentials;
use crate::error;

/// Makes a client-secret credential for each tenant that is asked for.
///
/// It sends through `http`, so that the extra root certificate and the proxy hold for sign-in as
/// well, and does not repeat by itself: the cache in front does.
pub(crate) fn client_secret(
    client_id: String,
    secret: Secret,
    sign_in: String,
    http: reqwest::Client,
) -> Arc<Credentials> {
    Arc::new(move |tenant: &str| -> Result<Arc<dyn TokenCredential>, Error> {
        let mut cloud = CustomConfiguration::default();
        cloud.authority_host.clone_from(&sign_in);
        let client_options = ClientOptions {
            cloud: Some(Arc::new(CloudConfiguration::Custom(cloud))),
            retry: RetryOptions::none(),
            transport: Some(Transport::new(Arc::new(http.clone()))),
            ..ClientOptions::default()
        };
        let credential = ClientSecretCredential::new(
            tenant,
            client_id.clone(),
            secret.expose().to_owned().into(),
            Some(ClientSecretCredentialOptions { client_options }),
        );
        Ok(credential.map_err(|source| error::bad_credential().with_source(source))?)
    })
}
