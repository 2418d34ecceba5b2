//! Applications that sign in, and the tokens they were given.

use std::collections::HashMap;
use std::sync::Arc;

use aws_lc_rs::signature::{
    RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, UnparsedPublicKey,
};
use parking_lot::Mutex;
use rustls_pki_types::CertificateDer;
use teams_cc_core::{Guid, Secret, TenantId};

/// A registered application.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct App {
    /// The application (client) id.
    pub id: Guid,
    /// What the portal shows.
    pub name: String,
    /// Secrets, each with the second (since 1970) at which it ends.
    pub secrets: Vec<(Secret, u64)>,
    /// Certificates whose keys may sign client assertions.
    pub certificates: Vec<CertificateDer<'static>>,
    /// Workloads elsewhere whose tokens stand for a proof of this application.
    pub federated: Vec<Federated>,
    /// Application permissions that were consented to.
    pub roles: Vec<String>,
    /// Tenants that consented; empty = all.
    pub tenants: Vec<TenantId>,
    /// Where people may be sent back to after signing in, exactly as written.
    pub redirect_uris: Vec<String>,
}

impl App {
    /// An application with one secret that does not end, consented to everywhere.
    pub fn new(id: Guid, name: &str, secret: Secret, roles: &[&str]) -> Self {
        Self {
            id,
            name: name.into(),
            secrets: vec![(secret, u64::MAX)],
            certificates: Vec::new(),
            federated: Vec::new(),
            roles: roles.iter().map(|role| (*role).to_owned()).collect(),
            tenants: Vec::new(),
            redirect_uris: Vec::new(),
        }
    }

    /// Whether people may be sent back to that address. Only `http://localhost` stands for any
    /// port and path, as Entra has it for programs on a desk.
    pub(crate) fn redirects_to(&self, uri: &str) -> bool {
        let local = || {
            let rest = uri.strip_prefix("http://localhost")?;
            let port = rest.strip_prefix(':').unwrap_or(rest);
            let path = port.trim_start_matches(|c: char| c.is_ascii_digit());
            (path.is_empty() || path.starts_with('/')).then_some(())
        };
        self.redirect_uris
            .iter()
            .any(|known| known == uri || (known == "http://localhost" && local().is_some()))
    }

    /// Whether one of the certificates' keys made this signature, with RS256 or PS256.
    pub(crate) fn has_signed(&self, algorithm: &str, signed: &[u8], signature: &[u8]) -> bool {
        self.certificates.iter().any(|one| is_signed_by(one, algorithm, signed, signature))
    }
}

/// A workload of another issuer, a service account of a cluster for one, that an application trusts
/// as itself (a federated identity credential). Entra would fetch the issuer's keys; here the
/// certificate of the one that signs is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Federated {
    /// The `iss` of its tokens.
    pub issuer: String,
    /// The `sub` of its tokens.
    pub subject: String,
    /// The certificate of the key that signs them.
    pub certificate: CertificateDer<'static>,
}

/// Whether a certificate's key made this signature, with RS256 or PS256.
pub(super) fn is_signed_by(
    certificate: &CertificateDer<'_>,
    algorithm: &str,
    signed: &[u8],
    signature: &[u8],
) -> bool {
    let how: &'static aws_lc_rs::signature::RsaParameters = match algorithm {
        "RS256" => &RSA_PKCS1_2048_8192_SHA256,
        "PS256" => &RSA_PSS_2048_8192_SHA256,
        _ => return false,
    };
    let Ok(parsed) = rustls::server::ParsedCertificate::try_from(certificate) else {
        return false;
    };
    let key = parsed.subject_public_key_info();
    UnparsedPublicKey::new(how, key.as_ref()).verify(signed, signature).is_ok()
}

/// What a token stands for.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    pub(crate) app: Guid,
    pub(crate) tenant: TenantId,
    /// Application permissions, or the scopes of a user's token.
    pub(crate) roles: Vec<String>,
    /// Whoever signed in, if this is a user's token.
    pub(crate) user: Option<Guid>,
    /// Whom it is for: Graph, or the application itself.
    pub(crate) audience: String,
    /// Whether the user has shown a second factor.
    pub(crate) mfa: bool,
    pub(crate) expires: u64,
    pub(crate) is_revoked: bool,
}

/// Applications and grants. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Registry(Arc<Mutex<Book>>);

#[derive(Debug, Default)]
struct Book {
    apps: HashMap<Guid, App>,
    grants: HashMap<String, Grant>,
}

/// Grants kept before expired ones are looked for and forgotten.
const TIDY_AT: usize = 4096;

impl Registry {
    pub(crate) fn register(&self, app: App) {
        self.0.lock().apps.insert(app.id, app);
    }

    pub(crate) fn app(&self, id: Guid) -> Option<App> {
        self.0.lock().apps.get(&id).cloned()
    }

    pub(crate) fn apps(&self) -> Vec<App> {
        self.0.lock().apps.values().cloned().collect()
    }

    /// Changes an application, if there is one of that id.
    pub(crate) fn change(&self, id: Guid, change: impl FnOnce(&mut App)) {
        self.0.lock().apps.get_mut(&id).map(change);
    }

    pub(crate) fn granted(&self, token: &str, grant: Grant, now: u64) {
        let mut book = self.0.lock();
        if book.grants.len() >= TIDY_AT {
            book.grants.retain(|_, grant| grant.expires > now);
        }
        book.grants.insert(token.into(), grant);
    }

    pub(crate) fn grant(&self, token: &str) -> Option<Grant> {
        self.0.lock().grants.get(token).cloned()
    }

    /// Every token of that user is refused from now on.
    pub(crate) fn revoke_user(&self, user: Guid) {
        for grant in self.0.lock().grants.values_mut() {
            grant.is_revoked |= grant.user == Some(user);
        }
    }

    /// Every token given out so far is refused from now on, with a claims challenge.
    pub(crate) fn revoke_all(&self) -> usize {
        let mut book = self.0.lock();
        for grant in book.grants.values_mut() {
            grant.is_revoked = true;
        }
        book.grants.len()
    }
}
