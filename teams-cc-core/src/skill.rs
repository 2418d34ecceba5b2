//! What work needs and what agents can do.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// The name of a skill.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Skill(Arc<str>);

impl Skill {
    /// A skill by its name, as in the plan.
    pub fn new(name: impl AsRef<str>) -> Self {
        Self(name.as_ref().into())
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.0
    }

    /// A need: this skill at `level` (0 to 100) or above.
    pub fn at_least(self, level: u8) -> Need {
        Need::from(Atom { skill: self, at_least: level, at_most: MAX_LEVEL })
    }
}

/// Highest level of a skill.
pub const MAX_LEVEL: u8 = 100;

impl fmt::Debug for Skill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Skill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for Skill {
    fn from(name: &str) -> Self {
        Self::new(name)
    }
}

/// One condition: a skill within a range of levels.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Atom {
    /// The skill.
    pub skill: Skill,
    /// Lowest level that will do.
    pub at_least: u8,
    /// Highest level that will do.
    pub at_most: u8,
}

/// What work needs of an agent: any one of the alternatives, each a list of conditions that must
/// all hold. The empty need is met by everybody.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Need {
    any_of: Vec<Vec<Atom>>,
}

impl Need {
    /// Met by everybody.
    pub fn anyone() -> Self {
        Self::default()
    }

    /// Both this and `other`.
    #[must_use]
    pub fn and(self, other: impl Into<Self>) -> Self {
        let other = other.into();
        if self.any_of.is_empty() {
            return other;
        }
        if other.any_of.is_empty() {
            return self;
        }
        let pairs = self.any_of.iter().flat_map(|left| {
            other.any_of.iter().map(move |right| left.iter().chain(right).cloned().collect())
        });
        Self { any_of: pairs.collect() }.in_order()
    }

    /// This or `other`.
    #[must_use]
    pub fn or(mut self, other: impl Into<Self>) -> Self {
        let other = other.into();
        if self.any_of.is_empty() || other.any_of.is_empty() {
            return Self::anyone();
        }
        self.any_of.extend(other.any_of);
        self.in_order()
    }

    /// The alternatives, each a list of conditions; none means "anyone".
    pub fn alternatives(&self) -> &[Vec<Atom>] {
        &self.any_of
    }

    /// Whether someone with these levels meets it. `level` gives `None` for a skill not held.
    pub fn is_met_by(&self, level: impl Fn(&Skill) -> Option<u8>) -> bool {
        let holds = |atom: &Atom| {
            level(&atom.skill).is_some_and(|l| (atom.at_least..=atom.at_most).contains(&l))
        };
        self.any_of.is_empty() || self.any_of.iter().any(|all| all.iter().all(holds))
    }

    /// Equal needs compare equal whatever the order they were written in.
    fn in_order(mut self) -> Self {
        for all in &mut self.any_of {
            all.sort();
            all.dedup();
        }
        self.any_of.sort();
        self.any_of.dedup();
        self
    }
}

impl From<Atom> for Need {
    fn from(atom: Atom) -> Self {
        Self { any_of: vec![vec![atom]] }
    }
}

impl From<Skill> for Need {
    fn from(skill: Skill) -> Self {
        skill.at_least(0)
    }
}

impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.any_of.is_empty() {
            return f.write_str("anyone");
        }
        for (i, all) in self.any_of.iter().enumerate() {
            if i > 0 {
                f.write_str(" or ")?;
            }
            for (j, atom) in all.iter().enumerate() {
                let and = if j > 0 { " and " } else { "" };
                write!(f, "{and}{} >= {}", atom.skill, atom.at_least)?;
                if atom.at_most < MAX_LEVEL {
                    write!(f, " (<= {})", atom.at_most)?;
                }
            }
        }
        Ok(())
    }
}
