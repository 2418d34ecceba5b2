//! The page's numbers, from the routers' figures and the book.

use teams_cc::CallId;
use teams_cc::desk::{Snapshot, Source};

use crate::center::Center;

/// Calls on the page.
const CALLS_SHOWN: usize = 40;

impl Center {
    /// Everything the page and the terminal show.
    pub(crate) fn now(&self) -> Snapshot {
        let (book, lanes) = (&self.book, self.lanes());
        let mut now = Snapshot::titled("teams-cc contact-center");
        now.emulated =
            "Microsoft's side and the carrier are emulated on 127.0.0.1; trunks, media, \
                        Graph, the bot, Call Automation, queues and this page are the real crates. \
                        Words that callers say are scripted."
                .into();
        now.dial.clone_from(&self.dial);
        now.uptime_s = self.started.elapsed().as_secs();
        now.lanes = lanes.iter().map(|lane| lane.row(book)).collect();
        now.queues = lanes.iter().flat_map(|lane| lane.queues()).collect();
        now.agents = lanes.iter().flat_map(|lane| lane.agents(book)).collect();
        now.calls = book.rows(CALLS_SHOWN);
        now.feed = book.feed();
        now
    }
}

impl Source for Center {
    fn snapshot(&self) -> Snapshot {
        self.now()
    }

    fn ladder(&self, call: CallId) -> Option<String> {
        // What a call has left behind is whole; of one that goes on, this is what came so far.
        self.folder.kept_ladder(call).or_else(|| self.ladders.of(call))
    }

    fn why(&self, call: CallId) -> Option<String> {
        let (model, work) = self.book.record(call)?.work?;
        let lane = self.lanes().into_iter().find(|lane| lane.model == model)?;
        Some(lane.router.explain(work).to_string())
    }

    fn transcript(&self, call: CallId) -> Option<String> {
        self.book.transcript(call)
    }

    fn sound(&self, call: CallId) -> Option<Vec<u8>> {
        std::fs::read(self.folder.sound(call)).ok()
    }

    fn place_call(&self) -> Result<String, String> {
        let placed = self.orders.send(()).map_err(|_| "the centre is ending".to_owned());
        placed.map(|()| "A caller is on the way.".into())
    }
}
