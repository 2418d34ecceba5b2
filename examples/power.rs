//! Extend + Power: a Teams Phone number rings at this program, an assistant speaks first, an agent
//! in the vendor's own desktop takes over, and is told what to say.
//!
//! `power PUBLIC LISTEN TENANT ACCOUNT AGENT`: the https address under which Microsoft reaches this
//! program, where it listens (plain HTTP behind TLS), the customer's tenant and resource account,
//! and the agent's object id. Credentials come from the environment
//! (`TEAMS_CC_ACS_CONNECTION_STRING` and its siblings).

use std::time::Duration;

use teams_cc::acs::models::Identifier;
use teams_cc::acs::{CallAutomation, IncomingCall};
use teams_cc::routing::{Plan, Router, Work};
use teams_cc::{Agent, Assistant, Closing, Ended, Error, Guid, Heard, Skill, TenantId, Turn};

#[tokio::main]
async fn main() -> Result<(), Error> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let mut args = std::env::args().skip(1);
    let mut next = |otherwise: &str| args.next().unwrap_or_else(|| otherwise.into());
    let (public, listen) = (next("https://cc.contoso.example/acs"), next("127.0.0.1:8080"));
    let tenant: TenantId = next("87d349ed-44d7-43e1-9a83-5f2406dee5bd").parse()?;
    let account = next("e5b7f628-ea94-4fdc-b3d9-1af1fe231111");
    let adele: Guid = next("4b444206-207c-42f8-92a6-e332b41c88a2").parse()?;

    let acs = CallAutomation::from_env()?;
    // Rapid provisioning: one idempotent request gives this service the customer's number.
    println!("{}", acs.teams_phone(&tenant).assign(account).await?);

    // Who signs in to the desktop is known here by the seat.
    let resource: Guid = std::env::var("TEAMS_CC_ACS_RESOURCE_ID").unwrap_or_default().parse()?;
    acs.seat("adele", Identifier::agent(adele, tenant, resource));
    let router = Router::start(Plan::from_file("examples/power/queues.toml")?);
    router.sign_on(&[Agent::new("adele").with("cards", 5)]);

    let (calls, webhook) = acs.listen(public);
    tokio::spawn(webhook.serve(listen)); // or mount it in your own web server
    println!("serving");
    calls.serve(move |call| story(call, router.clone())).await
}

/// One caller, from the first ring to the end.
async fn story(call: IncomingCall, router: Router) -> Result<Ended, Error> {
    let caller = call.answer().await?;
    let handover = match caller.converse(Concierge).await? {
        Closing::Resolved => return caller.hang_up().await,
        Closing::Handover(handover) => handover,
    };
    println!("handed over: {}", handover.need);

    let work = Work::voice(caller.id()).needs(handover.need).note(handover.summary).by(&caller);
    let ticket = router.enqueue(work);

    match ticket.reach(|agent, within| caller.invite(agent.address()).within(within)).await {
        Ok((agent, assignment)) => {
            println!("{:?} has joined", assignment.agent().id());
            // Advice is a bonus: without a transcript the talk goes on.
            if let Ok(mut lines) = caller.transcribe().await {
                while let Some(line) = lines.next().await {
                    if line.text.contains("cancel my contract") {
                        agent.whisper("Offer the loyalty plan.").await.ok();
                        println!("whispered");
                    }
                }
            }
            let ended = caller.ended().await;
            assignment.wrap_up(Duration::from_secs(20));
            println!("{ended}");
            Ok(ended)
        }
        Err(gave_up) => Ok(caller.transfer(gave_up.overflow()).await?),
    }
}

/// Words in, words out: no socket and no clock, so its test is a list of strings.
struct Concierge;

impl Assistant for Concierge {
    async fn turn(&mut self, heard: Heard) -> Turn {
        match heard {
            Heard::Words(words) if words.contains("opening hours") => {
                Turn::resolved("We are open from eight to six. Goodbye!")
            }
            Heard::Words(words) => Turn::hand_over(Skill::new("cards").at_least(1), words),
            _ => Turn::ask("Hello, this is Contoso. How can I help?"),
        }
    }
}
