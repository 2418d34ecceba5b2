//! Who lives in the emulated tenants: tenants, users, their numbers and how their phones behave.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::RwLock;
use serde::{Deserialize, Serialize};
use teams_cc_core::{E164, Guid, Rng, TenantId};

/// A tenant as data.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct TenantRecord {
    /// The short name tests use: `adatum`.
    pub name: String,
    /// The Entra tenant id.
    pub id: TenantId,
    /// The domain of its people: `adatum.example`.
    pub domain: String,
    /// The name of its trunk: the host of Contact towards Teams and of the Request-URI from Teams
    /// (DR-42, DR-46).
    pub trunk: String,
}

/// A user as data.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct UserRecord {
    /// The tenant's short name.
    pub tenant: String,
    /// The short name tests use: `adele`.
    pub name: String,
    /// What Teams shows.
    pub display_name: String,
    /// The user principal name, also the SIP address.
    pub upn: String,
    /// The Entra object id.
    pub id: Guid,
    /// The Teams Phone number.
    pub number: E164,
    /// What the Teams client does when it rings.
    pub behaviour: SipBehaviour,
}

/// What a Teams user does with a call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SipBehaviour {
    /// What happens while it rings.
    pub ringing: Ringing,
    /// What the user does once the call is up, in this order.
    pub script: Vec<Step>,
    /// How many clients ring at once (forking, DR-81): each sends a 183 with its own To tag.
    pub clients: u8,
}

impl Default for SipBehaviour {
    /// One client, answered after a second, then talks until the other side hangs up.
    fn default() -> Self {
        Self { ringing: Ringing::Answer { after_ms: 1000 }, script: Vec::new(), clients: 1 }
    }
}

/// While it rings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "do", deny_unknown_fields)]
#[non_exhaustive]
pub enum Ringing {
    /// Answers.
    Answer {
        /// Milliseconds of ringing.
        #[serde(default)]
        after_ms: u64,
    },
    /// Rings until somebody gives up.
    Ignore,
    /// Declines: 603.
    Decline {
        /// Milliseconds of ringing.
        #[serde(default)]
        after_ms: u64,
    },
    /// In a call and takes no second one: 486.
    Busy,
    /// No client is signed in: 480 with sub-code 10037.
    Offline,
    /// Voicemail answers.
    Voicemail {
        /// Milliseconds of ringing.
        #[serde(default)]
        after_ms: u64,
    },
    /// No such user: 404.
    Unknown,
}

/// What a user does in a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "do", deny_unknown_fields)]
#[non_exhaustive]
pub enum Step {
    /// Talks for so long.
    Talk {
        /// Milliseconds.
        ms: u64,
    },
    /// Puts the call on hold: re-INVITE with `a=inactive` (DR-96).
    Hold,
    /// Takes it back.
    Resume,
    /// Presses keys (RFC 4733).
    Press {
        /// `0`-`9`, `*`, `#`, `A`-`D`.
        keys: String,
    },
    /// Transfers the caller: REFER, blind.
    Transfer {
        /// A user's short name or a number.
        to: String,
    },
    /// Asks somebody first, then transfers: INVITE, then REFER with Replaces.
    Consult {
        /// A user's short name or a number.
        to: String,
    },
    /// Hangs up.
    HangUp,
}

/// All people of one emulator. Cheap to clone.
#[derive(Clone, Debug)]
pub struct People(Arc<RwLock<Register>>);

#[derive(Debug)]
struct Register {
    seed: u64,
    base: String,
    tenants: Vec<TenantRecord>,
    users: Vec<UserRecord>,
}

/// Ids of the two tenants of the documentation's examples, so that examples read the same each day.
const KNOWN_TENANTS: [(&str, u128); 2] = [
    ("adatum", 0x72f9_88bf_86f1_41af_91ab_2d7c_d011_db47),
    ("fabrikam", 0x87d3_49ed_44d7_43e1_9a83_5f24_06de_e5bd),
];

impl People {
    /// Nobody yet. `base` is the name of the vendor's own trunk (`sbc.contoso.example`), below which
    /// each tenant has its own.
    pub(crate) fn new(seed: u64, base: &str) -> Self {
        let register = Register { seed, base: base.into(), tenants: Vec::new(), users: Vec::new() };
        Self(Arc::new(RwLock::new(register)))
    }

