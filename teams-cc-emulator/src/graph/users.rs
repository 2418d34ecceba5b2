//! Users by id, by user principal name, and as a paged list: what a contact centre asks of them.

use axum::http::Method;
use serde_json::{Map, Value, json};

use super::answer::{Answer, Ask};
use super::{Caller, Graph};
use crate::UserRecord;

/// Page size when `$top` is absent, and the most it may be.
const PAGE: usize = 100;
/// See [`PAGE`].
const MOST_PAGE: usize = 999;

impl Graph {
    /// `GET /users/{id}`.
    pub(super) fn one_user(&self, ask: &Ask, caller: &Caller, who: &str) -> Result<Answer, Answer> {
        if ask.method != Method::GET {
            return Err(Answer::wrong_method());
        }
        caller.needs(&["User.Read.All", "Directory.Read.All"])?;
        let user = self.user(caller, who)?;
        let mut body = shape(&user, ask.option("select"));
        body["@odata.context"] = self.context(ask, "users/$entity").into();
        Ok(Answer::ok(body))
    }

    /// `GET /users`.
    pub(super) fn all_users(&self, ask: &Ask, caller: &Caller) -> Result<Answer, Answer> {
        if ask.method != Method::GET {
            return Err(Answer::wrong_method());
        }
        caller.needs(&["User.Read.All", "Directory.Read.All"])?;
        let bad = |text: &str| Answer::error(400, "Request_BadRequest", text);
        let top = match ask.option("top").map(str::parse::<usize>) {
            None => PAGE,
            Some(Ok(top)) if (1..=MOST_PAGE).contains(&top) => top,
            Some(_) => return Err(bad("Invalid page size specified: it must be 1 to 999.")),
        };
        let skip = match ask.option("skiptoken").map(str::parse::<usize>) {
            None => 0,
            Some(Ok(skip)) => skip,
            Some(Err(_)) => return Err(bad("Invalid skip token.")),
        };
        if ask.option("filter").is_some() || ask.option("search").is_some() {
            return Err(bad("The emulator does not filter users: ask for one by id, or for all."));
        }
        let users = self.stage.people.users();
        let here: Vec<&UserRecord> = users.iter().filter(|u| u.tenant == caller.tenant).collect();
        let select = ask.option("select");
        let page = here.iter().skip(skip).take(top);
        let value: Vec<Value> = page.map(|user| shape(user, select)).collect();
        let mut body = json!({"@odata.context": self.context(ask, "users"), "value": value});
        if skip + top < here.len() {
            let kept = select.map(|s| format!("&$select={s}")).unwrap_or_default();
            let next = format!("users?$top={top}{kept}&$skiptoken={}", skip + top);
            body["@odata.nextLink"] = format!("{}/{}/{next}", self.base(), ask.version).into();
        }
        Ok(Answer::ok(body))
    }

    /// A user of the caller's tenant, or 404.
    pub(super) fn user(&self, caller: &Caller, who: &str) -> Result<UserRecord, Answer> {
        self.stage.people.user(&caller.tenant, who).ok_or_else(|| Answer::no_resource(who))
    }
}

/// The default properties, or the selected ones.
fn shape(user: &UserRecord, select: Option<&str>) -> Value {
    let all = json!({
        "businessPhones": [user.number],
        "displayName": user.display_name,
        "givenName": user.display_name,
        "jobTitle": null,
        "mail": user.upn,
        "mobilePhone": null,
        "officeLocation": null,
        "preferredLanguage": null,
        "surname": null,
        "userPrincipalName": user.upn,
        "id": user.id,
    });
    let Some(select) = select else { return all };
    let wanted: Map<String, Value> = select
        .split(',')
        .map(str::trim)
        .filter_map(|name| Some((name.to_owned(), all.get(name)?.clone())))
        .collect();
    Value::Object(wanted)
}
