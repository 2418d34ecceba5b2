//! `/subscriptions`: who wants to hear of which changes, and the notifications (`graph.md`
//! section 6).

mod book;
mod deliver;
mod encrypt;
mod hubs;
mod rules;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::http::Method;
use jiff::{Timestamp, ToSpan as _};
use parking_lot::Mutex;
use serde_json::{Map, Value, json};
use teams_cc_core::{Guid, Instant, Rng};
use tokio::sync::Notify;

pub(crate) use book::{Book, Subscription};
pub(crate) use deliver::Notifying;
use encrypt::Certificate;
pub(crate) use hubs::Hubs;
use hubs::is_hub;
use rules::{Kind, LEAST_LIFE_MIN, LIFECYCLE_BEYOND_MIN, Quota, Rule};

use super::answer::{Answer, Ask};
use super::{Caller, Graph};
use crate::outbound::{is_nobodys, is_reachable};
use crate::{Clock, Stage};

type Object = Map<String, Value>;

/// Longest `clientState` and `encryptionCertificateId`.
const MOST_TEXT: usize = 128;
/// Subscriptions of all applications.
const MOST: usize = 50_000;
/// Marks an answer that waits for handshakes; it never leaves the emulator.
pub(super) const HANDSHAKE: &str = "x-emulator-handshake";
/// What a new subscription may say.
const KNOWN: [&str; 15] = [
    "applicationId",
    "changeType",
    "clientState",
    "creatorId",
    "encryptionCertificate",
    "encryptionCertificateId",
    "expirationDateTime",
    "id",
    "includeResourceData",
    "latestSupportedTlsVersion",
    "lifecycleNotificationUrl",
    "notificationQueryOptions",
    "notificationUrl",
    "notificationUrlAppId",
    "resource",
];

/// All subscriptions of one emulator. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Subscriptions(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    book: Mutex<Book>,
    clock: Clock,
    work: Notify,
}

impl Subscriptions {
    pub(crate) fn new(clock: Clock, rng: Rng) -> Self {
        let book = Mutex::new(Book::new(rng));
        Self(Arc::new(Shared { book, clock, work: Notify::new() }))
    }

    pub(crate) fn with<T>(&self, work: impl FnOnce(&mut Book, Instant) -> T) -> T {
        let done = self.with_quietly(work);
        self.0.work.notify_one();
        done
    }

    /// As [`with`](Self::with), for the driver itself, which needs no waking.
    fn with_quietly<T>(&self, work: impl FnOnce(&mut Book, Instant) -> T) -> T {
        work(&mut self.0.book.lock(), self.0.clock.now())
    }
}

fn bad(text: &str) -> Answer {
    Answer::error(400, "InvalidRequest", text)
}

fn text<'a>(object: &'a Object, name: &str) -> Result<Option<&'a str>, Answer> {
    match object.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(bad(&format!("The property '{name}' must be a string."))),
    }
}

fn needed<'a>(object: &'a Object, name: &str) -> Result<&'a str, Answer> {
    let text = text(object, name)?.filter(|text| !text.is_empty());
    text.ok_or_else(|| bad(&format!("The property '{name}' is required.")))
}

