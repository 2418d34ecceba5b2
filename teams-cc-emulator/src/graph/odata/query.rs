//! The options of a query, applied to a list.

#[cfg(test)]
use serde_json::json;
use serde_json::{Map, Value};

use super::super::answer::{Answer, Ask, percent_encoded};
use super::super::resources::schema;
use super::{Filter, Mark, Pages, member};

/// Gives a navigation property of an item, or nothing if it has none of that name.
pub(crate) type Expand<'a> = &'a dyn Fn(&str, &Value) -> Option<Value>;

/// A list about to be answered.
#[derive(Clone, Copy)]
pub(crate) struct Listing<'a> {
    /// The type of its items in the schema.
    pub(crate) kind: &'a str,
    /// Items of a page if nobody says how many.
    pub(crate) page: usize,
    /// Most items of a page.
    pub(crate) most: usize,
    /// Whether it belongs to the directory, whose advanced queries need `ConsistencyLevel`.
    pub(crate) is_directory: bool,
    /// The key of the next link; two reports spell it with a capital N (section 1.5).
    pub(crate) next_key: &'static str,
    pub(crate) expand: Expand<'a>,
}

/// Options that a list takes.
const OPTIONS: [&str; 10] = [
    "select",
    "filter",
    "orderby",
    "top",
    "skip",
    "count",
    "search",
    "expand",
    "skiptoken",
    "format",
];

fn bad(text: &str) -> Answer {
    Answer::error(400, "BadRequest", text)
}

impl<'a> Listing<'a> {
    /// Of that type, with pages of so many items and at most so many.
    pub(crate) fn new(kind: &'a str, page: usize, most: usize) -> Self {
        let expand: Expand<'static> = &|_, _| None;
        let next_key = "@odata.nextLink";
        Self { kind, page, most, is_directory: false, next_key, expand }
    }

    pub(crate) fn directory(self) -> Self {
        Self { is_directory: true, ..self }
    }

    pub(crate) fn expand(self, expand: Expand<'a>) -> Self {
        Self { expand, ..self }
    }

