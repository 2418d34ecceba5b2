//! Our trunk dials `openssl s_server`.

use std::time::Duration;

use teams_cc_emulator::certs::{Flaw, Leaf};

use super::{PATIENCE, Papers};
use crate::ours::dial;
use crate::program::{Running, free_tcp};

/// What `s_server` saw of one connection of ours.
struct Seen {
    log: String,
    /// Whether we got through the handshake and sent OPTIONS.
    was_heard: bool,
}

async fn dialled(papers: &Papers, flaw: Flaw, more: &[&str]) -> Seen {
    let certs = &papers.teams.stage().certs;
    let ca = papers.folder.write("ca.pem", certs.root_pem());
    let (file, key) = papers.files("proxy", &papers.proxy(flaw));
    let port = free_tcp().port();
    let mut command = papers.openssl();
    command.args(["s_server", "-accept", &format!("127.0.0.1:{port}"), "-cert"]).arg(&file);
    command.arg("-cert_chain").arg(&file).arg("-key").arg(&key).arg("-CAfile").arg(&ca);
    // -Verify: a client certificate is required, and the chain may have two levels.
    command.args(["-Verify", "2", "-verify_return_error", "-naccept", "1"]).args(more);
    command.stdin(std::process::Stdio::piped());
    let mut server = Running::start(&mut command, &papers.folder, "s_server");
    server.says("ACCEPT", PATIENCE);
    let dialled = dial(&papers.teams, port).await;
    let until = std::time::Instant::now() + PATIENCE;
    while std::time::Instant::now() < until {
        let log = server.log();
        // Either the request was decrypted, or the handshake failed and was said to.
        if log.contains("OPTIONS sip:") || log.contains("error:") || log.contains("ERROR") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    drop(dialled);
    let log = server.log();
    let was_heard = log.contains("OPTIONS sip:");
    Seen { log, was_heard }
}

#[tokio::test(flavor = "multi_thread")]
async fn dr_03_dr_04_dr_09_we_present_our_chain_and_the_dialled_name_with_each_suite() {
    let Some(papers) = Papers::new("dials").await else { return };
    let other = papers.teams.stage().certs.leaf(&["localhost"]).expect("a leaf");
    let (file, key) = papers.files("named", &other);
    let (file, key) = (file.display().to_string(), key.display().to_string());
    for suite in [
        &["-tls1_2", "-cipher", "ECDHE-RSA-AES256-GCM-SHA384"][..],
        &["-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256"],
        &["-tls1_3"],
    ] {
        // With -servername, any other SNI (or none) ends the handshake.
        let sni = ["-servername", "localhost", "-servername_fatal", "-cert2", &file, "-key2", &key];
        let seen = dialled(&papers, Flaw::None, &[suite, &sni[..]].concat()).await;
        assert!(seen.was_heard, "{suite:?}:\n{}", seen.log);
        assert!(seen.log.contains("CN = sbc.contoso.example"), "{}", seen.log);
        assert!(seen.log.contains("Switching server context"), "SNI: {}", seen.log);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn dr_03_we_do_not_speak_older_versions_or_other_suites() {
    let Some(papers) = Papers::new("refuses").await else { return };
    for old in [
        &["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"][..],
        &["-tls1_2", "-cipher", "AES128-GCM-SHA256"],
        &["-tls1_2", "-cipher", "ECDHE-RSA-AES256-SHA384"],
    ] {
        let seen = dialled(&papers, Flaw::None, old).await;
        assert!(!seen.was_heard, "{old:?}:\n{}", seen.log);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn dr_08_a_proxy_with_a_bad_certificate_gets_no_sip() {
    let Some(papers) = Papers::new("proxies").await else { return };
    for flaw in [Flaw::Expired, Flaw::NotYetValid, Flaw::WrongName, Flaw::UnknownAuthority] {
        for version in ["-tls1_2", "-tls1_3"] {
            let seen = dialled(&papers, flaw, &[version]).await;
            assert!(!seen.was_heard, "{flaw:?} {version}:\n{}", seen.log);
            assert!(seen.log.contains("alert"), "{flaw:?} {version}:\n{}", seen.log);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn dr_10_a_renewed_certificate_is_presented_to_the_proxy_without_a_restart() {
    let Some(papers) = Papers::new("renews").await else { return };
    let certs = &papers.teams.stage().certs;
    let ca = papers.folder.write("ca.pem", certs.root_pem());
    let (file, key) = papers.files("proxy", &papers.proxy(Flaw::None));
    let port = free_tcp().port();
    let mut command = papers.openssl();
    command.args(["s_server", "-accept", &format!("127.0.0.1:{port}"), "-cert"]).arg(&file);
    command.arg("-key").arg(&key).arg("-CAfile").arg(&ca);
    command.args(["-Verify", "2", "-verify_return_error", "-tls1_2"]);
    command.stdin(std::process::Stdio::piped());
    let mut server = Running::start(&mut command, &papers.folder, "s_server");
    server.says("ACCEPT", PATIENCE);
    let trunk = dial(&papers.teams, port).await;
    let names = ["sbc.contoso.example", "*.sbc.contoso.example", "renewed.example"];
    let (old, new) = (
        certs.trunk_leaf("sbc.contoso.example", Flaw::None).expect("a leaf"),
        certs.leaf(&names).expect("a leaf"),
    );
    // s_server prints the certificate of each client; its last line tells two leaves apart.
    let signature = |leaf: &Leaf| {
        let text = leaf.chain_pem();
        let body = &text[..text.find("-----END").expect("PEM")];
        body.trim_end().lines().last().expect("a line").trim().to_owned()
    };
    server.says(&signature(&old), PATIENCE);
    let config = papers.teams.config();
    std::fs::write(&config.trunk_certificate, new.chain_pem()).expect("writable");
    std::fs::write(&config.trunk_key, new.key_pem()).expect("writable");
    assert!(trunk.reload_certificates().expect("a good pair"), "it is another one");
    // The old connection falls quiet and ends; a call needs a new one.
    let to: teams_cc_core::E164 = "+14255550100".parse().expect("a number");
    let calling = tokio::spawn(trunk.dial(to).ring_for(PATIENCE).into_future());
    server.says(&signature(&new), PATIENCE);
    calling.abort();
}