impl Graph {
    /// Everything at and below `/subscriptions`.
    pub(super) fn subscriptions(
        &self,
        ask: &Ask,
        caller: &Caller,
        below: &[&str],
    ) -> Result<Answer, Answer> {
        let wall = self.stage.clock.wall();
        self.stage.subscriptions.with(|book, _| book.tidy(wall));
        match (below, ask.method.clone()) {
            ([], Method::POST) => self.subscribe(ask.object()?, caller),
            ([], Method::GET) => {
                let mine = self.stage.subscriptions.with(|book, _| {
                    let mine = book.all.values().filter(|one| is_of(one, caller) && one.is_proven);
                    mine.map(Subscription::json).collect::<Vec<_>>()
                });
                Ok(Answer::ok(json!({
                    "@odata.context": self.context(ask, "subscriptions"),
                    "value": mine,
                })))
            }
            ([id], Method::GET) => {
                let one = self.subscription(id, caller)?;
                Ok(Answer::ok(self.with_context(one.json())))
            }
            ([id], Method::PATCH) => self.renew(id, ask.object()?, caller),
            ([id], Method::DELETE) => {
                let one = self.subscription(id, caller)?;
                self.stage.subscriptions.with(|book, _| book.all.remove(&one.id));
                Ok(Answer { status: 204, headers: Vec::new(), body: None, bytes: None })
            }
            ([id, "reauthorize" | "microsoft.graph.reauthorize"], Method::POST) => {
                let one = self.subscription(id, caller)?;
                self.stage.subscriptions.with(|book, _| {
                    if let Some(one) = book.all.get_mut(&one.id) {
                        one.is_paused = false;
                    }
                });
                Ok(Answer { status: 204, headers: Vec::new(), body: None, bytes: None })
            }
            ([] | [_] | [_, "reauthorize"], _) => Err(Answer::wrong_method()),
            (below, _) => Err(Answer::no_segment(below.last().copied().unwrap_or_default())),
        }
    }

    fn with_context(&self, mut body: Value) -> Value {
        body["@odata.context"] =
            format!("{}/v1.0/$metadata#subscriptions/$entity", self.base()).into();
        body
    }

    fn subscription(&self, id: &str, caller: &Caller) -> Result<Subscription, Answer> {
        let id = id.parse::<Guid>().ok();
        let found = self.stage.subscriptions.with(|book, _| book.all.get(&id?).cloned());
        found
            .filter(|one| is_of(one, caller) && one.is_proven)
            .ok_or_else(|| Answer::error(404, "ResourceNotFound", "The object was not found."))
    }

    fn subscribe(&self, object: &Object, caller: &Caller) -> Result<Answer, Answer> {
        let stranger = object
            .keys()
            .find(|name| !name.contains('@') && !KNOWN.iter().any(|known| known == name));
        if let Some(name) = stranger {
            return Err(bad(&format!("The property '{name}' does not exist on the subscription.")));
        }
        let resource = needed(object, "resource")?;
        let rule = rules::rule(resource).map_err(|why| bad(&why))?;
        may_subscribe(&rule, caller)?;
        let change_types = change_types(needed(object, "changeType")?, &rule)?;
        let url = notification_url(needed(object, "notificationUrl")?, "notificationUrl")?;
        let lifecycle_url = match text(object, "lifecycleNotificationUrl")? {
            None => None,
            Some(url) => Some(notification_url(url, "lifecycleNotificationUrl")?),
        };
        let client_state = text(object, "clientState")?;
        if client_state.is_some_and(|state| state.chars().count() > MOST_TEXT) {
            return Err(bad("The property 'clientState' may have at most 128 characters."));
        }
        let wall = self.stage.clock.wall();
        let expires = expiration(needed(object, "expirationDateTime")?, wall, &rule)?;
        let is_late = expires > wall + LIFECYCLE_BEYOND_MIN.minutes();
        if rule.is_teams && is_late && lifecycle_url.is_none() {
            return Err(bad(
                "The property 'lifecycleNotificationUrl' is required for subscriptions on this \
                 resource that expire more than 1 hour ahead.",
            ));
        }
        let is_rich = object.get("includeResourceData").and_then(Value::as_bool).unwrap_or(false);
        let certificate = certificate(object)?;
        if is_rich && !rule.may_be_rich {
            return Err(bad("includeResourceData is not supported for this resource."));
        }
        if is_rich && certificate.is_none() {
            let said = "encryptionCertificate and encryptionCertificateId are required when \
                        includeResourceData is true.";
            return Err(bad(said));
        }
        let version = text(object, "latestSupportedTlsVersion")?.unwrap_or("v1_2").to_owned();
        let seen = match &rule.kind {
            Kind::Presences(users) => {
                users.iter().map(|id| (*id, self.stage.presences.shown(*id).1)).collect()
            }
            _ => std::collections::HashMap::new(),
        };
        let client_state = client_state.map(ToOwned::to_owned);
        let made = self.stage.subscriptions.with(|book, _| {
            quota(book, &rule, resource, caller)?;
            let one = Subscription {
                id: book.id(),
                app: caller.app,
                tenant: caller.tenant_id,
                user: caller.reader(),
                resource: resource.into(),
                rule,
                change_types,
                url,
                lifecycle_url,
                client_state: client_state.clone(),
                expires,
                is_rich,
                certificate,
                version,
                is_proven: false,
                is_paused: false,
                seen,
            };
            book.all.insert(one.id, one.clone());
            Ok(one)
        })?;
        let mut body = self.with_context(made.json());
        // Shown once, to whoever made it.
        body["clientState"] = client_state.into();
        Ok(Answer { status: 201, headers: Vec::new(), body: Some(body), bytes: None }
            .header("Location", format!("{}/v1.0/subscriptions('{}')", self.base(), made.id))
            .header(HANDSHAKE, made.id.to_string()))
    }

