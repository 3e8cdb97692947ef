//! What an inspector answered.

use serde::{Deserialize, Serialize};

use crate::{ids::Key, place::Fix, time::Date};

/// The answer to one item, with a remark where the inspector wrote one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ItemAnswer))]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The answer itself.
    pub value: Value,
    /// The inspector's remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// An answer's value; the word names the type, as in `{"number": 4.5}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ItemValue))]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// Of a pass/fail item.
    Outcome(Outcome),
    /// Of a number item, in the item's unit.
    Number(f64),
    /// Of a choice item.
    Choice(Key),
    /// Of a multiple-choice item.
    Choices(Vec<Key>),
    /// Of a text item.
    Text(String),
    /// Of a date item.
    Date(Date),
    /// Of a place item.
    Place(Fix),
}

impl Value {
    /// Whether it says nothing: a text of spaces, a list of no choices. A phone that opened a field and left it
    /// sends such a value; for rules and for completeness it is no answer.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Text(text) => text.trim().is_empty(),
            Self::Choices(choices) => choices.is_empty(),
            Self::Outcome(_) | Self::Number(_) | Self::Choice(_) | Self::Date(_) | Self::Place(_) => false,
        }
    }
}

/// The outcome of a pass/fail item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ItemOutcome))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Đạt.
    Pass,
    /// Không đạt.
    Fail,
    /// Không áp dụng.
    NotApplicable,
}
