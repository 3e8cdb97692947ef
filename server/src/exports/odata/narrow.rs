//! What of a filter the store can be asked: equalities and days that must all hold. The rest is held against the rows,
//! and so is this once more, so that narrowing too little is never wrong.

use mobile_sync_protocol::{checklist::SubjectKind, evidence::Answer, ids::UnitId, sync::RecordStatus, time::Date};

use crate::{
    desk::choice::{FindingChoice, RecordChoice, SubjectChoice},
    exports::registers::{Context, words},
    reports::odata::{EntitySet, Filter, Literal, Operator, Query},
    review::finding::{Level, State},
};

/// Comparisons that must all hold: the property's name, how, with what.
fn musts<'a>(query: &'a Query, entity: &EntitySet) -> Vec<(&'static str, Operator, &'a Literal)> {
    fn walk<'a>(filter: &'a Filter, entity: &EntitySet, out: &mut Vec<(&'static str, Operator, &'a Literal)>) {
        match filter {
            Filter::All(parts) => parts.iter().for_each(|part| walk(part, entity, out)),
            Filter::Compare { property, operator, value } => {
                out.extend(entity.properties.get(*property).map(|property| (property.name, *operator, value)));
            }
            _ => {}
        }
    }
    let mut out = Vec::new();
    if let Some(filter) = &query.filter {
        walk(filter, entity, &mut out);
    }
    out
}

/// The only commune of a code in the caller's scope.
fn commune(context: &Context, code: &str) -> Option<UnitId> {
    let units = context.registry.units.iter();
    let mut known = units.filter(|unit| unit.code == code && context.scope.communes.contains(&unit.id));
    match (known.next(), known.next()) {
        (Some(unit), None) => Some(unit.id),
        _ => None,
    }
}

fn kind(word: &str) -> Option<SubjectKind> {
    SubjectKind::ALL.into_iter().find(|kind| words::kind(Some(*kind)) == word)
}

/// Which records are read at all.
pub(super) fn records(query: &Query, entity: &EntitySet, context: &Context) -> RecordChoice {
    let mut choice = RecordChoice::default();
    for (name, operator, value) in musts(query, entity) {
        match (name, operator, value) {
            ("record", Operator::Equal, Literal::Text(text)) => choice.record = text.parse().ok(),
            ("commune_code", Operator::Equal, Literal::Text(code)) => choice.commune = commune(context, code),
            ("kind", Operator::Equal, Literal::Text(word)) => choice.kind = kind(word),
            ("status", Operator::Equal, Literal::Text(word)) => {
                choice.status = RecordStatus::ALL.into_iter().find(|status| words::status(*status) == word);
            }
            ("evidence", Operator::Equal, Literal::Text(word)) => {
                choice.evidence = Answer::ALL.into_iter().find(|answer| words::verdict(Some(*answer)) == word);
            }
            ("inspected_on", operator, Literal::Date(day)) => days(&mut choice, operator, *day),
            _ => {}
        }
    }
    choice
}

fn days(choice: &mut RecordChoice, operator: Operator, day: Date) {
    if matches!(operator, Operator::Equal | Operator::Greater | Operator::AtLeast) {
        choice.from = choice.from.max(Some(day));
    }
    if matches!(operator, Operator::Equal | Operator::Less | Operator::AtMost) {
        choice.to = Some(choice.to.map_or(day, |to| to.min(day)));
    }
}

/// Which findings are read at all.
pub(super) fn findings(query: &Query, entity: &EntitySet, context: &Context) -> FindingChoice {
    let mut choice = FindingChoice::default();
    for (name, operator, value) in musts(query, entity) {
        match (name, operator, value) {
            ("year", Operator::Equal, Literal::Whole(year)) => choice.year = Some(*year),
            ("commune_code", Operator::Equal, Literal::Text(code)) => choice.commune = commune(context, code),
            ("record", Operator::Equal, Literal::Text(text)) => choice.record = text.parse().ok(),
            ("state", Operator::Equal, Literal::Text(word)) => {
                choice.state = State::ALL.iter().copied().find(|state| state.vietnamese() == word);
            }
            ("level", Operator::Equal, Literal::Text(word)) => {
                choice.level = Level::ALL.iter().copied().find(|level| level.as_str().to_uppercase() == *word);
            }
            _ => {}
        }
    }
    choice
}

/// Which subjects are read at all.
pub(super) fn subjects(query: &Query, entity: &EntitySet, context: &Context) -> SubjectChoice {
    let mut choice = SubjectChoice::default();
    for (name, operator, value) in musts(query, entity) {
        match (name, operator, value) {
            ("commune_code", Operator::Equal, Literal::Text(code)) => choice.commune = commune(context, code),
            ("kind", Operator::Equal, Literal::Text(word)) => choice.kind = kind(word),
            _ => {}
        }
    }
    choice
}
