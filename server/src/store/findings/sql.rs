//! The statements about findings.

use mobile_sync_protocol::ids::{FindingId, Key, Sha256};
use sqlx::{QueryBuilder, types::Json};
use uuid::Uuid;

use super::{
    super::{
        Engine,
        error::{Result, StoreError},
        session::{ROWS, Session, Writer, on_conn, push_list},
    },
    EventRow, Finding, FindingCounts, FindingEvent, FindingFilter, FindingLine, FindingMark, Row,
};
use crate::review::finding::{State, begin_of, year_of};

const FINDING: &str = "SELECT finding.id, finding.year, finding.number, finding.state, finding.level, \
                       finding.category, finding.record, finding.revision, finding.item, finding.subject, \
                       finding.sub_project, finding.commune, finding.what, finding.cause, finding.recommendation, \
                       finding.unit, finding.department, finding.due_on, finding.photos, finding.raised_at, \
                       finding.raised_by, finding.changed_at, person.full_name AS raised_by_name, \
                       subject.kind AS subject_kind, subject.code AS subject_code, subject.name AS subject_name \
                       FROM finding LEFT JOIN person ON person.id = finding.raised_by \
                       LEFT JOIN subject ON subject.id = finding.subject WHERE ";

const CLOSED: &str = "('resolved', 'withdrawn')";

/// The instant at which the day by which a finding is to be put right ends in Việt Nam, as either database reckons.
fn end_of_due(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "(CAST(strftime('%s', finding.due_on) AS INTEGER) + 86400 - 25200) * 1000",
        Engine::Postgres => "((finding.due_on::date - DATE '1970-01-01' + 1)::bigint * 86400 - 25200) * 1000",
    }
}

/// Narrows a statement about findings, which has a `WHERE` with the communes, to what the filter lets through. What
/// is counted beside a list is not narrowed to one state, nor to what is overdue or carried over: it tells those apart.
macro_rules! narrow {
    ($sql:ident, $filter:ident, $engine:expr) => {
        if let Some(level) = $filter.level {
            $sql.push(" AND finding.level = ").push_bind(level.as_str());
        }
        if let Some(category) = $filter.category {
            $sql.push(" AND finding.category = ").push_bind(category.as_str());
        }
        if let Some(commune) = $filter.commune {
            $sql.push(" AND finding.commune = ").push_bind(commune.0);
        }
        if let Some(sub_project) = $filter.sub_project {
            $sql.push(" AND finding.sub_project = ").push_bind(sub_project.0);
        }
        if let Some(record) = $filter.record {
            $sql.push(" AND finding.record = ").push_bind(record.0);
        }
        if let Some(department) = $filter.department {
            $sql.push(" AND finding.department = ").push_bind(department.0);
        }
        if let Some(year) = $filter.year {
            $sql.push(" AND finding.year = ").push_bind(year);
        }
        if !$filter.levels.is_empty() {
            $sql.push(" AND finding.level IN ");
            push_list(&mut $sql, $filter.levels.iter().map(|level| level.as_str()));
        }
        if !$filter.categories.is_empty() {
            $sql.push(" AND finding.category IN ");
            push_list(&mut $sql, $filter.categories.iter().map(|category| category.as_str()));
        }
        match &$filter.sub_projects {
            Some(nodes) if nodes.is_empty() => drop($sql.push(" AND 1 = 0")),
            Some(nodes) => {
                $sql.push(" AND finding.sub_project IN ");
                push_list(&mut $sql, nodes.iter().map(|node| node.0));
            }
            None => {}
        }
        if let Some(from) = $filter.from {
            $sql.push(" AND finding.raised_at >= ").push_bind(begin_of(from).0);
        }
        if let Some(to) = $filter.to {
            $sql.push(" AND finding.raised_at < ").push_bind(begin_of(to.plus_days(1)).0);
        }
        if let Some(day) = $filter.open_on {
            $sql.push(" AND finding.raised_at < ").push_bind(begin_of(day).0);
        }
        // What was put right does not change any more but by being opened again, so its last change is when that was.
        if let Some(day) = $filter.open_on.or($filter.since) {
            $sql.push(" AND NOT (finding.raised_at < ").push_bind(begin_of(day).0);
            $sql.push(" AND finding.state IN ").push(CLOSED);
            $sql.push(" AND finding.changed_at < ").push_bind(begin_of(day).0).push(")");
        }
        if let Some(withdrawn) = $filter.withdrawn {
            $sql.push(if withdrawn { " AND finding.state = 'withdrawn'" } else { " AND finding.state <> 'withdrawn'" });
        }
        if let Some(to_do) = $filter.to_do {
            $sql.push(if to_do { " AND " } else { " AND NOT " }).push("(finding.state IN ('open', 'reopened'))");
        }
        if let Some(in_time) = $filter.in_time {
            $sql.push(" AND finding.state = 'resolved' AND finding.due_on IS NOT NULL AND finding.changed_at ");
            $sql.push(if in_time { "< " } else { ">= " }).push(end_of_due($engine));
        }
        if let Some(evaluation) = $filter.not_in {
            $sql.push(" AND NOT EXISTS (SELECT 1 FROM attachment WHERE attachment.finding = finding.id AND attachment.evaluation = ");
            $sql.push_bind(evaluation.0).push(")");
        }
        // A key holds letters, digits and spaces alone, so nothing in it is a pattern.
        for word in crate::search::key(&$filter.words).split(' ').filter(|word| !word.is_empty()) {
            $sql.push(" AND finding.search LIKE ").push_bind(format!("%{word}%"));
        }
    };
    ($sql:ident, $filter:ident, $engine:expr, states) => {
        narrow!($sql, $filter, $engine);
        if let Some(state) = $filter.state {
            $sql.push(" AND finding.state = ").push_bind(state.as_str());
        }
        if let Some(overdue) = $filter.overdue {
            $sql.push(if overdue { " AND " } else { " AND NOT " })
                .push("(finding.due_on IS NOT NULL AND finding.due_on < ")
                .push_bind($filter.today.to_string())
                .push(" AND finding.state NOT IN ")
                .push(CLOSED)
                .push(")");
        }
        if let Some(carried_over) = $filter.carried_over {
            $sql.push(if carried_over { " AND " } else { " AND NOT " })
                .push("(finding.year < ")
                .push_bind(year_of($filter.today))
                .push(" AND finding.state NOT IN ")
                .push(CLOSED)
                .push(")");
        }
    };
}

