//! Photos that are stored, uploads that are under way, and the records that wait for either.

use std::collections::{HashMap, HashSet};

use mobile_sync_protocol::{
    ids::{DeviceId, RecordId, Sha256, UploadId},
    time::Timestamp,
};
use sqlx::{FromRow, QueryBuilder};
use uuid::Uuid;

use super::{
    error::{Result, StoreError},
    session::{ROWS, Session, Writer, on_conn, push_list},
};

/// A photo whose bytes are durable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPhoto {
    /// Its name.
    pub sha256: Sha256,
    /// How many bytes.
    pub bytes: i64,
    /// What they are.
    pub media_type: String,
    /// The phone that sent them first.
    pub device: Option<DeviceId>,
    /// Since when.
    pub stored_at: Timestamp,
}

/// An upload that was begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Its id.
    pub id: UploadId,
    /// The photo that it promises.
    pub sha256: Sha256,
    /// How many bytes it promises.
    pub bytes: i64,
    /// What they are.
    pub media_type: String,
    /// The phone that sends them.
    pub device: DeviceId,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it is forgotten.
    pub expires_at: Timestamp,
}

#[derive(FromRow)]
struct PhotoRow {
    sha256: Vec<u8>,
    bytes: i64,
    media_type: String,
    device: Option<Uuid>,
    stored_at: i64,
}

#[derive(FromRow)]
struct UploadRow {
    id: Uuid,
    sha256: Vec<u8>,
    bytes: i64,
    media_type: String,
    device: Uuid,
    created_at: i64,
    expires_at: i64,
}

pub(super) fn sha256(table: &'static str, bytes: Vec<u8>) -> Result<Sha256> {
    bytes.try_into().map(Sha256).map_err(|_| StoreError::inconsistent(table, "sha256", "not 32 bytes"))
}

impl PhotoRow {
    fn photo(self) -> Result<StoredPhoto> {
        Ok(StoredPhoto {
            sha256: sha256("photo", self.sha256)?,
            bytes: self.bytes,
            media_type: self.media_type,
            device: self.device.map(DeviceId),
            stored_at: Timestamp(self.stored_at),
        })
    }
}

impl UploadRow {
    fn upload(self) -> Result<Upload> {
        Ok(Upload {
            id: UploadId(self.id),
            sha256: sha256("upload", self.sha256)?,
            bytes: self.bytes,
            media_type: self.media_type,
            device: DeviceId(self.device),
            created_at: Timestamp(self.created_at),
            expires_at: Timestamp(self.expires_at),
        })
    }
}

