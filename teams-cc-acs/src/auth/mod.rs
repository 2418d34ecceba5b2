//! Who we are: an access key that signs each request, or a token of Entra.

pub(crate) mod connection_string;
pub(crate) mod signature;
pub(crate) mod tokens;

use std::sync::Arc;

#[cfg(feature = "speech")]
use reqwest::header::HeaderName;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use teams_cc_core::{Error, Secret};
use teams_cc_http::send::Outgoing;

use crate::error;
use signature::AccessKey;
use tokens::Tokens;

/// How requests prove who sent them.
pub(crate) enum Credential {
    Key(Box<AccessKey>),
    Entra(Arc<Tokens>),
    /// A key that is sent as it is.
    #[cfg(feature = "speech")]
    Plain(HeaderName, Secret),
}

impl Credential {
    /// Adds the proof to one attempt. Returns the token that was used, to be dropped if refused.
    pub(crate) async fn prove(
        &self,
        outgoing: &mut Outgoing,
        now_s: i64,
    ) -> Result<Option<Secret>, Error> {
        match self {
            Self::Key(key) => key.sign(outgoing, now_s).map(|()| None),
            Self::Entra(tokens) => {
                let token = tokens.token().await?;
                let bearer = HeaderValue::from_str(&tokens.bearer(&token));
                let mut bearer = bearer.map_err(|_| error::token_refused())?;
                bearer.set_sensitive(true);
                outgoing.headers.insert(AUTHORIZATION, bearer);
                Ok(Some(token))
            }
            #[cfg(feature = "speech")]
            Self::Plain(name, key) => {
                let mut value =
                    HeaderValue::from_str(key.expose()).map_err(|_| error::ai::no_key())?;
                value.set_sensitive(true);
                outgoing.headers.insert(name, value);
                Ok(None)
            }
        }
    }

    /// The service refused this token.
    pub(crate) fn rejected(&self, token: Option<&Secret>) {
        if let (Self::Entra(tokens), Some(token)) = (self, token) {
            tokens.rejected(token);
        }
    }

    /// Whether another proof can be had when one was refused.
    pub(crate) fn is_renewed(&self) -> bool {
        matches!(self, Self::Entra(_))
    }
}
