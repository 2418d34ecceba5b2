//! What the terminal shows: one picture redrawn, or plain lines, or JSON; all from one snapshot.

use std::fmt::Write as _;

use teams_cc::desk::{LaneRow, Snapshot};

/// How to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// A terminal: the picture is redrawn in place.
    Picture { colour: bool },
    /// A pipe or CI: a head, each decision as a line, a summary each ten seconds.
    Plain,
    /// One JSON object a line.
    Json,
}

/// Where things are, said once at the start and kept on the picture.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    pub(crate) seed: u64,
    pub(crate) page: String,
    pub(crate) dial: String,
    pub(crate) folder: String,
}

const COLUMNS: &str = "  model            Teams side            agents  live  waiting  answered  lost  settled  SL(20s)  p50 wait";

/// The head: what this is, where to look, how to call in, where the run is kept.
pub(crate) fn head(head: &Head) -> String {
    let Head { seed, page, dial, folder } = head;
    format!(
        "teams-cc contact-center · emulated tenant \"contoso\" · seed {seed} · everything on 127.0.0.1\n  \
           Open     {page:<33} models, queues, agents, calls with ladder and sound\n  \
           Dial     {dial:<33} any softphone (UDP or TCP)\n  \
           Journal  {folder:<33} every decision, ladder and recording of this run\n"
    )
}

fn lane(lane: &LaneRow) -> String {
    let LaneRow { model, teams_side, agents, live, waiting, answered, lost, .. } = lane;
    if !lane.alive {
        return format!("  {model:<16} {teams_side:<21} {}", lane.note);
    }
    let level = lane.service_level.map_or("–".into(), |percent| format!("{percent} %"));
    let settled = lane.settled.map_or("–".into(), |settled| settled.to_string());
    let half = lane.wait_p50_s.map_or("–".into(), |s| format!("{s:.1} s"));
    format!(
        "  {model:<16} {teams_side:<21}{agents:>7} {live:>5} {waiting:>8} {answered:>9} {lost:>5} \
         {settled:>8} {level:>8} {half:>9}"
    )
}

/// The table of models.
pub(crate) fn table(now: &Snapshot) -> String {
    let mut text = String::from(COLUMNS);
    for row in &now.lanes {
        let _ = write!(text, "\n{}", lane(row)); // writing to a String cannot fail
    }
    text
}

/// The whole picture for a terminal of `rows` lines.
pub(crate) fn picture(top: &Head, now: &Snapshot, rows: usize, colour: bool) -> String {
    let mut lines: Vec<String> = head(top).lines().map(Into::into).collect();
    lines.push(String::new());
    lines.extend(table(now).lines().map(Into::into));
    lines.push(String::new());
    let room = rows.saturating_sub(lines.len() + 2);
    lines.extend(now.feed.iter().take(room).rev().map(|line| {
        let what = if colour {
            format!("\x1b[1m{:<8}\x1b[0m", line.what)
        } else {
            format!("{:<8}", line.what)
        };
        format!("  {} {what} {}", line.at, line.text)
    }));
    lines.push("  keys: c call · q quit".into());
    lines.join("\r\n")
}

/// The totals at the end.
pub(crate) fn totals(now: &Snapshot, folder: &str) -> String {
    let sum = |of: fn(&LaneRow) -> u64| now.lanes.iter().map(of).sum::<u64>();
    let (answered, lost) = (sum(|l| l.answered), sum(|l| l.lost));
    let settled = sum(|l| l.settled.unwrap_or_default());
    format!(
        "{answered} calls and chats answered, {settled} settled by the assistant, {lost} lost, {} \
         still up, in {} s · journal {folder}",
        now.lanes.iter().map(|l| l.live + l.waiting).sum::<u32>(),
        now.uptime_s,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment() -> Snapshot {
        let mut now = Snapshot::titled("test");
        now.uptime_s = 61;
        now.lanes = vec![
            LaneRow {
                model: "Connect".into(),
                teams_side: "Direct Routing SIP".into(),
                alive: true,
                agents: 6,
                live: 3,
                waiting: 1,
                answered: 41,
                lost: 1,
                service_level: Some(93),
                target_s: 20,
                wait_p50_s: Some(6.0),
                ..LaneRow::default()
            },
            LaneRow {
                model: "Connect+Extend".into(),
                teams_side: "Graph + tab + bot".into(),
                note: "nobody serves it".into(),
                ..LaneRow::default()
            },
            LaneRow {
                model: "Extend+Power".into(),
                teams_side: "Call Automation (TPE)".into(),
                alive: true,
                agents: 3,
                answered: 12,
                settled: Some(7),
                ..LaneRow::default()
            },
        ];
        now
    }

    #[test]
    fn the_table_is_as_promised() {
        let want = "\
  model            Teams side            agents  live  waiting  answered  lost  settled  SL(20s)  p50 wait
  Connect          Direct Routing SIP         6     3        1        41     1        –     93 %     6.0 s
  Connect+Extend   Graph + tab + bot     nobody serves it
  Extend+Power     Call Automation (TPE)      3     0        0        12     0        7        –         –";
        assert_eq!(table(&moment()), want);
    }

    #[test]
    fn the_totals_name_the_journal() {
        let want = "53 calls and chats answered, 7 settled by the assistant, 1 lost, 4 still up, in \
                    61 s · journal runs/x";
        assert_eq!(totals(&moment(), "runs/x"), want);
    }

    #[test]
    fn the_picture_fits_the_terminal() {
        let top = Head { seed: 1, page: "p".into(), dial: "d".into(), folder: "f".into() };
        for rows in [8, 24, 60] {
            assert!(picture(&top, &moment(), rows, false).lines().count() <= rows.max(12));
        }
    }
}
