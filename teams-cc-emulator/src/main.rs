//! The emulator as a program, for any language: one ready line of JSON on stdout, logs on stderr,
//! orders over HTTP.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use teams_cc_core::{Error, ErrorKind};
use teams_cc_emulator::Settings;

const USAGE: &str = "\
teams-cc-emulator: the Microsoft side of Teams, and a carrier, on loopback

  --config FILE   people, ports and limits as TOML
  --seed N        object ids and everything that looks random come from it
  --folder DIR    where certificates and trunk configs go (default: a temporary folder)
  --help          this text

It prints one line of JSON when everything listens: pid, graph, acs, signin, sip, control.
`acs` is an Azure Communication Services resource, `acs_key` its access key; /acs at `control` has
numbers, callers, agents, Event Grid subscriptions and what the documents leave open.
GET the address in `control` for credentials and files, and /openapi.json there for all orders.
The environment variable TEAMS_CC_LOG sets the log level (info, debug, ladder=debug, ...).
Ctrl-C ends it.";

fn main() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_env("TEAMS_CC_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let ended = match settings(std::env::args().skip(1)) {
        Ok(Some(settings)) => run(settings),
        Ok(None) => {
            println!("{USAGE}");
            Ok(())
        }
        Err(error) => Err(error),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("teams-cc-emulator: {error}");
            ExitCode::FAILURE
        }
    }
}

fn settings(mut words: impl Iterator<Item = String>) -> Result<Option<Settings>, Error> {
    let wrong = |what: String| {
        Error::new("TCC-EMU-0110", ErrorKind::Config, what).fix("see teams-cc-emulator --help")
    };
    let (mut config, mut seed, mut folder) = (None, None, None);
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| wrong(format!("{word} needs a value")));
        match word.as_str() {
            "--config" => config = Some(PathBuf::from(value()?)),
            "--folder" => folder = Some(PathBuf::from(value()?)),
            "--seed" => {
                let text = value()?;
                let number = text.parse::<u64>();
                seed = Some(number.map_err(|_| wrong(format!("--seed {text} is not a number")))?);
            }
            "--help" | "-h" => return Ok(None),
            _ => return Err(wrong(format!("{word} is not an option"))),
        }
    }
    let mut settings = config.map_or_else(|| Ok(Settings::default()), Settings::from_file)?;
    if let Some(seed) = seed {
        settings = settings.seed(seed);
    }
    if let Some(folder) = folder {
        settings = settings.folder(folder);
    }
    Ok(Some(settings))
}

fn run(settings: Settings) -> Result<(), Error> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        // Before the ready line: whoever reads it may ask for the end at once.
        let end = End::listen()?;
        let emulator = settings.start().await?;
        // Writes the files that the ready line's reader will want.
        emulator.try_config()?;
        let mut out = std::io::stdout().lock();
        writeln!(out, "{}", emulator.ready()).and_then(|()| out.flush())?;
        drop(out);
        end.asked_for().await?;
        let calls = emulator.calls().list();
        let messages = emulator.ladder().entries().len();
        eprintln!("teams-cc-emulator: ended after {} calls, {messages} messages", calls.len());
        Ok(())
    })
}

/// Ctrl-C, or SIGTERM where there is one.
struct End {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl End {
    /// From here on a request to end is noticed, not obeyed by the system.
    fn listen() -> std::io::Result<Self> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            let interrupt = signal(SignalKind::interrupt())?;
            Ok(Self { interrupt, terminate: signal(SignalKind::terminate())? })
        }
        #[cfg(not(unix))]
        Ok(Self {})
    }

    /// Done when the end is asked for.
    async fn asked_for(mut self) -> std::io::Result<()> {
        #[cfg(unix)]
        {
            tokio::select! {
                _ = self.interrupt.recv() => {}
                _ = self.terminate.recv() => {}
            }
            Ok(())
        }
        #[cfg(not(unix))]
        tokio::signal::ctrl_c().await
    }
}
