//! The first call, end to end: a carrier calls in over UDP or TCP, our trunks answer, dial a Teams
//! user through the emulated proxies over TLS, and join the two.
//!
//! The other side is `teams-cc-emulator`: its SDP, SRTP, DTMF and Teams rules share nothing with
//! the stack. What is asserted is what somebody outside sees: who hears whom, what arrives at the
//! proxies, how calls end.

use std::time::Duration;

use teams_cc_core::{Address, E164, Ended, Error, Key, Side, TenantId};
use teams_cc_emulator::{Emulator, Fault, Place, Ringing, Rule, Step, User};
use teams_cc_sip::{IncomingCall, TalkEvent, Trunk, TrunkConfig};

const CUSTOMER: &str = "+14255550123";
const HOTLINE: &str = "+18335550199";

/// The emulator and the two trunks that were opened from the files it writes.
struct World {
    teams: Emulator,
    carrier: Trunk,
    direct: Trunk,
    adatum: TenantId,
}

impl World {
    async fn open() -> Self {
        Self::with(Emulator::start().await).await
    }

    async fn with(teams: Emulator) -> Self {
        let config = teams.config();
        let open = async |file| Trunk::open(TrunkConfig::from_file(file)?).await;
        let direct =
            open(&config.direct_routing_file).await.expect("the Direct Routing trunk opens");
        let carrier = open(&config.carrier_file).await.expect("the carrier trunk opens");
        let adatum = teams.tenant("adatum").id();
        Self { teams, carrier, direct, adatum }
    }

    fn user(&self, name: &str) -> User {
        self.teams.tenant("adatum").user(name)
    }

    /// Whoever calls in is put through to the first of these people who takes the call.
    fn put_through_to(&self, people: &[&User]) {
        let agents: Vec<Address> = people.iter().map(|user| user.address()).collect();
        let (carrier, direct, tenant) = (self.carrier.clone(), self.direct.clone(), self.adatum);
        tokio::spawn(async move {
            let story = |call| put_through(call, direct.clone(), tenant, agents.clone());
            carrier.serve(story).await
        });
    }

    /// Whoever calls out of Teams is put through to the carrier.
    fn connect_teams_to_the_carrier(&self) {
        let (direct, carrier, adatum) = (self.direct.clone(), self.carrier.clone(), self.adatum);
        tokio::spawn(async move {
            let story = move |call: IncomingCall| {
                let carrier = carrier.clone();
                async move {
                    assert_eq!(call.tenant(), Some(adatum), "DR-46");
                    let to = call.to();
                    let user = call.answer().await?;
                    let customer = carrier.dial(to).await?;
                    Ok::<_, Error>(user.bridge(customer).finished().await)
                }
            };
            direct.serve(story).await
        });
    }
}

/// One caller, from the first ring to the end. Transfers that Teams asks for are allowed.
async fn put_through(
    call: IncomingCall,
    direct: Trunk,
    tenant: TenantId,
    agents: Vec<Address>,
) -> Result<Ended, Error> {
    let number = call.from();
    let caller = call.answer().await?;
    for agent in agents {
        let ringing = direct.dial(agent).for_tenant(tenant).caller(number.clone());
        let Ok(agent) = ringing.ring_for(Duration::from_secs(5)).await else { continue };
        let mut talk = caller.bridge(agent);
        while let Some(event) = talk.next_event().await {
            if let TalkEvent::TransferAsked(transfer) = event {
                transfer.allow();
            }
        }
        return Ok(talk.finished().await);
    }
    caller.hang_up().await
}

