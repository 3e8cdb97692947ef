//! Turns a checklist's conditions into XPath, as JavaRosa (Collect) and ODK's web engine compute it.
//!
//! A condition holds, does not hold, or cannot be told; XPath knows only two outcomes. So each condition becomes two
//! expressions, one that is true where it surely holds and one where it surely does not, and the place that asks says
//! which it needs: what is not told is not asked, and forbids nothing.
//!
//! Days are compared as whole numbers that are computed from the digits of the date: `decimal-date-time` would depend
//! on the phone's time zone, and engines disagree on what a date is as a number.

use std::collections::BTreeMap;

use mobile_sync_protocol::{
    checklist::{
        Checklist, ItemType, Setting,
        rule::{Condition, Operand, Relation},
    },
    ids::Key,
};

use crate::openrosa::{lists, names};

/// Where a form keeps what an item holds.
pub(super) fn item_path(section: &Key, item: &Key) -> String {
    format!("/{}/{}/{section}/{item}", names::ROOT, names::ANSWERS)
}

/// Where a form keeps the answer to an item.
pub(super) fn answer_path(section: &Key, item: &Key) -> String {
    format!("{}/{}", item_path(section, item), names::VALUE)
}

/// The path of one of the record's own fields.
pub(super) fn record_path(field: &str) -> String {
    format!("/{}/{}/{field}", names::ROOT, names::RECORD)
}

/// What expressions are about: where each answer stands and of what type it is.
#[derive(Debug)]
pub(super) struct Scope<'a> {
    items: BTreeMap<&'a Key, (String, &'a ItemType)>,
    settings: &'a BTreeMap<Key, Setting>,
}

/// A figure or a day: its expression, and what must be filled for it to be known.
struct Figure {
    is_day: bool,
    text: String,
    needs: Vec<String>,
}

impl<'a> Scope<'a> {
    /// The scope of all of a checklist's conditions.
    pub(super) fn of(checklist: &'a Checklist) -> Self {
        let items = checklist
            .items()
            .map(|(section, item)| (&item.key, (answer_path(&section.key, &item.key), &item.answer)))
            .collect();
        Self { items, settings: &checklist.settings }
    }

    /// An expression that is true where `condition` surely holds. `own` is the item whose constraint this is: there,
    /// the answer that is being given is `.`, and the node still holds the one before.
    pub(super) fn holds(&self, condition: &Condition, own: Option<&Key>) -> String {
        self.told(condition, own, true)
    }

    /// An expression that is true where `condition` surely does not hold.
    pub(super) fn fails(&self, condition: &Condition, own: Option<&Key>) -> String {
        self.told(condition, own, false)
    }

    fn told(&self, condition: &Condition, own: Option<&Key>, wanted: bool) -> String {
        match condition {
            // A list surely holds where all parts do; it surely fails where any part does. `Any` is its mirror.
            Condition::All { of } => joined(of.iter().map(|part| self.told(part, own, wanted)), wanted),
            Condition::Any { of } => joined(of.iter().map(|part| self.told(part, own, wanted)), !wanted),
            Condition::Not { of } => self.told(of, own, !wanted),
            Condition::Answered { item } => match self.item(item, own) {
                Some((path, ItemType::Text { .. })) => said(&format!("normalize-space({path})"), wanted),
                Some((path, _)) => said(&path, wanted),
                None => constant(!wanted),
            },
            Condition::Is { item, any_of } => match self.item(item, own) {
                Some((path, answer)) => one_of(&path, answer, any_of, wanted),
                None => constant(false),
            },
            Condition::Compare { left, relation, right } => {
                let (left, right) = (self.figure(left, own), self.figure(right, own));
                left.zip(right)
                    .map_or_else(|| constant(false), |(left, right)| compared(&left, *relation, &right, wanted))
            }
        }
    }

    fn item(&self, item: &Key, own: Option<&Key>) -> Option<(String, &'a ItemType)> {
        let (path, answer) = self.items.get(item)?;
        Some((if own == Some(item) { ".".to_owned() } else { path.clone() }, answer))
    }

    /// The expression of `operand`; `None` where it can never be told, as for a sum of two days.
    fn figure(&self, operand: &Operand, own: Option<&Key>) -> Option<Figure> {
        let known = |is_day, text: String| Figure { is_day, text, needs: Vec::new() };
        Some(match operand {
            Operand::Item(item) => match self.item(item, own)? {
                (path, ItemType::Number { .. }) => {
                    Figure { is_day: false, text: format!("number({path})"), needs: vec![path] }
                }
                (path, ItemType::Date) => Figure { is_day: true, text: day_number(&path), needs: vec![path] },
                _ => return None,
            },
            Operand::Setting(key) => known(false, number(self.settings.get(key)?.value)),
            Operand::Planned(key) => planned(key, false),
            Operand::PlannedDate(key) => planned(key, true),
            Operand::Number(value) => known(false, number(*value)),
            Operand::Date(day) => known(true, day.day_number().to_string()),
            Operand::InspectionDate => {
                let path = record_path(names::CAPTURED_AT);
                Figure { is_day: true, text: day_number(&path), needs: vec![path] }
            }
            Operand::Sum(parts) => {
                let (left, right) = self.pair(parts, own)?;
                match (left.is_day, right.is_day) {
                    (false, false) => left.with(&right, false, |left, right| format!("({left} + {right})")),
                    (true, false) => left.with(&right, true, |left, right| format!("({left} + int({right}))")),
                    _ => return None,
                }
            }
            Operand::Difference(parts) => {
                let (left, right) = self.pair(parts, own)?;
                (left.is_day == right.is_day)
                    .then(|| left.with(&right, false, |left, right| format!("({left} - {right})")))?
            }
            Operand::Percent(parts) => {
                let (left, right) = self.pair(parts, own)?;
                if left.is_day || right.is_day {
                    return None;
                }
                let divisor = format!("({} != 0)", right.text);
                let mut percent = left.with(&right, false, |left, right| format!("(100 * {left} div {right})"));
                percent.needs.push(divisor);
                percent
            }
        })
    }

