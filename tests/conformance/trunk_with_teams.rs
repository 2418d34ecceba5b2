//! The whole trunk against the emulated Teams and its carrier: every step on loopback sockets.

use std::time::Duration;

use teams_cc_core::{Address, Ended, Error, Reason, Side};
use teams_cc_emulator::audio::Voice;
use teams_cc_emulator::faults::{Fault, Place, Rule};
use teams_cc_emulator::{Emulator, Tenant, User};
use teams_cc_sip::direct_routing::FailureClass;
use teams_cc_sip::trace::Direction;
use teams_cc_sip::{Dial, IncomingCall, TalkEvent, Trunk, TrunkConfig};

struct Bench {
    teams: Emulator,
    carrier: Trunk,
    direct: Trunk,
}

impl Bench {
    async fn start() -> Self {
        let teams = Emulator::start().await;
        // Somebody must live in the tenant before its trunk has a name.
        teams.tenant("adatum").user("adele");
        Self::with(teams).await
    }

    async fn with(teams: Emulator) -> Self {
        let config = teams.config();
        let open = |path| async move {
            let config = TrunkConfig::from_file(path).expect("the emulator's own file");
            Trunk::open(config.drain(Duration::ZERO)).await.expect("a free port")
        };
        let carrier = open(config.carrier_file).await;
        let direct = open(config.direct_routing_file).await;
        Self { teams, carrier, direct }
    }

    fn adatum(&self) -> Tenant {
        self.teams.tenant("adatum")
    }

    /// Each caller is joined with `agent`, and what Teams asks is allowed.
    fn connect(&self, agent: &User) {
        let (carrier, tenant) = (self.carrier.clone(), self.adatum().id());
        let (direct, agent) = (self.direct.clone(), agent.address());
        tokio::spawn(async move {
            carrier
                .serve(move |call| {
                    let dial = direct.dial(&agent).for_tenant(tenant).caller(call.from());
                    story(call, dial.announce("A customer"))
                })
                .await
        });
    }

    fn dial(&self, agent: &User) -> Dial {
        self.direct.dial(agent.address()).for_tenant(self.adatum().id())
    }
}

async fn story(call: IncomingCall, dial: Dial) -> Result<Ended, Error> {
    let caller = call.answer().await?;
    let agent = dial.await?;
    let mut talk = caller.bridge(agent);
    while let Some(event) = talk.next_event().await {
        if let TalkEvent::TransferAsked(transfer) = event {
            transfer.allow();
        }
    }
    Ok(talk.finished().await)
}

