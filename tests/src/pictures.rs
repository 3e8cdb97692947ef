//! Photos that a phone would have taken, for what reads them.

use image::{DynamicImage, ImageFormat, codecs::jpeg::JpegEncoder};
use mobile_sync_protocol::{place::Fix, time::OffsetTime};
use thucdia::simulate::photo::{PhotoMaker, Shot};

/// A sharp photo of a landscape that no other number has, taken then and there.
pub fn taken(number: u64, taken_at: OffsetTime, fix: Fix) -> Vec<u8> {
    let maker = PhotoMaker::new(7, None, true);
    maker.make(&Shot { seed: number, taken_at, fix, camera: 0 }).unwrap()
}

/// The same picture as somebody sends it on: encoded anew, smaller, with no metadata.
pub fn sent_on(photo: &[u8]) -> Vec<u8> {
    let picture = image::load_from_memory_with_format(photo, ImageFormat::Jpeg).unwrap();
    let smaller = picture.resize(800, 800, image::imageops::FilterType::Triangle);
    encoded(&smaller, 60)
}

/// The same picture as a HEIC, which `heif-enc` makes: `.ci/install` installs it.
pub fn as_heic(photo: &[u8]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("photo.jpg"), photo).unwrap();
    let mut command = std::process::Command::new("heif-enc");
    command.args(["-q", "60", "-p", "preset=ultrafast", "-o", "photo.heic", "photo.jpg"]).current_dir(folder.path());
    let run = command.output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    std::fs::read(folder.path().join("photo.heic")).unwrap()
}

/// A signature as somebody draws it on a screen: a PNG with a dark line on white.
pub fn signature() -> Vec<u8> {
    let mut picture = image::GrayImage::from_pixel(320, 120, image::Luma([255]));
    for x in 20..300_u32 {
        let y = 60 + (x * 7 % 41) * u32::from(x % 90 > 30) / 2;
        (0..3).for_each(|thick| picture.put_pixel(x, y + thick, image::Luma([20])));
    }
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// A picture as JPEG.
pub fn encoded(picture: &DynamicImage, quality: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    picture.to_rgb8().write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, quality)).unwrap();
    bytes
}
