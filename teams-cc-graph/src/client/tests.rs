use teams_cc_core::{ErrorKind, Secret};

use super::*;
use crate::testing::Issuer;

fn issuer() -> Arc<Issuer> {
    Arc::new(Issuer::default())
}

#[test]
fn a_tenant_and_a_credential_are_needed() {
    let error = Graph::builder().credential(issuer()).build().unwrap_err();
    assert_eq!((error.code(), error.kind()), ("TCC-GRAPH-0103", ErrorKind::Config));
    let error = Graph::builder().tenant("contoso.example").build().unwrap_err();
    assert_eq!((error.code(), error.kind()), ("TCC-GRAPH-0103", ErrorKind::Config));
    assert!(Graph::builder().tenant("contoso.example").credential(issuer()).build().is_ok());
}

#[cfg(feature = "identity")]
#[test]
fn a_malformed_tenant_is_said_when_building() {
    let builder = Graph::builder().tenant("con/toso").client_secret("id", Secret::new("hush"));
    let printed = format!("{builder:?}");
    let error = builder.build().unwrap_err();
    assert_eq!(error.code(), "TCC-GRAPH-0103");
    assert!(!format!("{printed}{error:?}").contains("hush"));
}

#[test]
fn certificates_that_are_none_are_refused() {
    for pem in ["", "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----", "hello"] {
        let builder = Graph::builder().tenant("t").credential(issuer());
        let built = builder.root_certificates(pem.as_bytes()).build();
        assert_eq!(built.unwrap_err().code(), "TCC-HTTP-0101", "{pem}");
    }
}

#[test]
fn a_handle_is_sent_and_shared_freely() {
    fn everywhere<T: Clone + Send + Sync + 'static>(_: &T) {}
    fn spawnable<T: Send + 'static>(_: T) {}
    let graph = Graph::builder().tenant("t").credential(issuer()).build().unwrap();
    everywhere(&graph);
    everywhere(&graph.presence());
    spawnable(graph.get::<serde_json::Value>("/me").into_future());
    spawnable(graph.presence().watch(Vec::<teams_cc_core::Agent>::new()).into_future());
}

#[tokio::test(start_paused = true)]
async fn one_tenants_credential_is_never_used_for_another() {
    let graph = crate::testing::scripted(1, |_, outgoing| {
        assert!(outgoing.headers.contains_key("authorization"));
        crate::testing::answer(200, &serde_json::json!({}))
    });
    graph.get::<serde_json::Value>("/organization").await.unwrap();
    let other = graph.in_tenant("11111111-2222-3333-4444-555555555555".parse().unwrap());
    let error = other.get::<serde_json::Value>("/organization").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized, "{error:?}");
}
