//! The application under load: thousands of calls, each of which plays a prompt, and then the next.

use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

use teams_cc_acs::jwt::KeyFile;
use teams_cc_acs::models::Identifier;
use teams_cc_acs::{CallAutomation, Webhook};
use teams_cc_core::{Prompt, Secret};
use tokio::net::TcpListener;
use tokio::sync::{Mutex, Semaphore};

use crate::{NOW, RESOURCE, monotonic_us};

/// `service` is the address of the load's side, `keys` its key set.
pub fn run(service: &str, keys: &str, calls: usize, queue: Option<&str>) {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    runtime.unwrap().block_on(serve(service, keys, calls, queue));
}

async fn serve(service: &str, keys: &str, count: usize, queue: Option<&str>) {
    let acs = CallAutomation::builder()
        .endpoint(format!("http://{service}"))
        .access_key(Secret::new("aGVsbG8="))
        .resource_id(RESOURCE)
        .intelligence("https://ai.contoso.example")
        .locale("en-US")
        .wall_clock(|| NOW)
        .within(Duration::from_secs(60))
        .build()
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (calls, webhook) = acs.listen(format!("http://{address}"));
    let webhook: Webhook = webhook.keys_from(KeyFile::new(keys));
    let webhook = match queue {
        Some(folder) => webhook.queued(folder).unwrap(),
        None => webhook,
    };
    tokio::spawn(webhook.serve_on(listener));
    println!("{address}");
    // When each verb was done: call, which of its verbs, microseconds of the machine's clock.
    let log = Arc::new(Mutex::new(String::new()));
    // All within a moment: a prompt is given up if nobody says how it came out within 20 s of its end.
    let dialling = Arc::new(Semaphore::new(2_000));
    let mut made = Vec::new();
    for number in 0..count {
        let (calls, log, dialling) = (calls.clone(), Arc::clone(&log), Arc::clone(&dialling));
        made.push(tokio::spawn(async move {
            let seat = dialling.acquire_owned().await.unwrap();
            let who = Identifier::from_raw_id(format!("4:+1425{number:07}"));
            let call = calls.create(who).await.expect("it is connected");
            drop(seat);
            tokio::spawn(async move {
                let id = call.connection_id().to_owned();
                for verb in 0_usize.. {
                    if let Err(error) = call.play(Prompt::text("x")).await {
                        eprintln!("{id} {verb}: {}", error.report());
                        return;
                    }
                    let done = monotonic_us();
                    writeln!(log.lock().await, "{id} {verb} {done}").unwrap();
                }
            });
        }));
    }
    for one in made {
        one.await.unwrap();
    }
    println!("up");
    // The load says that it is over by closing our input.
    tokio::task::spawn_blocking(|| std::io::stdin().lines().count()).await.unwrap();
    let log = log.lock().await;
    std::io::stdout().write_all(log.as_bytes()).unwrap();
    println!("end");
    std::process::exit(0);
}
