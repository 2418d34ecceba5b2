//! baresip as the caller's softphone: TLS, SDES-SRTP, a WAV file for a voice, and its recording.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::program::{Folder, Running, free_both, free_tcp, program};

/// Where Debian and others keep its modules.
const MODULES: [&str; 3] =
    ["/usr/lib/baresip/modules", "/usr/lib64/baresip/modules", "/usr/local/lib/baresip/modules"];

/// A softphone that runs.
#[derive(Debug)]
pub(crate) struct Phone {
    running: Running,
    control: SocketAddr,
    folder: PathBuf,
    /// Where it takes TLS.
    pub(crate) tls: SocketAddr,
}

/// How a phone is set up.
pub(crate) struct Setup<'a> {
    /// Its user part.
    pub(crate) user: &'a str,
    /// The WAV file it speaks: 8 kHz, 16 bit, mono.
    pub(crate) says: &'a Path,
    /// PEM with key and certificate; none = it calls over UDP, in the clear.
    pub(crate) certificate: &'a str,
    /// The authority it believes, as PEM; none = it believes anybody.
    pub(crate) believes: Option<&'a str>,
}

impl Phone {
    /// Starts one; `None` if baresip is not here. A port that was free may be taken a moment
    /// later: then others will do.
    pub(crate) fn start(setup: &Setup<'_>, folder: &Folder) -> Option<Self> {
        for _ in 0..5 {
            match Self::try_start(setup, folder)? {
                Ok(phone) => return Some(phone),
                Err(log) => assert!(log.contains("Address already in use"), "{log}"),
            }
        }
        panic!("five times a port was taken")
    }

    fn try_start(setup: &Setup<'_>, folder: &Folder) -> Option<Result<Self, String>> {
        let baresip = program("baresip")?;
        let modules = MODULES.into_iter().find(|path| Path::new(path).is_dir())?;
        // UDP and TCP listen there, TLS one above.
        let (listen, control) = (free_both(), free_tcp());
        let home = folder.path().join(setup.user);
        std::fs::create_dir_all(home.join("sound")).expect("the folder is writable");
        let write = |name: &str, text: &str| {
            let path = home.join(name);
            std::fs::write(&path, text).expect("the folder is writable");
            path.display().to_string()
        };
        let secure = !setup.certificate.is_empty();
        let certificate = write("phone.pem", setup.certificate);
        let certificate =
            if secure { format!("sip_certificate {certificate}\n") } else { String::new() };
        let trust = match setup.believes {
            Some(pem) => format!("sip_verify_server yes\nsip_cafile {}\n", write("ca.pem", pem)),
            None => "sip_verify_server no\n".into(),
        };
        let sound = home.join("sound").display().to_string();
        let says = setup.says.display();
        let config = format!(
            "poll_method epoll\nnet_interface 127.0.0.1\nsip_listen {listen}\n\
             {certificate}{trust}\
             module_path {modules}\nmodule g711.so\nmodule aufile.so\nmodule srtp.so\n\
             module sndfile.so\nmodule_app account.so\nmodule_app menu.so\n\
             module_app ctrl_tcp.so\nctrl_tcp_listen {control}\n\
             audio_source aufile,{says}\naudio_player aufile,/dev/null\n\
             ausrc_srate 8000\nauplay_srate 8000\naudio_srate 8000\n\
             ausrc_channels 1\nauplay_channels 1\naudio_channels 1\n\
             audio_jitter_buffer_type fixed\naudio_jitter_buffer_delay 1-50\n\
             snd_path {sound}/\n"
        );
        write("config", &config);
        let account = format!(
            "<sip:{}@{listen};transport={}>;regint=0;{}audio_codecs=pcma\n",
            setup.user,
            if secure { "tls" } else { "udp" },
            if secure { "mediaenc=srtp-mand;" } else { "" },
        );
        write("accounts", &account);
        write("contacts", "");
        let mut command = Command::new(baresip);
        command.arg("-4").arg("-v").arg("-f").arg(&home).stdin(std::process::Stdio::null());
        let mut running = Running::start(&mut command, folder, setup.user);
        if !running.says_or_ends("baresip is ready", Duration::from_secs(20)) {
            return Some(Err(running.log()));
        }
        let tls = SocketAddr::new(listen.ip(), listen.port() + 1);
        Some(Ok(Self { running, control, folder: home, tls }))
    }

    /// One command of its menu over its JSON control port (netstrings); its answer.
    pub(crate) fn command(&self, command: &str, params: &str) -> String {
        let text = format!("{{\"command\":\"{command}\",\"params\":\"{params}\",\"token\":\"t\"}}");
        let mut stream = TcpStream::connect(self.control).expect("the control port listens");
        stream.set_read_timeout(Some(Duration::from_secs(5))).expect("a time-out can be set");
        stream.write_all(format!("{}:{text},", text.len()).as_bytes()).expect("the port takes it");
        let (mut said, mut piece) = (String::new(), [0; 1024]);
        // Events of calls come on the same connection; the answer has our token.
        while !said.contains("\"token\":\"t\"") {
            match stream.read(&mut piece) {
                Ok(n) if n > 0 => said.push_str(&String::from_utf8_lossy(&piece[..n])),
                _ => break,
            }
        }
        said
    }

    /// Dials.
    pub(crate) fn dial(&self, uri: &str) {
        let said = self.command("dial", uri);
        assert!(said.contains("\"ok\":true"), "dial: {said}\n{}", self.running.log());
    }

    /// Takes the call that rings.
    pub(crate) fn accept(&self) {
        self.command("accept", "");
    }

    /// Presses keys, one after the other.
    pub(crate) fn press(&self, keys: &str) {
        for key in keys.chars() {
            self.command("sndcode", &key.to_string());
        }
    }

    /// Hangs up.
    pub(crate) fn hang_up(&self) {
        self.command("hangup", "");
    }

    /// Waits until its log has this text.
    pub(crate) fn says(&mut self, text: &str, within: Duration) {
        self.running.says(text, within);
    }

    /// Its log.
    pub(crate) fn log(&self) -> String {
        self.running.log()
    }

    /// What it heard so far: the newest `-dec` recording.
    pub(crate) fn heard(&self) -> Option<PathBuf> {
        let files = std::fs::read_dir(self.folder.join("sound")).ok()?;
        let mut heard: Vec<PathBuf> = files
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.to_string_lossy().ends_with("-dec.wav"))
            .collect();
        heard.sort();
        heard.pop()
    }
}
