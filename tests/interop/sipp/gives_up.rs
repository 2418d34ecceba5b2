//! SIPp's caller gives up while it rings.

use std::time::Duration;

use teams_cc_core::{Ended, Error};
use teams_cc_sip::{IncomingCall, Listen, Transport, Trunk, TrunkConfig};

use super::{Over, Sipp};

async fn rings(
    call: IncomingCall,
    ended: tokio::sync::mpsc::Sender<Ended>,
) -> Result<Ended, Error> {
    call.ring();
    let how = call.ended().await;
    // The test may be over.
    ended.send(how.clone()).await.ok();
    Ok(how)
}

#[tokio::test(flavor = "multi_thread")]
async fn s9_cancel_of_sipp_gets_200_and_487_and_ends_the_question() {
    let Some(sipp) = Sipp::new("gives-up") else { return };
    let config = TrunkConfig::carrier("carrier.sbc.contoso.example")
        .listen(Listen::loopback(Transport::Udp))
        .listen(Listen::loopback(Transport::Tcp))
        .allow("127.0.0.1/32".parse().expect("a block"))
        .media_address([127, 0, 0, 1].into());
    let trunk = Trunk::open(config).await.expect("the trunk opens");
    let (told, mut ended) = tokio::sync::mpsc::channel(8);
    let serving = trunk.clone();
    tokio::spawn(async move { serving.serve(|call| rings(call, told.clone())).await });
    for (over, transport) in [(Over::Udp, Transport::Udp), (Over::Tcp, Transport::Tcp)] {
        let bound = trunk.bound().iter().find(|(other, _)| *other == transport);
        let target = ("+14255550199", bound.expect("it listens there").1);
        let run = sipp.calls("gives-up", over, target, 2, Duration::from_millis(100));
        let patience = Duration::from_secs(30);
        tokio::task::spawn_blocking(move || run.succeeds_within(patience)).await.expect("well");
        for _ in 0..2 {
            ended.recv().await.expect("each story is told");
        }
    }
    trunk.close().await;
}
