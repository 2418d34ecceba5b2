//! Who takes work.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Address, AgentId, Guid, Skill};

/// A person who takes work: a name, skills with levels, and where to be reached.
///
/// ```
/// use teams_cc_core::{Agent, E164, Error};
///
/// let number: E164 = "+14255550101".parse()?;
/// let adele = Agent::new("adele")
///     .with("billing", 5)
///     .at(number) // Direct Routing dials the number
///     .in_teams("4b444206-207c-42f8-92a6-e332b41c88a2".parse()?); // presence knows the person
/// assert_eq!(adele.level(&"billing".into()), Some(5));
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agent {
    id: AgentId,
    #[serde(default)]
    skills: BTreeMap<Skill, u8>,
    address: Address,
    #[serde(default)]
    queues: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    teams_user: Option<Guid>,
}

impl Agent {
    /// An agent without skills, reached at a seat of the vendor's own desktop until
    /// [`at`](Self::at) says otherwise.
    pub fn new(id: impl Into<AgentId>) -> Self {
        let id = id.into();
        let address = Address::Seat(id.clone());
        Self { id, skills: BTreeMap::new(), address, queues: Vec::new(), teams_user: None }
    }

    /// Adds a skill at `level` (0 to 100).
    #[must_use]
    pub fn with(mut self, skill: impl Into<Skill>, level: u8) -> Self {
        self.skills.insert(skill.into(), level.min(crate::skill::MAX_LEVEL));
        self
    }

    /// Takes a skill away.
    #[must_use]
    pub fn without(mut self, skill: &Skill) -> Self {
        self.skills.remove(skill);
        self
    }

    /// Carries this label, and no other value of it: a site, a shift, a licence
    /// ([`Skill::label`] asks for it).
    #[must_use]
    pub fn labelled(mut self, name: &str, value: &str) -> Self {
        let same = format!("{name}=");
        self.skills.retain(|skill, _| !skill.name().starts_with(&same));
        self.skills.insert(Skill::label(name, value), crate::skill::MAX_LEVEL);
        self
    }

    /// Where this agent is reached.
    #[must_use]
    pub fn at(mut self, address: impl Into<Address>) -> Self {
        self.address = address.into();
        self
    }

    /// Serves this queue. An agent that names no queue serves all.
    #[must_use]
    pub fn serving(mut self, queue: impl Into<String>) -> Self {
        self.queues.push(queue.into());
        self
    }

    /// Says who this is in Teams, by Entra object id: where presence comes from when the agent is
    /// reached by a number.
    #[must_use]
    pub fn in_teams(mut self, object_id: Guid) -> Self {
        self.teams_user = Some(object_id);
        self
    }

    /// Who this is in Teams: as [`in_teams`](Self::in_teams) says, else by the address if that is
    /// a person in Teams, else by the name if that is an object id.
    pub fn teams_user(&self) -> Option<Guid> {
        self.teams_user.or_else(|| match &self.address {
            Address::TeamsUser(id) => Some(*id),
            _ => self.id.as_str().parse().ok(),
        })
    }

    /// The name inside the contact centre.
    pub fn id(&self) -> &AgentId {
        &self.id
    }

    /// Where the agent is reached.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// The level of one skill.
    pub fn level(&self, skill: &Skill) -> Option<u8> {
        self.skills.get(skill).copied()
    }

    /// All skills, by name.
    pub fn skills(&self) -> impl Iterator<Item = (&Skill, u8)> {
        self.skills.iter().map(|(skill, level)| (skill, *level))
    }

    /// The queues it serves; empty means all.
    pub fn queues(&self) -> &[String] {
        &self.queues
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADELE: &str = "4b444206-207c-42f8-92a6-e332b41c88a2";

    #[test]
    fn who_an_agent_is_in_teams() {
        let person: Guid = ADELE.parse().unwrap();
        let dialled = Agent::new("adele").at(crate::Address::Dialled("0101".into()));
        assert_eq!(dialled.teams_user(), None);
        assert_eq!(dialled.clone().in_teams(person).teams_user(), Some(person));
        assert_eq!(Agent::new("adele").at(Address::TeamsUser(person)).teams_user(), Some(person));
        assert_eq!(Agent::new(ADELE).teams_user(), Some(person));
        let other = Guid::from_u128(7);
        assert_eq!(Agent::new(ADELE).in_teams(other).teams_user(), Some(other), "said wins");
    }

    #[test]
    fn a_label_has_one_value() {
        let agent = Agent::new("adele").labelled("site", "berlin").labelled("site", "oslo");
        assert_eq!(agent.level(&Skill::label("site", "oslo")), Some(100));
        assert_eq!(agent.level(&Skill::label("site", "berlin")), None);
    }

    #[test]
    fn levels_end_at_the_highest() {
        let agent = Agent::new("adele").with("a", 200).with("b", 3).serving("billing");
        let skills: Vec<_> = agent.skills().map(|(s, l)| (s.name().to_owned(), l)).collect();
        assert_eq!(skills, [("a".into(), 100), ("b".into(), 3)]);
        assert_eq!((agent.level(&"c".into()), agent.queues()), (None, &["billing".to_owned()][..]));
    }

    #[test]
    fn json_has_what_was_said_and_nothing_else() {
        let plain = Agent::new("adele").with("billing", 5);
        let text = r#"{"id":"adele","skills":{"billing":5},"address":"seat:adele","queues":[]}"#;
        assert_eq!(serde_json::to_string(&plain).unwrap(), text);
        let known = plain.in_teams(ADELE.parse().unwrap());
        let text = serde_json::to_string(&known).unwrap();
        assert!(text.contains(ADELE));
        assert_eq!(serde_json::from_str::<Agent>(&text).unwrap(), known);
    }
}
