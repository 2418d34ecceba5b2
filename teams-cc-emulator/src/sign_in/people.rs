//! What an administrator or a test decides about people and consent.

use teams_cc_core::{Guid, TenantId};

use super::{App, SignIn};

impl SignIn {
    /// That tenant has not consented to the application: its people's sign-ins and on-behalf-of
    /// tokens are refused with 65001 until an administrator or they themselves consent.
    pub fn withhold_consent(&self, app: Guid, tenant: TenantId) {
        self.stage.ladder.note("sign-in", "", "consent withheld");
        self.shared.flows.withhold(app, tenant);
    }

    /// An administrator of that tenant consents to the application.
    pub fn consent(&self, app: Guid, tenant: TenantId) {
        self.stage.ladder.note("sign-in", "", "consent given");
        self.shared.flows.admin_consents(app, tenant);
    }

    /// The application permissions that hold in that tenant: all it asks for, or none.
    pub(crate) fn granted_roles(&self, app: &App, tenant: TenantId) -> Vec<String> {
        let consented = self.shared.flows.has_admin_consent(app.id, tenant);
        if consented { app.roles.clone() } else { Vec::new() }
    }

    /// That user must show a second factor: silent ways answer 50076, a sign-in in the browser
    /// shows it.
    pub fn demand_second_factor(&self, user: Guid) {
        self.shared.flows.wants_factor(user, true);
    }

    /// A password is enough again.
    pub fn waive_second_factor(&self, user: Guid) {
        self.shared.flows.wants_factor(user, false);
    }

    /// Ends all sessions of that user: refresh tokens answer 50173, access tokens a claims
    /// challenge.
    pub fn revoke_sessions(&self, user: Guid) {
        self.stage.ladder.note("sign-in", "", "a user's sessions were revoked");
        self.shared.flows.revoke(user, self.stage.clock.unix());
        self.registry.revoke_user(user);
    }

    /// The account is disabled: every way in answers 50057.
    pub fn disable_account(&self, user: Guid) {
        self.shared.flows.disable(user, true);
        self.revoke_sessions(user);
    }

    /// The account is enabled again.
    pub fn enable_account(&self, user: Guid) {
        self.shared.flows.disable(user, false);
    }

    /// Lets an application send people back to that address, exactly as written.
    pub fn allow_redirect(&self, app: Guid, uri: &str) {
        self.registry.change(app, |app| app.redirect_uris.push(uri.into()));
    }
}
