//! What a rule is, and what it answers.

use mobile_sync_protocol::{evidence::Answer, ids::Sha256, text::Text};
use serde::Serialize;
use serde_json::Value;

use super::super::{
    case::{Case, PhotoCase},
    check::{Check, Figures},
    photo::Reading,
    thresholds::Thresholds,
};

/// One rule of evidence.
#[derive(Debug)]
pub struct Rule {
    /// Its stable code.
    pub code: &'static str,
    /// Its version; raised when it answers otherwise to the same figures.
    pub version: u32,
    /// How much its reasons weigh beside those of other rules, 0 to 100.
    pub weight: u8,
    /// What people call it, in Vietnamese and in English.
    pub(super) title: Words,
    /// What it measures, and what speaks against taking it for more.
    pub(super) explanation: Words,
    /// Its own thresholds among all.
    pub(super) thresholds: fn(&Thresholds) -> Figures,
    /// What it is asked about.
    pub(super) ask: Ask,
}

/// Vietnamese and English.
pub(super) type Words = (&'static str, &'static str);

/// What a rule is asked about.
#[derive(Debug)]
pub(super) enum Ask {
    /// The record.
    Record(fn(&Case<'_>, &Thresholds) -> Verdict),
    /// Each photo of it, whether or not it could be read.
    Photo(fn(&Case<'_>, &PhotoCase<'_>, &Thresholds) -> Verdict),
    /// Each photo of it that could be read.
    Read(fn(&Case<'_>, &PhotoCase<'_>, &Reading, &Thresholds) -> Verdict),
}

impl Rule {
    /// What people call it.
    pub fn title(&self) -> Text {
        Text::new(self.title.0, self.title.1)
    }

    /// What it measures, and what speaks against taking it for more.
    pub fn explanation(&self) -> Text {
        Text::new(self.explanation.0, self.explanation.1)
    }

    /// Its thresholds, among all that hold.
    pub fn thresholds(&self, all: &Thresholds) -> Figures {
        (self.thresholds)(all)
    }

    /// What it says of a record.
    pub fn check(&self, case: &Case<'_>, all: &Thresholds) -> Vec<Check> {
        let photos = case.photos.iter();
        match self.ask {
            Ask::Record(ask) => vec![self.answered(None, ask(case, all), all)],
            Ask::Photo(ask) => {
                photos.map(|photo| self.answered(Some(photo.photo.sha256), ask(case, photo, all), all)).collect()
            }
            Ask::Read(ask) => photos
                .map(|photo| {
                    let verdict = match photo.reading {
                        Ok(reading) => ask(case, photo, reading, all),
                        Err(_) => Verdict::not_applicable("Không đọc được ảnh", "The photo could not be read"),
                    };
                    self.answered(Some(photo.photo.sha256), verdict, all)
                })
                .collect(),
        }
    }

    fn answered(&self, photo: Option<Sha256>, verdict: Verdict, all: &Thresholds) -> Check {
        Check {
            rule: self.code.to_owned(),
            version: self.version,
            photo,
            answer: verdict.answer,
            figures: verdict.figures,
            thresholds: self.thresholds(all),
            text: verdict.text,
        }
    }
}

/// A rule's answer with its figures and its sentence.
#[derive(Debug)]
pub(super) struct Verdict {
    answer: Answer,
    figures: Figures,
    text: Text,
}

impl Verdict {
    pub(super) fn new(answer: Answer, vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { answer, figures: Figures::new(), text: Text::new(vi, en) }
    }

    pub(super) fn pass(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(Answer::Pass, vi, en)
    }

    pub(super) fn not_applicable(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(Answer::NotApplicable, vi, en)
    }

    /// With a figure.
    pub(super) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.figures.insert(name.to_owned(), value.into());
        self
    }

    /// With a figure, where there is one.
    pub(super) fn with_some(self, name: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// With more words at the end of the sentence.
    pub(super) fn and(mut self, more: &Text) -> Self {
        self.text.vi.push_str(&more.vi);
        self.text.en.push_str(&more.en);
        self
    }
}

/// The answer to a figure that gets worse as it grows.
pub(super) fn above<T: PartialOrd + Copy>(figure: T, warn: T, fail: T) -> Answer {
    if figure > fail {
        Answer::Fail
    } else if figure > warn {
        Answer::Warn
    } else {
        Answer::Pass
    }
}

/// A rule's thresholds as figures.
pub(super) fn figures(thresholds: &impl Serialize) -> Figures {
    match serde_json::to_value(thresholds) {
        Ok(Value::Object(named)) => named.into_iter().collect(),
        _ => Figures::new(),
    }
}

/// For a rule that has no thresholds.
pub(super) fn none(_: &Thresholds) -> Figures {
    Figures::new()
}

/// A figure as it is told: to a decimal, which is finer than anything here is measured.
pub(super) fn tenth(figure: f64) -> f64 {
    (figure * 10.0).round() / 10.0
}
