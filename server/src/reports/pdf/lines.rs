//! Words in lines. Vietnamese writes a space after each syllable, so lines break at spaces alone; what is longer than a
//! line, such as an address, breaks anywhere.

use super::super::{
    document::Run,
    fonts::{Fonts, Style},
    text,
};

/// How letters look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub style: Style,
    pub link: Option<String>,
    pub to_fill: bool,
}

/// Letters that look alike.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Piece {
    pub look: Look,
    pub text: String,
    /// In points.
    pub width: f32,
}

/// A line.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Line {
    pub pieces: Vec<Piece>,
    /// In points, as it stands.
    pub width: f32,
    /// Spaces, which a justified line makes wider.
    pub spaces: u16,
    /// Whether it is the last of its paragraph, or ends by itself: it is not justified.
    pub ends: bool,
}

impl Line {
    fn push(&mut self, piece: Piece) {
        self.width += piece.width;
        match self.pieces.last_mut() {
            Some(last) if last.look == piece.look => {
                last.text.push_str(&piece.text);
                last.width += piece.width;
            }
            _ => self.pieces.push(piece),
        }
    }
}

/// A word: pieces without a space between, and the look of the space before it.
#[derive(Default)]
struct Word {
    pieces: Vec<Piece>,
    width: f32,
    space: Option<Look>,
}

struct Breaker<'a> {
    fonts: &'a Fonts,
    size: f32,
    first: f32,
    rest: f32,
    lines: Vec<Line>,
    line: Line,
}

/// Runs in lines of at most `first` and then `rest` points. There is always one line.
pub(super) fn broken(fonts: &Fonts, runs: &[Run], size: f32, (first, rest): (f32, f32)) -> Vec<Line> {
    let mut breaker = Breaker { fonts, size, first, rest, lines: Vec::new(), line: Line::default() };
    let mut word = Word::default();
    for run in runs {
        let look = Look {
            style: Style { bold: run.bold, italic: run.italic },
            link: run.link.as_deref().map(text::line).filter(|url| is_address(url)),
            to_fill: run.to_fill,
        };
        let words = text::clean(&run.text);
        let mut rest: &str = &words;
        while let Some(first) = rest.chars().next() {
            match first {
                '\n' => {
                    breaker.word(std::mem::take(&mut word));
                    breaker.end(true);
                }
                ' ' | '\t' => {
                    breaker.word(std::mem::take(&mut word));
                    word.space = Some(look.clone());
                }
                _ => {
                    let end = rest.find([' ', '\t', '\n']).unwrap_or(rest.len());
                    let (part, _) = rest.split_at(end);
                    let width = fonts.width(look.style, part, size);
                    word.width += width;
                    word.pieces.push(Piece { look: look.clone(), text: part.to_owned(), width });
                    rest = rest.get(end..).unwrap_or_default();
                    continue;
                }
            }
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
    }
    breaker.word(word);
    breaker.end(true);
    breaker.lines
}

/// Whether a document should lead there.
fn is_address(url: &str) -> bool {
    ["https://", "http://", "mailto:"].iter().any(|scheme| url.starts_with(scheme)) && url.is_ascii()
}

impl Breaker<'_> {
    fn room(&self) -> f32 {
        if self.lines.is_empty() { self.first } else { self.rest }
    }

    fn end(&mut self, ends: bool) {
        let mut line = std::mem::take(&mut self.line);
        line.ends = ends;
        self.lines.push(line);
    }

    fn word(&mut self, word: Word) {
        if word.pieces.is_empty() {
            return;
        }
        let space = word.space.filter(|_| !self.line.pieces.is_empty()).map(|look| {
            let width = self.fonts.width(look.style, " ", self.size);
            Piece { look, text: " ".to_owned(), width }
        });
        let before = space.as_ref().map_or(0.0, |space| space.width);
        if self.line.width + before + word.width <= self.room() {
            if let Some(space) = space {
                self.line.push(space);
                self.line.spaces += 1;
            }
        } else if !self.line.pieces.is_empty() {
            self.end(false);
        }
        if word.width <= self.room() {
            word.pieces.into_iter().for_each(|piece| self.line.push(piece));
        } else {
            self.letters(&word.pieces);
        }
    }

    /// Breaks a word between its letters.
    fn letters(&mut self, pieces: &[Piece]) {
        for piece in pieces {
            for letter in piece.text.chars() {
                let text = letter.to_string();
                let width = self.fonts.width(piece.look.style, &text, self.size);
                if self.line.width + width > self.room() && !self.line.pieces.is_empty() {
                    self.end(true);
                }
                self.line.push(Piece { look: piece.look.clone(), text, width });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(lines: &[Line]) -> Vec<String> {
        lines.iter().map(|line| line.pieces.iter().map(|piece| piece.text.as_str()).collect()).collect()
    }

    #[test]
    fn lines_break_at_spaces_and_no_line_is_too_long() {
        let fonts = Fonts::load().unwrap();
        let runs =
            [Run::plain("Mặt đường đoạn từ Km0+120 đến "), Run::bold("Km0+180"), Run::plain(", bong tróc.\nHết")];
        let lines = broken(&fonts, &runs, 14.0, (80.0, 120.0));
        assert_eq!(texts(&lines), ["Mặt đường", "đoạn từ Km0+120", "đến Km0+180, bong", "tróc.", "Hết"]);
        assert!(lines[0].width <= 80.0 && lines.iter().all(|line| line.width <= 120.0));
        assert_eq!(lines.iter().map(|line| line.ends).collect::<Vec<_>>(), [false, false, false, true, true]);
        assert_eq!(lines[2].pieces.len(), 3);
    }

    #[test]
    fn what_is_longer_than_a_line_breaks_anywhere_and_nothing_is_lost() {
        let fonts = Fonts::load().unwrap();
        let long = "https://thucdia.example/".to_owned() + &"a".repeat(200);
        let lines = broken(&fonts, &[Run::plain(format!("Xem {long} nhé"))], 12.0, (100.0, 100.0));
        assert!(lines.len() > 5 && lines.iter().all(|line| line.width <= 100.0));
        assert_eq!(texts(&lines).concat(), format!("Xem{long} nhé"));
        assert_eq!(broken(&fonts, &[], 12.0, (100.0, 100.0)).len(), 1);
    }
}
