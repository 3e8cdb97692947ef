//! Keeping people: who they are, what they may do and where.

use mobile_sync_protocol::ids::{DepartmentId, PersonId, UnitId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    app::App,
    auth::password,
    store::{Actor, Entry, Person, PersonRole, StoreError},
};

/// A person to add.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPerson {
    /// The name to sign in with: a-z, 0-9, `.`, `-` and `_`.
    pub name: String,
    /// The name that people read.
    pub full_name: String,
    /// At least ten characters; without one the person cannot sign in at the desk, but can be enrolled on a phone.
    #[serde(default)]
    pub password: Option<String>,
    /// A number to call.
    #[serde(default)]
    pub phone: Option<String>,
    /// The department.
    #[serde(default)]
    pub department: Option<DepartmentId>,
    /// What the person may do, and where.
    pub roles: Vec<PersonRole>,
}

/// Why a person was not added.
#[derive(Debug, thiserror::Error)]
pub enum PeopleError {
    /// The name cannot be one.
    #[error("a name has 2 to 64 of a-z, 0-9, '.', '-' and '_'")]
    Name,
    /// The name is taken.
    #[error("the name is taken")]
    Taken,
    /// The password is too short.
    #[error("a password has at least {} characters", password::LENGTH_MIN)]
    Password,
    /// A unit is unknown.
    #[error("unit {0} is unknown")]
    Unit(UnitId),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Whether `name` can be one to sign in with.
pub fn is_name(name: &str) -> bool {
    (2..=64).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-_".contains(&byte))
}

/// Adds a person.
///
/// # Errors
/// [`PeopleError`].
pub async fn add(app: &App, new: NewPerson, by: Actor) -> Result<Person, PeopleError> {
    if !is_name(&new.name) {
        return Err(PeopleError::Name);
    }
    let registry = app.registry.refresh().await?;
    if let Some(role) = new.roles.iter().find(|role| registry.units.get(role.unit).is_none()) {
        return Err(PeopleError::Unit(role.unit));
    }
    let hash = match new.password {
        None => None,
        Some(short) if short.chars().count() < password::LENGTH_MIN => return Err(PeopleError::Password),
        Some(password) => {
            let clock = app.clock.clone();
            let hash = crate::jobs::compute(true, move || password::hash(&password, &clock)).await;
            Some(hash.map_err(|why| StoreError::inconsistent("person", &new.name, why))?)
        }
    };
    let person = Person {
        id: PersonId(app.clock.id()),
        name: new.name,
        full_name: new.full_name,
        phone: new.phone,
        department: new.department,
        active: true,
        roles: new.roles,
    };
    let now = app.clock.now();
    let mut writer = app.store.write().await?;
    match writer.put_person(&person, hash.as_deref(), now).await {
        Err(StoreError::Duplicate(_)) => return Err(PeopleError::Taken),
        other => other?,
    }
    let entry = Entry::new(now, by, "person.added", format!("person:{}", person.id))
        .with(serde_json::json!({"name": person.name, "roles": person.roles}));
    writer.commit(&[entry]).await?;
    Ok(person)
}
