//! 100 streams of 16 kHz in frames of 20 ms through our server end on one core, beside Python's
//! `websockets`, and the delay that the path of an assistant adds.
//!
//! `cargo build --release -p media && taskset -c 1 target/release/media [PYTHON] [SECONDS] [STREAMS]` starts
//! each server on the first core, sends each stream a frame every 20 ms and takes it back. A frame
//! is late if it comes back after the next one was due. `PYTHON` has the package websockets; `-` leaves
//! the peer out. Where other things run on the machine, `MEDIA_REALTIME=1` puts both sides before
//! them (needs root). Exit code 1 if a frame of ours is late or lost.

mod names;
mod service;

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use futures::{SinkExt as _, StreamExt as _};
use service::{APP, Service};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::{WebSocketStream, client_async};

const FRAME: Duration = Duration::from_millis(20);
const SAMPLES: usize = 320;

fn main() {
    let mut words = std::env::args().skip(1);
    let python = words.next().unwrap_or_else(|| "-".into());
    let mut number =
        |otherwise: u32| words.next().map_or(otherwise, |word| word.parse().expect("a number"));
    let (seconds, streams) = (number(30), number(100));
    if realtime() {
        let me = std::process::id().to_string();
        Command::new("chrt").args(["-f", "-p", "1", &me]).status().expect("chrt is here");
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let held = runtime.block_on(async {
        println!("{streams} streams, {seconds} s, one core for the server");
        println!("| server | frames | late | lost | p50 ms | p99 ms | most ms | CPU of the core |");
        println!("|---|---:|---:|---:|---:|---:|---:|---:|");
        let ours = ours(seconds, streams).await;
        ours.print("teams-cc-acs");
        if python != "-" {
            let script = concat!(env!("CARGO_MANIFEST_DIR"), "/echo.py");
            let (mut child, at) = start(Command::new(python).arg(script));
            let peer =
                run(&child, (0..streams).map(|n| (at.clone(), n, None)).collect(), seconds).await;
            child.kill().ok();
            peer.print("Python websockets");
        }
        assistant().await;
        ours.late == 0 && ours.lost == 0
    });
    std::process::exit(i32::from(!held));
}

fn realtime() -> bool {
    std::env::var_os("MEDIA_REALTIME").is_some()
}

/// A server on the first core, and its address.
fn start(command: &Command) -> (Child, String) {
    let mut pinned = Command::new("taskset");
    pinned.args(["-c", "0"]);
    if realtime() {
        pinned.args(["chrt", "-f", "1"]);
    }
    pinned.arg(command.get_program()).args(command.get_args());
    let mut child =
        pinned.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("taskset is here");
    let mut address = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut address).unwrap();
    (child, address.trim().to_owned())
}

/// Where a stream goes, its number, and its call with a token.
type Way = (String, u32, Option<(String, String)>);

/// Our server, with calls that are up and streamed.
async fn opened(mode: &str, streams: u32) -> (Child, Vec<Way>) {
    let (service, mut begun) = Service::start().await;
    let mut echo = std::env::current_exe().unwrap();
    echo.set_file_name("echo");
    let (child, app) = start(Command::new(echo).args([mode, &service.address]).arg(&service.keys));
    APP.lock().unwrap().clone_from(&app);
    let token = service.token();
    for call in 0..streams {
        service.ring(&app, call).await;
    }
    let mut ways = Vec::new();
    for _ in 0..streams {
        let call =
            tokio::time::timeout(Duration::from_secs(30), begun.recv()).await.expect("it begins");
        let call = call.unwrap();
        let named = Some((format!("call-{call}"), token.clone()));
        ways.push((app.clone(), call, named));
    }
    (child, ways)
}

async fn ours(seconds: u32, streams: u32) -> Figures {
    let (mut child, ways) = opened("echo", streams).await;
    let figures = run(&child, ways, seconds).await;
    child.kill().ok();
    child.wait().ok();
    figures
}