    /// One page of the list. `here` is the whole address without its query; `whose` stands for the
    /// one who asks.
    pub(crate) fn answer(
        &self,
        ask: &Ask,
        items: Vec<Value>,
        (here, context, whose): (&str, String, &str),
        (pages, now): (Pages, u64),
    ) -> Result<Answer, Answer> {
        for (name, _) in &ask.query {
            let Some(option) = name.strip_prefix('$') else { continue };
            if !OPTIONS.contains(&option) {
                return Err(bad(&format!("The query parameter '{name}' is not supported.")));
            }
        }
        let has = |name: &str| ask.option(name).filter(|text| !text.is_empty());
        let counts = ask.option("count").is_some_and(|text| text.eq_ignore_ascii_case("true"));
        let eventual =
            ask.header("consistencylevel").is_some_and(|v| v.eq_ignore_ascii_case("eventual"));
        let mut items = items;
        if let Some(text) = has("filter") {
            let clause = |why: &str| bad(&format!("Invalid filter clause: {why}."));
            let filter = Filter::parse(text).map_err(|why| clause(&why))?;
            for name in filter.properties() {
                if !schema::has(self.kind, name) {
                    return Err(clause(&no_property(name, self.kind)));
                }
            }
            if self.is_directory && filter.is_advanced() && !(eventual && counts) {
                return Err(unsupported());
            }
            items.retain(|item| filter.holds(item));
        }
        if let Some(text) = has("search") {
            if self.is_directory && !eventual {
                let text = "Request with $search query parameter only works through MSGraph with a \
                            special request header: 'ConsistencyLevel: eventual'";
                return Err(Answer::error(400, "Request_UnsupportedQuery", text));
            }
            let wanted = search(text)
                .ok_or_else(|| bad("Syntax error in $search: use \"property:value\"."))?;
            items.retain(|item| {
                wanted.iter().all(|(name, word)| {
                    let text = member(item, name).and_then(Value::as_str).unwrap_or_default();
                    text.to_lowercase().contains(word)
                })
            });
        }
        if self.is_directory && counts && !eventual {
            return Err(unsupported());
        }
        if let Some(text) = has("orderby") {
            sort(&mut items, text, self.kind)?;
        }
        let total = items.len();
        let number = |name: &str| match has(name).map(str::parse::<usize>) {
            None => Ok(None),
            Some(Ok(number)) => Ok(Some(number)),
            Some(Err(_)) => Err(bad(&format!("Invalid value for '${name}': a number is needed."))),
        };
        let top = number("top")?;
        if top.is_some_and(|top| top == 0 || top > self.most) {
            let text = format!("Invalid page size specified: it must be 1 to {}.", self.most);
            return Err(Answer::error(400, "Request_BadRequest", &text));
        }
        let preferred = ask.preference("odata.maxpagesize").and_then(|n| n.parse::<usize>().ok());
        let preferred = preferred.filter(|n| (1..=self.most).contains(n));
        let size = top.or(preferred).unwrap_or(self.page);
        let first = match has("skiptoken") {
            None => number("skip")?.unwrap_or(0),
            Some(token) => match pages.read(token, whose, now)? {
                Mark::Skip(at) => usize::try_from(at).unwrap_or(usize::MAX),
                _ => return Err(bad("Invalid skip token.")),
            },
        };
        let mut value = Vec::new();
        for item in items.into_iter().skip(first).take(size) {
            value.push(self.shaped(ask, item)?);
        }
        let mut body = Map::new();
        body.insert("@odata.context".into(), context.into());
        // Only on the first page (section 1.5).
        if counts && has("skiptoken").is_none() {
            body.insert("@odata.count".into(), total.into());
        }
        let shown = first.saturating_add(value.len());
        if shown < total {
            let token = pages.write(Mark::Skip(shown as u64), whose, now);
            body.insert(self.next_key.into(), link(here, ask, "$skiptoken", &token).into());
        }
        body.insert("value".into(), value.into());
        let mut answer = Answer::ok(body.into());
        if let (Some(size), None) = (preferred, top) {
            answer = answer.header("Preference-Applied", format!("odata.maxpagesize={size}"));
        }
        Ok(answer)
    }

    /// An item as `$select` and `$expand` want it.
    pub(crate) fn shaped(&self, ask: &Ask, item: Value) -> Result<Value, Answer> {
        let mut added = Vec::new();
        for (name, options) in parts(ask.option("expand").unwrap_or_default()) {
            let found = (self.expand)(name, &item);
            let value = found.ok_or_else(|| {
                bad(&format!(
                    "Parsing OData Select and Expand failed: {}.",
                    no_property(name, self.kind)
                ))
            })?;
            added.push((name.to_owned(), nested(value, options)));
        }
        let mut item = selected(item, ask.option("select").unwrap_or_default(), self)?;
        for (name, value) in added {
            item[name] = value;
        }
        Ok(item)
    }
}

fn unsupported() -> Answer {
    let text = "Unsupported or invalid query. Advanced queries need the header 'ConsistencyLevel: \
                eventual' and '$count=true'.";
    Answer::error(400, "Request_UnsupportedQuery", text)
}

fn no_property(name: &str, kind: &str) -> String {
    format!("Could not find a property named '{name}' on type 'microsoft.graph.{kind}'")
}

/// The address of another page: the same question, with a token instead of skips.
pub(crate) fn link(here: &str, ask: &Ask, name: &str, token: &str) -> String {
    let kept = ask.query.iter().filter(|(name, _)| {
        !matches!(name.trim_start_matches('$'), "skip" | "skiptoken" | "deltatoken")
    });
    let mut query: Vec<String> =
        kept.map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    query.push(format!("{name}={token}"));
    format!("{here}?{}", query.join("&"))
}

fn encoded(text: &str) -> String {
    percent_encoded(text, b"-_.~$,;:@()'*/=")
}

