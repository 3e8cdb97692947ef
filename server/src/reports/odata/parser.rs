//! Reads `$filter`.

use mobile_sync_protocol::time::OffsetTime;
use uuid::Uuid;

use super::{
    EntitySet, PropertyKind, Refusal,
    filter::{Filter, Literal, Operator},
    tokens::{Token, tokens},
};

/// Parentheses and `not` go so deep and no deeper; a filter has so many parts and no more.
const DEPTH_MAX: usize = 20;
pub(super) const PARTS_MAX: usize = 200;

/// Reads a filter.
pub(super) fn parse(set: &EntitySet, text: &str) -> Result<Filter, Refusal> {
    let tokens = tokens(text)?;
    let mut reader = Reader { set, tokens: &tokens, depth: 0 };
    let filter = reader.any()?;
    match reader.tokens {
        [] => Ok(filter),
        [rest, ..] => Err(Reader::unexpected(Some(rest))),
    }
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
            other => Err(Self::unexpected(other)),
        }
    }

    fn unexpected(token: Option<&Token>) -> Refusal {
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
            other => return Err(Self::unexpected(other)),
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
                _ => return Err(Self::unexpected(Some(&Token::Word(word.clone())))),
            },
            other => return Err(Self::unexpected(other)),
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
                other => return Err(Self::unexpected(other)),
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
            other => return Err(Self::unexpected(other)),
        };
        if kind != PropertyKind::Text {
            return Err(Refusal::Wrong(format!("$filter: {name} is asked of words alone")));
        }
        self.expect(&Token::Comma)?;
        let words = match self.next() {
            Some(Token::Quoted(words)) => words.clone(),
            other => return Err(Self::unexpected(other)),
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
        match self.set.property(name) {
            Some((place, property)) if property.filterable => Ok((place, property.kind)),
            Some(_) => Err(Refusal::NotOffered(format!("$filter of {shown} is not offered here"))),
            None if name.contains('/') => Err(Refusal::NotOffered(format!("$filter of {shown} is not offered here"))),
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
            (None, other) => Err(Self::unexpected(other)),
        }
    }
}
