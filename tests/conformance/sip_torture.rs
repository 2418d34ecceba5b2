//! RFC 4475, RFC 5118 and messages of our own: what the message layer alone can judge.
//!
//! A message whose accepted outcomes are all refusals of the message itself (400, 505, 513, no
//! answer, close) must be refused here; one that may be answered otherwise may pass, and if it is
//! refused, the refusal must be among the accepted outcomes. What an endpoint answers to those
//! that pass is judged where the endpoint is.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use teams_cc_sip::message::{Framer, Malformed, Message};

/// `TEAMS_CC_VECTORS` names another folder of the same shape.
fn folder() -> Option<PathBuf> {
    let root = match std::env::var_os("TEAMS_CC_VECTORS") {
        Some(root) => PathBuf::from(root),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus"),
    };
    let folder = root.join("sip-torture");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("SKIPPED: no folder {}", folder.display());
    None
}

struct Row {
    file: String,
    is_request: bool,
    transports: String,
    accept: Vec<String>,
    octets: Vec<u8>,
}

/// Every message that the manifest names; every file must be named, every name must be a file.
fn rows(folder: &Path) -> Vec<Row> {
    let manifest = std::fs::read_to_string(folder.join("manifest.tsv")).expect("manifest.tsv");
    let mut lines = manifest.lines();
    let header: Vec<&str> = lines.next().expect("a header line").split('\t').collect();
    let column = |name: &str| {
        header.iter().position(|found| *found == name).unwrap_or_else(|| panic!("no column {name}"))
    };
    let (file, kind, transports, accept) =
        (column("file"), column("kind"), column("transports"), column("accept"));
    let rows: Vec<Row> = lines
        .filter(|line| !line.trim().is_empty())
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let path = folder.join(cells[file]);
            Row {
                file: cells[file].to_owned(),
                is_request: cells[kind] == "request",
                transports: cells[transports].to_owned(),
                accept: cells[accept].split(',').map(|token| token.trim().to_owned()).collect(),
                octets: std::fs::read(&path)
                    .unwrap_or_else(|error| panic!("{}: {error}", path.display())),
            }
        })
        .collect();
    let named: BTreeSet<String> = rows.iter().map(|row| row.file.clone()).collect();
    let mut found = BTreeSet::new();
    for group in std::fs::read_dir(folder).expect("the folder").flatten() {
        if group.path().is_dir() {
            for file in std::fs::read_dir(group.path()).expect("a group").flatten() {
                let (group, file) = (group.file_name(), file.file_name());
                found.insert(format!("{}/{}", group.display(), file.display()));
            }
        }
    }
    assert_eq!(named, found, "manifest and files differ");
    rows
}

/// What the message layer makes of it, in the words of the manifest.
fn outcome(read: &Result<Message, Malformed>) -> String {
    match read {
        Ok(_) => "passed".into(),
        Err(malformed) => match malformed.answer("tag1") {
            Some(answer) => {
                // An answer must itself be readable.
                let again = Message::parse(answer);
                let status = malformed.status().to_string();
                if let Ok(again) = again {
                    let response = again.response().expect("an answer is a response");
                    assert_eq!(response.status().to_string(), status);
                }
                status
            }
            None => "none".into(),
        },
    }
}

fn is_acceptable(outcome: &str, closes: bool, row: &Row) -> bool {
    let any = |wanted: &[&str]| row.accept.iter().any(|token| wanted.contains(&token.as_str()));
    match outcome {
        // Somebody behind the message layer may still give one of the other outcomes.
        "passed" if row.is_request => row.accept.iter().any(|token| {
            !matches!(token.as_str(), "400" | "505" | "513" | "none" | "close" | "pong")
        }),
        // Responses are dropped for want of a transaction, not here.
        "passed" => true,
        "none" => any(&["none"]) || (closes && any(&["close"])),
        status => any(&[status]) || (status.starts_with('4') && any(&["4xx"])),
    }
}

fn judge(transport: &str, read: impl Fn(&Row) -> (String, bool)) {
    let Some(folder) = folder() else { return };
    let rows = rows(&folder);
    let mut wrong = Vec::new();
    for row in rows.iter().filter(|row| row.transports == "any" || row.transports == transport) {
        let (outcome, closes) = read(row);
        if !is_acceptable(&outcome, closes, row) {
            wrong.push(format!("{}: {outcome}, accepted: {}", row.file, row.accept.join(", ")));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

#[test]
fn vectors_sip_torture_as_datagrams() {
    judge("udp", |row| (outcome(&Message::parse(row.octets.clone())), false));
}

#[test]
fn vectors_sip_torture_in_a_stream_cut_anywhere() {
    for size in [1, 7, 64, 65_536] {
        judge("tcp", |row| {
            let mut framer = Framer::new(65_536);
            let mut first = None;
            for piece in row.octets.chunks(size) {
                framer.push(piece);
                first = first.or_else(|| framer.next());
            }
            match &first {
                Some(read) => (outcome(read), framer.is_broken()),
                // Nothing but line ends, or not complete: nothing is answered; the driver's clock
                // closes what never ends (RS-31).
                None => ("none".into(), framer.is_mid_message()),
            }
        });
    }
}

#[test]
fn vectors_sip_torture_what_passes_keeps_its_octets() {
    let Some(folder) = folder() else { return };
    for row in rows(&folder) {
        let Ok(message) = Message::parse(row.octets.clone()) else { continue };
        let bytes = message.to_bytes();
        let start = row.octets.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        assert!(row.octets[start..].starts_with(&bytes), "{}", row.file);

        // An edit taken back leaves nothing behind.
        let mut edited = message.clone();
        edited.push("X-Added", "1").expect("a plain header");
        assert_eq!(edited.remove("X-Added"), 1);
        assert_eq!(edited.to_bytes(), bytes, "{}", row.file);
    }
}