#[tokio::test(flavor = "multi_thread")]
async fn dr_50_a_caller_talks_to_a_teams_user_and_hangs_up() {
    let world = World::open().await;
    let adele = world.user("adele").answers();
    world.put_through_to(&[&adele]);
    let phone = world.teams.carrier().call(CUSTOMER, HOTLINE).await;
    assert!(adele.talks_to(&phone).await, "\n{}", world.teams.ladder());
    phone.hang_up().await;
    assert!(adele.is_free().await, "\n{}", world.teams.ladder());
    let calls = world.teams.calls();
    calls.wait_until(|calls| calls.iter().all(|call| call.ended.is_some())).await;
    for call in calls.list() {
        assert_eq!((call.end_reason, call.violations.len()), (0, 0), "{call:?}");
    }
    assert_eq!(phone.counts().forged, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn dr_50_a_caller_over_tcp_is_hung_up_by_the_teams_user() {
    let world = World::open().await;
    let adele = world.user("adele").answers();
    world.put_through_to(&[&adele]);
    let phone = world.teams.carrier().over_tcp().with_mu_law().call(CUSTOMER, HOTLINE).await;
    assert!(adele.talks_to(&phone).await, "\n{}", world.teams.ladder());
    adele.hang_up().await;
    assert!(phone.ended().await, "\n{}", world.teams.ladder());
}

#[tokio::test(flavor = "multi_thread")]
async fn dr_83_a_declined_call_goes_to_the_next_agent_and_is_not_repeated() {
    let world = World::open().await;
    let adele = world.user("adele").declines_after(Duration::ZERO);
    let diego = world.user("diego").answers();
    world.put_through_to(&[&adele, &diego]);
    let phone = world.teams.carrier().call(CUSTOMER, HOTLINE).await;
    assert!(diego.talks_to(&phone).await, "\n{}", world.teams.ladder());
    let rung: Vec<_> = world.teams.calls().list();
    let at_adele = rung.iter().filter(|call| call.user == Some(adele.id()));
    assert_eq!(at_adele.map(|call| call.end_reason).collect::<Vec<_>>(), [603]);
}

#[tokio::test(flavor = "multi_thread")]
async fn dr_61_whom_we_stop_ringing_sees_no_missed_call() {
    let world = World::open().await;
    let adele = world.user("adele").ignores();
    let diego = world.user("diego").answers();
    world.put_through_to(&[&adele, &diego]);
    let phone = world.teams.carrier().call(CUSTOMER, HOTLINE).await;
    assert!(diego.talks_to(&phone).await, "\n{}", world.teams.ladder());
    let calls = world.teams.calls().list();
    let at_adele = calls.iter().find(|call| call.user == Some(adele.id())).expect("it rang");
    assert_eq!((at_adele.end_reason, at_adele.end_sub_reason), (487, 540_200), "{at_adele:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn dr_96_hold_and_resume_pressed_in_teams() {
    let world = World::open().await;
    let adele = world.user("adele").answers();
    world.put_through_to(&[&adele]);
    let phone = world.teams.carrier().call(CUSTOMER, HOTLINE).await;
    assert!(adele.talks_to(&phone).await, "\n{}", world.teams.ladder());
    assert_eq!(adele.hold().await, 200, "\n{}", world.teams.ladder());
    phone.press(Key::D5).await; // takes its time: eleven packets
    let stray = adele.counts().unwanted;
    assert!(stray <= 5, "DR-99: {stray} packets were sent into a call on hold");
    assert_eq!(adele.resume().await, 200, "\n{}", world.teams.ladder());
    assert!(adele.talks_to(&phone).await, "\n{}", world.teams.ladder());
    assert_eq!(adele.counts().forged, 0, "DR-100: the key and its rollover counter run on");
    assert_eq!(phone.hold_sendonly().await, 200, "\n{}", world.teams.ladder());
    assert_eq!(phone.resume().await, 200, "\n{}", world.teams.ladder());
    assert!(adele.talks_to(&phone).await, "\n{}", world.teams.ladder());
    for call in world.teams.calls().list() {
        assert!(call.violations.is_empty(), "{call:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn dr_86_a_blind_transfer_asked_in_teams_is_carried_out() {
    let world = World::open().await;
    let (adele, diego) = (world.user("adele").answers(), world.user("diego").answers());
    world.put_through_to(&[&adele]);
    let phone = world.teams.carrier().call(CUSTOMER, HOTLINE).await;
    assert!(adele.talks_to(&phone).await, "\n{}", world.teams.ladder());
    assert_eq!(adele.transfers_to("diego").await, 200, "\n{}", world.teams.ladder());
    assert!(diego.talks_to(&phone).await, "\n{}", world.teams.ladder());
    assert!(adele.is_free().await);
    diego.hang_up().await;
    assert!(phone.ended().await, "\n{}", world.teams.ladder());
}

#[tokio::test(flavor = "multi_thread")]
async fn dr_91_a_transfer_that_fails_leaves_everybody_where_they_were() {
    let world = World::open().await;
    let adele = world.user("adele").answers();
    let _diego = world.user("diego").rings(Ringing::Busy);
    world.put_through_to(&[&adele]);
    let phone = world.teams.carrier().call(CUSTOMER, HOTLINE).await;
    assert!(adele.talks_to(&phone).await, "\n{}", world.teams.ladder());
    assert_eq!(adele.transfers_to("diego").await, 486, "\n{}", world.teams.ladder());
    assert!(adele.talks_to(&phone).await, "\n{}", world.teams.ladder());
}

#[tokio::test(flavor = "multi_thread")]
async fn dr_28_a_busy_proxy_is_left_for_the_next() {
    let world = World::open().await;
    let adele = world.user("adele").answers();
    let busy = Rule::always(Place::Sip, Fault::retry_after(503, "1"));
    world.teams.faults().add(busy.on("sip.pstnhub.microsoft.com INVITE"));
    world.put_through_to(&[&adele]);
    let phone = world.teams.carrier().call(CUSTOMER, HOTLINE).await;
    assert!(adele.talks_to(&phone).await, "\n{}", world.teams.ladder());
}

#[tokio::test(flavor = "multi_thread")]
async fn dr_27_a_proxy_that_cuts_or_says_nothing_is_left_for_the_next() {
    for fault in [Fault::Reset, Fault::Silent] {
        let world = World::open().await;
        let adele = world.user("adele").answers();
        let dead = Rule::always(Place::Sip, fault.clone());
        world.teams.faults().add(dead.on("sip.pstnhub.microsoft.com INVITE"));
        // Longer than the time one silent proxy is given (DR-27).
        let (carrier, direct) = (world.carrier.clone(), world.direct.clone());
        let (tenant, to) = (world.adatum, adele.address());
        tokio::spawn(async move {
            let story = move |call: IncomingCall| {
                let (direct, to) = (direct.clone(), to.clone());
                async move {
                    let caller = call.answer().await?;
                    let ringing = direct.dial(to).for_tenant(tenant);
                    let agent = ringing.ring_for(Duration::from_secs(20)).await?;
                    Ok::<_, Error>(caller.bridge(agent).finished().await)
                }
            };
            carrier.serve(story).await
        });
        let phone = world.teams.carrier().call(CUSTOMER, HOTLINE).await;
        assert!(adele.talks_to(&phone).await, "{fault:?}\n{}", world.teams.ladder());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn dr_20_the_carrier_name_pings_all_three_proxies_and_answers_their_pings() {
    let world = World::open().await;
    let pinged = world.teams.options_until(|heard, _| heard.iter().all(|n| *n >= 1)).await;
    assert!(pinged, "\n{}", world.teams.ladder());
    world.teams.clock().skip(Duration::from_secs(2));
    let answered = world.teams.options_until(|_, said| said.iter().all(|s| *s == Some(200))).await;
    assert!(answered, "{:?}\n{}", world.teams.options_answered(), world.teams.ladder());
    assert!(!world.teams.is_demoted());
    // DR-24: two tenants, and still one OPTIONS to each proxy.
    assert_eq!(world.teams.options_heard(), [1, 1, 1]);
    let notes = world.teams.ladder().to_string();
    assert!(!notes.contains("without Contact or Allow"), "{notes}");
}

#[tokio::test(flavor = "multi_thread")]
async fn dr_64_a_teams_user_calls_out_through_both_trunks() {
    let world = World::open().await;
    let adele = world.user("adele");
    world.teams.carrier().line(CUSTOMER, Ringing::Answer { after_ms: 0 });
    world.connect_teams_to_the_carrier();
    let to: E164 = CUSTOMER.parse().expect("a number");
    let call = adele.calls(to).await;
    assert!(call.is_ok(), "{:?}\n{}", call.err(), world.teams.ladder());
    let phone = world.teams.carrier().phone_of(CUSTOMER).await.expect("the customer's phone rings");
    assert!(adele.talks_to(&phone).await, "\n{}", world.teams.ladder());
    phone.hang_up().await;
    assert!(adele.is_free().await, "\n{}", world.teams.ladder());
}

#[tokio::test(flavor = "multi_thread")]
async fn dr_46_a_call_for_an_unknown_trunk_name_is_not_found() {
    let world = World::open().await;
    let direct = world.direct.clone();
    tokio::spawn(async move { while direct.next_call().await.is_some() {} });
    let stranger = world.teams.tenant("litware").user("lee");
    let to: E164 = CUSTOMER.parse().expect("a number");
    assert_eq!(stranger.calls(to).await.err(), Some(404), "\n{}", world.teams.ladder());
}

#[tokio::test(flavor = "multi_thread")]
async fn dr_121_keys_pass_from_the_caller_to_the_menu_and_from_teams_to_the_story() {
    let world = World::open().await;
    let adele = world.user("adele").answers();
    let (carrier, direct) = (world.carrier.clone(), world.direct.clone());
    let (tenant, to) = (world.adatum, adele.address());
    let (tell, mut pressed) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        let story = move |call: IncomingCall| {
            let (direct, to, tell) = (direct.clone(), to.clone(), tell.clone());
            async move {
                let caller = call.answer().await?;
                tell.send(caller.next_key().await?).ok();
                let agent = direct.dial(to).for_tenant(tenant).await?;
                let mut talk = caller.bridge(agent);
                while let Some(event) = talk.next_event().await {
                    if let TalkEvent::Pressed(key) | TalkEvent::PressedByCaller(key) = event {
                        tell.send(key).ok();
                    }
                }
                Ok::<_, Error>(talk.finished().await)
            }
        };
        carrier.serve(story).await
    });
    let phone = world.teams.carrier().call(CUSTOMER, HOTLINE).await;
    phone.press(Key::D1).await;
    assert!(adele.talks_to(&phone).await, "\n{}", world.teams.ladder());
    adele.press(Key::Star).await;
    phone.press(Key::D9).await;
    let mut keys = Vec::new();
    for _ in 0..3 {
        let key = tokio::time::timeout(Duration::from_secs(5), pressed.recv()).await;
        keys.push(key.ok().flatten().expect("a key"));
    }
    assert_eq!(keys, [Key::D1, Key::Star, Key::D9]);
}

#[tokio::test(flavor = "multi_thread")]
async fn dr_92_a_queue_agent_takes_the_call_over_by_replaces() {
    let world = World::open().await;
    let (adele, diego) = (world.user("adele").answers(), world.user("diego"));
    world.put_through_to(&[&adele]);
    let phone = world.teams.carrier().call(CUSTOMER, HOTLINE).await;
    assert!(adele.talks_to(&phone).await, "\n{}", world.teams.ladder());
    let taken = diego.takes_over(&adele).await;
    assert!(taken.is_ok(), "{:?}\n{}", taken.err(), world.teams.ladder());
    assert!(adele.is_free().await, "the replaced call ends\n{}", world.teams.ladder());
    assert!(diego.talks_to(&phone).await, "\n{}", world.teams.ladder());
}

#[tokio::test(flavor = "multi_thread")]
async fn dr_12_a_call_survives_the_loss_of_every_connection() {
    let world = World::open().await;
    let adele = world.user("adele").answers();
    world.put_through_to(&[&adele]);
    let phone = world.teams.carrier().call(CUSTOMER, HOTLINE).await;
    assert!(adele.talks_to(&phone).await, "\n{}", world.teams.ladder());
    world.teams.cuts_connections();
    assert!(adele.talks_to(&phone).await, "\n{}", world.teams.ladder());
    phone.hang_up().await;
    assert!(adele.is_free().await, "our BYE found its way\n{}", world.teams.ladder());
}

#[tokio::test(flavor = "multi_thread")]
async fn dr_76_without_a_route_set_the_contact_and_the_connection_lead_back() {
    let world = World::open().await;
    world.teams.teams(|switches| switches.record_route = false);
    let adele = world.user("adele").answers();
    world.put_through_to(&[&adele]);
    let phone = world.teams.carrier().call(CUSTOMER, HOTLINE).await;
    assert!(adele.talks_to(&phone).await, "\n{}", world.teams.ladder());
    phone.hang_up().await;
    assert!(adele.is_free().await, "\n{}", world.teams.ladder());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scripted_user_holds_resumes_presses_and_hangs_up() {
    let world = World::open().await;
    let adele = world.user("adele").answers().then([
        Step::Talk { ms: 600 },
        Step::Hold,
        Step::Resume,
        Step::Press { keys: "42#".into() },
        Step::Talk { ms: 1200 },
        Step::HangUp,
    ]);
    let (carrier, direct) = (world.carrier.clone(), world.direct.clone());
    let (tenant, to) = (world.adatum, adele.address());
    let (tell, mut ended) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        let story = move |call: IncomingCall| {
            let (direct, to, tell) = (direct.clone(), to.clone(), tell.clone());
            async move {
                let caller = call.answer().await?;
                let agent = direct.dial(to).for_tenant(tenant).await?;
                let mut talk = caller.bridge(agent);
                let mut keys = String::new();
                while let Some(event) = talk.next_event().await {
                    if let TalkEvent::Pressed(key) = event {
                        keys += &key.to_string();
                    }
                }
                let summary = talk.summary();
                let end = talk.finished().await;
                tell.send((keys, summary.holds, end.clone())).ok();
                Ok::<_, Error>(end)
            }
        };
        carrier.serve(story).await
    });
    let phone = world.teams.carrier().call(CUSTOMER, HOTLINE).await;
    assert!(phone.ended().await, "\n{}", world.teams.ladder());
    let told = tokio::time::timeout(Duration::from_secs(5), ended.recv()).await;
    let told = told.ok().flatten().expect("the story ends");
    assert_eq!(told, ("42#".into(), 1, Ended::HungUp(Side::Them)), "\n{}", world.teams.ladder());
}

#[tokio::test(flavor = "multi_thread")]
async fn dr_88_a_transfer_to_a_phone_number_goes_through_teams_and_comes_back() {
    const EXPERT: &str = "+12065550177";
    let world = World::open().await;
    let adele = world.user("adele").answers();
    world.teams.carrier().line(EXPERT, Ringing::Answer { after_ms: 0 });
    world.put_through_to(&[&adele]);
    world.connect_teams_to_the_carrier();
    let phone = world.teams.carrier().call(CUSTOMER, HOTLINE).await;
    assert!(adele.talks_to(&phone).await, "\n{}", world.teams.ladder());
    assert_eq!(adele.transfers_to(EXPERT).await, 200, "\n{}", world.teams.ladder());
    let expert = world.teams.carrier().phone_of(EXPERT).await.expect("the expert's phone rings");
    assert!(phone.hears(&expert.voice()).await, "\n{}", world.teams.ladder());
    assert!(expert.hears(&phone.voice()).await, "\n{}", world.teams.ladder());
    phone.hang_up().await;
    assert!(expert.ended().await, "\n{}", world.teams.ladder());
}

#[tokio::test(flavor = "multi_thread")]
async fn dr_78_a_refresh_changes_nothing_in_the_media() {
    let world = World::open().await;
    let adele = world.user("adele").answers();
    world.put_through_to(&[&adele]);
    let phone = world.teams.carrier().call(CUSTOMER, HOTLINE).await;
    assert!(adele.talks_to(&phone).await, "\n{}", world.teams.ladder());
    for _ in 0..3 {
        assert_eq!(adele.refreshes().await, 200, "\n{}", world.teams.ladder());
    }
    assert!(adele.talks_to(&phone).await, "\n{}", world.teams.ladder());
    for call in world.teams.calls().list() {
        assert!(call.violations.is_empty(), "{call:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn dr_08_a_proxy_with_a_bad_certificate_is_left_for_the_next() {
    for fault in [Fault::ExpiredCertificate, Fault::WrongName, Fault::UnknownAuthority] {
        let teams = Emulator::start().await;
        teams.faults().add(Rule::always(Place::Tls, fault.clone()).on("sip.pstnhub"));
        let world = World::with(teams).await;
        let adele = world.user("adele").answers();
        world.put_through_to(&[&adele]);
        let phone = world.teams.carrier().call(CUSTOMER, HOTLINE).await;
        assert!(adele.talks_to(&phone).await, "{fault:?}\n{}", world.teams.ladder());
        assert_eq!(world.teams.options_heard()[0], 0, "{fault:?}: nothing reached the first");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn dr_85_without_refer_in_allow_a_transfer_stays_inside_teams() {
    let teams = Emulator::start().await;
    let config = teams.config();
    let plain = TrunkConfig::from_file(&config.direct_routing_file).expect("a good file");
    let direct = Trunk::open(plain.without_refer()).await.expect("the trunk opens");
    let adele = teams.tenant("adatum").user("adele").answers();
    let dial = direct.dial(adele.address()).for_tenant(teams.tenant("adatum").id());
    let call = dial.await.expect("adele answers");
    assert_eq!(adele.transfers_to("diego").await, 0, "\n{}", teams.ladder());
    assert!(!teams.ladder().to_string().contains("REFER sip"));
    call.hang_up().await.expect("it was up");
}

#[tokio::test(flavor = "multi_thread")]
async fn dr_141_refusals_of_teams_arrive_with_their_class() {
    use teams_cc_sip::direct_routing::FailureClass;
    let world = World::open().await;
    let cases = [
        (Ringing::Busy, 486, FailureClass::NextAgent),
        (Ringing::Offline, 480, FailureClass::NextAgent),
        (Ringing::Decline { after_ms: 0 }, 603, FailureClass::Final),
    ];
    for (ringing, status, class) in cases {
        let adele = world.user("adele").rings(ringing);
        let dial = world.direct.dial(adele.address()).for_tenant(world.adatum);
        let refused = dial.await.expect_err("nobody answers");
        assert_eq!(refused.status().map(teams_cc_sip::message::StatusCode::code), Some(status));
        assert_eq!(refused.class(), class, "{status}");
    }
    let caller: E164 = CUSTOMER.parse().expect("a number");
    world.teams.teams(|switches| switches.blocked.push(caller));
    let adele = world.user("adele").answers();
    let dial = world.direct.dial(adele.address()).for_tenant(world.adatum).caller(caller);
    let refused = dial.await.expect_err("the caller is blocked");
    assert_eq!(refused.status().map(teams_cc_sip::message::StatusCode::code), Some(403), "DR-52");
}
