//! The edges of one outline, sorted into bands of latitude, so that a question about a point reads only the few edges
//! that pass its latitude: whether the point is inside, and how far the border is.
//!
//! An outline of the country has 130 points in the mean and 3,800 at most. Reading every edge for every point costs
//! microseconds; a band holds a handful. An edge is copied into each band that it touches, which keeps a band's edges
//! together in memory and costs about half as much again.

use geo::{
    Coord, Orientation,
    kernels::{Kernel, RobustKernel},
};

use super::metric::Plane;

/// Edges in a band, about. Measured: fewer answer no sooner and cost more copies.
const EDGES_A_BAND: usize = 8;
const MOST_BANDS: usize = 4096;

/// One side of a ring. Rings run so that the inside is on the left.
#[derive(Clone, Copy, Debug)]
struct Edge {
    from: Coord,
    to: Coord,
}

/// The edges of an outline or an area.
#[derive(Clone, Debug)]
pub(super) struct Edges {
    low: Coord,
    high: Coord,
    bands_a_degree: f64,
    /// Where each band's edges begin; one more at the end.
    starts: Vec<usize>,
    /// The edges, band by band.
    filed: Vec<Edge>,
}

/// Twice the area of a ring in square degrees, positive where it runs with the inside on the left.
pub(super) fn signed_area(ring: &[Coord]) -> f64 {
    let Some(origin) = ring.first() else { return 0.0 };
    ring.windows(2)
        .map(|pair| match pair {
            [a, b] => (a.x - origin.x) * (b.y - origin.y) - (b.x - origin.x) * (a.y - origin.y),
            _ => 0.0,
        })
        .sum()
}

impl Edges {
    /// Sorts the rings of polygons, each its outer ring first, into bands.
    pub(super) fn of(polygons: &[Vec<Vec<Coord>>]) -> Self {
        let mut all = Vec::new();
        for polygon in polygons {
            for (at, ring) in polygon.iter().enumerate() {
                let inside_left = (signed_area(ring) > 0.0) == (at == 0);
                all.extend(ring.windows(2).filter_map(|pair| match pair {
                    [a, b] if a == b => None,
                    [a, b] if inside_left => Some(Edge { from: *a, to: *b }),
                    [a, b] => Some(Edge { from: *b, to: *a }),
                    _ => None,
                }));
            }
        }
        Self::banded(&all)
    }

    fn banded(all: &[Edge]) -> Self {
        let far = f64::INFINITY;
        let (mut low, mut high) = (Coord { x: far, y: far }, Coord { x: -far, y: -far });
        for point in all.iter().flat_map(|edge| [edge.from, edge.to]) {
            low = Coord { x: low.x.min(point.x), y: low.y.min(point.y) };
            high = Coord { x: high.x.max(point.x), y: high.y.max(point.y) };
        }
        let bands = (all.len() / EDGES_A_BAND).clamp(1, MOST_BANDS);
        let height = high.y - low.y;
        #[expect(clippy::cast_precision_loss, reason = "at most MOST_BANDS")]
        let bands_a_degree = if height > 0.0 { bands as f64 / height } else { 0.0 };
        let mut index = Self { low, high, bands_a_degree, starts: vec![0; bands + 1], filed: Vec::new() };
        let mut filed: Vec<(usize, Edge)> = Vec::with_capacity(all.len() * 2);
        for edge in all {
            let (south, north) = edge.latitudes();
            filed.extend((index.band(south)..=index.band(north)).map(|band| (band, *edge)));
        }
        filed.sort_by_key(|(band, _)| *band);
        for (band, start) in index.starts.iter_mut().enumerate() {
            *start = filed.partition_point(|(of, _)| *of < band);
        }
        index.filed = filed.into_iter().map(|(_, edge)| edge).collect();
        index
    }

    /// The south-west and north-east corners.
    pub(super) fn bounds(&self) -> (Coord, Coord) {
        (self.low, self.high)
    }

    /// Hands over every edge, one or more times.
    pub(super) fn each(&self, mut take: impl FnMut(Coord, Coord)) {
        for edge in &self.filed {
            take(edge.from, edge.to);
        }
    }

    /// The band of a latitude; it grows with the latitude, so that an edge is in every band that it touches.
    fn band(&self, lat: f64) -> usize {
        let top = self.starts.len().saturating_sub(2);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates at both ends")]
        let band = ((lat - self.low.y) * self.bands_a_degree) as usize;
        band.min(top)
    }

