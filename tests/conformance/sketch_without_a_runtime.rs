//! The sketch of "the stack without a runtime", compiled and run on a socket.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

use teams_cc::sip::{Command, Endpoint, EndpointConfig, Event, Flow, Input, Output};
use teams_cc::{Error, Instant, Machine};

/// Answers every call on one connection, on one thread, without tokio.
fn answer_all(mut socket: TcpStream, clock: impl Fn() -> Instant) -> Result<(), Error> {
    let flow = Flow(1);
    let mut buffer = [0; 4096];
    let mut endpoint = Endpoint::new(EndpointConfig::new("sbc.contoso.example").seed(7));
    endpoint.handle(clock(), Input::Connected(flow));

    loop {
        while let Some(output) = endpoint.poll() {
            match output {
                Output::Send(_, bytes) => socket.write_all(&bytes)?,
                Output::Close(_) => return Ok(()),
                Output::Connect(other, _) => endpoint.handle(clock(), Input::Closed(other)), // we have this one only
                Output::Event(Event::Incoming(call)) => {
                    endpoint.handle(clock(), Input::Do(Command::Answer(call)));
                }
                Output::Event(event) => println!("{event:?}"),
            }
        }
        let read = socket.read(&mut buffer)?; // a real loop wakes at endpoint.deadline() too
        endpoint.handle(clock(), Input::Received(flow, &buffer[..read]));
    }
}

#[test]
fn the_sketch_answers_a_call_and_its_bye() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let server = std::thread::spawn(move || {
        let (socket, _) = listener.accept().expect("a connection");
        let start = std::time::Instant::now();
        answer_all(socket, || Instant::START + start.elapsed())
    });

    let mut caller = TcpStream::connect(address).expect("the server");
    let message = |method: &str, branch: &str, tag: &str, seq: u32, body: &str| {
        format!(
            "{method} sip:desk@sbc.contoso.example SIP/2.0\r\nVia: SIP/2.0/TCP c.example;branch=z9hG4bK{branch}\r\n\
             Max-Forwards: 70\r\nFrom: <sip:c@c.example>;tag=1\r\nTo: <sip:desk@sbc.contoso.example>{tag}\r\n\
             Call-ID: sketch\r\nCSeq: {seq} {method}\r\nContact: <sip:c@c.example;transport=tcp>\r\n\
             Content-Type: application/sdp\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
    };
    let offer = "v=0\r\no=- 1 1 IN IP4 192.0.2.7\r\ns=-\r\nc=IN IP4 192.0.2.7\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n";
    caller.write_all(message("INVITE", "1", "", 1, offer).as_bytes()).expect("written");
    let ok = read_until(&mut caller, "m=audio 0 RTP/AVP 0\r\n");
    assert!(ok.contains("SIP/2.0 100 Trying") && ok.contains("SIP/2.0 200 OK"), "{ok}");
    let tag = ok.rsplit_once(";tag=").and_then(|(_, rest)| rest.split("\r\n").next());
    let tag = ok
        .lines()
        .filter(|line| line.starts_with("To:"))
        .find_map(|line| line.split_once(";tag=").map(|(_, tag)| format!(";tag={tag}")))
        .or(tag.map(str::to_owned))
        .expect("a tag");
    caller.write_all(message("ACK", "2", &tag, 1, "").as_bytes()).expect("written");
    caller.write_all(message("BYE", "3", &tag, 2, "").as_bytes()).expect("written");
    read_until(&mut caller, "2 BYE");
    // A stream that cannot be understood is closed, and the function returns.
    caller.write_all(b"NONSENSE\r\nContent-Length: -1\r\n\r\n").expect("written");
    server.join().expect("no panic").expect("no error");
}

fn read_until(socket: &mut TcpStream, end: &str) -> String {
    let (mut text, mut buffer) = (String::new(), [0; 4096]);
    while !text.contains(end) {
        let read = socket.read(&mut buffer).expect("something");
        assert_ne!(read, 0, "closed after {text}");
        text.push_str(&String::from_utf8_lossy(&buffer[..read]));
    }
    text
}
