//! Who can be in a call: identifiers with their kinds and raw ids (section 4).

use serde_json::{Value, json};
use teams_cc_core::Guid;

use super::answer::{Answer, missing};

/// Somebody, as the service names people.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Party {
    /// `8:acs:...`, by the whole id.
    User(String),
    /// A telephone, with its plus sign.
    Phone(String),
    /// A Teams user by object id (or visitor, by the whole id).
    TeamsUser(String),
    /// A resource account or bot by object id.
    TeamsApp(String),
    /// A person with two personas: resource, tenant, user.
    Extension(Guid, Guid, Guid),
    /// Anything else, by its raw id.
    Unknown(String),
}

impl std::fmt::Debug for Party {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&crate::ladder::redact(&self.raw()))
    }
}

impl Party {
    /// From a raw id, or a number with its plus sign.
    pub(crate) fn from_raw(raw: &str) -> Self {
        if let Some(number) = raw.strip_prefix("4:") {
            return Self::Phone(number.into());
        }
        if raw.starts_with('+') {
            return Self::Phone(raw.into());
        }
        if let Some(id) = raw.strip_prefix("28:orgid:") {
            return Self::TeamsApp(id.into());
        }
        if let Some(id) = raw.strip_prefix("8:orgid:") {
            return Self::TeamsUser(id.into());
        }
        if raw.starts_with("8:teamsvisitor:") {
            return Self::TeamsUser(raw.into());
        }
        let Some(id) = raw.strip_prefix("8:acs:") else {
            let known = ["8:gcch-acs:", "8:dod-acs:", "8:spool:"];
            let is_user = known.iter().any(|prefix| raw.starts_with(prefix));
            return if is_user { Self::User(raw.into()) } else { Self::Unknown(raw.into()) };
        };
        let mut parts = id.split('_').map(str::parse::<Guid>);
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some(Ok(resource)), Some(Ok(tenant)), Some(Ok(user)), None) => {
                Self::Extension(resource, tenant, user)
            }
            _ => Self::User(raw.into()),
        }
    }

    pub(crate) fn raw(&self) -> String {
        match self {
            Self::User(id) | Self::Unknown(id) => id.clone(),
            Self::Phone(number) => format!("4:{number}"),
            Self::TeamsUser(id) if id.starts_with("8:") => id.clone(),
            Self::TeamsUser(id) => format!("8:orgid:{id}"),
            Self::TeamsApp(id) => format!("28:orgid:{id}"),
            Self::Extension(resource, tenant, user) => {
                format!("8:acs:{resource}_{tenant}_{user}")
            }
        }
    }

    /// As the service writes it.
    pub(crate) fn json(&self) -> Value {
        let raw = self.raw();
        match self {
            Self::User(id) => {
                json!({"rawId": raw, "kind": "communicationUser", "communicationUser": {"id": id}})
            }
            Self::Phone(number) => {
                json!({"rawId": raw, "kind": "phoneNumber", "phoneNumber": {"value": number}})
            }
            Self::TeamsUser(id) => json!({
                "rawId": raw, "kind": "microsoftTeamsUser",
                "microsoftTeamsUser": {
                    "userId": id.rsplit(':').next(), "cloud": "public",
                    "isAnonymous": id.starts_with("8:teamsvisitor:"),
                },
            }),
            Self::TeamsApp(id) => json!({
                "rawId": raw, "kind": "microsoftTeamsApp",
                "microsoftTeamsApp": {"appId": id, "cloud": "public"},
            }),
            Self::Extension(resource, tenant, user) => json!({
                "rawId": raw, "kind": "teamsExtensionUser",
                "teamsExtensionUser": {
                    "userId": user, "tenantId": tenant, "resourceId": resource, "cloud": "public",
                },
            }),
            Self::Unknown(_) => json!({"rawId": raw, "kind": "unknown"}),
        }
    }

    /// From a request; `name` is blamed if it is none.
    pub(crate) fn read(given: &Value, name: &str) -> Result<Self, Answer> {
        let Some(object) = given.as_object() else {
            return Err(Answer::field(name, "must be an identifier"));
        };
        let members = [
            "communicationUser",
            "phoneNumber",
            "microsoftTeamsUser",
            "microsoftTeamsApp",
            "teamsExtensionUser",
        ];
        let there = |name: &&&str| object.get(**name).is_some_and(|value| !value.is_null());
        let mut present = members.iter().filter(there);
        let (kind, more) = (present.next(), present.next());
        if more.is_some() {
            return Err(Answer::field(name, "must be one identifier, not several"));
        }
        let said = object.get("kind").and_then(Value::as_str);
        if let (Some(said), Some(kind)) = (said, kind)
            && !said.eq_ignore_ascii_case(kind)
        {
            return Err(Answer::field(name, "says another kind than it has"));
        }
        let raw = object.get("rawId").and_then(Value::as_str).filter(|raw| !raw.is_empty());
        let Some(kind) = kind else {
            return raw.map(Self::from_raw).ok_or_else(|| missing(name));
        };
        let inside = |field: &str| {
            let value = object.get(*kind).and_then(|inner| inner.get(field));
            let value = value.and_then(Value::as_str).filter(|text| !text.is_empty());
            value.ok_or_else(|| missing(&format!("{name}.{kind}.{field}")))
        };
        let guid = |field: &str| {
            let why = || Answer::field(&format!("{name}.{kind}.{field}"), "must be a GUID");
            inside(field)?.parse::<Guid>().map_err(|_| why())
        };
        Ok(match *kind {
            "communicationUser" => Self::from_raw(inside("id")?),
            "phoneNumber" => {
                let number = inside("value")?;
                let digits = number.strip_prefix('+').unwrap_or(number);
                let fits = (3..=15).contains(&digits.len())
                    && digits.bytes().all(|byte| byte.is_ascii_digit());
                if !fits && number != "anonymous" {
                    return Err(Answer::field(
                        &format!("{name}.phoneNumber.value"),
                        "must be a number in E.164",
                    ));
                }
                Self::Phone(number.into())
            }
            "microsoftTeamsUser" => match raw {
                Some(raw) if raw.starts_with("8:teamsvisitor:") => Self::TeamsUser(raw.into()),
                _ => Self::TeamsUser(inside("userId")?.into()),
            },
            "microsoftTeamsApp" => Self::TeamsApp(inside("appId")?.into()),
            _ => Self::Extension(guid("resourceId")?, guid("tenantId")?, guid("userId")?),
        })
    }

    pub(crate) fn is_phone(&self) -> bool {
        matches!(self, Self::Phone(_))
    }
}

