//! When a queue is open, on the wall clock of its place (`routing.md` 2.10).

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::Closing;

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "seven days that say what they are")]
pub enum Day {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

impl Day {
    /// All days, Monday first.
    pub const ALL: [Self; 7] =
        [Self::Mon, Self::Tue, Self::Wed, Self::Thu, Self::Fri, Self::Sat, Self::Sun];

    fn of(date: Date) -> Self {
        let place = date.weekday().since(Weekday::Monday);
        Self::ALL[usize::from(place.unsigned_abs()) % 7]
    }
}

/// From one minute of a day up to, and without, another: `08:30-17:00`. An end that is not after
/// the beginning is on the next day: `22:00-06:00`, `00:00-00:00` (a whole day).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Span {
    from: u16,
    to: u16,
}

impl std::str::FromStr for Span {
    type Err = HoursWrong;
    fn from_str(text: &str) -> Result<Self, HoursWrong> {
        let wrong = || HoursWrong::Span(text.into());
        let minute = |text: &str| {
            let (hour, minute) = text.trim().split_once(':')?;
            let digits = |text: &str| {
                (text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit()))
                    .then(|| text.parse::<u16>().ok())?
            };
            let (hour, minute) = (digits(hour)?, digits(minute)?);
            let day_over = hour == 24 && minute == 0;
            (hour < 24 && minute < 60 || day_over).then_some((hour * 60 + minute) % DAY)
        };
        let (from, to) = text.split_once('-').ok_or_else(wrong)?;
        let from = minute(from).ok_or_else(wrong)?;
        Ok(Self { from, to: minute(to).ok_or_else(wrong)? })
    }
}

impl TryFrom<String> for Span {
    type Error = HoursWrong;
    fn try_from(text: String) -> Result<Self, HoursWrong> {
        text.parse()
    }
}

impl From<Span> for String {
    fn from(span: Span) -> Self {
        let part = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
        format!("{}-{}", part(span.from), part(span.to))
    }
}

/// Minutes of a day on the clock.
const DAY: u16 = 24 * 60;

impl Span {
    /// Whether this minute of the day on which it begins is inside, or `next`: of the day after.
    fn has(self, minute: u16, next: bool) -> bool {
        let over_midnight = self.to <= self.from;
        match (next, over_midnight) {
            (false, false) => (self.from..self.to).contains(&minute),
            (false, true) => minute >= self.from,
            (true, true) => minute < self.to,
            (true, false) => false,
        }
    }
}

/// Hours that cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HoursWrong {
    /// The zone is in no time zone database.
    #[error("no time zone `{0}`; write an IANA name, for example Europe/Berlin")]
    Zone(String),
    /// No date.
    #[error("`{0}` is no date; write for example 2026-12-24")]
    Date(String),
    /// No span of a day.
    #[error("`{0}` is no span of a day; write for example 08:30-17:00")]
    Span(String),
}

/// When a queue is open: a week on the clock of an IANA time zone, days that differ, and what
/// becomes of those who wait at the end. Zones come with the program, so every machine agrees.
///
/// An instant is inside a span if the wall clock then shows a minute of it. So where clocks go
/// forward, a span that would begin in the gap begins with the first minute that exists; where
/// they go back, both instants of a minute that comes twice count.
///
/// ```
/// use teams_cc_routing::{Day, Hours};
///
/// let hours = Hours::weekly("Europe/Berlin", [(Day::Mon, "08:00-18:00"), (Day::Fri, "08:00-14:00")])?
///     .holiday("2026-12-25")?
///     .on("2026-12-24", &["08:00-12:00"])?;
/// # drop(hours);
/// # Ok::<(), teams_cc_routing::HoursWrong>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, try_from = "HoursFile", into = "HoursFile")]
pub struct Hours {
    zone: String,
    known: TimeZone,
    week: BTreeMap<Day, Vec<Span>>,
    dates: BTreeMap<Date, Vec<Span>>,
    closing: Closing,
}

/// As it stands in a plan.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HoursFile {
    zone: String,
    #[serde(default)]
    week: BTreeMap<Day, Vec<Span>>,
    #[serde(default)]
    dates: BTreeMap<String, Vec<Span>>,
    #[serde(default)]
    holidays: Vec<String>,
    closing: Option<Closing>,
}

impl HoursFile {
    pub(crate) fn into_hours(self) -> Result<Hours, String> {
        Hours::try_from(self).map_err(|wrong| wrong.to_string())
    }
}

impl TryFrom<HoursFile> for Hours {
    type Error = HoursWrong;
    fn try_from(file: HoursFile) -> Result<Self, HoursWrong> {
        let mut hours = Self::always_closed(&file.zone)?;
        hours.week = file.week;
        for (date, spans) in file.dates {
            hours.dates.insert(date_of(&date)?, spans);
        }
        for date in file.holidays {
            hours.dates.insert(date_of(&date)?, Vec::new());
        }
        hours.closing = file.closing.unwrap_or(hours.closing);
        Ok(hours)
    }
}

impl From<Hours> for HoursFile {
    fn from(hours: Hours) -> Self {
        let dates = hours.dates.into_iter().map(|(date, spans)| (date.to_string(), spans));
        Self {
            zone: hours.zone,
            week: hours.week,
            dates: dates.collect(),
            holidays: Vec::new(),
            closing: Some(hours.closing),
        }
    }
}

