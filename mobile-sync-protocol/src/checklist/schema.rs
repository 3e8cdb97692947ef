//! The checklist format as JSON Schema (draft 2020-12), derived from the types so that the two cannot drift.

use serde_json::{Value, json};
use utoipa::{PartialSchema, ToSchema};

use super::Checklist;
use crate::time::Date;

/// The published schema.
///
/// # Errors
/// Never for the types of this crate; the error is that of serialisation.
pub fn checklist_schema() -> Result<Value, serde_json::Error> {
    let mut parts = Vec::new();
    Checklist::schemas(&mut parts);
    // An operand holds operands, so the collector stops there and misses what else it names.
    parts.push((Date::name().into_owned(), Date::schema()));
    let mut defs = serde_json::Map::new();
    for (name, schema) in parts {
        defs.insert(name, local(serde_json::to_value(schema)?));
    }
    let mut root = local(serde_json::to_value(Checklist::schema())?);
    if let Value::Object(members) = &mut root {
        members.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
        members.insert("title".into(), json!("Thực Địa checklist, format 1"));
        members.insert("$defs".into(), Value::Object(defs));
    }
    Ok(root)
}

/// Turns references into the OpenAPI document into references into the schema itself.
fn local(value: Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(
            members
                .into_iter()
                .map(|(name, value)| match value {
                    Value::String(target) if name == "$ref" => {
                        (name, Value::String(target.replace("#/components/schemas/", "#/$defs/")))
                    }
                    value => (name, local(value)),
                })
                .collect(),
        ),
        Value::Array(parts) => Value::Array(parts.into_iter().map(local).collect()),
        other => other,
    }
}
