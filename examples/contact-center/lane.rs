//! One row of the table: a router, its people, and its figures.

use std::fmt::Display;
use std::sync::OnceLock;

use teams_cc::Agent;
use teams_cc::desk::{AgentRow, LaneRow, QueueRow};
use teams_cc::routing::{Counts, QueueFigures, Router};

use crate::book::{Book, Model};

/// What runs under one model.
#[derive(Debug)]
pub(crate) struct Lane {
    pub(crate) model: Model,
    pub(crate) router: Router,
    pub(crate) staff: Vec<Agent>,
    /// Why nobody can call in any more.
    failed: OnceLock<String>,
}

impl Lane {
    pub(crate) fn new(model: Model, router: Router, staff: Vec<Agent>) -> Self {
        Self { model, router, staff, failed: OnceLock::new() }
    }

    /// What serves it has ended: its row says so from now on.
    pub(crate) fn fails(&self, why: &dyn Display) {
        tracing::error!(model = self.model.name(), %why, "a model is not served any more");
        // The first reason stays.
        drop(self.failed.set(why.to_string()));
    }

    /// The row, from the router's own figures.
    pub(crate) fn row(&self, book: &Book) -> LaneRow {
        let figures = self.router.figures();
        let sum = |of: fn(&Counts) -> u64| -> u64 {
            figures.queues.iter().map(|queue| of(&queue.counts)).sum()
        };
        let (answered, abandoned) = (sum(|c| c.answered), sum(|c| c.abandoned));
        let in_time = sum(|c| c.answered_in_time);
        let percent = (in_time * 100).checked_div(answered + abandoned);
        let (door, (enters, greeter)) = (book.door(self.model), self.model.way());
        LaneRow {
            model: self.model.name().into(),
            teams_side: self.model.side().into(),
            enters: enters.into(),
            greeter: greeter.into(),
            alive: self.failed.get().is_none(),
            note: self.failed.get().cloned().unwrap_or_default(),
            agents: self.staff.len() as u32,
            live: book.live(self.model),
            waiting: figures.waiting(),
            offered: door.offered,
            greeted: door.greeted,
            answered,
            lost: abandoned + door.left,
            settled: (self.model == Model::Power).then_some(door.settled),
            sent_on: sum(|c| c.redirected),
            service_level: percent.map(|percent| percent as u32),
            target_s: 20,
            wait_p50_s: book.half_wait_s(self.model),
        }
    }

    pub(crate) fn queues(&self) -> Vec<QueueRow> {
        self.router.figures().queues.iter().map(queue_row).collect()
    }

    pub(crate) fn agents(&self, book: &Book) -> Vec<AgentRow> {
        let row = |agent: &Agent| {
            let (state, because, for_s) = book.state_of(agent.id());
            let skills = agent.skills().map(|(skill, level)| format!("{skill} {level}"));
            AgentRow {
                agent: agent.id().to_string(),
                state,
                because,
                for_s,
                skills: skills.collect::<Vec<_>>().join(", "),
            }
        };
        self.staff.iter().map(row).collect()
    }
}

fn queue_row(queue: &QueueFigures) -> QueueRow {
    QueueRow {
        queue: queue.queue.clone(),
        waiting: queue.waiting,
        longest_s: (queue.waiting > 0).then_some(queue.longest_wait.as_secs()),
        talking: queue.with_agent,
    }
}
