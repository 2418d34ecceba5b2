//! The contact centre itself: what is started, what runs, how it ends.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use teams_cc::desk::board;
use teams_cc::routing::Router;
use teams_cc::sip::{Target, Transport, Trunk, TrunkConfig};
use teams_cc::{CallId, Result, Rng};
use teams_cc_emulator::Emulator;
use teams_cc_emulator::audio::Voice;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tracing_subscriber::EnvFilter;

use crate::args::Args;
use crate::book::{Book, Model};
use crate::callers::{self, SERVICE};
use crate::extend::{self, Extend};
use crate::folder::RunFolder;
use crate::ladders::Ladders;
use crate::lane::Lane;
use crate::power::{self, Power};
use crate::screen::{Form, Head};
use crate::{setup, show, staff, story};

/// Where a softphone dials, unless something else has the port.
const SIP_PORT: u16 = 5070;
/// Where the page is, unless something else has the port.
const PAGE_PORT: u16 = 8080;
/// Synthetic calls at once.
const MAX_SYNTHETIC: usize = 40;
/// Calls that are up at the end may go on for so long.
pub(crate) const DRAIN: Duration = Duration::from_millis(100);
/// The last messages, a BYE and its answer, are still on their way when a story ends.
pub(crate) const AFTERMATH: Duration = Duration::from_millis(500);
/// Ctrl-C ends within two seconds.
const CLOSING: Duration = Duration::from_millis(1_500);

/// Everything that runs.
pub(crate) struct Center {
    /// The model Connect: trunks only.
    pub(crate) connect: Lane,
    /// The model Connect + Extend: the people's whole day is in Teams.
    pub(crate) extend: Extend,
    /// The model Extend + Power: an assistant, and the vendor's own desktop.
    pub(crate) power: Power,
    pub(crate) teams: Trunk,
    pub(crate) carrier: Trunk,
    pub(crate) book: Book,
    pub(crate) folder: RunFolder,
    pub(crate) ladders: Arc<Ladders>,
    pub(crate) dial: String,
    pub(crate) started: Instant,
    pub(crate) form: Form,
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
    let microsoft = setup::microsoft(args.seed).await?;
    let config = microsoft.try_config()?;
    let staff = staff::hire(&microsoft, &mut rng);
    // Whoever chats and calls there draws from a stream of its own.
    let mut others = rng.fork();

    let teams =
        Trunk::open(TrunkConfig::from_file(&config.direct_routing_file)?.drain(DRAIN)).await?;
    let (carrier, sip) = open_carrier(config.carrier).await?;
    let graph = setup::graph(&config)?;
    let router = Router::start(setup::plan());
    router.sign_on(&staff);
    router.follow(graph.presence().watch(&staff).await?);
    let (extend, front) = Extend::open(&microsoft, &graph, &mut others).await?;
    let (power, power_front) = Power::open(&microsoft, &config, &mut others).await?;

    let [one, two, three] = config.sip;
    let proxies = [(one, "Teams sip"), (two, "Teams sip2"), (three, "Teams sip3")];
    let names = proxies.into_iter().chain([(config.carrier, "carrier")]);
    let ladders = Arc::new(Ladders::naming(names, microsoft.ladder().clone()));

    let (orders, ordered) = mpsc::unbounded_channel();
    let page = match tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, PAGE_PORT)).await {
        Ok(page) => page,
        Err(_) => tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?,
    };
    let head = Head {
        seed: args.seed,
        page: format!("http://{}", page.local_addr()?),
        dial: format!("sip:{SERVICE}@{sip}"),
        folder: folder.shown(),
    };
    let center = Arc::new(Center {
        connect: Lane::new(Model::Connect, router, staff),
        extend,
        power,
        teams,
        carrier,
        book: Book::default(),
        folder,
        ladders,
        dial: head.dial.clone(),
        started: Instant::now(),
        form,
        orders,
    });

    let mut tasks = JoinSet::new();
    tasks.spawn(show::follow(center.clone(), |center| &center.connect));
    tasks.spawn(show::follow(center.clone(), |center| &center.extend.lane));
    tasks.spawn(show::follow(center.clone(), |center| &center.power.lane));
    for trunk in [&center.carrier, &center.teams] {
        tasks.spawn(center.ladders.clone().follow(trunk.trace()));
    }
    extend::run(&center, &microsoft, front, &mut others, &mut tasks);
    power::run(&center, &microsoft, power_front, &mut others, &mut tasks);
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
            serving.connect.fails(&error);
        }
    });
    show::until_end(&center, &head, args.seconds).await;
    tasks.abort_all();
    // Whoever is still on the line is hung up, and hears no silence without an end.
    let closing = async {
        let (carrier, teams) = (center.carrier.close(), center.teams.close());
        tokio::join!(carrier, teams, center.extend.close(), center.power.close())
    };
    tokio::time::timeout(CLOSING, closing).await.ok();
    for row in center.book.rows(usize::MAX) {
        center.keep_ladder(row.call);
    }
    show::totals(&center, &head.folder);
    Ok(())
}

/// Opens the trunk that softphones reach. A port that was free may be taken a moment later: then
/// another one will do.
async fn open_carrier(peer: SocketAddr) -> Result<(Trunk, SocketAddr)> {
    let mut tries = [SIP_PORT, 0, 0].into_iter();
    loop {
        let sip = setup::port(tries.next().unwrap_or(0))?;
        match Trunk::open(setup::carrier_config(sip, peer)).await {
            Ok(trunk) => return Ok((trunk, sip)),
            Err(_) if tries.len() > 0 => {}
            Err(error) => return Err(error),
        }
    }
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
    let mut extra = callers::callers(rng.fork(), callers::EVERY);
    let mut planned = callers::callers(rng.fork(), callers::EVERY);
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

impl Center {
    /// The rows of the table that live.
    pub(crate) fn lanes(&self) -> [&Lane; 3] {
        [&self.connect, &self.extend.lane, &self.power.lane]
    }

    /// Keeps the ladder of a call that has ended.
    pub(crate) fn keep_ladder(&self, call: CallId) {
        if let Some(ladder) = self.ladders.of(call) {
            self.folder.ladder(call, &ladder);
        }
    }

    /// Something that no router says.
    pub(crate) fn say(&self, model: Model, what: &str, text: String) {
        show::said(self, model, &self.book.say(what, text));
    }
}
