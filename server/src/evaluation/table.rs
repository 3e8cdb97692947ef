//! Tables (biểu) that departments and communes exchange beside a report: which rows, which columns, and where a column's
//! numbers come from. They are data of a form, since the official columns are not public: what nothing here can say is
//! left as a cell to be filled by hand.

use std::collections::{BTreeMap, BTreeSet};

use mobile_sync_protocol::{
    ids::Key,
    problem::{Code, Violation},
    text::Text,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    figures::{FigureKey, Figures},
    form::{FieldCell, FieldKind, FieldRows, FieldValue, FieldValues, Form, fault},
};

/// Most columns of a table.
const COLUMNS_MAX: usize = 40;

/// A table of a form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FormTable {
    /// Its name in data, unique in the form.
    pub key: Key,
    /// What people call it: `Biểu số 01`.
    pub number: String,
    /// The heading.
    pub title: Text,
    /// What its numbers are in: `triệu đồng`; of columns that say it themselves nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Text>,
    /// What it has a row for each of.
    pub rows: TableRows,
    /// The columns from left to right, behind the row's code and name.
    pub columns: Vec<TableColumn>,
}

/// What a table has a row for each of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TableRows {
    /// The programme's leaves that the evaluation is about.
    SubProject,
    /// The communes that it is about.
    Commune,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TableColumn {
    /// Its name in data, unique in the table.
    pub key: Key,
    /// The heading.
    pub title: Text,
    /// A heading over this column and its neighbours of the same group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Text>,
    /// Decimals of its numbers.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub decimals: u8,
    /// Room for remarks, which nobody has to fill in.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub note: bool,
    /// Where its numbers come from; filled by hand where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<ColumnSource>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_zero(decimals: &u8) -> bool {
    *decimals == 0
}

/// Where a column's numbers come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(untagged, deny_unknown_fields)]
pub enum ColumnSource {
    /// A column of a figure that has the same rows.
    Figure {
        /// The figure.
        figure: FigureKey,
        /// Its column.
        column: String,
    },
    /// A field of the form that is filled by the same rows.
    Field {
        /// The field.
        field: Key,
    },
}

/// What a row of a table is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowName {
    /// Its name in figures and fields: a sub-project's code, a commune's id.
    pub key: String,
    /// The code that people read.
    pub code: String,
    /// What it is called.
    pub title: String,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct TableRow {
    /// What it is about; nothing in the row of sums.
    pub name: Option<RowName>,
    /// A number for each column; absent where somebody has to fill it in.
    pub cells: Vec<Option<f64>>,
}

impl TableRows {
    /// The figures that have these rows.
    fn figures(self) -> &'static [FigureKey] {
        match self {
            Self::SubProject => &[FigureKey::InspectedBySubProject, FigureKey::FindingsBySubProject],
            Self::Commune => &[FigureKey::InspectedByCommune, FigureKey::FindingsByCommune],
        }
    }
}

