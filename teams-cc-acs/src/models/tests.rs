use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn again<T: serde::Serialize + serde::de::DeserializeOwned>(json: &Value) -> Value {
    let model: T = serde_json::from_value(json.clone()).unwrap();
    serde_json::to_value(model).unwrap()
}

#[test]
fn acs_4_every_raw_id_has_its_kind() {
    let three = "5a6d2c9e-1111-4222-8333-444455556666_87d349ed-44d7-43e1-9a83-5f2406dee5bd_\
                 4b444206-207c-42f8-92a6-e332b41c88a2";
    let kind = |raw: &str| format!("{:?}", Identifier::from_raw_id(raw).kind());
    for (raw, shown) in [
        ("4:+14255550100", "Phone"),
        ("4:anonymous", "Phone"),
        ("8:acs:5a6d2c9e-1111-4222-8333-444455556666_00000001-aaaa", "Communication"),
        ("8:gcch-acs:a_b", "Communication"),
        ("8:spool:a", "Communication"),
        ("8:orgid:4b444206-207c-42f8-92a6-e332b41c88a2", "TeamsUser"),
        ("8:dod:4b444206-207c-42f8-92a6-e332b41c88a2", "TeamsUser"),
        ("8:teamsvisitor:x", "TeamsUser"),
        ("28:orgid:4b444206-207c-42f8-92a6-e332b41c88a2", "TeamsApp"),
        ("28:gcch:4b444206-207c-42f8-92a6-e332b41c88a2", "TeamsApp"),
        (&format!("8:acs:{three}"), "TeamsExtension"),
        ("9:new:thing", "Unknown"),
        ("", "Unknown"),
        ("8:orgid", "Unknown"),
    ] {
        assert!(kind(raw).starts_with(shown), "{raw}: {}", kind(raw));
    }
}

#[test]
fn acs_4_identifiers_are_written_as_the_official_client_writes_them() {
    let written = |raw: &str| serde_json::to_value(Identifier::from_raw_id(raw)).unwrap();
    assert_eq!(
        written("4:+14255550100"),
        json!({"rawId": "4:+14255550100", "phoneNumber": {"value": "+14255550100"}})
    );
    assert_eq!(
        written("28:orgid:e5b7f628-ea94-4fdc-b3d9-1af1fe231111"),
        json!({"rawId": "28:orgid:e5b7f628-ea94-4fdc-b3d9-1af1fe231111",
            "microsoftTeamsApp": {"appId": "e5b7f628-ea94-4fdc-b3d9-1af1fe231111",
                "cloud": "public"}})
    );
    assert_eq!(written("9:new"), json!({"rawId": "9:new"}));
}

#[test]
fn acs_4_an_identifier_without_a_raw_id_is_known_by_its_member() {
    for raw in [
        "4:+14255550100",
        "8:acs:a_b",
        "8:orgid:4b444206-207c-42f8-92a6-e332b41c88a2",
        "8:gcch:4b444206-207c-42f8-92a6-e332b41c88a2",
        "28:dod:4b444206-207c-42f8-92a6-e332b41c88a2",
        "8:teamsvisitor:x",
    ] {
        let whole = Identifier::from_raw_id(raw);
        let mut json = serde_json::to_value(&whole).unwrap();
        json.as_object_mut().unwrap().remove("rawId");
        let read: Identifier = serde_json::from_value(json).unwrap();
        assert_eq!(read, whole);
    }
}

#[test]
fn unknown_words_fields_nulls_and_unfit_types_come_back_as_they_came() {
    let call = json!({
        "callConnectionId": "c1", "serverCallId": null, "callConnectionState": "levitating",
        "targets": [{"rawId": "9:x", "kind": "hologram", "hologram": {"id": 1}}],
        "correlationId": 7, "tomorrow": {"a": [1, 2.5]},
        "source": {"rawId": "4:+14255550100", "kind": "phoneNumber",
            "phoneNumber": {"value": "+14255550100"}}
    });
    assert_eq!(again::<CallProperties>(&call), call);
    let read: CallProperties = serde_json::from_value(call).unwrap();
    assert_eq!(read.state, Some(CallState::Unknown("levitating".into())));
    assert_eq!(read.correlation_id, None);
    let odd_case = json!({"kind": "FILE", "file": {"uri": "https://x.example/a.wav"}});
    assert_eq!(again::<PlaySource>(&odd_case), odd_case);
    let read: PlaySource = serde_json::from_value(odd_case).unwrap();
    assert_eq!(read.kind, Some(PlaySourceKind::File));
    // What was set after reading is what is written.
    let changed = serde_json::to_value(read.kind(PlaySourceKind::Ssml)).unwrap();
    assert_eq!(changed["kind"], "ssml");
}

#[test]
fn cc_69_the_context_contract_is_read_and_written_whole() {
    let context = json!({
        "voipHeaders": {"a": "b"}, "sipHeaders": {"User-To-User": "00;encoding=hex"},
        "teamsPhoneCallDetails": {
            "teamsPhoneCallerDetails": {"caller": {"rawId": "4:+14255550100"}, "name": "Adele",
                "phoneNumber": "+14255550100", "recordId": "r1", "screenPopUrl": "https://crm.example/1",
                "isAuthenticated": true, "additionalCallerInformation": {"tier": "gold"}},
            "teamsPhoneSourceDetails": {"source": {"rawId": "28:orgid:x"}, "language": "en-US",
                "status": "ok", "intendedTargets": {"1": {"rawId": "8:orgid:y"}}},
            "sessionId": "s", "intent": "billing", "callTopic": "t", "callContext": "c",
            "transcriptUrl": "https://t.example", "callSentiment": "cross",
            "suggestedActions": "refund"}
    });
    assert_eq!(again::<CustomContext>(&context), context);
    let read: CustomContext = serde_json::from_value(context).unwrap();
    let details = read.teams_phone.as_ref().unwrap();
    assert!(read.rest.is_empty() && details.rest.is_empty());
    assert_eq!(details.intent.as_deref(), Some("billing"));
    let shown = format!("{read:?}");
    for personal in ["Adele", "5550100", "refund", "crm.example"] {
        assert!(!shown.contains(personal), "{shown}");
    }
}

#[test]
fn every_key_is_a_tone_and_back() {
    for key in teams_cc_core::Key::ALL {
        assert_eq!(Tone::from(key).key(), Some(key));
    }
    assert_eq!(Tone::from_wire("ASTERISK").key(), Some(teams_cc_core::Key::Star));
    assert_eq!(Tone::from_wire("e").key(), None);
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[a-zA-Z0-9:+_ ]{0,12}".prop_map(Value::from),
    ];
    let names = prop_oneof![
        Just("identifier".to_owned()),
        Just("rawId".to_owned()),
        Just("phoneNumber".to_owned()),
        Just("value".to_owned()),
        Just("isMuted".to_owned()),
        Just("kind".to_owned()),
        Just("targets".to_owned()),
        Just("recognizeOptions".to_owned()),
        Just("choices".to_owned()),
        "[a-z]{1,4}",
    ];
    leaf.prop_recursive(4, 24, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(names.clone(), inner, 0..5)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn whatever_object_comes_is_written_back_unchanged(json in any_json()) {
        if json.is_object() {
            prop_assert_eq!(again::<CallProperties>(&json), json.clone());
            prop_assert_eq!(again::<CallParticipant>(&json), json.clone());
            prop_assert_eq!(again::<Recognize>(&json), json.clone());
            prop_assert_eq!(again::<Identifier>(&json), json.clone());
        }
    }
}
