//! The durable queue's log beside `redb`, under the same promises: a record is on disk (one
//! `fdatasync` or one commit for all that wait) before its sender is answered.
//!
//! `cargo run --release -p notifications --bin queue -- [FOLDER]`

use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use redb::{Database, ReadableDatabase as _, ReadableTableMetadata as _, TableDefinition};
use teams_cc_graph::notifications::{DurableQueue, QueueLimits};
use tokio::sync::oneshot;

const RECORD: usize = 1_000;
const TABLE: TableDefinition<u64, &[u8]> = TableDefinition::new("queue");
const LARGEST_GROUP: usize = 4_096;

enum Order {
    Put(Vec<u8>, oneshot::Sender<()>),
    Acknowledge(u64),
}

/// One writer thread, a commit for all that wait; acknowledgements go with the next commit.
fn redb_writer(path: PathBuf, orders: mpsc::Receiver<Order>) {
    let database = Database::create(path).unwrap();
    let mut next = 0_u64;
    while let Ok(first) = orders.recv() {
        let rest = std::iter::from_fn(|| orders.try_recv().ok()).take(LARGEST_GROUP);
        let group: Vec<_> = std::iter::once(first).chain(rest).collect();
        let write = database.begin_write().unwrap();
        let mut waiting = Vec::new();
        {
            let mut table = write.open_table(TABLE).unwrap();
            for order in group {
                match order {
                    Order::Put(record, done) => {
                        table.insert(next, record.as_slice()).unwrap();
                        next += 1;
                        waiting.push(done);
                    }
                    Order::Acknowledge(number) => drop(table.remove(number).unwrap()),
                }
            }
        }
        write.commit().unwrap();
        waiting.into_iter().for_each(|done| drop(done.send(())));
    }
}

fn size(path: &Path) -> u64 {
    let meta = std::fs::metadata(path).unwrap();
    if meta.is_file() {
        return meta.len();
    }
    std::fs::read_dir(path).unwrap().map(|entry| size(&entry.unwrap().path())).sum()
}

struct Figures {
    took: Duration,
    waits: Vec<f64>,
    bytes: u64,
    recovery: Duration,
}

fn say(name: &str, senders: usize, each: usize, mut figures: Figures) {
    figures.waits.sort_by(f64::total_cmp);
    let quantile = |share: f64| figures.waits[((figures.waits.len() - 1) as f64 * share) as usize];
    println!(
        "| {name} | {senders} | {:.0} | {:.2} | {:.2} | {:.2} | {:.1} |",
        (senders * each) as f64 / figures.took.as_secs_f64(),
        quantile(0.5),
        quantile(0.99),
        figures.bytes as f64 / (senders * each * RECORD) as f64,
        figures.recovery.as_secs_f64() * 1e3
    );
}

fn log(folder: &Path, senders: usize, each: usize, acknowledge: bool) -> Figures {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let queue = DurableQueue::open(folder, QueueLimits::default()).unwrap();
    let (took, waits) = runtime.block_on(tokio::task::LocalSet::new().run_until(async {
        let start = Instant::now();
        let tasks: Vec<_> = (0..senders)
            .map(|_| {
                let queue = queue.clone();
                tokio::task::spawn_local(async move {
                    let mut waits = Vec::new();
                    for _ in 0..each {
                        let start = Instant::now();
                        queue.put(vec![vec![b'x'; RECORD]]).await.unwrap();
                        waits.push(start.elapsed().as_secs_f64() * 1e3);
                        if acknowledge && let Some(taken) = queue.try_take() {
                            taken.acknowledge();
                        }
                    }
                    waits
                })
            })
            .collect();
        let mut waits = Vec::new();
        for task in tasks {
            waits.extend(task.await.unwrap());
        }
        (start.elapsed(), waits)
    }));
    let bytes = size(folder);
    drop(queue);
    // The writer lets go of the folder when it has seen the end.
    let start = Instant::now();
    let mut recovery = Duration::ZERO;
    while recovery == Duration::ZERO && start.elapsed() < Duration::from_secs(30) {
        let begin = Instant::now();
        if DurableQueue::open(folder, QueueLimits::default()).is_ok() {
            recovery = begin.elapsed();
        }
    }
    Figures { took, waits, bytes, recovery }
}

fn redb(path: &Path, senders: usize, each: usize, acknowledge: bool) -> Figures {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let (writer, orders) = mpsc::channel();
    let place = path.to_owned();
    let thread = std::thread::spawn(move || redb_writer(place, orders));
    let taken = std::rc::Rc::new(std::cell::Cell::new(0_u64));
    let (took, waits) = runtime.block_on(tokio::task::LocalSet::new().run_until(async {
        let start = Instant::now();
        let tasks: Vec<_> = (0..senders)
            .map(|_| {
                let (writer, taken) = (writer.clone(), taken.clone());
                tokio::task::spawn_local(async move {
                    let mut waits = Vec::new();
                    for _ in 0..each {
                        let start = Instant::now();
                        let (done, answered) = oneshot::channel();
                        writer.send(Order::Put(vec![b'x'; RECORD], done)).unwrap();
                        answered.await.unwrap();
                        waits.push(start.elapsed().as_secs_f64() * 1e3);
                        if acknowledge {
                            writer.send(Order::Acknowledge(taken.get())).unwrap();
                            taken.set(taken.get() + 1);
                        }
                    }
                    waits
                })
            })
            .collect();
        let mut waits = Vec::new();
        for task in tasks {
            waits.extend(task.await.unwrap());
        }
        (start.elapsed(), waits)
    }));
    drop(writer);
    thread.join().unwrap();
    let bytes = size(path);
    let start = Instant::now();
    let database = Database::open(path).unwrap();
    let read = database.begin_read().unwrap();
    let left = read.open_table(TABLE).unwrap().len().unwrap();
    let recovery = start.elapsed();
    assert_eq!(left, if acknowledge { 0 } else { (senders * each) as u64 });
    Figures { took, waits, bytes, recovery }
}

fn main() {
    let place = std::env::args().nth(1).map_or_else(std::env::temp_dir, PathBuf::from);
    let folder = place.join(format!("notifications-queue-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    println!("| {RECORD} octets each | senders | put/s | p50, ms | p99, ms | file / records | reopened, ms |");
    println!("|---|---:|---:|---:|---:|---:|---:|");
    for (number, (senders, each)) in [(1, 500), (16, 400), (256, 100)].into_iter().enumerate() {
        for acknowledge in [false, true] {
            let done = if acknowledge { ", acknowledged" } else { "" };
            let path = |kind: &str| folder.join(format!("{kind}-{number}-{acknowledge}"));
            say(&format!("log{done}"), senders, each, log(&path("log"), senders, each, acknowledge));
            say(&format!("redb{done}"), senders, each, redb(&path("redb"), senders, each, acknowledge));
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
