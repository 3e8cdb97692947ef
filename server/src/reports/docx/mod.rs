//! Documents for Word and `LibreOffice` (ISO/IEC 29500), laid out by Decree 30/2020/NĐ-CP.
//!
//! The package is written as it comes: pictures go straight into it, uncompressed, while the words of the document are
//! kept compressed beside it, because a zip takes one member after another. What stays in memory are those words (some
//! twenty times smaller than their markup) and a few dozen bytes for each picture.

mod body;
mod cells;
mod head;
mod media;
mod parts;
mod runs;

use std::io::{self, Cursor, Seek, Write};

use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::{
    ReportError,
    document::{Block, Document, Pictures},
    fonts::Fonts,
};

const WORDS: &str = "word/document.xml";

/// Writes a document. Each picture is asked for once, however often it is shown.
pub fn write<W: Write + Seek>(
    document: &Document,
    blocks: impl IntoIterator<Item = io::Result<Block>>,
    pictures: &mut dyn Pictures,
    out: W,
) -> Result<W, ReportError> {
    let mut writer = Writer::new(document, out)?;
    writer.head();
    // A block is held back until it is known whether the signatures follow: they never stand alone on a page.
    let mut held: Option<Block> = None;
    for block in blocks {
        let block = block?;
        let ends = matches!(block, Block::Appendix { .. }) && !writer.ended;
        if let Some(held) = held.replace(block) {
            writer.block(&held, ends, pictures)?;
        }
        if ends {
            writer.ending();
        }
    }
    if let Some(held) = held {
        writer.block(&held, !writer.ended, pictures)?;
    }
    writer.finish()
}

struct Writer<'a, W: Write + Seek> {
    document: &'a Document,
    fonts: Fonts,
    package: ZipWriter<W>,
    words: ZipWriter<Cursor<Vec<u8>>>,
    /// Markup that is not yet in `words`.
    xml: String,
    media: media::Media,
    links: runs::Links,
    /// Whether the signatures are written.
    ended: bool,
    /// Appendices so far.
    appendices: u32,
    /// Whether the section that is being written lies on its side.
    landscape: bool,
    /// The last id of a drawing.
    last_id: u32,
}

impl<'a, W: Write + Seek> Writer<'a, W> {
    fn new(document: &'a Document, out: W) -> Result<Self, ReportError> {
        let mut writer = Self {
            document,
            fonts: Fonts::load()?,
            package: ZipWriter::new(out),
            words: ZipWriter::new(Cursor::new(Vec::new())),
            xml: String::new(),
            media: media::Media::default(),
            links: runs::Links::default(),
            ended: false,
            appendices: 0,
            landscape: document.landscape,
            last_id: 0,
        };
        // Programs that tell files by their first bytes look for the content types there.
        writer.part("[Content_Types].xml", parts::CONTENT_TYPES)?;
        writer.part("_rels/.rels", parts::PACKAGE_RELATIONS)?;
        writer.part("docProps/core.xml", &parts::properties(document))?;
        writer.part("word/styles.xml", &parts::styles())?;
        writer.part("word/settings.xml", parts::SETTINGS)?;
        let watermark = document.watermark.as_deref();
        writer.part("word/header-first.xml", &parts::header(false, watermark))?;
        writer.part("word/header.xml", &parts::header(true, watermark))?;
        writer.words.start_file(WORDS, deflated())?;
        writer.xml.push_str(parts::DOCUMENT_BEGIN);
        Ok(writer)
    }

    fn part(&mut self, name: &str, text: &str) -> Result<(), ReportError> {
        self.package.start_file(name, deflated())?;
        self.package.write_all(text.as_bytes())?;
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.words.write_all(self.xml.as_bytes())?;
        self.xml.clear();
        Ok(())
    }

    fn finish(mut self) -> Result<W, ReportError> {
        if !self.ended {
            self.ending();
        }
        self.xml.push_str(&parts::section(self.landscape, self.appendices > 0));
        self.xml.push_str(parts::DOCUMENT_END);
        self.flush()?;
        let mut words = ZipArchive::new(self.words.finish()?)?;
        self.package.raw_copy_file(words.by_name(WORDS)?)?;
        self.package.start_file("word/numbering.xml", deflated())?;
        self.package.write_all(parts::numbering(self.appendices).as_bytes())?;
        self.package.start_file("word/_rels/document.xml.rels", deflated())?;
        self.package.write_all(parts::RELATIONS_BEGIN.as_bytes())?;
        self.media.relations(&mut self.package)?;
        self.links.relations(&mut self.package)?;
        self.package.write_all(parts::RELATIONS_END.as_bytes())?;
        Ok(self.package.finish()?)
    }

    fn next_id(&mut self) -> u32 {
        self.last_id += 1;
        self.last_id
    }
}

fn deflated() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(CompressionMethod::Deflated)
}

/// Twentieths of a point, in which most of the markup measures.
fn twips(millimetres: f32) -> i64 {
    whole(millimetres / 25.4 * 1440.0)
}

/// The unit of drawings: 36,000 a millimetre.
fn emu(millimetres: f32) -> i64 {
    whole(millimetres * 36_000.0)
}

#[expect(clippy::cast_possible_truncation, reason = "measures of a page")]
fn whole(value: f32) -> i64 {
    value.round() as i64
}
