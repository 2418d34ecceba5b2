//! Which permissions operations need, and which of them a token has.

use std::collections::BTreeSet;
use std::fmt;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Deserialize;

use teams_cc_core::{Error, ErrorKind};

use super::graph::needs::NEEDS;
use crate::{Graph, error};

/// What one operation needs: one permission of the list that fits the kind of token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Needs {
    /// The operation, as Microsoft's documents name it: `calls.create`.
    pub operation: &'static str,
    /// For the application itself; least first. Empty: not possible, or nothing is needed. Names
    /// ending in `.Chat`, `.Group` and `.User` are granted by one chat, team or person for itself.
    pub application: &'static [&'static str],
    /// For a signed-in person; least first.
    pub delegated: &'static [&'static str],
}

/// Declares the table, sorted by operation.
macro_rules! needs {
    ($($operation:literal = [$($app:literal),*], [$($person:literal),*];)*) => {
        pub(crate) const NEEDS: &[crate::operations::permissions::Needs] =
            &[$(crate::operations::permissions::Needs {
                operation: $operation,
                application: &[$($app),*],
                delegated: &[$($person),*],
            },)*];
    };
}
pub(crate) use needs;

impl Needs {
    /// What an operation needs; `None` for one that is not in the tables.
    pub fn of(operation: &str) -> Option<&'static Self> {
        let place = NEEDS.binary_search_by(|needs| needs.operation.cmp(operation)).ok()?;
        NEEDS.get(place)
    }

    /// What every operation needs, by name.
    pub fn all() -> &'static [Self] {
        NEEDS
    }
}

/// The permissions that this tenant's token has. Made by [`Graph::permissions`].
#[derive(Clone, PartialEq, Eq)]
pub struct Permissions {
    granted: BTreeSet<String>,
    is_person: bool,
    consent: Option<String>,
}

/// An operation that will be refused, and what mends that.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Missing {
    /// The operation.
    pub operation: &'static str,
    /// One of these would do; the least first. Empty if this kind of token can never do it.
    pub one_of: &'static [&'static str],
    /// What to do, in one line.
    pub fix: String,
}

#[derive(Default, Deserialize)]
struct Claims {
    #[serde(default)]
    roles: Vec<String>,
    #[serde(default)]
    scp: Option<String>,
    #[serde(default)]
    appid: Option<String>,
    #[serde(default)]
    azp: Option<String>,
}

impl Permissions {
    /// Reads a token that the sign-in service itself has given us; nobody else's is read so.
    fn read(token: &str, sign_in: &str, tenant: &str) -> Result<Self, Error> {
        let claims = token.split('.').nth(1).unwrap_or_default();
        let claims = BASE64_URL_SAFE_NO_PAD.decode(claims.trim_end_matches('=')).ok();
        let claims = claims.and_then(|json| serde_json::from_slice::<Claims>(&json).ok());
        let claims = claims.ok_or_else(error::opaque_token)?;
        let scopes = claims.scp.as_deref().map(|scopes| scopes.split(' ').map(str::to_owned));
        let granted = claims.roles.into_iter().chain(scopes.into_iter().flatten());
        let app = claims.appid.or(claims.azp);
        let is_id = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let app = app.filter(|app| app.chars().all(is_id));
        let consent = app.map(|app| format!("{sign_in}/{tenant}/adminconsent?client_id={app}"));
        let granted = granted.filter(|name| !name.is_empty()).collect();
        Ok(Self { granted, is_person: claims.scp.is_some(), consent })
    }

    /// Whether the token is a person's and not the application's own.
    pub fn is_person(&self) -> bool {
        self.is_person
    }

    /// Whether it has this permission.
    pub fn has(&self, permission: &str) -> bool {
        self.granted.contains(permission)
    }

    /// All that it has, by name.
    pub fn granted(&self) -> impl Iterator<Item = &str> {
        self.granted.iter().map(String::as_str)
    }

    /// Those of the operations that will be refused. An operation that is not in the tables, or for
    /// which nothing is documented, is not among them.
    pub fn missing<'a>(&self, operations: impl IntoIterator<Item = &'a str>) -> Vec<Missing> {
        let needs = operations.into_iter().filter_map(Needs::of);
        needs.filter_map(|needs| self.lacks(needs)).collect()
    }

    fn lacks(&self, needs: &Needs) -> Option<Missing> {
        let (ours, others) = if self.is_person {
            (needs.delegated, needs.application)
        } else {
            (needs.application, needs.delegated)
        };
        if ours.iter().any(|name| self.has(name)) || (ours.is_empty() && others.is_empty()) {
            return None;
        }
        let fix = match (ours.first(), &self.consent) {
            (None, _) if self.is_person => "ask as the application: no person may".to_owned(),
            (None, _) => "ask as a signed-in person: no application may".to_owned(),
            (Some(least), Some(consent)) => {
                format!("add {least} to the app, then let an administrator open {consent}")
            }
            (Some(least), None) => {
                format!("add {least} to the app, then let an administrator consent")
            }
        };
        Some(Missing { operation: needs.operation, one_of: ours, fix })
    }
}

