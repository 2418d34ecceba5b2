//! `endpoint=https://…;accesskey=…`, as the portal shows it.

use teams_cc_core::{Error, Secret};

use crate::error;

/// Endpoint and access key of a connection string.
pub(crate) fn parse(text: &str) -> Result<(String, Secret), Error> {
    let (mut endpoint, mut key) = (None, None);
    for part in text.trim().split(';').filter(|part| !part.trim().is_empty()) {
        let Some((name, value)) = part.split_once('=') else {
            return Err(error::connection_string("a part has no ="));
        };
        match name.trim().to_ascii_lowercase().as_str() {
            "endpoint" => endpoint = Some(value.trim().to_owned()),
            "accesskey" => key = Some(Secret::new(value.trim())),
            _ => return Err(error::connection_string("a part is neither endpoint nor accesskey")),
        }
    }
    match (endpoint, key) {
        (Some(endpoint), Some(key)) => Ok((endpoint, key)),
        (None, _) => Err(error::connection_string("it has no endpoint")),
        (_, None) => Err(error::connection_string("it has no accesskey")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acs_2_the_portals_text_is_read_and_mistakes_are_named_without_the_key() {
        let text = "endpoint=https://contoso.communication.azure.com/;accesskey=aGVsbG8=";
        let (endpoint, key) = parse(text).unwrap();
        assert_eq!(endpoint, "https://contoso.communication.azure.com/");
        assert_eq!(key.expose(), "aGVsbG8=");
        for bad in ["", "endpoint=https://x", "accesskey=aGVsbG8=", "hello", "a=b;accesskey=k"] {
            let error = parse(bad).unwrap_err();
            assert_eq!(error.code(), "TCC-ACS-0103", "{bad}");
            assert!(!format!("{error:?}").contains("aGVsbG8"), "{error:?}");
        }
    }
}
