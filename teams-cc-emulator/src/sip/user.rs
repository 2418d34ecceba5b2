//! What a Teams user does with calls, told as stories, and the verbs tests use.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use teams_cc_core::{Address, Key};
use teams_cc_sip::{Target, Transport};

use super::certificates::PROXIES;
use super::describe::Manner;
use super::health::{Attempt, Failover};
use super::phones::{Phones, Referral};
use super::refusal::Refusal;
use super::sdp::Direction;
use super::switch::{Ask, LegHandle, Placing, Route, Standing};
use super::teams;
use crate::audio::{Recording, Voice};
use crate::carrier::Phone;
use crate::people::{Ringing, Step};
use crate::{Stage, User, UserRecord};

/// How long an assertion waits for what should happen.
const PATIENCE: Duration = Duration::from_secs(10);
/// Causes and phrases of a normal end, as Teams writes them.
const NORMAL: Ask = Ask::HangUp { cause: 16, phrase: "CallEndReasonLocalUserInitiated" };

/// A call rings at a user: the story from the first ring to the end.
pub(super) async fn is_called(stage: Stage, phones: Phones, user: UserRecord, leg: LegHandle) {
    let ringing = user.behaviour.ringing.clone();
    let refused = match ringing {
        Ringing::Offline => Some(Refusal::OFFLINE),
        Ringing::Unknown => Some(Refusal::NO_NUMBER),
        Ringing::Busy => Some(Refusal::BUSY),
        _ => None,
    };
    if let Some(refusal) = refused {
        return leg.ask(Ask::Refuse(refusal));
    }
    leg.ask(Ask::Ring { clients: user.behaviour.clients });
    if user.behaviour.clients > 1 {
        leg.ask(Ask::Progress); // the last client to ring brings early media (M14, M15)
    }
    let after = match ringing {
        Ringing::Answer { after_ms }
        | Ringing::Decline { after_ms }
        | Ringing::Voicemail { after_ms } => Duration::from_millis(after_ms),
        _ => return,
    };
    tokio::select! {
        () = stage.clock.sleep(after) => {}
        _ = leg.ended() => return,
    }
    if matches!(ringing, Ringing::Decline { .. }) {
        return leg.ask(Ask::Refuse(Refusal::DECLINED));
    }
    leg.ask(Ask::Answer);
    if leg.until(|s| s.standing == Standing::Up).await {
        tokio::select! {
            () = act(&stage, &phones, &user, &leg) => {}
            _ = leg.ended() => {}
        }
    }
}

/// The script of a user in a call that is up.
async fn act(stage: &Stage, phones: &Phones, user: &UserRecord, leg: &LegHandle) {
    for step in &user.behaviour.script {
        match step {
            Step::Talk { ms } => stage.clock.sleep(Duration::from_millis(*ms)).await,
            Step::Hold => {
                leg.asked(Ask::Offer(Direction::Inactive)).await;
            }
            Step::Resume => {
                leg.asked(Ask::Offer(Direction::Both)).await;
            }
            Step::Press { keys } => {
                keys.chars().filter_map(Key::from_char).for_each(|key| leg.media.press(key))
            }
            Step::Transfer { to } => {
                transfer(stage, phones, user, leg, to, false).await;
            }
            Step::Consult { to } => {
                transfer(stage, phones, user, leg, to, true).await;
            }
            Step::HangUp => leg.ask(NORMAL),
        }
    }
}

/// REFER as Teams sends it (M18 to M20), then BYE when the other side reports success (DR-91).
/// The last status reported; 0 when the trunk takes no REFER.
async fn transfer(
    stage: &Stage,
    phones: &Phones,
    user: &UserRecord,
    leg: &LegHandle,
    to: &str,
    consulted: bool,
) -> u16 {
    if !leg.shown().takes_refer {
        // DR-85: the transfer happens inside the cloud, and the trunk sees nothing.
        stage.ladder.note("teams", &leg.call_id, "transfer inside the cloud: no REFER in Allow");
        return 0;
    }
    let people = &stage.people;
    let tenant = people.ensure_tenant(&user.tenant).id;
    let host = PROXIES[0];
    let target = people.user_named(&user.tenant, to);
    let refer_to = match &target {
        Some(target) if consulted => {
            format!("sip:{host}:5061;transport=tls;x-m=8:orgid:{};x-t={tenant}", target.id)
        }
        Some(target) => format!("sip:{host}:5061;transport=tls;x-m=8:orgid:{}", target.id),
        None => format!("sip:{to}@{host}:5061;user=phone;transport=tls"),
    };
    let mut rng = phones.rng();
    let (transferor, callback) =
        (crate::people::fresh_guid(&mut rng), crate::people::fresh_guid(&mut rng));
    // The callback URL in base64, its end percent-encoded: to be kept byte for byte (DR-89).
    let url = format!(
        "https://api-du-a-euwe.pstnhub.microsoft.com/v1/ngc/callnotification?dci={:032x}",
        callback.as_u128()
    );
    let url = STANDARD.encode(url).replace('=', "%3D");
    let by = format!(
        "<sip:{host}:5061;x-m=8:orgid:{};x-t={tenant};x-ti={transferor};x-tt={url}>",
        user.id
    );
    phones.expect(Referral { refer_to: refer_to.clone(), referred_by: by.clone() });
    let status = leg.asked(Ask::Refer { to: format!("<{refer_to}>"), by }).await;
    if status != 202 {
        return status;
    }
    if phones.switches().bye_after_accepted {
        leg.ask(NORMAL);
        return status;
    }
    leg.until(|s| s.transfer.last().is_some_and(|(_, over)| *over)).await;
    let last = leg.shown().transfer.last().map_or(0, |(status, _)| *status);
    if (200..300).contains(&last) {
        leg.ask(NORMAL);
    }
    last
}

