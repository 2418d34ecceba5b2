//! Microsoft's own Rust credential gets its tokens from the emulated sign-in.

use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use azure_core::cloud::{CloudConfiguration, CustomConfiguration};
use azure_core::credentials::{Secret, TokenCredential};
use azure_core::http::{ClientOptions, Transport};
use azure_identity::{ClientSecretCredential, ClientSecretCredentialOptions};
use futures::TryStreamExt as _;
use serde_json::json;
use teams_cc_emulator::{Emulator, EmulatorConfig};
use teams_cc_graph::{ClientCertificate, Graph, GraphBuilder};

use crate::program::{Folder, root, run};
use crate::python::python;

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

/// A client of that emulator that has not said yet who it is.
fn builder(config: &EmulatorConfig) -> GraphBuilder {
    Graph::builder()
        .tenant(config.tenant.to_string())
        .endpoint(&config.graph_tls)
        .sign_in(&config.signin)
        .root_certificates(config.ca_pem.as_bytes())
}

/// How many people Graph tells of.
async fn people(graph: &Graph, teams: &Emulator) -> usize {
    let all: Result<Vec<_>, _> = graph.api().users().list().items().try_collect().await;
    all.unwrap_or_else(|error| panic!("{error:?}\n{}", teams.ladder())).len()
}

/// A certificate with its key, as the emulator made them for its trunk.
fn certificate(config: &EmulatorConfig) -> String {
    let read = |file: &std::path::Path| std::fs::read_to_string(file).expect("a PEM file");
    read(&config.trunk_certificate) + &read(&config.trunk_key)
}

/// The metadata service of a virtual machine lives at an address of its own, without TLS: a proxy
/// leads there.
async fn metadata(signin: String, http: reqwest::Client) -> String {
    async fn pass(
        State((signin, http)): State<(String, reqwest::Client)>,
        asked: Request,
    ) -> String {
        let place = asked.uri().path_and_query().expect("a path").as_str();
        assert_eq!(asked.uri().host(), Some("169.254.169.254"));
        let answer = http.get(signin + place).header("metadata", "true").send().await;
        answer.expect("an answer").text().await.expect("a text")
    }
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let routes = Router::new().fallback(pass).with_state((signin, http));
    tokio::spawn(async move { axum::serve(listener, routes).await });
    format!("http://{address}")
}

#[tokio::test(flavor = "multi_thread")]
async fn cc_05_a_machines_identity_signs_our_client_in() {
    let teams = Emulator::start().await;
    let _ = teams.tenant("adatum").user("adele");
    let config = teams.config();
    let root = || reqwest::Certificate::from_pem(config.ca_pem.as_bytes()).expect("a certificate");
    let direct = reqwest::Client::builder().tls_certs_only([root()]).build().expect("a client");
    let proxy = metadata(config.signin.clone(), direct).await;
    let proxy = reqwest::Proxy::http(proxy).expect("an address");
    let http = reqwest::Client::builder().tls_certs_only([root()]).proxy(proxy);
    let graph = builder(&config)
        .managed_identity()
        .http_client(http.build().expect("a client"))
        .build()
        .expect("a client");
    assert!(people(&graph, &teams).await > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn cc_05_a_workloads_token_signs_our_client_in() {
    let teams = Emulator::start().await;
    let _ = teams.tenant("adatum").user("adele");
    let config = teams.config();
    // The cluster signs with this key, and calls itself like its workload.
    let pem = certificate(&config);
    let cluster = ClientCertificate::from_pem(pem.as_bytes()).expect("a certificate");
    let (app, who) = ("6a2d1f8e-0b7c-4a55-9d3e-1f2a3b4c5d6e", "cluster.contoso.example");
    let control = format!("http://{}", teams.stage().addresses().control);
    let trusts = json!([{"issuer": who, "subject": who, "certificate": pem}]);
    let new = json!({"id": app, "name": "desk", "roles": ["User.Read.All"], "federated": trusts});
    let made = reqwest::Client::new().post(format!("{control}/apps")).body(new.to_string());
    assert_eq!(made.send().await.expect("an answer").status(), 201);
    let now = i64::try_from(teams.stage().clock.unix()).expect("a date");
    let token = cluster.assertion(who, "api://AzureADTokenExchange", now).expect("signed");
    let folder = Folder::new("workload");
    let file = folder.write("token", token);
    let graph = builder(&config).workload_identity(app, file).build().expect("a client");
    assert!(people(&graph, &teams).await > 0);
}

/// PyJWT checks what we sign as a token endpoint does, and msal makes the same for that certificate.
#[tokio::test(flavor = "multi_thread")]
async fn cc_05_our_certificates_assertion_is_what_msal_makes_and_pyjwt_takes() {
    let Some(python) = python() else { return };
    let teams = Emulator::start().await;
    let config = teams.config();
    let folder = Folder::new("assertion");
    let pem = certificate(&config);
    let file = folder.write("both.pem", &pem);
    let (client, audience) =
        ("6a2d1f8e-0b7c-4a55-9d3e-1f2a3b4c5d6e", "https://login.example/token");
    let now = i64::try_from(teams.stage().clock.unix()).expect("a date");
    let ours = || ClientCertificate::from_pem(pem.as_bytes()).expect("a certificate");
    let signed = [ours(), ours().pkcs1()]
        .map(|certificate| certificate.assertion(client, audience, now).expect("signed") + "\n");
    let mut command = Command::new(python);
    command.arg(root().join("tests/interop/python/identity.py")).arg("--assertion");
    command.arg(file).args([client, audience]);
    let output = tokio::task::spawn_blocking(move || {
        run(&mut command, signed.concat().as_bytes(), Duration::from_secs(60))
    });
    let output = output.await.expect("it ran");
    let said = String::from_utf8_lossy(&output.stdout);
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{complaints}");
    assert!(said.contains("ok    PyJWT and msal agree"), "{said}");
}
