//! Work beside the requests: what runs by itself, and what would hold up the event loop.
//!
//! The only module that starts tasks. What it sweeps is safe to run on every replica at once.

mod exports;
mod sweep;
mod watch;
mod work;

use std::{future::Future, sync::Arc, time::Duration};

use tokio::sync::Notify;

pub use self::{
    exports::{export, export_off},
    sweep::{once as sweep_once, sweep},
    watch::{Changes, Follower},
    work::{work, work_off},
};

/// Rings where there is something to be done. A clone is the same bell.
#[derive(Clone, Debug, Default)]
pub struct Bell(Arc<Notify>);

impl Bell {
    /// Wakes whoever waits, or the next who does.
    pub fn ring(&self) {
        self.0.notify_one();
    }

    /// Waits for a ring, and no longer than `most`: what other replicas leave rings no bell here.
    pub async fn wait(&self, most: Duration) {
        let _either = tokio::time::timeout(most, self.0.notified()).await;
    }
}

/// Starts a task that lives as long as it has work. A panic in it ends the process: a server without its writer must
/// not go on saying yes.
pub fn spawn(name: &'static str, task: impl Future<Output = ()> + Send + 'static) {
    #[expect(clippy::disallowed_methods, reason = "this is the place that the lint points to")]
    let handle = tokio::spawn(task);
    #[expect(clippy::disallowed_methods, reason = "this is the place that the lint points to")]
    tokio::spawn(async move {
        if let Err(error) = handle.await
            && error.is_panic()
        {
            tracing::error!(task = name, "a background task panicked; the process ends");
            std::process::abort();
        }
    });
}

/// Runs `task` to its end even where whoever asked for it goes away: what a phone has sent is kept.
///
/// # Errors
/// Where the task panics.
pub async fn finish<T: Send + 'static>(
    task: impl Future<Output = T> + Send + 'static,
) -> Result<T, tokio::task::JoinError> {
    #[expect(clippy::disallowed_methods, reason = "this is the place that the lint points to")]
    tokio::spawn(task).await
}

/// Runs pure work: at once where it is light, and where it holds up nobody where it is heavy.
pub async fn compute<T: Send + 'static>(heavy: bool, work: impl FnOnce() -> T + Send + 'static) -> T {
    if !heavy {
        return work();
    }
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

/// Why work that was done aside has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Lost {
    /// It panicked.
    #[error("it ended in a panic")]
    Panicked,
    /// It took too long. It is left to itself.
    #[error("it took too long")]
    Late,
}

/// Runs heavy work on a thread of its own that gives way to all others, and waits for it no longer than `most`.
///
/// # Errors
/// [`Lost`] where there is no answer.
pub async fn aside<T: Send + 'static>(most: Duration, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Lost> {
    let (answer, asked) = tokio::sync::oneshot::channel();
    let thread = std::thread::Builder::new().name("aside".to_owned()).spawn(move || {
        // On Linux this is of the calling thread alone. Where it is refused the work is done all the same.
        let _polite = rustix::process::nice(10);
        let _gone = answer.send(work());
    });
    if let Err(error) = thread {
        tracing::warn!(%error, "no thread is to be had");
        return Err(Lost::Late);
    }
    match tokio::time::timeout(most, asked).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(_)) => Err(Lost::Panicked),
        Err(_) => Err(Lost::Late),
    }
}
