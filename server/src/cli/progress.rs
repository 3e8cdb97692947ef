//! A bar on standard error while a long command works; nothing where nobody looks at a terminal.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar that the services' steps move.
pub struct Bar(ProgressBar);

impl Bar {
    /// A bar that shows itself at the first step.
    pub fn new() -> Self {
        // On standard error, and hidden by itself where that is no terminal.
        let bar = ProgressBar::new(0);
        if let Ok(style) = ProgressStyle::with_template("{msg:>16} [{bar:40}] {pos}/{len} {elapsed}") {
            bar.set_style(style);
        }
        Self(bar)
    }

    /// Takes the place of what was shown.
    pub fn step(&self, what: &str, done: u64, of: u64) {
        self.0.set_message(what.to_owned());
        self.0.set_length(of);
        self.0.set_position(done);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
