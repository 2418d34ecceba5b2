//! A webhook to attack: receives the calling service's posts and change notifications, judges them,
//! and says on standard output what it believes.
//!
//! ```text
//! bots --listen 127.0.0.1:PORT --app-id GUID --jwks FILE [--tenant GUID]... [--now UNIX]
//!      [--leeway-s N] [--client-state S] [--decryption-key PEM] [--queue DIR]
//! bots --drain DIR
//! ```
//!
//! * `POST /calling` is the calling service's callback, `POST /hook` takes change notifications,
//!   lifecycle notifications and handshakes. Refusals are alike; `/hook` answers 202 also to what
//!   it does not believe.
//! * The key set in `--jwks` is for both. It is looked at when the program starts, read when the
//!   first token comes, again every two hours, and when a token names an unknown key, but then at
//!   most once in five minutes.
//! * `--now` stops the clock for tokens. `--tenant` names the tenants served; without it, all.
//! * `--client-state` is that of every subscription. Without it only posts with a good
//!   validation token count. A subscription belongs to the tenant that it is first seen with.
//! * `--decryption-key` opens encrypted content; the first that it opens names its certificate, and
//!   content for another one is not believed from then on.
//! * `--queue` puts everything into a durable queue before it is answered and before it is printed,
//!   and leaves it there for a consumer; what is there at the start counts as seen. `--drain` lists
//!   what is queued, one JSON line each, also while another process writes it.
//!
//! The first line says that it listens: `{"ready":true,"pid":1,"listen":"127.0.0.1:8080"}`. Then
//! one line for each effect, in the order of arrival:
//!
//! ```text
//! {"effect":"incoming-call|call-updated|call-ended|operation|roster|participant|other",
//!  "tenant":"..","call":"..","change":"created|updated|deleted","state":"..","tone":"..",
//!  "operation":"..","item":{..}}
//! {"effect":"resource|subscription","tenant":"..","subscription":"..","change":"..",
//!  "lifecycle":"..","resource":"..","content":{..},"item":{..}}
//! ```
//!
//! Lines wait for a reader who is slow, 100,000 or 64 MiB at most; then posts are answered 503, or
//! with `--queue` the line is left out and the record stays. Absent fields are left out; `content`
//! is the decrypted resource. `clientState` is not repeated.
//! At the end (SIGTERM, Ctrl-C) a line `{"refused":{"expired":2,..}}` counts what was refused.
//! It ends with 0, with 1 when the world is not as it should be (no key set, no such folder, the
//! address is taken), with 2 when the command line is not.

mod args;
mod effect;

use std::collections::HashMap;
use std::net::TcpListener;
use std::process::ExitCode;
use std::sync::Arc;

use async_trait::async_trait;
use parking_lot::Mutex;
use serde_json::json;
use teams_cc_core::{Error, ErrorKind, Secret, TenantId};
use teams_cc_graph::jwt::{KeyFile, KeySet, Keys};
use teams_cc_graph::notifications::{
    ChangeNotification, DecryptionKeys, DurableQueue, Expected, Expecting, Front, Notice,
    Notifications, QueueLimits, Sink, serve,
};

use self::args::Args;

/// Subscriptions whose tenant is remembered.
const MOST_SUBSCRIPTIONS: usize = 100_000;

fn main() -> ExitCode {
    let args = match Args::read(std::env::args().skip(1)) {
        Ok(args) => args,
        Err(what) => {
            eprintln!("{what}\n{}", args::USAGE);
            return ExitCode::from(2);
        }
    };
    // A reader of the log who stands still stops nobody.
    let log = effect::Lines::to_stderr();
    let log = log.queue();
    tracing_subscriber::fmt().with_ansi(false).with_writer(move || log.clone()).init();
    let done = match &args.drain {
        Some(folder) => drain(folder),
        None => run(&args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:?}");
            ExitCode::FAILURE
        }
    }
}

/// Lists what is queued.
fn drain(folder: &str) -> Result<(), Error> {
    for record in DurableQueue::peek(folder)? {
        effect::print(&effect::line(&Notice::from_record(&record)?, None))?;
    }
    Ok(())
}

