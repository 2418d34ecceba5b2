use std::collections::HashMap;

use serde_json::json;

use super::*;
use crate::testing::{answer, scripted};

const GROUP: &str = "0f0f0f0f-0000-4000-8000-000000000001";

fn person(n: u128, title: &str) -> Value {
    json!({"id": Guid::from_u128(n), "displayName": format!("Person {n}"), "jobTitle": title,
        "businessPhones": ["+1 (425) 555-0100"]})
}

#[tokio::test(start_paused = true)]
async fn cc_08_a_groups_members_are_agents_page_by_page() {
    let graph = scripted(1, |_, outgoing| {
        let query: HashMap<_, _> = outgoing.url.query_pairs().into_owned().collect();
        match outgoing.url.path() {
            "/v1.0/groups" => {
                assert_eq!(query["$filter"], "displayName eq 'Agents'' & friends'");
                answer(200, &json!({"value": [{"id": GROUP}]}))
            }
            path => {
                assert_eq!(path, format!("/v1.0/groups/{GROUP}/members"));
                match query.get("$skiptoken") {
                    None => answer(
                        200,
                        &json!({
                            "value": [person(1, ""), person(2, "")],
                            "@odata.nextLink": format!("{}&$skiptoken=2", outgoing.url),
                        }),
                    ),
                    Some(_) => answer(
                        200,
                        &json!({"value": [
                            {"@odata.type": "#microsoft.graph.device", "id": Guid::from_u128(8)},
                            person(3, ""),
                        ]}),
                    ),
                }
            }
        }
    });
    let agents = graph.group("Agents' & friends").members().await.unwrap();
    assert_eq!(agents.len(), 3);
    assert_eq!(agents[2].teams_user(), Some(Guid::from_u128(3)));
    let address = agents[2].address();
    assert!(matches!(address, Address::Phone(_)), "a trunk dials the number: {address:?}");
}

#[tokio::test(start_paused = true)]
async fn a_name_of_two_groups_is_no_group() {
    for found in [json!([]), json!([{"id": GROUP}, {"id": Guid::from_u128(9)}])] {
        let graph = scripted(1, move |_, _| answer(200, &json!({"value": found})));
        let error = graph.group("agents").members().await.unwrap_err();
        assert_eq!(error.code(), "TCC-GRAPH-0607");
    }
}

#[tokio::test(start_paused = true)]
async fn cc_09_experts_who_are_free_come_first() {
    let graph = scripted(1, |_, outgoing| {
        if outgoing.url.path() == "/v1.0/users" {
            let query: HashMap<_, _> = outgoing.url.query_pairs().into_owned().collect();
            let search =
                "\"displayName:tax & law\" OR \"department:tax & law\" OR \"jobTitle:tax & law\"";
            assert_eq!(query["$search"], search);
            return answer(
                200,
                &json!({"value": [person(1, "tax"), person(2, "tax"), person(3, "tax")]}),
            );
        }
        answer(
            200,
            &json!({"value": [
                {"id": Guid::from_u128(1), "availability": "Busy", "activity": "InACall"},
                {"id": Guid::from_u128(3), "availability": "Available", "activity": "Available"},
            ]}),
        )
    });
    let experts = graph.people().experts("tax & \"law", 10).await.unwrap();
    let order: Vec<_> = experts.iter().map(|e| (e.person.id.as_u128(), e.is_free())).collect();
    assert_eq!(order, [(3, true), (1, false), (2, false)]);
    assert!(experts[2].presence.is_none());
    assert_eq!(experts[0].person.number(), "+14255550100".parse().ok());
    assert!(!format!("{experts:?}").contains("Person 1"), "no names in logs");
}
