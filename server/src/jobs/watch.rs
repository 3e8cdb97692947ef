//! Tells whoever listens that something changed, whichever replica changed it.

use std::{sync::Arc, time::Duration};

use tokio::sync::watch;

use crate::store::Store;

/// How often the store is asked while somebody listens.
const EVERY: Duration = Duration::from_secs(1);

/// The newest number in the log, as far as this process has looked. A clone is the same.
#[derive(Clone, Debug)]
pub struct Changes(Arc<watch::Sender<Option<i64>>>);

/// Somebody who listens.
#[derive(Debug)]
pub struct Follower(watch::Receiver<Option<i64>>);

impl Default for Changes {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(Some(0))))
    }
}

impl Changes {
    /// Listens from now on.
    pub fn follow(&self) -> Follower {
        Follower(self.0.subscribe())
    }

    /// Ends all listening, so that a server that goes down waits for nobody.
    pub fn end(&self) {
        self.0.send_replace(None);
    }

    /// Looks at the store while somebody listens, until the listening ends.
    pub async fn watch(self, store: Store) {
        loop {
            tokio::time::sleep(EVERY).await;
            if self.0.borrow().is_none() {
                return;
            }
            if self.0.receiver_count() == 0 {
                continue;
            }
            match newest(&store).await {
                Ok(newest) => {
                    self.0.send_if_modified(|known| {
                        let moved = known.is_some_and(|known| known != newest);
                        if moved {
                            *known = Some(newest);
                        }
                        moved
                    });
                }
                Err(error) => tracing::debug!(%error, "whether something changed is asked again"),
            }
        }
    }
}

async fn newest(store: &Store) -> Result<i64, crate::store::StoreError> {
    Ok(store.read().await?.counters().await?.log)
}

impl Follower {
    /// Waits for a change and gives the log's newest number; `None` when the listening ended.
    pub async fn next(&mut self) -> Option<i64> {
        self.0.changed().await.ok()?;
        *self.0.borrow_and_update()
    }
}
