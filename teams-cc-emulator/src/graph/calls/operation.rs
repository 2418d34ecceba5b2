//! `commsOperation`: what takes a while and ends with a callback (section 2.4).

use std::time::Duration;

use serde_json::{Value, json};
use teams_cc_core::{Guid, Instant};

use super::call::Outcome;

/// What an operation does.
#[derive(Clone, Debug)]
pub(crate) enum Work {
    Play {
        /// URI and `resourceId` of each prompt.
        prompts: Vec<(String, String)>,
        /// When each begins, once they play.
        begins: Vec<Instant>,
    },
    Record(Record),
    SendTones,
    Other,
}

/// What `recordResponse` was told, and how far it is.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) prompts: Vec<(String, String)>,
    pub(crate) initial_silence: Duration,
    pub(crate) max_silence: Duration,
    pub(crate) max_length: Duration,
    pub(crate) has_beep: bool,
    pub(crate) stop_tones: String,
    /// When the prompt had ended.
    pub(crate) began: Option<Instant>,
}

/// Where an operation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Running,
    Completed,
    Failed,
}

impl Status {
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Completed => "completed",
            Self::Failed => "failed",
        }
    }
}

/// One operation of a call.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    pub(crate) id: Guid,
    /// `playPrompt`, `record`...: the type's name without `Operation`.
    pub(crate) kind: &'static str,
    pub(crate) status: Status,
    pub(crate) context: Option<String>,
    pub(crate) result: Option<Outcome>,
    pub(crate) work: Work,
    /// Properties of the subtype.
    pub(crate) more: Vec<(&'static str, Value)>,
}

impl Operation {
    pub(crate) fn new(id: Guid, kind: &'static str, context: Option<String>) -> Self {
        Self {
            id,
            kind,
            status: Status::Running,
            context,
            result: None,
            work: Work::Other,
            more: Vec::new(),
        }
    }

    /// Done, as far as it goes: code 200, sub-code 0.
    pub(crate) fn complete(&mut self) {
        self.status = Status::Completed;
        self.result = Some(Outcome::new(200, 0, ""));
    }

    pub(crate) fn is_final(&self) -> bool {
        matches!(self.status, Status::Completed | Status::Failed)
    }

    pub(crate) fn json(&self) -> Value {
        let mut all = json!({
            "@odata.type": format!("#microsoft.graph.{}Operation", self.kind),
            "id": self.id,
            "status": self.status.text(),
            "clientContext": self.context,
            "resultInfo": self.result.as_ref().map(Outcome::json),
        });
        for (name, value) in &self.more {
            all[*name] = value.clone();
        }
        all
    }
}
