//! Which commune a point is in on a day, and how far it is from a commune's border.
//!
//! Outlines that stood over the same days form a layer; a question reads only the layers of its day. In a layer a grid
//! knows which outlines can hold the point, and each answers from its own bands of edges. Where none does, an R-tree
//! over the outlines' boxes gives the near ones.
//!
//! Outlines are rarely one seamless map. Where they overlap, all that hold the point are named. Where they gape, or the
//! point is abroad or at sea, the nearest outline within [`SEARCH_M`] is named with its distance, because "40 m outside
//! every commune" is a fault of the map and "40 km" is a fault of the claim, and both deserve an answer with a figure.

use std::collections::{BTreeMap, HashMap};

use geo::Coord;
use mobile_sync_protocol::{ids::UnitId, registry::BoundaryQuality, time::Date};
use rstar::{
    AABB, RTree,
    primitives::{GeomWithData, Rectangle},
};

use super::{
    geometry::Shape,
    grid::{Entry, Grid},
    metric::Plane,
    units::stands,
};

/// How far from a point an outline is looked for, in metres.
pub const SEARCH_M: f64 = 200_000.0;

/// The searches for the nearest outline: nearly every point that is in none lies in a gap some metres wide.
const SEARCHES_M: [f64; 4] = [500.0, 5_000.0, 40_000.0, SEARCH_M];

/// The outline of a unit over the days on which it stood so.
#[derive(Clone, Debug)]
pub struct Outline {
    /// The unit.
    pub unit: UnitId,
    /// Its code, which settles ties so that an answer can be repeated.
    pub code: String,
    /// The first day on which the outline stood; open where unknown.
    pub valid_from: Option<Date>,
    /// The last day; open where it still stands.
    pub valid_to: Option<Date>,
    /// How far it can be trusted.
    pub quality: BoundaryQuality,
    /// The ground.
    pub shape: Shape,
}

/// Where a point is.
#[derive(Clone, Debug, PartialEq)]
pub struct Located {
    /// The unit that holds it, or the nearest.
    pub unit: UnitId,
    /// Metres from the point to the unit's ground; 0 inside.
    pub distance_m: f64,
    /// Whether the point is inside the outline or on its border.
    pub inside: bool,
    /// How far that outline can be trusted.
    pub quality: BoundaryQuality,
    /// Other units whose outlines hold the point too.
    pub also: Vec<UnitId>,
}

/// How a point lies to one unit's outline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reach {
    /// Whether the point is inside the outline or on its border.
    pub inside: bool,
    /// Metres to the outline; 0 inside.
    pub outside_m: f64,
    /// Metres to the border, from whichever side.
    pub border_m: f64,
    /// How far the outline can be trusted.
    pub quality: BoundaryQuality,
}

/// All outlines, ready for questions. It never changes; new outlines make a new one.
#[derive(Debug, Default)]
pub struct Boundaries {
    areas: Vec<Outline>,
    by_unit: HashMap<UnitId, usize>,
    layers: Vec<Layer>,
}

type Boxed = GeomWithData<Rectangle<[f64; 2]>, usize>;

/// The outlines of one period.
#[derive(Debug)]
struct Layer {
    from: Option<Date>,
    to: Option<Date>,
    grid: Grid,
    tree: RTree<Boxed>,
}

impl Boundaries {
    /// Sorts the outlines. A later outline of the same unit replaces an earlier one.
    pub fn new(outlines: Vec<Outline>) -> Self {
        let mut last: BTreeMap<UnitId, Outline> = BTreeMap::new();
        for outline in outlines {
            last.insert(outline.unit, outline);
        }
        let mut areas: Vec<Outline> = last.into_values().collect();
        areas.sort_by(|one, other| (&one.code, one.unit).cmp(&(&other.code, other.unit)));
        let by_unit = areas.iter().enumerate().map(|(at, area)| (area.unit, at)).collect();
        let mut periods: BTreeMap<(Option<Date>, Option<Date>), Vec<usize>> = BTreeMap::new();
        for (at, area) in areas.iter().enumerate() {
            periods.entry((area.valid_from, area.valid_to)).or_default().push(at);
        }
        let layers = periods.into_iter().map(|((from, to), members)| Layer::of(from, to, &members, &areas)).collect();
        Self { areas, by_unit, layers }
    }

    /// How many outlines there are, of all days.
    pub fn len(&self) -> usize {
        self.areas.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.areas.is_empty()
    }

