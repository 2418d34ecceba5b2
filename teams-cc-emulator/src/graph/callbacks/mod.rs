//! Callbacks to calling bots: in order per call, signed, and wrong on purpose (sections 2.5, 9.3).

mod shape;

use std::collections::HashMap;
use std::time::Duration;

use axum::http::header;
use serde_json::{Value, json};
use teams_cc_core::{Guid, Rng};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::calls::{Effect, Joining, Notice, SEES_CALLERS, UNKNOWN_LENGTH, prompt_length};
use crate::outbound::{Reply, Sent, is_reachable};
use crate::people::fresh_guid;
use crate::sign_in::{Issuer, SignIn};
use crate::{Fault, Place, Stage, Wire};

/// How long a bot may take to answer a callback.
const PATIENCE: Duration = Duration::from_secs(15);
/// How long a prompt file may take.
const FETCH_PATIENCE: Duration = Duration::from_secs(10);
/// Before a callback that failed is sent once more (the service's own policy is not documented).
const AGAIN_AFTER: Duration = Duration::from_secs(1);
/// Callbacks of one call that wait; beyond it they are lost, and the ladder says so.
const MOST_WAITING: usize = 1_000;
/// Redirections followed.
const MOST_MOVES: usize = 3;
/// How long a callback's token lives.
const TOKEN_LIFE_S: u64 = 3_600;

/// Whoever delivers; ends with the emulator.
#[derive(Debug)]
pub(crate) struct Delivering {
    _tasks: JoinSet<()>,
}

impl Delivering {
    pub(crate) fn start(stage: &Stage, sign_in: &SignIn) -> Self {
        let mut tasks = JoinSet::new();
        tasks.spawn(run(stage.clone(), sign_in.clone()));
        Self { _tasks: tasks }
    }
}

async fn run(stage: Stage, sign_in: SignIn) {
    let mut lanes: HashMap<Guid, mpsc::Sender<Notice>> = HashMap::new();
    let mut tasks = JoinSet::new();
    loop {
        let effect = tokio::select! {
            effect = stage.bots.next_effect() => effect,
            Some(_) = tasks.join_next() => continue,
        };
        match effect {
            Effect::Prefetch { call, prompts } => {
                let stage = stage.clone();
                tasks.spawn(async move {
                    if let Err(why) = lengths(&stage, call, prompts).await {
                        let text = format!("prompt not fetched ahead: {why}");
                        stage.ladder.note("graph", &call.to_string(), &text);
                    }
                });
            }
            Effect::Fetch { call, operation, prompts } => {
                tasks.spawn(fetch(stage.clone(), call, operation, prompts));
            }
            Effect::Notify(notice) => {
                let (id, is_last) = (notice.call, notice.is_last);
                let lane = lanes.entry(id).or_insert_with(|| {
                    let (sender, waiting) = mpsc::channel(MOST_WAITING);
                    let rng = stage.rng();
                    let lane = Lane::new(stage.clone(), sign_in.clone(), rng);
                    tasks.spawn(lane.run(waiting));
                    sender
                });
                if lane.try_send(notice).is_err() {
                    stage.ladder.note("graph", &id.to_string(), "callbacks wait: one is lost");
                }
                if is_last {
                    lanes.remove(&id);
                }
            }
        }
    }
}

/// Fetches prompts for an operation.
async fn fetch(stage: Stage, call: Guid, operation: Guid, prompts: Vec<(String, String)>) {
    let fetched = lengths(&stage, call, prompts).await;
    stage.bots.with(|book, now| book.fetched(now, call, operation, fetched));
}

/// How long prompts play; they are fetched unless known by `resourceId`.
async fn lengths(
    stage: &Stage,
    call: Guid,
    prompts: Vec<(String, String)>,
) -> Result<Vec<Duration>, String> {
    let mut lengths = Vec::with_capacity(prompts.len());
    for (uri, resource) in prompts {
        let known = stage.bots.with(|book, _| book.prompts.get(&resource).copied());
        if let Some(known) = known.filter(|_| !resource.is_empty()) {
            lengths.push(known);
            continue;
        }
        if !is_reachable(&uri) {
            stage.ladder.note("graph", &call.to_string(), "prompt not on loopback, not fetched");
            lengths.push(UNKNOWN_LENGTH);
            continue;
        }
        let line = format!("GET {}", path_of(&uri));
        stage.ladder.message(Wire::Graph, "graph", "bot", &call.to_string(), &line);
        let reply = stage.outbound.send(Sent::get(&uri), FETCH_PATIENCE).await?;
        if reply.status != 200 {
            return Err(format!("its address answers {}", reply.status));
        }
        let length = prompt_length(&reply.body)?;
        if !resource.is_empty() {
            stage.bots.with(|book, _| book.prompt_is(&resource, length));
        }
        lengths.push(length);
    }
    Ok(lengths)
}

