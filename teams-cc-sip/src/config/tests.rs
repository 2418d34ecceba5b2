use super::*;
use teams_cc_core::Error;

const GOOD: &str = r#"
name = "sbc.contoso.example"
profile = "direct-routing"
listen = ["tls:127.0.0.1:5061"]
certificate = "sbc.crt"
key = "sbc.key"
max-calls = 250
ping = "60 s"
media-ports = "30000-30999"

[[tenant]]
host = "adatum.sbc.contoso.example"
id = "72f988bf-86f1-41af-91ab-2d7cd011db47"

[[tenant]]
host = "fabrikam.sbc.contoso.example"
id = "87d349ed-44d7-43e1-9a83-5f2406dee5bd"
"#;

fn read(text: &str) -> Result<TrunkConfig, Error> {
    TrunkConfig::from_toml(text, "conf/direct-routing.toml")
}

fn refused(text: &str) -> String {
    read(text).expect_err("a bad file").to_string()
}

#[test]
fn a_file_and_the_setters_say_the_same() {
    let (adatum, fabrikam) =
        ("72f988bf-86f1-41af-91ab-2d7cd011db47", "87d349ed-44d7-43e1-9a83-5f2406dee5bd");
    let by_hand = TrunkConfig::new("sbc.contoso.example")
        .listen("tls:127.0.0.1:5061".parse().expect("an address"))
        .certificate("conf/sbc.crt", "conf/sbc.key")
        .max_calls(250)
        .media_ports(30_000..=30_999)
        .tenant("adatum.sbc.contoso.example", adatum.parse().expect("a GUID"))
        .tenant("fabrikam.sbc.contoso.example", fabrikam.parse().expect("a GUID"));
    assert_eq!(read(GOOD).expect("a good file"), by_hand);
    assert_eq!(by_hand.peers.len(), 3);
    assert_eq!(by_hand.peers[0].to_string(), "tls:sip.pstnhub.microsoft.com:5061");

    let carrier = TrunkConfig::from_toml(
        "name = 'pbx.contoso.example'\nprofile = 'carrier'\npeers = ['udp:192.0.2.7:5060']",
        "carrier.toml",
    )
    .expect("a good file");
    assert!(carrier.acl().admits("192.0.2.7".parse().expect("an address")));
    assert!(!carrier.acl().admits("192.0.2.8".parse().expect("an address")));
    assert_eq!(carrier.listeners().len(), 2);
    assert_eq!(carrier.ping, None);
}

#[test]
fn an_error_names_file_line_and_key() {
    let at = |line: usize, key: &str, error: &str| {
        let place = format!("conf/direct-routing.toml:{line}: ");
        assert!(error.starts_with(&place), "{error}");
        assert!(error.contains(&format!("`{key}`")), "{error}");
        assert!(!error.contains('\n'), "{error}");
    };
    at(7, "max-cals", &refused(&GOOD.replace("max-calls", "max-cals")));
    at(7, "max-calls", &refused(&GOOD.replace("250", "\"many\"")));
    at(4, "listen", &refused(&GOOD.replace("tls:127.0.0.1:5061", "tls:localhost")));
    at(4, "listen", &refused(&GOOD.replace("tls:127.0.0.1:5061", "udp:127.0.0.1:5060")));
    at(8, "ping", &refused(&GOOD.replace("60 s", "1 minute")));
    at(9, "media-ports", &refused(&GOOD.replace("30000-30999", "30000")));
    at(13, "id", &refused(&GOOD.replace("72f988bf-", "72f988b-")));
    at(11, "tenant", &refused(&GOOD.replace("fabrikam.", "adatum.")));
    at(1, "certificate", &refused(&GOOD.replace("certificate", "roots").replace("key =", "# ")));
    let missing = refused(&GOOD.replace("name = ", "# "));
    assert!(missing.contains("name"), "{missing}");
    let broken = refused(&GOOD.replace("max-calls = 250", "max-calls = "));
    assert!(broken.starts_with("conf/direct-routing.toml:7: "), "{broken}");
    let absent = TrunkConfig::from_file("/nowhere/carrier.toml").expect_err("no file").to_string();
    assert!(absent.starts_with("/nowhere/carrier.toml cannot be read"), "{absent}");
}

#[test]
fn rs_45_a_trunk_on_which_anybody_may_call_does_not_start_unless_danger_is_named() {
    let open = TrunkConfig::carrier("pbx.contoso.example");
    let error = open.validate().expect_err("nothing says who may call").to_string();
    assert!(error.contains("`allow`"), "{error}");
    assert!(open.clone().danger_anybody_may_call().validate().is_ok());
    assert!(open.clone().allow("127.0.0.0/8".parse().expect("a block")).validate().is_ok());
    let mutual = open
        .listen(Listen::loopback(Transport::Tls))
        .certificate("a", "b")
        .client_certificate(ClientCertificate::Required);
    assert!(mutual.validate().is_ok());
    assert!(mutual.danger_believe_anybody().validate().is_err(), "a certificate of anybody");
}

#[test]
fn rs_110_debug_shows_no_key() {
    let config = TrunkConfig::new("a.example").certificate_pem("CHAIN", "PRIVATE-KEY-TEXT");
    let debug = format!("{config:?}");
    assert!(debug.contains("a.example") && !debug.contains("PRIVATE-KEY-TEXT"), "{debug}");
}

#[test]
fn dr_01_direct_routing_takes_no_plain_transport() {
    let config = TrunkConfig::new("a.example").certificate("c", "k");
    assert!(config.clone().validate().is_ok());
    assert!(config.clone().listen(Listen::loopback(Transport::Tcp)).validate().is_err());
    assert!(config.clone().peer("tcp:127.0.0.1:5060".parse().expect("a peer")).validate().is_err());
    assert!(config.protection(Protection::Rtp).validate().is_err());
}
