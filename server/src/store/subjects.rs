//! What is inspected.

use std::collections::{BTreeMap, HashMap};

use mobile_sync_protocol::{
    checklist::SubjectKind,
    ids::{Key, SubProjectId, SubjectId, UnitId},
    registry::{Site, Subject},
    time::{Date, Timestamp},
};
use sqlx::{FromRow, QueryBuilder, types::Json};
use uuid::Uuid;

use super::{
    error::{Result, StoreError},
    session::{ROWS, Session, Writer, on_conn, push_list},
};

/// Which subjects a list shows.
#[derive(Clone, Debug, Default)]
pub struct SubjectFilter {
    /// Those of these communes.
    pub communes: Vec<UnitId>,
    /// Only those paid for by one sub-project.
    pub sub_project: Option<SubProjectId>,
    /// Only those of one kind.
    pub kind: Option<SubjectKind>,
    /// Only those paid for by these; all where absent.
    pub sub_projects: Option<Vec<SubProjectId>>,
    /// Only those that visits which begin within these days are to look at.
    pub planned: Option<(Date, Date)>,
    /// Only those that a list gave.
    pub listed: bool,
}

/// Narrows a statement about subjects, which has a `WHERE` with the communes, to what the filter lets through.
macro_rules! narrow {
    ($sql:ident, $filter:ident) => {
        if let Some(node) = $filter.sub_project {
            $sql.push(" AND sub_project = ").push_bind(node.0);
        }
        if let Some(nodes) = &$filter.sub_projects {
            $sql.push(" AND sub_project IN ");
            push_list(&mut $sql, nodes.iter().map(|node| node.0));
        }
        if let Some(kind) = $filter.kind {
            $sql.push(" AND kind = ").push_bind(kind.as_str());
        }
        if $filter.listed {
            $sql.push(" AND NOT unlisted");
        }
        if let Some((from, to)) = $filter.planned {
            super::figures::planned!($sql, "id", true, from, to);
        }
    };
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    kind: String,
    code: Option<String>,
    name: String,
    sub_project: Uuid,
    also: Json<Vec<SubProjectId>>,
    commune: Uuid,
    village: Option<String>,
    site: Option<Json<Site>>,
    planned: Json<BTreeMap<Key, f64>>,
    unlisted: bool,
}

const COLUMNS: &str = "SELECT id, kind, code, name, sub_project, also, commune, village, site, planned, unlisted \
                       FROM subject WHERE ";

impl Row {
    fn subject(self) -> Result<Subject> {
        Ok(Subject {
            id: SubjectId(self.id),
            kind: SubjectKind::from_word(&self.kind)
                .ok_or_else(|| StoreError::inconsistent("subject", self.id, "kind"))?,
            code: self.code,
            name: self.name,
            sub_project: SubProjectId(self.sub_project),
            also: self.also.0,
            commune: UnitId(self.commune),
            village: self.village,
            site: self.site.map(|Json(site)| site),
            planned: self.planned.0,
            unlisted: self.unlisted,
        })
    }
}

