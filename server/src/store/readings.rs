//! What was read from photos, and which of them look alike.

use std::collections::HashMap;

use mobile_sync_protocol::{ids::Sha256, time::Timestamp};
use sqlx::{FromRow, QueryBuilder, types::Json};

use super::{
    error::Result,
    photos::sha256,
    session::{ROWS, Session, Writer, on_conn, push_list},
};
use crate::evidence::{likeness::Match, photo::Reading};

/// What became of reading a photo.
#[derive(Clone, Debug, PartialEq)]
pub struct PhotoReading {
    /// The photo.
    pub photo: Sha256,
    /// When it was read.
    pub read_at: Timestamp,
    /// The reader's version.
    pub reader: i64,
    /// What was read, or why nothing could be.
    pub outcome: std::result::Result<Reading, String>,
    /// The names of its smaller images: at most 320 and 1,280 pixels.
    pub images: Option<(Sha256, Sha256)>,
    /// What it is compared by.
    pub likeness: Option<Vec<u8>>,
    /// Since when it is compared with all that were read before it.
    pub compared_at: Option<Timestamp>,
}

/// Two photos that look alike.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// The photo that was read later.
    pub photo: Sha256,
    /// The other.
    pub earlier: Sha256,
    /// How alike they are.
    pub found: Match,
}

#[derive(FromRow)]
struct Row {
    photo: Vec<u8>,
    read_at: i64,
    reader: i64,
    reading: Option<Json<Reading>>,
    trouble: Option<String>,
    thumb: Option<Vec<u8>>,
    screen: Option<Vec<u8>>,
    likeness: Option<Vec<u8>>,
    compared_at: Option<i64>,
}

impl Row {
    fn reading(self) -> Result<PhotoReading> {
        let name = |bytes: Option<Vec<u8>>| bytes.map(|bytes| sha256("photo_reading", bytes)).transpose();
        let (thumb, screen) = (name(self.thumb)?, name(self.screen)?);
        Ok(PhotoReading {
            photo: sha256("photo_reading", self.photo)?,
            read_at: Timestamp(self.read_at),
            reader: self.reader,
            outcome: self.reading.map(|Json(reading)| reading).ok_or(self.trouble.unwrap_or_default()),
            images: thumb.zip(screen),
            likeness: self.likeness,
            compared_at: self.compared_at.map(Timestamp),
        })
    }
}

impl Session {
    /// What was read of the photos among `names`.
    pub async fn readings(&mut self, names: &[Sha256]) -> Result<HashMap<Sha256, PhotoReading>> {
        let mut found = HashMap::with_capacity(names.len());
        for names in names.chunks(ROWS) {
            let rows: Vec<Row> = on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new(
                    "SELECT photo, read_at, reader, reading, trouble, thumb, screen, likeness, compared_at \
                     FROM photo_reading WHERE photo IN ",
                );
                push_list(&mut sql, names.iter().map(|name| name.0.as_slice()));
                sql.build_query_as().fetch_all(c).await
            })?;
            for row in rows {
                let reading = row.reading()?;
                found.insert(reading.photo, reading);
            }
        }
        Ok(found)
    }

    /// Up to `limit` readings after a position that can be compared: their positions, and what they are compared by.
    pub async fn likenesses_after(&mut self, position: i64, limit: i64) -> Result<Vec<(i64, Vec<u8>)>> {
        const SQL: &str = "SELECT position, likeness FROM photo_reading WHERE position > $1 AND likeness IS NOT NULL \
                           ORDER BY position LIMIT $2";
        Ok(on_conn!(self, c => sqlx::query_as(SQL).bind(position).bind(limit).fetch_all(c).await)?)
    }

    /// The photos whose readings have these positions. A photo that was read again has another.
    pub async fn photos_at(&mut self, positions: &[i64]) -> Result<HashMap<i64, Sha256>> {
        let mut found = HashMap::with_capacity(positions.len());
        for positions in positions.chunks(ROWS) {
            let rows: Vec<(i64, Vec<u8>)> = on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new("SELECT position, photo FROM photo_reading WHERE position IN ");
                push_list(&mut sql, positions.iter().copied());
                sql.build_query_as().fetch_all(c).await
            })?;
            for (position, photo) in rows {
                found.insert(position, sha256("photo_reading", photo)?);
            }
        }
        Ok(found)
    }

    /// The photos that look like one of `names`: each with the one that it looks like.
    pub async fn alike(&mut self, names: &[Sha256]) -> Result<Vec<Pair>> {
        let mut found = Vec::new();
        for names in names.chunks(ROWS / 2) {
            for column in ["photo", "earlier"] {
                let rows: Vec<(Vec<u8>, Vec<u8>, Json<Match>)> = on_conn!(self, c, Db => {
                    let mut sql = QueryBuilder::<Db>::new("SELECT photo, earlier, found FROM likeness WHERE ");
                    sql.push(column).push(" IN ");
                    push_list(&mut sql, names.iter().map(|name| name.0.as_slice()));
                    sql.build_query_as().fetch_all(c).await
                })?;
                for (photo, earlier, Json(match_)) in rows {
                    let (photo, earlier) = (sha256("likeness", photo)?, sha256("likeness", earlier)?);
                    found.push(Pair { photo, earlier, found: match_ });
                }
            }
        }
        found.sort_by_key(|pair| (pair.photo, pair.earlier));
        found.dedup_by_key(|pair| (pair.photo, pair.earlier));
        Ok(found)
    }

    /// How many readings are newer than a position.
    pub async fn readings_since(&mut self, position: i64) -> Result<i64> {
        const SQL: &str = "SELECT count(*) FROM photo_reading WHERE position > $1";
        Ok(on_conn!(self, c => sqlx::query_scalar(SQL).bind(position).fetch_one(c).await)?)
    }
}

