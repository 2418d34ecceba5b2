//! The program under attack.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use serde_json::Value;

use crate::program::{Folder, POLL, Running, our_program};
use crate::sender::{APP, NOW, STATE, Signer, TENANT, key_set, ringing};
use crate::wire::{self, PATIENCE};

/// The program.
pub(crate) fn program() -> PathBuf {
    our_program("bots")
}

/// A running one, with a folder of its own.
pub(crate) struct Bots {
    pub(crate) running: Running,
    pub(crate) folder: Folder,
    pub(crate) address: SocketAddr,
    pub(crate) signer: Signer,
}

impl Bots {
    /// With the key of the vectors, one tenant, a clock that stands still and our `clientState`.
    pub(crate) fn start(name: &str) -> Self {
        Self::with(name, &["--client-state", STATE])
    }

    pub(crate) fn with(name: &str, more: &[&str]) -> Self {
        let signer = Signer::genuine();
        let folder = Folder::new(name);
        folder.write("keys.json", key_set(&[&signer]));
        let mut command = Command::new(program());
        command.args(["--now", &NOW.to_string(), "--app-id", APP, "--tenant", TENANT]);
        Self::run(command.args(["--jwks", "keys.json"]).args(more), folder, signer)
    }

    /// With arguments of a test's own, in `folder`.
    pub(crate) fn run(command: &mut Command, folder: Folder, signer: Signer) -> Self {
        command.args(["--listen", "127.0.0.1:0"]).env_remove("RUST_LOG");
        let mut running = Running::start(command, &folder, "bots");
        running.says("\"ready\"", PATIENCE);
        let ready = lines(&running).into_iter().find(|line| line["ready"] == true).unwrap();
        assert_eq!(ready["pid"].as_u64(), Some(running.id().into()), "{ready}");
        let address = ready["listen"].as_str().unwrap().parse().unwrap();
        Self { running, folder, address, signer }
    }

    /// The effects so far.
    pub(crate) fn effects(&self) -> Vec<Value> {
        lines(&self.running).into_iter().filter(|line| line["effect"].is_string()).collect()
    }

    /// Waits for a number of effects, and gives them.
    pub(crate) fn effects_when(&self, count: usize) -> Vec<Value> {
        let until = Instant::now() + PATIENCE;
        loop {
            let effects = self.effects();
            if effects.len() >= count {
                return effects;
            }
            assert!(Instant::now() < until, "not {count} effects: {effects:?}");
            std::thread::sleep(POLL);
        }
    }

    /// A genuine post is still taken, and its effect is the only new one: what a test did before
    /// had exactly `earlier` effects. Gives those.
    pub(crate) fn had_effects(&self, earlier: usize) -> Vec<Value> {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let call = format!("sentinel-{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let bearer = self.signer.bearer();
        let answer =
            wire::post(self.address, "/calling", &[("Authorization", &bearer)], ringing(&call));
        assert_eq!(answer.status, 202, "a genuine post");
        let mut effects = self.effects_when(earlier + 1);
        let last = effects.pop().unwrap();
        assert_eq!(last["call"], call.as_str(), "and nothing else: {effects:?}");
        assert_eq!(effects.len(), earlier, "{effects:?}");
        effects
    }

    /// Asked to end, it ends well; gives the counters of refusals.
    pub(crate) fn refused(mut self) -> Value {
        let id = self.running.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &id]).status().unwrap();
        assert!(asked.success());
        assert!(self.running.ends_within(PATIENCE));
        let lines = lines(&self.running);
        lines.into_iter().find(|line| line["refused"].is_object()).expect("counters")["refused"]
            .take()
    }

    /// Memory it holds now, in KiB.
    pub(crate) fn resident_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.running.id()));
        let status = status.expect("it runs");
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("Linux");
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }
}

fn lines(running: &Running) -> Vec<Value> {
    let log = running.log();
    // The last line may be on its way.
    let whole = log.rsplit_once('\n').map_or("", |(whole, _)| whole);
    whole.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}