fn run(args: &Args) -> Result<(), Error> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(listen(args))
}

async fn listen(args: &Args) -> Result<(), Error> {
    // Keys are read when they are needed; a file that has none is a mistake that shows now.
    KeySet::from_jwks(&std::fs::read(&args.jwks)?)?;
    let keys = Keys::from_source(KeyFile::new(&args.jwks));
    let decryption = DecryptionKeys::new();
    if let Some(file) = &args.decryption_key {
        decryption.add_unnamed(&std::fs::read(file)?)?;
    }
    let mut builder = Notifications::builder(&args.app_id)
        .calling_keys(keys.clone())
        .change_keys(keys)
        .leeway(args.leeway)
        .decryption(decryption)
        .subscriptions(Arc::new(FirstSeen::new(args.client_state.clone())));
    for tenant in &args.tenants {
        builder = builder.tenant(*tenant);
    }
    if let Some(now) = args.now {
        builder = builder.danger_fixed_clock(now);
    }
    let notifications = builder.build();
    let queue = match &args.queue {
        None => None,
        Some(folder) => Some(DurableQueue::open(folder, QueueLimits::default())?),
    };
    if let Some(folder) = &args.queue {
        for record in DurableQueue::peek(folder)? {
            notifications.is_new(&Notice::from_record(&record)?);
        }
    }
    let listener = TcpListener::bind(&args.listen)?;
    let address = listener.local_addr()?;
    effect::print(
        &json!({"ready": true, "pid": std::process::id(), "listen": address.to_string()}),
    )?;
    let lines = effect::Lines::to_stdout();
    let effects = Effects { notifications: notifications.clone(), queue, lines: lines.queue() };
    let front = Front::new(notifications.clone(), Arc::new(effects));
    tokio::select! {
        served = serve(listener, front) => served?,
        () = asked_to_end() => {}
    }
    lines.end(&json!({"refused": notifications.refused()}));
    Ok(())
}

async fn asked_to_end() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminated) = signal(SignalKind::terminate()) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminated.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

/// First the disk, then the line.
struct Effects {
    notifications: Notifications,
    queue: Option<DurableQueue>,
    lines: effect::Queue,
}

#[async_trait]
impl Sink for Effects {
    async fn take(&self, changes: &[Notice]) -> Result<(), Error> {
        if let Some(queue) = &self.queue {
            Sink::take(queue, changes).await?;
        }
        for change in changes {
            let content = match change.change() {
                // It opened a moment ago, or it would not be here.
                Some(change) => self.notifications.content(change)?,
                None => None,
            };
            let line = effect::line(change, content.as_deref());
            // What is queued is kept, also if its line finds no room.
            if !self.lines.put(format!("{line}\n")) && self.queue.is_none() {
                let text = "nobody reads the effects";
                return Err(Error::new("BOTS-0001", ErrorKind::Throttled, text));
            }
        }
        Ok(())
    }
}

/// Every subscription with our `clientState` is ours, and belongs to the tenant that it is first
/// seen with.
struct FirstSeen {
    client_state: Option<Secret>,
    tenants: Mutex<HashMap<String, TenantId>>,
}

impl FirstSeen {
    fn new(client_state: Option<Secret>) -> Self {
        Self { client_state, tenants: Mutex::default() }
    }
}

impl Expecting for FirstSeen {
    fn expected(&self, notification: &ChangeNotification) -> Option<Expected> {
        let expected = match &self.client_state {
            Some(state) => Expected::client_state(state.clone()),
            None => Expected::signed(),
        };
        let known = self.tenants.lock().get(notification.subscription()).copied();
        Some(match known {
            Some(tenant) => expected.tenant(tenant),
            None => expected,
        })
    }

    fn passed(&self, notification: &ChangeNotification) {
        let mut tenants = self.tenants.lock();
        if let Some(tenant) = notification.tenant()
            && tenants.len() < MOST_SUBSCRIPTIONS
        {
            tenants.entry(notification.subscription().to_owned()).or_insert(tenant);
        }
    }
}
