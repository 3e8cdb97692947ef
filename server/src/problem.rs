//! From a failed reading to a place in the request that a person can find.

use mobile_sync_protocol::{
    problem::{Code, Violation},
    text::Text,
};

/// A violation that names where a typed reading of JSON failed.
pub fn shape_violation(error: &serde_path_to_error::Error<serde_json::Error>) -> Violation {
    let path = error.path().iter().fold(String::new(), |path, segment| {
        use serde_path_to_error::Segment;
        match segment {
            Segment::Seq { index } => format!("{path}/{index}"),
            Segment::Map { key } => {
                format!("{path}/{}", key.replace('~', "~0").replace('/', "~1").replace('\0', "\u{fffd}"))
            }
            Segment::Enum { variant } => format!("{path}/{variant}"),
            Segment::Unknown => path,
        }
    });
    let message = error.inner().to_string().replace('\0', "\u{fffd}");
    Violation::new(path, Code::JsonShape, Text::new(format!("{}: {message}", Code::JsonShape.title_vi()), message))
}
