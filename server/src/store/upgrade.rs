//! What migrations do to a store that is in use.

use mobile_sync_protocol::{ids::UnitId, sync::Kind};
use sqlx::migrate::Migrator;
use uuid::Uuid;

use super::{Audience, Store};

/// The migrations before number `number`.
fn before(number: i64, all: &Migrator) -> Migrator {
    let migrations = all.iter().filter(|migration| migration.version < number).cloned().collect();
    Migrator { migrations, ..Migrator::DEFAULT }
}

const COMMUNE: Uuid = Uuid::from_u128(0x018f_4b6a_2a80_7e75_80fe_7118_b28f_bf36);

/// Makes the store that the fourth migration leaves, with two findings of one commune, and one that was taken back.
macro_rules! fourth {
    ($pool:expr, $migrations:literal) => {{
        let pool = $pool;
        before(5, &sqlx::migrate!($migrations)).run(&pool).await.unwrap();
        for (number, state) in [(1_i64, "resolved"), (2, "withdrawn"), (3, "open")] {
            sqlx::query(
                "INSERT INTO finding (id, year, number, state, level, category, sub_project, commune, what, photos, \
                 raised_at, raised_by, changed_at, search) \
                 VALUES ($1, 2024, $2, $3, 'f1', 'other', $4, $4, 'x', '[]', $5, $4, 0, '')",
            )
            .bind(id(number))
            .bind(number)
            .bind(state)
            .bind(COMMUNE)
            .bind(10 - number)
            .execute(&pool)
            .await
            .unwrap();
        }
        sqlx::query("UPDATE counter SET value = 7 WHERE name = 'feed'").execute(&pool).await.unwrap();
        pool.close().await;
    }};
}

fn id(number: i64) -> Uuid {
    Uuid::from_u128(0x018f_4b6a_2a80_7e75_80fe_7118_b28f_0000 + u128::try_from(number).unwrap())
}

/// Phones hear of both, in the order in which they were raised, after what they heard before.
async fn phones_hear_of_both(address: &str) {
    let store = Store::open(address).await.unwrap();
    let mut session = store.read().await.unwrap();
    assert_eq!(session.counters().await.unwrap().feed, 9);
    let rows = session.feed_after(&[Audience::Commune(UnitId(COMMUNE))], 7, 10).await.unwrap();
    let told: Vec<(i64, Kind, String)> = rows.into_iter().map(|row| (row.seq, row.kind, row.id)).collect();
    let expected = [(8, Kind::Finding, id(3).to_string()), (9, Kind::Finding, id(1).to_string())];
    assert_eq!(told, expected);
    drop(session);
    store.close().await;
}

#[tokio::test]
async fn findings_that_were_raised_before_phones_heard_of_any_are_told_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let address = format!("sqlite:{}", folder.path().join("old.sqlite").display());
    let options = address.parse::<sqlx::sqlite::SqliteConnectOptions>().unwrap().create_if_missing(true);
    fourth!(sqlx::SqlitePool::connect_with(options).await.unwrap(), "../migrations/sqlite");
    phones_hear_of_both(&address).await;
}

/// Runs where `THUCDIA_TEST_POSTGRES` names a server.
#[tokio::test]
async fn findings_that_were_raised_before_phones_heard_of_any_are_told_postgres() {
    let Ok(server) = std::env::var("THUCDIA_TEST_POSTGRES") else { return };
    let admin = sqlx::PgPool::connect(&server).await.unwrap();
    let name = format!("upgrade_{}", Uuid::new_v4().simple());
    let make = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
    sqlx::query(make).execute(&admin).await.unwrap();
    let address = format!("{}/{name}", server.rsplit_once('/').unwrap().0);
    fourth!(sqlx::PgPool::connect(&address).await.unwrap(), "../migrations/postgres");
    phones_hear_of_both(&address).await;
    let remove = sqlx::AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)"));
    sqlx::query(remove).execute(&admin).await.unwrap();
}
