//! Builds libsrtp on OpenSSL from the source in the crate `srtp2-sys`, with libsrtp's own
//! configure and flags, and a shim of four functions.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=shim.c");
    if env::var_os("CARGO_FEATURE_LIBSRTP").is_none() {
        return;
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("set by cargo"));
    let source = source().join("libsrtp");
    run(Command::new("sh").arg(source.join("configure")).arg("--enable-openssl").current_dir(&out));
    run(Command::new("make").arg("libsrtp2.a").current_dir(&out));
    cc::Build::new()
        .file("shim.c")
        .include(source.join("include"))
        .include(source.join("crypto/include"))
        .opt_level(3)
        .compile("shim");
    println!("cargo:rustc-link-search={}", out.display());
    println!("cargo:rustc-link-lib=static=srtp2");
    println!("cargo:rustc-link-lib=crypto");
}

/// Where cargo unpacked the crate.
fn source() -> PathBuf {
    let cargo = env::var_os("CARGO").expect("set by cargo");
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--all-features"])
        .output()
        .expect("cargo metadata runs");
    let metadata: serde_json::Value =
        serde_json::from_slice(&output.stdout).expect("cargo metadata gives JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let package = packages.iter().find(|package| package["name"] == "srtp2-sys").expect("fetched");
    let manifest = package["manifest_path"].as_str().expect("a path");
    Path::new(manifest).parent().expect("a folder").to_owned()
}

fn run(command: &mut Command) {
    let status = command.status().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(status.success(), "{command:?}: {status}");
}
