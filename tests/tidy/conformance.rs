//! CONFORMANCE.md is the truth about the project: its rows are checked against the sources.

use std::collections::{BTreeMap, BTreeSet};

use crate::tree::{File, files, has_extension, none, root};

/// One numbered statement.
#[derive(Debug)]
struct Row {
    line: usize,
    id: String,
    level: String,
    status: String,
    tests: Vec<String>,
    evidence: Vec<String>,
    note: String,
}

impl Row {
    /// `DR`, `RS`, ...
    fn list(&self) -> &str {
        self.id.split('-').next().unwrap_or_default()
    }

    /// The number after the list's name, if it is one.
    fn number(&self) -> Option<u32> {
        let digits = self.id.split('-').nth(1)?;
        digits.trim_end_matches(|c: char| c.is_ascii_lowercase()).parse().ok()
    }

    /// A MUST that shows on a wire: everything of Direct Routing, and the sections of RS about
    /// SIP, transport, media and HTTP.
    fn is_wire_must(&self) -> bool {
        let on_wire = match (self.list(), self.number()) {
            ("DR", _) => true,
            ("RS", Some(n)) => matches!(n, 1..=39 | 50..=57 | 60..=69 | 71..=78),
            _ => false,
        };
        on_wire && self.level.starts_with("MUST")
    }
}

/// Where it stands, table of the page: list -> done, partly, open, not possible.
type Totals = BTreeMap<String, [usize; 4]>;

const STATUS: [&str; 4] = ["done", "partly", "open", "not possible"];

fn page() -> String {
    std::fs::read_to_string(root().join("CONFORMANCE.md")).expect("CONFORMANCE.md is there")
}

/// Cells of a table's line; an escaped bar is no border.
fn cells(line: &str) -> Option<Vec<String>> {
    let line = line.trim().strip_prefix('|')?.strip_suffix('|')?;
    let hidden = line.replace("\\|", "\u{1}");
    Some(hidden.split('|').map(|cell| cell.trim().replace('\u{1}', "|")).collect())
}

