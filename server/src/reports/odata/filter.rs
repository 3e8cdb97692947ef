//! `$filter`: comparisons of a property with a value, `contains`, `startswith`, `endswith`, `in`, joined by `and`, `or`
//! and `not`. The result is neutral; whoever asks the store turns it into its own words.

use mobile_sync_protocol::time::{Date, OffsetTime, Timestamp};
use uuid::Uuid;

use super::{EntitySet, PropertyKind, Refusal};

/// Parentheses and `not` go so deep and no deeper; a filter has so many parts and no more.
const DEPTH_MAX: usize = 20;
const PARTS_MAX: usize = 200;

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

/// A part of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    /// A name, a word such as `and`, or a value without quotes.
    Word(String),
    /// Between apostrophes, which are doubled inside.
    Quoted(String),
    Open,
    Close,
    Comma,
}

/// Reads a filter.
pub(super) fn parse(set: &EntitySet, text: &str) -> Result<Filter, Refusal> {
    let tokens = tokens(text)?;
    let mut reader = Reader { set, tokens: &tokens, depth: 0 };
    let filter = reader.any()?;
    match reader.tokens {
        [] => Ok(filter),
        [rest, ..] => Err(reader.unexpected(Some(rest))),
    }
}

fn tokens(text: &str) -> Result<Vec<Token>, Refusal> {
    let mut out = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        if out.len() > PARTS_MAX * 8 {
            return Err(Refusal::NotOffered("$filter has more parts than are answered here".into()));
        }
        let mut tail = rest.get(first.len_utf8()..).unwrap_or_default();
        match first {
            '(' => out.push(Token::Open),
            ')' => out.push(Token::Close),
            ',' => out.push(Token::Comma),
            '\'' => {
                let mut words = String::new();
                loop {
                    let Some((before, after)) = tail.split_once('\'') else {
                        return Err(Refusal::Wrong("$filter: an apostrophe is not closed".into()));
                    };
                    words.push_str(before);
                    match after.strip_prefix('\'') {
                        Some(after) => {
                            words.push('\'');
                            tail = after;
                        }
                        None => {
                            tail = after;
                            break;
                        }
                    }
                }
                out.push(Token::Quoted(words));
            }
            _ => {
                let ends = |letter: char| letter.is_whitespace() || matches!(letter, '(' | ')' | ',' | '\'');
                let (word, after) = rest.split_at(rest.find(ends).unwrap_or(rest.len()));
                out.push(Token::Word(word.to_owned()));
                tail = after;
            }
        }
        rest = tail.trim_start();
    }
    Ok(out)
}