    /// `PATCH`: a new expiration also authorises anew.
    fn renew(&self, id: &str, object: &Object, caller: &Caller) -> Result<Answer, Answer> {
        let mut one = self.subscription(id, caller)?;
        let known = [
            "expirationDateTime",
            "notificationUrl",
            "encryptionCertificate",
            "encryptionCertificateId",
            "clientState",
        ];
        if object.contains_key("lifecycleNotificationUrl") {
            return Err(bad("The property 'lifecycleNotificationUrl' cannot be changed."));
        }
        let stranger =
            object.keys().find(|name| !name.contains('@') && !known.contains(&name.as_str()));
        if let Some(name) = stranger {
            return Err(bad(&format!("The property '{name}' cannot be changed.")));
        }
        let wall = self.stage.clock.wall();
        if let Some(given) = text(object, "expirationDateTime")? {
            one.expires = expiration(given, wall, &one.rule)?;
            let is_late = one.expires > wall + LIFECYCLE_BEYOND_MIN.minutes();
            if one.rule.is_teams && is_late && one.lifecycle_url.is_none() {
                return Err(bad(
                    "The subscription has no lifecycleNotificationUrl and cannot expire more than \
                     1 hour ahead.",
                ));
            }
        }
        if let Some(certificate) = certificate(object)? {
            one.certificate = Some(certificate);
        }
        if let Some(state) = text(object, "clientState")? {
            one.client_state = Some(state.into());
        }
        let moved = match text(object, "notificationUrl")? {
            Some(url) if url != one.url => Some(notification_url(url, "notificationUrl")?),
            _ => None,
        };
        one.is_paused = false;
        let mut shown = one.clone();
        let answer_url = moved.clone().unwrap_or_else(|| one.url.clone());
        shown.url.clone_from(&answer_url);
        self.stage.subscriptions.with(|book, _| book.all.insert(one.id, one.clone()));
        let answer = Answer::ok(self.with_context(shown.json()));
        Ok(match moved {
            None => answer,
            // It counts once the new address has answered.
            Some(url) => answer.header(HANDSHAKE, format!("{} {url}", one.id)),
        })
    }
}

fn may_subscribe(rule: &Rule, caller: &Caller) -> Result<(), Answer> {
    if rule.is_delegated_only && caller.reader().is_none() {
        let text = "Subscriptions to this resource need a token of a signed-in user.";
        return Err(Answer::error(403, "Authorization_RequestDenied", text));
    }
    if rule.is_app_only && caller.reader().is_some() {
        let text = "Subscriptions to this resource need a token of an application.";
        return Err(Answer::error(403, "Authorization_RequestDenied", text));
    }
    if rule.permissions.is_empty() { Ok(()) } else { caller.needs(rule.permissions) }
}

/// An application sees its own subscriptions in its tenant; a signed-in user's are that user's.
fn is_of(one: &Subscription, caller: &Caller) -> bool {
    let same_user = caller.reader().is_none() || one.user == caller.reader();
    one.app == caller.app && one.tenant == caller.tenant_id && same_user
}

fn change_types(given: &str, rule: &Rule) -> Result<String, Answer> {
    for one in given.split(',').map(str::trim) {
        if !["created", "updated", "deleted"].iter().any(|known| known.eq_ignore_ascii_case(one)) {
            return Err(bad(&format!("'{one}' is not a valid change type.")));
        }
        let is_presence = matches!(rule.kind, Kind::Presences(_));
        if is_presence && !one.eq_ignore_ascii_case("updated") {
            return Err(bad("Presence supports the change type 'updated' only."));
        }
    }
    Ok(given.into())
}

