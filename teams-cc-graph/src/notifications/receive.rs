//! The verdict on a post: who sent it, and which of its items are ours.

use std::collections::BTreeMap;
use std::fmt;
use std::num::NonZero;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use parking_lot::Mutex;
use tokio::sync::Semaphore;

use teams_cc_core::{Error, TenantId};
use teams_cc_http::{Clock, wall_clock_s};

use super::change::Changes;
use super::{
    CallNotification, ChangeNotification, DecryptionKeys, Expecting, Notice, Order, Verdict,
};
use crate::Expectations;
use crate::error;
use crate::jwt::{Keys, Policy, Refusal, Verified, no_key_set};

/// A body up to this is read at once; a larger one takes milliseconds.
const LARGE: usize = 64 * 1024;

/// Receives what Microsoft posts to one app. Cheap to clone; clones share everything.
#[derive(Clone)]
pub struct Notifications(Arc<Inner>);

struct Inner {
    calling: Policy,
    changes: Policy,
    calling_keys: Option<Keys>,
    change_keys: Option<Keys>,
    subscriptions: Arc<dyn Expecting>,
    decryption: DecryptionKeys,
    order: Mutex<Order>,
    clock: Clock,
    fixed_now_s: Option<i64>,
    refused: Mutex<BTreeMap<&'static str, u64>>,
    cores: Arc<Semaphore>,
}

/// Wires [`Notifications`].
pub struct NotificationsBuilder {
    calling: Policy,
    changes: Policy,
    calling_keys: Option<Keys>,
    change_keys: Option<Keys>,
    subscriptions: Arc<dyn Expecting>,
    decryption: DecryptionKeys,
    fixed_now_s: Option<i64>,
}

impl NotificationsBuilder {
    /// A tenant that consented. Without any, every tenant counts that Microsoft vouches for.
    pub fn tenant(mut self, tenant: TenantId) -> Self {
        self.calling = self.calling.tenant(tenant);
        self.changes = self.changes.tenant(tenant);
        self
    }

    /// The calling service's keys. Without them its posts are refused.
    pub fn calling_keys(mut self, keys: Keys) -> Self {
        self.calling_keys = Some(keys);
        self
    }

    /// Entra's keys, for the tokens of change notifications. Without them signed posts are refused.
    pub fn change_keys(mut self, keys: Keys) -> Self {
        self.change_keys = Some(keys);
        self
    }

    /// Who knows our subscriptions. Without it no change notification counts.
    pub fn subscriptions(mut self, subscriptions: Arc<dyn Expecting>) -> Self {
        self.subscriptions = subscriptions;
        self
    }

    /// The keys that open encrypted content.
    pub fn decryption(mut self, keys: DecryptionKeys) -> Self {
        self.decryption = keys;
        self
    }

    /// By how much clocks may differ (300 s).
    pub fn leeway(mut self, leeway: Duration) -> Self {
        self.calling = self.calling.leeway(leeway);
        self.changes = self.changes.leeway(leeway);
        self
    }

    /// Another policy for the calling service, for another cloud.
    pub fn calling_policy(mut self, policy: Policy) -> Self {
        self.calling = policy;
        self
    }

    /// Another policy for tokens of change notifications, for another cloud.
    pub fn change_policy(mut self, policy: Policy) -> Self {
        self.changes = policy;
        self
    }

    /// A clock that stands still, in seconds since 1970: for tests with recorded tokens. A token
    /// then never ends.
    pub fn danger_fixed_clock(mut self, now_s: i64) -> Self {
        tracing::warn!("the clock for tokens stands still");
        self.fixed_now_s = Some(now_s);
        self
    }

    /// Makes the handle. Nothing is fetched yet.
    pub fn build(self) -> Notifications {
        Notifications(Arc::new(Inner {
            calling: self.calling,
            changes: self.changes,
            calling_keys: self.calling_keys,
            change_keys: self.change_keys,
            subscriptions: self.subscriptions,
            decryption: self.decryption,
            order: Mutex::new(Order::new()),
            clock: Clock::start(),
            fixed_now_s: self.fixed_now_s,
            refused: Mutex::new(BTreeMap::new()),
            cores: Arc::new(Semaphore::new(
                std::thread::available_parallelism().map_or(1, NonZero::get),
            )),
        }))
    }
}

impl fmt::Debug for NotificationsBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NotificationsBuilder")
            .field("calling", &self.calling)
            .field("changes", &self.changes)
            .finish_non_exhaustive()
    }
}

impl Notifications {
    /// For the app (bot) `app_id`.
    pub fn builder(app_id: impl Into<String>) -> NotificationsBuilder {
        let app_id = app_id.into();
        NotificationsBuilder {
            calling: Policy::calling(app_id.clone()),
            changes: Policy::change_notifications(app_id),
            calling_keys: None,
            change_keys: None,
            subscriptions: Arc::new(Expectations::new()),
            decryption: DecryptionKeys::new(),
            fixed_now_s: None,
        }
    }