fn path_of(uri: &str) -> &str {
    let after = uri.find("://").map_or(0, |at| at + 3);
    uri[after..].find('/').map_or("/", |at| &uri[after + at..])
}

/// The callbacks of one call, one after the other.
struct Lane {
    stage: Stage,
    sign_in: SignIn,
    rng: Rng,
    scenario: Guid,
    sent: u64,
    /// The bot has asked for Graph's format.
    speaks_graph: bool,
    /// Where a 302 sent this call.
    moved: Option<String>,
}

/// What a fault makes of a token.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Token {
    Right,
    WrongAudience,
    WrongSignature,
    Expired,
    Absent,
}

impl Lane {
    fn new(stage: Stage, sign_in: SignIn, mut rng: Rng) -> Self {
        let scenario = fresh_guid(&mut rng);
        Self { stage, sign_in, rng, scenario, sent: 0, speaks_graph: false, moved: None }
    }

    async fn run(mut self, mut waiting: mpsc::Receiver<Notice>) {
        let mut kept_back: Option<Notice> = None;
        while let Some(notice) = waiting.recv().await {
            let subject = format!("{} {}", notice.subject, path_of(&notice.url));
            let fault = self.stage.faults.take(Place::Callback, &subject);
            let mut token = Token::Right;
            let mut times = 1;
            match fault {
                Some(Fault::Reset | Fault::Silent | Fault::LoseAnswer) => {
                    self.remark(&notice, "callback lost on purpose");
                    continue;
                }
                Some(Fault::Slow { ms }) => {
                    self.stage.clock.sleep(Duration::from_millis(ms)).await;
                }
                Some(Fault::Duplicate) => times = 2,
                Some(Fault::Reorder) if !notice.is_last => {
                    kept_back = Some(notice);
                    continue;
                }
                Some(Fault::WrongAudience) => token = Token::WrongAudience,
                Some(Fault::WrongSignature) => token = Token::WrongSignature,
                Some(Fault::ExpiredToken) => token = Token::Expired,
                Some(Fault::NoToken) => token = Token::Absent,
                _ => {}
            }
            for _ in 0..times {
                self.deliver(&notice, token).await;
            }
            if let Some(late) = kept_back.take() {
                self.remark(&late, "callback out of order on purpose");
                self.deliver(&late, Token::Right).await;
            }
        }
    }

    fn remark(&self, notice: &Notice, text: &str) {
        self.stage.ladder.note("graph", &notice.call.to_string(), text);
    }

    async fn deliver(&mut self, notice: &Notice, token: Token) {
        let mut notice = notice.clone();
        if notice.subject == "created incoming" {
            let roles = self.sign_in.app(notice.app).map(|app| app.roles).unwrap_or_default();
            if !roles.iter().any(|role| SEES_CALLERS.contains(&role.as_str())) {
                let hidden = self.stage.bots.with(|book, _| book.hide_caller(notice.call));
                notice.item["resourceData"]["source"]["identity"] = hidden;
            }
        }
        let style = self.stage.bots.with(|book, _| {
            book.bots.get(&notice.app).map(|bot| bot.style.clone()).unwrap_or_default()
        });
        if !is_reachable(&notice.url) {
            self.remark(&notice, &format!("{} not sent: not on loopback", notice.subject));
            return;
        }
        let is_legacy = style.legacy && !self.speaks_graph && notice.whole.is_none();
        let body = match &notice.whole {
            Some(whole) => whole.clone(),
            None if is_legacy => shape::legacy(&notice.item),
            None => shape::graph(&notice.item, &style),
        };
        let reply = self.post(&notice, &body, token).await;
        let Some(reply) = reply else { return };
        if is_legacy && reply.status == 204 {
            // The bot wants Graph's format: the same once more, and all that follow.
            self.speaks_graph = true;
            let body = shape::graph(&notice.item, &style);
            self.post(&notice, &body, token).await;
        }
        if notice.subject.starts_with("participantJoining") {
            let who = notice.whole.as_ref().and_then(|whole| {
                whole.pointer("/call/incomingContext/observedParticipantId")?.as_str()?.parse().ok()
            });
            let answer = Joining::read(&reply.body);
            if let Some(who) = who {
                let next = self
                    .stage
                    .bots
                    .with(|book, now| book.join_answered(now, notice.call, who, &answer));
                if let Some((tenant, party, uri)) = next {
                    self.stage.bots.invite_elsewhere(tenant, &party, notice.app, &uri);
                }
            }
        }
    }

