//! Questions about what is so, asked until it is or time is up.

use std::time::Duration;

use serde::Deserialize;

use crate::Stage;

/// What must become true.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case", tag = "that", deny_unknown_fields)]
pub(super) enum Claim {
    /// A user shows this.
    Shows { tenant: String, user: String, availability: String, activity: Option<String> },
    /// A user is in so many calls that are answered and up (1 if absent).
    InCall { tenant: String, user: String, count: Option<usize> },
    /// So many calls have ended, and none is up.
    CallsEnded { count: usize },
    /// Nobody broke a rule of Teams so far.
    NoViolations,
    /// Somebody in a call with a bot has heard this prompt, by URI.
    HeardPrompt { who: String, uri: String },
    /// Two people talk without the bot that brought them together: short names, ids, numbers.
    Talk { one: String, other: String },
    /// So many calls with bots are in that state.
    BotCalls { state: String, count: usize },
    /// The ladder has this text.
    LadderHas { text: String },
}

/// How often a claim without a signal of its own is looked at again.
const AGAIN: Duration = Duration::from_millis(20);

impl Claim {
    /// Waits until it holds; what is so instead, if it does not within `patience` of real time.
    pub(super) async fn holds_within(
        &self,
        stage: &Stage,
        patience: Duration,
    ) -> Result<(), String> {
        let until = tokio::time::Instant::now() + patience;
        loop {
            match self.holds(stage) {
                Ok(()) => return Ok(()),
                Err(instead) if tokio::time::Instant::now() >= until => return Err(instead),
                Err(_) => tokio::time::sleep(AGAIN).await,
            }
        }
    }

    fn holds(&self, stage: &Stage) -> Result<(), String> {
        let id = |tenant: &str, user: &str| {
            let found = stage.people.user_named(tenant, user).map(|user| user.id);
            found.ok_or_else(|| format!("there is no user {user} in {tenant}"))
        };
        match self {
            Self::Shows { tenant, user, availability, activity } => {
                let ((is, does), _) = stage.presences.shown(id(tenant, user)?);
                let right = is == *availability && activity.as_ref().is_none_or(|a| *a == does);
                right.then_some(()).ok_or_else(|| format!("{user} shows {is}/{does}"))
            }
            Self::InCall { tenant, user, count } => {
                let id = id(tenant, user)?;
                let calls = stage.calls.list();
                let up = calls.iter().filter(|call| {
                    call.user == Some(id) && call.answered.is_some() && call.ended.is_none()
                });
                let (up, wanted) = (up.count(), count.unwrap_or(1));
                (up == wanted).then_some(()).ok_or_else(|| format!("{user} is in {up} calls"))
            }
            Self::CallsEnded { count } => {
                let calls = stage.calls.list();
                let ended = calls.iter().filter(|call| call.ended.is_some()).count();
                let right = ended == *count && ended == calls.len();
                let instead = || format!("{ended} of {} calls have ended", calls.len());
                right.then_some(()).ok_or_else(instead)
            }
            Self::NoViolations => {
                let calls = stage.calls.list();
                let first = calls.iter().find_map(|call| Some((call, call.violations.first()?)));
                first.map_or(Ok(()), |(call, what)| Err(format!("call {}: {what}", call.id)))
            }
            Self::HeardPrompt { who, uri } => {
                let leg = stage.bots.leg_of(who).ok_or_else(|| format!("{who} is in no call"))?;
                let heard = leg.heard();
                let instead = || format!("{who} heard {} prompts", heard.len());
                heard.contains(uri).then_some(()).ok_or_else(instead)
            }
            Self::Talk { one, other } => {
                let talk = stage.bots.talk(one, other);
                talk.then_some(()).ok_or_else(|| "they do not talk".into())
            }
            Self::BotCalls { state, count } => {
                let calls = stage.bots.calls();
                let there = calls.iter().filter(|call| call.state == state).count();
                let instead = || format!("{there} calls with bots are {state}");
                (there == *count).then_some(()).ok_or_else(instead)
            }
            Self::LadderHas { text } => {
                let has = stage.ladder.entries().iter().any(|entry| entry.line.contains(text));
                has.then_some(()).ok_or_else(|| "no line of the ladder has it".into())
            }
        }
    }
}
