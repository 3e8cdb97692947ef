//! Sketches of places, as shapes.

use std::io::Write;

use pdf_writer::Content;

use super::{
    super::{
        ReportError,
        document::{MapSketch, Run},
        fonts::Style,
        page,
        sketch::{self, Shape},
    },
    Writer, flow,
    paragraph::Stand,
};

type Colour = (u8, u8, u8);

fn rgb((red, green, blue): Colour) -> [f32; 3] {
    [red, green, blue].map(|part| f32::from(part) / 255.0)
}

/// From millimetres of the sketch to points of the page, upwards.
struct Place {
    left: f32,
    top: f32,
}

impl Place {
    fn at(&self, (x, y): (f32, f32)) -> (f32, f32) {
        (self.left + page::points(x), self.top - page::points(y))
    }
}

impl<W: Write> Writer<'_, W> {
    pub(super) fn map(&mut self, sketch: &MapSketch) -> Result<(), ReportError> {
        let drawing = sketch::drawing(sketch, page::text_width(self.flow.landscape), &self.flow.letters.fonts);
        let mut caption = self.laid(&[Run::italic(&sketch.caption)], page::CAPTION, Stand::Centre, 0.0);
        (caption.spacing, caption.before, caption.after) = (1.0, 2.0, page::AFTER);
        let height = page::points(drawing.height);
        self.flow.room(6.0 + height + caption.height())?;
        self.flow.y += 6.0;
        let left = flow::left() + (self.flow.width() - page::points(drawing.width)) / 2.0;
        let down = self.flow.y;
        let place = Place { left, top: page::points(page::size(self.flow.landscape).1) - down };
        for part in &drawing.parts {
            let (x, y, width, high) = part.frame;
            let (x, y) = place.at((x - 0.3, y + high + 0.3));
            let content = &mut self.flow.canvas.content;
            content.save_state().rect(x, y, page::points(width + 0.6), page::points(high + 0.6));
            content.clip_nonzero().end_path();
            for shape in &part.shapes {
                if let Shape::Letters { at, size, bold, colour, text } = shape {
                    let style = if *bold { Style::BOLD } else { Style::REGULAR };
                    let at = (left + page::points(at.0), down + page::points(at.1));
                    self.flow.canvas.halo(&self.flow.letters, (style, *size), at, text);
                    let [red, green, blue] = rgb(*colour);
                    self.flow.canvas.content.save_state().set_fill_rgb(red, green, blue);
                    self.flow.canvas.letters(&mut self.flow.letters, (style, *size), at, text, 0.0);
                    self.flow.canvas.content.restore_state();
                } else {
                    draw(&mut self.flow.canvas.content, shape, &place);
                }
            }
            self.flow.canvas.content.restore_state();
        }
        self.flow.y += height;
        self.flow.paragraph(&caption, 0.0)
    }
}

fn draw(content: &mut Content, shape: &Shape, place: &Place) {
    let (Shape::Lines { stroke, fill, dashed, .. } | Shape::Circle { stroke, fill, dashed, .. }) = shape else {
        return;
    };
    content.save_state();
    if let Some(colour) = fill {
        let [red, green, blue] = rgb(*colour);
        content.set_fill_rgb(red, green, blue);
    }
    if let Some((colour, width)) = stroke {
        let [red, green, blue] = rgb(*colour);
        content.set_stroke_rgb(red, green, blue).set_line_width(page::points(*width));
    }
    if *dashed {
        content.set_dash_pattern([page::points(1.2), page::points(0.9)], 0.0);
    }
    match shape {
        Shape::Lines { rings, closed, .. } => {
            for ring in rings {
                let mut points = ring.iter().map(|at| place.at(*at));
                if let Some((x, y)) = points.next() {
                    content.move_to(x, y);
                }
                for (x, y) in points {
                    content.line_to(x, y);
                }
                if *closed {
                    content.close_path();
                }
            }
        }
        Shape::Circle { at, radius, .. } => circle(content, place.at(*at), page::points(*radius)),
        Shape::Letters { .. } => {}
    }
    match (fill.is_some(), stroke.is_some()) {
        (true, true) => content.fill_even_odd_and_stroke(),
        (true, false) => content.fill_even_odd(),
        (false, true) => content.stroke(),
        (false, false) => content.end_path(),
    };
    content.restore_state();
}

/// A circle of four curves.
fn circle(content: &mut Content, (x, y): (f32, f32), radius: f32) {
    let reach = radius * 0.552_285;
    content.move_to(x + radius, y);
    for (u, v) in [(1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0)] {
        // From the direction (u, v) to the one a quarter further on, (-v, u).
        content.cubic_to(
            x + radius * u - reach * v,
            y + radius * v + reach * u,
            x - radius * v + reach * u,
            y + radius * u + reach * v,
            x - radius * v,
            y + radius * u,
        );
    }
    content.close_path();
}
