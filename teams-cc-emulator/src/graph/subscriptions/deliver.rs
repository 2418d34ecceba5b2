//! Handshakes and posts: a thin driver.

use std::fmt::Write as _;
use std::time::Duration;

use axum::http::{Method, header};
use serde_json::{Value, json};
use teams_cc_core::{Guid, TenantId};
use tokio::task::JoinSet;

use super::book::{Post, SLOW};
use super::hubs::{self, is_hub};
use super::rules::{self, Kind};
use super::{HANDSHAKE, next_presence};
use crate::graph::Graph;
use crate::graph::answer::Answer;
use crate::graph::changes::Change;
use crate::graph::presence::presence_json;
use crate::outbound::{GRACE, Sent, is_nobodys};
use crate::sign_in::{Issuer, SignIn};
use crate::{Fault, Place, Stage, Wire};

/// The application behind Graph's notifications (section 6.5).
const CHANGE_TRACKING: &str = "0bf30f3b-4a52-48df-9a82-234910c4a086";
/// A handshake is answered within (section 6.2).
const HANDSHAKE_PATIENCE: Duration = Duration::from_secs(10);
/// An answer is waited for a little longer than the limit, so that slow is told from lost.
const PATIENCE: Duration = Duration::from_secs(SLOW.as_secs() + 20);
/// How long a validation token lives.
const TOKEN_LIFE_S: u64 = 3_600;
/// Posts under way at a time.
const MOST_AT_ONCE: usize = 64;

/// Whoever notifies; ends with the emulator.
#[derive(Debug)]
pub(crate) struct Notifying {
    _tasks: JoinSet<()>,
}

impl Notifying {
    pub(crate) fn start(stage: &Stage, sign_in: &SignIn) -> Self {
        let mut tasks = JoinSet::new();
        tasks.spawn(run(stage.clone(), sign_in.clone()));
        Self { _tasks: tasks }
    }
}

async fn run(stage: Stage, sign_in: SignIn) {
    let mut presence = stage.presences.changes();
    let mut posts: JoinSet<()> = JoinSet::new();
    let mut kept_back: Option<Post> = None;
    loop {
        let watched = look(&stage);
        let (post, deadline) = stage.subscriptions.with_quietly(|book, now| {
            let free = posts.len() < MOST_AT_ONCE;
            (if free { book.poll(now) } else { None }, book.deadline())
        });
        if let Some(post) = post {
            let fault = stage.faults.take(Place::Notification, &post.subject);
            if matches!(fault, Some(Fault::Reorder)) {
                kept_back = Some(post);
                continue;
            }
            posts.spawn(deliver(stage.clone(), sign_in.clone(), post, fault));
            if let Some(late) = kept_back.take() {
                posts.spawn(deliver(stage.clone(), sign_in.clone(), late, None));
            }
            continue;
        }
        let next = deadline.into_iter().chain(next_presence(&stage, &watched)).min();
        let is_free = posts.len() < MOST_AT_ONCE;
        let wait = async {
            match next {
                Some(at) if is_free => stage.clock.sleep_until(at).await,
                _ => std::future::pending().await,
            }
        };
        tokio::select! {
            () = wait => {}
            () = stage.changes.news() => {}
            () = stage.subscriptions.0.work.notified() => {}
            Some(_) = posts.join_next() => {}
            // The sender lives in the stage.
            _ = presence.changed() => {}
        }
    }
}

/// Takes in what has changed; gives everybody whose presence is watched.
fn look(stage: &Stage) -> Vec<Guid> {
    let wall = stage.clock.wall();
    let missed = stage.changes.take_dropped();
    while let Some(mut change) = stage.changes.take() {
        name_members(stage, &mut change);
        stage.subscriptions.with_quietly(|book, now| book.changed(now, wall, &change));
    }
    stage.subscriptions.with_quietly(|book, now| {
        if missed {
            book.everybody_missed(now);
        }
        book.tidy(wall);
        let mut watched = Vec::new();
        let mut news: Vec<(Guid, Guid)> = Vec::new();
        for one in book.all.values_mut() {
            let Kind::Presences(users) = &one.rule.kind else { continue };
            watched.extend(users.iter().copied());
            for user in users {
                let sequence = stage.presences.shown(*user).1;
                if one.seen.insert(*user, sequence).is_some_and(|before| before != sequence)
                    && one.is_proven
                {
                    news.push((one.id, *user));
                }
            }
        }
        for (id, user) in news {
            let mut data = presence_json(&stage.presences, user);
            data["@odata.type"] = "#microsoft.graph.presence".into();
            let resource = format!("communications/presences('{user}')");
            book.tell(now, id, "updated", &resource, &data);
        }
        watched
    })
}

