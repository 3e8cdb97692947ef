//! Metres from degrees, near one place.
//!
//! Around a point the ellipsoid is taken as flat, with the two lengths of a degree that WGS 84 has at that latitude.
//! A sphere would not do: its degree of latitude is half a percent too long in Việt Nam. Where a target is further
//! than a tenth of a degree north or south, the lengths at the latitude half-way are used. Against geodesics the error
//! stays below 0.1 % up to the 200 km that anything here looks (a test holds it to that).

use geo::Coord;

/// North-south spans, in degrees, above which the scale half-way is used instead of the point's own.
const FLAT_DEGREES: f64 = 0.1;

/// How much a distance by the point's own scale can differ from the better one within the search's reach.
pub(super) const SLACK: f64 = 0.04;

/// The surroundings of one point, as a flat map.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plane {
    at: Coord,
    metres: Scale,
}

/// Metres in a degree.
#[derive(Clone, Copy, Debug)]
struct Scale {
    lon: f64,
    lat: f64,
}

impl Scale {
    /// The series for the WGS 84 ellipsoid, good to centimetres.
    fn at(lat: f64) -> Self {
        let angle = lat.to_radians();
        Self {
            lat: 111_132.954 - 559.822 * (2.0 * angle).cos() + 1.175 * (4.0 * angle).cos(),
            lon: 111_412.84 * angle.cos() - 93.5 * (3.0 * angle).cos() + 0.118 * (5.0 * angle).cos(),
        }
    }
}

impl Plane {
    /// The surroundings of a place.
    pub(super) fn around(lat: f64, lon: f64) -> Self {
        Self { at: Coord { x: lon, y: lat }, metres: Scale::at(lat) }
    }

    /// The place itself.
    pub(super) fn at(&self) -> Coord {
        self.at
    }

    /// Metres to a point.
    pub(super) fn to_point(self, to: Coord) -> f64 {
        let (east, north) = (to.x - self.at.x, to.y - self.at.y);
        let metres = if north.abs() > FLAT_DEGREES { Scale::at(self.at.y + north / 2.0) } else { self.metres };
        (east * metres.lon).hypot(north * metres.lat)
    }

    /// Metres to the nearest point of a segment, or nothing where that is certainly not below `best`.
    pub(super) fn to_segment(self, from: Coord, to: Coord, best: f64) -> Option<f64> {
        let start = self.flat(from);
        let end = self.flat(to);
        let along = Coord { x: end.x - start.x, y: end.y - start.y };
        let length = along.x * along.x + along.y * along.y;
        let part = if length > 0.0 { (-(start.x * along.x + start.y * along.y) / length).clamp(0.0, 1.0) } else { 0.0 };
        let near = Coord { x: start.x + part * along.x, y: start.y + part * along.y };
        let reach = best * (1.0 + SLACK);
        if near.x * near.x + near.y * near.y > reach * reach {
            return None;
        }
        let distance = self.to_point(Coord { x: from.x + part * (to.x - from.x), y: from.y + part * (to.y - from.y) });
        (distance < best).then_some(distance)
    }

    /// A distance that nothing inside the box is nearer than.
    pub(super) fn at_least_to(self, low: Coord, high: Coord) -> f64 {
        let gap = |at: f64, low: f64, high: f64| (low - at).max(at - high).max(0.0);
        let east = gap(self.at.x, low.x, high.x) * self.metres.lon;
        let north = gap(self.at.y, low.y, high.y) * self.metres.lat;
        east.hypot(north) * (1.0 - SLACK)
    }

    /// A distance that nothing so far north or south is nearer than.
    pub(super) fn at_least_north(self, degrees: f64) -> f64 {
        degrees * self.metres.lat * (1.0 - SLACK)
    }

    /// A box that holds everything within `metres`.
    pub(super) fn window(self, metres: f64) -> (Coord, Coord) {
        let north = metres / self.metres.lat * (1.0 + SLACK);
        let narrowest = Scale::at((self.at.y.abs() + north).min(89.9)).lon;
        let east = (metres / narrowest * (1.0 + SLACK)).min(180.0);
        (Coord { x: self.at.x - east, y: self.at.y - north }, Coord { x: self.at.x + east, y: self.at.y + north })
    }

    fn flat(self, point: Coord) -> Coord {
        Coord { x: (point.x - self.at.x) * self.metres.lon, y: (point.y - self.at.y) * self.metres.lat }
    }
}

#[cfg(test)]
mod tests {
    use geo::{Distance, Geodesic, Point};
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn distances_stay_within_a_tenth_of_a_percent_of_the_geodesic(
            lat in 7.0..24.0_f64, lon in 101.0..118.0_f64, north in -1.8..1.8_f64, east in -1.8..1.8_f64,
        ) {
            let to = Coord { x: lon + east, y: lat + north };
            let ours = Plane::around(lat, lon).to_point(to);
            let geodesic = Geodesic.distance(Point::new(lon, lat), Point(to));
            prop_assert!((ours - geodesic).abs() <= 0.001 * geodesic + 0.001, "{ours} against {geodesic}");
        }

        #[test]
        fn a_box_is_never_nearer_than_its_lower_bound(
            lat in 7.0..24.0_f64, lon in 101.0..118.0_f64, north in -1.8..1.8_f64, east in -1.8..1.8_f64,
            height in 0.0..0.5_f64, width in 0.0..0.5_f64, y in 0.0..=1.0_f64, x in 0.0..=1.0_f64,
        ) {
            let low = Coord { x: lon + east, y: lat + north };
            let high = Coord { x: low.x + width, y: low.y + height };
            let inside = Coord { x: low.x + x * width, y: low.y + y * height };
            let plane = Plane::around(lat, lon);
            prop_assert!(plane.at_least_to(low, high) <= plane.to_point(inside) + 1e-6);
        }

        #[test]
        fn a_window_holds_what_lies_within_its_distance(
            lat in 7.0..24.0_f64, lon in 101.0..118.0_f64, north in -1.5..1.5_f64, east in -1.5..1.5_f64,
        ) {
            let to = Coord { x: lon + east, y: lat + north };
            let plane = Plane::around(lat, lon);
            let (low, high) = plane.window(plane.to_point(to));
            prop_assert!(low.x <= to.x && to.x <= high.x && low.y <= to.y && to.y <= high.y);
        }
    }
}
