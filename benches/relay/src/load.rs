//! The far ends: sockets that send 20 ms packets and count what comes back.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

use nix::sys::epoll::{Epoll, EpollCreateFlags, EpollEvent, EpollFlags, EpollTimeout};
use teams_cc_core::Rng;
use teams_cc_sip::media::srtp::{MAX_TRAILER, Sender};
use teams_cc_sip::sdp::{Local, Negotiation, Profile};

pub const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// One far end.
pub struct Peer {
    socket: UdpSocket,
    negotiation: Option<Negotiation>,
    to: SocketAddr,
    srtp: Option<Sender>,
    sequence: u16,
    number: u8,
}

impl Peer {
    /// A far end that offers.
    pub fn new(profile: Profile) -> (Self, Vec<u8>) {
        let mut peer = Self::bare(SocketAddr::new(HERE, 9));
        let port = peer.address().port();
        let rng = Rng::from_seed(u64::from(port));
        let mut negotiation = Negotiation::new(profile, Local::new(HERE, port), rng);
        let offer = negotiation.offer().to_vec();
        peer.negotiation = Some(negotiation);
        (peer, offer)
    }

    /// A far end that sends to an address, in the clear.
    pub fn bare(to: SocketAddr) -> Self {
        let socket = UdpSocket::bind((HERE, 0)).expect("a port");
        socket.set_nonblocking(true).expect("a socket");
        Self { socket, negotiation: None, to, srtp: None, sequence: 100, number: 8 }
    }

    pub fn address(&self) -> SocketAddr {
        self.socket.local_addr().expect("bound")
    }

    pub fn send_to(&mut self, to: SocketAddr) {
        self.to = to;
    }

    pub fn accept(mut self, answer: &[u8]) -> Self {
        let mut negotiation = self.negotiation.take().expect("it offered");
        let agreed = negotiation.accept(answer).expect("an agreement");
        self.to = agreed.remote.expect("an address");
        self.srtp = agreed.keys.map(|keys| Sender::new(&keys.send));
        self.number = agreed.send.audio;
        self
    }

    fn send(&mut self, stamp: u64) {
        let mut packet = [0xd5; 172 + MAX_TRAILER];
        packet[12..20].copy_from_slice(&stamp.to_be_bytes());
        packet[..2].copy_from_slice(&[0x80, self.number]);
        packet[2..4].copy_from_slice(&self.sequence.to_be_bytes());
        packet[4..8].copy_from_slice(&(u32::from(self.sequence) * 160).to_be_bytes());
        packet[8..12].copy_from_slice(&[1, 2, 3, 4]);
        self.sequence = self.sequence.wrapping_add(1);
        let length = match &mut self.srtp {
            Some(srtp) => srtp.protect(&mut packet, 172).expect("protects"),
            None => 172,
        };
        let _ = self.socket.send_to(&packet[..length], self.to);
    }

    fn drain(&self, buffer: &mut [u8]) -> u64 {
        let mut count = 0;
        while let Ok(length) = self.socket.recv(buffer) {
            // Reports are not what is measured.
            count += u64::from(length > 150 && !(192..224).contains(&buffer[1]));
        }
        count
    }
}

/// All far ends.
#[derive(Default)]
pub struct Load {
    peers: Vec<Peer>,
}

impl Load {
    pub fn add(&mut self, peer: Peer) {
        self.peers.push(peer);
    }

    /// Sends for a while and prints what a packet cost the thread named `thread`.
    pub fn run(mut self, name: &str, thread: &str, seconds: u64) {
        let mut buffer = [0; 2048];
        let (mut sent, mut received) = (0, 0);
        let slices = 20;
        let share = self.peers.len().div_ceil(slices);
        let mut before = (cpu_of(thread), 0, 0);
        let start = Instant::now();
        let ticks = 1000 * (seconds + 1);
        for tick in 0..ticks {
            if tick == 1000 {
                // The first second warms up.
                before = (cpu_of(thread), sent, received);
            }
            // Each millisecond a twentieth of the far ends speaks.
            let slice = tick as usize % slices;
            for peer in self.peers.iter_mut().skip(slice * share).take(share) {
                peer.send(0);
                sent += 1;
            }
            let behind = (slice + slices / 2) % slices;
            for peer in self.peers.iter().skip(behind * share).take(share) {
                received += peer.drain(&mut buffer);
            }
            let due = start + Duration::from_millis(tick + 1);
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
        }
        let took = start.elapsed().as_secs_f64() * seconds as f64 / (seconds + 1) as f64;
        let cpu = cpu_of(thread) - before.0;
        std::thread::sleep(Duration::from_millis(100));
        for peer in &self.peers {
            received += peer.drain(&mut buffer);
        }
        let (sent, received) = (sent - before.1, received - before.2);
        println!(
            "{name:32} {:6.0} packets/s in, {received} of {sent} out, {:5.2} us CPU a packet, \
             {:4.1} % of a core",
            sent as f64 / took,
            cpu.as_secs_f64() * 1e6 / received.max(1) as f64,
            cpu.as_secs_f64() / took * 100.0
        );
    }
}

