//! Requests that the emulated service makes of the program under test: callbacks, notifications,
//! prompts. A thin driver over hyper; it reaches loopback only.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method, Request, Uri, header};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use parking_lot::Mutex;
use rustls_pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::Clock;
use crate::trust::Trusted;

/// Largest answer taken: a long prompt of 16 kHz.
const MOST_ANSWER: usize = 32 * 1024 * 1024;

/// What an answer on loopback takes at most, whatever the emulator's clock says.
pub(crate) const GRACE: Duration = Duration::from_millis(250);

/// What came back.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Reply {
    /// A header as text; empty if it is absent.
    pub(crate) fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// Why nothing came back, in a few words.
pub(crate) type Lost = String;

/// Makes requests. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Outbound {
    clock: Clock,
    trusted: Arc<Mutex<Trusted>>,
}

/// What a request is made of.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) method: Method,
    pub(crate) url: String,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
}

impl Sent {
    /// `GET`, without a body.
    pub(crate) fn get(url: &str) -> Self {
        Self { method: Method::GET, url: url.into(), headers: Vec::new(), body: Vec::new() }
    }

    /// `POST` of JSON.
    pub(crate) fn post_json(url: &str, body: &serde_json::Value) -> Self {
        let headers = vec![("content-type", "application/json; charset=utf-8".to_owned())];
        let body = body.to_string().into_bytes();
        Self { method: Method::POST, url: url.into(), headers, body }
    }

