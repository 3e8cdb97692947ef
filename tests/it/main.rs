//! The acceptance tests: one binary whose tree mirrors the URLs.
//!
//! Each test of an address runs twice: on SQLite and a folder, and on PostgreSQL and S3.
#![cfg_attr(
    test,
    expect(clippy::disallowed_methods, reason = "tests start tasks and ask the machine for time and ids")
)]

/// Makes each function, which takes a filled [`TestServer`](thucdia_tests::server::TestServer), a test on either pair
/// of storages.
#[cfg(test)]
macro_rules! on_both {
    ($($test:ident)+) => {
        mod sqlite_folder {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                super::$test($crate::filled($crate::Kind::SqliteFolder).await).await;
            })+
        }
        mod postgres_s3 {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                super::$test($crate::filled($crate::Kind::PostgresS3).await).await;
            })+
        }
    };
}

#[cfg(test)]
use thucdia_tests::server::Kind;

#[cfg(test)]
async fn filled(kind: Kind) -> thucdia_tests::server::TestServer {
    thucdia_tests::server::TestServer::start(kind).await
}

// Always so here; said so that helpers of the tests, too, may be as blunt as tests.
#[cfg(test)]
mod architecture;
#[cfg(test)]
mod blobs;
#[cfg(test)]
mod browser;
#[cfg(test)]
mod clients;
#[cfg(test)]
mod devices;
#[cfg(test)]
mod evaluations;
#[cfg(test)]
mod evidence;
#[cfg(test)]
mod exports;
#[cfg(test)]
mod filters;
#[cfg(test)]
mod findings;
#[cfg(test)]
mod kill;
#[cfg(test)]
mod openrosa;
#[cfg(test)]
mod operation;
#[cfg(test)]
mod overview;
#[cfg(test)]
mod photos;
#[cfg(test)]
mod registry;
#[cfg(test)]
mod reports;
#[cfg(test)]
mod rescues;
#[cfg(test)]
mod review;
#[cfg(test)]
mod rights;
#[cfg(test)]
mod session;
#[cfg(test)]
mod simulated;
#[cfg(test)]
mod sync;
#[cfg(test)]
mod uploads;
#[cfg(test)]
mod web;
