//! The settings that Collect reads from a picture.

use serde_json::{Map, Value, json};

/// What Collect sets itself up with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The server's address with the key in its path; Collect appends `/formList` and `/submission`.
    pub server_url: String,
    /// The project's name on the phone.
    pub project: String,
    /// Who works with it; becomes the submissions' `username`.
    pub username: Option<String>,
}

/// The settings as Collect reads them from a QR code: zlib over JSON, in base64. What it is not told it resets, so all
/// that matters here is in it. The key is in `server_url`; there is no password on the phone.
///
/// # Errors
/// Never: the bytes are written to memory.
pub fn collect_settings(settings: &Settings) -> Result<String, std::io::Error> {
    let mut general = json!({
        "server_url": settings.server_url,
        "form_update_mode": "match_exactly",
        "periodic_form_updates_check": "every_fifteen_minutes",
        "autosend": "wifi_and_cellular",
        "delete_send": false,
        "image_size": "original_image_size",
        "constraint_behavior": "on_swipe",
        "app_language": "vi",
    });
    if let (Some(username), Value::Object(general)) = (&settings.username, &mut general) {
        general.insert("metadata_username".to_owned(), json!(username));
    }
    let all: Map<String, Value> = [
        ("general".to_owned(), general),
        ("admin".to_owned(), json!({ "change_server": false })),
        ("project".to_owned(), json!({ "name": settings.project, "icon": "🔎", "color": "#0a5c4a" })),
    ]
    .into_iter()
    .collect();
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut zlib, Value::Object(all).to_string().as_bytes())?;
    Ok(data_encoding::BASE64.encode(&zlib.finish()?))
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn collect_can_unpack_its_settings() {
        let settings = Settings {
            server_url: "https://td.example/openrosa/secret".to_owned(),
            project: "Thực Địa".to_owned(),
            username: Some("hoa".to_owned()),
        };
        let packed = data_encoding::BASE64.decode(collect_settings(&settings).unwrap().as_bytes()).unwrap();
        let mut text = String::new();
        flate2::read::ZlibDecoder::new(packed.as_slice()).read_to_string(&mut text).unwrap();
        let read: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read["general"]["server_url"], "https://td.example/openrosa/secret");
        assert_eq!(read["general"]["metadata_username"], "hoa");
        assert!(read["admin"].is_object());
    }
}
