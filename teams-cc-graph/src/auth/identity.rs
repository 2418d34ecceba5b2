//! Credentials of azure_identity: an application that proves itself, for any tenant.

use std::sync::Arc;

use azure_core::cloud::{CloudConfiguration, CustomConfiguration};
use azure_core::credentials::TokenCredential;
use azure_core::http::{ClientOptions, RetryOptions, Transport};
use azure_identity::{
    ClientAssertionCredentialOptions, ClientSecretCredential, ClientSecretCredentialOptions,
    ManagedIdentityCredential, ManagedIdentityCredentialOptions, UserAssignedId,
    WorkloadIdentityCredential, WorkloadIdentityCredentialOptions,
};

use super::Credentials;
use super::entra::{Asking, By, Entra, Proof};
use crate::error;

/// Makes a credential for each tenant that is asked for.
///
/// It sends through `http`, so that the extra root certificate and the proxy hold for sign-in as
/// well, and does not repeat by itself: the cache in front does.
pub(crate) fn application(entra: Arc<Entra>, home: String) -> Arc<Credentials> {
    Arc::new(move |tenant: &str| {
        let client_options = client_options(&entra.root, &entra.http);
        let client_id = entra.client_id.clone();
        let made = match &entra.proof {
            Proof::Secret(secret) => ClientSecretCredential::new(
                tenant,
                client_id,
                secret.expose().to_owned().into(),
                Some(ClientSecretCredentialOptions { client_options }),
            )
            .map(|credential| credential as Arc<dyn TokenCredential>),
            Proof::Certificate(_) => {
                let (entra, tenant) = (Arc::clone(&entra), tenant.to_owned());
                return Ok(Arc::new(Asking { entra, tenant, by: By::Application }));
            }
            Proof::TokenFile(file) => {
                let options = WorkloadIdentityCredentialOptions {
                    credential_options: ClientAssertionCredentialOptions { client_options },
                    client_id: Some(client_id),
                    tenant_id: Some(tenant.to_owned()),
                    token_file_path: Some(file.clone()),
                };
                WorkloadIdentityCredential::new(Some(options))
                    .map(|credential| credential as Arc<dyn TokenCredential>)
            }
            // A machine's identity is of the tenant that the machine is of.
            Proof::Machine(_) if tenant != home => {
                let cause = "a managed identity has tokens of its own tenant only";
                return Err(error::no_credential().cause(cause));
            }
            Proof::Machine(named) => {
                let options = ManagedIdentityCredentialOptions {
                    user_assigned_id: named.clone().map(UserAssignedId::ClientId),
                    client_options,
                };
                ManagedIdentityCredential::new(Some(options))
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
