//! Chat completions of Azure OpenAI, scripted.

use serde_json::{Value, json};

use super::Reply;
use super::answer::{Answer, Done};
use super::serve::{Asked, Front};
use crate::people::fresh_guid;

/// The categories of the content filter.
const CATEGORIES: [&str; 4] = ["hate", "self_harm", "sexual", "violence"];

fn filter(filtered: bool) -> Value {
    let severity = if filtered { "high" } else { "safe" };
    let all = CATEGORIES.map(|name| {
        let is_it = filtered && name == "violence";
        let severity = if is_it { severity } else { "safe" };
        (name.to_owned(), json!({"filtered": is_it, "severity": severity}))
    });
    Value::Object(all.into_iter().collect())
}

fn bad(message: &str, field: &str) -> Answer {
    let body = json!({"error": {
        "message": message, "type": "invalid_request_error", "param": field, "code": null,
    }});
    Answer::json(400, &body)
}

impl Front {
    /// `POST /openai/deployments/{deployment}/chat/completions`.
    pub(super) fn complete(&self, deployment: &str, asked: &Asked<'_>) -> Done {
        self.admit(asked, "api-key", false)?;
        if !is_version(asked.query("api-version")) {
            return Err(Answer::error(404, "404", "Resource not found"));
        }
        let is_there =
            self.stage.ai.with(|lines| lines.deployments.iter().any(|d| d == deployment));
        if !is_there {
            let text = "The API deployment for this resource does not exist. If you created the \
                        deployment within the last 5 minutes, please wait a moment and try again.";
            return Err(Answer::error(404, "DeploymentNotFound", text));
        }
        let body: Value = serde_json::from_slice(asked.body)
            .map_err(|_| bad("The body of the request is no JSON.", ""))?;
        let messages = body["messages"].as_array().filter(|all| !all.is_empty());
        let messages = messages.ok_or_else(|| bad("messages is required.", "messages"))?;
        for message in messages {
            let role = message["role"].as_str().unwrap_or_default();
            if !["system", "developer", "user", "assistant", "tool"].contains(&role) {
                return Err(bad("messages.role is none.", "messages"));
            }
            let content = &message["content"];
            if !content.is_string() && !content.is_array() && role != "assistant" {
                return Err(bad("messages.content is required.", "messages"));
            }
        }
        if body["stream"] == json!(true) {
            return Err(bad("The emulator does not stream completions.", "stream"));
        }
        let limits = ["max_tokens", "max_completion_tokens"].map(|name| &body[name]);
        if limits.iter().all(|limit| !limit.is_null()) {
            let text =
                "Setting max_tokens and max_completion_tokens at the same time is not supported.";
            return Err(bad(text, "max_tokens"));
        }
        if limits.iter().any(|limit| !limit.is_null() && limit.as_u64().is_none_or(|n| n == 0)) {
            return Err(bad("The limit of tokens must be at least 1.", "max_tokens"));
        }
        self.note("complete", json!({"deployment": deployment, "body": body}));
        let scripted = self.stage.ai.with(|lines| lines.replies.pop_front());
        let last = messages.iter().rev().find_map(|message| message["content"].as_str());
        let reply = scripted.unwrap_or_else(|| Reply::Say {
            words: format!("(scripted) You said: {}", last.unwrap_or_default()),
        });
        self.reply(deployment, &reply, messages.len())
    }

    fn reply(&self, deployment: &str, reply: &Reply, asked: usize) -> Done {
        let (words, reason) = match reply {
            Reply::Say { words } => (json!(words), "stop"),
            Reply::Cut { words } => (json!(words), "length"),
            Reply::Nothing => (Value::Null, "stop"),
            Reply::AnswerFiltered => (Value::Null, "content_filter"),
            Reply::NoChoices => (Value::Null, ""),
            Reply::QuestionFiltered => {
                let text = "The response was filtered due to the prompt triggering Azure OpenAI's \
                            content management policy. Please modify your prompt and retry.";
                let body = json!({"error": {
                    "message": text, "type": null, "param": "prompt", "code": "content_filter",
                    "status": 400,
                    "innererror": {
                        "code": "ResponsibleAIPolicyViolation", "content_filter_result": filter(true),
                    },
                }});
                return Err(Answer::json(400, &body));
            }
        };
        let made = words.as_str().map_or(0, |words| words.split_whitespace().count());
        let mut choices = json!([{
            "index": 0, "finish_reason": reason, "logprobs": null,
            "message": {"role": "assistant", "content": words, "refusal": null},
            "content_filter_results": filter(reason == "content_filter"),
        }]);
        if reason.is_empty() {
            choices = json!([]);
        }
        let id = fresh_guid(&mut self.stage.rng());
        Ok(Answer::json(
            200,
            &json!({
                "id": format!("chatcmpl-{id}"), "object": "chat.completion",
                "created": self.stage.clock.unix(), "model": format!("scripted-{deployment}"),
                "choices": choices,
                "prompt_filter_results": [{"prompt_index": 0, "content_filter_results": filter(false)}],
                "system_fingerprint": "fp_scripted",
                "usage": {
                    "prompt_tokens": asked, "completion_tokens": made, "total_tokens": asked + made,
                },
            }),
        ))
    }
}

/// `YYYY-MM-DD`, perhaps with `-preview`.
fn is_version(text: &str) -> bool {
    let date = text.strip_suffix("-preview").unwrap_or(text);
    let is_digit_or_dash = |(at, byte): (usize, u8)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    date.len() == 10 && date.bytes().enumerate().all(is_digit_or_dash)
}
