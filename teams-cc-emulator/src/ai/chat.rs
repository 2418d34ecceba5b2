//! Chat completions of Azure OpenAI, scripted.

use serde_json::{Value, json};

use super::Reply;
use super::answer::{Answer, Done};
use super::serve::{Asked, Front};
use crate::people::fresh_guid;

/// The categories of the content filter.
const CATEGORIES: [&str; 4] = ["hate", "self_harm", "sexual", "violence"];

pub(super) fn filter(filtered: bool) -> Value {
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
    pub(super) async fn complete(&self, deployment: &str, asked: &Asked<'_>) -> Done {
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
        if !body["stream_options"].is_null() && body["stream"] != json!(true) {
            let text = "The 'stream_options' parameter is only allowed when 'stream' is enabled.";
            return Err(bad(text, "stream_options"));
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
        let (asked, streams) = (messages.len(), body["stream"] == json!(true));
        if let Reply::QuestionFiltered = &reply {
            return Err(question_filtered());
        }
        if streams {
            let with_usage = body["stream_options"]["include_usage"] == json!(true);
            return Ok(self.stream(&self.head(deployment), &reply, asked, with_usage));
        }
        if let Reply::StallsAfter { .. } = &reply {
            std::future::pending::<()>().await;
        }
        Ok(self.reply(deployment, &reply, asked))
    }

    /// What every object of one answer has.
    fn head(&self, deployment: &str) -> Value {
        let id = fresh_guid(&mut self.stage.rng());
        json!({
            "id": format!("chatcmpl-{id}"), "created": self.stage.clock.unix(),
            "model": format!("scripted-{deployment}"), "system_fingerprint": "fp_scripted",
        })
    }

    fn reply(&self, deployment: &str, reply: &Reply, asked: usize) -> Answer {
        let (words, reason) = said(reply);
        let mut choices = json!([{
            "index": 0, "finish_reason": reason, "logprobs": null,
            "message": {"role": "assistant", "content": words, "refusal": null},
            "content_filter_results": filter(reason == "content_filter"),
        }]);
        if reason.is_empty() {
            choices = json!([]);
        }
        let mut whole = self.head(deployment);
        whole["object"] = "chat.completion".into();
        whole["choices"] = choices;
        whole["prompt_filter_results"] = prompt_filter();
        whole["usage"] = usage(words, asked);
        Answer::json(200, &whole)
    }
}

/// The words of a reply, and how it ends.
pub(super) fn said(reply: &Reply) -> (Option<&str>, &'static str) {
    match reply {
        Reply::Say { words } | Reply::StallsAfter { words } => (Some(words), "stop"),
        Reply::Cut { words } => (Some(words), "length"),
        Reply::FilteredAfter { words } => (Some(words), "content_filter"),
        Reply::AnswerFiltered => (None, "content_filter"),
        Reply::Nothing => (None, "stop"),
        Reply::NoChoices | Reply::QuestionFiltered => (None, ""),
    }
}

fn question_filtered() -> Answer {
    let text = "The response was filtered due to the prompt triggering Azure OpenAI's content \
                management policy. Please modify your prompt and retry.";
    let body = json!({"error": {
        "message": text, "type": null, "param": "prompt", "code": "content_filter",
        "status": 400,
        "innererror": {
            "code": "ResponsibleAIPolicyViolation", "content_filter_result": filter(true),
        },
    }});
    Answer::json(400, &body)
}

pub(super) fn prompt_filter() -> Value {
    json!([{"prompt_index": 0, "content_filter_results": filter(false)}])
}

pub(super) fn usage(words: Option<&str>, asked: usize) -> Value {
    let made = words.map_or(0, |words| words.split_whitespace().count());
    json!({"prompt_tokens": asked, "completion_tokens": made, "total_tokens": asked + made})
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
