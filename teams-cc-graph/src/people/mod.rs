//! People of the directory: who is an agent, who is an expert, and who of them is free.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::Value;

use teams_cc_core::{Address, Agent, Availability, E164, Error, Guid, Presence};

use crate::models::Collection;
use crate::{Graph, error};

/// People of one group, or of one search; more than a contact centre has.
const MOST_PEOPLE: usize = 100_000;
/// A person as far as a contact centre looks at one. A small selection costs little
/// (`graph.md` section 1.4, resource units).
const FIELDS: &str = "id,displayName,userPrincipalName,businessPhones,jobTitle,department";

/// A person of the directory.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Person {
    /// The Entra object id.
    pub id: Guid,
    /// As people call them.
    #[serde(default)]
    pub display_name: Option<String>,
    /// Who they sign in as.
    #[serde(default)]
    pub user_principal_name: Option<String>,
    /// The numbers that the directory knows. Numbers of Teams Phone need not be among them.
    #[serde(default)]
    pub business_phones: Vec<String>,
    /// What they do.
    #[serde(default)]
    pub job_title: Option<String>,
    /// Where they belong.
    #[serde(default)]
    pub department: Option<String>,
}

impl Person {
    /// As an agent: named by object id, reached by the first number that the directory knows, as
    /// trunks dial people; without one as a person in Teams, whom only Graph can call.
    pub fn agent(&self) -> Agent {
        let address = self.number().map_or(Address::TeamsUser(self.id), Address::from);
        Agent::new(&*self.id.to_string()).at(address).in_teams(self.id)
    }

    /// The first number that is one.
    pub fn number(&self) -> Option<E164> {
        self.business_phones.iter().find_map(|number| {
            let plain: String =
                number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
            plain.parse().ok()
        })
    }
}

/// Without names.
impl std::fmt::Debug for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Person").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Someone who may help, and what Teams shows for them (CC-06).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Expert {
    /// Who.
    pub person: Person,
    /// What Teams shows; `None` if it does not say.
    pub presence: Option<Presence>,
}

impl Expert {
    /// Whether a call now is welcome.
    pub fn is_free(&self) -> bool {
        self.presence.as_ref().is_some_and(|presence| {
            matches!(presence.availability, Availability::Available | Availability::AvailableIdle)
        })
    }
}

/// One group of the directory.
#[derive(Clone, Debug)]
pub struct Group {
    graph: Graph,
    name: String,
}

impl Group {
    pub(crate) fn new(graph: Graph, name: impl Into<String>) -> Self {
        Self { graph, name: name.into() }
    }

    /// Its people as [agents](Person::agent). Devices,
    /// applications and groups in it do not count. Needs `GroupMember.Read.All` and `User.ReadBasic.All`.
    ///
    /// # Errors
    /// `TCC-GRAPH-0304` if there is no such group, or more than one of that name.
    pub async fn members(&self) -> Result<Vec<Agent>, Error> {
        Ok(self.people().await?.iter().map(Person::agent).collect())
    }

    /// Its people, as the directory knows them.
    pub async fn people(&self) -> Result<Vec<Person>, Error> {
        let id = self.id().await?;
        let path = format!("/groups/{id}/members?$select={FIELDS}&$top=999");
        all(&self.graph, &path).await
    }

    async fn id(&self) -> Result<Guid, Error> {
        if let Ok(id) = self.name.parse() {
            return Ok(id);
        }
        #[derive(Deserialize)]
        struct Found {
            id: Guid,
        }
        let filter = encoded(&format!("displayName eq {}", quoted(&self.name)));
        let path = format!("/groups?$filter={filter}&$select=id&$top=2");
        let found: Collection<Found> = self.graph.get(&path).await?;
        match found.value.as_slice() {
            [one] => Ok(one.id),
            _ => Err(error::no_group(found.value.len())),
        }
    }
}

/// People of the directory.
#[derive(Clone, Debug)]
pub struct People {
    graph: Graph,
}

impl People {
    pub(crate) fn new(graph: Graph) -> Self {
        Self { graph }
    }

    /// One person.
    pub async fn person(&self, id: Guid) -> Result<Person, Error> {
        self.graph.get(&format!("/users/{id}?$select={FIELDS}")).await
    }

    /// Who has this number in the directory. Numbers of Teams Phone are there only where somebody
    /// keeps them in step.
    pub async fn with_number(&self, number: &E164) -> Result<Vec<Person>, Error> {
        let number = quoted(&number.to_string());
        let filter =
            encoded(&format!("businessPhones/any(p:p eq {number}) or mobilePhone eq {number}"));
        let path = format!("/users?$filter={filter}&$select={FIELDS}&$count=true&$top=25");
        // `any` beside `or` is one of the advanced queries.
        let found = self.graph.get::<Collection<Person>>(&path);
        Ok(found.header("ConsistencyLevel", "eventual").await?.value)
    }

    /// Experts whose name, department or job title has these words, at most `most`: those who are
    /// free first, then as the directory ranks them.
    pub async fn experts(&self, words: &str, most: usize) -> Result<Vec<Expert>, Error> {
        let clean: String = words.chars().filter(|c| !matches!(c, '"' | '\\')).collect();
        let top = most.clamp(1, 100);
        let search = ["displayName", "department", "jobTitle"];
        let search: Vec<String> =
            search.iter().map(|field| format!("\"{field}:{}\"", clean.trim())).collect();
        let search = encoded(&search.join(" OR "));
        let path = format!("/users?$search={search}&$select={FIELDS}&$top={top}&$count=true");
        let found = self.graph.get::<Collection<Person>>(&path);
        let found = found.header("ConsistencyLevel", "eventual").await?.value;
        let presences = self.graph.presence().of(found.iter().map(|person| person.id)).await?;
        let mut shown: HashMap<Guid, Presence> = presences
            .iter()
            .filter_map(|presence| Some((presence.id.as_deref()?.parse().ok()?, presence.shown())))
            .collect();
        let experts = found.into_iter().map(|person| {
            let presence = shown.remove(&person.id);
            Expert { person, presence }
        });
        let mut experts: Vec<Expert> = experts.collect();
        experts.sort_by_key(|expert| !expert.is_free());
        Ok(experts)
    }
}

/// All pages of a list of people.
async fn all(graph: &Graph, path: &str) -> Result<Vec<Person>, Error> {
    let members = graph.get::<Collection<Value>>(path).all(MOST_PEOPLE).await?;
    let people = members.into_iter().filter_map(|member| {
        let kind = member.get("@odata.type").and_then(Value::as_str).unwrap_or("user");
        let is_person = kind.to_ascii_lowercase().ends_with("user");
        is_person.then(|| serde_json::from_value::<Person>(member).ok()).flatten()
    });
    Ok(people.collect())
}

/// As a string of OData: quotes are doubled.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// For a query: `&`, `#`, `+` and `%` would end or change it.
fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

#[cfg(test)]
mod tests;
