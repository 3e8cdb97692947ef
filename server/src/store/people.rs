//! People, their roles, their sessions at the desk, and the attempts that failed.

use std::collections::{BTreeMap, HashMap};

use mobile_sync_protocol::{
    ids::{DepartmentId, PersonId, UnitId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

use super::{
    error::{Result, StoreError},
    session::{Session, Writer, on_conn},
};
use crate::auth::Role;

/// A person who signs in or is enrolled on a phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Person {
    /// Who.
    pub id: PersonId,
    /// The name to sign in with.
    pub name: String,
    /// The name that people read.
    pub full_name: String,
    /// A number to call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The department that the person belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentId>,
    /// False where the person may no longer act.
    pub active: bool,
    /// What the person may do, and where.
    pub roles: Vec<PersonRole>,
}

/// A role, and the unit in which it holds with all that belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonRole {
    /// The role.
    pub role: Role,
    /// The unit.
    pub unit: UnitId,
}

/// A person with the secret that only signing in looks at.
#[derive(Clone)]
pub struct StoredPerson {
    /// The person.
    pub person: Person,
    /// The argon2id hash of the password; `None` where the person has none and cannot sign in.
    pub password_hash: Option<String>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    name: String,
    full_name: String,
    password_hash: Option<String>,
    phone: Option<String>,
    department: Option<Uuid>,
    active: bool,
}

impl Row {
    fn person(self, roles: Vec<PersonRole>) -> StoredPerson {
        let person = Person {
            id: PersonId(self.id),
            name: self.name,
            full_name: self.full_name,
            phone: self.phone,
            department: self.department.map(DepartmentId),
            active: self.active,
            roles,
        };
        StoredPerson { person, password_hash: self.password_hash }
    }
}

fn role(person: Uuid, role: &str, unit: Uuid) -> Result<PersonRole> {
    let role = Role::from_word(role).ok_or_else(|| StoreError::inconsistent("person_role", person, "role"))?;
    Ok(PersonRole { role, unit: UnitId(unit) })
}

impl Session {
    /// All people, by name.
    pub async fn people(&mut self) -> Result<Vec<Person>> {
        const SQL: &str =
            "SELECT id, name, full_name, password_hash, phone, department, active FROM person ORDER BY name";
        const ROLES: &str = "SELECT person, role, unit FROM person_role ORDER BY person, role, unit";
        let rows: Vec<Row> = on_conn!(self, c => sqlx::query_as(SQL).fetch_all(c).await)?;
        let roles: Vec<(Uuid, String, Uuid)> = on_conn!(self, c => sqlx::query_as(ROLES).fetch_all(c).await)?;
        let mut by_person: BTreeMap<Uuid, Vec<PersonRole>> = BTreeMap::new();
        for (person, word, unit) in roles {
            by_person.entry(person).or_default().push(role(person, &word, unit)?);
        }
        Ok(rows
            .into_iter()
            .map(|row| {
                let roles = by_person.remove(&row.id).unwrap_or_default();
                row.person(roles).person
            })
            .collect())
    }

    /// What all people are called.
    pub async fn names(&mut self) -> Result<HashMap<PersonId, String>> {
        const SQL: &str = "SELECT id, full_name FROM person";
        let rows: Vec<(Uuid, String)> = on_conn!(self, c => sqlx::query_as(SQL).fetch_all(c).await)?;
        Ok(rows.into_iter().map(|(id, name)| (PersonId(id), name)).collect())
    }

    /// The person who signs in as `name`.
    pub async fn person_by_name(&mut self, name: &str) -> Result<Option<StoredPerson>> {
        const SQL: &str =
            "SELECT id, name, full_name, password_hash, phone, department, active FROM person WHERE name = $1";
        let row: Option<Row> = on_conn!(self, c => sqlx::query_as(SQL).bind(name).fetch_optional(c).await)?;
        self.with_roles(row).await
    }

    /// One person.
    pub async fn person(&mut self, id: PersonId) -> Result<Option<StoredPerson>> {
        const SQL: &str =
            "SELECT id, name, full_name, password_hash, phone, department, active FROM person WHERE id = $1";
        let row: Option<Row> = on_conn!(self, c => sqlx::query_as(SQL).bind(id.0).fetch_optional(c).await)?;
        self.with_roles(row).await
    }

    async fn with_roles(&mut self, row: Option<Row>) -> Result<Option<StoredPerson>> {
        const ROLES: &str = "SELECT role, unit FROM person_role WHERE person = $1 ORDER BY role, unit";
        let Some(row) = row else { return Ok(None) };
        let roles: Vec<(String, Uuid)> = on_conn!(self, c => sqlx::query_as(ROLES).bind(row.id).fetch_all(c).await)?;
        let roles: Result<Vec<_>> = roles.into_iter().map(|(word, unit)| role(row.id, &word, unit)).collect();
        Ok(Some(row.person(roles?)))
    }

