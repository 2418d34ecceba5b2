//! What stands in `$skiptoken` and `$deltatoken`: opaque to others, checked when it comes back.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::super::answer::Answer;

/// How long a next link is good for.
const PAGE_LIFE_S: u64 = 3600;
/// How long a delta link is good for: 30 days.
const DELTA_LIFE_S: u64 = 30 * 24 * 3600;

/// Writes and reads tokens.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pages {
    secret: u64,
}

/// A place in a list or in the history of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// So many items have been shown.
    Skip(u64),
    /// Changes up to this version have been shown, in the first round.
    First(u64),
    /// Changes up to this version have been shown, in a later round.
    Since(u64),
}

impl Pages {
    pub(crate) fn new(secret: u64) -> Self {
        Self { secret }
    }

    /// A token for whoever asked this question (`whose`: tenant, application, path and options).
    pub(crate) fn write(self, mark: Mark, whose: &str, now: u64) -> String {
        let (kind, at, life) = match mark {
            Mark::Skip(at) => ('s', at, PAGE_LIFE_S),
            Mark::First(at) => ('f', at, PAGE_LIFE_S),
            Mark::Since(at) => ('d', at, DELTA_LIFE_S),
        };
        let open = format!("{kind}.{at}.{}", now + life);
        let seal = self.seal(&open, whose);
        URL_SAFE_NO_PAD.encode(format!("{open}.{seal:016x}"))
    }

    /// Reads one back. Somebody else's, or one that was changed, is 400; an old one of a delta 410.
    pub(crate) fn read(self, token: &str, whose: &str, now: u64) -> Result<Mark, Answer> {
        let foreign = || Answer::error(400, "BadRequest", "Invalid skip token.");
        let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| foreign())?;
        let text = String::from_utf8(bytes).map_err(|_| foreign())?;
        let (open, seal) = text.rsplit_once('.').ok_or_else(foreign)?;
        if u64::from_str_radix(seal, 16).ok() != Some(self.seal(open, whose)) {
            return Err(foreign());
        }
        let mut parts = open.split('.');
        let mut next = || parts.next().unwrap_or_default();
        let (kind, at, ends) = (next(), next().parse(), next().parse::<u64>());
        let (Ok(at), Ok(ends)) = (at, ends) else { return Err(foreign()) };
        if ends <= now {
            return Err(match kind {
                "s" => Answer::error(400, "BadRequest", "The skip token has expired."),
                _ => Answer::error(
                    410,
                    "syncStateNotFound",
                    "The sync state generation is not found; start again without a token.",
                ),
            });
        }
        match kind {
            "s" => Ok(Mark::Skip(at)),
            "f" => Ok(Mark::First(at)),
            "d" => Ok(Mark::Since(at)),
            _ => Err(foreign()),
        }
    }

    fn seal(self, open: &str, whose: &str) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.secret, open, whose).hash(&mut hasher);
        hasher.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn graph_1_5_a_foreign_an_altered_and_an_expired_token_are_refused() {
        let pages = Pages::new(7);
        let token = pages.write(Mark::Since(3), "adatum /users", 100);
        assert_eq!(pages.read(&token, "adatum /users", 101).ok(), Some(Mark::Since(3)));
        let status = |answer: Result<Mark, Answer>| answer.err().map(|refusal| refusal.status);
        assert_eq!(status(pages.read(&token, "fabrikam /users", 101)), Some(400));
        assert_eq!(status(Pages::new(8).read(&token, "adatum /users", 101)), Some(400));
        assert_eq!(status(pages.read("bm9uc2Vuc2U", "adatum /users", 101)), Some(400));
        let late = 100 + DELTA_LIFE_S;
        assert_eq!(status(pages.read(&token, "adatum /users", late)), Some(410));
    }
}
