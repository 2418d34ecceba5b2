//! Finding, starting and ending programs.

use std::io::{Read, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

/// Where a program is. If it is nowhere: a loud line and `None`, or a failure when `CI=true`.
pub(crate) fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    // Debian keeps servers where users' shells do not look.
    let more = [PathBuf::from("/usr/sbin"), PathBuf::from("/usr/local/sbin")];
    let found =
        std::env::split_paths(&path).chain(more).map(|d| d.join(name)).find(|f| f.is_file());
    found.or_else(|| skip(name))
}

/// Says that `what` is missing.
///
/// # Panics
/// When `CI=true`.
pub(crate) fn skip<T>(what: &str) -> Option<T> {
    let text = format!("SKIPPED: {what} is not here; `cargo xtask test` installs what it may");
    assert!(std::env::var("CI").as_deref() != Ok("true"), "{text}");
    eprintln!("{text}");
    None
}

/// The root of the workspace.
pub(crate) fn root() -> &'static Path {
    // The package `tests` lies directly below it.
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a package lies in a workspace")
}

/// One of our own programs or examples, built if it is not up to date.
///
/// All are built at once, of the whole workspace: as `cargo test` has built them. For one package
/// alone other features would be chosen, and half of the workspace built again.
pub(crate) fn our_program(name: &str) -> PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.current_dir(root());
        cargo.args(["build", "--quiet", "--workspace", "--bins", "--examples"]);
        let exe = std::env::current_exe().expect("a test has a path");
        // target/PROFILE/deps/interop-HASH
        let profile =
            exe.parent().and_then(Path::parent).expect("tests lie in target/PROFILE/deps");
        if profile.ends_with("release") {
            cargo.arg("--release");
        }
        assert!(cargo.status().expect("cargo runs").success(), "our programs do not build");
        profile.to_owned()
    });
    let program = folder.join(name);
    if program.is_file() { program } else { folder.join("examples").join(name) }
}

/// A folder of this test, removed when it ends well and kept for reading when it does not.
#[derive(Debug)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let n = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir()
            .join(format!("teams-cc-interop-{name}-{}-{n}", std::process::id()));
        std::fs::create_dir_all(&path).expect("the temporary folder is writable");
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, text).expect("the temporary folder is writable");
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("files of this test: {}", self.0.display());
        } else {
            // Nobody reads them any more.
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }
}

/// A program that runs in the background; it ends with this value, by its process id.
#[derive(Debug)]
pub(crate) struct Running {
    child: Child,
    log: PathBuf,
}

impl Running {
    /// Starts it with stdout and stderr in `NAME.log` of the folder.
    pub(crate) fn start(command: &mut Command, folder: &Folder, name: &str) -> Self {
        let log = folder.path().join(format!("{name}.log"));
        let out = std::fs::File::create(&log).expect("the folder is writable");
        let err = out.try_clone().expect("a file can be shared");
        command.stdout(out).stderr(err);
        if command.get_current_dir().is_none() {
            command.current_dir(folder.path());
        }
        let child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        Self { child, log }
    }

    /// What it wrote so far, carriage returns as line ends.
    pub(crate) fn log(&self) -> String {
        let bytes = std::fs::read(&self.log).unwrap_or_default();
        String::from_utf8_lossy(&bytes).replace('\r', "\n")
    }

    /// Waits until the log has `text`.
    pub(crate) fn says(&mut self, text: &str, within: Duration) {
        let said = self.says_or_ends(text, within);
        assert!(said, "ended without saying {text:?}:\n{}", self.log());
    }

    /// As [`says`](Self::says); false if it ends before.
    pub(crate) fn says_or_ends(&mut self, text: &str, within: Duration) -> bool {
        let until = Instant::now() + within;
        loop {
            let ended = self.child.try_wait().expect("a child can be asked").is_some();
            let log = self.log();
            if log.contains(text) || ended {
                return log.contains(text);
            }
            assert!(Instant::now() < until, "does not say {text:?} within {within:?}:\n{log}");
            std::thread::sleep(POLL);
        }
    }

