//! What is sent, made from the tables.

// Made by `cargo xtask generate` from the tables in `metadata`.

mod operations;
mod values;

pub(crate) use operations::OPERATIONS;
