//! A bot in a few lines, called and calling: its requests to Graph, its callbacks from Graph.

mod callbacks;
mod calls;
mod subscriptions;
mod walk;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use teams_cc_core::Guid;
use teams_cc_emulator::graph::calls::prompt;
use teams_cc_emulator::{Bot, Emulator};
use tokio::sync::{mpsc, watch};

/// Longest wait for a callback.
const PATIENCE: Duration = Duration::from_secs(20);

struct World {
    teams: Emulator,
    http: reqwest::Client,
    graph: String,
    token: String,
    app: Guid,
    bot: String,
    callbacks: mpsc::UnboundedReceiver<Callback>,
    says: Says,
}

#[derive(Debug)]
struct Callback {
    path: String,
    headers: HeaderMap,
    body: Value,
}

/// What the bot's web server answers next: status, Location, body.
type Says = Arc<watch::Sender<(u16, String, Value)>>;

#[derive(Clone)]
struct Server {
    heard: mpsc::UnboundedSender<Callback>,
    says: Says,
}

async fn serve(State(server): State<Server>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().to_owned();
    if path.split('.').next_back() == Some("wav") {
        let ms = if path.contains("short") { 300 } else { 60_000 };
        return prompt(ms).into_response();
    }
    let query = parts.uri.query().unwrap_or_default();
    if let Some(token) = query.split('&').find_map(|one| one.strip_prefix("validationToken=")) {
        let token = token.replace("%20", " ").replace("%3A", ":");
        let token = if path.ends_with("/wrong") { "wrong".into() } else { token };
        return ([(header::CONTENT_TYPE, "text/plain")], token).into_response();
    }
    let bytes = axum::body::to_bytes(body, 1 << 20).await.expect("a body");
    let body = serde_json::from_slice(&bytes).expect("JSON");
    let moved = path.ends_with("/moved");
    // The test may be over.
    let _ = server.heard.send(Callback { path, headers: parts.headers, body });
    let (status, location, said) = server.says.borrow().clone();
    let status = if moved { 202 } else { status };
    let status = StatusCode::from_u16(status).expect("a status");
    (status, [(header::LOCATION, location)], axum::Json(said)).into_response()
}

impl World {
    async fn new() -> Self {
        let teams = Emulator::start().await;
        let config = teams.config();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let bot = format!("http://{}", listener.local_addr().expect("an address"));
        let (heard, callbacks) = mpsc::unbounded_channel();
        let says: Says = Arc::new(watch::Sender::new((202, String::new(), Value::Null)));
        let server = Server { heard, says: says.clone() };
        let router = Router::new().fallback(serve).with_state(server);
        tokio::spawn(async move { axum::serve(listener, router).await });
        teams.bots().register(Bot::new(config.client_id, format!("{bot}/hook")));
        let root = reqwest::Certificate::from_pem(config.ca_pem.as_bytes()).expect("a root");
        let builder = reqwest::Client::builder().tls_certs_only([root]);
        let http = builder.build().expect("a client");
        let (graph, app) = (config.graph.clone(), config.client_id);
        let token = String::new();
        let world = Self { teams, http, graph, token, app, bot, callbacks, says };
        Self { token: world.sign_in().await, ..world }
    }

    async fn sign_in(&self) -> String {
        let config = self.teams.config();
        let form = [
            ("client_id", config.client_id.to_string()),
            ("client_secret", config.client_secret.expose().to_owned()),
            ("scope", "https://graph.microsoft.com/.default".to_owned()),
            ("grant_type", "client_credentials".to_owned()),
        ];
        let address = format!("{}/{}/oauth2/v2.0/token", config.signin, config.tenant);
        let answer = self.http.post(address).form(&form).send().await.expect("an answer");
        let answer: Value = answer.json().await.expect("JSON");
        answer["access_token"].as_str().expect("a token").to_owned()
    }

    async fn ask(&self, method: &str, path: &str, body: Value) -> (u16, Value) {
        let method = method.parse().expect("a method");
        let address = format!("{}/v1.0{path}", self.graph);
        let mut request = self.http.request(method, address).bearer_auth(&self.token);
        if !body.is_null() {
            request = request.json(&body);
        }
        let answer = request.send().await.expect("an answer");
        let status = answer.status().as_u16();
        let text = answer.text().await.expect("text");
        (status, serde_json::from_str(&text).unwrap_or_default())
    }

    async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        self.ask("POST", path, body).await
    }

    /// An action of a call.
    async fn act(&self, call: &str, action: &str, body: Value) -> (u16, Value) {
        self.post(&format!("/communications/calls/{call}/{action}"), body).await
    }

    async fn next(&mut self) -> Callback {
        let next = tokio::time::timeout(PATIENCE, self.callbacks.recv()).await;
        next.unwrap_or_else(|_| panic!("no callback came\n{}", self.teams.ladder()))
            .expect("the server runs")
    }

    /// The next item that fits; others are let go.
    async fn until(&mut self, fits: impl Fn(&Value) -> bool) -> Value {
        loop {
            let callback = self.next().await;
            let item = callback.body["value"][0].clone();
            if fits(&item) {
                return item;
            }
        }
    }

    /// The next callback about a call in that state.
    async fn state(&mut self, state: &str) -> Value {
        self.until(|item| item["resourceData"]["state"] == state).await
    }

    fn media() -> Value {
        json!({"@odata.type": "#microsoft.graph.serviceHostedMediaConfig"})
    }

    fn answer(&self) -> Value {
        json!({"callbackUri": format!("{}/cb", self.bot), "mediaConfig": Self::media(),
            "acceptedModalities": ["audio"]})
    }

    fn call(&self, targets: &[Value]) -> Value {
        json!({
            "@odata.type": "#microsoft.graph.call",
            "callbackUri": format!("{}/cb", self.bot),
            "requestedModalities": ["audio"],
            "mediaConfig": Self::media(),
            "targets": targets,
        })
    }

    fn user(&self, name: &str) -> Guid {
        self.teams.tenant("adatum").user(name).id()
    }

    fn prompts(&self, names: &[&str]) -> Value {
        let one = |name: &&str| {
            json!({"@odata.type": "#microsoft.graph.mediaPrompt", "mediaInfo": {
                "@odata.type": "#microsoft.graph.mediaInfo",
                "uri": format!("{}/{name}.wav", self.bot), "resourceId": name}})
        };
        json!({"clientContext": "c-1", "prompts": names.iter().map(one).collect::<Vec<_>>()})
    }
}

fn user(id: Guid) -> Value {
    json!({"identity": {"user": {"id": id}}})
}

fn id_of(item: &Value) -> String {
    item["resourceData"]["id"].as_str().expect("an id").to_owned()
}
