//! The floor: a relay that copies each datagram to the other far end and does nothing else, with
//! the same rounds and the same system calls.

use std::collections::HashMap;
use std::io::{IoSlice, IoSliceMut};
use std::net::{SocketAddr, UdpSocket};
use std::os::fd::AsRawFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use nix::sys::epoll::{Epoll, EpollCreateFlags, EpollEvent, EpollFlags, EpollTimeout};
use nix::sys::socket::{MsgFlags, MultiHeaders, SockaddrIn, recvmmsg, sendmmsg};

use crate::load::{HERE, Load, Peer};

const BATCH: usize = 64;

pub fn run(shared: bool, calls: usize, seconds: u64) {
    let mut load = Load::default();
    let mut sockets = Vec::new();
    let mut routes = HashMap::new();
    let bind = || {
        let socket = UdpSocket::bind((HERE, 0)).expect("a port");
        socket.set_nonblocking(true).expect("a socket");
        socket
    };
    if shared {
        sockets.push(bind());
    }
    for _ in 0..calls {
        let mut pair = [0, 1].map(|_| Peer::bare(SocketAddr::new(HERE, 9)));
        let own = if shared {
            [0, 0]
        } else {
            sockets.extend([bind(), bind()]);
            [sockets.len() - 2, sockets.len() - 1]
        };
        for side in 0..2 {
            pair[side].send_to(sockets[own[side]].local_addr().expect("bound"));
            routes.insert(pair[side].address(), (own[1 - side], pair[1 - side].address()));
        }
        pair.into_iter().for_each(|peer| load.add(peer));
    }
    let stop = Arc::new(AtomicBool::new(false));
    let stopping = stop.clone();
    let worker = std::thread::Builder::new()
        .name("floor".to_owned())
        .spawn(move || copy(&sockets, &routes, &stopping))
        .expect("a thread");
    let name = if shared { "bare copy, one shared port" } else { "bare copy, a port a leg" };
    load.run(name, "floor", seconds);
    stop.store(true, Ordering::Relaxed);
    worker.join().expect("the thread ends");
}

fn copy(
    sockets: &[UdpSocket],
    routes: &HashMap<SocketAddr, (usize, SocketAddr)>,
    stop: &AtomicBool,
) {
    let epoll = Epoll::new(EpollCreateFlags::empty()).expect("epoll");
    for (place, socket) in sockets.iter().enumerate() {
        epoll.add(socket, EpollEvent::new(EpollFlags::EPOLLIN, place as u64)).expect("epoll");
    }
    let mut ready = vec![EpollEvent::empty(); 1024];
    let mut buffer = vec![0; BATCH * 2048];
    let mut receive = MultiHeaders::<SockaddrIn>::preallocate(BATCH, None);
    let mut send = MultiHeaders::<SockaddrIn>::preallocate(BATCH, None);
    let mut out: Vec<(usize, SocketAddr, [u8; 256], usize)> = Vec::new();
    let mut worked = Instant::now();
    while !stop.load(Ordering::Relaxed) {
        let timeout = EpollTimeout::try_from(100).expect("a time");
        epoll.wait(&mut ready, timeout).expect("epoll");
        std::thread::sleep(crate::ROUND.saturating_sub(worked.elapsed()));
        let count = epoll.wait(&mut ready, EpollTimeout::ZERO).expect("epoll");
        worked = Instant::now();
        for event in &ready[..count] {
            let socket = &sockets[event.data() as usize];
            for _ in 0..4 {
                let mut froms = [(0, None); BATCH];
                let mut got = 0;
                {
                    let mut chunks = buffer.chunks_exact_mut(2048);
                    let mut slices: [_; BATCH] = std::array::from_fn(|_| {
                        [IoSliceMut::new(chunks.next().unwrap_or_default())]
                    });
                    let fd = socket.as_raw_fd();
                    let flags = MsgFlags::MSG_DONTWAIT;
                    if let Ok(received) = recvmmsg(fd, &mut receive, slices.iter_mut(), flags, None)
                    {
                        for message in received {
                            froms[got] = (message.bytes, message.address);
                            got += 1;
                        }
                    }
                }
                for (chunk, (length, from)) in buffer.chunks_exact(2048).zip(&froms[..got]) {
                    let from = from.map(|from| SocketAddr::V4(from.into()));
                    if let Some((own, to)) = from.and_then(|from| routes.get(&from)) {
                        let mut bytes = [0; 256];
                        bytes[..*length].copy_from_slice(&chunk[..*length]);
                        out.push((*own, *to, bytes, *length));
                    }
                }
                if got < BATCH {
                    break;
                }
            }
        }
        out.sort_by_key(|packet| packet.0);
        for group in out.chunk_by(|a, b| a.0 == b.0) {
            let socket = &sockets[group[0].0];
            if let [(_, to, bytes, length)] = group {
                let _ = socket.send_to(&bytes[..*length], to);
                continue;
            }
            for batch in group.chunks(BATCH) {
                let slices: Vec<_> =
                    batch.iter().map(|(_, _, bytes, n)| [IoSlice::new(&bytes[..*n])]).collect();
                let to: Vec<_> = batch
                    .iter()
                    .map(|(_, to, ..)| match to {
                        SocketAddr::V4(to) => Some(SockaddrIn::from(*to)),
                        SocketAddr::V6(_) => None,
                    })
                    .collect();
                let fd = socket.as_raw_fd();
                let _ = sendmmsg(fd, &mut send, slices.iter(), &to, [], MsgFlags::MSG_DONTWAIT)
                    .map(Iterator::count);
            }
        }
        out.clear();
    }
}