struct Reader<'a> {
    set: &'a EntitySet,
    tokens: &'a [Token],
    depth: usize,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Option<&'a Token> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(first)
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = matches!(self.tokens, [Token::Word(first), ..] if first == word);
        if found {
            self.next();
        }
        found
    }

    fn expect(&mut self, token: &Token) -> Result<(), Refusal> {
        match self.next() {
            Some(next) if next == token => Ok(()),
            other => Err(self.unexpected(other)),
        }
    }

    fn unexpected(&self, token: Option<&Token>) -> Refusal {
        let token = match token {
            None => return Refusal::Wrong("$filter ends too early".into()),
            Some(Token::Word(word)) => word.clone(),
            Some(Token::Quoted(words)) => format!("'{words}'"),
            Some(Token::Open) => "(".into(),
            Some(Token::Close) => ")".into(),
            Some(Token::Comma) => ",".into(),
        };
        Refusal::Wrong(format!("$filter: {} is not expected there", super::text::shortened(&token, 60)))
    }

    /// Parts joined by `or`, which binds less than `and`.
    fn any(&mut self) -> Result<Filter, Refusal> {
        self.joined("or", Self::all, Filter::Any)
    }

    fn all(&mut self) -> Result<Filter, Refusal> {
        self.joined("and", Self::one, Filter::All)
    }

    fn joined(
        &mut self,
        word: &str,
        part: fn(&mut Self) -> Result<Filter, Refusal>,
        join: fn(Vec<Filter>) -> Filter,
    ) -> Result<Filter, Refusal> {
        let first = part(self)?;
        let mut parts = vec![first];
        while self.take_word(word) {
            parts.push(part(self)?);
            if parts.len() > PARTS_MAX {
                return Err(Refusal::NotOffered("$filter has more parts than are answered here".into()));
            }
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { join(parts) })
    }

    /// `not`, parentheses, a function or a comparison.
    fn one(&mut self) -> Result<Filter, Refusal> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(Refusal::NotOffered("$filter is deeper than is answered here".into()));
        }
        let filter = if self.take_word("not") {
            Filter::Not(Box::new(self.one()?))
        } else if let [Token::Open, ..] = self.tokens {
            self.next();
            let filter = self.any()?;
            self.expect(&Token::Close)?;
            filter
        } else {
            self.comparison()?
        };
        self.depth -= 1;
        Ok(filter)
    }

    fn comparison(&mut self) -> Result<Filter, Refusal> {
        let name = match self.next() {
            Some(Token::Word(name)) => name,
            other => return Err(self.unexpected(other)),
        };
        if let [Token::Open, ..] = self.tokens {
            return self.function(name);
        }
        let (property, kind) = self.property(name)?;
        let operator = match self.next() {
            Some(Token::Word(word)) => match word.as_str() {
                "eq" => Operator::Equal,
                "ne" => Operator::NotEqual,
                "gt" => Operator::Greater,
                "ge" => Operator::AtLeast,
                "lt" => Operator::Less,
                "le" => Operator::AtMost,
                "in" => return self.among(property, kind),
                "has" | "add" | "sub" | "mul" | "div" | "divby" | "mod" => {
                    return Err(Refusal::NotOffered(format!("$filter: {word} is not offered here")));
                }
                _ => return Err(self.unexpected(Some(&Token::Word(word.clone())))),
            },
            other => return Err(self.unexpected(other)),
        };
        let value = self.literal(kind)?;
        if value == Literal::Null && !matches!(operator, Operator::Equal | Operator::NotEqual) {
            return Err(Refusal::NotOffered("$filter: null is only asked with eq and ne".into()));
        }
        Ok(Filter::Compare { property, operator, value })
    }

    /// `in ('a', 'b')`: equal to any.
    fn among(&mut self, property: usize, kind: PropertyKind) -> Result<Filter, Refusal> {
        self.expect(&Token::Open)?;
        let mut parts = Vec::new();
        loop {
            let value = self.literal(kind)?;
            parts.push(Filter::Compare { property, operator: Operator::Equal, value });
            match self.next() {
                Some(Token::Comma) if parts.len() < PARTS_MAX => {}
                Some(Token::Comma) => {
                    return Err(Refusal::NotOffered("$filter has more parts than are answered here".into()));
                }
                Some(Token::Close) => return Ok(Filter::Any(parts)),
                other => return Err(self.unexpected(other)),
            }
        }
    }

    fn function(&mut self, name: &str) -> Result<Filter, Refusal> {
        if !matches!(name, "contains" | "startswith" | "endswith") {
            return Err(Refusal::NotOffered(format!(
                "$filter: {} is not offered here",
                super::text::shortened(name, 60)
            )));
        }
        self.expect(&Token::Open)?;
        let (property, kind) = match self.next() {
            // A function inside a function, as in contains(tolower(name), 'x').
            Some(Token::Word(inner)) if matches!(self.tokens, [Token::Open, ..]) => {
                return Err(Refusal::NotOffered(format!("$filter: {inner} is not offered here")));
            }
            Some(Token::Word(property)) => self.property(property)?,
            other => return Err(self.unexpected(other)),
        };
        if kind != PropertyKind::Text {
            return Err(Refusal::Wrong(format!("$filter: {name} is asked of words alone")));
        }
        self.expect(&Token::Comma)?;
        let words = match self.next() {
            Some(Token::Quoted(words)) => words.clone(),
            other => return Err(self.unexpected(other)),
        };
        self.expect(&Token::Close)?;
        Ok(match name {
            "contains" => Filter::Contains { property, words },
            "startswith" => Filter::StartsWith { property, words },
            _ => Filter::EndsWith { property, words },
        })
    }

    fn property(&self, name: &str) -> Result<(usize, PropertyKind), Refusal> {
        let shown = super::text::shortened(name, 60);
        if name.contains('/') {
            return Err(Refusal::NotOffered(format!("$filter of {shown} is not offered here")));
        }
        match self.set.property(name) {
            Some((place, property)) if property.filterable => Ok((place, property.kind)),
            Some(_) => Err(Refusal::NotOffered(format!("$filter of {shown} is not offered here"))),
            None => Err(Refusal::Wrong(format!("{} has no property {shown}", self.set.name))),
        }
    }

    fn literal(&mut self, kind: PropertyKind) -> Result<Literal, Refusal> {
        let token = self.next();
        let value = match token {
            Some(Token::Quoted(words)) if kind == PropertyKind::Text => Some(Literal::Text(words.clone())),
            Some(Token::Word(word)) if word == "null" => Some(Literal::Null),
            Some(Token::Word(word)) => match kind {
                PropertyKind::Text => None,
                PropertyKind::Whole => word.parse().ok().map(Literal::Whole),
                PropertyKind::Number => {
                    word.parse().ok().filter(|number: &f64| number.is_finite()).map(Literal::Number)
                }
                PropertyKind::Truth => word.parse().ok().map(Literal::Truth),
                PropertyKind::Date => word.parse().ok().map(Literal::Date),
                PropertyKind::Time => word.parse::<OffsetTime>().ok().map(|time| Literal::Time(time.at)),
                PropertyKind::Id => Uuid::try_parse(word).ok().map(Literal::Id),
            },
            _ => None,
        };
        match (value, token) {
            (Some(value), _) => Ok(value),
            (None, Some(Token::Word(word))) => {
                let word = super::text::shortened(word, 60);
                Err(Refusal::Wrong(format!("$filter: {word} is no {}", kind.edm())))
            }
            (None, other) => Err(self.unexpected(other)),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::tests::RECORDS, *};

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
