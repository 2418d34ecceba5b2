//! What a browser brings back: a query whose parameters stand once.

use teams_cc_core::Error;
use url::form_urlencoded;

use crate::error;

/// Parameters that are looked at; more is not an answer of Entra.
const MOST: usize = 32;

/// The parameters of `names`, in their order, from a query or a form.
///
/// # Errors
/// `TCC-GRAPH-0205` if one of them stands twice: whichever a server believed, the other would be an
/// attacker's.
pub(super) fn parameters<const N: usize>(
    query: &str,
    names: [&str; N],
) -> Result<[Option<String>; N], Error> {
    let mut found = [const { None }; N];
    let query = query.trim_start_matches(['?', '#']);
    for (name, value) in form_urlencoded::parse(query.as_bytes()).take(MOST) {
        let place = names.iter().position(|known| *known == name);
        let Some(place) = place.and_then(|place| found.get_mut(place)) else { continue };
        if place.replace(value.into_owned()).is_some() {
            return Err(error::foreign_answer("a parameter stands twice"));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cc_05_a_parameter_stands_once() {
        let names = ["code", "state"];
        let found = parameters("?state=a%20b&x=1&code=c", names).unwrap();
        assert_eq!(found.map(Option::unwrap), ["c", "a b"]);
        assert_eq!(parameters("", names).unwrap(), [None, None]);
        let twice = parameters("code=1&state=x&code=2", names).unwrap_err();
        assert_eq!(twice.code(), "TCC-GRAPH-0205");
    }
}
