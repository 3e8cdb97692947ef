//! The statements about evaluations, their sections and their history.

use mobile_sync_protocol::{
    ids::{DepartmentId, EvaluationId, FindingId, Key, PersonId, UnitId},
    time::{Date, Timestamp},
};
use sqlx::{FromRow, QueryBuilder, types::Json};
use uuid::Uuid;

use super::{
    super::{
        error::{Result, StoreError},
        photos::sha256,
        session::{ROWS, Session, Writer, on_conn, push_list},
    },
    Evaluation, EvaluationEvent, EvaluationFilter, WrittenSection,
};
use crate::evaluation::{
    form::{EvaluationKind, FieldValues, Period},
    head::Head,
    state::{EvaluationAct, EvaluationState},
};

const EVALUATION: &str = "SELECT id, form, form_version, kind, year, period, from_on, to_on, topic, title, unit, \
                          department, parent, state, head, created_at, created_by, changed_at, submitted_at, \
                          submitted_by, signed_at, signed_by, digest FROM evaluation WHERE ";

#[derive(FromRow)]
struct Row {
    id: Uuid,
    form: String,
    form_version: i64,
    kind: String,
    year: i64,
    period: String,
    from_on: String,
    to_on: String,
    topic: String,
    title: String,
    unit: Uuid,
    department: Option<Uuid>,
    parent: Option<Uuid>,
    state: String,
    head: Json<Head>,
    created_at: i64,
    created_by: Uuid,
    changed_at: i64,
    submitted_at: Option<i64>,
    submitted_by: Option<Uuid>,
    signed_at: Option<i64>,
    signed_by: Option<Uuid>,
    digest: Option<Vec<u8>>,
}

fn by(at: Option<i64>, person: Option<Uuid>) -> Option<(Timestamp, PersonId)> {
    Some((Timestamp(at?), PersonId(person?)))
}

impl Row {
    fn evaluation(self) -> Result<Evaluation> {
        let id = self.id;
        let wrong = |what: &str| StoreError::inconsistent("evaluation", id, what);
        let day = |text: &str| text.parse::<Date>().map_err(|_| wrong("days"));
        Ok(Evaluation {
            id: EvaluationId(id),
            form: self.form.parse().map_err(|_| wrong("form"))?,
            form_version: u32::try_from(self.form_version).map_err(|_| wrong("form_version"))?,
            kind: EvaluationKind::from_word(&self.kind).ok_or_else(|| wrong("kind"))?,
            year: self.year,
            period: Period::from_word(&self.period).ok_or_else(|| wrong("period"))?,
            from: day(&self.from_on)?,
            to: day(&self.to_on)?,
            topic: self.topic,
            title: self.title,
            unit: UnitId(self.unit),
            department: self.department.map(DepartmentId),
            parent: self.parent.map(EvaluationId),
            state: EvaluationState::from_word(&self.state).ok_or_else(|| wrong("state"))?,
            head: self.head.0,
            created_at: Timestamp(self.created_at),
            created_by: PersonId(self.created_by),
            changed_at: Timestamp(self.changed_at),
            submitted: by(self.submitted_at, self.submitted_by),
            signed: by(self.signed_at, self.signed_by),
            digest: self.digest.map(|bytes| sha256("evaluation", bytes)).transpose()?,
        })
    }
}

#[derive(FromRow)]
struct SectionRow {
    key: String,
    words: String,
    fields: Json<FieldValues>,
    changed_at: i64,
    changed_by: Uuid,
}

#[derive(FromRow)]
struct EventRow {
    number: i64,
    at: i64,
    person: Uuid,
    kind: String,
    section: Option<String>,
    words: Option<String>,
    findings: Json<Vec<FindingId>>,
}

fn key(evaluation: EvaluationId, text: &str) -> Result<Key> {
    text.parse().map_err(|why| StoreError::inconsistent("evaluation", evaluation, why))
}

