//! A back-to-back user agent for benches and conformance tests, on loopback.
//!
//! ```text
//! b2bua --listen udp:127.0.0.1:5060 --listen tcp:127.0.0.1:5060 --next-hop udp:127.0.0.1:5080
//! ```
//!
//! The user part of the Request-URI says what happens: `answer` answers at once with G.711 audio,
//! `ring` sends 180 and never answers, `early` sends 183 with a description and 200 a second later,
//! `q<N>` queues for N agents who are dialled at the next hop as `agent<i>`, anything else is
//! dialled at the next hop and joined. It trusts the loopback interface and binds nothing else.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use teams_cc_core::{Address, Ended, Error, ErrorKind, HasReason, Prompt, Reason};
use teams_cc_sip::config::{ClientCertificate, Protection};
use teams_cc_sip::driver::resolve::System;
use teams_cc_sip::driver::rtp::{MediaConfig, MediaPlane, PortMode};
use teams_cc_sip::message::StatusCode;
use teams_cc_sip::{
    Call, Dial, IncomingCall, Listen, Refused, Talk, TalkEvent, Target, Transport, Trunk,
    TrunkConfig,
};
use tokio::sync::Semaphore;

const HELP: &str = "b2bua --listen udp|tcp|tls:ADDR:PORT (repeatable) [--cert FILE --key FILE] \
[--ca FILE] [--next-hop udp|tcp|tls:ADDR:PORT] [--far-media same|rtp|srtp] \
[--ports per-leg|shared] [--round-us N] [--no-media]

binds loopback only and trusts it; without --ca TLS peers are not verified, with it client
certificates are required and chains are checked, names are not";

/// A bench may hold as many calls as there are ports.
const MAX_CALLS: usize = 200_000;
/// An agent who has not answered by then is passed over.
const RING_AGENT: Duration = Duration::from_secs(20);

/// Which media the far side speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FarMedia {
    Same,
    Rtp,
    Srtp,
}

/// Whether audio runs through here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Media {
    Anchored,
    PassedBy,
}

#[derive(Debug)]
struct Options {
    listen: Vec<Listen>,
    next_hop: Option<Target>,
    cert: Option<String>,
    key: Option<String>,
    ca: Option<String>,
    far_media: FarMedia,
    ports: PortMode,
    round: Option<Duration>,
    media: Media,
}

impl Options {
    fn read(mut words: impl Iterator<Item = String>) -> Result<Self, Error> {
        let mut options = Self {
            listen: Vec::new(),
            next_hop: None,
            cert: None,
            key: None,
            ca: None,
            far_media: FarMedia::Same,
            ports: PortMode::PerLeg,
            round: None,
            media: Media::Anchored,
        };
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or_else(|| wrong(&word, "it needs a value"));
            match word.as_str() {
                "--listen" => options.listen.push(value()?.parse()?),
                "--next-hop" => options.next_hop = Some(value()?.parse()?),
                "--cert" => options.cert = Some(value()?),
                "--key" => options.key = Some(value()?),
                "--ca" => options.ca = Some(value()?),
                "--no-media" => options.media = Media::PassedBy,
                "--far-media" => {
                    options.far_media = match value()?.as_str() {
                        "same" => FarMedia::Same,
                        "rtp" => FarMedia::Rtp,
                        "srtp" => FarMedia::Srtp,
                        _ => return Err(wrong(&word, "same, rtp or srtp")),
                    }
                }
                "--ports" => {
                    options.ports = match value()?.as_str() {
                        "per-leg" => PortMode::PerLeg,
                        "shared" => PortMode::Shared,
                        _ => return Err(wrong(&word, "per-leg or shared")),
                    }
                }
                "--round-us" => {
                    let micros = value()?.parse().map_err(|_| wrong(&word, "a number"))?;
                    options.round = Some(Duration::from_micros(micros));
                }
                "--help" | "-h" => {
                    println!("{HELP}");
                    std::process::exit(0);
                }
                other => return Err(wrong(other, HELP)),
            }
        }
        if options.listen.is_empty() {
            return Err(wrong("--listen", "say where to listen, at least once"));
        }
        match options.listen.iter().find(|listen| !listen.address.ip().is_loopback()) {
            Some(listen) => Err(wrong(&listen.to_string(), "this program binds loopback only")),
            None => Ok(options),
        }
    }

    fn config(&self) -> Result<TrunkConfig, Error> {
        let mut config = TrunkConfig::carrier("b2bua.invalid")
            .allow("127.0.0.0/8".parse()?)
            .allow("::1".parse()?)
            .max_calls(MAX_CALLS)
            .media_ports(10_000..=60_999)
            .drain(Duration::ZERO);
        let mut limits = teams_cc_sip::config::Limits::default();
        limits.connections_of_one = limits.connections;
        config = config.limits(limits);
        for listen in &self.listen {
            config = config.listen(*listen);
        }
        if let Some(hop) = &self.next_hop {
            config = config.peer(hop.clone());
        }
        if let (Some(cert), Some(key)) = (&self.cert, &self.key) {
            config = config.certificate(cert, key);
        }
        Ok(match &self.ca {
            Some(ca) => {
                config.roots(ca).client_certificate(ClientCertificate::Required).danger_any_name()
            }
            None => config
                .danger_believe_anybody()
                .client_certificate(ClientCertificate::Ignored)
                .danger_any_name(),
        })
    }

    fn plane(&self) -> Result<MediaPlane, Error> {
        let bind = self.listen[0].address.ip();
        let mut config = MediaConfig::new(bind).mode(self.ports);
        if let Some(round) = self.round {
            config = config.round(round);
        }
        MediaPlane::start(config)
    }
}

