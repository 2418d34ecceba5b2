//! AI hand-over: an assistant asks what it is about, and the agent sees it before the first word.
//! `handover PUBLIC LISTEN AGENT`: where Microsoft reaches this program, where it listens, and the
//! raw id of the agent's seat; the rest is in the environment.

use teams_cc::acs::models::{CustomContext, Identifier, TeamsPhoneDetails};
use teams_cc::acs::{CallAutomation, IncomingCall};
use teams_cc::{Assistant, Closing, Ended, Error, Heard, Need, Turn};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let [public, listen, agent] = [1, 2, 3].map(|n| std::env::args().nth(n).unwrap_or_default());
    let (calls, webhook) = CallAutomation::from_env()?.listen(public);
    tokio::spawn(webhook.serve(listen));
    println!("serving");
    calls.serve(move |call| story(call, Identifier::from_raw_id(&*agent))).await
}

async fn story(call: IncomingCall, agent: Identifier) -> Result<Ended, Error> {
    let caller = call.answer().await?;
    let Closing::Handover(to) = caller.converse(Receptionist).await? else {
        return caller.hang_up().await;
    };
    let details = TeamsPhoneDetails::default().topic(to.summary);
    let _agent =
        caller.invite(agent).telling(CustomContext::default().teams_phone(details)).await?;
    Ok(caller.ended().await)
}

struct Receptionist;

impl Assistant for Receptionist {
    async fn turn(&mut self, heard: Heard) -> Turn {
        match heard {
            Heard::Words(words) => Turn::hand_over(Need::anyone(), words),
            _ => Turn::ask("Hello! What is it about?"),
        }
    }
}
