//! The part of `OData` 4.01 that spreadsheets and reporting programs need to read tables: which tables there are
//! ([`service`], [`metadata`]), pages of one ([`page`]), and what of it they want ([`Query`]).
//!
//! Read-only. `$select`, `$top`, `$skip`, `$skiptoken`, `$count` and a part of `$filter`; what is outside is refused with
//! 501 and says so, as the standard asks, since a program must not take all rows for those it asked for.

mod filter;
mod parser;
mod query;
mod tokens;

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

pub use self::{
    filter::{Filter, Literal, Operator},
    query::Query,
};
use super::text;

/// The namespace of the types.
const NAMESPACE: &str = "thucdia";

/// A table that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntitySet {
    /// Its name in addresses: `Records`.
    pub name: &'static str,
    /// The name of the type of its rows: `Record`.
    pub entity: &'static str,
    /// The property that names a row.
    pub key: &'static str,
    /// Its columns, the key among them.
    pub properties: &'static [Property],
}

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Property {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: PropertyKind,
    /// Whether it may be null.
    pub nullable: bool,
    /// Whether `$filter` may name it.
    pub filterable: bool,
}

/// What a property holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PropertyKind {
    /// Words.
    Text,
    /// A whole number.
    Whole,
    /// A number.
    Number,
    /// True or false.
    Truth,
    /// A day: `2024-05-06`.
    Date,
    /// A moment: RFC 3339.
    Time,
    /// A UUID.
    Id,
}

impl PropertyKind {
    fn edm(self) -> &'static str {
        match self {
            Self::Text => "Edm.String",
            Self::Whole => "Edm.Int64",
            Self::Number => "Edm.Double",
            Self::Truth => "Edm.Boolean",
            Self::Date => "Edm.Date",
            Self::Time => "Edm.DateTimeOffset",
            Self::Id => "Edm.Guid",
        }
    }
}

impl EntitySet {
    /// The property of a name, and its place.
    pub fn property(&self, name: &str) -> Option<(usize, &'static Property)> {
        self.properties.iter().enumerate().find(|(_, property)| property.name == name)
    }
}

/// Why a request is not answered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It cannot be read, or names what is not there: 400.
    #[error("{0}")]
    Wrong(String),
    /// It is `OData`, and not among what is answered: 501.
    #[error("{0}")]
    NotOffered(String),
}

impl Refusal {
    /// The status of the answer.
    pub fn status(&self) -> u16 {
        match self {
            Self::Wrong(_) => 400,
            Self::NotOffered(_) => 501,
        }
    }

    /// The body of the answer.
    pub fn body(&self) -> Value {
        let code = match self {
            Self::Wrong(_) => "BadRequest",
            Self::NotOffered(_) => "NotImplemented",
        };
        json!({ "error": { "code": code, "message": self.to_string() } })
    }
}

/// The service document: which tables there are. `root` is the address of the service, without a slash at its end.
pub fn service(root: &str, sets: &[EntitySet]) -> Value {
    let entry = |set: &EntitySet| json!({ "name": set.name, "kind": "EntitySet", "url": set.name });
    json!({
        "@odata.context": format!("{root}/$metadata"),
        "value": sets.iter().map(entry).collect::<Vec<_>>(),
    })
}

