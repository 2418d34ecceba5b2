//! Who takes part in a bot's call, and how the documents write them down.

use serde_json::{Value, json};
use teams_cc_core::Guid;

use super::fields::{self, Refused};
use crate::{People, UserRecord};

/// Somebody in a bot's call.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Party {
    /// A Teams user, by object id.
    User(Guid),
    /// A telephone, by number.
    Phone(String),
    /// A resource account: an application instance, by object id.
    Instance(Guid),
    /// A bot, by application id.
    App(Guid),
}

impl Party {
    /// From an `identitySet`. Which slot is filled decides; `@odata.type` may be absent.
    pub(crate) fn read(set: &Value) -> Result<Self, Refused> {
        let id = |slot: &str| set.get(slot).and_then(|it| it.get("id")).and_then(Value::as_str);
        let guid = |text: &str| {
            text.parse::<Guid>().map_err(|_| fields::bad(&format!("'{text}' is not a GUID.")))
        };
        if let Some(user) = id("user") {
            return Ok(Self::User(guid(user)?));
        }
        if let Some(number) = id("phone") {
            let number = number.strip_prefix("tel:").unwrap_or(number);
            let digits = number.strip_prefix('+').unwrap_or(number);
            if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
                return Err(fields::bad("The id of a phone must be a number in E.164 format."));
            }
            return Ok(Self::Phone(number.into()));
        }
        if let Some(instance) = id("applicationInstance") {
            return Ok(Self::Instance(guid(instance)?));
        }
        if let Some(app) = id("application") {
            return Ok(Self::App(guid(app)?));
        }
        Err(fields::bad("An identity needs a user, a phone, or an application instance."))
    }

    /// As an `identitySet`.
    pub(crate) fn identity_set(&self, people: &People) -> Value {
        let (slot, identity) = match self {
            Self::User(id) => {
                let user = person(people, *id);
                let tenant = user.as_ref().and_then(|user| people.tenant(&user.tenant));
                let identity = json!({
                    "@odata.type": "#microsoft.graph.identity",
                    "id": id,
                    "displayName": user.map(|user| user.display_name),
                    "tenantId": tenant.map(|tenant| tenant.id),
                    "identityProvider": "AAD",
                });
                ("user", identity)
            }
            Self::Phone(number) => {
                ("phone", json!({"@odata.type": "#microsoft.graph.identity", "id": number}))
            }
            Self::Instance(id) => {
                let identity = json!({"@odata.type": "#microsoft.graph.identity", "id": id});
                ("applicationInstance", identity)
            }
            Self::App(id) => {
                let identity = json!({"@odata.type": "#microsoft.graph.identity", "id": id});
                ("application", identity)
            }
        };
        let mut set = json!({"@odata.type": "#microsoft.graph.identitySet"});
        set[slot] = identity;
        set
    }

    /// The caller as a bot without any permission for calls sees it.
    pub(crate) fn encrypted(seed: Guid) -> Value {
        json!({
            "@odata.type": "#microsoft.graph.identitySet",
            "encrypted": {"@odata.type": "#microsoft.graph.identity", "id": format!("29:{seed}")},
        })
    }

    /// How the ladder names it.
    pub(crate) fn label(&self, people: &People) -> String {
        match self {
            Self::User(id) => person(people, *id).map_or_else(|| "teams".into(), |u| u.name),
            Self::Phone(number) => number.clone(),
            Self::Instance(_) | Self::App(_) => "bot".into(),
        }
    }
}

/// A user of any tenant, by object id.
pub(crate) fn person(people: &People, id: Guid) -> Option<UserRecord> {
    people.user_by_id(id)
}
