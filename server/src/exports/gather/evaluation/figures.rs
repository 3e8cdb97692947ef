//! Figures as tables of a document, and the tables that go with it.

use super::{Whole, fields::decimals};
use crate::{
    evaluation::{
        figures::{Amount, Figure, FigureKey, FigureRow, Figures},
        form::FieldValues,
        table::{FormTable, RowName, TableRow, TableRows},
    },
    exports::gather::parts::{among, capital, paragraph},
    reports::{
        document::{Align, Block, GridCell, GridColumn, GridTable, HeaderCell, Run},
        vietnamese::{number, short_date},
    },
};

/// Shares of the width that the name of a row takes.
const NAME: f32 = 34.0;

/// Columns up to which there is room for shares.
const SHARES: usize = 4;

/// How much of a figure is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it.
    Whole,
    /// Of a long one the rows that somebody has to act on.
    Notable,
}

/// Whether a figure is so long that the report itself shows its notable rows, and an appendix all of it.
pub(super) fn is_long(figure: &Figure) -> bool {
    figure.key == FigureKey::PassingByItem && figure.rows.len() > 15
}

/// A figure with how it was counted; where nothing was counted, words that say so.
pub(super) fn figure(figure: &Figure, all: &Figures, part: Part) -> Vec<Block> {
    let shares = figure.columns.len() <= SHARES;
    let failed = |row: &FigureRow| row.cells.get("failed").is_some_and(|amount| amount.value > 0);
    let notable = part == Part::Notable;
    // Two projects have a "Tiểu dự án 1" each.
    let by_code = matches!(figure.key, FigureKey::InspectedBySubProject | FigureKey::FindingsBySubProject);
    let when = format!(
        "{} Số liệu từ ngày {} đến ngày {}, tính ngày {}.",
        figure.how.vi,
        short_date(all.from),
        short_date(all.to),
        short_date(all.as_of)
    );
    if figure.rows.is_empty() {
        return vec![paragraph(format!("{}: không có trong kỳ.", figure.title.vi))];
    }
    let width = among(100.0 - NAME, figure.columns.len());
    let mut columns = vec![GridColumn { width: NAME, align: Align::Left }];
    columns.extend(figure.columns.iter().map(|_| GridColumn { width, align: Align::Right }));
    let mut header = vec![HeaderCell::one("Nội dung")];
    header.extend(figure.columns.iter().map(|column| HeaderCell::one(column.title.vi.as_str())));
    let cells = |amounts: &std::collections::BTreeMap<String, Amount>, of: fn(String) -> GridCell| {
        figure
            .columns
            .iter()
            .map(|column| of(amounts.get(&column.key).map(|amount| shown(amount, shares)).unwrap_or_default()))
            .collect::<Vec<_>>()
    };
    let (mut rows, mut group) = (Vec::new(), None);
    for row in figure.rows.iter().filter(|row| !notable || failed(row)) {
        if row.group.is_some() && row.group != group {
            group.clone_from(&row.group);
            let title = row.group.as_ref().map(|title| title.vi.as_str()).unwrap_or_default();
            rows.push(vec![GridCell::bold(title).over(u16::try_from(columns.len()).unwrap_or(u16::MAX))]);
        }
        let title = if by_code { format!("{} {}", row.key, row.title.vi) } else { capital(&row.title.vi) };
        let mut line = vec![GridCell::plain(title)];
        line.extend(cells(&row.cells, GridCell::plain));
        rows.push(line);
    }
    if let Some(total) = &figure.total {
        let mut line = vec![GridCell::bold("Cộng")];
        line.extend(cells(total, GridCell::bold));
        rows.push(line);
    }
    let unit = Some(&figure.unit.vi).filter(|unit| !unit.is_empty()).map(|unit| format!("Đơn vị tính: {unit}"));
    let table = GridTable { caption: Some(figure.title.vi.clone()), unit, columns, header: vec![header], rows };
    let mut blocks = vec![Block::Table(table), Block::Paragraph(vec![Run::italic(when)])];
    if notable {
        let left = figure.rows.iter().filter(|row| !failed(row)).count();
        blocks.push(paragraph(format!(
            "Bảng chỉ nêu tiêu chí có phiếu không đạt; {left} tiêu chí còn lại đều đạt, số liệu đầy đủ tại phụ lục."
        )));
    }
    blocks
}

