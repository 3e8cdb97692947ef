//! What can go wrong with bytes, and which of it is worth sending again.

use std::io;

use mobile_sync_protocol::ids::Sha256;

/// What lies under an error, whichever storage it came from.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Why bytes could not be stored or read.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// Nothing is stored under this name.
    #[error("no bytes are stored under {0}")]
    Missing(Sha256),
    /// The bytes are not the ones that were announced. Nothing of them was kept.
    #[error("the bytes hash to {actual}, but {expected} was announced")]
    WrongHash {
        /// What was announced.
        expected: Sha256,
        /// What arrived.
        actual: Sha256,
    },
    /// A photo has at least one byte.
    #[error("there are no bytes")]
    Empty,
    /// Bytes before these are not there: the sender must go on from `have`.
    #[error("only {have} bytes of the upload are there")]
    Gap {
        /// The bytes that are there without a hole.
        have: u64,
    },
    /// An earlier write of this body failed or was given up, so its bytes are gone.
    #[error("an earlier write of this body did not end well")]
    Lost,
    /// The disk, or the quota on it, is full.
    #[error("the storage is full")]
    DiskFull(#[source] Cause),
    /// The storage says no, and will say so again until somebody changes its settings.
    #[error("the storage refuses: {what}")]
    Refused {
        /// What was being done, and the storage's own code where it has one.
        what: String,
        /// What the storage said.
        #[source]
        source: Cause,
    },
    /// The storage does not answer, or not sensibly; it may do so later.
    #[error("the storage is unavailable: {what}")]
    Unavailable {
        /// What was being done, and the storage's own code where it has one.
        what: String,
        /// What happened.
        #[source]
        source: Cause,
    },
}

impl BlobError {
    /// Whether the same bytes may be taken later, so that a sender should keep them and try again.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::DiskFull(_) | Self::Unavailable { .. } | Self::Lost | Self::Gap { .. } => true,
            Self::Missing(_) | Self::WrongHash { .. } | Self::Empty | Self::Refused { .. } => false,
        }
    }

    /// Sorts an error of the file system; `what` says what was being done.
    pub(super) fn io(what: &str, source: io::Error) -> Self {
        use io::ErrorKind::{PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull};
        match source.kind() {
            StorageFull | QuotaExceeded => Self::DiskFull(source.into()),
            PermissionDenied | ReadOnlyFilesystem => Self::Refused { what: what.to_owned(), source: source.into() },
            _ => Self::Unavailable { what: what.to_owned(), source: source.into() },
        }
    }
}

/// Says what was being done when a call of the file system failed.
pub(super) trait Doing<T> {
    fn doing(self, what: &str) -> Result<T, BlobError>;
}

impl<T> Doing<T> for io::Result<T> {
    fn doing(self, what: &str) -> Result<T, BlobError> {
        self.map_err(|source| BlobError::io(what, source))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_and_a_full_quota_are_told_apart_from_a_broken_one() {
        for (errno, full) in [(28, true), (122, true), (5, false)] {
            let error = BlobError::io("write", io::Error::from_raw_os_error(errno));
            assert_eq!(matches!(error, BlobError::DiskFull(_)), full, "errno {errno}");
            assert!(error.is_retryable(), "errno {errno}");
        }
    }

    #[test]
    fn what_an_administrator_must_change_is_not_worth_sending_again() {
        for errno in [13, 30] {
            let error = BlobError::io("write", io::Error::from_raw_os_error(errno));
            assert!(matches!(error, BlobError::Refused { .. }) && !error.is_retryable(), "errno {errno}");
        }
    }

    #[test]
    fn the_cause_is_kept() {
        let error = BlobError::io("write", io::Error::other("the cable"));
        let source = std::error::Error::source(&error).map(ToString::to_string);
        assert_eq!(source.as_deref(), Some("the cable"));
    }
}
