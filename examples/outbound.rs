//! Outbound with consent: a customer is called, and connected to an agent only after pressing 1.
//! `outbound FOLDER CUSTOMER AGENT`: the folder with `carrier.toml`, and two numbers.

use std::time::Duration;

use teams_cc::sip::{Trunk, TrunkConfig};
use teams_cc::{Address, Error, Key, Menu, Prompt};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let mut args = std::env::args().skip(1);
    let mut next = |otherwise: &str| args.next().unwrap_or_else(|| otherwise.into());
    let carrier = next("examples/connect") + "/carrier.toml";
    let customer: Address = next("+14255550107").parse()?;
    let agent: Address = next("+14255550101").parse()?;
    let trunk = Trunk::open(TrunkConfig::from_file(carrier)?).await?;

    let consent =
        Menu::new(Prompt::file("examples/sounds/welcome.wav")).on(Key::D1, true).otherwise(false); // any other key, and silence
    let customer = trunk.dial(customer).ring_for(Duration::from_secs(30)).await?;
    if customer.ask(&consent).await? {
        let agent = trunk.dial(agent).await?;
        println!("connected; {}", customer.bridge(agent).finished().await);
    } else {
        println!("no consent; {}", customer.hang_up().await?);
    }
    trunk.close().await;
    Ok(())
}
