//! What stands around the words: letterhead, title, signatures, recipients.

use std::{
    fmt::Write as _,
    io::{Seek, Write},
};

use super::{
    super::{
        document::{Signature, Signatures},
        fonts::Style,
        page, text, vietnamese,
    },
    Writer, runs, twips, whole,
};

const CENTRE: &str = r#"<w:jc w:val="center"/>"#;
const BOLD: &str = "<w:b/><w:bCs/>";
const ITALIC: &str = "<w:i/><w:iCs/>";

fn size(points: f32) -> String {
    format!(r#"<w:sz w:val="{0}"/><w:szCs w:val="{0}"/>"#, whole(points * 2.0))
}

/// The begin of a table without borders: widths in twips. Not every program asks the default style for the margins of
/// cells, and the lines below motto and issuer are measured without.
fn table(out: &mut String, widths: &[i64]) {
    let _ = write!(
        out,
        concat!(
            r#"<w:tbl><w:tblPr><w:tblW w:w="{}" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblCellMar>"#,
            r#"<w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>"#,
        ),
        widths.iter().sum::<i64>()
    );
    for width in widths {
        let _ = write!(out, r#"<w:gridCol w:w="{width}"/>"#);
    }
    out.push_str("</w:tblGrid>");
}

fn cell(out: &mut String, width: i64) {
    let _ = write!(out, r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>"#);
}

/// A line of `length` in the middle of `width`, both in twips: the upper border of a paragraph without height.
fn rule(out: &mut String, width: i64, length: i64) {
    let side = ((width - length) / 2).max(0);
    let _ = write!(
        out,
        concat!(
            r#"<w:p><w:pPr><w:keepNext/><w:pBdr><w:top w:val="single" w:sz="6" w:space="1" w:color="auto"/></w:pBdr>"#,
            r#"<w:spacing w:before="20" w:after="0" w:line="40" w:lineRule="exact"/><w:ind w:left="{}" w:right="{}"/>"#,
            r#"<w:rPr><w:sz w:val="2"/></w:rPr></w:pPr></w:p>"#,
        ),
        side, side
    );
}

impl<W: Write + Seek> Writer<'_, W> {
    /// The width of the longest line of letters in twips.
    fn measure<'a>(&self, style: Style, lines: impl IntoIterator<Item = &'a str>, points: f32, most: i64) -> i64 {
        let widest = lines.into_iter().map(|line| self.fonts.width(style, &text::clean(line), points));
        whole(widest.fold(0.0, f32::max) * 20.0).min(most)
    }

    /// Letterhead and title.
    pub(super) fn head(&mut self) {
        let head = &self.document.letterhead;
        let all = page::text_width(self.landscape);
        let (left, right) = (twips(all * page::ISSUER_SHARE), twips(all) - twips(all * page::ISSUER_SHARE));
        let motto = self.measure(Style::BOLD, [page::MOTTO_TEXT], page::MOTTO, right);
        let issuer = self.measure(Style::BOLD, head.issuer.last().map(String::as_str), page::ISSUER, left);
        let superior = head.superior.as_deref().unwrap_or_default();
        let fits = self.measure(Style::REGULAR, [superior], page::ISSUER, i64::MAX) <= left;
        let out = &mut self.xml;
        table(out, &[left, right]);
        out.push_str("<w:tr>");
        cell(out, left);
        for line in page::body_lines(superior, fits).into_iter().filter(|line| !line.is_empty()) {
            runs::paragraph(out, "", CENTRE, line, &size(page::ISSUER));
        }
        for line in &head.issuer {
            runs::paragraph(out, "", CENTRE, line, &(BOLD.to_owned() + &size(page::ISSUER)));
        }
        rule(out, left, issuer * 2 / 5);
        out.push_str("</w:tc>");
        cell(out, right);
        runs::paragraph(out, "", CENTRE, page::NATION_TEXT, &(BOLD.to_owned() + &size(page::NATION)));
        runs::paragraph(out, "", CENTRE, page::MOTTO_TEXT, &(BOLD.to_owned() + &size(page::MOTTO)));
        rule(out, right, motto);
        out.push_str("</w:tc></w:tr><w:tr>");
        cell(out, left);
        let number = if head.symbol.is_empty() {
            String::new()
        } else {
            vietnamese::document_number(head.number.as_deref(), &head.symbol)
        };
        let before = format!(r#"<w:spacing w:before="120"/>{CENTRE}"#);
        runs::paragraph(out, "", &before, &number, &size(page::NUMBER));
        out.push_str("</w:tc>");
        cell(out, right);
        let place = vietnamese::place_and_date(&head.place, head.date);
        runs::paragraph(out, "", &before, &place, &(ITALIC.to_owned() + &size(page::NUMBER)));
        out.push_str("</w:tc></w:tr></w:tbl>");
        self.title();
    }

    fn title(&mut self) {
        let title = &self.document.title;
        let before = r#"<w:spacing w:before="360"/>"#;
        runs::paragraph(&mut self.xml, "Title", before, &title.kind, "");
        let mut last = &title.kind;
        if !title.subject.is_empty() {
            runs::paragraph(&mut self.xml, "Title", "", &title.subject, "");
            last = &title.subject;
        }
        let width = twips(page::text_width(self.landscape));
        let length = self.measure(Style::BOLD, last.lines(), page::TEXT, width);
        rule(&mut self.xml, width, length * 2 / 5);
        match &title.addressees[..] {
            [] => {}
            [one] => {
                let place = r#"<w:spacing w:before="240" w:after="120"/><w:jc w:val="center"/>"#;
                runs::paragraph(&mut self.xml, "", place, &format!("Kính gửi: {}", text::line(one)), "");
            }
            several => {
                let place = r#"<w:keepNext/><w:spacing w:before="240" w:after="60"/><w:ind w:left="2268"/>"#;
                runs::paragraph(&mut self.xml, "", place, "Kính gửi:", "");
                let place = r#"<w:spacing w:after="60"/><w:ind w:left="3119" w:hanging="142"/>"#;
                for (at, one) in several.iter().enumerate() {
                    runs::paragraph(&mut self.xml, "", place, &page::recipient(at, several.len(), one), "");
                }
            }
        }
        runs::paragraph(&mut self.xml, "", r#"<w:spacing w:before="120" w:line="120" w:lineRule="exact"/>"#, "", "");
    }

    /// Signatures and recipients, on one page.
    pub(super) fn ending(&mut self) {
        self.ended = true;
        let document = self.document;
        let all = twips(page::text_width(self.landscape));
        let recipients = &document.recipients;
        let out = &mut self.xml;
        match &document.signatures {
            Signatures::One(signature) => {
                let left = all * 9 / 20;
                table(out, &[left, all - left]);
                out.push_str(r"<w:tr><w:trPr><w:cantSplit/></w:trPr>");
                cell(out, left);
                recipients_list(out, recipients);
                out.push_str("</w:tc>");
                cell(out, all - left);
                post(out, signature);
                name(out, signature);
                out.push_str("</w:tc></w:tr></w:tbl>");
            }
            Signatures::Several(signatures) if signatures.is_empty() => {
                if !recipients.is_empty() {
                    recipients_list(out, recipients);
                }
            }
            Signatures::Several(signatures) => {
                let count = i64::try_from(signatures.len()).unwrap_or(1);
                table(out, &vec![all / count; signatures.len()]);
                // Names stand in a row of their own, however many lines the posts take.
                for part in [post, name] {
                    out.push_str(r"<w:tr><w:trPr><w:cantSplit/></w:trPr>");
                    for signature in signatures {
                        cell(out, all / count);
                        part(out, signature);
                        out.push_str("</w:tc>");
                    }
                    out.push_str("</w:tr>");
                }
                out.push_str("</w:tbl>");
                if !recipients.is_empty() {
                    recipients_list(out, recipients);
                }
            }
        }
        // Between this table and what follows, or the end of the page.
        runs::paragraph(out, "", r#"<w:spacing w:line="20" w:lineRule="exact"/>"#, "", "");
    }
}

fn recipients_list(out: &mut String, recipients: &[String]) {
    let properties = BOLD.to_owned() + ITALIC + &size(page::RECIPIENTS_TITLE);
    let title = if recipients.is_empty() { "" } else { page::RECIPIENTS_TEXT };
    runs::paragraph(out, "", r#"<w:spacing w:before="240"/>"#, title, &properties);
    for (at, recipient) in recipients.iter().enumerate() {
        let place = r#"<w:ind w:left="113" w:right="283" w:hanging="113"/>"#;
        let line = page::recipient(at, recipients.len(), recipient);
        runs::paragraph(out, "", place, &line, &size(page::RECIPIENTS));
    }
}

/// On whose authority, the post, and what is to be done there.
fn post(out: &mut String, signature: &Signature) {
    for (at, line) in signature.post.iter().enumerate() {
        let before = if at == 0 { r#"<w:spacing w:before="240"/>"# } else { "" };
        runs::paragraph(out, "", &format!("<w:keepNext/>{before}{CENTRE}"), line, BOLD);
    }
    if let Some(note) = &signature.note {
        runs::paragraph(out, "", &format!("<w:keepNext/>{CENTRE}"), note, &(ITALIC.to_owned() + &size(page::NUMBER)));
    }
    if signature.post.is_empty() && signature.note.is_none() {
        out.push_str("<w:p/>");
    }
}

/// The name below the room for the signature.
fn name(out: &mut String, signature: &Signature) {
    let room = format!(r#"<w:spacing w:before="{}"/>{CENTRE}"#, whole(page::SIGNATURE * 20.0));
    runs::paragraph(out, "", &room, signature.name.as_deref().unwrap_or_default(), BOLD);
}
