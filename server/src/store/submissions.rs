//! Submissions of OpenRosa's clients as they came, with the files that came along, and what was made of them.

use std::collections::{BTreeSet, HashMap};

use bytes::Bytes;
use mobile_sync_protocol::{
    ids::{DeviceId, PersonId, RecordId, RevisionId, Sha256, UnitId},
    time::Timestamp,
};
use sqlx::{FromRow, QueryBuilder};
use uuid::Uuid;

use super::{
    error::{Result, StoreError},
    photos::sha256,
    session::{ROWS, Session, Writer, on_conn, push_list},
};

/// Where a submission stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SubmissionState {
    /// Photos that it names have not come.
    Waiting,
    /// What it says was refused and lies in quarantine.
    Refused,
    /// It went the way of a phone's push.
    Pushed,
    /// So it did, as another content under an id that was known.
    Conflict,
}

impl SubmissionState {
    /// All of them.
    const ALL: [Self; 4] = [Self::Waiting, Self::Refused, Self::Pushed, Self::Conflict];

    /// The word in the store and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Refused => "refused",
            Self::Pushed => "pushed",
            Self::Conflict => "conflict",
        }
    }
}

/// A submission, without its XML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// The id that the client gave it.
    pub instance: String,
    /// The hash of its XML.
    pub sha256: Sha256,
    /// 0 for the first XML under its id, 1 for the first that differs, and so on.
    pub number: i64,
    /// The form's id.
    pub form: String,
    /// The form's version.
    pub form_version: String,
    /// What sent it first.
    pub device: DeviceId,
    /// Who sent it first.
    pub person: PersonId,
    /// When it came first.
    pub received_at: Timestamp,
    /// When it last came to stand elsewhere, or was tried.
    pub changed_at: Timestamp,
    /// Where it stands.
    pub state: SubmissionState,
    /// The record that it is about.
    pub record: RecordId,
    /// The commune that it says, or its subject's, or one where its sender works: who may see that it waits.
    pub commune: Option<UnitId>,
    /// The newest snapshot that was made of it.
    pub revision: Option<RevisionId>,
    /// How many photos that snapshot names.
    pub photos: i64,
    /// How many files came with it.
    pub files: i64,
}

/// A file that came with a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubmissionPart {
    /// What the client calls it.
    pub name: String,
    /// The hash of its bytes.
    pub sha256: Sha256,
    /// How many bytes.
    pub bytes: i64,
    /// What it is, by its bytes.
    pub media_type: String,
    /// When it came.
    pub arrived_at: Timestamp,
    /// The bytes of what is no photo.
    pub content: Option<Vec<u8>>,
}

#[derive(FromRow)]
struct Row {
    instance: String,
    sha256: Vec<u8>,
    number: i64,
    form: String,
    form_version: String,
    device: Uuid,
    person: Uuid,
    received_at: i64,
    changed_at: i64,
    state: String,
    record: Uuid,
    commune: Option<Uuid>,
    revision: Option<Uuid>,
    photos: i64,
    files: i64,
}

impl Row {
    fn submission(self) -> Result<Submission> {
        let state = SubmissionState::ALL.into_iter().find(|state| state.as_str() == self.state);
        Ok(Submission {
            state: state.ok_or_else(|| StoreError::inconsistent("submission", &self.instance, "state"))?,
            sha256: sha256("submission", self.sha256)?,
            instance: self.instance,
            number: self.number,
            form: self.form,
            form_version: self.form_version,
            device: DeviceId(self.device),
            person: PersonId(self.person),
            received_at: Timestamp(self.received_at),
            changed_at: Timestamp(self.changed_at),
            record: RecordId(self.record),
            commune: self.commune.map(UnitId),
            revision: self.revision.map(RevisionId),
            photos: self.photos,
            files: self.files,
        })
    }
}

#[derive(FromRow)]
struct PartRow {
    name: String,
    sha256: Vec<u8>,
    bytes: i64,
    media_type: String,
    arrived_at: i64,
}

/// Submissions without their XML, narrowed and ordered.
macro_rules! submissions {
    ($narrowed:literal) => {
        concat!(
            "SELECT instance, sha256, number, form, form_version, device, person, received_at, changed_at, state, ",
            "record, commune, revision, photos, files FROM submission ",
            $narrowed
        )
    };
}