    /// Which unit a point is in on a day: the one whose outline holds it, else the nearest within [`SEARCH_M`].
    ///
    /// Of several that hold it, the best in quality is named first, then the one in which the point lies deepest: where
    /// neighbours were simplified apart, that is the one that would keep it. No answer for what is no coordinate.
    pub fn locate(&self, lat: f64, lon: f64, on: Date) -> Option<Located> {
        if !in_range(lat, lon) {
            return None;
        }
        let point = Coord { x: lon, y: lat };
        let mut first: Option<usize> = None;
        let mut more: Vec<usize> = Vec::new();
        for layer in self.layers.iter().filter(|layer| layer.stands(on)) {
            for Entry { outline, whole } in layer.grid.at(point) {
                let at = *outline as usize;
                if !whole && !self.areas.get(at).is_some_and(|area| area.shape.edges.contains(point)) {
                    continue;
                }
                match first {
                    None => first = Some(at),
                    Some(_) => more.push(at),
                }
            }
        }
        match first {
            None => self.nearest(Plane::around(lat, lon), on),
            Some(only) if more.is_empty() => Some(self.areas.get(only)?.located(0.0, true, Vec::new())),
            Some(one) => {
                more.push(one);
                self.deepest(lat, lon, more)
            }
        }
    }

    /// How a point lies to a unit's outline; nothing where the unit has none or the point is no coordinate.
    pub fn distance_to(&self, unit: UnitId, lat: f64, lon: f64) -> Option<Reach> {
        if !in_range(lat, lon) {
            return None;
        }
        let area = self.areas.get(*self.by_unit.get(&unit)?)?;
        let border_m = area.shape.border_m(lat, lon);
        let inside = area.shape.contains(lat, lon);
        Some(Reach { inside, outside_m: if inside { 0.0 } else { border_m }, border_m, quality: area.quality })
    }

    /// Whether the unit has an outline that stood on a day.
    pub fn covers(&self, unit: UnitId, on: Date) -> bool {
        let area = self.by_unit.get(&unit).and_then(|at| self.areas.get(*at));
        area.is_some_and(|area| stands(area.valid_from, area.valid_to, on))
    }

    fn deepest(&self, lat: f64, lon: f64, holders: Vec<usize>) -> Option<Located> {
        let mut ranked: Vec<(&Outline, f64)> = holders
            .into_iter()
            .filter_map(|at| self.areas.get(at))
            .map(|area| (area, area.shape.border_m(lat, lon)))
            .collect();
        ranked.sort_by(|(one, depth), (other, other_depth)| {
            let better = other.quality.cmp(&one.quality).then(other_depth.total_cmp(depth));
            better.then_with(|| (&one.code, one.unit).cmp(&(&other.code, other.unit)))
        });
        let mut ranked = ranked.into_iter().map(|(area, _)| area);
        let first = ranked.next()?;
        Some(first.located(0.0, true, ranked.map(|area| area.unit).collect()))
    }

    fn nearest(&self, plane: Plane, on: Date) -> Option<Located> {
        SEARCHES_M.into_iter().find_map(|limit| self.nearest_within(plane, on, limit))
    }

    fn nearest_within(&self, plane: Plane, on: Date, limit: f64) -> Option<Located> {
        let (low, high) = plane.window(limit);
        let window = AABB::from_corners([low.x, low.y], [high.x, high.y]);
        let mut near: Vec<(f64, usize)> = Vec::new();
        for layer in self.layers.iter().filter(|layer| layer.stands(on)) {
            near.extend(layer.tree.locate_in_envelope_intersecting(window).map(|boxed| {
                let ([west, south], [east, north]) = (boxed.geom().lower(), boxed.geom().upper());
                (plane.at_least_to(Coord { x: west, y: south }, Coord { x: east, y: north }), boxed.data)
            }));
        }
        near.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
        let mut best: Option<(f64, &Outline)> = None;
        for (at_least, at) in near {
            let limit = best.map_or(limit, |(distance, _)| distance);
            if at_least > limit {
                break;
            }
            let Some(area) = self.areas.get(at) else { continue };
            if let Some(distance) = area.shape.edges.distance(plane, limit) {
                best = Some((distance, area));
            }
        }
        best.map(|(distance, area)| area.located(distance, false, Vec::new()))
    }
}

