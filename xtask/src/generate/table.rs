//! The tables of Graph's metadata, as rows by column name.

use std::collections::BTreeMap;
use std::path::Path;

/// Where they lie, below the workspace.
pub(crate) const FOLDER: &str = "teams-cc-graph/metadata";

/// One row.
pub(crate) type Row = BTreeMap<String, String>;

/// Reads a table: tab-separated, its first line names the columns.
pub(crate) fn read(root: &Path, file: &str) -> Result<Vec<Row>, String> {
    let path = root.join(FOLDER).join(file);
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{file}: {error}"))?;
    let mut lines = text.lines();
    let columns: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let row = |line: &str| {
        let cells = columns.iter().zip(line.split('\t'));
        cells.map(|(column, cell)| ((*column).to_owned(), cell.to_owned())).collect()
    };
    Ok(lines.map(row).collect())
}
