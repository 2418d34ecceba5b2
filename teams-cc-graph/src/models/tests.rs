//! What Graph sends comes back out unchanged.

use proptest::prelude::*;
use serde_json::{Value, json};
use teams_cc_core::{Activity, Availability};

use super::*;

fn round_trip(original: &Value) -> Presence {
    // Once from bytes, as off the wire, and once from a value, as inside a notification.
    let bytes = serde_json::to_vec(original).unwrap();
    let read: Presence = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(&serde_json::to_value(&read).unwrap(), original);
    let again: Presence = serde_json::from_value(original.clone()).unwrap();
    assert_eq!(again, read);
    read
}

/// The answer of "presence: get", Microsoft Graph REST reference v1.0.
fn documented() -> Value {
    json!({
        "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#users('fa8bf3dc-eca7-46b7-bad1-db199b62afc3')/presence/$entity",
        "@odata.type": "#microsoft.graph.presence",
        "id": "fa8bf3dc-eca7-46b7-bad1-db199b62afc3",
        "availability": "Available",
        "activity": "Available",
        "outOfOfficeSettings": { "message": null, "isOutOfOffice": false },
        "statusMessage": {
            "message": { "content": "Back after lunch", "contentType": "text" },
            "expiryDateTime": { "dateTime": "2026-11-22T17:05:33.2079781", "timeZone": "UTC" }
        },
        "workLocation": { "placeId": null, "workLocationType": "remote", "source": "manual" },
        "sequenceNumber": "A0123"
    })
}

#[test]
fn the_documented_presence_is_read_and_written_back() {
    let presence = round_trip(&documented());
    assert_eq!(presence.availability, Some(Availability::Available));
    let work = presence.work_location.unwrap();
    assert_eq!(work.work_location_type, Some(WorkLocationType::Remote));
    assert_eq!(work.rest.get("placeId"), Some(&Value::Null));
    assert_eq!(presence.out_of_office_settings.unwrap().is_out_of_office, Some(false));
}

#[test]
fn rs_79_unknown_fields_and_members_are_kept() {
    let mut original = documented();
    original["availability"] = json!("OnTheMoon");
    original["activity"] = json!("unknownFutureValue");
    original["newIn2031"] = json!({"deep": [1, {"er": null}], "float": 0.5});
    let presence = round_trip(&original);
    assert_eq!(presence.availability, Some(Availability::Unknown("OnTheMoon".into())));
    assert_eq!(presence.activity, Some(Activity::Unknown("unknownFutureValue".into())));
}

#[test]
fn rs_79_null_absent_and_wrong_types_stay_different_and_lose_nothing() {
    let absent = round_trip(&json!({}));
    let null = round_trip(&json!({"availability": null, "statusMessage": null}));
    assert_eq!((absent.availability, null.availability), (None, None));
    for odd in
        [json!(7), json!(-7), json!(0.25), json!(true), json!(["Busy"]), json!({"is": "Busy"})]
    {
        let presence = round_trip(&json!({"availability": odd, "statusMessage": odd}));
        assert_eq!(presence.availability, None, "{odd}");
    }
}

#[test]
fn another_spelling_means_the_same_and_is_written_back() {
    let mut presence = round_trip(&json!({"availability": "busy", "activity": "INACALL"}));
    assert_eq!(presence.availability, Some(Availability::Busy));
    assert_eq!(presence.activity, Some(Activity::InACall));
    presence.activity = Some(Activity::Away);
    let written = serde_json::to_value(&presence).unwrap();
    assert_eq!(written, json!({"availability": "busy", "activity": "Away"}));
}

#[test]
fn a_changed_field_wins_over_what_was_kept() {
    let mut presence = round_trip(&json!({"availability": null, "id": 4}));
    presence.availability = Some(Availability::Away);
    presence.id = Some("x".into());
    let written = serde_json::to_value(&presence).unwrap();
    assert_eq!(written, json!({"availability": "Away", "id": "x"}));
}

#[test]
fn rs_79_null_where_a_list_is_due() {
    let page: Collection<Presence> = serde_json::from_value(json!({"value": null})).unwrap();
    assert!(page.value.is_empty());
    let page: Collection<Presence> = serde_json::from_value(json!({})).unwrap();
    assert!(page.value.is_empty());
    let page = json!({"value": [null, {"id": "a"}, {}], "@odata.NextLink": "https://x/y"});
    let page: Collection<Presence> = serde_json::from_value(page).unwrap();
    assert_eq!(page.value.len(), 2);
    assert_eq!(page.next_link.as_deref(), Some("https://x/y"));
}