    /// Waits until it ends by itself; true if well.
    pub(crate) fn ends_within(&mut self, patience: Duration) -> bool {
        let until = Instant::now() + patience;
        loop {
            if let Some(status) = self.child.try_wait().expect("a child can be asked") {
                return status.success();
            }
            assert!(Instant::now() < until, "still runs after {patience:?}:\n{}", self.log());
            std::thread::sleep(POLL);
        }
    }

    /// Its process id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }
}

/// How often a program that gives no signal is looked at.
pub(crate) const POLL: Duration = Duration::from_millis(20);

impl Drop for Running {
    fn drop(&mut self) {
        // Asked first: a server that is killed leaves its children behind.
        let id = self.child.id().to_string();
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = Command::new("kill").args(["-TERM", &id]).status();
        }
        let until = Instant::now() + Duration::from_secs(3);
        while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < until {
            std::thread::sleep(POLL);
        }
        // It may have ended; what it left is reaped either way.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            eprintln!("log of process {}:\n{}", self.id(), self.log());
        }
    }
}

/// Runs a program to its end with `input` on stdin, for at most `patience`.
pub(crate) fn run(command: &mut Command, input: &[u8], patience: Duration) -> Output {
    run_until(command, input, patience, |_| false)
}

/// As [`run`], and ends it as soon as what it printed is `enough`.
pub(crate) fn run_until(
    command: &mut Command,
    input: &[u8],
    patience: Duration,
    enough: impl Fn(&str) -> bool,
) -> Output {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    // Kept open: some programs end with their input.
    let mut stdin = child.stdin.take().expect("a pipe");
    // A program that does not read its input may have closed it.
    let _ = stdin.write_all(input);
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let (stdout, out) = collect(stdout.expect("a pipe"));
    let (stderr, err) = collect(stderr.expect("a pipe"));
    let until = Instant::now() + patience;
    let status = loop {
        if let Some(status) = child.try_wait().expect("a child can be asked") {
            break status;
        }
        let mut so_far = stdout.lock().expect("no panic").clone();
        so_far.extend_from_slice(&stderr.lock().expect("no panic"));
        if Instant::now() > until || enough(&String::from_utf8_lossy(&so_far)) {
            let _ = child.kill();
            break child.wait().expect("a child can be waited for");
        }
        std::thread::sleep(POLL);
    };
    drop(stdin);
    for reader in [out, err] {
        reader.join().expect("reading ends with the program");
    }
    let take = |all: &Mutex<Vec<u8>>| std::mem::take(&mut *all.lock().expect("no panic"));
    Output { status, stdout: take(&stdout), stderr: take(&stderr) }
}

type Collected = (Arc<Mutex<Vec<u8>>>, std::thread::JoinHandle<()>);

fn collect(mut pipe: impl Read + Send + 'static) -> Collected {
    let all = Arc::new(Mutex::new(Vec::new()));
    let here = Arc::clone(&all);
    let reading = std::thread::spawn(move || {
        let mut piece = [0; 4096];
        while let Ok(n @ 1..) = pipe.read(&mut piece) {
            here.lock().expect("no panic").extend_from_slice(&piece[..n]);
        }
    });
    (all, reading)
}

/// A TCP port of loopback that was free a moment ago, for a program that cannot take port 0.
pub(crate) fn free_tcp() -> SocketAddr {
    let socket = TcpListener::bind("127.0.0.1:0").expect("a free port");
    socket.local_addr().expect("an address")
}

/// A port of loopback that was free for UDP and TCP a moment ago.
pub(crate) fn free_both() -> SocketAddr {
    loop {
        let address = free_tcp();
        if UdpSocket::bind(address).is_ok() {
            return address;
        }
    }
}

/// Waits until somebody listens there.
pub(crate) fn listens(address: SocketAddr) {
    let until = Instant::now() + Duration::from_secs(10);
    while TcpStream::connect(address).is_err() {
        assert!(Instant::now() < until, "nobody listens at {address}");
        std::thread::sleep(POLL);
    }
}
