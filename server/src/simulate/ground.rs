//! Where a simulated inspector stands: points inside outlines, and beside planned sites.

use serde_json::Value;

use super::rng::Dice;

/// Longitude and latitude in degrees, in the order of GeoJSON.
type Point = [f64; 2];

/// Metres of one degree of latitude.
const DEGREE_M: f64 = 111_195.0;

/// One or more polygons with their holes.
#[derive(Clone, Debug)]
pub struct Area {
    polygons: Vec<Vec<Vec<Point>>>,
    low: Point,
    high: Point,
}

/// A GeoJSON geometry that something can stand at.
#[derive(Clone, Debug)]
pub enum Shape {
    /// A point.
    Point(Point),
    /// A line, such as a road or a canal.
    Line(Vec<Point>),
    /// One or more polygons.
    Area(Area),
}

impl Shape {
    /// Reads a Point, `LineString`, Polygon or `MultiPolygon`; `None` for anything else.
    pub fn read(geometry: &Value) -> Option<Self> {
        let coordinates = geometry.get("coordinates")?;
        match geometry.get("type")?.as_str()? {
            "Point" => Some(Self::Point(point(coordinates)?)),
            "LineString" => Some(Self::Line(line(coordinates)?)),
            "Polygon" => Area::new(vec![rings(coordinates)?]).map(Self::Area),
            "MultiPolygon" => {
                Area::new(coordinates.as_array()?.iter().map(rings).collect::<Option<_>>()?).map(Self::Area)
            }
            _ => None,
        }
    }

    /// Where somebody stands who inspects this: latitude and longitude.
    pub fn stand(&self, dice: &mut Dice) -> Option<(f64, f64)> {
        let place = match self {
            Self::Point(point) => *point,
            Self::Line(points) => {
                let at = dice.below(points.len().saturating_sub(1));
                let from = *points.get(at)?;
                let to = points.get(at + 1).copied().unwrap_or(from);
                let along = dice.between(0.0, 1.0);
                [from[0] + (to[0] - from[0]) * along, from[1] + (to[1] - from[1]) * along]
            }
            Self::Area(area) => return area.stand(dice),
        };
        Some(beside(place, dice))
    }
}

impl Area {
    fn new(polygons: Vec<Vec<Vec<Point>>>) -> Option<Self> {
        let mut low = [f64::MAX; 2];
        let mut high = [f64::MIN; 2];
        for point in polygons.iter().flatten().flatten() {
            low = [low[0].min(point[0]), low[1].min(point[1])];
            high = [high[0].max(point[0]), high[1].max(point[1])];
        }
        (low[0] <= high[0]).then_some(Self { polygons, low, high })
    }

    /// Whether the point is inside an outer ring and in none of its holes.
    pub fn contains(&self, lat: f64, lon: f64) -> bool {
        self.polygons.iter().any(|rings| {
            // Each ring crossed turns outside into inside and back, holes included.
            rings.iter().filter(|ring| crossed(ring, lat, lon)).count() % 2 == 1
        })
    }

    /// A point inside: latitude and longitude.
    pub fn stand(&self, dice: &mut Dice) -> Option<(f64, f64)> {
        for _ in 0..256 {
            let lon = dice.between(self.low[0], self.high[0]);
            let lat = dice.between(self.low[1], self.high[1]);
            if self.contains(lat, lon) {
                return Some((lat, lon));
            }
        }
        // A sliver that no throw hits: one of its corners.
        let corners = self.polygons.first()?.first()?;
        dice.choose(corners).map(|corner| (corner[1], corner[0]))
    }
}

/// A few steps away.
fn beside(place: Point, dice: &mut Dice) -> (f64, f64) {
    let (north, east) = (dice.around(12.0), dice.around(12.0));
    let lat = place[1] + north / DEGREE_M;
    (lat, place[0] + east / (DEGREE_M * lat.to_radians().cos().max(0.01)))
}

fn crossed(ring: &[Point], lat: f64, lon: f64) -> bool {
    let mut inside = false;
    let mut before = ring.last();
    for corner in ring {
        if let Some(before) = before
            && (corner[1] > lat) != (before[1] > lat)
            && lon < (before[0] - corner[0]) * (lat - corner[1]) / (before[1] - corner[1]) + corner[0]
        {
            inside = !inside;
        }
        before = Some(corner);
    }
    inside
}

fn point(value: &Value) -> Option<Point> {
    match value.as_array()?.as_slice() {
        [lon, lat, ..] => Some([lon.as_f64()?, lat.as_f64()?]),
        _ => None,
    }
}

fn line(value: &Value) -> Option<Vec<Point>> {
    value.as_array()?.iter().map(point).collect()
}

fn rings(value: &Value) -> Option<Vec<Vec<Point>>> {
    value.as_array()?.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn square(low: f64, high: f64) -> Value {
        json!([[low, low], [high, low], [high, high], [low, high], [low, low]])
    }

    #[test]
    fn everybody_stands_inside_the_outline_and_outside_its_holes() {
        let geometry = json!({"type": "MultiPolygon", "coordinates": [
            [square(10.0, 11.0), square(10.2, 10.8)],
            [square(12.0, 12.1)],
        ]});
        let Some(Shape::Area(area)) = Shape::read(&geometry) else { panic!("an area") };
        assert!(area.contains(10.1, 10.5) && area.contains(12.05, 12.05));
        assert!(!area.contains(10.5, 10.5) && !area.contains(11.5, 11.5));
        let mut dice = Dice::new(3, "test", 0);
        for _ in 0..500 {
            let (lat, lon) = area.stand(&mut dice).unwrap();
            assert!(area.contains(lat, lon), "{lat} {lon}");
        }
    }

    #[test]
    fn who_inspects_a_point_or_a_line_stands_beside_it() {
        let mut dice = Dice::new(3, "test", 0);
        let site = Shape::read(&json!({"type": "Point", "coordinates": [106.5, 21.8]})).unwrap();
        let road = Shape::read(&json!({"type": "LineString", "coordinates": [[106.5, 21.8], [106.6, 21.8]]})).unwrap();
        for _ in 0..200 {
            let (lat, lon) = site.stand(&mut dice).unwrap();
            assert!((lat - 21.8).abs() < 0.001 && (lon - 106.5).abs() < 0.001);
            let (lat, lon) = road.stand(&mut dice).unwrap();
            assert!((lat - 21.8).abs() < 0.001 && (106.499..106.601).contains(&lon));
        }
    }

    #[test]
    fn what_is_no_geometry_is_nowhere() {
        for text in [json!(null), json!({"type": "Point"}), json!({"type": "Polygon", "coordinates": []})] {
            assert!(Shape::read(&text).is_none(), "{text}");
        }
    }
}
