//! What stands around the words: letterhead, title, signatures, recipients, letters across the page.

use std::io::Write;

use pdf_writer::{Content, Rect, Ref};

use super::{
    super::{
        ReportError,
        document::{Run, Signature, Signatures},
        fonts::Style,
        page, text, vietnamese,
    },
    Writer,
    flow::{self, Flow},
    letters, lines,
    paragraph::{Paragraph, Stand, draw_line},
};

/// Paragraphs below one another in a part of the page's width.
type Column = Vec<Paragraph>;

fn height(column: &Column) -> f32 {
    column.iter().map(Paragraph::height).sum()
}

impl<W: Write> Writer<'_, W> {
    fn part(&self, words: Run, size: f32, stand: Stand, (left, width): (f32, f32)) -> Paragraph {
        Paragraph {
            lines: lines::broken(&self.flow.letters.fonts, &[words], size, (width, width)),
            size,
            spacing: 1.0,
            left,
            width,
            indent: 0.0,
            stand,
            before: 0.0,
            after: 0.0,
            bookmark: None,
        }
    }

    /// Draws columns beside one another, from where the page is filled to; says how high they are.
    fn columns(&mut self, columns: &[Column]) -> f32 {
        let top = self.flow.y;
        for column in columns {
            let mut y = top;
            for paragraph in column {
                y += paragraph.before;
                for (at, line) in paragraph.lines.iter().enumerate() {
                    let place = (flow::left() + paragraph.left, y);
                    draw_line(&mut self.flow.canvas, &mut self.flow.letters, paragraph, line, at == 0, place);
                    y += paragraph.leading();
                }
                y += paragraph.after;
            }
        }
        columns.iter().map(height).fold(0.0, f32::max)
    }

    /// A line in the middle of a part of the page, below what stands there.
    fn rule(&mut self, (left, width): (f32, f32), y: f32, length: f32) {
        let x = flow::left() + left + (width - length) / 2.0;
        self.flow.canvas.rule((x, y), (x + length, y), 0.75);
    }

    /// Letterhead and title.
    pub(super) fn head(&mut self) -> Result<(), ReportError> {
        let head = &self.document.letterhead;
        let all = self.flow.width();
        let left = (0.0, all * page::ISSUER_SHARE);
        let right = (left.1, all - left.1);
        let superior = head.superior.as_deref().unwrap_or_default();
        let fits = self.measure(Style::REGULAR, superior, page::ISSUER) <= left.1;
        let superior = page::body_lines(superior, fits).into_iter().filter(|line| !line.is_empty());
        let superior = superior.map(|line| self.part(Run::plain(line), page::ISSUER, Stand::Centre, left));
        let issuer = head.issuer.iter().map(|line| self.part(Run::bold(line), page::ISSUER, Stand::Centre, left));
        let issuers: Column = superior.chain(issuer).collect();
        let nation: Column = vec![
            self.part(Run::bold(page::NATION_TEXT), page::NATION, Stand::Centre, right),
            self.part(Run::bold(page::MOTTO_TEXT), page::MOTTO, Stand::Centre, right),
        ];
        let top = self.flow.y;
        let (issuers_end, nation_end) = (top + height(&issuers), top + height(&nation));
        self.columns(&[issuers, nation]);
        if let Some(last) = head.issuer.last() {
            let length = self.measure(Style::BOLD, last, page::ISSUER).min(left.1) * 0.4;
            self.rule(left, issuers_end + 2.0, length);
        }
        let length = self.measure(Style::BOLD, page::MOTTO_TEXT, page::MOTTO);
        self.rule(right, nation_end + 2.0, length);
        self.flow.y = issuers_end.max(nation_end) + 10.0;
        let number = if head.symbol.is_empty() {
            String::new()
        } else {
            vietnamese::document_number(head.number.as_deref(), &head.symbol)
        };
        let place = vietnamese::place_and_date(&head.place, head.date);
        let below = [
            vec![self.part(Run::plain(number), page::NUMBER, Stand::Centre, left)],
            vec![self.part(Run::italic(place), page::NUMBER, Stand::Centre, right)],
        ];
        self.flow.y += self.columns(&below);
        self.title()
    }

    fn title(&mut self) -> Result<(), ReportError> {
        let title = &self.document.title;
        let whole = (0.0, self.flow.width());
        self.flow.y += 18.0;
        let mut lines = vec![self.part(Run::bold(&title.kind), page::TEXT, Stand::Centre, whole)];
        let mut last = &title.kind;
        if !title.subject.is_empty() {
            lines.push(self.part(Run::bold(&title.subject), page::TEXT, Stand::Centre, whole));
            last = &title.subject;
        }
        let lengths = last.lines().map(|line| self.measure(Style::BOLD, line, page::TEXT));
        let length = lengths.fold(0.0, f32::max).min(whole.1) * 0.4;
        self.flow.y += self.columns(&[lines]);
        self.rule(whole, self.flow.y + 2.0, length);
        self.flow.y += 14.0;
        match &title.addressees[..] {
            [] => {}
            [one] => {
                let mut line =
                    self.laid(&[Run::plain(format!("Kính gửi: {}", text::line(one)))], page::TEXT, Stand::Centre, 0.0);
                line.before = 6.0;
                self.flow.paragraph(&line, 0.0)?;
            }
            several => {
                let begin = page::points(40.0);
                let mut line = self.part(Run::plain("Kính gửi:"), page::TEXT, Stand::Left, (begin, whole.1 - begin));
                (line.before, line.after) = (6.0, 3.0);
                self.flow.paragraph(&line, 0.0)?;
                let begin = page::points(52.0);
                for (at, one) in several.iter().enumerate() {
                    let words = page::recipient(at, several.len(), one);
                    let mut line = self.part(Run::plain(words), page::TEXT, Stand::Left, (begin, whole.1 - begin));
                    line.after = 3.0;
                    self.flow.paragraph(&line, 0.0)?;
                }
            }
        }
        self.flow.y += 6.0;
        Ok(())
    }

    fn recipients(&self, part: (f32, f32)) -> Column {
        let recipients = &self.document.recipients;
        if recipients.is_empty() {
            return Vec::new();
        }
        let title = Run { bold: true, ..Run::italic(page::RECIPIENTS_TEXT) };
        let mut title = self.part(title, page::RECIPIENTS_TITLE, Stand::Left, part);
        title.before = 12.0;
        let lines = recipients.iter().enumerate().map(|(at, recipient)| {
            let words = page::recipient(at, recipients.len(), recipient);
            self.part(Run::plain(words), page::RECIPIENTS, Stand::Left, part)
        });
        std::iter::once(title).chain(lines).collect()
    }

    fn post(&self, signature: &Signature, part: (f32, f32)) -> Column {
        let mut column: Column =
            signature.post.iter().map(|line| self.part(Run::bold(line), page::TEXT, Stand::Centre, part)).collect();
        if let Some(first) = column.first_mut() {
            first.before = 12.0;
        }
        column
            .extend(signature.note.iter().map(|note| self.part(Run::italic(note), page::NUMBER, Stand::Centre, part)));
        column
    }

    fn name(&self, signature: &Signature, part: (f32, f32)) -> Paragraph {
        let name = signature.name.as_deref().unwrap_or_default();
        let mut name = self.part(Run::bold(name), page::TEXT, Stand::Centre, part);
        name.before = page::SIGNATURE;
        name
    }

    /// What the ending is made of: columns beside one another, and what stands below them.
    fn ending_parts(&self) -> (Vec<Column>, Column) {
        let all = self.flow.width();
        match &self.document.signatures {
            Signatures::One(signature) => {
                let left = (0.0, all * 0.45 - 12.0);
                let right = (all * 0.45, all * 0.55);
                let mut signed = self.post(signature, right);
                signed.push(self.name(signature, right));
                (vec![self.recipients(left), signed], Vec::new())
            }
            Signatures::Several(signatures) => {
                #[expect(clippy::cast_precision_loss, reason = "a few signatures")]
                let width = all / signatures.len().max(1) as f32;
                #[expect(clippy::cast_precision_loss, reason = "a few signatures")]
                let parts: Vec<(f32, f32)> = (0..signatures.len()).map(|at| (width * at as f32, width)).collect();
                let mut columns: Vec<Column> =
                    signatures.iter().zip(&parts).map(|(signature, part)| self.post(signature, *part)).collect();
                // Names stand in one line, however many lines the posts take.
                let highest = columns.iter().map(height).fold(0.0, f32::max);
                for ((column, signature), part) in columns.iter_mut().zip(signatures).zip(&parts) {
                    let mut name = self.name(signature, *part);
                    name.before += highest - height(column);
                    column.push(name);
                }
                (columns, self.recipients((0.0, all)))
            }
        }
    }

    /// The height of the ending, which stays with the last lines before it.
    pub(super) fn ending_height(&self) -> f32 {
        let (columns, below) = self.ending_parts();
        let height = columns.iter().map(height).fold(0.0, f32::max) + height(&below);
        // On a page of its own where it is higher than one.
        if height < self.flow.whole() * 0.8 { height } else { 0.0 }
    }

    /// Signatures and recipients, on one page.
    pub(super) fn ending(&mut self) -> Result<(), ReportError> {
        self.ended = true;
        let (columns, below) = self.ending_parts();
        let high = columns.iter().map(height).fold(0.0, f32::max) + height(&below);
        self.flow.room(high)?;
        self.flow.y += self.columns(&columns);
        for paragraph in &below {
            self.flow.paragraph(paragraph, 0.0)?;
        }
        Ok(())
    }
}

/// Grey letters from corner to corner, as shapes: they are no words of the document.
pub(super) fn watermark<W: Write>(flow: &mut Flow<W>, words: &str) -> Result<Ref, ReportError> {
    let words = text::line(words);
    let (width, height) = page::size(flow.landscape);
    let (width, height) = (page::points(width), page::points(height));
    let long = flow.letters.fonts.width(Style::BOLD, &words, 100.0).max(1.0);
    let size = (width.min(height) * 0.85 / long * 100.0).min(150.0);
    let mut content = Content::new();
    let turn = std::f32::consts::FRAC_1_SQRT_2;
    content.transform([turn, turn, -turn, turn, width / 2.0, height / 2.0]).set_fill_gray(0.92);
    let begin = (-long * size / 200.0, -size * 0.33);
    letters::outlines(&mut content, &flow.letters.fonts, Style::BOLD, &words, size, begin);
    content.fill_nonzero();
    let id = flow.file.reserve();
    let bytes = content.finish();
    // Wide enough for pages upright and on their side.
    let longer = width.max(height);
    flow.file.chunk(id, |chunk| {
        chunk.form_xobject(id, &bytes).bbox(Rect::new(0.0, 0.0, longer, longer));
    })?;
    Ok(id)
}