async fn dial((at, _, named): &Way) -> WebSocketStream<TcpStream> {
    let path = if named.is_some() { "/media" } else { "/" };
    let mut request = format!("ws://{at}{path}").into_client_request().unwrap();
    if let Some((call, token)) = named {
        request.headers_mut().insert("x-ms-call-connection-id", call.parse().unwrap());
        request.headers_mut().insert("authorization", token.parse().unwrap());
    }
    let stream = TcpStream::connect(at).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let mut socket = client_async(request, stream).await.expect("it is upgraded").0;
    if named.is_some() {
        let begin = r#"{"kind":"AudioMetadata","audioMetadata":{"subscriptionId":"s","encoding":"PCM","sampleRate":16000,"channels":1,"length":640}}"#;
        socket.send(Message::text(begin)).await.unwrap();
    }
    socket
}

/// A frame as the service writes it; its number is in its first samples.
fn frame(number: u32, level: i16) -> String {
    let mut octets = Vec::with_capacity(SAMPLES * 2);
    octets.extend(number.to_le_bytes());
    octets.extend(
        (2..SAMPLES).flat_map(|n| if n / 16 % 2 == 0 { level } else { -level }.to_le_bytes()),
    );
    let data = BASE64_STANDARD.encode(octets);
    format!(
        r#"{{"kind":"AudioData","audioData":{{"timestamp":"2027-01-15T08:00:00.000Z","participantRawID":"4:+14255550100","data":"{data}","silent":false}}}}"#
    )
}

fn number_of(text: &str) -> Option<u32> {
    let data = text.split_once(r#""data":""#)?.1.get(..8)?;
    let octets = BASE64_STANDARD.decode(data).ok()?;
    Some(u32::from_le_bytes(octets.get(..4)?.try_into().ok()?))
}

struct Figures {
    frames: usize,
    late: usize,
    lost: usize,
    sorted: Vec<f64>,
    cpu: f64,
}

impl Figures {
    fn print(&self, name: &str) {
        let at = |share: f64| {
            self.sorted
                .get((self.sorted.len() as f64 * share) as usize)
                .copied()
                .unwrap_or(f64::NAN)
        };
        println!(
            "| {name} | {} | {} | {} | {:.2} | {:.2} | {:.2} | {:.1} % |",
            self.frames,
            self.late,
            self.lost,
            at(0.5),
            at(0.99),
            self.sorted.last().copied().unwrap_or(f64::NAN),
            self.cpu * 100.0
        );
    }
}

/// Seconds of CPU that a process has had.
fn cpu_of(child: &Child) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", child.id())).unwrap_or_default();
    let fields: Vec<&str> =
        stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|n| n.parse::<f64>().ok()).unwrap_or(0.0);
    // Of user and system, in ticks of 10 ms.
    (ticks(11) + ticks(12)) / 100.0
}

/// Sends and takes back.
async fn run(child: &Child, ways: Vec<Way>, seconds: u32) -> Figures {
    let count = seconds * 50;
    let mut sockets = Vec::new();
    for way in &ways {
        sockets.push(dial(way).await);
    }
    let start = tokio::time::Instant::now() + Duration::from_millis(200);
    let streams = sockets.len() as u32;
    let before = (cpu_of(child), Instant::now());
    let tasks: Vec<_> = sockets
        .into_iter()
        .enumerate()
        .map(|(n, socket)| {
            // Calls begin when they like: spread over 20 ms.
            let first = start + FRAME * n as u32 / streams;
            tokio::spawn(one(socket, first, count))
        })
        .collect();
    let (mut sorted, mut lost) = (Vec::new(), 0);
    for task in tasks {
        let (delays, missing) = task.await.unwrap();
        sorted.extend(delays);
        lost += missing;
    }
    let cpu = (cpu_of(child) - before.0) / before.1.elapsed().as_secs_f64();
    sorted.sort_by(f64::total_cmp);
    let late = sorted.iter().filter(|ms| **ms > 20.0).count();
    Figures { frames: sorted.len(), late, lost, sorted, cpu }
}

