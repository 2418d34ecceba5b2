//! Names inside one routing domain.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! number {
    ($(#[$meta:meta])* $name:ident($inner:ty), $prefix:literal) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub $inner);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "{}"), self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
    };
}

number! {
    /// One attempt to bring one interaction to somebody; chosen by who submits it, and the key
    /// under which a repeated submission is recognised.
    WorkId(u64), "w-"
}
number! {
    /// One offer: the sequence number of the event that issued it, so that a redelivery is
    /// recognised after a replay too.
    OfferId(u64), "o-"
}
number! {
    /// One command, chosen by its sender. A repeated id gets the first answer again.
    CommandId(u64), "k-"
}
number! {
    /// A queue by its place in the plan.
    QueueId(u16), "q-"
}
