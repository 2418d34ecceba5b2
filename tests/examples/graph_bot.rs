//! A calling bot as a program: a number is called, a menu asks, the desk has the caller (CC-41).

use std::time::Instant;

use teams_cc_emulator::{Bot, BotLeg, Emulator};

use crate::program::{Folder, POLL, Running, free_tcp};
use crate::{PATIENCE, command};

/// Waits until the menu is heard: keys before it are nobody's.
async fn listens(caller: &BotLeg) {
    let until = Instant::now() + PATIENCE;
    while caller.heard().is_empty() {
        assert!(Instant::now() < until, "no menu is heard");
        tokio::time::sleep(POLL).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn cc_41_a_bot_answers_asks_and_transfers() {
    let teams = Emulator::start().await;
    let (config, tenant) = (teams.config(), teams.tenant("adatum"));
    let adele = tenant.user("adele").answers();
    let (listen, folder) = (free_tcp(), Folder::new("graph-bot"));
    let public = format!("http://{listen}");
    teams.bots().register(Bot::new(config.client_id, format!("{public}/calling")));
    let number = "+18005550100".parse().expect("a number");
    teams.bots().number(config.client_id, tenant.id(), number);
    let mut bot = command("graph_bot", &folder);
    bot.args([public, listen.to_string(), adele.id().to_string()]).envs(config.env());
    let mut bot = Running::start(&mut bot, &folder, "bot");
    bot.says("serving", PATIENCE);

    let caller = teams.bots().phone_calls("+14255550100", number).expect("the bot has a number");
    listens(&caller).await;
    caller.press("1");
    assert!(caller.ended().await, "\n{}", teams.ladder());
    assert!(adele.talks_after_transfer_with("+14255550100"), "\n{}", teams.ladder());

    let caller = teams.bots().phone_calls("+14255550101", number).expect("the bot has a number");
    listens(&caller).await;
    caller.press("2");
    assert!(caller.ended().await, "\n{}", teams.ladder());
    assert_eq!(caller.heard().len(), 2, "the menu and the answer: {:?}", caller.heard());
}
