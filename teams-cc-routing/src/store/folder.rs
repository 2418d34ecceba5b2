//! A folder with one file of records.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use teams_cc_core::Store;
use teams_cc_core::frame::{frame, unframe};

/// A [`Store`] in a folder of its own, held by one process at a time.
///
/// The file `NUMBER.log` with the greatest number counts; [`replace`](Store::replace) writes the next
/// one under another name, syncs and renames it, and removes the old one. A record that was cut when
/// the power failed ends the file, and nothing is ever appended behind it.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    number: u64,
    file: Option<File>,
    /// Released by the system when the process ends, however it ends.
    _lock: File,
}

impl Folder {
    /// Makes the folder if there is none, and holds it.
    ///
    /// # Errors
    /// It cannot be made or written, or another process holds it (`WouldBlock`).
    pub fn open(path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref().to_owned();
        std::fs::create_dir_all(&path)?;
        let mut how = OpenOptions::new();
        let lock = how.create(true).truncate(false).write(true).open(path.join("lock"))?;
        lock.try_lock().map_err(|held| match held {
            std::fs::TryLockError::Error(error) => error,
            std::fs::TryLockError::WouldBlock => {
                io::Error::new(io::ErrorKind::WouldBlock, "another process has the folder")
            }
        })?;
        Ok(Self { path, number: 0, file: None, _lock: lock })
    }

    fn log(&self, number: u64) -> PathBuf {
        self.path.join(format!("{number:020}.log"))
    }

    /// The numbers of the files there, rising.
    fn numbers(&self) -> io::Result<Vec<u64>> {
        let mut numbers = Vec::new();
        for entry in std::fs::read_dir(&self.path)? {
            let name = entry?.file_name();
            let number = name.to_str().and_then(|name| name.strip_suffix(".log"));
            numbers.extend(number.and_then(|number| number.parse::<u64>().ok()));
        }
        numbers.sort_unstable();
        Ok(numbers)
    }

    fn current(&mut self) -> io::Result<&mut File> {
        self.file.as_mut().ok_or_else(|| io::Error::other("a folder is read before it is written"))
    }
}

impl Store for Folder {
    fn read(&mut self) -> io::Result<Vec<Vec<u8>>> {
        let mut records = Vec::new();
        if let Some(newest) = self.numbers()?.last().copied() {
            self.number = newest;
            let bytes = std::fs::read(self.log(newest))?;
            let mut rest = bytes.as_slice();
            while let Some((record, more)) = unframe(rest) {
                records.push(record.to_vec());
                rest = more;
            }
        }
        // What follows the last whole record is not known: a new file begins without it.
        self.replace(&records)?;
        Ok(records)
    }

    fn append(&mut self, record: &[u8]) -> io::Result<()> {
        let mut bytes = Vec::with_capacity(record.len() + 8);
        frame(&mut bytes, &[record]);
        self.current()?.write_all(&bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.current()?.sync_data()
    }

    fn replace(&mut self, records: &[Vec<u8>]) -> io::Result<()> {
        let (next, fresh) = (self.number + 1, self.path.join("next"));
        let mut bytes = Vec::new();
        records.iter().for_each(|record| frame(&mut bytes, &[record]));
        let mut file = File::create(&fresh)?;
        file.write_all(&bytes)?;
        file.sync_all()?;
        std::fs::rename(&fresh, self.log(next))?;
        // The new name counts only once the folder has it.
        File::open(&self.path)?.sync_all()?;
        (self.number, self.file) = (next, Some(file));
        for old in self.numbers()?.into_iter().filter(|number| *number != next) {
            std::fs::remove_file(self.log(old))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of the test's own; gone with it.
    struct Place(PathBuf);

    impl Place {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("teams-cc-{name}-{}", std::process::id()));
            drop(std::fs::remove_dir_all(&path));
            Self(path)
        }

        fn log(&self) -> PathBuf {
            let mut files = std::fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().path());
            files.find(|path| path.extension().is_some_and(|end| end == "log")).unwrap()
        }
    }

    impl Drop for Place {
        fn drop(&mut self) {
            drop(std::fs::remove_dir_all(&self.0));
        }
    }

    #[test]
    fn rs_66_wherever_a_file_of_conversations_was_cut_the_whole_records_before_are_read() {
        let place = Place::new("cut");
        let mut folder = Folder::open(&place.0).unwrap();
        assert!(folder.append(b"early").is_err(), "nothing is known of what lies there");
        assert_eq!(folder.read().unwrap(), Vec::<Vec<u8>>::new());
        folder.append(b"first").unwrap();
        let first = std::fs::metadata(place.log()).unwrap().len();
        folder.append(b"second").unwrap();
        folder.sync().unwrap();
        assert_eq!(Folder::open(&place.0).unwrap_err().kind(), io::ErrorKind::WouldBlock);
        drop(folder);
        let whole = std::fs::read(place.log()).unwrap();
        for cut in first..whole.len() as u64 {
            std::fs::write(place.log(), &whole[..cut as usize]).unwrap();
            let mut folder = Folder::open(&place.0).unwrap();
            assert_eq!(folder.read().unwrap(), [b"first"], "{cut}");
            // What is written afterwards does not lie behind the damage.
            folder.append(b"third").unwrap();
            drop(folder);
            let mut folder = Folder::open(&place.0).unwrap();
            assert_eq!(folder.read().unwrap(), [b"first", b"third"], "{cut}");
        }
    }

    #[test]
    fn rs_112_what_was_replaced_lies_in_no_file_any_more() {
        let place = Place::new("replaced");
        let mut folder = Folder::open(&place.0).unwrap();
        folder.read().unwrap();
        folder.append(b"a secret of Nora").unwrap();
        // A rewriting that did not come to its end does not count.
        std::fs::write(place.0.join("next"), b"half").unwrap();
        folder.replace(&[b"kept".to_vec()]).unwrap();
        folder.append(b"later").unwrap();
        drop(folder);
        for entry in std::fs::read_dir(&place.0).unwrap() {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap();
            assert!(!String::from_utf8_lossy(&bytes).contains("Nora"));
        }
        let read = Folder::open(&place.0).unwrap().read().unwrap();
        assert_eq!(read, [b"kept".to_vec(), b"later".to_vec()]);
    }
}
