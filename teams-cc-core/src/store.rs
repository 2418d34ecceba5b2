//! What outlives the process: a list of records, in a place of the vendor's choice.

use std::io;

/// Records that are read when the process starts, and appended to while it runs. A folder, a table
/// of a database: whoever writes down conversations and histories needs no more.
///
/// Every method blocks until it is done; one that fails says that nothing is known of what was asked,
/// and nothing more is asked of the store then.
pub trait Store: Send {
    /// All records, oldest first. Called once, before anything else.
    ///
    /// # Errors
    /// Of the place.
    fn read(&mut self) -> io::Result<Vec<Vec<u8>>>;

    /// Puts a record at the end; when this returns, it survives the end of the process.
    ///
    /// # Errors
    /// Of the place.
    fn append(&mut self, record: &[u8]) -> io::Result<()>;

    /// When this returns, everything appended survives a loss of power as well.
    ///
    /// # Errors
    /// Of the place.
    fn sync(&mut self) -> io::Result<()>;

    /// Puts these in the place of all records, synced: whenever the process ends, either all of the
    /// old ones are there or all of these. What was replaced cannot be read any more.
    ///
    /// # Errors
    /// Of the place.
    fn replace(&mut self, records: &[Vec<u8>]) -> io::Result<()>;
}
