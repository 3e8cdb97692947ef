//! Forms of tags that ExifTool does not write itself, in both byte orders and in every format.
//!
//! Where we deliberately say something else than ExifTool, the table says what, and fails where there is no difference.

use serde_json::{Value, json};

use super::{
    super::super::Format,
    files::{FORMATS, chunk, deflate, heic, png, webp, with_exif, with_segments},
    oracle::{Case, compare},
    tiff_writer::{Entry, Tiff},
};

/// A row of the table: a name, the tags, where we differ.
struct Row(String, Tiff, Vec<(&'static str, Value)>);

fn text(tag: u16, words: &str) -> Entry {
    Entry::text(tag, words)
}

fn ratios(tag: u16, parts: &[(u32, u32)]) -> Entry {
    Entry::rationals(tag, parts)
}

fn no_place(fault: &str) -> Vec<(&'static str, Value)> {
    vec![("lat", Value::Null), ("lon", Value::Null), ("place_fault", json!(fault))]
}

fn fault(fault: &str) -> Vec<(&'static str, Value)> {
    vec![("place_fault", json!(fault))]
}

/// A place whose latitude is given, at 106.5 east.
fn at_latitude(latitude: Entry, reference: &str) -> Tiff {
    let longitude = [text(3, "E"), ratios(4, &[(106, 1), (30, 1), (0, 1)])];
    Tiff { gps: [vec![text(1, reference), latitude], longitude.to_vec()].concat(), ..Tiff::default() }
}

fn at_longitude(longitude: Entry, reference: &str) -> Tiff {
    let latitude = [text(1, "N"), ratios(2, &[(21, 1), (51, 1), (1_341, 100)])];
    Tiff { gps: [latitude.to_vec(), vec![text(3, reference), longitude]].concat(), ..Tiff::default() }
}

fn latitude_forms() -> Vec<Row> {
    let forms = [
        ("degrees, minutes, seconds", ratios(2, &[(21, 1), (51, 1), (1_341, 100)])),
        ("decimal degrees, zeros", ratios(2, &[(218_537_261, 10_000_000), (0, 1), (0, 1)])),
        ("decimal degrees alone", ratios(2, &[(218_537_261, 10_000_000)])),
        ("decimal minutes", ratios(2, &[(21, 1), (512_235, 10_000), (0, 1)])),
        ("decimal minutes, two parts", ratios(2, &[(21, 1), (512_235, 10_000)])),
        ("four parts", ratios(2, &[(21, 1), (51, 1), (13, 1), (9, 1)])),
        ("sixty seconds by rounding", ratios(2, &[(21, 1), (51, 1), (60, 1)])),
        ("signed", Entry::signed_rationals(2, &[(21, 1), (51, 1), (13, 2)])),
        ("all signs negative", Entry::signed_rationals(2, &[(-21, 1), (-51, 1), (-13, 2)])),
        ("negative degrees alone", Entry::signed_rationals(2, &[(-218_537, 10_000)])),
        ("floats", Entry::floats(2, &[21.0, 51.0, 13.5])),
        ("doubles", Entry::doubles(2, &[21.853_726_1])),
        ("short", Entry::short(2, 21)),
        ("long", Entry::long(2, 22)),
        ("text of degrees", text(2, "21.8537261")),
        ("text of three", text(2, "21 deg 51' 13.41\"")),
        ("text with commas", text(2, "21,51,13")),
        ("one byte without a type", Entry::bytes(2, 7, &[21])),
        ("largest rational", ratios(2, &[(4_294_967_295, 200_000_000), (0, 1), (0, 1)])),
    ];
    let mut rows = Vec::new();
    for (name, entry) in forms {
        for reference in ["N", "S", "n", "s", "North", "South", "NORTH", "N  "] {
            rows.push(Row(format!("{name}, {reference}"), at_latitude(entry.clone(), reference), Vec::new()));
        }
    }
    rows
}

fn impossible_places() -> Vec<Row> {
    let dms = |degrees, minutes, seconds| ratios(2, &[(degrees, 1), (minutes, 1), (seconds, 1)]);
    let lat = |name: &str, entry, reference, fault: &str| {
        Row(name.to_owned(), at_latitude(entry, reference), no_place(fault))
    };
    let lon = |name: &str, degrees, reference, fault: &str| {
        Row(name.to_owned(), at_longitude(ratios(4, &[(degrees, 1), (0, 1), (0, 1)]), reference), no_place(fault))
    };
    let mixed = Entry::signed_rationals(2, &[(-21, 1), (30, 1), (0, 1)]);
    let zero = |tag| ratios(tag, &[(0, 1), (0, 1), (0, 1)]);
    let nowhere = Tiff { gps: vec![text(1, "N"), zero(2), text(3, "E"), zero(4)], ..Tiff::default() };
    vec![
        lat("latitude 99", dms(99, 0, 0), "N", "latitude 99 does not exist"),
        lat("latitude 90 and a second", dms(90, 0, 1), "S", "latitude 90.00027777777778 does not exist"),
        lat("75 minutes", dms(21, 75, 0), "N", "latitude has 75 minutes"),
        lat("61 seconds", dms(21, 5, 61), "N", "latitude has 61 seconds"),
        lat("letter X", dms(21, 5, 0), "X", "latitude has the unknown reference \"X\""),
        lat("letter of the other axis", dms(21, 5, 0), "E", "latitude has the unknown reference \"E\""),
        lat("blank before the letter", dms(21, 5, 0), " S", "latitude has the unknown reference \" S\""),
        lat("word that begins alike", dms(21, 5, 0), "Sideways", "latitude has the unknown reference \"Sideways\""),
        lat("mixed signs", mixed, "N", "latitude mixes signs"),
        lon("longitude 540", 540, "E", "longitude 540 does not exist"),
        lon("longitude 181", 181, "W", "longitude 181 does not exist"),
        lon("letter N", 106, "N", "longitude has the unknown reference \"N\""),
        Row("null island".to_owned(), nowhere, no_place("latitude and longitude are zero")),
    ]
}

/// What is no place for ExifTool either.
fn missing_places() -> Vec<Row> {
    let lat = |name: &str, entry, said: &str| Row(name.to_owned(), at_latitude(entry, "N"), fault(said));
    let only =
        |name: &str, gps: Vec<Entry>, said: &str| Row(name.to_owned(), Tiff { gps, ..Tiff::default() }, fault(said));
    vec![
        lat("0/0", ratios(2, &[(0, 0), (0, 0), (0, 0)]), "latitude is no number"),
        lat("0/0 seconds", ratios(2, &[(21, 1), (5, 1), (0, 0)]), "latitude is no number"),
        lat("1/0", ratios(2, &[(1, 0)]), "latitude is no number"),
        lat("text without digits", text(2, "unknown"), "latitude is no number"),
        lat("no values", Entry::bytes(2, 5, &[]), "latitude is no number"),
        only("references alone", vec![text(1, "N"), text(3, "E")], "no latitude"),
        only("latitude alone", vec![text(1, "N"), ratios(2, &[(21, 1)])], "no longitude"),
        only("no references", vec![ratios(2, &[(21, 1)]), ratios(4, &[(106, 1)])], "latitude has no reference"),
    ]
}

fn heights() -> Vec<Row> {
    let height = |name: &str, reference: Entry, metres: Entry, differs| {
        Row(name.to_owned(), Tiff { gps: vec![reference, metres], ..Tiff::default() }, differs)
    };
    let byte = |number: u8| Entry::bytes(5, 1, &[number]);
    let metres = || ratios(6, &[(8_124, 10)]);
    let ours = |metres: Value| vec![("altitude_m", metres)];
    vec![
        height("above", byte(0), metres(), Vec::new()),
        height("below", byte(1), metres(), Vec::new()),
        height("below as text", text(5, "1"), metres(), Vec::new()),
        height("above as text", text(5, "0"), metres(), Vec::new()),
        height("below without a type", Entry::bytes(5, 7, &[1]), metres(), Vec::new()),
        height("below as a short", Entry::short(5, 1), metres(), Vec::new()),
        height("above the ellipsoid", byte(2), metres(), ours(json!(812.4))),
        height("the digit's code", byte(b'0'), metres(), ours(json!(812.4))),
        height("unknown reference", byte(200), metres(), ours(Value::Null)),
        height("signed and negative", byte(0), Entry::signed_rationals(6, &[(-52, 10)]), Vec::new()),
        height("0/0", byte(0), ratios(6, &[(0, 0)]), Vec::new()),
        height("beyond the air", byte(0), ratios(6, &[(4_294_967_295, 1)]), ours(Value::Null)),
    ]
}

fn satellite_times() -> Vec<Row> {
    let at = |date: Entry, time: Entry, differs| {
        let name = format!("satellite time {:?} {:?}", date.values, time.values);
        Row(name, Tiff { gps: vec![time, date], ..Tiff::default() }, differs)
    };
    let time = |h, m, s| ratios(7, &[(h, 1), (m, 1), (s, 1)]);
    let day = || text(0x1D, "2024:05:06");
    let none = || vec![("gps_at", Value::Null)];
    vec![
        at(day(), time(2, 15, 7), Vec::new()),
        at(day(), ratios(7, &[(2, 1), (15, 1), (75_250, 10_000)]), Vec::new()),
        at(day(), ratios(7, &[(23, 1), (59, 1), (59_999, 1_000)]), Vec::new()),
        at(day(), ratios(7, &[(2, 1), (15, 1)]), Vec::new()),
        at(day(), ratios(7, &[(25, 2)]), Vec::new()),
        at(day(), Entry::floats(7, &[2.0, 15.0, 7.5]), Vec::new()),
        at(day(), text(7, "2 15 7"), Vec::new()),
        at(day(), time(24, 0, 0), Vec::new()),
        at(day(), time(23, 59, 60), vec![("gps_at", json!("2024-05-07T00:00:00.000Z"))]),
        at(day(), time(2, 75, 7), none()),
        at(day(), ratios(7, &[(2, 1), (15, 1), (0, 0)]), none()),
        at(text(0x1D, "2024-05-06"), time(2, 15, 7), Vec::new()),
        at(text(0x1D, "2024/05/06"), time(2, 15, 7), Vec::new()),
        at(text(0x1D, "20240506"), time(2, 15, 7), Vec::new()),
        at(Entry::bytes(0x1D, 2, b"2024\x0005\x0006\0"), time(2, 15, 7), Vec::new()),
        at(Entry::bytes(0x1D, 7, b"2024:05:06"), time(2, 15, 7), Vec::new()),
        at(text(0x1D, "2024:13:06"), time(2, 15, 7), Vec::new()),
        at(text(0x1D, "2023:02:29"), time(2, 15, 7), Vec::new()),
        at(text(0x1D, "    :  :  "), time(2, 15, 7), Vec::new()),
        at(text(0x1D, "1980:01:06"), time(0, 0, 0), none()),
    ]
}

fn camera_times() -> Vec<Row> {
    let at = |time: &str, offset: &str, fraction: &str, ours: Option<Value>| {
        let exif = vec![text(0x9003, time), text(0x9011, offset), text(0x9291, fraction)];
        let differs = ours.into_iter().map(|ours| ("taken_at", ours)).collect();
        Row(format!("camera time {time} {offset} {fraction}"), Tiff { exif, ..Tiff::default() }, differs)
    };
    let some = |text: &str| Some(json!(text));
    let plain = "2024:05:06 09:15:07";
    vec![
        at(plain, "+07:00", "250", None),
        at(plain, "+7:00", "", None),
        at(plain, "-03:30", "1", None),
        at(plain, "   :  ", "   ", None),
        at(plain, "+07:00  ", "25  ", None),
        at(plain, "garbage", "x1", None),
        at(plain, "Z", "", some("2024-05-06T09:15:07+00:00")),
        at(plain, "+0700", "", some("2024-05-06T09:15:07+07:00")),
        at(plain, "+99:00", "", Some(json!("2024-05-06T09:15:07"))),
        at("    :  :     :  :  ", "+07:00", "", None),
        at("0000:00:00 00:00:00", "+07:00", "", None),
        at("2024:05:06 09:15:07.5", "+07:00", "250", None),
        at("2024:05:06 09:15:07+05:00", "+07:00", "", None),
        at("2024:05:06 09:15:07Z", "", "", some("2024-05-06T09:15:07+00:00")),
        at("2024-05-06 09:15:07", "", "", None),
        at("2024-05-06T09:15:07", "+07:00", "", some("2024-05-06T09:15:07+07:00")),
        at("2024/05/06 09:15:07", "", "", some("2024-05-06T09:15:07")),
        at("2024: 5: 6  9:15: 7", "", "", some("2024-05-06T09:15:07")),
        at("20240506091507", "", "", some("2024-05-06T09:15:07")),
        at("2024:05:06 24:15:07", "", "", None),
        at("2024:05:06 09:15:60", "", "", some("2024-05-06T09:16:00")),
        at("2024:05:06 09:15:07 PM", "", "", None),
        at("2024:05:06 09:15", "", "", Some(Value::Null)),
        at("2024:05:06", "", "", None),
        at("2024:05:06 09:15:07\r\n", "", "", some("2024-05-06T09:15:07")),
    ]
}

fn names() -> Vec<Row> {
    let main = |name: &str, main: Vec<Entry>, differs| Row(name.to_owned(), Tiff { main, ..Tiff::default() }, differs);
    let none = |field| vec![(field, Value::Null)];
    vec![
        main("NUL inside", vec![Entry::bytes(0x010F, 2, b"Oppo\0junk\0")], Vec::new()),
        main("no NUL at the end", vec![Entry::bytes(0x0110, 2, b"CPH2269")], Vec::new()),
        main("blanks only", vec![text(0x010F, "      ")], Vec::new()),
        main(
            "UTF-8 type",
            vec![text(0x0100, ""), Entry { kind: 129, ..text(0x010F, "Máy ảnh") }],
            vec![("maker", json!("Máy ảnh"))],
        ),
        main("orientation 0", vec![Entry::short(0x0112, 0)], none("orientation")),
        main("orientation 9", vec![Entry::short(0x0112, 9)], none("orientation")),
        main("orientation as long", vec![Entry::long(0x0112, 6)], Vec::new()),
        main("orientation as byte", vec![Entry::bytes(0x0112, 1, &[8])], Vec::new()),
        main("a tag twice", vec![text(0x010F, "first"), text(0x010F, "second")], Vec::new()),
        main("orientation twice", vec![Entry::short(0x0112, 3), Entry::short(0x0112, 6)], Vec::new()),
        main("camera time in the first directory", vec![text(0x9003, "2024:05:06 09:15:07")], Vec::new()),
        main(
            "a type that does not exist",
            vec![text(0x0110, "kept"), Entry { kind: 77, ..text(0x010F, "x") }],
            Vec::new(),
        ),
        main(
            "first type does not exist",
            vec![Entry { kind: 77, ..text(0x010E, "x") }, text(0x0110, "lost")],
            Vec::new(),
        ),
    ]
}

#[test]
fn forms_that_no_program_writes_are_read_as_exiftool_reads_them() {
    let tables = [
        latitude_forms(),
        impossible_places(),
        missing_places(),
        heights(),
        satellite_times(),
        camera_times(),
        names(),
    ];
    let mut cases = Vec::new();
    for (number, Row(name, tiff, differs)) in tables.into_iter().flatten().enumerate() {
        for big in [false, true] {
            let format = FORMATS[(number + usize::from(big)) % 4];
            let bytes = with_exif(format, &tiff.block(big));
            let order = if big { "big" } else { "little" };
            cases.push(Case { name: format!("{format:?} {order}: {name}"), format, differs: differs.clone(), bytes });
        }
    }
    assert_eq!(compare(&cases), 2 * 19 * 8);
}

#[test]
fn places_by_chance_in_every_form_agree() {
    let mut chance = super::hostile::Chance(7);
    let mut cases = Vec::new();
    for number in 0..240 {
        let mut part = |limit: u32| {
            let below = [1, 7, 100, 10_000, 1_000_000][chance.below(5)];
            (u32::try_from(chance.below(usize::try_from(limit * below).unwrap())).unwrap() + 1, below)
        };
        let lat = [part(88), part(59), part(59)];
        let lon = [part(178), part(59), part(59)];
        let parts = 1 + number % 3;
        let (north, east) = (["N", "S"][number % 2], ["E", "W"][number / 2 % 2]);
        let gps = vec![text(1, north), ratios(2, &lat[..parts]), text(3, east), ratios(4, &lon[..parts])];
        let format = FORMATS[number % 4];
        let bytes = with_exif(format, &Tiff { gps, ..Tiff::default() }.block(number % 5 == 0));
        cases.push(Case { name: format!("{lat:?} {lon:?}"), format, differs: Vec::new(), bytes });
    }
    assert_eq!(compare(&cases), 240);
}

/// A block with a place and a maker.
fn block(maker: &str) -> Vec<u8> {
    let latitude = Tiff { main: vec![text(0x010F, maker)], ..at_latitude(ratios(2, &[(21, 1)]), "N") };
    latitude.block(true)
}

fn containers() -> Vec<(&'static str, Format, Vec<u8>)> {
    let (one, other) = (block("one"), block("a longer other"));
    let app1 = |block: &[u8]| [b"Exif\0\0", block].concat();
    let header = |name: &[u8]| [name, &one].concat();
    let (begin, end) = one.split_at(40);
    let hex = |begin: &[u8]| {
        let profile = [begin, &one].concat();
        format!("\nexif\n{:8}\n{}\n", profile.len(), data_encoding::HEXLOWER.encode(&profile)).into_bytes()
    };
    let profile = |keyword: &[u8], text: &[u8]| [keyword, b"\0", text].concat();
    let packed = profile(b"Raw profile type exif", &[&[0][..], &deflate(&hex(b""))].concat());
    let mut after_picture = png(&[]);
    let tail = after_picture.split_off(after_picture.len() - 12);
    after_picture.extend([chunk(*b"eXIf", &one), tail].concat());
    let mut filled = with_segments(&[(0xE1, &app1(&one))]);
    filled.splice(2..2, [0xFF, 0xFF, 0xFF]);
    vec![
        (
            "second segment",
            Format::Jpeg,
            with_segments(&[(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"), (0xE1, &app1(&one))]),
        ),
        (
            "behind XMP",
            Format::Jpeg,
            with_segments(&[(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x/>"), (0xE1, &app1(&one))]),
        ),
        ("two blocks", Format::Jpeg, with_segments(&[(0xE1, &app1(&one)), (0xE1, &app1(&other))])),
        ("one block in two segments", Format::Jpeg, with_segments(&[(0xE1, &app1(begin)), (0xE1, &app1(end))])),
        ("fill bytes", Format::Jpeg, filled),
        ("capitals", Format::Jpeg, with_segments(&[(0xE1, &header(b"EXIF\0\0"))])),
        ("bytes before the header", Format::Jpeg, with_segments(&[(0xE1, &header(b"\xFF\xE1zzExif\0\0"))])),
        ("another second NUL", Format::Jpeg, with_segments(&[(0xE1, &header(b"Exif\0x"))])),
        ("after the picture", Format::Png, after_picture),
        ("header in the chunk", Format::Png, png(&[(b"eXIf", &app1(&one))])),
        ("profile, packed", Format::Png, png(&[(b"zTXt", &packed)])),
        ("profile as text", Format::Png, png(&[(b"tEXt", &profile(b"Raw profile type APP1", &hex(b"Exif\0\0")))])),
        (
            "profile, international",
            Format::Png,
            png(&[(b"iTXt", &profile(b"Raw profile type exif", &[b"\0\0\0\0", &hex(b"")[..]].concat()))]),
        ),
        ("header in the chunk", Format::Webp, webp(&[(b"EXIF", &app1(&one))])),
        ("behind an odd chunk", Format::Webp, webp(&[(b"XYZW", b"odd"), (b"EXIF", &one)])),
        ("no header", Format::Heic, heic(&[0, 0, 0, 0], &one)),
        ("no length, in pieces", Format::Heic, heic(begin, end)),
        ("header without a length", Format::Heic, heic(b"Exif\0\0", &one)),
    ]
}

#[test]
fn exif_is_found_wherever_exiftool_finds_it() {
    let cases: Vec<Case> = containers()
        .into_iter()
        .map(|(name, format, bytes)| Case { name: format!("{format:?} {name}"), format, differs: Vec::new(), bytes })
        .collect();
    assert_eq!(compare(&cases), cases.len());
}
