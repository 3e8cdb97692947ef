//! A panel of a sketch: what of the ground it shows, and what is drawn there.

use super::{
    super::fonts::{Fonts, Style},
    BLACK, BORDER, Framed, LAND, MapSketch, PLANNED, Position, Shape,
    marks::{self, Marks},
};

/// The ground, flat: metres east and north of a point in the middle. Within a district that is exact to some metres.
pub(super) struct Plane {
    middle: Position,
    east: f64,
    north: f64,
}

/// A rectangle on the ground, in metres.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Bounds {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
}

impl Bounds {
    pub fn of(points: impl IntoIterator<Item = (f64, f64)>) -> Option<Self> {
        points.into_iter().fold(None, |bounds: Option<Self>, (x, y)| {
            let point = Self { west: x, south: y, east: x, north: y };
            Some(bounds.map_or(point, |bounds| bounds.with(point)))
        })
    }

    pub fn with(self, other: Self) -> Self {
        Self {
            west: self.west.min(other.west),
            south: self.south.min(other.south),
            east: self.east.max(other.east),
            north: self.north.max(other.north),
        }
    }

    pub fn grown(self, by: f64) -> Self {
        Self { west: self.west - by, south: self.south - by, east: self.east + by, north: self.north + by }
    }

    /// At least so wide and high.
    pub fn at_least(self, span: f64) -> Self {
        let wide = ((span - (self.east - self.west)) / 2.0).max(0.0);
        let high = ((span - (self.north - self.south)) / 2.0).max(0.0);
        Self { west: self.west - wide, south: self.south - high, east: self.east + wide, north: self.north + high }
    }

    pub fn longer(self) -> f64 {
        (self.east - self.west).max(self.north - self.south)
    }
}

fn is_place(at: Position) -> bool {
    let [longitude, latitude] = at;
    longitude.abs() <= 180.0 && latitude.abs() < 89.0
}

/// Every point of the outline that is a place.
fn outline(sketch: &MapSketch) -> impl Iterator<Item = Position> + '_ {
    sketch.area.iter().flatten().flatten().copied().filter(|at| is_place(*at))
}

impl Plane {
    pub fn around(sketch: &MapSketch) -> Self {
        let marks = sketch.planned.iter().map(|planned| planned.at).chain(sketch.photos.iter().map(|spot| spot.at));
        let marks: Vec<Position> = marks.filter(|at| is_place(*at)).collect();
        let all: Vec<Position> = if marks.is_empty() { outline(sketch).collect() } else { marks };
        #[expect(clippy::cast_precision_loss, reason = "a count of points")]
        let count = all.len().max(1) as f64;
        let sum = all.iter().fold([0.0, 0.0], |[x, y], [longitude, latitude]| [x + longitude, y + latitude]);
        let middle = [sum[0] / count, sum[1] / count];
        let latitude = middle[1].to_radians();
        // Lengths of a degree on the ellipsoid of WGS 84.
        let north = 111_132.95 - 559.85 * (2.0 * latitude).cos() + 1.18 * (4.0 * latitude).cos();
        let east = 111_412.88 * latitude.cos() - 93.5 * (3.0 * latitude).cos();
        Self { middle, east, north }
    }

    pub fn metres(&self, at: Position) -> Option<(f64, f64)> {
        let [longitude, latitude] = at;
        is_place(at).then(|| ((longitude - self.middle[0]) * self.east, (latitude - self.middle[1]) * self.north))
    }

    pub fn bounds_of_area(&self, sketch: &MapSketch) -> Option<Bounds> {
        Bounds::of(outline(sketch).filter_map(|at| self.metres(at)))
    }
}

/// From the ground to the paper.
pub(super) struct View {
    /// Left, top, width, height in millimetres.
    pub frame: (f32, f32, f32, f32),
    middle: (f64, f64),
    /// Millimetres on the paper of a metre on the ground.
    pub scale: f64,
}

impl View {
    pub fn new(bounds: Bounds, frame: (f32, f32, f32, f32)) -> Self {
        // Room for the scale below and names above.
        let (width, height) = (f64::from(frame.2) - 12.0, f64::from(frame.3) - 24.0);
        let across = (bounds.east - bounds.west).max(1.0);
        let along = (bounds.north - bounds.south).max(1.0);
        let middle = (f64::midpoint(bounds.west, bounds.east), f64::midpoint(bounds.south, bounds.north));
        Self { frame, middle, scale: (width / across).min(height / along) }
    }

    #[expect(clippy::cast_possible_truncation, reason = "millimetres on paper")]
    pub fn paper(&self, (east, north): (f64, f64)) -> (f32, f32) {
        let (left, top, width, height) = self.frame;
        let x = (east - self.middle.0) * self.scale;
        let y = (self.middle.1 - north) * self.scale;
        // Far outside of the frame nothing is seen, and numbers stay small.
        let (x, y) = (x.clamp(-5_000.0, 5_000.0) as f32, y.clamp(-5_000.0, 5_000.0) as f32);
        (left + width / 2.0 + x, top + height / 2.0 - 2.0 + y)
    }
}

/// The outline, thinned to what can be told apart on the paper.
fn land(sketch: &MapSketch, plane: &Plane, view: &View) -> Shape {
    let ring = |ring: &Vec<Position>| {
        let mut points: Vec<(f32, f32)> = Vec::new();
        for at in ring.iter().filter_map(|at| plane.metres(*at)) {
            let (x, y) = view.paper(at);
            if points.last().is_none_or(|(a, b)| (a - x).hypot(b - y) > 0.08) {
                points.push((x, y));
            }
        }
        points
    };
    let rings = sketch.area.iter().flatten().map(ring).filter(|ring| ring.len() > 2).collect();
    Shape::Lines { rings, closed: true, stroke: Some((BORDER, 0.35)), fill: Some(LAND), dashed: false }
}

