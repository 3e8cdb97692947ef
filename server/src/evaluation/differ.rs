//! What differs between two levels: words of the level below against one's own, findings that were taken, dropped and
//! added, and figures.

use std::collections::{BTreeMap, BTreeSet};

use mobile_sync_protocol::{ids::FindingId, text::Text};
use serde::Serialize;
use utoipa::ToSchema;

use super::figures::{Figure, FigureKey};

/// Most steps of one comparison: the product of two lengths in words. Beyond it whole paragraphs are compared, so that
/// two long texts that have nothing in common cost no more than they can tell.
const STEPS_MAX: usize = 4_000_000;

/// What happened to a piece of text between two versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PieceKind {
    /// It stands in both.
    Same,
    /// Only in the first.
    Removed,
    /// Only in the second.
    Added,
}

/// A piece of text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Piece {
    /// What happened to it.
    pub kind: PieceKind,
    /// The text, blanks and line ends with it.
    pub text: String,
}

/// What differs between two texts, word by word. Joining what is same and removed gives `before` back, and what is same
/// and added gives `after`.
pub fn words(before: &str, after: &str) -> Vec<Piece> {
    let (left, right) = (tokens(before), tokens(after));
    let mut pieces = Pieces::default();
    if left.len().saturating_mul(right.len()) <= STEPS_MAX {
        pieces.align(&left, &right);
        return pieces.0;
    }
    let (left, right): (Vec<&str>, Vec<&str>) =
        (before.split_inclusive('\n').collect(), after.split_inclusive('\n').collect());
    if left.len().saturating_mul(right.len()) <= STEPS_MAX {
        pieces.align(&left, &right);
    } else {
        pieces.push(PieceKind::Removed, before);
        pieces.push(PieceKind::Added, after);
    }
    pieces.0
}

/// Words, each with the blanks after it.
fn tokens(text: &str) -> Vec<&str> {
    text.split_inclusive(char::is_whitespace).collect()
}

#[derive(Default)]
struct Pieces(Vec<Piece>);

impl Pieces {
    fn push(&mut self, kind: PieceKind, text: &str) {
        if text.is_empty() {
            return;
        }
        match self.0.last_mut() {
            Some(last) if last.kind == kind => last.text.push_str(text),
            _ => self.0.push(Piece { kind, text: text.to_owned() }),
        }
    }

    /// Walks along a longest common subsequence of two rows of words.
    #[expect(clippy::indexing_slicing, reason = "every place is below the length that its loop runs to")]
    fn align(&mut self, left: &[&str], right: &[&str]) {
        let same = |(one, other): &(&&str, &&str)| one == other;
        let front = left.iter().zip(right).take_while(same).count();
        let back = left[front..].iter().rev().zip(right[front..].iter().rev()).take_while(same).count();
        for word in &left[..front] {
            self.push(PieceKind::Same, word);
        }
        let (one, other) = (&left[front..left.len() - back], &right[front..right.len() - back]);
        let width = other.len() + 1;
        // lengths[at * width + to]: the longest that one[at..] and other[to..] have in common.
        let mut lengths = vec![0_u32; (one.len() + 1) * width];
        for at in (0..one.len()).rev() {
            for to in (0..other.len()).rev() {
                lengths[at * width + to] = if one[at] == other[to] {
                    lengths[(at + 1) * width + to + 1] + 1
                } else {
                    lengths[(at + 1) * width + to].max(lengths[at * width + to + 1])
                };
            }
        }
        let (mut at, mut to) = (0, 0);
        while at < one.len() || to < other.len() {
            if at < one.len() && to < other.len() && one[at] == other[to] {
                self.push(PieceKind::Same, one[at]);
                (at, to) = (at + 1, to + 1);
            } else if at < one.len()
                && (to == other.len() || lengths[(at + 1) * width + to] >= lengths[at * width + to + 1])
            {
                self.push(PieceKind::Removed, one[at]);
                at += 1;
            } else {
                self.push(PieceKind::Added, other[to]);
                to += 1;
            }
        }
        for word in &left[left.len() - back..] {
            self.push(PieceKind::Same, word);
        }
    }
}

/// What became of findings on the way to the level above.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FindingsBetween {
    /// In both.
    pub taken: BTreeSet<FindingId>,
    /// Below, and not above.
    pub dropped: BTreeSet<FindingId>,
    /// Above, and not below.
    pub added: BTreeSet<FindingId>,
}

/// Holds the findings of the level below against one's own.
pub fn findings(below: &BTreeSet<FindingId>, own: &BTreeSet<FindingId>) -> FindingsBetween {
    FindingsBetween {
        taken: below.intersection(own).copied().collect(),
        dropped: below.difference(own).copied().collect(),
        added: own.difference(below).copied().collect(),
    }
}

/// A number that the levels do not agree about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FigureDifference {
    /// The figure.
    pub figure: FigureKey,
    /// What it is called.
    pub title: Text,
    /// The row.
    pub row: String,
    /// What it is about.
    pub row_title: Text,
    /// The column.
    pub column: String,
    /// One's own number.
    pub own: i64,
    /// The sum of the level below.
    pub below: i64,
}

