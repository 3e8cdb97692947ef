//! The grammar: operators by how strongly they bind, primaries, steps.

use super::{Expr, NotXPath, Op, Path, Start, Step, To};

/// Most expressions inside each other.
const DEPTH_MAX: u32 = 64;

/// Reads an expression.
///
/// # Errors
/// The first place that is none.
pub(in crate::openrosa) fn read(text: &str) -> Result<Expr, NotXPath> {
    let mut reader = Reader { text: text.chars().collect(), at: 0, depth: 0 };
    let expression = reader.binary(0)?;
    reader.space();
    if reader.at < reader.text.len() { reader.fail("something is left over") } else { Ok(expression) }
}

struct Reader {
    text: Vec<char>,
    at: usize,
    depth: u32,
}

/// Operators that are words, and operators that are signs, longest first, each with how strongly it binds.
const OPERATORS: [(&str, Op, u8); 14] = [
    ("or", Op::Or, 1),
    ("and", Op::And, 2),
    ("!=", Op::Unequal, 3),
    ("<=", Op::AtMost, 4),
    (">=", Op::AtLeast, 4),
    ("=", Op::Equal, 3),
    ("<", Op::Below, 4),
    (">", Op::Above, 4),
    ("+", Op::Plus, 5),
    ("-", Op::Minus, 5),
    ("*", Op::Times, 6),
    ("div", Op::Div, 6),
    ("mod", Op::Mod, 6),
    ("|", Op::Union, 8),
];

impl Reader {
    fn fail<T>(&self, what: &'static str) -> Result<T, NotXPath> {
        Err(NotXPath { what, at: self.at })
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.text.get(self.at + ahead).copied()
    }

