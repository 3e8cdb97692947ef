//! The programs that left their name, and when there is no metadata at all.

use super::{
    super::{
        super::{Format, sniff},
        Exif, read,
    },
    files::{FORMATS, deflate, plain, png, with_exif, with_segments},
    tiff_writer::{Entry, Tiff},
};

const XMP_HEADER: &str = "http://ns.adobe.com/xap/1.0/\0";

fn editors(bytes: &[u8]) -> Vec<String> {
    read(bytes, sniff(bytes).unwrap()).unwrap().editors
}

fn with_xmp(xmp: &str) -> Vec<u8> {
    with_segments(&[(0xE1, format!("{XMP_HEADER}{xmp}").as_bytes())])
}

#[test]
fn xmp_names_who_made_it_and_each_step() {
    let xmp = r#"<rdf:Description xmp:CreatorTool="Adobe Photoshop Lightroom 7.1 (Android)" photoshop:X="1">
        <xmpMM:History><rdf:Seq><rdf:li stEvt:action="saved" stEvt:softwareAgent='Snapseed &amp; co'/>
        <rdf:li><stEvt:softwareAgent> PicsArt </stEvt:softwareAgent></rdf:li>
        <rdf:li stEvt:softwareAgent="Adobe Photoshop Lightroom 7.1 (Android)"/></rdf:Seq>"#;
    let expected = ["Adobe Photoshop Lightroom 7.1 (Android)", "Snapseed & co", "PicsArt"];
    assert_eq!(editors(&with_xmp(xmp)), expected);
    let chunk = format!("XML:com.adobe.xmp\0\0\0\0\0{xmp}");
    assert_eq!(editors(&png(&[(b"iTXt", chunk.as_bytes())])), expected);
    let packed = [b"XML:com.adobe.xmp\0\x01\0\0\0", &deflate(xmp.as_bytes())[..]].concat();
    assert_eq!(editors(&png(&[(b"iTXt", &packed)])), expected);
}

#[test]
fn no_more_than_eight_names_are_kept_and_none_is_endless() {
    let many: String = (0..50).map(|at| format!("<a stEvt:softwareAgent=\"tool {at}\"/>")).collect::<Vec<_>>().concat();
    assert_eq!(editors(&with_xmp(&many)).len(), 8);
    let endless = format!("<a xmp:CreatorTool=\"{}\"/><a xmp:CreatorTool=\"{}\"", "x".repeat(5_000), "y".repeat(300));
    assert_eq!(editors(&with_xmp(&endless)), ["y".repeat(200)]);
}

#[test]
fn photoshop_is_known_by_its_resources_and_not_by_captions() {
    let resource = |kind: u16, data: &[u8]| {
        let length = u32::try_from(data.len()).unwrap().to_be_bytes();
        let mut out = [b"8BIM", &kind.to_be_bytes()[..], b"\0\0", &length, data].concat();
        out.resize(out.len().next_multiple_of(2), 0);
        out
    };
    let segment =
        |resources: &[Vec<u8>]| with_segments(&[(0xED, &[b"Photoshop 3.0\0", &resources.concat()[..]].concat())]);
    let name: Vec<u8> = "Affinity Photo".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let version = [&[0, 0, 0, 1, 1, 0, 0, 0, 14], &name[..]].concat();
    let captions = resource(0x0404, b"\x1C\x02\x28\0\x04FBMD");
    assert_eq!(editors(&segment(&[captions.clone(), resource(0x0421, &version)])), ["Affinity Photo"]);
    assert_eq!(editors(&segment(&[resource(0x0406, &[0; 7])])), ["Adobe Photoshop"]);
    assert_eq!(editors(&with_segments(&[(0xEC, b"Ducky\0\x01\0\x04\0\0\0\x3C")])), ["Adobe Photoshop"]);
    assert_eq!(read(&segment(&[captions]), Format::Jpeg), None);
}

#[test]
fn exif_names_more_programs_and_what_software_says_is_not_said_twice() {
    let main = vec![Entry::text(0x000B, "ACDSee"), Entry::text(0x0131, "GIMP 2.10")];
    let exif = vec![Entry::text(0xA43B, "Canva"), Entry::text(0xA43C, "GIMP 2.10")];
    let bytes = with_exif(Format::Webp, &Tiff { main, exif, ..Tiff::default() }.block(false));
    assert_eq!(editors(&bytes), ["ACDSee", "Canva"]);
    assert_eq!(editors(&png(&[(b"tEXt", b"Software\0Adobe ImageReady")])), ["Adobe ImageReady"]);
}

#[test]
fn a_file_without_metadata_has_none_and_an_empty_block_is_some() {
    for format in FORMATS {
        assert_eq!(read(&plain(format), format), None, "{format:?}");
        assert_eq!(sniff(&plain(format)), Some(format));
        assert_eq!(read(&with_exif(format, b"neither II nor MM"), format), Some(Exif::default()), "{format:?}");
        assert_eq!(read(&with_exif(format, &Tiff::default().block(true)), format), Some(Exif::default()));
    }
    let profile = with_segments(&[(0xE2, b"ICC_PROFILE\0\x01\x01xxxx"), (0xEE, b"Adobe\0d\0\0\0\0\0\0")]);
    assert_eq!(read(&profile, Format::Jpeg), None);
    let place = r#"<rdf:Description exif:GPSLatitude="21,30.0N" exif:GPSLongitude="106,30.0E"/>"#;
    assert_eq!(read(&with_xmp(place), Format::Jpeg), Some(Exif::default()));
}

#[test]
fn formats_are_known_by_how_they_begin() {
    assert_eq!(sniff(b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic"), Some(Format::Heic));
    assert_eq!(sniff(b"\0\0\0\x18ftypmsf1\0\0\0\0hevcmsf1"), Some(Format::Heic));
    assert_eq!(sniff(b"\0\0\0\x18ftypmif1\0\0\0\0mif1miaf"), Some(Format::Heic));
    assert_eq!(sniff(b"\0\0\0\x1cftypavif\0\0\0\0mif1avif"), None);
    assert_eq!(sniff(b"\0\0\0\x18ftypmp42heic____mp42"), None);
    for other in [&b""[..], b"\xFF\xD8", b"GIF89a", b"RIFF\0\0\0\0WAVE", b"II*\0\x08\0\0\0"] {
        assert_eq!(sniff(other), None);
    }
}
