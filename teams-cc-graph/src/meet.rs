//! A meeting for a conversation in writing: made by Graph, joined by a link.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};
use teams_cc_core::channel::Meeting;
use teams_cc_core::{Error, Guid};

use crate::{Graph, error};

impl Graph {
    /// Makes an online meeting of this person, from now on: whoever has its link joins, a customer
    /// in a browser too. The application needs `OnlineMeetings.ReadWrite.All` and an application
    /// access policy for the organiser. Not repeated when the answer is lost: a second meeting
    /// would be made.
    ///
    /// # Errors
    /// `TCC-GRAPH-0611` if Graph gives no link; else as every request.
    ///
    /// # Source
    /// Graph v1.0, "Create onlineMeeting".
    pub async fn meeting(
        &self,
        organiser: Guid,
        subject: &str,
        lasts: Duration,
    ) -> Result<Meeting, Error> {
        let begins = Timestamp::now();
        let ends = begins.checked_add(lasts).unwrap_or(begins);
        let body = json!({"subject": subject, "startDateTime": begins.to_string(),
            "endDateTime": ends.to_string()});
        let path = format!("/users/{organiser}/onlineMeetings");
        let made: Value = self.post(&path, &body).await?;
        let text = |name: &str| made.get(name).and_then(Value::as_str).map(str::to_owned);
        let link = text("joinWebUrl").filter(|link| link.starts_with("https://"));
        let (Some(id), Some(link)) = (text("id"), link) else { return Err(error::no_link()) };
        Ok(Meeting { id, link })
    }
}
