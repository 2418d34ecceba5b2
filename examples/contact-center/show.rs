//! What is printed, and until when.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use teams_cc::Happened;
use teams_cc::desk::{FeedLine, Snapshot};

use crate::book::Model;
use crate::center::Center;
use crate::lane::Lane;
use crate::screen::{self, Form, Head};
use crate::terminal::{Pressed, Terminal};

/// A summary line in the plain forms.
const SUMMARY_EVERY: Duration = Duration::from_secs(10);
/// The picture in a terminal.
const REDRAW_EVERY: Duration = Duration::from_millis(250);

/// Takes over what the router of one lane says: book, journal, and a line where lines are printed.
pub(crate) async fn follow(center: Arc<Center>, lane: impl Fn(&Center) -> &Lane) {
    let lane = lane(&center);
    let mut events = lane.router.events();
    while let Some(happened) = events.next().await {
        let entry = Entry {
            ms: center.started.elapsed().as_millis() as u64,
            model: lane.model.name(),
            happened: &happened,
        };
        center.folder.journal(&entry);
        let line = center.book.note(lane.model, &happened);
        match (center.form, line) {
            (Form::Json, _) => print_json(&entry),
            (_, Some(line)) => print(center.form, &line),
            _ => {}
        }
    }
}

/// Takes over what no router says: journal, and a line where lines are printed.
pub(crate) fn said(center: &Center, model: Model, line: &FeedLine) {
    let ms = center.started.elapsed().as_millis() as u64;
    let entry = Said { ms, model: model.name(), event: &line.what, text: &line.text };
    center.folder.journal(&entry);
    match center.form {
        Form::Json => print_json(&entry),
        form => print(form, line),
    }
}

/// One line, where lines are printed.
fn print(form: Form, line: &FeedLine) {
    if form == Form::Plain {
        println!("{} {:<8} {}", line.at, line.what, line.text);
    }
}

#[derive(serde::Serialize)]
struct Said<'a> {
    ms: u64,
    model: &'static str,
    event: &'a str,
    text: &'a str,
}

#[derive(serde::Serialize)]
struct Entry<'a> {
    ms: u64,
    model: &'static str,
    #[serde(flatten)]
    happened: &'a Happened,
}

#[derive(serde::Serialize)]
struct Totals<'a> {
    totals: &'a str,
}

fn print_json(value: &impl serde::Serialize) {
    // Our own types hold strings and numbers: they always serialise.
    println!("{}", serde_json::to_string(value).unwrap_or_default());
}

/// What it all came to.
pub(crate) fn totals(center: &Center, folder: &str) {
    let totals = screen::totals(&center.now(), folder);
    match center.form {
        Form::Json => print_json(&Totals { totals: &totals }),
        _ => println!("{totals}"),
    }
}

/// Shows what happens until `q`, Ctrl-C, SIGTERM or the end of the time.
pub(crate) async fn until_end(center: &Center, head: &Head, seconds: Option<Duration>) {
    let form = center.form;
    let mut terminal = matches!(form, Form::Picture { .. }).then(Terminal::open).flatten();
    if terminal.is_none() && form != Form::Json {
        print!("{}", screen::head(head));
    }
    let mut every = tokio::time::interval(match form {
        Form::Picture { .. } => REDRAW_EVERY,
        _ => SUMMARY_EVERY,
    });
    let end = tokio::time::sleep(seconds.unwrap_or(Duration::MAX));
    let told = told_to_end();
    tokio::pin!(end, told);
    loop {
        let pressed = async {
            match &mut terminal {
                Some((_, keys)) => keys.recv().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = &mut end => return,
            () = &mut told => return,
            pressed = pressed => match pressed {
                Some(Pressed::Call) => drop(center.orders.send(())),
                Some(Pressed::Quit) | None => return,
            },
            _ = every.tick() => show(&center.now(), head, form, terminal.is_some()),
        }
    }
}

fn show(now: &Snapshot, head: &Head, form: Form, in_place: bool) {
    match form {
        Form::Picture { colour } if in_place => {
            let picture = screen::picture(head, now, Terminal::rows(), colour);
            Terminal::draw(&picture);
        }
        Form::Json => print_json(now),
        _ => println!("{}", screen::table(now)),
    }
}

/// Ctrl-C, or SIGTERM from a process supervisor.
async fn told_to_end() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await; // an error means that no signal can come: run on
}
