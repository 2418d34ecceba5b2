//! RFC 3261 §17 and RFC 6026: the four transaction machines.
