//! Sockets on loopback.

use super::*;
use crate::Target;
use crate::driver::resolve::{Hosts, System};
use crate::driver::tls::{ClientCertificate, Identity, Names, Roots, Trust};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What a net told, with the bytes of each flow put together.
#[derive(Debug, Default)]
struct Told {
    opened: Vec<(Flow, Transport, SocketAddr)>,
    bytes: HashMap<Flow, Vec<u8>>,
    closed: Vec<(Flow, Option<String>)>,
}

impl Told {
    async fn until(net: &mut Net, told: &mut Self, done: impl Fn(&Self) -> bool) {
        while !done(told) {
            net.flush();
            net.wait(None).await;
            net.drain(&mut |happening| match happening {
                Happening::Opened { flow, transport, peer, .. } => {
                    told.opened.push((flow, transport, peer));
                }
                Happening::Received(flow, bytes) => {
                    told.bytes.entry(flow).or_default().extend_from_slice(bytes);
                }
                Happening::Closed(flow, why) => told.closed.push((flow, why)),
            });
        }
    }
}

fn settings(listen: &[Transport]) -> NetSettings {
    NetSettings {
        listen: listen.iter().map(|transport| Listen::loopback(*transport)).collect(),
        acl: Acl::new(["127.0.0.0/8".parse().expect("a block")]),
        server: None,
        client: None,
        limits: Limits::default(),
        resolver: Arc::new(System),
    }
}

fn with_tls(listen: &[Transport]) -> NetSettings {
    let key = rcgen::KeyPair::generate().expect("a key");
    let names = vec!["sbc.contoso.example".to_owned()];
    let mut params = rcgen::CertificateParams::new(names).expect("a name");
    // Its own root: one certificate plays all parts of this test.
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let root = rcgen::CertifiedIssuer::self_signed(params, key).expect("a root");
    let key = rcgen::KeyPair::generate().expect("a key");
    let params =
        rcgen::CertificateParams::new(vec!["sbc.contoso.example".to_owned()]).expect("a name");
    let leaf = params.signed_by(&key, &root).expect("a leaf");
    let identity = Identity::from_pem(&leaf.pem(), &key.serialize_pem()).expect("an identity");
    let roots = Roots::load(&Trust::Pem(root.pem())).expect("a root");
    let required = ClientCertificate::Required;
    NetSettings {
        server: Some(ServerTls::new(&identity, required, &roots, Names::Any).expect("a server")),
        client: Some(ClientTls::new(Some(&identity), &roots, Names::Dialled).expect("a client")),
        ..settings(listen)
    }
}

const OURS: Flow = Flow(Flow::FIRST_OF_OURS);

async fn both_ways(mut here: Net, mut there: Net, host: &str) {
    let (transport, address) = there.bound()[0];
    let (mut at_home, mut abroad) = (Told::default(), Told::default());
    here.connect(OURS, Target::new(transport, host, address.port()));
    Told::until(&mut here, &mut at_home, |told| !told.opened.is_empty()).await;
    assert_eq!(at_home.opened[0].0, OURS);
    let text = vec![b'x'; 3_000];
    for part in text.chunks(1_000) {
        here.send(OURS, Bytes::copy_from_slice(part));
    }
    here.flush();
    let all = |told: &Told| told.bytes.values().next().is_some_and(|bytes| bytes.len() == 3_000);
    Told::until(&mut there, &mut abroad, all).await;
    let (back, came_by, _) = abroad.opened[0];
    assert!(!back.is_ours() && came_by == transport);
    there.send(back, Bytes::from_static(b"answer"));
    there.flush();
    let answered = |told: &Told| told.bytes.get(&OURS).is_some_and(|bytes| bytes == b"answer");
    Told::until(&mut here, &mut at_home, answered).await;
    if transport != Transport::Udp {
        here.close(OURS);
        Told::until(&mut there, &mut abroad, |told| !told.closed.is_empty()).await;
        assert_eq!(abroad.closed[0].0, back);
    }
}

#[tokio::test]
async fn bytes_travel_both_ways_over_each_transport() {
    for transport in [Transport::Udp, Transport::Tcp] {
        let (here, there) = (settings(&[Transport::Udp]), settings(&[transport]));
        let (here, there) = (Net::bind(here).await, Net::bind(there).await);
        both_ways(here.expect("bound"), there.expect("bound"), "127.0.0.1").await;
    }
    let tls = with_tls(&[Transport::Tls]);
    let there = Net::bind(tls.clone()).await.expect("bound");
    let port = there.bound()[0].1;
    let names = Hosts::only([("sbc.contoso.example".to_owned(), port)]);
    let here = NetSettings { listen: vec![], resolver: Arc::new(names), ..tls };
    let here = Net::bind(here).await.expect("bound");
    both_ways(here, there, "sbc.contoso.example").await;
}

#[tokio::test]
async fn dr_27_what_cannot_be_connected_is_told_with_its_reason() {
    let free = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = free.local_addr().expect("its address").port();
    drop(free);
    let mut net = Net::bind(with_tls(&[])).await.expect("nothing to bind");
    for (target, expected) in [
        (Target::new(Transport::Tcp, "127.0.0.1", port), "refused"),
        (Target::new(Transport::Tcp, "no.such.name.invalid", 5060), "no.such.name.invalid"),
        (Target::new(Transport::Udp, "127.0.0.1", 5060), "no datagram socket"),
    ] {
        let mut told = Told::default();
        net.connect(OURS, target);
        Told::until(&mut net, &mut told, |told| !told.closed.is_empty()).await;
        let why = told.closed[0].1.clone().unwrap_or_default();
        assert!(why.to_lowercase().contains(expected), "{why}");
    }
}

