//! Turns the expressions of a workbook into rules of a checklist.

use std::collections::BTreeMap;

use mobile_sync_protocol::{
    checklist::{
        ItemType,
        rule::{Condition, Operand, Relation},
    },
    ids::Key,
    text::Text,
};

use super::choices;
use crate::openrosa::xpath::{self, Expr, Op, Path, Start, Step, To};

/// What expressions may name.
#[derive(Debug, Default)]
pub(super) struct Fields {
    /// The items, with the type of each.
    pub items: BTreeMap<String, ItemType>,
    /// The fields that hold the day of the filling.
    pub days: Vec<String>,
}

/// Reads when something is asked.
///
/// # Errors
/// What of it cannot become a rule.
pub(super) fn relevant(text: &str, fields: &Fields) -> Result<Condition, Text> {
    Reader { fields, own: None }.condition(&parse(text)?, false)
}

pub(super) fn parse(text: &str) -> Result<Expr, Text> {
    xpath::read(text)
        .map_err(|why| Text::new(format!("Không đọc được biểu thức: {why}"), format!("This is no expression: {why}")))
}

/// Reads expressions about `own`, if it is the constraint of one.
pub(super) struct Reader<'a> {
    pub fields: &'a Fields,
    pub own: Option<&'a Key>,
}

impl Reader<'_> {
    /// `exact` says whether what cannot be told must come out as false, as it does in a form: below `not`, and where a
    /// rule forbids. Where a rule asks a question, both are the same.
    pub(super) fn condition(&self, expression: &Expr, exact: bool) -> Result<Condition, Text> {
        match expression {
            Expr::Binary(Op::And, left, right) => {
                Ok(Condition::All { of: vec![self.condition(left, exact)?, self.condition(right, exact)?] })
            }
            Expr::Binary(Op::Or, left, right) => {
                Ok(Condition::Any { of: vec![self.condition(left, exact)?, self.condition(right, exact)?] })
            }
            Expr::Binary(op, left, right) => self.comparison(*op, left, right, exact),
            Expr::Call(name, arguments) => match (name.as_str(), arguments.as_slice()) {
                ("not", [inner]) => Ok(Condition::Not { of: Box::new(self.condition(inner, true)?) }),
                ("true", []) => Ok(Condition::All { of: Vec::new() }),
                ("false", []) => Ok(Condition::Any { of: Vec::new() }),
                ("selected", [field, Expr::Literal(value)]) => self.is(&self.item(field)?, value, exact),
                _ => Err(outside(&format!("{name}()"))),
            },
            other => Err(outside(&describe(other))),
        }
    }

    fn comparison(&self, op: Op, left: &Expr, right: &Expr, exact: bool) -> Result<Condition, Text> {
        // Some write the constant first.
        if matches!(left, Expr::Literal(_)) && !matches!(right, Expr::Literal(_)) {
            return self.comparison(turned(op), right, left, exact);
        }
        match (op, left, right) {
            (Op::Equal | Op::Unequal, field, Expr::Literal(value)) if value.is_empty() => {
                let answered = Condition::Answered { item: self.item(field)? };
                Ok(if op == Op::Unequal { answered } else { Condition::Not { of: Box::new(answered) } })
            }
            (Op::Equal, field, Expr::Literal(value)) => self.is(&self.item(field)?, value, exact),
            (Op::Unequal, field, Expr::Literal(value)) => {
                Ok(Condition::Not { of: Box::new(self.is(&self.item(field)?, value, true)?) })
            }
            (Op::Above | Op::Unequal, Expr::Call(name, arguments), Expr::Number(zero))
                if name == "string-length" && *zero == 0.0 =>
            {
                match arguments.as_slice() {
                    [field] => Ok(Condition::Answered { item: self.item(field)? }),
                    _ => Err(outside("string-length()")),
                }
            }
            _ => {
                let relation = match op {
                    Op::Equal => Relation::Equals,
                    // What is not known differs from everything in a form.
                    Op::Unequal => {
                        let same = self.comparison(Op::Equal, left, right, true)?;
                        return Ok(Condition::Not { of: Box::new(same) });
                    }
                    Op::Below => Relation::Below,
                    Op::AtMost => Relation::AtMost,
                    Op::Above => Relation::Above,
                    Op::AtLeast => Relation::AtLeast,
                    _ => return Err(outside(&describe(left))),
                };
                let mut needs = Vec::new();
                let left = self.operand(left, &mut needs)?;
                let right = self.operand(right, &mut needs)?;
                Ok(guarded(needs, Condition::Compare { left, relation, right }, exact))
            }
        }
    }

    fn is(&self, item: &Key, value: &str, exact: bool) -> Result<Condition, Text> {
        let unknown = || {
            let (vi, en) = (format!("{item} không có lựa chọn {value:?}"), format!("{item} has no choice {value:?}"));
            Text::new(vi, en)
        };
        let answer = self.fields.items.get(item.as_str());
        let word = match answer {
            Some(ItemType::PassFail) => choices::outcome(value).ok_or_else(unknown)?,
            Some(ItemType::Choice { choices } | ItemType::MultipleChoice { choices }) => {
                let known = choices.iter().any(|choice| choice.value.as_str() == value);
                if known { value } else { return Err(unknown()) }
            }
            _ => {
                let (vi, en) = (
                    format!("{item} không phải câu hỏi lựa chọn nên không so sánh được với {value:?}"),
                    format!("{item} is no choice, so it cannot be compared with {value:?}"),
                );
                return Err(Text::new(vi, en));
            }
        };
        let is = Condition::Is { item: item.clone(), any_of: vec![word.parse().map_err(|_| unknown())?] };
        Ok(guarded(vec![item.clone()], is, exact))
    }

    fn item(&self, field: &Expr) -> Result<Key, Text> {
        let name = match field {
            Expr::Field(name) => name.as_str(),
            this if is_this(this) => self.own.map_or("", Key::as_str),
            other => return Err(outside(&describe(other))),
        };
        let known = self.fields.items.contains_key(name).then(|| name.parse().ok()).flatten();
        known.ok_or_else(|| Text::new(format!("Không có câu hỏi {name:?}"), format!("There is no question {name:?}")))
    }

    fn operand(&self, expression: &Expr, needs: &mut Vec<Key>) -> Result<Operand, Text> {
        match expression {
            Expr::Number(value) => Ok(Operand::Number(*value)),
            Expr::Negative(inner) => match inner.as_ref() {
                Expr::Number(value) => Ok(Operand::Number(-value)),
                other => Err(outside(&format!("-{}", describe(other)))),
            },
            Expr::Field(name) if self.fields.days.contains(name) => Ok(Operand::InspectionDate),
            Expr::Call(name, arguments) => match (name.as_str(), arguments.as_slice()) {
                ("today", []) => Ok(Operand::InspectionDate),
                ("date", [Expr::Literal(day)]) => day.parse().map(Operand::Date).map_err(|_| outside(day)),
                ("number" | "date", [inner]) => self.operand(inner, needs),
                _ => Err(outside(&format!("{name}()"))),
            },
            Expr::Binary(Op::Plus, left, right) => {
                Ok(Operand::Sum(vec![self.operand(left, needs)?, self.operand(right, needs)?]))
            }
            Expr::Binary(Op::Minus, left, right) => {
                Ok(Operand::Difference(vec![self.operand(left, needs)?, self.operand(right, needs)?]))
            }
            Expr::Binary(..) => match percent(expression) {
                Some((part, whole)) => {
                    Ok(Operand::Percent(vec![self.operand(part, needs)?, self.operand(whole, needs)?]))
                }
                None => Err(outside(&describe(expression))),
            },
            other => {
                let item = self.item(other)?;
                if !matches!(self.fields.items.get(item.as_str()), Some(ItemType::Number { .. } | ItemType::Date)) {
                    let (vi, en) = (
                        format!("{item} không phải số hay ngày nên không so sánh được"),
                        format!("{item} is neither number nor day, so it cannot be compared"),
                    );
                    return Err(Text::new(vi, en));
                }
                needs.push(item.clone());
                Ok(Operand::Item(item))
            }
        }
    }
}

