//! What comes in, beside what the machine allows in the same run: signed revisions beside SQLite alone, 2 MB photos
//! beside a bare handler, the memory of a server under a thousand uploads, and submissions of OpenRosa's clients.
//!
//! `cargo bench -p thucdia --bench intake` runs all; `-- revisions`, `-- photos` or `-- openrosa` one part.

mod common;
mod openrosa;
mod photos;
mod revisions;

use common::Result;

/// The allocator of the binary, so that the bench measures what is run.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<()> {
    let _twice_is_fine = rustls::crypto::ring::default_provider().install_default();
    let asked = |part: &str| std::env::args().any(|argument| argument == part);
    let runtime = tokio::runtime::Runtime::new()?;
    if asked(photos::SERVE) {
        return runtime.block_on(photos::serve_alone());
    }
    if asked(openrosa::SERVE) {
        return runtime.block_on(openrosa::serve_alone());
    }
    let all = !asked("revisions") && !asked("photos") && !asked("openrosa");
    if all || asked("revisions") {
        runtime.block_on(revisions::run())?;
    }
    if all || asked("photos") {
        runtime.block_on(photos::run())?;
    }
    if all || asked("openrosa") {
        runtime.block_on(openrosa::run())?;
    }
    Ok(())
}