    fn edges_of(&self, band: usize) -> &[Edge] {
        match (self.starts.get(band), self.starts.get(band + 1)) {
            (Some(&start), Some(&end)) => self.filed.get(start..end).unwrap_or_default(),
            _ => &[],
        }
    }

    /// Whether a point is inside or on the border.
    ///
    /// Counts how often the border winds around the point, which also holds where parts overlap. Which side of an edge
    /// a point is on is decided exactly, so that no point of a line between two neighbours is in neither.
    pub(super) fn contains(&self, point: Coord) -> bool {
        if point.y < self.low.y || point.y > self.high.y || point.x < self.low.x || point.x > self.high.x {
            return false;
        }
        let mut winds = 0_i32;
        for edge in self.edges_of(self.band(point.y)) {
            match edge.seen_from(point) {
                Seen::Through => return true,
                Seen::East(turn) => winds += turn,
                Seen::Aside => {}
            }
        }
        winds != 0
    }

    /// Metres from the plane's place to the border, where that is below `limit`.
    pub(super) fn distance(&self, plane: Plane, limit: f64) -> Option<f64> {
        let lat = plane.at().y;
        let home = self.band(lat.clamp(self.low.y, self.high.y));
        let mut best = limit;
        let mut found = None;
        for outward in [true, false] {
            let mut band = home;
            while self.degrees_to(band, lat).is_some_and(|degrees| plane.at_least_north(degrees) < best) {
                for edge in self.edges_of(band) {
                    if let Some(nearer) = plane.to_segment(edge.from, edge.to, best) {
                        (best, found) = (nearer, Some(nearer));
                    }
                }
                band = match (outward, band.checked_sub(1)) {
                    (true, _) => band + 1,
                    (false, Some(below)) => below,
                    (false, None) => break,
                };
            }
        }
        found
    }

    /// Degrees of latitude from a latitude to a band; nothing where there is no such band.
    fn degrees_to(&self, band: usize, lat: f64) -> Option<f64> {
        if band + 1 >= self.starts.len() {
            return None;
        }
        if self.bands_a_degree <= 0.0 {
            return Some((lat - self.low.y).abs());
        }
        #[expect(clippy::cast_precision_loss, reason = "at most MOST_BANDS")]
        let south = self.low.y + band as f64 / self.bands_a_degree;
        let north = south + 1.0 / self.bands_a_degree;
        Some((south - lat).max(lat - north).max(0.0))
    }
}

/// How an edge lies, looked at from a point.
enum Seen {
    /// The point is on it.
    Through,
    /// A line to the east crosses it, northward (1) or southward (-1).
    East(i32),
    /// It does not count.
    Aside,
}

impl Edge {
    fn latitudes(&self) -> (f64, f64) {
        (self.from.y.min(self.to.y), self.from.y.max(self.to.y))
    }

    #[inline]
    fn seen_from(&self, point: Coord) -> Seen {
        let (south, north) = self.latitudes();
        if point.y < south || point.y > north || point.x > self.from.x.max(self.to.x) {
            return Seen::Aside;
        }
        let northward = self.from.y < self.to.y;
        let turn = match (point.y < north, northward) {
            (false, _) => 0,
            (true, true) => 1,
            (true, false) => -1,
        };
        if point.x < self.from.x.min(self.to.x) {
            return if turn == 0 { Seen::Aside } else { Seen::East(turn) };
        }
        match (RobustKernel::orient2d(self.from, self.to, point), northward) {
            (Orientation::Collinear, _) => Seen::Through,
            (Orientation::CounterClockwise, true) | (Orientation::Clockwise, false) if turn != 0 => Seen::East(turn),
            _ => Seen::Aside,
        }
    }
}

#[cfg(test)]
mod tests {
    use geo::{Contains, Intersects, LineString, Point, Polygon};
    use proptest::prelude::*;

    use super::*;

    fn ring(points: &[(f64, f64)]) -> Vec<Coord> {
        points.iter().chain(points.first()).map(|&(x, y)| Coord { x, y }).collect()
    }

