//! Teams Phone extensibility: who may use a customer's numbers, and what an administrator must do.
//!
//! ```no_run
//! # async fn f(acs: teams_cc_acs::CallAutomation) -> Result<(), teams_cc_core::Error> {
//! let tenant: teams_cc_core::TenantId = "87d349ed-44d7-43e1-9a83-5f2406dee5bd".parse()?;
//! let phone = acs.teams_phone(&tenant);
//! let onboarding = phone.assign("e5b7f628-ea94-4fdc-b3d9-1af1fe231111").await?;
//! println!("{onboarding}"); // the lines that are left for the administrator
//! # Ok(()) }
//! ```
//!
//! # What it leaves to others
//! No call of this crate does these, because the service has none for them:
//! - Emergency calls are placed by the agent in the vendor's client, from the agent's own number, with
//!   the static address that the customer gave to the number; the security desk is told and called
//!   back by Teams' policies (CC-71).
//! - Dial plans and call restrictions of the resource account are kept by the service itself; call
//!   forwarding, simultaneous ring, shared lines, location-based routing and call park do not exist
//!   (CC-72); [`Offering::can`](crate::calls::Offering::can) says so before anything is sent.
//! - Teams users who call the number inside Teams (VoIP) do not reach it in the first release (CC-73).
//! - Event Grid tells nothing of its calls but that they ring (CC-74, [`VoipCall`]).
//! - Whether Teams or the vendor's client rings for an agent who has both is a policy of Teams, which
//!   the customer's administrator sets (CC-76).
//!
//! [`VoipCall`]: crate::events::VoipCall
//!
//! # Source
//! `acs.md` section 7; CC-54, CC-71 to CC-76.

mod onboarding;
#[cfg(test)]
mod tests;

use std::fmt;
use std::future::IntoFuture;

use futures::future::BoxFuture;
use reqwest::Method;
use serde::Serialize;
use teams_cc_core::{Error, Guid, TenantId};

use crate::models::Identifier;
use crate::request::segment;
use crate::{CallAutomation, Failure, Request};

pub use onboarding::{Onboarding, Step};

/// The version of the consent interface (`acs.md` section 7).
const VERSION: &str = "2025-06-30";

words! {
    /// To whom access is given.
    PrincipalType {
        ResourceAccount = "teamsResourceAccount",
        User = "user",
    }
}

model! {
    /// Access that a tenant gives to this resource: to answer for a resource account, or to let an
    /// agent take calls in the vendor's client.
    Assignment {
        object_id: String = "objectId",
        tenant_id: String = "tenantId",
        principal_type: PrincipalType = "principalType",
        /// The vendor's client applications, for an agent.
        client_ids: Vec<String> = "clientIds",
    }
}

/// Teams Phone of one tenant. Made by [`CallAutomation::teams_phone`].
#[derive(Clone, Debug)]
pub struct TeamsPhone {
    acs: CallAutomation,
    tenant: TenantId,
}

impl CallAutomation {
    /// Teams Phone of this tenant: consent and on-boarding.
    pub fn teams_phone(&self, tenant: &TenantId) -> TeamsPhone {
        TeamsPhone { acs: self.clone(), tenant: *tenant }
    }
}

impl TeamsPhone {
    fn request<T>(&self, method: Method, object_id: &str) -> Request<T> {
        let (tenant, object) = (self.tenant.to_string(), segment(object_id));
        let path = format!("/access/teamsExtension/tenants/{tenant}/assignments/{object}");
        let url = self.acs.url_of(&path, VERSION);
        Request::to(self.acs.clone(), method, url)
    }

    /// Lets this program answer for a resource account, by its object id, and says what is left to
    /// do. Twice is once: the whole is idempotent.
    ///
    /// Calls of the account are this tenant's from now on
    /// ([`IncomingCall::tenant`](crate::IncomingCall::tenant)).
    pub fn assign(&self, account: impl Into<String>) -> Assign {
        Assign { phone: self.clone(), account: account.into(), app: None, number: None }
    }

    /// Says that a resource account is this tenant's, without asking anybody.
    ///
    /// # Errors
    /// `TCC-CORE-0103` if it is no object id.
    pub fn owns(&self, account: &str) -> Result<(), Error> {
        let account: Guid = account.parse()?;
        self.acs.is_account_of(Identifier::resource_account(account), self.tenant);
        Ok(())
    }

    /// Lets an agent take calls in these client applications of the vendor.
    pub fn assign_agent<S: Into<String>>(
        &self,
        agent: &str,
        clients: impl IntoIterator<Item = S>,
    ) -> Request<Assignment> {
        let clients: Vec<String> = clients.into_iter().map(Into::into).collect();
        let body = Assignment::default().principal_type(PrincipalType::User).client_ids(clients);
        self.request(Method::PUT, agent).json(&body)
    }

    /// What is assigned to an account or an agent; 404 if nothing is.
    pub fn assignment(&self, object_id: &str) -> Request<Assignment> {
        self.request(Method::GET, object_id)
    }

    /// Changes the client applications of an agent.
    pub fn change<S: Into<String>>(
        &self,
        agent: &str,
        clients: impl IntoIterator<Item = S>,
    ) -> Request<Assignment> {
        let clients: Vec<String> = clients.into_iter().map(Into::into).collect();
        let body = Assignment::default().client_ids(clients);
        // The same list again is the same list.
        self.request(Method::PATCH, agent).json(&body).harmless()
    }

    /// Takes access away.
    pub fn unassign(&self, object_id: &str) -> Request<()> {
        self.request(Method::DELETE, object_id)
    }
}

/// On-boarding of one resource account: tune it, then `.await` it.
#[must_use = "nothing is assigned until it is awaited"]
pub struct Assign {
    phone: TeamsPhone,
    account: String,
    app: Option<String>,
    number: Option<String>,
}

impl Assign {
    /// The application id of the vendor's Azure bot, for the lines of the administrator.
    pub fn app(mut self, id: impl Into<String>) -> Self {
        self.app = Some(id.into());
        self
    }

    /// The number that the account is to have, for the lines of the administrator.
    pub fn number(mut self, number: teams_cc_core::E164) -> Self {
        self.number = Some(number.to_string());
        self
    }

    async fn run(self) -> Result<Onboarding, Error> {
        let Self { phone, account, app, number } = self;
        let object: Guid = account.parse()?;
        let account = object.to_string();
        let there = match phone.assignment(&account).await {
            Ok(assignment) => assignment.principal_type == Some(PrincipalType::ResourceAccount),
            Err(error) if Failure::of(&error).is_some_and(|f| f.status() == 404) => false,
            Err(error) => return Err(error),
        };
        if !there {
            #[derive(Serialize)]
            #[serde(rename_all = "camelCase")]
            struct Body {
                principal_type: PrincipalType,
            }
            let body = Body { principal_type: PrincipalType::ResourceAccount };
            let put: Request<()> = phone.request(Method::PUT, &account);
            put.json(&body).await?;
        }
        phone.owns(&account)?;
        let resource = phone.acs.settings().resource_id.clone();
        Ok(Onboarding::new(phone.tenant, account, there, app, resource, number))
    }
}

impl IntoFuture for Assign {
    type Output = Result<Onboarding, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl fmt::Debug for Assign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Assign").field("account", &self.account).finish_non_exhaustive()
    }
}
