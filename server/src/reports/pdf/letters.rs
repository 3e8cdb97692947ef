//! Letters in the file: of each font what is used of it, with what a reader needs to find the words again.

use std::{collections::BTreeMap, io::Write};

use pdf_writer::{
    Name, Ref, Str,
    types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap},
};
use subsetter::GlyphRemapper;

use super::{
    super::{
        ReportError,
        fonts::{Fonts, Style},
    },
    file::File,
};

/// The fonts, and what is used of them.
pub(super) struct Letters {
    pub fonts: Fonts,
    used: [Used; 4],
}

struct Used {
    id: Ref,
    glyphs: GlyphRemapper,
    /// For each glyph of the file: the letter that it shows, and its width in thousandths.
    letters: BTreeMap<u16, (char, f32)>,
}

const SYSTEM: SystemInfo<'static> = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };
const NAMES: [&[u8]; 4] = [b"F0", b"F1", b"F2", b"F3"];

impl Letters {
    pub fn new<W: Write>(file: &mut File<W>) -> Result<Self, ReportError> {
        let used =
            Style::ALL.map(|_| Used { id: file.reserve(), glyphs: GlyphRemapper::new(), letters: BTreeMap::new() });
        Ok(Self { fonts: Fonts::load()?, used })
    }

    /// The name of a font on pages.
    pub fn name(style: Style) -> Name<'static> {
        Name(NAMES.get(style.index()).copied().unwrap_or(b"F0"))
    }

    /// The font's object.
    pub fn id(&self, style: Style) -> Option<Ref> {
        self.used.get(style.index()).map(|used| used.id)
    }

    /// Words as glyphs of the file, two bytes each.
    pub fn encoded(&mut self, style: Style, words: &str) -> Vec<u8> {
        let mut out = Vec::with_capacity(words.len() * 2);
        let Some(used) = self.used.get_mut(style.index()) else { return out };
        for letter in words.chars() {
            let (glyph, shown) = self.fonts.glyph(style, letter);
            let new = used.glyphs.remap(glyph.0);
            used.letters.entry(new).or_insert_with(|| (shown, self.fonts.advance(style, glyph)));
            out.extend(new.to_be_bytes());
        }
        out
    }

    /// Writes the fonts.
    pub fn write<W: Write>(&self, file: &mut File<W>) -> Result<(), ReportError> {
        for (style, used) in Style::ALL.into_iter().zip(&self.used) {
            if !used.letters.is_empty() {
                self.font(file, style, used)?;
            }
        }
        Ok(())
    }

    fn font<W: Write>(&self, file: &mut File<W>, style: Style, used: &Used) -> Result<(), ReportError> {
        let failed = |error: subsetter::Error| ReportError::Fonts(error.to_string());
        let subset = subsetter::subset(Fonts::bytes(style), 0, &used.glyphs).map_err(failed)?;
        let (cid, descriptor, data, words) = (file.reserve(), file.reserve(), file.reserve(), file.reserve());
        // Six letters say that it is a part of the font.
        let name = format!(
            "THUCDI+LiberationSerif{}",
            ["", "-Bold", "-Italic", "-BoldItalic"].get(style.index()).unwrap_or(&"")
        );
        let name = Name(name.as_bytes());
        file.object(used.id, |object| {
            let mut font = object.start::<pdf_writer::writers::Type0Font<'_>>();
            font.base_font(name).encoding_predefined(Name(b"Identity-H")).descendant_font(cid).to_unicode(words);
        })?;
        file.object(cid, |object| {
            let mut font = object.start::<pdf_writer::writers::CidFont<'_>>();
            font.subtype(CidFontType::Type2).base_font(name).system_info(SYSTEM).font_descriptor(descriptor);
            font.default_width(0.0).cid_to_gid_map_predefined(Name(b"Identity"));
            let mut widths = font.widths();
            for (glyph, (_, width)) in &used.letters {
                widths.consecutive(*glyph, [*width]);
            }
        })?;
        let face = self.fonts.face(style);
        let unit = 1000.0 / f32::from(face.units_per_em());
        let scaled = |value: i16| f32::from(value) * unit;
        let bounds = face.global_bounding_box();
        file.object(descriptor, |object| {
            let mut font = object.start::<pdf_writer::writers::FontDescriptor<'_>>();
            let mut flags = FontFlags::SERIF | FontFlags::SYMBOLIC;
            flags.set(FontFlags::ITALIC, style.italic);
            font.name(name).flags(flags).italic_angle(face.italic_angle());
            font.bbox(pdf_writer::Rect::new(
                scaled(bounds.x_min),
                scaled(bounds.y_min),
                scaled(bounds.x_max),
                scaled(bounds.y_max),
            ));
            font.ascent(scaled(face.ascender())).descent(scaled(face.descender()));
            font.cap_height(scaled(face.capital_height().unwrap_or(1341)));
            font.stem_v(if style.bold { 140.0 } else { 80.0 }).font_file2(data);
        })?;
        let length = i32::try_from(subset.len()).unwrap_or(i32::MAX);
        file.stream(data, &subset, |stream| {
            stream.pair(Name(b"Length1"), length);
        })?;
        let mut cmap = UnicodeCmap::new(Name(b"Letters"), SYSTEM);
        for (glyph, (letter, _)) in &used.letters {
            cmap.pair(*glyph, *letter);
        }
        file.stream(words, &cmap.finish(), |_| {})?;
        Ok(())
    }
}

/// Where a path goes: from the units of a font to points, upwards.
pub(super) struct Path<'a> {
    pub content: &'a mut pdf_writer::Content,
    pub x: f32,
    pub y: f32,
    pub unit: f32,
    pub last: (f32, f32),
}

impl Path<'_> {
    fn at(&self, x: f32, y: f32) -> (f32, f32) {
        (self.x + x * self.unit, self.y + y * self.unit)
    }
}

impl ttf_parser::OutlineBuilder for Path<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.last = self.at(x, y);
        self.content.move_to(self.last.0, self.last.1);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.last = self.at(x, y);
        self.content.line_to(self.last.0, self.last.1);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        // The same curve with two handles: each two thirds of the way to the one.
        let (handle, end, begin) = (self.at(x1, y1), self.at(x, y), self.last);
        let towards = |from: (f32, f32)| (from.0 + (handle.0 - from.0) / 1.5, from.1 + (handle.1 - from.1) / 1.5);
        let (first, second) = (towards(begin), towards(end));
        self.content.cubic_to(first.0, first.1, second.0, second.1, end.0, end.1);
        self.last = end;
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let ((x1, y1), (x2, y2), (x, y)) = (self.at(x1, y1), self.at(x2, y2), self.at(x, y));
        self.content.cubic_to(x1, y1, x2, y2, x, y);
        self.last = (x, y);
    }

    fn close(&mut self) {
        self.content.close_path();
    }
}

/// Draws the outlines of words as a path, which is then to be filled or stroked: marks that are no words of the document.
pub(super) fn outlines(
    content: &mut pdf_writer::Content,
    fonts: &Fonts,
    style: Style,
    words: &str,
    size: f32,
    (x, y): (f32, f32),
) {
    let face = fonts.face(style);
    let unit = size / f32::from(face.units_per_em());
    let mut path = Path { content, x, y, unit, last: (x, y) };
    for letter in words.chars() {
        let (glyph, _) = fonts.glyph(style, letter);
        face.outline_glyph(glyph, &mut path);
        path.x += fonts.advance(style, glyph) / 1000.0 * size;
    }
}
