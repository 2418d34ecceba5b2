use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use parking_lot::Mutex;
use teams_cc_core::Rng;

use super::*;

/// A disk that loses its power after some steps, and with it what was not synced.
#[derive(Clone, Default)]
struct Frail(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    files: BTreeMap<u64, (Vec<u8>, Vec<u8>)>,
    steps_left: Option<usize>,
    fails_once: Option<usize>,
}

impl Frail {
    fn step(&self) -> io::Result<()> {
        let mut state = self.0.lock();
        if let Some(left) = &mut state.fails_once {
            *left = left.wrapping_sub(1);
            if *left == usize::MAX {
                state.fails_once = None;
                return Err(io::Error::other("this once"));
            }
        }
        match &mut state.steps_left {
            Some(0) => Err(io::Error::other("no power")),
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// The power is back; of each unsynced tail a part may have reached the disk.
    fn after_the_loss(&self, rng: &mut Rng) -> Self {
        let state = self.0.lock();
        let files = state.files.iter().map(|(number, (kept, tail))| {
            let part = rng.below(tail.len() as u64 + 1) as usize;
            (*number, ([&kept[..], &tail[..part]].concat(), Vec::new()))
        });
        let files = files.collect();
        Self(Arc::new(Mutex::new(State { files, ..State::default() })))
    }
}

impl Disk for Frail {
    fn files(&mut self) -> io::Result<Vec<u64>> {
        self.step()?;
        Ok(self.0.lock().files.keys().copied().collect())
    }

    fn read(&mut self, file: u64) -> io::Result<Vec<u8>> {
        self.step()?;
        let state = self.0.lock();
        Ok(state.files.get(&file).map(|(kept, tail)| [&kept[..], tail].concat()).unwrap())
    }

    fn append(&mut self, file: u64, bytes: &[u8]) -> io::Result<()> {
        let able = self.step();
        // A failed write may have written a part.
        let part = if able.is_ok() { bytes.len() } else { bytes.len() / 2 };
        self.0.lock().files.entry(file).or_default().1.extend_from_slice(&bytes[..part]);
        able
    }

    fn sync(&mut self, file: u64) -> io::Result<()> {
        self.step()?;
        if let Some((kept, tail)) = self.0.lock().files.get_mut(&file) {
            kept.append(tail);
        }
        Ok(())
    }

    fn remove(&mut self, file: u64) -> io::Result<()> {
        self.step()?;
        self.0.lock().files.remove(&file);
        Ok(())
    }
}

fn limits() -> QueueLimits {
    QueueLimits { file: 200, ..QueueLimits::default() }
}

fn text(number: usize) -> Vec<u8> {
    format!("notification {number}").into_bytes()
}

fn all(queue: &DurableQueue) -> Vec<Vec<u8>> {
    let mut held = Vec::new();
    let taken: Vec<_> = std::iter::from_fn(|| queue.try_take()).collect();
    held.extend(taken.iter().map(|taken| taken.record().to_vec()));
    held
}

#[tokio::test]
async fn rs_66_whatever_step_the_power_fails_at_nothing_put_is_lost() {
    for steps in 0..120 {
        let mut rng = Rng::from_seed(steps as u64);
        let disk = Frail::default();
        let (mut put, mut done) = (Vec::new(), Vec::new());
        disk.0.lock().steps_left = Some(steps);
        if let Ok(queue) = DurableQueue::on(disk.clone(), limits()) {
            for number in 0..40 {
                if queue.put(vec![text(number)]).await.is_ok() {
                    put.push(text(number));
                }
                if number % 3 == 2
                    && let Some(taken) = queue.try_take()
                {
                    done.push(taken.record().to_vec());
                    taken.acknowledge();
                }
            }
        }
        let again = DurableQueue::on(disk.after_the_loss(&mut rng), limits()).unwrap();
        let held = all(&again);
        for record in &put {
            assert!(held.contains(record) || done.contains(record), "step {steps}");
        }
        let mut sorted = held.clone();
        sorted.sort_by_key(|record| {
            let text = String::from_utf8(record.clone()).unwrap();
            text.rsplit(' ').next().unwrap().parse::<usize>().unwrap()
        });
        assert_eq!(held, sorted, "in order, step {steps}");
        // It works on.
        again.put(vec![b"notification 99".to_vec()]).await.unwrap();
        assert_eq!(all(&again).len(), held.len() + 1);
    }
}

#[tokio::test]
async fn rs_66_a_write_that_fails_once_hides_nothing_that_follows() {
    for steps in 1..30 {
        let disk = Frail::default();
        disk.0.lock().fails_once = Some(steps);
        let queue = DurableQueue::on(disk.clone(), limits()).unwrap();
        let mut put = Vec::new();
        for number in 0..20 {
            if queue.put(vec![text(number)]).await.is_ok() {
                put.push(text(number));
            }
        }
        assert!(put.len() >= 18);
        drop(queue);
        let lost_power = disk.after_the_loss(&mut Rng::from_seed(1));
        let again = DurableQueue::on(lost_power, limits()).unwrap();
        let held = all(&again);
        assert!(put.iter().all(|record| held.contains(record)), "step {steps}");
    }
}

#[tokio::test]
async fn rs_66_a_full_queue_refuses_and_takes_again_when_there_is_room() {
    let limits = QueueLimits { records: 2, ..limits() };
    let queue = DurableQueue::on(Frail::default(), limits).unwrap();
    queue.put(vec![text(0), text(1)]).await.unwrap();
    let full = queue.put(vec![text(2)]).await.unwrap_err();
    assert_eq!(full.code(), "TCC-HTTP-0301");
    queue.take().await.acknowledge();
    queue.put(vec![text(2)]).await.unwrap();
    assert_eq!(queue.len(), 2);
}

#[tokio::test]
async fn what_was_taken_and_dropped_goes_back_to_its_place() {
    let queue = DurableQueue::on(Frail::default(), limits()).unwrap();
    queue.put(vec![text(0), text(1)]).await.unwrap();
    let first = queue.take().await;
    assert_eq!(first.record(), text(0));
    drop(first);
    assert_eq!(queue.take().await.record(), text(0));
}

#[tokio::test]
async fn files_go_when_all_of_them_was_acknowledged() {
    let disk = Frail::default();
    let queue = DurableQueue::on(disk.clone(), limits()).unwrap();
    for number in 0..100 {
        queue.put(vec![text(number)]).await.unwrap();
        queue.take().await.acknowledge();
    }
    queue.put(vec![text(100)]).await.unwrap();
    assert!(disk.0.lock().files.len() <= 2, "{:?}", disk.0.lock().files.keys());
    drop(queue);
    let again = DurableQueue::on(disk.after_the_loss(&mut Rng::from_seed(1)), limits()).unwrap();
    assert!(all(&again).contains(&text(100)));
}

#[tokio::test]
async fn a_folder_is_held_by_one_and_may_be_looked_at_by_all() {
    let folder = std::env::temp_dir().join(format!("teams-cc-queue-{}", uuid::Uuid::new_v4()));
    let queue = DurableQueue::open(&folder, QueueLimits::default()).unwrap();
    queue.put(vec![text(0), text(1)]).await.unwrap();
    let second = DurableQueue::open(&folder, QueueLimits::default()).unwrap_err();
    assert_eq!(second.code(), "TCC-HTTP-0302");
    assert_eq!(DurableQueue::peek(&folder).unwrap(), [text(0), text(1)]);
    queue.take().await.acknowledge();
    queue.put(vec![text(2)]).await.unwrap();
    assert_eq!(DurableQueue::peek(&folder).unwrap(), [text(1), text(2)]);
    std::fs::remove_dir_all(&folder).unwrap();
}
