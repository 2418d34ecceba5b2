//! The program of the README, from its text.

include!(concat!(env!("OUT_DIR"), "/readme.rs"));