    fn space(&mut self) {
        while self.peek(0).is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    fn take(&mut self, sign: &str) -> bool {
        self.space();
        let is_there = sign.chars().enumerate().all(|(ahead, character)| self.peek(ahead) == Some(character));
        if is_there {
            self.at += sign.chars().count();
        }
        is_there
    }

    fn operator(&mut self) -> Option<(Op, u8, usize)> {
        self.space();
        OPERATORS.into_iter().find_map(|(sign, op, strength)| {
            let length = sign.chars().count();
            let is_there = sign.chars().enumerate().all(|(ahead, character)| self.peek(ahead) == Some(character));
            let is_word = sign.starts_with(|character: char| character.is_alphabetic());
            let ends = !is_word || !self.peek(length).is_some_and(is_name_part);
            (is_there && ends).then_some((op, strength, length))
        })
    }

    fn binary(&mut self, weakest: u8) -> Result<Expr, NotXPath> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return self.fail("too many brackets");
        }
        let mut left = self.unary()?;
        while let Some((op, strength, length)) = self.operator().filter(|(_, strength, _)| *strength > weakest) {
            self.at += length;
            let right = self.binary(strength)?;
            left = Expr::Binary(op, Box::new(left), Box::new(right));
        }
        self.depth -= 1;
        Ok(left)
    }

    fn unary(&mut self) -> Result<Expr, NotXPath> {
        if self.take("-") {
            // A minus binds more strongly than all operators but the union.
            return Ok(Expr::Negative(Box::new(self.binary(7)?)));
        }
        let first = self.primary()?;
        self.space();
        match first {
            Expr::Path(_) => Ok(first),
            other if self.peek(0) == Some('/') || self.peek(0) == Some('[') => {
                let mut steps = Vec::new();
                let predicates = self.predicates()?;
                if !predicates.is_empty() {
                    steps.push(Step { to: To::This, predicates });
                }
                self.more_steps(&mut steps)?;
                Ok(Expr::Path(Path { start: Start::At(Box::new(other)), steps }))
            }
            other => Ok(other),
        }
    }

    fn primary(&mut self) -> Result<Expr, NotXPath> {
        self.space();
        match (self.peek(0), self.peek(1)) {
            (Some('('), _) => {
                self.at += 1;
                let inner = self.binary(0)?;
                if self.take(")") { Ok(inner) } else { self.fail("a bracket is not closed") }
            }
            (Some(quote @ ('\'' | '"')), _) => self.literal(quote),
            (Some('$'), Some('{')) => self.field(),
            (Some(digit), _) if digit.is_ascii_digit() => self.number(),
            (Some('.'), Some(digit)) if digit.is_ascii_digit() => self.number(),
            (Some('/'), _) => {
                let mut steps = Vec::new();
                self.more_steps(&mut steps)?;
                Ok(Expr::Path(Path { start: Start::Root, steps }))
            }
            (Some(_), _) if self.begins_call() => self.call(),
            (Some(_), _) => {
                let mut steps = vec![self.step()?];
                self.more_steps(&mut steps)?;
                Ok(Expr::Path(Path { start: Start::Here, steps }))
            }
            (None, _) => self.fail("an operand is missing"),
        }
    }

    fn literal(&mut self, quote: char) -> Result<Expr, NotXPath> {
        let from = self.at + 1;
        let length = self.text.iter().skip(from).position(|character| *character == quote);
        let Some(length) = length else { return self.fail("a quotation is not closed") };
        self.at = from + length + 1;
        Ok(Expr::Literal(self.text.iter().skip(from).take(length).collect()))
    }

    fn field(&mut self) -> Result<Expr, NotXPath> {
        let from = self.at + 2;
        let length = self.text.iter().skip(from).position(|character| *character == '}');
        let Some(length) = length else { return self.fail("${ is not closed") };
        self.at = from + length + 1;
        let name: String = self.text.iter().skip(from).take(length).collect();
        Ok(Expr::Field(name.trim().to_owned()))
    }

    fn number(&mut self) -> Result<Expr, NotXPath> {
        let digits: String =
            self.text.iter().skip(self.at).take_while(|digit| digit.is_ascii_digit() || **digit == '.').collect();
        let Ok(number) = digits.parse() else { return self.fail("not a number") };
        self.at += digits.chars().count();
        Ok(Expr::Number(number))
    }

    fn begins_call(&self) -> bool {
        let name = self.text.iter().skip(self.at).take_while(|character| is_name_part(**character)).count();
        let rest = self.text.iter().skip(self.at + name);
        name > 0 && rest.copied().find(|character| !character.is_whitespace()) == Some('(')
    }

    fn call(&mut self) -> Result<Expr, NotXPath> {
        let name = self.name()?;
        let mut arguments = Vec::new();
        self.take("(");
        if self.take(")") {
            return Ok(Expr::Call(name, arguments));
        }
        loop {
            arguments.push(self.binary(0)?);
            if self.take(")") {
                return Ok(Expr::Call(name, arguments));
            }
            if !self.take(",") {
                return self.fail("a comma or a bracket is missing");
            }
        }
    }

    fn name(&mut self) -> Result<String, NotXPath> {
        self.space();
        let name: String = self.text.iter().skip(self.at).take_while(|part| is_name_part(**part)).collect();
        if !name.starts_with(|first: char| first.is_alphabetic() || first == '_') {
            return self.fail("a name is missing");
        }
        self.at += name.chars().count();
        Ok(name)
    }

    fn more_steps(&mut self, steps: &mut Vec<Step>) -> Result<(), NotXPath> {
        while self.take("/") {
            if self.take("/") {
                steps.push(Step { to: To::Below, predicates: Vec::new() });
            }
            steps.push(self.step()?);
        }
        Ok(())
    }

    fn step(&mut self) -> Result<Step, NotXPath> {
        self.space();
        let to = if self.take("..") {
            To::Parent
        } else if self.take(".") {
            To::This
        } else if self.take("@") {
            To::Attribute(self.name()?)
        } else if self.take("*") {
            To::AnyChild
        } else {
            let name = self.name()?;
            match name.split_once("::") {
                None => To::Child(name),
                Some(("child", "node")) => To::AnyChild,
                Some(("child", name)) if !name.is_empty() => To::Child(name.to_owned()),
                Some(("parent", _)) => To::Parent,
                Some(("self", _)) => To::This,
                Some(("attribute", name)) => To::Attribute(name.to_owned()),
                Some(_) => return self.fail("only child, parent and self are axes of forms"),
            }
        };
        Ok(Step { to, predicates: self.predicates()? })
    }

    fn predicates(&mut self) -> Result<Vec<Expr>, NotXPath> {
        let mut predicates = Vec::new();
        while self.take("[") {
            predicates.push(self.binary(0)?);
            if !self.take("]") {
                return self.fail("a bracket is not closed");
            }
        }
        Ok(predicates)
    }
}

/// Letters, digits, and the signs that names of XML may hold. The colon is that of a prefix or of an axis.
fn is_name_part(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '-' | '.' | ':')
}
