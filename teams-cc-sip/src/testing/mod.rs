//! What tests and fuzzers of this stack need; feature `test-util`, no promise of stability.

pub mod fuzz;
