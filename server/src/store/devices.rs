//! Phones, and apps that speak OpenRosa: how they are enrolled, recognised and revoked.

use mobile_sync_protocol::{
    ids::{DeviceId, KeyId, PersonId},
    signature::{Algorithm, PublicKey},
    time::Timestamp,
};
use serde::Serialize;
use sqlx::FromRow;
use uuid::Uuid;

use super::{
    Person,
    error::{Result, StoreError},
    session::{Session, Writer, on_conn},
};

/// What a device is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeviceKind {
    /// The field app on a phone, which signs with a key of its own.
    Phone,
    /// ODK Collect or its like, which signs nothing: the server does when a submission comes.
    FormClient,
}

impl DeviceKind {
    /// The word in the store and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::FormClient => "form_client",
        }
    }
}

/// An enrolled phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Device {
    /// The phone.
    pub id: DeviceId,
    /// What it is.
    pub kind: DeviceKind,
    /// Whose it is.
    pub person: PersonId,
    /// What its holder calls it.
    pub label: String,
    /// The name of its key.
    pub key: KeyId,
    /// Its key.
    pub public_key: PublicKey,
    /// When it was enrolled.
    pub enrolled_at: Timestamp,
    /// When it last spoke, to the hour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen_at: Option<Timestamp>,
    /// When it was revoked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<Timestamp>,
}

/// Whose a phone is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct DevicePerson {
    /// The person.
    pub id: PersonId,
    /// The name to sign in with.
    pub name: String,
    /// The name that people read.
    pub full_name: String,
}

impl From<Person> for DevicePerson {
    fn from(person: Person) -> Self {
        Self { id: person.id, name: person.name, full_name: person.full_name }
    }
}

/// A phone as it is enrolled, with its holder's standing.
#[derive(Clone, Debug)]
pub struct DeviceLogin {
    /// The phone.
    pub device: Device,
    /// Whether its holder may still act.
    pub person_active: bool,
}

/// An invitation to enrol one phone.
#[derive(Clone, Debug)]
pub struct Enrolment {
    /// Whose phone it will be.
    pub person: PersonId,
    /// When it ends.
    pub expires_at: Timestamp,
    /// The phone that used it.
    pub device: Option<DeviceId>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    person: Uuid,
    label: String,
    key_id: Uuid,
    key_algorithm: String,
    public_key: String,
    enrolled_at: i64,
    seen_at: Option<i64>,
    revoked_at: Option<i64>,
    kind: String,
    active: bool,
}

impl Row {
    fn login(self) -> Result<DeviceLogin> {
        let algorithm = match self.key_algorithm.as_str() {
            "ed25519" => Algorithm::Ed25519,
            "p256" => Algorithm::P256,
            _ => return Err(StoreError::inconsistent("device", self.id, "key_algorithm")),
        };
        let kind = [DeviceKind::Phone, DeviceKind::FormClient].into_iter().find(|kind| kind.as_str() == self.kind);
        let device = Device {
            id: DeviceId(self.id),
            kind: kind.ok_or_else(|| StoreError::inconsistent("device", self.id, "kind"))?,
            person: PersonId(self.person),
            label: self.label,
            key: KeyId(self.key_id),
            public_key: PublicKey { algorithm, key: self.public_key },
            enrolled_at: Timestamp(self.enrolled_at),
            seen_at: self.seen_at.map(Timestamp),
            revoked_at: self.revoked_at.map(Timestamp),
        };
        Ok(DeviceLogin { device, person_active: self.active })
    }
}

/// Devices with their holders' standing, narrowed.
macro_rules! logins {
    ($narrowed:literal) => {
        concat!(
            "SELECT device.id, device.person, label, key_id, key_algorithm, public_key, enrolled_at, seen_at, ",
            "revoked_at, kind, active FROM device JOIN person ON person.id = device.person ",
            $narrowed
        )
    };
}

impl Session {
    /// The phone whose token has this hash.
    pub async fn device_by_token(&mut self, token_hash: &[u8]) -> Result<Option<DeviceLogin>> {
        const SQL: &str = logins!("WHERE token_hash = $1");
        let row: Option<Row> = on_conn!(self, c => sqlx::query_as(SQL).bind(token_hash).fetch_optional(c).await)?;
        row.map(Row::login).transpose()
    }

    /// The phone with this id.
    pub async fn device(&mut self, id: DeviceId) -> Result<Option<DeviceLogin>> {
        const SQL: &str = logins!("WHERE device.id = $1");
        let row: Option<Row> = on_conn!(self, c => sqlx::query_as(SQL).bind(id.0).fetch_optional(c).await)?;
        row.map(Row::login).transpose()
    }

    /// The device that the key of an address with this hash stands for.
    pub async fn device_by_app_key(&mut self, key_hash: &[u8]) -> Result<Option<DeviceLogin>> {
        const SQL: &str = logins!("JOIN app_key ON app_key.device = device.id WHERE app_key.key_hash = $1");
        let row: Option<Row> = on_conn!(self, c => sqlx::query_as(SQL).bind(key_hash).fetch_optional(c).await)?;
        row.map(Row::login).transpose()
    }

    /// The device that stands for a person's name and password.
    pub async fn device_of_password(&mut self, person: PersonId) -> Result<Option<DeviceLogin>> {
        const SQL: &str = logins!("JOIN app_key ON app_key.device = device.id WHERE app_key.person = $1");
        let row: Option<Row> = on_conn!(self, c => sqlx::query_as(SQL).bind(person.0).fetch_optional(c).await)?;
        row.map(Row::login).transpose()
    }