impl Writer {
    /// Keeps what was read, over what was read of the same photos before, and says at which positions.
    pub async fn put_readings(&mut self, readings: &[PhotoReading]) -> Result<Vec<i64>> {
        let first = self.advance("reading", i64::try_from(readings.len()).unwrap_or(i64::MAX)).await? + 1;
        let mut position = first;
        for readings in readings.chunks(ROWS) {
            on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new(
                    "INSERT INTO photo_reading (photo, position, read_at, reader, reading, trouble, thumb, screen, \
                     likeness, compared_at) ",
                );
                sql.push_values(readings, |mut values, row| {
                    values
                        .push_bind(row.photo.0.as_slice())
                        .push_bind(position)
                        .push_bind(row.read_at.0)
                        .push_bind(row.reader)
                        .push_bind(row.outcome.as_ref().ok().map(Json))
                        .push_bind(row.outcome.as_ref().err())
                        .push_bind(row.images.as_ref().map(|(thumb, _)| thumb.0.as_slice()))
                        .push_bind(row.images.as_ref().map(|(_, screen)| screen.0.as_slice()))
                        .push_bind(row.likeness.as_deref())
                        .push_bind(row.compared_at.map(|at| at.0));
                    position += 1;
                });
                sql.push(
                    " ON CONFLICT (photo) DO UPDATE SET position = excluded.position, read_at = excluded.read_at, \
                     reader = excluded.reader, reading = excluded.reading, trouble = excluded.trouble, \
                     thumb = excluded.thumb, screen = excluded.screen, likeness = excluded.likeness, \
                     compared_at = excluded.compared_at",
                );
                sql.build().execute(c).await.map(drop)
            })?;
        }
        Ok((first..position).collect())
    }

    /// Notes which photos look alike, and that `compared` are compared with all that were read before them.
    pub async fn put_likenesses(&mut self, compared: &[Sha256], pairs: &[Pair], now: Timestamp) -> Result<()> {
        for pairs in pairs.chunks(ROWS) {
            on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new("INSERT INTO likeness (photo, earlier, found) ");
                sql.push_values(pairs, |mut values, pair| {
                    values
                        .push_bind(pair.photo.0.as_slice())
                        .push_bind(pair.earlier.0.as_slice())
                        .push_bind(Json(&pair.found));
                });
                sql.push(" ON CONFLICT (photo, earlier) DO UPDATE SET found = excluded.found");
                sql.build().execute(c).await.map(drop)
            })?;
        }
        for names in compared.chunks(ROWS) {
            on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new("UPDATE photo_reading SET compared_at = ");
                sql.push_bind(now.0).push(" WHERE photo IN ");
                push_list(&mut sql, names.iter().map(|name| name.0.as_slice()));
                sql.build().execute(c).await.map(drop)
            })?;
        }
        Ok(())
    }
}
