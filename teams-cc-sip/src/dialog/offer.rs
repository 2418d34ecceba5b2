//! Who may offer, who owes an answer: RFC 3264 over the carriers of RFC 6337, table 1.
//!
//! The bodies are somebody else's business; here stands only whose turn it is, and which refusal a
//! message out of turn earns (RFC 6337 §4.1, table 5; RFC 3311 §5.2; RFC 3261 §14).

/// The messages that carry an offer, each with the one that carries its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Carrier {
    /// INVITE; answered in the 2xx or in a reliable provisional.
    Invite,
    /// A 2xx to an INVITE without an offer; answered in the ACK.
    Success,
    /// A reliable provisional to an INVITE without an offer; answered in the PRACK.
    Provisional,
    /// UPDATE; answered in its 2xx.
    Update,
    /// PRACK; answered in its 2xx.
    Prack,
}

/// Whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Turn {
    /// Nobody has offered yet.
    #[default]
    Start,
    /// We offered and wait.
    Theirs(Carrier),
    /// They offered; we owe an answer.
    Ours(Carrier),
    /// Both sides agree.
    Stable,
}

/// Why an offer cannot be made or taken now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OutOfTurn {
    /// Our own offer is unanswered: theirs gets 491 Request Pending.
    Pending,
    /// Their earlier offer is unanswered by us: the next gets 500 with Retry-After.
    Busy,
    /// An answer to nothing.
    Unexpected,
}

/// The state of offer and answer in one dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Negotiation {
    turn: Turn,
    agreed: bool,
}

impl Negotiation {
    /// Nothing said yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whose turn it is.
    pub fn turn(&self) -> Turn {
        self.turn
    }

    /// True when neither side waits for an answer: a new offer may be made.
    pub fn is_idle(&self) -> bool {
        matches!(self.turn, Turn::Start | Turn::Stable)
    }

    /// True once both sides have agreed at least once.
    pub fn has_session(&self) -> bool {
        self.agreed
    }

    /// We want to offer.
    pub fn offer(&mut self, carrier: Carrier) -> Result<(), OutOfTurn> {
        self.check()?;
        self.turn = Turn::Theirs(carrier);
        Ok(())
    }

    /// They offer.
    pub fn offered(&mut self, carrier: Carrier) -> Result<(), OutOfTurn> {
        self.check()?;
        self.turn = Turn::Ours(carrier);
        Ok(())
    }

    fn check(self) -> Result<(), OutOfTurn> {
        match self.turn {
            Turn::Start | Turn::Stable => Ok(()),
            Turn::Theirs(_) => Err(OutOfTurn::Pending),
            Turn::Ours(_) => Err(OutOfTurn::Busy),
        }
    }

    /// We answer.
    pub fn answer(&mut self) -> Result<(), OutOfTurn> {
        match self.turn {
            Turn::Ours(_) => {
                self.agree();
                Ok(())
            }
            _ => Err(OutOfTurn::Unexpected),
        }
    }

    /// They answer. One answer an offer: a second one is out of turn.
    pub fn answered(&mut self) -> Result<(), OutOfTurn> {
        match self.turn {
            Turn::Theirs(_) => {
                self.agree();
                Ok(())
            }
            _ => Err(OutOfTurn::Unexpected),
        }
    }

    fn agree(&mut self) {
        self.turn = Turn::Stable;
        self.agreed = true;
    }

    /// The message that carried the open offer failed: back to what was agreed before
    /// (RFC 6337 §3.4).
    pub fn roll_back(&mut self) {
        self.turn = if self.agreed { Turn::Stable } else { Turn::Start };
    }
}
