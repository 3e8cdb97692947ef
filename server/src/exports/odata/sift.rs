//! Rows as values, which filters are held against.

use serde_json::{Value, json};

use super::sets::ID;
use crate::reports::{
    odata::{EntitySet, PropertyKind},
    table::{Cell, Column, Row},
};

/// A row's values, one for each property of its table.
pub(super) fn values(entity: &EntitySet, columns: &[Column], row: Row) -> Vec<Value> {
    let mut values: Vec<Value> =
        row.cells.into_iter().zip(entity.properties.iter().skip(usize::from(named(entity)))).map(value).collect();
    if named(entity) {
        // What names a row: the record, and the item or the photo in it.
        let part = |key: &str| {
            let at = columns.iter().position(|column| column.key == key);
            at.and_then(|at| values.get(at)).and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        let second = if columns.iter().any(|column| column.key == "photo") { "photo" } else { "item" };
        values.insert(0, json!(format!("{}/{}", part("record"), part(second))));
    }
    values
}

/// Whether a table has a property that its register has not.
fn named(entity: &EntitySet) -> bool {
    entity.key == ID
}

#[expect(clippy::cast_possible_truncation, reason = "counts and years, far below 2^53")]
fn value((cell, property): (Cell, &crate::reports::odata::Property)) -> Value {
    match cell {
        Cell::Empty | Cell::ToFill => Value::Null,
        Cell::Text(text) if text.is_empty() => Value::Null,
        Cell::Text(text) | Cell::Link { url: text, .. } => Value::String(text),
        Cell::Number(number) if property.kind == PropertyKind::Whole => json!(number.round() as i64),
        Cell::Number(number) => json!(number),
        Cell::Date(day) => json!(day),
        Cell::Time(time) => json!(time),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{exports::odata::set, reports::odata::Query};

    /// Whether a filter lets a row of records through.
    fn lets(filter: &str) -> bool {
        let entity = set("Records").unwrap();
        let mut row: Vec<Value> = vec![Value::Null; entity.properties.len()];
        for (name, value) in [
            ("status", json!("Chờ rà soát")),
            ("photos", json!(3)),
            ("lat", json!(21.904)),
            ("inspected_on", json!("2024-05-06")),
            ("received_at", json!("2024-05-06T09:15:00.000+07:00")),
        ] {
            row[entity.property(name).unwrap().0] = value;
        }
        Query::parse(entity, [("$filter", filter)]).unwrap().filter.unwrap().holds(&row)
    }

    #[test]
    fn rows_are_let_through_as_the_filter_says() {
        for yes in [
            "status eq 'Chờ rà soát'",
            "photos gt 2 and photos le 3",
            "lat ge 21.9",
            "inspected_on eq 2024-05-06",
            "inspected_on ne 2024-05-07",
            "received_at lt 2024-05-06T02:15:01Z",
            "contains(status,'rà')",
            "startswith(status,'Chờ') and endswith(status,'soát')",
            "village eq null",
            "village ne 'x'",
            "not (photos eq 4)",
            "status in ('a', 'Chờ rà soát')",
        ] {
            assert!(lets(yes), "{yes}");
        }
        for no in [
            "status eq 'Đã chấp nhận'",
            "photos lt 3",
            "village eq 'x'",
            "village gt 'a'",
            "status eq null",
            "inspected_on gt 2024-05-06",
            "received_at gt 2024-05-06T02:15:00Z",
            "contains(village,'a')",
        ] {
            assert!(!lets(no), "{no}");
        }
    }
}
