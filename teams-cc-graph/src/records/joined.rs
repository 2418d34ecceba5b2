//! Our calls beside Teams' records of them: a read model that takes both in any order.

use std::collections::{BTreeMap, HashMap, VecDeque};

use teams_cc_core::{CallId, Guid};

use crate::models::call_records::{CallRecord, DirectRoutingLogRow};

/// What we know of a call of ours that Teams will write about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OurCall {
    /// Our own id.
    pub call: CallId,
    /// `callChainId` of a bot's call, or the correlation id of Teams (`X-MS-SkypeChainID` and the
    /// like) of a Direct Routing leg.
    pub chain: Guid,
}

/// A call with what is known of it from all sides.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct JoinedCall {
    /// Our legs in it.
    pub ours: Vec<CallId>,
    /// The newest record of Teams.
    pub record: Option<CallRecord>,
    /// Its rows of the Direct Routing log.
    pub rows: Vec<DirectRoutingLogRow>,
}

impl JoinedCall {
    /// Whether we know it and Teams does: neither side is missing.
    pub fn is_whole(&self) -> bool {
        !self.ours.is_empty() && (self.record.is_some() || !self.rows.is_empty())
    }
}

/// Calls by the id that both sides know. Records come late (150 minutes at most to the first
/// version), more than once and in any order; the highest version stands.
#[derive(Debug)]
pub struct Joined {
    calls: HashMap<Guid, JoinedCall>,
    /// Oldest first.
    order: VecDeque<Guid>,
    most: usize,
    forgotten: u64,
}

impl Joined {
    /// Remembers so many calls; the oldest make room for new ones, which is counted.
    pub fn remembering(most: usize) -> Self {
        Self { calls: HashMap::new(), order: VecDeque::new(), most: most.max(1), forgotten: 0 }
    }

    /// A call of ours.
    pub fn ours(&mut self, call: &OurCall) {
        let joined = self.entry(call.chain);
        if !joined.ours.contains(&call.call) {
            joined.ours.push(call.call);
        }
    }

    /// A record. True if it is news: the first version, or a higher one than before. Records
    /// without an id belong to no call: false.
    pub fn record(&mut self, record: CallRecord) -> bool {
        let Some(id) = record.id.as_deref().and_then(|id| id.parse().ok()) else { return false };
        let joined = self.entry(id);
        let is_news = joined.record.as_ref().is_none_or(|known| known.version < record.version);
        if is_news {
            joined.record = Some(record);
        }
        is_news
    }

    /// A row of the Direct Routing log. Rows without a correlation id belong to no call: false.
    pub fn row(&mut self, row: DirectRoutingLogRow) -> bool {
        let chain = row.correlation_id.as_deref().and_then(|id| id.parse().ok());
        let Some(chain) = chain else { return false };
        let joined = self.entry(chain);
        let known = joined.rows.iter_mut().find(|known| known.id.is_some() && known.id == row.id);
        match known {
            Some(known) => *known = row,
            None => joined.rows.push(row),
        }
        true
    }

    /// What is known under this id.
    pub fn call(&self, chain: Guid) -> Option<&JoinedCall> {
        self.calls.get(&chain)
    }

    /// Calls of ours of which Teams has written nothing yet, oldest first.
    pub fn unrecorded(&self) -> impl Iterator<Item = Guid> {
        self.order.iter().copied().filter(|chain| {
            self.calls.get(chain).is_some_and(|call| {
                !call.ours.is_empty() && call.record.is_none() && call.rows.is_empty()
            })
        })
    }

    /// Calls of Teams that we know nothing of, oldest first.
    pub fn unknown(&self) -> impl Iterator<Item = Guid> {
        let is_unknown = |chain: &Guid| self.calls.get(chain).is_some_and(|c| c.ours.is_empty());
        self.order.iter().copied().filter(is_unknown)
    }

    /// How many calls are remembered, by how much is known of them: whole, or one side only.
    pub fn tally(&self) -> BTreeMap<&'static str, usize> {
        let mut tally = BTreeMap::new();
        for call in self.calls.values() {
            let kind = match (call.is_whole(), call.ours.is_empty()) {
                (true, _) => "whole",
                (false, true) => "only teams",
                (false, false) => "only ours",
            };
            *tally.entry(kind).or_default() += 1;
        }
        tally
    }

    /// How many made room for others.
    pub fn forgotten(&self) -> u64 {
        self.forgotten
    }

    fn entry(&mut self, chain: Guid) -> &mut JoinedCall {
        if !self.calls.contains_key(&chain) {
            while self.calls.len() >= self.most {
                let Some(oldest) = self.order.pop_front() else { break };
                self.calls.remove(&oldest);
                self.forgotten += 1;
            }
            self.order.push_back(chain);
        }
        self.calls.entry(chain).or_default()
    }
}
