//! House rules as tests: what a reviewer would say twice, a test says once.
//!
//! Breaking a rule breaks the test that names it, with the file and the line.

mod conformance;
mod dependencies;
mod errors;
mod names;
mod sources;
mod tree;
