//! Which customer a call belongs to: found by host name, never by number (DR-40 to DR-46).

use std::collections::HashMap;

use teams_cc_core::TenantId;

/// The names of one trunk: its own, and those of the customers below it.
///
/// Numbers may repeat between customers (DR-42), so nothing here takes a number.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Tenants {
    trunk: String,
    by_host: HashMap<String, TenantId>,
    by_tenant: HashMap<TenantId, String>,
}

/// What a host name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// The trunk's own name: a trunk with one customer, or the carrier itself.
    Trunk,
    /// A customer's name.
    Tenant(TenantId),
}

impl Owner {
    /// The customer, if the name is one's.
    pub fn tenant(self) -> Option<TenantId> {
        match self {
            Self::Trunk => None,
            Self::Tenant(tenant) => Some(tenant),
        }
    }
}

impl Tenants {
    /// A trunk without customers yet.
    pub fn new(trunk: &str) -> Self {
        Self { trunk: fold(trunk), ..Self::default() }
    }

    /// Adds a customer reached by `host`. A customer may have several names; the first one given
    /// goes into our Contact.
    pub fn add(&mut self, host: &str, tenant: TenantId) {
        let host = fold(host);
        self.by_tenant.entry(tenant).or_insert_with(|| host.clone());
        self.by_host.insert(host, tenant);
    }

    /// Teams to us: who is called, by the host of the Request-URI. `None` is answered 404 and
    /// raises no call (DR-46).
    pub fn owner(&self, request_host: &str) -> Option<Owner> {
        let host = fold(request_host);
        if let Some(tenant) = self.by_host.get(&host) {
            return Some(Owner::Tenant(*tenant));
        }
        (host == self.trunk).then_some(Owner::Trunk)
    }

    /// Us to Teams: the host of our Contact, by which Teams finds the customer (DR-40, DR-42); the
    /// trunk's own name for calls of no customer, and for OPTIONS (DR-24). `None` if the customer
    /// has no name on this trunk: such a call cannot be placed.
    pub fn contact_host(&self, tenant: Option<TenantId>) -> Option<&str> {
        match tenant {
            None => Some(&self.trunk),
            Some(tenant) => self.by_tenant.get(&tenant).map(String::as_str),
        }
    }

    /// The one customer of a trunk that has exactly one: calls that name none are theirs.
    pub fn only(&self) -> Option<TenantId> {
        let mut tenants = self.by_tenant.keys();
        let only = tenants.next().copied();
        only.filter(|_| tenants.next().is_none())
    }

    /// The trunk's own name.
    pub fn trunk(&self) -> &str {
        &self.trunk
    }

    /// All names of customers.
    pub fn hosts(&self) -> impl Iterator<Item = &str> {
        self.by_host.keys().map(String::as_str)
    }
}

/// Host names compare without case and without the root's dot (RFC 3261 §19.1.4).
fn fold(host: &str) -> String {
    host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use teams_cc_core::Guid;

    fn two() -> (Tenants, TenantId, TenantId) {
        let (one, other) = (TenantId(Guid::from_u128(1)), TenantId(Guid::from_u128(2)));
        let mut tenants = Tenants::new("customers.adatum.biz");
        tenants.add("sbc1.customers.adatum.biz", one);
        tenants.add("sbc2.customers.adatum.biz", other);
        tenants.add("old.sbc2.customers.adatum.biz", other);
        (tenants, one, other)
    }

    #[test]
    fn dr_46_the_customer_is_the_host_of_the_request_uri() {
        let (tenants, one, other) = two();
        // The same number at two customers is two different people (DR-42): only hosts are asked.
        assert_eq!(tenants.owner("sbc1.customers.adatum.biz"), Some(Owner::Tenant(one)));
        assert_eq!(tenants.owner("SBC2.Customers.Adatum.biz."), Some(Owner::Tenant(other)));
        assert_eq!(tenants.owner("old.sbc2.customers.adatum.biz"), Some(Owner::Tenant(other)));
        assert_eq!(tenants.owner("customers.adatum.biz"), Some(Owner::Trunk));
        for stranger in ["sbc3.customers.adatum.biz", "adatum.biz", "203.0.113.10", ""] {
            assert_eq!(tenants.owner(stranger), None, "{stranger}");
        }
    }

    #[test]
    fn dr_40_the_contact_carries_the_customers_name_and_dr_24_options_the_trunks() {
        let (tenants, one, other) = two();
        assert_eq!(tenants.contact_host(Some(one)), Some("sbc1.customers.adatum.biz"));
        assert_eq!(tenants.contact_host(Some(other)), Some("sbc2.customers.adatum.biz"));
        assert_eq!(tenants.contact_host(None), Some("customers.adatum.biz"));
        assert_eq!(tenants.contact_host(Some(TenantId(Guid::from_u128(3)))), None);
        assert_eq!(tenants.only(), None);
        let mut single = Tenants::new("sbc.contoso.example");
        single.add("sbc.contoso.example", one);
        assert_eq!(single.only(), Some(one));
        assert_eq!(single.owner("sbc.contoso.example"), Some(Owner::Tenant(one)));
    }
}