/// The metadata document (CSDL XML): the tables with their columns and types.
pub fn metadata(sets: &[EntitySet]) -> String {
    let mut out = format!(
        concat!(
            r#"<?xml version="1.0" encoding="UTF-8"?>"#,
            r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>"#,
            r#"<Schema Namespace="{}" xmlns="http://docs.oasis-open.org/odata/ns/edm">"#,
        ),
        NAMESPACE
    );
    for set in sets {
        let _ = write!(
            out,
            r#"<EntityType Name="{}"><Key><PropertyRef Name="{}"/></Key>"#,
            text::escape(set.entity),
            text::escape(set.key)
        );
        for property in set.properties {
            let nullable = if property.nullable { "" } else { r#" Nullable="false""# };
            let precision = if property.kind == PropertyKind::Time { r#" Precision="3""# } else { "" };
            let _ = write!(
                out,
                r#"<Property Name="{}" Type="{}"{nullable}{precision}/>"#,
                text::escape(property.name),
                property.kind.edm()
            );
        }
        out.push_str("</EntityType>");
    }
    out.push_str(r#"<EntityContainer Name="Container">"#);
    for set in sets {
        let _ = write!(
            out,
            r#"<EntitySet Name="{}" EntityType="{NAMESPACE}.{}"/>"#,
            text::escape(set.name),
            text::escape(set.entity)
        );
    }
    out.push_str("</EntityContainer></Schema></edmx:DataServices></edmx:Edmx>");
    out
}

/// A page of a table: rows with a value for each property, of which those asked for are shown. `next` is the address of
/// the page that follows; `count` is how many rows there are in all, where that was asked.
pub fn page(
    root: &str,
    set: &EntitySet,
    query: &Query,
    rows: impl IntoIterator<Item = Vec<Value>>,
    count: Option<u64>,
    next: Option<String>,
) -> Value {
    let shown: Vec<usize> = match &query.select {
        Some(select) => select.clone(),
        None => (0..set.properties.len()).collect(),
    };
    let names = |at: &usize| set.properties.get(*at).map(|property| property.name);
    let context = match &query.select {
        Some(_) => {
            format!("{root}/$metadata#{}({})", set.name, shown.iter().filter_map(names).collect::<Vec<_>>().join(","))
        }
        None => format!("{root}/$metadata#{}", set.name),
    };
    let row = |mut values: Vec<Value>| -> Map<String, Value> {
        let value =
            |at: &usize| Some((names(at)?.to_owned(), values.get_mut(*at).map(Value::take).unwrap_or_default()));
        shown.iter().filter_map(value).collect()
    };
    let mut body = Map::new();
    body.insert("@odata.context".into(), context.into());
    if let Some(count) = count {
        body.insert("@odata.count".into(), count.into());
    }
    body.insert("value".into(), Value::Array(rows.into_iter().map(row).map(Value::Object).collect()));
    if let Some(next) = next {
        body.insert("@odata.nextLink".into(), next.into());
    }
    Value::Object(body)
}

/// A part of a query as an address has it.
pub fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"$-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push_str(&data_encoding::HEXUPPER.encode(&[byte]));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) const RECORDS: EntitySet = EntitySet {
        name: "Records",
        entity: "Record",
        key: "id",
        properties: &[
            Property { name: "id", kind: PropertyKind::Id, nullable: false, filterable: true },
            Property { name: "commune", kind: PropertyKind::Text, nullable: true, filterable: true },
            Property { name: "photos", kind: PropertyKind::Whole, nullable: false, filterable: true },
            Property { name: "longitude", kind: PropertyKind::Number, nullable: true, filterable: true },
            Property { name: "inspected_on", kind: PropertyKind::Date, nullable: false, filterable: true },
            Property { name: "received_at", kind: PropertyKind::Time, nullable: false, filterable: true },
            Property { name: "late", kind: PropertyKind::Truth, nullable: false, filterable: true },
            Property { name: "words", kind: PropertyKind::Text, nullable: true, filterable: false },
        ],
    };

    #[test]
    fn the_service_says_what_there_is() {
        let body = service("https://h/api/v1/odata", &[RECORDS]);
        assert_eq!(body["@odata.context"], "https://h/api/v1/odata/$metadata");
        assert_eq!(body["value"], json!([{ "name": "Records", "kind": "EntitySet", "url": "Records" }]));
    }

    #[test]
    fn metadata_is_well_formed_and_names_every_property() {
        let xml = metadata(&[RECORDS]);
        let mut reader = quick_xml::Reader::from_str(&xml);
        let mut properties = 0;
        loop {
            match reader.read_event().unwrap() {
                quick_xml::events::Event::Eof => break,
                quick_xml::events::Event::Empty(tag) if tag.name().as_ref() == "Property" => properties += 1,
                _ => {}
            }
        }
        assert_eq!(properties, RECORDS.properties.len());
        assert!(xml.contains(r#"<Property Name="id" Type="Edm.Guid" Nullable="false"/>"#), "{xml}");
        assert!(xml.contains(r#"<EntitySet Name="Records" EntityType="thucdia.Record"/>"#), "{xml}");
    }

    #[test]
    fn a_page_shows_what_was_asked_for() {
        let query = Query::parse(&RECORDS, [("$select", "photos,id"), ("$count", "true")]).unwrap();
        let row = vec![json!("a"), json!("Điềm He"), json!(3)];
        let body = page("r", &RECORDS, &query, [row], Some(9), Some("r/Records?$skiptoken=x".into()));
        assert_eq!(
            body,
            json!({
                "@odata.context": "r/$metadata#Records(photos,id)",
                "@odata.count": 9,
                "value": [{ "photos": 3, "id": "a" }],
                "@odata.nextLink": "r/Records?$skiptoken=x",
            })
        );
        let all = page("r", &RECORDS, &Query::default(), [vec![json!("a")]], None, None);
        assert_eq!(all["value"][0].as_object().unwrap().len(), 8);
        assert_eq!(all["@odata.context"], "r/$metadata#Records");
    }
}