impl Session {
    /// What came under each of these ids, in the order in which it came first.
    pub async fn submissions_by_instance(&mut self, ids: &[&str]) -> Result<HashMap<String, Vec<Submission>>> {
        let mut found: HashMap<String, Vec<Submission>> = HashMap::new();
        for ids in ids.chunks(ROWS) {
            let rows: Vec<Row> = on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new(submissions!("WHERE instance IN "));
                push_list(&mut sql, ids.iter().copied());
                sql.push(" ORDER BY number");
                sql.build_query_as().fetch_all(c).await
            })?;
            for row in rows {
                let submission = row.submission()?;
                found.entry(submission.instance.clone()).or_default().push(submission);
            }
        }
        Ok(found)
    }

    /// The submissions that one record was made of, in the order in which they came first.
    pub async fn submissions_about(&mut self, record: RecordId) -> Result<Vec<Submission>> {
        const SQL: &str =
            submissions!("WHERE record = $1 AND revision IS NOT NULL ORDER BY received_at, instance, number");
        let rows: Vec<Row> = on_conn!(self, c => sqlx::query_as(SQL).bind(record.0).fetch_all(c).await)?;
        rows.into_iter().map(Row::submission).collect()
    }

    /// How many submissions there are.
    pub async fn submissions_stored(&mut self) -> Result<i64> {
        Ok(on_conn!(self, c => sqlx::query_scalar("SELECT COUNT(*) FROM submission").fetch_one(c).await)?)
    }

    /// How many submissions a record was made of.
    pub async fn submissions_counted(&mut self, record: RecordId) -> Result<i64> {
        const SQL: &str = "SELECT COUNT(*) FROM submission WHERE record = $1 AND revision IS NOT NULL";
        Ok(on_conn!(self, c => sqlx::query_scalar(SQL).bind(record.0).fetch_one(c).await)?)
    }

    /// The submissions of all versions of one form that records were made of, the first under each id, newest first.
    pub async fn submissions_filling(&mut self, form: &str) -> Result<Vec<Submission>> {
        const SQL: &str = submissions!(
            "WHERE form = $1 AND revision IS NOT NULL AND NOT EXISTS (SELECT 1 FROM submission AS earlier \
             WHERE earlier.instance = submission.instance AND earlier.number < submission.number \
             AND earlier.revision IS NOT NULL) ORDER BY received_at DESC, instance"
        );
        let rows: Vec<Row> = on_conn!(self, c => sqlx::query_as(SQL).bind(form).fetch_all(c).await)?;
        rows.into_iter().map(Row::submission).collect()
    }

    /// Up to `limit` submissions of these communes of which no revision was made, oldest first.
    pub async fn submissions_waiting(&mut self, communes: &BTreeSet<UnitId>, limit: i64) -> Result<Vec<Submission>> {
        let rows: Vec<Row> = on_conn!(self, c, Db => {
            let mut sql = QueryBuilder::<Db>::new(submissions!("WHERE revision IS NULL AND commune IN "));
            push_list(&mut sql, communes.iter().map(|id| id.0));
            sql.push(" ORDER BY changed_at, instance, number LIMIT ").push_bind(limit);
            sql.build_query_as().fetch_all(c).await
        })?;
        rows.into_iter().map(Row::submission).collect()
    }

    /// Up to `limit` submissions of which no revision was made and that nothing has happened to since, oldest first.
    pub async fn submissions_still(&mut self, since: Timestamp, limit: i64) -> Result<Vec<Submission>> {
        const SQL: &str =
            submissions!("WHERE revision IS NULL AND changed_at < $1 ORDER BY changed_at, instance, number LIMIT $2");
        let rows: Vec<Row> = on_conn!(self, c => sqlx::query_as(SQL).bind(since.0).bind(limit).fetch_all(c).await)?;
        rows.into_iter().map(Row::submission).collect()
    }

    /// The XML of a submission, byte for byte.
    pub async fn submission_xml(&mut self, instance: &str, sha256: Sha256) -> Result<Option<Vec<u8>>> {
        const SQL: &str = "SELECT xml FROM submission WHERE instance = $1 AND sha256 = $2";
        Ok(on_conn!(self, c => {
            sqlx::query_scalar(SQL).bind(instance).bind(sha256.0.as_slice()).fetch_optional(c).await
        })?)
    }

    /// The files that came with a submission, by name, without their bytes.
    pub async fn submission_parts(&mut self, instance: &str, xml: Sha256) -> Result<Vec<SubmissionPart>> {
        const SQL: &str = "SELECT name, sha256, bytes, media_type, arrived_at FROM submission_part \
                           WHERE instance = $1 AND xml = $2 ORDER BY name, arrived_at, sha256";
        let rows: Vec<PartRow> = on_conn!(self, c => {
            sqlx::query_as(SQL).bind(instance).bind(xml.0.as_slice()).fetch_all(c).await
        })?;
        let part = |row: PartRow| {
            Ok(SubmissionPart {
                name: row.name,
                sha256: sha256("submission_part", row.sha256)?,
                bytes: row.bytes,
                media_type: row.media_type,
                arrived_at: Timestamp(row.arrived_at),
                content: None,
            })
        };
        rows.into_iter().map(part).collect()
    }

    /// The bytes of a file that is kept beside its XML.
    pub async fn submission_file(&mut self, instance: &str, xml: Sha256, file: Sha256) -> Result<Option<Vec<u8>>> {
        const SQL: &str = "SELECT content FROM submission_part WHERE instance = $1 AND xml = $2 AND sha256 = $3 \
                           AND content IS NOT NULL LIMIT 1";
        let (xml, file) = (xml.0.as_slice(), file.0.as_slice());
        Ok(on_conn!(self, c => {
            sqlx::query_scalar(SQL).bind(instance).bind(xml).bind(file).fetch_optional(c).await
        })?)
    }
}