/// The names of an `$expand`.
pub(crate) fn expanded(text: &str) -> Vec<&str> {
    parts(text).into_iter().map(|(name, _)| name).collect()
}

/// `a,b($expand=c;$top=1)` as names with what stands in their parentheses.
fn parts(text: &str) -> Vec<(&str, &str)> {
    let mut out = Vec::new();
    let (mut depth, mut from) = (0_usize, 0);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => {
                out.push(text.get(from..at).unwrap_or_default());
                from = at + 1;
            }
            _ => {}
        }
    }
    out.push(text.get(from..).unwrap_or_default());
    let split = |part: &'_ str| -> (usize, usize) {
        let open = part.find('(').unwrap_or(part.len());
        (open, part.rfind(')').unwrap_or(part.len()))
    };
    out.into_iter()
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| {
            let (open, close) = split(part);
            (part.get(..open).unwrap_or(part), part.get(open + 1..close).unwrap_or_default())
        })
        .collect()
}

/// `$select` and `$top` inside an `$expand`.
fn nested(value: Value, options: &str) -> Value {
    let mut value = value;
    for option in options.split(';') {
        match option.split_once('=') {
            Some(("$select", names)) => {
                let keep = |item: &Value| {
                    let names = names.split(',').filter_map(|name| {
                        let name = name.trim();
                        Some((name.to_owned(), member(item, name)?.clone()))
                    });
                    Value::Object(names.collect())
                };
                value = match value {
                    Value::Array(items) => items.iter().map(keep).collect(),
                    other => keep(&other),
                };
            }
            Some(("$top", top)) => {
                if let (Value::Array(items), Ok(top)) = (&mut value, top.parse()) {
                    items.truncate(top);
                }
            }
            _ => {}
        }
    }
    value
}

fn selected(item: Value, select: &str, listing: &Listing<'_>) -> Result<Value, Answer> {
    let names: Vec<&str> = select.split(',').map(str::trim).filter(|n| !n.is_empty()).collect();
    if names.is_empty() || names.contains(&"*") {
        return Ok(item);
    }
    let mut kept = Map::new();
    for name in names {
        let first = name.split('/').next().unwrap_or(name);
        match member(&item, first) {
            Some(value) => {
                kept.insert(first.to_owned(), value.clone());
            }
            None if schema::has(listing.kind, first) => {
                kept.insert(first.to_owned(), Value::Null);
            }
            None => {
                let text = no_property(first, listing.kind);
                return Err(bad(&format!("Parsing OData Select and Expand failed: {text}.")));
            }
        }
    }
    for (name, value) in item.as_object().into_iter().flatten() {
        if name.starts_with("@odata.") {
            kept.insert(name.clone(), value.clone());
        }
    }
    Ok(kept.into())
}

/// `"displayName:ad" AND "mail:x"`, lower case.
fn search(text: &str) -> Option<Vec<(String, String)>> {
    text.split(" AND ")
        .map(|part| {
            let part = part.trim().strip_prefix('"')?.strip_suffix('"')?;
            let (name, word) = part.split_once(':').unwrap_or(("displayName", part));
            Some((name.to_owned(), word.to_lowercase()))
        })
        .collect()
}

fn sort(items: &mut [Value], text: &str, kind: &str) -> Result<(), Answer> {
    // The last key first: sorting is stable.
    for part in text.split(',').rev() {
        let mut words = part.split_whitespace();
        let name = words.next().ok_or_else(|| bad("Invalid $orderby."))?;
        let descending = match words.next() {
            None | Some("asc") => false,
            Some("desc") => true,
            Some(_) => return Err(bad("Invalid $orderby: asc or desc was expected.")),
        };
        let mut path = name.split('/');
        if !path.next().is_some_and(|first| schema::has(kind, first)) {
            return Err(bad(&format!("Invalid $orderby: {}.", no_property(name, kind))));
        }
        let of = |item: &Value| {
            let mut at = item;
            for step in name.split('/') {
                at = member(at, step).unwrap_or(&Value::Null);
            }
            at.clone()
        };
        items.sort_by(|a, b| {
            let order = super::filter::order(&of(a), &of(b)).unwrap_or(std::cmp::Ordering::Equal);
            if descending { order.reverse() } else { order }
        });
    }
    Ok(())
}