    fn pair(&self, parts: &[Operand], own: Option<&Key>) -> Option<(Figure, Figure)> {
        match parts {
            [left, right] => Some((self.figure(left, own)?, self.figure(right, own)?)),
            _ => None,
        }
    }
}

impl Figure {
    fn with(&self, other: &Self, is_day: bool, write: impl Fn(&str, &str) -> String) -> Self {
        let needs = self.needs.iter().chain(&other.needs).cloned().collect();
        Self { is_day, text: write(&self.text, &other.text), needs }
    }
}

fn planned(figure: &Key, is_day: bool) -> Figure {
    let path = format!(
        "instance('{}')/root/item[name = {}]/{}",
        lists::SUBJECTS,
        record_path(names::SUBJECT),
        lists::planned_column(figure)
    );
    // Planned days come as numbers of days since 1970-01-01 already.
    Figure { is_day, text: format!("number({path})"), needs: vec![path] }
}

fn compared(left: &Figure, relation: Relation, right: &Figure, wanted: bool) -> String {
    if left.is_day != right.is_day {
        return constant(false);
    }
    let sign = match (relation, wanted) {
        (Relation::Below, true) | (Relation::AtLeast, false) => "<",
        (Relation::AtMost, true) | (Relation::Above, false) => "<=",
        (Relation::Equals, true) | (Relation::Differs, false) => "=",
        (Relation::Differs, true) | (Relation::Equals, false) => "!=",
        (Relation::AtLeast, true) | (Relation::Below, false) => ">=",
        (Relation::Above, true) | (Relation::AtMost, false) => ">",
    };
    let mut needs: Vec<String> = Vec::new();
    for need in left.needs.iter().chain(&right.needs) {
        let need = if need.starts_with('(') { need.clone() } else { said(need, true) };
        if !needs.contains(&need) {
            needs.push(need);
        }
    }
    needs.push(format!("{} {sign} {}", left.text, right.text));
    joined(needs.into_iter(), true)
}

fn one_of(path: &str, answer: &ItemType, any_of: &[Key], wanted: bool) -> String {
    let several = matches!(answer, ItemType::MultipleChoice { .. });
    let test = |value: &Key| {
        if several { format!("selected({path}, '{value}')") } else { format!("{path} = '{value}'") }
    };
    let any = joined(any_of.iter().map(test), false);
    if wanted { any } else { joined([said(path, true), format!("not({any})")].into_iter(), true) }
}

/// Whether a node (or a text made of it) is filled. A length suits every type; a comparison of a date with the empty
/// text does not.
fn said(text: &str, wanted: bool) -> String {
    let sign = if wanted { ">" } else { "=" };
    format!("string-length({text}) {sign} 0")
}

fn constant(value: bool) -> String {
    if value { "true()".to_owned() } else { "false()".to_owned() }
}

/// Parts joined by `and` or by `or`, in brackets where there are several.
pub(super) fn joined(parts: impl Iterator<Item = String>, all: bool) -> String {
    let parts: Vec<String> = parts.collect();
    match parts.as_slice() {
        [] => constant(all),
        [one] => one.clone(),
        several => format!("({})", several.join(if all { " and " } else { " or " })),
    }
}

/// A number as XPath writes it: digits and a point, never an exponent.
pub(super) fn number(value: f64) -> String {
    if value < 0.0 { format!("({value})") } else { value.to_string() }
}

/// Days from 1970-01-01 to the day at `path`, from its digits (right for 1901 to 2099; Meeus, Astronomical Algorithms).
fn day_number(path: &str) -> String {
    let part = |from: u8, to: u8| format!("number(substr({path}, {from}, {to}))");
    let (year, month, day) = (part(0, 4), part(5, 7), part(8, 10));
    format!(
        "(367 * {year} - int(7 * ({year} + int(({month} + 9) div 12)) div 4) + int(275 * {month} div 9) + {day} - {EPOCH})"
    )
}

/// What the formula of [`day_number`] gives for the day before 1970-01-01 plus one: its zero.
const EPOCH: i32 = 719_574;

/// An expression that is true of a day (`.`) that the protocol can carry: in the years 2000 to 2099.
pub(super) fn is_a_day_of_ours() -> String {
    "number(substr(., 0, 4)) >= 2000 and number(substr(., 0, 4)) < 2100".to_owned()
}

#[cfg(test)]
mod tests {
    use mobile_sync_protocol::time::Date;

    use super::*;

    /// The formula of [`day_number`], computed here.
    fn day_number_of(day: Date) -> i32 {
        let (year, month, day) = day.parts();
        let (year, month, day) = (i32::from(year), i32::from(month), i32::from(day));
        367 * year - 7 * (year + (month + 9) / 12) / 4 + 275 * month / 9 + day - EPOCH
    }

    #[test]
    fn the_formula_of_days_agrees_with_the_calendar_for_a_century() {
        let mut day = Date::new(2000, 1, 1).unwrap();
        let last = Date::new(2099, 12, 31).unwrap();
        while day <= last {
            assert_eq!(day_number_of(day), day.day_number(), "{day}");
            day = day.plus_days(1);
        }
    }

    #[test]
    fn numbers_have_no_exponent() {
        assert_eq!(number(1e21), "1000000000000000000000");
        assert_eq!(number(-0.000_000_1), "(-0.0000001)");
    }
}
