//! The parts of a `$filter`: names, values, apostrophes, parentheses.

use super::{Refusal, parser::PARTS_MAX};

/// A part of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A name, a word such as `and`, or a value without quotes.
    Word(String),
    /// Between apostrophes, which are doubled inside.
    Quoted(String),
    Open,
    Close,
    Comma,
}

/// The parts of a text.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Refusal> {
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
                    let Some(doubled) = after.strip_prefix('\'') else {
                        tail = after;
                        break;
                    };
                    words.push('\'');
                    tail = doubled;
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
