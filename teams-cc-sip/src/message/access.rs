//! Typed views of the headers that may be absent.

use std::time::Duration;

use super::head::Head;
use super::headers::{
    Event, HistoryInfo, MediaType, NameAddr, RAck, Reason, Replaces, Seconds, SessionExpires,
    SubscriptionState, Tokens, Via,
};
use super::lex;
use super::malformed::{Malformed, Problem};
use super::name::{Known, Name};

impl Head {
    fn number(&self, known: Known, most: u64) -> Result<Option<u64>, Malformed> {
        let store = self.store();
        let Some(field) = store.first(known) else { return Ok(None) };
        match lex::number(store.value_of(field)) {
            Some(number) if number <= most => Ok(Some(number)),
            _ => Err(Problem::new("it is a number in its range").of(known).into()),
        }
    }

    /// All Via values, topmost first.
    pub fn vias(&self) -> impl Iterator<Item = Via> {
        // All were read when the message was.
        self.all(Known::Via).filter_map(Result::ok)
    }

    /// Max-Forwards.
    pub fn max_forwards(&self) -> Option<u8> {
        // It was checked when the message was read.
        self.number(Known::MaxForwards, 255).ok().flatten().map(|hops| hops as u8)
    }

    /// The first Contact. `Contact: *` is an error here; see
    /// [`contact_is_star`](Self::contact_is_star).
    pub fn contact(&self) -> Result<Option<NameAddr>, Malformed> {
        self.contacts().next().transpose()
    }

    /// All Contact values.
    pub fn contacts(&self) -> impl Iterator<Item = Result<NameAddr, Malformed>> {
        self.all(Known::Contact)
    }

    /// True for `Contact: *` (RFC 3261 §10.2.2).
    pub fn contact_is_star(&self) -> bool {
        self.header("Contact").is_some_and(|contact| contact == "*")
    }

    /// The Route values, topmost first.
    pub fn route(&self) -> impl Iterator<Item = Result<NameAddr, Malformed>> {
        self.all(Known::Route)
    }

    /// The Record-Route values, topmost first.
    pub fn record_route(&self) -> impl Iterator<Item = Result<NameAddr, Malformed>> {
        self.all(Known::RecordRoute)
    }

    /// Path values, topmost first (RFC 3327).
    pub fn path(&self) -> impl Iterator<Item = Result<NameAddr, Malformed>> {
        self.all(Known::Path)
    }