/// A number, with its share where it is a part and there is room to say so.
fn shown(amount: &Amount, shares: bool) -> String {
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵³")]
    let float = |count: i64| count as f64;
    let value = number(float(amount.value), 0);
    match amount.of {
        Some(all) if all > 0 && amount.value > 0 && shares => {
            format!("{value} ({}\u{a0}%)", number(float(amount.value) * 100.0 / float(all), 0))
        }
        _ => value,
    }
}

/// A table of the form with its numbers.
pub(in crate::exports) fn rows(whole: &Whole, table: &FormTable) -> Vec<TableRow> {
    let names: Vec<RowName> = match table.rows {
        TableRows::Commune => whole.communes.clone(),
        TableRows::SubProject => whole
            .view
            .rows
            .iter()
            .map(|(code, title)| RowName { key: code.clone(), code: code.clone(), title: title.vi.clone() })
            .collect(),
    };
    let fields: Vec<&FieldValues> = whole.view.sections.iter().map(|(written, _)| &written.fields).collect();
    table.filled(&names, &whole.figures, &fields)
}

/// The same for a document.
pub(super) fn table(whole: &Whole, table: &FormTable) -> Block {
    let title = match table.rows {
        TableRows::Commune => "Xã, thị trấn",
        TableRows::SubProject => "Dự án, tiểu dự án",
    };
    let grouped = table.columns.iter().any(|column| column.group.is_some());
    let deep = |text: &str| HeaderCell { rows: if grouped { 2 } else { 1 }, ..HeaderCell::one(text) };
    let mut upper = vec![deep("Mã"), deep(title)];
    let mut lower = Vec::new();
    let mut last = None;
    for column in &table.columns {
        match (&column.group, upper.last_mut()) {
            (Some(group), Some(cell)) if last == Some(group) => {
                cell.columns += 1;
                lower.push(HeaderCell::one(column.title.vi.as_str()));
            }
            (Some(group), _) => {
                upper.push(HeaderCell::one(group.vi.as_str()));
                lower.push(HeaderCell::one(column.title.vi.as_str()));
            }
            (None, _) => upper.push(deep(&column.title.vi)),
        }
        last = column.group.as_ref();
    }
    let header = if grouped { vec![upper, lower] } else { vec![upper] };
    let width = among(60.0, table.columns.len());
    let mut columns =
        vec![GridColumn { width: 13.0, align: Align::Left }, GridColumn { width: 27.0, align: Align::Left }];
    columns.extend(table.columns.iter().map(|_| GridColumn { width, align: Align::Right }));
    let row = |row: TableRow| {
        let sums = row.name.is_none();
        let words = |text: String| if sums { GridCell::bold(text) } else { GridCell::plain(text) };
        let (code, title) = row.name.map_or_else(|| (String::new(), "Cộng".to_owned()), |name| (name.code, name.title));
        let cells = row.cells.into_iter().zip(&table.columns).map(|(cell, column)| match cell {
            Some(value) => words(number(value, column.decimals.min(decimals(value)))),
            None if sums || column.note => GridCell::default(),
            None => GridCell::to_fill(),
        });
        [words(code), words(title)].into_iter().chain(cells).collect()
    };
    Block::Table(GridTable {
        caption: None,
        unit: table.unit.as_ref().map(|unit| format!("Đơn vị tính: {}", unit.vi)),
        columns,
        header,
        rows: rows(whole, table).into_iter().map(row).collect(),
    })
}
