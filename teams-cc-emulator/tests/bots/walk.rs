//! Every v1.0 operation on calls, presence and subscriptions in the table of operations: each
//! answers with its documented status.

use serde_json::{Value, json};

use crate::{World, id_of, user};

/// From the table of operations: id, method, path, status.
const TABLE: &str = include_str!("operations.tsv");

/// What an operation is asked with.
fn body(world: &World, operation: &str) -> Value {
    let (megan, adele) = (world.user("megan"), world.user("adele"));
    let context = json!({"clientContext": "c"});
    let session = json!({"sessionId": world.app, "availability": "Away", "activity": "Away"});
    let expires: jiff::Timestamp = world.teams.clock().rfc3339().parse().expect("a date");
    let expires = (expires + jiff::SignedDuration::from_mins(50)).to_string();
    match operation.trim_end_matches("ById") {
        "calls.create" => world.call(&[user(megan)]),
        "calls.answer" => world.answer(),
        "calls.reject" => json!({"reason": "busy"}),
        "calls.redirect" => json!({"targets": [user(megan)]}),
        "calls.transfer" => json!({"transferTarget": user(megan)}),
        "calls.playPrompt" | "calls.recordResponse" => world.prompts(&["short"]),
        "calls.sendDtmfTones" => json!({"tones": ["tone1", "pound"]}),
        "calls.updateRecordingStatus" => json!({"status": "recording"}),
        "calls.changeScreenSharingRole" => json!({"role": "viewer"}),
        "calls.logTeleconferenceDeviceQuality" => json!({"quality": {}}),
        "participants.invite" => json!({"participants": [user(megan)]}),
        "audioRoutingGroups.create" => {
            json!({"routingMode": "multicast", "sources": [], "receivers": []})
        }
        "audioRoutingGroups.update" => json!({"receivers": ["a"]}),
        "presence.getByUserIds" => json!({"ids": [adele, megan]}),
        "presence.setPresence" => session,
        "presence.clearPresence" => json!({"sessionId": world.app}),
        "presence.setUserPreferredPresence" => json!({"availability": "Busy", "activity": "Busy"}),
        "presence.setStatusMessage" => {
            json!({"statusMessage": {"message": {"content": "x", "contentType": "text"}}})
        }
        "presence.setAutomaticLocation"
        | "presence.setManualLocation"
        | "workPlanOccurrence.setCurrentLocation" => json!({"workLocationType": "office"}),
        "presence.clearAutomaticLocation"
        | "presence.clearLocation"
        | "presence.clearUserPreferredPresence"
        | "subscriptions.reauthorize" => Value::Null,
        "subscriptions.create" => json!({"changeType": "updated", "resource": "/users",
            "notificationUrl": format!("{}/notify", world.bot), "expirationDateTime": expires}),
        "subscriptions.update" => json!({"expirationDateTime": expires}),
        _ => context,
    }
}

#[tokio::test]
async fn graph_operations_every_v1_0_row_of_calls_presence_and_subscriptions_answers_as_documented()
{
    let mut world = World::new().await;
    let adele = world.teams.tenant("adatum").user("adele");
    let (application, owner) = (world.token.clone(), adele.record());
    let scopes = ["Presence.ReadWrite", "Calendars.ReadWrite"];
    let delegated = world.teams.sign_in().user_token(world.app, &owner, &scopes);
    let delegated = delegated.expect("signed").expose().to_owned();
    let mut walked = 0;
    for row in TABLE.lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let [operation, method, path, status] = cells.as_slice() else { panic!("{row}") };
        let mut path = (*path).to_owned();
        if path.contains("{call-id}") {
            let leg = adele.calls_bot(world.app).expect("there");
            let call = id_of(&world.state("incoming").await);
            let is_incoming =
                ["calls.answer", "calls.reject", "calls.redirect"].contains(operation);
            if !is_incoming {
                world.act(&call, "answer", world.answer()).await;
                let up = |item: &Value| {
                    item["resourceData"]["id"] == call
                        && item["resourceData"]["state"] == "established"
                };
                world.until(up).await;
            }
            leg.shares_a_screen(true);
            for (name, list) in [
                ("{participant-id}", "participants"),
                ("{audioRoutingGroup-id}", "audioRoutingGroups"),
                ("{contentSharingSession-id}", "contentSharingSessions"),
                ("{commsOperation-id}", "operations"),
            ] {
                if !path.contains(name) {
                    continue;
                }
                if list == "audioRoutingGroups" {
                    let group = json!({"routingMode": "multicast"});
                    world.act(&call, list, group).await;
                }
                if list == "operations" {
                    world.act(&call, "subscribeToTone", json!({})).await;
                }
                let address = format!("/communications/calls/{call}/{list}");
                let (_, all) = world.ask("GET", &address, Value::Null).await;
                let id = all["value"][0]["id"].as_str().expect("one is there").to_owned();
                path = path.replace(name, &id);
            }
            path = path.replace("{call-id}", &call);
        }
        if path.contains("{subscription-id}") {
            let (_, made) =
                world.post("/subscriptions", body(&world, "subscriptions.create")).await;
            path = path.replace("{subscription-id}", made["id"].as_str().expect("it is made"));
        }
        let id = adele.id().to_string();
        path = path.replace("{user-id}", &id).replace("{presence-id}", &id);
        let is_own = operation.contains("Location") || operation.starts_with("work");
        world.token.clone_from(if is_own { &delegated } else { &application });
        let body = if *method == "GET" { Value::Null } else { body(&world, operation) };
        let body = if *method == "DELETE" { Value::Null } else { body };
        let (answered, said) = world.ask(method, &path, body).await;
        world.token.clone_from(&application);
        assert_eq!(answered.to_string(), *status, "{operation}: {said}");
        world.teams.bots().hangs_up("adele");
        walked += 1;
    }
    assert_eq!(walked, TABLE.lines().count() - 1);
}
