//! What leaves our client for an operation is what leaves Microsoft's own library for it.
//!
//! The plan (`graph/plan.json`) and our requests (`graph/operations.rs`, `graph/values.rs`) are made
//! of one table; the library walks the path with its own builders and writes the body with its own
//! models, and what it does not know is an error.

mod compare;
mod graph;

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::{Request as Arrived, State};
use axum::http::{StatusCode, header};
use azure_core::credentials::{AccessToken, TokenCredential, TokenRequestOptions};
use azure_core::time::OffsetDateTime;
use serde::Deserialize;
use serde_json::Value;
use teams_cc_graph::operations::Api;
use teams_cc_graph::{Graph, Request};

use crate::node::types;
use crate::program::{Folder, root, run};
use crate::python::python;
use compare::{Defect, Difference};

/// One operation with all its arguments.
pub(crate) type Ask = fn(&Api) -> Request<()>;

/// Defects of the library (msgraph-sdk 1.65.0 with std-uritemplate 2.0.12), by operation. Whoever
/// repairs one there makes this test fail here, so that the list stays true.
const DEFECTS: [(&str, Defect); 22] = [
    ("adhocCalls.recordings.getAll", Defect::LiteralAliases),
    ("adhocCalls.transcripts.getAll", Defect::LiteralAliases),
    ("callRecords.getDirectRoutingCalls", Defect::NoCommas),
    ("callRecords.getPstnCalls", Defect::NoCommas),
    ("calls.create", Defect::NoFlags),
    ("calls.logTeleconferenceDeviceQuality", Defect::ClockDurations),
    ("channels.create", Defect::NoFlags),
    ("channels.messages.reply", Defect::NoFlags),
    ("channels.messages.send", Defect::NoFlags),
    ("channels.update", Defect::NoFlags),
    ("chats.create", Defect::NoFlags),
    ("chats.messages.replyWithQuote", Defect::NoFlags),
    ("chats.messages.send", Defect::NoFlags),
    ("chats.messages.update", Defect::NoFlags),
    ("chats.update", Defect::NoFlags),
    ("policy.getPolicyId", Defect::NoCommas),
    ("presence.setPresence", Defect::ClockDurations),
    ("presence.setPresenceById", Defect::ClockDurations),
    ("presence.setUserPreferredPresence", Defect::ClockDurations),
    ("presence.setUserPreferredPresenceById", Defect::ClockDurations),
    ("recordings.getAll", Defect::LiteralAliases),
    ("transcripts.getAll", Defect::LiteralAliases),
];

/// What was sent for an operation, by whichever side.
#[derive(Clone, Debug, Default, Deserialize)]
struct Sent {
    method: String,
    path: String,
    query: String,
    #[serde(rename = "type")]
    content_type: Option<String>,
    body: Option<Value>,
}

/// What the library says for an operation.
#[derive(Debug, Deserialize)]
struct Theirs {
    id: String,
    error: Option<String>,
    /// The file of its builder.
    #[serde(default)]
    builder: String,
    /// Query options that the plan wants and the library does not have there.
    #[serde(default)]
    without: Vec<String>,
    #[serde(flatten)]
    sent: Option<Sent>,
}

#[derive(Debug, Deserialize)]
struct Plan {
    operations: Vec<Planned>,
    bodies: BTreeMap<String, Value>,
}

