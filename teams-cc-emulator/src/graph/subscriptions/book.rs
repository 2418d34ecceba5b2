//! All subscriptions as one machine: changes and results of deliveries go in, posts come out. It
//! owns no socket and no clock.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};
use teams_cc_core::{Guid, Instant, Rng, TenantId};

use super::encrypt::Certificate;
use super::rules::{self, Kind, Rule};
use crate::graph::changes::Change;
use crate::people::fresh_guid;

/// From a change to its notification; presence takes below ten seconds in the documents.
pub(crate) const LATENCY: Duration = Duration::from_millis(50);
/// A notification is tried again for so long (section 6.3).
pub(crate) const TRIED_FOR: Duration = Duration::from_secs(4 * 3600);
/// The first wait before trying again; it doubles up to [`LONGEST_WAIT`].
const FIRST_WAIT: Duration = Duration::from_secs(10);
/// See [`FIRST_WAIT`].
const LONGEST_WAIT: Duration = Duration::from_secs(15 * 60);
/// An answer that takes longer is slow, and counts as none.
pub(crate) const SLOW: Duration = Duration::from_secs(10);
/// Over which the share of slow answers is taken.
const WINDOW: Duration = Duration::from_secs(10 * 60);
/// New notifications of a slow endpoint wait so long.
const SLOW_DELAY: Duration = Duration::from_secs(10);
/// Answers of a window before a share is taken of them.
const FEWEST: usize = 10;
/// Answers remembered of an endpoint.
const MOST_ANSWERS: usize = 10_000;
/// Items of one post.
const MOST_ITEMS: usize = 50;
/// Posts that wait; beyond it the newest is lost, and its subscriber told.
const MOST_POSTS: usize = 100_000;

/// One subscription.
#[derive(Clone, Debug)]
pub(crate) struct Subscription {
    pub(crate) id: Guid,
    pub(crate) app: Guid,
    pub(crate) tenant: TenantId,
    pub(crate) user: Option<Guid>,
    pub(crate) resource: String,
    pub(crate) rule: Rule,
    pub(crate) change_types: String,
    pub(crate) url: String,
    pub(crate) lifecycle_url: Option<String>,
    pub(crate) client_state: Option<String>,
    pub(crate) expires: Timestamp,
    pub(crate) is_rich: bool,
    pub(crate) certificate: Option<Certificate>,
    pub(crate) version: String,
    /// Nothing is sent before both handshakes have succeeded.
    pub(crate) is_proven: bool,
    /// Graph asked for a new authorisation and waits.
    pub(crate) is_paused: bool,
    /// The presence last told, by user.
    pub(crate) seen: HashMap<Guid, u64>,
}

impl Subscription {
    pub(crate) fn json(&self) -> Value {
        json!({
            "id": self.id,
            "resource": self.resource,
            "applicationId": self.app,
            "changeType": self.change_types,
            "clientState": Value::Null,
            "notificationUrl": self.url,
            "notificationQueryOptions": null,
            "lifecycleNotificationUrl": self.lifecycle_url,
            "expirationDateTime": self.expires.to_string(),
            "creatorId": self.user.unwrap_or(self.app),
            "includeResourceData": self.is_rich,
            "latestSupportedTlsVersion": self.version,
            "encryptionCertificate": self.certificate.as_ref().map(|one| one.base64.clone()),
            "encryptionCertificateId": self.certificate.as_ref().map(|one| one.id.clone()),
            "notificationUrlAppId": null,
        })
    }

    fn wants(&self, kind: &str) -> bool {
        self.change_types.split(',').any(|one| one.trim().eq_ignore_ascii_case(kind))
    }

    fn watches(&self, path: &str, members: &[Value]) -> bool {
        match &self.rule.kind {
            Kind::Presences(_) => false,
            Kind::Paths(patterns) => patterns.iter().any(|one| rules::fits(one, path)),
            Kind::MessagesOf(user) => {
                let is_in = members
                    .iter()
                    .any(|one| one.as_str().is_some_and(|one| one.eq_ignore_ascii_case(user)));
                is_in && rules::fits("chats/*/messages/*", path)
            }
        }
    }
}

/// A post that waits or is under way.
#[derive(Clone, Debug)]
pub(crate) struct Post {
    pub(crate) id: u64,
    pub(crate) url: String,
    pub(crate) items: Vec<Value>,
    /// Application and tenant of each validation token it needs.
    pub(crate) tokens: Vec<(Guid, TenantId)>,
    pub(crate) subject: String,
    first: Instant,
    tries: u32,
    owner: Guid,
    is_lifecycle: bool,
}

