//! [`Transactions`] as a [`Machine`], for loops that speak to every machine alike.

use teams_cc_core::{Instant, Machine};

use super::layer::Transactions;
use super::output::{Output, TransactionId};
use crate::message::{Message, Request, Response};
use crate::{Flow, Transport};

/// What happens to the transaction layer.
#[derive(Debug)]
pub enum Input {
    /// A flow can be written to.
    Opened(Flow, Transport),
    /// A flow is gone.
    Closed(Flow),
    /// A message arrived.
    Received(Flow, Message),
    /// Send this request.
    Request(Flow, Request),
    /// Answer that request.
    Respond(TransactionId, Response),
    /// Time has passed.
    Tick,
}

impl Machine for Transactions {
    type Input<'a> = Input;
    type Output = Output;

    fn handle(&mut self, now: Instant, input: Input) {
        match input {
            Input::Opened(flow, transport) => self.opened(flow, transport),
            Input::Closed(flow) => self.closed(flow),
            Input::Received(flow, message) => self.received(now, flow, message),
            Input::Request(flow, request) => {
                self.request(now, flow, request);
            }
            Input::Respond(id, response) => self.respond(now, id, &response),
            Input::Tick => self.tick(now),
        }
    }

    fn poll(&mut self) -> Option<Output> {
        Self::poll(self)
    }

    fn deadline(&self) -> Option<Instant> {
        Self::deadline(self)
    }
}
