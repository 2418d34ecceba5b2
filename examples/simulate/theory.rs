//! Expected figures beside measured ones.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use teams_cc_core::{Error, ErrorKind};

use crate::world::{self, Caller, Scenario, Seen};

#[derive(Deserialize)]
struct File {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    id: String,
    model: String,
    scenario: Scenario,
    sl_threshold_s: Option<f64>,
    expect: BTreeMap<String, Value>,
    sd_1e6: BTreeMap<String, f64>,
}

/// Runs all cases; gives how many figures are beyond five standard deviations.
pub(crate) fn run(file: &str, interactions: u64, only: Option<&str>) -> Result<usize, Error> {
    let wrong = |what: String| Error::new("TCC-SIMULATE-0001", ErrorKind::Config, what);
    let text = std::fs::read_to_string(file)
        .map_err(|error| wrong(format!("{file} cannot be read")).with_source(error))?;
    let file: File = serde_json::from_str(&text)
        .map_err(|error| wrong(format!("{file} holds no cases: {error}")))?;
    println!("{:<22} {:<28} {:>14} {:>14} {:>8}", "case", "figure", "expected", "measured", "sd");
    let (mut figures, mut beyond, mut worst) = (0, 0, 0.0f64);
    for (n, case) in file.cases.iter().enumerate() {
        if only.is_some_and(|only| only != case.id) {
            continue;
        }
        let seen = world::run(&case.scenario, interactions, 1 + n as u64);
        for (name, sd) in &case.sd_1e6 {
            let Some(expected) = expected(&case.expect, name) else {
                return Err(wrong(format!("{}: no expected value for {name}", case.id)));
            };
            let Some(measured) = measured(case, &seen, name) else {
                return Err(wrong(format!("{}: {name} is not known here", case.id)));
            };
            let sd = sd * (1e6 / interactions as f64).sqrt();
            let off = if sd > 0.0 { (measured - expected) / sd } else { 0.0 };
            println!("{:<22} {name:<28} {expected:>14.6} {measured:>14.6} {off:>8.2}", case.id);
            figures += 1;
            beyond += usize::from(off.abs() > 5.0);
            worst = worst.max(off.abs());
        }
    }
    println!("{figures} figures, {beyond} beyond five standard deviations, worst {worst:.2}");
    Ok(beyond)
}

/// `asa_s`, `asa_s_by_class.1`, `a.p_wait`, `pool:p1.occupancy`.
fn expected(expect: &BTreeMap<String, Value>, name: &str) -> Option<f64> {
    if let Some(value) = expect.get(name) {
        return value.as_f64();
    }
    let (first, rest) = name.split_once('.')?;
    match expect.get(first)? {
        Value::Array(list) => list.get(rest.parse::<usize>().ok()?)?.as_f64(),
        Value::Object(map) => map.get(rest)?.as_f64(),
        _ => None,
    }
}

fn measured(case: &Case, seen: &Seen, name: &str) -> Option<f64> {
    if let Some((first, rest)) = name.split_once('.') {
        if let Some(pool) = first.strip_prefix("pool:") {
            let place = case.scenario.pools.iter().position(|known| known.id == pool)?;
            let (busy, all) = *seen.busy.get(place)?;
            return (rest == "occupancy").then_some(busy / all);
        }
        let class = match first {
            "asa_s_by_class" => rest.parse().ok()?,
            _ => case.scenario.classes.iter().position(|known| known.id == first)?,
        };
        let callers: Vec<_> = seen.callers.iter().filter(|c| c.class == class).collect();
        let figure = if first == "asa_s_by_class" { "asa_s" } else { rest };
        return figure_of(case, seen, &callers, figure);
    }
    let callers: Vec<_> = seen.callers.iter().collect();
    figure_of(case, seen, &callers, name)
}