    /// The secret that the server signs with for a device that signs nothing itself; `None` of all others.
    pub async fn app_secret(&mut self, device: DeviceId) -> Result<Option<[u8; 32]>> {
        const SQL: &str = "SELECT secret FROM app_key WHERE device = $1";
        let secret: Option<Vec<u8>> =
            on_conn!(self, c => sqlx::query_scalar(SQL).bind(device.0).fetch_optional(c).await)?;
        let read = |secret: Vec<u8>| {
            secret.try_into().map_err(|_| StoreError::inconsistent("app_key", device, "the secret has not 32 bytes"))
        };
        secret.map(read).transpose()
    }

    /// The phone that has, or had, this key.
    pub async fn device_by_key(&mut self, key: KeyId) -> Result<Option<Device>> {
        const SQL: &str = logins!("WHERE key_id = $1");
        let row: Option<Row> = on_conn!(self, c => sqlx::query_as(SQL).bind(key.0).fetch_optional(c).await)?;
        row.map(|row| row.login().map(|login| login.device)).transpose()
    }

    /// All phones, newest first.
    pub async fn devices(&mut self) -> Result<Vec<Device>> {
        const SQL: &str = logins!("ORDER BY enrolled_at DESC, device.id DESC");
        let rows: Vec<Row> = on_conn!(self, c => sqlx::query_as(SQL).fetch_all(c).await)?;
        rows.into_iter().map(|row| row.login().map(|login| login.device)).collect()
    }

    /// The invitation whose code has this hash.
    pub async fn enrolment(&mut self, code_hash: &[u8]) -> Result<Option<Enrolment>> {
        const SQL: &str = "SELECT person, expires_at, device FROM enrolment WHERE code_hash = $1";
        let row: Option<(Uuid, i64, Option<Uuid>)> =
            on_conn!(self, c => sqlx::query_as(SQL).bind(code_hash).fetch_optional(c).await)?;
        Ok(row.map(|(person, expires_at, device)| Enrolment {
            person: PersonId(person),
            expires_at: Timestamp(expires_at),
            device: device.map(DeviceId),
        }))
    }
}

impl Writer {
    /// Adds an invitation.
    pub async fn insert_enrolment(
        &mut self,
        code_hash: &[u8],
        person: PersonId,
        by: Option<PersonId>,
        at: Timestamp,
        expires: Timestamp,
    ) -> Result<()> {
        const SQL: &str =
            "INSERT INTO enrolment (code_hash, person, created_by, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)";
        on_conn!(self, c => sqlx::query(SQL)
            .bind(code_hash)
            .bind(person.0)
            .bind(by.map(|id| id.0))
            .bind(at.0)
            .bind(expires.0)
            .execute(c)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Marks an invitation as used by `device`.
    pub async fn use_enrolment(&mut self, code_hash: &[u8], device: DeviceId) -> Result<()> {
        const SQL: &str = "UPDATE enrolment SET device = $2 WHERE code_hash = $1";
        on_conn!(self, c => sqlx::query(SQL).bind(code_hash).bind(device.0).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Adds a phone.
    pub async fn insert_device(&mut self, device: &Device, token_hash: &[u8]) -> Result<()> {
        const SQL: &str = "INSERT INTO device \
                           (id, person, label, key_id, key_algorithm, public_key, token_hash, enrolled_at, kind) \
                           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        on_conn!(self, c => sqlx::query(SQL)
            .bind(device.id.0)
            .bind(device.person.0)
            .bind(&device.label)
            .bind(device.key.0)
            .bind(device.public_key.algorithm.as_str())
            .bind(&device.public_key.key)
            .bind(token_hash)
            .bind(device.enrolled_at.0)
            .bind(device.kind.as_str())
            .execute(c)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Lets the server sign for a device: the one that a key in an address stands for, or the one that stands for a
    /// person's name and password.
    pub async fn insert_app_key(
        &mut self,
        device: DeviceId,
        key_hash: Option<&[u8]>,
        person: Option<PersonId>,
        secret: [u8; 32],
    ) -> Result<()> {
        const SQL: &str = "INSERT INTO app_key (device, key_hash, person, secret) VALUES ($1, $2, $3, $4)";
        on_conn!(self, c => sqlx::query(SQL)
            .bind(device.0)
            .bind(key_hash)
            .bind(person.map(|id| id.0))
            .bind(secret.as_slice())
            .execute(c)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Gives a phone another token.
    pub async fn set_device_token(&mut self, device: DeviceId, token_hash: &[u8]) -> Result<()> {
        const SQL: &str = "UPDATE device SET token_hash = $2 WHERE id = $1";
        on_conn!(self, c => sqlx::query(SQL).bind(device.0).bind(token_hash).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Revokes a phone; false where it is unknown or was revoked before.
    pub async fn revoke_device(&mut self, device: DeviceId, at: Timestamp) -> Result<bool> {
        const SQL: &str = "UPDATE device SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";
        let rows = on_conn!(self, c => {
            sqlx::query(SQL).bind(device.0).bind(at.0).execute(c).await.map(|done| done.rows_affected())
        })?;
        Ok(rows > 0)
    }

    /// Notes that a phone spoke.
    pub async fn device_seen(&mut self, device: DeviceId, at: Timestamp) -> Result<()> {
        const SQL: &str = "UPDATE device SET seen_at = $2 WHERE id = $1";
        on_conn!(self, c => sqlx::query(SQL).bind(device.0).bind(at.0).execute(c).await.map(drop))?;
        Ok(())
    }
}
