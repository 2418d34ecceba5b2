//! Dialogs that were there a moment ago: an INVITE that wants to replace one of them is declined,
//! not unknown (RFC 3891 §3).

use std::collections::VecDeque;

use crate::transaction::MixedMap;

/// How many are remembered.
const REMEMBERED: usize = 1024;

#[derive(Debug, Default)]
pub(super) struct Departed {
    order: VecDeque<u128>,
    known: MixedMap<u128, ()>,
}

impl Departed {
    pub(super) fn note(&mut self, dialog: u128) {
        if self.known.insert(dialog, ()).is_none() {
            self.order.push_back(dialog);
        }
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
    }

    pub(super) fn knows(&self, dialog: u128) -> bool {
        self.known.contains_key(&dialog)
    }
}
