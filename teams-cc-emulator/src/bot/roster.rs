//! Who is in a channel: what a bot may ask of the teams that it was installed in.

use serde_json::{Value, json};

use super::state::{Conversation, Kind};
use crate::{Stage, UserRecord};

/// A team as bots know it: by the thread of its first channel.
pub(super) struct Team {
    /// Graph's id of the team and of its group.
    pub(super) id: String,
    pub(super) name: Value,
    pub(super) thread: String,
}

/// Who is in a channel, as far as a bot may know.
pub(super) enum Roster {
    /// It is no channel that Graph knows.
    Elsewhere,
    /// The bot's app is not installed in the team.
    Closed,
    /// The people of its team, or its own if it is private.
    People(Vec<UserRecord>),
}

/// Who is in a conversation that may be a channel.
pub(super) fn members(stage: &Stage, of: &Conversation) -> Roster {
    if of.kind != Kind::Channel {
        return Roster::Elsewhere;
    }
    let tenant = of.tenant.id;
    let shelves = stage.store.shelves(tenant, "teams/").into_iter();
    let mut channels = shelves.filter(|shelf| shelf.ends_with("/channels"));
    let found = channels.find_map(|shelf| {
        let channel = stage.store.get(tenant, &shelf, &of.id)?;
        Some((shelf, channel))
    });
    let Some((shelf, channel)) = found else { return Roster::Elsewhere };
    let team = shelf.trim_end_matches("/channels").to_owned();
    if !is_installed(stage, of, &team) {
        return Roster::Closed;
    }
    let members = match channel["membershipType"].as_str() {
        Some("private" | "shared") => format!("{shelf}/{}/members", of.id),
        _ => format!("{team}/members"),
    };
    let all = stage.store.list(tenant, &members);
    let ids = all.iter().filter_map(|one| one["userId"].as_str()?.parse().ok());
    Roster::People(ids.filter_map(|id| stage.people.user_by_id(id)).collect())
}

/// The team with that thread, if the bot is installed there.
pub(super) fn team(stage: &Stage, of: &Conversation) -> Option<Team> {
    let all = stage.store.list(of.tenant.id, "teams");
    let found = all.into_iter().find(|team| team["internalId"] == of.id)?;
    let id = found["id"].as_str()?.to_owned();
    is_installed(stage, of, &format!("teams/{id}")).then(|| Team {
        id,
        name: found["displayName"].clone(),
        thread: of.id.clone(),
    })
}

/// The channels of a team; the first one has no name in them.
pub(super) fn channels(stage: &Stage, of: &Conversation, team: &Team) -> Value {
    let all = stage.store.list(of.tenant.id, &format!("teams/{}/channels", team.id));
    let shown = all.iter().map(|channel| {
        let name =
            if channel["id"] == team.thread { Value::Null } else { channel["displayName"].clone() };
        json!({"id": channel["id"], "name": name, "type": channel["membershipType"]})
    });
    json!({ "conversations": shown.collect::<Vec<_>>() })
}

fn is_installed(stage: &Stage, of: &Conversation, team: &str) -> bool {
    let tenant = of.tenant.id;
    let bot = of.bot.to_string();
    stage.store.list(tenant, &format!("{team}/installedApps")).iter().any(|one| {
        let app = one["teamsAppId"].as_str().unwrap_or_default();
        let app = stage.store.get(tenant, "appCatalogs/teamsApps", app).unwrap_or_default();
        let named = app["manifest"].pointer("/bots/0/botId").and_then(Value::as_str);
        named.is_some_and(|named| named.eq_ignore_ascii_case(&bot))
    })
}