/// A bench whose callers reach `adele`, and one caller who talks with her.
macro_rules! talking {
    ($bench:ident, $adele:ident, $phone:ident) => {
        let $bench = Bench::start().await;
        let $adele = $bench.adatum().user("adele").answers();
        $bench.connect(&$adele);
        let $phone = $bench.teams.carrier().call("+14255550100", "+14255550199").await;
        assert!($adele.talks_to(&$phone).await, "\n{}", $bench.teams.ladder());
    };
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_from_a_carrier_talks_with_an_agent_in_teams() {
    talking!(bench, adele, phone);
    phone.hang_up().await;
    assert!(adele.is_free().await, "\n{}", bench.teams.ladder());
}

#[tokio::test(flavor = "multi_thread")]
async fn dr_20_options_reach_each_proxy_and_dr_23_those_of_teams_are_answered() {
    let bench = Bench::start().await;
    let mut trace = bench.direct.trace();
    let heard = bench.teams.options_until(|heard, _| heard.iter().all(|n| *n >= 1)).await;
    // Teams begins only after our own (DR-23): its three come while the trace listens.
    let mut answers = 0;
    let answered = tokio::time::timeout(Duration::from_secs(10), async {
        while let Some(entry) = trace.next().await {
            let ok = entry.first_line() == "SIP/2.0 200 OK" && entry.direction == Direction::Out;
            let host = entry.header("Contact", "m").is_some_and(|c| c.contains("sbc.contoso."));
            let allow = entry.header("Allow", "Allow").is_some_and(|a| a.contains("NOTIFY"));
            answers += u32::from(ok && host && allow);
            if answers == 3 {
                break;
            }
        }
    });
    let both = heard && answered.await.is_ok();
    assert!(both, "\n{}", bench.teams.ladder());
}

#[tokio::test(flavor = "multi_thread")]
async fn dr_86_to_dr_90_a_blind_transfer_comes_back_to_teams_and_the_audio_follows() {
    talking!(bench, adele, phone);
    let diego = bench.adatum().user("diego").answers();
    assert_eq!(adele.transfers_to("diego").await, 200, "\n{}", bench.teams.ladder());
    assert!(diego.talks_to(&phone).await, "\n{}", bench.teams.ladder());
    assert!(adele.is_free().await, "\n{}", bench.teams.ladder());
    phone.hang_up().await;
    assert!(diego.is_free().await, "\n{}", bench.teams.ladder());
}

#[tokio::test(flavor = "multi_thread")]
async fn dr_91_after_a_transfer_that_fails_everybody_is_where_they_were() {
    talking!(bench, adele, phone);
    bench.adatum().user("diego").declines_after(Duration::ZERO);
    assert_eq!(adele.transfers_to("diego").await, 603, "\n{}", bench.teams.ladder());
    assert!(adele.talks_to(&phone).await, "\n{}", bench.teams.ladder());
}

#[tokio::test(flavor = "multi_thread")]
async fn dr_92_an_invite_with_replaces_takes_the_agents_seat() {
    talking!(bench, adele, phone);
    let diego = bench.adatum().user("diego");
    let taken = diego.takes_over(&adele).await;
    assert!(taken.is_ok(), "{taken:?}\n{}", bench.teams.ladder());
    assert!(diego.talks_to(&phone).await, "\n{}", bench.teams.ladder());
    assert!(adele.is_free().await, "\n{}", bench.teams.ladder());
}

#[tokio::test(flavor = "multi_thread")]
async fn dr_98_to_dr_100_hold_by_teams_is_answered_and_taken_back() {
    talking!(bench, adele, phone);
    assert_eq!(adele.hold().await, 200, "\n{}", bench.teams.ladder());
    assert_eq!(adele.resume().await, 200, "\n{}", bench.teams.ladder());
    assert!(adele.talks_to(&phone).await, "\n{}", bench.teams.ladder());
}

#[tokio::test(flavor = "multi_thread")]
async fn dr_46_a_call_of_a_teams_user_finds_its_tenant_by_host() {
    let bench = Bench::start().await;
    let adele = bench.adatum().user("adele");
    let (direct, tenant) = (bench.direct.clone(), bench.adatum().id());
    let story = tokio::spawn(async move {
        let call = direct.next_call().await.expect("a call");
        assert_eq!(call.tenant(), Some(tenant));
        assert_eq!(call.to(), "+14255550199".parse().expect("a number"));
        let call = call.answer().await.expect("acknowledged");
        call.ended().await
    });
    let called: Address = "+14255550199".parse().expect("a number");
    let call = adele.calls(called).await.expect("answered");
    call.hang_up().await;
    assert_eq!(story.await.expect("no panic"), Ended::HungUp(Side::Them));
}

#[tokio::test(flavor = "multi_thread")]
async fn dr_83_a_decline_is_final_and_is_tried_once() {
    let bench = Bench::start().await;
    let adele = bench.adatum().user("adele").declines_after(Duration::ZERO);
    let refused = bench.dial(&adele).await.expect_err("declined");
    assert_eq!((refused.reason(), refused.class()), (Reason::Declined, FailureClass::Final));
    assert_eq!(bench.teams.calls().list().len(), 1, "\n{}", bench.teams.ladder());
}

#[tokio::test(flavor = "multi_thread")]
async fn dr_27_and_dr_28_a_dead_or_busy_data_centre_is_passed_over() {
    for fault in [Fault::Reset, Fault::retry_after(503, "1")] {
        let bench = Bench::start().await;
        let adele = bench.adatum().user("adele").answers();
        bench.teams.faults().add(Rule::once(Place::Sip, fault.clone()).on("INVITE"));
        let call = bench.dial(&adele).await;
        assert!(call.is_ok(), "{fault:?}: {call:?}\n{}", bench.teams.ladder());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn dr_61_an_agent_whom_we_stop_ringing_sees_no_missed_call() {
    let bench = Bench::start().await;
    let adele = bench.adatum().user("adele").ignores();
    let dial = bench.dial(&adele).ring_for(Duration::from_millis(300));
    assert_eq!(dial.await.expect_err("nobody answered").reason(), Reason::NoAnswer);
    assert!(adele.is_free().await);
    let records = bench.teams.calls().list();
    assert_eq!(records[0].end_sub_reason, 540_200, "\n{}", bench.teams.ladder());
}

#[tokio::test(flavor = "multi_thread")]
async fn dr_12_a_call_survives_the_loss_of_its_connection() {
    talking!(bench, adele, phone);
    bench.teams.cuts_connections();
    assert!(adele.talks_to(&phone).await, "\n{}", bench.teams.ladder());
    adele.hang_up().await;
    assert!(phone.ended().await, "\n{}", bench.teams.ladder());
}

/// A talk of three, held by whoever tells a story.
#[tokio::test(flavor = "multi_thread")]
async fn cc_08_an_expert_comes_in_all_hear_each_other_and_the_agent_leaves_two_behind() {
    let bench = Bench::start().await;
    let adele = bench.adatum().user("adele").answers();
    let lynne = bench.adatum().user("lynne").answers();
    let (carrier, dial, expert) = (bench.carrier.clone(), bench.dial(&adele), lynne.address());
    let story = tokio::spawn(async move {
        let caller = carrier.next_call().await.expect("a call").answer().await?;
        let mut talk = caller.bridge(dial.await?);
        talk.invite(expert);
        let mut events = Vec::new();
        while let Some(event) = talk.next_event().await {
            events.push(format!("{event:?}"));
        }
        let guests = talk.summary().guests;
        talk.finished().await;
        Ok::<_, Error>((events, guests))
    });
    let phone = bench.teams.carrier().call("+14255550100", "+14255550199").await;
    assert!(lynne.is_in_a_call().await, "\n{}", bench.teams.ladder());
    let [of_adele, of_lynne] =
        ["adele", "lynne"].map(|name| Voice::of(&format!("{name}@adatum.example")));
    let of_caller = phone.voice();
    // One speaks, the two others hear it; where all speak at once is tested beside the mix.
    adele.says(Voice::silence()).await;
    lynne.says(Voice::silence()).await;
    assert!(adele.hears(&of_caller).await && lynne.hears(&of_caller).await);
    phone.says(Voice::silence());
    adele.says(of_adele.clone()).await;
    assert!(phone.hears(&of_adele).await && lynne.hears(&of_adele).await);
    adele.says(Voice::silence()).await;
    lynne.says(of_lynne.clone()).await;
    assert!(phone.hears(&of_lynne).await && adele.hears(&of_lynne).await);
    phone.says(of_caller);

    adele.hang_up().await;
    assert!(adele.is_free().await, "\n{}", bench.teams.ladder());
    assert!(lynne.talks_to(&phone).await, "\n{}", bench.teams.ladder());
    phone.hang_up().await;
    assert!(lynne.is_free().await, "\n{}", bench.teams.ladder());
    let (events, guests) = story.await.expect("no panic").expect("a talk");
    let [joined, left] = events.as_slice() else { panic!("{events:?}") };
    assert!(joined.starts_with("Joined") && left.starts_with("Left"), "{events:?}");
    assert_eq!(guests, 1);
}