impl Session {
    /// Up to `limit` findings that `filter` lets through after `after`, newest first.
    pub async fn findings(
        &mut self,
        filter: &FindingFilter,
        after: Option<FindingMark>,
        limit: i64,
    ) -> Result<Vec<FindingLine>> {
        let engine = self.engine();
        let mut found = Vec::new();
        for communes in filter.communes.chunks(ROWS) {
            let rows: Vec<Row> = on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new(FINDING);
                sql.push("finding.commune IN ");
                push_list(&mut sql, communes.iter().map(|commune| commune.0));
                narrow!(sql, filter, engine, states);
                if let Some(after) = after {
                    sql.push(" AND (finding.raised_at, finding.id) < (").push_bind(after.raised_at.0);
                    sql.push(", ").push_bind(after.id.0).push(")");
                }
                sql.push(" ORDER BY finding.raised_at DESC, finding.id DESC LIMIT ").push_bind(limit);
                sql.build_query_as().fetch_all(c).await
            })?;
            for row in rows {
                found.push(row.line()?);
            }
        }
        found.sort_by_key(|line| std::cmp::Reverse((line.finding.raised_at, line.finding.id)));
        found.truncate(usize::try_from(limit).unwrap_or(0));
        Ok(found)
    }

    /// How many findings `filter` lets through.
    pub async fn count_findings(&mut self, filter: &FindingFilter) -> Result<i64> {
        let engine = self.engine();
        let mut count = 0;
        for communes in filter.communes.chunks(ROWS) {
            let some: i64 = on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new("SELECT count(*) FROM finding WHERE commune IN ");
                push_list(&mut sql, communes.iter().map(|commune| commune.0));
                narrow!(sql, filter, engine, states);
                sql.build_query_scalar().fetch_one(c).await
            })?;
            count += some;
        }
        Ok(count)
    }

    /// How many findings `filter` lets through in each state, whichever state it asks for.
    pub async fn finding_counts(&mut self, filter: &FindingFilter) -> Result<FindingCounts> {
        let engine = self.engine();
        let mut counts = FindingCounts::default();
        for communes in filter.communes.chunks(ROWS) {
            let rows: Vec<(String, i64, i64, i64)> = on_conn!(self, c, Db => {
                let mut sql =
                    QueryBuilder::<Db>::new("SELECT state, count(*), count(*) FILTER (WHERE due_on < ");
                sql.push_bind(filter.today.to_string())
                    .push("), count(*) FILTER (WHERE year < ")
                    .push_bind(year_of(filter.today))
                    .push(") FROM finding WHERE commune IN ");
                push_list(&mut sql, communes.iter().map(|commune| commune.0));
                narrow!(sql, filter, engine);
                sql.push(" GROUP BY state");
                sql.build_query_as().fetch_all(c).await
            })?;
            for (word, count, late, earlier) in rows {
                let state =
                    State::from_word(&word).ok_or_else(|| StoreError::inconsistent("finding", &word, "state"))?;
                *counts.state.entry(state).or_default() += count;
                if !state.is_closed() {
                    counts.overdue += late;
                    counts.carried_over += earlier;
                }
            }
        }
        Ok(counts)
    }

    /// Up to `limit` findings that `filter` lets through, the gravest first and then in the order of their numbers; and
    /// how many there are in all.
    pub async fn gravest_findings(&mut self, filter: &FindingFilter, limit: i64) -> Result<(Vec<FindingLine>, i64)> {
        let engine = self.engine();
        let (mut found, mut total) = (Vec::new(), 0);
        for communes in filter.communes.chunks(ROWS) {
            let count: i64 = on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new("SELECT count(*) FROM finding WHERE finding.commune IN ");
                push_list(&mut sql, communes.iter().map(|commune| commune.0));
                narrow!(sql, filter, engine, states);
                sql.build_query_scalar().fetch_one(c).await
            })?;
            total += count;
            let rows: Vec<Row> = on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new(FINDING);
                sql.push("finding.commune IN ");
                push_list(&mut sql, communes.iter().map(|commune| commune.0));
                narrow!(sql, filter, engine, states);
                sql.push(" ORDER BY finding.level DESC, finding.year, finding.number LIMIT ").push_bind(limit);
                sql.build_query_as().fetch_all(c).await
            })?;
            for row in rows {
                found.push(row.line()?);
            }
        }
        found.sort_by_key(|line| (std::cmp::Reverse(line.finding.words.level), line.finding.year, line.finding.number));
        found.truncate(usize::try_from(limit).unwrap_or(0));
        Ok((found, total))
    }

    /// The findings among `ids` that are known, by id.
    pub async fn findings_by_id(&mut self, ids: &[FindingId]) -> Result<Vec<FindingLine>> {
        let mut found = Vec::with_capacity(ids.len());
        for ids in ids.chunks(ROWS) {
            let rows: Vec<Row> = on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new(FINDING);
                sql.push("finding.id IN ");
                push_list(&mut sql, ids.iter().map(|id| id.0));
                sql.build_query_as().fetch_all(c).await
            })?;
            for row in rows {
                found.push(row.line()?);
            }
        }
        found.sort_by_key(|line| line.finding.id);
        Ok(found)
    }

    /// One finding.
    pub async fn finding(&mut self, id: FindingId) -> Result<Option<FindingLine>> {
        Ok(self.findings_by_id(&[id]).await?.pop())
    }

    /// Up to `limit` ids of findings after `after`, in order.
    pub async fn finding_ids_after(&mut self, after: Uuid, limit: i64) -> Result<Vec<FindingId>> {
        const SQL: &str = "SELECT id FROM finding WHERE id > $1 ORDER BY id LIMIT $2";
        let ids: Vec<Uuid> = on_conn!(self, c => sqlx::query_scalar(SQL).bind(after).bind(limit).fetch_all(c).await)?;
        Ok(ids.into_iter().map(FindingId).collect())
    }

    /// What was done about some findings, by finding and in order, each with the name of who did it.
    pub async fn finding_events(&mut self, ids: &[FindingId]) -> Result<Vec<(FindingEvent, String)>> {
        let mut found = Vec::new();
        for ids in ids.chunks(ROWS) {
            let rows: Vec<EventRow> = on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new(
                    "SELECT event.finding, event.number, event.at, event.person, event.kind, event.words, \
                     event.photos, person.full_name FROM finding_event AS event \
                     LEFT JOIN person ON person.id = event.person WHERE event.finding IN ",
                );
                push_list(&mut sql, ids.iter().map(|id| id.0));
                sql.push(" ORDER BY event.finding, event.number");
                sql.build_query_as().fetch_all(c).await
            })?;
            for row in rows {
                found.push(row.event()?);
            }
        }
        Ok(found)
    }

    /// The findings that name a photo, themselves or in an answer.
    pub async fn findings_naming(&mut self, photo: Sha256) -> Result<Vec<FindingLine>> {
        const SQL: &str = "SELECT finding FROM finding_photo WHERE sha256 = $1";
        let name = photo.0.as_slice();
        let ids: Vec<Uuid> = on_conn!(self, c => sqlx::query_scalar(SQL).bind(name).fetch_all(c).await)?;
        self.findings_by_id(&ids.into_iter().map(FindingId).collect::<Vec<_>>()).await
    }
}

