//! How fast the commune of a point is found over the whole country, beside a plain R-tree with a scan of each polygon.
//!
//! `cargo bench -p thucdia --bench geo`; reads `vn-communes.geojson.gz` in `shared/data` beside the repository, or under
//! `THUCDIA_SHARED`.

use std::{hint::black_box, io::Read, path::PathBuf, time::Instant};

use geo::{Contains, LineString, MultiPolygon, Point, Polygon};
use mobile_sync_protocol::{ids::UnitId, registry::BoundaryQuality, time::Date};
use rstar::{
    RTree,
    primitives::{GeomWithData, Rectangle},
};
use thucdia::geo::{
    boundaries::{Boundaries, Outline},
    geometry,
};

type Failure = Box<dyn std::error::Error>;

/// Points asked in a round.
const POINTS: usize = 200_000;

fn main() -> Result<(), Failure> {
    let start = Instant::now();
    let text = unpacked()?;
    let unpacked_s = start.elapsed().as_secs_f64();
    let boundaries = index(&text)?;
    let loaded_s = start.elapsed().as_secs_f64();
    println!("load: {loaded_s:.3} s to the index of {} outlines, of it {unpacked_s:.3} s gunzip", boundaries.len());

    let plain = plain(&text)?;
    let on = Date::new(2026, 1, 1).ok_or("no such day")?;
    let mut dice = Dice(42);
    let country: Vec<(f64, f64)> = std::iter::repeat_with(|| dice.point())
        .filter(|&(lat, lon)| boundaries.locate(lat, lon, on).is_some_and(|found| found.distance_m < 60.0))
        .take(POINTS)
        .collect();
    let around: Vec<(f64, f64)> = std::iter::repeat_with(|| dice.point()).take(POINTS).collect();

    let ours = rate(&country, |lat, lon| boundaries.locate(lat, lon, on).is_some());
    let scanned = rate(&country, |lat, lon| scan(&plain, lat, lon));
    println!("random points in the country: {ours:.0} lookups/s; plain R-tree and scan: {scanned:.0}/s");
    println!("ratio: {:.1}", ours / scanned);
    let ours = rate(&around, |lat, lon| boundaries.locate(lat, lon, on).is_some());
    println!("random points in the box around it, two thirds abroad or at sea (nearest within 200 km): {ours:.0}/s");
    let gaps: Vec<(f64, f64)> = country
        .iter()
        .copied()
        .filter(|&(lat, lon)| boundaries.locate(lat, lon, on).is_some_and(|found| !found.inside))
        .collect();
    let share = gaps.len() * 10_000 / country.len();
    let ours = rate(&gaps, |lat, lon| boundaries.locate(lat, lon, on).is_some());
    println!("points in gaps between outlines ({share} in 10,000): {ours:.0}/s");
    let (lat, lon) = country.first().copied().ok_or("no points")?;
    let unit = boundaries.locate(lat, lon, on).ok_or("no unit")?.unit;
    let ours = rate(&country, |lat, lon| boundaries.distance_to(unit, lat, lon).is_some());
    println!("distance from anywhere in the country to one commune: {ours:.0}/s");
    Ok(())
}

fn unpacked() -> Result<String, Failure> {
    let beside = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared"));
    let path = std::env::var_os("THUCDIA_SHARED").map_or(beside, PathBuf::from).join("data/vn-communes.geojson.gz");
    let file = std::fs::File::open(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text)?;
    Ok(text)
}

fn index(text: &str) -> Result<Boundaries, Failure> {
    let mut outlines = Vec::new();
    for (at, feature) in geometry::features(text)?.into_iter().enumerate() {
        let feature = feature?;
        outlines.push(Outline {
            unit: UnitId::from(uuid::Uuid::from_u128(at as u128)),
            code: feature.properties.get("code").and_then(|code| code.as_str()).unwrap_or_default().to_owned(),
            valid_from: Date::new(2025, 7, 1),
            valid_to: None,
            quality: BoundaryQuality::ReferenceMap,
            shape: feature.geometry.ok_or("a feature without a geometry")?.shape()?,
        });
    }
    Ok(Boundaries::new(outlines))
}

type Plain = GeomWithData<Rectangle<[f64; 2]>, MultiPolygon>;

fn plain(text: &str) -> Result<RTree<Plain>, Failure> {
    let ring = |ring: &Vec<geojson::Position>| {
        let pair = |point: &geojson::Position| match point.as_slice() {
            [lon, lat, ..] => Some((*lon, *lat)),
            _ => None,
        };
        ring.iter().filter_map(pair).collect::<LineString>()
    };
    let polygon = |rings: &Vec<Vec<geojson::Position>>| {
        let mut rings = rings.iter().map(ring);
        Polygon::new(rings.next().unwrap_or_else(|| LineString(Vec::new())), rings.collect())
    };
    let collection: geojson::FeatureCollection = text.parse()?;
    let mut boxes = Vec::new();
    for geometry in collection.features.iter().filter_map(|feature| feature.geometry.as_ref()) {
        let polygons = match &geometry.value {
            geojson::GeometryValue::Polygon { coordinates } => MultiPolygon(vec![polygon(coordinates)]),
            geojson::GeometryValue::MultiPolygon { coordinates } => {
                MultiPolygon(coordinates.iter().map(polygon).collect())
            }
            other => return Err(other.type_name().into()),
        };
        let bounds = geo::BoundingRect::bounding_rect(&polygons).ok_or("an empty polygon")?;
        let corners = Rectangle::from_corners([bounds.min().x, bounds.min().y], [bounds.max().x, bounds.max().y]);
        boxes.push(Plain::new(corners, polygons));
    }
    Ok(RTree::bulk_load(boxes))
}

fn scan(tree: &RTree<Plain>, lat: f64, lon: f64) -> bool {
    tree.locate_all_at_point([lon, lat]).any(|boxed| boxed.data.contains(&Point::new(lon, lat)))
}

/// The best of five rounds, in questions a second.
fn rate(points: &[(f64, f64)], ask: impl Fn(f64, f64) -> bool) -> f64 {
    let round = || {
        let start = Instant::now();
        for &(lat, lon) in points {
            black_box(ask(black_box(lat), black_box(lon)));
        }
        start.elapsed().as_secs_f64()
    };
    let seconds = (0..5).map(|_| round()).fold(f64::INFINITY, f64::min);
    f64::from(u32::try_from(points.len()).unwrap_or(u32::MAX)) / seconds
}

/// Random numbers that are the same on every run (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn part(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let high = u32::try_from((mixed ^ (mixed >> 31)) >> 32).unwrap_or_default();
        f64::from(high) / f64::from(u32::MAX)
    }

    /// A place in the box around the mainland.
    fn point(&mut self) -> (f64, f64) {
        (8.3 + self.part() * 15.1, 102.1 + self.part() * 7.4)
    }
}
