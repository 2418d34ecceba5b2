//! `openssl s_client` as a trunk in front of the emulated proxies: who judges others is judged.

use teams_cc_emulator::certs::{Flaw, Leaf};

use super::{PATIENCE, Papers, is_over};
use crate::program::run_until;

impl Papers {
    /// Connects to a proxy with a trunk's certificate, sends OPTIONS with this Contact host, and
    /// gives what came back.
    fn knock(&self, proxy: usize, leaf: Option<&Leaf>, contact: &str, more: &[&str]) -> String {
        let port = self.teams.stage().addresses().sip[proxy].port();
        let ca = self.folder.write("ca.pem", self.teams.stage().certs.root_pem());
        let mut command = self.openssl();
        command.args(["s_client", "-connect", &format!("localhost:{port}")]);
        command.args(["-servername", "sip.pstnhub.microsoft.com", "-verify_return_error"]);
        command.args(["-verify_hostname", "sip.pstnhub.microsoft.com", "-ign_eof", "-CAfile"]);
        command.arg(ca).args(more);
        if let Some(leaf) = leaf {
            let (file, key) = self.files("trunk", leaf);
            command.arg("-cert").arg(&file).arg("-cert_chain").arg(file).arg("-key").arg(key);
        }
        let options = format!(
            "OPTIONS sip:sip.pstnhub.microsoft.com:5061;transport=tls SIP/2.0\r\n\
             Via: SIP/2.0/TLS {contact}:5061;branch=z9hG4bKknock{proxy}\r\nMax-Forwards: 70\r\n\
             From: <sip:{contact}>;tag=1\r\nTo: <sip:sip.pstnhub.microsoft.com:5061>\r\n\
             Call-ID: knock-{proxy}-{contact}\r\nCSeq: 1 OPTIONS\r\n\
             Contact: <sip:{contact}:5061;transport=tls>\r\nContent-Length: 0\r\n\r\n"
        );
        let output = run_until(&mut command, options.as_bytes(), PATIENCE, is_over);
        let both = [&output.stdout[..], &output.stderr[..]].concat();
        String::from_utf8_lossy(&both).into_owned()
    }

    fn trunk(&self, flaw: Flaw) -> Leaf {
        self.teams.stage().certs.trunk_leaf("sbc.contoso.example", flaw).expect("a leaf")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn em_01_each_proxy_wants_a_client_certificate_and_answers_options() {
    let Some(papers) = Papers::new("em01").await else { return };
    let good = papers.trunk(Flaw::None);
    for proxy in 0..3 {
        let said = papers.knock(proxy, Some(&good), "sbc.contoso.example", &["-tls1_2"]);
        assert!(said.contains("SIP/2.0 200"), "{said}");
    }
    let said = papers.knock(0, None, "sbc.contoso.example", &["-tls1_2"]);
    assert!(!said.contains("SIP/2.0") && said.contains("alert"), "no certificate: {said}");
    for flaw in [Flaw::ServerOnly, Flaw::Expired, Flaw::UnknownAuthority] {
        let said = papers.knock(0, Some(&papers.trunk(flaw)), "sbc.contoso.example", &["-tls1_2"]);
        assert!(!said.contains("SIP/2.0"), "{flaw:?}: {said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn dr_40_a_contact_host_that_the_certificate_does_not_name_is_refused() {
    let Some(papers) = Papers::new("em01names").await else { return };
    let good = papers.trunk(Flaw::None);
    for (host, answer) in [
        ("adatum.sbc.contoso.example", "SIP/2.0 200"),
        ("somebody.else.example", "SIP/2.0 403"),
        ("127.0.0.1", "SIP/2.0 403"),
    ] {
        let said = papers.knock(0, Some(&good), host, &["-tls1_2"]);
        assert!(said.contains(answer), "{host}: {said}");
    }
}