fn rectangle((left, top, width, height): (f32, f32, f32, f32), line: f32) -> Shape {
    let corners = vec![(left, top), (left + width, top), (left + width, top + height), (left, top + height)];
    Shape::Lines { rings: vec![corners], closed: true, stroke: Some((BLACK, line)), fill: None, dashed: false }
}

fn millimetres(fonts: &Fonts, bold: bool, text: &str, size: f32) -> f32 {
    fonts.width(if bold { Style::BOLD } else { Style::REGULAR }, text, size) / 72.0 * 25.4
}

/// The largest of 1, 2, 5, 10, … metres that is at most `most` millimetres long.
fn round_length(scale: f64, most: f64) -> f64 {
    let mut best = 1.0;
    for exponent in 0..6 {
        for step in [1.0, 2.0, 5.0] {
            let metres = step * 10_f64.powi(exponent);
            if metres * scale <= most {
                best = metres;
            }
        }
    }
    best
}

/// Scale and north.
fn instruments(view: &View, fonts: &Fonts) -> Vec<Shape> {
    let (left, top, width, height) = view.frame;
    let metres = round_length(view.scale, f64::from(width) * 0.3);
    #[expect(clippy::cast_possible_truncation, reason = "millimetres on paper")]
    let long = (metres * view.scale) as f32;
    let words = if metres >= 1_000.0 {
        format!("{} km", super::super::vietnamese::number(metres / 1_000.0, 0))
    } else {
        format!("{} m", super::super::vietnamese::number(metres, 0))
    };
    let (x, y) = (left + 4.0, top + height - 4.0);
    let bar = Shape::Lines {
        rings: vec![vec![(x, y - 1.5), (x, y), (x + long, y), (x + long, y - 1.5)]],
        closed: false,
        stroke: Some((BLACK, 0.35)),
        fill: None,
        dashed: false,
    };
    let at = (x + long + 1.5, y);
    let words = Shape::Letters { at, size: 9.0, bold: false, colour: BLACK, text: words };
    let (x, y) = (left + width - 6.0, top + 13.0);
    let arrow = Shape::Lines {
        rings: vec![vec![(x, y - 7.0), (x + 1.8, y), (x, y - 1.6), (x - 1.8, y)]],
        closed: true,
        stroke: Some((BLACK, 0.2)),
        fill: Some(BLACK),
        dashed: false,
    };
    let at = (x - millimetres(fonts, true, "B", 9.0) / 2.0, y - 8.0);
    let north = Shape::Letters { at, size: 9.0, bold: true, colour: BLACK, text: "B".into() };
    vec![bar, words, arrow, north]
}

fn name(view: &View, text: &str) -> Shape {
    let at = (view.frame.0 + 3.0, view.frame.1 + 5.0);
    Shape::Letters { at, size: 10.0, bold: true, colour: BLACK, text: super::super::text::line(text) }
}

/// The whole area, with a frame around what the other panel shows from near.
pub(super) fn far(sketch: &MapSketch, plane: &Plane, view: &View, closer: Bounds, fonts: &Fonts) -> Framed {
    let mut shapes = vec![land(sketch, plane, view)];
    let (left, top) = view.paper((closer.west, closer.north));
    let (right, bottom) = view.paper((closer.east, closer.south));
    let (x, y) = (f32::midpoint(left, right), f32::midpoint(top, bottom));
    // Never so small that it cannot be seen.
    let (wide, high) = ((right - left).max(3.0), (bottom - top).max(3.0));
    shapes.push(rectangle((x - wide / 2.0, y - high / 2.0, wide, high), 0.4));
    let at = (x + wide / 2.0 + 1.0, y + 1.1);
    shapes.push(Shape::Letters { at, size: 9.0, bold: true, colour: BLACK, text: "Khu vực kiểm tra".into() });
    shapes.extend(instruments(view, fonts));
    shapes.push(name(view, &sketch.area_name));
    shapes.push(rectangle(view.frame, 0.3));
    Framed { frame: view.frame, shapes }
}

/// The marks, with labels, under a name.
pub(super) fn near(
    (sketch, title): (&MapSketch, &str),
    plane: &Plane,
    marks: &Marks,
    view: &View,
    fonts: &Fonts,
) -> Framed {
    let mut shapes = vec![land(sketch, plane, view)];
    if let Some(planned) = &sketch.planned
        && let (Some(at), Some(metres)) = (plane.metres(planned.at), planned.tolerance_m)
        && metres.is_finite()
        && metres > 0.0
    {
        #[expect(clippy::cast_possible_truncation, reason = "millimetres on paper")]
        let radius = (metres * view.scale).min(5_000.0) as f32;
        let stroke = Some((PLANNED, 0.25));
        shapes.push(Shape::Circle { at: view.paper(at), radius, stroke, fill: None, dashed: true });
    }
    shapes.extend(marks.shapes(view, fonts));
    shapes.extend(instruments(view, fonts));
    shapes.push(name(view, title));
    shapes.push(rectangle(view.frame, 0.3));
    Framed { frame: view.frame, shapes }
}

/// The width of letters in millimetres, for whoever places labels.
pub(super) fn label_width(fonts: &Fonts, text: &str) -> f32 {
    millimetres(fonts, true, text, marks::LABEL_SIZE)
}
