//! Where something is, and whose ground that is: pure answers from outlines, planned places and units with dates.
//!
//! [`boundaries`] answers which commune a point lies in on a day, [`site`] how far a point is from a planned place,
//! [`link`] whether what a record declares agrees with where it was made, and [`units`] which units of then are whose
//! business now. [`geometry`] reads GeoJSON and refuses what cannot be an outline or a place. Nothing here reads a
//! file, a clock or a database, and no other module knows the geometry libraries.
//!
//! Coordinates are WGS 84 degrees and distances metres on that ellipsoid. Lines are straight in longitude and latitude,
//! as GeoJSON says. Nothing crosses the 180th meridian.

pub mod boundaries;
mod edges;
pub mod geometry;
mod grid;
pub mod link;
mod metric;
pub mod site;
pub mod units;

/// Metres between two places, each a latitude and a longitude in degrees. Exact to 0.1 % up to some 200 km, and good
/// enough beyond to tell a journey from a leap.
pub fn metres_between(from: (f64, f64), to: (f64, f64)) -> f64 {
    metric::Plane::around(from.0, from.1).to_point(::geo::Coord { x: to.1, y: to.0 })
}

/// The sample data that tests read.
#[cfg(test)]
pub(crate) mod samples {
    use std::{io::Read, path::PathBuf};

    /// The bytes of a file of the sample data: in `shared/data` beside the repository, or under `THUCDIA_SHARED`.
    pub(crate) fn bytes(name: &str) -> Vec<u8> {
        let beside = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared"));
        let path = std::env::var_os("THUCDIA_SHARED").map_or(beside, PathBuf::from).join("data").join(name);
        std::fs::read(&path).unwrap_or_else(|error| {
            panic!("sample data {}: {error}; set THUCDIA_SHARED to the folder that holds data/", path.display())
        })
    }

    /// The text of a file of the sample data, unpacked where it is packed.
    pub(crate) fn text(name: &str) -> String {
        let bytes = bytes(name);
        let mut text = String::new();
        let read = match bytes.as_slice() {
            packed @ [0x1f, 0x8b, ..] => flate2::read::GzDecoder::new(packed).read_to_string(&mut text),
            mut plain => plain.read_to_string(&mut text),
        };
        read.unwrap_or_else(|error| panic!("sample data {name}: {error}"));
        text
    }
}
