//! The Connect + Extend program of the sketches, unchanged, against the emulated Microsoft side
//! (CC-08, CC-30, CC-31, CC-32, CC-40).

use std::time::Duration;

use serde_json::{Value, json};
use teams_cc::{Guid, Key};
use teams_cc_emulator::audio::Voice;
use teams_cc_emulator::{Emulator, User};

use crate::program::{Folder, Running, free_tcp};
use crate::{PATIENCE, command};

/// The example's files in one folder, its group and its expert being people of this emulator.
fn files(teams: &Emulator, folder: &Folder) -> Guid {
    let config = teams.config();
    for file in ["carrier.toml", "direct-routing.toml", "sbc.crt", "sbc.key", "ca.pem"] {
        std::fs::copy(config.folder.join(file), folder.path().join(file)).expect(file);
    }
    let experts = ["pat", "lynne"].map(|name| {
        let user = teams.tenant("adatum").user(name);
        let (address, id) = (user.address(), user.id());
        format!("[[expert]]\nid = \"{name}\"\naddress = \"{address}\"\nteams_user = \"{id}\"\n")
    });
    let queue = "overflow = \"+14255550188\"\n[[queue]]\nname = \"calls\"\n";
    let plan = format!("{queue}{}", experts.concat());
    folder.write("queues.toml", plan);
    let listen = free_tcp();
    let app = format!("public = \"http://{listen}\"\nlisten = \"{listen}\"\nname = \"Desk\"\n");
    folder.write("app.toml", app);
    teams.chat_bot(config.client_id, &format!("http://{listen}/messages"));
    config.client_id
}

/// The next message of the bot to a person, and the first words of its card.
async fn card(user: &User, bot: Guid, last: &mut String) -> (Value, String) {
    let wait = user.next_of_bot(bot, last);
    let message = tokio::time::timeout(PATIENCE, wait).await.expect("the bot says something");
    *last = message["id"].as_str().expect("it has an id").into();
    let title = message.pointer("/attachments/0/content/body/0/text").and_then(Value::as_str);
    let title = title.unwrap_or_default().to_owned();
    (message, title)
}

/// What Teams shows for a person, once it is this.
async fn is_shown(teams: &Emulator, user: &User, availability: &str, activity: &str) {
    let until = std::time::Instant::now() + PATIENCE;
    loop {
        let (shown, _) = teams.stage().presences.shown(user.id());
        if (shown.0.as_str(), shown.1.as_str()) == (availability, activity) {
            return;
        }
        assert!(std::time::Instant::now() < until, "{shown:?}\n{}", teams.ladder());
        tokio::time::sleep(crate::program::POLL).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn cc_30_an_agents_whole_day_happens_inside_teams() {
    let teams = Emulator::start().await;
    let tenant = teams.tenant("adatum");
    let folder = Folder::new("extend");
    let bot = files(&teams, &folder);
    // Adele would be asked first, but Teams shows her in a meeting.
    let adele = tenant.user("adele").answers().shows("Busy", "InAMeeting");
    let megan = tenant.user("megan").answers_after(Duration::from_millis(300));
    let [diego, lynne, pat] = ["diego", "lynne", "pat"].map(|name| tenant.user(name).answers());
    let pat = pat.shows("DoNotDisturb", "Presenting");
    tenant.group("contact-centre-agents", [&adele, &megan]).expect("room for a group");
    let mut extend = command("extend", &folder);
    extend.arg(folder.path()).envs(teams.config().env());
    let mut extend = Running::start(&mut extend, &folder, "extend");
    extend.says("serving", PATIENCE);
    for user in [&adele, &megan] {
        user.installs_bot(bot).await.expect("the bot listens");
    }

    let phone = teams.carrier().call("+14255550107", "+14255550199").await;
    let mut last = String::new();
    let (_, title) = card(&megan, bot, &mut last).await;
    assert_eq!(title, "Customer 07", "the card of the customer\n{}", teams.ladder());
    assert!(megan.talks_to(&phone).await, "\n{}", teams.ladder());
    assert!(adele.sees_of_bot(bot).is_empty(), "who is busy is not asked");
    is_shown(&teams, &megan, "Busy", "InACall").await;

    // Star: an expert whom Teams shows as free comes in, and all three hear each other.
    megan.press(Key::Star).await;
    assert!(lynne.is_in_a_call().await, "\n{}", teams.ladder());
    megan.says(Voice::silence()).await;
    lynne.says(Voice::silence()).await;
    assert!(lynne.hears(&phone.voice()).await && megan.hears(&phone.voice()).await);
    assert_eq!(pat.counts().received, 0, "who does not want to be disturbed is not");

    // Transfer, pressed in Teams: REFER, and the next one has the seat.
    assert_eq!(megan.transfers_to("diego").await, 200, "\n{}", teams.ladder());
    assert!(diego.talks_to(&phone).await, "\n{}", teams.ladder());
    assert!(megan.is_free().await, "\n{}", teams.ladder());
    phone.hang_up().await;
    diego.hang_up().await;
    assert!(lynne.is_free().await, "\n{}", teams.ladder());

    // Notes: Teams shows that nobody should disturb until they are written.
    let (message, title) = card(&megan, bot, &mut last).await;
    assert_eq!(title, "What was it about?");
    let said = message.pointer("/attachments/0/content/body/1/text").and_then(Value::as_str);
    let said = said.unwrap_or_default();
    assert!(said.contains("1 transferred, 1 joined"), "the summary of the talk: {said}");
    is_shown(&teams, &megan, "DoNotDisturb", "Presenting").await;
    let pressed = megan.presses(bot, &last, "tcc-notes", json!({"notes": "An invoice."})).await;
    assert_eq!(pressed.expect("the bot answers").status, 200);
    is_shown(&teams, &megan, "Available", "Available").await;
}
