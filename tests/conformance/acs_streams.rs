//! Assistants on Call Automation's streams, the context that travels with a call, and sockets that
//! misbehave, against the emulated service (`acs.md` section 6; CC-52, CC-66, CC-69).

use std::time::Duration;

use teams_cc_core::{Address, CallContext, Handover, Need};

use crate::acs_center::{CALLER, Center, soon};

fn whole() -> CallContext {
    let handover = Handover { need: Need::anyone(), summary: "The blue card is lost.".into() };
    CallContext::from(&handover)
        .name("Adele Vance")
        .number(CALLER.parse().unwrap())
        .record_id("crm-4711")
        .authenticated()
        .fact("loyalty", "gold")
        .intent("block a card")
        .topic("cards")
        .sentiment("worried")
        .suggested_actions("Block the card, send another.")
        .transcript_url("https://cc.contoso.example/transcripts/4711")
}

#[tokio::test]
async fn cc_69_the_next_one_knows_who_calls_and_why_before_the_first_word() {
    let center = Center::open().await;
    let (_phone, call) = center.answered([]).await;
    let (agent, seat) = center.agent();
    let agent = agent.answers_after(Duration::from_millis(50));
    soon(call.invite(&seat).telling(whole())).await.unwrap();
    let told = agent.context().expect("the agent's client was told");
    let details = &told["teamsPhoneCallDetails"];
    assert_eq!(details["callContext"], "The blue card is lost.", "{told}");
    assert_eq!(details["intent"], "block a card");
    assert_eq!(details["suggestedActions"], "Block the card, send another.");
    assert_eq!(details["transcriptUrl"], "https://cc.contoso.example/transcripts/4711");
    let caller = &details["teamsPhoneCallerDetails"];
    assert_eq!(
        (&caller["name"], &caller["isAuthenticated"]),
        (&"Adele Vance".into(), &true.into())
    );
    assert_eq!(caller["recordId"], "crm-4711");
    assert_eq!(caller["additionalCallerInformation"]["loyalty"], "gold");
    // A transfer tells as much.
    drop(call);
    let (_phone, call) = center.answered([]).await;
    let desk: Address = "+14255550144".parse().unwrap();
    let person = center.teams.acs().person("+14255550144");
    let person = person.answers_after(Duration::from_millis(50));
    let ended = call.transfer_telling(desk, whole().summary("To the desk."));
    soon(ended).await.unwrap();
    let told = person.context().expect("the desk was told");
    assert_eq!(told["teamsPhoneCallDetails"]["callContext"], "To the desk.", "{told}");
}

#[tokio::test]
async fn cc_69_a_context_that_no_call_can_carry_is_refused_and_the_caller_stays() {
    let center = Center::open().await;
    let (_phone, call) = center.answered([]).await;
    let (_agent, seat) = center.agent();
    let long = whole().summary("s".repeat(20_000));
    let refused = soon(call.invite(&seat).telling(long.clone())).await.unwrap_err();
    assert_eq!(teams_cc_core::Error::from(refused).code(), "TCC-ACS-0415");
    let desk: Address = "+14255550144".parse().unwrap();
    let call = soon(call.transfer_telling(desk, long)).await.unwrap_err().into_call();
    assert_eq!(center.teams.acs().calls()[0].participants.len(), 1);
    drop(call);
}
