//! What a browser sees: sign-in with an authorization code, and an administrator's consent.

use std::collections::HashMap;
use std::fmt::Write as _;

use aws_lc_rs::digest::{SHA256, digest};
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::flows::{Code, Session};
use super::refusal::Refusal;
use super::serve::form_fields;
use super::{App, SignIn};
use crate::UserRecord;
use crate::people::TenantRecord;

type Fields = HashMap<String, String>;

fn field<'a>(fields: &'a Fields, name: &str) -> Option<&'a str> {
    fields.get(name).map(String::as_str).filter(|text| !text.is_empty())
}

pub(super) async fn authorize(
    State(service): State<SignIn>,
    Path(tenant): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let fields = form_fields(query.unwrap_or_default().as_bytes());
    service.log_asked("GET", &format!("/{tenant}/oauth2/v2.0/authorize"));
    // Until the address is known to be the application's, nothing is sent there.
    let (app, redirect) = match service.whom_to_answer(&tenant, &fields) {
        Ok(both) => both,
        Err(refusal) => return service.page(&refusal),
    };
    match service.signs_in(&tenant, &app, &redirect, &fields) {
        Ok(SignedIn::Code(code)) => {
            let session = service.fresh_guid();
            let answer = [("code", code.as_str()), ("session_state", session.as_str())];
            service.send_back(&redirect, &fields, &answer)
        }
        Ok(SignedIn::Choose(people)) => service.chooser(&people, &fields),
        Err(refusal) => {
            let description = format!("AADSTS{}: {}", refusal.code, refusal.text);
            let answer = [("error", refusal.error), ("error_description", description.as_str())];
            service.send_back(&redirect, &fields, &answer)
        }
    }
}

pub(super) async fn admin_consent(
    State(service): State<SignIn>,
    Path(tenant): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let fields = form_fields(query.unwrap_or_default().as_bytes());
    service.log_asked("GET", &format!("/{tenant}/adminconsent"));
    let (app, redirect) = match service.whom_to_answer(&tenant, &fields) {
        Ok(both) => both,
        Err(refusal) => return service.page(&refusal),
    };
    let home = match service.tenant(&tenant) {
        Ok(Some(home)) => home,
        // The administrator belongs to the first tenant unless one is named.
        Ok(None) => match service.stage.people.tenants().into_iter().next() {
            Some(home) => home,
            None => return service.page(&Refusal::no_tenant(&tenant)),
        },
        Err(refusal) => return service.page(&refusal),
    };
    if field(&fields, "emulator_declines").is_some() {
        let text = "AADSTS65004: User declined to consent to access the app.";
        let answer = [("error", "access_denied"), ("error_description", text)];
        return service.send_back(&redirect, &fields, &answer);
    }
    service.consent(app.id, home.id);
    let id = home.id.to_string();
    service.send_back(&redirect, &fields, &[("tenant", id.as_str()), ("admin_consent", "True")])
}

enum SignedIn {
    Code(String),
    Choose(Vec<UserRecord>),
}

impl SignIn {
    fn whom_to_answer(&self, tenant: &str, fields: &Fields) -> Result<(App, String), Refusal> {
        let client = field(fields, "client_id").ok_or_else(|| Refusal::missing("client_id"))?;
        let unknown = || Refusal::no_app(client, tenant);
        let app = self.registry.app(client.parse().map_err(|_| unknown())?).ok_or_else(unknown)?;
        let redirect = field(fields, "redirect_uri");
        let redirect = redirect.ok_or_else(|| Refusal::missing("redirect_uri"))?;
        if !app.redirects_to(redirect) {
            return Err(Refusal::redirect(redirect, client));
        }
        Ok((app, redirect.to_owned()))
    }

    fn signs_in(
        &self,
        tenant: &str,
        app: &App,
        redirect: &str,
        fields: &Fields,
    ) -> Result<SignedIn, Refusal> {
        let need = |name: &str| field(fields, name).ok_or_else(|| Refusal::missing(name));
        let home = self.tenant(tenant)?;
        if need("response_type")? != "code" {
            return Err(Refusal::response_type());
        }
        let challenge =
            match (field(fields, "code_challenge"), field(fields, "code_challenge_method")) {
                (None, _) => None,
                (Some(challenge), Some("S256")) => Some(challenge.to_owned()),
                (Some(_), _) => return Err(Refusal::challenge_method()),
            };
        let scopes: Vec<String> = need("scope")?.split(' ').map(str::to_owned).collect();
        let silent = field(fields, "prompt") == Some("none");
        let Some(hint) = field(fields, "login_hint") else {
            let here =
                |user: &UserRecord| home.as_ref().is_none_or(|home| home.name == user.tenant);
            let people = self.stage.people.users().into_iter().filter(here).collect();
            return if silent {
                Err(Refusal::nobody_signed_in())
            } else {
                Ok(SignedIn::Choose(people))
            };
        };
        let (user, home) = self.person(hint, home.as_ref())?;
        self.enters(app, &user, &home, silent, false)?;
        let now = self.stage.clock.unix();
        let session = Session {
            app: app.id,
            user: user.id,
            tenant: home.id,
            scopes,
            mfa: self.shared.flows.needs_factor(user.id),
            since: now,
        };
        let text = self.shared.rng.lock().token(120);
        let nonce = field(fields, "nonce").map(str::to_owned);
        let redirect = redirect.to_owned();
        let code = Code { session, redirect, challenge, nonce, is_used: false };
        self.shared.flows.keep_code(&text, code, now);
        Ok(SignedIn::Code(text))
    }

