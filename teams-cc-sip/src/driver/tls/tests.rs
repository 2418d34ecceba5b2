//! Certificates against certificates: handshakes in memory, no socket.

use std::io::{Read, Write};
use std::time::{Duration, SystemTime};

use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CertifiedIssuer, DnType,
    ExtendedKeyUsagePurpose, IsCa, KeyIdMethod, KeyPair, KeyUsagePurpose, RevokedCertParams,
    SanType, SerialNumber, date_time_ymd,
};
use rustls::pki_types::ServerName;
use rustls::{ClientConnection, Connection, ServerConnection};

use super::*;

const TEAMS: &str = "sip.pstnhub.microsoft.com";
const TRUNK: &str = "customers.adatum.biz";

struct Authority(CertifiedIssuer<'static, KeyPair>);

struct Leaf {
    chain: String,
    key: String,
    identity: Identity,
}

impl Authority {
    fn new(name: &str) -> Self {
        Self::with(name, |_| {})
    }

    fn params(name: &str) -> CertificateParams {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params
    }

    fn with(name: &str, change: impl FnOnce(&mut CertificateParams)) -> Self {
        let mut params = Self::params(name);
        change(&mut params);
        let key = KeyPair::generate().expect("a key");
        Self(CertifiedIssuer::self_signed(params, key).expect("a root"))
    }

    fn below(&self, name: &str, change: impl FnOnce(&mut CertificateParams)) -> Self {
        let mut params = Self::params(name);
        change(&mut params);
        let key = KeyPair::generate().expect("a key");
        Self(CertifiedIssuer::signed_by(params, key, &self.0).expect("an intermediate"))
    }

    fn roots(&self) -> Roots {
        Roots::load(&Trust::Pem(self.0.pem())).expect("one root")
    }

    fn issue(&self, names: &[&str]) -> Leaf {
        self.issue_with(names, |_| {})
    }

    fn issue_with(&self, names: &[&str], change: impl FnOnce(&mut CertificateParams)) -> Leaf {
        let mut params = CertificateParams::default();
        params.distinguished_name = rcgen::DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, "a trunk");
        params.subject_alt_names = names
            .iter()
            .map(|name| SanType::DnsName((*name).try_into().expect("an IA5 name")))
            .collect();
        params.extended_key_usages =
            vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
        change(&mut params);
        let key = KeyPair::generate().expect("a key");
        let leaf = params.signed_by(&key, &self.0).expect("a leaf");
        let chain = format!("{}{}", leaf.pem(), self.0.pem());
        let key = key.serialize_pem();
        let identity = Identity::from_pem(&chain, &key).expect("they belong together");
        Leaf { chain, key, identity }
    }
}

