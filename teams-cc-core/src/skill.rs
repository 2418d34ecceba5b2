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

    /// A label as a skill: whoever carries the label holds it at the highest level. Two values of
    /// one label are two skills, of which an agent holds one
    /// ([`Agent::labelled`](crate::Agent::labelled)).
    pub fn label(name: &str, value: &str) -> Self {
        Self(format!("{name}={value}").into())
    }

    /// Membership of a named group of agents as a skill: whom a plan lists in the group holds it.
    pub fn group(name: &str) -> Self {
        Self(format!("@{name}").into())
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.0
    }

    /// A need: this skill not held at all.
    pub fn absent(self) -> Need {
        Need::from(Atom { skill: self, at_least: 0, at_most: MAX_LEVEL, not: true })
    }

    /// A need: this skill at `level` (0 to 100, more counts as 100) or above.
    pub fn at_least(self, level: u8) -> Need {
        let at_least = level.min(MAX_LEVEL);
        Need::from(Atom { skill: self, at_least, at_most: MAX_LEVEL, not: false })
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
    /// The contrary: holds where the skill is missing or its level is outside the range.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not: bool,
}

impl Atom {
    /// Whether this level will do; `None` is a skill not held.
    pub fn holds(&self, level: Option<u8>) -> bool {
        level.is_some_and(|level| (self.at_least..=self.at_most).contains(&level)) != self.not
    }
}

/// What work needs of an agent: any one of the alternatives, each a list of conditions that must
/// all hold. The empty need is met by everybody.
///
/// ```
/// use teams_cc_core::{Agent, Skill};
///
/// let need = Skill::new("billing").at_least(3).and(Skill::new("german").at_least(5));
/// let adele = Agent::new("adele").with("billing", 5).with("german", 7);
/// let diego = Agent::new("diego").with("billing", 9);
/// assert!(need.is_met_by(|skill| adele.level(skill)));
/// assert!(!need.is_met_by(|skill| diego.level(skill)));
/// assert_eq!(need.to_string(), "billing >= 3 and german >= 5");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "Written")]
pub struct Need {
    any_of: Vec<Vec<Atom>>,
}

/// A need as somebody wrote it, in any order.
#[derive(Deserialize)]
struct Written {
    #[serde(default)]
    any_of: Vec<Vec<Atom>>,
}

impl From<Written> for Need {
    fn from(written: Written) -> Self {
        Self { any_of: written.any_of }.in_order()
    }
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
        let holds = |atom: &Atom| atom.holds(level(&atom.skill));
        self.any_of.is_empty() || self.any_of.iter().any(|all| all.iter().all(holds))
    }

    /// Equal needs compare equal whatever the order they were written in.
    fn in_order(mut self) -> Self {
        // An alternative without conditions is met by everybody, and so is the whole.
        if self.any_of.iter().any(Vec::is_empty) {
            return Self::anyone();
        }
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
                let range = if atom.not { "not " } else { "" };
                write!(f, "{and}{range}{} >= {}", atom.skill, atom.at_least)?;
                if atom.at_most < MAX_LEVEL {
                    write!(f, " (<= {})", atom.at_most)?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    type Levels = BTreeMap<Skill, u8>;

    fn met(need: &Need, levels: &Levels) -> bool {
        need.is_met_by(|skill| levels.get(skill).copied())
    }

    fn atom() -> impl Strategy<Value = Need> {
        ("[abc]", 0..=4u8, 0..=4u8, any::<bool>()).prop_map(|(skill, a, b, not)| {
            let (at_least, at_most) = (a.min(b), a.max(b));
            Need::from(Atom { skill: Skill::new(skill), at_least, at_most, not })
        })
    }

    fn need() -> impl Strategy<Value = Need> {
        let leaf = prop_oneof![4 => atom(), 1 => Just(Need::anyone())];
        leaf.prop_recursive(3, 8, 2, |inner| {
            prop_oneof![
                (inner.clone(), inner.clone()).prop_map(|(a, b)| a.and(b)),
                (inner.clone(), inner).prop_map(|(a, b)| a.or(b)),
            ]
        })
    }

    fn levels() -> impl Strategy<Value = Levels> {
        proptest::collection::btree_map("[abc]".prop_map(Skill::new), 0..=4u8, 0..=3)
    }

    proptest! {
        #[test]
        fn and_means_both_and_or_means_either(a in need(), b in need(), who in levels()) {
            prop_assert_eq!(met(&a.clone().and(b.clone()), &who), met(&a, &who) && met(&b, &who));
            prop_assert_eq!(met(&a.clone().or(b.clone()), &who), met(&a, &who) || met(&b, &who));
        }

        #[test]
        fn equal_needs_compare_equal_whatever_the_order(a in need(), b in need(), c in need()) {
            prop_assert_eq!(a.clone().and(b.clone()), b.clone().and(a.clone()));
            prop_assert_eq!(a.clone().or(b.clone()), b.clone().or(a.clone()));
            prop_assert_eq!(
                a.clone().or(b.clone()).or(c.clone()),
                a.clone().or(b.clone().or(c.clone()))
            );
            prop_assert_eq!(a.clone().and(b.clone()).and(c.clone()), a.clone().and(b.and(c)));
            prop_assert_eq!(a.clone().or(a.clone()), a);
        }

        #[test]
        fn json_keeps_it(a in need()) {
            let text = serde_json::to_string(&a).unwrap();
            prop_assert_eq!(serde_json::from_str::<Need>(&text).unwrap(), a);
        }
    }

    #[test]
    fn anyone_is_met_by_everybody() {
        assert!(met(&Need::anyone(), &Levels::new()));
        assert_eq!(Need::anyone().and(Skill::new("a")), Skill::new("a").at_least(0));
        assert_eq!(Need::anyone().or(Skill::new("a")), Need::anyone());
        let written: Need = serde_json::from_str(r#"{"any_of": [[]]}"#).unwrap();
        assert_eq!(written, Need::anyone());
    }

    #[test]
    fn a_level_above_the_highest_counts_as_the_highest() {
        let best = Levels::from([(Skill::new("a"), MAX_LEVEL)]);
        assert!(met(&Skill::new("a").at_least(200), &best));
    }

    #[test]
    fn it_reads_as_a_supervisor_would_say_it() {
        let need = Skill::new("b").at_least(2).and(Skill::new("a")).or(Skill::new("c").at_least(9));
        assert_eq!(need.to_string(), "a >= 0 and b >= 2 or c >= 9");
        let (skill, at_least, at_most) = (Skill::new("a"), 1, 3);
        let ranged = Need::from(Atom { skill, at_least, at_most, not: false });
        assert_eq!(ranged.to_string(), "a >= 1 (<= 3)");
        assert_eq!(Skill::label("site", "berlin").absent().to_string(), "not site=berlin >= 0");
        assert_eq!(Need::anyone().to_string(), "anyone");
    }
}
