//! Registers as a feed for Excel and Power BI (`OData` 4): the same rows and columns as their files, households masked.
//!
//! A page ends where a register's page does, so a link to the next needs only the register's own position. What a
//! filter asks is held against the rows; some of it narrows what is read at all. A page looks at so many rows and no
//! more, and may be short or empty where few are let through: the link goes on.

mod narrow;
mod sets;
mod sift;

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use self::sets::Set;
pub use self::sets::{SETS, set};
use super::{
    MakeError,
    registers::{Answers, Context, Findings, Photos, Records, Rows, Subjects, Units},
};
use crate::{
    app::App,
    auth::Caller,
    reports::odata::{self, EntitySet, Query, Refusal},
    store::Entry,
};

/// Rows after which a page ends.
const FULL: usize = 1_000;
/// Rows that are looked at for one page.
const LOOKED_AT: usize = 10_000;

/// Why a page is not answered.
#[derive(Debug, thiserror::Error)]
pub enum FeedError {
    /// The request is refused, in the words of `OData`.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A storage failed.
    #[error(transparent)]
    Make(#[from] MakeError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] crate::store::StoreError),
}

/// Where a feed goes on.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Token {
    /// The register's position.
    at: Value,
    /// Rows that are still to be passed over.
    skip: u64,
    /// Rows that are still wanted, where there is a bound.
    top: Option<u64>,
}

/// One page of a table. `others` are the pairs of the query, for the link to the next. Reading a table from its
/// beginning is noted in the log.
///
/// # Errors
/// [`FeedError`].
pub async fn page(
    app: &App,
    caller: &Caller,
    root: &str,
    entity: &'static EntitySet,
    pairs: &[(String, String)],
) -> Result<Value, FeedError> {
    let query = Query::parse(entity, pairs.iter().map(|(name, value)| (name, value)))?;
    if query.skip_token.is_none() {
        let entry = Entry::new(app.clock.now(), caller.actor(), "odata.read", format_args!("person:{}", caller.person));
        let asked: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let entry = entry.with(json!({"table": entity.name, "query": asked.join("&")}));
        app.store.write().await?.commit(&[entry]).await?;
    }
    let context = Context::read(app, caller.clone(), Uuid::nil(), false).await?;
    let records = async || context.records(&narrow::records(&query, entity, &context)).await;
    let feed = Feed { root, entity, query: &query, pairs };
    match sets::of(entity) {
        Set::Records => feed.page(Records::new(context.clone(), records().await?)).await,
        Set::Answers => feed.page(Answers::new(context.clone(), records().await?)).await,
        Set::Photos => feed.page(Photos::new(context.clone(), records().await?)).await,
        Set::Findings => {
            let filter = context.findings(&narrow::findings(&query, entity, &context)).await?;
            feed.page(Findings::new(context.clone(), filter)).await
        }
        Set::Subjects => {
            let filter = context.subjects(&narrow::subjects(&query, entity, &context)).await?;
            feed.page(Subjects::new(context.clone(), filter)).await
        }
        Set::Units => feed.page(Units::new(context.clone())).await,
    }
}

struct Feed<'a> {
    root: &'a str,
    entity: &'static EntitySet,
    query: &'a Query,
    pairs: &'a [(String, String)],
}

impl Feed<'_> {
    async fn page<R: Rows>(&self, mut rows: R) -> Result<Value, FeedError> {
        let query = self.query;
        let count = if query.count { Some(self.count(&mut rows).await?) } else { None };
        let mut token = match &query.skip_token {
            Some(text) => token(text).ok_or_else(|| Refusal::Wrong("$skiptoken is none of this feed's".into()))?,
            None => Token { at: rows.position(), skip: query.skip.unwrap_or(0), top: query.top },
        };
        rows.go_on(token.at.take()).map_err(|_| Refusal::Wrong("$skiptoken is none of this feed's".into()))?;
        let (mut found, mut looked_at, mut more) = (Vec::new(), 0, true);
        while more && found.len() < FULL && looked_at < LOOKED_AT && token.top != Some(0) {
            let Some(page) = rows.next().await? else {
                more = false;
                break;
            };
            looked_at += page.rows.len();
            for (row, _) in page.rows {
                let values = sift::values(self.entity, &R::columns(), row);
                if query.filter.as_ref().is_some_and(|filter| !filter.holds(&values)) {
                    continue;
                }
                if token.skip > 0 {
                    token.skip -= 1;
                    continue;
                }
                match &mut token.top {
                    Some(0) => break,
                    Some(top) => *top -= 1,
                    None => {}
                }
                found.push(values);
            }
        }
        let next = (more && token.top != Some(0)).then(|| {
            token.at = rows.position();
            self.link(&token)
        });
        Ok(odata::page(self.root, self.entity, query, found, count, next))
    }

    /// How many rows there are in all, where that is known without reading them.
    async fn count<R: Rows>(&self, rows: &mut R) -> Result<u64, FeedError> {
        let counted = !matches!(sets::of(self.entity), Set::Answers | Set::Photos);
        if !counted || self.query.filter.is_some() {
            return Err(Refusal::NotOffered(
                "$count is offered of whole tables of records, findings, subjects and units".into(),
            )
            .into());
        }
        Ok(u64::try_from(rows.total().await?).unwrap_or(0))
    }

    fn link(&self, token: &Token) -> String {
        let mut link = format!("{}/{}?", self.root, self.entity.name);
        for (name, value) in self.pairs {
            let option = name.trim_start_matches('$').to_ascii_lowercase();
            if !matches!(option.as_str(), "skiptoken" | "skip" | "top" | "count") {
                link.push_str(&odata::encoded(name));
                link.push('=');
                link.push_str(&odata::encoded(value));
                link.push('&');
            }
        }
        let text = serde_json::to_vec(token).unwrap_or_default();
        link + "$skiptoken=" + &BASE64URL_NOPAD.encode(&text)
    }
}

fn token(text: &str) -> Option<Token> {
    serde_json::from_slice(&BASE64URL_NOPAD.decode(text.as_bytes()).ok()?).ok()
}
