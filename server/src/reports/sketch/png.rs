//! A sketch as a picture, for files that take no shapes.

use tiny_skia::{
    Color, FillRule, LineCap, Mask, Paint, Path, PathBuilder, Pixmap, Rect, Stroke, StrokeDash, Transform,
};

use super::{
    super::{
        ReportError,
        fonts::{Fonts, Style},
    },
    Colour, Drawing, Shape,
};

/// Pixels of a millimetre: 250 of an inch.
const RESOLUTION: f32 = 250.0 / 25.4;

/// The picture, and its pixels across and down.
pub(in crate::reports) fn png(drawing: &Drawing, fonts: &Fonts) -> Result<(Vec<u8>, (u32, u32)), ReportError> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a picture of some thousand pixels")]
    let pixels = |millimetres: f32| (millimetres * RESOLUTION).ceil().clamp(1.0, 8_000.0) as u32;
    let (width, height) = (pixels(drawing.width), pixels(drawing.height));
    let none = || ReportError::Shape("a sketch of this size cannot be drawn".into());
    let mut canvas = Pixmap::new(width, height).ok_or_else(none)?;
    canvas.fill(Color::WHITE);
    let scale = Transform::from_scale(RESOLUTION, RESOLUTION);
    for part in &drawing.parts {
        let mut mask = Mask::new(width, height).ok_or_else(none)?;
        let (left, top, wide, high) = part.frame;
        // The frame's own line is half outside.
        if let Some(frame) = Rect::from_xywh(left - 0.3, top - 0.3, wide + 0.6, high + 0.6) {
            mask.fill_path(&PathBuilder::from_rect(frame), FillRule::Winding, false, scale);
        }
        for shape in &part.shapes {
            draw(&mut canvas, shape, scale, &mask, fonts);
        }
    }
    Ok((encoded(&canvas)?, (width, height)))
}

fn paint((red, green, blue): Colour) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color_rgba8(red, green, blue, 255);
    paint.anti_alias = true;
    paint
}

fn draw(canvas: &mut Pixmap, shape: &Shape, scale: Transform, mask: &Mask, fonts: &Fonts) {
    match shape {
        Shape::Lines { rings, closed, stroke, fill, dashed } => {
            let mut path = PathBuilder::new();
            for ring in rings {
                let mut points = ring.iter();
                if let Some((x, y)) = points.next() {
                    path.move_to(*x, *y);
                }
                for (x, y) in points {
                    path.line_to(*x, *y);
                }
                if *closed {
                    path.close();
                }
            }
            if let Some(path) = path.finish() {
                both(canvas, &path, *stroke, *fill, *dashed, scale, mask);
            }
        }
        Shape::Circle { at, radius, stroke, fill, dashed } => {
            if let Some(path) = PathBuilder::from_circle(at.0, at.1, *radius) {
                both(canvas, &path, *stroke, *fill, *dashed, scale, mask);
            }
        }
        Shape::Letters { at, size, bold, colour, text } => {
            let style = if *bold { Style::BOLD } else { Style::REGULAR };
            let face = fonts.face(style);
            let em = size / 72.0 * 25.4;
            let unit = em / f32::from(face.units_per_em());
            let mut x = at.0;
            let mut path = Outline { path: PathBuilder::new(), x, y: at.1, unit };
            for letter in text.chars() {
                let (glyph, _) = fonts.glyph(style, letter);
                path.x = x;
                face.outline_glyph(glyph, &mut path);
                x += fonts.advance(style, glyph) / 1000.0 * em;
            }
            if let Some(path) = path.path.finish() {
                // A halo, so that letters are read on lines.
                let stroke = Stroke { width: 0.7, line_join: tiny_skia::LineJoin::Round, ..Stroke::default() };
                canvas.stroke_path(&path, &paint((255, 255, 255)), &stroke, scale, Some(mask));
                canvas.fill_path(&path, &paint(*colour), FillRule::Winding, scale, Some(mask));
            }
        }
    }
}

fn both(
    canvas: &mut Pixmap,
    path: &Path,
    stroke: Option<(Colour, f32)>,
    fill: Option<Colour>,
    dashed: bool,
    scale: Transform,
    mask: &Mask,
) {
    if let Some(colour) = fill {
        canvas.fill_path(path, &paint(colour), FillRule::EvenOdd, scale, Some(mask));
    }
    if let Some((colour, width)) = stroke {
        let dash = dashed.then(|| StrokeDash::new(vec![1.2, 0.9], 0.0)).flatten();
        let stroke = Stroke { width, line_cap: LineCap::Butt, dash, ..Stroke::default() };
        canvas.stroke_path(path, &paint(colour), &stroke, scale, Some(mask));
    }
}

/// From the units of a font, upwards, to millimetres, downwards.
struct Outline {
    path: PathBuilder,
    x: f32,
    y: f32,
    unit: f32,
}

impl Outline {
    fn at(&self, x: f32, y: f32) -> (f32, f32) {
        (self.x + x * self.unit, self.y - y * self.unit)
    }
}

impl ttf_parser::OutlineBuilder for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.path.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.path.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let ((x1, y1), (x, y)) = (self.at(x1, y1), self.at(x, y));
        self.path.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let ((x1, y1), (x2, y2), (x, y)) = (self.at(x1, y1), self.at(x2, y2), self.at(x, y));
        self.path.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}

/// Nothing shines through, so three bytes a pixel are enough.
fn encoded(canvas: &Pixmap) -> Result<Vec<u8>, ReportError> {
    let failed = |error: png::EncodingError| ReportError::Shape(format!("a sketch cannot be encoded: {error}"));
    let pixels: Vec<u8> = canvas.pixels().iter().flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]).collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, canvas.width(), canvas.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Balanced);
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(&pixels).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(bytes)
}