/// Adds the people of the chat to a change of a message: whoever subscribed to all messages of a
/// user is told by them.
fn name_members(stage: &Stage, change: &mut Change) {
    let path = rules::normal(&change.resource);
    let mut segments = path.split('/');
    let (Some("chats"), Some(chat), Some("messages")) =
        (segments.next(), segments.next(), segments.next())
    else {
        return;
    };
    let members = stage.store.list(change.tenant, &format!("chats/{chat}/members"));
    let ids: Vec<Value> = members.iter().map(|member| member["userId"].clone()).collect();
    if change.data.is_object() {
        change.data["@emulator.members"] = ids.into();
    }
}

async fn deliver(stage: Stage, sign_in: SignIn, post: Post, fault: Option<Fault>) {
    let (began, really) = (stage.clock.now(), tokio::time::Instant::now());
    let mut times = 1;
    let mut audience = None;
    let mut token_fault = None;
    match fault {
        Some(Fault::Reset | Fault::Silent | Fault::LoseAnswer) => {
            stage.ladder.note(
                "graph",
                "",
                &format!("notification lost on purpose: {}", post.subject),
            );
            stage.subscriptions.with(|book, now| book.answered(now, post.id, true, Duration::ZERO));
            return;
        }
        Some(Fault::Slow { ms }) => stage.clock.sleep(Duration::from_millis(ms)).await,
        Some(Fault::Duplicate) => times = 2,
        Some(Fault::WrongAudience) => audience = Some(Guid::from_u128(0)),
        Some(fault @ (Fault::WrongSignature | Fault::ExpiredToken | Fault::NoToken)) => {
            token_fault = Some(fault);
        }
        _ => {}
    }
    let mut body = json!({ "value": post.items });
    if !post.tokens.is_empty() && token_fault != Some(Fault::NoToken) {
        let tokens: Vec<Value> = post
            .tokens
            .iter()
            .filter_map(|(app, tenant)| {
                let app = audience.unwrap_or(*app);
                token(&stage, &sign_in, app, *tenant, token_fault.as_ref()).map(Value::from)
            })
            .collect();
        body["validationTokens"] = tokens.into();
    }
    let is_hub = is_hub(&post.url);
    if is_hub {
        // A hub gets no validation tokens (section 6.6).
        stage.hubs.sent(&post.url, &json!({ "value": post.items }));
        stage.ladder.note("graph", "", &format!("event hub: {}", post.subject));
    }
    let mut is_taken = is_nobodys(&post.url) || is_hub;
    for _ in 0..if is_taken { 0 } else { times } {
        let line = format!("POST {} {}", path_of(&post.url), post.subject);
        stage.ladder.message(Wire::Graph, "graph", "subscriber", "", &line);
        let answer = stage.outbound.send(Sent::post_json(&post.url, &body), PATIENCE).await;
        let line = match &answer {
            Ok(reply) => reply.status.to_string(),
            Err(lost) => format!("nothing: {lost}"),
        };
        stage.ladder.message(Wire::Graph, "subscriber", "graph", "", &line);
        is_taken = answer.is_ok_and(|reply| (200..300).contains(&reply.status));
    }
    // A clock that a test moved meanwhile makes nobody slow.
    let really = really.elapsed();
    let took = if really < GRACE { really } else { stage.clock.now().since(began) };
    stage.subscriptions.with(|book, now| book.answered(now, post.id, is_taken, took));
}

/// One JWT of `validationTokens` (section 6.5).
fn token(
    stage: &Stage,
    sign_in: &SignIn,
    app: Guid,
    tenant: TenantId,
    fault: Option<&Fault>,
) -> Option<String> {
    let now = stage.clock.unix();
    let until = if fault == Some(&Fault::ExpiredToken) {
        now.saturating_sub(TOKEN_LIFE_S)
    } else {
        now + TOKEN_LIFE_S
    };
    let claims = json!({
        "aud": app,
        "iss": format!("https://sts.windows.net/{tenant}/"),
        "iat": until.saturating_sub(TOKEN_LIFE_S + 60),
        "nbf": until.saturating_sub(TOKEN_LIFE_S + 60),
        "exp": until,
        "appid": CHANGE_TRACKING,
        "appidacr": "2",
        "tid": tenant,
        "ver": "1.0",
    });
    let token = sign_in.sign_service_claims(Issuer::Entra, &claims).ok()?;
    if fault == Some(&Fault::WrongSignature) {
        let other = sign_in.sign_service_claims(Issuer::Entra, &json!({"aud": "x"})).ok()?;
        let signed = token.rsplit_once('.')?.0;
        return Some(format!("{signed}.{}", other.rsplit_once('.')?.1));
    }
    Some(token)
}

