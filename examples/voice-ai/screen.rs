//! The agent's screen: a bot shows a card, and the emulated agent's Teams has it.

use std::net::{Ipv4Addr, TcpListener};

use teams_cc::graph::{AgentApp, Graph};
use teams_cc::{Error, Guid};
use teams_cc_emulator::{Emulator, EmulatorConfig, User};

/// The app whose cards agents see in Teams; it serves as long as the runtime lives.
pub(crate) fn open(teams: &Emulator, config: &EmulatorConfig) -> Result<AgentApp, Error> {
    let graph = Graph::builder()
        .endpoint(&config.graph_tls)
        .sign_in(&config.signin)
        .published_keys(&config.signin)
        .tenant(config.tenant.to_string())
        .client_secret(config.client_id.to_string(), config.client_secret.clone())
        .root_certificates(config.ca_pem.as_bytes())
        .build()?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let public = format!("http://{}", listener.local_addr()?);
    teams.chat_bot(config.client_id, &format!("{public}/messages"));
    let app = AgentApp::start(&graph.bot(config.client_id.to_string()), []);
    let webhook = graph.webhook(public).agents(&app).open()?;
    tokio::spawn(async move { webhook.serve(listener).await });
    Ok(app)
}

/// Prints what the agent's Teams shows of the bot.
pub(crate) async fn watch(agent: User, bot: Guid) {
    let mut last = String::new();
    loop {
        let message = agent.next_of_bot(bot, &last).await;
        message["id"].as_str().unwrap_or_default().clone_into(&mut last);
        let body = &message["attachments"][0]["content"]["body"];
        let lines = body.as_array().into_iter().flatten();
        let lines: Vec<&str> = lines.filter_map(|block| block.get("text")?.as_str()).collect();
        println!("adele's Teams shows: {}", lines.join(" | "));
    }
}
