//! How a description of ours is written: the order of the golden messages.

use std::fmt::Write as _;
use std::net::IpAddr;

use bytes::Bytes;
use teams_cc_core::Secret;

use super::{MediaLine, Negotiation, Ours};

impl Negotiation {
    pub(super) fn write(&mut self, ours: &Ours) -> Bytes {
        let text = self.text(ours);
        if self.last_text.as_ref().is_some_and(|last| last.expose() != text) {
            self.version += 1;
        }
        let (family, address) = (family(self.local.address), self.local.address);
        let body = format!(
            "v=0\r\no=teams-cc-sip {} {} IN {family} {address}\r\n{text}",
            self.session_id, self.version
        );
        self.last_text = Some(Secret::new(text));
        Bytes::from(body)
    }

    /// Everything behind `o=`, in the order of the golden messages.
    fn text(&self, ours: &Ours) -> String {
        let (family, address, port) =
            (family(self.local.address), self.local.address, self.local.port);
        let mut text = format!("s=-\r\nc=IN {family} {address}\r\nt=0 0\r\n");
        for other in &self.others_before {
            text.push_str(other);
        }
        let protocol = if ours.crypto.is_empty() { "RTP/AVP" } else { "RTP/SAVP" };
        let _ = write!(text, "m=audio {port} {protocol}");
        let extra = [ours.event, ours.noise].into_iter().flatten();
        for number in ours.formats.iter().map(|(number, _)| *number).chain(extra) {
            let _ = write!(text, " {number}");
        }
        let rtcp = if ours.mux { port } else { self.local.rtcp_port };
        let _ = write!(text, "\r\na=rtcp:{rtcp} IN {family} {address}\r\n");
        if ours.mux {
            text.push_str("a=rtcp-mux\r\n");
        }
        for crypto in &ours.crypto {
            let _ = write!(text, "a=crypto:{}\r\n", crypto.to_value());
        }
        for (number, codec) in &ours.formats {
            let _ = write!(text, "a=rtpmap:{number} {codec}/8000\r\n");
        }
        if let Some(number) = ours.event {
            let _ =
                write!(text, "a=rtpmap:{number} telephone-event/8000\r\na=fmtp:{number} 0-16\r\n");
        }
        if let Some(number) = ours.noise {
            let _ = write!(text, "a=rtpmap:{number} CN/8000\r\n");
        }
        let _ = write!(text, "a=ptime:20\r\na={}\r\n", ours.direction.name());
        for other in &self.others_after {
            text.push_str(other);
        }
        text
    }
}

/// The answer to a line that we do not take (DR-105).
pub(super) fn switched_off(line: &MediaLine) -> String {
    format!("m={} 0 {} {}\r\n", line.kind, line.protocol, line.formats_text)
}

fn family(address: IpAddr) -> &'static str {
    if address.is_ipv4() { "IP4" } else { "IP6" }
}
