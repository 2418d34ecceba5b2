//! News of Event Grid: who may bring it, and in which schema.

use super::*;

const WEBHOOK: &str = "api://cc.contoso.example";
const HOME: &str = "87d349ed-44d7-43e1-9a83-5f2406dee5bd";

fn delivery(change: impl FnOnce(&mut Value)) -> String {
    let mut claims = json!({"iss": format!("https://sts.windows.net/{HOME}/"), "aud": WEBHOOK,
        "tid": HOME, "appid": "4962773b-9cdb-44cf-a8bf-237846a00ab7", "ver": "1.0",
        "exp": NOW + 3_600, "nbf": NOW - 60});
    change(&mut claims);
    format!("Bearer {}", sign(HEADER, &claims.to_string()))
}

fn ring(id: &str) -> Value {
    json!({"id": id, "eventType": "Microsoft.Communication.IncomingCall", "topic": "t",
        "subject": "s", "eventTime": "2027-01-15T08:00:00Z", "dataVersion": "1.0",
        "data": {"to": {"rawId": ACCOUNT}, "from": {"rawId": CALLER}, "incomingCallContext": id}})
}

#[tokio::test(start_paused = true)]
async fn event_grid_delivers_with_a_token_of_entra_for_our_webhook() {
    let policy = Policy::event_grid(WEBHOOK).tenant(HOME.parse().unwrap());
    let service = Azure::tuned(|_, _, _| None, |builder| builder.event_policy(policy));
    let webhook = service.webhook.clone().event_keys_from(KeyFile::new(&service.keys.0));
    let post = async |authorization: Option<&str>, id: &str| {
        let body = json!([ring(id)]).to_string();
        webhook.receive(Post { authorization, key: None, body: body.as_bytes() }).await.status
    };
    assert_eq!(post(Some(&delivery(|_| ())), "a").await, 200);
    assert_eq!(post(None, "b").await, 401);
    let foreign: [fn(&mut Value); 4] = [
        |claims| claims["aud"] = json!("api://somebody.else"),
        |claims| claims["appid"] = json!("0bf30f3b-4a52-48df-9a82-234910c4a086"),
        |claims| claims["iss"] = json!("https://sts.windows.net/other/"),
        |claims| claims["exp"] = json!(NOW - 3_600),
    ];
    for change in foreign {
        assert_eq!(post(Some(&delivery(change)), "c").await, 401);
    }
    // A token of callbacks is none of Event Grid.
    let callback = format!("Bearer {}", sign(HEADER, &claims().to_string()));
    assert_eq!(post(Some(&callback), "d").await, 401);
    // The handshake is no exception.
    let handshake =
        json!([{"id": "h", "eventType": "Microsoft.EventGrid.SubscriptionValidationEvent",
        "data": {"validationCode": "512d38b6"}}])
        .to_string();
    let authorization = delivery(|_| ());
    for (authorization, status) in [(None, 401), (Some(authorization.as_str()), 200)] {
        let post = Post { authorization, key: None, body: handshake.as_bytes() };
        assert_eq!(webhook.receive(post).await.status, status);
    }
    service.calls.next_call().await.reject(Reason::Busy).await.unwrap();
    assert!(service.calls.is_empty(), "one rang");
}

#[tokio::test(start_paused = true)]
async fn both_schemas_come_in_batches() {
    let service = Azure::new();
    let of_cloud = |id: &str, kind: &str| {
        json!({"specversion": "1.0", "id": id, "type": format!("Microsoft.Communication.{kind}"),
            "source": "/subscriptions/0/resourceGroups/r/providers/Microsoft.Communication/x",
            "time": "2027-01-15T08:00:00Z",
            "data": {"to": {"rawId": ACCOUNT}, "from": {"rawId": CALLER},
                "incomingCallContext": id}})
    };
    let batches = [
        json!([ring("a"), ring("b"), ring("a")]),
        json!([of_cloud("c", "IncomingCall"), of_cloud("d", "CallStarted")]),
        // Cloud events come alone, too; and names that nobody knows yet are taken.
        of_cloud("e", "IncomingCall"),
        of_cloud("f", "SomethingNewer"),
    ];
    for batch in batches {
        let body = batch.to_string();
        let post = Post { body: body.as_bytes(), ..Post::default() };
        assert_eq!(service.webhook.receive(post).await.status, 200, "{batch}");
    }
    for id in ["a", "b", "c", "e"] {
        let call = service.calls.next_call().await;
        assert_eq!(call.ringing().incoming_call_context.as_deref(), Some(id));
        call.reject(Reason::Busy).await.unwrap();
    }
    assert!(service.calls.is_empty());
}
