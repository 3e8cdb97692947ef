//! A register as a workbook or as a map layer: written row by row beside the event loop, begun anew after a kill.

use std::{
    io::Write,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use futures_util::TryStreamExt;
use mobile_sync_protocol::registry::{BoundaryQuality, Unit};
use tempfile::TempDir;
use tokio_util::io::ReaderStream;

use super::{
    MakeError,
    gather::polygons,
    registers::{Page, Rows},
    run::Making,
    sink::{Finished, Sink},
};
use crate::{
    jobs::compute,
    reports::{
        ReportError,
        geojson::{self, Geometry},
        geopackage::{self, GeometryKind, Layer, Style},
        table::{Cell, Column, Kind, Row, Table},
        xlsx,
    },
};

/// Bytes of a finished file that are read at once.
const CHUNK: usize = 256 * 1024;

/// The folder for files that are being made, in the data folder.
pub(super) const FOLDER: &str = "exports";

/// A table of a register: what it is called, and its columns.
fn table<R: Rows>(making: &Making<'_>) -> Table {
    let name = &making.export.file_name;
    let name = name.rsplit_once('.').map_or(name.as_str(), |(name, _)| name).to_owned();
    Table { name: making.ask.name().to_owned(), title: name, columns: R::columns(), filter: true, ..Table::default() }
}

/// A folder of its own in the data folder, which goes with whoever holds it.
pub(super) fn folder(making: &Making<'_>) -> std::io::Result<TempDir> {
    let home = making.app.config.data.join(FOLDER);
    std::fs::create_dir_all(&home)?;
    tempfile::Builder::new().prefix("made-").tempdir_in(home)
}

/// Writes a workbook.
pub(super) async fn workbook<R: Rows>(making: &Making<'_>, mut rows: R) -> Result<Finished, MakeError> {
    let mut sink = making.sink(|_| {}).await?;
    sink.total = rows.total().await?;
    let folder = folder(making)?;
    let mut writer = xlsx::Writer::new(folder.path())?;
    writer.table(table::<R>(making))?;
    while let Some(Page { rows: page, things }) = rows.next().await? {
        let written = compute(true, move || page.iter().try_for_each(|(row, _)| writer.row(row)).map(|()| writer));
        writer = written.await?;
        sink.done += things;
        sink.rest(None).await?;
    }
    let path = folder.path().join("workbook.xlsx");
    let file = path.clone();
    let saved = async move {
        compute(true, move || {
            let out = std::io::BufWriter::new(std::fs::File::create(file)?);
            writer.finish(out)?.into_inner().map_err(|error| ReportError::Io(error.into_error()))?.sync_data()?;
            Ok::<_, ReportError>(())
        })
        .await
    };
    sink.meanwhile(Box::pin(saved)).await??;
    take(sink, &path).await
}

/// Writes a map layer with its colours.
pub(super) async fn layer<R: Rows>(making: &Making<'_>, mut rows: R) -> Result<Finished, MakeError> {
    let mut sink = making.sink(|_| {}).await?;
    sink.total = rows.total().await?;
    let folder = folder(making)?;
    let path: PathBuf = folder.path().join("layers.gpkg");
    let layer = Layer { table: table::<R>(making), kind: GeometryKind::Point, style: rows.style() };
    let (file, at) = (path.clone(), making.export.created_at);
    let begun = compute(true, move || {
        let mut writer = geopackage::Writer::create(&file, at)?;
        writer.layer(layer).map(|()| writer)
    });
    let mut writer = begun.await?;
    while let Some(Page { rows: page, things }) = rows.next().await? {
        let written = compute(true, move || {
            let mut features = page.iter().map(|(row, place)| (row, place.map(Geometry::Point)));
            features.try_for_each(|(row, place)| writer.feature(place.as_ref(), row)).map(|()| writer)
        });
        writer = written.await?;
        sink.done += things;
        sink.rest(None).await?;
    }
    let communes = communes(making).await?;
    let ended = async move {
        compute(true, move || {
            writer.layer(Layer {
                table: Table {
                    name: "ranh_gioi_xa".to_owned(),
                    title: "Ranh giới xã".to_owned(),
                    columns: outlined(),
                    ..Table::default()
                },
                kind: GeometryKind::MultiPolygon,
                style: Style::One((90, 90, 90)),
            })?;
            communes.iter().try_for_each(|(row, area)| writer.feature(Some(area), row))?;
            writer.finish()
        })
        .await
    };
    sink.meanwhile(ended).await??;
    take(sink, &path).await
}

fn outlined() -> Vec<Column> {
    vec![
        Column::new("code", "Mã xã", Kind::Text, 10.0),
        Column::new("name", "Tên", Kind::Text, 24.0),
        Column::new("valid_from", "Từ ngày", Kind::Date, 12.0),
        Column::new("valid_to", "Đến ngày", Kind::Date, 12.0),
        Column::new("quality", "Chất lượng ranh giới", Kind::Text, 14.0),
    ]
}

/// The outlines of the communes in which whoever asks may, of all times.
async fn communes(making: &Making<'_>) -> Result<Vec<(Row, Geometry)>, MakeError> {
    let context = &making.context;
    let units = context.store.read().await?.units().await?;
    let here =
        units.into_iter().filter(|unit| unit.unit_type.is_commune_level() && context.scope.communes.contains(&unit.id));
    let outline = |unit: Unit| {
        let area = polygons(unit.boundary.as_ref()?);
        let row = vec![
            Cell::text(unit.code),
            Cell::text(unit.name),
            unit.valid_from.map_or(Cell::Empty, Cell::Date),
            unit.valid_to.map_or(Cell::Empty, Cell::Date),
            Cell::maybe(unit.boundary_quality.map(BoundaryQuality::as_str)),
        ];
        (!area.is_empty()).then(|| (row.into(), Geometry::MultiPolygon(area)))
    };
    Ok(here.filter_map(outline).collect())
}

/// Bytes that a writer gave, until they are taken on.
#[derive(Clone, Default)]
struct Tap(Arc<Mutex<Vec<u8>>>);

impl Write for Tap {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Tap {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Writes a collection of features.
pub(super) async fn features<R: Rows>(making: &Making<'_>, mut rows: R) -> Result<Finished, MakeError> {
    let mut sink = making.sink(|_| {}).await?;
    sink.total = rows.total().await?;
    let tap = Tap::default();
    let mut writer = geojson::Writer::new(tap.clone(), table::<R>(making))?;
    while let Some(Page { rows: page, things }) = rows.next().await? {
        for (row, place) in &page {
            writer.feature(place.map(Geometry::Point).as_ref(), row)?;
        }
        sink.write(tap.take()).await?;
        sink.done += things;
        sink.rest(None).await?;
    }
    writer.finish()?;
    sink.write(tap.take()).await?;
    sink.finish().await
}

/// Takes a finished file.
pub(super) async fn take(mut sink: Sink<'_>, path: &Path) -> Result<Finished, MakeError> {
    let mut chunks = ReaderStream::with_capacity(tokio::fs::File::open(path).await?, CHUNK);
    while let Some(chunk) = chunks.try_next().await? {
        sink.write(chunk).await?;
        sink.rest(None).await?;
    }
    sink.finish().await
}
