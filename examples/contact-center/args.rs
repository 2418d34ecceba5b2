//! The command line.

use std::time::Duration;

/// `contact-center [--plain|--json] [--seed N] [--seconds N]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Args {
    pub(crate) plain: bool,
    pub(crate) json: bool,
    pub(crate) seed: u64,
    pub(crate) seconds: Option<Duration>,
}

pub(crate) const USAGE: &str = "\
contact-center [--plain|--json] [--seed N] [--seconds N]

  --plain      lines instead of a picture (also when the output is no terminal): the head, each
               decision as `time what text`, the table each ten seconds, the totals
  --json       one JSON object a line: each decision with ms, model and event; each ten seconds
               what the page's /api/now says (lanes, queues, agents, calls, feed); the totals
  --seed N     the callers' randomness (42)
  --seconds N  end by itself after N seconds
";

impl Args {
    /// Reads the arguments after the program's name; an error is one sentence.
    pub(crate) fn parse(args: impl IntoIterator<Item = String>) -> Result<Self, String> {
        let mut parsed = Self { plain: false, json: false, seed: 42, seconds: None };
        let mut args = args.into_iter();
        while let Some(arg) = args.next() {
            let mut number = |name: &str| {
                let text = args.next().ok_or_else(|| format!("{name} needs a number"))?;
                text.parse::<u64>().map_err(|_| format!("{name} needs a number, not {text:?}"))
            };
            match arg.as_str() {
                "--plain" => parsed.plain = true,
                "--json" => parsed.json = true,
                "--seed" => parsed.seed = number("--seed")?,
                "--seconds" => parsed.seconds = Some(Duration::from_secs(number("--seconds")?)),
                "--help" | "-h" => return Err(USAGE.into()),
                other => return Err(format!("{other:?} is no option; --help lists them")),
            }
        }
        if parsed.plain && parsed.json {
            return Err("--plain and --json exclude each other".into());
        }
        Ok(parsed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Args, String> {
        Args::parse(text.split_whitespace().map(Into::into))
    }

    #[test]
    fn options_are_read_in_any_order() {
        let args = parse("--seconds 5 --json --seed 7").expect("good arguments");
        assert_eq!((args.json, args.seed, args.seconds), (true, 7, Some(Duration::from_secs(5))));
    }

    #[test]
    fn a_wrong_option_is_one_sentence() {
        assert_eq!(parse("--seed x"), Err("--seed needs a number, not \"x\"".into()));
        assert_eq!(parse("--sed"), Err("\"--sed\" is no option; --help lists them".into()));
        assert!(parse("--plain --json").is_err());
    }
}
