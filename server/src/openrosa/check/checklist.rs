//! The form that a checklist becomes, held against itself, and what is wrong told in the checklist's own places.

use std::collections::BTreeMap;

use mobile_sync_protocol::{
    checklist::Checklist,
    problem::{Code, Violation},
    text::Text,
};

use super::{Flaw, form};
use crate::openrosa::{lists, names, xform};

/// What keeps phones from opening the form of a checklist that holds together otherwise
/// ([`mobile_sync_protocol::checklist::check`]): above all items that wait for each other's answers.
pub fn checklist(checklist: &Checklist) -> Vec<Violation> {
    let planned = lists::planned_figures(checklist);
    let flaws = form(&xform::form(checklist).xml, &|list| lists::columns(list, &planned));
    // An item has several nodes that wait with it, and is told once.
    let mut told: BTreeMap<String, Text> = BTreeMap::new();
    for flaw in flaws {
        let (path, text) = match &flaw {
            Flaw::Circle(node) => waiting(checklist, node).unwrap_or_else(|| (String::new(), flaw.text())),
            _ => (String::new(), flaw.text()),
        };
        told.entry(path).or_insert(text);
    }
    told.into_iter().map(|(path, text)| Violation::new(path, Code::Checklist, text)).collect()
}

/// The item or the section that waits for itself, as JSON Pointer, by its node's path: `/data/answers/section/item/…`.
fn waiting(checklist: &Checklist, node: &str) -> Option<(String, Text)> {
    let steps: Vec<&str> = node.split('/').skip(1).collect();
    let [names::ROOT, names::ANSWERS, key, below @ ..] = steps.as_slice() else { return None };
    let (at, section) = checklist.sections.iter().enumerate().find(|(_, section)| section.key.as_str() == *key)?;
    let item =
        below.first().and_then(|key| section.items.iter().enumerate().find(|(_, item)| item.key.as_str() == *key));
    Some(match item {
        Some((number, item)) => (
            format!("/sections/{at}/items/{number}/shown_if"),
            Text::new(
                format!("Điều kiện hiện của tiêu chí {} đi vòng tròn: tiêu chí chờ chính câu trả lời của nó", item.key),
                format!("the rules by which {} is asked go in a circle: it waits for its own answer", item.key),
            ),
        ),
        None => (
            format!("/sections/{at}/shown_if"),
            Text::new(
                format!("Điều kiện hiện của phần {} đi vòng tròn: phần này chờ câu trả lời nằm trong nó", section.key),
                format!(
                    "the rules by which section {} is asked go in a circle: it waits for an answer in it",
                    section.key
                ),
            ),
        ),
    })
}
