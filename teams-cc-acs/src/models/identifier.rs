//! Who takes part in a call, by raw id.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use teams_cc_core::{Address, E164, Error, Guid, TenantId, redact_number};

use crate::error;

/// Somebody who takes part in a call. Two are equal if their raw ids are: the service's own `kind`
/// is `unknown` where Teams is concerned, and says nothing.
///
/// ```
/// use teams_cc_acs::models::{Identifier, Kind};
///
/// let account: Identifier = "28:orgid:e5b7f628-ea94-4fdc-b3d9-1af1fe231111".parse().unwrap();
/// assert!(matches!(account.kind(), Kind::TeamsApp { .. }));
/// let phone: Identifier = "4:+14255550100".parse().unwrap();
/// assert_eq!(format!("{phone:?}"), "Identifier(4:+1425*****00)");
/// ```
///
/// # Source
/// `acs.md` section 4.
#[derive(Clone)]
pub struct Identifier {
    raw_id: Box<str>,
    /// As it came; written back unchanged.
    came: Option<Box<Map<String, Value>>>,
}

/// Where an id is at home.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "three clouds that say what they are")]
pub enum Home {
    #[default]
    Public,
    Gcch,
    Dod,
}

impl Home {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Gcch => "gcch",
            Self::Dod => "dod",
        }
    }
}

/// What a raw id says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind<'a> {
    /// An identity of a Communication Services resource.
    Communication {
        /// The whole id.
        id: &'a str,
    },
    /// A phone number, or `anonymous`.
    Phone {
        /// As the service writes it.
        number: &'a str,
    },
    /// A person in Teams.
    TeamsUser {
        /// The object id in Entra; another id if anonymous.
        user: &'a str,
        /// A guest without an account.
        anonymous: bool,
        /// The cloud.
        home: Home,
    },
    /// A resource account or a bot.
    TeamsApp {
        /// Its object id or application id.
        app: &'a str,
        /// The cloud.
        home: Home,
    },
    /// An agent with a work account in the vendor's own desktop (dual persona).
    TeamsExtension {
        /// The person's object id.
        user: &'a str,
        /// The tenant.
        tenant: &'a str,
        /// The Communication Services resource.
        resource: &'a str,
        /// The cloud.
        home: Home,
    },
    /// Anything newer; the raw id is kept.
    Unknown,
}

impl Identifier {
    /// From a raw id, whatever it is.
    pub fn from_raw_id(raw_id: impl Into<Box<str>>) -> Self {
        Self { raw_id: raw_id.into(), came: None }
    }

    /// A phone number.
    pub fn phone(number: E164) -> Self {
        Self::from_raw_id(format!("4:{number}"))
    }

    /// A person in Teams. Teams Phone extensibility cannot call one (CC-64).
    pub fn teams_user(object_id: Guid) -> Self {
        Self::from_raw_id(format!("8:orgid:{object_id}"))
    }

    /// A resource account, by its object id.
    pub fn resource_account(object_id: Guid) -> Self {
        Self::from_raw_id(format!("28:orgid:{object_id}"))
    }

    /// An agent in the vendor's own desktop: the person, the tenant, the resource's immutable id.
    pub fn agent(user: Guid, tenant: TenantId, resource: Guid) -> Self {
        Self::from_raw_id(format!("8:acs:{resource}_{tenant}_{user}"))
    }

    /// The id by which the service knows them, and by which they are compared.
    pub fn raw_id(&self) -> &str {
        &self.raw_id
    }

