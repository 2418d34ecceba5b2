//! Bots that chat, and what lies in the tenants, from inside the process.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use reqwest::Client;
use serde_json::{Value, json};
use teams_cc_emulator::{Emulator, Kept};
use tokio::sync::Mutex;

type Heard = Arc<Mutex<Vec<Value>>>;

async fn hear(
    State(heard): State<Heard>,
    axum::Json(activity): axum::Json<Value>,
) -> axum::Json<Value> {
    let name = activity["name"].as_str().unwrap_or_default().to_owned();
    let verb =
        activity.pointer("/value/action/verb").and_then(Value::as_str).map(ToOwned::to_owned);
    heard.lock().await.push(activity);
    axum::Json(match (name.as_str(), verb.as_deref()) {
        ("adaptiveCard/action", Some("accept")) => json!({"statusCode": 200,
            "type": "application/vnd.microsoft.activity.message", "value": "taken"}),
        // What a client does not understand.
        ("adaptiveCard/action", _) => json!({"value": "?"}),
        _ => json!({}),
    })
}

/// A bot on a port of its own.
async fn bot(teams: &Emulator) -> (teams_cc_core::Guid, Heard) {
    let heard = Heard::default();
    let app = Router::new().route("/api/messages", post(hear)).with_state(heard.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, app).await });
    let (id, _) = teams.sign_in().credentials();
    teams.chat_bot(id, &format!("http://{address}/api/messages"));
    (id, heard)
}

async fn token(teams: &Emulator, scope: &str) -> String {
    let config = teams.config();
    let root = reqwest::Certificate::from_pem(config.ca_pem.as_bytes()).expect("a certificate");
    let http = Client::builder().tls_certs_only([root]).build().expect("a client");
    let form = [
        ("client_id", config.client_id.to_string()),
        ("client_secret", config.client_secret.expose().to_owned()),
        ("scope", scope.to_owned()),
        ("grant_type", "client_credentials".to_owned()),
    ];
    let address = format!("{}/{}/oauth2/v2.0/token", config.signin, config.tenant);
    let answer: Value =
        http.post(address).form(&form).send().await.expect("sent").json().await.expect("JSON");
    answer["access_token"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

#[tokio::test]
async fn decision_17_a_person_writes_to_a_bot_presses_its_button_and_sees_what_it_says() {
    let teams = Emulator::start().await;
    let (bot, heard) = bot(&teams).await;
    let adele = teams.tenant("adatum").user("adele");
    adele.installs_bot(bot).await.expect("it hears");
    let reply = adele.writes_to_bot(bot, "hello").await.expect("it answers");
    assert_eq!(reply.status, 200);
    let activity = heard.lock().await.last().cloned().expect("an activity");
    assert_eq!(activity["text"], "hello");
    assert_eq!(activity["channelId"], "msteams");
    assert_eq!(activity["from"]["aadObjectId"], adele.id().to_string());
    let service = activity["serviceUrl"].as_str().expect("an address").to_owned();
    let conversation = activity["conversation"]["id"].as_str().expect("an id").to_owned();

    let http = Client::new();
    let bearer = token(&teams, "https://api.botframework.com/.default").await;
    let said = json!({"type": "message", "text": "a caller waits"});
    let place = format!("{service}v3/conversations/{conversation}/activities");
    let sent = http.post(&place).bearer_auth(&bearer).json(&said).send().await.expect("sent");
    assert_eq!(sent.status(), 201, "\n{}", teams.ladder());
    let sent: Value = sent.json().await.expect("JSON");
    let id = sent["id"].as_str().expect("an id");
    assert_eq!(adele.sees_of_bot(bot).last().expect("something")["text"], "a caller waits");

    let pressed = adele.presses(bot, id, "accept", json!({"call": 7})).await.expect("a card");
    assert_eq!(pressed.body["value"], "taken");
    let wrong = adele.presses(bot, id, "other", json!({})).await.expect_err("not understood");
    assert!(wrong.to_string().contains("statusCode"), "{wrong}");

    let gone =
        http.delete(format!("{place}/{id}")).bearer_auth(&bearer).send().await.expect("sent");
    assert_eq!(gone.status(), 200);
    assert!(adele.sees_of_bot(bot).iter().all(|activity| activity["id"] != id));

    let other = token(&teams, "https://graph.microsoft.com/.default").await;
    let refused = http.post(&place).bearer_auth(other).json(&said).send().await.expect("sent");
    assert_eq!(refused.status(), 401, "a token for Graph is none for the Connector");
}

#[tokio::test]
async fn graph_5_a_transcript_is_there_once_it_was_kept_and_attendance_counts() {
    let teams = Emulator::start().await;
    let config = teams.config();
    let (adele, diego) =
        (teams.tenant("adatum").user("adele"), teams.tenant("adatum").user("diego"));
    let bearer = token(&teams, "https://graph.microsoft.com/.default").await;
    let http = Client::new();
    let meetings = format!("{}/v1.0/users/{}/onlineMeetings", config.graph, adele.id());
    let made =
        http.post(&meetings).bearer_auth(&bearer).json(&json!({"subject": "x"})).send().await;
    let made: Value = made.expect("sent").json().await.expect("JSON");
    let meeting = made["id"].as_str().expect("an id");
    let id = adele.keeps(Kept::Transcript, meeting, b"WEBVTT\n\nhello").expect("room");
    let place = format!("{meetings}/{meeting}/transcripts/{id}/content?$format=text/vtt");
    let text = http.get(place).bearer_auth(&bearer).send().await.expect("sent");
    assert_eq!(text.headers()["content-type"], "text/vtt");
    assert_eq!(text.text().await.expect("text"), "WEBVTT\n\nhello");
    adele.was_visited(meeting, &diego, Duration::from_secs(90)).expect("room");
    let place = format!("{meetings}/{meeting}/attendanceReports?$expand=attendanceRecords");
    let report = http.get(place).bearer_auth(&bearer).send().await.expect("sent");
    let report: Value = report.json().await.expect("JSON");
    assert_eq!(
        report["value"][0]["attendanceRecords"][0]["totalAttendanceInSeconds"], 90,
        "{report}"
    );
}
