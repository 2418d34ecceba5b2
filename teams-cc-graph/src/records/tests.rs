use std::collections::HashMap;

use serde_json::json;
use teams_cc_core::{CallId, Rng};

use super::*;
use crate::testing::{answer, scripted};

const ID: Guid = Guid::from_u128(0x4b44_4206);

fn record(version: i64) -> CallRecord {
    serde_json::from_value(json!({"id": ID, "version": version, "type": "peerToPeer"})).unwrap()
}

fn row(id: &str, code: i64) -> DirectRoutingLogRow {
    serde_json::from_value(json!({
        "id": id, "correlationId": ID, "finalSipCode": code,
        "trunkFullyQualifiedDomainName": "sbc1.contoso.example",
        "failureDateTime": "0001-01-01T00:00:00Z", "mediaBypassEnabled": false
    }))
    .unwrap()
}

#[tokio::test(start_paused = true)]
async fn graph_1_5_sessions_of_a_record_have_pages_of_their_own() {
    let graph = scripted(1, |_, outgoing| {
        let path = outgoing.url.path();
        if path.ends_with("/sessions") {
            return answer(200, &json!({"value": [{"id": "s2"}, {"id": "s3"}]}));
        }
        assert_eq!(path, format!("/v1.0/communications/callRecords/{ID}"));
        let next = format!("https://graph.microsoft.com{path}/sessions?$skiptoken=2");
        answer(
            200,
            &json!({"id": ID, "version": 3, "type": "groupCall",
            "sessions": [{"id": "s1"}], "sessions@odata.nextLink": next}),
        )
    });
    let record = graph.records().record(ID).await.unwrap();
    assert_eq!((record.version, record.sessions.unwrap().len()), (Some(3), 3));
}

#[tokio::test(start_paused = true)]
async fn graph_4_logs_are_read_to_the_end_however_their_next_link_is_spelt() {
    let graph = scripted(1, |_, outgoing| {
        let path = outgoing.url.path();
        let span = "fromDateTime=2026-11-01,toDateTime=2026-11-02";
        assert_eq!(path, format!("/v1.0/communications/callRecords/getDirectRoutingCalls({span})"));
        let query: HashMap<_, _> = outgoing.url.query_pairs().into_owned().collect();
        let page = query.get("$skip").map_or(0, |skip| skip.parse::<i64>().unwrap());
        let mut body = json!({"value": [{"id": format!("{page}"), "correlationId": ID}]});
        if page < 3 {
            let next = format!("https://graph.microsoft.com{path}?$skip={}", page + 1);
            body["@odata.NextLink"] = json!(next);
        }
        answer(200, &body)
    });
    let rows = graph.records().direct_routing("2026-11-01", "2026-11-02").await.unwrap();
    assert_eq!(rows.len(), 4);
    let trick = graph.records().direct_routing("2026-11-01)/x?y=", "2026-11-02").await;
    assert_eq!(trick.unwrap_err().code(), "TCC-GRAPH-0404");
}

#[test]
fn graph_4_versions_in_any_order_end_in_the_highest() {
    for seed in 0..500 {
        let mut rng = Rng::from_seed(seed);
        let mut joined = Joined::remembering(10);
        let mut highest = 0;
        for _ in 0..20 {
            match rng.below(3) {
                0 => joined.ours(&OurCall { call: CallId(rng.below(2)), chain: ID }),
                1 => {
                    let version = 1 + rng.below(6) as i64;
                    assert_eq!(joined.record(record(version)), version > highest, "seed {seed}");
                    highest = highest.max(version);
                }
                _ => assert!(joined.row(row(&rng.below(2).to_string(), 200))),
            }
        }
        let Some(call) = joined.call(ID) else { continue };
        assert!(call.ours.len() <= 2 && call.rows.len() <= 2, "seed {seed}: told twice, kept once");
        assert_eq!(call.record.as_ref().map_or(0, |record| record.version.unwrap()), highest);
    }
}

#[test]
fn what_one_side_misses_is_found() {
    let mut joined = Joined::remembering(2);
    assert!(!joined.record(CallRecord::default()));
    joined.ours(&OurCall { call: CallId(1), chain: ID });
    assert_eq!(joined.unrecorded().collect::<Vec<_>>(), [ID]);
    joined.row(row("1", 480));
    assert_eq!(joined.unrecorded().count(), 0);
    assert!(joined.call(ID).unwrap().is_whole());
    assert_eq!(joined.call(ID).unwrap().rows[0].failed(), None, "0001 is no date");
    let mut stranger = record(1);
    stranger.id = Some(Guid::from_u128(2).to_string());
    joined.record(stranger);
    assert_eq!(joined.unknown().collect::<Vec<_>>(), [Guid::from_u128(2)]);
    assert_eq!(joined.tally()["whole"], 1);
    joined.ours(&OurCall { call: CallId(3), chain: Guid::from_u128(3) });
    assert!(joined.call(ID).is_none());
    assert_eq!(joined.forgotten(), 1);
}
