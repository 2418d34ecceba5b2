//! The page's numbers, from the router's figures and the book.

use teams_cc::CallId;
use teams_cc::desk::{AgentRow, LaneRow, QueueRow, Snapshot, Source};
use teams_cc::routing::Figures;

use crate::center::Center;

/// Calls on the page.
const CALLS_SHOWN: usize = 40;

fn connect_lane(figures: &Figures, agents: u32, center: &Center) -> LaneRow {
    let sum = |of: fn(&teams_cc::routing::Counts) -> u64| -> u64 {
        figures.queues.iter().map(|queue| of(&queue.counts)).sum()
    };
    let (answered, lost) = (sum(|c| c.answered), sum(|c| c.abandoned));
    let in_time = sum(|c| c.answered_in_time);
    let percent = (in_time * 100).checked_div(answered + lost).map(|percent| percent as u32);
    LaneRow {
        model: "Connect".into(),
        teams_side: "Direct Routing SIP".into(),
        alive: true,
        agents,
        live: center.book.talking(),
        waiting: figures.waiting(),
        answered,
        lost,
        service_level: percent,
        target_s: 20,
        wait_p50_s: center.book.half_wait_s(),
        ..LaneRow::default()
    }
}

fn coming(model: &str, teams_side: &str) -> LaneRow {
    LaneRow {
        model: model.into(),
        teams_side: teams_side.into(),
        note: "not in this release".into(),
        ..LaneRow::default()
    }
}

impl Center {
    /// Everything the page and the terminal show.
    pub(crate) fn now(&self) -> Snapshot {
        let figures = self.router.figures();
        let mut now = Snapshot::titled("teams-cc contact-center");
        now.emulated =
            "Microsoft's side and the carrier are emulated on 127.0.0.1; trunks, media, \
                        queues and this page are the real crates."
                .into();
        now.dial.clone_from(&self.dial);
        now.uptime_s = self.started.elapsed().as_secs();
        let agents = self.staff.len() as u32;
        now.lanes = vec![
            connect_lane(&figures, agents, self),
            coming("Connect+Extend", "Graph + tab + bot"),
            coming("Extend+Power", "Call Automation (TPE)"),
        ];
        now.queues = figures.queues.iter().map(queue_row).collect();
        now.agents = self.staff.iter().map(|agent| self.agent_row(agent)).collect();
        now.calls = self.book.rows(CALLS_SHOWN);
        now.feed = self.book.feed();
        now
    }

    fn agent_row(&self, agent: &teams_cc::Agent) -> AgentRow {
        let (state, because, for_s) = self.book.state_of(agent.id());
        let skills = agent.skills().map(|(skill, level)| format!("{skill} {level}"));
        AgentRow {
            agent: agent.id().to_string(),
            state,
            because,
            for_s,
            skills: skills.collect::<Vec<_>>().join(", "),
        }
    }
}

fn queue_row(queue: &teams_cc::routing::QueueFigures) -> QueueRow {
    QueueRow {
        queue: queue.queue.clone(),
        waiting: queue.waiting,
        longest_s: (queue.waiting > 0).then_some(queue.longest_wait.as_secs()),
        talking: queue.with_agent,
    }
}

impl Source for Center {
    fn snapshot(&self) -> Snapshot {
        self.now()
    }

    fn ladder(&self, call: CallId) -> Option<String> {
        self.ladders.of(call)
    }

    fn why(&self, call: CallId) -> Option<String> {
        let work = self.book.record(call)?.work?;
        Some(self.router.explain(work).to_string())
    }

    fn sound(&self, call: CallId) -> Option<Vec<u8>> {
        std::fs::read(self.folder.sound(call)).ok()
    }

    fn place_call(&self) -> Result<String, String> {
        let placed = self.orders.send(()).map_err(|_| "the centre is ending".to_owned());
        placed.map(|()| "A caller is on the way.".into())
    }
}
