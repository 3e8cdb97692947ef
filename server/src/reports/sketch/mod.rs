//! A sketch of where it was: the outline of an area, the planned site, and where photos were taken.
//!
//! It is drawn once, as shapes in millimetres, which a printed page takes as they are and a text file as a picture.

mod marks;
mod panel;
mod png;

pub(super) use png::png;

use self::marks::Marks;
use super::fonts::Fonts;

/// A place: longitude and latitude in degrees of WGS 84.
pub type Position = [f64; 2];

/// What a sketch shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MapSketch {
    /// Below it.
    pub caption: String,
    /// The name of the area: `Xã Điềm He`.
    pub area_name: String,
    /// Its outline: polygons, each of rings, the first of which is the outer one.
    pub area: Vec<Vec<Vec<Position>>>,
    /// Where it was to be.
    pub planned: Option<Planned>,
    /// Where photos were taken. Labels are short: the number under which the document shows the photo.
    pub photos: Vec<Spot>,
}

/// A planned site.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    /// Where it was to be.
    pub at: Position,
    /// Metres around it within which a photo counts as taken there.
    pub tolerance_m: Option<f64>,
}

/// A place with a short label.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    /// Where.
    pub at: Position,
    /// Beside the mark.
    pub label: String,
}

/// A colour: red, green, blue.
pub(super) type Colour = (u8, u8, u8);

const BLACK: Colour = (0, 0, 0);
const BORDER: Colour = (70, 70, 70);
const LAND: Colour = (238, 240, 232);
const PLANNED: Colour = (176, 0, 0);
const PHOTO: Colour = (0, 64, 140);

/// Something drawn; millimetres from the upper left corner.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    /// Lines through points, perhaps closed; `fill` by the even-odd rule.
    Lines {
        rings: Vec<Vec<(f32, f32)>>,
        closed: bool,
        stroke: Option<(Colour, f32)>,
        fill: Option<Colour>,
        dashed: bool,
    },
    /// A circle.
    Circle { at: (f32, f32), radius: f32, stroke: Option<(Colour, f32)>, fill: Option<Colour>, dashed: bool },
    /// One line of letters whose left end stands on a base line; the size is in points.
    Letters { at: (f32, f32), size: f32, bold: bool, colour: Colour, text: String },
}

/// Shapes of which nothing outside a frame (left, top, width, height) is seen.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Framed {
    pub frame: (f32, f32, f32, f32),
    pub shapes: Vec<Shape>,
}

/// A whole sketch.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Drawing {
    pub width: f32,
    pub height: f32,
    pub parts: Vec<Framed>,
}

const PANEL_HEIGHT: f32 = 82.0;
const GAP: f32 = 4.0;
/// Room for half of a frame's line.
const EDGE: f32 = 0.3;
const LEGEND: f32 = 6.5;
const LEGEND_SIZE: f32 = 9.5;

/// Draws a sketch `width` millimetres wide. Where the marks are close together, which they are in a commune of several
/// kilometres, a second panel shows them from near.
pub(super) fn drawing(sketch: &MapSketch, width: f32, fonts: &Fonts) -> Drawing {
    let plane = panel::Plane::around(sketch);
    let marks = Marks::of(sketch, &plane);
    let whole = plane.bounds_of_area(sketch).or_else(|| marks.bounds()).unwrap_or_default();
    let near = marks.bounds().map(|bounds| bounds.grown(40.0).at_least(120.0));
    let near = near.filter(|near| near.longer() * 4.0 < whole.longer());
    let width = width.min(190.0);
    let mut parts = Vec::new();
    if let Some(near) = near {
        let half = (width - GAP) / 2.0;
        let left = panel::View::new(whole, (EDGE, EDGE, half - EDGE, PANEL_HEIGHT - EDGE));
        parts.push(panel::far(sketch, &plane, &left, near, fonts));
        let right = panel::View::new(near, (half + GAP, EDGE, half - EDGE, PANEL_HEIGHT - EDGE));
        parts.push(panel::near((sketch, "Khu vực kiểm tra"), &plane, &marks, &right, fonts));
    } else {
        let whole = marks.bounds().map_or(whole, |marks| whole.with(marks));
        let view = panel::View::new(whole.at_least(120.0), (EDGE, EDGE, width - 2.0 * EDGE, PANEL_HEIGHT - EDGE));
        parts.push(panel::near((sketch, &sketch.area_name), &plane, &marks, &view, fonts));
    }
    let legend = legend(sketch, width, fonts);
    let lines = legend.1;
    parts.push(legend.0);
    #[expect(clippy::cast_precision_loss, reason = "a few lines")]
    let height = PANEL_HEIGHT + LEGEND * lines as f32 + 1.0;
    Drawing { width, height, parts }
}

