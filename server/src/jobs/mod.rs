//! Work beside the requests: what runs by itself, and what would hold up the event loop.
//!
//! The only module that starts tasks. What it sweeps is safe to run on every replica at once.

mod sweep;

use std::future::Future;

pub use sweep::{once as sweep_once, sweep};

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
