//! The tables of the feed: the registers' columns, which are known once and never change.

use std::sync::LazyLock;

use crate::{
    exports::registers::{Answers, Findings, Photos, Records, Rows, Subjects, Units},
    reports::{
        odata::{EntitySet, Property, PropertyKind},
        table::{Column, Kind},
    },
};

/// Which register a table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Set {
    Records,
    Answers,
    Findings,
    Subjects,
    Units,
    Photos,
}

/// The column of a row's name in tables whose registers have none.
pub(super) const ID: &str = "id";

/// All tables.
pub static SETS: LazyLock<Vec<EntitySet>> = LazyLock::new(|| {
    vec![
        table("Records", "Record", "record", Records::columns()),
        table("Answers", "Answer", ID, Answers::columns()),
        table("Findings", "Finding", "finding", Findings::columns()),
        table("Subjects", "Subject", "subject", Subjects::columns()),
        table("Units", "Unit", "unit", Units::columns()),
        table("Photos", "Photo", ID, Photos::columns()),
    ]
});

/// A table by its name.
pub fn set(name: &str) -> Option<&'static EntitySet> {
    SETS.iter().find(|set| set.name == name)
}

/// The register that a table is.
pub(super) fn of(entity: &EntitySet) -> Set {
    match entity.name {
        "Records" => Set::Records,
        "Answers" => Set::Answers,
        "Findings" => Set::Findings,
        "Subjects" => Set::Subjects,
        "Photos" => Set::Photos,
        _ => Set::Units,
    }
}

/// A table of these columns. Its names live as long as the process, as the type of a table wants.
fn table(name: &'static str, entity: &'static str, key: &'static str, columns: Vec<Column>) -> EntitySet {
    let mut properties = Vec::with_capacity(columns.len() + 1);
    if !columns.iter().any(|column| column.key == key) {
        properties.push(Property { name: key, kind: PropertyKind::Text, nullable: false, filterable: true });
    }
    for column in columns {
        let kind = match column.kind {
            Kind::Text | Kind::Link => PropertyKind::Text,
            Kind::Number { decimals: 0 } => PropertyKind::Whole,
            Kind::Number { .. } => PropertyKind::Number,
            Kind::Date => PropertyKind::Date,
            Kind::Time => PropertyKind::Time,
        };
        let name: &'static str = Box::leak(column.key.into_boxed_str());
        properties.push(Property { name, kind, nullable: name != key, filterable: true });
    }
    EntitySet { name, entity, key, properties: Box::leak(properties.into_boxed_slice()) }
}
