//! The handle of a media plane.

use std::collections::HashMap;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use parking_lot::Mutex;
use teams_cc_core::{Error, ErrorKind, Prompt, Rng};
use tokio::sync::broadcast;

use super::config::{MediaConfig, PortMode};
use super::leg::MediaLeg;
use super::ports::Ports;
use super::recorder;
use super::sockets::{Poller, Waker};
use super::worker::{self, Command, Joined, Worker};
use crate::media::{HeardBy, Leg, LegConfig, Sound};
use crate::sdp::{Keying, Local, Negotiation, Profile};

/// Events that a slow listener may lag behind.
const EVENTS: usize = 32;
/// Seconds between 1900, where NTP starts, and 1970.
const NTP_EPOCH: u64 = 2_208_988_800;
/// Prompts that are kept in memory.
const MAX_SOUNDS: usize = 64;

/// Media of all calls: sockets, and one thread that works on them in rounds.
///
/// A cheap handle. When the last one and the last [`MediaLeg`] are gone, the thread says goodbye
/// on all legs and ends.
#[derive(Clone, Debug)]
pub struct MediaPlane {
    inner: Arc<Inner>,
}

#[derive(Debug)]
pub(super) struct Inner {
    commands: mpsc::Sender<Command>,
    waker: Waker,
    ports: Ports,
    config: MediaConfig,
    /// The shared RTP port, in shared mode.
    shared: Option<u16>,
    rng: Mutex<Rng>,
    numbers: AtomicU64,
    ntp_at_start: u64,
    pub(super) recorder: recorder::Sender,
    sounds: Mutex<HashMap<PathBuf, (SystemTime, Sound)>>,
    /// Peer addresses of legs on the shared ports.
    pub(super) peers: Mutex<HashMap<std::net::SocketAddr, usize>>,
}

impl Inner {
    pub(super) fn send(&self, command: Command) {
        // It fails only after the thread has ended, and then there is nothing left to do.
        if self.commands.send(command).is_ok() {
            self.waker.wake();
        }
    }

    pub(super) fn number(&self) -> u64 {
        self.numbers.fetch_add(1, Ordering::Relaxed)
    }

    pub(super) fn address(&self) -> IpAddr {
        self.config.advertise.unwrap_or(self.config.bind)
    }

    pub(super) fn shared(&self) -> Option<u16> {
        self.shared
    }

    pub(super) fn ports(&self) -> &Ports {
        &self.ports
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.send(Command::Shutdown);
    }
}

impl MediaPlane {
    /// Opens the shared ports, if there are any, and starts the thread.
    ///
    /// # Errors
    /// Config if the range of ports holds no pair, Unavailable if the system refuses a socket.
    pub fn start(config: MediaConfig) -> Result<Self, Error> {
        let mut seed = [0; 32];
        aws_lc_rs::rand::fill(&mut seed).map_err(|_| {
            Error::new("TCC-SIP-0633", ErrorKind::Unavailable, "the system gives no randomness")
        })?;
        let ports = Ports::new(config.bind, config.ports.clone())?;
        let (sender, commands) = mpsc::channel();
        let recorder = recorder::Sender::start()?;
        let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let clock = std::time::Instant::now();
        let pair = match config.mode {
            PortMode::Shared => Some(ports.take()?),
            PortMode::PerLeg => None,
        };
        let shared = pair.as_ref().map(|pair| pair.port);
        let waker = {
            let (recorder, round) = (recorder.clone(), config.round);
            let (ready, waiting) = mpsc::channel();
            // The tables of its system calls never leave the thread.
            std::thread::Builder::new().name("media".to_owned()).spawn(move || {
                let opened = Poller::new().and_then(|(mut poller, waker)| {
                    worker::share(&mut poller, pair)?;
                    Ok((Worker::new(poller, commands, recorder, clock, round), waker))
                });
                match opened {
                    Ok((worker, waker)) => {
                        let _ = ready.send(Ok(waker));
                        worker.run();
                    }
                    Err(error) => drop(ready.send(Err(error))),
                }
            })?;
            waiting.recv().map_err(|_| Error::ended("the media thread did not start"))??
        };
        let inner = Inner {
            commands: sender,
            waker,
            ports,
            config,
            shared,
            rng: Mutex::new(Rng::from_entropy(seed)),
            numbers: AtomicU64::new(1),
            ntp_at_start: ntp(since_1970),
            recorder,
            sounds: Mutex::default(),
            peers: Mutex::default(),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// A leg that has agreed on nothing yet; its ports are open.
    ///
    /// # Errors
    /// Unavailable if no port is free: the call is refused with 503.
    pub fn leg(&self, profile: Profile) -> Result<MediaLeg, Error> {
        self.open(profile, &self.inner.ports, self.inner.address())
    }

    /// A leg whose ports are on another interface than the plane's own: trunks of one process have
    /// networks of their own, and yet their legs are bridged.
    ///
    /// # Errors
    /// Unavailable if no port is free: the call is refused with 503.
    pub fn leg_on(&self, interface: &Interface, profile: Profile) -> Result<MediaLeg, Error> {
        self.open(profile, &interface.ports, interface.address)
    }

    fn open(&self, profile: Profile, ports: &Ports, address: IpAddr) -> Result<MediaLeg, Error> {
        let inner = &self.inner;
        // In shared mode a leg that offers RTP in the clear cannot know whether its peer's address
        // will be its alone; an answering leg knows, and moves to the shared ports then.
        let shared = inner.shared().filter(|_| profile_is_secured(&profile));
        let (pair, address) = match shared {
            Some(_) => (None, inner.address()),
            None => (Some(ports.take()?), address),
        };
        let port = shared.or(pair.as_ref().map(|pair| pair.port)).unwrap_or_default();
        let (events, _) = broadcast::channel(EVENTS);
        let key = inner.number();
        let (leg, rng) = {
            let mut rng = inner.rng.lock();
            let mut config =
                LegConfig::new(&mut rng).idle(inner.config.idle).ntp_at_start(inner.ntp_at_start);
            if let Some(after) = inner.config.lost_after {
                config = config.lost_after(after);
            }
            (Box::new(Leg::new(config)), rng.fork())
        };
        let negotiation = Negotiation::new(profile, Local::new(address, port), rng);
        inner.send(Command::Add { key, leg, events: events.clone() });
        if let Some(pair) = pair {
            inner.send(Command::Ports { key, pair });
        }
        Ok(MediaLeg::new(inner.clone(), key, negotiation, events, shared.is_some()))
    }

    /// The two legs hear each other until the bridge is dropped, or one of them gets another.
    ///
    /// Where both speak the same codec no sample is touched.
    pub fn bridge(&self, a: &MediaLeg, b: &MediaLeg) -> Bridge {
        self.conference([a, b])
    }

    /// All these legs hear each other until the bridge is dropped, or they get another. The bridge
    /// takes [`MOST_IN_A_MIX`](crate::media::MOST_IN_A_MIX) legs at most.
    pub fn conference<'a>(&self, legs: impl IntoIterator<Item = &'a MediaLeg>) -> Bridge {
        self.conference_of(legs.into_iter().map(|leg| (leg, HeardBy::Everybody)))
    }

    /// The same, where not everybody hears everybody: each leg comes with who hears it, and hears
    /// all who let it.
    ///
    /// Who hears one other alone gets their packets as they came, keys included. Who hears several
    /// is mixed for, each the sum of whom it hears at 8 kHz; keys are heard by us only then. Legs
    /// that come from another bridge, with others or heard otherwise, go on without a gap.
    pub fn conference_of<'a>(
        &self,
        legs: impl IntoIterator<Item = (&'a MediaLeg, HeardBy<&'a MediaLeg>)>,
    ) -> Bridge {
        let number = self.inner.number();
        let key = |leg: &MediaLeg| Some(leg.key());
        let legs: Joined = legs.into_iter().map(|(leg, by)| (leg.key(), by.map(key))).collect();
        self.inner.send(Command::Bridge { bridge: number, legs: legs.clone() });
        Bridge { plane: self.inner.clone(), number, legs }
    }