async fn one(
    socket: WebSocketStream<TcpStream>,
    first: tokio::time::Instant,
    count: u32,
) -> (Vec<f64>, usize) {
    let (mut write, mut read) = socket.split();
    let sent: Arc<Vec<std::sync::OnceLock<Instant>>> =
        Arc::new((0..count).map(|_| std::sync::OnceLock::new()).collect());
    let times = Arc::clone(&sent);
    let sending = tokio::spawn(async move {
        for number in 0..count {
            let text = frame(number, 4_000);
            tokio::time::sleep_until(first + FRAME * number).await;
            times[number as usize].set(Instant::now()).ok();
            write.send(Message::text(text)).await.unwrap();
        }
        write
    });
    let mut delays = Vec::with_capacity(count as usize);
    let taking = async {
        while delays.len() < count as usize {
            let Some(Ok(message)) = read.next().await else { break };
            let now = Instant::now();
            let number = message.to_text().ok().and_then(number_of);
            if let Some(at) = number.and_then(|number| sent.get(number as usize)?.get()) {
                delays.push((now - *at).as_secs_f64() * 1_000.0);
            }
        }
    };
    let patience = FRAME * count + Duration::from_secs(5);
    tokio::time::timeout(patience, taking).await.ok();
    sending.await.ok();
    let lost = count as usize - delays.len();
    (delays, lost)
}

/// The caller speaks for half a second; how long after the silence that ends it the answer comes.
async fn assistant() {
    const ENDS_AFTER: Duration = Duration::from_millis(700);
    let (mut child, ways) = opened("assistant", 1).await;
    let mut socket = dial(&ways[0]).await;
    let mut added = Vec::new();
    let mut ticker = tokio::time::interval(FRAME);
    // Quiet, speech, quiet: until 40 answers came.
    let (mut number, mut spoke, mut heard_at) = (0_u32, Instant::now(), Instant::now());
    let mut phase = 0_u32;
    while added.len() < 40 {
        tokio::select! {
            _ = ticker.tick() => {
                number += 1;
                // A second after the last sound of the assistant the caller speaks.
                if phase == 0 && heard_at.elapsed() > Duration::from_secs(1) {
                    phase = 25;
                }
                let level = if phase > 0 { 4_000 } else { 0 };
                socket.send(Message::text(frame_of(number, level))).await.unwrap();
                if phase > 0 {
                    phase -= 1;
                    if phase == 0 {
                        spoke = Instant::now();
                        heard_at = Instant::now() + Duration::from_secs(60);
                    }
                }
            }
            message = socket.next() => {
                let Some(Ok(message)) = message else { panic!("the stream ended") };
                if !message.is_text() || !message.to_text().unwrap().contains("audioData\":{\"data") {
                    continue;
                }
                let now = Instant::now();
                if heard_at > now {
                    let waited = now - spoke;
                    added.push(waited.saturating_sub(ENDS_AFTER).as_secs_f64() * 1_000.0);
                }
                heard_at = now;
            }
        }
    }
    child.kill().ok();
    child.wait().ok();
    added.sort_by(f64::total_cmp);
    println!();
    println!(
        "An assistant's answer begins {:.1} ms (median; most {:.1} ms of {}) after the {} ms of silence that end an utterance;\n\
         ear, voice and thought took no time. Frames come every 20 ms, so up to 20 ms of it are the clock of the line.",
        added[added.len() / 2],
        added.last().unwrap(),
        added.len(),
        ENDS_AFTER.as_millis()
    );
}

/// As [`frame`], silent where the level is nought.
fn frame_of(number: u32, level: i16) -> String {
    frame(if level == 0 { 0 } else { number }, level)
}