/// What the marks mean, in as many lines as it takes.
fn legend(sketch: &MapSketch, width: f32, fonts: &Fonts) -> (Framed, usize) {
    let mut entries: Vec<(Vec<Shape>, String)> = Vec::new();
    if let Some(planned) = &sketch.planned {
        entries.push((marks::planned((2.0, 0.0)), "Vị trí theo kế hoạch".to_owned()));
        if let Some(metres) = planned.tolerance_m.filter(|metres| metres.is_finite() && *metres > 0.0) {
            let circle =
                Shape::Circle { at: (2.0, 0.0), radius: 1.8, stroke: Some((PLANNED, 0.25)), fill: None, dashed: true };
            let metres = super::vietnamese::number(metres, 0);
            entries.push((vec![circle], format!("Phạm vi {metres} m quanh vị trí theo kế hoạch")));
        }
    }
    if !sketch.photos.is_empty() {
        entries.push((vec![marks::photo((2.0, 0.0))], "Nơi chụp ảnh (ghi số ảnh)".to_owned()));
    }
    let mut shapes = Vec::new();
    let (mut left, mut line) = (0.0, 0_usize);
    for (mark, words) in entries {
        let long = fonts.width(super::fonts::Style::REGULAR, &words, LEGEND_SIZE) / 72.0 * 25.4;
        if left > 0.0 && left + 5.5 + long > width {
            (left, line) = (0.0, line + 1);
        }
        #[expect(clippy::cast_precision_loss, reason = "a few lines")]
        let middle = PANEL_HEIGHT + LEGEND * (line as f32 + 0.6);
        shapes.extend(mark.into_iter().map(|shape| shape.moved(left, middle)));
        let at = (left + 5.5, middle + 1.1);
        shapes.push(Shape::Letters { at, size: LEGEND_SIZE, bold: false, colour: BLACK, text: words });
        left += 5.5 + long + 6.0;
    }
    let lines = if shapes.is_empty() { 0 } else { line + 1 };
    (Framed { frame: (0.0, PANEL_HEIGHT, width, LEGEND * 3.0), shapes }, lines)
}

impl Shape {
    fn moved(mut self, x: f32, y: f32) -> Self {
        let moved = |at: &mut (f32, f32)| *at = (at.0 + x, at.1 + y);
        match &mut self {
            Self::Lines { rings, .. } => rings.iter_mut().flatten().for_each(moved),
            Self::Circle { at, .. } | Self::Letters { at, .. } => moved(at),
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A square of some 11 km around Văn Quan.
    fn square() -> Vec<Vec<Vec<Position>>> {
        let (west, south, east, north) = (106.50, 21.80, 106.60, 21.90);
        vec![vec![vec![[west, south], [east, south], [east, north], [west, north], [west, south]]]]
    }

    fn sketch(photos: &[(Position, &str)]) -> MapSketch {
        MapSketch {
            caption: "Sơ đồ".into(),
            area_name: "Xã Điềm He".into(),
            area: square(),
            planned: Some(Planned { at: [106.55, 21.85], tolerance_m: Some(200.0) }),
            photos: photos.iter().map(|(at, label)| Spot { at: *at, label: (*label).to_owned() }).collect(),
        }
    }

    fn letters(drawing: &Drawing) -> Vec<&str> {
        drawing
            .parts
            .iter()
            .flat_map(|part| &part.shapes)
            .filter_map(|shape| match shape {
                Shape::Letters { text, .. } => Some(text.as_str()),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn photos_close_together_are_shown_from_near_and_in_one_mark_where_they_would_cover_one_another() {
        let fonts = Fonts::load().unwrap();
        let near = drawing(
            &sketch(&[
                ([106.5501, 21.85], "1"),
                ([106.5501, 21.85], "2"),
                ([106.5501, 21.85], "3"),
                ([106.551, 21.8505], "4"),
            ]),
            160.0,
            &fonts,
        );
        assert_eq!(near.parts.len(), 3);
        let letters_near = letters(&near);
        assert!(letters_near.contains(&"1–3") && letters_near.contains(&"4"), "{letters_near:?}");
        assert!(letters_near.contains(&"Phạm vi 200 m quanh vị trí theo kế hoạch"), "{letters_near:?}");
        let far = drawing(&sketch(&[([106.51, 21.81], "1"), ([106.59, 21.89], "2")]), 160.0, &fonts);
        assert_eq!(far.parts.len(), 2, "spread over the commune, one panel shows them all");
    }

    #[test]
    fn nothing_is_drawn_outside_of_the_sketch_and_every_number_is_finite() {
        let fonts = Fonts::load().unwrap();
        for sketch in [
            MapSketch::default(),
            MapSketch { area: square(), ..MapSketch::default() },
            MapSketch { area: Vec::new(), ..sketch(&[([106.55, 21.85], "1")]) },
            MapSketch { planned: None, area: Vec::new(), ..sketch(&[([106.55, 21.85], "1")]) },
        ] {
            let drawing = drawing(&sketch, 160.0, &fonts);
            for part in &drawing.parts {
                let (left, top, width, _) = part.frame;
                assert!(left >= 0.0 && top >= 0.0 && left + width <= drawing.width + 0.01);
                for shape in &part.shapes {
                    let points: Vec<(f32, f32)> = match shape {
                        Shape::Lines { rings, .. } => rings.concat(),
                        Shape::Circle { at, radius, .. } => vec![*at, (*radius, *radius)],
                        Shape::Letters { at, .. } => vec![*at],
                    };
                    assert!(points.iter().all(|(x, y)| x.is_finite() && y.is_finite()), "{shape:?}");
                }
            }
            let (bytes, (width, height)) = png(&drawing, &fonts).unwrap();
            assert!(bytes.starts_with(b"\x89PNG") && width > 1_000 && height > 500);
        }
    }
}