impl Graph {
    /// What this handle's token may do in this tenant: a token is asked for, nothing is sent to
    /// Graph. A permission that was granted after the token was given shows with the next one,
    /// within the hour.
    ///
    /// ```no_run
    /// # async fn f(graph: teams_cc_graph::Graph) -> Result<(), teams_cc_core::Error> {
    /// for missing in graph.permissions().await?.missing(["calls.create", "presence.get"]) {
    ///     println!("{}: {}", missing.operation, missing.fix);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// Those of getting a token. `TCC-GRAPH-0207` if it is not one that can be looked into.
    ///
    /// # Source
    /// `graph.md` section 1.2: consent per tenant, again after every change.
    pub async fn permissions(&self) -> Result<Permissions, Error> {
        let token = self.token().await?;
        Permissions::read(token.expose(), self.inbound().sign_in(), self.tenant())
    }
}

/// Names of permissions are no secret; the address of consent names the application.
impl fmt::Debug for Permissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Permissions")
            .field("granted", &self.granted)
            .field("is_person", &self.is_person)
            .finish_non_exhaustive()
    }
}

impl From<Missing> for Error {
    fn from(missing: Missing) -> Self {
        let text = format!("{} is not allowed in this tenant", missing.operation);
        Self::new("TCC-GRAPH-0303", ErrorKind::Unauthorized, text)
            .cause("a permission is missing, or an administrator has not consented to it")
            .fix(missing.fix)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const TENANT: &str = "87d349ed-44d7-43e1-9a83-5f2406dee5bd";
    const SIGN_IN: &str = "https://login.microsoftonline.com";

    fn read(claims: &Value) -> Result<Permissions, Error> {
        let body = BASE64_URL_SAFE_NO_PAD.encode(claims.to_string());
        Permissions::read(&format!("eyJhbGciOiJSUzI1NiJ9.{body}.sig"), SIGN_IN, TENANT)
    }

    #[test]
    fn graph_1_2_an_application_learns_what_it_lacks_and_where_to_consent() {
        let app = "02b89f62-36c9-4f02-8802-e4b6d5109851";
        let has = read(&json!({"roles": ["Calls.Initiate.All"], "appid": app})).unwrap();
        assert!(!has.is_person() && has.has("Calls.Initiate.All"));
        let missing = has.missing(["calls.create", "callRecords.get", "not.in.the.tables"]);
        assert_eq!(missing.len(), 1, "{missing:?}");
        assert_eq!(missing[0].one_of, ["CallRecords.Read.All"]);
        let address = format!("{SIGN_IN}/{TENANT}/adminconsent?client_id={app}");
        assert!(missing[0].fix.contains("CallRecords.Read.All"), "{}", missing[0].fix);
        assert!(missing[0].fix.ends_with(&address), "{}", missing[0].fix);
        let error = Error::from(missing[0].clone());
        assert_eq!(error.code(), "TCC-GRAPH-0303");
        assert!(error.report().contains(&address));
    }

    #[test]
    fn graph_7_what_only_a_person_may_do_is_said() {
        let app = read(&json!({"roles": ["Chat.ReadWrite.All"]})).unwrap();
        let only_people = Needs::all()
            .iter()
            .find(|needs| needs.application.is_empty() && !needs.delegated.is_empty())
            .unwrap();
        let missing = app.missing([only_people.operation]);
        assert_eq!(missing[0].one_of, [""; 0]);
        assert!(missing[0].fix.contains("signed-in person"));
        let scopes = only_people.delegated.join(" ");
        let person = read(&json!({"scp": scopes, "roles": []})).unwrap();
        assert!(person.is_person());
        assert_eq!(person.missing([only_people.operation]), []);
        let nobody = read(&json!({"scp": ""})).unwrap();
        assert_eq!(nobody.missing([only_people.operation]).len(), 1);
    }

    #[test]
    fn each_operation_of_the_tables_has_its_needs_and_none_stands_twice() {
        assert!(Needs::all().len() > 200);
        assert!(Needs::all().windows(2).all(|pair| pair[0].operation < pair[1].operation));
        let all = Needs::all().iter();
        let names = all.flat_map(|needs| needs.application.iter().chain(needs.delegated));
        for name in names {
            assert!(name.contains('.') && !name.contains([' ', '(', ')']), "{name}");
        }
        let create = Needs::of("calls.create").unwrap();
        assert!(!create.application[0].ends_with(".Chat"), "tenant-wide first: {create:?}");
    }

    #[test]
    fn a_token_that_cannot_be_looked_into_is_said() {
        for token in ["opaque", "a.!!.c", "a.e30", ""] {
            let read = Permissions::read(token, SIGN_IN, TENANT);
            match read {
                Ok(none) => assert_eq!(none.granted().count(), 0, "{token}"),
                Err(error) => assert_eq!(error.code(), "TCC-GRAPH-0207", "{token}"),
            }
        }
        let odd = read(&json!({"roles": ["X.Y"], "appid": "x/../y?z"})).unwrap();
        assert_eq!(odd.consent, None, "an address is not made of just anything");
    }
}
