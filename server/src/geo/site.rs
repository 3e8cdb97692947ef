//! How far a point is from where something is planned to be, and how long a planned line is.
//!
//! A plan names a spot (a house, a bridge), a line (a road, a canal) or an area (a field, a school's ground). Being in
//! the area, or on its rim, is being there: 0 metres. The distance is to the nearest point of a line or rim, not to its
//! middle, because a road is inspected anywhere along it.

use geo::Coord;
use serde_json::Value;

use super::{
    edges::Edges,
    geometry::{BadGeometry, Geometry},
    metric::Plane,
};

/// A planned place, checked.
#[derive(Clone, Debug)]
pub struct Place(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Point(Coord),
    Line(Vec<Coord>),
    Area(Edges),
}

impl Place {
    /// Reads and checks a GeoJSON `Point`, `LineString` or `Polygon`.
    pub fn from_value(value: &Value) -> Result<Self, BadGeometry> {
        Geometry::from_value(value)?.place()
    }

    pub(super) fn at(point: Coord) -> Self {
        Self(Kind::Point(point))
    }

    pub(super) fn along(line: Vec<Coord>) -> Self {
        Self(Kind::Line(line))
    }

    pub(super) fn within(polygons: &[Vec<Vec<Coord>>]) -> Self {
        Self(Kind::Area(Edges::of(polygons)))
    }

    /// Metres from a point; 0 inside an area.
    pub fn distance_m(&self, lat: f64, lon: f64) -> f64 {
        let plane = Plane::around(lat, lon);
        match &self.0 {
            Kind::Point(point) => plane.to_point(*point),
            Kind::Line(line) => {
                pairs(line).fold(f64::INFINITY, |best, (from, to)| plane.to_segment(from, to, best).unwrap_or(best))
            }
            Kind::Area(edges) if edges.contains(plane.at()) => 0.0,
            Kind::Area(edges) => edges.distance(plane, f64::INFINITY).unwrap_or(f64::INFINITY),
        }
    }

    /// The length of a line in metres; nothing for a point or an area.
    pub fn length_m(&self) -> Option<f64> {
        let Kind::Line(line) = &self.0 else { return None };
        Some(pairs(line).map(|(from, to)| Plane::around(from.y, from.x).to_point(to)).sum())
    }
}

fn pairs(line: &[Coord]) -> impl Iterator<Item = (Coord, Coord)> {
    line.iter().copied().zip(line.iter().copied().skip(1))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn place(value: &Value) -> Place {
        Place::from_value(value).unwrap()
    }

    #[test]
    fn a_road_is_near_anywhere_along_it() {
        let road = place(&json!({"type": "LineString", "coordinates": [[106.5, 21.8], [106.6, 21.8]]}));
        // A thousandth of a degree of latitude is 110.7 m there.
        let off = road.distance_m(21.801, 106.55);
        assert!((off - 110.7).abs() < 0.5, "{off}");
        let beyond = road.distance_m(21.8, 106.61);
        assert!((beyond - 1_034.0).abs() < 2.0, "{beyond}");
        let length = road.length_m().unwrap();
        assert!((length - 10_339.0).abs() < 20.0, "{length}");
    }

    #[test]
    fn inside_a_field_is_nought_metres_away_and_outside_is_to_its_rim() {
        let field = place(&json!({"type": "Polygon", "coordinates":
            [[[106.5, 21.8], [106.51, 21.8], [106.51, 21.81], [106.5, 21.81], [106.5, 21.8]]]}));
        assert!(field.distance_m(21.805, 106.505).abs() < f64::EPSILON);
        assert!(field.distance_m(21.81, 106.51).abs() < f64::EPSILON);
        let off = field.distance_m(21.811, 106.505);
        assert!((off - 110.7).abs() < 0.5, "{off}");
        assert_eq!(field.length_m(), None);
    }

    #[test]
    fn a_spot_is_as_far_as_it_is() {
        let spot = place(&json!({"type": "Point", "coordinates": [106.5, 21.8, 312.0]}));
        assert!(spot.distance_m(21.8, 106.5).abs() < f64::EPSILON);
        assert!((spot.distance_m(21.8, 106.501) - 103.4).abs() < 0.5);
    }

    #[test]
    fn several_parts_are_no_planned_place() {
        let parts = json!({"type": "MultiPoint", "coordinates": [[106.5, 21.8]]});
        assert!(matches!(Place::from_value(&parts), Err(BadGeometry::Type("MultiPoint", _))));
    }
}