/// How often an endpoint was slow.
#[derive(Debug, Default)]
struct Endpoint {
    answers: VecDeque<(Instant, bool)>,
    drops_until: Option<Instant>,
}

/// How an endpoint stands with Graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Health {
    Good,
    Slow,
    Drop,
}

/// All subscriptions.
#[derive(Debug)]
pub(crate) struct Book {
    rng: Rng,
    pub(crate) all: BTreeMap<Guid, Subscription>,
    waiting: BTreeMap<(Instant, u64), Post>,
    under_way: HashMap<u64, Post>,
    next: u64,
    endpoints: HashMap<String, Endpoint>,
    /// Notifications that were given up or dropped.
    pub(crate) lost: u64,
}

impl Book {
    pub(crate) fn new(rng: Rng) -> Self {
        Self {
            rng,
            all: BTreeMap::new(),
            waiting: BTreeMap::new(),
            under_way: HashMap::new(),
            next: 0,
            endpoints: HashMap::new(),
            lost: 0,
        }
    }

    pub(crate) fn id(&mut self) -> Guid {
        fresh_guid(&mut self.rng)
    }

    /// Forgets what has expired.
    pub(crate) fn tidy(&mut self, wall: Timestamp) {
        self.all.retain(|_, one| one.expires > wall);
    }

    /// A change of a resource: whoever watches it is told.
    pub(crate) fn changed(&mut self, now: Instant, wall: Timestamp, change: &Change) {
        self.tidy(wall);
        let path = rules::normal(&change.resource);
        let none = Vec::new();
        let members = change.data.get("@emulator.members").and_then(Value::as_array);
        let members = members.unwrap_or(&none);
        let told: Vec<Guid> = self
            .all
            .values()
            .filter(|one| one.tenant == change.tenant && one.is_proven)
            .filter(|one| one.wants(change.kind.text()) && one.watches(&path, members))
            .map(|one| one.id)
            .collect();
        for id in told {
            self.tell(now, id, change.kind.text(), &change.resource, &change.data);
        }
    }

    /// Tells one subscriber of one change.
    pub(crate) fn tell(
        &mut self,
        now: Instant,
        id: Guid,
        kind: &str,
        resource: &str,
        data: &Value,
    ) {
        let key = self.id();
        let Some(one) = self.all.get(&id) else { return };
        let mut data = data.clone();
        if let Some(data) = data.as_object_mut() {
            data.remove("@emulator.members");
        }
        let resource = resource.trim_start_matches('/');
        let mut brief = json!({
            "@odata.type": data["@odata.type"],
            "@odata.id": resource,
            "id": data["id"],
        });
        if let Some(tag) = data.get("@odata.etag") {
            brief["@odata.etag"] = tag.clone();
        }
        let mut item = json!({
            "id": key,
            "subscriptionId": one.id,
            "subscriptionExpirationDateTime": stamp(one.expires),
            "changeType": kind,
            "clientState": one.client_state,
            "tenantId": one.tenant,
            "organizationId": one.tenant,
            "resource": resource,
            "resourceData": brief,
        });
        let mut tokens = Vec::new();
        if let Some(certificate) = one.certificate.as_ref().filter(|_| one.is_rich) {
            tokens.push((one.app, one.tenant));
            match certificate.encrypt(&data, &mut self.rng) {
                Some(content) => item["encryptedContent"] = content,
                None => tracing::warn!("a payload was not encrypted"),
            }
        }
        let url = one.url.clone();
        let subject = format!("{kind} {resource}");
        self.post(now, id, &url, item, tokens, subject, false);
    }

    /// A lifecycle notification: `reauthorizationRequired`, `subscriptionRemoved`, `missed`.
    pub(crate) fn lifecycle(&mut self, now: Instant, id: Guid, event: &str) -> bool {
        let Some(one) = self.all.get_mut(&id) else { return false };
        let Some(url) = one.lifecycle_url.clone() else { return false };
        if event == "reauthorizationRequired" {
            one.is_paused = true;
        }
        let item = json!({
            "subscriptionId": one.id,
            "subscriptionExpirationDateTime": stamp(one.expires),
            "tenantId": one.tenant,
            "organizationId": one.tenant,
            "clientState": one.client_state,
            "lifecycleEvent": event,
        });
        self.post(now, id, &url, item, Vec::new(), format!("lifecycle {event}"), true);
        if event == "subscriptionRemoved" {
            self.all.remove(&id);
        }
        true
    }

