//! Databases of their own on the PostgreSQL server that `.ci/with-services` starts.

use std::process::Command;

use uuid::Uuid;

const VARIABLE: &str = "THUCDIA_TEST_POSTGRES";

/// An empty database. Dropping it removes it.
#[derive(Debug)]
pub struct Database {
    server: String,
    name: String,
}

impl Database {
    /// Makes a database.
    pub fn create() -> Self {
        let Ok(server) = std::env::var(VARIABLE) else {
            panic!(
                "{VARIABLE} is not set: run the tests by `make test`, or by `.ci/with-services cargo nextest run -p \
                 thucdia-tests`, which start a PostgreSQL server for them"
            );
        };
        let database = Self { server, name: format!("it_{}", Uuid::now_v7().simple()) };
        database.run(&format!("CREATE DATABASE {}", database.name));
        database
    }

    /// The setting that names it.
    pub fn address(&self) -> String {
        let (server, _) = self.server.rsplit_once('/').unwrap();
        format!("{server}/{}", self.name)
    }

    fn run(&self, statement: &str) {
        let mut psql = Command::new("psql");
        psql.args(["--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--command", statement, &self.server]);
        let done = psql.output().unwrap();
        assert!(done.status.success(), "{statement}: {}", String::from_utf8_lossy(&done.stderr));
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.run(&format!("DROP DATABASE {} WITH (FORCE)", self.name));
    }
}
