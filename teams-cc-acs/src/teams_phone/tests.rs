use std::sync::Arc;

use parking_lot::Mutex;
use serde_json::{Value, json};
use teams_cc_core::TenantId;

use super::*;
use crate::testing::{answer, scripted};

const ACCOUNT: &str = "e5b7f628-ea94-4fdc-b3d9-1af1fe231111";

fn tenant() -> TenantId {
    "87d349ed-44d7-43e1-9a83-5f2406dee5bd".parse().unwrap()
}

type Log = Arc<Mutex<Vec<(String, String, Value)>>>;

/// A consent interface that keeps what it is given.
fn consent() -> (CallAutomation, Log) {
    let log = Log::default();
    let (asked, mut kept) = (Arc::clone(&log), None::<Value>);
    let acs = scripted(7, move |_, outgoing| {
        let method = outgoing.method.to_string();
        let body =
            outgoing.body.as_deref().map_or(Value::Null, |b| serde_json::from_slice(b).unwrap());
        let target = format!("{}?{}", outgoing.url.path(), outgoing.url.query().unwrap());
        asked.lock().push((method.clone(), target, body.clone()));
        match method.as_str() {
            "PUT" => answer(201, kept.insert(body)),
            "PATCH" => {
                kept.as_mut().unwrap()["clientIds"] = body["clientIds"].clone();
                answer(200, kept.as_ref().unwrap())
            }
            "DELETE" => {
                kept = None;
                answer(204, &Value::Null)
            }
            _ => match &kept {
                Some(kept) => answer(200, kept),
                None => answer(404, &json!({"error": {"code": "NotFound"}})),
            },
        }
    });
    (acs, log)
}

#[tokio::test(start_paused = true)]
async fn cc_54_onboarding_is_one_idempotent_call_and_lists_what_is_left() {
    let (acs, log) = consent();
    let phone = acs.teams_phone(&tenant());
    let first = phone.assign(ACCOUNT).app("a-bot").await.unwrap();
    assert!(!first.was_assigned());
    let again = phone.assign(ACCOUNT.to_uppercase()).await.unwrap();
    assert!(again.was_assigned());
    let log = log.lock();
    let path = format!(
        "/access/teamsExtension/tenants/{}/assignments/{ACCOUNT}?api-version=2025-06-30",
        tenant()
    );
    let asked: Vec<_> = log.iter().map(|(method, ..)| method.as_str()).collect();
    assert_eq!(asked, ["GET", "PUT", "GET"]);
    assert!(log.iter().all(|(_, target, _)| *target == path), "{log:?}");
    assert_eq!(log[1].2, json!({"principalType": "teamsResourceAccount"}));
    let shown = first.to_string();
    assert!(shown.contains("[x] we may answer for it"), "{shown}");
    assert!(
        shown.contains("[ ] it is linked to our resource\n      Set-CsOnlineApplicationInstance")
    );
    assert!(shown.contains("Sync-CsOnlineApplicationInstance") && shown.contains("a-bot"));
}

#[tokio::test(start_paused = true)]
async fn cc_54_what_graph_shows_is_ticked_off() {
    let (acs, _) = consent();
    let mut steps = acs.teams_phone(&tenant()).assign(ACCOUNT).await.unwrap();
    steps.see(&json!({"id": "another", "phoneNumber": "+14255550100"}));
    assert_eq!(steps.left().count(), 3);
    steps.see(
        &json!({"id": ACCOUNT, "acsResourceId": "somebody else's", "phoneNumber": "+14255550100"}),
    );
    assert_eq!(steps.left().collect::<Vec<_>>(), [Step::Linked, Step::Synced]);
    steps.see(&json!({"id": ACCOUNT, "acsResourceId": crate::testing::RESOURCE.to_uppercase()}));
    assert_eq!(steps.left().count(), 0);
    assert!(!steps.to_string().contains("Set-Cs"), "{steps}");
}

#[tokio::test(start_paused = true)]
async fn acs_7_agents_are_assigned_changed_and_taken_away() {
    let (acs, _) = consent();
    let phone = acs.teams_phone(&tenant());
    let agent = "4b444206-207c-42f8-92a6-e332b41c88a2";
    let given = phone.assign_agent(agent, ["app-1"]).await.unwrap();
    assert_eq!(given.principal_type, Some(PrincipalType::User));
    let changed = phone.change(agent, ["app-1", "app-2"]).await.unwrap();
    assert_eq!(changed.client_ids.unwrap().len(), 2);
    assert!(phone.assignment(agent).await.is_ok());
    phone.unassign(agent).await.unwrap();
    let gone = phone.assignment(agent).await.unwrap_err();
    assert_eq!(Failure::of(&gone).unwrap().status(), 404);
    let bad = phone.assign("no guid").await.unwrap_err();
    assert_eq!(bad.kind(), teams_cc_core::ErrorKind::Config);
}
