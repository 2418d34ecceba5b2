//! Our side of the TLS tests: a trunk in the Direct Routing profile, as the emulator's file describes
//! it, with its listener or its peers changed.

use teams_cc_emulator::Emulator;
use teams_cc_sip::{Trunk, TrunkConfig};

/// What a peer asks, complete and small.
pub(crate) const OPTIONS: &str = "OPTIONS sip:sbc.contoso.example:5061;transport=tls SIP/2.0\r\n\
Via: SIP/2.0/TLS localhost:5061;branch=z9hG4bKinterop1;alias\r\n\
Max-Forwards: 70\r\nFrom: <sip:sip.pstnhub.microsoft.com:5061>;tag=1\r\n\
To: <sip:sbc.contoso.example>\r\nCall-ID: interop-1\r\nCSeq: 1 OPTIONS\r\n\
Contact: <sip:sip.pstnhub.microsoft.com:5061;transport=tls>\r\nContent-Length: 0\r\n\r\n";

async fn open(teams: &Emulator, peers: Option<&str>, lines: &[&str]) -> Trunk {
    let config = teams.config();
    let mut text = lines.join("\n") + "\n";
    for line in config.direct_routing_toml.lines() {
        match (line.split(' ').next(), peers) {
            (Some("listen"), _) => text.push_str("listen = [\"tls:127.0.0.1:0\"]"),
            (Some("peers"), Some(peers)) => text.push_str(peers),
            _ => text.push_str(line),
        }
        text.push('\n');
    }
    let config = TrunkConfig::from_toml(&text, &config.direct_routing_file).expect("a good file");
    Trunk::open(config).await.expect("the trunk opens")
}

/// A listener and its port; `lines` are put in front of the trunk's config.
pub(crate) async fn listener(teams: &Emulator, lines: &[&str]) -> (Trunk, u16) {
    let trunk = open(teams, None, lines).await;
    let port = trunk.bound()[0].1.port();
    (trunk, port)
}

/// A trunk whose only proxy is at that port of localhost; it asks OPTIONS at once (DR-20).
pub(crate) async fn dial(teams: &Emulator, port: u16) -> Trunk {
    open(teams, Some(&format!("peers = [\"tls:localhost:{port}\"]")), &[]).await
}