fn wrong(what: &str, fix: &str) -> Error {
    Error::new("TCC-B2B-0001", ErrorKind::Config, format!("{what} cannot be used")).fix(fix)
}

/// Agents of one queue: one call at a time each, the one idle for longest first.
struct Pool {
    idle: Mutex<VecDeque<usize>>,
    free: Semaphore,
}

/// An agent who is busy as long as this lives.
struct Busy {
    pool: Arc<Pool>,
    agent: usize,
}

impl Pool {
    fn new(agents: usize) -> Self {
        Self { idle: Mutex::new((1..=agents).collect()), free: Semaphore::new(agents) }
    }

    /// The agent idle for longest; callers are served in their order.
    async fn take(self: &Arc<Self>) -> Option<Busy> {
        self.free.acquire().await.ok()?.forget();
        let agent = self.idle.lock().pop_front()?;
        Some(Busy { pool: self.clone(), agent })
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.pool.idle.lock().push_back(self.agent);
        self.pool.free.add_permits(1);
    }
}

struct Desk {
    trunk: Trunk,
    options: Options,
    tone: Prompt,
    pools: Mutex<BTreeMap<usize, Arc<Pool>>>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "off".into()),
        )
        .init();
    let options = Options::read(std::env::args().skip(1))?;
    let plane = options.plane()?;
    let trunk = Trunk::open_with(options.config()?, Arc::new(System), Some(plane)).await?;
    let listen: Vec<String> =
        trunk.bound().iter().map(|(how, address)| format!("{how}:{address}")).collect();
    let ready = serde_json::json!({
        "ready": true,
        "pid": std::process::id(),
        "listen": listen,
        "next_hop": options.next_hop.as_ref().map(ToString::to_string),
        "trusts": "loopback",
    });
    println!("{ready}");

    let tone = teams_cc_sip::media::Sound::tone(440.0, Duration::from_secs(1));
    let tone = Prompt::samples(tone.as_slice());
    let desk = Arc::new(Desk { trunk: trunk.clone(), options, tone, pools: Mutex::default() });
    trunk.serve(move |call| story(call, desk.clone())).await
}

async fn story(call: IncomingCall, desk: Arc<Desk>) -> Result<Ended, Error> {
    let user = call.called_user().unwrap_or_default();
    match user.as_str() {
        "answer" => answer(call, &desk).await,
        "ring" => {
            call.ring();
            Ok(call.ended().await)
        }
        "early" => early(call, &desk).await,
        _ => match user.strip_prefix('q').and_then(|agents| agents.parse().ok()) {
            Some(agents) if (1..=100_000).contains(&agents) => queue(call, agents, &desk).await,
            _ => join(call, &user, &desk).await,
        },
    }
}

async fn answer(call: IncomingCall, desk: &Desk) -> Result<Ended, Error> {
    if desk.options.media == Media::PassedBy {
        let call = call.answer_with(discard(&desk.trunk)).await?;
        return Ok(call.ended().await);
    }
    let call = call.answer().await?;
    call.play_while_waiting(desk.tone.clone()).await?;
    Ok(call.ended().await)
}

async fn early(call: IncomingCall, desk: &Desk) -> Result<Ended, Error> {
    let over = call.ended();
    let early = call.early()?;
    tokio::select! {
        () = tokio::time::sleep(Duration::from_secs(1)) => {}
        ended = over => return Ok(ended),
    }
    let call = early.answer().await?;
    call.play_while_waiting(desk.tone.clone()).await?;
    Ok(call.ended().await)
}

