//! The main job: a contact centre on an emulated Microsoft, with callers, agents, real audio and a
//! page. Everything is on 127.0.0.1; any softphone can dial in on the printed address.

mod args;
mod book;
mod callers;
mod center;
mod extend;
mod folder;
mod ladders;
mod lane;
mod page;
mod power;
mod screen;
mod setup;
mod show;
mod staff;
mod story;
mod terminal;

use std::io::IsTerminal;
use std::process::ExitCode;

use args::Args;
use screen::Form;

fn main() -> ExitCode {
    let args = match Args::parse(std::env::args().skip(1)) {
        Ok(args) => args,
        Err(sentence) => {
            eprintln!("{}", sentence.trim_end());
            return ExitCode::from(if sentence == args::USAGE { 0 } else { 2 });
        }
    };
    let form = match (args.json, args.plain || !std::io::stdout().is_terminal()) {
        (true, _) => Form::Json,
        (false, true) => Form::Plain,
        (false, false) => Form::Picture { colour: std::env::var_os("NO_COLOR").is_none() },
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("no runtime: {error}");
            return ExitCode::FAILURE;
        }
    };
    let outcome = runtime.block_on(center::run(args, form));
    // Calls that are still up are not waited for: Ctrl-C ends within two seconds.
    runtime.shutdown_timeout(std::time::Duration::from_millis(300));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", error.report());
            ExitCode::FAILURE
        }
    }
}
