//! The run's folder: every decision, each call's ladder, each call's sound.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use parking_lot::Mutex;
use serde::Serialize;
use teams_cc::{CallId, Error, ErrorKind, Result};

/// `runs/2026-11-22T08-30-00/`: `journal.jsonl`, `log.txt`, `ladders/c-0001.txt`,
/// `sound/c-0001.wav`.
#[derive(Debug)]
pub(crate) struct RunFolder {
    path: PathBuf,
    journal: Mutex<BufWriter<File>>,
}

impl RunFolder {
    /// Makes the folder below `runs`, named by the wall clock.
    pub(crate) fn new() -> Result<Self> {
        let stamp = jiff::Zoned::now().strftime("%Y-%m-%dT%H-%M-%S").to_string();
        let mut path = Path::new("runs").join(&stamp);
        // Two runs within one second are two runs.
        for n in 2.. {
            if !path.exists() {
                break;
            }
            path = Path::new("runs").join(format!("{stamp}-{n}"));
        }
        let refuse = |error| {
            Error::new("TCC-DEMO-0001", ErrorKind::Config, "the run's folder cannot be made")
                .fix("start in a folder where files may be written")
                .with_source(error)
        };
        fs::create_dir_all(path.join("ladders")).map_err(refuse)?;
        fs::create_dir_all(path.join("sound")).map_err(refuse)?;
        let journal = File::create(path.join("journal.jsonl")).map_err(refuse)?;
        Ok(Self { path, journal: Mutex::new(BufWriter::new(journal)) })
    }

    /// The folder as a person types it.
    pub(crate) fn shown(&self) -> String {
        format!("./{}/", self.path.display())
    }

    /// A new `log.txt` for what the crates have to say.
    pub(crate) fn log(&self) -> Result<File> {
        Ok(File::create(self.path.join("log.txt"))?)
    }

    /// Appends one line; a full disk must not end a call, so failures are only logged.
    pub(crate) fn journal(&self, line: &impl Serialize) {
        let text = serde_json::to_string(line).unwrap_or_default();
        let mut journal = self.journal.lock();
        if let Err(error) = writeln!(journal, "{text}").and_then(|()| journal.flush()) {
            tracing::warn!(%error, "the journal cannot be written");
        }
    }

    /// Keeps a call's ladder.
    pub(crate) fn ladder(&self, call: CallId, text: &str) {
        let path = self.path.join("ladders").join(format!("{call}.txt"));
        if let Err(error) = fs::write(path, text) {
            tracing::warn!(call.id = %call, %error, "the ladder cannot be written");
        }
    }

    /// The ladder of a call that has ended.
    pub(crate) fn kept_ladder(&self, call: CallId) -> Option<String> {
        fs::read_to_string(self.path.join("ladders").join(format!("{call}.txt"))).ok()
    }

    /// Where a call's sound is.
    pub(crate) fn sound(&self, call: CallId) -> PathBuf {
        self.path.join("sound").join(format!("{call}.wav"))
    }
}
