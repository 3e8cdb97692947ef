//! What stands around the words of an evaluation when it becomes a document: who issues it, its number, place and date,
//! who signs, who receives it.

use mobile_sync_protocol::{
    problem::{Code, Violation},
    time::Date,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::form::fault;

/// Longest line, in characters.
const LINE_MAX: usize = 300;
/// Most recipients, and most lines of the issuer.
const LINES_MAX: usize = 40;

/// The head and the end of the document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The body above the one that issues it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superior: Option<String>,
    /// The body that issues it, line by line: `ỦY BAN NHÂN DÂN`, `HUYỆN VĂN QUAN`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub issuer: Vec<String>,
    /// Its number in the year, such as `58`; given when it is issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// What stands after the number: `BC-UBND`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// Where it is issued: `Văn Quan`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// When it was issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// Who signs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signatory: Option<Signatory>,
    /// Who receives it, a line each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recipients: Vec<String>,
}

/// Who signs a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Signatory {
    /// For whom: `TM. ỦY BAN NHÂN DÂN`, `KT. CHỦ TỊCH`; line by line.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authority: Vec<String>,
    /// As what: `PHÓ CHỦ TỊCH`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<String>,
    /// Their name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl Head {
    /// The same with no blanks around lines, and no line that is blank.
    #[must_use]
    pub fn trimmed(self) -> Self {
        let line = |line: Option<String>| line.map(|line| line.trim().to_owned()).filter(|line| !line.is_empty());
        let lines = |lines: Vec<String>| lines.into_iter().filter_map(|one| line(Some(one))).collect();
        let signatory = self.signatory.map(|one| Signatory {
            authority: lines(one.authority),
            post: line(one.post),
            name: line(one.name),
        });
        Self {
            superior: line(self.superior),
            issuer: lines(self.issuer),
            number: line(self.number),
            symbol: line(self.symbol),
            place: line(self.place),
            date: self.date,
            signatory: signatory.filter(|one| *one != Signatory::default()),
            recipients: lines(self.recipients),
        }
    }

    /// What cannot be right, below `path`.
    pub fn faults(&self, path: &str) -> Vec<Violation> {
        let mut faults = Vec::new();
        let signatory = self.signatory.as_ref();
        let named = |path: &str, line: Option<&String>| line.map(|line| (path.to_owned(), line.chars().count()));
        let single = [
            named("superior", self.superior.as_ref()),
            named("number", self.number.as_ref()),
            named("symbol", self.symbol.as_ref()),
            named("place", self.place.as_ref()),
            named("signatory/post", signatory.and_then(|one| one.post.as_ref())),
            named("signatory/name", signatory.and_then(|one| one.name.as_ref())),
        ];
        let rows = [
            ("issuer", self.issuer.as_slice()),
            ("recipients", self.recipients.as_slice()),
            ("signatory/authority", signatory.map(|one| one.authority.as_slice()).unwrap_or_default()),
        ];
        let listed = rows.iter().flat_map(|(name, lines)| {
            lines.iter().enumerate().map(move |(at, line)| (format!("{name}/{at}"), line.chars().count()))
        });
        for (name, length) in single.into_iter().flatten().chain(listed) {
            if length > LINE_MAX {
                let path = format!("{path}/{name}");
                faults.push(fault(Code::EvaluationField, path, "Quá 300 ký tự", "More than 300 characters"));
            }
        }
        for (name, lines) in rows {
            if lines.len() > LINES_MAX {
                let path = format!("{path}/{name}");
                faults.push(fault(Code::EvaluationField, path, "Quá 40 dòng", "More than 40 lines"));
            }
        }
        faults
    }

    /// What a document that was issued has and this one lacks, below `path`.
    pub fn missing(&self, path: &str) -> Vec<Violation> {
        let name = self.signatory.as_ref().and_then(|one| one.name.as_ref());
        let needed = [
            ("number", self.number.is_none(), "Cần số văn bản", "Give the document's number"),
            ("date", self.date.is_none(), "Cần ngày ban hành", "Give the day on which it was issued"),
            ("signatory/name", name.is_none(), "Cần họ tên người ký", "Say who signed"),
        ];
        let faults = needed.into_iter().filter(|(_, missing, ..)| *missing);
        faults.map(|(name, _, vi, en)| fault(Code::EvaluationField, format!("{path}/{name}"), vi, en)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_nothing_and_what_is_too_long_is_named() {
        let line = |text: &str| Some(text.to_owned());
        let head = Head {
            superior: line("  "),
            issuer: vec![" ỦY BAN NHÂN DÂN ".to_owned(), String::new()],
            signatory: Some(Signatory { authority: vec![" ".to_owned()], post: None, name: line("") }),
            ..Head::default()
        };
        let trimmed = head.trimmed();
        assert_eq!(trimmed, Head { issuer: vec!["ỦY BAN NHÂN DÂN".to_owned()], ..Head::default() });
        let paths = |faults: Vec<Violation>| faults.into_iter().map(|fault| fault.path).collect::<Vec<_>>();
        assert_eq!(paths(trimmed.missing("/head")), ["/head/number", "/head/date", "/head/signatory/name"]);
        let long = Head { place: line(&"a".repeat(301)), recipients: vec![String::new(); 41], ..Head::default() };
        assert_eq!(paths(long.faults("/head")), ["/head/place", "/head/recipients"]);
        assert_eq!(trimmed.faults("/head"), []);
    }
}