    /// What the raw id says.
    pub fn kind(&self) -> Kind<'_> {
        let raw = &*self.raw_id;
        if let Some(number) = raw.strip_prefix("4:") {
            return Kind::Phone { number };
        }
        let mut parts = raw.splitn(3, ':');
        let (Some(scheme), Some(area), Some(rest)) = (parts.next(), parts.next(), parts.next())
        else {
            return Kind::Unknown;
        };
        let home = match area {
            "gcch" | "gcch-acs" => Home::Gcch,
            "dod" | "dod-acs" => Home::Dod,
            _ => Home::Public,
        };
        match (scheme, area) {
            ("8", "acs" | "gcch-acs" | "dod-acs") => {
                let three = rest.split('_').filter(|part| part.parse::<Guid>().is_ok());
                let is_agent = three.count() == 3 && rest.matches('_').count() == 2;
                let mut ids = rest.split('_');
                match (ids.next(), ids.next(), ids.next()) {
                    (Some(resource), Some(tenant), Some(user)) if is_agent => {
                        Kind::TeamsExtension { user, tenant, resource, home }
                    }
                    _ => Kind::Communication { id: raw },
                }
            }
            ("8", "spool") => Kind::Communication { id: raw },
            ("8", "orgid" | "gcch" | "dod") => {
                Kind::TeamsUser { user: rest, anonymous: false, home }
            }
            ("8", "teamsvisitor") => Kind::TeamsUser { user: rest, anonymous: true, home },
            ("28", "orgid" | "gcch" | "dod") => Kind::TeamsApp { app: rest, home },
            _ => Kind::Unknown,
        }
    }

    /// Where the crates know such an address: a number, a dialled string, a person in Teams.
    pub fn address(&self) -> Option<Address> {
        match self.kind() {
            Kind::Phone { number } => number.parse().ok(),
            Kind::TeamsUser { user, anonymous: false, .. } => Address::teams_user(user).ok(),
            _ => None,
        }
    }

    /// The identifier of an address. A seat is known to the program only
    /// ([`CallAutomation::seat`](crate::CallAutomation::seat)), a SIP URI to nobody.
    pub(crate) fn of(address: &Address) -> Result<Self, Error> {
        match address {
            Address::Phone(number) => Ok(Self::phone(*number)),
            Address::Dialled(text) => Ok(Self::from_raw_id(format!("4:{text}"))),
            Address::TeamsUser(id) => Ok(Self::teams_user(*id)),
            Address::Seat(_) => Err(error::unknown_seat()),
            _ => Err(error::no_such_target()),
        }
    }

    fn json(&self) -> Map<String, Value> {
        if let Some(came) = &self.came {
            return (**came).clone();
        }
        let mut json = Map::new();
        json.insert("rawId".into(), Value::from(&*self.raw_id));
        let (name, member) = match self.kind() {
            Kind::Communication { id } => ("communicationUser", json!({"id": id})),
            Kind::Phone { number } => ("phoneNumber", json!({"value": number})),
            Kind::TeamsUser { user, anonymous, home } => (
                "microsoftTeamsUser",
                json!({"userId": user, "isAnonymous": anonymous, "cloud": home.as_str()}),
            ),
            Kind::TeamsApp { app, home } => {
                ("microsoftTeamsApp", json!({"appId": app, "cloud": home.as_str()}))
            }
            Kind::TeamsExtension { user, tenant, resource, home } => (
                "teamsExtensionUser",
                json!({"userId": user, "tenantId": tenant, "resourceId": resource,
                    "cloud": home.as_str()}),
            ),
            Kind::Unknown => return json,
        };
        json.insert(name.into(), member);
        json
    }
}

/// The raw id of an identifier that came without one, from its member.
fn raw_id_of(json: &Map<String, Value>) -> Option<String> {
    let text = |member: &str, name: &str| json.get(member)?.get(name)?.as_str();
    let home = |member: &str| match text(member, "cloud") {
        Some("gcch") => ("gcch", "gcch-acs"),
        Some("dod") => ("dod", "dod-acs"),
        _ => ("orgid", "acs"),
    };
    if let Some(id) = text("communicationUser", "id") {
        return Some(id.to_owned());
    }
    if let Some(number) = text("phoneNumber", "value") {
        return Some(format!("4:{number}"));
    }
    let member = "teamsExtensionUser";
    if let (Some(user), Some(tenant), Some(resource)) =
        (text(member, "userId"), text(member, "tenantId"), text(member, "resourceId"))
    {
        return Some(format!("8:{}:{resource}_{tenant}_{user}", home(member).1));
    }
    let member = "microsoftTeamsUser";
    if let Some(user) = text(member, "userId") {
        let anonymous = json.get(member).and_then(|user| user.get("isAnonymous"));
        return Some(match anonymous {
            Some(Value::Bool(true)) => format!("8:teamsvisitor:{user}"),
            _ => format!("8:{}:{user}", home(member).0),
        });
    }
    let member = "microsoftTeamsApp";
    text(member, "appId").map(|app| format!("28:{}:{app}", home(member).0))
}

impl FromStr for Identifier {
    type Err = std::convert::Infallible;
    fn from_str(raw_id: &str) -> Result<Self, Self::Err> {
        Ok(Self::from_raw_id(raw_id))
    }
}

impl From<E164> for Identifier {
    fn from(number: E164) -> Self {
        Self::phone(number)
    }
}

impl PartialEq for Identifier {
    fn eq(&self, other: &Self) -> bool {
        self.raw_id == other.raw_id
    }
}

impl Eq for Identifier {}

impl std::hash::Hash for Identifier {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.raw_id.hash(state);
    }
}

impl fmt::Debug for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            Kind::Phone { number } => write!(f, "Identifier(4:{})", redact_number(number)),
            _ => write!(f, "Identifier({})", self.raw_id),
        }
    }
}

impl Serialize for Identifier {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.json().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Identifier {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let json = Map::<String, Value>::deserialize(from)?;
        let named = json.get("rawId").and_then(Value::as_str).map(str::to_owned);
        let raw_id = named.or_else(|| raw_id_of(&json)).unwrap_or_default();
        Ok(Self { raw_id: raw_id.into(), came: Some(Box::new(json)) })
    }
}
