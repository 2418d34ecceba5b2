//! Direct Routing as a side of the exchange: look-up, refusals, and how Teams writes (section 26).

use teams_cc_core::{Instant, Rng};
use teams_cc_sip::{Flow, Target, Transport};

use super::certificates::PROXIES;
use super::describe::Manner;
use super::phones::Phones;
use super::refusal::Refusal;
use super::rules::{self, Before, Callee, Judged};
use super::stories;
use super::switch::{Admission, Ends, Route, Side, Verdict};
use super::text::{Draft, Spelling, Text, Uri, address};
use crate::audio::Voice;
use crate::people::fresh_guid;
use crate::{Fault, Place, Stage, TenantRecord, UserRecord};

/// What Teams calls itself (DR-68).
pub(crate) const AGENT: &str = "Microsoft.PSTNHub.SIPProxy v.2024.2.6.5 i.EUWE.3";

pub(crate) struct TeamsSide {
    pub(crate) stage: Stage,
    pub(crate) phones: Phones,
    pub(crate) rng: Rng,
}

/// A Contact of Teams (DR-76).
pub(crate) fn contact(rng: &mut Rng) -> String {
    let correlation = fresh_guid(rng);
    let (call, leg) = (fresh_guid(rng).as_u128(), fresh_guid(rng).as_u128());
    format!(
        "sip:api-du-a-euwe.pstnhub.microsoft.com:443;x-i={correlation};x-c={call:032x}/d/8/{leg:032x}"
    )
}

/// The route Teams records: a host of its own that reaches that proxy here.
pub(crate) fn record_route(stage: &Stage, proxy: usize) -> String {
    let port = stage.addresses().sip[proxy.min(2)].port();
    format!("<sip:localhost:{port};transport=tls;lr>")
}

impl TeamsSide {
    fn options(&mut self, now: Instant, flow: &Ends, request: &Text) -> Verdict {
        let contact = match rules::trunk(request, &flow.names) {
            Ok(contact) => contact,
            Err(refusal) => return Verdict::Refuse(refusal),
        };
        if let Some(contact) = contact {
            if !self.is_ours(contact.host) {
                return Verdict::Refuse(Refusal::NO_TRUNK);
            }
            let port = contact.port.unwrap_or(5061);
            self.phones.health(|h| h.heard(now, flow.proxy, contact.host, port));
        }
        // No To tag and no Contact: seen in the field (DR-22).
        let draft =
            Draft::answer(request, 200, None).with("Allow", rules::ALLOW).with("Server", AGENT);
        Verdict::Answer(draft)
    }

    /// The carrier trunk or one derived from it.
    fn is_ours(&self, host: &str) -> bool {
        let people = &self.stage.people;
        host.eq_ignore_ascii_case(&people.base()) || people.tenant_by_trunk(host).is_some()
    }

    /// The tenant whose trunk speaks, and who is called inside it (DR-41).
    fn look_up(
        &mut self,
        flow: &Ends,
        request: &Text,
    ) -> Result<(TenantRecord, UserRecord), Refusal> {
        let contact = rules::trunk(request, &flow.names)?.ok_or(Refusal::NO_CONTACT)?;
        let people = &self.stage.people;
        let tenant = people.tenant_by_trunk(contact.host).ok_or(Refusal::NO_TRUNK)?;
        let switches = self.phones.switches();
        if !switches.enabled {
            return Err(Refusal::TRUNK_DISABLED);
        }
        if rules::caller(request).is_some_and(|caller| switches.blocked.contains(&caller)) {
            return Err(Refusal::BLOCKED);
        }
        rules::session_expires(request)?;
        let user = match rules::callee(request.uri())? {
            Callee::Number(number) => people.user_by_number(&tenant.name, number),
            Callee::Identifier(mri) => {
                let id = mri.strip_prefix("8:orgid:").unwrap_or(&mri);
                people.user(&tenant.name, id)
            }
        };
        Ok((tenant, user.ok_or(Refusal::NO_NUMBER)?))
    }