impl Session {
    /// The evaluations that `filter` lets through: newest year first, then by form, period and body.
    pub async fn evaluations(&mut self, filter: &EvaluationFilter) -> Result<Vec<Evaluation>> {
        let mut found = Vec::new();
        for units in filter.units.chunks(ROWS) {
            let rows: Vec<Row> = on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new(EVALUATION);
                sql.push("unit IN ");
                push_list(&mut sql, units.iter().map(|unit| unit.0));
                if let Some(year) = filter.year {
                    sql.push(" AND year = ").push_bind(year);
                }
                for (condition, id) in [
                    (" AND unit = ", filter.unit.map(|id| id.0)),
                    (" AND department = ", filter.department.map(|id| id.0)),
                    (" AND parent = ", filter.parent.map(|id| id.0)),
                ] {
                    if let Some(id) = id {
                        sql.push(condition).push_bind(id);
                    }
                }
                for (condition, word) in [
                    (" AND period = ", filter.period.map(Period::as_str)),
                    (" AND form = ", filter.form.as_ref().map(Key::as_str)),
                    (" AND kind = ", filter.kind.map(EvaluationKind::as_str)),
                    (" AND state = ", filter.state.map(EvaluationState::as_str)),
                ] {
                    if let Some(word) = word {
                        sql.push(condition).push_bind(word.to_owned());
                    }
                }
                sql.build_query_as().fetch_all(c).await
            })?;
            for row in rows {
                found.push(row.evaluation()?);
            }
        }
        found.sort_by(|one, other| {
            let order =
                |it: &Evaluation| (std::cmp::Reverse(it.year), it.form.clone(), it.period, it.unit, it.department);
            order(one).cmp(&order(other)).then(one.id.cmp(&other.id))
        });
        Ok(found)
    }

    /// How many findings each of some evaluations has attached.
    pub async fn attachment_counts(&mut self, ids: &[EvaluationId]) -> Result<Vec<(EvaluationId, i64)>> {
        let mut found = Vec::new();
        for ids in ids.chunks(ROWS) {
            let rows: Vec<(Uuid, i64)> = on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new("SELECT evaluation, count(*) FROM attachment WHERE evaluation IN ");
                push_list(&mut sql, ids.iter().map(|id| id.0));
                sql.push(" GROUP BY evaluation");
                sql.build_query_as().fetch_all(c).await
            })?;
            found.extend(rows.into_iter().map(|(id, count)| (EvaluationId(id), count)));
        }
        Ok(found)
    }

    /// One evaluation.
    pub async fn evaluation(&mut self, id: EvaluationId) -> Result<Option<Evaluation>> {
        let row: Option<Row> = on_conn!(self, c, Db => {
            let mut sql = QueryBuilder::<Db>::new(EVALUATION);
            sql.push("id = ").push_bind(id.0);
            sql.build_query_as().fetch_optional(c).await
        })?;
        row.map(Row::evaluation).transpose()
    }

    /// The evaluation of the same form, period, body and topic.
    pub async fn evaluation_like(&mut self, other: &Evaluation) -> Result<Option<Evaluation>> {
        let row: Option<Row> = on_conn!(self, c, Db => {
            let mut sql = QueryBuilder::<Db>::new(EVALUATION);
            sql.push("form = ").push_bind(other.form.as_str().to_owned());
            sql.push(" AND year = ").push_bind(other.year);
            sql.push(" AND period = ").push_bind(other.period.as_str());
            sql.push(" AND unit = ").push_bind(other.unit.0);
            sql.push(" AND coalesce(department, unit) = ");
            sql.push_bind(other.department.map_or(other.unit.0, |department| department.0));
            sql.push(" AND topic = ").push_bind(other.topic.clone());
            sql.build_query_as().fetch_optional(c).await
        })?;
        row.map(Row::evaluation).transpose()
    }

    /// Up to `limit` ids of evaluations after `after`, in order.
    pub async fn evaluation_ids_after(&mut self, after: Uuid, limit: i64) -> Result<Vec<EvaluationId>> {
        const SQL: &str = "SELECT id FROM evaluation WHERE id > $1 ORDER BY id LIMIT $2";
        let ids: Vec<Uuid> = on_conn!(self, c => sqlx::query_scalar(SQL).bind(after).bind(limit).fetch_all(c).await)?;
        Ok(ids.into_iter().map(EvaluationId).collect())
    }

    /// What is written in the sections of one evaluation, by key.
    pub async fn written_sections(&mut self, id: EvaluationId) -> Result<Vec<WrittenSection>> {
        const SQL: &str = "SELECT key, words, fields, changed_at, changed_by FROM evaluation_section \
                           WHERE evaluation = $1 ORDER BY key";
        let rows: Vec<SectionRow> = on_conn!(self, c => sqlx::query_as(SQL).bind(id.0).fetch_all(c).await)?;
        let section = |row: SectionRow| {
            Ok(WrittenSection {
                key: key(id, &row.key)?,
                words: row.words,
                fields: row.fields.0,
                changed_at: Timestamp(row.changed_at),
                changed_by: PersonId(row.changed_by),
            })
        };
        rows.into_iter().map(section).collect()
    }

    /// The figures that were frozen, in canonical form.
    pub async fn frozen_figures(&mut self, id: EvaluationId) -> Result<Option<Vec<u8>>> {
        const SQL: &str = "SELECT figures FROM evaluation WHERE id = $1";
        let row: Option<Option<Vec<u8>>> =
            on_conn!(self, c => sqlx::query_scalar(SQL).bind(id.0).fetch_optional(c).await)?;
        Ok(row.flatten())
    }

    /// What was done about one evaluation, in order.
    pub async fn evaluation_events(&mut self, id: EvaluationId) -> Result<Vec<EvaluationEvent>> {
        const SQL: &str = "SELECT number, at, person, kind, section, words, findings FROM evaluation_event \
                           WHERE evaluation = $1 ORDER BY number";
        let rows: Vec<EventRow> = on_conn!(self, c => sqlx::query_as(SQL).bind(id.0).fetch_all(c).await)?;
        let event = |row: EventRow| {
            Ok(EvaluationEvent {
                evaluation: id,
                number: row.number,
                at: Timestamp(row.at),
                person: PersonId(row.person),
                kind: EvaluationAct::from_word(&row.kind)
                    .ok_or_else(|| StoreError::inconsistent("evaluation_event", id, "kind"))?,
                section: row.section.as_deref().map(|text| key(id, text)).transpose()?,
                words: row.words,
                findings: row.findings.0,
            })
        };
        rows.into_iter().map(event).collect()
    }

    /// The newest thing that was done about one evaluation, and by whom; its number is 0 where there is none.
    pub async fn newest_evaluation_event(&mut self, id: EvaluationId) -> Result<(i64, Option<PersonId>)> {
        const SQL: &str =
            "SELECT number, person FROM evaluation_event WHERE evaluation = $1 ORDER BY number DESC LIMIT 1";
        let row: Option<(i64, Uuid)> = on_conn!(self, c => sqlx::query_as(SQL).bind(id.0).fetch_optional(c).await)?;
        Ok(row.map_or((0, None), |(number, person)| (number, Some(PersonId(person)))))
    }
}

