//! Tests that need more than one module.

mod edits;
mod framing;
mod hostile;
mod properties;
mod reading;
mod typed;
mod uris;

use super::*;

/// An INVITE as Teams sends it: upper-case names, no space after commas.
pub(super) const INVITE: &str = "INVITE sip:+14255550100@sbc1.contoso.example:5061;user=phone;transport=tls SIP/2.0\r\n\
FROM: \"Megan Bowen\"<sip:+14255550123@sip.pstnhub.microsoft.com:5061;user=phone>;tag=8f3cda2e\r\n\
TO: <sip:+14255550100@sbc1.contoso.example:5061;user=phone>\r\n\
CSEQ: 1 INVITE\r\n\
CALL-ID: 6d3f0c0c2bb95c1f8c6a8c3f5e1d7a90\r\n\
MAX-FORWARDS: 68\r\n\
VIA: SIP/2.0/TLS 52.114.75.24:5061;branch=z9hG4bK4fbe73c1\r\n\
RECORD-ROUTE: <sip:sip-du-a-eu.pstnhub.microsoft.com:5061;transport=tls;lr>\r\n\
CONTACT: <sip:api-du-a-euwe.pstnhub.microsoft.com:443;x-i=0b9a4c3e;x-c=6d3f0c0c/s/1/9f3c6f8d>\r\n\
CONTENT-LENGTH: 5\r\n\
MIN-SE: 300\r\n\
SUPPORTED: histinfo,timer,replaces\r\n\
CONTENT-TYPE: application/sdp\r\n\
ALLOW: INVITE,ACK,OPTIONS,CANCEL,BYE,NOTIFY,REFER\r\n\
P-ASSERTED-IDENTITY: <tel:+14255550123>,<sip:megan@contoso.example>\r\n\
PRIVACY: id\r\n\
HISTORY-INFO: <sip:+14255550100@sbc1.contoso.example:5061;user=phone?Reason=SIP%3Bcause%3D302%3Btext%3D%22Moved%22>;index=1,<sip:+14255550101@sbc1.contoso.example:5061;user=phone>;index=1.1\r\n\
SESSION-EXPIRES: 3600;refresher=uac\r\n\
\r\n\
v=0\r\n";

pub(super) fn request(text: &str) -> Request {
    match Message::parse(text.to_owned()) {
        Ok(Message::Request(request)) => request,
        other => panic!("{other:?}"),
    }
}

/// A request with five sound headers and `extra` lines.
pub(super) fn with(method: &str, extra: &str) -> String {
    format!(
        "{method} sip:b@example.com SIP/2.0\r\nVia: SIP/2.0/TLS sbc.example.com:5061;branch=z9hG4bKaa1\r\n\
         Max-Forwards: 70\r\nFrom: <sip:a@example.com>;tag=f1\r\nTo: <sip:b@example.com>\r\n\
         Call-ID: c1@example.com\r\nCSeq: 7 {method}\r\n{extra}Content-Length: 0\r\n\r\n"
    )
}

pub(super) fn refused(text: &str) -> Malformed {
    match Message::parse(text.to_owned()) {
        Err(malformed) => malformed,
        Ok(message) => panic!("accepted: {message:?}"),
    }
}
