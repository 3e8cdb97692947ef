//! Which photos look like a photo, among all that any replica ever read.
//!
//! The index is in memory and follows the store: readings have positions in the order of their commits, so whoever has
//! seen up to a position has missed nothing before it. It is loaded when the first photo is compared, and whatever
//! other replicas read since is added before each search.

use crate::{
    evidence::likeness::{Hit, Index, Likeness, Query},
    store::{Session, StoreError},
};

/// Readings of one page when the index follows the store.
const PAGE: i64 = 5_000;

/// The index, and what its entries stand for.
#[derive(Debug, Default)]
pub(super) struct Alike {
    index: Index,
    /// The position of each entry's reading; rising.
    positions: Vec<i64>,
}

/// A reading that looks like one that was asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    /// Which of those that were asked for.
    pub asked: usize,
    /// The position of the reading.
    pub position: i64,
    /// How alike.
    pub hit: Hit,
}

impl Alike {
    /// Adds what was read since.
    pub(super) async fn follow(&mut self, session: &mut Session) -> Result<(), StoreError> {
        loop {
            let after = self.positions.last().copied().unwrap_or(0);
            let page = session.likenesses_after(after, PAGE).await?;
            let last_page = i64::try_from(page.len()).is_ok_and(|rows| rows < PAGE);
            for (position, bytes) in page {
                let likeness = Likeness::from_bytes(&bytes)
                    .map_err(|why| StoreError::inconsistent("photo_reading", position, why))?;
                self.index.push(&likeness);
                self.positions.push(position);
            }
            if last_page {
                let bytes = self.index.memory_bytes() + self.positions.len() * size_of::<i64>();
                #[expect(clippy::cast_precision_loss, reason = "a gauge")]
                metrics::gauge!("thucdia_likeness_bytes").set(bytes as f64);
                return Ok(());
            }
        }
    }

    /// What looks like each of these readings among those before them. All are searched for in one pass.
    pub(super) fn search(&self, asked: &[(i64, Query)]) -> Vec<Found> {
        let queries: Vec<&Query> = asked.iter().map(|(_, query)| query).collect();
        let mut found = Vec::new();
        for (at, (hits, (own, _))) in self.index.search(&queries).into_iter().zip(asked).enumerate() {
            for hit in hits {
                let position = usize::try_from(hit.entry).ok().and_then(|entry| self.positions.get(entry).copied());
                if let Some(position) = position.filter(|position| position < own) {
                    found.push(Found { asked: at, position, hit });
                }
            }
        }
        found
    }
}
