//! Names to addresses: the system's resolver, a map for tests, and what keeps calls going when
//! neither answers (RS-38).

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use parking_lot::Mutex;

/// A look-up may take this long (RS-38): part of the four seconds for connecting (DR-27).
pub const LOOK_UP_PATIENCE: Duration = Duration::from_secs(2);

/// Finds addresses for a name. Never asked for addresses, and never on the machine's task.
pub trait Resolve: Send + Sync + fmt::Debug {
    /// The addresses of `host`, best first; with `port` unless the answer knows a better one.
    fn resolve(&self, host: String, port: u16) -> BoxFuture<'_, io::Result<Vec<SocketAddr>>>;
}

/// The operating system's resolver, which honours the time to live of what it caches (DR-14).
#[derive(Clone, Copy, Debug, Default)]
pub struct System;

impl Resolve for System {
    fn resolve(&self, host: String, port: u16) -> BoxFuture<'_, io::Result<Vec<SocketAddr>>> {
        Box::pin(async move {
            let mut found: Vec<_> = tokio::net::lookup_host((host, port)).await?.collect();
            // IPv4 is the default of a trunk (DR-19); the order within a family is the resolver's.
            found.sort_by_key(SocketAddr::is_ipv6);
            Ok(found)
        })
    }
}

/// Fixed answers, port included, for loopback and for hosts that no DNS knows; others go to the
/// resolver behind it.
#[derive(Clone, Debug)]
pub struct Hosts {
    fixed: HashMap<String, SocketAddr>,
    behind: Option<Arc<dyn Resolve>>,
}

impl Hosts {
    /// These answers and no others.
    pub fn only(fixed: impl IntoIterator<Item = (String, SocketAddr)>) -> Self {
        let fold = |(host, address): (String, SocketAddr)| (host.to_ascii_lowercase(), address);
        Self { fixed: fixed.into_iter().map(fold).collect(), behind: None }
    }

    /// Asks `behind` for all other names.
    pub fn or(mut self, behind: Arc<dyn Resolve>) -> Self {
        self.behind = Some(behind);
        self
    }
}

impl Resolve for Hosts {
    fn resolve(&self, host: String, port: u16) -> BoxFuture<'_, io::Result<Vec<SocketAddr>>> {
        match (self.fixed.get(&host.to_ascii_lowercase()), &self.behind) {
            (Some(address), _) => {
                let answer = vec![*address];
                Box::pin(async move { Ok(answer) })
            }
            (None, Some(behind)) => behind.resolve(host, port),
            (None, None) => Box::pin(async move {
                Err(io::Error::new(io::ErrorKind::NotFound, format!("no address for {host}")))
            }),
        }
    }
}

/// Asks another resolver with a time limit, and falls back to its last good answer.
#[derive(Debug)]
pub struct Steadfast {
    behind: Arc<dyn Resolve>,
    last: Mutex<HashMap<(String, u16), Vec<SocketAddr>>>,
}

/// How many last good answers are kept; a trunk has a handful of peers.
const KEPT: usize = 1_024;

impl Steadfast {
    /// Over this resolver.
    pub fn new(behind: Arc<dyn Resolve>) -> Self {
        Self { behind, last: Mutex::new(HashMap::new()) }
    }

    /// The addresses of `host`: itself if it is one, else what the resolver says in time, else what
    /// it last said.
    pub async fn addresses(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        if let Ok(address) = host.parse::<IpAddr>() {
            return Ok(vec![SocketAddr::new(address, port)]);
        }
        let asked = self.behind.resolve(host.to_owned(), port);
        let answer = match tokio::time::timeout(LOOK_UP_PATIENCE, asked).await {
            Ok(Ok(found)) if !found.is_empty() => Ok(found),
            Ok(Ok(_)) => {
                Err(io::Error::new(io::ErrorKind::NotFound, format!("no address for {host}")))
            }
            Ok(Err(error)) => Err(error),
            Err(_) => {
                Err(io::Error::new(io::ErrorKind::TimedOut, format!("no answer about {host}")))
            }
        };
        let key = (host.to_owned(), port);
        match answer {
            Ok(found) => {
                let mut last = self.last.lock();
                if last.len() < KEPT || last.contains_key(&key) {
                    last.insert(key, found.clone());
                }
                Ok(found)
            }
            Err(error) => match self.last.lock().get(&key) {
                Some(last) => {
                    tracing::warn!(host, %error, "name not resolved, its last addresses are used");
                    Ok(last.clone())
                }
                None => Err(error),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// Answers in turn: good, empty, an error, never.
    #[derive(Debug, Default)]
    struct Fickle(AtomicUsize);

    impl Resolve for Fickle {
        fn resolve(&self, _host: String, port: u16) -> BoxFuture<'_, io::Result<Vec<SocketAddr>>> {
            let turn = self.0.fetch_add(1, Ordering::Relaxed);
            Box::pin(async move {
                match turn {
                    0 => Ok(vec![([127, 0, 0, 1], port).into()]),
                    1 => Ok(vec![]),
                    2 => Err(io::ErrorKind::ConnectionRefused.into()),
                    _ => std::future::pending().await,
                }
            })
        }
    }

    #[tokio::test(start_paused = true)]
    async fn rs_38_a_failed_look_up_keeps_the_last_good_answer_and_never_hangs() {
        let resolver = Steadfast::new(Arc::new(Fickle::default()));
        let good: SocketAddr = ([127, 0, 0, 1], 5061).into();
        for turn in ["good", "empty", "an error", "never"] {
            let found = resolver.addresses("sip.pstnhub.microsoft.com", 5061).await;
            assert_eq!(found.ok(), Some(vec![good]), "{turn}");
        }
        assert!(resolver.addresses("sip2.pstnhub.microsoft.com", 5061).await.is_err());
        let literal = resolver.addresses("::1", 5060).await.ok();
        assert_eq!(literal, Some(vec!["[::1]:5060".parse().expect("an address")]));
    }

    #[tokio::test]
    async fn dr_13_names_can_be_mapped_to_loopback_ports() {
        let port = ("SIP.pstnhub.microsoft.com".to_owned(), ([127, 0, 0, 1], 4711).into());
        let hosts = Steadfast::new(Arc::new(Hosts::only([port])));
        let found = hosts.addresses("sip.pstnhub.microsoft.com", 5061).await.ok();
        assert_eq!(found, Some(vec![([127, 0, 0, 1], 4711).into()]));
        assert!(hosts.addresses("elsewhere.example", 5061).await.is_err());
    }
}
