//! Hours against dates worked out by hand, and against the plain question, minute by minute.

use super::*;

fn at(text: &str) -> SystemTime {
    system_time(text.parse().unwrap())
}

fn every_day(zone: &str, span: &str) -> Hours {
    Hours::weekly(zone, Day::ALL.map(|day| (day, span))).unwrap()
}

/// The changes from `from` on, as UTC.
fn changes(hours: &Hours, from: &str, count: usize) -> Vec<String> {
    let mut now = at(from);
    let mut found = Vec::new();
    for _ in 0..count {
        now = hours.next_change(now).unwrap();
        let word = if hours.is_open(now) { "opens" } else { "closes" };
        found.push(format!("{} {word}", timestamp(now).unwrap()));
    }
    found
}

#[test]
fn rt_2_10_01_a_week_on_the_clock_of_its_zone() {
    let hours = Hours::weekly(
        "America/New_York",
        [(Day::Mon, "09:00-12:00"), (Day::Mon, "13:00-17:00"), (Day::Fri, "09:00-24:00")],
    );
    let expected = [
        "2026-07-06T13:00:00Z opens",
        "2026-07-06T16:00:00Z closes",
        "2026-07-06T17:00:00Z opens",
        "2026-07-06T21:00:00Z closes",
        "2026-07-10T13:00:00Z opens",
        "2026-07-11T04:00:00Z closes",
    ];
    assert_eq!(changes(&hours.unwrap(), "2026-07-05T00:00:00Z", 6), expected);
}

#[test]
fn rt_2_10_01_a_span_over_midnight_belongs_to_the_day_it_begins() {
    let night = Hours::weekly("Europe/Berlin", [(Day::Sat, "22:00-06:00")]).unwrap();
    assert!(night.is_open(at("2026-01-04T04:59:59Z")), "Sunday 05:59 there");
    assert!(
        !night.is_open(at("2026-01-04T05:00:00Z")) && !night.is_open(at("2026-01-04T21:30:00Z"))
    );
    let always = every_day("Europe/Berlin", "00:00-00:00");
    assert!(always.is_open(at("2026-03-29T01:00:00Z")));
    assert_eq!(always.next_change(at("2026-01-01T00:00:00Z")), None, "never");
}

#[test]
fn rt_2_10_01_holidays_and_days_that_differ() {
    let hours = every_day("Europe/Berlin", "08:00-18:00")
        .holiday("2026-12-25")
        .and_then(|hours| hours.on("2026-12-24", &["08:00-12:00"]))
        .unwrap();
    let expected =
        ["2026-12-24T07:00:00Z opens", "2026-12-24T11:00:00Z closes", "2026-12-26T07:00:00Z opens"];
    assert_eq!(changes(&hours, "2026-12-23T20:00:00Z", 3), expected);
}

#[test]
fn rt_2_10_01_in_the_gap_a_span_begins_with_the_first_minute_that_exists() {
    // Berlin, 2026-03-29: 01:59 is followed by 03:00.
    let hours = every_day("Europe/Berlin", "02:30-05:00");
    let expected = ["2026-03-29T01:00:00Z opens", "2026-03-29T03:00:00Z closes"];
    assert_eq!(changes(&hours, "2026-03-28T12:00:00Z", 2), expected);
    // A span that lies in the gap does not happen.
    let inside = every_day("Europe/Berlin", "02:10-02:50");
    assert_eq!(changes(&inside, "2026-03-28T12:00:00Z", 1), ["2026-03-30T00:10:00Z opens"]);
    // Lord Howe moves by half an hour: 2026-10-04, 02:00 becomes 02:30.
    let island = every_day("Australia/Lord_Howe", "02:15-04:00");
    let expected = ["2026-10-03T15:30:00Z opens", "2026-10-03T17:00:00Z closes"];
    assert_eq!(changes(&island, "2026-10-03T12:00:00Z", 2), expected);
}

#[test]
fn rt_2_10_01_in_the_fold_both_instants_are_inside() {
    // Berlin, 2026-10-25: 02:59 summer time is followed by 02:00 winter time.
    let through = every_day("Europe/Berlin", "01:00-04:00");
    let expected = ["2026-10-24T23:00:00Z opens", "2026-10-25T03:00:00Z closes"];
    assert_eq!(changes(&through, "2026-10-24T12:00:00Z", 2), expected, "four hours");
    let twice = every_day("Europe/Berlin", "02:15-02:45");
    let expected = [
        "2026-10-25T00:15:00Z opens",
        "2026-10-25T00:45:00Z closes",
        "2026-10-25T01:15:00Z opens",
        "2026-10-25T01:45:00Z closes",
    ];
    assert_eq!(changes(&twice, "2026-10-24T12:00:00Z", 4), expected);
}

#[test]
fn rt_2_10_01_the_next_change_is_the_first_minute_at_which_it_differs() {
    // Against the plain question, minute by minute, over both changes of the clock.
    let zones = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"];
    let spans = ["01:30-03:10", "22:00-02:30", "00:00-24:00", "02:00-02:01"];
    for (zone, span) in zones.iter().flat_map(|zone| spans.map(|span| (zone, span))) {
        let days = [Day::Sat, Day::Sun, Day::Tue].map(|day| (day, span));
        let hours = Hours::weekly(zone, days).unwrap().holiday("2026-10-27").unwrap();
        for start in ["2026-03-27T00:00:00Z", "2026-10-02T00:00:00Z", "2026-10-24T00:00:00Z"] {
            let minute = |n: u64| at(start) + Duration::from_secs(60 * n);
            let open: Vec<bool> = (0..5 * 1440).map(|n| hours.is_open(minute(n))).collect();
            let by_looking: Vec<u64> =
                (1..open.len()).filter(|n| open[*n] != open[n - 1]).map(|n| n as u64).collect();
            let mut asked = Vec::new();
            let mut now = minute(0);
            while let Some(next) = hours.next_change(now).filter(|next| *next < minute(5 * 1440)) {
                asked.push(next.duration_since(at(start)).unwrap().as_secs() / 60);
                now = next;
            }
            assert_eq!(asked, by_looking, "{zone} {span} {start}");
        }
    }
}

#[test]
fn rt_2_10_01_what_cannot_be_is_refused_in_words() {
    assert!(matches!(Hours::weekly("Europe/Atlantis", []), Err(HoursWrong::Zone(_))));
    for span in ["8:00-9:00", "08:00", "08:60-09:00", "25:00-26:00", "24:01-08:00", "-"] {
        assert!(matches!(span.parse::<Span>(), Err(HoursWrong::Span(_))), "{span}");
    }
    assert!(matches!(
        every_day("UTC", "08:00-09:00").holiday("2026-02-30"),
        Err(HoursWrong::Date(_))
    ));
    let hours = every_day("UTC", "08:00-09:00").holiday("2026-12-25").unwrap();
    let text = serde_json::to_string(&hours).unwrap();
    assert_eq!(serde_json::from_str::<Hours>(&text).unwrap(), hours);
}