impl Writer {
    /// Writes an evaluation, new or changed.
    pub async fn put_evaluation(&mut self, it: &Evaluation) -> Result<()> {
        const SQL: &str = "INSERT INTO evaluation (id, form, form_version, kind, year, period, from_on, to_on, topic, \
            title, unit, department, parent, state, head, created_at, created_by, changed_at, submitted_at, \
            submitted_by, signed_at, signed_by, digest) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, \
            $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23) ON CONFLICT (id) DO UPDATE SET \
            from_on = excluded.from_on, to_on = excluded.to_on, topic = excluded.topic, title = excluded.title, \
            parent = excluded.parent, state = excluded.state, head = excluded.head, changed_at = excluded.changed_at, \
            submitted_at = excluded.submitted_at, submitted_by = excluded.submitted_by, \
            signed_at = excluded.signed_at, signed_by = excluded.signed_by, digest = excluded.digest";
        let digest = it.digest.map(|digest| digest.0.to_vec());
        on_conn!(self, c => sqlx::query(SQL)
            .bind(it.id.0)
            .bind(it.form.as_str())
            .bind(i64::from(it.form_version))
            .bind(it.kind.as_str())
            .bind(it.year)
            .bind(it.period.as_str())
            .bind(it.from.to_string())
            .bind(it.to.to_string())
            .bind(&it.topic)
            .bind(&it.title)
            .bind(it.unit.0)
            .bind(it.department.map(|id| id.0))
            .bind(it.parent.map(|id| id.0))
            .bind(it.state.as_str())
            .bind(Json(&it.head))
            .bind(it.created_at.0)
            .bind(it.created_by.0)
            .bind(it.changed_at.0)
            .bind(it.submitted.map(|(at, _)| at.0))
            .bind(it.submitted.map(|(_, person)| person.0))
            .bind(it.signed.map(|(at, _)| at.0))
            .bind(it.signed.map(|(_, person)| person.0))
            .bind(digest)
            .execute(c)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Freezes figures, or lets them move again.
    pub async fn freeze_figures(&mut self, id: EvaluationId, figures: Option<&[u8]>) -> Result<()> {
        const SQL: &str = "UPDATE evaluation SET figures = $2 WHERE id = $1";
        on_conn!(self, c => sqlx::query(SQL).bind(id.0).bind(figures).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Removes an evaluation with all that belongs to it.
    pub async fn delete_evaluation(&mut self, id: EvaluationId) -> Result<()> {
        const SQL: [&str; 4] = [
            "DELETE FROM evaluation_event WHERE evaluation = $1",
            "DELETE FROM attachment WHERE evaluation = $1",
            "DELETE FROM evaluation_section WHERE evaluation = $1",
            "DELETE FROM evaluation WHERE id = $1",
        ];
        for sql in SQL {
            on_conn!(self, c => sqlx::query(sql).bind(id.0).execute(c).await.map(drop))?;
        }
        Ok(())
    }

    /// Writes what stands in a section.
    pub async fn put_section(&mut self, id: EvaluationId, section: &WrittenSection) -> Result<()> {
        const SQL: &str = "INSERT INTO evaluation_section (evaluation, key, words, fields, changed_at, changed_by) \
                           VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (evaluation, key) DO UPDATE SET \
                           words = excluded.words, fields = excluded.fields, changed_at = excluded.changed_at, \
                           changed_by = excluded.changed_by";
        on_conn!(self, c => sqlx::query(SQL)
            .bind(id.0)
            .bind(section.key.as_str())
            .bind(&section.words)
            .bind(Json(&section.fields))
            .bind(section.changed_at.0)
            .bind(section.changed_by.0)
            .execute(c)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Notes what was done about an evaluation.
    pub async fn insert_evaluation_event(&mut self, event: &EvaluationEvent) -> Result<()> {
        const SQL: &str = "INSERT INTO evaluation_event (evaluation, number, at, person, kind, section, words, findings) \
                           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        on_conn!(self, c => sqlx::query(SQL)
            .bind(event.evaluation.0)
            .bind(event.number)
            .bind(event.at.0)
            .bind(event.person.0)
            .bind(event.kind.as_str())
            .bind(event.section.as_ref().map(Key::as_str))
            .bind(event.words.as_deref())
            .bind(Json(&event.findings))
            .execute(c)
            .await
            .map(drop))?;
        Ok(())
    }
}
