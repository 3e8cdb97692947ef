//! Parts that documents share.

use mobile_sync_protocol::{checklist::SubjectKind, ids::UnitId, registry::UnitType, time::Date};
use serde_json::Value;

use crate::{
    exports::registers::Context,
    reports::{
        document::{Align, Block, GridCell, GridColumn, GridTable, HeaderCell, Letterhead, Run},
        sketch::Position,
        vietnamese::short_date,
    },
    store::FindingLine,
};

/// The unit above a commune, whose committee inspects; the commune itself where there is none.
pub(super) fn above(context: &Context, commune: UnitId) -> UnitId {
    let unit = context.registry.units.get(commune);
    let parent = unit.and_then(|unit| unit.parent).and_then(|parent| context.registry.units.get(parent));
    parent.filter(|parent| parent.unit_type != UnitType::Province).map_or(commune, |parent| parent.id)
}

/// The head of a document of the committee of a unit.
pub(super) fn letterhead(context: &Context, unit: UnitId, symbol: &str, date: Option<Date>) -> Letterhead {
    let known = context.registry.units.get(unit);
    let superior = known.and_then(|unit| unit.parent).and_then(|parent| context.unit_name(parent));
    let name = context.unit_name(unit).unwrap_or_default();
    Letterhead {
        superior: superior.map(|name| format!("ỦY BAN NHÂN DÂN {}", name.to_uppercase())),
        issuer: vec!["ỦY BAN NHÂN DÂN".to_owned(), name.to_uppercase()],
        number: None,
        symbol: symbol.to_owned(),
        place: known.map(|unit| unit.name.clone()).unwrap_or_default(),
        date,
    }
}

/// A heading.
pub(super) fn heading(level: u8, text: impl Into<String>) -> Block {
    Block::Heading { level, text: text.into() }
}

/// A paragraph of upright letters.
pub(super) fn paragraph(text: impl Into<String>) -> Block {
    Block::Paragraph(vec![Run::plain(text)])
}

/// What a heading leads to where there is nothing to say.
pub(super) fn or_none(any: bool, text: &str) -> Vec<Block> {
    if any { Vec::new() } else { vec![paragraph(text)] }
}

/// A table with a header of one row. Widths are shares.
pub(super) fn table(columns: &[(&str, f32, Align)], rows: Vec<Vec<String>>) -> Block {
    Block::Table(GridTable {
        caption: None,
        unit: None,
        columns: columns.iter().map(|(_, width, align)| GridColumn { width: *width, align: *align }).collect(),
        header: vec![columns.iter().map(|(title, ..)| HeaderCell::one(*title)).collect()],
        rows: rows.into_iter().map(|row| row.into_iter().map(GridCell::plain).collect()).collect(),
    })
}

/// Who puts a finding right.
pub(super) fn responsible(context: &Context, line: &FindingLine) -> String {
    let words = &line.finding.words;
    let unit = words.unit.and_then(|unit| context.unit_name(unit)).map(|name| format!("UBND {name}"));
    let department = words.department.and_then(|id| context.department(id)).map(str::to_owned);
    unit.or(department).unwrap_or_default()
}

/// What was inspected, as a document may say: of a household that is not opened its code.
pub(super) fn subject(context: &Context, line: &FindingLine) -> String {
    let household = line.subject_kind == Some(SubjectKind::Household) && !context.opened;
    let name = if household { None } else { line.subject_name.as_deref() };
    name.or(line.subject_code.as_deref()).unwrap_or_default().to_owned()
}

/// A word that begins a line or a cell.
pub(super) fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The share of each of some columns that share a width.
pub(super) fn among(width: f32, columns: usize) -> f32 {
    width / f32::from(u16::try_from(columns.max(1)).unwrap_or(u16::MAX))
}

/// A day, or nothing.
pub(super) fn day(day: Option<Date>) -> String {
    day.map(short_date).unwrap_or_default()
}

/// Findings with who puts them right by when.
pub(super) fn recommendations(context: &Context, findings: &[FindingLine]) -> Block {
    let rows = findings.iter().map(|line| {
        let words = &line.finding.words;
        vec![
            line.finding.shown_number(),
            words.level.as_str().to_uppercase(),
            format!("{}: {}", subject(context, line), words.what),
            words.recommendation.clone().unwrap_or_default(),
            responsible(context, line),
            day(words.due_on),
        ]
    });
    let columns = [
        ("Số", 11.0, Align::Centre),
        ("Mức", 8.0, Align::Centre),
        ("Tồn tại, hạn chế", 31.0, Align::Left),
        ("Kiến nghị", 22.0, Align::Left),
        ("Chịu trách nhiệm", 14.0, Align::Left),
        ("Thời hạn", 14.0, Align::Centre),
    ];
    table(&columns, rows.collect())
}

/// The polygons of a GeoJSON area.
pub(in crate::exports) fn polygons(geometry: &Value) -> Vec<Vec<Vec<Position>>> {
    let coordinates = geometry.get("coordinates").cloned().unwrap_or_default();
    match geometry.get("type").and_then(Value::as_str) {
        Some("Polygon") => serde_json::from_value(coordinates).map(|rings| vec![rings]).unwrap_or_default(),
        Some("MultiPolygon") => serde_json::from_value(coordinates).unwrap_or_default(),
        _ => Vec::new(),
    }
}