    #[expect(clippy::too_many_arguments, reason = "a post has its parts")]
    fn post(
        &mut self,
        now: Instant,
        owner: Guid,
        url: &str,
        item: Value,
        tokens: Vec<(Guid, TenantId)>,
        subject: String,
        is_lifecycle: bool,
    ) {
        let wait = match self.health(now, url) {
            Health::Drop if !is_lifecycle => {
                self.lost += 1;
                return;
            }
            Health::Slow => SLOW_DELAY,
            _ => LATENCY,
        };
        // What waits for the same address goes with it.
        let due = now + wait;
        let together = self.waiting.values_mut().rev().find(|post| {
            post.url == url
                && post.tries == 0
                && post.items.len() < MOST_ITEMS
                && !is_lifecycle
                && !post.is_lifecycle
        });
        if let Some(post) = together {
            post.items.push(item);
            for token in tokens {
                if !post.tokens.contains(&token) {
                    post.tokens.push(token);
                }
            }
            return;
        }
        if self.waiting.len() >= MOST_POSTS {
            self.lost += 1;
            return;
        }
        self.next += 1;
        let id = self.next;
        let post = Post {
            id,
            url: url.into(),
            items: vec![item],
            tokens,
            subject,
            first: now,
            tries: 0,
            owner,
            is_lifecycle,
        };
        self.waiting.insert((due, id), post);
    }

    /// When the next post is due.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.waiting.keys().next().map(|(at, _)| *at)
    }

    /// The next post that is due; its result comes back with [`answered`](Self::answered).
    pub(crate) fn poll(&mut self, now: Instant) -> Option<Post> {
        loop {
            let entry = self.waiting.first_entry()?;
            if entry.key().0 > now {
                return None;
            }
            let post = entry.remove();
            let paused = self.all.get(&post.owner).is_some_and(|one| one.is_paused);
            if paused && !post.is_lifecycle {
                self.again(now, post);
                continue;
            }
            self.under_way.insert(post.id, post.clone());
            return Some(post);
        }
    }

    /// What became of a post: taken or not, and after how long.
    pub(crate) fn answered(&mut self, now: Instant, id: u64, is_taken: bool, took: Duration) {
        let Some(post) = self.under_way.remove(&id) else { return };
        let endpoint = self.endpoints.entry(endpoint_of(&post.url)).or_default();
        if endpoint.answers.len() == MOST_ANSWERS {
            endpoint.answers.pop_front();
        }
        endpoint.answers.push_back((now, took > SLOW));
        if !is_taken || took > SLOW {
            self.again(now, post);
        }
    }

    fn again(&mut self, now: Instant, mut post: Post) {
        let wait = FIRST_WAIT.saturating_mul(1 << post.tries.min(10)).min(LONGEST_WAIT);
        post.tries += 1;
        if now.since(post.first) + wait > TRIED_FOR {
            self.lost += post.items.len() as u64;
            if !post.is_lifecycle {
                self.lifecycle(now, post.owner, "missed");
            }
            return;
        }
        self.waiting.insert((now + wait, post.id), post);
    }

    /// How an endpoint stands: slow over 10 % of answers over 10 s in 10 minutes, drop over 15 %.
    pub(crate) fn health(&mut self, now: Instant, url: &str) -> Health {
        let Some(endpoint) = self.endpoints.get_mut(&endpoint_of(url)) else {
            return Health::Good;
        };
        if let Some(until) = endpoint.drops_until {
            if now < until {
                return Health::Drop;
            }
            endpoint.drops_until = None;
            endpoint.answers.clear();
        }
        while endpoint.answers.front().is_some_and(|(at, _)| now.since(*at) > WINDOW) {
            endpoint.answers.pop_front();
        }
        let all = endpoint.answers.len();
        let slow = endpoint.answers.iter().filter(|(_, is_slow)| *is_slow).count();
        if all < FEWEST {
            Health::Good
        } else if slow * 100 > all * 15 {
            endpoint.drops_until = Some(now + WINDOW);
            Health::Drop
        } else if slow * 10 > all {
            Health::Slow
        } else {
            Health::Good
        }
    }

    /// Everybody has missed something.
    pub(crate) fn everybody_missed(&mut self, now: Instant) {
        let ids: Vec<Guid> = self.all.keys().copied().collect();
        for id in ids {
            self.lifecycle(now, id, "missed");
        }
    }
}

/// A date as notifications write it.
fn stamp(at: Timestamp) -> String {
    format!("{}+00:00", format!("{at:.7}").trim_end_matches('Z'))
}

/// Scheme, host and port of an address.
fn endpoint_of(url: &str) -> String {
    let after = url.find("://").map_or(0, |at| at + 3);
    let end = url[after..].find(['/', '?']).map_or(url.len(), |at| after + at);
    url[..end].to_ascii_lowercase()
}
