//! `$batch`: up to 20 requests in one (`graph.md` section 1.6).

use axum::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::answer::{Answer, Ask, Body};
use super::{Caller, Graph};

/// Most requests in one batch.
const MOST_STEPS: usize = 20;

struct Step {
    id: String,
    ask: Result<Ask, Answer>,
    after: Vec<String>,
}

impl Graph {
    /// `POST /$batch`.
    pub(super) fn batch(&self, ask: &Ask, caller: &Caller) -> Result<Answer, Answer> {
        if ask.method != Method::POST {
            return Err(Answer::wrong_method());
        }
        let bad = |text: &str| Answer::error(400, "BadRequest", text);
        let requests = ask.object()?.get("requests").and_then(Value::as_array);
        let requests = requests.ok_or_else(|| bad("The property 'requests' is required."))?;
        if requests.len() > MOST_STEPS {
            let text = "Number of batch request steps exceeds the maximum value of 20.";
            return Err(bad(text));
        }
        let steps: Vec<Step> =
            requests.iter().map(|request| step(ask.version, request)).collect::<Result<_, _>>()?;
        let mut answered: Vec<(String, Answer)> = Vec::new();
        for (place, step) in steps.iter().enumerate() {
            if steps[..place].iter().any(|other| other.id == step.id) {
                return Err(bad("The ids of batch requests must be unique."));
            }
            let known = |id: &String| steps[..place].iter().any(|other| other.id == *id);
            if !step.after.iter().all(known) {
                return Err(bad("dependsOn must name requests that stand before."));
            }
            let failed = |id: &String| {
                answered.iter().any(|(other, answer)| other == id && answer.status >= 400)
            };
            let answer = if step.after.iter().any(failed) {
                let text = "A request that this one depends on failed.";
                Answer::error(424, "FailedDependency", text)
            } else {
                match &step.ask {
                    Err(refusal) => refusal.clone(),
                    Ok(ask) if ask.path.first().is_some_and(|name| name == "$batch") => {
                        bad("A batch cannot hold a batch.")
                    }
                    Ok(ask) => self.step_answer(ask, caller),
                }
            };
            answered.push((step.id.clone(), answer));
        }
        // Any order is allowed, so the emulator never keeps the one of the requests.
        let turn = usize::from(answered.len() > 1);
        answered.rotate_left(turn);
        let responses: Vec<Value> =
            answered.into_iter().map(|(id, answer)| self.envelope(&id, answer)).collect();
        Ok(Answer::ok(json!({ "responses": responses })))
    }

    fn envelope(&self, id: &str, answer: Answer) -> Value {
        let answer = self.finish(answer, None);
        let mut headers: Map<String, Value> =
            answer.headers.iter().map(|(n, v)| ((*n).to_owned(), v.as_str().into())).collect();
        if answer.body.is_some() {
            headers.insert("Content-Type".into(), "application/json".into());
        }
        let mut response = json!({"id": id, "status": answer.status, "headers": headers});
        if let Some(body) = answer.body {
            response["body"] = body;
        } else if let Some((kind, bytes)) = answer.bytes {
            // What is no JSON comes as base64 (section 1.6).
            response["headers"]["Content-Type"] = kind.into();
            response["body"] = STANDARD.encode(bytes).into();
        }
        response
    }
}

fn step(version: &'static str, request: &Value) -> Result<Step, Answer> {
    let bad = |text: &str| Answer::error(400, "BadRequest", text);
    let text = |name: &str| request.get(name).and_then(Value::as_str);
    let id = text("id").ok_or_else(|| bad("Each batch request needs an id."))?;
    let method = text("method").and_then(|m| m.to_ascii_uppercase().parse::<Method>().ok());
    let method = method.ok_or_else(|| bad("Each batch request needs a method."))?;
    let address = text("url").ok_or_else(|| bad("Each batch request needs a url."))?;
    let says_json = request.get("headers").and_then(Value::as_object).is_some_and(|headers| {
        headers.iter().any(|(name, value)| {
            name.eq_ignore_ascii_case("content-type")
                && value.as_str().is_some_and(|v| v.starts_with("application/json"))
        })
    });
    let body = match request.get("body") {
        None => Ok(Body::None),
        Some(body) if says_json => Ok(Body::Json(body.clone())),
        Some(_) => {
            let text = "A batch request with a JSON body needs the header Content-Type.";
            Err(bad(text))
        }
    };
    let depends = request.get("dependsOn").and_then(Value::as_array);
    let after = depends.into_iter().flatten().filter_map(Value::as_str).map(ToOwned::to_owned);
    // A full address, or one that repeats the version, is refused as Graph does.
    let ask = body.and_then(|body| {
        if address.contains("://") {
            return Err(bad("The url of a batch request is relative to the version."));
        }
        let ask = Ask::new(version, method, address, body);
        let headers = request.get("headers").and_then(Value::as_object).into_iter().flatten();
        Ok(headers.fold(ask, |ask, (name, value)| {
            ask.with_header(name, value.as_str().unwrap_or_default())
        }))
    });
    Ok(Step { id: id.into(), ask, after: after.collect() })
}
