//! Every SIP message of a whole call, ours and the emulator's, before tshark.

use std::time::Duration;

use teams_cc_core::{Address, Ended, Error};
use teams_cc_emulator::{Emulator, Ringing};
use teams_cc_sip::trace::{PcapWriter, Trace};
use teams_cc_sip::{IncomingCall, TalkEvent, Trunk, TrunkConfig};

use crate::program::Folder;
use crate::tshark;

const CUSTOMER: &str = "+14255550123";
const HOTLINE: &str = "+18335550199";
/// More than any test writes.
const CAPTURE: u64 = 16 * 1024 * 1024;

/// Allows every transfer that Teams asks for.
async fn story(call: IncomingCall, direct: Trunk, to: Address) -> Result<Ended, Error> {
    let caller = call.answer().await?;
    let agent = direct.dial(to).ring_for(Duration::from_secs(5)).await?;
    let mut talk = caller.bridge(agent);
    while let Some(event) = talk.next_event().await {
        if let TalkEvent::TransferAsked(transfer) = event {
            transfer.allow();
        }
    }
    Ok(talk.finished().await)
}

fn write(pcap: &mut PcapWriter<Vec<u8>>, trace: &mut Trace) {
    while let Some(entry) = trace.try_next() {
        assert!(pcap.write(&entry).expect("memory takes it"), "the capture is large enough");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn dr_63_tshark_finds_no_fault_in_a_call_that_is_held_transferred_and_hung_up() {
    let teams = Emulator::start().await;
    let config = teams.config();
    let one_tenant = config.direct_routing_toml.split("\n[[tenant]]").take(2);
    let one_tenant = one_tenant.collect::<Vec<_>>().join("\n[[tenant]]");
    std::fs::write(&config.direct_routing_file, one_tenant).expect("the folder is writable");
    let open = async |file| Trunk::open(TrunkConfig::from_file(file)?).await;
    let direct = open(&config.direct_routing_file).await.expect("the Direct Routing trunk opens");
    let carrier = open(&config.carrier_file).await.expect("the carrier trunk opens");
    let mut traces = [direct.trace(), carrier.trace()];
    let adele = teams.tenant("adatum").user("adele").answers();
    let diego = teams.tenant("adatum").user("diego").answers();
    let to = adele.address();
    tokio::spawn(async move {
        carrier.serve(move |call| story(call, direct.clone(), to.clone())).await
    });

    let phone = teams.carrier().call(CUSTOMER, HOTLINE).await;
    assert!(adele.talks_to(&phone).await, "\n{}", teams.ladder());
    assert_eq!((adele.hold().await, adele.resume().await), (200, 200));
    assert_eq!(adele.transfers_to("diego").await, 200);
    assert!(diego.talks_to(&phone).await, "\n{}", teams.ladder());
    phone.hang_up().await;
    assert!(diego.is_free().await, "\n{}", teams.ladder());
    let _adele = adele.rings(Ringing::Decline { after_ms: 0 });
    teams.carrier().call(CUSTOMER, HOTLINE).await.ended().await;

    let mut pcap = PcapWriter::new(Vec::new(), CAPTURE).expect("memory takes it");
    for trace in &mut traces {
        write(&mut pcap, trace);
    }
    let folder = Folder::new("first-call");
    let capture = folder.write("call.pcap", pcap.finish().expect("memory takes it"));
    let Some(seen) = tshark::dissect(&capture) else { return };
    assert!(seen.what.len() > 40, "{seen:?}");
    for method in ["INVITE", "ACK", "BYE", "REFER", "NOTIFY", "603"] {
        assert!(
            seen.what.iter().flat_map(|what| what.split(',')).any(|what| what == method),
            "{method}: {:?}",
            seen.what
        );
    }
}
