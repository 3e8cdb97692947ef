//! Reading GeoJSON: what is an outline of a unit, what is a planned place, and in plain words why something is neither.
//!
//! Checked are the type, the coordinates (finite, in range, longitude first) and the rings (four positions at least,
//! closed, with an area). A ring that crosses itself is taken: winding numbers give it an inside all the same.
//! A collection is read feature by feature, so that one bad feature does not hide what is wrong with the next.

use geo::Coord;
use geojson::GeometryValue;
use mobile_sync_protocol::text::Text;
use serde::Deserialize;
use serde_json::{Map, Value, value::RawValue};

use super::{
    edges::{Edges, signed_area},
    metric::Plane,
    site::Place,
};

/// Why something is no geometry that is of use here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadGeometry {
    /// Not GeoJSON.
    #[error("this is not GeoJSON: {0}")]
    Syntax(String),
    /// Another type than asked for.
    #[error("a {0} is not taken here; use {1}")]
    Type(&'static str, &'static str),
    /// A part without positions.
    #[error("{0} is empty")]
    Empty(String),
    /// A position without two numbers.
    #[error("{0}: a position needs longitude and latitude")]
    Position(String),
    /// A longitude or latitude that is none.
    #[error("{0}: longitude {1}, latitude {2} is no place; longitude comes first and both are in degrees")]
    Range(String, String, String),
    /// A ring of fewer than four positions.
    #[error("{0} has fewer than four positions")]
    Short(String),
    /// A ring whose last position is not its first.
    #[error("{0} is not closed: its last position must be its first")]
    Open(String),
    /// A ring without an area.
    #[error("{0} has no area")]
    Flat(String),
}

impl BadGeometry {
    /// What is wrong, in both languages.
    pub fn text(&self) -> Text {
        let vi = match self {
            Self::Syntax(detail) => format!("không phải GeoJSON: {detail}"),
            Self::Type(found, wanted) => format!("không nhận kiểu {found}, hãy dùng {wanted}"),
            Self::Empty(place) => format!("{place}: không có điểm nào"),
            Self::Position(place) => format!("{place}: mỗi điểm phải có kinh độ và vĩ độ"),
            Self::Range(place, lon, lat) => {
                format!("{place}: kinh độ {lon}, vĩ độ {lat} không hợp lệ; kinh độ đứng trước, cả hai tính bằng độ")
            }
            Self::Short(place) => format!("{place}: ít hơn bốn điểm"),
            Self::Open(place) => format!("{place}: chưa khép kín, điểm cuối phải trùng điểm đầu"),
            Self::Flat(place) => format!("{place}: không có diện tích"),
        };
        Text::new(vi, self.to_string())
    }
}

/// A geometry that was read and not yet checked.
#[derive(Clone, Debug)]
pub struct Geometry(geojson::Geometry);

/// The ground of a unit: one or more polygons, checked.
#[derive(Clone, Debug)]
pub struct Shape {
    pub(super) edges: Edges,
    points: usize,
}

/// One feature of a collection.
#[derive(Clone, Debug)]
pub struct Feature {
    /// What is said of it.
    pub properties: Map<String, Value>,
    /// Where it is.
    pub geometry: Option<Geometry>,
}

#[derive(Deserialize)]
struct RawCollection<'a> {
    #[serde(rename = "type")]
    kind: String,
    #[serde(borrow)]
    features: Vec<&'a RawValue>,
}

/// Splits the text of a `FeatureCollection` into its features, each good or with its own fault.
pub fn features(text: &str) -> Result<Vec<Result<Feature, BadGeometry>>, BadGeometry> {
    let raw: RawCollection<'_> = serde_json::from_str(text).map_err(|error| syntax(&error))?;
    if raw.kind != "FeatureCollection" {
        return Err(BadGeometry::Syntax(format!("type is {:?}, not \"FeatureCollection\"", short(&raw.kind))));
    }
    Ok(raw.features.into_iter().map(|feature| one_feature(feature.get())).collect())
}

fn one_feature(text: &str) -> Result<Feature, BadGeometry> {
    let feature: geojson::Feature = serde_json::from_str(text).map_err(|error| syntax(&error))?;
    Ok(Feature { properties: feature.properties.unwrap_or_default(), geometry: feature.geometry.map(Geometry) })
}

fn syntax(error: &serde_json::Error) -> BadGeometry {
    BadGeometry::Syntax(short(&error.to_string()))
}

fn short(text: &str) -> String {
    text.chars().take(200).collect()
}

impl Geometry {
    /// Reads a geometry object.
    pub fn from_value(value: &Value) -> Result<Self, BadGeometry> {
        geojson::Geometry::deserialize(value).map(Self).map_err(|error| syntax(&error))
    }

    /// Reads the text of a geometry object.
    pub fn from_text(text: &str) -> Result<Self, BadGeometry> {
        serde_json::from_str(text).map(Self).map_err(|error| syntax(&error))
    }