#[tokio::test]
async fn rs_31_stalled_handshakes_hold_up_nobody() {
    let tls = with_tls(&[Transport::Tls, Transport::Tcp]);
    let mut there = Net::bind(tls.clone()).await.expect("bound");
    let (secure, plain) = (there.bound()[0].1, there.bound()[1].1);
    let mut stalled = Vec::new();
    for _ in 0..50 {
        stalled.push(TcpStream::connect(secure).await.expect("a connection"));
    }
    let names = Hosts::only([("sbc.contoso.example".to_owned(), secure)]);
    let here = NetSettings { listen: vec![], resolver: Arc::new(names), ..tls };
    let mut here = Net::bind(here).await.expect("bound");
    let mut told = Told::default();
    here.connect(OURS, Target::new(Transport::Tls, "sbc.contoso.example", 5061));
    Told::until(&mut here, &mut told, |told| !told.opened.is_empty()).await;
    let mut plain = TcpStream::connect(plain).await.expect("a connection");
    plain.write_all(b"ping").await.expect("written");
    let mut abroad = Told::default();
    let pinged = |told: &Told| told.bytes.values().any(|bytes| bytes == b"ping");
    Told::until(&mut there, &mut abroad, pinged).await;
    assert_eq!(abroad.opened.len(), 2, "no stalled one");
}

#[tokio::test]
async fn rs_36_strangers_and_crowds_are_turned_away() {
    let limits = Limits { connections_of_one: 2, ..Limits::default() };
    let allow = Acl::new(["127.0.0.1".parse().expect("one address")]);
    let net = NetSettings { limits, acl: allow, ..settings(&[Transport::Tcp]) };
    let mut net = Net::bind(net).await.expect("bound");
    let door = net.bound()[0].1;
    let from = |address: [u8; 4]| async move {
        let socket = tokio::net::TcpSocket::new_v4().expect("a socket");
        socket.bind((address, 0).into()).expect("an address of ours");
        socket.connect(door).await.expect("a connection")
    };
    let mut stranger = from([127, 0, 0, 2]).await;
    assert_eq!(stranger.read(&mut [0; 1]).await.unwrap_or(0), 0, "closed without a word");
    let (mut first, _second) = (from([127, 0, 0, 1]).await, from([127, 0, 0, 1]).await);
    let mut told = Told::default();
    Told::until(&mut net, &mut told, |told| told.opened.len() == 2).await;
    let mut third = from([127, 0, 0, 1]).await;
    assert_eq!(third.read(&mut [0; 1]).await.unwrap_or(0), 0, "one too many");
    first.write_all(b"still here").await.expect("written");
    Told::until(&mut net, &mut told, |told| !told.bytes.is_empty()).await;
}

#[tokio::test]
async fn rs_39_a_peer_that_does_not_read_loses_its_connection_not_our_memory() {
    let limits = Limits { send_queue: 64 * 1024, ..Limits::default() };
    let mut net =
        Net::bind(NetSettings { limits, ..settings(&[Transport::Tcp]) }).await.expect("bound");
    let _deaf = TcpStream::connect(net.bound()[0].1).await.expect("a connection");
    let mut told = Told::default();
    Told::until(&mut net, &mut told, |told| !told.opened.is_empty()).await;
    let flow = told.opened[0].0;
    let mut sent = 0;
    while told.closed.is_empty() && sent < 100_000_000 {
        net.send(flow, Bytes::from(vec![b'x'; 32 * 1024]));
        sent += 32 * 1024;
        tokio::task::yield_now().await;
        net.drain(&mut |happening| {
            if let Happening::Closed(flow, why) = happening {
                told.closed.push((flow, why));
            }
        });
    }
    assert_eq!(told.closed, [(flow, Some("the peer does not read".to_owned()))]);
}

#[tokio::test]
async fn a_port_in_use_is_one_sentence_with_its_fix() {
    let first = Net::bind(settings(&[Transport::Tcp])).await.expect("bound");
    let mut taken = settings(&[]);
    taken.listen = vec![Listen::new(Transport::Tcp, first.bound()[0].1)];
    let error = Net::bind(taken).await.expect_err("taken").to_string();
    assert!(error.contains("the port is in use: stop the other program"), "{error}");
}

#[tokio::test]
async fn dr_11_bytes_that_come_with_their_connection_are_never_lost() {
    let mut net = Net::bind(settings(&[Transport::Udp])).await.expect("bound");
    let shared = net.shared.clone();
    let peer = SocketAddr::from(([127, 0, 0, 1], 5061));
    let arrives = |flow: Flow, text: &'static [u8]| {
        let (pipe, _outbox) = crate::driver::stream::pipe(1);
        let opened = Event::Opened { flow, transport: Transport::Tls, peer, local: peer, pipe };
        shared.opened.try_send(opened).expect("there is room");
        let bytes = FromStream::Bytes(flow, Bytes::from_static(text));
        shared.streams.try_send(bytes).expect("there is room");
    };
    arrives(Flow(1), b"first");
    let mut told = Vec::new();
    // The second connection comes while the driver reads the first: Teams opens one for each
    // transaction.
    net.drain(&mut |happening| match happening {
        Happening::Opened { flow, .. } => told.push((flow, "opened".to_owned())),
        Happening::Received(flow, bytes) => {
            told.push((flow, String::from_utf8_lossy(bytes).into_owned()));
            if flow == Flow(1) {
                arrives(Flow(2), b"second");
            }
        }
        Happening::Closed(flow, _) => told.push((flow, "closed".to_owned())),
    });
    let wanted = [(1, "opened"), (1, "first"), (2, "opened"), (2, "second")];
    assert_eq!(told, wanted.map(|(flow, what)| (Flow(flow), what.to_owned())));
}
