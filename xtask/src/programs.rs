//! The programs that the interop tests judge us by, from Debian.

use std::path::Path;
use std::process::Command;

use crate::steps::well;

/// A program, the package that brings it, and a file that must be there besides.
struct Program {
    name: &'static str,
    package: &'static str,
    part: Option<&'static str>,
}

const fn program(name: &'static str, package: &'static str) -> Program {
    Program { name, package, part: None }
}

const PROGRAMS: &[Program] = &[
    program("sipp", "sip-tester"),
    program("kamailio", "kamailio"),
    Program {
        part: Some("kamailio/modules/tls.so"),
        ..program("kamailio", "kamailio-tls-modules")
    },
    program("baresip", "baresip-core"),
    program("espeak-ng", "espeak-ng"),
    program("tshark", "tshark"),
    program("openssl", "openssl"),
    program("sox", "sox"),
    program("python3", "python3-venv"),
    program("node", "nodejs"),
    program("npm", "npm"),
    program("chromium", "chromium"),
];

/// Where programs and their parts lie, beside `PATH`.
const FOLDERS: [&str; 2] = ["/usr/sbin", "/usr/local/sbin"];
const LIBRARIES: [&str; 4] =
    ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib", "/usr/local/lib"];

impl Program {
    fn is_here(&self) -> bool {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let more = FOLDERS.iter().map(std::path::PathBuf::from);
        let found = std::env::split_paths(&path).chain(more).any(|d| d.join(self.name).is_file());
        let part = self.part.is_none_or(|part| {
            LIBRARIES.iter().any(|folder| Path::new(folder).join(part).is_file())
        });
        found && part
    }
}

/// Installs what is missing if this is Debian and we are root. Says what is still missing.
pub(crate) fn prepare() -> Vec<&'static str> {
    let missing = missing();
    if missing.is_empty() {
        eprintln!("   all programs are here");
        return missing;
    }
    if !may_install() {
        eprintln!("   as root on Debian: apt-get install --yes {}", missing.join(" "));
        return missing;
    }
    let apt = || {
        let mut apt = Command::new("apt-get");
        apt.env("DEBIAN_FRONTEND", "noninteractive");
        apt
    };
    // A stale list is no reason to stop: the packages may still be found.
    let _ = well(apt().args(["update", "--quiet=2"]));
    let install = ["install", "--yes", "--quiet=2", "--no-install-recommends"];
    if !well(apt().args(install).args(&missing)) {
        // One that is unknown here must not keep the others away.
        for package in &missing {
            let _ = well(apt().args(install).arg(package));
        }
    }
    self::missing()
}

fn missing() -> Vec<&'static str> {
    PROGRAMS.iter().filter(|program| !program.is_here()).map(|program| program.package).collect()
}

fn may_install() -> bool {
    let id = Command::new("id").arg("-u").output();
    let root = id.is_ok_and(|output| output.stdout == b"0\n");
    root && Path::new("/usr/bin/apt-get").is_file()
}
