//! Bodies: multipart (RFC 2046 §5.1, RFC 5621) and fragments of messages (RFC 3420).

mod fragment;
mod multipart;

pub use fragment::{status_fragment, status_of_fragment};
pub use multipart::Part;

use bytes::Bytes;

use super::head::Head;
use super::malformed::Malformed;

impl Head {
    /// The parts of the body, nested ones flattened in order; a body that is not multipart is one
    /// part.
    ///
    /// # Errors
    /// A multipart body without a boundary, without an end, or nested deeper than
    /// [`MAX_MULTIPART_DEPTH`](super::MAX_MULTIPART_DEPTH) (RS-08).
    pub fn parts(&self) -> Result<Vec<Part>, Malformed> {
        let body = self.body();
        let Some(content_type) = self.content_type()? else { return Ok(Vec::new()) };
        let mut parts = Vec::new();
        multipart::read(content_type, body, &mut parts)?;
        Ok(parts)
    }

    /// The first part of the body that is `what`, wherever it stands: `application/sdp` inside an
    /// emergency call's multipart (DR-137).
    pub fn body_of(&self, what: &str) -> Result<Option<Bytes>, Malformed> {
        let Some(content_type) = self.content_type()? else { return Ok(None) };
        if !content_type.is_multipart() {
            return Ok(content_type.is(what).then(|| self.body()));
        }
        let part = self.parts()?.into_iter().find(|part| part.is(what));
        Ok(part.map(|part| part.body().clone()))
    }
}