#[test]
fn lists_of_models_keep_their_odd_members() {
    #![expect(unreachable_pub, dead_code, reason = "models are public where they belong")]
    model::model! {
        /// A team, for this test.
        Team = "test.team" {
            /// Members.
            members: Vec<Presence> = "members",
            /// Ranks.
            ranks: Vec<i64> = "ranks",
        }
    }
    for original in [
        json!({"members": [{"id": "a"}, {"id": "b", "new": 1}], "ranks": [1, 2]}),
        json!({"members": [{"id": "a"}, null, {"id": "b"}], "ranks": [1, "7503", 3, {}]}),
        json!({"members": [], "ranks": null}),
    ] {
        let team: Team = serde_json::from_value(original.clone()).unwrap();
        assert_eq!(serde_json::to_value(&team).unwrap(), original);
        if original["ranks"][1] == json!("7503") {
            assert_eq!(team.ranks, Some(vec![1, 7503, 3]));
            assert_eq!(team.members.map(|members| members.len()), Some(2));
        }
    }
}

#[test]
fn s9_1_a_name_in_another_case_fills_the_field_and_is_written_back() {
    for original in [
        json!({"code": "200", "subCode": "7015"}),
        json!({"code": 200, "subCode": 7015, "subcode": 1}),
        json!({"subcode": 1, "subCode": 7015}),
        json!({"subCode": null, "Message": "x"}),
        json!({"subCode": 1, "SUBCODE": 2}),
    ] {
        let bytes = serde_json::to_vec(&original).unwrap();
        let read: ResultInfo = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), original);
    }
    let text = r#"{"subCode": 3, "subcode": 1}"#;
    let mut read: ResultInfo = serde_json::from_str(text).unwrap();
    assert_eq!(read.subcode, Some(1), "its own name says what it is");
    assert_eq!(serde_json::to_value(&read).unwrap(), json!({"subCode": 3, "subcode": 1}));
    read = serde_json::from_value(json!({"subCode": "3"})).unwrap();
    assert_eq!(read.subcode, Some(3));
    let changed = read.subcode(4);
    assert_eq!(serde_json::to_value(&changed).unwrap(), json!({"subCode": 4}));
}

#[test]
fn a_slot_of_a_base_type_takes_and_gives_derived_ones() {
    let hosted = ServiceHostedMediaConfig::default()
        .pre_fetch_media([MediaInfo::default().uri("https://cc.contoso.example/hi.wav")]);
    let call = Call::default().media_config(hosted.clone());
    let written = serde_json::to_value(&call).unwrap();
    assert_eq!(written["mediaConfig"]["@odata.type"], "#microsoft.graph.serviceHostedMediaConfig");
    let slot = call.media_config.unwrap();
    let back: ServiceHostedMediaConfig = slot.cast().unwrap();
    assert_eq!(back.pre_fetch_media, hosted.pre_fetch_media);
    assert_eq!(slot.cast::<AppHostedMediaConfig>(), None);
    let done = json!({"@odata.type": "Microsoft.Graph.PlayPromptOperation", "status": "completed"});
    let done: CommsOperation = serde_json::from_value(done).unwrap();
    assert!(
        done.cast::<PlayPromptOperation>().is_some() && done.cast::<RecordOperation>().is_none()
    );
}

#[test]
fn names_with_escapes_are_read() {
    let read: Presence = serde_json::from_str(r#"{"avail\u0061bility":"Busy"}"#).unwrap();
    assert_eq!(read.availability, Some(Availability::Busy));
}

/// Any JSON, three levels deep, with the names that models know mixed in.
fn any_json() -> impl Strategy<Value = Value> {
    let name = prop_oneof![
        "[a-z@.]{0,8}",
        Just("availability".to_owned()),
        Just("activity".to_owned()),
        Just("statusMessage".to_owned()),
        Just("message".to_owned()),
        Just("contentType".to_owned()),
        Just("workLocation".to_owned()),
        Just("isOutOfOffice".to_owned()),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1e9..1e9f64).prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        prop_oneof![Just("busy"), Just("Busy"), Just("text"), Just("Text")].prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map(name.clone(), inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn rs_79_whatever_comes_is_kept_and_written_back(json in any_json()) {
        let bytes = serde_json::to_vec(&json).unwrap();
        match serde_json::from_slice::<Presence>(&bytes) {
            Ok(presence) => prop_assert_eq!(serde_json::to_value(&presence).unwrap(), json),
            Err(_) => prop_assert!(!json.is_object(), "an object is never an error"),
        }
    }
}

#[cfg(feature = "registry")]
mod every_type;
