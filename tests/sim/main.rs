//! Worlds from seeds: what must hold whatever the network and the people do.

mod orders;
mod routing;
mod scenarios;
mod worlds;
