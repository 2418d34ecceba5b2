//! Serving HTTP, with and without TLS: a thin driver without opinions.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use hyper_util::service::TowerToHyperService;
use rustls::ServerConfig;
use teams_cc_core::{Error, ErrorKind};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::task::AbortHandle;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt as _;

use crate::certs::Leaf;

/// Put into a response's extensions: the connection is cut instead.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cut;

/// Largest request body (RS-71).
pub(crate) const MOST_BODY: usize = 4 * 1024 * 1024;

/// A server that runs until this is dropped.
#[derive(Debug)]
pub(crate) struct Served {
    accepting: AbortHandle,
}

impl Drop for Served {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// Server side of TLS 1.2 and 1.3 with one leaf and without client certificates.
pub(crate) fn tls(leaf: &Leaf) -> Result<Arc<ServerConfig>, Error> {
    let broken = |e: rustls::Error| {
        Error::new("TCC-EMU-0107", ErrorKind::Config, "TLS cannot be set up").with_source(e)
    };
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(broken)?
        .with_no_client_auth()
        .with_single_cert(leaf.chain(), leaf.key())
        .map_err(broken)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

/// Listens; `what` names the server in errors.
pub(crate) async fn listen(address: SocketAddr, what: &str) -> Result<TcpListener, Error> {
    TcpListener::bind(address).await.map_err(|error| {
        let clause = format!("{what} cannot listen on {address}: {error}");
        Error::new("TCC-EMU-0108", ErrorKind::Config, clause)
            .fix("choose another port, or 0 for any free one")
    })
}

/// Serves `app` on a listener.
pub(crate) fn serve(listener: TcpListener, tls: Option<Arc<ServerConfig>>, app: Router) -> Served {
    let acceptor = tls.map(TlsAcceptor::from);
    let accepting = tokio::spawn(async move {
        // Connections end with the server: dropping the set aborts them.
        let mut connections = tokio::task::JoinSet::new();
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                Some(_) = connections.join_next() => continue,
            };
            let (stream, _) = match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Out of descriptors, or the peer is gone already: others go on.
                    tracing::warn!(%error, "a connection was not accepted");
                    tokio::task::yield_now().await;
                    continue;
                }
            };
            let (acceptor, app) = (acceptor.clone(), app.clone());
            connections.spawn(async move {
                match acceptor {
                    None => answer(stream, app).await,
                    Some(acceptor) => match acceptor.accept(stream).await {
                        Ok(stream) => answer(stream, app).await,
                        Err(error) => tracing::info!(%error, "a TLS handshake failed"),
                    },
                }
            });
        }
    });
    Served { accepting: accepting.abort_handle() }
}

async fn answer(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, app: Router) {
    let service = tower::service_fn(move |request: Request<hyper::body::Incoming>| {
        let app = app.clone();
        async move {
            let answered: Result<Response, Infallible> = app.oneshot(request.map(Body::new)).await;
            let Ok(response) = answered;
            if response.extensions().get::<Cut>().is_some() {
                return Err(std::io::Error::other("cut by a fault"));
            }
            Ok(response)
        }
    });
    let builder = auto::Builder::new(TokioExecutor::new());
    let served =
        builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service)).await;
    if let Err(error) = served {
        tracing::debug!(error = %error, "a connection ended");
    }
}