/// A user calls out, over the trunks in the order of DR-25 and DR-30.
async fn call_out(
    stage: &Stage,
    phones: &Phones,
    user: &UserRecord,
    to: &str,
) -> Result<LegHandle, u16> {
    let switches = phones.switches();
    if !switches.enabled {
        return Err(500); // no trunk is left: 510544
    }
    let tenant = stage.people.ensure_tenant(&user.tenant);
    let own = phones.health(|h| h.port()).unwrap_or(stage.addresses().trunk.port());
    let mut ports = vec![own];
    ports.extend(phones.further().iter().map(std::net::SocketAddr::port));
    let now = stage.clock.now();
    let silent = switches.send_options && phones.health(|h| h.is_demoted(now, 0));
    let demoted: Vec<bool> = (0..ports.len()).map(|at| at == 0 && silent).collect();
    let mut failover = Failover::new(&demoted, switches.failover_codes.clone(), &mut phones.rng());
    let mut attempt = failover.next(500);
    loop {
        let (trunk, proxy) = match attempt {
            Attempt::Try { trunk, proxy } => (trunk, proxy),
            Attempt::GiveUp(status) => return Err(status),
        };
        let placing = placing(stage, phones, user, &tenant.trunk, ports[trunk], proxy, to);
        let Some(leg) = phones.place(placing).await else { return Err(500) };
        let heard = async {
            leg.until(|s| !s.statuses.is_empty()).await;
        };
        let in_time = tokio::select! {
            () = heard => true,
            () = stage.clock.sleep(switches.failover_time) => false,
        };
        if !in_time {
            leg.ask(NORMAL);
            attempt = failover.silent();
            continue;
        }
        if leg.until(|s| s.standing == Standing::Up).await {
            phones.add(user.id, leg.clone());
            return Ok(leg);
        }
        let ending = leg.ended().await;
        attempt = match ending.status {
            504 if ending.reasons.iter().any(|r| r.contains("No answer from the trunk")) => {
                failover.broken()
            }
            status => failover.refused(status),
        };
    }
}

fn placing(
    stage: &Stage,
    phones: &Phones,
    user: &UserRecord,
    trunk: &str,
    port: u16,
    proxy: usize,
    to: &str,
) -> Placing {
    let switches = phones.switches();
    let mut rng = phones.rng();
    let mut headers = Vec::new();
    if switches.record_route {
        headers.push(("Record-Route", teams::record_route(stage, proxy)));
    }
    if switches.forward_pai {
        let identity = format!("<tel:{}>,<sip:{}>", user.number, user.upn);
        headers.push(("P-Asserted-Identity", identity));
        headers.push(("Privacy", "id".to_owned()));
    }
    Placing {
        route: Route::Fresh(Target::new(Transport::Tls, trunk, port), proxy),
        uri: format!("sip:{to}@{trunk}:{port};user=phone;transport=tls"),
        from: format!(
            "\"{}\"<sip:{}@{}:5061;user=phone>",
            user.display_name, user.number, PROXIES[0]
        ),
        to: format!("<sip:{to}@{trunk}:{port};user=phone>"),
        contact: teams::contact(&mut rng),
        headers,
        manner: Manner::Teams(switches.oddities),
        voice: Voice::of(&user.upn),
        tenant: user.tenant.clone(),
        user: Some(user.id),
    }
}

/// A call of a Teams user, in the hands of a test.
#[derive(Clone, Debug)]
pub struct UserCall(LegHandle);

impl UserCall {
    /// What the user hears and has heard.
    pub fn heard(&self) -> Recording {
        self.0.media.heard()
    }

    /// Hangs up; done when it is ended.
    pub async fn hang_up(&self) {
        self.0.ask(NORMAL);
        self.0.ended().await;
    }

    /// Whether it is over.
    pub fn has_ended(&self) -> bool {
        self.0.has_ended()
    }
}

/// What a test does with a user's phone.
impl User {
    fn phones(&self) -> &Phones {
        &self.stage.phones
    }

    /// The call the user is in now, or was in last; waits for one up to ten seconds.
    async fn leg(&self) -> Option<LegHandle> {
        let mut changes = self.phones().changes();
        let wait = async {
            loop {
                if let Some(leg) = self.phones().newest(self.id) {
                    return Some(leg);
                }
                changes.changed().await.ok()?;
            }
        };
        tokio::time::timeout(PATIENCE, wait).await.ok().flatten()
    }

