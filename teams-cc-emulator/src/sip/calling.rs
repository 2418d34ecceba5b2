//! How a Teams user's call leaves: over which trunk, and what stands in its INVITE.

use teams_cc_core::E164;
use teams_cc_sip::{Target, Transport};

use super::certificates::PROXIES;
use super::describe::Manner;
use super::health::{Attempt, Failover};
use super::phones::Phones;
use super::stories::NORMAL;
use super::switch::{LegHandle, Placing, Route, Standing};
use super::teams;
use super::text::Line;
use crate::audio::Voice;
use crate::{Stage, UserRecord};

/// What kind of call a user places.
pub(super) enum Kind {
    Plain,
    /// With a location (DR-137, M34).
    Emergency,
    /// A call of somebody else, sent on (DR-71, M36).
    Forwarded {
        caller: E164,
    },
    /// In place of this call (DR-92, M25).
    Replacing(LegHandle),
}

/// A user calls out, over the trunks in the order of DR-25 and DR-30.
pub(super) async fn call_out(
    stage: &Stage,
    phones: &Phones,
    user: &UserRecord,
    to: &str,
    kind: &Kind,
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
        let way = Way { trunk: &tenant.trunk, port: ports[trunk], proxy };
        let placing = placing(stage, phones, user, &way, to, kind);
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

/// The way of one attempt.
struct Way<'a> {
    trunk: &'a str,
    port: u16,
    proxy: usize,
}

fn placing(
    stage: &Stage,
    phones: &Phones,
    user: &UserRecord,
    way: &Way<'_>,
    to: &str,
    kind: &Kind,
) -> Placing {
    let switches = phones.switches();
    let mut rng = phones.rng();
    let (trunk, port, host) = (way.trunk, way.port, PROXIES[0]);
    let mut headers: Vec<Line> = Vec::new();
    if switches.record_route {
        headers.push(("Record-Route".into(), teams::record_route(stage, way.proxy)));
    }
    if switches.forward_pai {
        let identity = format!("<tel:{}>,<sip:{}>", user.number, user.upn);
        headers.push(("P-Asserted-Identity".into(), identity));
        headers.push(("Privacy".into(), "id".to_owned()));
    }
    let mut uri = format!("sip:{to}@{trunk}:{port};user=phone;transport=tls");
    let mut to_header = format!("<sip:{to}@{trunk}:{port};user=phone>");
    let mut from = format!("\"{}\"<sip:{}@{host}:5061;user=phone>", user.display_name, user.number);
    let mut location = None;
    match kind {
        Kind::Plain => {}
        Kind::Emergency => {
            headers.push(("Priority".into(), "emergency".to_owned()));
            headers.push(("Geolocation".into(), format!("<cid:{}>", user.upn)));
            location = Some(place(&user.upn, &stage.clock.rfc3339()));
        }
        Kind::Forwarded { caller } => {
            let own = format!("sip:{}@{host}:5061;user=phone", user.number);
            let why = "?Reason=SIP%3Bcause%3D302%3Btext%3D%22Moved%20temporarily%22";
            let next = format!("<sip:{to}@{host}:5061;user=phone>;index=1.1");
            headers.push(("History-Info".into(), format!("<{own}{why}>;index=1,{next}")));
            headers.push(("Referred-By".into(), format!("<{own}>")));
            from = format!("<sip:{caller}@{host}:5061;user=phone>");
            uri += ";cause=302";
        }
        Kind::Replacing(leg) => {
            let (ours, theirs, target) = leg.shown().dialog;
            // The trunk's own tag is the to-tag: it is the one that receives (RFC 3891 §3).
            let dialog = format!("{};to-tag={theirs};from-tag={ours}", leg.call_id);
            headers.push(("Replaces".into(), dialog));
            headers.push(("Require".into(), "replaces".to_owned()));
            from = format!("<sip:{}@{host}:5061;user=phone>", user.number);
            to_header = format!("<{}>", target.split(";transport").next().unwrap_or(&target));
            uri = target;
        }
    }
    Placing {
        route: Route::Fresh(Target::new(Transport::Tls, trunk, port), way.proxy),
        uri,
        from,
        to: to_header,
        contact: teams::contact(&mut rng),
        headers,
        location,
        manner: Manner::Teams(switches.oddities),
        voice: Voice::of(&user.upn),
        tenant: user.tenant.clone(),
        user: Some(user.id),
    }
}

/// The location part of an emergency call, with its own headers (M34).
fn place(upn: &str, at: &str) -> String {
    format!(
        "Content-Type: application/pidf+xml\r\nContent-ID: <{upn}>\r\n\r\n\
         <?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n\
         <presence xmlns=\"urn:ietf:params:xml:ns:pidf\" \
         xmlns:gp=\"urn:ietf:params:xml:ns:pidf:geopriv10\" \
         xmlns:ca=\"urn:ietf:params:xml:ns:pidf:geopriv10:civicAddr\" entity=\"sip:{upn}\">\r\n\
         <tuple id=\"t1\"><status><gp:geopriv>\r\n<gp:location-info>\r\n\
         <ca:civicAddress><ca:country>US</ca:country><ca:A1>WA</ca:A1><ca:A3>Seattle</ca:A3>\
         <ca:RD>Pike</ca:RD><ca:HNO>700</ca:HNO><ca:PC>98101</ca:PC></ca:civicAddress>\r\n\
         </gp:location-info>\r\n<gp:usage-rules/><gp:method>LIS</gp:method>\r\n\
         </gp:geopriv></status><timestamp>{at}</timestamp></tuple>\r\n</presence>"
    )
}
