//! The contact centre itself: what is started, what runs, how it ends.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::StreamExt;
use teams_cc::desk::{Snapshot, board};
use teams_cc::graph::Graph;
use teams_cc::routing::{Plan, Queue, Router};
use teams_cc::sip::{Listen, Target, Transport, Trunk, TrunkConfig};
use teams_cc::{Agent, CallId, Error, ErrorKind, Happened, Result, Rng};
use teams_cc_emulator::audio::Voice;
use teams_cc_emulator::{Emulator, EmulatorConfig, Ringing, Settings, TenantSettings};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tracing_subscriber::EnvFilter;

use crate::args::Args;
use crate::book::Book;
use crate::callers::{self, SERVICE};
use crate::folder::RunFolder;
use crate::ladders::Ladders;
use crate::screen::{self, Form, Head};
use crate::staff;
use crate::story;
use crate::terminal::{Pressed, Terminal};

/// Where a softphone dials, unless something else has the port.
const SIP_PORT: u16 = 5070;
/// Where the page is, unless something else has the port.
const PAGE_PORT: u16 = 8080;
/// Who gets the callers whom nobody could take.
const VOICEMAIL: &str = "+15550199";
/// Calls at once; one more is answered 503.
const MAX_CALLS: usize = 100;
/// Synthetic calls at once.
const MAX_SYNTHETIC: usize = 40;
/// A summary line in the plain forms.
const SUMMARY_EVERY: Duration = Duration::from_secs(10);
/// Calls that are up at the end may go on for so long.
const DRAIN: Duration = Duration::from_millis(100);
/// Ctrl-C ends within two seconds.
const CLOSING: Duration = Duration::from_millis(1_500);
/// The picture in a terminal.
const REDRAW_EVERY: Duration = Duration::from_millis(250);

/// Everything that runs.
pub(crate) struct Center {
    pub(crate) router: Router,
    pub(crate) teams: Trunk,
    pub(crate) carrier: Trunk,
    pub(crate) book: Book,
    pub(crate) folder: RunFolder,
    pub(crate) ladders: Arc<Ladders>,
    pub(crate) staff: Vec<Agent>,
    pub(crate) dial: String,
    pub(crate) started: Instant,
    pub(crate) orders: mpsc::UnboundedSender<()>,
}

/// Starts everything, runs until told to end, prints the totals.
pub(crate) async fn run(args: Args, form: Form) -> Result<()> {
    let mut rng = Rng::from_seed(args.seed);
    let folder = RunFolder::new()?;
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into()))
        .with_ansi(false)
        .with_writer(folder.log()?)
        .init();
    let microsoft = microsoft(args.seed).await?;
    let config = microsoft.try_config()?;
    let staff = staff::hire(&microsoft, &mut rng);

    let sip = port(SIP_PORT)?;
    let teams =
        Trunk::open(TrunkConfig::from_file(&config.direct_routing_file)?.drain(DRAIN)).await?;
    let carrier = Trunk::open(carrier_config(sip, config.carrier)).await?;
    let router = Router::start(plan());
    router.sign_on(&staff);
    router.follow(graph(&config)?.presence().watch(&staff).await?);

    let [one, two, three] = config.sip;
    let proxies = [(one, "Teams sip"), (two, "Teams sip2"), (three, "Teams sip3")];
    let ladders =
        Arc::new(Ladders::naming(proxies.into_iter().chain([(config.carrier, "carrier")])));

    let (orders, ordered) = mpsc::unbounded_channel();
    let page = tokio::net::TcpListener::bind(port(PAGE_PORT)?).await?;
    let head = Head {
        seed: args.seed,
        page: format!("http://{}", page.local_addr()?),
        dial: format!("sip:{SERVICE}@{sip}"),
        folder: folder.shown(),
    };
    let center = Arc::new(Center {
        router,
        teams,
        carrier,
        book: Book::default(),
        folder,
        ladders,
        staff,
        dial: head.dial.clone(),
        started: Instant::now(),
        orders,
    });

    let mut tasks = JoinSet::new();
    tasks.spawn(follow(center.clone(), form));
    for trunk in [&center.carrier, &center.teams] {
        tasks.spawn(center.ladders.clone().follow(trunk.trace()));
    }
    tasks.spawn(place_calls(microsoft.clone(), sip, rng, ordered));
    let router = board(center.clone());
    tasks.spawn(async move {
        if let Err(error) = axum::serve(page, router).await {
            tracing::warn!(%error, "the page ended");
        }
    });
    let serving = center.clone();
    tasks.spawn(async move {
        let told = serving.clone();
        let served = serving.carrier.serve(move |call| story::told(call, told.clone())).await;
        if let Err(error) = served {
            tracing::warn!(%error, "the carrier trunk ended");
        }
    });
    show_until_end(&center, &head, form, args.seconds).await;
    tasks.abort_all();
    // Whoever is still on the line hears a BYE, not silence.
    let closing = async { tokio::join!(center.carrier.close(), center.teams.close()) };
    tokio::time::timeout(CLOSING, closing).await.ok();
    for row in center.book.rows(usize::MAX) {
        center.keep_ladder(row.call);
    }
    let totals = screen::totals(&center.now(), &head.folder);
    match form {
        Form::Json => print_json(&Totals { totals: &totals }),
        _ => println!("{totals}"),
    }
    Ok(())
}

