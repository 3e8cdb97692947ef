//! The marks of a sketch: the planned site, and photos, of which those that would cover one another share a mark.

use super::{
    super::fonts::Fonts,
    MapSketch, PHOTO, PLANNED, Shape,
    panel::{Bounds, Plane, View, label_width},
};

pub(super) const LABEL_SIZE: f32 = 9.0;

/// Marks nearer than this on the paper, in millimetres, are one.
const APART: f32 = 2.4;

/// What is marked, in metres on the ground.
pub(super) struct Marks {
    planned: Option<(f64, f64)>,
    tolerance_m: f64,
    photos: Vec<((f64, f64), String)>,
}

/// A cross in a circle.
pub(super) fn planned((x, y): (f32, f32)) -> Vec<Shape> {
    let line = |rings| Shape::Lines { rings, closed: false, stroke: Some((PLANNED, 0.4)), fill: None, dashed: false };
    vec![
        Shape::Circle {
            at: (x, y),
            radius: 1.4,
            stroke: Some((PLANNED, 0.4)),
            fill: Some((255, 255, 255)),
            dashed: false,
        },
        line(vec![vec![(x - 2.1, y), (x + 2.1, y)], vec![(x, y - 2.1), (x, y + 2.1)]]),
    ]
}

/// A dot.
pub(super) fn photo(at: (f32, f32)) -> Shape {
    Shape::Circle { at, radius: 1.0, stroke: Some(((255, 255, 255), 0.2)), fill: Some(PHOTO), dashed: false }
}

impl Marks {
    pub fn of(sketch: &MapSketch, plane: &Plane) -> Self {
        let planned = sketch.planned.as_ref().and_then(|planned| plane.metres(planned.at));
        let tolerance = sketch.planned.as_ref().and_then(|planned| planned.tolerance_m).unwrap_or(0.0);
        let photos =
            sketch.photos.iter().filter_map(|spot| Some((plane.metres(spot.at)?, spot.label.clone()))).collect();
        let tolerance_m = if tolerance.is_finite() { tolerance.clamp(0.0, 2_000.0) } else { 0.0 };
        Self { planned, tolerance_m, photos }
    }

    /// What of the ground they cover, the planned site with its surroundings.
    pub fn bounds(&self) -> Option<Bounds> {
        let photos = Bounds::of(self.photos.iter().map(|(at, _)| *at));
        let planned = Bounds::of(self.planned).map(|bounds| bounds.grown(self.tolerance_m));
        match (photos, planned) {
            (Some(photos), Some(planned)) => Some(photos.with(planned)),
            (photos, planned) => photos.or(planned),
        }
    }

    pub fn shapes(&self, view: &View, fonts: &Fonts) -> Vec<Shape> {
        let mut groups: Vec<((f32, f32), Vec<&str>)> = Vec::new();
        for (at, label) in &self.photos {
            let at = view.paper(*at);
            let near = groups.iter_mut().find(|((x, y), _)| (x - at.0).hypot(y - at.1) < APART);
            match near {
                Some((_, labels)) => labels.push(label),
                None => groups.push((at, vec![label])),
            }
        }
        let mut shapes = Vec::new();
        let mut taken: Vec<Box> = groups.iter().map(|(at, _)| Box::around(*at, 1.2)).collect();
        if let Some(at) = self.planned.map(|at| view.paper(at)) {
            shapes.extend(planned(at));
            taken.push(Box::around(at, 2.2));
        }
        shapes.extend(groups.iter().map(|(at, _)| photo(*at)));
        for (at, labels) in groups {
            let text = joined(&labels);
            let (wide, high) = (label_width(fonts, &text), 2.6);
            let place = free(at, (wide, high), view, &taken);
            taken.push(place);
            shapes.push(Shape::Letters {
                at: (place.left, place.bottom),
                size: LABEL_SIZE,
                bold: true,
                colour: PHOTO,
                text,
            });
        }
        shapes
    }
}

/// What is taken on the paper.
#[derive(Clone, Copy)]
struct Box {
    left: f32,
    top: f32,
    right: f32,
    bottom: f32,
}

impl Box {
    fn around((x, y): (f32, f32), by: f32) -> Self {
        Self { left: x - by, top: y - by, right: x + by, bottom: y + by }
    }

    fn touches(&self, other: &Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }
}

/// The first place beside a mark that covers nothing and lies within the frame; else at its right.
fn free((x, y): (f32, f32), (wide, high): (f32, f32), view: &View, taken: &[Box]) -> Box {
    let (left, top, width, height) = view.frame;
    let places =
        [(1.5, -1.3), (1.5, 3.6), (-wide - 1.5, -1.3), (-wide - 1.5, 3.6), (-wide / 2.0, -1.8), (-wide / 2.0, 4.4)];
    let at = |(dx, dy): (f32, f32)| Box { left: x + dx, top: y + dy - high, right: x + dx + wide, bottom: y + dy };
    let inside = |place: &Box| {
        place.left > left + 1.0
            && place.right < left + width - 1.0
            && place.top > top + 7.0
            && place.bottom < top + height - 8.0
    };
    let places: Vec<Box> = places.into_iter().map(at).collect();
    let fits = |place: &&Box| inside(place) && taken.iter().all(|other| !place.touches(other));
    places
        .iter()
        .find(fits)
        .or_else(|| places.iter().find(|place| inside(place)))
        .copied()
        .unwrap_or_else(|| at((1.5, -1.3)))
}

/// Labels in one line: numbers that follow one another as a range.
fn joined(labels: &[&str]) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut at = 0;
    while let Some(label) = labels.get(at) {
        let first: Option<u32> = label.parse().ok();
        let follows = |next: usize| {
            let number: Option<u32> = labels.get(next).and_then(|label| label.parse().ok());
            first.zip(u32::try_from(next - at).ok()).is_some_and(|(first, more)| number == first.checked_add(more))
        };
        let last = (at + 1..labels.len()).take_while(|next| follows(*next)).last().unwrap_or(at);
        match labels.get(last) {
            Some(end) if last > at + 1 => parts.push(format!("{label}–{end}")),
            Some(end) if last > at => parts.push(format!("{label}, {end}")),
            _ => parts.push((*label).to_owned()),
        }
        at = last + 1;
    }
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn labels_of_one_place_are_ranges() {
        assert_eq!(joined(&["1"]), "1");
        assert_eq!(joined(&["1", "2"]), "1, 2");
        assert_eq!(joined(&["1", "2", "3", "5", "a", "7", "8", "9"]), "1–3, 5, a, 7–9");
    }
}
