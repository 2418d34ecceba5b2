//! One row of the table: a router, its people, and its figures.

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
}

impl Lane {
    /// The row, from the router's own figures.
    pub(crate) fn row(&self, book: &Book) -> LaneRow {
        let figures = self.router.figures();
        let sum = |of: fn(&Counts) -> u64| -> u64 {
            figures.queues.iter().map(|queue| of(&queue.counts)).sum()
        };
        let (answered, lost) = (sum(|c| c.answered), sum(|c| c.abandoned));
        let in_time = sum(|c| c.answered_in_time);
        let percent = (in_time * 100).checked_div(answered + lost).map(|percent| percent as u32);
        LaneRow {
            model: self.model.name().into(),
            teams_side: self.model.side().into(),
            alive: true,
            agents: self.staff.len() as u32,
            live: book.live(self.model),
            waiting: figures.waiting(),
            answered,
            lost,
            service_level: percent,
            target_s: 20,
            wait_p50_s: book.half_wait_s(self.model),
            ..LaneRow::default()
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
