//! What the queue's log needs of a disk, and a folder that gives it.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Numbered files that only grow. Tests put one in its place that forgets what was not synced.
pub trait Disk: Send {
    /// The numbers of the files there, in order.
    ///
    /// # Errors
    /// Of the disk.
    fn files(&mut self) -> io::Result<Vec<u64>>;

    /// A whole file.
    ///
    /// # Errors
    /// Of the disk.
    fn read(&mut self, file: u64) -> io::Result<Vec<u8>>;

    /// Appends to a file; makes it if there is none.
    ///
    /// # Errors
    /// Of the disk; part of the bytes may have been written.
    fn append(&mut self, file: u64, bytes: &[u8]) -> io::Result<()>;

    /// Returns when all that was appended survives a loss of power.
    ///
    /// # Errors
    /// Of the disk; nothing is known then.
    fn sync(&mut self, file: u64) -> io::Result<()>;

    /// Removes a file.
    ///
    /// # Errors
    /// Of the disk.
    fn remove(&mut self, file: u64) -> io::Result<()>;
}

/// A folder with files `NUMBER.log`, held by one process at a time.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    open: BTreeMap<u64, File>,
    /// Released by the system when the process ends, however it ends.
    _lock: Option<File>,
}

impl Folder {
    /// Makes the folder if there is none, and holds it.
    ///
    /// # Errors
    /// It cannot be made or written, or another process holds it.
    pub fn open(path: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(path)?;
        let lock =
            OpenOptions::new().create(true).truncate(false).write(true).open(path.join("lock"))?;
        lock.try_lock().map_err(|held| match held {
            std::fs::TryLockError::Error(error) => error,
            std::fs::TryLockError::WouldBlock => {
                io::Error::new(io::ErrorKind::WouldBlock, "another process has the queue")
            }
        })?;
        Ok(Self { path: path.to_owned(), open: BTreeMap::new(), _lock: Some(lock) })
    }

    /// Looks without holding it.
    pub(super) fn look(path: &Path) -> Self {
        Self { path: path.to_owned(), open: BTreeMap::new(), _lock: None }
    }

    fn file(&self, number: u64) -> PathBuf {
        self.path.join(format!("{number:020}.log"))
    }
}

impl Disk for Folder {
    fn files(&mut self) -> io::Result<Vec<u64>> {
        let mut numbers = Vec::new();
        for entry in std::fs::read_dir(&self.path)? {
            let name = entry?.file_name();
            let number = name.to_str().and_then(|name| name.strip_suffix(".log"));
            numbers.extend(number.and_then(|number| number.parse::<u64>().ok()));
        }
        numbers.sort_unstable();
        Ok(numbers)
    }

    fn read(&mut self, file: u64) -> io::Result<Vec<u8>> {
        std::fs::read(self.file(file))
    }

    fn append(&mut self, file: u64, bytes: &[u8]) -> io::Result<()> {
        if !self.open.contains_key(&file) {
            // One file is written at a time; the others are closed.
            self.open.clear();
            let made = OpenOptions::new().create(true).append(true).open(self.file(file))?;
            // The name of a new file survives only with its folder.
            File::open(&self.path)?.sync_all()?;
            self.open.insert(file, made);
        }
        self.open.get_mut(&file).map_or(Ok(()), |open| open.write_all(bytes))
    }

    fn sync(&mut self, file: u64) -> io::Result<()> {
        self.open.get(&file).map_or(Ok(()), File::sync_data)
    }

    fn remove(&mut self, file: u64) -> io::Result<()> {
        self.open.remove(&file);
        std::fs::remove_file(self.file(file))
    }
}