impl FormTable {
    /// The figures that it needs.
    pub fn figures(&self) -> impl Iterator<Item = FigureKey> + '_ {
        self.columns.iter().filter_map(|column| match &column.from {
            Some(ColumnSource::Figure { figure, .. }) => Some(*figure),
            _ => None,
        })
    }

    /// What is wrong with it as a table of `form`, below `path`.
    pub(super) fn faults(&self, form: &Form, path: &str) -> Vec<Violation> {
        let mut faults = Vec::new();
        let mut say = |path: String, vi: &str, en: &str| faults.push(fault(Code::Form, path, vi, en));
        for (name, text) in [("number", &self.number), ("title/vi", &self.title.vi)] {
            if text.trim().is_empty() {
                say(format!("{path}/{name}"), "không được để trống", "must not be empty");
            }
        }
        if self.columns.is_empty() || self.columns.len() > COLUMNS_MAX {
            say(format!("{path}/columns"), "phải có từ 1 đến 40 cột", "a table has 1 to 40 columns");
        }
        let mut keys = BTreeSet::new();
        for (at, column) in self.columns.iter().enumerate() {
            let path = format!("{path}/columns/{at}");
            if !keys.insert(&column.key) {
                say(format!("{path}/key"), "cột này đã có", "another column has this name");
            }
            match &column.from {
                Some(ColumnSource::Figure { figure, .. }) if !self.rows.figures().contains(figure) => {
                    say(format!("{path}/from/figure"), "số liệu này không theo các dòng đó", "it has other rows");
                }
                Some(ColumnSource::Field { field }) if !is_filled_so(form, field, self.rows) => {
                    say(
                        format!("{path}/from/field"),
                        "không có ô số nào tên này điền theo các dòng đó",
                        "no number of this name is filled by these rows",
                    );
                }
                _ => {}
            }
        }
        faults
    }

    /// The rows with their numbers, and a row of sums at the end. A number that is counted and of which a row has
    /// nothing is 0; one that is filled by hand and was not is absent, and so is the sum over it.
    pub fn filled(&self, names: &[RowName], figures: &Figures, fields: &[&FieldValues]) -> Vec<TableRow> {
        let columns: Vec<Option<Numbers>> =
            self.columns.iter().map(|column| Some(numbers(column.from.as_ref()?, figures, fields))).collect();
        let cell = |numbers: &Option<Numbers>, key: &str| numbers.as_ref().and_then(|numbers| numbers.of(key));
        let row = |name: &RowName| TableRow {
            name: Some(name.clone()),
            cells: columns.iter().map(|column| cell(column, &name.key)).collect(),
        };
        let mut rows: Vec<TableRow> = names.iter().map(row).collect();
        let sum = |at: usize| rows.iter().map(|row| row.cells.get(at).copied().flatten()).sum::<Option<f64>>();
        let sums = TableRow { name: None, cells: (0..columns.len()).map(sum).collect() };
        rows.push(sums);
        rows
    }
}

/// Whether a field takes a number for each of these rows.
fn is_filled_so(form: &Form, key: &Key, rows: TableRows) -> bool {
    let mut fields = form.sections.iter().flat_map(|section| &section.fields);
    rows == TableRows::SubProject
        && fields.any(|field| {
            field.key == *key && field.kind == FieldKind::Number && field.by == Some(FieldRows::SubProject)
        })
}

/// The numbers of one column, by row.
struct Numbers {
    by_row: BTreeMap<String, f64>,
    /// Whether what has no number has none of what is counted.
    counted: bool,
}

impl Numbers {
    fn of(&self, row: &str) -> Option<f64> {
        self.by_row.get(row).copied().or(self.counted.then_some(0.0))
    }
}

