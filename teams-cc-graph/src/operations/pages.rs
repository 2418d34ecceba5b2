//! Lists as streams.

use std::collections::HashSet;

use futures::{Stream, StreamExt as _, TryStreamExt as _, stream};
use serde::de::DeserializeOwned;

use teams_cc_core::Error;

use crate::models::Collection;
use crate::{Request, error};

/// Longest walk; a list that is longer is no list of a contact centre.
const MOST_PAGES: usize = 100_000;
/// Pages of a list that is read whole.
const MOST_PAGES_AT_ONCE: usize = 4_000;

impl<T: DeserializeOwned + Send + 'static> Request<Collection<T>> {
    /// Page after page, each asked for when it is wanted. Headers are repeated for each; the link
    /// of the next page is used as it came.
    ///
    /// # Errors
    /// Those of the request. A link to another host gets no token and ends the stream
    /// (`TCC-GRAPH` foreign link, RS-78), and so does one that was followed before.
    pub fn pages(self) -> impl Stream<Item = Result<Collection<T>, Error>> + Send {
        let first = Walk { next: Some(self), seen: HashSet::new() };
        stream::try_unfold(first, |mut walk| async move {
            let Some(request) = walk.next.take() else { return Ok(None) };
            let again = request.for_next_page();
            let page = request.await?;
            if let (Some(link), Ok(again)) = (page.next_link.clone(), again) {
                if walk.seen.len() >= MOST_PAGES || !walk.seen.insert(link.clone()) {
                    return Err(error::foreign_link().cause("the pages go round in a circle"));
                }
                walk.next = Some(again(&link));
            }
            Ok(Some((page, walk)))
        })
    }

    /// All items of all pages, one by one.
    ///
    /// # Errors
    /// As [`pages`](Self::pages).
    pub fn items(self) -> impl Stream<Item = Result<T, Error>> + Send {
        self.pages().map_ok(|page| stream::iter(page.value).map(Ok)).try_flatten()
    }

    /// All items of all pages at once, if they are no more than `most`.
    pub(crate) async fn all(self, most: usize) -> Result<Vec<T>, Error> {
        let mut walk = std::pin::pin!(self.pages());
        let (mut items, mut pages) = (Vec::new(), 0);
        while let Some(page) = walk.try_next().await? {
            items.extend(page.value);
            pages += 1;
            if items.len() > most || pages > MOST_PAGES_AT_ONCE {
                return Err(error::too_many(most));
            }
        }
        Ok(items)
    }
}

struct Walk<T> {
    next: Option<Request<Collection<T>>>,
    seen: HashSet<String>,
}