    /// The name of the vendor's own trunk: the carrier trunk of the multi-tenant model (DR-24).
    pub fn base(&self) -> String {
        self.0.read().base.clone()
    }

    /// The tenant of that short name; made on the spot if it is new.
    pub fn ensure_tenant(&self, name: &str) -> TenantRecord {
        if let Some(known) = self.tenant(name) {
            return known;
        }
        let mut register = self.0.write();
        let known = KNOWN_TENANTS.iter().find(|(known, _)| *known == name);
        let id = known.map_or_else(|| guid(register.seed, &[name]), |(_, id)| Guid::from_u128(*id));
        let tenant = TenantRecord {
            name: name.into(),
            id: TenantId(id),
            domain: format!("{name}.example"),
            trunk: format!("{name}.{}", register.base),
        };
        register.tenants.push(tenant.clone());
        tenant
    }

    /// The user of that short name in that tenant; made on the spot if new, with an object id from
    /// the seed and the next free number (`+1425555xxxx`, tenant by tenant).
    pub fn ensure_user(&self, tenant: &str, name: &str) -> UserRecord {
        let home = self.ensure_tenant(tenant);
        if let Some(known) = self.user_named(tenant, name) {
            return known;
        }
        let mut register = self.0.write();
        let place = register.tenants.iter().position(|t| t.name == tenant).unwrap_or(0);
        let number = next_number(&register.users, place);
        let mut letters = name.chars();
        let display_name = letters
            .next()
            .map(|first| first.to_uppercase().chain(letters).collect())
            .unwrap_or_default();
        let user = UserRecord {
            tenant: tenant.into(),
            name: name.into(),
            display_name,
            upn: format!("{name}@{}", home.domain),
            id: guid(register.seed, &[tenant, name]),
            number,
            behaviour: SipBehaviour::default(),
        };
        register.users.push(user.clone());
        user
    }

    /// All tenants, in the order they came.
    pub fn tenants(&self) -> Vec<TenantRecord> {
        self.0.read().tenants.clone()
    }

    /// All users, in the order they came.
    pub fn users(&self) -> Vec<UserRecord> {
        self.0.read().users.clone()
    }

    /// A tenant by short name.
    pub fn tenant(&self, name: &str) -> Option<TenantRecord> {
        self.0.read().tenants.iter().find(|t| t.name == name).cloned()
    }

    /// A tenant by what stands in a sign-in address: the id or a domain.
    pub fn tenant_by_id_or_domain(&self, text: &str) -> Option<TenantRecord> {
        let fits = |t: &&TenantRecord| {
            t.id.to_string().eq_ignore_ascii_case(text) || t.domain.eq_ignore_ascii_case(text)
        };
        self.0.read().tenants.iter().find(fits).cloned()
    }

    /// A tenant by the name of its trunk, whatever its case (DR-41, DR-46). The base name is
    /// registered in the first tenant: the vendor's own people live there too, so that a program
    /// that names no tenant reaches them.
    pub fn tenant_by_trunk(&self, host: &str) -> Option<TenantRecord> {
        let register = self.0.read();
        let named = register.tenants.iter().find(|t| t.trunk.eq_ignore_ascii_case(host));
        let is_base = register.base.eq_ignore_ascii_case(host);
        named.or_else(|| register.tenants.first().filter(|_| is_base)).cloned()
    }

    /// A user by tenant and short name.
    pub fn user_named(&self, tenant: &str, name: &str) -> Option<UserRecord> {
        let fits = |u: &&UserRecord| u.tenant == tenant && u.name == name;
        self.0.read().users.iter().find(fits).cloned()
    }

    /// A user of that tenant by object id or user principal name.
    pub fn user(&self, tenant: &str, id_or_upn: &str) -> Option<UserRecord> {
        let fits = |u: &&UserRecord| {
            u.tenant == tenant
                && (u.upn.eq_ignore_ascii_case(id_or_upn)
                    || u.id.to_string().eq_ignore_ascii_case(id_or_upn))
        };
        self.0.read().users.iter().find(fits).cloned()
    }

    /// A user of any tenant by object id.
    pub fn user_by_id(&self, id: Guid) -> Option<UserRecord> {
        self.0.read().users.iter().find(|u| u.id == id).cloned()
    }