impl Writer {
    /// Keeps submissions that are new, each with its XML.
    pub async fn insert_submissions(&mut self, new: &[(Submission, Bytes)]) -> Result<()> {
        for new in new.chunks(ROWS) {
            on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new(
                    "INSERT INTO submission (instance, sha256, number, form, form_version, device, person, \
                     received_at, changed_at, state, record, commune, revision, photos, files, xml) ",
                );
                sql.push_values(new, |mut values, (submission, xml)| {
                    values
                        .push_bind(&submission.instance)
                        .push_bind(submission.sha256.0.as_slice())
                        .push_bind(submission.number)
                        .push_bind(&submission.form)
                        .push_bind(&submission.form_version)
                        .push_bind(submission.device.0)
                        .push_bind(submission.person.0)
                        .push_bind(submission.received_at.0)
                        .push_bind(submission.changed_at.0)
                        .push_bind(submission.state.as_str())
                        .push_bind(submission.record.0)
                        .push_bind(submission.commune.map(|id| id.0))
                        .push_bind(submission.revision.map(|id| id.0))
                        .push_bind(submission.photos)
                        .push_bind(submission.files)
                        .push_bind(&**xml);
                });
                sql.build().execute(c).await.map(drop)
            })?;
        }
        Ok(())
    }

    /// Notes where a submission stands now, and the snapshot that was made of it.
    pub async fn move_submission(&mut self, submission: &Submission) -> Result<()> {
        const SQL: &str = "UPDATE submission SET state = $3, revision = $4, photos = $5, files = $6, changed_at = $7 \
                           WHERE instance = $1 AND sha256 = $2";
        on_conn!(self, c => sqlx::query(SQL)
            .bind(&submission.instance)
            .bind(submission.sha256.0.as_slice())
            .bind(submission.state.as_str())
            .bind(submission.revision.map(|id| id.0))
            .bind(submission.photos)
            .bind(submission.files)
            .bind(submission.changed_at.0)
            .execute(c)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Keeps files that came with submissions, each with the submission's id and the hash of its XML.
    pub async fn insert_submission_parts(&mut self, parts: &[(&str, Sha256, &SubmissionPart)]) -> Result<()> {
        for parts in parts.chunks(ROWS) {
            on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new(
                    "INSERT INTO submission_part (instance, xml, name, sha256, bytes, media_type, arrived_at, content) ",
                );
                sql.push_values(parts, |mut values, (instance, xml, part)| {
                    values
                        .push_bind(*instance)
                        .push_bind(xml.0.as_slice())
                        .push_bind(&part.name)
                        .push_bind(part.sha256.0.as_slice())
                        .push_bind(part.bytes)
                        .push_bind(&part.media_type)
                        .push_bind(part.arrived_at.0)
                        .push_bind(part.content.as_deref());
                });
                sql.build().execute(c).await.map(drop)
            })?;
        }
        Ok(())
    }
}