    /// Waits until the user is in a call that is up; false after ten seconds without.
    pub async fn is_in_a_call(&self) -> bool {
        let mut changes = self.phones().changes();
        let wait = async {
            loop {
                for leg in self.phones().legs(self.id) {
                    if leg.until(|s| s.standing >= Standing::Up).await && !leg.has_ended() {
                        return true;
                    }
                }
                if changes.changed().await.is_err() {
                    return false;
                }
            }
        };
        tokio::time::timeout(PATIENCE, wait).await.unwrap_or(false)
    }

    /// Whether audio flows both ways between the user and `phone`: each hears the voice of the
    /// other, in what arrives from now on. False after ten seconds without.
    pub async fn talks_to(&self, phone: &Phone) -> bool {
        let both = async {
            if !self.is_in_a_call().await {
                return false;
            }
            let Some(leg) = self.leg().await else { return false };
            let (ours, theirs) = (&leg.media, phone.media());
            let (mark, mark_of_theirs) = (ours.mark(), theirs.mark());
            let (voice, other) = (ours.voice(), theirs.voice());
            tokio::join!(hears(ours, mark, &other), hears(theirs, mark_of_theirs, &voice));
            true
        };
        tokio::time::timeout(PATIENCE, both).await.unwrap_or(false)
    }

    /// What the user heard in the newest call.
    pub fn heard(&self) -> Recording {
        self.phones().newest(self.id).map(|leg| leg.media.heard()).unwrap_or_default()
    }

    /// Keys that were pressed at the other end of the newest call.
    pub fn keys(&self) -> Vec<Key> {
        self.phones().newest(self.id).map(|leg| leg.media.keys()).unwrap_or_default()
    }

    /// Says something else in the newest call.
    pub async fn says(&self, voice: Voice) {
        if let Some(leg) = self.leg().await {
            leg.media.say(voice);
        }
    }

    /// Presses a key; done when it has been sent.
    pub async fn press(&self, key: Key) {
        if let Some(leg) = self.leg().await {
            leg.press(key).await;
        }
    }

    /// Hangs up the newest call; done when it is ended.
    pub async fn hang_up(&self) {
        if let Some(leg) = self.leg().await {
            leg.ask(NORMAL);
            leg.ended().await;
        }
    }

    /// Puts the newest call on hold: re-INVITE with `a=inactive` (M09). The status it got.
    pub async fn hold(&self) -> u16 {
        match self.leg().await {
            Some(leg) => leg.asked(Ask::Offer(Direction::Inactive)).await,
            None => 0,
        }
    }

    /// Takes it back. The status it got.
    pub async fn resume(&self) -> u16 {
        match self.leg().await {
            Some(leg) => leg.asked(Ask::Offer(Direction::Both)).await,
            None => 0,
        }
    }

    /// Transfers the newest call, blind: REFER (M18, M19). `to` is a short name in the tenant or a
    /// number. The last status the trunk reported; 0 when it takes no REFER.
    pub async fn transfers_to(&self, to: &str) -> u16 {
        match self.leg().await {
            Some(leg) => {
                transfer(&self.stage, self.phones(), &self.record(), &leg, to, false).await
            }
            None => 0,
        }
    }

    /// As [`transfers_to`](Self::transfers_to), after a consultation inside Teams (M20).
    pub async fn consults_and_transfers_to(&self, to: &str) -> u16 {
        match self.leg().await {
            Some(leg) => transfer(&self.stage, self.phones(), &self.record(), &leg, to, true).await,
            None => 0,
        }
    }

    /// Calls out through the trunk, with Teams' failover; the status if nobody answered.
    pub async fn calls(&self, to: impl Into<Address>) -> Result<UserCall, u16> {
        let to = to.into().to_string();
        call_out(&self.stage, self.phones(), &self.record(), &to).await.map(UserCall)
    }

    /// Waits until the newest call is over.
    pub async fn is_free(&self) -> bool {
        match self.phones().newest(self.id) {
            Some(leg) => tokio::time::timeout(PATIENCE, leg.ended()).await.is_ok(),
            None => true,
        }
    }

    /// Whether the other side has the newest call on hold: it offered `a=inactive` (DR-96).
    pub fn is_held(&self) -> bool {
        let newest = self.phones().newest(self.id);
        newest.is_some_and(|leg| leg.shown().theirs == Direction::Inactive)
    }
}

/// Waits until `media` hears `voice` in what came after `mark`.
pub(crate) async fn hears(media: &crate::audio::link::MediaLink, mark: usize, voice: &Voice) {
    loop {
        let heard = media.heard_after(mark);
        // A third of a second at least: shorter pieces are too few notes.
        if heard.samples().len() > 2600 && heard.hears(voice) {
            return;
        }
        let target = media.mark() + 800;
        while media.mark() < target {
            media.more().await;
        }
    }
}
