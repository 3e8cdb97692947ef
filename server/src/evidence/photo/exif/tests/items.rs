//! HEIC's items beyond what the comparison with ExifTool covers: several pictures, and bytes beside the locations.

use super::{
    super::{super::Format, read},
    files::boxed,
    tiff_writer::{Entry, Tiff},
};

fn block(maker: &str) -> Vec<u8> {
    let block = Tiff { main: vec![Entry::text(0x010F, maker)], ..Tiff::default() }.block(true);
    [&[0; 4], &block[..]].concat()
}

/// An item's entry: wide numbers as phones with many tiles write them, or narrow ones.
fn entry(wide: bool, number: u8, kind: [u8; 4]) -> Vec<u8> {
    let version: &[u8] = if wide { &[3, 0, 0, 0, 0, 0] } else { &[2, 0, 0, 0] };
    boxed(*b"infe", &[version, &[0, number, 0, 0], &kind, &[0]].concat())
}

/// A file with a picture (1), its EXIF (8) and another picture's (7), both kept beside the locations; `references` says
/// which EXIF is of which picture.
fn file(wide: bool, references: &[(u8, u8)]) -> Vec<u8> {
    let (first, second) = (block("other"), block("primary"));
    let entries = [entry(wide, 1, *b"grid"), entry(wide, 7, *b"Exif"), entry(wide, 8, *b"Exif")].concat();
    let number = |number: u8| if wide { vec![0, 0, 0, number] } else { vec![0, number] };
    let version = u8::from(wide);
    let mut locations = vec![version * 2 + u8::from(!wide), 0, 0, 0, 0x44, 0];
    locations.extend(number(2));
    for (item, at, length) in [(7, 0, first.len()), (8, first.len(), second.len())] {
        let [at, length] = [at, length].map(|number| u32::try_from(number).unwrap().to_be_bytes());
        locations.extend([&number(item)[..], &[0, 1, 0, 0, 0, 1], &at, &length].concat());
    }
    let one = |(from, to): &(u8, u8)| boxed(*b"cdsc", &[number(*from), vec![0, 1], number(*to)].concat());
    let references: Vec<u8> = references.iter().flat_map(one).collect();
    let parts = [
        boxed(*b"pitm", &[vec![version, 0, 0, 0], number(1)].concat()),
        boxed(*b"iinf", &[&[0, 0, 0, 0, 0, 3], &entries[..]].concat()),
        boxed(*b"iref", &[&[version, 0, 0, 0], &references[..]].concat()),
        boxed(*b"iloc", &locations),
        boxed(*b"idat", &[first, second].concat()),
    ];
    let meta = boxed(*b"meta", &[&[0; 4], &parts.concat()[..]].concat());
    [boxed(*b"ftyp", b"heic\0\0\0\0mif1heic"), meta].concat()
}

fn maker(bytes: &[u8]) -> Option<String> {
    read(bytes, Format::Heic)?.maker
}

#[test]
fn exif_of_another_picture_in_the_file_is_not_the_photos() {
    for wide in [false, true] {
        assert_eq!(maker(&file(wide, &[(8, 1), (7, 2)])).as_deref(), Some("primary"));
        assert_eq!(maker(&file(wide, &[(7, 1), (8, 2)])).as_deref(), Some("other"));
        assert_eq!(maker(&file(wide, &[(7, 2), (8, 3)])), None);
    }
}

#[test]
fn exif_that_refers_to_nothing_is_the_photos_and_the_later_counts() {
    for wide in [false, true] {
        assert_eq!(maker(&file(wide, &[])).as_deref(), Some("primary"));
    }
}
