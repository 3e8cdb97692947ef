//! What can go wrong in the store, sorted by who can do something about it.

/// A failure of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A row with this key is there already.
    #[error("already there")]
    Duplicate(#[source] sqlx::Error),
    /// A row names another that is not there.
    #[error("names something that is not there")]
    MissingReference(#[source] sqlx::Error),
    /// A row cannot be what this version wrote.
    #[error("{table} {id} is inconsistent: {why}")]
    Inconsistent {
        /// The table.
        table: &'static str,
        /// The row.
        id: String,
        /// What is wrong with it.
        why: String,
    },
    /// The disk or the database is full.
    #[error("there is no room left")]
    Full(#[source] sqlx::Error),
    /// The database cannot be reached or gave up: the same call may succeed later.
    #[error("the database is not available")]
    Unavailable(#[source] sqlx::Error),
    /// Anything else that the database refused.
    #[error("the database refused a statement")]
    Database(#[source] sqlx::Error),
    /// A migration failed.
    #[error("the database could not be brought to this version")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The database was brought to a version that this program does not know.
    #[error(
        "the database has migration {0}, which this version of thucdia does not know: it was used by a newer version; \
         run that one, or restore a backup that was made before the upgrade"
    )]
    Newer(i64),
    /// The address names no database that is known.
    #[error("{0:?} is no database address: write sqlite:PATH or postgres://…")]
    Address(String),
}

/// What a store method returns.
pub type Result<T> = std::result::Result<T, StoreError>;

impl StoreError {
    /// A row that cannot be what this version wrote.
    pub fn inconsistent(table: &'static str, id: impl std::fmt::Display, why: impl std::fmt::Display) -> Self {
        Self::Inconsistent { table, id: id.to_string(), why: why.to_string() }
    }

    /// Whether the same call may succeed later.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::Full(_))
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::error::ErrorKind;
        let Some(database) = error.as_database_error() else {
            return match error {
                sqlx::Error::Io(_)
                | sqlx::Error::PoolTimedOut
                | sqlx::Error::PoolClosed
                | sqlx::Error::WorkerCrashed
                | sqlx::Error::Tls(_)
                | sqlx::Error::Protocol(_) => Self::Unavailable(error),
                _ => Self::Database(error),
            };
        };
        // SQLite: 13 is FULL, 5 and 6 are BUSY and LOCKED. PostgreSQL: 53100 is disk full; classes 08 and 57 and the
        // serialisation failures 40001 and 40P01 pass by themselves.
        let code = database.code().unwrap_or_default().into_owned();
        match database.kind() {
            ErrorKind::UniqueViolation => Self::Duplicate(error),
            ErrorKind::ForeignKeyViolation => Self::MissingReference(error),
            _ if matches!(code.as_str(), "13" | "53100") => Self::Full(error),
            _ if matches!(code.as_str(), "5" | "6" | "261" | "517" | "40001" | "40P01")
                || (code.len() == 5
                    && (code.starts_with("08") || code.starts_with("57") || code.starts_with("53"))) =>
            {
                Self::Unavailable(error)
            }
            _ => Self::Database(error),
        }
    }
}
