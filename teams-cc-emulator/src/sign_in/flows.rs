//! What people did in a browser and what came of it: codes, refresh tokens, consent, second factors.

use std::collections::{HashMap, HashSet};

use parking_lot::Mutex;
use teams_cc_core::{Guid, TenantId};

/// How long an authorization code may be redeemed: ten minutes, as Entra says.
pub(super) const CODE_LIFE_S: u64 = 600;
/// How long a refresh token lives: 90 days.
pub(super) const REFRESH_LIFE_S: u64 = 90 * 24 * 3600;
/// Codes and refresh tokens kept before the ended ones are looked for and forgotten.
const TIDY_AT: usize = 4096;

/// Somebody who has signed in to an application, and for what.
#[derive(Clone, Debug)]
pub(super) struct Session {
    pub(super) app: Guid,
    pub(super) user: Guid,
    pub(super) tenant: TenantId,
    pub(super) scopes: Vec<String>,
    /// Whether a second factor was shown.
    pub(super) mfa: bool,
    pub(super) since: u64,
}

/// A code that waits to be redeemed, once.
#[derive(Clone, Debug)]
pub(super) struct Code {
    pub(super) session: Session,
    pub(super) redirect: String,
    pub(super) challenge: Option<String>,
    pub(super) nonce: Option<String>,
    pub(super) is_used: bool,
}

/// Everything of this kind.
#[derive(Debug, Default)]
pub(super) struct Flows(Mutex<Book>);

#[derive(Debug, Default)]
struct Book {
    codes: HashMap<String, Code>,
    refresh: HashMap<String, Session>,
    /// Applications that a tenant has not consented to.
    withheld: HashSet<(Guid, TenantId)>,
    /// People who consented for themselves.
    consented: HashSet<(Guid, Guid)>,
    /// People who must show a second factor.
    factor: HashSet<Guid>,
    /// People whose sessions from before this second are over.
    revoked: HashMap<Guid, u64>,
    disabled: HashSet<Guid>,
}

impl Flows {
    pub(super) fn keep_code(&self, text: &str, code: Code, now: u64) {
        let mut book = self.0.lock();
        if book.codes.len() >= TIDY_AT {
            book.codes.retain(|_, code| code.session.since + CODE_LIFE_S > now);
        }
        book.codes.insert(text.into(), code);
    }

    /// The code as it was before this call; from now on it is used.
    pub(super) fn use_code(&self, text: &str) -> Option<Code> {
        let mut book = self.0.lock();
        let code = book.codes.get_mut(text)?;
        let before = code.clone();
        code.is_used = true;
        Some(before)
    }

    pub(super) fn keep_refresh(&self, text: &str, session: Session, now: u64) {
        let mut book = self.0.lock();
        if book.refresh.len() >= TIDY_AT {
            book.refresh.retain(|_, session| session.since + REFRESH_LIFE_S > now);
        }
        book.refresh.insert(text.into(), session);
    }

    pub(super) fn refresh(&self, text: &str) -> Option<Session> {
        self.0.lock().refresh.get(text).cloned()
    }

    pub(super) fn withhold(&self, app: Guid, tenant: TenantId) {
        let mut book = self.0.lock();
        book.withheld.insert((app, tenant));
        book.consented.retain(|(of, _)| *of != app);
    }

    pub(super) fn admin_consents(&self, app: Guid, tenant: TenantId) {
        self.0.lock().withheld.remove(&(app, tenant));
    }

    pub(super) fn user_consents(&self, app: Guid, user: Guid) {
        self.0.lock().consented.insert((app, user));
    }

    /// Whether that application may act for that user.
    pub(super) fn has_consent(&self, app: Guid, tenant: TenantId, user: Guid) -> bool {
        let book = self.0.lock();
        !book.withheld.contains(&(app, tenant)) || book.consented.contains(&(app, user))
    }

    /// Whether the tenant has consented to the application's own permissions.
    pub(super) fn has_admin_consent(&self, app: Guid, tenant: TenantId) -> bool {
        !self.0.lock().withheld.contains(&(app, tenant))
    }

    pub(super) fn wants_factor(&self, user: Guid, wanted: bool) {
        let mut book = self.0.lock();
        if wanted {
            book.factor.insert(user);
        } else {
            book.factor.remove(&user);
        }
    }

    pub(super) fn needs_factor(&self, user: Guid) -> bool {
        self.0.lock().factor.contains(&user)
    }

    pub(super) fn revoke(&self, user: Guid, now: u64) {
        self.0.lock().revoked.insert(user, now);
    }

    pub(super) fn is_over(&self, session: &Session) -> bool {
        self.0.lock().revoked.get(&session.user).is_some_and(|since| session.since <= *since)
    }

    pub(super) fn disable(&self, user: Guid, disabled: bool) {
        let mut book = self.0.lock();
        if disabled {
            book.disabled.insert(user);
        } else {
            book.disabled.remove(&user);
        }
    }

    pub(super) fn is_disabled(&self, user: Guid) -> bool {
        self.0.lock().disabled.contains(&user)
    }
}