impl Outline {
    fn located(&self, distance_m: f64, inside: bool, also: Vec<UnitId>) -> Located {
        Located { unit: self.unit, distance_m, inside, quality: self.quality, also }
    }
}

impl Layer {
    fn of(from: Option<Date>, to: Option<Date>, members: &[usize], areas: &[Outline]) -> Self {
        let mut boxes = Vec::with_capacity(members.len());
        let mut numbered = Vec::with_capacity(members.len());
        for &at in members {
            let Some(area) = areas.get(at) else { continue };
            let (low, high) = area.shape.edges.bounds();
            boxes.push(Boxed::new(Rectangle::from_corners([low.x, low.y], [high.x, high.y]), at));
            numbered.push((u32::try_from(at).unwrap_or(u32::MAX), &area.shape.edges));
        }
        Self { from, to, grid: Grid::over(&numbered), tree: RTree::bulk_load(boxes) }
    }

    fn stands(&self, on: Date) -> bool {
        stands(self.from, self.to, on)
    }
}

fn in_range(lat: f64, lon: f64) -> bool {
    (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon)
}

#[cfg(test)]
mod tests {
    use std::sync::OnceLock;

    use geo::{Contains, Distance, Geodesic, Intersects, LineString, MultiPolygon, Point, Polygon};
    use proptest::prelude::*;
    use serde_json::{Value, json};
    use uuid::Uuid;

    use super::*;
    use crate::geo::{geometry, samples};

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn read(name: &str, first_id: u128) -> Vec<(String, Outline, Value)> {
        let features = geometry::features(&samples::text(name)).unwrap();
        let features = features.into_iter().map(Result::unwrap).enumerate();
        let date = |value: Option<&Value>| value.and_then(Value::as_str).map(day);
        features
            .map(|(at, feature)| {
                let geometry = feature.geometry.unwrap();
                let properties = &feature.properties;
                let quality = properties.get("geometry_quality").and_then(Value::as_str);
                let outline = Outline {
                    unit: UnitId(Uuid::from_u128(first_id + at as u128)),
                    code: properties["code"].as_str().unwrap().to_owned(),
                    valid_from: date(properties.get("valid_from")),
                    valid_to: date(properties.get("valid_to")),
                    quality: quality
                        .map_or(BoundaryQuality::ReferenceMap, |word| BoundaryQuality::from_word(word).unwrap()),
                    shape: geometry.shape().unwrap(),
                };
                (properties["name"].as_str().unwrap().to_owned(), outline, geometry.to_value())
            })
            .collect()
    }

    fn plain(geometry: &Value) -> MultiPolygon {
        let ring = |ring: &Value| {
            let at = |point: &Value, at: usize| point[at].as_f64().unwrap();
            ring.as_array().unwrap().iter().map(|point| (at(point, 0), at(point, 1))).collect::<LineString>()
        };
        let polygon = |rings: &Value| {
            let mut rings = rings.as_array().unwrap().iter().map(ring);
            Polygon::new(rings.next().unwrap(), rings.collect())
        };
        match geometry["type"].as_str().unwrap() {
            "Polygon" => MultiPolygon(vec![polygon(&geometry["coordinates"])]),
            _ => MultiPolygon(geometry["coordinates"].as_array().unwrap().iter().map(polygon).collect()),
        }
    }

    struct Country {
        boundaries: Boundaries,
        plain: Vec<(UnitId, MultiPolygon)>,
    }

