//! Documents as printed pages (PDF 1.7), laid out by Decree 30/2020/NĐ-CP, with fonts embedded and words that can be
//! searched. Pictures are taken as the JPEGs that they are.
//!
//! Pages are written as they fill, and each picture when it is first shown; what stays in memory is where they lie.

mod bookmarks;
mod canvas;
mod cells;
mod file;
mod flow;
mod head;
mod letters;
mod lines;
mod map;
mod paragraph;
mod pictures;

use std::io::{self, Write};

use self::{
    file::File,
    flow::Flow,
    paragraph::{Paragraph, Stand},
};
use super::{
    ReportError,
    document::{Block, Document, Pictures, Run},
    fonts::Style,
    page, text, vietnamese,
};

/// Writes a document. Each picture is asked for once, however often it is shown.
pub fn write<W: Write>(
    document: &Document,
    blocks: impl IntoIterator<Item = io::Result<Block>>,
    pictures: &mut dyn Pictures,
    out: W,
) -> Result<W, ReportError> {
    let mut writer = Writer::new(document, out)?;
    writer.head()?;
    // A block is held back until it is known whether the signatures follow: they never stand alone on a page.
    let mut held: Option<Block> = None;
    for block in blocks {
        let block = block?;
        let ends = matches!(block, Block::Appendix { .. }) && !writer.ended;
        if let Some(held) = held.replace(block) {
            writer.block(&held, ends, pictures)?;
        }
        if ends {
            writer.ending()?;
        }
    }
    if let Some(held) = held {
        writer.block(&held, !writer.ended, pictures)?;
    }
    if !writer.ended {
        writer.ending()?;
    }
    let title = format!("{} {}", text::line(&document.title.kind), text::line(&document.title.subject));
    writer.flow.finish(title.trim())
}

struct Writer<'a, W: Write> {
    document: &'a Document,
    flow: Flow<W>,
    known: pictures::Known,
    /// Whether the signatures are written.
    ended: bool,
    appendices: u32,
    /// The numbers of the last headings of the three levels.
    numbers: [u32; 3],
}

impl<'a, W: Write> Writer<'a, W> {
    fn new(document: &'a Document, out: W) -> Result<Self, ReportError> {
        let mut flow = Flow::new(File::begin(out)?, document.landscape)?;
        if let Some(letters) = &document.watermark {
            flow.watermark = Some(head::watermark(&mut flow, letters)?);
        }
        flow.begin_page();
        Ok(Self { document, flow, known: pictures::Known::default(), ended: false, appendices: 0, numbers: [0; 3] })
    }

    /// A paragraph over the whole width.
    fn laid(&self, words: &[Run], size: f32, stand: Stand, indent: f32) -> Paragraph {
        let width = self.flow.width();
        Paragraph {
            lines: lines::broken(&self.flow.letters.fonts, words, size, (width - indent, width)),
            size,
            spacing: page::SPACING,
            left: 0.0,
            width,
            indent,
            stand,
            before: 0.0,
            after: page::AFTER,
            bookmark: None,
        }
    }

    fn body(&self, words: &[Run]) -> Paragraph {
        self.laid(words, page::TEXT, Stand::Justified, page::points(page::INDENT))
    }

    fn block(&mut self, block: &Block, last: bool, pictures: &mut dyn Pictures) -> Result<(), ReportError> {
        let kept = if last { self.ending_height() } else { 0.0 };
        match block {
            Block::Heading { level, text } => self.heading(*level, text),
            Block::Paragraph(words) => self.flow.paragraph(&self.body(words), kept)?,
            Block::Bullets(items) => {
                for (at, item) in items.iter().enumerate() {
                    let words: Vec<Run> = std::iter::once(Run::plain("- ")).chain(item.iter().cloned()).collect();
                    let kept = if at + 1 == items.len() { kept } else { 0.0 };
                    self.flow.paragraph(&self.body(&words), kept)?;
                }
            }
            Block::Table(table) => self.table(table)?,
            Block::Pictures { per_row, items } => self.pictures(*per_row, items, pictures)?,
            Block::Map(sketch) => self.map(sketch)?,
            Block::ToFill { label } => {
                let label = text::line(label);
                let words =
                    [Run::plain(format!("{}: ", label.trim().trim_end_matches(':'))), Run::to_fill(page::TO_FILL_DOTS)];
                let mut paragraph = self.body(&words);
                paragraph.stand = Stand::Left;
                self.flow.paragraph(&paragraph, kept)?;
            }
            Block::PageBreak => {
                self.flow.settle()?;
                self.flow.next_page()?;
            }
            Block::Appendix { title, of, landscape } => self.appendix(title, of, *landscape)?,
        }
        Ok(())
    }

    fn heading(&mut self, level: u8, words: &str) {
        let level = level.clamp(1, 3);
        let [one, two, three] = &mut self.numbers;
        let number = match level {
            1 => {
                *one += 1;
                (*two, *three) = (0, 0);
                format!("{}.", vietnamese::roman(*one))
            }
            2 => {
                *two += 1;
                *three = 0;
                format!("{two}.")
            }
            _ => {
                *three += 1;
                format!("{}.{three}.", (*two).max(1))
            }
        };
        let words = format!("{number} {}", text::line(words));
        let run = Run { text: words.clone(), bold: true, italic: level == 3, ..Run::default() };
        let mut paragraph = self.body(&[run]);
        paragraph.before = page::ABOVE_HEADING;
        let level = if self.appendices > 0 { level + 1 } else { level };
        paragraph.bookmark = Some((level, words));
        self.flow.heading(paragraph);
    }

    fn appendix(&mut self, title: &str, of: &str, landscape: bool) -> Result<(), ReportError> {
        self.flow.section(landscape)?;
        self.appendices += 1;
        self.numbers = [0; 3];
        let name = format!("Phụ lục {}", vietnamese::roman(self.appendices));
        let mut first = self.laid(&[Run::bold(&name)], page::TEXT, Stand::Centre, 0.0);
        first.after = 0.0;
        first.bookmark = Some((1, format!("{name}. {}", text::line(title))));
        let mut second = self.laid(&[Run::bold(title)], page::TEXT, Stand::Centre, 0.0);
        second.after = if of.is_empty() { page::points(5.0) } else { 0.0 };
        self.flow.heading(first);
        self.flow.heading(second);
        if !of.is_empty() {
            let mut third = self.laid(&[Run::italic(of)], page::TEXT, Stand::Centre, 0.0);
            third.after = page::points(5.0);
            self.flow.heading(third);
        }
        Ok(())
    }

    /// The width of letters in points.
    fn measure(&self, style: Style, words: &str, size: f32) -> f32 {
        self.flow.letters.fonts.width(style, &text::clean(words), size)
    }
}
