//! What ExifTool says of the same files, in the shape of our answer.

use std::{collections::BTreeMap, fs, path::Path, process::Command};

use mobile_sync_protocol::time::Timestamp;
use serde_json::{Map, Value, json};

use super::super::{
    super::{Format, sniff},
    LocalTime, read,
};

/// Runs ExifTool with a line for each argument.
pub fn exiftool(folder: &Path, arguments: &[String]) -> Vec<u8> {
    let list = folder.join("arguments");
    fs::write(&list, arguments.join("\n")).unwrap();
    let run = Command::new("exiftool").arg("-@").arg(&list).current_dir(folder).output();
    let run = run.expect("these tests need exiftool: apt-get install libimage-exiftool-perl");
    run.stdout
}

/// A file whose reading is compared.
pub struct Case {
    /// Tells it apart.
    pub name: String,
    pub format: Format,
    /// Where we deliberately say something else than ExifTool: the field, and what we say.
    pub differs: Vec<(&'static str, Value)>,
    pub bytes: Vec<u8>,
}

/// Holds our reading of the files against ExifTool's, field by field; then says how many had a place.
pub fn compare(cases: &[Case]) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let file = |at: usize, case: &Case| format!("{at:05}.{}", super::files::extension(case.format));
    for (at, case) in cases.iter().enumerate() {
        fs::write(folder.path().join(file(at, case)), &case.bytes).unwrap();
    }
    let mut theirs = by_file(folder.path());
    let mut wrong = Vec::new();
    let mut places = 0;
    for (at, case) in cases.iter().enumerate() {
        assert_eq!(sniff(&case.bytes), Some(case.format), "{}", case.name);
        let ours = serde_json::to_value(read(&case.bytes, case.format).unwrap_or_default()).unwrap();
        places += usize::from(ours["lat"].is_number());
        let said = theirs.remove(&file(at, case)).unwrap_or_default();
        wrong.extend(differences(case, &ours, &expected(&said)));
    }
    assert!(wrong.is_empty(), "{} differences\n{}", wrong.len(), wrong.join("\n"));
    places
}

fn by_file(folder: &Path) -> BTreeMap<String, Map<String, Value>> {
    let arguments = ["-j", "-n", "-G1", "-q", "-q", "-fast", "."].map(str::to_owned);
    let all: Vec<Map<String, Value>> = serde_json::from_slice(&exiftool(folder, &arguments)).unwrap();
    let name = |said: &Map<String, Value>| said["SourceFile"].as_str().unwrap().trim_start_matches("./").to_owned();
    all.into_iter().map(|said| (name(&said), said)).collect()
}

fn differences(case: &Case, ours: &Value, expected: &BTreeMap<&'static str, Value>) -> Vec<String> {
    let mut wrong = Vec::new();
    for (field, theirs) in expected {
        let other = case.differs.iter().find(|(differing, _)| differing == field).map(|(_, value)| value);
        let value = ours.get(*field).unwrap_or(&Value::Null);
        if other.is_some_and(|other| same(other, theirs)) {
            wrong.push(format!("{}: {field} does not differ: {theirs}", case.name));
        }
        if !same(value, other.unwrap_or(theirs)) {
            wrong.push(format!("{}: {field} is {value}, not {}", case.name, other.unwrap_or(theirs)));
        }
    }
    for (field, value) in case.differs.iter().filter(|(field, _)| !expected.contains_key(field)) {
        if &ours[*field] != value {
            wrong.push(format!("{}: {field} is {}, not {value}", case.name, ours[*field]));
        }
    }
    wrong
}

fn same(one: &Value, other: &Value) -> bool {
    match (one.as_f64(), other.as_f64()) {
        (Some(one), Some(other)) => (one - other).abs() <= 1e-6,
        _ => one == other,
    }
}

/// What ExifTool says, by our fields' names.
fn expected(said: &Map<String, Value>) -> BTreeMap<&'static str, Value> {
    let get = |tag: &str| said.get(tag).cloned().unwrap_or(Value::Null);
    let number = |tag: &str| Some(get(tag)).filter(Value::is_number).unwrap_or(Value::Null);
    // A coordinate without the other is no place.
    let both = ["Composite:GPSLatitude", "Composite:GPSLongitude"].iter().all(|tag| number(tag).is_number());
    let place = |tag: &str| if both { number(tag) } else { Value::Null };
    let altitude = Some(number("Composite:GPSAltitude")).filter(Value::is_number);
    BTreeMap::from([
        ("lat", place("Composite:GPSLatitude")),
        ("lon", place("Composite:GPSLongitude")),
        ("altitude_m", altitude.unwrap_or_else(|| number("GPS:GPSAltitude"))),
        ("accuracy_m", number("GPS:GPSHPositioningError")),
        ("direction_deg", number("GPS:GPSImgDirection")),
        ("gps_at", gps_time(&get("GPS:GPSDateStamp"), &get("GPS:GPSTimeStamp"))),
        ("taken_at", time(said, "Composite:SubSecDateTimeOriginal", "DateTimeOriginal")),
        ("digitized_at", time(said, "Composite:SubSecCreateDate", "CreateDate")),
        ("modified_at", time(said, "Composite:SubSecModifyDate", "ModifyDate")),
        ("maker", text(&get("IFD0:Make"))),
        ("model", text(&get("IFD0:Model"))),
        ("software", text(&get("IFD0:Software"))),
        ("orientation", number("IFD0:Orientation")),
        ("stated_width", number("ExifIFD:ExifImageWidth")),
        ("stated_height", number("ExifIFD:ExifImageHeight")),
    ])
}

/// ExifTool writes a text that looks like a number as one.
fn text(value: &Value) -> Value {
    match value {
        Value::String(text) if text.is_empty() => Value::Null,
        Value::Number(number) => json!(number.to_string()),
        other => other.clone(),
    }
}

/// `2024:05:06 09:15:00.25+07:00` in the text form of ISO 8601; null where that is no time.
fn time(said: &Map<String, Value>, composite: &str, tag: &str) -> Value {
    let plain = ["ExifIFD", "IFD0"].iter().find_map(|group| said.get(&format!("{group}:{tag}")));
    let Some(text) = said.get(composite).or(plain).and_then(Value::as_str) else { return Value::Null };
    let Some((day, within)) = text.split_once([' ', 'T']) else { return Value::Null };
    let iso = format!("{}T{within}", day.replace(':', "-"));
    iso.parse::<LocalTime>().map_or(Value::Null, |time| json!(time))
}

fn gps_time(date: &Value, time: &Value) -> Value {
    let (Some(date), Some(time)) = (date.as_str(), time.as_str()) else { return Value::Null };
    let instant = format!("{}T{time}Z", date.replace(':', "-")).parse::<jiff::Timestamp>();
    instant.map_or(Value::Null, |instant| json!(Timestamp(instant.as_millisecond())))
}
