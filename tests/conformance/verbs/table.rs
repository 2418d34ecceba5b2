//! The table of differences: made from what the back ends say, and held against the suite.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use teams_cc_acs::calls::Offering;
use teams_cc_core::{Unsupported, Verb};
use teams_cc_graph::calls;
use teams_cc_sip::config::Profile;

use super::{PROVEN, World, acs, graph, sip};

/// Who answers, under which head, and where the tests of the column are.
type Column = (&'static str, &'static str, fn(Verb) -> Result<(), Unsupported>);

const COLUMNS: [Column; 4] = [
    ("SIP", sip::Sip::NAME, |verb| Profile::Carrier.can(verb)),
    ("Graph", graph::Graph::NAME, calls::can),
    ("Call Automation", acs::Acs::<false>::NAME, |verb| Offering::CallAutomation.can(verb)),
    ("… with Teams Phone", acs::Acs::<true>::NAME, |verb| Offering::TeamsPhone.can(verb)),
];

const HEAD: &str = "\
What each back end can do with a call, verb by verb.

This page is made by `cargo xtask generate` from the answers of the capability query, the same that a
program gets before there is a call (`Trunk::can`, `Profile::can`, `graph::calls::Calls::can`,
`acs::calls::Calls::can`) and for one that is up ([`Voice::can`](crate::Voice::can)). Where it says *yes*,
the case named in the last column runs over that back end in the suite of conformance; where it says
*no*, the same case proves that the verb is refused before anything is sent, or that there is no such
method at all.

";

fn case(verb: Verb) -> Option<&'static str> {
    PROVEN.iter().find(|(proven, _)| *proven == verb).map(|(_, case)| *case)
}

fn page() -> String {
    let mut reasons: Vec<&str> = Vec::new();
    let mut page = HEAD.to_owned();
    page += "| Verb | What it does |";
    for (head, ..) in &COLUMNS {
        let _ = write!(page, " {head} |");
    }
    page += " Case |\n|---|---|---|---|---|---|---|\n";
    for verb in Verb::ALL {
        let _ = write!(page, "| {verb} (`{verb:?}`) | {} |", verb.means());
        for (head, _, can) in &COLUMNS {
            let mut number = |because| {
                let known = reasons.iter().position(|one| *one == because);
                known.unwrap_or_else(|| {
                    reasons.push(because);
                    reasons.len() - 1
                }) + 1
            };
            let of_direct_routing = match *head {
                "SIP" => Profile::DirectRouting.can(*verb).err(),
                _ => None,
            };
            match (can(*verb), of_direct_routing) {
                (Ok(()), None) => page += " yes |",
                (Ok(()), Some(no)) => {
                    let _ = write!(page, " yes; Direct Routing no ({}) |", number(no.because));
                }
                (Err(no), _) => {
                    let _ = write!(page, " no ({}) |", number(no.because));
                }
            }
        }
        let _ = writeln!(page, " `{}` |", case(*verb).unwrap_or("none"));
    }
    page += "\n# Why not\n\n";
    for (number, because) in (1..).zip(&reasons) {
        let _ = writeln!(page, "{number}. {because}");
    }
    page += "\n# Where the cases are\n\n";
    for (head, name, _) in &COLUMNS {
        let _ = writeln!(page, "- {head}: `conformance verbs::{name}::<case>`");
    }
    page
}

fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../teams-cc/src/verbs.md")
}

/// `cargo xtask generate` sets the variable, and the page is written instead of compared.
#[test]
fn the_table_of_differences_is_what_the_back_ends_say() {
    if std::env::var_os("TEAMS_CC_WRITE_VERBS").is_some() {
        return std::fs::write(file(), page()).unwrap();
    }
    let there = std::fs::read_to_string(file()).unwrap_or_default();
    assert!(there == page(), "teams-cc/src/verbs.md is stale: run `cargo xtask generate`");
}

#[test]
fn every_verb_has_a_case_that_runs_over_every_back_end() {
    let without: Vec<_> = Verb::ALL.iter().filter(|verb| case(**verb).is_none()).collect();
    assert!(without.is_empty(), "no case proves {without:?}");
    let mut twice: Vec<_> = PROVEN.iter().map(|(verb, _)| *verb).collect();
    twice.sort_unstable();
    twice.dedup();
    assert_eq!(twice.len(), PROVEN.len());
}

#[test]
fn every_no_has_its_reason_and_its_source() {
    let sources = ["DR-", "CC-", "graph.md", "acs.md", "graph-operations.tsv"];
    let ours = ["synthesise", "recognise yourself", "yet"];
    for (head, _, can) in &COLUMNS {
        for no in Verb::ALL.iter().filter_map(|verb| can(*verb).err()) {
            let told = sources.iter().chain(&ours).any(|source| no.because.contains(source));
            assert!(told, "{head}, {:?}: {}", no.verb, no.because);
        }
    }
}
