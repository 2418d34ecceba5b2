//! One connection: a task that reads, writes and gives up on peers that do neither.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;

use crate::Flow;

/// Read with one call.
const CHUNK: usize = 16 * 1024;
/// Written with one call when messages queue up.
const GATHER: usize = 64 * 1024;
/// A connection that shows an old certificate is closed when it has been quiet for this long.
const QUIET: Duration = Duration::from_secs(5);

/// What connections tell the driver.
#[derive(Debug)]
pub(super) enum FromStream {
    Bytes(Flow, Bytes),
    Closed(Flow, Option<String>),
}

/// The driver's end of one connection.
#[derive(Debug)]
pub(super) struct Pipe {
    bytes: mpsc::UnboundedSender<Bytes>,
    queued: Arc<AtomicUsize>,
    retire: watch::Sender<bool>,
    limit: usize,
}

/// The task's end.
#[derive(Debug)]
pub(super) struct Outbox {
    bytes: mpsc::UnboundedReceiver<Bytes>,
    queued: Arc<AtomicUsize>,
    retire: watch::Receiver<bool>,
}

/// Both ends of one connection's queue; more than `limit` bytes in it mean that the peer does not
/// read (RS-39).
pub(super) fn pipe(limit: usize) -> (Pipe, Outbox) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let (retire, retired) = watch::channel(false);
    let queued = Arc::new(AtomicUsize::new(0));
    (
        Pipe { bytes: sender, queued: queued.clone(), retire, limit },
        Outbox { bytes: receiver, queued, retire: retired },
    )
}

impl Pipe {
    /// Queues bytes; false if the connection is to be given up.
    pub(super) fn send(&self, bytes: Bytes) -> bool {
        let length = bytes.len();
        let queued = self.queued.fetch_add(length, Ordering::Relaxed) + length;
        queued <= self.limit && self.bytes.send(bytes).is_ok()
    }

    /// Closes the connection once it has been quiet for a while.
    pub(super) fn retire(&self) {
        self.retire.send_replace(true);
    }
}

/// Carries bytes both ways until either side closes; dropping the [`Pipe`] sends what is queued and
/// closes.
pub(super) async fn run<S: AsyncRead + AsyncWrite>(
    stream: S,
    flow: Flow,
    events: mpsc::Sender<FromStream>,
    mut outbox: Outbox,
    idle: Option<Duration>,
) {
    let (mut reader, mut writer) = tokio::io::split(stream);
    let busy = parking_lot::Mutex::new(Instant::now());
    let touch = || *busy.lock() = Instant::now();

    let read = async {
        let mut buffer = BytesMut::with_capacity(CHUNK);
        loop {
            buffer.reserve(CHUNK);
            match reader.read_buf(&mut buffer).await {
                Ok(0) => return None,
                Ok(_) => {
                    touch();
                    // Waits while the machine is behind: the peer's sending slows down with it.
                    if events.send(FromStream::Bytes(flow, buffer.split().freeze())).await.is_err()
                    {
                        return None;
                    }
                }
                // A peer that ends TLS without saying so has said so.
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return None,
                Err(error) => return Some(error.to_string()),
            }
        }
    };
    let (retire, queue, queued) = (&mut outbox.retire, &mut outbox.bytes, &outbox.queued);
    let write = async {
        let mut gathered = BytesMut::new();
        while let Some(first) = queue.recv().await {
            let mut taken = first.len();
            let sent = match queue.try_recv() {
                // The usual case: one message, sent from where it lies.
                Err(_) => writer.write_all(&first).await,
                Ok(second) => {
                    gathered.clear();
                    gathered.extend_from_slice(&first);
                    let mut next = Some(second);
                    while let Some(bytes) = next.take() {
                        taken += bytes.len();
                        gathered.extend_from_slice(&bytes);
                        next = (gathered.len() < GATHER).then(|| queue.try_recv().ok()).flatten();
                    }
                    writer.write_all(&gathered).await
                }
            };
            let sent = match sent {
                Ok(()) => writer.flush().await,
                failed => failed,
            };
            if let Err(error) = sent {
                return Some(error.to_string());
            }
            queued.fetch_sub(taken, Ordering::Relaxed);
            touch();
        }
        // Ours to close: tell the peer, but do not wait for one that does not listen.
        tokio::time::timeout(QUIET, writer.shutdown()).await.ok();
        None
    };
    let watch = async {
        loop {
            let retired = *retire.borrow_and_update();
            let patience = if retired { Some(QUIET) } else { idle };
            let until = patience.map(|patience| *busy.lock() + patience);
            let expired = async {
                match until {
                    Some(until) => tokio::time::sleep_until(until).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = expired => {
                    if until.is_some_and(|until| Some(until) == patience.map(|p| *busy.lock() + p)) {
                        return Some("idle".to_owned());
                    }
                }
                changed = retire.changed() => {
                    if changed.is_err() {
                        // The driver closed it; the writer is finishing.
                        std::future::pending::<()>().await;
                    }
                }
            }
        }
    };
    let why = tokio::select! {
        why = read => why,
        why = write => why,
        why = watch => why,
    };
    events.send(FromStream::Closed(flow, why)).await.ok();
}
