//! Our side of the TLS tests: a listener and a dialler as a trunk's config describes them.

use std::net::SocketAddr;

use teams_cc_emulator::Emulator;
use teams_cc_sip::driver::tls::{
    ClientCertificate, ClientTls, Identity, Names, Roots, ServerTls, Trust,
};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;
use tokio_rustls::{TlsAcceptor, TlsConnector};

/// What a peer asks, complete and small.
pub(crate) const OPTIONS: &str = "OPTIONS sip:sbc.contoso.example:5061;transport=tls SIP/2.0\r\n\
Via: SIP/2.0/TLS localhost:5061;branch=z9hG4bKinterop1;alias\r\n\
Max-Forwards: 70\r\nFrom: <sip:sip.pstnhub.microsoft.com:5061>;tag=1\r\n\
To: <sip:sbc.contoso.example>\r\nCall-ID: interop-1\r\nCSeq: 1 OPTIONS\r\n\
Contact: <sip:sip.pstnhub.microsoft.com:5061;transport=tls>\r\nContent-Length: 0\r\n\r\n";

/// Ends with this value.
#[derive(Debug)]
pub(crate) struct Ours {
    address: SocketAddr,
    task: AbortHandle,
}

impl Ours {
    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }
}

impl Drop for Ours {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn papers(teams: &Emulator) -> (Identity, Roots) {
    let config = teams.config();
    let identity = Identity::from_files(&config.trunk_certificate, &config.trunk_key);
    let roots = Roots::load(&Trust::Pem(config.ca_pem));
    (identity.expect("a certificate"), roots.expect("roots"))
}

/// A listener; `lines` are lines of the trunk's config.
pub(crate) async fn listener(teams: &Emulator, lines: &[&str]) -> Ours {
    let (identity, roots) = papers(teams);
    let client = match lines.iter().any(|line| line.contains("required")) {
        true => ClientCertificate::Required,
        false => ClientCertificate::default(),
    };
    let names = Names::OneOf(vec!["sip.pstnhub.microsoft.com".into()]);
    let tls = ServerTls::new(&identity, client, &roots, names).expect("TLS");
    let acceptor = TlsAcceptor::from(tls.rustls());
    let socket = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = socket.local_addr().expect("an address");
    let task = tokio::spawn(async move {
        while let Ok((stream, _)) = socket.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                let mut heard = [0; 2048];
                if stream.read(&mut heard).await.is_ok_and(|n| heard[..n].starts_with(b"OPTIONS")) {
                    let _ = stream.write_all(b"SIP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n").await;
                    let _ = stream.shutdown().await;
                }
            });
        }
    });
    Ours { address, task: task.abort_handle() }
}

/// Dials a proxy at that port of localhost and sends OPTIONS.
pub(crate) async fn dial(teams: &Emulator, port: u16) -> Ours {
    let (identity, roots) = papers(teams);
    let tls = ClientTls::new(Some(&identity), &roots, Names::Dialled).expect("TLS");
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    let task = tokio::spawn(async move {
        let stream = TcpStream::connect(address).await.expect("s_server listens");
        let name = "localhost".try_into().expect("a name");
        let Ok(mut stream) = TlsConnector::from(tls.rustls()).connect(name, stream).await else {
            return;
        };
        let _ = stream.write_all(OPTIONS.as_bytes()).await;
        std::future::pending::<()>().await;
    });
    Ours { address, task: task.abort_handle() }
}
