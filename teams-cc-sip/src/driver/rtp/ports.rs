//! Pairs of ports: RTP on the even one, RTCP on the next (RFC 3550 §11).

use std::collections::VecDeque;
use std::io;
use std::net::{IpAddr, UdpSocket};
use std::ops::RangeInclusive;
use std::sync::Arc;

use parking_lot::Mutex;
use teams_cc_core::{Error, ErrorKind, Retry};

/// How often the operating system is asked for a port whose neighbour is free too.
const ATTEMPTS: usize = 64;

/// Where pairs come from. None is given twice while it is in use (DR-17).
#[derive(Clone, Debug)]
pub(super) struct Ports {
    bind: IpAddr,
    /// Even ports that are free, the one that has been free longest first: a late packet of an old
    /// call hardly ever meets a new one.
    free: Option<Arc<Mutex<VecDeque<u16>>>>,
}

/// A pair in use; it goes back when dropped.
#[derive(Debug)]
pub(super) struct Pair {
    pub(super) rtp: UdpSocket,
    pub(super) rtcp: Option<UdpSocket>,
    pub(super) port: u16,
    pub(super) lease: Option<Lease>,
}

#[derive(Debug)]
pub(super) struct Lease {
    port: u16,
    free: Arc<Mutex<VecDeque<u16>>>,
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.free.lock().push_back(self.port);
    }
}

impl Ports {
    pub(super) fn new(bind: IpAddr, range: Option<RangeInclusive<u16>>) -> Result<Self, Error> {
        let Some(range) = range else { return Ok(Self { bind, free: None }) };
        let (first, last) = (*range.start(), *range.end());
        let free: VecDeque<u16> =
            (first..last).filter(|port| port % 2 == 0 && *port >= 1024).collect();
        if free.is_empty() {
            return Err(Error::new(
                "TCC-SIP-0630",
                ErrorKind::Config,
                format!("media ports {first}-{last} hold no pair"),
            )
            .fix("give a range above 1023 with at least an even port and the next one"));
        }
        Ok(Self { bind, free: Some(Arc::new(Mutex::new(free))) })
    }

    /// A pair that is free here and with the operating system.
    pub(super) fn take(&self) -> Result<Pair, Error> {
        let Some(free) = &self.free else { return self.take_any() };
        let count = free.lock().len();
        for _ in 0..count {
            let Some(port) = free.lock().pop_front() else { break };
            let lease = Lease { port, free: free.clone() };
            // Another program may sit on it: its lease ends here and the next port is tried.
            if let Ok((rtp, rtcp)) = self.bind(port) {
                return Ok(Pair { rtp, rtcp: Some(rtcp), port, lease: Some(lease) });
            }
        }
        Err(Error::new("TCC-SIP-0631", ErrorKind::Unavailable, "no media port is free")
            .with_retry(Retry::After(std::time::Duration::from_secs(1)))
            .fix("widen the range of media ports: each call leg needs two"))
    }

    fn take_any(&self) -> Result<Pair, Error> {
        let mut last = None;
        for _ in 0..ATTEMPTS {
            let rtp = UdpSocket::bind((self.bind, 0)).map_err(|e| self.refused(e))?;
            let port = rtp.local_addr().map_err(|e| self.refused(e))?.port();
            if port % 2 != 0 || port == u16::MAX {
                continue;
            }
            match UdpSocket::bind((self.bind, port + 1)) {
                Ok(rtcp) => {
                    prepare(&rtp).and_then(|()| prepare(&rtcp)).map_err(|e| self.refused(e))?;
                    return Ok(Pair { rtp, rtcp: Some(rtcp), port, lease: None });
                }
                Err(error) => last = Some(error),
            }
        }
        Err(self.refused(last.unwrap_or_else(|| io::ErrorKind::AddrInUse.into())))
    }

    fn bind(&self, port: u16) -> io::Result<(UdpSocket, UdpSocket)> {
        let rtp = UdpSocket::bind((self.bind, port))?;
        let rtcp = UdpSocket::bind((self.bind, port + 1))?;
        prepare(&rtp)?;
        prepare(&rtcp)?;
        Ok((rtp, rtcp))
    }

    fn refused(&self, error: io::Error) -> Error {
        Error::new(
            "TCC-SIP-0632",
            ErrorKind::Unavailable,
            format!("no media port can be opened on {}", self.bind),
        )
        .fix("check that the address belongs to this machine and the limit of open files")
        .with_source(error)
    }
}

fn prepare(socket: &UdpSocket) -> io::Result<()> {
    socket.set_nonblocking(true)?;
    // EF for voice (RFC 4594); a network that does not care ignores it, so does an error.
    let _ = socket2::SockRef::from(socket).set_tos_v4(0xb8);
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::net::Ipv4Addr;

    use teams_cc_core::Rng;

    use super::*;

    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    #[test]
    fn dr_17_no_port_is_given_twice_while_it_is_in_use() {
        // Forty ports that were free a moment ago; what others take meanwhile is passed over.
        let base = Ports::new(HERE, None).unwrap().take().unwrap().port.min(65_000);
        let ports = Ports::new(HERE, Some(base..=base + 40)).unwrap();
        let mut rng = Rng::from_seed(17);
        let (mut held, mut used) = (Vec::new(), HashSet::new());
        for _ in 0..2000 {
            if rng.one_in(2) && !held.is_empty() {
                let pair: Pair = held.swap_remove(rng.below(held.len() as u64) as usize);
                assert!(used.remove(&pair.port));
            } else if let Ok(pair) = ports.take() {
                assert!(pair.port % 2 == 0 && used.insert(pair.port), "{} twice", pair.port);
                held.push(pair);
            }
        }
        held.clear();
        let all: Vec<_> = std::iter::from_fn(|| ports.take().ok()).collect();
        assert!(!all.is_empty());
        assert_eq!(ports.take().unwrap_err().kind(), ErrorKind::Unavailable);
    }

    #[test]
    fn a_range_without_a_pair_is_a_config_error() {
        let error = Ports::new(HERE, Some(5000..=5000)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(error.to_string().contains("5000-5000"), "{error}");
    }
}