    /// The user of that name, at home in the tenant that the address names, if it names one.
    fn person(
        &self,
        name: &str,
        home: Option<&TenantRecord>,
    ) -> Result<(UserRecord, TenantRecord), Refusal> {
        let tenants = self.stage.people.tenants();
        let found = tenants.into_iter().find_map(|tenant| {
            let user = self.stage.people.user(&tenant.name, name)?;
            Some((user, tenant))
        });
        let (user, tenant) = found.ok_or_else(Refusal::no_user)?;
        match home {
            Some(home) if home.id != tenant.id => Err(Refusal::foreign_user(&home.name)),
            _ => Ok((user, tenant)),
        }
    }

    /// Whether that user may come in now. In a browser people consent and show their second
    /// factor; silent ways need both from before.
    pub(super) fn enters(
        &self,
        app: &App,
        user: &UserRecord,
        home: &TenantRecord,
        silent: bool,
        mfa: bool,
    ) -> Result<(), Refusal> {
        let flows = &self.shared.flows;
        if flows.is_disabled(user.id) {
            return Err(Refusal::disabled());
        }
        if !app.tenants.is_empty() && !app.tenants.contains(&home.id) {
            return Err(Refusal::no_principal(&app.id.to_string(), &home.id.to_string()));
        }
        if !flows.has_consent(app.id, home.id, user.id) {
            if silent {
                return Err(Refusal::no_consent(&app.id.to_string(), &app.name));
            }
            flows.user_consents(app.id, user.id);
        }
        if silent && !mfa && flows.needs_factor(user.id) {
            return Err(Refusal::second_factor());
        }
        Ok(())
    }

    fn send_back(&self, redirect: &str, fields: &Fields, answer: &[(&str, &str)]) -> Response {
        let mut pairs: Vec<(&str, &str)> = answer.to_vec();
        if let Some(state) = field(fields, "state") {
            pairs.push(("state", state));
        }
        let what = answer.first().map_or("", |(name, _)| name);
        self.log_answer(StatusCode::FOUND, &format!("back with {what}"));
        if field(fields, "response_mode") == Some("form_post") {
            return form_post(redirect, &pairs);
        }
        let mark = match field(fields, "response_mode") {
            Some("fragment") => '#',
            _ if redirect.contains('?') => '&',
            _ => '?',
        };
        let text: Vec<String> = pairs
            .iter()
            .map(|(name, value)| format!("{name}={}", percent_encoded(value)))
            .collect();
        let target = format!("{redirect}{mark}{}", text.join("&"));
        match HeaderValue::from_str(&target) {
            Ok(target) => (StatusCode::FOUND, [(header::LOCATION, target)]).into_response(),
            Err(_) => StatusCode::BAD_REQUEST.into_response(),
        }
    }

    /// Who of them is it?
    fn chooser(&self, people: &[UserRecord], fields: &Fields) -> Response {
        self.log_answer(StatusCode::OK, "pick an account");
        let kept: String = fields.iter().fold(String::new(), |mut text, (name, value)| {
            let _ = write!(text, "{}={}&", percent_encoded(name), percent_encoded(value));
            text
        });
        let rows: String = people.iter().fold(String::new(), |mut text, user| {
            let address = format!("?{kept}login_hint={}", percent_encoded(&user.upn));
            let _ =
                write!(text, "<li><a href=\"{}\">{}</a>", escaped(&address), escaped(&user.upn));
            text
        });
        html(StatusCode::OK, &format!("<h1>Pick an account</h1><ul>{rows}</ul>"))
    }

    fn page(&self, refusal: &Refusal) -> Response {
        self.log_answer(refusal.status, &format!("AADSTS{}", refusal.code));
        let text = format!("AADSTS{}: {}", refusal.code, refusal.text);
        html(StatusCode::BAD_REQUEST, &format!("<h1>Sign in</h1><p>{}</p>", escaped(&text)))
    }
}

/// The challenge of a PKCE verifier (RFC 7636 section 4.2).
pub(super) fn challenge_of(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()))
}

fn form_post(redirect: &str, pairs: &[(&str, &str)]) -> Response {
    let inputs = pairs.iter().fold(String::new(), |mut text, (name, value)| {
        let (name, value) = (escaped(name), escaped(value));
        let _ = write!(text, "<input type=\"hidden\" name=\"{name}\" value=\"{value}\">");
        text
    });
    let action = escaped(redirect);
    let form = format!(
        "<form method=\"post\" action=\"{action}\">{inputs}<button>Continue</button></form>"
    );
    html(StatusCode::OK, &form)
}

fn html(status: StatusCode, inside: &str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'"),
    ];
    let body = format!("<!doctype html><title>Sign in</title>{inside}");
    (status, headers, body).into_response()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn percent_encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}
