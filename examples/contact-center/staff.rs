//! Who works here: emulated Teams users, their skills, and how they behave.

use std::time::Duration;

use teams_cc::{Agent, Rng};
use teams_cc_emulator::{Emulator, Step};

/// The tenant of the demonstration.
pub(crate) const TENANT: &str = "contoso";

const PEOPLE: [(&str, &[(&str, u8)]); 6] = [
    ("adele", &[("billing", 5), ("en", 5)]),
    ("bo", &[("billing", 3), ("support", 2), ("en", 4)]),
    ("diego", &[("support", 4), ("en", 3)]),
    ("lynne", &[("support", 3), ("general", 2), ("en", 5)]),
    ("megan", &[("billing", 4), ("general", 3), ("en", 5)]),
    ("nestor", &[("general", 5), ("support", 1), ("en", 4)]),
];

/// All six: they answer within three seconds, talk for four to ten, and hang up first.
pub(crate) fn hire(microsoft: &Emulator, rng: &mut Rng) -> Vec<Agent> {
    let tenant = microsoft.tenant(TENANT);
    let people = PEOPLE.map(|(name, skills)| {
        let talk_ms = 4_000 + rng.below(6_000);
        let user = tenant
            .user(name)
            .answers_after(Duration::from_millis(600 + rng.below(2_000)))
            .then([Step::Talk { ms: talk_ms }, Step::HangUp])
            .shows("Available", "Available");
        let agent = Agent::new(name).at(user.address()).in_teams(user.id());
        skills.iter().fold(agent, |agent, (skill, level)| agent.with(*skill, *level))
    });
    people.into()
}
