//! What can be wrong with a form.

use mobile_sync_protocol::text::Text;

use crate::openrosa::tree::NotXml;

/// Something wrong with a form. `what` is the place that says it, such as `relevant of /data/a`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// It is no XML.
    #[error("the form cannot be read: {0}")]
    NotXml(NotXml),
    /// It is XML and no form.
    #[error("this is no form: a model with an instance, or the body, is missing")]
    NoForm,
    /// A path that leads to no node.
    #[error("{what}: {path} leads nowhere")]
    DeadPath {
        /// The place.
        what: String,
        /// The path, or the list and column that are not there.
        path: String,
    },
    /// An expression that is none.
    #[error("{what}: {text:?} is no expression")]
    NotXPath {
        /// The place.
        what: String,
        /// What stands there.
        text: String,
    },
    /// A question that is about no node.
    #[error("<{0}> names no node")]
    NoReference(String),
    /// A node with two bindings.
    #[error("{0} is bound twice")]
    BoundTwice(String),
    /// A sentence that a language does not have.
    #[error("the sentence {id} is missing in {language:?}")]
    Unsaid {
        /// The language.
        language: String,
        /// The sentence.
        id: String,
    },
    /// A sentence that a language has twice.
    #[error("the sentence {id} stands twice in {language:?}")]
    SaidTwice {
        /// The language.
        language: String,
        /// The sentence.
        id: String,
    },
    /// A node that waits for itself.
    #[error("{0} waits for itself")]
    Circle(String),
}

impl Flaw {
    /// The same in both languages.
    pub fn text(&self) -> Text {
        let vi = match self {
            Self::NotXml(why) => format!("không đọc được biểu mẫu: {}", why.text().vi),
            Self::NoForm => "không phải biểu mẫu: thiếu model hoặc body".to_owned(),
            Self::DeadPath { what, path } => format!("{what}: {path} không dẫn đến đâu"),
            Self::NotXPath { what, text } => format!("{what}: {text:?} không phải biểu thức"),
            Self::NoReference(tag) => format!("<{tag}> không nêu mục nào"),
            Self::BoundTwice(node) => format!("{node} được khai báo hai lần"),
            Self::Unsaid { language, id } => format!("thiếu câu {id} ở ngôn ngữ {language:?}"),
            Self::SaidTwice { language, id } => format!("câu {id} có hai lần ở ngôn ngữ {language:?}"),
            Self::Circle(node) => format!("{node} chờ chính nó"),
        };
        Text::new(vi, self.to_string())
    }
}