    fn country() -> &'static Country {
        static COUNTRY: OnceLock<Country> = OnceLock::new();
        COUNTRY.get_or_init(|| {
            let rows = read("vn-communes.geojson.gz", 1);
            let plain = rows.iter().map(|(_, outline, geometry)| (outline.unit, plain(geometry))).collect();
            Country { boundaries: Boundaries::new(rows.into_iter().map(|(_, outline, _)| outline).collect()), plain }
        })
    }

    /// Every unit whose polygon holds the point or has it on its border, by the geometry library's own scan.
    fn scan(country: &Country, point: Point) -> Vec<UnitId> {
        let holds = |polygon: &MultiPolygon| polygon.contains(&point) || polygon.intersects(&point);
        let mut units: Vec<UnitId> =
            country.plain.iter().filter(|(_, polygon)| holds(polygon)).map(|(unit, _)| *unit).collect();
        units.sort();
        units
    }

    fn agrees(country: &Country, lat: f64, lon: f64) -> Result<(), TestCaseError> {
        let plain = scan(country, Point::new(lon, lat));
        let located = country.boundaries.locate(lat, lon, day("2026-01-01"));
        let mut ours: Vec<UnitId> = located
            .iter()
            .filter(|located| located.inside)
            .flat_map(|located| located.also.iter().copied().chain([located.unit]))
            .collect();
        ours.sort();
        prop_assert_eq!(ours, plain, "{} {}", lat, lon);
        Ok(())
    }

    fn corners(country: &Country, unit: usize) -> Vec<Coord> {
        let (_, polygon) = &country.plain[unit % country.plain.len()];
        polygon.0.iter().flat_map(|polygon| polygon.exterior().0.iter().copied()).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn locate_says_what_a_scan_of_every_polygon_says(lat in 8.3..23.4_f64, lon in 102.1..109.5_f64) {
            agrees(country(), lat, lon)?;
        }

        #[test]
        fn and_so_on_borders_and_a_hair_beside_them(
            unit in 0..3321_usize, corner in 0..100_000_usize, part in prop_oneof![Just(0.0), Just(0.5), 0.0..1.0_f64],
            beside in prop_oneof![Just(0.0), Just(1e-12), Just(-1e-12), -1e-5..1e-5_f64],
        ) {
            let country = country();
            let corners = corners(country, unit);
            let (from, to) = (corners[corner % corners.len()], corners[(corner + 1) % corners.len()]);
            let (lon, lat) = (from.x + part * (to.x - from.x) + beside, from.y + part * (to.y - from.y) - beside);
            agrees(country, lat, lon)?;
        }

    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn the_nearest_outline_is_the_least_geodesic_distance(lat in 19.0..22.0_f64, lon in 106.0..108.3_f64) {
            let country = country();
            let Some(located) = country.boundaries.locate(lat, lon, day("2026-01-01")) else {
                return Err(TestCaseError::fail("the sea there is within reach of land"));
            };
            prop_assume!(!located.inside);
            // Every corner is at least as far as the nearest point of all sides, which is found to 0.5 %.
            let here = Point::new(lon, lat);
            let window = country.plain.iter().flat_map(|(_, polygon)| polygon.0.iter().flat_map(|part| &part.exterior().0));
            let nearest = window
                .filter(|corner| (corner.y - lat).abs() < 2.0 && (corner.x - lon).abs() < 2.0)
                .map(|corner| Geodesic.distance(here, Point(*corner)))
                .fold(f64::INFINITY, f64::min);
            prop_assert!(located.distance_m <= nearest * 1.005, "{} {nearest}", located.distance_m);
            let reach = country.boundaries.distance_to(located.unit, lat, lon).unwrap();
            prop_assert!((reach.outside_m - located.distance_m).abs() < 1e-6 && !reach.inside);
        }
    }

    #[test]
    fn points_of_a_border_belong_to_somebody() {
        let country = country();
        for unit in (0..country.plain.len()).step_by(97) {
            for corner in corners(country, unit) {
                assert!(country.boundaries.locate(corner.y, corner.x, day("2026-01-01")).unwrap().inside);
            }
        }
    }

    #[test]
    fn the_day_decides_which_commune_a_point_is_in() {
        let mut rows = read("van-quan-communes.geojson", 1);
        rows.extend(read("van-quan-communes-2024-12.geojson", 101));
        rows.extend(read("van-quan-communes-2025.geojson", 201));
        let names: HashMap<UnitId, String> =
            rows.iter().map(|(name, outline, _)| (outline.unit, name.clone())).collect();
        let (_, dong_giap, _) = rows.iter().find(|(name, ..)| name == "Đồng Giáp").unwrap();
        let (low, high) = dong_giap.shape.edges.bounds();
        let inside = (0..100)
            .map(|at| f64::from(at) / 100.0)
            .map(|part| (f64::midpoint(low.y, high.y), low.x + part * (high.x - low.x)))
            .find(|(lat, lon)| dong_giap.shape.contains(*lat, *lon) && dong_giap.shape.border_m(*lat, *lon) > 500.0);
        let (lat, lon) = inside.unwrap();
        let boundaries = Boundaries::new(rows.into_iter().map(|(_, outline, _)| outline).collect());
        let on =
            |text| boundaries.locate(lat, lon, day(text)).map(|found| (names[&found.unit].as_str(), found.quality));
        assert_eq!(on("2024-11-30"), Some(("Đồng Giáp", BoundaryQuality::Approximate)));
        assert_eq!(on("2024-12-01"), Some(("Khánh Khê", BoundaryQuality::Approximate)));
        assert_eq!(on("2025-07-01"), Some(("Khánh Khê", BoundaryQuality::ReferenceMap)));
        assert_eq!(on("2019-12-31"), None);
    }

    fn square(id: u128, code: &str, west: f64, quality: BoundaryQuality) -> Outline {
        let shape = json!({"type": "Polygon", "coordinates": [[
            [west, 21.8], [west + 0.1, 21.8], [west + 0.1, 21.9], [west, 21.9], [west, 21.8]]]});
        Outline {
            unit: UnitId(Uuid::from_u128(id)),
            code: code.to_owned(),
            valid_from: None,
            valid_to: None,
            quality,
            shape: Shape::from_value(&shape).unwrap(),
        }
    }

    #[test]
    fn a_thousand_outlines_of_one_ground_stay_small() {
        let outlines = (0..1_000).map(|at| square(at, &at.to_string(), 106.5, BoundaryQuality::Official)).collect();
        let map = Boundaries::new(outlines);
        let found = map.locate(21.85, 106.55, day("2024-05-06")).unwrap();
        assert_eq!((found.unit.0.as_u128(), found.also.len(), map.len()), (0, 999, 1_000));
    }

    #[test]
    fn where_outlines_overlap_the_deeper_is_named_first_and_the_other_beside_it() {
        let map = Boundaries::new(vec![
            square(1, "1", 106.5, BoundaryQuality::ReferenceMap),
            square(2, "2", 106.58, BoundaryQuality::ReferenceMap),
        ]);
        let found = map.locate(21.85, 106.595, day("2024-05-06")).unwrap();
        assert_eq!((found.unit.0.as_u128(), found.also.len(), found.inside), (2, 1, true));
        let found = map.locate(21.85, 106.585, day("2024-05-06")).unwrap();
        assert_eq!((found.unit.0.as_u128(), found.also.len()), (1, 1));
    }

    #[test]
    fn the_better_map_is_named_first() {
        let map = Boundaries::new(vec![
            square(1, "1", 106.5, BoundaryQuality::Approximate),
            square(2, "2", 106.58, BoundaryQuality::Official),
        ]);
        assert_eq!(map.locate(21.85, 106.585, day("2024-05-06")).unwrap().unit.0.as_u128(), 2);
    }

    #[test]
    fn a_gap_belongs_to_the_nearer_side_with_its_distance() {
        let map = Boundaries::new(vec![
            square(1, "1", 106.5, BoundaryQuality::ReferenceMap),
            square(2, "2", 106.601, BoundaryQuality::ReferenceMap),
        ]);
        let found = map.locate(21.85, 106.6003, day("2024-05-06")).unwrap();
        assert_eq!((found.unit.0.as_u128(), found.inside), (1, false));
        assert!((found.distance_m - 31.0).abs() < 0.5, "{}", found.distance_m);
    }

    #[test]
    fn beyond_the_search_and_for_no_coordinates_there_is_no_answer() {
        let map = Boundaries::new(vec![square(1, "1", 106.5, BoundaryQuality::Official)]);
        let on = day("2024-05-06");
        assert!(map.locate(21.85, 108.6, on).is_none());
        assert!(map.locate(f64::NAN, 106.5, on).is_none() && map.locate(21.8, f64::INFINITY, on).is_none());
        let far = map.locate(21.85, 108.5, on).unwrap();
        let plain = Geodesic.distance(Point::new(108.5, 21.85), Point::new(106.6, 21.85));
        assert!((far.distance_m - plain).abs() < 0.005 * plain, "{} {plain}", far.distance_m);
    }

    #[test]
    fn inside_the_way_to_the_border_is_told() {
        let map = Boundaries::new(vec![square(1, "1", 106.5, BoundaryQuality::Official)]);
        let unit = UnitId(Uuid::from_u128(1));
        let reach = map.distance_to(unit, 21.85, 106.51).unwrap();
        assert!(reach.inside && reach.outside_m.abs() < f64::EPSILON);
        assert!((reach.border_m - 1_033.6).abs() < 2.0, "{}", reach.border_m);
        assert!(map.distance_to(UnitId(Uuid::from_u128(9)), 21.85, 106.51).is_none());
    }
}
