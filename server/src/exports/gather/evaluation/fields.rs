//! Fields that are filled by hand: what was filled in, and what is left to fill.

use mobile_sync_protocol::{text::Text, time::Date};

use super::{super::parts::among, Whole};
use crate::{
    evaluation::form::{Field, FieldCell, FieldKind, FieldValue, FormSection},
    reports::{
        document::{Align, Block, GridCell, GridColumn, GridTable, HeaderCell, Run},
        vietnamese::{number, short_date},
    },
    store::WrittenSection,
};

/// Fields of one value as lines, fields by rows as one table.
pub(super) fn blocks(whole: &Whole, section: &FormSection, written: Option<&WrittenSection>) -> Vec<Block> {
    let value = |field: &Field| written.and_then(|written| written.fields.get(&field.key));
    let mut blocks = Vec::new();
    let mut filled = Vec::new();
    for field in section.fields.iter().filter(|field| field.by.is_none()) {
        match value(field) {
            Some(FieldValue::One(cell)) => {
                let text = format!("{}: {}", field.title.vi, shown(field, cell));
                filled.push(vec![Run::plain(text)]);
            }
            _ => blocks.push(Block::ToFill { label: titled(field) }),
        }
    }
    if !filled.is_empty() {
        blocks.insert(0, Block::Bullets(filled));
    }
    let by_rows: Vec<&Field> = section.fields.iter().filter(|field| field.by.is_some()).collect();
    if !by_rows.is_empty() {
        blocks.push(table(&by_rows, &whole.view.rows, &value));
    }
    blocks
}

/// What is asked, with its unit.
fn titled(field: &Field) -> String {
    let unit = field.unit.as_ref().map(|unit| format!(" ({})", unit.label.vi)).unwrap_or_default();
    format!("{}{unit}", field.title.vi)
}

fn shown(field: &Field, cell: &FieldCell) -> String {
    let unit = field.unit.as_ref().map(|unit| format!(" {}", unit.label.vi)).unwrap_or_default();
    format!("{}{unit}", bare(field.kind, cell))
}

/// A value without its unit.
fn bare(kind: FieldKind, cell: &FieldCell) -> String {
    match (kind, cell) {
        (_, FieldCell::Number(value)) => number(*value, decimals(*value)),
        (FieldKind::Date, FieldCell::Text(text)) => text.parse::<Date>().map_or_else(|_| text.clone(), short_date),
        (_, FieldCell::Text(text)) => text.clone(),
    }
}

/// As many decimals as somebody typed, up to three.
pub(super) fn decimals(value: f64) -> u8 {
    let whole = |scale: f64| ((value * scale).round() - value * scale).abs() < 1e-6;
    [1.0, 10.0, 100.0].iter().position(|scale| whole(*scale)).and_then(|at| u8::try_from(at).ok()).unwrap_or(3)
}

/// A row for each node of the programme, a column for each field; nodes of which nothing was filled in are left out,
/// unless that would leave nothing.
fn table<'a>(fields: &[&Field], rows: &[(String, Text)], value: &impl Fn(&Field) -> Option<&'a FieldValue>) -> Block {
    let cell = |field: &Field, row: &str| match value(field) {
        Some(FieldValue::Rows(cells)) => cells.get(row),
        _ => None,
    };
    let any = |row: &str| fields.iter().any(|field| cell(field, row).is_some());
    let some = rows.iter().any(|(code, _)| any(code));
    let shown = rows.iter().filter(|(code, _)| !some || any(code));
    let line = |(code, title): &(String, Text)| {
        let values = fields.iter().map(|field| match cell(field, code) {
            Some(found) => GridCell::plain(bare(field.kind, found)),
            None => GridCell::to_fill(),
        });
        [GridCell::plain(code.as_str()), GridCell::plain(title.vi.as_str())].into_iter().chain(values).collect()
    };
    let mut columns =
        vec![GridColumn { width: 12.0, align: Align::Left }, GridColumn { width: 40.0, align: Align::Left }];
    let mut header = vec![HeaderCell::one("Mã"), HeaderCell::one("Dự án, tiểu dự án")];
    for field in fields {
        let align = if field.kind == FieldKind::Number { Align::Right } else { Align::Left };
        columns.push(GridColumn { width: among(48.0, fields.len()), align });
        header.push(HeaderCell::one(titled(field)));
    }
    Block::Table(GridTable {
        caption: None,
        unit: None,
        columns,
        header: vec![header],
        rows: shown.map(line).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_the_decimals_that_somebody_typed() {
        let shown = |value: f64| number(value, decimals(value));
        assert_eq!(shown(1_250.0), "1.250");
        assert_eq!(shown(12.5), "12,5");
        assert_eq!(shown(0.25), "0,25");
        assert_eq!(shown(1.0 / 3.0), "0,333");
    }
}
