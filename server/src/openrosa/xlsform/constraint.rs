//! What must hold of an answer: bounds of its own type where they are such, rules otherwise.

use mobile_sync_protocol::{
    checklist::{ItemType, rule::Condition},
    ids::Key,
    text::Text,
};

use super::rule::{Fields, Reader, is_this, number, parse, turned};
use crate::openrosa::xpath::{Expr, Op};

/// What an answer must be.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Bounds {
    /// The least number.
    pub min: Option<f64>,
    /// The largest number.
    pub max: Option<f64>,
    /// The longest text in characters.
    pub max_length: Option<u32>,
    /// Everything else that must hold.
    pub rest: Vec<Condition>,
}

/// Reads what must hold of the answer to `own`.
///
/// # Errors
/// What of it cannot become a rule.
pub(super) fn read(text: &str, own: &Key, fields: &Fields) -> Result<Bounds, Text> {
    let reader = Reader { fields, own: Some(own) };
    let mut bounds = Bounds::default();
    let expression = parse(text)?;
    let mut parts = vec![&expression];
    while let Some(part) = parts.pop() {
        if let Expr::Binary(Op::And, left, right) = part {
            parts.extend([right.as_ref(), left.as_ref()]);
        } else if !reader.bound(part, &mut bounds) {
            // What is told here forbids an answer, so what is not known must be as false as it is in a form.
            bounds.rest.push(reader.condition(part, true)?);
        }
    }
    Ok(bounds)
}

impl Reader<'_> {
    /// Takes a bound of the item's own type; false where `part` is none.
    fn bound(&self, part: &Expr, bounds: &mut Bounds) -> bool {
        let Expr::Binary(op, left, right) = part else { return false };
        let (left, op, right) = match (number(left), number(right)) {
            (None, Some(figure)) => (left, *op, figure),
            (Some(figure), None) => (right, turned(*op), figure),
            _ => return false,
        };
        let own = self.own.and_then(|own| self.fields.items.get(own.as_str()));
        let is_own = |side: &Expr| is_this(side);
        match own {
            Some(ItemType::Number { decimals, .. }) if is_own(left) => {
                let is_whole = *decimals == Some(0) && right.fract() == 0.0;
                match op {
                    Op::AtLeast => tighten(&mut bounds.min, right, f64::max),
                    Op::AtMost => tighten(&mut bounds.max, right, f64::min),
                    Op::Above if is_whole => tighten(&mut bounds.min, right + 1.0, f64::max),
                    Op::Below if is_whole => tighten(&mut bounds.max, right - 1.0, f64::min),
                    _ => return false,
                }
            }
            Some(ItemType::Text { .. }) => {
                let Expr::Call(name, arguments) = left.as_ref() else { return false };
                if name != "string-length" || !matches!(arguments.as_slice(), [text] if is_own(text)) {
                    return false;
                }
                let longest = match op {
                    Op::AtMost => right,
                    Op::Below => right - 1.0,
                    _ => return false,
                };
                if !(1.0..=f64::from(mobile_sync_protocol::validate::TEXT_MAX)).contains(&longest)
                    || longest.fract() != 0.0
                {
                    return false;
                }
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a whole number from 1 to 4,000"
                )]
                let longest = longest as u32;
                bounds.max_length = Some(bounds.max_length.map_or(longest, |other| other.min(longest)));
            }
            _ => return false,
        }
        true
    }
}

fn tighten(bound: &mut Option<f64>, to: f64, choose: fn(f64, f64) -> f64) {
    *bound = Some(bound.map_or(to, |other| choose(other, to)));
}
