//! Screen-pop: what is known of a caller is on the agent's screen before the first word. Calls
//! come through Call Automation. `screen_pop PUBLIC LISTEN AGENT`: where Microsoft reaches this
//! program, where it listens, and the raw id of the agent's seat; the rest is in the environment.

use teams_cc::acs::models::{CallerDetails, CustomContext, Identifier, TeamsPhoneDetails};
use teams_cc::acs::{CallAutomation, IncomingCall};
use teams_cc::{Ended, Error};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let [public, listen, agent] = [1, 2, 3].map(|n| std::env::args().nth(n).unwrap_or_default());
    let (calls, webhook) = CallAutomation::from_env()?.listen(public);
    tokio::spawn(webhook.serve(listen));
    println!("serving");
    calls.serve(move |call| story(call, Identifier::from_raw_id(&*agent))).await
}

async fn story(call: IncomingCall, agent: Identifier) -> Result<Ended, Error> {
    // A real one asks a CRM who has this number.
    let name = call.display_name().unwrap_or("A new customer").to_owned();
    let page = "https://crm.contoso.example/customers/4711";
    let known = CallerDetails::default().name(name).screen_pop_url(page).is_authenticated(false);
    let details = TeamsPhoneDetails::default().caller(known).intent("unknown yet");
    let caller = call.answer().await?;
    let pop = CustomContext::default().teams_phone(details);
    let _agent = caller.invite(agent).telling(pop).await?;
    Ok(caller.ended().await)
}
