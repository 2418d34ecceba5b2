//! Cuts the program out of the README, so that the example `readme` is the README's own text.

use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=../README.md");
    let readme = std::fs::read_to_string("../README.md").expect("the README is beside examples");
    let program = readme.split("```rust\n").nth(1).and_then(|rest| rest.split("```").next());
    let program = program.expect("the README has a Rust block");
    let out = std::env::var("OUT_DIR").expect("cargo sets it");
    std::fs::write(Path::new(&out).join("readme.rs"), program).expect("OUT_DIR is writable");
}
