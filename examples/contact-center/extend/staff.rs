//! Who works in Teams: members of a group, their skills, and how the emulated ones behave.

use std::time::Duration;

use teams_cc::graph::Person;
use teams_cc::{Address, Agent, Result, Rng};
use teams_cc_emulator::{Emulator, Step, User};

use super::GROUP;
use crate::staff::TENANT;

/// What the directory does not know: who can what.
const SKILLS: [(&str, &[(&str, u8)]); 4] = [
    ("alex", &[("orders", 5), ("returns", 2)]),
    ("isaiah", &[("orders", 3), ("returns", 4)]),
    ("nadia", &[("orders", 2), ("returns", 5)]),
    ("pradeep", &[("orders", 4), ("returns", 3)]),
];
/// Who writes to the bot.
const CUSTOMERS: [&str; 4] = ["nora", "otto", "pia", "quinn"];

/// Emulated people in a group. They answer within two seconds, talk for four to nine, hang up.
pub(super) fn hire(microsoft: &Emulator, rng: &mut Rng) -> Result<Vec<User>> {
    let tenant = microsoft.tenant(TENANT);
    let people: Vec<User> = SKILLS
        .iter()
        .map(|(name, _)| {
            let talk_ms = 4_000 + rng.below(5_000);
            tenant
                .user(name)
                .answers_after(Duration::from_millis(600 + rng.below(1_500)))
                .then([Step::Talk { ms: talk_ms }, Step::HangUp])
                .shows("Available", "Available")
        })
        .collect();
    tenant.group(GROUP, &people)?;
    Ok(people)
}

/// People of the directory as agents, under the names that the wallboard shows.
pub(super) fn agents(people: &[Person]) -> Vec<Agent> {
    let agent = |person: &Person| {
        let name = person.display_name.as_deref().unwrap_or("somebody").to_lowercase();
        let skills = SKILLS.iter().find(|(known, _)| *known == name).map_or(&[][..], |(_, s)| s);
        let agent = Agent::new(&*name).at(Address::TeamsUser(person.id)).in_teams(person.id);
        skills.iter().fold(agent, |agent, (skill, level)| agent.with(*skill, *level))
    };
    people.iter().map(agent).collect()
}

/// Emulated customers who have the bot.
pub(super) fn customers(microsoft: &Emulator) -> Vec<User> {
    CUSTOMERS.iter().map(|name| microsoft.tenant(TENANT).user(name)).collect()
}
