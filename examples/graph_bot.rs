//! A bot that answers calls to its number: a menu, and the caller is with the right person.
//!
//! `graph_bot PUBLIC LISTEN DESK`: the https address under which Microsoft reaches this program,
//! where it listens (plain HTTP behind TLS), and the Teams user who takes calls about invoices.
//! Graph's credentials come from the environment.

use teams_cc::graph::Graph;
use teams_cc::graph::calls::IncomingCall;
use teams_cc::{Address, Ended, Error, Key, Menu, Prompt};

#[tokio::main]
async fn main() -> Result<(), Error> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let mut args = std::env::args().skip(1);
    let mut next = |otherwise: &str| args.next().unwrap_or_else(|| otherwise.into());
    let public = next("https://cc.contoso.example/graph");
    let listener = std::net::TcpListener::bind(next("127.0.0.1:8080"))?;
    let desk = Address::teams_user(&next("4b444206-207c-42f8-92a6-e332b41c88a2"))?;

    let graph = Graph::from_env()?;
    let webhook = graph.webhook(public).open()?;
    tokio::spawn(webhook.serve(listener));
    println!("serving");
    graph.calls().serve(move |call| story(call, desk.clone())).await;
    Ok(())
}

/// One caller, from the first ring to the end.
async fn story(call: IncomingCall, desk: Address) -> Result<Ended, Error> {
    let menu = Menu::new(Prompt::file("examples/sounds/welcome.wav"))
        .on(Key::D1, Some(desk)) // invoices
        .on(Key::D2, None); // opening hours

    let caller = call.answer().await?; // done when audio flows
    match caller.ask(&menu).await? {
        Some(desk) => Ok(caller.transfer(desk).await?), // done when the desk has the caller
        None => {
            caller.play(Prompt::file("examples/sounds/thanks.wav")).await?;
            caller.hang_up().await
        }
    }
}
