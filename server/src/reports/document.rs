//! A document by Decree 30/2020/NĐ-CP, before it is known whether it becomes a text file or a printed page.
//!
//! A [`Document`] is what stands around the words: head, title, signatures, recipients. The words are [`Block`]s that
//! are handed in one after another, so that a report with thousands of pictures needs no more memory than a short one.
//! Blocks after an [`Block::Appendix`] come behind the signatures, since an appendix has its own pages.

use std::io;

use mobile_sync_protocol::{ids::Sha256, time::Date};

pub use super::{
    grid::{Align, GridCell, GridColumn, GridTable, HeaderCell},
    sketch::MapSketch,
};

/// What stands around the words of a document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// Issuer, national title, number, place and date.
    pub letterhead: Letterhead,
    /// What kind of document it is, and about what.
    pub title: Title,
    /// `Nơi nhận`, one a line without hyphen and semicolon, the archive last: `Lưu: VT, LĐTBXHDT`. Empty: no list.
    pub recipients: Vec<String>,
    /// Who signs.
    pub signatures: Signatures,
    /// A4 on its side, for wide tables. Otherwise upright.
    pub landscape: bool,
    /// Letters across each page, such as `BẢN NHÁP`.
    pub watermark: Option<String>,
}

/// The head of the first page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Letterhead {
    /// The body above the issuer: `ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN`.
    pub superior: Option<String>,
    /// Who issues it, a line each: `ỦY BAN NHÂN DÂN`, `HUYỆN VĂN QUAN`.
    pub issuer: Vec<String>,
    /// The number it was given; dots where it has none yet.
    pub number: Option<String>,
    /// Type and body: `BC-UBND`. Empty: the document has no number (minutes).
    pub symbol: String,
    /// Where it is signed: `Văn Quan`.
    pub place: String,
    /// When it is signed; dots where that is open.
    pub date: Option<Date>,
}

/// What stands in the middle, above the words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Title {
    /// The type of document in capitals: `BÁO CÁO`, `BIÊN BẢN`, `THÔNG BÁO`.
    pub kind: String,
    /// What it is about, one or several lines.
    pub subject: String,
    /// `Kính gửi`, one a line. Empty: no such line.
    pub addressees: Vec<String>,
}

/// Who signs, and where.
#[derive(Clone, Debug, PartialEq)]
pub enum Signatures {
    /// One, at the right, beside the recipients.
    One(Signature),
    /// Several beside one another, as minutes have them.
    Several(Vec<Signature>),
}

impl Default for Signatures {
    fn default() -> Self {
        Self::Several(Vec::new())
    }
}

/// Room for one signature.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Signature {
    /// On whose authority and the post, in capitals, a line each: `KT. CHỦ TỊCH`, `PHÓ CHỦ TỊCH`.
    pub post: Vec<String>,
    /// A word in italics below: `(Ký, ghi rõ họ tên)`.
    pub note: Option<String>,
    /// The name below the signature; none where it is to be written by hand.
    pub name: Option<String>,
}

/// A part of a document.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A heading of level 1, 2 or 3. The number (`I.`, `1.`, `1.1.`) is set by the writer, so the text has none.
    Heading {
        /// From 1; deeper ones are written as 3.
        level: u8,
        /// Without number.
        text: String,
    },
    /// A paragraph, justified.
    Paragraph(Vec<Run>),
    /// A list with hyphens.
    Bullets(Vec<Vec<Run>>),
    /// A table.
    Table(GridTable),
    /// Pictures with captions, `per_row` beside one another.
    Pictures {
        /// From 1 to 4.
        per_row: u8,
        /// In their order.
        items: Vec<Picture>,
    },
    /// Where it was.
    Map(MapSketch),
    /// Something that a person has to fill in, marked so that it cannot be overlooked.
    ToFill {
        /// What is missing.
        label: String,
    },
    /// What follows begins on a new page.
    PageBreak,
    /// What follows is an appendix, with pages and headings that are numbered anew.
    Appendix {
        /// What it is about.
        title: String,
        /// The document that it belongs to, in italics below the title: `(Kèm theo Báo cáo số …)`.
        of: String,
        /// On its side, for wide tables.
        landscape: bool,
    },
}

/// Letters that look alike.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// The letters; a line end begins a new line in the same paragraph.
    pub text: String,
    /// Bold.
    pub bold: bool,
    /// Italics.
    pub italic: bool,
    /// Where a click leads.
    pub link: Option<String>,
    /// Marked as something that a person has to fill in.
    pub to_fill: bool,
}

impl Run {
    /// Upright letters.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Bold letters.
    pub fn bold(text: impl Into<String>) -> Self {
        Self { text: text.into(), bold: true, ..Self::default() }
    }

    /// Italics.
    pub fn italic(text: impl Into<String>) -> Self {
        Self { text: text.into(), italic: true, ..Self::default() }
    }

    /// Letters that lead somewhere.
    pub fn link(text: impl Into<String>, url: impl Into<String>) -> Self {
        Self { text: text.into(), link: Some(url.into()), ..Self::default() }
    }

    /// A place to be filled in by a person.
    pub fn to_fill(text: impl Into<String>) -> Self {
        Self { text: text.into(), to_fill: true, ..Self::default() }
    }
}

/// A picture and what is said of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// Which one: what [`Pictures::jpeg`] is asked for.
    pub sha256: Sha256,
    /// Below the picture.
    pub caption: String,
    /// For whoever cannot see it; the caption where it is empty.
    pub alt: String,
}

/// Where pictures come from.
pub trait Pictures {
    /// A picture as a JPEG, upright and without metadata; nothing where there is none (yet).
    fn jpeg(&mut self, sha256: Sha256) -> io::Result<Option<Vec<u8>>>;
}

/// No pictures.
impl Pictures for () {
    fn jpeg(&mut self, _: Sha256) -> io::Result<Option<Vec<u8>>> {
        Ok(None)
    }
}

impl<F: FnMut(Sha256) -> io::Result<Option<Vec<u8>>>> Pictures for F {
    fn jpeg(&mut self, sha256: Sha256) -> io::Result<Option<Vec<u8>>> {
        self(sha256)
    }
}
