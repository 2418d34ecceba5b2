//! Where Microsoft publishes the keys that it signs with.

use std::fmt;

use parking_lot::Mutex;
use rustls_pki_types::CertificateDer;

use teams_cc_core::Error;

use crate::jwt::{Keys, OpenIdDocument};

/// Somebody at Microsoft whose tokens we judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signer {
    /// The calling service.
    Calling,
    /// Entra: people who sign in, change notifications.
    Entra,
    /// The Bot Framework: activities.
    Bots,
}

/// The published keys of all of them, each made when first asked for.
pub(crate) struct Publishers {
    /// The sign-in host.
    sign_in: String,
    /// One host for everything, in the place of Microsoft's: an emulator.
    root: Option<String>,
    trusted: Vec<CertificateDer<'static>>,
    made: Mutex<[Option<Keys>; 3]>,
}

impl Publishers {
    pub(crate) fn new(
        sign_in: String,
        root: Option<String>,
        trusted: Vec<CertificateDer<'static>>,
    ) -> Self {
        Self { sign_in, root, trusted, made: Mutex::default() }
    }

    pub(crate) fn sign_in(&self) -> &str {
        self.sign_in.trim_end_matches('/')
    }

    pub(crate) fn keys(&self, of: Signer) -> Result<Keys, Error> {
        let place = match of {
            Signer::Calling => 0,
            Signer::Entra => 1,
            Signer::Bots => 2,
        };
        let mut made = self.made.lock();
        if let Some(keys) = made.get(place).and_then(Option::as_ref) {
            return Ok(keys.clone());
        }
        let document = match (&self.root, of) {
            (Some(root), Signer::Calling) => self.at(root, "v1/.well-known/OpenIdConfiguration")?,
            (Some(root), Signer::Bots) => self.at(root, "v1/.well-known/openidconfiguration")?,
            (root, Signer::Entra) => {
                let root = root.as_ref().unwrap_or(&self.sign_in);
                self.at(root, "common/v2.0/.well-known/openid-configuration")?
            }
            (None, Signer::Calling) => OpenIdDocument::calling()?,
            (None, Signer::Bots) => OpenIdDocument::bot_framework()?,
        };
        let keys = Keys::from_source(document);
        if let Some(place) = made.get_mut(place) {
            *place = Some(keys.clone());
        }
        Ok(keys)
    }

    fn at(&self, root: &str, path: &str) -> Result<OpenIdDocument, Error> {
        let url = format!("{}/{path}", root.trim_end_matches('/'));
        OpenIdDocument::new(&url)?.trusting(&self.trusted)
    }
}

impl fmt::Debug for Publishers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Publishers").field("root", &self.root).finish_non_exhaustive()
    }
}
