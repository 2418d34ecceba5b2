//! The run folder: where files go that other programs read.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use teams_cc_core::{Error, ErrorKind};

/// A folder made on first use. One that nobody named lies in the system's temporary folder and
/// goes when the last clone goes; one that somebody named stays.
#[derive(Clone, Debug)]
pub(crate) struct RunFolder(Arc<Place>);

#[derive(Debug)]
struct Place {
    path: PathBuf,
    ours: bool,
}

impl RunFolder {
    pub(crate) fn new(named: Option<&Path>) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let place = if let Some(path) = named {
            Place { path: path.into(), ours: false }
        } else {
            let n = NEXT.fetch_add(1, Ordering::Relaxed);
            let name = format!("teams-cc-emulator-{}-{n}", std::process::id());
            Place { path: std::env::temp_dir().join(name), ours: true }
        };
        Self(Arc::new(place))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0.path
    }

    /// Writes a file and gives its path.
    pub(crate) fn write(&self, name: &str, text: &str) -> Result<PathBuf, Error> {
        let path = self.0.path.join(name);
        std::fs::create_dir_all(&self.0.path).and_then(|()| std::fs::write(&path, text)).map_err(
            |error| {
                let why = format!("{} cannot be written: {error}", path.display());
                Error::new("TCC-EMU-0102", ErrorKind::Config, why)
                    .fix("name a writable folder with `folder` in the config")
            },
        )?;
        Ok(path)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if self.ours {
            // It may never have been made.
            let _ = std::fs::remove_dir_all(&self.path);
        }
    }
}