    /// Who holds the desk session with this hash, if it has not ended at `now`.
    pub async fn session_person(&mut self, token_hash: &[u8], now: Timestamp) -> Result<Option<PersonId>> {
        const SQL: &str = "SELECT person FROM web_session WHERE token_hash = $1 AND expires_at > $2";
        let row: Option<Uuid> =
            on_conn!(self, c => sqlx::query_scalar(SQL).bind(token_hash).bind(now.0).fetch_optional(c).await)?;
        Ok(row.map(PersonId))
    }

    /// How often signing in as `name` failed in a row, and when last.
    pub async fn sign_in_failures(&mut self, name: &str) -> Result<Option<(i64, Timestamp)>> {
        const SQL: &str = "SELECT failures, last_at FROM sign_in_failure WHERE name = $1";
        let row: Option<(i64, i64)> = on_conn!(self, c => sqlx::query_as(SQL).bind(name).fetch_optional(c).await)?;
        Ok(row.map(|(failures, at)| (failures, Timestamp(at))))
    }
}

impl Writer {
    /// Writes a person, new or changed, with all roles. A `password_hash` of `None` keeps the one that is there.
    pub async fn put_person(&mut self, person: &Person, password_hash: Option<&str>, at: Timestamp) -> Result<()> {
        const SQL: &str = "INSERT INTO person \
                           (id, name, full_name, password_hash, phone, department, active, created_at) \
                           VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO UPDATE SET \
                           name = excluded.name, full_name = excluded.full_name, \
                           password_hash = coalesce(excluded.password_hash, person.password_hash), \
                           phone = excluded.phone, department = excluded.department, active = excluded.active";
        const CLEAR: &str = "DELETE FROM person_role WHERE person = $1";
        const ROLE: &str = "INSERT INTO person_role (person, role, unit) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
        let id = person.id.0;
        on_conn!(self, c => sqlx::query(SQL)
            .bind(id)
            .bind(&person.name)
            .bind(&person.full_name)
            .bind(password_hash)
            .bind(person.phone.as_deref())
            .bind(person.department.map(|id| id.0))
            .bind(person.active)
            .bind(at.0)
            .execute(c)
            .await
            .map(drop))?;
        on_conn!(self, c => sqlx::query(CLEAR).bind(id).execute(c).await.map(drop))?;
        for role in &person.roles {
            let (word, unit) = (role.role.as_str(), role.unit.0);
            on_conn!(self, c => sqlx::query(ROLE).bind(id).bind(word).bind(unit).execute(c).await.map(drop))?;
        }
        Ok(())
    }

    /// Begins a desk session.
    pub async fn insert_session(
        &mut self,
        token_hash: &[u8],
        person: PersonId,
        at: Timestamp,
        expires: Timestamp,
    ) -> Result<()> {
        const SQL: &str =
            "INSERT INTO web_session (token_hash, person, created_at, expires_at) VALUES ($1, $2, $3, $4)";
        on_conn!(self, c => sqlx::query(SQL)
            .bind(token_hash)
            .bind(person.0)
            .bind(at.0)
            .bind(expires.0)
            .execute(c)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Ends a desk session.
    pub async fn delete_session(&mut self, token_hash: &[u8]) -> Result<()> {
        const SQL: &str = "DELETE FROM web_session WHERE token_hash = $1";
        on_conn!(self, c => sqlx::query(SQL).bind(token_hash).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Ends all desk sessions of a person, as when the password changes.
    pub async fn delete_sessions_of(&mut self, person: PersonId) -> Result<()> {
        const SQL: &str = "DELETE FROM web_session WHERE person = $1";
        on_conn!(self, c => sqlx::query(SQL).bind(person.0).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Forgets desk sessions and failures that are over.
    pub async fn expire_sessions(&mut self, now: Timestamp, failures_before: Timestamp) -> Result<()> {
        const SESSIONS: &str = "DELETE FROM web_session WHERE expires_at <= $1";
        const FAILURES: &str = "DELETE FROM sign_in_failure WHERE last_at < $1";
        on_conn!(self, c => sqlx::query(SESSIONS).bind(now.0).execute(c).await.map(drop))?;
        on_conn!(self, c => sqlx::query(FAILURES).bind(failures_before.0).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Counts one more failure to sign in as `name`; failures before `since` are forgotten.
    pub async fn count_sign_in_failure(&mut self, name: &str, at: Timestamp, since: Timestamp) -> Result<i64> {
        const SQL: &str = "INSERT INTO sign_in_failure (name, failures, last_at) VALUES ($1, 1, $2) \
                           ON CONFLICT (name) DO UPDATE SET last_at = excluded.last_at, failures = CASE \
                           WHEN sign_in_failure.last_at < $3 THEN 1 ELSE sign_in_failure.failures + 1 END \
                           RETURNING failures";
        Ok(on_conn!(self, c => sqlx::query_scalar(SQL).bind(name).bind(at.0).bind(since.0).fetch_one(c).await)?)
    }

    /// Forgets the failures to sign in as `name`.
    pub async fn clear_sign_in_failures(&mut self, name: &str) -> Result<()> {
        const SQL: &str = "DELETE FROM sign_in_failure WHERE name = $1";
        on_conn!(self, c => sqlx::query(SQL).bind(name).execute(c).await.map(drop))?;
        Ok(())
    }
}
