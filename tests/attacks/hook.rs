//! Change notifications of strangers, and the same ones again.

use serde_json::{Value, json};

use crate::bots::Bots;
use crate::sender::{FOREIGN, STATE, TENANT, notified, presence, ringing};
use crate::wire::{Answer, post};

fn hook(bots: &Bots, items: &[Value]) -> Answer {
    post(bots.address, "/hook", &[], json!({"value": items}).to_string())
}

fn with(name: &str, value: Value) -> Value {
    let mut item = presence(&format!("{name} {value}"));
    item[name] = value;
    item
}

#[test]
fn rs_67_another_client_state_is_acknowledged_and_has_no_effect() {
    let bots = Bots::start("states");
    let mut answers = Vec::new();
    for state in [
        Value::Null,
        json!(""),
        json!(&STATE[1..]),
        json!(&STATE[..STATE.len() - 1]),
        json!(format!("{STATE} ")),
        json!(format!("{STATE}\0")),
        json!(STATE.to_uppercase()),
        json!([STATE]),
        json!({"a": STATE}),
        json!(5),
        json!(true),
        json!("x".repeat(100_000)),
    ] {
        let answer = hook(&bots, &[with("clientState", state.clone())]);
        assert!([202, 400].contains(&answer.status), "{state}");
        if state.is_string() || state.is_null() {
            answers.push(answer);
        }
    }
    assert!(answers.windows(2).all(|two| two[0] == two[1]), "all alike");
    let mut missing = presence("missing");
    missing.as_object_mut().unwrap().remove("clientState");
    hook(&bots, &[missing]);
    // Only the good ones of a mixed post count.
    hook(
        &bots,
        &[with("clientState", json!("x")), presence("good"), with("clientState", json!(1))],
    );
    let effects = bots.had_effects(1);
    assert_eq!(effects[0]["item"]["id"], "good");
    assert!(effects[0]["item"].get("clientState").is_none(), "the secret is not repeated");
}

#[test]
fn rs_67_a_subscription_stays_with_its_tenant_and_tenants_are_those_served() {
    let bots = Bots::start("tenants");
    hook(&bots, &[with("tenantId", json!(FOREIGN))]);
    hook(&bots, &[with("tenantId", Value::Null), with("tenantId", json!(""))]);
    let mut two = presence("two-names");
    two["organizationId"] = json!(FOREIGN);
    hook(&bots, &[two]);
    bots.had_effects(0);
    // The older name of the tenant.
    let mut older = presence("older-name");
    let tenant = older.as_object_mut().unwrap().remove("tenantId").unwrap();
    older["organizationId"] = tenant;
    hook(&bots, &[older]);
    assert_eq!(bots.effects_when(2)[1]["item"]["id"], "older-name");
    // Without a list of tenants each is served, but a subscription changes hands never.
    let open = Bots::with("open", &["--client-state", STATE, "--tenant", FOREIGN]);
    hook(&open, &[presence("ours")]);
    hook(&open, &[with("tenantId", json!(FOREIGN))]);
    let mut other = with("tenantId", json!(FOREIGN));
    other["subscriptionId"] = json!("11111111-ff6b-4489-96ca-4ef547e78b22");
    hook(&open, &[other]);
    let effects = open.had_effects(2);
    assert_eq!(
        (effects[0]["tenant"].as_str(), effects[1]["tenant"].as_str()),
        (Some(TENANT), Some(FOREIGN))
    );
}

#[test]
fn rs_67_without_a_client_state_only_signed_posts_count() {
    let bots = Bots::with("signed", &[]);
    hook(&bots, &[presence("unsigned")]);
    let token = bots.signer.validation();
    let body = json!({"value": [presence("signed")], "validationTokens": [token]});
    assert_eq!(post(bots.address, "/hook", &[], body.to_string()).status, 202);
    let empty = json!({"value": [presence("empty")], "validationTokens": []});
    assert_eq!(post(bots.address, "/hook", &[], empty.to_string()).status, 202);
    let effects = bots.had_effects(1);
    assert_eq!(effects[0]["item"]["id"], "signed");
}

#[test]
fn rs_68_what_is_repeated_counts_once_and_no_call_goes_backwards() {
    let bots = Bots::start("replay");
    let bearer = bots.signer.bearer();
    let call = |change: &str, state: &str| {
        let body = notified("A-1", change, state);
        assert_eq!(post(bots.address, "/calling", &[("Authorization", &bearer)], body).status, 202);
    };
    for _ in 0..5 {
        assert_eq!(hook(&bots, &[presence("n1"), presence("n1")]).status, 202);
        call("created", "incoming");
    }
    call("updated", "established");
    call("updated", "establishing");
    call("created", "incoming");
    // The same call in another spelling of its id.
    let spelt = notified("a1", "updated", "establishing");
    post(bots.address, "/calling", &[("Authorization", &bearer)], spelt);
    for _ in 0..3 {
        call("deleted", "terminated");
        call("updated", "established");
    }
    let states: Vec<_> = bots
        .had_effects(4)
        .iter()
        .map(|effect| effect["state"].as_str().unwrap_or("n1").to_owned())
        .collect();
    assert_eq!(states, ["n1", "incoming", "established", "terminated"]);
}

#[test]
fn rs_68_what_came_before_a_restart_counts_as_seen() {
    let bots = Bots::with("restart", &["--client-state", STATE, "--queue", "queue"]);
    let bearer = bots.signer.bearer();
    let headers = [("Authorization", bearer.as_str())];
    post(bots.address, "/calling", &headers, ringing("before"));
    hook(&bots, &[presence("before")]);
    bots.effects_when(2);
    let Bots { running, folder, signer, .. } = bots;
    drop(running);
    let mut command = std::process::Command::new(crate::bots::program());
    command.args(["--now", &crate::sender::NOW.to_string(), "--app-id", crate::sender::APP]);
    command.args(["--tenant", TENANT, "--jwks", "keys.json", "--client-state", STATE]);
    let again = Bots::run(command.args(["--queue", "queue"]), folder, signer);
    post(again.address, "/calling", &headers, ringing("before"));
    hook(&again, &[presence("before")]);
    again.had_effects(0);
}

#[test]
fn lifecycle_notifications_and_bare_items_are_effects_too() {
    let bots = Bots::start("lifecycle");
    for event in ["reauthorizationRequired", "subscriptionRemoved", "missed", "newerThanWe"] {
        let item = json!({"subscriptionId": "76619225-ff6b-4489-96ca-4ef547e78b22",
            "clientState": STATE, "tenantId": TENANT, "lifecycleEvent": event,
            "subscriptionExpirationDateTime": "2027-01-01T00:00:00Z"});
        assert_eq!(hook(&bots, std::slice::from_ref(&item)).status, 202);
        let mut forged = item;
        forged["clientState"] = json!("x");
        hook(&bots, &[forged]);
    }
    let bare = presence("bare").to_string();
    assert_eq!(post(bots.address, "/hook", &[], bare).status, 202);
    let effects = bots.had_effects(5);
    assert_eq!(effects[2]["effect"], "subscription");
    assert_eq!(effects[2]["lifecycle"], "missed");
    assert_eq!(effects[4]["effect"], "resource");
}