/// The Microsoft side and a carrier.
async fn microsoft(seed: u64) -> Result<Emulator> {
    let mut settings = Settings::default().seed(seed);
    let mut tenant = TenantSettings::default();
    tenant.name = staff::TENANT.into();
    settings.tenants = vec![tenant];
    let microsoft = settings.start().await?;
    microsoft.carrier().line(VOICEMAIL, Ringing::Answer { after_ms: 500 });
    Ok(microsoft)
}

/// Callers come over UDP or TCP to one loopback port; whoever reaches it may call.
fn carrier_config(sip: SocketAddr, carrier: SocketAddr) -> TrunkConfig {
    TrunkConfig::carrier("carrier.contoso.example")
        .listen(Listen::new(Transport::Udp, sip))
        .listen(Listen::new(Transport::Tcp, sip))
        .peer(Target::new(Transport::Udp, carrier.ip().to_string(), carrier.port()))
        .media_address(Ipv4Addr::LOCALHOST.into())
        .danger_anybody_may_call()
        .max_calls(MAX_CALLS)
        .drain(DRAIN)
}

fn graph(config: &EmulatorConfig) -> Result<Graph> {
    Graph::builder()
        .endpoint(&config.graph_tls)
        .sign_in(&config.signin)
        .tenant(config.tenant.to_string())
        .client_secret(config.client_id.to_string(), config.client_secret.clone())
        .root_certificates(config.ca_pem.as_bytes())
        .build()
}

fn plan() -> Plan {
    let queue = |name| {
        Queue::new(name)
            .answer_within(Duration::from_secs(20))
            .offer_for(Duration::from_secs(8))
            .max_waiting(50)
    };
    let overflow = VOICEMAIL.parse().unwrap_or(teams_cc::Address::Dialled("0".into()));
    Plan::new([queue("billing"), queue("support"), queue("general")]).overflow(overflow)
}

/// A loopback port: the well-known one, or any free one if something else has it.
fn port(wanted: u16) -> Result<SocketAddr> {
    let free = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).and_then(|l| l.local_addr());
    free(wanted).or_else(|_| free(0)).map_err(|error| {
        Error::new("TCC-DEMO-0002", ErrorKind::Unavailable, "no free port on 127.0.0.1")
            .with_source(error)
    })
}

