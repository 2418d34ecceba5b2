//! What is done and what is left of on-boarding one resource account.

use std::fmt;

use serde_json::Value;
use teams_cc_core::TenantId;

/// One step of on-boarding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Step {
    /// The tenant's administrator makes a resource account for the vendor's application.
    Account,
    /// The administrator links it to the vendor's resource.
    Linked,
    /// The administrator lets the link come into effect.
    Synced,
    /// The administrator gives it a number.
    Numbered,
    /// The vendor's program takes consent.
    Assigned,
}

impl Step {
    /// All of them, in their order.
    pub const ALL: [Self; 5] =
        [Self::Account, Self::Linked, Self::Synced, Self::Numbered, Self::Assigned];
}

/// What is done and what is left. `Display` is a checklist with the lines of PowerShell that the
/// administrator runs (module MicrosoftTeams, `Connect-MicrosoftTeams` first).
#[derive(Clone, PartialEq, Eq)]
pub struct Onboarding {
    tenant: TenantId,
    account: String,
    was_assigned: bool,
    app: Option<String>,
    resource: Option<String>,
    number: Option<String>,
    done: Vec<Step>,
}

impl Onboarding {
    pub(super) fn new(
        tenant: TenantId,
        account: String,
        was_assigned: bool,
        app: Option<String>,
        resource: Option<String>,
        number: Option<String>,
    ) -> Self {
        // The consent interface knows accounts only that exist.
        let done = vec![Step::Account, Step::Assigned];
        Self { tenant, account, was_assigned, app, resource, number, done }
    }

    /// Whether consent was there before: the on-boarding ran earlier.
    pub fn was_assigned(&self) -> bool {
        self.was_assigned
    }

    /// Whether a step is known to be done.
    pub fn is_done(&self, step: Step) -> bool {
        self.done.contains(&step)
    }

    /// The steps that are not known to be done.
    pub fn left(&self) -> impl Iterator<Item = Step> {
        Step::ALL.into_iter().filter(|step| !self.is_done(*step))
    }

    /// Ticks a step off.
    pub fn tick(&mut self, step: Step) {
        if !self.is_done(step) {
            self.done.push(step);
        }
    }

    /// Ticks off what Graph's list of resource accounts shows (beta,
    /// `/admin/teams/resourceAccounts`): the account, its link to our resource, its number.
    pub fn see(&mut self, resource_account: &Value) {
        let text = |name: &str| {
            resource_account.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
        };
        if !text("id").is_some_and(|id| id.eq_ignore_ascii_case(&self.account)) {
            return;
        }
        self.tick(Step::Account);
        let ours = match (text("acsResourceId"), &self.resource) {
            (Some(theirs), Some(ours)) => theirs.eq_ignore_ascii_case(ours),
            (theirs, None) => theirs.is_some(),
            (None, _) => false,
        };
        if ours {
            // What Graph shows has been synchronised.
            self.tick(Step::Linked);
            self.tick(Step::Synced);
        }
        if text("phoneNumber").is_some() {
            self.tick(Step::Numbered);
        }
    }

    /// The line of PowerShell of a step; `None` for what the program does itself.
    pub fn line(&self, step: Step) -> Option<String> {
        let or =
            |value: &Option<String>, what: &str| value.clone().unwrap_or_else(|| what.to_owned());
        let (account, app) = (&self.account, or(&self.app, "<application id of the bot>"));
        let resource = or(&self.resource, "<immutable id of the ACS resource>");
        Some(match step {
            Step::Account => format!(
                "New-CsOnlineApplicationInstance -UserPrincipalName \
                 <name>@<domain> -ApplicationId {app} -DisplayName \"Contact centre\""
            ),
            Step::Linked => format!(
                "Set-CsOnlineApplicationInstance -Identity {account} -ApplicationId {app} \
                 -AcsResourceId {resource}"
            ),
            Step::Synced => format!(
                "Sync-CsOnlineApplicationInstance -ObjectId {account} -ApplicationId {app} \
                 -AcsResourceId {resource}"
            ),
            Step::Numbered => format!(
                "Set-CsPhoneNumberAssignment -Identity {account} -PhoneNumber {} \
                 -PhoneNumberType <CallingPlan|OperatorConnect|DirectRouting>",
                or(&self.number, "<+number>")
            ),
            Step::Assigned => return None,
        })
    }
}

impl fmt::Display for Onboarding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Resource account {} of tenant {}", self.account, self.tenant)?;
        for step in Step::ALL {
            let mark = if self.is_done(step) { 'x' } else { ' ' };
            let what = match step {
                Step::Account => "the account exists",
                Step::Linked => "it is linked to our resource",
                Step::Synced => "the link is in effect",
                Step::Numbered => "it has a number",
                Step::Assigned => "we may answer for it",
            };
            write!(f, "\n[{mark}] {what}")?;
            if let Some(line) = self.line(step).filter(|_| mark == ' ') {
                write!(f, "\n      {line}")?;
            }
        }
        Ok(())
    }
}

/// A number is shown in the administrator's line only.
impl fmt::Debug for Onboarding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Onboarding")
            .field("tenant", &self.tenant)
            .field("account", &self.account)
            .field("done", &self.done)
            .finish_non_exhaustive()
    }
}
