//! Microsoft's own Rust credential gets its tokens from the emulated sign-in.

use std::sync::Arc;

use azure_core::cloud::{CloudConfiguration, CustomConfiguration};
use azure_core::credentials::{Secret, TokenCredential};
use azure_core::http::{ClientOptions, Transport};
use azure_identity::{ClientSecretCredential, ClientSecretCredentialOptions};
use teams_cc_emulator::{Emulator, EmulatorConfig};

const GRAPH: &str = "https://graph.microsoft.com/.default";

fn credential(config: &EmulatorConfig, secret: &str) -> Arc<ClientSecretCredential> {
    let root = reqwest::Certificate::from_pem(config.ca_pem.as_bytes()).expect("a certificate");
    let http = reqwest::Client::builder().tls_certs_only([root]).build().expect("a client");
    let mut cloud = CustomConfiguration::default();
    cloud.authority_host.clone_from(&config.signin);
    let options = ClientSecretCredentialOptions {
        client_options: ClientOptions {
            cloud: Some(Arc::new(CloudConfiguration::Custom(cloud))),
            transport: Some(Transport::new(Arc::new(http))),
            ..ClientOptions::default()
        },
    };
    let (tenant, client) = (config.tenant.to_string(), config.client_id.to_string());
    ClientSecretCredential::new(&tenant, client, Secret::new(secret.to_owned()), Some(options))
        .expect("a credential")
}

#[tokio::test(flavor = "multi_thread")]
async fn rs_77_azure_identity_gets_a_token_over_https_that_graph_takes() {
    let teams = Emulator::start().await;
    let config = teams.config();
    let credential = credential(&config, config.client_secret.expose());
    let token = credential.get_token(&[GRAPH], None).await.expect("a token");
    let who = teams.tenant("adatum").user("adele").id();
    let root = reqwest::Certificate::from_pem(config.ca_pem.as_bytes()).expect("a certificate");
    let http = reqwest::Client::builder().tls_certs_only([root]).build().expect("a client");
    let asked = http
        .get(format!("{}/v1.0/users/{who}/presence", config.graph_tls))
        .bearer_auth(token.token.secret())
        .send()
        .await
        .expect("an answer");
    assert_eq!(asked.status(), 200, "\n{}", teams.ladder());
}

#[tokio::test(flavor = "multi_thread")]
async fn azure_identity_shows_entras_own_words_for_a_wrong_secret() {
    let teams = Emulator::start().await;
    let credential = credential(&teams.config(), "wrong");
    let error = credential.get_token(&[GRAPH], None).await.expect_err("a wrong secret");
    let mut chain = format!("{error:?}");
    let mut below: &dyn std::error::Error = &error;
    while let Some(source) = below.source() {
        chain.push_str(&source.to_string());
        below = source;
    }
    assert!(chain.contains("AADSTS7000215"), "{chain}");
}
