//! Places in the binary form of `GeoPackage` files: a head with an envelope, then well-known binary. Little-endian.

use super::super::geojson::{Geometry, Position};

/// West, east, south and north ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Bounds {
    pub west: f64,
    pub east: f64,
    pub south: f64,
    pub north: f64,
}

impl Bounds {
    pub fn with(self, other: Self) -> Self {
        Self {
            west: self.west.min(other.west),
            east: self.east.max(other.east),
            south: self.south.min(other.south),
            north: self.north.max(other.north),
        }
    }

    fn of<'a>(positions: impl Iterator<Item = &'a Position>) -> Option<Self> {
        positions.fold(None, |bounds: Option<Self>, &[x, y]| {
            let point = Self { west: x, east: x, south: y, north: y };
            Some(bounds.map_or(point, |bounds| bounds.with(point)))
        })
    }
}

const SRS: i32 = 4326;
const LITTLE_ENDIAN: u8 = 1;
const POINT: u32 = 1;
const POLYGON: u32 = 3;
const MULTI_POLYGON: u32 = 6;

fn head(out: &mut Vec<u8>, envelope: Option<Bounds>) {
    let flags = LITTLE_ENDIAN | u8::from(envelope.is_some()) << 1;
    out.extend([b'G', b'P', 0, flags]);
    out.extend(SRS.to_le_bytes());
    if let Some(bounds) = envelope {
        for side in [bounds.west, bounds.east, bounds.south, bounds.north] {
            out.extend(side.to_le_bytes());
        }
    }
}

fn begin(out: &mut Vec<u8>, kind: u32) {
    out.push(LITTLE_ENDIAN);
    out.extend(kind.to_le_bytes());
}

fn count(out: &mut Vec<u8>, count: usize) {
    out.extend(u32::try_from(count).unwrap_or(u32::MAX).to_le_bytes());
}

/// The bytes of a place and where it lies; nothing for one without a single point, or with numbers that are none.
pub(super) fn encoded(geometry: &Geometry) -> Option<(Vec<u8>, Bounds)> {
    let mut out = Vec::new();
    let bounds = match geometry {
        Geometry::Point(position) => {
            head(&mut out, None);
            begin(&mut out, POINT);
            out.extend(position.iter().flat_map(|number| number.to_le_bytes()));
            Bounds::of(std::iter::once(position))?
        }
        Geometry::MultiPolygon(polygons) => {
            let bounds = Bounds::of(polygons.iter().flatten().flatten())?;
            head(&mut out, Some(bounds));
            begin(&mut out, MULTI_POLYGON);
            count(&mut out, polygons.len());
            for rings in polygons {
                begin(&mut out, POLYGON);
                count(&mut out, rings.len());
                for ring in rings {
                    count(&mut out, ring.len());
                    out.extend(ring.iter().flatten().flat_map(|number| number.to_le_bytes()));
                }
            }
            bounds
        }
    };
    let sides = [bounds.west, bounds.east, bounds.south, bounds.north];
    sides.iter().all(|side| side.is_finite()).then_some((out, bounds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_as_the_standard_has_it() {
        let (bytes, bounds) = encoded(&Geometry::Point([106.5, 21.75])).unwrap();
        let expected = [
            &b"GP\x00\x01"[..],
            &4326_i32.to_le_bytes(),
            &[1, 1, 0, 0, 0],
            &106.5_f64.to_le_bytes(),
            &21.75_f64.to_le_bytes(),
        ];
        assert_eq!(bytes, expected.concat());
        assert_eq!(bounds, Bounds { west: 106.5, east: 106.5, south: 21.75, north: 21.75 });
    }

    #[test]
    fn what_has_no_place_has_no_bytes() {
        assert_eq!(encoded(&Geometry::MultiPolygon(Vec::new())), None);
        assert_eq!(encoded(&Geometry::Point([f64::NAN, 1.0])), None);
        let ring = vec![[106.0, 21.0], [107.0, 21.0], [107.0, 22.0], [106.0, 21.0]];
        let (bytes, bounds) = encoded(&Geometry::MultiPolygon(vec![vec![ring]])).unwrap();
        assert_eq!(bytes.len(), 8 + 32 + 9 + 9 + 4 + 4 * 16);
        assert_eq!(bounds, Bounds { west: 106.0, east: 107.0, south: 21.0, north: 22.0 });
    }
}