    /// The user who asked for the transfer that this INVITE carries out; `None` if it is none.
    fn transferor(&self, request: &Text) -> Result<Option<UserRecord>, Refusal> {
        let Some(by) = request.header("Referred-By") else { return Ok(None) };
        if let Err(why) = self.phones.redeem(request.uri(), by) {
            self.stage.ladder.note("teams", request.call_id(), &format!("{why} (DR-87)"));
            return Err(Refusal::CHANGED_REFERRAL);
        }
        let mri = Uri::read(address(by)).and_then(|uri| uri.param("x-m"));
        let id = mri.and_then(|mri| mri.strip_prefix("8:orgid:")?.parse().ok());
        Ok(self.stage.people.users().into_iter().find(|user| Some(user.id) == id))
    }

    /// Teams calls the number over the trunk and joins the two calls.
    fn onward(&mut self, flow: &Ends, request: &Text, transferor: UserRecord) -> Verdict {
        let switches = self.phones.switches();
        let (stage, phones) = (self.stage.clone(), self.phones.clone());
        let number = Uri::read(request.uri()).map_or("", |uri| uri.number()).to_owned();
        Verdict::Admit(Box::new(Admission {
            manner: Manner::Teams(switches.oddities),
            voice: Voice::silence(),
            contact: contact(&mut self.rng),
            tenant: transferor.tenant.clone(),
            user: None,
            violations: rules::remarks(request),
            story: Box::new(move |leg| {
                tokio::spawn(stories::goes_onward(stage, phones, transferor, number, leg));
            }),
            record_route: switches.record_route.then(|| record_route(&self.stage, flow.proxy)),
        }))
    }

    /// The number of a resource account that belongs to the Azure Communication Services resource,
    /// or nobody's (Teams Phone extensibility over Direct Routing).
    fn resource(&mut self, flow: &Ends, request: &Text) -> Verdict {
        let number = Uri::read(request.uri()).map_or("", |uri| uri.number()).to_owned();
        let contact_host = request.contact().and_then(Uri::read).map_or("", |uri| uri.host);
        let tenant = self.stage.people.tenant_by_trunk(contact_host);
        let line = self.stage.acs.look(|book| book.line(&number).cloned());
        let (Some(tenant), Some(line)) = (tenant, line) else {
            return Verdict::Refuse(Refusal::NO_NUMBER);
        };
        if line.account.is_none() || line.tenant != Some(tenant.id.0) {
            return Verdict::Refuse(Refusal::NO_NUMBER);
        }
        let switches = self.phones.switches();
        let from = Uri::read(address(request.need("From")));
        let from = from.map_or_else(String::new, |uri| uri.number().to_owned());
        let (stage, context) = (self.stage.clone(), crate::acs::context_of(request));
        Verdict::Admit(Box::new(Admission {
            manner: Manner::Teams(switches.oddities),
            voice: Voice::silence(),
            contact: contact(&mut self.rng),
            tenant: tenant.name,
            user: None,
            violations: rules::remarks(request),
            story: Box::new(move |leg| {
                tokio::spawn(crate::acs::is_called(stage, from, number, context, leg));
            }),
            record_route: switches.record_route.then(|| record_route(&self.stage, flow.proxy)),
        }))
    }

    fn invite(&mut self, flow: &Ends, request: &Text) -> Verdict {
        let transferor = match self.transferor(request) {
            Ok(transferor) => transferor,
            Err(refusal) => return Verdict::Refuse(refusal),
        };
        let (tenant, user) = match (self.look_up(flow, request), transferor) {
            (Ok(found), _) => found,
            // DR-88: a number outside the tenant comes to Teams too, which calls it itself.
            (Err(Refusal::NO_NUMBER), Some(transferor)) => {
                return self.onward(flow, request, transferor);
            }
            (Err(Refusal::NO_NUMBER), None) => return self.resource(flow, request),
            (Err(refusal), _) => return Verdict::Refuse(refusal),
        };
        let switches = self.phones.switches();
        let (stage, phones, called) = (self.stage.clone(), self.phones.clone(), user.clone());
        Verdict::Admit(Box::new(Admission {
            manner: Manner::Teams(switches.oddities),
            voice: Voice::of(&user.upn),
            contact: contact(&mut self.rng),
            tenant: tenant.name,
            user: Some(user.id),
            violations: rules::remarks(request),
            story: Box::new(move |leg| {
                phones.add(called.id, leg.clone());
                tokio::spawn(stories::is_called(stage, phones, called, leg));
            }),
            record_route: switches.record_route.then(|| record_route(&self.stage, flow.proxy)),
        }))
    }
}