    /// The geometry as a GeoJSON object, as it is stored and sent.
    pub fn to_value(&self) -> Value {
        serde_json::to_value(&self.0).unwrap_or_default()
    }

    /// A `Multi…` of one part as that part, which is how desktop map programs write single things; else unchanged.
    #[must_use]
    pub fn single(mut self) -> Self {
        self.0.value = match self.0.value {
            GeometryValue::MultiPoint { coordinates } => only(
                coordinates,
                |coordinates| GeometryValue::Point { coordinates },
                |coordinates| GeometryValue::MultiPoint { coordinates },
            ),
            GeometryValue::MultiLineString { coordinates } => only(
                coordinates,
                |coordinates| GeometryValue::LineString { coordinates },
                |coordinates| GeometryValue::MultiLineString { coordinates },
            ),
            GeometryValue::MultiPolygon { coordinates } => only(
                coordinates,
                |coordinates| GeometryValue::Polygon { coordinates },
                |coordinates| GeometryValue::MultiPolygon { coordinates },
            ),
            other => other,
        };
        self
    }

    /// Checks that it can be the outline of a unit: `Polygon` or `MultiPolygon`.
    pub fn shape(&self) -> Result<Shape, BadGeometry> {
        let polygons = match &self.0.value {
            GeometryValue::Polygon { coordinates } => vec![polygon(coordinates, "polygon 1")?],
            GeometryValue::MultiPolygon { coordinates } => coordinates
                .iter()
                .enumerate()
                .map(|(at, rings)| polygon(rings, &format!("polygon {}", at + 1)))
                .collect::<Result<_, _>>()?,
            other => return Err(BadGeometry::Type(other.type_name(), "Polygon, MultiPolygon")),
        };
        if polygons.is_empty() {
            return Err(BadGeometry::Empty("coordinates".to_owned()));
        }
        let points = polygons.iter().flatten().map(Vec::len).sum();
        Ok(Shape { edges: Edges::of(&polygons), points })
    }

    /// Checks that it can be a planned place: `Point`, `LineString` or `Polygon`.
    pub fn place(&self) -> Result<Place, BadGeometry> {
        match &self.0.value {
            GeometryValue::Point { coordinates } => Ok(Place::at(coordinate(coordinates.as_slice(), "point 1")?)),
            GeometryValue::LineString { coordinates } => match positions(coordinates, "line 1")? {
                line if line.len() < 2 => Err(BadGeometry::Empty("line 1".to_owned())),
                line => Ok(Place::along(line)),
            },
            GeometryValue::Polygon { coordinates } => Ok(Place::within(&[polygon(coordinates, "polygon 1")?])),
            other => Err(BadGeometry::Type(other.type_name(), "Point, LineString, Polygon")),
        }
    }
}

fn only<T>(
    mut parts: Vec<T>,
    one: impl FnOnce(T) -> GeometryValue,
    many: impl FnOnce(Vec<T>) -> GeometryValue,
) -> GeometryValue {
    match (parts.pop(), parts.is_empty()) {
        (Some(part), true) => one(part),
        (last, _) => {
            parts.extend(last);
            many(parts)
        }
    }
}

fn polygon(rings: &[Vec<geojson::Position>], place: &str) -> Result<Vec<Vec<Coord>>, BadGeometry> {
    if rings.is_empty() {
        return Err(BadGeometry::Empty(place.to_owned()));
    }
    rings.iter().enumerate().map(|(at, ring)| closed_ring(ring, &format!("{place}, ring {}", at + 1))).collect()
}

fn closed_ring(ring: &[geojson::Position], place: &str) -> Result<Vec<Coord>, BadGeometry> {
    let ring = positions(ring, place)?;
    if ring.len() < 4 {
        Err(BadGeometry::Short(place.to_owned()))
    } else if ring.first() != ring.last() {
        Err(BadGeometry::Open(place.to_owned()))
    } else if signed_area(&ring) == 0.0 {
        Err(BadGeometry::Flat(place.to_owned()))
    } else {
        Ok(ring)
    }
}

fn positions(list: &[geojson::Position], place: &str) -> Result<Vec<Coord>, BadGeometry> {
    let read = |(at, position): (usize, &geojson::Position)| {
        position_of(position.as_slice()).map_err(|fault| fault.at(format!("{place}, point {}", at + 1)))
    };
    list.iter().enumerate().map(read).collect()
}

fn coordinate(numbers: &[f64], place: &str) -> Result<Coord, BadGeometry> {
    position_of(numbers).map_err(|fault| fault.at(place.to_owned()))
}

/// A fault of one position, before anybody spends time on saying where it is.
enum Fault {
    Numbers,
    Range(f64, f64),
}

impl Fault {
    fn at(&self, place: String) -> BadGeometry {
        match self {
            Self::Numbers => BadGeometry::Position(place),
            Self::Range(lon, lat) => BadGeometry::Range(place, lon.to_string(), lat.to_string()),
        }
    }
}

