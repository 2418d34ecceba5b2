//! Kamailio as a record-routing proxy between the carrier and our trunk.

use std::net::SocketAddr;
use std::process::Command;
use std::time::Duration;

use teams_cc_sip::{Target, Transport};

use crate::center::{Center, First};
use crate::program::{Folder, Running, free_both, program, root};
use crate::sipp::{Over, Sipp};
use crate::tshark::dissect;

const PATIENCE: Duration = Duration::from_secs(60);

/// A running proxy.
struct Proxy {
    running: Running,
    folder: Folder,
    address: SocketAddr,
}

impl Proxy {
    /// In front of `next`, which it reaches over `transport`.
    fn start(next: SocketAddr, transport: Transport) -> Option<Self> {
        let kamailio = program("kamailio")?;
        let folder = Folder::new("kamailio");
        let address = free_both();
        let mut command = Command::new(kamailio);
        command.arg("-f").arg(root().join("tests/interop/kamailio/proxy.cfg"));
        // Stays in the foreground, logs to stderr, one network.
        command.args(["-DD", "-E", "-m", "32", "-M", "4"]);
        command.arg("-w").arg(folder.path()).arg("-P").arg(folder.path().join("kamailio.pid"));
        command.arg("-A").arg(format!("LISTEN_UDP=udp:{address}"));
        command.arg("-A").arg(format!("LISTEN_TCP=tcp:{address}"));
        command.arg("-A").arg(format!("NEXT_HOP=\"sip:{next};transport={transport}\""));
        let running = Running::start(&mut command, &folder, "kamailio");
        crate::program::listens(address);
        Some(Self { running, folder, address })
    }

    /// How often it logged this.
    fn logged(&self, text: &str) -> usize {
        self.running.log().matches(text).count()
    }
}

/// The carrier's phone calls through the proxy; the caller hangs up, then the agent does.
async fn through(caller: Transport, trunk: Transport) {
    let center = Center::open(First::Queue).await;
    let Some(proxy) = Proxy::start(center.at(trunk), trunk) else { return };
    let target = Target::new(caller, "127.0.0.1", proxy.address.port());
    let carrier = center.teams.carrier().over(target);
    for caller_ends in [true, false] {
        let phone = carrier.call("+14255550100", "+14255550199").await;
        assert!(phone.is_answered().await, "{}\n{}", proxy.running.log(), center.teams.ladder());
        let talks = center.adele.talks_to(&phone).await;
        assert!(talks, "{}\n{}", proxy.running.log(), center.teams.ladder());
        if caller_ends {
            phone.hang_up().await;
            assert!(center.adele.is_free().await, "\n{}", center.teams.ladder());
        } else {
            center.adele.hang_up().await;
            assert!(phone.ended().await, "\n{}", center.teams.ladder());
        }
    }
    let log = proxy.running.log();
    assert_eq!(proxy.logged("INSANE"), 0, "{log}");
    assert_eq!(proxy.logged("UNROUTED"), 0, "our route set is whole: {log}");
    assert!(proxy.logged("ROUTED BYE") == 2 && proxy.logged("ROUTED ACK") == 2, "{log}");
    drop(proxy.folder);
    let capture = center.close().await;
    dissect(&capture.path());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_over_udp_passes_kamailio_both_ways() {
    through(Transport::Udp, Transport::Udp).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_passes_kamailio_that_changes_udp_to_tcp() {
    through(Transport::Udp, Transport::Tcp).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_passes_kamailio_that_changes_tcp_to_udp() {
    through(Transport::Tcp, Transport::Udp).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sipps_callers_pass_kamailio() {
    let center = Center::open(First::Queue).await;
    let Some(proxy) = Proxy::start(center.at(Transport::Udp), Transport::Udp) else { return };
    let Some(sipp) = Sipp::new("sipp-kamailio") else { return };
    let target = ("+14255550199", proxy.address);
    let run = sipp.calls("caller", Over::Udp, target, 3, Duration::from_millis(1200));
    tokio::task::spawn_blocking(move || run.succeeds_within(PATIENCE)).await.expect("well");
    assert_eq!(proxy.logged("UNROUTED"), 0, "{}", proxy.running.log());
    center.close().await;
}