/// `condition` as false, not as unknown, where one of `needs` has no answer.
fn guarded(needs: Vec<Key>, condition: Condition, exact: bool) -> Condition {
    if !exact || needs.is_empty() {
        return condition;
    }
    let answered = needs.into_iter().map(|item| Condition::Answered { item });
    Condition::All { of: answered.chain([condition]).collect() }
}

/// Part and whole of `100 * a div b` or `a div b * 100`.
fn percent(expression: &Expr) -> Option<(&Expr, &Expr)> {
    match expression {
        Expr::Binary(Op::Div, hundredfold, whole) => match hundredfold.as_ref() {
            Expr::Binary(Op::Times, left, right) if number(left) == Some(100.0) => Some((right, whole)),
            Expr::Binary(Op::Times, left, right) if number(right) == Some(100.0) => Some((left, whole)),
            _ => None,
        },
        Expr::Binary(Op::Times, left, right) => {
            let share = if number(right) == Some(100.0) {
                left
            } else if number(left) == Some(100.0) {
                right
            } else {
                return None;
            };
            match share.as_ref() {
                Expr::Binary(Op::Div, part, whole) => Some((part, whole)),
                _ => None,
            }
        }
        _ => None,
    }
}

pub(super) fn number(expression: &Expr) -> Option<f64> {
    match expression {
        Expr::Number(value) => Some(*value),
        Expr::Negative(inner) => number(inner).map(|value| -value),
        _ => None,
    }
}

pub(super) fn is_this(expression: &Expr) -> bool {
    let Expr::Path(Path { start: Start::Here, steps }) = expression else { return false };
    matches!(steps.as_slice(), [Step { to: To::This, predicates }] if predicates.is_empty())
}

/// The operator that holds with the sides changed over.
pub(super) fn turned(op: Op) -> Op {
    match op {
        Op::Below => Op::Above,
        Op::AtMost => Op::AtLeast,
        Op::Above => Op::Below,
        Op::AtLeast => Op::AtMost,
        other => other,
    }
}

fn describe(expression: &Expr) -> String {
    match expression {
        Expr::Binary(op, ..) => format!("{op:?}").to_lowercase(),
        Expr::Negative(_) => "-".to_owned(),
        Expr::Literal(text) => format!("{text:?}"),
        Expr::Number(value) => value.to_string(),
        Expr::Field(name) => format!("${{{name}}}"),
        Expr::Call(name, _) => format!("{name}()"),
        Expr::Path(_) => "XPath".to_owned(),
    }
}

fn outside(what: &str) -> Text {
    Text::new(
        format!("{what} nằm ngoài phần biểu thức được hỗ trợ ở đây"),
        format!("{what} is outside of the expressions that are taken here"),
    )
}
