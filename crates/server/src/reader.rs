//! What a request says about its reader: language, month, and the parameters of the page.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;

use access::Right;
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use model::Lang;

use crate::export::Catch;
use crate::visitor::Visitor;

/// Parameters that mean the same on every page.
const LANG: &str = "lang";
const MONTH: &str = "month";
const PAGE: &str = "page";
const SORT: &str = "sort";
const EXPORT: &str = "export";
const OF: &str = "of";
pub(crate) const SEARCH: &str = "search";

/// The reader of a page. The address is the whole state but for who asks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reader {
    /// The language, Chinese unless the address says otherwise.
    pub(crate) lang: Lang,
    /// The month asked for, as written.
    pub(crate) month: Option<String>,
    /// The page of a long table, from 1.
    pub(crate) page: usize,
    /// The column that a table is sorted by; a leading `-` turns the order round.
    pub(crate) sort: Option<String>,
    /// What is looked for in the rows of a long table, or in a list.
    pub(crate) search: Option<String>,
    /// The form of a file of what the page shows, if one is asked for.
    pub(crate) export: Option<String>,
    /// The table or drawing that the file is of.
    pub(crate) of: Option<String>,
    /// Where tables and drawings go beside the page.
    pub(crate) catch: Catch,
    /// The path of the address.
    pub(crate) path: String,
    /// The parameters of this page alone.
    pub(crate) params: BTreeMap<String, String>,
    /// Who asks; nobody on the pages that anybody may see.
    pub(crate) visitor: Option<Arc<Visitor>>,
}

impl Reader {
    /// Whether whoever asks has the right.
    pub(crate) fn may(&self, right: Right) -> bool {
        self.visitor.as_ref().is_some_and(|visitor| visitor.may(right))
    }

    /// The parameters that every link keeps.
    pub(crate) fn always(&self) -> Vec<(&'static str, &str)> {
        let lang = (self.lang != Lang::default()).then(|| (LANG, self.lang.code()));
        let month = self.month.as_deref().map(|month| (MONTH, month));
        lang.into_iter().chain(month).collect()
    }

    /// Everything but what `without` names.
    pub(crate) fn all_without(&self, without: &[&str]) -> Vec<(&str, &str)> {
        let sort = self.sort.as_deref().map(|column| (SORT, column));
        let search = self.search.as_deref().map(|text| (SEARCH, text));
        let own = self.params.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let all = self.always().into_iter().chain(sort).chain(search).chain(own);
        all.filter(|(name, _)| !without.contains(name)).collect()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let query = Query::<Vec<(String, String)>>::from_request_parts(parts, state).await;
        let mut params = joined(query.map(|Query(pairs)| pairs).unwrap_or_default());
        let mut take = |name: &str| params.remove(name).filter(|value| !value.is_empty());
        Ok(Self {
            lang: take(LANG).and_then(|code| Lang::from_code(&code)).unwrap_or_default(),
            month: take(MONTH),
            page: take(PAGE).and_then(|page| page.parse().ok()).unwrap_or(1).max(1),
            sort: take(SORT),
            search: take(SEARCH),
            export: take(EXPORT),
            of: take(OF),
            catch: parts.extensions.get::<Catch>().cloned().unwrap_or_default(),
            path: parts.uri.path().to_owned(),
            visitor: parts.extensions.get::<Arc<Visitor>>().cloned(),
            params,
        })
    }
}

/// Each parameter once: what boxes and lists of one name give is one list.
fn joined(pairs: Vec<(String, String)>) -> BTreeMap<String, String> {
    let mut params: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in pairs {
        let known = params.entry(name).or_default();
        if !known.is_empty() && !value.is_empty() {
            known.push(',');
        }
        known.push_str(&value);
    }
    params
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn boxes_of_one_name_are_one_list() {
        let pairs = [("by", ""), ("by", "month"), ("town", "1"), ("by", ""), ("by", "area")];
        let params = joined(pairs.map(|(k, v)| (k.to_owned(), v.to_owned())).into());
        let params: Vec<_> = params.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        assert_eq!(params, [("by", "month,area"), ("town", "1")]);
    }
}
