//! The command line.

use std::time::Duration;

use teams_cc_core::{Secret, TenantId};

pub(crate) const USAGE: &str = "usage: bots --listen ADDR:PORT --app-id GUID --jwks FILE [--tenant GUID]... \
    [--now UNIX] [--leeway-s N] [--client-state S] [--decryption-key PEM] [--queue DIR]\n       \
    bots --drain DIR";

#[derive(Debug)]
pub(crate) struct Args {
    pub(crate) listen: String,
    pub(crate) jwks: String,
    pub(crate) app_id: String,
    pub(crate) tenants: Vec<TenantId>,
    pub(crate) now: Option<i64>,
    pub(crate) leeway: Duration,
    pub(crate) client_state: Option<Secret>,
    pub(crate) decryption_key: Option<String>,
    pub(crate) queue: Option<String>,
    pub(crate) drain: Option<String>,
}

impl Args {
    pub(crate) fn read(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut args = Self {
            listen: String::new(),
            jwks: String::new(),
            app_id: String::new(),
            tenants: Vec::new(),
            now: None,
            leeway: Duration::from_secs(300),
            client_state: None,
            decryption_key: None,
            queue: None,
            drain: None,
        };
        while let Some(word) = words.next() {
            if word == "--help" {
                return Err("a webhook to attack".to_owned());
            }
            let value = words.next().ok_or_else(|| format!("{word} takes a value"))?;
            let number = || value.parse::<u32>().map_err(|_| format!("{word} takes a number"));
            match word.as_str() {
                "--listen" => args.listen = value,
                "--jwks" => args.jwks = value,
                "--app-id" => args.app_id = value,
                "--tenant" => {
                    args.tenants
                        .push(value.parse().map_err(|_| "--tenant takes an id".to_owned())?);
                }
                "--now" => {
                    let now = value.parse().map_err(|_| "--now takes seconds since 1970")?;
                    args.now = Some(now);
                }
                "--leeway-s" => args.leeway = Duration::from_secs(number()?.into()),
                "--client-state" => args.client_state = Some(Secret::new(value)),
                "--decryption-key" => args.decryption_key = Some(value),
                "--queue" => args.queue = Some(value),
                "--drain" => args.drain = Some(value),
                other => return Err(format!("what is {other}?")),
            }
        }
        let missing = [&args.listen, &args.jwks, &args.app_id].iter().any(|text| text.is_empty());
        if missing && args.drain.is_none() {
            return Err("--listen, --jwks and --app-id are needed".to_owned());
        }
        Ok(args)
    }
}
