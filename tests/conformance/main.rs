//! One test for each numbered statement of the documents that this project implements.

mod rfc3261_timers;
