//! Sniffing, finding the metadata in each format, and reading it.
#![no_main]

use thucdia_fuzz::photo::{Format, exif, sniff};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    // Bytes of no known format are read as one all the same, so that no mutation is lost on the first bytes.
    let format = sniff(bytes).unwrap_or([Format::Jpeg, Format::Png, Format::Webp, Format::Heic][bytes.len() % 4]);
    if let Some(read) = exif::read(bytes, format) {
        assert_eq!(read.lat.is_some(), read.lon.is_some());
        assert!(read.lat.is_none_or(|lat| lat.abs() <= 90.0) && read.lon.is_none_or(|lon| lon.abs() <= 180.0));
    }
});
