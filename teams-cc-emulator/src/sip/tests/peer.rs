//! A scripted trunk: it writes bytes and reads bytes, and knows nothing of dialogs.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rustls::{ClientConfig, RootCertStore, ServerConfig};
use rustls_pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::{TlsAcceptor, TlsConnector};

use crate::certs::Flaw;
use crate::sip::golden;
use crate::sip::text::Text;
use crate::{Emulator, Settings, TenantSettings, UserSettings};

/// The world of the golden messages: carrier trunk `customers.adatum.biz`, Woodgrove's `sbc1`
/// below it, and Ada with her number.
pub(super) async fn woodgrove() -> Emulator {
    let ada = |name: &str, number: &str| UserSettings {
        name: name.into(),
        number: number.parse().ok(),
        ..UserSettings::default()
    };
    let settings = Settings {
        trunk: "customers.adatum.biz".into(),
        tenants: vec![TenantSettings {
            name: "woodgrove".into(),
            trunk: Some("sbc1.customers.adatum.biz".into()),
            users: vec![ada("ada", "+12065550100"), ada("bob", "+12065550102")],
            ..TenantSettings::default()
        }],
        ..Settings::default()
    };
    settings.start().await.expect("the emulator starts")
}

/// One message and the connection it came on.
pub(super) struct Got {
    pub(super) text: Text,
    pub(super) raw: String,
    back: mpsc::UnboundedSender<String>,
    /// Number of the connection: 0 is the peer's own.
    pub(super) connection: usize,
}

impl Got {
    /// Answers with a status line, the headers every answer repeats, and these lines.
    pub(super) fn answer(&self, status: &str, lines: &str, body: &str) {
        let mut out = format!("SIP/2.0 {status}\r\n");
        for name in ["Via", "From", "To", "Call-ID", "CSeq"] {
            for value in self.text.all(name) {
                let tag =
                    name == "To" && self.text.to_tag().is_none() && !status.starts_with("100");
                let tag = if tag { ";tag=6cd745f83d" } else { "" };
                write!(out, "{name}: {value}{tag}\r\n").unwrap();
            }
        }
        out += lines;
        if !body.is_empty() {
            out += "Content-Type: application/sdp\r\n";
        }
        write!(out, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        self.back.send(out).ok();
    }
}

/// The trunk.
pub(super) struct Peer {
    own: mpsc::UnboundedSender<String>,
    inbox: mpsc::UnboundedReceiver<Got>,
    pub(super) address: SocketAddr,
}

impl Peer {
    /// Listens where the emulator expects the trunk, and connects to proxy `proxy`.
    pub(super) async fn new(teams: &Emulator, proxy: usize) -> Self {
        let (sender, inbox) = mpsc::unbounded_channel();
        let leaf = teams.stage().certs.trunk_leaf("customers.adatum.biz", Flaw::None).unwrap();
        let provider = || Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let server = ServerConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(leaf.chain(), leaf.key())
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        teams.stage().trunk_is_at(address);
        let acceptor = TlsAcceptor::from(Arc::new(server));
        let to_inbox = sender.clone();
        tokio::spawn(async move {
            for connection in 1.. {
                let Ok((stream, _)) = listener.accept().await else { return };
                let (acceptor, to_inbox) = (acceptor.clone(), to_inbox.clone());
                tokio::spawn(async move {
                    if let Ok(stream) = acceptor.accept(stream).await {
                        let (back, lines) = mpsc::unbounded_channel();
                        speak(stream, back, lines, to_inbox, connection).await;
                    }
                });
            }
        });
        let stream = connect(teams, proxy, Some(Flaw::None)).await.expect("the proxy accepts");
        let (own, lines) = mpsc::unbounded_channel();
        tokio::spawn(speak(stream, own.clone(), lines, sender, 0));
        Self { own, inbox, address }
    }

    pub(super) fn send(&self, text: &str) {
        self.own.send(text.to_owned()).unwrap();
    }

