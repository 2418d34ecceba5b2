//! What holds for one model holds for each.

use super::*;
use crate::models::registry::{field_names, graph_types, pass_through};

fn passed(graph_type: &str, original: &Value) -> Value {
    let bytes = serde_json::to_vec(original).unwrap();
    pass_through(graph_type, &bytes).unwrap().unwrap()
}

#[test]
fn s9_1_each_model_keeps_every_value_under_every_name_that_any_model_has() {
    let names = ["id", "subCode", "@odata.type", "value", "State", "user@odata.bind"];
    let odd = [
        json!(null),
        json!("7503"),
        json!(5),
        json!(0.5),
        json!([null, {"id": 1}, "x"]),
        json!({"Id": "a", "user": {"tenantId": null}}),
    ];
    for graph_type in graph_types() {
        for value in &odd {
            let original = Value::Object(
                names.iter().map(|name| ((*name).to_owned(), value.clone())).collect(),
            );
            assert_eq!(passed(graph_type, &original), original, "{graph_type}");
        }
    }
}

#[test]
fn s9_1_each_field_of_each_model_keeps_every_kind_of_value_in_every_case() {
    let kinds = [
        json!(null),
        json!(true),
        json!(-3),
        json!(18_446_744_073_709_551_615_u64),
        json!(2.5),
        json!("7503"),
        json!("busy"),
        json!("0001-01-01T00:00:00Z"),
        json!([]),
        json!([1, "1", null, {"id": "a", "Id": "b"}]),
        json!({}),
        json!({"@odata.type": "#microsoft.graph.call", "state": "ESTABLISHED", "new": {"er": [0]}}),
    ];
    for graph_type in graph_types() {
        for name in field_names(graph_type).unwrap() {
            for spelt in [(*name).to_owned(), name.to_uppercase()] {
                for value in &kinds {
                    let original = json!({spelt.as_str(): value, "notYetKnown": value});
                    assert_eq!(passed(graph_type, &original), original, "{graph_type}");
                }
            }
        }
    }
}

#[test]
fn a_type_without_a_model_has_no_fields_and_is_not_passed_through() {
    assert_eq!(field_names("microsoft.graph.unheardOf"), None);
    assert!(pass_through("microsoft.graph.unheardOf", b"{}").is_none());
    assert!(field_names("#Microsoft.Graph.Call").unwrap().contains(&"callChainId"));
}

/// A name of this type's fields, in any case, or any other.
fn name_of(names: &'static [&'static str]) -> BoxedStrategy<String> {
    if names.is_empty() {
        return "[a-zA-Z@.]{0,10}".boxed();
    }
    let known = prop::sample::select(names);
    prop_oneof![
        6 => known.clone().prop_map(str::to_owned),
        1 => known.clone().prop_map(str::to_lowercase),
        1 => known.prop_map(str::to_uppercase),
        2 => "[a-zA-Z@.]{0,10}",
    ]
    .boxed()
}

/// A value as Graph might send it, in this or in another type's place.
fn value() -> impl Strategy<Value = Value> {
    let graph_types: Vec<&'static str> = graph_types().collect();
    let text = prop_oneof![
        (-9_999i64..9_999).prop_map(|number| number.to_string()),
        Just("NaN".to_owned()),
        Just("1e400".to_owned()),
        Just("established".to_owned()),
        Just("ESTABLISHED".to_owned()),
        Just("2026-11-22T16:05:33.2079781Z".to_owned()),
        "\\PC{0,12}",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e9..1e9f64).prop_map(Value::from),
        text.prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 20, 4, move |inner| {
        let object = prop::sample::select(graph_types.clone()).prop_flat_map({
            let inner = inner.clone();
            move |graph_type| {
                let name = name_of(field_names(graph_type).unwrap());
                prop::collection::vec((name, inner.clone()), 0..6)
            }
        });
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(Value::from),
            object.prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// A type and an object of its fields.
fn payload() -> impl Strategy<Value = (&'static str, Value)> {
    prop::sample::select(graph_types().collect::<Vec<_>>()).prop_flat_map(|graph_type| {
        let name = name_of(field_names(graph_type).unwrap());
        let fields = prop::collection::vec((name, value()), 0..8);
        fields.prop_map(move |fields| (graph_type, Value::Object(fields.into_iter().collect())))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_024))]

    #[test]
    fn rs_79_any_object_of_any_type_comes_out_as_it_went_in((graph_type, original) in payload()) {
        prop_assert_eq!(passed(graph_type, &original), original, "{}", graph_type);
    }
}

#[test]
fn s9_1_every_documented_payload_comes_out_as_it_went_in() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/corpus");
    let folder = folder.join("graph-payloads");
    let Ok(index) = std::fs::read_to_string(folder.join("index.tsv")) else { return };
    let mut seen = 0;
    for line in index.lines().skip(1) {
        let mut cells = line.split('\t');
        let (Some(file), Some(graph_type)) = (cells.next(), cells.nth(1)) else { continue };
        let original = std::fs::read(folder.join(file)).unwrap();
        let Some(passed) = pass_through(graph_type, &original) else { continue };
        let original: Value = serde_json::from_slice(&original).unwrap();
        assert_eq!(passed.unwrap(), original, "{file}");
        seen += 1;
    }
    assert!(seen > 10, "{seen}");
}
