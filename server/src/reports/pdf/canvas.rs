//! A page: what is drawn on it, in points from its upper left corner.

use pdf_writer::{Content, Name, Ref, Str, types::LineCapStyle};

use super::{
    super::fonts::Style,
    letters::{self, Letters},
    lines::Line,
};

pub(super) type Grey = f32;

/// A page that is being drawn.
pub(super) struct Canvas {
    pub content: Content,
    height: f32,
    /// Which fonts are used.
    pub styles: [bool; 4],
    /// Pictures and forms, by the numbers of their objects.
    pub objects: Vec<Ref>,
    /// Where a click leads: left, lower, right, upper end, and the address.
    pub links: Vec<([f32; 4], String)>,
}

impl Canvas {
    pub fn new(height: f32) -> Self {
        Self { content: Content::new(), height, styles: [false; 4], objects: Vec::new(), links: Vec::new() }
    }

    fn up(&self, y: f32) -> f32 {
        self.height - y
    }

    /// Letters whose base line begins at a place; each space is `wider` than it is by itself.
    pub fn letters(
        &mut self,
        letters: &mut Letters,
        (style, size): (Style, f32),
        (x, y): (f32, f32),
        words: &str,
        wider: f32,
    ) {
        if words.is_empty() {
            return;
        }
        if let Some(used) = self.styles.get_mut(style.index()) {
            *used = true;
        }
        let y = self.up(y);
        self.content.begin_text().set_font(Letters::name(style), size).set_text_matrix([1.0, 0.0, 0.0, 1.0, x, y]);
        if wider == 0.0 {
            self.content.show(Str(&letters.encoded(style, words)));
        } else {
            let mut show = self.content.show_positioned();
            let mut items = show.items();
            for part in words.split_inclusive(' ') {
                items.show(Str(&letters.encoded(style, part)));
                if part.ends_with(' ') {
                    items.adjust(-wider * 1000.0 / size);
                }
            }
        }
        self.content.end_text();
    }

    /// A line of words, whose base line begins at a place.
    pub fn line(&mut self, letters: &mut Letters, line: &Line, size: f32, (mut x, y): (f32, f32), wider: f32) {
        for piece in &line.pieces {
            let spaces = piece.text.matches(' ').count();
            #[expect(clippy::cast_precision_loss, reason = "spaces of a line")]
            let width = piece.width + wider * spaces as f32;
            if piece.look.to_fill {
                self.content.save_state().set_fill_rgb(1.0, 1.0, 0.35);
                self.content.rect(x, self.height - y - size * 0.24, width, size * 1.12).fill_nonzero().restore_state();
            }
            if let Some(url) = &piece.look.link {
                self.content.save_state().set_fill_rgb(0.12, 0.22, 0.39);
                self.letters(letters, (piece.look.style, size), (x, y), &piece.text, wider);
                self.content.rect(x, self.height - y - size * 0.12, width, size * 0.05).fill_nonzero().restore_state();
                let y = self.up(y);
                self.links.push(([x, y - size * 0.22, x + width, y + size * 0.9], url.clone()));
            } else {
                self.letters(letters, (piece.look.style, size), (x, y), &piece.text, wider);
            }
            x += width;
        }
    }

    /// A straight line.
    pub fn rule(&mut self, (x1, y1): (f32, f32), (x2, y2): (f32, f32), width: f32) {
        let (y1, y2) = (self.up(y1), self.up(y2));
        self.content.save_state().set_line_width(width).set_line_cap(LineCapStyle::ButtCap);
        self.content.move_to(x1, y1).line_to(x2, y2).stroke().restore_state();
    }

    /// A frame.
    pub fn frame(&mut self, (x, y): (f32, f32), (width, height): (f32, f32), line: f32, grey: Grey) {
        let y = self.up(y + height);
        self.content.save_state().set_line_width(line).set_stroke_gray(grey);
        self.content.rect(x, y, width, height).stroke().restore_state();
    }

    /// A picture.
    pub fn picture(&mut self, object: Ref, (x, y): (f32, f32), (width, height): (f32, f32)) {
        let y = self.up(y + height);
        self.content.save_state().transform([width, 0.0, 0.0, height, x, y]);
        self.show(object);
        self.content.restore_state();
    }

    /// An object in its own measures.
    pub fn show(&mut self, object: Ref) {
        if !self.objects.contains(&object) {
            self.objects.push(object);
        }
        self.content.x_object(Name(object_name(object).as_bytes()));
    }

    /// The white edge of letters that stand on lines.
    pub fn halo(&mut self, letters: &Letters, (style, size): (Style, f32), (x, y): (f32, f32), words: &str) {
        let y = self.up(y);
        self.content.save_state().set_stroke_gray(1.0).set_line_width(2.0);
        letters::outlines(&mut self.content, &letters.fonts, style, words, size, (x, y));
        self.content.stroke().restore_state();
    }
}

/// The name of an object on pages.
pub(super) fn object_name(object: Ref) -> String {
    format!("X{}", object.get())
}
