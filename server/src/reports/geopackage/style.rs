//! How QGIS draws a layer: its own format of styles (QML).

use std::fmt::Write as _;

use super::{super::text, GeometryKind};

/// How a layer looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Style {
    /// All alike: dots filled, areas outlined, in one colour (red, green, blue).
    One((u8, u8, u8)),
    /// By the words of a column.
    Each(Colours),
}

/// Colours by the words of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colours {
    /// The column's key.
    pub key: String,
    /// Its words, what the legend says, and the colour. Whatever else it holds is grey.
    pub of: Vec<(String, String, (u8, u8, u8))>,
}

fn option(out: &mut String, name: &str, value: &str) {
    let _ = write!(out, r#"<Option type="QString" name="{name}" value="{value}"/>"#);
}

fn symbol(out: &mut String, name: usize, (red, green, blue): (u8, u8, u8), kind: GeometryKind) {
    let colour = format!("{red},{green},{blue},255");
    let (of, class) = match kind {
        GeometryKind::Point => ("marker", "SimpleMarker"),
        GeometryKind::MultiPolygon => ("fill", "SimpleFill"),
    };
    let _ = write!(
        out,
        concat!(
            r#"<symbol type="{}" name="{}" alpha="1" clip_to_extent="1" force_rhr="0">"#,
            r#"<layer class="{}" enabled="1" locked="0" pass="0"><Option type="Map">"#,
        ),
        of, name, class
    );
    match kind {
        GeometryKind::Point => {
            option(out, "name", "circle");
            option(out, "color", &colour);
            option(out, "size", "2.6");
            option(out, "size_unit", "MM");
            option(out, "outline_color", "255,255,255,255");
            option(out, "outline_width", "0.3");
        }
        GeometryKind::MultiPolygon => {
            option(out, "style", "no");
            option(out, "outline_color", &colour);
            option(out, "outline_width", "0.46");
        }
    }
    option(out, "outline_style", "solid");
    option(out, "outline_width_unit", "MM");
    out.push_str("</Option></layer></symbol>");
}

/// The style as QGIS keeps it.
pub(super) fn qml(style: &Style, kind: GeometryKind) -> String {
    const OTHERS: (u8, u8, u8) = (127, 127, 127);
    let mut out = String::from(
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n<qgis version=\"3.28.0\" styleCategories=\"Symbology\">",
    );
    match style {
        Style::One(colour) => {
            out.push_str(
                r#"<renderer-v2 type="singleSymbol" symbollevels="0" enableorderby="0" forceraster="0"><symbols>"#,
            );
            symbol(&mut out, 0, *colour, kind);
            out.push_str("</symbols></renderer-v2>");
        }
        Style::Each(Colours { key, of }) => {
            let _ = write!(
                out,
                r#"<renderer-v2 type="categorizedSymbol" attr="{}" symbollevels="0" enableorderby="0" forceraster="0"><categories>"#,
                super::schema::identifier(key)
            );
            let others = (String::new(), "Khác".to_owned(), OTHERS);
            let all: Vec<_> = of.iter().chain(std::iter::once(&others)).collect();
            for (at, (value, label, _)) in all.iter().enumerate() {
                let _ = write!(
                    out,
                    r#"<category render="true" type="string" symbol="{at}" value="{}" label="{}"/>"#,
                    text::escape(&text::line(value)),
                    text::escape(&text::line(label)),
                );
            }
            out.push_str("</categories><symbols>");
            for (at, (_, _, colour)) in all.iter().enumerate() {
                symbol(&mut out, at, *colour, kind);
            }
            out.push_str("</symbols></renderer-v2>");
        }
    }
    let geometry = if kind == GeometryKind::Point { 0 } else { 2 };
    let _ = write!(out, "<layerGeometryType>{geometry}</layerGeometryType></qgis>");
    out
}
