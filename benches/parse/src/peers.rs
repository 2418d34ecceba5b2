//! The same three questions to each library. Every answer is put into a black box.

use std::hint::black_box;

use bytes::Bytes;

/// A library and its three runs: parse, parse and read the fields, parse and serialise.
pub struct Peer<'a> {
    pub name: &'static str,
    pub questions: [Box<dyn Fn() + 'a>; 3],
}

/// Ours first.
pub fn all(octets: &[u8]) -> Vec<Peer<'_>> {
    let shared = Bytes::copy_from_slice(octets);
    vec![
        Peer {
            name: "teams-cc-sip",
            questions: [
                Box::new({
                    let shared = shared.clone();
                    move || drop(black_box(ours(shared.clone())))
                }),
                Box::new({
                    let shared = shared.clone();
                    move || _ = black_box(our_fields(&ours(shared.clone())))
                }),
                Box::new({
                    let shared = shared.clone();
                    // An untouched message would give its octets back; one edit makes it write.
                    move || {
                        let mut message = ours(shared.clone());
                        message.push("X-Hop", "1").expect("a plain header");
                        drop(black_box(message.to_bytes()));
                    }
                }),
            ],
        },
        Peer {
            name: "teams-cc-sip, copied out of a read buffer",
            questions: [
                Box::new(move || drop(black_box(ours(Bytes::copy_from_slice(octets))))),
                Box::new(move || {
                    _ = black_box(our_fields(&ours(Bytes::copy_from_slice(octets))));
                }),
                Box::new(move || {
                    let mut message = ours(Bytes::copy_from_slice(octets));
                    message.push("X-Hop", "1").expect("a plain header");
                    drop(black_box(message.to_bytes()));
                }),
            ],
        },
        Peer {
            name: "rsip 0.4",
            questions: [
                Box::new(move || drop(black_box(rsip(octets)))),
                Box::new(move || _ = black_box(rsip_fields(&rsip(octets)))),
                Box::new(move || drop(black_box(Vec::<u8>::from(rsip(octets))))),
            ],
        },
        Peer {
            name: "rsipstack 0.7",
            questions: [
                Box::new(move || drop(black_box(rsipstack(octets)))),
                Box::new(move || _ = black_box(rsipstack_fields(&rsipstack(octets)))),
                Box::new(move || drop(black_box(rsipstack(octets).to_bytes()))),
            ],
        },
        Peer {
            name: "sip-core 0.3 (fields: strings only)",
            questions: [
                Box::new(move || drop(black_box(sip_core(octets)))),
                Box::new(move || _ = black_box(sip_core_fields(&sip_core(octets)))),
                Box::new(move || drop(black_box(sip_core(octets).to_bytes()))),
            ],
        },
    ]
}

fn ours(octets: Bytes) -> teams_cc_sip::message::Message {
    teams_cc_sip::message::Message::parse(octets).expect("a sound message")
}

fn our_fields(message: &teams_cc_sip::message::Message) -> usize {
    let texts = [message.branch(), message.from_tag(), message.to_tag(), Some(message.call_id())];
    let texts: usize = texts.iter().flatten().map(|text| black_box(text).len()).sum();
    let contact = message.contact().expect("a sound Contact").expect("a Contact");
    let routes: usize = message
        .record_route()
        .map(|route| black_box(route.expect("a sound route").uri().host()).len())
        .sum();
    texts + message.cseq().number as usize + black_box(contact.uri()).host().len() + routes
}

fn rsip(octets: &[u8]) -> rsip::SipMessage {
    rsip::SipMessage::try_from(octets).expect("a sound message")
}

fn rsip_fields(message: &rsip::SipMessage) -> usize {
    use rsip::prelude::*;
    let via = message.via_header().expect("Via").typed().expect("Via");
    let from = message.from_header().expect("From").typed().expect("From");
    let to = message.to_header().expect("To").typed().expect("To");
    let cseq = message.cseq_header().expect("CSeq").typed().expect("CSeq");
    let contact = message.contact_header().expect("Contact").typed().expect("Contact");
    let mut routes = 0;
    for header in message.headers().iter() {
        if let rsip::Header::RecordRoute(route) = header {
            routes += route.typed().expect("Record-Route").uris().len();
        }
    }
    let tags = [from.tag(), to.tag()];
    tags.iter().flatten().map(|tag| tag.value().len()).sum::<usize>()
        + via.branch().map_or(0, |branch| branch.value().len())
        + message.call_id_header().expect("Call-ID").value().len()
        + cseq.seq as usize
        + black_box(contact.uri).params.len()
        + routes
}

fn rsipstack(octets: &[u8]) -> rsipstack::sip::SipMessage {
    rsipstack::sip::SipMessage::try_from(octets).expect("a sound message")
}

fn rsipstack_fields(message: &rsipstack::sip::SipMessage) -> usize {
    use rsipstack::sip::prelude::*;
    let via = message.top_via_header().expect("Via").typed().expect("Via");
    let from = message.from_header().expect("From").typed().expect("From");
    let to = message.to_header().expect("To").typed().expect("To");
    let cseq = message.cseq_header().expect("CSeq").typed().expect("CSeq");
    let contacts = message.typed_contact_headers().expect("Contact");
    let routes = message.typed_record_route_headers().expect("Record-Route");
    let tags = [from.tag(), to.tag()];
    tags.iter().flatten().map(|tag| tag.value().len()).sum::<usize>()
        + via.branch().map_or(0, |branch| branch.value().len())
        + message.call_id_header().expect("Call-ID").value().len()
        + cseq.seq as usize
        + black_box(contacts).len()
        + black_box(routes).len()
}

fn sip_core(octets: &[u8]) -> sip_core::SipMessage {
    let text = std::str::from_utf8(octets).expect("UTF-8");
    sip_core::SipMessage::parse(text).expect("a sound message")
}

fn sip_core_fields(message: &sip_core::SipMessage) -> usize {
    use sip_core::HeaderName;
    let headers = message.headers();
    let tag = |name: &HeaderName| {
        let value = headers.get(name).expect("there").as_str().to_owned();
        sip_core::header::extract_tag(&value).map_or(0, |tag| tag.len())
    };
    let contact = headers.get(&HeaderName::Contact).expect("Contact").as_str();
    headers.get(&HeaderName::Via).expect("Via").as_str().len()
        + tag(&HeaderName::From)
        + tag(&HeaderName::To)
        + message.call_id().expect("Call-ID").len()
        + message.cseq().expect("CSeq").0 as usize
        + sip_core::header::extract_uri(contact).map_or(0, |uri| uri.len())
}
