//! The thread that writes recordings, so that a slow disk never delays a packet.

use std::collections::HashMap;
use std::sync::mpsc;
use std::time::Duration;

use teams_cc_core::Error;
use tokio::sync::oneshot;

use crate::media::wav::Writer;
use crate::media::{Layout, Recorded};

/// A recording's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct RecordingId(pub(super) u64);

/// How long the file is, or why it is not whole.
pub(super) type Done = Result<Duration, Error>;

#[derive(Debug)]
enum Job {
    Open { id: RecordingId, writer: Box<Writer>, layout: Layout, done: oneshot::Sender<Done> },
    Write(RecordingId, Box<Recorded>),
    Close(RecordingId),
}

/// The way to the thread.
#[derive(Clone, Debug)]
pub(super) struct Sender(mpsc::Sender<Job>);

impl Sender {
    /// Starts the thread; it ends when the last sender is gone and all files are complete.
    pub(super) fn start() -> std::io::Result<Self> {
        let (sender, jobs) = mpsc::channel();
        std::thread::Builder::new().name("media-recorder".to_owned()).spawn(move || work(&jobs))?;
        Ok(Self(sender))
    }

    pub(super) fn open(
        &self,
        id: RecordingId,
        writer: Writer,
        layout: Layout,
    ) -> oneshot::Receiver<Done> {
        let (done, wait) = oneshot::channel();
        let _ = self.0.send(Job::Open { id, writer: Box::new(writer), layout, done });
        wait
    }

    pub(super) fn write(&self, id: RecordingId, recorded: Box<Recorded>) {
        let _ = self.0.send(Job::Write(id, recorded));
    }

    pub(super) fn close(&self, id: RecordingId) {
        let _ = self.0.send(Job::Close(id));
    }
}

struct Open {
    writer: Box<Writer>,
    layout: Layout,
    done: oneshot::Sender<Done>,
    samples: Vec<i16>,
    failed: Option<Error>,
}

fn work(jobs: &mpsc::Receiver<Job>) {
    let mut files: HashMap<RecordingId, Open> = HashMap::new();
    while let Ok(job) = jobs.recv() {
        match job {
            Job::Open { id, writer, layout, done } => {
                let open = Open { writer, layout, done, samples: Vec::new(), failed: None };
                files.insert(id, open);
            }
            Job::Write(id, recorded) => {
                let Some(open) = files.get_mut(&id).filter(|open| open.failed.is_none()) else {
                    continue;
                };
                open.samples.clear();
                open.layout.interleave(&recorded, &mut open.samples);
                open.failed = open.writer.write(&open.samples).err();
            }
            Job::Close(id) => {
                if let Some(open) = files.remove(&id) {
                    finish(open);
                }
            }
        }
    }
    for (_, open) in files {
        finish(open);
    }
}

fn finish(open: Open) {
    let finished = open.writer.finish();
    let done = open.failed.map_or(finished, Err);
    let _ = open.done.send(done.map(|samples| Duration::from_micros(samples * 125)));
}
