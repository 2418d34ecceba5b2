//! The log on disk: records and acknowledgements, one after the other.
//!
//! A frame ([`teams_cc_core::frame`]) holds kind (1), number (8, little endian), record. One that is
//! cut or does not match its sum ends its file: after a failed write the log goes on in a new file,
//! so nothing good follows.

use std::collections::{BTreeMap, VecDeque};
use std::io;

use super::Disk;

const RECORD: u8 = 1;
const ACKNOWLEDGED: u8 = 2;

pub(super) struct Log<D> {
    disk: D,
    /// Files that may hold records that count, oldest first, with how many do.
    files: VecDeque<(u64, usize)>,
    /// Which file a record is in.
    place: BTreeMap<u64, u64>,
    current: u64,
    written: usize,
    largest: usize,
    next: u64,
    /// Frames that wait for the next write, and the records among them.
    buffer: Vec<u8>,
    fresh: Vec<u64>,
}

impl<D: Disk> Log<D> {
    /// Reads what is there; goes on in a new file.
    pub(super) fn open(mut disk: D, largest: usize) -> io::Result<(Self, BTreeMap<u64, Vec<u8>>)> {
        let mut state = Read::default();
        let numbers = disk.files()?;
        for number in &numbers {
            let bytes = disk.read(*number)?;
            state.file(*number, &bytes);
        }
        let current = numbers.last().map_or(0, |last| last + 1);
        let mut files: VecDeque<(u64, usize)> = numbers.iter().map(|number| (*number, 0)).collect();
        for file in state.records.values().map(|(file, _)| *file) {
            if let Some((_, count)) = files.iter_mut().find(|(number, _)| *number == file) {
                *count += 1;
            }
        }
        files.push_back((current, 0));
        let place = state.records.iter().map(|(number, (file, _))| (*number, *file)).collect();
        let records = state.records.into_iter().map(|(number, (_, record))| (number, record));
        let records = records.collect();
        let mut log = Self {
            disk,
            files,
            place,
            current,
            written: 0,
            largest,
            next: state.next,
            buffer: Vec::new(),
            fresh: Vec::new(),
        };
        log.remove_done();
        Ok((log, records))
    }

    /// The number that the next record gets.
    pub(super) fn next(&self) -> u64 {
        self.next
    }

    pub(super) fn put(&mut self, record: &[u8]) {
        frame(&mut self.buffer, RECORD, self.next, record);
        self.fresh.push(self.next);
        self.next += 1;
    }

    pub(super) fn acknowledge(&mut self, number: u64) {
        frame(&mut self.buffer, ACKNOWLEDGED, number, &[]);
        if let Some(file) = self.place.remove(&number)
            && let Some((_, count)) = self.files.iter_mut().find(|(n, _)| *n == file)
        {
            *count = count.saturating_sub(1);
        }
    }

    pub(super) fn write(&mut self) -> io::Result<()> {
        self.out(false)
    }

    pub(super) fn write_and_sync(&mut self) -> io::Result<()> {
        self.out(true)
    }

    fn out(&mut self, sync: bool) -> io::Result<()> {
        let result = self.disk.append(self.current, &self.buffer);
        let result = result.and_then(|()| if sync { self.disk.sync(self.current) } else { Ok(()) });
        self.written += self.buffer.len();
        self.buffer.clear();
        let fresh = std::mem::take(&mut self.fresh);
        if result.is_ok() {
            if let Some((_, count)) = self.files.back_mut() {
                *count += fresh.len();
            }
            self.place.extend(fresh.into_iter().map(|number| (number, self.current)));
        }
        // What a failed write left behind is unknown: nothing may follow it.
        if result.is_err() || self.written >= self.largest {
            self.current += 1;
            self.written = 0;
            self.files.push_back((self.current, 0));
        }
        self.remove_done();
        result
    }

    /// Only from the front: an acknowledgement lies behind its record, so that no file goes while
    /// an older one still needs it.
    fn remove_done(&mut self) {
        while let Some((number, 0)) = self.files.front().copied() {
            // Never the current one; and never a file whose removal failed, it is tried again.
            let gone = number != self.current
                && match self.disk.remove(number) {
                    Err(error) => error.kind() == io::ErrorKind::NotFound,
                    Ok(()) => true,
                };
            if !gone {
                break;
            }
            self.files.pop_front();
        }
    }
}

/// What the files hold, without changing them.
pub(super) fn read(disk: &mut impl Disk) -> io::Result<BTreeMap<u64, Vec<u8>>> {
    let mut state = Read::default();
    for number in disk.files()? {
        match disk.read(number) {
            Ok(bytes) => state.file(number, &bytes),
            // Removed meanwhile: all of it was acknowledged.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(state.records.into_iter().map(|(number, (_, record))| (number, record)).collect())
}

#[derive(Default)]
struct Read {
    records: BTreeMap<u64, (u64, Vec<u8>)>,
    next: u64,
}

impl Read {
    fn file(&mut self, file: u64, mut bytes: &[u8]) {
        while let Some((kind, number, record, rest)) = unframe(bytes) {
            self.next = self.next.max(number.saturating_add(1));
            match kind {
                RECORD => {
                    self.records.insert(number, (file, record.to_vec()));
                }
                ACKNOWLEDGED => {
                    self.records.remove(&number);
                }
                _ => {}
            }
            bytes = rest;
        }
    }
}

fn frame(out: &mut Vec<u8>, kind: u8, number: u64, record: &[u8]) {
    teams_cc_core::frame::frame(out, &[&[kind], &number.to_le_bytes(), record]);
}

/// Kind, number, record, and what follows the frame.
type Frame<'a> = (u8, u64, &'a [u8], &'a [u8]);

fn unframe(bytes: &[u8]) -> Option<Frame<'_>> {
    let (content, rest) = teams_cc_core::frame::unframe(bytes)?;
    let (kind, content) = content.split_first()?;
    let (number, record) = content.split_first_chunk::<8>()?;
    Some((*kind, u64::from_le_bytes(*number), record, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cut_and_every_changed_bit_ends_the_file() {
        let mut whole = Vec::new();
        frame(&mut whole, RECORD, 7, b"first");
        let first = whole.len();
        frame(&mut whole, RECORD, 8, b"second");
        for cut in first..whole.len() {
            let mut state = Read::default();
            state.file(0, &whole[..cut]);
            assert_eq!(state.records.len(), 1, "{cut}");
        }
        for bit in 0..(whole.len() - first) * 8 {
            let mut changed = whole.clone();
            changed[first + bit / 8] ^= 1 << (bit % 8);
            let mut state = Read::default();
            state.file(0, &changed);
            assert_eq!(state.records.len(), 1, "{bit}");
        }
    }
}
