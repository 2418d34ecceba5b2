//! OpenSSL judges the TLS of a trunk in the Direct Routing profile: `s_client` against its listener,
//! `s_server` as the proxy it dials, `verify` on its certificate (DR-03 to DR-09).

mod as_client;
mod as_server;
mod emulator;

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use teams_cc_core::Rng;
use teams_cc_emulator::certs::{Flaw, Leaf};
use teams_cc_emulator::{Emulator, Settings};

use crate::program::{Folder, program, run};

/// Longest time a handshake and one answer may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// Certificates of an emulator's authority, as files OpenSSL reads.
struct Papers {
    teams: Emulator,
    folder: Folder,
    openssl: PathBuf,
}

/// Whether `s_client` has seen all there is to see: an answer, or an alert.
fn is_over(said: &str) -> bool {
    let answered = said.find("SIP/2.0 ").is_some_and(|at| said[at..].contains("\r\n\r\n"));
    answered || said.contains("alert") || said.contains("verify error")
}

impl Papers {
    async fn new(name: &str) -> Option<Self> {
        let openssl = program("openssl")?;
        let seed = Rng::from_seed(name.len() as u64).next_u64() >> 8;
        let teams = Settings::default().seed(seed).start().await.expect("the emulator starts");
        Some(Self { teams, folder: Folder::new(name), openssl })
    }

    fn openssl(&self) -> Command {
        let mut command = Command::new(&self.openssl);
        command.current_dir(self.folder.path());
        command
    }

    /// `NAME.crt` and `NAME.key` in the folder.
    fn files(&self, name: &str, leaf: &Leaf) -> (PathBuf, PathBuf) {
        let certificate = self.folder.write(&format!("{name}.crt"), leaf.chain_pem());
        let key = self.folder.write(&format!("{name}.key"), leaf.key_pem());
        (certificate, key)
    }

    /// A leaf of a Teams proxy.
    fn proxy(&self, flaw: Flaw) -> Leaf {
        let names = ["sip.pstnhub.microsoft.com", "localhost"];
        self.teams.stage().certs.flawed_leaf(&names, flaw).expect("a leaf")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn dr_06_openssl_reads_the_names_of_a_certificate_as_we_do() {
    let Some(papers) = Papers::new("names").await else { return };
    let certs = &papers.teams.stage().certs;
    let ca = papers.folder.write("ca.pem", certs.root_pem());
    let wildcard = certs.leaf(&["*.customers.adatum.biz"]).expect("a leaf");
    let carrier = certs.trunk_leaf("customers.adatum.biz", Flaw::None).expect("a leaf");
    for (name, leaf) in [("wildcard", &wildcard), ("carrier", &carrier)] {
        let (file, _) = papers.files(name, leaf);
        let der = leaf.chain()[0].clone();
        let patterns = teams_cc_sip::driver::tls::names::of(&der);
        for host in [
            "customers.adatum.biz",
            "sbc1.customers.adatum.biz",
            "a.sbc1.customers.adatum.biz",
            "SBC1.Customers.Adatum.Biz",
            "adatum.biz",
        ] {
            let mut command = papers.openssl();
            command.args(["verify", "-CAfile"]).arg(&ca);
            command.args(["-verify_hostname", host]).arg(&file);
            let theirs = run(&mut command, b"", PATIENCE).status.success();
            let matches =
                |pattern: &String| teams_cc_sip::driver::tls::names::matches(pattern, host);
            let ours = patterns.iter().any(matches);
            assert_eq!(ours, theirs, "{name} and {host}");
        }
    }
}
