//! A register as a table of text, a page at a time. After a kill it goes on with the page after the last that was kept.

use super::{
    MakeError,
    registers::{Page, Rows},
    run::Making,
    sink::Finished,
};
use crate::reports::{
    csv::Writer,
    table::{Row, Table},
};

/// Writes all rows.
pub(super) async fn write<R: Rows>(making: &Making<'_>, mut rows: R) -> Result<Finished, MakeError> {
    let mut sink = making.sink(|_| {}).await?;
    let table = Table { columns: R::columns(), ..Table::default() };
    let head = text(&table, Vec::new())?;
    if let Some(position) = sink.resumed.take() {
        rows.go_on(position)?;
    } else {
        sink.total = rows.total().await?;
        sink.write(head.clone()).await?;
    }
    while let Some(Page { rows: page, things }) = rows.next().await? {
        // A table begins with its titles, which are there already.
        let bytes = text(&table, page.into_iter().map(|(row, _)| row))?.split_off(head.len());
        sink.write(bytes).await?;
        sink.done += things;
        sink.rest(Some(rows.position())).await?;
    }
    sink.finish().await
}

fn text(table: &Table, rows: impl IntoIterator<Item = Row>) -> Result<Vec<u8>, MakeError> {
    let mut writer = Writer::new(Vec::new(), table.clone())?;
    for row in rows {
        writer.row(&row)?;
    }
    Ok(writer.finish()?)
}
