//! `$filter`: comparisons of a property with a value, `contains`, `startswith`, `endswith`, `in`, joined by `and`, `or`
//! and `not`. The result is neutral; whoever asks the store turns it into its own words.

use std::cmp::Ordering;

use mobile_sync_protocol::time::{Date, OffsetTime, Timestamp};
use serde_json::Value;
use uuid::Uuid;

/// Which rows are asked for. Properties are named by their place in the table.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// All of them hold.
    All(Vec<Filter>),
    /// Any of them holds.
    Any(Vec<Filter>),
    /// It does not hold.
    Not(Box<Filter>),
    /// A property against a value. Against null only equal and unequal are asked.
    Compare {
        /// Which property.
        property: usize,
        /// How.
        operator: Operator,
        /// Against what.
        value: Literal,
    },
    /// The words of a property hold others.
    Contains {
        /// Which property.
        property: usize,
        /// The others.
        words: String,
    },
    /// The words of a property begin with others.
    StartsWith {
        /// Which property.
        property: usize,
        /// The others.
        words: String,
    },
    /// The words of a property end with others.
    EndsWith {
        /// Which property.
        property: usize,
        /// The others.
        words: String,
    },
}

/// How a property is held against a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `eq`
    Equal,
    /// `ne`
    NotEqual,
    /// `gt`
    Greater,
    /// `ge`
    AtLeast,
    /// `lt`
    Less,
    /// `le`
    AtMost,
}

/// A value, of the kind that its property holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// Nothing.
    Null,
    /// Words.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// A number.
    Number(f64),
    /// True or false.
    Truth(bool),
    /// A day.
    Date(Date),
    /// A moment.
    Time(Timestamp),
    /// A UUID.
    Id(Uuid),
}

