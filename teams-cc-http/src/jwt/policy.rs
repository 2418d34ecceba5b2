//! What a token must claim to count.

use std::time::Duration;

use teams_cc_core::TenantId;

/// Graph's change tracking, which sends change notifications (`graph.md` section 6.5).
const CHANGE_TRACKING: &str = "0bf30f3b-4a52-48df-9a82-234910c4a086";
/// Event Grid, which delivers events (Azure public cloud).
const EVENT_GRID: &str = "4962773b-9cdb-44cf-a8bf-237846a00ab7";
/// Clocks may differ by this (RS-63).
const LEEWAY: Duration = Duration::from_secs(300);

/// What a token must claim: who signed it, for whom, about which tenant, and when.
///
/// The constructors hold what Microsoft's documents say for each kind; the setters say what only
/// you know. Unless tenants are named, every tenant is accepted that the issuer vouches for.
///
/// ```
/// use teams_cc_http::jwt::Policy;
///
/// let ours: teams_cc_core::TenantId = "d99223d0-b9f0-47cd-8d32-dc8de24259a8".parse()?;
/// let policy = Policy::change_notifications("02b89f62-36c9-4f02-8802-e4b6d5109851").tenant(ours);
/// # Ok::<(), teams_cc_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Exact texts; `{tid}` stands for the token's own tenant.
    pub(crate) issuers: Vec<String>,
    pub(crate) audiences: Vec<String>,
    /// Empty: any.
    pub(crate) tenants: Vec<TenantId>,
    pub(crate) needs_tenant: bool,
    /// `appid` or `azp` must be this.
    pub(crate) sender: Option<String>,
    pub(crate) endorsement: Option<String>,
    pub(crate) leeway_s: i64,
}

impl Policy {
    /// Nothing but these issuers and this audience: the start of a kind that is not listed here.
    /// `{tid}` in an issuer stands for the token's own `tid`.
    pub fn new<I: Into<String>>(
        issuers: impl IntoIterator<Item = I>,
        audience: impl Into<String>,
    ) -> Self {
        Self {
            issuers: issuers.into_iter().map(Into::into).collect(),
            audiences: vec![audience.into()],
            tenants: Vec::new(),
            needs_tenant: false,
            sender: None,
            endorsement: None,
            leeway_s: i64::try_from(LEEWAY.as_secs()).unwrap_or(300),
        }
    }

    /// Callbacks of the calling service to the bot `app_id`.
    ///
    /// # Source
    /// `graph.md` section 2.5: two issuers, a tenant claim; RS-63.
    pub fn calling(app_id: impl Into<String>) -> Self {
        let issuers = ["https://api.botframework.com", "https://graph.microsoft.com"];
        Self { needs_tenant: true, ..Self::new(issuers, app_id) }
    }

    /// The `validationTokens` of change notifications for the app `app_id`.
    ///
    /// # Source
    /// `graph.md` section 6.5: the tenant's own issuer, sent by Graph's change tracking; RS-63.
    pub fn change_notifications(app_id: impl Into<String>) -> Self {
        let issuers =
            ["https://sts.windows.net/{tid}/", "https://login.microsoftonline.com/{tid}/v2.0"];
        let sender = Some(CHANGE_TRACKING.to_owned());
        Self { needs_tenant: true, sender, ..Self::new(issuers, app_id) }
    }

    /// Callbacks of Azure Communication Services' Call Automation; the audience is the resource's
    /// id.
    ///
    /// # Source
    /// RS-63.
    pub fn call_automation(resource_id: impl Into<String>) -> Self {
        Self::new(["https://acscallautomation.communication.azure.com"], resource_id)
    }

    /// Deliveries of Event Grid to the webhook of the application `app`, where the subscription says
    /// "Use Microsoft Entra authentication": its id, or its application id URI, as it stands in the
    /// subscription. Say [`tenant`](Self::tenant) too. In the government's cloud the
    /// [`sender`](Self::sender) is `54316b56-3481-47f9-8f30-0300f5542a7b`.
    ///
    /// # Source
    /// Microsoft, "Deliver events to Microsoft Entra protected endpoints" and its scripts.
    pub fn event_grid(app: impl Into<String>) -> Self {
        let sender = Some(EVENT_GRID.to_owned());
        Self { sender, ..Self::change_notifications(app) }
    }

    /// Activities that Teams sends to the bot `app_id` through the Bot Framework. Compare
    /// [`Verified::service_url`](crate::jwt::Verified::service_url) with the activity's.
    ///
    /// # Source
    /// Microsoft, "Authentication with the Bot Connector API": connector to bot.
    pub fn bot_activities(app_id: impl Into<String>) -> Self {
        Self::new(["https://api.botframework.com"], app_id)
    }

    /// Id tokens and access tokens (v2.0) of people who sign in to the app `client_id` with a work
    /// account.
    ///
    /// # Source
    /// Microsoft, "ID tokens in the Microsoft identity platform".
    pub fn sign_in(client_id: impl Into<String>) -> Self {
        Self::sign_in_at("https://login.microsoftonline.com/{tid}/v2.0", client_id)
    }

    /// The same where the issuer is another one: of another cloud, or of an emulator.
    pub fn sign_in_at(issuer: impl Into<String>, client_id: impl Into<String>) -> Self {
        Self { needs_tenant: true, ..Self::new([issuer], client_id) }
    }

    /// One more issuer: another cloud's, or an emulator's.
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuers.push(issuer.into());
        self
    }

    /// One more audience that is us.
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audiences.push(audience.into());
        self
    }

    /// Only tenants named so count; a tenant that never consented is refused.
    pub fn tenant(mut self, tenant: TenantId) -> Self {
        self.tenants.push(tenant);
        self.needs_tenant = true;
        self
    }

    /// The application (`appid`, `azp`) that must have asked for the token.
    pub fn sender(mut self, app_id: impl Into<String>) -> Self {
        self.sender = Some(app_id.into());
        self
    }

    /// The channel (`msteams`) that the key must vouch for, where keys name their channels.
    pub fn endorsed_by(mut self, channel: impl Into<String>) -> Self {
        self.endorsement = Some(channel.into());
        self
    }

    /// The tenants named with [`tenant`](Self::tenant); none: any.
    pub fn tenants(&self) -> &[TenantId] {
        &self.tenants
    }

    /// By how much clocks may differ (300 s).
    pub fn leeway(mut self, leeway: Duration) -> Self {
        self.leeway_s = i64::try_from(leeway.as_secs()).unwrap_or(i64::MAX);
        self
    }

    pub(crate) fn is_issuer(&self, issuer: &str, tid: Option<&str>) -> bool {
        self.issuers.iter().any(|allowed| match (allowed.split_once("{tid}"), tid) {
            (None, _) => allowed == issuer,
            (Some((before, after)), Some(tid)) => {
                issuer.strip_prefix(before).and_then(|rest| rest.strip_suffix(after)) == Some(tid)
            }
            (Some(_), None) => false,
        })
    }
}
