//! What a Teams user does with a call that rings, and how a transfer is asked for.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use teams_cc_core::Key;

use super::calling::{Kind, call_out};
use super::certificates::PROXIES;
use super::phones::{Phones, Referral};
use super::refusal::Refusal;
use super::sdp::Direction;
use super::switch::{Ask, LegHandle, Standing};
use crate::people::{Ringing, Step, fresh_guid};
use crate::{Stage, UserRecord};

/// Causes and phrases of a normal end, as Teams writes them.
pub(super) const NORMAL: Ask = Ask::HangUp { cause: 16, phrase: "CallEndReasonLocalUserInitiated" };

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
            _ = leg.ended() => return,
        }
        tokio::select! {
            () = hears_nothing(&stage, &phones, &leg) => leg.ask(Ask::HangUp {
                cause: Refusal::MEDIA_LOST.cause,
                phrase: Refusal::MEDIA_LOST.phrase,
            }),
            _ = leg.ended() => {}
        }
    }
}

/// A transfer to a phone number: Teams calls it over the trunk and joins the two calls (DR-88).
pub(super) async fn goes_onward(
    stage: Stage,
    phones: Phones,
    transferor: UserRecord,
    number: String,
    leg: LegHandle,
) {
    leg.ask(Ask::Ring { clients: 1 });
    let called = tokio::select! {
        called = call_out(&stage, &phones, &transferor, &number, &Kind::Plain) => called,
        _ = leg.ended() => return,
    };
    let onward = match called {
        Ok(onward) => onward,
        Err(status) => return leg.ask(Ask::Refuse(Refusal::plain(status))),
    };
    leg.ask(Ask::Answer);
    leg.media.join(&onward.media);
    tokio::select! {
        _ = leg.ended() => onward.ask(NORMAL),
        _ = onward.ended() => leg.ask(NORMAL),
    }
}

/// Done when neither RTP nor RTCP came for as long as the switches allow (DR-126).
async fn hears_nothing(stage: &Stage, phones: &Phones, leg: &LegHandle) {
    let Some(patience) = phones.switches().media_timeout else {
        return std::future::pending().await;
    };
    let mut before = None;
    loop {
        let counts = leg.media.counts();
        let now = Some((counts.received, counts.reports_received));
        if before == now {
            return;
        }
        before = now;
        stage.clock.sleep(patience).await;
    }
}

/// The script of a user in a call that is up.
async fn act(stage: &Stage, phones: &Phones, user: &UserRecord, leg: &LegHandle) {
    for step in &user.behaviour.script {
        match step {
            Step::Talk { ms } => stage.clock.sleep(Duration::from_millis(*ms)).await,
            Step::Hold => {
                leg.offered(&stage.clock, &mut phones.rng(), Direction::Inactive).await;
            }
            Step::Resume => {
                leg.offered(&stage.clock, &mut phones.rng(), Direction::Both).await;
            }
            Step::Press { keys } => {
                for key in keys.chars().filter_map(Key::from_char) {
                    leg.media.press(key);
                }
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
pub(super) async fn transfer(
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
    let (transferor, callback) = (fresh_guid(&mut rng), fresh_guid(&mut rng));
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