fn date_of(text: &str) -> Result<Date, HoursWrong> {
    text.parse().map_err(|_| HoursWrong::Date(text.into()))
}

/// Days that [`Hours::next_change`] looks ahead: a year and the holidays after it.
const AHEAD: i32 = 400;

impl Hours {
    fn always_closed(zone: &str) -> Result<Self, HoursWrong> {
        let known = TimeZoneDatabase::bundled().get(zone);
        let known = known.map_err(|_| HoursWrong::Zone(zone.into()))?;
        let (week, dates) = (BTreeMap::new(), BTreeMap::new());
        Ok(Self { zone: zone.into(), known, week, dates, closing: Closing::Drain })
    }

    /// The same spans each week. A day may be named several times. Those who wait at the end are
    /// served to the last, unless [`closing`](Self::closing) says otherwise.
    ///
    /// # Errors
    /// [`HoursWrong`] for a zone or span that is none.
    pub fn weekly<'a>(
        zone: &str,
        spans: impl IntoIterator<Item = (Day, &'a str)>,
    ) -> Result<Self, HoursWrong> {
        let mut hours = Self::always_closed(zone)?;
        for (day, span) in spans {
            hours.week.entry(day).or_default().push(span.parse()?);
        }
        Ok(hours)
    }

    /// Closed all of this day (`2026-12-25`); a span of the day before still ends in it.
    ///
    /// # Errors
    /// [`HoursWrong::Date`].
    pub fn holiday(self, date: &str) -> Result<Self, HoursWrong> {
        self.on(date, &[])
    }

    /// On this day these spans instead of the week's.
    ///
    /// # Errors
    /// [`HoursWrong`] for a date or span that is none.
    pub fn on(mut self, date: &str, spans: &[&str]) -> Result<Self, HoursWrong> {
        let spans: Result<Vec<Span>, _> = spans.iter().map(|span| span.parse()).collect();
        self.dates.insert(date_of(date)?, spans?);
        Ok(self)
    }

    /// What becomes of those who wait when it closes.
    #[must_use]
    pub fn closing(mut self, how: Closing) -> Self {
        self.closing = how;
        self
    }

    /// What becomes of those who wait when it closes.
    pub fn how_it_closes(&self) -> Closing {
        self.closing
    }

    fn spans(&self, date: Date) -> &[Span] {
        let week = || self.week.get(&Day::of(date));
        self.dates.get(&date).or_else(week).map_or(&[], Vec::as_slice)
    }

    /// Whether it is open when the wall clock shows this.
    fn has(&self, shown: DateTime) -> bool {
        let minute = shown.hour().unsigned_abs() as u16 * 60 + shown.minute().unsigned_abs() as u16;
        let before = shown.date().yesterday().map(|date| self.spans(date)).unwrap_or_default();
        self.spans(shown.date()).iter().any(|span| span.has(minute, false))
            || before.iter().any(|span| span.has(minute, true))
    }

    fn has_at(&self, at: Timestamp) -> bool {
        self.has(self.known.to_datetime(at))
    }

    /// Whether it is open at this time.
    pub fn is_open(&self, at: SystemTime) -> bool {
        timestamp(at).is_some_and(|at| self.has_at(at))
    }

    /// When it next opens or closes after this time; `None` if that is not within a year.
    pub fn next_change(&self, after: SystemTime) -> Option<SystemTime> {
        let after = timestamp(after)?;
        let open = self.has_at(after);
        let first = self.known.to_datetime(after).date().yesterday().ok()?;
        let last = after.checked_add((i64::from(AHEAD) * 24).hours()).ok()?;
        let mut jumps = self.known.following(after).map(|jump| jump.timestamp()).peekable();
        let mut date = first;
        for _ in 0..AHEAD {
            // Every instant of this date at which something may change, in order.
            let mut marks: Vec<Timestamp> = Vec::new();
            let yesterday = date.yesterday().map(|date| self.spans(date)).unwrap_or_default();
            let ends = self.spans(date).iter().chain(yesterday).flat_map(|s| [s.from, s.to]);
            for minute in ends.chain([0]) {
                let time = Time::new((minute / 60) as i8, (minute % 60) as i8, 0, 0).ok()?;
                let shown = date.to_datetime(time);
                let both = self.known.to_ambiguous_zoned(shown);
                marks.extend(
                    [both.clone().earlier(), both.later()]
                        .into_iter()
                        .flatten()
                        .map(|z| z.timestamp()),
                );
            }
            let next = date.tomorrow().ok()?;
            let end = self.known.to_zoned(next.to_datetime(Time::midnight())).ok()?.timestamp();
            while let Some(jump) = jumps.next_if(|jump| *jump <= end && *jump <= last) {
                marks.push(jump);
            }
            marks.sort_unstable();
            let found = marks.into_iter().find(|mark| *mark > after && self.has_at(*mark) != open);
            if let Some(found) = found {
                return Some(system_time(found));
            }
            date = next;
        }
        None
    }
}

fn timestamp(at: SystemTime) -> Option<Timestamp> {
    Timestamp::try_from(at).ok()
}

fn system_time(at: Timestamp) -> SystemTime {
    match u64::try_from(at.as_second()) {
        Ok(seconds) => UNIX_EPOCH + Duration::from_secs(seconds),
        Err(_) => UNIX_EPOCH,
    }
}

#[cfg(test)]
#[path = "hours_tests.rs"]
mod tests;