/// A bare phone number model (`sourceCallerIdNumber`).
pub(crate) fn number(given: Option<&Value>, name: &str) -> Result<Option<String>, Answer> {
    match given {
        None | Some(Value::Null) => Ok(None),
        Some(given) => {
            let wrapped = json!({ "phoneNumber": given });
            match Party::read(&wrapped, name)? {
                Party::Phone(number) => Ok(Some(number)),
                _ => Err(Answer::field(name, "must be a phone number")),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_ids_and_identifiers_are_two_spellings_of_one_person() {
        let three = "72f988bf-86f1-41af-91ab-2d7cd011db47";
        for raw in [
            "4:+14255550100".to_owned(),
            format!("8:acs:{three}_00000001-0000-0000-0000-000000000002"),
            format!("8:acs:{three}_{three}_{three}"),
            format!("28:orgid:{three}"),
            format!("8:orgid:{three}"),
            "8:teamsvisitor:x".to_owned(),
            "48:something".to_owned(),
        ] {
            let party = Party::from_raw(&raw);
            assert_eq!(party.raw(), raw);
            assert_eq!(Party::read(&party.json(), "x").expect("its own"), party);
        }
        assert!(matches!(
            Party::from_raw(&format!("8:acs:{three}_{three}_{three}")),
            Party::Extension(..)
        ));
        assert!(!format!("{:?}", Party::Phone("+14255550100".into())).contains("5550100"));
    }

    #[test]
    fn what_is_no_identifier_is_refused_with_its_field() {
        for wrong in [
            json!({}),
            json!("4:+1425"),
            json!({"phoneNumber": {"value": "adele"}}),
            json!({"phoneNumber": {}}),
            json!({"kind": "phoneNumber", "communicationUser": {"id": "8:acs:x"}}),
            json!({"phoneNumber": {"value": "+14255550100"}, "communicationUser": {"id": "8:acs:x"}}),
            json!({"teamsExtensionUser": {"userId": "x", "tenantId": "y", "resourceId": "z"}}),
        ] {
            let refused = Party::read(&wrong, "target").expect_err("refused");
            assert_eq!(refused.status, 400, "{wrong}");
        }
    }
}
