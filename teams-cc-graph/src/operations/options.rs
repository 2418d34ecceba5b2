//! OData's query options on a request.

use super::path::encode;
use crate::Request;

impl<T> Request<T> {
    /// `$select`: only these properties.
    pub fn select<'a>(self, properties: impl IntoIterator<Item = &'a str>) -> Self {
        let all: Vec<&str> = properties.into_iter().collect();
        self.option("$select", &all.join(","))
    }

    /// `$expand`: with what belongs to it, for example `sessions($expand=segments)`.
    pub fn expand(self, what: &str) -> Self {
        self.option("$expand", what)
    }

    /// `$filter`: only those of which this is true. Double the quotes in a value:
    /// `mail eq 'o''hara@contoso.example'`.
    pub fn filter(self, condition: &str) -> Self {
        self.option("$filter", condition)
    }

    /// `$orderby`: for example `createdDateTime desc`.
    pub fn order_by(self, order: &str) -> Self {
        self.option("$orderby", order)
    }

    /// `$search`: quote it yourself, as in `"displayName:adele"`; for the directory add the header
    /// `ConsistencyLevel: eventual`.
    pub fn search(self, text: &str) -> Self {
        self.option("$search", text)
    }

    /// `$top`: so many a page.
    pub fn top(self, count: u32) -> Self {
        self.option("$top", &count.to_string())
    }

    /// `$skip`: without the first so many.
    pub fn skip(self, count: u32) -> Self {
        self.option("$skip", &count.to_string())
    }

    /// `$count=true`: with the number of all.
    pub fn count(self) -> Self {
        self.option("$count", "true")
    }

    fn option(self, name: &str, value: &str) -> Self {
        self.change(|parts| {
            let mut query = parts.url.query().map(|query| format!("{query}&")).unwrap_or_default();
            query.push_str(name);
            query.push('=');
            encode(&mut query, value);
            parts.url.set_query(Some(&query));
            Ok(())
        })
    }
}
