//! The program: its ready line, its end, and what it says when it cannot start.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_teams-cc-emulator");

fn refused(words: &[&str]) -> String {
    let Output { status, stdout, stderr } =
        Command::new(PROGRAM).args(words).output().expect("the program runs");
    assert!(!status.success(), "{words:?} was taken");
    assert!(stdout.is_empty(), "nothing is ready");
    String::from_utf8(stderr).expect("text")
}

fn file(name: &str, text: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).expect("writable");
    path
}

#[test]
fn what_cannot_work_is_said_in_one_line_with_a_fix() {
    let held = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = held.local_addr().expect("an address").port();
    let taken = file("taken.toml", &format!("graph_port = {port}\n[[tenant]]\nname = \"a\"\n"));
    let wrong = file("wrong.toml", "seed = 1\n[[tenant]]\nname = \"adatum\"\nusr = []\n");
    let nobody = file("nobody.toml", "tenant = []\n");
    let spelt = file("spelt.toml", "[[tenant]]\nname = \"no blanks\"\n");
    let path = |file: &PathBuf| file.display().to_string();
    let cases = [
        (vec!["--config".to_owned(), "/nowhere/x.toml".into()], "/nowhere/x.toml cannot be read"),
        (vec!["--config".to_owned(), path(&wrong)], "wrong.toml, line 4: unknown field `usr`"),
        (vec!["--config".to_owned(), path(&nobody)], "no tenant is configured: add [[tenant]]"),
        (vec!["--config".to_owned(), path(&spelt)], "use letters, digits and hyphens"),
        (vec!["--config".to_owned(), path(&taken)], "choose another port"),
        (vec!["--seed".to_owned(), "seven".into()], "--seed seven is not a number"),
        (vec!["--seed".to_owned()], "--seed needs a value"),
        (vec!["--sed".to_owned()], "--sed is not an option"),
    ];
    for (words, text) in &cases {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let said = refused(&words);
        assert!(said.contains(text), "{words:?}: {said}");
        assert_eq!(said.trim_end().lines().count(), 1, "{words:?}: {said}");
    }
}

#[test]
fn decision_3_one_ready_line_and_an_end_on_request() {
    let mut child = Command::new(PROGRAM)
        .args(["--seed", "7"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut line = String::new();
    let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
    out.read_line(&mut line).expect("a line");
    let ready: serde_json::Value = serde_json::from_str(&line).expect("JSON");
    assert_eq!(ready["pid"], child.id());
    for name in ["graph", "acs", "signin", "sip", "control"] {
        assert!(ready.get(name).is_some(), "{name}: {line}");
    }
    assert_eq!(ready["sip"].as_array().map(Vec::len), Some(3));
    let asked = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(asked.expect("kill is everywhere").success());
    let ended = child.wait_with_output().expect("it ends");
    assert!(ended.status.success(), "{ended:?}");
    let totals = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(totals.contains("ended after 0 calls"), "{totals}");
    line.clear();
    assert_eq!(out.read_line(&mut line).expect("the end"), 0, "one line only: {line}");
}
