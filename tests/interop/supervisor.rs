//! baresip as a supervisor over TLS and SDES-SRTP: it listens to two who talk in the clear, whispers
//! to the agent, and barges in.

use std::time::Duration;

use teams_cc_core::Supervision;
use teams_cc_emulator::audio::{Voice, write_wav};
use teams_cc_emulator::{Emulator, Ringing};
use teams_cc_sip::{Trunk, TrunkConfig};

use crate::baresip::{Phone, Setup};
use crate::center::sound;
use crate::program::Folder;
use crate::softphone::{LIKENESS, heard, sayings, trunk_to};
use crate::sound::read_wav;

const CUSTOMER: &str = "+14255550107";
const AGENT: &str = "+14255550101";

#[tokio::test(flavor = "multi_thread")]
async fn cc_16_baresip_listens_whispers_and_barges_in() {
    let folder = Folder::new("supervisor");
    let teams = Emulator::start().await;
    let leaf = teams.stage().certs.leaf(&["localhost"]).expect("a leaf");
    let pem = format!("{}{}", leaf.key_pem(), leaf.chain_pem());
    // Long enough for all of it.
    let words = read_wav(&sound("agent.wav"));
    let says = folder.write("says.wav", write_wav(&sayings(&words, 30)));
    let setup = Setup { user: "supervisor", says: &says, certificate: &pem, believes: None };
    let Some(mut phone) = Phone::start(&setup, &folder) else { return };
    let supervisors = trunk_to(&teams, &phone).await;
    let carrier = TrunkConfig::from_file(&teams.config().carrier_file).expect("a file of ours");
    let carrier = Trunk::open(carrier).await.expect("the trunk opens");

    teams.carrier().line(AGENT, Ringing::Answer { after_ms: 0 });
    let customer = teams.carrier().dial(CUSTOMER, "+14255550199").await;
    let call = carrier.next_call().await.expect("it rings").answer().await.expect("answered");
    let agent = carrier.dial(AGENT.parse::<teams_cc_core::Address>().expect("a number"));
    let talk = call.bridge(agent.await.expect("answered"));
    let agent = teams.carrier().phone_of(AGENT).await.expect("they are called");
    agent.says(Voice::silence());
    customer.says(Voice::silence());

    let to = format!("sip:supervisor@localhost:{};transport=tls", phone.tls.port());
    let to: teams_cc_core::Address = to.parse().expect("an address");
    let dial = supervisors.dial(to).ring_for(Duration::from_secs(10)).into_future();
    let dialling = tokio::spawn(dial);
    phone.says("Incoming call from", Duration::from_secs(10));
    phone.accept();
    let call = dialling.await.expect("the task ends").expect("baresip answers");
    let supervisor = talk.attend(call).await.expect("there is room");

    // What either of the two hears that nobody else of them says.
    let loud = |heard: &[i16]| heard.iter().filter(|s| s.unsigned_abs() > 400).count();
    let (at_customer, at_agent) = (customer.heard(), agent.heard());
    let marks = (at_customer.samples().len(), at_agent.samples().len());
    let question = read_wav(&sound("caller.wav"));
    customer.says(Voice::samples(question.clone()));
    let recording = || phone.heard().map(|file| read_wav(&file)).unwrap_or_default();
    let listened = heard(&question, recording).await;
    assert!(listened >= LIKENESS, "what baresip heard: {listened}\n{}", phone.log());
    customer.says(Voice::silence());
    let since = |phone: &teams_cc_emulator::carrier::Phone, mark: usize| {
        phone.heard().samples().get(mark..).unwrap_or_default().to_vec()
    };
    assert_eq!(loud(&since(&customer, marks.0 + 4_000)), 0, "the customer hears no supervisor");

    talk.supervise(supervisor, Supervision::Whisper).await.expect("they are here");
    let whispered = heard(&words, || since(&agent, marks.1)).await;
    assert!(whispered >= LIKENESS, "what the agent heard: {whispered}\n{}", teams.ladder());
    assert_eq!(loud(&since(&customer, marks.0 + 4_000)), 0, "the customer hears no whisper");

    talk.supervise(supervisor, Supervision::Barge).await.expect("they are here");
    let barged = heard(&words, || since(&customer, marks.0)).await;
    assert!(barged >= LIKENESS, "what the customer heard: {barged}\n{}", teams.ladder());
    println!("likeness: listened {listened:.4}, whispered {whispered:.4}, barged {barged:.4}");

    customer.hang_up().await;
    agent.hang_up().await;
    phone.says("terminated", Duration::from_secs(10));
    talk.finished().await;
}
