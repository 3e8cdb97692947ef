//! An evaluation as the document that is signed: its sections with words, figures and fields, its tables as appendices,
//! and behind them each attached finding as it stood, with its evidence.

mod fields;
mod figures;
mod findings;

use mobile_sync_protocol::{ids::EvaluationId, time::OffsetTime};

use self::figures::Part;
pub(in crate::exports) use self::figures::rows;
use super::{
    Gathered,
    parts::{heading, paragraph},
};
use crate::{
    app::App,
    desk::evaluations::{self, AttachmentLine, EvaluationView},
    evaluation::{figures::Figures, form::FormSection, state::EvaluationState, table::RowName},
    exports::{
        MakeError,
        registers::{Context, OFFSET_S},
    },
    reports::{
        document::{Block, Document, Letterhead, Run, Signature, Signatures, Title},
        vietnamese::{long_date, moment},
    },
    store::{Evaluation, WrittenSection},
};

/// An evaluation with what it counts, as the caller may read it.
pub(in crate::exports) struct Whole {
    /// The evaluation.
    pub view: EvaluationView,
    /// What it counts: as frozen, or as things stand now.
    pub figures: Figures,
    /// Its communes, in the order of their codes.
    pub communes: Vec<RowName>,
}

/// Reads an evaluation.
pub(in crate::exports) async fn read(app: &App, context: &Context, id: EvaluationId) -> Result<Whole, MakeError> {
    let view = evaluations::find(app, id, &context.caller).await?;
    let (figures, _) = evaluations::figures(app, id, &context.caller).await?;
    let body = evaluations::body_of(app, id, &context.caller).await?;
    let units = body.communes.iter().filter_map(|unit| context.registry.units.get(*unit));
    // Those that there were in its days: a code, or a name, may be another commune's before or afterwards.
    let units = units.filter(|unit| {
        unit.valid_from.is_none_or(|from| from <= body.to) && unit.valid_to.is_none_or(|to| body.from <= to)
    });
    let mut communes: Vec<RowName> = units
        .map(|unit| RowName {
            key: unit.id.to_string(),
            code: unit.code.clone(),
            title: context.unit_name(unit.id).unwrap_or_default(),
        })
        .collect();
    communes.sort_by(|one, other| one.code.cmp(&other.code));
    Ok(Whole { view, figures, communes })
}

impl Whole {
    fn evaluation(&self) -> &Evaluation {
        &self.view.line.evaluation
    }

    /// What is written in a section.
    pub fn written(&self, section: &FormSection) -> Option<&WrittenSection> {
        self.view.sections.iter().map(|(written, _)| written).find(|written| written.key == section.key)
    }

    /// What is attached to a section, in order.
    pub fn attached<'a>(&'a self, section: &'a FormSection) -> impl Iterator<Item = &'a AttachmentLine> {
        self.view.attachments.iter().filter(|line| line.attachment.section == section.key)
    }

    /// The document's type with its number, as appendices name it.
    fn named(&self) -> String {
        let (form, head) = (&self.view.line.form, &self.evaluation().head);
        let number = head.number.as_deref().unwrap_or("......");
        let symbol = head.symbol.as_deref().unwrap_or_default();
        let day = head.date.map(|day| format!(" {}", long_date(day))).unwrap_or_default();
        format!("(Kèm theo {} số {number}/{symbol}{day})", capitalised(&form.document.kind))
    }
}

/// `BÁO CÁO` as it stands in a sentence: `Báo cáo`.
fn capitalised(kind: &str) -> String {
    let mut letters = kind.chars();
    let rest = |letters: std::str::Chars<'_>| letters.flat_map(char::to_lowercase).collect::<String>();
    letters.next().map(|first| first.to_string() + &rest(letters)).unwrap_or_default()
}

/// How photos stand in a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::exports) enum Shown {
    /// As pictures; those of households only where they are opened.
    Printed,
    /// By the names that their files have in a bundle.
    Named,
}

