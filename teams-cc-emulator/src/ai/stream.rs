//! Chat completions word by word, as server-sent events.

use bytes::Bytes;
use serde_json::{Value, json};

use super::Reply;
use super::answer::{Answer, Content};
use super::chat::{filter, prompt_filter, said, usage};
use super::serve::Front;

impl Front {
    /// An answer with `stream`. `head`: what all of its objects have.
    pub(super) fn stream(
        &self,
        head: &Value,
        reply: &Reply,
        asked: usize,
        with_usage: bool,
    ) -> Answer {
        let (words, reason) = said(reply);
        let chunk = |choices: Value| {
            let mut chunk = head.clone();
            chunk["object"] = "chat.completion.chunk".into();
            chunk["choices"] = choices;
            if with_usage {
                chunk["usage"] = Value::Null;
            }
            chunk
        };
        let choice = |delta: Value, reason: Option<&str>, filters: Value| {
            chunk(json!([{
                "index": 0, "delta": delta, "finish_reason": reason, "logprobs": null,
                "content_filter_results": filters,
            }]))
        };
        // The question's filters come before everything, in an object that is empty otherwise.
        let mut all = vec![json!({
            "id": "", "object": "", "created": 0, "model": "", "choices": [],
            "prompt_filter_results": prompt_filter(),
        })];
        let stalls = matches!(reply, Reply::StallsAfter { .. });
        if !reason.is_empty() {
            let first = json!({"role": "assistant", "content": "", "refusal": null});
            all.push(choice(first, None, json!({})));
            let words = words.unwrap_or_default().split_inclusive(' ');
            all.extend(words.map(|word| choice(json!({"content": word}), None, filter(false))));
            if !stalls {
                let filters = if reason == "content_filter" { filter(true) } else { json!({}) };
                all.push(choice(json!({}), Some(reason), filters));
            }
        }
        if with_usage && !stalls {
            let mut last = chunk(json!([]));
            last["usage"] = usage(words, asked);
            all.push(last);
        }
        let event = |data: &dyn std::fmt::Display| Bytes::from(format!("data: {data}\n\n"));
        let mut events: Vec<Bytes> = all.iter().map(|chunk| event(chunk)).collect();
        if !stalls {
            events.push(event(&"[DONE]"));
        }
        let between = self.stage.ai.with(|lines| lines.between_words);
        let body = Content::Streamed { events, between, stalls };
        Answer { status: 200, headers: Vec::new(), kind: "text/event-stream; charset=utf-8", body }
    }
}