/// Takes over what the router says: book, journal, and a line where lines are printed.
async fn follow(center: Arc<Center>, form: Form) {
    let mut events = center.router.events();
    while let Some(happened) = events.next().await {
        center.folder.journal(&Entry {
            ms: center.started.elapsed().as_millis() as u64,
            happened: &happened,
        });
        let line = center.book.note(&happened);
        match (form, line) {
            (Form::Json, _) => print_json(&happened),
            (Form::Plain, Some(line)) => println!("{} {:<7} {}", line.at, line.what, line.text),
            _ => {}
        }
    }
}

#[derive(serde::Serialize)]
struct Totals<'a> {
    totals: &'a str,
}

#[derive(serde::Serialize)]
struct Entry<'a> {
    ms: u64,
    #[serde(flatten)]
    happened: &'a Happened,
}

fn print_json(value: &impl serde::Serialize) {
    // Our own types hold strings and numbers: they always serialise.
    println!("{}", serde_json::to_string(value).unwrap_or_default());
}

/// Synthetic callers by the seed, and one more for each order from page or keyboard.
async fn place_calls(
    microsoft: Emulator,
    sip: SocketAddr,
    mut rng: Rng,
    mut ordered: mpsc::UnboundedReceiver<()>,
) {
    let target = Target::new(Transport::Udp, sip.ip().to_string(), sip.port());
    let wav = std::fs::read("examples/sounds/caller.wav").unwrap_or_default();
    let voice = Voice::wav(&wav).unwrap_or_else(|_| Voice::of("caller"));
    let mut extra = callers::callers(rng.fork());
    let mut planned = callers::callers(rng.fork());
    let mut calls = JoinSet::new();
    let mut next = planned.next();
    loop {
        let wait = next.as_ref().map_or(Duration::MAX, |caller| caller.after);
        let caller = tokio::select! {
            () = tokio::time::sleep(wait) => std::mem::replace(&mut next, planned.next()),
            order = ordered.recv() => match order {
                Some(()) => extra.next(),
                None => return,
            },
            Some(_) = calls.join_next() => None,
        };
        let Some(caller) = caller else { continue };
        if calls.len() < MAX_SYNTHETIC {
            let carrier = microsoft.carrier().over(target.clone());
            calls.spawn(callers::live(carrier, caller, voice.clone()));
        }
    }
}

/// Shows what happens until `q`, Ctrl-C, SIGTERM or the end of the time.
async fn show_until_end(center: &Center, head: &Head, form: Form, seconds: Option<Duration>) {
    let mut terminal = matches!(form, Form::Picture { .. }).then(Terminal::open).flatten();
    if terminal.is_none() && form != Form::Json {
        print!("{}", screen::head(head));
    }
    let mut every = tokio::time::interval(match form {
        Form::Picture { .. } => REDRAW_EVERY,
        _ => SUMMARY_EVERY,
    });
    let end = tokio::time::sleep(seconds.unwrap_or(Duration::MAX));
    let told = told_to_end();
    tokio::pin!(end, told);
    loop {
        let pressed = async {
            match &mut terminal {
                Some((_, keys)) => keys.recv().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = &mut end => return,
            () = &mut told => return,
            pressed = pressed => match pressed {
                Some(Pressed::Call) => drop(center.orders.send(())),
                Some(Pressed::Quit) | None => return,
            },
            _ = every.tick() => show(&center.now(), head, form, terminal.is_some()),
        }
    }
}

fn show(now: &Snapshot, head: &Head, form: Form, in_place: bool) {
    match form {
        Form::Picture { colour } if in_place => {
            let picture = screen::picture(head, now, Terminal::rows(), colour);
            Terminal::draw(&picture);
        }
        Form::Json => print_json(now),
        _ => println!("{}", screen::table(now)),
    }
}

/// Ctrl-C, or SIGTERM from a process supervisor.
async fn told_to_end() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await; // an error means that no signal can come: run on
}

impl Center {
    /// Keeps the ladder of a call that has ended.
    pub(crate) fn keep_ladder(&self, call: CallId) {
        if let Some(ladder) = self.ladders.of(call) {
            self.folder.ladder(call, &ladder);
        }
    }
}