/// `Prefer: omit-values=nulls`.
pub(crate) fn omit_nulls(value: &mut Value) {
    match value {
        Value::Object(object) => {
            object.retain(|_, value| !value.is_null());
            object.values_mut().for_each(omit_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(omit_nulls),
        _ => {}
    }
}

/// For tests of a list without a server.
#[cfg(test)]
pub(crate) fn probe(listing: &Listing<'_>, ask: &Ask, items: Vec<Value>) -> Result<Answer, Answer> {
    let place = ("http://x/v1.0/list", "ctx".to_owned(), "me");
    listing.answer(ask, items, place, (Pages::new(1), 0))
}

#[cfg(test)]
mod tests {
    use axum::http::Method;

    use super::super::super::answer::Body;
    use super::*;

    fn ask(address: &str) -> Ask {
        Ask::new("v1.0", Method::GET, address, Body::None)
    }

    fn people() -> Vec<Value> {
        let person = |n: usize| {
            json!({"id": n.to_string(), "displayName": format!("P{n}"), "mail": null,
                "userPrincipalName": format!("p{n}@x")})
        };
        (0..5).map(person).collect()
    }

    #[test]
    fn graph_1_5_pages_follow_one_another_until_the_list_ends() {
        let listing = Listing::new("user", 100, 999);
        let mut address = "/list?$top=2&$select=id&$orderby=displayName desc".to_owned();
        let mut seen = Vec::new();
        loop {
            let answer = probe(&listing, &ask(&address), people()).expect("a page");
            let body = answer.body.expect("a body");
            seen.extend(body["value"].as_array().expect("a list").iter().map(|i| i["id"].clone()));
            match body["@odata.nextLink"].as_str() {
                Some(next) => address = next.replace("http://x/v1.0", ""),
                None => break,
            }
        }
        assert_eq!(seen, ["4", "3", "2", "1", "0"]);
    }

    #[test]
    fn graph_1_5_the_directory_wants_consistency_level_for_advanced_queries() {
        let listing = Listing::new("user", 100, 999).directory();
        let address = "/list?$filter=endswith(displayName,'3')&$count=true";
        let refused = probe(&listing, &ask(address), people()).expect_err("400");
        assert_eq!(refused.status, 400);
        let eventual = ask(address).with_header("ConsistencyLevel", "eventual");
        let body = probe(&listing, &eventual, people()).expect("an answer").body.expect("a body");
        assert_eq!(body["@odata.count"], 1);
        assert_eq!(body["value"][0]["id"], "3");
    }

    #[test]
    fn graph_1_5_max_page_size_is_a_wish_that_is_confirmed() {
        let listing = Listing::new("user", 100, 999);
        let asked = ask("/list").with_header("Prefer", "omit-values=nulls, odata.maxpagesize=3");
        let answer = probe(&listing, &asked, people()).expect("a page");
        assert!(answer.headers.iter().any(|(_, v)| v == "odata.maxpagesize=3"));
        let body = answer.body.expect("a body");
        assert_eq!(body["value"].as_array().map(Vec::len), Some(3));
    }

    #[test]
    fn what_is_unknown_in_a_query_is_400_with_the_propertys_name() {
        let listing = Listing::new("chat", 20, 50);
        for query in [
            "$select=nonsense",
            "$filter=nonsense eq 1",
            "$orderby=nonsense",
            "$foo=1",
            "$expand=nonsense",
            "$top=0",
            "$top=x",
            "$skiptoken=abc",
        ] {
            let items = vec![json!({"id": "1", "topic": null})];
            let refused = probe(&listing, &ask(&format!("/list?{query}")), items);
            assert_eq!(refused.err().map(|r| r.status), Some(400), "{query}");
        }
    }
}