#[derive(Debug, Deserialize)]
struct Planned {
    id: String,
    options: Vec<String>,
    body: Option<String>,
    builder: String,
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_of_v1_leaves_as_microsofts_python_library_sends_it() {
    let Some(theirs) = theirs() else { return };
    let plan = plan();
    let ours = ours(&plan).await;
    let (mut wrong, mut found, mut equal) = (Vec::new(), BTreeSet::new(), 0);
    for planned in &plan.operations {
        let (id, ours) = (&planned.id, &ours[&planned.id]);
        let theirs = &theirs[id];
        if let Some(error) = &theirs.error {
            wrong.push(format!("{id}: the library: {error}"));
            continue;
        }
        // The table says which builder was looked at when it was made.
        if theirs.builder != planned.builder {
            wrong.push(format!("{id}: the library's builder is {}", theirs.builder));
        }
        if !theirs.without.is_empty() {
            wrong.push(format!("{id}: the library has no {}", theirs.without.join(", ")));
        }
        let wanted = planned.body.as_ref().map(|body| &plan.bodies[body]);
        let sent = theirs.sent.as_ref().expect("no error, so something was sent");
        let differences = compare::requests(ours, sent, wanted);
        if differences.is_empty() {
            equal += 1;
        }
        for difference in differences {
            match difference {
                Difference::Known(defect) => _ = found.insert((id.as_str(), defect)),
                Difference::Other(text) => wrong.push(format!("{id}: {text}")),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(found, BTreeSet::from(DEFECTS));
    let all = plan.operations.len();
    println!("{equal} of {all} operations are equal, {} are a defect there", all - equal);
    assert_eq!(all, in_the_table(), "every operation of version 1.0 is compared");
}

/// TypeScript's compiler knows Microsoft's types: an unknown property, a missing one, a value of
/// another type is an error.
#[tokio::test(flavor = "multi_thread")]
async fn microsofts_typescript_types_take_every_body_that_our_client_sends() {
    let plan = plan();
    let ours = ours(&plan).await;
    let bodies: BTreeMap<&str, &Value> = plan
        .operations
        .iter()
        .filter_map(|planned| {
            let body = planned.body.as_deref()?;
            Some((body, ours[&planned.id].body.as_ref()?))
        })
        .collect();
    let folder = Folder::new("types");
    let file = folder.write("bodies.json", serde_json::to_vec(&bodies).expect("JSON"));
    types(&file, bodies.len());
}

/// How many operations of version 1.0 the table has, `$batch` aside.
fn in_the_table() -> usize {
    let table = include_str!("../../../teams-cc-graph/metadata/graph-operations.tsv");
    table.lines().filter(|line| line.contains("\tv1.0\t") && !line.contains("\t/$batch\t")).count()
}

fn plan() -> Plan {
    serde_json::from_str(include_str!("graph/plan.json")).expect("a plan")
}

/// What Microsoft's library sends, by operation.
fn theirs() -> Option<BTreeMap<String, Theirs>> {
    let folder = root().join("tests/interop");
    let mut command = Command::new(python()?);
    command.arg(folder.join("python/capture.py")).arg(folder.join("capture/graph/plan.json"));
    let output = run(&mut command, b"", Duration::from_secs(120));
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    let lines = said.lines().map(|line| serde_json::from_str::<Theirs>(line).expect(line));
    Some(lines.map(|theirs| (theirs.id.clone(), theirs)).collect())
}

/// What our client sends, by operation: each is sent to a service that takes it down.
async fn ours(plan: &Plan) -> BTreeMap<String, Sent> {
    let caught = Caught::default();
    let service = Router::new().fallback(catch).with_state(Arc::clone(&caught));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, service).await });
    let graph = Graph::builder()
        .tenant("72f988bf-86f1-41af-91ab-2d7cd011db47")
        .credential(Arc::new(Anyone))
        .endpoint(format!("http://{address}"))
        .build()
        .expect("a client");
    let api = graph.api();
    let mut sent = BTreeMap::new();
    for (id, ask) in graph::OPERATIONS {
        let planned = plan.operations.iter().find(|planned| planned.id == *id).expect("planned");
        let options = planned.options.iter();
        let request = options.fold(ask(&api), |request, option| with_option(request, option));
        request.bytes().await.unwrap_or_else(|error| panic!("{id}: {error:?}"));
        let all = std::mem::take(&mut *caught.lock().expect("no panic"));
        assert_eq!(all.len(), 1, "{id} is one request");
        sent.extend(all.into_iter().map(|one| ((*id).to_owned(), one)));
    }
    sent
}

/// As `capture.py` sets them.
fn with_option(request: Request<()>, option: &str) -> Request<()> {
    match option {
        "$select" => request.select(["id", "displayName"]),
        "$expand" => request.expand("members"),
        "$filter" => request.filter("id eq 'o''hara+1@x'"),
        "$orderby" => request.order_by("id desc"),
        "$search" => request.search("\"displayName:a b\""),
        "$top" => request.top(5),
        "$skip" => request.skip(10),
        "$count" => request.count(),
        other => panic!("no option {other}"),
    }
}

type Caught = Arc<Mutex<Vec<Sent>>>;

async fn catch(State(caught): State<Caught>, request: Arrived) -> StatusCode {
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.expect("a body");
    let content_type = head.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let sent = Sent {
        method: head.method.to_string(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        content_type: content_type.map(str::to_owned),
        body: (!body.is_empty()).then(|| serde_json::from_slice(&body).expect("JSON")),
    };
    caught.lock().expect("no panic").push(sent);
    StatusCode::NO_CONTENT
}

/// Nobody looks at the token here.
#[derive(Debug)]
struct Anyone;

#[async_trait::async_trait]
impl TokenCredential for Anyone {
    async fn get_token(
        &self,
        _: &[&str],
        _: Option<TokenRequestOptions<'_>>,
    ) -> azure_core::Result<AccessToken> {
        let expires_on = OffsetDateTime::now_utc() + Duration::from_secs(3_600);
        Ok(AccessToken { token: "anyone".into(), expires_on })
    }
}
