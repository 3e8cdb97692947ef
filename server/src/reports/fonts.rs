//! The letters that documents are measured and printed with: Liberation Serif, which is as wide as Times New Roman.

use super::ReportError;

/// Regular, bold, italic, bold italic: the order of [`Style::index`].
const BYTES: [&[u8]; 4] = [
    include_bytes!("../../builtin/fonts/LiberationSerif-Regular.ttf"),
    include_bytes!("../../builtin/fonts/LiberationSerif-Bold.ttf"),
    include_bytes!("../../builtin/fonts/LiberationSerif-Italic.ttf"),
    include_bytes!("../../builtin/fonts/LiberationSerif-BoldItalic.ttf"),
];

/// Stands for letters that the fonts lack.
const SUBSTITUTE: char = '□';

/// How letters look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Style {
    pub bold: bool,
    pub italic: bool,
}

impl Style {
    pub const REGULAR: Self = Self { bold: false, italic: false };
    pub const BOLD: Self = Self { bold: true, italic: false };
    pub const ITALIC: Self = Self { bold: false, italic: true };
    pub const BOLD_ITALIC: Self = Self { bold: true, italic: true };
    pub const ALL: [Self; 4] = [Self::REGULAR, Self::BOLD, Self::ITALIC, Self::BOLD_ITALIC];

    /// Its place in [`Style::ALL`].
    pub fn index(self) -> usize {
        usize::from(self.bold) + 2 * usize::from(self.italic)
    }
}

/// The four fonts, read.
pub(super) struct Fonts {
    regular: ttf_parser::Face<'static>,
    bold: ttf_parser::Face<'static>,
    italic: ttf_parser::Face<'static>,
    bold_italic: ttf_parser::Face<'static>,
}

impl Fonts {
    pub fn load() -> Result<Self, ReportError> {
        let face = |bytes| ttf_parser::Face::parse(bytes, 0).map_err(|error| ReportError::Fonts(error.to_string()));
        let [regular, bold, italic, bold_italic] = BYTES;
        Ok(Self { regular: face(regular)?, bold: face(bold)?, italic: face(italic)?, bold_italic: face(bold_italic)? })
    }

    pub fn face(&self, style: Style) -> &ttf_parser::Face<'static> {
        match (style.bold, style.italic) {
            (false, false) => &self.regular,
            (true, false) => &self.bold,
            (false, true) => &self.italic,
            (true, true) => &self.bold_italic,
        }
    }

    /// The file of a font.
    pub fn bytes(style: Style) -> &'static [u8] {
        BYTES.get(style.index()).copied().unwrap_or_default()
    }

    /// The glyph of a letter, and the letter that it shows: another where the font lacks it.
    pub fn glyph(&self, style: Style, letter: char) -> (ttf_parser::GlyphId, char) {
        let face = self.face(style);
        let substitute = || (face.glyph_index(SUBSTITUTE).unwrap_or_default(), SUBSTITUTE);
        face.glyph_index(letter).map_or_else(substitute, |glyph| (glyph, letter))
    }

    /// The width of a glyph in thousandths of the letters' size.
    pub fn advance(&self, style: Style, glyph: ttf_parser::GlyphId) -> f32 {
        let face = self.face(style);
        f32::from(face.glyph_hor_advance(glyph).unwrap_or(0)) * 1000.0 / f32::from(face.units_per_em())
    }

    /// The width of one line of letters of `size` points, in points.
    pub fn width(&self, style: Style, text: &str, size: f32) -> f32 {
        text.chars().map(|letter| self.advance(style, self.glyph(style, letter).0)).sum::<f32>() * size / 1000.0
    }
}

impl Fonts {
    /// How many lines words take that are broken at spaces, and anywhere where one is longer than a line.
    pub fn lines(&self, style: Style, words: &str, size: f32, width: f32) -> u32 {
        // The widest letters are as wide as they are high: most words are known to fit without a look at each letter.
        #[expect(clippy::cast_precision_loss, reason = "a text")]
        let most = words.len() as f32 * size;
        if most <= width && !words.contains('\n') {
            return 1;
        }
        let space = self.width(style, " ", size);
        let mut lines = 0;
        for line in words.split('\n') {
            lines += 1;
            let mut filled = 0.0;
            for word in line.split(' ') {
                let long = self.width(style, word, size);
                let after = if filled > 0.0 { filled + space + long } else { long };
                if after <= width {
                    filled = after;
                    continue;
                }
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "lines of a text")]
                let broken = (long / width.max(size)).floor().clamp(0.0, 10_000.0) as u32;
                lines += broken + u32::from(filled > 0.0);
                filled = long % width.max(size);
            }
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every letter of Vietnamese, as one letter each.
    const LETTERS: &str = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ";

    #[test]
    fn the_fonts_hold_vietnamese_and_what_documents_use_besides() {
        let fonts = Fonts::load().unwrap();
        let others = "–—“”‘’…•²³°±×≤≥→·½₫□0123456789.,;:-/()%&";
        for style in Style::ALL {
            for letter in LETTERS.chars().chain(LETTERS.to_uppercase().chars()).chain(others.chars()) {
                assert_eq!(fonts.glyph(style, letter).1, letter, "{style:?}");
            }
        }
        assert_eq!(fonts.glyph(Style::REGULAR, '☃').1, SUBSTITUTE);
    }

    #[test]
    fn letters_are_as_wide_as_those_of_times() {
        let fonts = Fonts::load().unwrap();
        // Of Adobe's metrics of Times: A 722, n 500, period 250; bold A 722, n 556.
        assert!((fonts.width(Style::REGULAR, "An.", 1000.0) - 1472.0).abs() < 2.0);
        assert!((fonts.width(Style::BOLD, "An.", 1000.0) - 1528.0).abs() < 2.0);
    }

    #[test]
    fn words_take_the_lines_that_they_need() {
        let fonts = Fonts::load().unwrap();
        let lines = |words, width| fonts.lines(Style::REGULAR, words, 12.0, width);
        assert_eq!((lines("", 50.0), lines("xã", 50.0), lines("xã\nxã", 50.0)), (1, 1, 2));
        // "Điềm He" is some 44 points wide.
        assert_eq!((lines("Xã Điềm He", 62.0), lines("Xã Điềm He", 50.0), lines("Xã Điềm He", 30.0)), (1, 2, 3));
        assert_eq!(lines(&"n".repeat(100), 60.0), 11);
    }
}