/// Collects an evaluation.
pub(in crate::exports) fn evaluation(context: &Context, whole: &Whole, shown: Shown) -> Gathered {
    let mut blocks = Vec::new();
    let form = &whole.view.line.form;
    for section in &form.sections {
        one(whole, section, &mut blocks);
    }
    for table in &form.tables {
        blocks.push(Block::Appendix {
            title: format!("{}. {}", table.number, table.title.vi),
            of: whole.named(),
            landscape: table.columns.len() > 5,
        });
        blocks.push(figures::table(whole, table));
    }
    for figure in whole.figures.figures.iter().filter(|figure| figures::is_long(figure)) {
        blocks.push(Block::Appendix { title: figure.title.vi.clone(), of: whole.named(), landscape: false });
        blocks.extend(figures::figure(figure, &whole.figures, Part::Whole));
    }
    let attached = whole.view.attachments.len();
    if attached > 0 {
        let title = "Phát hiện và minh chứng kèm theo".to_owned();
        blocks.push(Block::Appendix { title, of: whole.named(), landscape: false });
        blocks.push(paragraph(
            "Mỗi phát hiện được ghi đúng như khi đưa vào báo cáo; thay đổi sau đó không làm thay đổi phụ lục này.",
        ));
        for section in &form.sections {
            for line in whole.attached(section) {
                findings::evidence(context, line, shown, &mut blocks);
            }
        }
    }
    blocks.extend(vouched(whole.evaluation()));
    Gathered { document: document(whole), blocks, things: i64::try_from(attached).unwrap_or(0) }
}

/// What vouches for a signed evaluation.
fn vouched(evaluation: &Evaluation) -> Option<Block> {
    let (digest, (at, _)) = (evaluation.digest?, evaluation.signed?);
    let when = moment(OffsetTime { at, offset_seconds: OFFSET_S });
    Some(Block::Paragraph(vec![Run::italic(format!(
        "Nội dung báo cáo được chốt trên hệ thống lúc {when}, mã đối chiếu SHA-256: {digest}."
    ))]))
}

/// What stands around the words.
fn document(whole: &Whole) -> Document {
    let evaluation = whole.evaluation();
    let head = evaluation.head.clone();
    let signatory = head.signatory.unwrap_or_default();
    let mut post = signatory.authority;
    post.extend(signatory.post);
    Document {
        letterhead: Letterhead {
            superior: head.superior,
            issuer: head.issuer,
            number: head.number,
            symbol: head.symbol.unwrap_or_default(),
            place: head.place.unwrap_or_default(),
            date: head.date,
        },
        title: Title {
            kind: whole.view.line.form.document.kind.clone(),
            subject: evaluation.title.clone(),
            addressees: Vec::new(),
        },
        recipients: head.recipients,
        signatures: Signatures::One(Signature { post, note: None, name: signatory.name }),
        landscape: false,
        watermark: (evaluation.state == EvaluationState::Draft).then(|| "DỰ THẢO".to_owned()),
    }
}

/// One section: words, fields, figures, findings.
fn one(whole: &Whole, section: &FormSection, blocks: &mut Vec<Block>) {
    blocks.push(heading(1, section.title.vi.as_str()));
    let written = whole.written(section);
    let words = written.map(|written| written.words.trim()).unwrap_or_default();
    if words.is_empty() {
        blocks.push(Block::ToFill { label: format!("Nội dung mục này: {}", section.guidance.vi) });
    } else {
        blocks.extend(prose(words));
    }
    blocks.extend(fields::blocks(whole, section, written));
    for key in &section.figures {
        if let Some(figure) = whole.figures.figures.iter().find(|figure| figure.key == *key) {
            let part = if figures::is_long(figure) { Part::Notable } else { Part::Whole };
            blocks.extend(figures::figure(figure, &whole.figures, part));
        }
    }
    let attached: Vec<&AttachmentLine> = whole.attached(section).collect();
    if !attached.is_empty() {
        blocks.push(findings::summary(&attached));
    }
}

/// Words as somebody typed them: a paragraph a line, lines that begin with a hyphen as a list.
fn prose(words: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for line in words.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let bullet = line.strip_prefix("- ").or_else(|| line.strip_prefix("• "));
        match (bullet, blocks.last_mut()) {
            (Some(item), Some(Block::Bullets(items))) => items.push(vec![Run::plain(item)]),
            (Some(item), _) => blocks.push(Block::Bullets(vec![vec![Run::plain(item)]])),
            (None, _) => blocks.push(paragraph(line)),
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_paragraphs_and_lists() {
        let blocks = prose("Một đoạn.\n\n- thứ nhất\n- thứ hai\r\nĐoạn sau - có gạch.\n• riêng");
        let bullets = |items: &[&str]| Block::Bullets(items.iter().map(|item| vec![Run::plain(*item)]).collect());
        assert_eq!(
            blocks,
            [
                paragraph("Một đoạn."),
                bullets(&["thứ nhất", "thứ hai"]),
                paragraph("Đoạn sau - có gạch."),
                bullets(&["riêng"])
            ]
        );
        assert_eq!(prose(" \n "), []);
    }

    #[test]
    fn a_type_of_document_inside_a_sentence_is_small() {
        assert_eq!(capitalised("BÁO CÁO"), "Báo cáo");
        assert_eq!(capitalised(""), "");
    }
}
