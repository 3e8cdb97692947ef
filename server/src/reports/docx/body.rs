//! Blocks: headings, paragraphs, lists, maps, appendices.

use std::{
    fmt::Write as _,
    io::{Seek, Write},
};

use super::{
    super::{
        ReportError,
        document::{Block, Pictures, Run},
        page, sketch, text, vietnamese,
    },
    Writer, parts, runs, twips,
};

const TOGETHER: &str = "<w:keepNext/><w:keepLines/>";

impl<W: Write + Seek> Writer<'_, W> {
    /// Writes a block. `last` keeps its words on the page of the signatures that follow.
    pub(super) fn block(&mut self, block: &Block, last: bool, pictures: &mut dyn Pictures) -> Result<(), ReportError> {
        let kept = if last { TOGETHER } else { "" };
        match block {
            Block::Heading { level, text } => self.heading(*level, text),
            Block::Paragraph(words) => self.words("BodyText", kept, words),
            Block::Bullets(items) => {
                for item in items {
                    self.words("ListBullet", kept, item);
                }
            }
            Block::Table(table) => self.table(table),
            Block::Pictures { per_row, items } => self.pictures(*per_row, items, pictures)?,
            Block::Map(sketch) => {
                let drawing = sketch::drawing(sketch, page::text_width(self.landscape), &self.fonts);
                let (png, pixels) = sketch::png(&drawing, &self.fonts)?;
                let placed = self.file("png", &png, pixels)?;
                self.xml
                    .push_str(r#"<w:p><w:pPr><w:keepNext/><w:spacing w:before="120"/><w:jc w:val="center"/></w:pPr>"#);
                self.drawing(placed, (drawing.width, drawing.height), &sketch.caption);
                self.xml.push_str("</w:p>");
                runs::paragraph(&mut self.xml, "Caption", "", &sketch.caption, "");
            }
            Block::ToFill { label } => self.blank(label, kept),
            Block::PageBreak => self.xml.push_str(r#"<w:p><w:r><w:br w:type="page"/></w:r></w:p>"#),
            Block::Appendix { title, of, landscape } => self.appendix(title, of, *landscape),
        }
        self.flush()?;
        Ok(())
    }

    fn heading(&mut self, level: u8, text: &str) {
        let level = level.clamp(1, 3);
        let numbering = match self.appendices {
            0 => String::new(),
            appendix => format!(
                r#"<w:numPr><w:ilvl w:val="{}"/><w:numId w:val="{}"/></w:numPr>"#,
                level - 1,
                parts::HYPHENS + appendix
            ),
        };
        runs::paragraph(&mut self.xml, &format!("Heading{level}"), &numbering, &text::line(text), "");
    }

    fn words(&mut self, style: &str, properties: &str, words: &[Run]) {
        let _ = write!(self.xml, r#"<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>"#);
        runs::runs(&mut self.xml, &mut self.links, words, "");
        self.xml.push_str("</w:p>");
    }

    fn blank(&mut self, label: &str, kept: &str) {
        let label = text::line(label);
        let words = [Run::plain(format!("{}: ", label.trim().trim_end_matches(':'))), Run::to_fill(page::TO_FILL_DOTS)];
        self.words("BodyText", &format!(r#"{kept}<w:jc w:val="left"/>"#), &words);
    }

    /// Ends the section before, and begins the appendix on a page of its own.
    fn appendix(&mut self, title: &str, of: &str, landscape: bool) {
        let section = parts::section(self.landscape, self.appendices > 0);
        let _ = write!(
            self.xml,
            concat!(r#"<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/>{}</w:pPr></w:p>"#,),
            section
        );
        self.appendices += 1;
        self.landscape = landscape;
        let name = format!("Phụ lục {}", vietnamese::roman(self.appendices));
        runs::paragraph(&mut self.xml, "Title", r#"<w:outlineLvl w:val="0"/>"#, &name, "");
        runs::paragraph(&mut self.xml, "Title", "", title, "");
        if !of.is_empty() {
            let place = r#"<w:keepNext/><w:jc w:val="center"/>"#;
            runs::paragraph(&mut self.xml, "", place, of, "<w:i/><w:iCs/>");
        }
        let room = format!(r#"<w:keepNext/><w:spacing w:line="{}" w:lineRule="exact"/>"#, twips(5.0));
        runs::paragraph(&mut self.xml, "", &room, "", "");
    }
}