    /// Takes the `Authorization` header and the body of a post; gives what is new and ours. With a
    /// header the post is the calling service's, without it is a change notification.
    ///
    /// Answer 202 to `Ok`, also to an empty list. Items of strangers are left out, not errors.
    ///
    /// # Errors
    /// `TCC-GRAPH-0503` (answer 401), `0504` (400), `0502` (503: it will be sent again).
    ///
    /// # Cancel safety
    /// A dropped future has received nothing: the repetition counts.
    pub async fn receive(
        &self,
        authorization: Option<&str>,
        body: &[u8],
    ) -> Result<Vec<Notice>, Error> {
        let verified = match authorization {
            Some(_) => self.verify_calls(authorization, body).await?,
            None => self.verify_changes(body).await?,
        };
        Ok(verified.into_iter().filter(|change| self.is_new(change)).collect())
    }

    /// Judges a post of the calling service: its token, then its shape. What came before is given
    /// again; [`is_new`](Self::is_new) tells.
    ///
    /// # Errors
    /// As [`receive`](Self::receive).
    pub async fn verify_calls(
        &self,
        authorization: Option<&str>,
        body: &[u8],
    ) -> Result<Vec<Notice>, Error> {
        let token = bearer(authorization).ok_or(Refusal::Missing);
        let verified = match token {
            Ok(token) => self.token(token, self.0.calling_keys.as_ref(), &self.0.calling).await,
            Err(refusal) => Err(refusal),
        };
        let verified = verified.map_err(|refusal| self.refuse(refusal))?;
        // The policy wants a tenant; another policy may not.
        let tenant = verified.tenant().ok_or_else(|| self.refuse(Refusal::Tenant))?;
        let read = CallNotification::read_all(tenant, body);
        let (read, odd) = read.inspect_err(|_| self.count("body"))?;
        self.count_many("item", odd);
        Ok(read.into_iter().map(Notice::of_call).collect())
    }

    /// Judges a post of change notifications: its tokens, then each item. Items of unknown
    /// subscriptions, with another `clientState`, tenant or resource, or whose content does not
    /// open, are left out and counted.
    ///
    /// # Errors
    /// As [`receive`](Self::receive); one bad token condemns the whole post.
    pub async fn verify_changes(&self, body: &[u8]) -> Result<Vec<Notice>, Error> {
        let read = if body.len() > LARGE {
            let body = body.to_vec();
            self.aside(move |_| Changes::read(&body)).await
        } else {
            Changes::read(body)
        };
        let posted = read.inspect_err(|_| self.count("body"))?;
        self.count_many("item", posted.odd);
        let mut tenants = Vec::new();
        for token in &posted.tokens {
            let verified = self.token(token, self.0.change_keys.as_ref(), &self.0.changes).await;
            let verified = verified.map_err(|refusal| self.refuse(refusal))?;
            tenants.extend(verified.tenant());
        }
        let items = posted.items;
        let costs = !tenants.is_empty() && items.iter().any(|item| item.encrypted().is_some());
        Ok(if costs {
            self.aside(move |this| this.ours(items, &tenants)).await
        } else {
            self.ours(items, &tenants)
        })
    }

