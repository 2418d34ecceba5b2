//! The example `b2bua` between SIPp's callers and SIPp's agents: every user part of its command line.

use std::net::SocketAddr;
use std::process::Command;
use std::time::Duration;

use super::{Over, Run, Sipp};
use crate::program::{Running, our_program};

const PATIENCE: Duration = Duration::from_secs(60);

/// Where a ready line says it listens over that transport.
fn listens(ready: &str, transport: &str) -> SocketAddr {
    let ready: serde_json::Value = serde_json::from_str(ready).expect("one line of JSON");
    let all = ready["listen"].as_array().expect("a list").iter();
    let mut addresses = all.filter_map(|text| text.as_str()?.split_once(':'));
    let (_, address) = addresses.find(|(how, _)| *how == transport).expect("it listens there");
    address.parse().expect("an address")
}

#[tokio::test(flavor = "multi_thread")]
async fn decision_19_callers_of_sipp_are_answered_joined_queued_and_left_ringing() {
    let Some(sipp) = Sipp::new("b2bua") else { return };
    let program = our_program("b2bua");
    let through = 3;
    let queued = 4;
    let agents = sipp.answers(Over::Udp, through + queued);
    let mut command = Command::new(program);
    command.args(["--listen", "udp:127.0.0.1:0", "--listen", "tcp:127.0.0.1:0"]);
    command.args(["--next-hop", &format!("udp:{}", agents.address)]);
    let mut b2bua = Running::start(&mut command, &sipp.folder, "b2bua");
    b2bua.says("\"ready\"", PATIENCE);
    let log = b2bua.log();
    let ready = log.lines().find(|line| line.contains("\"ready\"")).expect("a line");
    let (udp, tcp) = (listens(ready, "udp"), listens(ready, "tcp"));

    let done = async |run: Run| {
        tokio::task::spawn_blocking(move || run.succeeds_within(PATIENCE)).await.expect("well");
    };
    let up = Duration::from_millis(300);
    done(sipp.calls("caller", Over::Udp, ("answer", udp), 2, up)).await;
    done(sipp.calls("caller", Over::Tcp, ("early", tcp), 1, up)).await;
    done(sipp.calls("caller", Over::Udp, ("alice", udp), 2, up)).await;
    done(sipp.calls("caller", Over::Tcp, ("bob", tcp), 1, up)).await;
    done(sipp.calls("gives-up", Over::Udp, ("ring", udp), 1, up)).await;
    // Four callers at once for two agents: two wait.
    done(sipp.calls_at_once("caller", Over::Udp, ("q2", udp), queued)).await;
    done(agents).await;
}
