//! What the tables say, joined: types with all their fields, those of their bases first.

use std::collections::BTreeMap;
use std::path::Path;

use super::names::{field, pascal};
use super::table::{self, Row};

/// One type of Graph.
#[derive(Debug, Default)]
pub(crate) struct Type {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) base: String,
    pub(crate) own: Vec<Field>,
    /// Members of an enum, as on the wire.
    pub(crate) members: Vec<String>,
    pub(crate) is_flags: bool,
    pub(crate) is_abstract: bool,
    pub(crate) is_beta: bool,
    /// Its name in Microsoft's libraries.
    pub(crate) class: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Kind {
    Entity,
    #[default]
    Complex,
    Enum,
    Request,
}

/// One field.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) json: String,
    pub(crate) rust: String,
    pub(crate) json_type: String,
    pub(crate) refers_to: String,
    pub(crate) is_list: bool,
    pub(crate) is_navigation: bool,
    pub(crate) is_beta: bool,
}

/// All types by name.
pub(crate) struct Types(pub(crate) BTreeMap<String, Type>);

impl Types {
    /// Reads both tables; where both know a type, what only beta has is added.
    pub(crate) fn read(root: &Path) -> Result<Self, String> {
        let mut types = Self(BTreeMap::new());
        for (file, is_beta) in [("graph-models.tsv", false), ("graph-models-beta.tsv", true)] {
            for row in table::read(root, file)? {
                types.add(&row, is_beta);
            }
        }
        types.join_flags();
        Ok(types)
    }

    /// A set of flags is one text on the wire, its members joined by commas, though the tables call
    /// it a collection: the library that they were made from reads it as one.
    fn join_flags(&mut self) {
        let flags: Vec<String> =
            self.0.values().filter(|ty| ty.is_flags).map(|ty| ty.name.clone()).collect();
        for field in self.0.values_mut().flat_map(|ty| &mut ty.own) {
            field.is_list &= !flags.contains(&field.refers_to);
        }
    }

    fn add(&mut self, row: &Row, is_beta: bool) {
        let name = row["type"].clone();
        let ty = self.0.entry(name.clone()).or_insert_with(|| Type {
            name,
            kind: match row["kind"].as_str() {
                "entity" => Kind::Entity,
                "enum" => Kind::Enum,
                "action-body" => Kind::Request,
                _ => Kind::Complex,
            },
            base: row["base_type"].clone(),
            is_flags: row["flags"] == "yes",
            is_abstract: row["abstract"] == "yes",
            class: row["sdk_class"].clone(),
            is_beta,
            ..Type::default()
        });
        if ty.kind == Kind::Enum {
            for member in row["enum_values"].split('|') {
                let member = member.split('=').next().unwrap_or_default().to_owned();
                if !member.is_empty() && !ty.members.contains(&member) {
                    ty.members.push(member);
                }
            }
            return;
        }
        let json = row["json_name"].clone();
        if json.is_empty() || ty.own.iter().any(|known| known.json == json) {
            return;
        }
        ty.own.push(Field {
            rust: field(&json),
            json,
            json_type: row["json_type"].clone(),
            refers_to: row["type_ref"].clone(),
            is_list: row["collection"] == "yes",
            is_navigation: row["navigation"] == "yes",
            is_beta: is_beta && !ty.is_beta,
        });
    }

    /// The bases of a type, nearest first.
    pub(crate) fn bases(&self, name: &str) -> Vec<&Type> {
        let mut all = Vec::new();
        let mut next = self.0.get(name).map(|ty| ty.base.as_str()).unwrap_or_default();
        while let Some(base) = self.0.get(next) {
            all.push(base);
            next = &base.base;
        }
        all
    }

    /// All that derive from a type, and itself.
    pub(crate) fn family(&self, name: &str) -> Vec<&str> {
        let derives = |ty: &&Type| self.bases(&ty.name).iter().any(|base| base.name == name);
        let derived = self.0.values().filter(derives).map(|ty| ty.name.as_str());
        let itself = self.0.get(name).map(|ty| ty.name.as_str());
        itself.into_iter().chain(derived).collect()
    }

    /// All fields, `@odata.type` first, then those of the farthest base.
    pub(crate) fn fields(&self, ty: &Type) -> Vec<Field> {
        let mut all: Vec<Field> = Vec::new();
        let line = self.bases(&ty.name).into_iter().rev().chain([ty]);
        for own in line.flat_map(|ty| &ty.own) {
            if !all.iter().any(|known| known.json == own.json) {
                all.push(own.clone());
            }
        }
        all.sort_by_key(|field| field.json != "@odata.type");
        all
    }

    /// The type's name here, and the module below `models` in which it is public.
    pub(crate) fn place(&self, name: &str) -> (String, &'static str) {
        let simple = name.rsplit('.').next().unwrap_or(name);
        match self.0.get(name).map(|ty| ty.kind) {
            Some(Kind::Request) => {
                let owner = name.rsplit('.').nth(1).unwrap_or_default();
                (format!("{}{}", pascal(owner), pascal(simple)), "requests")
            }
            _ if name.starts_with("microsoft.graph.callRecords.") => {
                (pascal(simple), "call_records")
            }
            _ if name.starts_with("microsoft.graph.teamsAdministration.") => {
                (pascal(simple), "teams_administration")
            }
            _ => (pascal(simple), ""),
        }
    }
}