fn path_of(url: &str) -> &str {
    let after = url.find("://").map_or(0, |at| at + 3);
    let path = url[after..].find('/').map_or("/", |at| &url[after + at..]);
    path.split('?').next().unwrap_or_default()
}

impl Graph {
    /// Carries out the handshakes an answer waits for; the answer as it leaves.
    pub(in crate::graph) async fn shake_hands(&self, mut answer: Answer) -> Answer {
        if let Some(place) = answer.headers.iter().position(|(name, _)| *name == HANDSHAKE) {
            let (_, about) = answer.headers.remove(place);
            return match self.prove(&about).await {
                Ok(()) => answer,
                Err(refusal) => refusal,
            };
        }
        // Inside a batch the mark stands in the headers of a step.
        let steps = answer.body.as_mut().and_then(|body| body.get_mut("responses"));
        let Some(steps) = steps.and_then(Value::as_array_mut) else { return answer };
        for step in steps {
            let mark = step["headers"].as_object_mut().and_then(|all| all.remove(HANDSHAKE));
            let Some(mark) = mark else { continue };
            if let Err(refusal) = self.prove(mark.as_str().unwrap_or_default()).await {
                step["status"] = refusal.status.into();
                step["body"] = refusal.body.unwrap_or_default();
            }
        }
        answer
    }

    /// `about` is a subscription's id, and a new address if only that is to be proven.
    async fn prove(&self, about: &str) -> Result<(), Answer> {
        let (id, moved) = about.split_once(' ').map_or((about, None), |(id, url)| (id, Some(url)));
        let Ok(id) = id.parse::<Guid>() else { return Ok(()) };
        let found = self.stage.subscriptions.with(|book, _| book.all.get(&id).cloned());
        let Some(one) = found else { return Ok(()) };
        let mut urls = vec![moved.map_or_else(|| one.url.clone(), ToOwned::to_owned)];
        urls.extend(one.lifecycle_url.clone().filter(|_| moved.is_none()));
        for url in urls {
            if let Err(why) = self.shake(&url).await {
                if moved.is_none() {
                    self.stage.subscriptions.with(|book, _| book.all.remove(&id));
                }
                let text = format!("Subscription validation request failed. {why}");
                return Err(Answer::error(400, "ValidationError", &text));
            }
        }
        self.stage.subscriptions.with(|book, _| {
            if let Some(one) = book.all.get_mut(&id) {
                one.is_proven = true;
                if let Some(url) = moved {
                    one.url = url.into();
                }
            }
        });
        Ok(())
    }

    async fn shake(&self, url: &str) -> Result<(), String> {
        if is_hub(url) {
            let id = self.stage.subscriptions.with(|book, _| book.id());
            self.stage.hubs.sent(url, &hubs::validation(&id.to_string()));
            return Ok(());
        }
        if is_nobodys(url) {
            self.stage.ladder.note("graph", "", "no handshake: nobody can listen there");
            return Ok(());
        }
        let id = self.stage.subscriptions.with(|book, _| book.id());
        let token = format!(
            "Validation: Testing client application reachability for subscription Request-Id: {id}"
        );
        let joint = if url.contains('?') { '&' } else { '?' };
        let sent = Sent {
            method: Method::POST,
            url: format!("{url}{joint}validationToken={}", encoded(&token)),
            headers: vec![("content-type", "text/plain; charset=utf-8".into())],
            body: Vec::new(),
        };
        let line = format!("POST {} validationToken", path_of(url));
        self.stage.ladder.message(Wire::Graph, "graph", "subscriber", "", &line);
        let reply = self.stage.outbound.send(sent, HANDSHAKE_PATIENCE).await;
        let reply = reply.map_err(|_| "The request timed out or the host was not reached.")?;
        let line = reply.status.to_string();
        self.stage.ladder.message(Wire::Graph, "subscriber", "graph", "", &line);
        if reply.status != 200 {
            return Err(format!("HTTP status code is '{}', expected '200'.", reply.status));
        }
        if !reply.header(header::CONTENT_TYPE).to_ascii_lowercase().starts_with("text/plain") {
            return Err("The content type must be 'text/plain'.".into());
        }
        if reply.body.as_ref() != token.as_bytes() {
            return Err("The body must be the validation token, decoded.".into());
        }
        Ok(())
    }
}

/// Percent-encoded, as one query value.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            // Writing into a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
