//! The letters of a page.

use std::fmt::Write;

use mobile_sync_protocol::time::{OffsetTime, Timestamp};

use crate::exports::registers::OFFSET_S;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1a1a1a}\
h1{font-size:1.5rem}h2{font-size:1.2rem;margin-top:2rem}table{border-collapse:collapse;width:100%}\
th,td{border:1px solid #bbb;padding:.3rem .5rem;text-align:left;vertical-align:top}th{background:#f2f2f2}\
code{font-size:.85em;overflow-wrap:anywhere}figure{display:inline-block;margin:0 1rem 1rem 0;width:20rem;vertical-align:top}\
img{max-width:100%;height:auto}figcaption{font-size:.9em}.warn{color:#8a4b00}.fail{color:#a11}.note{color:#555}";

pub(super) fn head(title: &str) -> String {
    let title = escaped(title);
    format!(
        "<!doctype html><html lang=vi><head><meta charset=utf-8>\
         <meta name=viewport content=\"width=device-width\">\
         <meta http-equiv=Content-Security-Policy content=\"script-src 'none'\">\
         <title>{title}</title><style>{STYLE}</style></head><body><h1>{title}</h1>"
    )
}

pub(super) fn row(out: &mut String, parts: &[(&str, &str)]) {
    for (tag, text) in parts {
        _ = write!(out, "<{tag}>{}</{tag}>", escaped(text));
    }
}

/// Names and what they stand for, where they stand for something.
pub(super) fn facts(out: &mut String, facts: &[(&str, &str)]) {
    out.push_str("<table>");
    for (name, text) in facts.iter().filter(|(_, text)| !text.is_empty()) {
        _ = write!(out, "<tr><th>{name}</th><td>{}</td></tr>", escaped(text));
    }
    out.push_str("</table>");
}

pub(super) fn cells(out: &mut String, texts: &[&str]) {
    out.push_str("<tr>");
    for text in texts {
        row(out, &[("td", text)]);
    }
    out.push_str("</tr>");
}

pub(super) fn figure(out: &mut String, file: &str, caption: &str) {
    let (file, caption) = (escaped(file), escaped(caption));
    _ = write!(
        out,
        "<figure><a href=\"{file}\"><img src=\"{file}\" alt=\"{caption}\" loading=lazy></a>\
         <figcaption>{caption}</figcaption></figure>"
    );
}

pub(super) fn named(code: Option<&str>, name: Option<&str>) -> String {
    match (code, name) {
        (Some(code), Some(name)) if code != name => format!("{code} {name}"),
        (code, name) => name.or(code).unwrap_or("Không có tên").to_owned(),
    }
}

pub(super) fn shown(at: Timestamp) -> String {
    moment(OffsetTime { at, offset_seconds: OFFSET_S })
}

/// A moment as people write it: `2024-05-06 09:15:00`, at the offset of where it was read.
pub(super) fn moment(time: OffsetTime) -> String {
    time.to_string().get(..19).unwrap_or_default().replace('T', " ")
}

/// A text that HTML takes for text, with its lines.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("<br>"),
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{escaped, named};

    #[test]
    fn foreign_text_stays_text() {
        assert_eq!(escaped("<script>\"&\n"), "&lt;script&gt;&quot;&amp;<br>");
        assert_eq!(named(Some("CT-01"), Some("Đường")), "CT-01 Đường");
        assert_eq!((named(None, Some("Đường")), named(Some("HO-1"), Some("HO-1"))), ("Đường".into(), "HO-1".into()));
    }
}
