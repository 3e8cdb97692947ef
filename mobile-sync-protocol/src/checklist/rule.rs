//! Conditions over a record's answers, with three outcomes: holds, does not hold, and cannot be told.
//!
//! A phone without the plan and a server with it run the same rules; what cannot be told raises nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Setting;
use crate::{
    answer::{Answer, Outcome, Value},
    ids::Key,
    time::Date,
};

/// Something that holds of a record, does not hold, or cannot be told from what is known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "test", rename_all = "snake_case", deny_unknown_fields)]
pub enum Condition {
    /// Every part holds.
    All {
        /// The parts.
        #[cfg_attr(feature = "openapi", schema(no_recursion))]
        of: Vec<Condition>,
    },
    /// At least one part holds.
    Any {
        /// The parts.
        #[cfg_attr(feature = "openapi", schema(no_recursion))]
        of: Vec<Condition>,
    },
    /// The part does not hold.
    Not {
        /// The part.
        #[cfg_attr(feature = "openapi", schema(no_recursion))]
        of: Box<Condition>,
    },
    /// The item has an answer that says something.
    Answered {
        /// The item.
        item: Key,
    },
    /// The item's answer is (or, for several choices, holds) one of the values.
    /// `pass`, `fail` and `not_applicable` name the outcomes of pass/fail items.
    Is {
        /// The item.
        item: Key,
        /// The values.
        any_of: Vec<Key>,
    },
    /// Two figures, or two days, stand in a relation.
    Compare {
        /// The first.
        left: Operand,
        /// How the first stands to the second.
        relation: Relation,
        /// The second.
        right: Operand,
    },
}

/// How one figure or day stands to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Less than; earlier.
    Below,
    /// Not more than; not later.
    AtMost,
    /// The same.
    Equals,
    /// Not the same.
    Differs,
    /// Not less than; not earlier.
    AtLeast,
    /// More than; later.
    Above,
}

/// A figure or a day that a rule computes with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(no_recursion))]
#[serde(rename_all = "snake_case")]
pub enum Operand {
    /// The answer to a number or date item.
    Item(Key),
    /// One of the checklist's settings.
    Setting(Key),
    /// A planned figure of the subject; days are planned as numbers of days since 1970-01-01.
    Planned(Key),
    /// A planned day of the subject.
    PlannedDate(Key),
    /// A figure written here.
    Number(f64),
    /// A day written here.
    Date(Date),
    /// The day of the inspection.
    InspectionDate,
    /// The first plus the second; days may be added to a day.
    Sum(Vec<Operand>),
    /// The first less the second; between two days, the days from the second to the first.
    Difference(Vec<Operand>),
    /// A hundred times the first over the second; cannot be told where the second is 0.
    Percent(Vec<Operand>),
}

/// What rules may look at.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The answers of the record.
    pub answers: &'a BTreeMap<Key, Answer>,
    /// The checklist's settings.
    pub settings: &'a BTreeMap<Key, Setting>,
    /// The subject's planned figures; empty on a phone that does not have them.
    pub planned: &'a BTreeMap<Key, f64>,
    /// The day of the inspection.
    pub inspected_on: Date,
}

/// What an operand comes to.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Figure {
    Number(f64),
    Day(Date),
}

impl Condition {
    /// Whether it holds; `None` where that cannot be told.
    pub fn holds(&self, facts: &Facts<'_>) -> Option<bool> {
        match self {
            Self::All { of } => fold(of, facts, false),
            Self::Any { of } => fold(of, facts, true),
            Self::Not { of } => of.holds(facts).map(|holds| !holds),
            Self::Answered { item } => Some(facts.answers.get(item).is_some_and(|answer| !answer.value.is_blank())),
            Self::Is { item, any_of } => facts.answers.get(item).map(|answer| is_any_of(&answer.value, any_of)),
            Self::Compare { left, relation, right } => compare(left.figure(facts)?, *relation, right.figure(facts)?),
        }
    }

    /// Calls `visit` with this condition and each one inside it.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Condition)) {
        visit(self);
        match self {
            Self::All { of } | Self::Any { of } => {
                for part in of {
                    part.walk(visit);
                }
            }
            Self::Not { of } => of.walk(visit),
            Self::Answered { .. } | Self::Is { .. } | Self::Compare { .. } => {}
        }
    }
}

/// `Any` is decided by the first part that holds, `All` by the first that does not; else one unknown makes it unknown.
fn fold(of: &[Condition], facts: &Facts<'_>, decided_by: bool) -> Option<bool> {
    let mut known = true;
    for part in of {
        match part.holds(facts) {
            Some(holds) if holds == decided_by => return Some(decided_by),
            Some(_) => {}
            None => known = false,
        }
    }
    known.then_some(!decided_by)
}

fn is_any_of(value: &Value, wanted: &[Key]) -> bool {
    let has = |word: &str| wanted.iter().any(|key| key.as_str() == word);
    match value {
        Value::Outcome(Outcome::Pass) => has("pass"),
        Value::Outcome(Outcome::Fail) => has("fail"),
        Value::Outcome(Outcome::NotApplicable) => has("not_applicable"),
        Value::Choice(choice) => has(choice.as_str()),
        Value::Choices(choices) => choices.iter().any(|choice| has(choice.as_str())),
        Value::Number(_) | Value::Text(_) | Value::Date(_) | Value::Place(_) => false,
    }
}

