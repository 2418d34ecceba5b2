//! A menu: a prompt, keys, silence and barge-in, as data and as a machine.

use std::sync::Arc;
use std::time::Duration;

use crate::{Key, Prompt};

/// How long to wait for a key after the prompt has ended.
pub const DEFAULT_PATIENCE: Duration = Duration::from_secs(5);

/// A question to a caller: a prompt and what each key means.
///
/// Every menu has an answer for silence and for a wrong key ([`otherwise`](Menu::otherwise)), so
/// a caller never hears silence without an end.
#[derive(Clone, Debug)]
pub struct Menu<T = ()> {
    pub(crate) prompt: Prompt,
    pub(crate) choices: Arc<[(Key, T)]>,
    pub(crate) otherwise: Option<T>,
    pub(crate) patience: Duration,
    pub(crate) rounds: u32,
    pub(crate) barge_in: bool,
}