    fn tokens(&self, name: Name) -> Tokens<'_> {
        Tokens::new(self.headers(name), b',')
    }

    /// The methods the sender takes.
    pub fn allow(&self) -> Tokens<'_> {
        self.tokens(Name::Allow)
    }

    /// The extensions the sender knows.
    pub fn supported(&self) -> Tokens<'_> {
        self.tokens(Name::Supported)
    }

    /// The extensions without which this must not be understood.
    pub fn require(&self) -> Tokens<'_> {
        self.tokens(Name::Require)
    }

    /// The extensions that a proxy must know.
    pub fn proxy_require(&self) -> Tokens<'_> {
        self.tokens(Name::ProxyRequire)
    }

    /// What a 420 says was not understood.
    pub fn unsupported(&self) -> Tokens<'_> {
        self.tokens(Name::Unsupported)
    }

    /// The event packages the sender knows.
    pub fn allow_events(&self) -> Tokens<'_> {
        self.tokens(Name::AllowEvents)
    }

    /// The wishes for privacy, RFC 3323 §4.2: `id`, `history`.
    pub fn privacy(&self) -> Tokens<'_> {
        Tokens::new(self.headers(Name::Privacy), b';')
    }

    /// The media types the sender takes.
    pub fn accept(&self) -> impl Iterator<Item = Result<MediaType, Malformed>> {
        self.all(Known::Accept)
    }

    fn seconds(&self, known: Known) -> Result<Option<Duration>, Malformed> {
        Ok(self.one::<Seconds>(known)?.map(|seconds| seconds.0))
    }

    /// How long the session lives without a refresh.
    pub fn session_expires(&self) -> Result<Option<SessionExpires>, Malformed> {
        self.one(Known::SessionExpires)
    }

    /// The smallest session interval somebody on the way takes.
    pub fn min_se(&self) -> Result<Option<Duration>, Malformed> {
        self.seconds(Known::MinSe)
    }

    /// Expires; more than 2^32-1 is clamped.
    pub fn expires(&self) -> Result<Option<Duration>, Malformed> {
        self.seconds(Known::Expires)
    }

    /// Min-Expires.
    pub fn min_expires(&self) -> Result<Option<Duration>, Malformed> {
        self.seconds(Known::MinExpires)
    }

    /// When to try again.
    pub fn retry_after(&self) -> Result<Option<Duration>, Malformed> {
        self.seconds(Known::RetryAfter)
    }

    /// Who is to be called (RFC 3515).
    pub fn refer_to(&self) -> Result<Option<NameAddr>, Malformed> {
        self.one(Known::ReferTo)
    }

    /// Who asked for it (RFC 3892). To pass it on byte for byte (DR-87), copy the header.
    pub fn referred_by(&self) -> Result<Option<NameAddr>, Malformed> {
        self.one(Known::ReferredBy)
    }

    /// Which dialog this replaces (RFC 3891).
    pub fn replaces(&self) -> Result<Option<Replaces>, Malformed> {
        self.one(Known::Replaces)
    }

    /// Which dialog this request belongs to beside its own (RFC 4538).
    pub fn target_dialog(&self) -> Result<Option<Replaces>, Malformed> {
        self.one(Known::TargetDialog)
    }

    /// All reasons; several are allowed (DR-141).
    pub fn reason(&self) -> impl Iterator<Item = Result<Reason, Malformed>> {
        self.all(Known::Reason)
    }

    /// Who the sender says the caller is (RFC 3325). Believe it from trusted peers only.
    pub fn p_asserted_identity(&self) -> impl Iterator<Item = Result<NameAddr, Malformed>> {
        self.all(Known::PAssertedIdentity)
    }

    /// Who the caller would like to be (RFC 3325).
    pub fn p_preferred_identity(&self) -> impl Iterator<Item = Result<NameAddr, Malformed>> {
        self.all(Known::PPreferredIdentity)
    }

    /// The way the call came, oldest first (RFC 7044).
    pub fn history_info(&self) -> impl Iterator<Item = Result<HistoryInfo, Malformed>> {
        self.all(Known::HistoryInfo)
    }

    /// Who forwarded the call, newest first; parameters `reason`, `counter`, `privacy` (RFC 5806).
    pub fn diversion(&self) -> impl Iterator<Item = Result<NameAddr, Malformed>> {
        self.all(Known::Diversion)
    }

    /// What the body is.
    pub fn content_type(&self) -> Result<Option<MediaType>, Malformed> {
        self.one(Known::ContentType)
    }

    /// The event package.
    pub fn event(&self) -> Result<Option<Event>, Malformed> {
        self.one(Known::Event)
    }

    /// The state of the subscription.
    pub fn subscription_state(&self) -> Result<Option<SubscriptionState>, Malformed> {
        self.one(Known::SubscriptionState)
    }

    /// The number of a reliable provisional response (RFC 3262).
    pub fn rseq(&self) -> Result<Option<u32>, Malformed> {
        Ok(self.number(Known::RSeq, u64::from(u32::MAX))?.map(|number| number as u32))
    }

    /// Which reliable provisional response is acknowledged (RFC 3262).
    pub fn rack(&self) -> Result<Option<RAck>, Malformed> {
        self.one(Known::RAck)
    }

    /// Reads every header that has a typed view: the first one that is malformed is the error.
    ///
    /// Reading a message checks what is needed to answer it; this is for those who want to refuse
    /// a malformed Contact or Session-Expires before they act on anything else.
    pub fn check(&self) -> Result<(), Malformed> {
        fn all<T>(mut values: impl Iterator<Item = Result<T, Malformed>>) -> Result<(), Malformed> {
            values.try_for_each(|value| value.map(drop))
        }
        if !self.contact_is_star() {
            all(self.contacts())?;
        }
        all(self.route())?;
        all(self.record_route())?;
        all(self.path())?;
        all(self.accept())?;
        all(self.p_asserted_identity())?;
        all(self.p_preferred_identity())?;
        all(self.history_info())?;
        all(self.diversion())?;
        all(self.reason())?;
        self.session_expires()?;
        self.min_se()?;
        self.expires()?;
        self.min_expires()?;
        self.retry_after()?;
        self.refer_to()?;
        self.referred_by()?;
        self.replaces()?;
        self.target_dialog()?;
        self.content_type()?;
        self.event()?;
        self.subscription_state()?;
        self.rseq()?;
        self.rack()?;
        Ok(())
    }
}
