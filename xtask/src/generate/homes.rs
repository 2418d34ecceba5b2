//! Which file a type lives in: a resource with all that only it uses.

use std::collections::{BTreeMap, BTreeSet};

use super::names::snake;
use super::types::{Kind, Type, Types};

/// Longest file.
const MOST_LINES: usize = 380;

/// Files by path below `models`, each with the types in it.
pub(crate) fn files(types: &Types) -> BTreeMap<String, Vec<&str>> {
    let mut homes = settle(types);
    spread(types, &mut homes);
    let mut files: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (name, home) in homes {
        files.entry(path(types, home)).or_default().push(name);
    }
    files
}

/// The file that is named after a type.
fn path(types: &Types, home: &str) -> String {
    let (_, module) = types.place(home);
    let simple = home.rsplit('.').next().unwrap_or(home);
    match module {
        // What an action of a resource takes.
        "requests" => format!("requests/{}", snake(home.rsplit('.').nth(1).unwrap_or_default())),
        "" => snake(simple),
        module => format!("{module}/{}", snake(simple)),
    }
}

/// Each type's home: itself, or the one home that uses it.
fn settle(types: &Types) -> BTreeMap<&str, &str> {
    let mut homes: BTreeMap<&str, &str> = BTreeMap::new();
    for ty in types.0.values() {
        let bases = types.bases(&ty.name);
        let is_near = |base: &&&Type| types.place(&base.name).1 == types.place(&ty.name).1;
        let mut root = bases.iter().rev().filter(is_near);
        let root = root.find(|base| base.name != "microsoft.graph.entity");
        let is_settled = matches!(ty.kind, Kind::Entity | Kind::Request) || root.is_some();
        if is_settled {
            homes.insert(&ty.name, root.map_or(ty.name.as_str(), |root| &root.name));
        }
    }
    let users = users(types);
    loop {
        let before = homes.len();
        for ty in types.0.values() {
            if homes.contains_key(ty.name.as_str()) {
                continue;
            }
            let users = users.get(ty.name.as_str());
            let known: Option<BTreeSet<&str>> = users
                .map(|users| users.iter().map(|user| homes.get(user).copied()).collect())
                .unwrap_or_default();
            let Some(known) = known else { continue };
            let only = known.first().copied().filter(|_| known.len() == 1);
            let same = |home: &&str| types.place(home).1 == types.place(&ty.name).1;
            homes.insert(&ty.name, only.filter(same).unwrap_or(&ty.name));
        }
        if homes.len() == before {
            break;
        }
    }
    // Those that only use each other.
    for ty in types.0.values() {
        homes.entry(&ty.name).or_insert(&ty.name);
    }
    homes
}

/// Who has a field of a type.
fn users(types: &Types) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut users: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for ty in types.0.values() {
        for field in ty.own.iter().filter(|field| field.refers_to != ty.name) {
            users.entry(&field.refers_to).or_default().insert(&ty.name);
        }
    }
    users
}

/// Gives the longest types of a file that is too long files of their own.
fn spread<'a>(types: &'a Types, homes: &mut BTreeMap<&'a str, &'a str>) {
    loop {
        let mut lines: BTreeMap<String, usize> = BTreeMap::new();
        for (name, home) in homes.iter() {
            *lines.entry(path(types, home)).or_default() += length(types, &types.0[*name]);
        }
        let mover = homes.iter().filter(|(name, home)| {
            name != home
                && !path(types, home).starts_with("requests/")
                && lines[&path(types, home)] > MOST_LINES
        });
        let longest = mover.max_by_key(|(name, _)| length(types, &types.0[**name]));
        let Some((&name, _)) = longest else { break };
        homes.insert(name, name);
    }
}

fn length(types: &Types, ty: &Type) -> usize {
    match ty.kind {
        Kind::Enum => 4 + 2 * ty.members.len(),
        _ => {
            8 + 2 * types.fields(ty).len()
                + (1 + types.family(&ty.name).len()) * types.bases(&ty.name).len()
        }
    }
}
