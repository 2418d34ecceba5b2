//! Telling whether a recording has a prompt in it.

use std::path::Path;

/// Samples of a telephone, each second.
const RATE: usize = 8000;
/// Samples in one step of the coarse search.
const STEP: usize = 40;

/// The first channel of a 16-bit WAV file at 8,000 Hz, wherever its data chunk lies.
pub(crate) fn read_wav(path: &Path) -> Vec<i16> {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert_eq!(&bytes[..4], b"RIFF", "{} is WAV", path.display());
    let number = |at: usize| {
        let four = bytes.get(at..at + 4).expect("a chunk has a length");
        u32::from_le_bytes([four[0], four[1], four[2], four[3]]) as usize
    };
    let (mut at, mut channels) = (12, 1);
    while at + 8 <= bytes.len() {
        let (name, length) = (&bytes[at..at + 4], number(at + 4));
        let body = &bytes[at + 8..bytes.len().min(at + 8 + length)];
        if name == b"fmt " {
            channels = usize::from(u16::from_le_bytes([body[2], body[3]])).max(1);
            assert_eq!(number(at + 12), RATE, "{}: 8 kHz", path.display());
        }
        if name == b"data" {
            // A recorder that was ended hard leaves the length open: then it is all that follows.
            let body = if length == 0 { &bytes[at + 8..] } else { body };
            let frames = body.chunks_exact(2 * channels);
            return frames.map(|b| i16::from_le_bytes([b[0], b[1]])).collect();
        }
        at += 8 + length + length % 2;
    }
    Vec::new()
}

/// How well `source` is found in `recording`: the normalised correlation at the best place, from
/// -1 to 1, with that place in samples.
///
/// A coarse search over loudness finds the neighbourhood, a fine one the sample. Silence at either
/// end of the source does not count.
pub(crate) fn correlation(source: &[i16], recording: &[i16]) -> (f64, usize) {
    let source = trimmed(source);
    if source.is_empty() || recording.len() < source.len() {
        return (0.0, 0);
    }
    let (small, large) = (loudness(source), loudness(recording));
    let mut places: Vec<(f64, usize)> = (0..=large.len().saturating_sub(small.len()))
        .map(|at| (coefficient(&small, &large[at..at + small.len()]), at))
        .collect();
    places.sort_by(|a, b| b.0.total_cmp(&a.0));
    let float = |samples: &[i16]| samples.iter().map(|s| f64::from(*s)).collect::<Vec<f64>>();
    let (fine_source, fine) = (float(source), float(recording));
    let mut best = (0.0, 0);
    for (_, coarse) in places.into_iter().take(5) {
        let middle = coarse * STEP;
        for at in middle.saturating_sub(2 * STEP)..=middle + 2 * STEP {
            let Some(window) = fine.get(at..at + fine_source.len()) else { break };
            let found = coefficient(&fine_source, window);
            if found > best.0 {
                best = (found, at);
            }
        }
    }
    best
}

/// The prompt without the silence around it.
fn trimmed(samples: &[i16]) -> &[i16] {
    let loud = |s: &i16| s.unsigned_abs() > 200;
    let first = samples.iter().position(loud).unwrap_or(samples.len());
    let last = samples.iter().rposition(loud).map_or(first, |at| at + 1);
    &samples[first..last.max(first)]
}

fn loudness(samples: &[i16]) -> Vec<f64> {
    let sum = |step: &[i16]| step.iter().map(|s| f64::from(s.unsigned_abs())).sum::<f64>();
    samples.chunks_exact(STEP).map(sum).collect()
}

fn coefficient(one: &[f64], two: &[f64]) -> f64 {
    let length = one.len().min(two.len()) as f64;
    let mean = |all: &[f64]| all.iter().sum::<f64>() / length;
    let (mean_one, mean_two) = (mean(one), mean(two));
    let (mut both, mut of_one, mut of_two) = (0.0, 0.0, 0.0);
    for (left, right) in one.iter().zip(two) {
        let (left, right) = (left - mean_one, right - mean_two);
        both += left * right;
        of_one += left * left;
        of_two += right * right;
    }
    if of_one == 0.0 || of_two == 0.0 { 0.0 } else { both / (of_one * of_two).sqrt() }
}

#[test]
fn a_prompt_is_found_where_it_is_and_nowhere_else() {
    let prompt = read_wav(&crate::program::root().join("examples/sounds/thanks.wav"));
    let other = read_wav(&crate::program::root().join("examples/sounds/welcome.wav"));
    let mut recording = vec![0; 7777];
    recording.extend(other.iter().map(|s| s / 2));
    let start = recording.len();
    recording.extend(prompt.iter().map(|s| s / 2 + 8));
    recording.extend([0; 4000]);
    let (found, at) = correlation(&prompt, &recording);
    assert!(found > 0.99, "{found}");
    assert!(at >= start && at < start + prompt.len(), "{at}");
    assert!(correlation(&prompt, &recording[..start]).0 < 0.5);
}