    /// Sends one body, following redirections; once more after a failure.
    async fn post(&mut self, notice: &Notice, body: &Value, token: Token) -> Option<Reply> {
        for is_second in [false, true] {
            let mut url = self.moved.clone().unwrap_or_else(|| notice.url.clone());
            for _ in 0..MOST_MOVES {
                match self.send(notice, &url, body, token).await {
                    Ok(reply) if reply.status == 302 => {
                        let to = reply.header(header::LOCATION).to_owned();
                        if !is_reachable(&to) {
                            self.remark(notice, "302 without an address on loopback");
                            return None;
                        }
                        // Another region of the bot takes this call from now on.
                        self.moved = Some(to.clone());
                        url = to;
                    }
                    Ok(reply) if reply.status < 500 => return Some(reply),
                    _ => break,
                }
            }
            if !is_second {
                self.stage.clock.sleep(AGAIN_AFTER).await;
            }
        }
        self.remark(notice, &format!("callback given up: {}", notice.subject));
        None
    }

    async fn send(
        &mut self,
        notice: &Notice,
        url: &str,
        body: &Value,
        token: Token,
    ) -> Result<Reply, String> {
        self.sent += 1;
        let mut sent = Sent::post_json(url, body)
            .header("scenario-id", self.scenario.to_string())
            .header("x-microsoft-skype-chain-id", notice.chain.to_string())
            .header("x-microsoft-skype-message-id", fresh_guid(&mut self.rng).to_string())
            .header("user-agent", "Microsoft-Skype/3.0 (Calling/1.0)");
        if let Some(token) = self.token(notice, token) {
            sent = sent.header("authorization", format!("Bearer {token}"));
        }
        let call = notice.call.to_string();
        let line = format!("POST {} {}", path_of(url), notice.subject);
        self.stage.ladder.message(Wire::Graph, "graph", "bot", &call, &line);
        let answer = self.stage.outbound.send(sent, PATIENCE).await;
        let line = match &answer {
            Ok(reply) => reply.status.to_string(),
            Err(lost) => format!("nothing: {lost}"),
        };
        self.stage.ladder.message(Wire::Graph, "bot", "graph", &call, &line);
        answer
    }

    fn token(&mut self, notice: &Notice, kind: Token) -> Option<String> {
        if kind == Token::Absent {
            return None;
        }
        let now = self.stage.clock.unix();
        let audience = match kind {
            Token::WrongAudience => fresh_guid(&mut self.rng),
            _ => notice.app,
        };
        let (from, until) = match kind {
            Token::Expired => (now.saturating_sub(3 * TOKEN_LIFE_S), now - TOKEN_LIFE_S),
            _ => (now.saturating_sub(60), now + TOKEN_LIFE_S),
        };
        let claims = json!({
            "aud": audience,
            "iss": "https://graph.microsoft.com",
            "iat": from,
            "nbf": from,
            "exp": until,
            "tid": notice.tenant,
            "ver": "1.0",
        });
        match self.sign_in.sign_service_claims(Issuer::Calling, &claims) {
            Ok(token) if kind == Token::WrongSignature => {
                // The signature of other claims: right in shape, wrong in fact.
                let other =
                    self.sign_in.sign_service_claims(Issuer::Calling, &json!({"aud": "x"})).ok()?;
                let (signed, _) = token.rsplit_once('.')?;
                Some(format!("{signed}.{}", other.rsplit_once('.')?.1))
            }
            Ok(token) => Some(token),
            Err(error) => {
                tracing::warn!(%error, "a callback's token was not signed");
                None
            }
        }
    }
}