impl Session {
    /// The photos among `names` that are stored.
    pub async fn photos(&mut self, names: &[Sha256]) -> Result<HashMap<Sha256, StoredPhoto>> {
        let mut found = HashMap::with_capacity(names.len());
        for names in names.chunks(ROWS) {
            let rows: Vec<PhotoRow> = on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new(
                    "SELECT sha256, bytes, media_type, device, stored_at FROM photo WHERE sha256 IN ",
                );
                push_list(&mut sql, names.iter().map(|name| name.0.as_slice()));
                sql.build_query_as().fetch_all(c).await
            })?;
            for row in rows {
                let photo = row.photo()?;
                found.insert(photo.sha256, photo);
            }
        }
        Ok(found)
    }

    /// Up to `limit` stored photos after `after`, by name.
    pub async fn photos_after(&mut self, after: &[u8], limit: i64) -> Result<Vec<StoredPhoto>> {
        const SQL: &str = "SELECT sha256, bytes, media_type, device, stored_at FROM photo WHERE sha256 > $1 \
                           ORDER BY sha256 LIMIT $2";
        let rows: Vec<PhotoRow> = on_conn!(self, c => sqlx::query_as(SQL).bind(after).bind(limit).fetch_all(c).await)?;
        rows.into_iter().map(PhotoRow::photo).collect()
    }

    /// The records that name one of these photos.
    pub async fn records_naming(&mut self, names: &[Sha256]) -> Result<HashSet<RecordId>> {
        let mut found = HashSet::new();
        for names in names.chunks(ROWS) {
            let rows: Vec<Uuid> = on_conn!(self, c, Db => {
                let mut sql =
                    QueryBuilder::<Db>::new("SELECT DISTINCT record FROM revision_photo WHERE sha256 IN ");
                push_list(&mut sql, names.iter().map(|name| name.0.as_slice()));
                sql.build_query_scalar().fetch_all(c).await
            })?;
            found.extend(rows.into_iter().map(RecordId));
        }
        Ok(found)
    }

    /// One upload.
    pub async fn upload(&mut self, id: UploadId) -> Result<Option<Upload>> {
        const SQL: &str =
            "SELECT id, sha256, bytes, media_type, device, created_at, expires_at FROM upload WHERE id = $1";
        let row: Option<UploadRow> = on_conn!(self, c => sqlx::query_as(SQL).bind(id.0).fetch_optional(c).await)?;
        row.map(UploadRow::upload).transpose()
    }

    /// The uploads under way by one phone for these photos, newest first for each.
    pub async fn uploads_for(&mut self, device: DeviceId, names: &[Sha256]) -> Result<HashMap<Sha256, Upload>> {
        let mut found: HashMap<Sha256, Upload> = HashMap::new();
        for names in names.chunks(ROWS) {
            let rows: Vec<UploadRow> = on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new(
                    "SELECT id, sha256, bytes, media_type, device, created_at, expires_at FROM upload WHERE device = ",
                );
                sql.push_bind(device.0).push(" AND sha256 IN ");
                push_list(&mut sql, names.iter().map(|name| name.0.as_slice()));
                sql.push(" ORDER BY created_at");
                sql.build_query_as().fetch_all(c).await
            })?;
            for row in rows {
                let upload = row.upload()?;
                found.insert(upload.sha256, upload);
            }
        }
        Ok(found)
    }

    /// Up to 500 uploads that ended before `now`.
    pub async fn expired_uploads(&mut self, now: Timestamp) -> Result<Vec<UploadId>> {
        const SQL: &str = "SELECT id FROM upload WHERE expires_at <= $1 ORDER BY expires_at LIMIT 500";
        let rows: Vec<Uuid> = on_conn!(self, c => sqlx::query_scalar(SQL).bind(now.0).fetch_all(c).await)?;
        Ok(rows.into_iter().map(UploadId).collect())
    }
}

impl Writer {
    /// Notes photos whose bytes are durable; those that were noted before stay as they are.
    pub async fn insert_photos(&mut self, photos: &[StoredPhoto]) -> Result<()> {
        for photos in photos.chunks(ROWS) {
            on_conn!(self, c, Db => {
                let mut sql =
                    QueryBuilder::<Db>::new("INSERT INTO photo (sha256, bytes, media_type, device, stored_at) ");
                sql.push_values(photos, |mut values, photo| {
                    values
                        .push_bind(photo.sha256.0.as_slice())
                        .push_bind(photo.bytes)
                        .push_bind(&photo.media_type)
                        .push_bind(photo.device.map(|id| id.0))
                        .push_bind(photo.stored_at.0);
                });
                sql.push(" ON CONFLICT (sha256) DO NOTHING");
                sql.build().execute(c).await.map(drop)
            })?;
        }
        Ok(())
    }

    /// Notes that an upload was begun.
    pub async fn insert_upload(&mut self, upload: &Upload) -> Result<()> {
        const SQL: &str = "INSERT INTO upload (id, sha256, bytes, media_type, device, created_at, expires_at) \
                           VALUES ($1, $2, $3, $4, $5, $6, $7)";
        on_conn!(self, c => sqlx::query(SQL)
            .bind(upload.id.0)
            .bind(upload.sha256.0.as_slice())
            .bind(upload.bytes)
            .bind(&upload.media_type)
            .bind(upload.device.0)
            .bind(upload.created_at.0)
            .bind(upload.expires_at.0)
            .execute(c)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Forgets an upload: it ended, one way or the other.
    pub async fn delete_upload(&mut self, id: UploadId) -> Result<()> {
        const SQL: &str = "DELETE FROM upload WHERE id = $1";
        on_conn!(self, c => sqlx::query(SQL).bind(id.0).execute(c).await.map(drop))?;
        Ok(())
    }
}