impl Writer {
    /// The number of the next finding of a year. It holds because there is one writer.
    pub async fn next_finding_number(&mut self, year: i64) -> Result<i64> {
        const SQL: &str = "SELECT coalesce(max(number), 0) + 1 FROM finding WHERE year = $1";
        Ok(on_conn!(self, c => sqlx::query_scalar(SQL).bind(year).fetch_one(c).await)?)
    }

    /// Writes a finding, new or changed. `subject` is what else people look for it by.
    pub async fn put_finding(&mut self, finding: &Finding, subject: &str) -> Result<()> {
        const SQL: &str = "INSERT INTO finding \
            (id, year, number, state, level, category, record, revision, item, subject, sub_project, commune, what, \
            cause, recommendation, unit, department, due_on, photos, raised_at, raised_by, changed_at, search) \
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, \
            $22, $23) ON CONFLICT (id) DO UPDATE SET state = excluded.state, level = excluded.level, \
            category = excluded.category, what = excluded.what, cause = excluded.cause, \
            recommendation = excluded.recommendation, unit = excluded.unit, department = excluded.department, \
            due_on = excluded.due_on, changed_at = excluded.changed_at, search = excluded.search";
        let words = &finding.words;
        let search = crate::search::key(&format!("{} {subject} {}", words.what, finding.shown_number()));
        on_conn!(self, c => sqlx::query(SQL)
            .bind(finding.id.0)
            .bind(finding.year)
            .bind(finding.number)
            .bind(finding.state.as_str())
            .bind(words.level.as_str())
            .bind(words.category.as_str())
            .bind(finding.record.map(|id| id.0))
            .bind(finding.revision.map(|id| id.0))
            .bind(finding.item.as_ref().map(Key::as_str))
            .bind(finding.subject.map(|id| id.0))
            .bind(finding.sub_project.0)
            .bind(finding.commune.0)
            .bind(&words.what)
            .bind(words.cause.as_deref())
            .bind(words.recommendation.as_deref())
            .bind(words.unit.map(|id| id.0))
            .bind(words.department.map(|id| id.0))
            .bind(words.due_on.map(|day| day.to_string()))
            .bind(Json(&finding.photos))
            .bind(finding.raised_at.0)
            .bind(finding.raised_by.0)
            .bind(finding.changed_at.0)
            .bind(&search)
            .execute(c)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Notes what was done about a finding, with the photos that show it.
    pub async fn insert_finding_event(&mut self, event: &FindingEvent) -> Result<()> {
        const SQL: &str = "INSERT INTO finding_event (finding, number, at, person, kind, words, photos) \
                           VALUES ($1, $2, $3, $4, $5, $6, $7)";
        const PHOTO: &str = "INSERT INTO finding_photo (sha256, finding) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        on_conn!(self, c => sqlx::query(SQL)
            .bind(event.finding.0)
            .bind(event.number)
            .bind(event.at.0)
            .bind(event.person.0)
            .bind(event.kind.as_str())
            .bind(event.words.as_deref())
            .bind(Json(&event.photos))
            .execute(c)
            .await
            .map(drop))?;
        for photo in &event.photos {
            let name = photo.0.as_slice();
            on_conn!(self, c => sqlx::query(PHOTO).bind(name).bind(event.finding.0).execute(c).await.map(drop))?;
        }
        Ok(())
    }
}