/// What a handshake in memory came to: the peer's chain as each side saw it, or who refused.
#[derive(Debug)]
enum Outcome {
    Done(Box<Connection>, Box<Connection>),
    ServerRefused(#[expect(dead_code, reason = "printed when a test fails")] rustls::Error),
    ClientRefused(#[expect(dead_code, reason = "printed when a test fails")] rustls::Error),
}

impl Outcome {
    fn is_done(&self) -> bool {
        matches!(self, Self::Done(..))
    }
}

fn handshake(server: &ServerTls, client: &ClientTls, dialled: &str) -> Outcome {
    let name = ServerName::try_from(dialled.to_owned()).expect("a name or address");
    let mut client =
        Connection::Client(ClientConnection::new(client.rustls(), name).expect("a client"));
    let mut server = Connection::Server(ServerConnection::new(server.rustls()).expect("a server"));
    for _ in 0..10 {
        if let Err(error) = pass(&mut client, &mut server) {
            return Outcome::ServerRefused(error);
        }
        if let Err(error) = pass(&mut server, &mut client) {
            return Outcome::ClientRefused(error);
        }
    }
    // In TLS 1.3 a client is done before the server has judged its certificate: a byte must pass.
    client.writer().write_all(b"x").expect("room for a byte");
    if let Err(error) = pass(&mut client, &mut server) {
        return Outcome::ServerRefused(error);
    }
    let mut byte = [0];
    server.reader().read_exact(&mut byte).expect("the byte arrives");
    Outcome::Done(Box::new(client), Box::new(server))
}

fn pass(from: &mut Connection, to: &mut Connection) -> Result<(), rustls::Error> {
    let mut wire = Vec::new();
    while from.wants_write() {
        from.write_tls(&mut wire).expect("memory takes all");
    }
    let mut wire = wire.as_slice();
    while !wire.is_empty() {
        to.read_tls(&mut wire).expect("memory gives all");
        to.process_new_packets()?;
    }
    Ok(())
}

fn teams_names() -> Names {
    Names::OneOf(vec![TEAMS.into(), "*.pstnhub.microsoft.com".into()])
}

#[test]
fn dr_04_both_sides_show_their_certificate() {
    let root = Authority::new("root");
    let (ours, teams) = (root.issue(&[TRUNK]), root.issue(&[TEAMS]));
    let server =
        ServerTls::new(&teams.identity, ClientCertificate::Required, &root.roots(), Names::Any)
            .expect("a server");
    let client = ClientTls::new(Some(&ours.identity), &root.roots(), Names::Dialled).expect("ours");

    let Outcome::Done(client_end, server_end) = handshake(&server, &client, TEAMS) else {
        panic!("no mutual TLS");
    };
    let seen = |end: &Connection| end.peer_certificates().map(|chain| names::of(&chain[0]));
    assert_eq!(seen(&server_end), Some(vec![TRUNK.to_owned()]));
    assert_eq!(seen(&client_end), Some(vec![TEAMS.to_owned()]));

    let nobody = ClientTls::new(None, &root.roots(), Names::Dialled).expect("a client");
    assert!(matches!(handshake(&server, &nobody, TEAMS), Outcome::ServerRefused(_)));
}

#[test]
fn dr_03_tls_1_2_has_the_two_gcm_suites_of_the_list_and_nothing_older_is_spoken() {
    let root = Authority::new("root");
    let teams = root.issue(&[TEAMS]);
    let server =
        ServerTls::new(&teams.identity, ClientCertificate::Ignored, &root.roots(), Names::Any)
            .expect("a server");
    let offered: Vec<String> = server
        .rustls()
        .crypto_provider()
        .cipher_suites
        .iter()
        .map(|suite| format!("{:?}", suite.suite()))
        .collect();
    assert!(offered.contains(&"TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384".to_owned()));
    assert!(offered.contains(&"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256".to_owned()));
    assert!(offered.iter().all(|suite| !suite.contains("CBC") && !suite.contains("TLS_RSA_")));

    // A ClientHello of TLS 1.1 gets an alert, no hello.
    let mut old = ServerConnection::new(server.rustls()).expect("a server");
    let hello = [
        &[22, 3, 1, 0, 47, 1, 0, 0, 43, 3, 2][..],
        &[7; 32],
        &[0, 0, 4, 0xc0, 0x14, 0x00, 0x35, 1, 0],
    ]
    .concat();
    old.read_tls(&mut hello.as_slice()).expect("memory");
    assert!(old.process_new_packets().is_err());
}

#[test]
fn dr_08_a_certificate_of_the_caller_is_optional_by_default_but_checked_when_shown() {
    let (root, other) = (Authority::new("root"), Authority::new("other"));
    let ours = root.issue(&[TRUNK]);
    let server =
        ServerTls::new(&ours.identity, ClientCertificate::default(), &root.roots(), teams_names())
            .expect("a server");
    let dial = |identity: Option<&Identity>| {
        let client = ClientTls::new(identity, &root.roots(), Names::Dialled).expect("a client");
        handshake(&server, &client, TRUNK).is_done()
    };
    assert!(dial(None), "none shown");
    assert!(dial(Some(&root.issue(&["sip-du-a-eu.pstnhub.microsoft.com"]).identity)));
    assert!(!dial(Some(&other.issue(&[TEAMS]).identity)), "an unknown root");
    assert!(!dial(Some(&root.issue(&["sip.evil.example"]).identity)), "another name");
}

#[test]
fn dr_09_the_name_dialled_is_sent_and_checked_and_an_address_never_is() {
    let root = Authority::new("root");
    let teams = root.issue(&[TEAMS]);
    let server =
        ServerTls::new(&teams.identity, ClientCertificate::Ignored, &root.roots(), Names::Any)
            .expect("a server");
    let client = ClientTls::new(None, &root.roots(), Names::Dialled).expect("a client");
    let Outcome::Done(_, end) = handshake(&server, &client, TEAMS) else { panic!("refused") };
    let Connection::Server(end) = *end else { panic!("the server's end") };
    assert_eq!(end.server_name(), Some(TEAMS));
    assert!(!handshake(&server, &client, "sip2.pstnhub.microsoft.com").is_done());

    let by_address = root.issue_with(&[], |params| {
        let address = "192.0.2.1".parse().expect("an address");
        params.subject_alt_names = vec![SanType::IpAddress(address)];
    });
    let server =
        ServerTls::new(&by_address.identity, ClientCertificate::Ignored, &root.roots(), Names::Any)
            .expect("a server");
    assert!(!handshake(&server, &client, "192.0.2.1").is_done());
}

/// Certificates that must never be believed, by name of the fault.
fn unbelievable(root: &Authority) -> Vec<(&'static str, Leaf)> {
    let past = |params: &mut CertificateParams| {
        params.not_before = date_time_ymd(2019, 1, 1);
        params.not_after = date_time_ymd(2020, 1, 1);
    };
    let middle = root.below("expired intermediate", past);
    let leaf_as_authority = root.below("no authority", |params| params.is_ca = IsCa::ExplicitNoCa);
    let no_signing =
        root.below("may not sign", |params| params.key_usages = vec![KeyUsagePurpose::CrlSign]);
    let elsewhere = Authority::new("elsewhere");
    let same_name = Authority::new("root");
    let code = vec![ExtendedKeyUsagePurpose::CodeSigning];
    vec![
        ("another name", root.issue(&["sip.evil.example"])),
        ("the name as a label of another", root.issue(&["sip.pstnhub.microsoft.com.evil.example"])),
        ("a wildcard of another domain", root.issue(&["*.microsoft.com.evil.example"])),
        ("a wildcard too high", root.issue(&["*.microsoft.com"])),
        ("a wildcard on itself", root.issue(&["*.sip.pstnhub.microsoft.com"])),
        ("a wildcard over everything", root.issue(&["*"])),
        ("a partial wildcard", root.issue(&["s*.pstnhub.microsoft.com"])),
        ("a wildcard inside", root.issue(&["sip.*.microsoft.com"])),
        ("no name at all", root.issue(&[])),
        ("a NUL in the name", root.issue(&["sip.pstnhub.microsoft.com\0.evil.example"])),
        ("a blank before the name", root.issue(&[" sip.pstnhub.microsoft.com"])),
        ("the name with a trailing label", root.issue(&["sip.pstnhub.microsoft.com.a"])),
        ("expired", root.issue_with(&[TEAMS], past)),
        (
            "not yet valid",
            root.issue_with(&[TEAMS], |params| {
                params.not_before = date_time_ymd(2096, 1, 1);
                params.not_after = date_time_ymd(2097, 1, 1);
            }),
        ),
        ("an unknown root", elsewhere.issue(&[TEAMS])),
        ("an unknown root of the same name", same_name.issue(&[TEAMS])),
        ("a foreign use", root.issue_with(&[TEAMS], |params| params.extended_key_usages = code)),
        ("an expired intermediate", middle.issue(&[TEAMS])),
        ("an intermediate that is a leaf", leaf_as_authority.issue(&[TEAMS])),
        ("an intermediate that may not sign", no_signing.issue(&[TEAMS])),
        ("self-signed", self_signed(&[TEAMS])),
    ]
}

fn self_signed(names: &[&str]) -> Leaf {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let params = CertificateParams::new(names).expect("names");
    let key = KeyPair::generate().expect("a key");
    let chain = params.self_signed(&key).expect("a certificate").pem();
    let key = key.serialize_pem();
    let identity = Identity::from_pem(&chain, &key).expect("they belong together");
    Leaf { chain, key, identity }
}

#[test]
fn rs_33_no_bad_certificate_is_accepted_in_either_direction() {
    let root = Authority::new("root");
    let good = root.issue(&[TEAMS]);
    let allowed = || Names::OneOf(vec![TEAMS.into()]);
    let faults = unbelievable(&root);
    assert!(faults.len() >= 20, "the matrix holds {}", faults.len());
    for (fault, bad) in &faults {
        // It answers us.
        for client_names in [Names::Dialled, allowed()] {
            let server = ServerTls::new(
                &bad.identity,
                ClientCertificate::Ignored,
                &root.roots(),
                Names::Any,
            )
            .expect("a server");
            let client = ClientTls::new(None, &root.roots(), client_names).expect("a client");
            let outcome = handshake(&server, &client, TEAMS);
            assert!(matches!(outcome, Outcome::ClientRefused(_)), "{fault}: {outcome:?}");
        }
        // It calls us.
        let server =
            ServerTls::new(&good.identity, ClientCertificate::Optional, &root.roots(), allowed())
                .expect("a server");
        let client =
            ClientTls::new(Some(&bad.identity), &root.roots(), Names::Dialled).expect("a client");
        let outcome = handshake(&server, &client, TEAMS);
        assert!(matches!(outcome, Outcome::ServerRefused(_)), "{fault}: {outcome:?}");
    }
}

#[test]
fn rs_33_a_revoked_certificate_is_refused() {
    let root = Authority::new("root");
    let serial = SerialNumber::from(4711_u64);
    let revoked = root.issue_with(&[TEAMS], |params| params.serial_number = Some(serial.clone()));
    let list = CertificateRevocationListParams {
        this_update: date_time_ymd(2024, 1, 1),
        next_update: date_time_ymd(2094, 1, 1),
        crl_number: SerialNumber::from(1_u64),
        issuing_distribution_point: None,
        revoked_certs: vec![RevokedCertParams {
            serial_number: serial,
            revocation_time: date_time_ymd(2024, 1, 1),
            reason_code: None,
            invalidity_date: None,
        }],
        key_identifier_method: KeyIdMethod::Sha256,
    };
    let list = list.signed_by(&root.0).expect("a list").pem().expect("as PEM");
    let path = std::env::temp_dir().join(format!("teams-cc-crl-{}.pem", std::process::id()));
    std::fs::write(&path, list).expect("a writable folder");
    let roots = Roots::load_with_crl(&Trust::Pem(root.0.pem()), Some(&path)).expect("roots");
    std::fs::remove_file(&path).ok();

    let dial = |identity: &Identity| {
        let server =
            ServerTls::new(identity, ClientCertificate::Ignored, &roots, Names::Any).expect("tls");
        let client = ClientTls::new(None, &roots, Names::Dialled).expect("a client");
        handshake(&server, &client, TEAMS).is_done()
    };
    assert!(!dial(&revoked.identity));
    assert!(dial(&root.issue(&[TEAMS]).identity));
}

#[test]
fn dr_10_a_replaced_certificate_is_shown_by_the_next_handshake_in_both_directions() {
    let root = Authority::new("root");
    let (old, new) =
        (root.issue(&[TRUNK, "old.adatum.biz"]), root.issue(&[TRUNK, "new.adatum.biz"]));
    let folder = std::env::temp_dir().join(format!("teams-cc-reload-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let (chain, key) = (folder.join("chain.pem"), folder.join("key.pem"));
    let put = |leaf: &Leaf| {
        std::fs::write(&chain, &leaf.chain).expect("written");
        std::fs::write(&key, &leaf.key).expect("written");
    };
    put(&old);
    let identity = Identity::from_files(&chain, &key).expect("the old one");
    let server = ServerTls::new(&identity, ClientCertificate::Required, &root.roots(), Names::Any)
        .expect("a server");
    let client = ClientTls::new(Some(&identity), &root.roots(), Names::Dialled).expect("a client");
    let shown = || {
        let Outcome::Done(client_end, server_end) = handshake(&server, &client, TRUNK) else {
            panic!("refused")
        };
        [client_end, server_end].map(|end| {
            end.peer_certificates().map(|chain| names::of(&chain[0])[1].clone()).unwrap_or_default()
        })
    };
    assert_eq!(shown(), ["old.adatum.biz", "old.adatum.biz"]);

    std::fs::write(&chain, &new.chain).expect("half of a renewal");
    assert!(identity.reload().is_err(), "a new chain beside the old key");
    assert_eq!(shown(), ["old.adatum.biz", "old.adatum.biz"]);

    put(&new);
    assert!(identity.reload().expect("both halves"));
    assert!(!identity.reload().expect("nothing new"));
    assert_eq!(identity.generation(), 2);
    assert_eq!(shown(), ["new.adatum.biz", "new.adatum.biz"]);
    std::fs::remove_dir_all(&folder).ok();
}

#[test]
fn dr_06_a_certificate_that_does_not_name_the_trunk_is_one_sentence() {
    let root = Authority::new("root");
    let leaf = root.issue(&["sbc.contoso.example"]);
    let found = check::check(&leaf.identity, "sbc1.contoso.example", &[], SystemTime::now());
    let error = check::enforce(found).expect_err("another name");
    assert!(
        error.to_string().starts_with(
            "trunk sbc1.contoso.example: certificate does not name it (has sbc.contoso.example)"
        ),
        "{error}"
    );
    // A carrier with customers below it needs both names (DR-06).
    let wildcard = root.issue(&["*.customers.adatum.biz"]);
    let tenants = ["sbc1.customers.adatum.biz"];
    let found = check::check(&wildcard.identity, TRUNK, &tenants, SystemTime::now());
    assert_eq!(found.iter().filter(|finding| finding.fatal).count(), 1);
    let both = root.issue(&[TRUNK, "*.customers.adatum.biz"]);
    let found = check::check(&both.identity, TRUNK, &tenants, SystemTime::now());
    assert!(check::enforce(found).is_ok());
}

#[test]
fn dr_05_and_dr_07_what_teams_would_refuse_is_said_at_the_start() {
    let root = Authority::new("root");
    let leaf = root.issue_with(&[TRUNK], |params| {
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    });
    let said = |identity: &Identity, now| -> String {
        let found = check::check(identity, TRUNK, &[], now);
        found.into_iter().map(|finding| finding.what + "; ").collect()
    };
    let text = said(&leaf.identity, SystemTime::now());
    assert!(text.contains("not for clientAuth"), "{text}");
    assert!(text.contains("no RSA key"), "{text}");
    assert!(said(&self_signed(&[TRUNK]).identity, SystemTime::now()).contains("self-signed"));

    let rsa = KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, rcgen::RsaKeySize::_2048)
        .expect("an RSA key");
    let mut params = CertificateParams::new(vec![TRUNK.to_owned()]).expect("a name");
    params.not_after = date_time_ymd(2090, 1, 1);
    let leaf = params.signed_by(&rsa, &root.0).expect("a leaf").pem();
    let alone = Identity::from_pem(&leaf, &rsa.serialize_pem()).expect("they belong together");
    let text = said(&alone, SystemTime::now());
    assert!(!text.contains("RSA"), "{text}");
    assert!(text.contains("no intermediate"), "{text}");

    let expiry = SystemTime::now() + check::expires_in(&alone, SystemTime::now());
    assert!(said(&alone, expiry - Duration::from_secs(7 * 86_400 + 60)).contains("in 7 days"));
    assert!(said(&alone, expiry + Duration::from_secs(60)).contains("expired"));
}

#[test]
fn rs_35_expiry_is_said_30_14_7_and_1_days_ahead_and_once_each() {
    let mut said = Vec::new();
    let mut reported = None;
    for day in (0..40).rev() {
        if let Some(days) = check::due(Duration::from_secs(day * 86_400), reported) {
            said.push((day, days));
            reported = Some(days);
        }
    }
    assert_eq!(said, [(30, 30), (14, 14), (7, 7), (1, 1)]);
    assert_eq!(check::due(Duration::from_secs(3 * 86_400), None), Some(7), "started late");
}

#[test]
fn bad_files_are_one_sentence_and_debug_shows_no_key() {
    let root = Authority::new("root");
    let (one, two) = (root.issue(&["one.example"]), root.issue(&["two.example"]));
    let error = Identity::from_pem(&one.chain, &two.key).expect_err("a foreign key");
    assert!(error.to_string().contains("does not belong to the certificate"), "{error}");
    assert!(Identity::from_pem("", &one.key).is_err());
    assert!(Identity::from_pem(&one.chain, "no key").is_err());
    let error = Identity::from_files("/nowhere/sbc.crt", "/nowhere/sbc.key").expect_err("no file");
    assert!(error.to_string().contains("/nowhere/sbc.crt cannot be read"), "{error}");

    let debug = format!("{:?}", one.identity);
    let secret: String = one.key.lines().nth(1).unwrap_or_default().chars().take(20).collect();
    assert!(debug.contains("one.example") && !debug.contains(&secret), "{debug}");
}