    #[test]
    fn a_hole_is_outside_and_its_rim_inside() {
        let outer = ring(&[(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]);
        let hole = ring(&[(4.0, 4.0), (6.0, 4.0), (6.0, 6.0), (4.0, 6.0)]);
        let edges = Edges::of(&[vec![outer, hole]]);
        assert!(edges.contains(Coord { x: 2.0, y: 5.0 }));
        assert!(!edges.contains(Coord { x: 5.0, y: 5.0 }));
        assert!(edges.contains(Coord { x: 4.0, y: 5.0 }));
    }

    #[test]
    fn corners_and_sides_are_inside() {
        let edges = Edges::of(&[vec![ring(&[(0.0, 0.0), (4.0, 0.0), (2.0, 3.0)])]]);
        for (x, y) in [(0.0, 0.0), (4.0, 0.0), (2.0, 3.0), (2.0, 0.0), (1.0, 1.5)] {
            assert!(edges.contains(Coord { x, y }), "{x} {y}");
        }
        assert!(!edges.contains(Coord { x: 2.0, y: 3.000_001 }));
    }

    #[test]
    fn parts_that_overlap_are_inside_where_they_do() {
        let one = ring(&[(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)]);
        let two = ring(&[(2.0, 2.0), (2.0, 6.0), (6.0, 6.0), (6.0, 2.0)]);
        let edges = Edges::of(&[vec![one], vec![two]]);
        assert!(edges.contains(Coord { x: 3.0, y: 3.0 }));
    }

    /// A star around a centre: simple by construction, with as many and as uneven corners as asked.
    fn star() -> impl Strategy<Value = Vec<Coord>> {
        proptest::collection::vec(0.1..1.0_f64, 3..60).prop_map(|radii| {
            #[expect(clippy::cast_precision_loss, reason = "small numbers")]
            let turn = std::f64::consts::TAU / radii.len() as f64;
            #[expect(clippy::cast_precision_loss, reason = "small numbers")]
            let corner = |at: usize, radius: f64| {
                let angle = turn * at as f64;
                // Rounded, so that points on one latitude and one longitude are common.
                let round = |value: f64| (value * 20.0).round() / 20.0;
                (106.0 + round(radius * angle.cos()), 21.0 + round(radius * angle.sin()))
            };
            ring(&radii.iter().enumerate().map(|(at, &radius)| corner(at, radius)).collect::<Vec<_>>())
        })
    }

    proptest! {
        #[test]
        fn inside_is_what_a_plain_polygon_scan_says(
            star in star(), points in proptest::collection::vec((-24..24_i32, -24..24_i32), 1..80),
        ) {
            let polygon = Polygon::new(LineString::from(star.clone()), vec![]);
            prop_assume!(simple(&star));
            let edges = Edges::of(&[vec![star]]);
            for (x, y) in points {
                let point = Coord { x: 106.0 + f64::from(x) / 20.0, y: 21.0 + f64::from(y) / 20.0 };
                let plain = polygon.contains(&Point(point)) || polygon.exterior().intersects(&Point(point));
                prop_assert_eq!(edges.contains(point), plain, "{:?}", point);
            }
        }

        #[test]
        fn the_distance_to_the_border_is_the_least_over_all_edges(star in star(), x in -3.0..3.0_f64, y in -3.0..3.0_f64) {
            let plane = Plane::around(21.0 + y, 106.0 + x);
            let plain = star.windows(2).filter_map(|pair| plane.to_segment(pair[0], pair[1], f64::MAX))
                .fold(f64::INFINITY, f64::min);
            let banded = Edges::of(&[vec![star]]).distance(plane, f64::MAX).unwrap();
            prop_assert!((plain - banded).abs() < 1e-6, "{plain} {banded}");
        }
    }

    /// No two sides cross or touch but at shared corners; the rounding can fold a star.
    fn simple(ring: &[Coord]) -> bool {
        let lines: Vec<geo::Line> = ring.windows(2).map(|pair| geo::Line::new(pair[0], pair[1])).collect();
        let last = lines.len() - 1;
        lines.iter().all(|line| line.start != line.end)
            && lines.iter().enumerate().all(|(at, line)| {
                lines.iter().enumerate().skip(at + 1).all(|(other_at, other)| {
                    let neighbours = other_at == at + 1 || (at == 0 && other_at == last);
                    if neighbours {
                        let far = if other_at == at + 1 { other.end } else { other.start };
                        !line.intersects(&Point(far))
                            && !other.intersects(&Point(if other_at == at + 1 { line.start } else { line.end }))
                    } else {
                        !line.intersects(other)
                    }
                })
            })
    }
}