    /// A user of that tenant by number. Numbers may repeat across tenants (DR-42).
    pub fn user_by_number(&self, tenant: &str, number: E164) -> Option<UserRecord> {
        let fits = |u: &&UserRecord| u.tenant == tenant && u.number == number;
        self.0.read().users.iter().find(fits).cloned()
    }

    /// Changes a user by object id; false if there is none.
    pub fn change(&self, id: Guid, change: impl FnOnce(&mut UserRecord)) -> bool {
        let mut register = self.0.write();
        let user = register.users.iter_mut().find(|u| u.id == id);
        user.map(change).is_some()
    }

    /// Changes a tenant by short name; false if there is none.
    pub fn change_tenant(&self, name: &str, change: impl FnOnce(&mut TenantRecord)) -> bool {
        let mut register = self.0.write();
        let tenant = register.tenants.iter_mut().find(|t| t.name == name);
        tenant.map(change).is_some()
    }

    /// Removes a user by object id; false if there is none.
    pub fn remove(&self, id: Guid) -> bool {
        let mut register = self.0.write();
        let before = register.users.len();
        register.users.retain(|u| u.id != id);
        register.users.len() != before
    }
}

/// The first number of that tenant nobody has: `+1425555PNNN`, P for the tenant.
fn next_number(users: &[UserRecord], tenant: usize) -> E164 {
    let first = 14_255_551_000 + 1000 * (tenant as u64 % 9);
    let free = (first + 1..).find_map(|number| {
        let number: E164 = format!("+{number}").parse().ok()?;
        users.iter().all(|u| u.number != number).then_some(number)
    });
    free.expect("there are more numbers than users")
}

/// A version-4 GUID that depends on nothing but the seed and the names.
pub(crate) fn guid(seed: u64, names: &[&str]) -> Guid {
    // FNV-1a: spreads short names well enough to seed a generator.
    let mut hash = 0xcbf2_9ce4_8422_2325 ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for byte in names.join("/").bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    fresh_guid(&mut Rng::from_seed(hash))
}

/// A version-4 GUID from a generator.
pub(crate) fn fresh_guid(rng: &mut Rng) -> Guid {
    let bits = u128::from(rng.next_u64()) << 64 | u128::from(rng.next_u64());
    let version = bits & !(0xf << 76) | 0x4 << 76;
    Guid::from_u128(version & !(0x3 << 62) | 0x2 << 62)
}

/// Times of a behaviour are milliseconds on the control interface.
pub(crate) fn millis(wait: Duration) -> u64 {
    u64::try_from(wait.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_people() {
        let (one, two) =
            (People::new(7, "sbc.contoso.example"), People::new(7, "sbc.contoso.example"));
        assert_eq!(one.ensure_user("adatum", "adele"), two.ensure_user("adatum", "adele"));
        let other = People::new(8, "sbc.contoso.example").ensure_user("adatum", "adele");
        assert_ne!(one.ensure_user("adatum", "adele").id, other.id);
        let text = other.id.to_string();
        assert_eq!(&text[14..15], "4", "a version-4 GUID: {text}");
    }

    #[test]
    fn dr_42_a_number_is_looked_up_inside_its_tenant() {
        let people = People::new(1, "sbc.contoso.example");
        let adele = people.ensure_user("adatum", "adele");
        let diego = people.ensure_user("fabrikam", "diego");
        people.change(diego.id, |user| user.number = adele.number);
        let found = people.user_by_number("fabrikam", adele.number).map(|u| u.name);
        assert_eq!(found.as_deref(), Some("diego"));
        let host = people.tenant_by_trunk("ADATUM.sbc.contoso.example").map(|t| t.name);
        assert_eq!(host.as_deref(), Some("adatum"));
        let own = people.tenant_by_trunk("sbc.contoso.example").map(|t| t.name);
        assert_eq!(own.as_deref(), Some("adatum"), "the base name is the first tenant's");
        assert!(people.tenant_by_trunk("contoso.example").is_none());
    }

    #[test]
    fn numbers_are_unique_within_the_register() {
        let people = People::new(1, "sbc.contoso.example");
        let a = people.ensure_user("adatum", "a").number;
        let b = people.ensure_user("adatum", "b").number;
        let c = people.ensure_user("fabrikam", "c").number;
        assert!(a != b && b != c && a != c);
    }
}