fn numbers(source: &ColumnSource, figures: &Figures, fields: &[&FieldValues]) -> Numbers {
    match source {
        ColumnSource::Figure { figure, column } => {
            let table = figures.figures.iter().find(|table| table.key == *figure);
            let rows = table.map(|table| table.rows.as_slice()).unwrap_or_default();
            #[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵³")]
            let of = |row: &super::figures::FigureRow| Some((row.key.clone(), row.cells.get(column)?.value as f64));
            // A figure without the column says nothing about any row.
            let counted = table.is_some_and(|table| table.columns.iter().any(|known| known.key == *column));
            Numbers { by_row: rows.iter().filter_map(of).collect(), counted }
        }
        ColumnSource::Field { field } => {
            let value = fields.iter().find_map(|fields| fields.get(field));
            let Some(FieldValue::Rows(cells)) = value else {
                return Numbers { by_row: BTreeMap::new(), counted: false };
            };
            let number = |(row, cell): (&String, &FieldCell)| match cell {
                FieldCell::Number(number) => Some((row.clone(), *number)),
                FieldCell::Text(_) => None,
            };
            Numbers { by_row: cells.iter().filter_map(number).collect(), counted: false }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn form(columns: &Value) -> Form {
        serde_json::from_value(json!({
            "format": 1, "id": "f", "version": 1, "kind": "monitoring", "title": {"vi": "Mẫu"}, "periods": ["year"],
            "document": {"type": "BÁO CÁO", "symbol": "BC", "subject": "Kết quả"},
            "sections": [{"key": "s", "title": {"vi": "Mục"}, "guidance": {"vi": ""}, "fields": [
                {"key": "plan", "title": {"vi": "Vốn"}, "kind": "number", "by": "sub_project"},
                {"key": "once", "title": {"vi": "Số"}, "kind": "number"},
            ]}],
            "tables": [{"key": "t", "number": "Biểu số 01", "title": {"vi": "Vốn"}, "rows": "sub_project", "columns": columns}],
        }))
        .unwrap()
    }

    fn column(key: &str, from: &Value) -> Value {
        json!({"key": key, "title": {"vi": key}, "from": from})
    }

    #[test]
    fn a_column_takes_what_has_the_same_rows() {
        let right = json!([
            column("a", &json!({"figure": "inspected_by_sub_project", "column": "planned"})),
            column("b", &json!({"field": "plan"})),
            {"key": "c", "title": {"vi": "Ghi chú"}},
        ]);
        let form_right = form(&right);
        assert_eq!(form_right.faults(), []);
        assert_eq!(form_right.figures(), [FigureKey::InspectedBySubProject]);
        let wrong = json!([
            column("a", &json!({"figure": "inspected_by_commune", "column": "planned"})),
            column("a", &json!({"field": "once"})),
            column("b", &json!({"field": "nothing"})),
        ]);
        let paths: Vec<String> = form(&wrong).faults().into_iter().map(|fault| fault.path).collect();
        let expected = [
            "/tables/0/columns/0/from/figure",
            "/tables/0/columns/1/key",
            "/tables/0/columns/1/from/field",
            "/tables/0/columns/2/from/field",
        ];
        assert_eq!(paths, expected);
    }

    #[test]
    fn what_is_counted_is_a_number_and_what_nobody_filled_in_is_none() {
        let form = form(&json!([
            column("planned", &json!({"figure": "inspected_by_sub_project", "column": "planned"})),
            column("unknown", &json!({"figure": "inspected_by_sub_project", "column": "no_such"})),
            column("plan", &json!({"field": "plan"})),
            {"key": "note", "title": {"vi": "Ghi chú"}},
        ]));
        let figures: Figures = serde_json::from_value(json!({
            "as_of": "2024-07-01", "from": "2024-01-01", "to": "2024-06-30",
            "figures": [{
                "key": "inspected_by_sub_project", "title": {"vi": ""}, "how": {"vi": ""}, "unit": {"vi": ""},
                "columns": [{"key": "planned", "title": {"vi": ""}}],
                "rows": [{"key": "DA1.1", "title": {"vi": ""}, "cells": {"planned": {"value": 4}}}],
            }],
        }))
        .unwrap();
        let name = |key: &str| RowName { key: key.to_owned(), code: key.to_owned(), title: String::new() };
        let names = [name("DA1.1"), name("DA2")];
        let fields = |value: Value| serde_json::from_value::<FieldValues>(value).unwrap();
        let cells = |fields: &FieldValues| {
            let rows = form.tables[0].filled(&names, &figures, &[fields]);
            assert!(rows[2].name.is_none());
            rows.into_iter().map(|row| row.cells).collect::<Vec<_>>()
        };
        let some = fields(json!({"plan": {"DA1.1": 7.5}}));
        assert_eq!(
            cells(&some),
            [
                vec![Some(4.0), None, Some(7.5), None],
                vec![Some(0.0), None, None, None],
                vec![Some(4.0), None, None, None]
            ]
        );
        let all = fields(json!({"plan": {"DA1.1": 7.5, "DA2": 1}}));
        assert_eq!(cells(&all)[2], [Some(4.0), None, Some(8.5), None]);
    }
}
