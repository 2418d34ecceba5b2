//! The implicit subscription that a REFER makes (RFC 3515 §2.4.4, RFC 6665).

use std::time::Duration;

use crate::message::StatusCode;

/// How long the subscription is announced to live; the final NOTIFY ends it earlier (M22).
pub const EXPIRES: Duration = Duration::from_secs(60);

/// The type of a NOTIFY body.
pub const SIPFRAG: &str = "message/sipfrag;version=2.0";

/// What the sender of a REFER has been told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telling {
    /// The CSeq of the REFER: the `id` of the event from the second REFER of a dialog on.
    seq: u32,
    named: bool,
    over: bool,
}

/// One NOTIFY.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The Event header.
    pub event: String,
    /// The Subscription-State header.
    pub state: String,
    /// The body: one status line.
    pub fragment: String,
}

/// Which REFER of the dialog this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nth {
    /// The first one.
    First,
    /// A later one: its events carry an id (RFC 3515 §2.4.6).
    Later,
}

impl Telling {
    /// Starts with an accepted REFER.
    pub fn start(seq: u32, nth: Nth) -> Self {
        Self { seq, named: nth == Nth::Later, over: false }
    }

    /// True once the final status was told, or the other side stopped listening.
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// The other side does not listen any more.
    pub fn stop(&mut self) {
        self.over = true;
    }

    /// The next NOTIFY, unless all has been told.
    pub fn tell(&mut self, status: StatusCode) -> Option<Notice> {
        if self.over {
            return None;
        }
        self.over = status.code() >= 200;
        let state = if self.over {
            "terminated;reason=noresource".to_owned()
        } else {
            format!("active;expires={}", EXPIRES.as_secs())
        };
        let event = if self.named { format!("refer;id={}", self.seq) } else { "refer".to_owned() };
        let fragment = format!("SIP/2.0 {} {}\r\n", status.code(), status.phrase());
        Some(Notice { event, state, fragment })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dr_86_the_telling_starts_with_100_and_ends_with_the_final_status() {
        let mut telling = Telling::start(1, Nth::First);
        let first = telling.tell(StatusCode::TRYING).expect("something to tell");
        assert_eq!(first.fragment, "SIP/2.0 100 Trying\r\n");
        assert_eq!((&*first.event, &*first.state), ("refer", "active;expires=60"));
        let last = telling.tell(StatusCode::OK).expect("something to tell");
        assert_eq!(last.state, "terminated;reason=noresource");
        assert_eq!(telling.tell(StatusCode::OK), None, "nothing after the end");
    }

    #[test]
    fn rfc_3515_s2_4_6_later_refers_are_named() {
        let mut telling = Telling::start(8, Nth::Later);
        assert_eq!(telling.tell(StatusCode::TRYING).map(|n| n.event), Some("refer;id=8".into()));
    }
}