fn split(cell: &str) -> Vec<String> {
    let parts = cell.split([',', ';', ' ']).map(|part| part.trim().trim_matches('`'));
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn rows() -> Vec<Row> {
    rows_of(&page())
}

fn rows_of(page: &str) -> Vec<Row> {
    let mut columns: Vec<String> = Vec::new();
    let mut rows = Vec::new();
    for (line, text) in page.lines().enumerate() {
        let Some(cells) = cells(text) else {
            columns.clear();
            continue;
        };
        if columns.is_empty() {
            columns = cells.iter().map(|cell| cell.to_lowercase()).collect();
            continue;
        }
        let cell = |name: &str| {
            let at = columns.iter().position(|column| column == name)?;
            cells.get(at).cloned()
        };
        let (Some(id), Some(evidence)) = (cell("id"), cell("evidence")) else { continue };
        if id.starts_with("--") {
            continue;
        }
        rows.push(Row {
            line: line + 1,
            id: id.trim_matches('*').to_owned(),
            level: cell("level").unwrap_or_default(),
            status: cell("status").unwrap_or_default(),
            tests: split(&cell("test").unwrap_or_default()),
            evidence: split(&evidence),
            note: cell("note").unwrap_or_default(),
        });
    }
    rows
}

/// Every test of the sources: the name of its function, and the files that have it.
fn tests_of_the_sources(files: &[File]) -> BTreeMap<&str, Vec<&str>> {
    let mut found: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for file in files {
        let python = has_extension(&file.name, "py");
        for (at, mark) in file.text.match_indices(if python { "def " } else { "fn " }) {
            let rest = &file.text[at + mark.len()..];
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            found.entry(&rest[..end]).or_default().push(&file.name);
        }
    }
    found
}

/// Whether `crate_or_binary::path::test_fn` exists.
fn exists(test: &str, files: &[File], functions: &BTreeMap<&str, Vec<&str>>) -> bool {
    let mut path: Vec<&str> = test.split("::").collect();
    let Some(function) = path.pop() else { return false };
    let home = path.first().copied().unwrap_or_default();
    // `teams_cc_sip::...` is a crate's unit test, `conformance::...` a binary of tests/.
    let folders = [format!("{}/", home.replace('_', "-")), format!("tests/{home}")];
    let here = |name: &str| {
        home.is_empty()
            || folders.iter().any(|f| name.starts_with(f.as_str()))
            || name.contains(&format!("/tests/{home}"))
    };
    let named = functions.get(function).is_some_and(|names| names.iter().any(|name| here(name)));
    // Some tables of tests are made by a macro: the name stands there as a word.
    let made = || {
        files.iter().filter(|file| here(&file.name) && file.text.contains("macro_rules!")).any(
            |file| {
                file.text.match_indices(function).any(|(i, _)| {
                    let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
                    !part(file.text[..i].chars().next_back())
                        && !part(file.text[i + function.len()..].chars().next())
                })
            },
        )
    };
    !function.is_empty() && (named || made())
}

fn is_kind(evidence: &str) -> bool {
    let program = evidence.strip_prefix("interop:").is_some_and(|program| !program.is_empty());
    program || ["unit", "sim", "vectors", "page"].contains(&evidence)
}

/// What these rows promise and these sources do not hold.
fn promises(rows: &[Row], sources: &[File]) -> Vec<String> {
    let functions = tests_of_the_sources(sources);
    let mut broken = Vec::new();
    for row in rows.iter().filter(|row| ["done", "partly"].contains(&row.status.as_str())) {
        let mut refuse = |why: String| broken.push(format!("{}: {why}", row.id));
        let done = row.status == "done";
        if done && row.tests.is_empty() {
            refuse("done without a test".into());
        }
        for test in row.tests.iter().filter(|test| !exists(test, sources, &functions)) {
            refuse(format!("there is no test {test}"));
        }
        if done && row.evidence.is_empty() {
            refuse("done without evidence".into());
        }
        // Decision 25: a wire MUST is done with a program that we did not write, or in simulated
        // worlds, or by data that this code did not make.
        let strong =
            |kind: &String| kind.starts_with("interop:") || kind == "sim" || kind == "vectors";
        if done && row.is_wire_must() && !row.evidence.iter().any(strong) {
            refuse(format!("a MUST on a wire is not done with {:?} alone", row.evidence));
        }
    }
    broken
}

#[test]
fn every_row_is_well_formed() {
    let mut broken = Vec::new();
    let mut seen = BTreeSet::new();
    let rows = rows();
    assert!(rows.len() > 300, "the page has {} rows: it was not read", rows.len());
    for row in &rows {
        let mut refuse = |why: &str| broken.push(format!("line {}, {}: {why}", row.line, row.id));
        if !seen.insert(&row.id) {
            refuse("twice");
        }
        if !STATUS.contains(&row.status.as_str()) {
            refuse("status is done, partly, open or not possible");
        }
        if row.evidence.iter().any(|kind| !is_kind(kind)) {
            refuse("evidence is unit, sim, vectors, page or interop:PROGRAM");
        }
        if ["partly", "not possible"].contains(&row.status.as_str()) && row.note.is_empty() {
            refuse("the note says what is missing, or why it cannot be");
        }
    }
    none("rows that say nothing clear", &broken);
}

#[test]
fn what_is_done_has_a_test_and_evidence_that_fits() {
    let all = files("");
    let sources: Vec<File> = all
        .into_iter()
        .filter(|file| file.is_rust() || ["py", "sh"].iter().any(|e| has_extension(&file.name, e)))
        .collect();
    none("rows that promise more than the sources hold", &promises(&rows(), &sources));
}

#[test]
fn the_totals_are_those_of_the_rows() {
    let mut counted = Totals::new();
    for row in rows() {
        let totals = counted.entry(row.list().to_owned()).or_default();
        if let Some(at) = STATUS.iter().position(|status| *status == row.status) {
            totals[at] += 1;
        }
    }
    let page = page();
    let stated: Totals = page
        .lines()
        .filter_map(|line| {
            let cells = cells(line)?;
            let name = cells.first()?.strip_suffix(')')?.rsplit_once('(')?.1.to_owned();
            let numbers: Vec<usize> = cells[1..].iter().map_while(|c| c.parse().ok()).collect();
            Some((name, numbers.try_into().ok()?))
        })
        .collect();
    for (list, totals) in &counted {
        let said = stated.get(list);
        assert_eq!(said, Some(totals), "{list}: done, partly, open, not possible");
    }
}

#[test]
fn ids_in_the_names_of_tests_have_their_row() {
    let ids: BTreeSet<String> = rows().into_iter().map(|row| row.id).collect();
    let mut unknown = Vec::new();
    for file in files("").iter().filter(|file| file.is_rust()) {
        for (number, line) in file.lines() {
            let Some(name) =
                line.trim().strip_prefix("fn ").or_else(|| line.trim().strip_prefix("async fn "))
            else {
                continue;
            };
            let mut words = name.split('_');
            let (list, digits) = (words.next().unwrap_or_default(), words.next());
            let Some(digits) = digits.filter(|d| d.bytes().all(|b| b.is_ascii_digit())) else {
                continue;
            };
            if !["dr", "rs", "cc", "bv", "em"].contains(&list) {
                continue;
            }
            let id = format!("{}-{digits}", list.to_uppercase());
            if !ids.contains(&id) && !ids.iter().any(|known| known.starts_with(&format!("{id}-"))) {
                unknown.push(format!("{}:{number}: {id}", file.name));
            }
        }
    }
    none("no such statement", &unknown);
}

#[test]
fn a_row_that_promises_too_much_is_found() {
    let page = "\
| id | requirement | level | status | test | evidence | note |
|---|---|---|---|---|---|---|
| DR-01 | good | MUST | done | `conformance::dr::dr_01_x` | sim | |
| DR-02 | no such test | MUST | done | conformance::dr::dr_02_x | sim | |
| DR-03 | weak | MUST | done | conformance::dr::dr_01_x | unit | |
| DR-04 | no test | MUST | done |  | interop:SIPp | |
| DR-05 | another binary has it | MUST | partly | interop::dr_01_x | | half |
| RT-2-1 | a unit test is enough | MUST | done | teams_cc_routing::engine::rt_x | unit | |
| DR-06 | open | MUST | open | | | a \\| bar |
";
    let file = |name: &str, text: &str| File { name: name.into(), text: text.into() };
    let sources = [
        file("tests/conformance/dr.rs", "#[test]\nfn dr_01_x() {}"),
        file("teams-cc-routing/src/engine/mod.rs", "fn rt_x() {}"),
    ];
    let rows = rows_of(page);
    assert_eq!(rows.len(), 7);
    let found: Vec<String> =
        promises(&rows, &sources).iter().map(|found| found[..5].to_owned()).collect();
    assert_eq!(found, ["DR-02", "DR-03", "DR-04", "DR-05"]);
}
