//! The verbs that all wires share.