fn figure_of(case: &Case, seen: &Seen, callers: &[&Caller], name: &str) -> Option<f64> {
    // The very last callers may still wait when the run ends.
    let callers: Vec<&Caller> = callers.iter().copied().filter(|c| is_decided(c)).collect();
    let count = callers.len() as f64;
    let target = case.sl_threshold_s.unwrap_or(f64::INFINITY);
    let share = |which: &dyn Fn(&&&Caller) -> bool| callers.iter().filter(which).count() as f64;
    let mean = |values: Vec<f64>| values.iter().sum::<f64>() / values.len().max(1) as f64;
    let wait_of = |c: &Caller| c.offered.or(c.left).unwrap_or(c.came) - c.came;
    let in_time = |c: &&&Caller| c.answered.is_some_and(|at| at - c.came <= target);
    let left_in_time = |c: &&&Caller| c.left.is_some_and(|at| at - c.came <= target);
    let admitted = count - share(&|c| c.overflowed);
    let answered = share(&|c| c.answered.is_some());
    let waits: Vec<f64> = callers.iter().filter(|c| !c.overflowed).map(|c| wait_of(c)).collect();
    let waited: Vec<f64> = waits.iter().copied().filter(|wait| *wait > 0.0).collect();
    Some(match name {
        "p_wait" => waited.len() as f64 / count,
        "p_wait_admitted" => waited.len() as f64 / admitted,
        "asa_s" => mean(callers.iter().filter_map(|c| c.answered.map(|at| at - c.came)).collect()),
        "mean_wait_to_offer_s" | "mean_wait_all_s" => mean(waits),
        "wait_given_wait_s" => mean(waited),
        "mean_time_to_abandon_s" => {
            mean(callers.iter().filter_map(|c| c.left.map(|at| at - c.came)).collect())
        }
        "mean_queue" => waits.iter().sum::<f64>() / seen.seconds,
        "occupancy" => {
            let (busy, all) = seen.busy.iter().fold((0.0, 0.0), |s, b| (s.0 + b.0, s.1 + b.1));
            busy / all
        }
        "outbound_per_s" => seen.outbound.0 as f64 / seen.outbound.1,
        "p_abandon" => share(&|c| c.left.is_some()) / count,
        "p_abandon_within_t" => share(&left_in_time) / count,
        "p_overflow" => share(&|c| c.overflowed) / count,
        "sl_offered" => share(&in_time) / count,
        "sl_answered" => share(&in_time) / answered,
        "sl_excl_short_abandons" => share(&in_time) / (count - share(&left_in_time)),
        "sl_abandon_positive" => (share(&in_time) + share(&left_in_time)) / count,
        "wait_p90_s" => {
            let mut sorted = waits;
            sorted.sort_by(f64::total_cmp);
            sorted.get((sorted.len() as f64 * 0.9) as usize).copied().unwrap_or(0.0)
        }
        "wait_given_wait_answered_s" | "ql_mse_answered_s2" | "ql_rase_answered" => {
            estimator(case, seen, &callers, name)?
        }
        _ => return None,
    })
}

fn is_decided(caller: &Caller) -> bool {
    caller.answered.is_some() || caller.left.is_some() || caller.overflowed
}

/// The queue-length estimator, over callers who waited and were answered.
fn estimator(case: &Case, seen: &Seen, callers: &[&Caller], name: &str) -> Option<f64> {
    let (rate, patience) = case.scenario.rates()?;
    let servers = f64::from(seen.servers);
    let (mut sum, mut error, mut count) = (0.0, 0.0, 0.0);
    for caller in callers {
        let (Some(at), None) = (caller.offered, caller.left) else { continue };
        let wait = at - caller.came;
        if wait <= 0.0 {
            continue;
        }
        let term = |i: u32| 1.0 / (servers * rate + f64::from(i) * patience);
        let told: f64 = (0..=caller.ahead).map(term).sum();
        sum += wait;
        error += (wait - told) * (wait - told);
        count += 1.0;
    }
    debug_assert!(case.model == "ewt");
    let (mean, mse) = (sum / count, error / count);
    Some(match name {
        "wait_given_wait_answered_s" => mean,
        "ql_mse_answered_s2" => mse,
        _ => mse.sqrt() / mean,
    })
}