impl Side for TeamsSide {
    fn name(&self) -> &'static str {
        "teams"
    }

    fn spelling(&self) -> Spelling {
        if self.phones.switches().upper_case { Spelling::Upper } else { Spelling::Plain }
    }

    fn machines(&self) -> usize {
        3
    }

    fn judge(&mut self, now: Instant, flow: &Ends, request: &Text) -> Verdict {
        let proxy = PROXIES[flow.proxy.min(2)];
        let subject = format!("{proxy} {} {}", request.method(), request.uri());
        match self.stage.faults.take(Place::Sip, &subject) {
            Some(Fault::Silent) => return Verdict::Ignore,
            Some(Fault::Reset | Fault::LoseAnswer) => return Verdict::Cut,
            Some(Fault::Status { status, retry_after }) => {
                let refusal = match status {
                    503 => Refusal::SERVICE_BUSY,
                    other => Refusal::plain(other),
                };
                let id = fresh_guid(&mut self.rng);
                let tag = format!("{:032x}", fresh_guid(&mut self.rng).as_u128());
                let mut draft = Draft::answer(request, status, Some(&tag));
                if let Some(wait) = retry_after {
                    draft = draft.with("Retry-After", wait);
                }
                draft = draft.with("Reason", refusal.reason(id)).with("Server", AGENT);
                return Verdict::Answer(draft);
            }
            _ => {}
        }
        if let Err(refusal) = rules::request(request) {
            let what = format!("{} refused: {}", request.method(), refusal.phrase);
            self.stage.ladder.note("teams", request.call_id(), &what);
            return Verdict::Refuse(refusal);
        }
        let verdict = match request.method() {
            "OPTIONS" => self.options(now, flow, request),
            "INVITE" => self.invite(flow, request),
            _ => Verdict::Refuse(Refusal::NO_DIALOG),
        };
        if let Verdict::Refuse(refusal) = &verdict {
            let what = format!("{} refused: {}", request.method(), refusal.phrase);
            self.stage.ladder.note("teams", request.call_id(), &what);
        }
        verdict
    }

    fn inside(&mut self, _: &Ends, request: &Text) -> Result<(), Refusal> {
        rules::request(request)
    }

    fn description(&self, text: &Text, before: Option<Before>) -> Result<Judged, Refusal> {
        rules::description(text, self.phones.switches().media_bypass, before)
    }

    fn route(&self, flow: Flow, target: &str, known: Option<&Ends>) -> Option<Route> {
        let uri = Uri::read(target)?;
        let target = Target::new(Transport::Tls, uri.host, uri.port.unwrap_or(5061));
        let proxy = known.map_or(0, |info| info.proxy);
        Some(if self.phones.switches().fresh_connections {
            Route::Fresh(target, proxy)
        } else {
            Route::Prefer(flow, target, proxy)
        })
    }

    fn dress(&self, method: &str, draft: Draft) -> Draft {
        let draft = draft.with("User-Agent", AGENT);
        // M25 and M34: what the call needs is named behind what every call has.
        let supported = if draft.has("Replaces") {
            "histinfo,timer,replaces"
        } else if draft.has("Geolocation") {
            "histinfo,timer,geolocation"
        } else {
            "histinfo,timer"
        };
        match method {
            "INVITE" => draft
                .with("Min-SE", rules::MIN_SE.to_string())
                .with("Supported", supported)
                .with("Session-Expires", self.phones.switches().session_expires.to_string())
                .with("Allow", rules::ALLOW),
            "REFER" => draft.with("Allow", rules::ALLOW),
            _ => draft,
        }
    }

    fn dress_answer(&self, status: u16, request: &Text, draft: Draft) -> Draft {
        let mut draft = draft;
        if status == 422 {
            draft = draft.with("Min-SE", rules::MIN_SE.to_string());
        }
        if status == 420 {
            draft = draft.with("Unsupported", request.need("Require"));
        }
        if status == 405 || request.method() == "INVITE" {
            draft = draft.with("Allow", rules::ALLOW);
        }
        if status == 200 && request.method() == "INVITE" {
            draft = draft.with("Supported", "histinfo,timer");
        }
        draft.with("Server", AGENT)
    }
}