    /// Loads a prompt; files are read once and kept as long as they do not change.
    ///
    /// # Errors
    /// Config if the file is no prompt, Unsupported for words.
    pub async fn sound(&self, prompt: &Prompt) -> Result<Sound, Error> {
        let Prompt::File(path) = prompt else { return Sound::prompt(prompt) };
        let modified = std::fs::metadata(path).and_then(|data| data.modified()).ok();
        let known = self.inner.sounds.lock().get(path).cloned();
        if let Some((of, sound)) = known
            && Some(of) == modified
        {
            return Ok(sound);
        }
        let reading = path.clone();
        let sound = tokio::task::spawn_blocking(move || Sound::file(&reading))
            .await
            .map_err(|error| Error::ended("the runtime shuts down").with_source(error))??;
        if let Some(modified) = modified {
            let mut sounds = self.inner.sounds.lock();
            if sounds.len() >= MAX_SOUNDS {
                sounds.clear();
            }
            sounds.insert(path.clone(), (modified, sound.clone()));
        }
        Ok(sound)
    }
}

fn profile_is_secured(profile: &Profile) -> bool {
    profile.protection() == Keying::Srtp
}

fn ntp(since_1970: Duration) -> u64 {
    let fraction = (u64::from(since_1970.subsec_nanos()) << 32) / 1_000_000_000;
    (since_1970.as_secs() + NTP_EPOCH) << 32 | fraction
}

/// Where legs have their ports, and which address their descriptions carry.
#[derive(Clone, Debug)]
pub struct Interface {
    ports: Ports,
    address: IpAddr,
}

impl Interface {
    /// Ports of `range` (else the operating system's choice) on `bind`; descriptions carry
    /// `advertise`.
    ///
    /// # Errors
    /// Config if the range holds no pair of ports.
    pub fn new(
        bind: IpAddr,
        advertise: IpAddr,
        range: Option<std::ops::RangeInclusive<u16>>,
    ) -> Result<Self, Error> {
        Ok(Self { ports: Ports::new(bind, range)?, address: advertise })
    }
}

/// Legs that hear each other; dropping it ends that.
#[derive(Debug)]
#[must_use = "dropping a bridge ends it"]
pub struct Bridge {
    plane: Arc<Inner>,
    number: u64,
    legs: Joined,
}

impl Drop for Bridge {
    fn drop(&mut self) {
        let legs = std::mem::take(&mut self.legs);
        self.plane.send(Command::Unbridge { bridge: self.number, legs });
    }
}
