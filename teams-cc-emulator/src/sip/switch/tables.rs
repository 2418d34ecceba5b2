//! Transactions of several machines in one exchange: each proxy has its own table, as the data
//! centres have. A request that comes again at another proxy is a new one there, not a loop.

use std::collections::HashMap;

use bytes::Bytes;
use teams_cc_core::{Instant, Rng};
use teams_cc_sip::message::{Message, Request, Response};
use teams_cc_sip::transaction::{Output, Timers, TransactionId, Transactions};
use teams_cc_sip::{Flow, Transport};

/// A transaction and the table it is in.
pub(crate) type Id = (usize, TransactionId);

/// The tables.
pub(super) struct Tables {
    tables: Vec<Transactions>,
    flows: HashMap<Flow, usize>,
}

impl Tables {
    pub(super) fn new(count: usize, rng: &mut Rng) -> Self {
        let table = |_| Transactions::new(Timers::default(), rng.fork());
        Self { tables: (0..count).map(table).collect(), flows: HashMap::new() }
    }

    fn of(&mut self, flow: Flow) -> (usize, &mut Transactions) {
        let at = self.flows.get(&flow).copied().unwrap_or(0);
        (at, &mut self.tables[at])
    }

    pub(super) fn opened(&mut self, flow: Flow, transport: Transport, proxy: usize) {
        self.flows.insert(flow, proxy.min(self.tables.len() - 1));
        self.of(flow).1.opened(flow, transport);
    }

    pub(super) fn closed(&mut self, flow: Flow) {
        self.of(flow).1.closed(flow);
        self.flows.remove(&flow);
    }

    pub(super) fn received(&mut self, now: Instant, flow: Flow, message: Message) {
        self.of(flow).1.received(now, flow, message);
    }

    pub(super) fn branch(&mut self) -> String {
        self.tables[0].branch()
    }

    pub(super) fn request(&mut self, now: Instant, flow: Flow, request: Request) -> Id {
        let (at, table) = self.of(flow);
        (at, table.request(now, flow, request))
    }

    pub(super) fn respond(&mut self, now: Instant, id: Id, response: &Response) {
        self.tables[id.0].respond(now, id.1, response);
    }

    pub(super) fn cancel(&mut self, now: Instant, id: Id, headers: &[(String, String)]) {
        // Headers of ours are well formed.
        self.tables[id.0].cancel(now, id.1, headers).ok();
    }

    pub(super) fn send(&mut self, flow: Flow, bytes: Bytes) {
        self.of(flow).1.send(flow, bytes);
    }

    pub(super) fn reply(&mut self, flow: Flow, response: &Response) {
        self.of(flow).1.reply(flow, response);
    }

    pub(super) fn flow(&self, id: Id) -> Option<Flow> {
        self.tables[id.0].flow(id.1)
    }

    pub(super) fn tick(&mut self, now: Instant) {
        self.tables.iter_mut().for_each(|table| table.tick(now));
    }

    pub(super) fn poll(&mut self) -> Option<(usize, Output)> {
        self.tables.iter_mut().enumerate().find_map(|(at, table)| Some((at, table.poll()?)))
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.tables.iter().filter_map(Transactions::deadline).min()
    }
}