fn position_of(numbers: &[f64]) -> Result<Coord, Fault> {
    match *numbers {
        [x, y, ..] if (-180.0..=180.0).contains(&x) && (-90.0..=90.0).contains(&y) => Ok(Coord { x, y }),
        [x, y, ..] => Err(Fault::Range(x, y)),
        _ => Err(Fault::Numbers),
    }
}

impl Shape {
    /// Reads and checks a GeoJSON `Polygon` or `MultiPolygon`.
    pub fn from_value(value: &Value) -> Result<Self, BadGeometry> {
        Geometry::from_value(value)?.shape()
    }

    /// The same from text.
    pub fn from_text(text: &str) -> Result<Self, BadGeometry> {
        Geometry::from_text(text)?.shape()
    }

    /// How many positions its rings have.
    pub fn points(&self) -> usize {
        self.points
    }

    /// Whether a point is inside or on the border.
    pub fn contains(&self, lat: f64, lon: f64) -> bool {
        self.edges.contains(Coord { x: lon, y: lat })
    }

    /// Metres from a point to the border, from either side.
    pub fn border_m(&self, lat: f64, lon: f64) -> f64 {
        self.edges.distance(Plane::around(lat, lon), f64::INFINITY).unwrap_or(f64::INFINITY)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fault(coordinates: &Value) -> BadGeometry {
        Shape::from_value(&json!({"type": "Polygon", "coordinates": coordinates})).unwrap_err()
    }

    #[test]
    fn swapped_coordinates_are_named_with_their_place() {
        let text = fault(&json!([[[21.8, 106.5], [21.9, 106.5], [21.9, 106.6], [21.8, 106.5]]])).to_string();
        assert!(text.starts_with("polygon 1, ring 1, point 1: longitude 21.8, latitude 106.5"), "{text}");
    }

    #[test]
    fn a_ring_must_be_closed_long_enough_and_have_an_area() {
        let open = json!([[[106.0, 21.0], [107.0, 21.0], [107.0, 22.0], [106.0, 22.0]]]);
        assert!(matches!(fault(&open), BadGeometry::Open(_)));
        assert!(matches!(fault(&json!([[[106.0, 21.0], [107.0, 21.0], [106.0, 21.0]]])), BadGeometry::Short(_)));
        let flat = json!([[[106.0, 21.0], [107.0, 21.0], [108.0, 21.0], [106.0, 21.0]]]);
        assert!(matches!(fault(&flat), BadGeometry::Flat(_)));
        assert!(matches!(fault(&json!([])), BadGeometry::Empty(_)));
        assert!(matches!(fault(&json!([[[106.0]]])), BadGeometry::Position(_)));
    }

    #[test]
    fn numbers_too_large_and_other_types_are_refused() {
        assert!(matches!(
            Shape::from_text(r#"{"type":"Polygon","coordinates":[[[1e999,1]]]}"#),
            Err(BadGeometry::Syntax(_))
        ));
        let point = json!({"type": "Point", "coordinates": [106.0, 21.0]});
        assert!(matches!(Shape::from_value(&point), Err(BadGeometry::Type("Point", _))));
        assert!(matches!(Shape::from_value(&json!({"type": "Circle"})), Err(BadGeometry::Syntax(_))));
    }

    #[test]
    fn one_bad_feature_leaves_its_neighbours_readable() {
        let good = r#"{"type":"Feature","properties":{"code":"1"},"geometry":null}"#;
        let text = format!(r#"{{"type":"FeatureCollection","features":[{good},{{"type":"Cat"}},{good}]}}"#);
        let read: Vec<bool> = features(&text).unwrap().iter().map(Result::is_ok).collect();
        assert_eq!(read, [true, false, true]);
        assert!(features(r#"{"type":"Feature","features":[]}"#).is_err());
    }

    #[test]
    fn a_multi_part_of_one_is_that_part() {
        let line = json!({"type": "MultiLineString", "coordinates": [[[106.0, 21.0], [106.1, 21.0]]]});
        let single = Geometry::from_value(&line).unwrap().single();
        assert_eq!(single.to_value(), json!({"type": "LineString", "coordinates": [[106.0, 21.0], [106.1, 21.0]]}));
        let two = json!({"type": "MultiPoint", "coordinates": [[106.0, 21.0], [106.1, 21.0]]});
        assert_eq!(Geometry::from_value(&two).unwrap().single().to_value(), two);
    }

    #[test]
    fn every_fault_is_said_in_both_languages() {
        for fault in
            [BadGeometry::Open("r".into()), BadGeometry::Type("Point", "Polygon"), BadGeometry::Flat("r".into())]
        {
            let text = fault.text();
            assert!(!text.vi.is_empty() && text.vi != text.en, "{text:?}");
        }
    }
}