/// Where the sums of the level below differ from one's own numbers. Rows that stand on one side alone count as 0 on the
/// other.
pub fn figures(own: &[Figure], below: &[Vec<Figure>]) -> Vec<FigureDifference> {
    let mut differences = Vec::new();
    for figure in own {
        let mut rows: BTreeMap<(&str, &str), (&Text, i64, i64)> = BTreeMap::new();
        let mut order: Vec<(&str, &str)> = Vec::new();
        let of_below = below.iter().flatten().filter(|other| other.key == figure.key).map(|other| (false, other));
        for (is_own, figure) in std::iter::once((true, figure)).chain(of_below) {
            for row in &figure.rows {
                for (column, amount) in &row.cells {
                    let key = (row.key.as_str(), column.as_str());
                    let known = rows.entry(key).or_insert_with(|| {
                        order.push(key);
                        (&row.title, 0, 0)
                    });
                    if is_own { known.1 += amount.value } else { known.2 += amount.value }
                }
            }
        }
        for (row, column) in order {
            let Some((title, own, below)) = rows.get(&(row, column)) else { continue };
            if own != below {
                differences.push(FigureDifference {
                    figure: figure.key,
                    title: figure.title.clone(),
                    row: row.to_owned(),
                    row_title: (*title).clone(),
                    column: column.to_owned(),
                    own: *own,
                    below: *below,
                });
            }
        }
    }
    differences
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::evaluation::figures::{Amount, FigureRow};

    fn shown(pieces: &[Piece]) -> String {
        let one = |piece: &Piece| match piece.kind {
            PieceKind::Same => piece.text.clone(),
            PieceKind::Removed => format!("[-{}-]", piece.text),
            PieceKind::Added => format!("[+{}+]", piece.text),
        };
        pieces.iter().map(one).collect()
    }

    #[test]
    fn words_that_stay_are_found_between_those_that_change() {
        let pieces = words("Có ba công trình chậm tiến độ.", "Có hai công trình chậm tiến độ.");
        assert_eq!(shown(&pieces), "Có [-ba -][+hai +]công trình chậm tiến độ.");
        assert_eq!(shown(&words("", "Mới")), "[+Mới+]");
        assert_eq!(shown(&words("Cũ\nGiữ", "Giữ")), "[-Cũ\n-]Giữ");
        assert_eq!(words("", ""), []);
    }

    #[test]
    fn long_texts_are_compared_by_paragraph_and_endless_ones_not_at_all() {
        let long = |word: &str| [word, " "].concat().repeat(3_000);
        let (before, after) = (format!("{}\nGiữ\n", long("a")), format!("{}\nGiữ\n", long("b")));
        let kinds: Vec<PieceKind> = words(&before, &after).iter().map(|piece| piece.kind).collect();
        assert_eq!(kinds, [PieceKind::Removed, PieceKind::Added, PieceKind::Same]);
        let lines = |word: &str| [word, "\n"].concat().repeat(3_000);
        let kinds: Vec<PieceKind> = words(&lines("a"), &lines("b")).iter().map(|piece| piece.kind).collect();
        assert_eq!(kinds, [PieceKind::Removed, PieceKind::Added]);
    }

    proptest! {
        #[test]
        fn both_texts_can_be_put_together_again(before in "[ab \n]{0,40}", after in "[ab \n]{0,40}") {
            let pieces = words(&before, &after);
            let without = |kind: PieceKind| {
                pieces.iter().filter(|piece| piece.kind != kind).map(|piece| piece.text.as_str()).collect::<String>()
            };
            prop_assert_eq!(without(PieceKind::Added), before);
            prop_assert_eq!(without(PieceKind::Removed), after);
        }
    }

    #[test]
    fn findings_are_taken_dropped_or_added() {
        let ids = |numbers: &[u128]| {
            numbers.iter().map(|number| FindingId(Uuid::from_u128(*number))).collect::<BTreeSet<_>>()
        };
        let between = findings(&ids(&[1, 2]), &ids(&[2, 3]));
        assert_eq!((between.taken, between.dropped, between.added), (ids(&[2]), ids(&[1]), ids(&[3])));
    }

    #[test]
    fn numbers_are_held_against_the_sum_below() {
        let figure = |rows: &[(&str, i64)]| Figure {
            key: FigureKey::Measures,
            title: Text::new("Kiến nghị", ""),
            how: Text::default(),
            unit: Text::default(),
            columns: Vec::new(),
            rows: rows
                .iter()
                .map(|(key, value)| FigureRow {
                    key: (*key).to_owned(),
                    title: Text::new(*key, ""),
                    group: None,
                    cells: BTreeMap::from([("asked".to_owned(), Amount { value: *value, of: None, query: None })]),
                })
                .collect(),
            total: None,
        };
        let below = [vec![figure(&[("a", 1), ("c", 1)])], vec![figure(&[("a", 1)])]];
        let found = figures(&[figure(&[("a", 2), ("b", 3)])], &below);
        let told: Vec<(&str, i64, i64)> = found.iter().map(|one| (one.row.as_str(), one.own, one.below)).collect();
        assert_eq!(told, [("b", 3, 0), ("c", 0, 1)]);
    }
}