impl Load {
    /// Ten thousand forged packets a second from the peer's own address into one secured call.
    pub fn flood(mut self, seconds: u64) {
        let peer = self.peers.iter_mut().find(|peer| peer.srtp.is_some()).expect("a secured one");
        peer.send(0);
        // The thread of the plane before this one is gone by then.
        std::thread::sleep(Duration::from_millis(500));
        let before = cpu_of("media");
        let start = Instant::now();
        let mut forged = [0x55; 182];
        for tick in 0..seconds * 1000 {
            for n in 0..10 {
                forged[..2].copy_from_slice(&[0x80, 8]);
                forged[2..4].copy_from_slice(&((tick * 10 + n) as u16).to_be_bytes());
                forged[8..12].copy_from_slice(&[1, 2, 3, 4]);
                let _ = peer.socket.send_to(&forged, peer.to);
            }
            let due = start + Duration::from_millis(tick + 1);
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
        }
        let cpu = cpu_of("media") - before;
        println!(
            "10,000 forged packets a second: {:.1} % of a core",
            cpu.as_secs_f64() / start.elapsed().as_secs_f64() * 100.0
        );
    }

    /// Secured far ends speak, the others listen: prints how long packets were on their way.
    pub fn latency(mut self, name: &str, seconds: u64) {
        let clock = Instant::now();
        let epoll = Epoll::new(EpollCreateFlags::empty()).expect("epoll");
        let listeners: Vec<_> = self
            .peers
            .iter()
            .filter(|peer| peer.srtp.is_none())
            .map(|peer| peer.socket.try_clone().expect("a socket"))
            .collect();
        for (place, socket) in listeners.iter().enumerate() {
            let event = EpollEvent::new(EpollFlags::EPOLLIN, place as u64);
            epoll.add(socket, event).expect("epoll");
        }
        let listening = std::thread::spawn(move || {
            let mut times = Vec::new();
            let mut ready = vec![EpollEvent::empty(); 256];
            let mut buffer = [0; 2048];
            let end = Duration::from_secs(seconds) + Duration::from_millis(500);
            while clock.elapsed() < end {
                let wait = EpollTimeout::try_from(100).expect("a time");
                let count = epoll.wait(&mut ready, wait).expect("epoll");
                for event in &ready[..count] {
                    let socket = &listeners[event.data() as usize];
                    while let Ok(length) = socket.recv(&mut buffer) {
                        let now = clock.elapsed().as_nanos() as u64;
                        let stamp = buffer[12..].first_chunk().copied().map(u64::from_be_bytes);
                        if length == 172
                            && let Some(stamp) = stamp
                        {
                            times.push(now - stamp);
                        }
                    }
                }
            }
            times
        });
        let mut sent = 0;
        for tick in 0..seconds * 1000 {
            for (place, peer) in self.peers.iter_mut().enumerate() {
                if peer.srtp.is_some() && place % 20 == (tick % 20) as usize {
                    peer.send(clock.elapsed().as_nanos() as u64);
                    sent += 1;
                }
            }
            let due = Duration::from_millis(tick + 1);
            std::thread::sleep(due.saturating_sub(clock.elapsed()));
        }
        let mut times = listening.join().expect("the thread ends");
        times.sort_unstable();
        let at = |share: f64| times[(times.len() as f64 * share) as usize] as f64 / 1e6;
        println!(
            "{name:40} {} of {sent} packets, p50 {:.2} ms, p99 {:.2} ms, p99.9 {:.2} ms",
            times.len(),
            at(0.5),
            at(0.99),
            at(0.999)
        );
    }
}

/// CPU time of the threads of this process with a name.
fn cpu_of(name: &str) -> Duration {
    let tasks = std::fs::read_dir("/proc/self/task").expect("Linux");
    let nanos = tasks.flatten().filter_map(|task| {
        let comm = std::fs::read_to_string(task.path().join("comm")).ok()?;
        if comm.trim() != name {
            return None;
        }
        let stat = std::fs::read_to_string(task.path().join("schedstat")).ok()?;
        stat.split(' ').next()?.parse::<u64>().ok()
    });
    Duration::from_nanos(nanos.sum())
}
