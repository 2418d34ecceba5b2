//! Who works in the vendor's own desktop: their seats, their skills, and how the emulated ones
//! behave.

use std::time::Duration;

use teams_cc::acs::CallAutomation;
use teams_cc::acs::models::Identifier;
use teams_cc::{Agent, Guid, Rng};
use teams_cc_emulator::Emulator;
use teams_cc_emulator::acs::{AcsAgent, CallerStep};

use crate::staff::TENANT;

const PEOPLE: [(&str, &[(&str, u8)]); 3] = [
    ("frida", &[("cards", 5), ("contracts", 2)]),
    ("gustav", &[("cards", 3), ("contracts", 4)]),
    ("hanna", &[("cards", 4), ("contracts", 5)]),
];

/// One seat.
#[derive(Clone, Debug)]
pub(super) struct Seat {
    /// Emulated: who sits there.
    pub(super) person: AcsAgent,
    answers_after: Duration,
}

impl Seat {
    /// At work: what rings is answered.
    pub(super) fn attends(&self) {
        drop(self.person.clone().answers_after(self.answers_after));
    }
}

/// Emulated people with a second persona at the resource. They answer within two seconds, talk for
/// four to nine, and leave.
pub(super) fn hire(
    microsoft: &Emulator,
    acs: &CallAutomation,
    resource: Guid,
    rng: &mut Rng,
) -> (Vec<Agent>, Vec<Seat>) {
    let (tenant, here) = (microsoft.tenant(TENANT), microsoft.acs());
    let hire = |(name, skills): (&str, &[(&str, u8)])| {
        let user = tenant.user(name).id();
        // Who signs in to the desktop is known here by the seat.
        acs.seat(name, Identifier::agent(user, tenant.id(), resource));
        let agent = skills
            .iter()
            .fold(Agent::new(name), |agent, (skill, level)| agent.with(*skill, *level));
        let talk = CallerStep::Wait { ms: 4_000 + rng.below(5_000) };
        let words = format!("{name} speaking, I have read what you said.");
        let script = [CallerStep::Say { words }, talk, CallerStep::HangUp];
        let person = here.agent(tenant.id(), user).then(script);
        let seat = Seat { person, answers_after: Duration::from_millis(500 + rng.below(1_500)) };
        seat.attends();
        (agent, seat)
    };
    PEOPLE.map(hire).into_iter().unzip()
}
