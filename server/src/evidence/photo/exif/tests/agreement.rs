//! Photos whose tags ExifTool wrote, in every format, read back by both.

use std::{fs, path::Path};

use super::{
    files::{FORMATS, extension, plain},
    oracle::{Case, compare, exiftool},
};

/// Sets of tags, each as ExifTool's arguments.
fn sets() -> Vec<Vec<String>> {
    let mut sets = Vec::new();
    let mut set = |tags: &[&str]| sets.push(tags.iter().map(|tag| format!("-EXIF:{tag}")).collect::<Vec<_>>());
    places(&mut set);
    times(&mut set);
    rest(&mut set);
    sets
}

fn places(set: &mut impl FnMut(&[&str])) {
    let latitudes = ["21.8537261", "0.0000271", "89.999999", "10.5", "20 30 15.25", "8.33333333", "16 59.9999", "1"];
    let longitudes =
        ["106.7612345", "179.9999999", "0.5", "105.0000001", "103 1 59.99", "109.46666667", "102 8.5", "7"];
    for (lat, lon) in latitudes.iter().zip(longitudes) {
        for (north, east) in [("N", "E"), ("S", "W"), ("North", "West"), ("S", "East")] {
            set(&[
                &format!("GPSLatitude={lat}"),
                &format!("GPSLatitudeRef={north}"),
                &format!("GPSLongitude={lon}"),
                &format!("GPSLongitudeRef={east}"),
            ]);
        }
    }
    set(&["GPSLatitude=21.5", "GPSLatitudeRef=N"]);
    set(&["GPSLongitude=106.5", "GPSLongitudeRef=E"]);
    set(&["GPSLatitudeRef=N", "GPSLongitudeRef=E"]);
    set(&["GPSLatitude=21.5", "GPSLongitude=106.5"]);
    set(&["GPSAltitude=812.4", "GPSAltitudeRef#=0"]);
    set(&["GPSAltitude=3.2", "GPSAltitudeRef#=1"]);
    set(&["GPSAltitude=99"]);
    set(&["GPSAltitudeRef#=1"]);
    set(&["GPSHPositioningError=4.7", "GPSImgDirection=359.99", "GPSImgDirectionRef=M"]);
    set(&["GPSHPositioningError=0", "GPSImgDirection=0", "GPSImgDirectionRef=T"]);
}

fn times(set: &mut impl FnMut(&[&str])) {
    set(&["GPSDateStamp=2024:05:06", "GPSTimeStamp=02:15:07"]);
    set(&["GPSDateStamp=2024:12:31", "GPSTimeStamp=23:59:59.75"]);
    set(&["GPSDateStamp=2024:02:29", "GPSTimeStamp=00:00:00"]);
    set(&["GPSDateStamp=2024:05:06"]);
    set(&["GPSTimeStamp=02:15:07"]);
    for (time, fraction, offset) in [
        ("DateTimeOriginal", "SubSecTimeOriginal", "OffsetTimeOriginal"),
        ("CreateDate", "SubSecTimeDigitized", "OffsetTimeDigitized"),
        ("ModifyDate", "SubSecTime", "OffsetTime"),
    ] {
        // Some of these are no dates: they are written as they are.
        let time = |text: &str| format!("{time}#={text}");
        set(&[&time("2024:05:06 09:15:07")]);
        set(&[&time("2024:05:06 09:15:07"), &format!("{fraction}=25")]);
        set(&[&time("2024:05:06 09:15:07"), &format!("{offset}=+07:00")]);
        set(&[&time("2024:05:06 00:00:00"), &format!("{offset}=-03:30"), &format!("{fraction}=007")]);
        set(&[&time("2024:02:29 23:59:59"), &format!("{offset}=+00:00"), &format!("{fraction}=123456")]);
        set(&[&time("1999:12:31 23:59:59"), &format!("{offset}=+14:00")]);
        set(&[&time("0001:01:01 00:00:00")]);
        set(&[&time("9998:12:31 23:59:59")]);
        set(&[&time("0000:00:00 00:00:00")]);
        set(&[&time("2023:02:29 12:00:00")]);
        set(&[&format!("{offset}=+07:00"), &format!("{fraction}=5")]);
    }
}

fn rest(set: &mut impl FnMut(&[&str])) {
    set(&["Make=Xiaomi", "Model=Redmi Note 12", "Software=MIUI V14.0.2", "Orientation#=6"]);
    set(&["Make=Công ty Điện tử", "Model=  two blanks", "Software=trailing   "]);
    set(&["Make=12", "Model=0", "Software=1.5.2"]);
    set(&["ExifImageWidth=4000", "ExifImageHeight=3000"]);
    set(&["ExifImageWidth=70000", "ExifImageHeight=65535"]);
    for turn in 1..=8 {
        set(&[&format!("Orientation#={turn}")]);
    }
    set(&["Make=OPPO", "GPSLatitude=12.25", "GPSLatitudeRef=N", "GPSLongitude=108.5", "GPSLongitudeRef=E"]);
}

fn written(folder: &Path) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut arguments = Vec::new();
    for (number, tags) in sets().into_iter().enumerate() {
        for format in FORMATS {
            let order = if number % 2 == 0 { "-ExifByteOrder=II" } else { "-ExifByteOrder=MM" };
            let file = format!("{number}.{}", extension(format));
            fs::write(folder.join(&file), plain(format)).unwrap();
            arguments.extend(["-q", "-q", "-m", "-overwrite_original", "-charset", "UTF8", order].map(str::to_owned));
            arguments.extend(tags.iter().cloned());
            arguments.extend([file.clone(), "-execute".to_owned()]);
            cases.push((
                file,
                Case { name: format!("{format:?} {tags:?}"), format, differs: Vec::new(), bytes: Vec::new() },
            ));
        }
    }
    exiftool(folder, &arguments);
    cases.into_iter().map(|(file, case)| Case { bytes: fs::read(folder.join(file)).unwrap(), ..case }).collect()
}

#[test]
fn what_exiftool_wrote_is_read_as_exiftool_reads_it() {
    let folder = tempfile::tempdir().unwrap();
    let cases = written(folder.path());
    let unwritten: Vec<&str> =
        cases.iter().filter(|case| case.bytes == plain(case.format)).map(|case| case.name.as_str()).collect();
    assert_eq!(unwritten, Vec::<&str>::new(), "ExifTool wrote nothing into these");
    // Four formats, each with the places of all references and the one of a phone.
    assert_eq!(compare(&cases), 4 * (8 * 4 + 1));
}
