//! `GET /admin/teams/resourceAccounts` (beta): resource accounts that a vendor may serve with Teams
//! Phone extensibility.

use axum::http::Method;
use serde_json::{Value, json};

use super::answer::{Answer, Ask};
use super::{Caller, Graph};

/// The delegated permission.
const MAY_READ: &str = "TeamsResourceAccount.Read.All";

impl Graph {
    /// The accounts of the caller's tenant, with `$filter=appid eq '...'`.
    pub(super) fn resource_accounts(&self, ask: &Ask, caller: &Caller) -> Result<Answer, Answer> {
        if ask.version != "beta" {
            return Err(Answer::no_segment("resourceAccounts"));
        }
        if ask.method != Method::GET {
            return Err(Answer::wrong_method());
        }
        caller.needs(&[MAY_READ])?;
        if caller.reader().is_none() {
            return Err(Answer::forbidden());
        }
        let wanted = match ask.option("filter") {
            None => None,
            Some(filter) => Some(app_of(filter).ok_or_else(|| {
                Answer::error(400, "BadRequest", "Invalid filter clause: use appid eq '...'.")
            })?),
        };
        let resource = self.stage.acs.resource().id;
        let lines = self.stage.acs.look(|book| book.lines.clone());
        let all: Vec<Value> = lines
            .into_iter()
            .filter(|line| line.tenant == Some(caller.tenant_id.0))
            .filter_map(|line| {
                let app = line.app.map(|app| app.to_string());
                let fits = wanted.as_ref().is_none_or(|wanted| {
                    app.as_ref().is_some_and(|app| app.eq_ignore_ascii_case(wanted))
                });
                let account = line.account.filter(|_| fits)?;
                Some(json!({
                    "id": account,
                    "userPrincipalName": format!("account-{account}@{}.example", caller.tenant),
                    "appId": app,
                    "displayName": format!("Resource account {}", line.number),
                    "phoneNumber": line.number,
                    "acsResourceId": resource,
                }))
            })
            .collect();
        let context = self.context(ask, "admin/teams/resourceAccounts");
        Ok(Answer::ok(json!({"@odata.context": context, "value": all})))
    }
}

/// The application in `appid eq '...'`.
fn app_of(filter: &str) -> Option<String> {
    let mut words = filter.split_whitespace();
    let is_app = words.next()?.eq_ignore_ascii_case("appid") && words.next()? == "eq";
    let quoted = words.next().filter(|_| is_app && words.next().is_none())?;
    Some(quoted.strip_prefix('\'')?.strip_suffix('\'')?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_equation_of_the_application_is_a_filter() {
        assert_eq!(app_of("appid eq 'x'").as_deref(), Some("x"));
        assert_eq!(app_of("appId eq 'x'").as_deref(), Some("x"));
        for wrong in ["appid eq x", "appid ne 'x'", "id eq 'x'", "appid eq 'x' or true", ""] {
            assert_eq!(app_of(wrong), None, "{wrong}");
        }
    }
}
