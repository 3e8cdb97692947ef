//! Makes exports one after another. Every replica does this; what one of them holds when it dies falls due again when
//! its lease ends.

use std::time::Duration;

use crate::{app::App, exports, store::StoreError};

/// How often to look for what other replicas took in or left.
const LOOK: Duration = Duration::from_secs(5);
/// How long to wait where the store cannot be reached.
const PAUSE: Duration = Duration::from_secs(10);

/// Goes on until the server ends.
pub async fn export(app: App) {
    let lease = app.clock.id();
    loop {
        match exports::next(&app, lease).await {
            Ok(false) => app.export_bell.wait(LOOK).await,
            Ok(true) => {}
            Err(error) => {
                tracing::warn!(error = %format_args!("{error:#}"), "exports wait to be made");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// Works until no export is due, and says how many were taken.
///
/// # Errors
/// Where the store fails.
pub async fn export_off(app: &App) -> Result<usize, StoreError> {
    let lease = app.clock.id();
    let mut taken = 0;
    while exports::next(app, lease).await? {
        taken += 1;
    }
    Ok(taken)
}
