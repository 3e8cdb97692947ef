//! Tables with places as GeoJSON (RFC 7946): one feature collection, feature by feature.

use std::io::Write;

use serde_json::{Map, Value, json};

pub use super::sketch::Position;
use super::{
    ReportError,
    table::{Cell, Kind, Row, Table},
    text,
};

/// Where something is.
#[derive(Clone, Debug, PartialEq)]
pub enum Geometry {
    /// A place.
    Point(Position),
    /// An area: polygons, each of rings, the first of which is the outer one. Rings are closed.
    MultiPolygon(Vec<Vec<Vec<Position>>>),
}

impl Geometry {
    fn json(&self) -> Value {
        match self {
            Self::Point(position) => json!({ "type": "Point", "coordinates": position }),
            Self::MultiPolygon(polygons) => {
                // RFC 7946: outer rings go counter-clockwise, holes clockwise.
                let polygon = |rings: &Vec<Vec<Position>>| -> Vec<Vec<Position>> {
                    rings.iter().enumerate().map(|(at, ring)| turned(ring, at == 0)).collect()
                };
                let polygons: Vec<_> = polygons.iter().map(polygon).collect();
                json!({ "type": "MultiPolygon", "coordinates": polygons })
            }
        }
    }
}

/// A ring in the direction asked for.
fn turned(ring: &[Position], counter_clockwise: bool) -> Vec<Position> {
    let doubled: f64 = ring.iter().zip(ring.iter().skip(1)).map(|([x, y], [u, v])| x * v - u * y).sum();
    let mut ring = ring.to_vec();
    if (doubled > 0.0) != counter_clockwise {
        ring.reverse();
    }
    ring
}

/// Writes one collection.
pub struct Writer<W: Write> {
    out: W,
    table: Table,
    any: bool,
}

impl<W: Write> Writer<W> {
    /// Writes the begin of the collection, with the table's title as its name.
    pub fn new(mut out: W, table: Table) -> Result<Self, ReportError> {
        let name = if table.title.is_empty() { &table.name } else { &table.title };
        let name = Value::String(text::line(name));
        write!(out, r#"{{"type":"FeatureCollection","name":{name},"features":["#)?;
        Ok(Self { out, table, any: false })
    }

    /// Writes a feature; its properties are named by the columns' keys.
    pub fn feature(&mut self, geometry: Option<&Geometry>, row: &Row) -> Result<(), ReportError> {
        self.table.check(row)?;
        let pairs = self.table.columns.iter().zip(&row.cells);
        let properties: Map<String, Value> =
            pairs.map(|(column, cell)| (column.key.clone(), value(cell, column.kind))).collect();
        let geometry = geometry.map_or(Value::Null, Geometry::json);
        let feature = json!({ "type": "Feature", "geometry": geometry, "properties": properties });
        write!(self.out, "{}\n{feature}", if self.any { "," } else { "" })?;
        self.any = true;
        Ok(())
    }

    /// Writes the end, and hands back where it was written to.
    pub fn finish(mut self) -> Result<W, ReportError> {
        self.out.write_all(b"\n]}\n")?;
        Ok(self.out)
    }
}

/// A cell as programs read it. Numbers that are none, and what people are to fill in, are null.
pub(super) fn value(cell: &Cell, kind: Kind) -> Value {
    match cell {
        Cell::Empty | Cell::ToFill => Value::Null,
        Cell::Text(words) => Value::String(text::clean(words).into_owned()),
        Cell::Number(number) => match whole(*number) {
            Some(whole) if kind == (Kind::Number { decimals: 0 }) => Value::from(whole),
            _ => Value::from(*number),
        },
        Cell::Date(date) => Value::String(date.to_string()),
        Cell::Time(time) => Value::String(time.to_string()),
        Cell::Link { url, .. } => Value::String(url.clone()),
    }
}

/// A number without decimals, as a whole one.
#[expect(clippy::cast_possible_truncation, reason = "held to what a double counts exactly")]
pub(super) fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0).then_some(number as i64)
}

#[cfg(test)]
mod tests {
    use super::{super::table::Column, *};

    #[test]
    fn features_come_one_by_one_and_rings_turn_as_the_standard_says() {
        let columns = vec![
            Column::new("ten", "Tên", Kind::Text, 10.0),
            Column::new("so", "Số", Kind::Number { decimals: 0 }, 10.0),
        ];
        let table = Table { name: "xa".into(), title: "Xã \"mới\"".into(), columns, ..Table::default() };
        let mut writer = Writer::new(Vec::new(), table).unwrap();
        let clockwise = vec![[106.5, 21.8], [106.5, 21.9], [106.6, 21.9], [106.5, 21.8]];
        let area = Geometry::MultiPolygon(vec![vec![clockwise.clone(), clockwise.clone()]]);
        writer.feature(Some(&area), &vec![Cell::text("Điềm He"), Cell::count(7)].into()).unwrap();
        writer
            .feature(Some(&Geometry::Point([106.55, 21.85])), &vec![Cell::Empty, Cell::Number(f64::NAN)].into())
            .unwrap();
        writer.feature(None, &vec![Cell::Empty, Cell::ToFill].into()).unwrap();
        let read: Value = serde_json::from_slice(&writer.finish().unwrap()).unwrap();
        assert_eq!(read["name"], "Xã \"mới\"");
        let features = read["features"].as_array().unwrap();
        assert_eq!(features.len(), 3);
        assert_eq!(features[0]["properties"], json!({ "ten": "Điềm He", "so": 7 }));
        let mut turned = clockwise.clone();
        turned.reverse();
        assert_eq!(features[0]["geometry"]["coordinates"], json!([[turned, clockwise]]));
        assert_eq!(features[1]["geometry"], json!({ "type": "Point", "coordinates": [106.55, 21.85] }));
        assert_eq!(features[1]["properties"]["so"], Value::Null);
        assert_eq!(features[2]["geometry"], Value::Null);
    }
}
