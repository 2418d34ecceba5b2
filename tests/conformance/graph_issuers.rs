//! Whose keys count where: each of Microsoft's services signs with its own (RS-61).

use serde_json::json;
use teams_cc_emulator::sign_in::Issuer;

use crate::graph_world::World;

/// The same claims, good for a callback of a call, by each of the three issuers.
#[tokio::test(flavor = "multi_thread")]
async fn rs_61_what_another_issuer_signed_opens_nothing() {
    let world = World::new().await;
    let now = world.teams.stage().clock.unix();
    let claims = json!({
        "aud": world.app,
        "iss": "https://graph.microsoft.com",
        "tid": world.teams.config().tenant,
        "nbf": now,
        "exp": now + 600,
    });
    for (issuer, is_taken) in
        [(Issuer::Entra, false), (Issuer::Bots, false), (Issuer::Calling, true)]
    {
        let token = world.teams.sign_in().service_token(issuer, &claims).unwrap();
        let posted = reqwest::Client::new()
            .post(format!("{}/calling", world.address))
            .bearer_auth(token.expose())
            .header("content-type", "application/json")
            .body(json!({"value": []}).to_string());
        let status = posted.send().await.unwrap().status();
        assert_eq!(status.is_success(), is_taken, "{issuer:?}: {status}\n{}", world.teams.ladder());
        assert!(is_taken || status == 401, "{issuer:?}: {status}");
    }
}
