//! baresip as the agent of a call of Call Automation: invited, rung, heard, recorded.

use std::net::SocketAddr;
use std::time::Duration;

use teams_cc_acs::models::Identifier;
use teams_cc_acs::{CallAutomation, Calls, router};
use teams_cc_core::{Address, Guid, TenantId};
use teams_cc_emulator::Emulator;
use teams_cc_emulator::audio::{Voice, write_wav};
use tokio::net::TcpListener;

use crate::baresip::{Phone, Setup};
use crate::center::sound;
use crate::program::Folder;
use crate::softphone::{LIKENESS, sayings};
use crate::sound::{correlation, read_wav};

const NUMBER: &str = "+18005550100";
const PATIENCE: Duration = Duration::from_secs(20);
/// How often the agent says the same: one of them comes through whole, however busy the machine.
const SAYINGS: usize = 8;

/// Takes calls where the emulated service reaches us.
pub(crate) async fn listens(acs: &CallAutomation, teams: &Emulator) -> Calls {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/acs", listener.local_addr().unwrap());
    let (calls, webhook) = acs.listen(&address);
    let app = axum::Router::new().nest("/acs", router(webhook));
    tokio::spawn(async move { axum::serve(listener, app).await });
    teams.acs().subscribe(&format!("{address}/events")).await.expect("we shake hands");
    calls
}

#[tokio::test(flavor = "multi_thread")]
async fn acs_7_an_agent_at_a_softphone_is_invited_heard_and_recorded() {
    let folder = Folder::new("agent");
    let teams = Emulator::start().await;
    let here = teams.acs();
    let words = read_wav(&sound("agent.wav"));
    let says = folder.write("says.wav", write_wav(&sayings(&words, SAYINGS)));
    let setup = Setup { user: "adele", says: &says, certificate: "", believes: None };
    let Some(mut phone) = Phone::start(&setup, &folder) else { return };

    // UDP is one below TLS.
    let plain = SocketAddr::new(phone.tls.ip(), phone.tls.port() - 1);

    let tenant: TenantId = "87d349ed-44d7-43e1-9a83-5f2406dee5bd".parse().unwrap();
    let account: Guid = "e5b7f628-ea94-4fdc-b3d9-1af1fe231111".parse().unwrap();
    let user: Guid = "4b444206-207c-42f8-92a6-e332b41c88a2".parse().unwrap();
    here.teams_number(NUMBER, tenant, account);
    let agent = here.agent(tenant, user).rings_at(&format!("sip:adele@{plain}"));
    let acs = CallAutomation::builder()
        .connection_string(here.connection_string())
        .resource_id(here.resource_id().to_string())
        .openid_document(format!("{}/calling/.well-known/acsopenidconfiguration", here.endpoint()))
        .build()
        .unwrap();
    acs.seat("adele", Identifier::agent(user, tenant, here.resource_id()));
    let calls = listens(&acs, &teams).await;

    let caller = here.calls_from("+14255550101").to(NUMBER).expect("it rings");
    let call = calls.next_call().await.answer().await.expect("answered");
    let recording = call.record().await.expect("it records");
    let seat: Address = "seat:adele".parse().unwrap();
    let inviting = tokio::spawn(call.invite(&seat).into_future());
    phone.says("Incoming call from", PATIENCE);
    phone.accept();
    let guest = inviting.await.expect("the task ends").expect("baresip answers");
    assert!(caller.talks_to(&agent).await, "\n{}", teams.ladder());

    // Waiting costs little, so that packets have the machine: likeness is looked for once a saying.
    let until = async |is_so: &dyn Fn() -> bool| {
        let wait = async {
            while !is_so() {
                teams.clock().sleep(Duration::from_millis(50)).await;
            }
        };
        tokio::time::timeout(PATIENCE, wait).await.expect("somebody is heard");
    };
    until(&|| !caller.heard_last(Duration::from_secs(1)).is_silent()).await;
    let one_saying = Duration::from_secs_f64(words.len() as f64 / 8000.0);
    let mut at_caller = 0.0;
    for _ in 1..SAYINGS / 2 {
        teams.clock().sleep(one_saying + Duration::from_secs(1)).await;
        let heard = caller.heard_last(one_saying * 2 + Duration::from_secs(1));
        at_caller = correlation(&words, heard.samples()).0;
        if at_caller >= LIKENESS {
            break;
        }
    }
    assert!(at_caller >= LIKENESS, "the agent at the caller: {at_caller}\n{}", phone.log());

    // Nobody else speaks: whatever baresip hears is the caller. How alike it is says more about
    // how busy this machine is, which sends twenty milliseconds at a time.
    let recorded = || phone.heard().map(|file| read_wav(&file)).unwrap_or_default();
    assert!(recorded().iter().all(|sample| sample.abs() < 100), "the caller is silent");
    caller.sounds(&Voice::of("the caller"), Duration::from_secs(6));
    until(&|| recorded().iter().filter(|sample| sample.abs() > 1_000).count() > 8_000).await;

    let id = recording.id().to_owned();
    recording.stop().await.expect("it ends");
    let file = here.recorded(&id).expect("a file");
    // 16 kHz behind a head of 44 octets. Every other sample is the softphone's own, those between
    // are made; which ones they are depends on when the recording began.
    let wide: Vec<i16> =
        file[44..].chunks_exact(2).map(|two| i16::from_le_bytes([two[0], two[1]])).collect();
    let every_other = |from: usize| wide[from..].iter().step_by(2).copied().collect::<Vec<i16>>();
    let recorded = [0, 1].map(|from| correlation(&words, &every_other(from)).0);
    let recorded = recorded[0].max(recorded[1]);
    println!("likeness: agent {at_caller:.4}, recording {recorded:.4}");
    assert!(recorded >= LIKENESS, "the agent in the recording: {recorded}");

    guest.remove().await.expect("gone");
    phone.says("terminated", PATIENCE);
    call.hang_up().await.expect("ended");
}