    /// `POST` of one CloudEvent in JSON.
    pub(crate) fn post_cloud_event(url: &str, event: &serde_json::Value) -> Self {
        let kind = "application/cloudevents+json; charset=utf-8".to_owned();
        Self { headers: vec![("content-type", kind)], ..Self::post_json(url, event) }
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// Whether the emulator would call that address: http or https, on loopback.
pub(crate) fn is_reachable(url: &str) -> bool {
    url.parse::<Uri>().is_ok_and(|uri| target(&uri).is_some())
}

/// Whether an https address lies under a name that is reserved for documents and tests (RFC 2606,
/// RFC 6761): nobody can listen there, so nothing is lost by not asking.
pub(crate) fn is_nobodys(url: &str) -> bool {
    let Some(host) = url.parse::<Uri>().ok().and_then(|uri| {
        (uri.scheme_str() == Some("https")).then(|| uri.host().unwrap_or_default().to_owned())
    }) else {
        return false;
    };
    let host = host.to_ascii_lowercase();
    let last = host.rsplit('.').next().unwrap_or_default();
    let two = host.rsplitn(3, '.').take(2).collect::<Vec<_>>();
    matches!(last, "example" | "test" | "invalid")
        || matches!(two.as_slice(), ["com" | "net" | "org", "example"])
}

/// Host and addresses behind an http or https URI that stands for this machine, in the order of
/// asking: a server that listens on `localhost` has one of two.
fn target(uri: &Uri) -> Option<(String, Vec<SocketAddr>)> {
    let default = match uri.scheme_str()? {
        "http" | "ws" => 80,
        "https" | "wss" => 443,
        _ => return None,
    };
    let host = uri.host()?.trim_start_matches('[').trim_end_matches(']').to_owned();
    let port = uri.port_u16().unwrap_or(default);
    let (v4, v6) = (IpAddr::from(Ipv4Addr::LOCALHOST), IpAddr::from(Ipv6Addr::LOCALHOST));
    let ips = match host.to_ascii_lowercase().as_str() {
        "localhost" => vec![v4, v6],
        other if other.ends_with(".localhost") => vec![v4, v6],
        other => vec![other.parse::<IpAddr>().ok().filter(IpAddr::is_loopback)?],
    };
    Some((host, ips.into_iter().map(|ip| SocketAddr::new(ip, port)).collect()))
}

/// Connects to the first address where somebody listens.
async fn connect(addresses: &[SocketAddr]) -> Result<TcpStream, Lost> {
    TcpStream::connect(addresses).await.map_err(|error| error.to_string())
}

impl Outbound {
    /// Over TLS it trusts `root_pem`, the emulator's own authority, and whom [`trust`](Self::trust)
    /// adds.
    pub(crate) fn new(clock: Clock, root_pem: &str) -> Self {
        Self { clock, trusted: Arc::new(Mutex::new(Trusted::new(root_pem))) }
    }

    /// Takes these certificates (PEM) too from now on; how many there were.
    pub(crate) fn trust(&self, pem: &[u8]) -> Result<usize, String> {
        self.trusted.lock().add(pem)
    }

    fn tls(&self) -> TlsConnector {
        TlsConnector::from(self.trusted.lock().tls())
    }

    /// Makes one request; `patience` is of the emulator's time. An answer that is under way when a
    /// test moves the clock still counts.
    pub(crate) async fn send(&self, sent: Sent, patience: Duration) -> Result<Reply, Lost> {
        let too_late = async {
            self.clock.sleep(patience).await;
            tokio::time::sleep(GRACE).await;
        };
        tokio::select! {
            answer = self.exchange(sent) => answer,
            () = too_late => Err(format!("no answer in {} s", patience.as_secs())),
        }
    }

    /// A connection for a socket, with TLS for `wss`.
    pub(crate) async fn dial(&self, url: &str) -> Result<Box<dyn crate::acs::Both>, Lost> {
        let uri: Uri = url.parse().map_err(|_| "the address cannot be read".to_owned())?;
        let Some((host, addresses)) = target(&uri) else {
            return Err("the emulator reaches loopback addresses only".into());
        };
        let stream = connect(&addresses).await?;
        // Frames of 20 ms do not wait for each other.
        stream.set_nodelay(true).map_err(|error| error.to_string())?;
        if uri.scheme_str() != Some("wss") {
            return Ok(Box::new(stream));
        }
        let name = ServerName::try_from(host).map_err(|error| error.to_string())?;
        let stream = self.tls().connect(name, stream).await.map_err(|error| error.to_string())?;
        Ok(Box::new(stream))
    }

    async fn exchange(&self, sent: Sent) -> Result<Reply, Lost> {
        let uri: Uri = sent.url.parse().map_err(|_| "the address cannot be read".to_owned())?;
        let Some((host, addresses)) = target(&uri) else {
            return Err("the emulator reaches loopback addresses only".into());
        };
        let stream = connect(&addresses).await?;
        if uri.scheme_str() == Some("https") {
            let name = ServerName::try_from(host).map_err(|error| error.to_string())?;
            let stream = self.tls().connect(name, stream).await.map_err(|e| e.to_string())?;
            speak(stream, &uri, sent).await
        } else {
            speak(stream, &uri, sent).await
        }
    }
}

async fn speak(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    uri: &Uri,
    sent: Sent,
) -> Result<Reply, Lost> {
    // Names of headers as the service writes them: not everybody looks for both cases.
    let handshake = http1::Builder::new().title_case_headers(true).handshake(TokioIo::new(stream));
    let (mut sender, connection) = handshake.await.map_err(|error| error.to_string())?;
    let path = uri.path_and_query().map_or("/", |both| both.as_str());
    let authority = uri.authority().map_or("localhost", |authority| authority.as_str());
    let mut request =
        Request::builder().method(sent.method).uri(path).header(header::HOST, authority);
    for (name, value) in sent.headers {
        request = request.header(name, value);
    }
    let request = request.body(Body::from(sent.body)).map_err(|error| error.to_string())?;
    let answered = async {
        let response = sender.send_request(request).await.map_err(|error| error.to_string())?;
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(Body::new(body), MOST_ANSWER).await;
        let body = body.map_err(|error| error.to_string())?;
        Ok(Reply { status: parts.status.as_u16(), headers: parts.headers, body })
    };
    // The connection is driven here and ends with the answer.
    tokio::pin!(answered);
    tokio::select! {
        answer = &mut answered => answer,
        ended = connection => match ended {
            Ok(()) => answered.await,
            Err(error) => Err(error.to_string()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_reached() {
        for url in ["http://127.0.0.1:8080/x", "https://localhost/cb?a=b", "http://[::1]:9/"] {
            assert!(is_reachable(url), "{url}");
        }
        assert!(is_reachable("http://app.localhost:1/"), "RFC 6761");
        assert!(is_nobodys("https://bot.example/cb") && is_nobodys("https://www.example.com/"));
        assert!(!is_nobodys("https://example.de/") && !is_nobodys("http://127.0.0.1/"));
        for url in ["https://bot.example/cb", "http://10.0.0.1/", "ftp://127.0.0.1/", "", "x"] {
            assert!(!is_reachable(url), "{url}");
        }
    }
}