    pub(super) async fn next(&mut self) -> Got {
        let next = tokio::time::timeout(Duration::from_secs(10), self.inbox.recv());
        next.await.expect("a message within ten seconds").expect("the peer lives")
    }

    /// The next message, which must be this answer; 100 is passed over.
    pub(super) async fn status(&mut self, status: u16) -> Got {
        loop {
            let got = self.next().await;
            if got.text.status() == 100 && status != 100 {
                continue;
            }
            assert_eq!(got.text.status(), status, "{}", got.raw);
            return got;
        }
    }

    /// The next message, which must be this request; OPTIONS are answered and passed over.
    pub(super) async fn request(&mut self, method: &str) -> Got {
        loop {
            let got = self.next().await;
            if got.text.method() == "OPTIONS" && method != "OPTIONS" {
                got.answer(
                    "200 OK",
                    "Contact: <sip:customers.adatum.biz>\r\nAllow: INVITE\r\n",
                    "",
                );
                continue;
            }
            assert_eq!(got.text.method(), method, "{}", got.raw);
            return got;
        }
    }
}

/// A TLS connection to a proxy, with a trunk certificate or without one.
pub(super) async fn connect(
    teams: &Emulator,
    proxy: usize,
    flaw: Option<Flaw>,
) -> std::io::Result<tokio_rustls::client::TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(teams.stage().certs.root()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots);
    let config = match flaw {
        Some(flaw) => {
            let leaf = teams.stage().certs.trunk_leaf("customers.adatum.biz", flaw).unwrap();
            builder.with_client_auth_cert(leaf.chain(), leaf.key()).unwrap()
        }
        None => builder.with_no_client_auth(),
    };
    let stream = TcpStream::connect(teams.stage().addresses().sip[proxy]).await?;
    let name = ServerName::try_from(super::super::PROXIES[proxy]).unwrap();
    let mut stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await?;
    // A refused client certificate shows with the first read in TLS 1.3, at once in 1.2.
    stream.flush().await?;
    Ok(stream)
}

async fn speak<T: AsyncRead + AsyncWrite + Unpin>(
    mut stream: T,
    back: mpsc::UnboundedSender<String>,
    mut lines: mpsc::UnboundedReceiver<String>,
    inbox: mpsc::UnboundedSender<Got>,
    connection: usize,
) {
    let mut held = String::new();
    let mut buffer = [0; 4096];
    loop {
        tokio::select! {
            read = stream.read(&mut buffer) => {
                let Ok(length @ 1..) = read else { return };
                held += std::str::from_utf8(&buffer[..length]).unwrap();
                while let Some(raw) = cut(&mut held) {
                    let text = Text::read(raw.as_bytes()).unwrap();
                    inbox.send(Got { text, raw, back: back.clone(), connection }).ok();
                }
            }
            line = lines.recv() => {
                let Some(line) = line else { return };
                if stream.write_all(line.as_bytes()).await.is_err() {
                    return;
                }
            }
        }
    }
}

/// A whole message off the front, framed by hand.
fn cut(held: &mut String) -> Option<String> {
    let head = held.find("\r\n\r\n")? + 4;
    let length = held[..head].lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().unwrap())
    });
    let end = head + length.unwrap_or(0);
    (held.len() >= end).then(|| held.drain(..end).collect())
}

/// A golden message with some text exchanged, its Content-Length right again.
pub(super) fn changed(name: &str, changes: &[(&str, &str)]) -> String {
    let mut text = golden::text(name);
    for (from, to) in changes {
        assert!(text.contains(from), "{name} has no {from:?}");
        text = text.replace(from, to);
    }
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let lines: Vec<String> = head
        .split("\r\n")
        .map(|line| match line.split_once(':') {
            Some((name, _)) if name.eq_ignore_ascii_case("content-length") => {
                format!("{name}: {}", body.len())
            }
            _ => line.to_owned(),
        })
        .collect();
    format!("{}\r\n\r\n{body}", lines.join("\r\n"))
}

/// The SDP part of a golden message.
pub(super) fn body(name: &str) -> String {
    golden::text(name).split_once("\r\n\r\n").unwrap().1.to_owned()
}