fn compare(left: Figure, relation: Relation, right: Figure) -> Option<bool> {
    let order = match (left, right) {
        (Figure::Number(left), Figure::Number(right)) => left.partial_cmp(&right)?,
        (Figure::Day(left), Figure::Day(right)) => left.cmp(&right),
        _ => return None,
    };
    Some(match relation {
        Relation::Below => order.is_lt(),
        Relation::AtMost => order.is_le(),
        Relation::Equals => order.is_eq(),
        Relation::Differs => order.is_ne(),
        Relation::AtLeast => order.is_ge(),
        Relation::Above => order.is_gt(),
    })
}

impl Operand {
    /// Calls `visit` with this operand and each one inside it.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Operand)) {
        visit(self);
        if let Self::Sum(parts) | Self::Difference(parts) | Self::Percent(parts) = self {
            for part in parts {
                part.walk(visit);
            }
        }
    }

    fn figure(&self, facts: &Facts<'_>) -> Option<Figure> {
        match self {
            Self::Item(item) => match facts.answers.get(item)?.value {
                Value::Number(number) => Some(Figure::Number(number)),
                Value::Date(day) => Some(Figure::Day(day)),
                _ => None,
            },
            Self::Setting(key) => facts.settings.get(key).map(|setting| Figure::Number(setting.value)),
            Self::Planned(key) => facts.planned.get(key).copied().map(Figure::Number),
            Self::PlannedDate(key) => facts.planned.get(key).map(|number| Figure::Day(day_from_number(*number))),
            Self::Number(number) => Some(Figure::Number(*number)),
            Self::Date(day) => Some(Figure::Day(*day)),
            Self::InspectionDate => Some(Figure::Day(facts.inspected_on)),
            Self::Sum(parts) => match pair(parts, facts)? {
                (Figure::Number(left), Figure::Number(right)) => Some(Figure::Number(left + right)),
                (Figure::Day(day), Figure::Number(days)) => Some(Figure::Day(day.plus_days(whole(days)))),
                _ => None,
            },
            Self::Difference(parts) => match pair(parts, facts)? {
                (Figure::Number(left), Figure::Number(right)) => Some(Figure::Number(left - right)),
                (Figure::Day(left), Figure::Day(right)) => Some(Figure::Number(f64::from(left.days_since(right)))),
                _ => None,
            },
            Self::Percent(parts) => match pair(parts, facts)? {
                (Figure::Number(left), Figure::Number(right)) if right != 0.0 => {
                    Some(Figure::Number(100.0 * left / right))
                }
                _ => None,
            },
        }
    }
}

fn pair(parts: &[Operand], facts: &Facts<'_>) -> Option<(Figure, Figure)> {
    match parts {
        [left, right] => Some((left.figure(facts)?, right.figure(facts)?)),
        _ => None,
    }
}

#[expect(clippy::cast_possible_truncation, reason = "clamped to a century of days first")]
fn whole(days: f64) -> i32 {
    days.clamp(-40_000.0, 40_000.0) as i32
}

fn day_from_number(number: f64) -> Date {
    crate::time::Timestamp(0).date_at(0).plus_days(whole(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(value: f64) -> Answer {
        Answer { value: Value::Number(value), note: None }
    }

    fn facts<'a>(
        answers: &'a BTreeMap<Key, Answer>,
        planned: &'a BTreeMap<Key, f64>,
        settings: &'a BTreeMap<Key, Setting>,
    ) -> Facts<'a> {
        Facts { answers, settings, planned, inspected_on: "2024-07-01".parse().unwrap() }
    }

    #[test]
    fn a_rule_that_needs_the_plan_cannot_be_told_without_it() {
        let rule: Condition = serde_json::from_str(
            r#"{"test":"compare","left":{"percent":[{"item":"alive"},{"planned":"units"}]},"relation":"below","right":{"number":80}}"#,
        )
        .unwrap();
        let answers = BTreeMap::from([("alive".parse().unwrap(), number(30.0))]);
        let (mut planned, settings) = (BTreeMap::new(), BTreeMap::new());
        assert_eq!(rule.holds(&facts(&answers, &planned, &settings)), None);
        planned.insert("units".parse().unwrap(), 40.0);
        assert_eq!(rule.holds(&facts(&answers, &planned, &settings)), Some(true));
        planned.insert("units".parse().unwrap(), 0.0);
        assert_eq!(rule.holds(&facts(&answers, &planned, &settings)), None);
    }

    #[test]
    fn a_day_is_late_by_the_days_that_the_rule_allows() {
        let rule: Condition = serde_json::from_str(
            r#"{"test":"compare","left":{"item":"received"},"relation":"above","right":{"sum":[{"date":"2024-05-01"},{"number":60}]}}"#,
        )
        .unwrap();
        let (planned, settings) = (BTreeMap::new(), BTreeMap::new());
        for (day, late) in [("2024-06-30", false), ("2024-07-01", true)] {
            let value = Value::Date(day.parse().unwrap());
            let answers = BTreeMap::from([("received".parse().unwrap(), Answer { value, note: None })]);
            assert_eq!(rule.holds(&facts(&answers, &planned, &settings)), Some(late), "{day}");
        }
    }

    #[test]
    fn one_part_decides_though_another_is_unknown() {
        let (answers, planned, settings) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let facts = facts(&answers, &planned, &settings);
        let unknown = || Condition::Is { item: "a".parse().unwrap(), any_of: vec![] };
        let no = || Condition::Answered { item: "a".parse().unwrap() };
        assert_eq!(Condition::All { of: vec![unknown(), no()] }.holds(&facts), Some(false));
        assert_eq!(Condition::Any { of: vec![unknown(), no()] }.holds(&facts), None);
        assert_eq!(Condition::Not { of: Box::new(unknown()) }.holds(&facts), None);
    }
}
