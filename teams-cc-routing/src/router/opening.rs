//! Queues open and close by their hours: the wall clock's only way into routing, as commands.

use std::sync::{Arc, Weak};
use std::time::{Duration, SystemTime};

use tokio::sync::Notify;

use super::front::{Router, Shared};
use crate::{Command, Plan};

/// Where the wall clock comes from.
#[derive(Clone, Copy, Debug)]
pub(super) enum Wall {
    /// The machine's.
    System,
    /// It shows this at that moment and goes on with the runtime's clock.
    From(SystemTime, tokio::time::Instant),
}

impl Wall {
    fn now(self) -> SystemTime {
        match self {
            Self::System => SystemTime::now(),
            Self::From(shown, at) => shown + at.elapsed(),
        }
    }
}

/// Looks again at least this often: the machine's clock may be set.
const LOOK: Duration = Duration::from_secs(60);

/// The commands for what changed since `before`, and when to look again. What a supervisor opened
/// or closed by hand stays so until the next change of the hours.
fn due(
    plan: &Plan,
    now: SystemTime,
    before: &mut Vec<(String, bool)>,
) -> (Vec<Command>, Option<Duration>) {
    let mut commands = Vec::new();
    let mut wait = None;
    for queue in plan.queues() {
        let Some(hours) = queue.opening() else { continue };
        let (name, open) = (queue.name().to_owned(), hours.is_open(now));
        let known = before.iter_mut().find(|(known, _)| *known == name);
        let was = match known {
            Some((_, was)) => std::mem::replace(was, open),
            None => {
                before.push((name.clone(), open));
                true
            }
        };
        if was != open {
            commands.push(if open {
                Command::OpenQueue(name)
            } else {
                Command::CloseQueue(name, hours.how_it_closes())
            });
        }
        let next = hours.next_change(now).and_then(|next| next.duration_since(now).ok());
        wait = [wait, next, Some(LOOK)].into_iter().flatten().min();
    }
    (commands, wait)
}

/// Until the router is gone.
pub(super) async fn keep_hours(shared: Weak<Shared>, replanned: Arc<Notify>, wall: Wall) {
    let mut before = Vec::new();
    loop {
        let wait = {
            let Some(shared) = shared.upgrade() else { return };
            let router = Router::of(shared);
            let (commands, wait) = router.with_plan(|plan| due(plan, wall.now(), &mut before));
            for command in commands {
                if let Err(refusal) = router.tell(command) {
                    tracing::warn!(%refusal, "a queue did not open or close by its hours");
                }
            }
            wait
        };
        let Some(wait) = wait else {
            replanned.notified().await;
            continue;
        };
        tokio::select! {
            // A clock that is a little early must not make it look again and again.
            () = tokio::time::sleep(wait.max(Duration::from_millis(1))) => {}
            () = replanned.notified() => {}
        }
    }
}
