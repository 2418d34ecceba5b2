//! A small contact centre for programs to call: both trunks, a queue, and an agent in the emulated
//! Teams. Its story is the one of the documentation.

use std::fs::File;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use teams_cc_core::{Agent, Ended, Error, Key, Menu, Prompt, Skill};
use teams_cc_emulator::{Emulator, User};
use teams_cc_routing::{Plan, Queue, Router, Work};
use teams_cc_sip::trace::{PcapWriter, Trace};
use teams_cc_sip::{IncomingCall, Listen, TalkEvent, Target, Transport, Trunk, TrunkConfig};
use tokio::task::JoinHandle;

use crate::program::{Folder, root};

/// What runs for one test.
pub(crate) struct Center {
    /// Teams and the people in it.
    pub(crate) teams: Emulator,
    /// The one agent.
    pub(crate) adele: User,
    /// Towards callers.
    pub(crate) carrier: Trunk,
    /// Towards Teams.
    pub(crate) direct: Trunk,
    /// Callers who pressed 1.
    pub(crate) pressed: Arc<AtomicUsize>,
    capture: Capture,
    writing: Vec<JoinHandle<()>>,
}

/// Every message of both trunks, as a file for tshark.
pub(crate) struct Capture {
    folder: Folder,
    writer: Arc<Mutex<PcapWriter<File>>>,
}

impl Capture {
    fn new() -> Self {
        let folder = Folder::new("capture");
        let file = File::create(folder.path().join("messages.pcap")).expect("writable");
        let writer = PcapWriter::new(file, 64 << 20).expect("writable");
        Self { folder, writer: Arc::new(Mutex::new(writer)) }
    }

    fn follow(&self, mut trace: Trace) -> JoinHandle<()> {
        let writer = Arc::clone(&self.writer);
        tokio::spawn(async move {
            while let Some(entry) = trace.next().await {
                writer.lock().expect("no panic").write(&entry).expect("writable");
            }
        })
    }

    /// Where it is.
    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("messages.pcap")
    }
}

/// What the caller hears first.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum First {
    /// Straight into the queue.
    Queue,
    /// A menu: 1 leads to the queue.
    Menu,
}

/// A file of the examples' sounds.
pub(crate) fn sound(name: &str) -> PathBuf {
    root().join("examples/sounds").join(name)
}

impl Center {
    /// Everything runs and the trunks are connected when this returns.
    pub(crate) async fn open(first: First) -> Self {
        let teams = Emulator::start().await;
        let adele = teams.tenant("adatum").user("adele").answers_after(Duration::from_millis(200));
        let config = teams.config();
        let direct = TrunkConfig::from_file(&config.direct_routing_file).expect("a good file");
        let (direct, of_direct) =
            Trunk::open_traced(direct).await.expect("the Direct Routing trunk opens");
        let carrier = TrunkConfig::carrier("carrier.sbc.contoso.example")
            .listen(Listen::loopback(Transport::Udp))
            .listen(Listen::loopback(Transport::Tcp))
            .listen(Listen::loopback(Transport::Tls))
            .certificate(&config.trunk_certificate, &config.trunk_key)
            .roots(&config.ca_file)
            .allow("127.0.0.1/32".parse().expect("a block"))
            .peer(Target::new(Transport::Udp, "127.0.0.1", config.carrier.port()))
            .media_address([127, 0, 0, 1].into());
        let (carrier, of_carrier) =
            Trunk::open_traced(carrier).await.expect("the carrier trunk opens");

        let capture = Capture::new();
        let writing = vec![capture.follow(of_carrier), capture.follow(of_direct)];

        let agent = Agent::new("adele").with("support", 5).at(adele.address());
        let router = Router::start(Plan::new([Queue::new("support")]));
        router.sign_on(&[agent]);
        let pressed = Arc::new(AtomicUsize::new(0));
        let serving = (carrier.clone(), direct.clone(), Arc::clone(&pressed));
        tokio::spawn(async move {
            let (carrier, direct, pressed) = serving;
            let serve = |call| story(call, first, direct.clone(), router.clone(), pressed.clone());
            carrier.serve(serve).await
        });
        let (out, line) = (direct.clone(), carrier.clone());
        tokio::spawn(async move { out.serve(|call| call_out(call, line.clone())).await });
        Self { teams, adele, carrier, direct, pressed, capture, writing }
    }

    /// Where callers reach it.
    pub(crate) fn at(&self, transport: Transport) -> SocketAddr {
        let bound = self.carrier.bound().iter().find(|(other, _)| *other == transport);
        bound.map(|(_, address)| *address).expect("it listens there")
    }

    /// Ends all, and gives every message of both trunks.
    pub(crate) async fn close(self) -> Capture {
        self.carrier.close().await;
        self.direct.close().await;
        drop((self.carrier, self.direct));
        for task in self.writing {
            task.abort();
        }
        self.capture
    }
}

/// Whoever calls out of Teams is put through to the carrier.
async fn call_out(call: IncomingCall, carrier: Trunk) -> Result<Ended, Error> {
    let to = call.to();
    let user = call.answer().await?;
    let customer = carrier.dial(to).await?;
    Ok(user.bridge(customer).finished().await)
}

async fn story(
    call: IncomingCall,
    first: First,
    teams: Trunk,
    router: Router,
    pressed: Arc<AtomicUsize>,
) -> Result<Ended, Error> {
    let caller = call.answer().await?;
    let need = match first {
        First::Queue => Skill::new("support").at_least(1),
        First::Menu => {
            let menu = Menu::new(Prompt::file(sound("welcome.wav")))
                .on(Key::D1, Skill::new("support").at_least(1))
                .no_barge_in();
            let need = caller.ask(&menu).await?;
            pressed.fetch_add(1, Ordering::SeqCst);
            need
        }
    };
    caller.play_while_waiting(Prompt::file(sound("waiting.wav"))).await?;
    let work = Work::voice(caller.id())
        .for_tenant(caller.tenant())
        .needs(need)
        .abandoned_when(caller.ended());
    let ticket = router.enqueue(work);
    match ticket.reach(|agent, within| teams.dial(agent.address()).ring_for(within)).await {
        Ok((agent, assignment)) => {
            let mut talk = caller.bridge(agent);
            while let Some(event) = talk.next_event().await {
                if let TalkEvent::TransferAsked(transfer) = event {
                    transfer.allow();
                }
            }
            let ended = talk.finished().await;
            assignment.wrap_up(Duration::from_millis(10));
            Ok(ended)
        }
        Err(gave_up) => Ok(caller.transfer(gave_up.overflow()).await?),
    }
}