/// Waits in a queue of agents; each is dialled at the next hop.
async fn queue(call: IncomingCall, agents: usize, desk: &Desk) -> Result<Ended, Error> {
    let pool = desk.pools.lock().entry(agents).or_insert_with(|| Pool::new(agents).into()).clone();
    let gone = call.ended();
    tokio::pin!(gone);
    if desk.options.media == Media::PassedBy {
        call.ring();
        let (agent, _busy) = tokio::select! {
            reached = reach(&pool, desk, |dial| dial.offering(call.offer().clone())) => reached?,
            ended = gone => return Ok(ended),
        };
        let sdp = agent.answered().cloned().unwrap_or_default();
        return Ok(converse(call.answer_with(sdp).await?.bridge(agent)).await);
    }
    let caller = call.answer().await?;
    caller.play_while_waiting(desk.tone.clone()).await?;
    let (agent, _busy) = tokio::select! {
        reached = reach(&pool, desk, |dial| dial) => reached?,
        ended = gone => return Ok(ended),
    };
    Ok(converse(caller.bridge(agent)).await)
}

/// The first agent who answers.
async fn reach(
    pool: &Arc<Pool>,
    desk: &Desk,
    tune: impl Fn(Dial) -> Dial,
) -> Result<(Call, Busy), Error> {
    loop {
        let busy = pool.take().await.ok_or_else(|| Error::ended("the queue is closed"))?;
        let dial = tune(dial(desk, &format!("agent{}", busy.agent))?).ring_for(RING_AGENT);
        match dial.await {
            Ok(agent) => return Ok((agent, busy)),
            // Somebody else, then; a pause keeps a queue of refusing agents from spinning.
            Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
}

/// Dials the same user at the next hop and joins the two.
async fn join(call: IncomingCall, user: &str, desk: &Desk) -> Result<Ended, Error> {
    let mut far = dial(desk, user)?.caller(call.from()).ring_for(Duration::from_secs(180));
    if let Some(name) = call.display_name() {
        far = far.announce(name);
    }
    let passed_by = desk.options.media == Media::PassedBy;
    if passed_by {
        far = far.offering(call.offer().clone());
    } else if desk.options.far_media == FarMedia::Same {
        let srtp = call.offer().windows(8).any(|part| part == b"RTP/SAVP");
        far = far.protection(if srtp { Protection::Srtp } else { Protection::Rtp });
    }
    let gone = call.ended();
    let answered = tokio::select! {
        answered = far.into_future() => answered,
        ended = gone => return Ok(ended),
    };
    let far = match answered {
        Ok(far) => far,
        Err(refused) => return refuse(call, &refused).await,
    };
    let near = match far.answered().cloned() {
        Some(sdp) if passed_by => call.answer_with(sdp).await?,
        _ => call.answer().await?,
    };
    Ok(converse(near.bridge(far)).await)
}

async fn refuse(call: IncomingCall, refused: &Refused) -> Result<Ended, Error> {
    match refused.status() {
        Some(status) => call.reject_with(status).await?,
        None if HasReason::reason(refused) == Reason::Unavailable => {
            call.reject_with(StatusCode::BAD_GATEWAY).await?;
        }
        None => call.reject(refused.reason()).await?,
    }
    Ok(Ended::Rejected(refused.reason()))
}

/// Carries out what either side asks, until the end.
async fn converse(mut talk: Talk) -> Ended {
    while let Some(event) = talk.next_event().await {
        if let TalkEvent::TransferAsked(transfer) = event {
            transfer.allow();
        }
    }
    talk.finished().await
}

fn dial(desk: &Desk, user: &str) -> Result<Dial, Error> {
    let Some(hop) = &desk.options.next_hop else {
        return Err(wrong("this call", "say where to with --next-hop"));
    };
    let host = if hop.host.contains(':') { format!("[{}]", hop.host) } else { hop.host.clone() };
    let transport = match hop.transport {
        Transport::Udp => String::new(),
        other => format!(";transport={other}"),
    };
    let user = teams_cc_sip::message::encode_user(user);
    let to = Address::Sip(format!("sip:{user}@{host}:{}{transport}", hop.port));
    let dial = desk.trunk.dial(to);
    Ok(match desk.options.far_media {
        FarMedia::Same => dial,
        FarMedia::Rtp => dial.protection(Protection::Rtp),
        FarMedia::Srtp => dial.protection(Protection::Srtp),
    })
}

/// A description of nothing: for answering without media.
fn discard(trunk: &Trunk) -> String {
    let address = trunk.bound().first().map_or(SocketAddr::from(([127, 0, 0, 1], 0)), |b| b.1);
    let kind = if address.is_ipv4() { "IP4" } else { "IP6" };
    format!(
        "v=0\r\no=- 1 1 IN {kind} {ip}\r\ns=-\r\nc=IN {kind} {ip}\r\nt=0 0\r\n\
         m=audio 9 RTP/AVP 0 8\r\na=inactive\r\n",
        ip = address.ip()
    )
}