    /// Does what takes milliseconds beside the runtime's threads, as many at a time as there are
    /// cores.
    async fn aside<T: Send + 'static>(&self, work: impl FnOnce(&Self) -> T + Send + 'static) -> T {
        // It is never closed; without a permit the work would be done all the same.
        let permit = Arc::clone(&self.0.cores).acquire_owned().await;
        let this = self.clone();
        let done = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work(&this)
        });
        match done.await {
            Ok(done) => done,
            Err(ended) => match ended.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                // The runtime goes down, and this task with it.
                Err(_) => std::future::pending().await,
            },
        }
    }

    fn ours(&self, items: Vec<ChangeNotification>, signed: &[TenantId]) -> Vec<Notice> {
        let judged = items.into_iter().filter_map(|mut item| match self.judge(&mut item, signed) {
            Ok(()) => Some(Notice::of_change(item)),
            Err(cause) => {
                self.count(cause);
                None
            }
        });
        judged.collect()
    }

    /// Whether a change is news, and remembers it: what is repeated counts once, and no call goes
    /// backwards.
    pub fn is_new(&self, change: &Notice) -> bool {
        let (mut order, now) = (self.0.order.lock(), self.0.clock.now());
        let verdict = match (change.call(), change.change()) {
            (Some(call), _) => order.call(now, call),
            (_, Some(change)) => order.change(now, change),
            (None, None) => Verdict::New,
        };
        drop(order);
        match verdict {
            Verdict::New => true,
            Verdict::Duplicate => {
                self.count("duplicate");
                false
            }
            Verdict::Stale => {
                self.count("stale");
                false
            }
        }
    }

    /// It was not taken after all: its repetition is news.
    pub fn withdraw(&self, change: &Notice) {
        let mut order = self.0.order.lock();
        if let Some(call) = change.call() {
            order.withdraw_call(call);
        } else if let Some(change) = change.change() {
            order.withdraw_change(change);
        }
    }

    /// The content of a change notification; `None` if it brought none. It is open already when the
    /// change was just received; a change from a queue's record costs about a millisecond of CPU.
    ///
    /// # Errors
    /// `TCC-GRAPH-0505` if it does not open.
    pub fn content(&self, change: &ChangeNotification) -> Result<Option<Bytes>, Error> {
        if let Some(opened) = &change.opened {
            return Ok(Some(opened.clone()));
        }
        let opened = change.encrypted().map(|content| self.0.decryption.decrypt(content));
        Ok(opened.transpose()?.map(Bytes::from))
    }

    /// As [`content`](Self::content), and what takes long is done beside the runtime's threads.
    ///
    /// # Errors
    /// As [`content`](Self::content).
    pub async fn open(&self, change: &ChangeNotification) -> Result<Option<Bytes>, Error> {
        if change.opened.is_some() || change.encrypted().is_none() {
            return self.content(change);
        }
        let change = change.clone();
        self.aside(move |this| this.content(&change)).await
    }

    /// How many posts and items were refused, by cause: for metrics.
    pub fn refused(&self) -> BTreeMap<&'static str, u64> {
        self.0.refused.lock().clone()
    }

    /// Judges the `Authorization` header of a post that another policy is for, and counts.
    pub(crate) async fn authorized(
        &self,
        authorization: Option<&str>,
        keys: &Keys,
        policy: &Policy,
    ) -> Result<Verified, Error> {
        let verified = match bearer(authorization) {
            Some(token) => self.token(token, Some(keys), policy).await,
            None => Err(Refusal::Missing),
        };
        verified.map_err(|refusal| self.refuse(refusal))
    }

    /// Judges a bare token that another policy is for, and counts.
    #[cfg(feature = "identity")]
    pub(crate) async fn verified(
        &self,
        token: &str,
        keys: &Keys,
        policy: &Policy,
    ) -> Result<Verified, Error> {
        let verified = self.token(token, Some(keys), policy).await;
        verified.map_err(|refusal| self.refuse(refusal))
    }

    async fn token(
        &self,
        token: &str,
        keys: Option<&Keys>,
        policy: &Policy,
    ) -> Result<Verified, Refusal> {
        let now_s = self.0.fixed_now_s.unwrap_or_else(wall_clock_s);
        keys.ok_or(Refusal::UnknownKey)?.verify(token, policy, now_s).await
    }

    fn judge(
        &self,
        item: &mut ChangeNotification,
        signed: &[TenantId],
    ) -> Result<(), &'static str> {
        if item.is_validation() {
            return Err("validation");
        }
        let expected = self.0.subscriptions.expected(item).ok_or("unknown-subscription")?;
        match &expected.client_state {
            Some(state) if item.client_state.as_ref() != Some(state) => return Err("client-state"),
            None if signed.is_empty() => return Err("unsigned"),
            _ => {}
        }
        if expected.tenant.is_some() && expected.tenant != item.tenant {
            return Err("tenant");
        }
        let served = self.0.changes.tenants();
        if !served.is_empty() && !item.tenant.is_some_and(|tenant| served.contains(&tenant)) {
            return Err("tenant");
        }
        if !signed.is_empty() && !item.tenant.is_some_and(|tenant| signed.contains(&tenant)) {
            return Err("tenant");
        }
        // Lifecycle items name no resource.
        if item.lifecycle.is_none() && !expected.fits_resource(item.resource()) {
            return Err("resource");
        }
        if let Some(content) = item.encrypted() {
            if signed.is_empty() {
                return Err("unsigned");
            }
            let opened = self.0.decryption.decrypt(content).map_err(|_| "content")?;
            item.opened = Some(opened.into());
        }
        self.0.subscriptions.passed(item);
        Ok(())
    }

    pub(crate) fn refuse(&self, refusal: Refusal) -> Error {
        self.count(refusal.as_str());
        if refusal == Refusal::NoKeys {
            return no_key_set("the issuer could not be reached so far");
        }
        error::not_verified()
    }

    fn count_many(&self, cause: &'static str, times: usize) {
        if times > 0 {
            *self.0.refused.lock().entry(cause).or_default() += times as u64;
        }
    }

    pub(crate) fn count(&self, cause: &'static str) {
        *self.0.refused.lock().entry(cause).or_default() += 1;
    }
}

impl fmt::Debug for Notifications {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notifications").field("refused", &self.refused()).finish_non_exhaustive()
    }
}

/// `Bearer eyJ..` → `eyJ..`.
fn bearer(header: Option<&str>) -> Option<&str> {
    let (scheme, token) = header?.trim().split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim_start())
}