impl Session {
    /// The subjects among `ids` that are known.
    pub async fn subjects_by_id(&mut self, ids: &[SubjectId]) -> Result<HashMap<SubjectId, Subject>> {
        let mut found = HashMap::with_capacity(ids.len());
        for ids in ids.chunks(ROWS) {
            let rows: Vec<Row> = on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new(COLUMNS);
                sql.push("id IN ");
                push_list(&mut sql, ids.iter().map(|id| id.0));
                sql.build_query_as().fetch_all(c).await
            })?;
            for row in rows {
                let subject = row.subject()?;
                found.insert(subject.id, subject);
            }
        }
        Ok(found)
    }

    /// The subjects that `filter` lets through after `after`, in the order of their ids.
    pub async fn subjects_in(&mut self, filter: &SubjectFilter, after: Uuid, limit: i64) -> Result<Vec<Subject>> {
        let mut found = Vec::new();
        if filter.sub_projects.as_ref().is_some_and(Vec::is_empty) {
            return Ok(found);
        }
        for communes in filter.communes.chunks(ROWS) {
            let rows: Vec<Row> = on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new(COLUMNS);
                sql.push("id > ").push_bind(after).push(" AND commune IN ");
                push_list(&mut sql, communes.iter().map(|commune| commune.0));
                narrow!(sql, filter);
                sql.push(" ORDER BY id LIMIT ").push_bind(limit);
                sql.build_query_as().fetch_all(c).await
            })?;
            for row in rows {
                found.push(row.subject()?);
            }
        }
        found.sort_by_key(|subject| subject.id);
        found.truncate(usize::try_from(limit).unwrap_or(0));
        Ok(found)
    }

    /// How many subjects `filter` lets through.
    pub async fn count_subjects(&mut self, filter: &SubjectFilter) -> Result<i64> {
        let mut count = 0;
        if filter.sub_projects.as_ref().is_some_and(Vec::is_empty) {
            return Ok(count);
        }
        for communes in filter.communes.chunks(ROWS) {
            let some: i64 = on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new("SELECT count(*) FROM subject WHERE commune IN ");
                push_list(&mut sql, communes.iter().map(|commune| commune.0));
                narrow!(sql, filter);
                sql.build_query_scalar().fetch_one(c).await
            })?;
            count += some;
        }
        Ok(count)
    }

    /// The subjects whose planned place is known.
    pub async fn sited_subjects(&mut self) -> Result<Vec<Subject>> {
        let rows: Vec<Row> = on_conn!(self, c, Db => {
            let mut sql = QueryBuilder::<Db>::new(COLUMNS);
            sql.push("site IS NOT NULL ORDER BY id");
            sql.build_query_as().fetch_all(c).await
        })?;
        rows.into_iter().map(Row::subject).collect()
    }

    /// The ids of all codes that lists gave.
    pub async fn subject_codes(&mut self) -> Result<HashMap<String, SubjectId>> {
        const SQL: &str = "SELECT code, id FROM subject WHERE code IS NOT NULL";
        let rows: Vec<(String, Uuid)> = on_conn!(self, c => sqlx::query_as(SQL).fetch_all(c).await)?;
        Ok(rows.into_iter().map(|(code, id)| (code, SubjectId(id))).collect())
    }
}

impl Writer {
    /// Writes subjects, new or changed.
    pub async fn put_subjects(&mut self, subjects: &[Subject], at: Timestamp) -> Result<()> {
        for subjects in subjects.chunks(ROWS) {
            on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new(
                    "INSERT INTO subject (id, kind, code, name, search, sub_project, also, commune, village, site, \
                     planned, unlisted, created_at) ",
                );
                sql.push_values(subjects, |mut values, subject| {
                    values
                        .push_bind(subject.id.0)
                        .push_bind(subject.kind.as_str())
                        .push_bind(subject.code.as_deref())
                        .push_bind(&subject.name)
                        .push_bind(searched(subject))
                        .push_bind(subject.sub_project.0)
                        .push_bind(Json(&subject.also))
                        .push_bind(subject.commune.0)
                        .push_bind(subject.village.as_deref())
                        .push_bind(subject.site.as_ref().map(Json))
                        .push_bind(Json(&subject.planned))
                        .push_bind(subject.unlisted)
                        .push_bind(at.0);
                });
                sql.push(
                    " ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, code = excluded.code, \
                     name = excluded.name, search = excluded.search, sub_project = excluded.sub_project, \
                     also = excluded.also, commune = excluded.commune, village = excluded.village, \
                     site = excluded.site, planned = excluded.planned, unlisted = excluded.unlisted",
                );
                sql.build().execute(c).await.map(drop)
            })?;
        }
        Ok(())
    }
}

/// What a subject is found by: its name, its code and its village.
fn searched(subject: &Subject) -> String {
    let words = [Some(subject.name.as_str()), subject.code.as_deref(), subject.village.as_deref()];
    crate::search::key(&words.into_iter().flatten().collect::<Vec<_>>().join(" "))
}
