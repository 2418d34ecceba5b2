//! A session on its sockets: one task that reads, writes and sleeps until the next packet is due.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Weak};

use parking_lot::Mutex;
use teams_cc_core::{Instant, Key, Rng};
use tokio::net::UdpSocket;
use tokio::sync::Notify;
use tokio::task::AbortHandle;

use super::session::{Agreed, Counts, Session};
use super::{Recording, Voice};
use crate::Clock;

/// How often a pair of neighbouring ports is looked for.
const TRIES: usize = 64;

/// One end of a stream with its two ports (RTP, and RTCP beside it). Dropping it closes both.
pub(crate) struct MediaLink {
    shared: Arc<Shared>,
    address: SocketAddr,
    task: AbortHandle,
}

struct Shared {
    session: Mutex<Session>,
    clock: Clock,
    /// The task has something new to send.
    wake: Notify,
    /// Something was heard.
    heard: Notify,
    /// Something was sent.
    sent: Notify,
    /// Who says what is heard here.
    joined: Mutex<Weak<Shared>>,
}

impl MediaLink {
    /// Opens an even port and its neighbour on `ip`, and starts the task.
    pub(crate) fn open(
        ip: IpAddr,
        clock: Clock,
        voice: Voice,
        keeps_first_address: bool,
        rng: &mut Rng,
    ) -> io::Result<Self> {
        let (rtp, rtcp) = neighbours(ip)?;
        let address = rtp.local_addr()?;
        let shared = Arc::new(Shared {
            session: Mutex::new(Session::new(voice, keeps_first_address, rng)),
            clock,
            wake: Notify::new(),
            heard: Notify::new(),
            sent: Notify::new(),
            joined: Mutex::new(Weak::new()),
        });
        let task = tokio::spawn(run(Arc::clone(&shared), rtp, rtcp)).abort_handle();
        Ok(Self { shared, address, task })
    }

    /// Where RTP is awaited; RTCP is awaited there too, and on the next port.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn agree(&self, agreed: Agreed) {
        self.shared.session.lock().agree(self.shared.clock.now(), agreed);
        self.shared.wake.notify_one();
    }

    pub(crate) fn say(&self, voice: Voice) {
        self.shared.session.lock().say(voice);
    }

    /// Each of the two says what the other hears.
    pub(crate) fn join(&self, other: &Self) {
        for (one, two) in [(self, other), (other, self)] {
            one.shared.session.lock().join();
            *one.shared.joined.lock() = Arc::downgrade(&two.shared);
        }
    }

    /// From now on what is heard is taken by [`take_frames`](Self::take_frames), and what is said
    /// comes from [`give_frames`](Self::give_frames).
    pub(crate) fn hand_over(&self) {
        self.shared.session.lock().join();
    }

    pub(crate) fn take_frames(&self) -> Vec<[i16; super::FRAME]> {
        self.shared.session.lock().take_relayed()
    }

    pub(crate) fn give_frames(&self, frames: Vec<[i16; super::FRAME]>) {
        self.shared.session.lock().relay(frames);
    }

    pub(crate) fn voice(&self) -> Voice {
        self.shared.session.lock().voice().clone()
    }

    pub(crate) fn press(&self, key: Key) {
        self.shared.session.lock().press(key);
    }

    pub(crate) fn has_pressed(&self) -> bool {
        self.shared.session.lock().has_pressed()
    }

    pub(crate) fn keys(&self) -> Vec<Key> {
        self.shared.session.lock().keys().to_vec()
    }

    pub(crate) fn counts(&self) -> Counts {
        self.shared.session.lock().counts()
    }

    pub(crate) fn heard(&self) -> Recording {
        self.shared.session.lock().heard()
    }

    /// How many samples were heard so far: a mark for [`heard_after`](Self::heard_after).
    pub(crate) fn mark(&self) -> usize {
        self.shared.session.lock().heard_samples()
    }

    /// What was heard after `mark`, at most the last second and a half.
    pub(crate) fn heard_after(&self, mark: usize) -> Recording {
        self.shared.session.lock().heard_after(mark, super::RATE as usize * 3 / 2)
    }

    /// The call is over: nothing is sent any more, what was heard stays.
    pub(crate) fn stop(&self) {
        self.shared.session.lock().stop();
    }

    /// Waits until something more arrives.
    pub(crate) async fn more(&self) {
        self.shared.heard.notified().await;
    }

    /// Waits until the next packet is sent, or a tenth of a second: nothing is sent on hold.
    pub(crate) async fn sent(&self) {
        let tenth = std::time::Duration::from_millis(100);
        tokio::time::timeout(tenth, self.shared.sent.notified()).await.ok();
    }
}

impl Drop for MediaLink {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl std::fmt::Debug for MediaLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MediaLink").field("address", &self.address).finish_non_exhaustive()
    }
}

/// Two sockets, the second one port above the first (RFC 3550 §11).
fn neighbours(ip: IpAddr) -> io::Result<(UdpSocket, UdpSocket)> {
    let bind = |port| {
        let socket = std::net::UdpSocket::bind((ip, port))?;
        socket.set_nonblocking(true)?;
        io::Result::Ok(socket)
    };
    let mut kept = Vec::new(); // odd ports stay taken, so that the system proposes another
    for _ in 0..TRIES {
        let first = bind(0)?;
        let port = first.local_addr()?.port();
        if port.is_multiple_of(2)
            && let Ok(second) = bind(port + 1)
        {
            return Ok((UdpSocket::from_std(first)?, UdpSocket::from_std(second)?));
        }
        kept.push(first);
    }
    Err(io::Error::new(io::ErrorKind::AddrInUse, "no two neighbouring UDP ports are free"))
}

async fn run(shared: Arc<Shared>, rtp: UdpSocket, rtcp: UdpSocket) {
    let mut buffer = [0; 2048];
    let mut second = [0; 2048];
    loop {
        let deadline = shared.session.lock().deadline().unwrap_or(Instant::FAR);
        tokio::select! {
            Ok((length, _)) = rtp.recv_from(&mut buffer) => {
                shared.session.lock().receive(&buffer[..length]);
                shared.pass_on();
                shared.heard.notify_waiters();
            }
            Ok((length, _)) = rtcp.recv_from(&mut second) => {
                shared.session.lock().receive(&second[..length]);
            }
            () = shared.clock.sleep_until(deadline) => {}
            () = shared.wake.notified() => {}
        }
        let due = shared.session.lock().due(shared.clock.now());
        for datagram in due {
            // Without multiplexing RTCP has its own pair of ports; with it, both ends use one.
            let apart = datagram.rtcp && shared.rtcp_apart();
            let socket = if apart { &rtcp } else { &rtp };
            // A port that is closed at the other end is their matter; the stream goes on.
            socket.send_to(&datagram.bytes, datagram.to).await.ok();
            shared.sent.notify_waiters();
        }
    }
}

impl Shared {
    fn pass_on(&self) {
        if let Some(other) = self.joined.lock().upgrade() {
            let frames = self.session.lock().take_relayed();
            other.session.lock().relay(frames);
        }
    }

    fn rtcp_apart(&self) -> bool {
        self.session.lock().agreed().is_some_and(|a| a.remote != a.remote_rtcp)
    }
}
