//! Channels of a team.

use serde_json::{Value, json};

use super::super::answer::Answer;
use super::super::changes::ChangeKind;
use super::super::odata::Listing;
use super::teams::merge;
use super::{Deed, bad, needed, not_found};
use crate::people::fresh_guid;

/// Longest name of a channel.
const MOST_NAME: usize = 50;
/// Channels of a team.
const MOST_CHANNELS: usize = 1000;

impl Deed<'_> {
    pub(super) fn channels(&self) -> Result<Answer, Answer> {
        let team = self.key(0);
        self.team(team)?;
        let shelf = format!("teams/{team}/channels");
        let what = format!("teams('{team}')/channels");
        let listing = Listing::new("channel", 100, 999);
        match self.id() {
            "channels.list" => self.list(self.store().list(self.tenant(), &shelf), &what, &listing),
            "channels.create" => self.create_channel(&shelf, &what, &listing),
            "channels.get" => self.entity(self.channel(team, self.key(1))?, &what, &listing),
            "channels.update" => {
                let body = self.body("channel")?.clone();
                let id = self.key(1);
                let changed = self.store().change(self.tenant(), &shelf, id, |c| merge(c, &body));
                let channel = changed.ok_or_else(|| not_found("Channel not found."))?;
                self.publish(format!("{what}('{id}')"), ChangeKind::Updated, "channel", &channel);
                Ok(self.nothing())
            }
            "channels.delete" => {
                let id = self.key(1);
                if self.channel(team, id)?["displayName"] == "General" {
                    return Err(bad("The General channel cannot be deleted."));
                }
                let gone = self.store().remove(self.tenant(), &shelf, id);
                let gone = gone.ok_or_else(|| not_found("Channel not found."))?;
                self.store().remove_below(self.tenant(), &format!("{shelf}/{id}/"));
                self.publish(format!("{what}('{id}')"), ChangeKind::Deleted, "channel", &gone);
                Ok(self.nothing())
            }
            "channels.members.list" => {
                let channel = self.channel(team, self.key(1))?;
                // Everybody of the team is in a standard channel.
                let at = if channel["membershipType"] == "standard" {
                    format!("teams/{team}/members")
                } else {
                    format!("{shelf}/{}/members", self.key(1))
                };
                let listing = Listing::new("conversationMember", 100, 999);
                let what = format!("{what}('{}')/members", self.key(1));
                self.list(self.store().list(self.tenant(), &at), &what, &listing)
            }
            "channels.members.add" | "channels.members.remove" => {
                let channel = self.channel(team, self.key(1))?;
                if channel["membershipType"] == "standard" {
                    return Err(bad("Members of a standard channel are those of the team."));
                }
                let members = format!("{shelf}/{}/members", self.key(1));
                let of = format!("{what}('{}')", self.key(1));
                match self.id() {
                    "channels.members.add" => self.add_member(&members, &of),
                    _ => self.remove_member(&members, &of, self.key(2)),
                }
            }
            other => Err(Answer::no_segment(other)),
        }
    }

    /// A channel of a team, or the refusal.
    pub(super) fn channel(&self, team: &str, id: &str) -> Result<Value, Answer> {
        self.team(team)?;
        let channel = self.store().get(self.tenant(), &format!("teams/{team}/channels"), id);
        channel.ok_or_else(|| not_found("Channel not found."))
    }

    fn create_channel(
        &self,
        shelf: &str,
        what: &str,
        listing: &Listing<'_>,
    ) -> Result<Answer, Answer> {
        let body = self.body("channel")?;
        let name = needed(body, "displayName")?.to_owned();
        if name.chars().count() > MOST_NAME {
            return Err(bad("Channel name must be at most 50 characters."));
        }
        let known = self.store().list(self.tenant(), shelf);
        if known.iter().any(|channel| channel["displayName"] == name.as_str()) {
            return Err(bad("Channel name already existed, please use other name."));
        }
        if known.len() >= MOST_CHANNELS {
            return Err(bad("A team has at most 1000 channels."));
        }
        let kind = body.get("membershipType").and_then(Value::as_str).unwrap_or("standard");
        let members = body.get("members").and_then(Value::as_array).cloned().unwrap_or_default();
        let people = members.iter().map(|m| self.member_of(m)).collect::<Result<Vec<_>, _>>()?;
        if kind != "standard" && people.is_empty() && self.caller.user.is_none() {
            return Err(bad("A private or shared channel needs an owner among its members."));
        }
        let id = fresh_guid(&mut self.graph.shared.rng.lock()).to_string();
        let id = format!("19:{}@thread.tacv2", id.replace('-', ""));
        let channel = json!({"id": id, "createdDateTime": self.now(), "displayName": name,
            "description": body.get("description").cloned().unwrap_or(Value::Null),
            "isFavoriteByDefault": body.get("isFavoriteByDefault").cloned().unwrap_or(false.into()),
            "email": "", "tenantId": self.tenant(), "membershipType": kind, "isArchived": false,
            "webUrl": format!("https://teams.microsoft.com/l/channel/{}", super::segment(&id))});
        self.store().put(self.tenant(), shelf, channel.clone())?;
        for (user, roles) in &people {
            let member = self.member(&id, user, roles);
            self.store().put(self.tenant(), &format!("{shelf}/{id}/members"), member)?;
        }
        self.publish(format!("{what}('{id}')"), ChangeKind::Created, "channel", &channel);
        self.entity(channel, what, listing)
    }
}
