//! Reads XPath 1.0 as forms use it, into a tree: to find every path in it ([`super::check`]), and to read the rules of
//! an `XLSForm` ([`super::xlsform`]), where `${name}` stands for a question. It evaluates nothing.

mod reader;

pub(super) use self::reader::read;

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expr {
    /// Two operands and what is between them.
    Binary(Op, Box<Expr>, Box<Expr>),
    /// A minus before an operand.
    Negative(Box<Expr>),
    /// A text.
    Literal(String),
    /// A number.
    Number(f64),
    /// `${name}`.
    Field(String),
    /// A function with its arguments.
    Call(String, Vec<Expr>),
    /// A path.
    Path(Path),
}

/// An operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Op {
    /// `or`
    Or,
    /// `and`
    And,
    /// `=`
    Equal,
    /// `!=`
    Unequal,
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `>=`
    AtLeast,
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Times,
    /// `div`
    Div,
    /// `mod`
    Mod,
    /// `|`
    Union,
}

/// A path of steps.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Path {
    /// Where it begins.
    pub start: Start,
    /// Its steps.
    pub steps: Vec<Step>,
}

/// Where a path begins.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Start {
    /// At the root: `/data`.
    Root,
    /// Where the expression stands: `../name`.
    Here,
    /// At what an expression gives: `instance('subjects')/root`.
    At(Box<Expr>),
}

/// A step of a path.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Step {
    /// Where it leads.
    pub to: To,
    /// The conditions in brackets behind it.
    pub predicates: Vec<Expr>,
}

/// Where a step leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum To {
    /// To the children of this name.
    Child(String),
    /// To all children.
    AnyChild,
    /// `..`
    Parent,
    /// `.`
    This,
    /// To an attribute.
    Attribute(String),
    /// `//`: to all that is below.
    Below,
}

/// Why a text is no expression, and where (in characters from 0).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} at character {at}")]
pub(super) struct NotXPath {
    /// What is wrong.
    pub what: &'static str,
    /// Where.
    pub at: usize,
}

impl Expr {
    /// Calls `visit` with this expression and those directly inside it, but not with what is inside a path.
    pub(super) fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Self)) {
        visit(self);
        match self {
            Self::Binary(_, left, right) => {
                left.walk(visit);
                right.walk(visit);
            }
            Self::Negative(inner) => inner.walk(visit),
            Self::Call(_, arguments) => arguments.iter().for_each(|argument| argument.walk(visit)),
            Self::Literal(_) | Self::Number(_) | Self::Field(_) | Self::Path(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_bind_as_xpath_says() {
        let read = |text: &str| read(text).unwrap();
        assert_eq!(read("1 + 2 * 3 = 7 and . or ../a"), read("(((1 + (2 * 3)) = 7) and .) or (../a)"));
        assert_eq!(read("8 - 3 - 2"), read("(8 - 3) - 2"));
        assert_eq!(read("-1 + 2"), read("(-1) + 2"));
        assert!(matches!(read("/data/a-b"), Expr::Path(_)), "a name may hold a minus");
    }

    #[test]
    fn a_list_of_rows_is_a_path_from_an_instance() {
        let Expr::Path(path) = read("instance('subjects')/root/item[name = current()/../s]/label").unwrap() else {
            panic!("no path");
        };
        assert_eq!(
            path.start,
            Start::At(Box::new(Expr::Call("instance".into(), vec![Expr::Literal("subjects".into())])))
        );
        assert_eq!(path.steps.len(), 3);
        assert_eq!(path.steps[1].predicates.len(), 1);
    }

    #[test]
    fn what_is_no_expression_says_where() {
        for (text, at) in [("", 0), ("1 +", 3), ("(a", 2), ("a b", 2), ("'x", 0), ("${x", 0), ("a[1", 3)] {
            assert_eq!(read(text).unwrap_err().at, at, "{text:?}");
        }
        assert!(read(&"(".repeat(10_000)).is_err());
    }
}
