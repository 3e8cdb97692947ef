//! The smaller images tell nothing of the photo's metadata.

use std::{fs, process::Command};

use serde_json::{Map, Value};

use super::made::{jpeg, lying, scene, shown, with_exif};

/// A photo with EXIF, XMP, a colour profile, a comment and bytes behind its end.
fn talkative() -> Vec<u8> {
    let plain = with_exif(&jpeg(&scene(1600, 1200), 1600, 1200), &lying(6));
    let segment = |marker: u8, data: &[u8]| {
        let length = u16::try_from(data.len() + 2).unwrap().to_be_bytes();
        [&[0xFF, marker], &length[..], data].concat()
    };
    let xmp = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmp:CreatorTool=\"GIMP\"/>");
    let profile = segment(0xE2, &[b"ICC_PROFILE\0\x01\x01", &[7; 128][..]].concat());
    let comment = segment(0xFE, b"21.853725 106.75");
    [&plain[..2], &xmp, &profile, &comment, &plain[2..], b"21.853725"].concat()
}

#[test]
fn the_smaller_images_carry_no_metadata() {
    let (_, derived) = shown(&talkative());
    let folder = tempfile::tempdir().unwrap();
    for (name, image) in [("thumb.jpg", &derived.thumb), ("screen.jpg", &derived.screen)] {
        for said in [&b"Exif"[..], b"xmp", b"http", b"ICC_PROFILE", b"21.853725", b"Photoshop", b"GIMP"] {
            assert!(!image.windows(said.len()).any(|window| window == said), "{name}: {said:?}");
        }
        assert!(image.ends_with(&[0xFF, 0xD9]));
        fs::write(folder.path().join(name), image).unwrap();
    }
    let run = Command::new("exiftool").args(["-j", "-G", "-a", "."]).current_dir(folder.path()).output();
    let run = run.expect("these tests need exiftool: apt-get install libimage-exiftool-perl");
    let files: Vec<Map<String, Value>> = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(files.len(), 2);
    for (key, value) in files.iter().flatten() {
        let harmless = ["SourceFile", "ExifTool:", "File:", "JFIF:", "Composite:ImageSize", "Composite:Megapixels"];
        assert!(harmless.iter().any(|prefix| key.starts_with(prefix)), "{key}: {value}");
    }
}
