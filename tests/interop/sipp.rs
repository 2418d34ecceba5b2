//! SIPp as callers and answerers, with scenarios of our own beside this file.

mod b2bua;
mod carrier;
mod center;
mod gives_up;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use crate::program::{Folder, Running, free_both, listens, program, root};

/// Which wire SIPp speaks on.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Over {
    Udp,
    Tcp,
}

impl Over {
    fn flag(self) -> &'static str {
        // One socket for all calls.
        match self {
            Self::Udp => "u1",
            Self::Tcp => "t1",
        }
    }
}

/// SIPp with a folder for its files.
pub(crate) struct Sipp {
    program: PathBuf,
    pub(crate) folder: Folder,
}

/// One run of it.
pub(crate) struct Run {
    running: Running,
    folder: PathBuf,
    /// Where it listens.
    pub(crate) address: SocketAddr,
}

impl Sipp {
    /// `None` if SIPp is not here.
    pub(crate) fn new(name: &str) -> Option<Self> {
        Some(Self { program: program("sipp")?, folder: Folder::new(name) })
    }

    fn start(&self, scenario: &str, over: Over, words: &[&str]) -> Run {
        let address = free_both();
        let media = free_both().port();
        let file = root().join("tests/interop/sipp").join(format!("{scenario}.xml"));
        // A folder for each run: SIPp names its files after the scenario.
        let folder = self.folder.path().join(format!("{scenario}-{}", address.port()));
        std::fs::create_dir_all(&folder).expect("the folder is writable");
        let mut command = Command::new(&self.program);
        command.current_dir(&folder).arg("-sf").arg(file).args(["-t", over.flag()]);
        command.args(["-i", "127.0.0.1", "-p", &address.port().to_string()]);
        command.args(["-mp", &media.to_string(), "-nostdin", "-trace_err"]).args(words);
        command.stdin(std::process::Stdio::null());
        let name = format!("{scenario}-{}", address.port());
        Run { running: Running::start(&mut command, &self.folder, &name), folder, address }
    }

    /// So many calls, all at once, to `number` at `target`.
    pub(crate) fn calls_at_once(
        &self,
        scenario: &str,
        over: Over,
        (number, target): (&str, SocketAddr),
        calls: usize,
    ) -> Run {
        let (calls, target) = (calls.to_string(), target.to_string());
        let words = ["-s", number, "-m", &calls, "-l", &calls, "-r", &calls, "-d", "500", &target];
        self.start(scenario, over, &words)
    }

    /// So many calls, one after the other, to `number` at `target`; each is up for `up`.
    pub(crate) fn calls(
        &self,
        scenario: &str,
        over: Over,
        (number, target): (&str, SocketAddr),
        calls: usize,
        up: Duration,
    ) -> Run {
        let (calls, up) = (calls.to_string(), up.as_millis().to_string());
        let target = target.to_string();
        let words = ["-s", number, "-m", &calls, "-l", "1", "-d", &up, &target];
        self.start(scenario, over, &words)
    }

    /// Answers so many calls, and sends back the RTP it gets.
    pub(crate) fn answers(&self, over: Over, calls: usize) -> Run {
        let run = self.start("answerer", over, &["-m", &calls.to_string(), "-rtp_echo"]);
        if matches!(over, Over::Tcp) {
            // Over UDP a request that comes too early is sent again.
            listens(run.address);
        }
        run
    }
}

impl Run {
    /// Waits until all calls are through.
    ///
    /// # Panics
    /// When one of them failed, with what SIPp says of it.
    pub(crate) fn succeeds_within(mut self, patience: Duration) {
        let well = self.running.ends_within(patience);
        let errors: String = std::fs::read_dir(&self.folder)
            .into_iter()
            .flatten()
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.to_string_lossy().ends_with("_errors.log"))
            .filter_map(|path| std::fs::read_to_string(path).ok())
            .collect();
        assert!(well, "SIPp's calls failed:\n{errors}\n{}", self.running.log());
    }
}
