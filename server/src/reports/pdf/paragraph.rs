//! Paragraphs in lines, and lines on a page.

use super::{canvas::Canvas, letters::Letters, lines::Line};

/// What a font's line takes, as a share of its letters: as Times New Roman has it.
pub(super) const LINE: f32 = 1.149;
/// What of that is below the base line.
pub(super) const BELOW: f32 = 0.237;

/// How the lines of a paragraph stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stand {
    Left,
    Centre,
    Right,
    Justified,
}

/// A paragraph in lines. Measures are points.
#[derive(Clone, Debug)]
pub(super) struct Paragraph {
    pub lines: Vec<Line>,
    pub size: f32,
    /// From line to line, as a share of what the font takes.
    pub spacing: f32,
    /// From the left margin.
    pub left: f32,
    pub width: f32,
    /// Of the first line.
    pub indent: f32,
    pub stand: Stand,
    pub before: f32,
    pub after: f32,
    /// A name in the document's outline, with its level from 1.
    pub bookmark: Option<(u8, String)>,
}

impl Paragraph {
    pub fn leading(&self) -> f32 {
        self.size * LINE * self.spacing
    }

    #[expect(clippy::cast_precision_loss, reason = "lines of a paragraph")]
    pub fn height(&self) -> f32 {
        self.before + self.leading() * self.lines.len() as f32 + self.after
    }

    /// The least that is shown of it on a page: two lines, or three where they are all.
    #[expect(clippy::cast_precision_loss, reason = "lines of a paragraph")]
    pub fn begin(&self) -> f32 {
        let lines = self.lines.len();
        let least = if lines <= 3 { lines } else { 2 };
        self.before + self.leading() * least as f32
    }
}

/// Draws a line whose upper left corner is at a place.
pub(super) fn draw_line(
    canvas: &mut Canvas,
    letters: &mut Letters,
    paragraph: &Paragraph,
    line: &Line,
    first: bool,
    (x, y): (f32, f32),
) {
    let indent = if first { paragraph.indent } else { 0.0 };
    let free = paragraph.width - indent - line.width;
    let mut wider = 0.0;
    let shift = match paragraph.stand {
        Stand::Left => indent,
        Stand::Centre => free / 2.0,
        Stand::Right => free,
        Stand::Justified => {
            if !line.ends && line.spaces > 0 && free > 0.0 {
                wider = free / f32::from(line.spaces);
            }
            indent
        }
    };
    let base = y + paragraph.leading() - paragraph.size * BELOW;
    canvas.line(letters, line, paragraph.size, (x + shift, base), wider);
}