fn notification_url(url: &str, name: &str) -> Result<String, Answer> {
    if is_reachable(url) || is_hub(url) || is_nobodys(url) {
        return Ok(url.into());
    }
    let said = if url.starts_with("https://") {
        format!("The emulator cannot reach the {name}: it must be on loopback.")
    } else {
        format!("The {name} must be an https address.")
    };
    Err(bad(&said))
}

/// The expiration: raised to 45 minutes, refused beyond the resource's longest life.
fn expiration(given: &str, wall: Timestamp, rule: &Rule) -> Result<Timestamp, Answer> {
    let parsed: Timestamp = given
        .parse()
        .map_err(|_| bad("The property 'expirationDateTime' must be a date and time."))?;
    if parsed <= wall {
        return Err(bad("The property 'expirationDateTime' must be in the future."));
    }
    // A client's clock may be a little ahead.
    let most = wall + rule.most_life_min.minutes() + 1.minute();
    if parsed > most {
        let text = format!(
            "Subscription expiration can only be {} minutes in the future.",
            rule.most_life_min
        );
        return Err(bad(&text));
    }
    Ok(parsed.max(wall + LEAST_LIFE_MIN.minutes()))
}

fn certificate(object: &Object) -> Result<Option<Certificate>, Answer> {
    let given = (text(object, "encryptionCertificate")?, text(object, "encryptionCertificateId")?);
    match given {
        (None, None) => Ok(None),
        (Some(certificate), Some(id)) if id.chars().count() <= MOST_TEXT && !id.is_empty() => {
            let read = Certificate::read(certificate, id);
            read.map(Some).map_err(|why| bad(&format!("The encryptionCertificate: {why}.")))
        }
        (Some(_), Some(_)) => {
            Err(bad("The property 'encryptionCertificateId' may have 1 to 128 characters."))
        }
        _ => Err(bad("encryptionCertificate and encryptionCertificateId come together.")),
    }
}

/// 403, or 409 for a second presence subscription of the same reader.
fn quota(book: &Book, rule: &Rule, resource: &str, caller: &Caller) -> Result<(), Answer> {
    let path = rules::normal(resource);
    let mine = |one: &&Subscription| one.app == caller.app && one.tenant == caller.tenant_id;
    let same = |one: &&Subscription| rules::normal(&one.resource) == path;
    let over = |most: usize| {
        let text = format!("Subscription limit of {most} for this resource was reached.");
        Err(Answer::error(403, "ExtensionError", &text))
    };
    if book.all.len() >= MOST {
        return over(MOST);
    }
    match rule.quota {
        Quota::OnePerReader => {
            let is_presence = |one: &&Subscription| matches!(one.rule.kind, Kind::Presences(_));
            let mut others = book.all.values().filter(mine).filter(is_presence);
            if others.any(|one| one.user == caller.reader()) {
                let text = "A subscription to presence exists already for this application and \
                            user.";
                return Err(Answer::error(409, "Conflict", text));
            }
            Ok(())
        }
        Quota::OnePerResource if book.all.values().filter(mine).any(|one| same(&one)) => over(1),
        Quota::OnePerResource => Ok(()),
        Quota::PerTenant(most) => {
            let of_kind = |one: &&Subscription| {
                one.tenant == caller.tenant_id && one.rule.quota == rule.quota && same(one)
            };
            let there = book.all.values().filter(of_kind).count();
            if there >= most { over(most) } else { Ok(()) }
        }
        Quota::PerApp(most) => {
            let there = book.all.values().filter(mine).filter(same).count();
            if there >= most { over(most) } else { Ok(()) }
        }
    }
}

/// The next moment at which presence somebody watches changes by itself.
fn next_presence(stage: &Stage, watched: &[Guid]) -> Option<Instant> {
    watched.iter().filter_map(|user| stage.presences.next_change(*user)).min()
}