impl Filter {
    /// Whether it lets a row through, whose values are in the order of the properties. What is null compares with
    /// nothing but null.
    pub fn holds(&self, row: &[Value]) -> bool {
        let text = |property: &usize| row.get(*property).and_then(Value::as_str);
        match self {
            Self::All(parts) => parts.iter().all(|part| part.holds(row)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(row)),
            Self::Not(part) => !part.holds(row),
            Self::Contains { property, words } => text(property).is_some_and(|text| text.contains(words.as_str())),
            Self::StartsWith { property, words } => text(property).is_some_and(|text| text.starts_with(words.as_str())),
            Self::EndsWith { property, words } => text(property).is_some_and(|text| text.ends_with(words.as_str())),
            Self::Compare { property, operator, value } => {
                let order = row.get(*property).and_then(|own| compared(own, value));
                match operator {
                    Operator::Equal => order == Some(Ordering::Equal),
                    Operator::NotEqual => order != Some(Ordering::Equal),
                    Operator::Greater => order == Some(Ordering::Greater),
                    Operator::AtLeast => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
                    Operator::Less => order == Some(Ordering::Less),
                    Operator::AtMost => matches!(order, Some(Ordering::Less | Ordering::Equal)),
                }
            }
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts and years, far below 2^53")]
fn compared(own: &Value, literal: &Literal) -> Option<Ordering> {
    match literal {
        Literal::Null => own.is_null().then_some(Ordering::Equal),
        Literal::Text(text) => Some(own.as_str()?.cmp(text)),
        Literal::Whole(number) => own.as_f64()?.partial_cmp(&(*number as f64)),
        Literal::Number(number) => own.as_f64()?.partial_cmp(number),
        Literal::Truth(truth) => Some(own.as_bool()?.cmp(truth)),
        Literal::Date(day) => Some(own.as_str()?.parse::<Date>().ok()?.cmp(day)),
        Literal::Time(at) => {
            let time: OffsetTime = own.as_str()?.parse().ok()?;
            Some(Timestamp::cmp(&time.at, at))
        }
        Literal::Id(id) => Some(own.as_str()?.cmp(&id.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{
        super::{Refusal, parser::parse, tests::RECORDS},
        *,
    };

    fn read(text: &str) -> Result<Filter, Refusal> {
        parse(&RECORDS, text)
    }

    fn compare(property: usize, operator: Operator, value: Literal) -> Filter {
        Filter::Compare { property, operator, value }
    }

    #[test]
    fn every_kind_of_value_is_read() {
        for (text, property, value) in [
            (
                "id eq 0192e7a0-0000-7000-8000-000000000001",
                0,
                Literal::Id(Uuid::from_u128(0x0192_e7a0_0000_7000_8000_0000_0000_0001)),
            ),
            ("commune eq 'Xã ''Điềm He'''", 1, Literal::Text("Xã 'Điềm He'".into())),
            ("commune eq null", 1, Literal::Null),
            ("photos eq -3", 2, Literal::Whole(-3)),
            ("longitude eq 1e2", 3, Literal::Number(100.0)),
            ("inspected_on eq 2024-05-06", 4, Literal::Date(Date::new(2024, 5, 6).unwrap())),
            ("received_at eq 2024-05-06T09:15:00+07:00", 5, Literal::Time("2024-05-06T02:15:00Z".parse().unwrap())),
            ("late eq true", 6, Literal::Truth(true)),
        ] {
            assert_eq!(read(text), Ok(compare(property, Operator::Equal, value)), "{text}");
        }
    }

    #[test]
    fn and_binds_more_than_or_and_parentheses_most() {
        let photos = |operator, count| compare(2, operator, Literal::Whole(count));
        let (a, b, c) = (photos(Operator::Greater, 1), photos(Operator::AtMost, 2), photos(Operator::NotEqual, 3));
        assert_eq!(
            read("photos gt 1 or photos le 2 and photos ne 3"),
            Ok(Filter::Any(vec![a.clone(), Filter::All(vec![b.clone(), c.clone()])]))
        );
        assert_eq!(
            read("(photos gt 1 or photos le 2) and not (photos ne 3)"),
            Ok(Filter::All(vec![Filter::Any(vec![a, b]), Filter::Not(Box::new(c))]))
        );
        assert_eq!(
            read("contains(commune,'Điềm') and photos in (1, 2)"),
            Ok(Filter::All(vec![
                Filter::Contains { property: 1, words: "Điềm".into() },
                Filter::Any(vec![photos(Operator::Equal, 1), photos(Operator::Equal, 2)]),
            ]))
        );
    }

    #[test]
    fn what_is_wrong_is_400_and_what_is_not_offered_501() {
        for (status, text) in [
            (400, ""),
            (400, "photos"),
            (400, "photos eq"),
            (400, "photos eq 'x'"),
            (400, "photos eq x"),
            (400, "photos eq 1 photos eq 2"),
            (400, "photos eq 1)"),
            (400, "(photos eq 1"),
            (400, "commune eq 'x"),
            (400, "commune eq x"),
            (400, "longitude eq inf"),
            (400, "inspected_on eq 2024-02-30"),
            (400, "nothing eq 1"),
            (400, "contains(photos,'1')"),
            (501, "photos gt null"),
            (501, "photos add 1 eq 2"),
            (501, "words eq 'x'"),
            (501, "Photos/any(p:p/late)"),
            (501, "contains(tolower(commune),'x')"),
            (501, "year(inspected_on) eq 2024"),
        ] {
            assert_eq!(read(text).unwrap_err().status(), status, "{text}");
        }
        let deep = format!("{}photos eq 1{}", "(".repeat(5_000), ")".repeat(5_000));
        assert_eq!(read(&deep).unwrap_err().status(), 501);
        let long = vec!["photos eq 1"; 5_000].join(" or ");
        assert_eq!(read(&long).unwrap_err().status(), 501);
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[a-z0-9'(), éđ]{0,60}") {
            let _ = read(&text);
        }
    }
}
