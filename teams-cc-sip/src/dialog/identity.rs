//! Who speaks with whom, in which order, by which way (RFC 3261 §12).

/// The six texts that identify a dialog and its sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parties {
    /// The Call-ID.
    pub call_id: Box<str>,
    /// Our From or To value, tag included.
    pub local: Box<str>,
    /// Their From or To value, tag included if they gave one.
    pub remote: Box<str>,
    /// Our tag.
    pub local_tag: Box<str>,
    /// Their tag; empty if they gave none (RFC 2543).
    pub remote_tag: Box<str>,
}

/// A request whose CSeq is not above the last one: 500 (RFC 3261 §12.2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfOrder;

/// One dialog, early or confirmed.
#[derive(Clone, Debug)]
pub struct Dialog {
    parties: Parties,
    /// The remote target: the last Contact, byte for byte (DR-76).
    target: Box<str>,
    /// In the order in which we send them.
    routes: Vec<Box<str>>,
    local_seq: u32,
    remote_seq: Option<u32>,
}

impl Dialog {
    /// A dialog whose first request came from them (`remote_seq`) or from us (`local_seq`).
    pub fn new(
        parties: Parties,
        target: impl Into<Box<str>>,
        routes: Vec<Box<str>>,
        local_seq: u32,
        remote_seq: Option<u32>,
    ) -> Self {
        Self { parties, target: target.into(), routes, local_seq, remote_seq }
    }

    /// A dialog made again by the 2xx, whose requests go on counting where the early one was.
    pub fn resume(mut confirmed: Self, early: &Self) -> Self {
        confirmed.local_seq = confirmed.local_seq.max(early.local_seq);
        confirmed.remote_seq = confirmed.remote_seq.max(early.remote_seq);
        confirmed
    }

    /// Call-ID, tags and identities.
    pub fn parties(&self) -> &Parties {
        &self.parties
    }

    /// True if Call-ID and both tags are this dialog's; nothing less will do (RS-22).
    pub fn is(&self, call_id: &[u8], local_tag: &[u8], remote_tag: &[u8]) -> bool {
        let Parties { call_id: ours, local_tag: local, remote_tag: remote, .. } = &self.parties;
        ours.as_bytes() == call_id
            && local.as_bytes() == local_tag
            && remote.as_bytes() == remote_tag
    }

    /// The number of our next request.
    pub fn next_seq(&mut self) -> u32 {
        // RFC 3261 §8.1.1.5: below 2^31. A call that sends two thousand million requests starts over.
        self.local_seq = (self.local_seq + 1) & 0x7fff_ffff;
        self.local_seq
    }

    /// The number of our last request.
    pub fn local_seq(&self) -> u32 {
        self.local_seq
    }

    /// Takes the number of a request of theirs; ACK and CANCEL are not asked.
    pub fn take_seq(&mut self, seq: u32) -> Result<(), OutOfOrder> {
        if self.remote_seq.is_some_and(|last| seq <= last) {
            return Err(OutOfOrder);
        }
        self.remote_seq = Some(seq);
        Ok(())
    }

    /// Target refresh: a re-INVITE or UPDATE, or the 2xx to one, named another Contact (§12.2).
    pub fn retarget(&mut self, contact: &str) {
        if *self.target != *contact && !contact.is_empty() {
            self.target = contact.into();
        }
    }

    /// The remote target.
    pub fn target(&self) -> &str {
        &self.target
    }

    /// Request-URI and Route values of our next request (§12.2.1.1): loose routing keeps the
    /// target in the Request-URI; a strict router gets itself there and the target last.
    pub fn way(&self) -> (&str, impl Iterator<Item = &str>) {
        let strict = self.routes.first().is_some_and(|first| !is_loose(first));
        let uri = match self.routes.first() {
            Some(first) if strict => uri_of(first),
            _ => &self.target,
        };
        let rest = self.routes.iter().skip(usize::from(strict)).map(|route| &**route);
        let last = strict.then_some(&*self.target);
        (uri, rest.chain(last))
    }

    /// True if the last Route value of [`way`](Self::way) is the bare target and needs brackets.
    pub fn is_strict(&self) -> bool {
        self.routes.first().is_some_and(|first| !is_loose(first))
    }

    /// The URI that names the next hop: the first route, else the target (DR-76).
    pub fn next_hop(&self) -> &str {
        self.routes.first().map_or(&*self.target, |first| uri_of(first))
    }

    /// True if there is a route set.
    pub fn has_routes(&self) -> bool {
        !self.routes.is_empty()
    }
}

/// The URI inside a Route value.
fn uri_of(route: &str) -> &str {
    match (route.find('<'), route.rfind('>')) {
        (Some(open), Some(close)) if open < close => &route[open + 1..close],
        _ => route.trim(),
    }
}

/// True if the URI of a Route value has `lr`.
fn is_loose(route: &str) -> bool {
    let uri = uri_of(route);
    let parameters = uri.split('?').next().unwrap_or_default();
    parameters.split(';').skip(1).any(|parameter| {
        let name = parameter.split('=').next().unwrap_or_default();
        name.trim().eq_ignore_ascii_case("lr")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dialog(routes: &[&str]) -> Dialog {
        let text = |text: &str| Box::from(text);
        let parties = Parties {
            call_id: text("c"),
            local: text("<sip:us>;tag=l"),
            remote: text("<sip:them>;tag=r"),
            local_tag: text("l"),
            remote_tag: text("r"),
        };
        let routes = routes.iter().map(|route| text(route)).collect();
        Dialog::new(parties, "sip:them@host;x-c=a/b", routes, 1, None)
    }

    fn way(dialog: &Dialog) -> (String, Vec<String>) {
        let (uri, routes) = dialog.way();
        (uri.to_owned(), routes.map(str::to_owned).collect())
    }

    #[test]
    fn s12_2_1_1_loose_routes_keep_the_target_in_the_request_uri() {
        let dialog = dialog(&["<sip:p1;lr>", "<sip:p2;lr>"]);
        let (uri, routes) = way(&dialog);
        assert_eq!(uri, "sip:them@host;x-c=a/b");
        assert_eq!(routes, ["<sip:p1;lr>", "<sip:p2;lr>"]);
        assert_eq!(dialog.next_hop(), "sip:p1;lr");
    }

    #[test]
    fn s12_2_1_1_a_strict_router_is_the_request_uri_and_the_target_comes_last() {
        let dialog = dialog(&["<sip:p1;transport=tcp>", "<sip:p2;lr>"]);
        let (uri, routes) = way(&dialog);
        assert_eq!(uri, "sip:p1;transport=tcp");
        assert_eq!(routes, ["<sip:p2;lr>", "sip:them@host;x-c=a/b"]);
    }

    #[test]
    fn s12_2_2_numbers_that_do_not_grow_are_out_of_order() {
        let mut dialog = dialog(&[]);
        assert_eq!(dialog.take_seq(7), Ok(()));
        assert_eq!(dialog.take_seq(7), Err(OutOfOrder));
        assert_eq!(dialog.take_seq(6), Err(OutOfOrder));
        assert_eq!(dialog.take_seq(9), Ok(()));
    }

    #[test]
    fn rs_22_call_id_alone_finds_nothing() {
        let dialog = dialog(&[]);
        assert!(dialog.is(b"c", b"l", b"r"));
        assert!(!dialog.is(b"c", b"l", b"x"));
        assert!(!dialog.is(b"c", b"x", b"r"));
        assert!(!dialog.is(b"c", b"r", b"l"));
    }
}
