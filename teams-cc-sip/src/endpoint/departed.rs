//! Dialogs that were there a moment ago: an INVITE that wants to replace one of them is declined,
//! not unknown (RFC 3891 §3).

use std::collections::{HashSet, VecDeque};
use std::hash::BuildHasherDefault;

use crate::transaction::Mixed;

/// How many are remembered.
const REMEMBERED: usize = 1024;

#[derive(Debug, Default)]
pub(super) struct Departed {
    order: VecDeque<u128>,
    known: HashSet<u128, BuildHasherDefault<Mixed>>,
}

impl Departed {
    pub(super) fn note(&mut self, dialog: u128) {
        if self.known.insert(dialog) {
            self.order.push_back(dialog);
        }
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
    }

    pub(super) fn knows(&self, dialog: u128) -> bool {
        self.known.contains(&dialog)
    }
}
