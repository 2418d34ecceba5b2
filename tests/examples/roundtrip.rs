//! Payloads as Microsoft documents them, and as its services differ from that.

use crate::command;
use crate::program::{Folder, root, run};

#[test]
fn s9_1_every_documented_payload_comes_out_as_it_went_in() {
    let folder = Folder::new("roundtrip");
    let mut roundtrip = command("roundtrip", &folder);
    roundtrip.arg(root().join("tests/corpus/graph-payloads"));
    let output = run(&mut roundtrip, b"", crate::PATIENCE);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.ends_with("unchanged 21 of 21\n"), "{said}");
}
