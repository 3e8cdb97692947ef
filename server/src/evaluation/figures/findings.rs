//! Figures about findings. Those that were withdrawn were mistakes, and count nowhere.

use std::collections::BTreeMap;

use mobile_sync_protocol::text::Text;

use super::{
    Amount, Amounts, Asked, Figure, FigureColumn, FigureKey, FigureRow, FindingTally, Names, Tallies, cells, columns,
    row,
};
use crate::review::finding::{Category, Level, State};

/// Findings in numbers.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    raised: i64,
    open: i64,
    answered: i64,
    resolved: i64,
    reopened: i64,
    overdue: i64,
    resolved_with_day: i64,
    in_time: i64,
}

impl Sum {
    fn add(&mut self, tally: &FindingTally, asked: &Asked) {
        let findings = tally.findings;
        self.raised += findings;
        match tally.state {
            State::Open => self.open += findings,
            State::Answered => self.answered += findings,
            State::Resolved => self.resolved += findings,
            State::Reopened => self.reopened += findings,
            State::Withdrawn => {}
        }
        if tally.state.is_overdue(tally.due_on, asked.today) {
            self.overdue += findings;
        }
        if let (State::Resolved, Some(due), Some(resolved)) = (tally.state, tally.due_on, tally.resolved_on) {
            self.resolved_with_day += findings;
            self.in_time += if resolved <= due { findings } else { 0 };
        }
    }

    fn of<'a>(tallies: impl Iterator<Item = &'a FindingTally>, asked: &Asked) -> Self {
        let mut sum = Self::default();
        tallies.for_each(|tally| sum.add(tally, asked));
        sum
    }

    /// The cells of a row; `query` asks for what is behind, narrowed by more parameters.
    fn cells(&self, query: impl Fn(&str) -> String) -> Amounts {
        cells([
            ("raised", Amount::new(self.raised, query(""))),
            ("open", Amount::of(self.open, self.raised, query("&state=open"))),
            ("answered", Amount::of(self.answered, self.raised, query("&state=answered"))),
            ("resolved", Amount::of(self.resolved, self.raised, query("&state=resolved"))),
            ("reopened", Amount::of(self.reopened, self.raised, query("&state=reopened"))),
            ("overdue", Amount::of(self.overdue, self.raised, query("&overdue=true"))),
        ])
    }
}

/// Each tally of the days themselves.
fn raised(tallies: &Tallies) -> impl Iterator<Item = &FindingTally> {
    tallies.findings.iter().filter(|tally| !tally.earlier)
}

fn by_state() -> Vec<FigureColumn> {
    columns(&[
        ("raised", "Đã nêu", "Raised"),
        ("open", "Chưa trả lời", "Not answered"),
        ("answered", "Đã trả lời, chờ kết luận", "Answered"),
        ("resolved", "Đã khắc phục", "Put right"),
        ("reopened", "Yêu cầu khắc phục tiếp", "To be put right again"),
        ("overdue", "Quá hạn", "Overdue"),
    ])
}

fn table(key: FigureKey, rows: Vec<FigureRow>, tallies: &Tallies, asked: &Asked) -> Figure {
    let how = Text::new(
        "Đếm phát hiện nêu trong kỳ, không tính phát hiện đã rút, theo trạng thái tại ngày tính số liệu.",
        "Findings raised within the days and not withdrawn, by where they stand on the day of counting.",
    );
    let total = Sum::of(raised(tallies), asked).cells(|more| asked.raised(more));
    let table = key.table(how, Text::new("phát hiện", "findings"), by_state(), rows);
    Figure { total: Some(total), ..table }
}

pub(super) fn by_category(tallies: &Tallies, asked: &Asked) -> Figure {
    let rows = Category::ALL.iter().filter_map(|category| {
        let sum = Sum::of(raised(tallies).filter(|tally| tally.category == *category), asked);
        let word = category.as_str();
        let cells = sum.cells(|more| asked.raised(&format!("&category={word}{more}")));
        (sum.raised > 0).then(|| row(word, Text::new(category.vietnamese(), word), cells))
    });
    table(FigureKey::FindingsByCategory, rows.collect(), tallies, asked)
}

pub(super) fn by_level(tallies: &Tallies, asked: &Asked) -> Figure {
    let rows = Level::ALL.iter().map(|level| {
        let sum = Sum::of(raised(tallies).filter(|tally| tally.level == *level), asked);
        let word = level.as_str();
        let cells = sum.cells(|more| asked.raised(&format!("&level={word}{more}")));
        let shown = word.to_uppercase();
        let english = ["a reminder", "a shortcoming", "a sign of wrongdoing"];
        let english = Level::ALL.iter().position(|known| known == level).and_then(|at| english.get(at));
        let title = Text::new(
            format!("{shown}: {}", level.vietnamese()),
            format!("{shown}: {}", english.copied().unwrap_or_default()),
        );
        row(word, title, cells)
    });
    table(FigureKey::FindingsByLevel, rows.collect(), tallies, asked)
}

pub(super) fn by_sub_project(tallies: &Tallies, names: &Names, asked: &Asked) -> Figure {
    let rows = names.sub_projects.iter().filter_map(|(node, code, title)| {
        let sum = Sum::of(raised(tallies).filter(|tally| tally.sub_project == *node), asked);
        let cells = sum.cells(|more| asked.raised(&format!("&sub_project={node}{more}")));
        (sum.raised > 0).then(|| row(code.as_str(), title.clone(), cells))
    });
    table(FigureKey::FindingsBySubProject, rows.collect(), tallies, asked)
}

pub(super) fn by_commune(tallies: &Tallies, names: &Names, asked: &Asked) -> Figure {
    let rows = names.communes.iter().filter_map(|(commune, name)| {
        let sum = Sum::of(raised(tallies).filter(|tally| tally.commune == *commune), asked);
        let cells = sum.cells(|more| asked.raised(&format!("&commune={commune}{more}")));
        (sum.raised > 0).then(|| row(commune.to_string(), Text::new(name, ""), cells))
    });
    table(FigureKey::FindingsByCommune, rows.collect(), tallies, asked)
}

pub(super) fn carried_over(tallies: &Tallies, asked: &Asked) -> Figure {
    let mut years: BTreeMap<i64, Sum> = BTreeMap::new();
    let earlier = || tallies.findings.iter().filter(|tally| tally.earlier);
    for tally in earlier() {
        years.entry(tally.year).or_default().add(tally, asked);
    }
    let rows = years.into_iter().map(|(year, sum)| {
        let cells = sum.cells(|more| asked.carried(&format!("&year={year}{more}")));
        row(year.to_string(), Text::new(format!("Năm {year}"), year.to_string()), cells)
    });
    let how = Text::new(
        "Đếm phát hiện nêu trước kỳ mà đến đầu kỳ chưa khắc phục xong, không tính phát hiện đã rút, theo trạng thái tại ngày \
         tính số liệu.",
        "Findings raised before the days that were not put right when they began and not withdrawn since, by where they \
         stand on the day of counting.",
    );
    let total = Sum::of(earlier(), asked).cells(|more| asked.carried(more));
    let unit = Text::new("phát hiện", "findings");
    let mut columns = by_state();
    if let Some(first) = columns.first_mut() {
        first.title = Text::new("Chuyển sang", "Carried over");
    }
    Figure { total: Some(total), ..FigureKey::CarriedOver.table(how, unit, columns, rows.collect()) }
}

pub(super) fn measures(tallies: &Tallies, asked: &Asked) -> Figure {
    let measured = |earlier: bool, key: &str, title: Text| {
        let sum = Sum::of(tallies.findings.iter().filter(|tally| tally.earlier == earlier), asked);
        let query = |more: &str| if earlier { asked.carried(more) } else { asked.raised(more) };
        let cells = cells([
            ("asked", Amount::new(sum.raised, query(""))),
            ("resolved", Amount::of(sum.resolved, sum.raised, query("&state=resolved"))),
            ("in_time", Amount::of(sum.in_time, sum.resolved_with_day, query("&in_time=true"))),
            ("answered", Amount::of(sum.answered, sum.raised, query("&state=answered"))),
            ("to_do", Amount::of(sum.open + sum.reopened, sum.raised, query("&to_do=true"))),
            ("overdue", Amount::of(sum.overdue, sum.raised, query("&overdue=true"))),
        ]);
        row(key, title, cells)
    };
    let rows = vec![
        measured(false, "raised", Text::new("Nêu trong kỳ", "Raised within the days")),
        measured(true, "carried_over", Text::new("Từ kỳ trước chuyển sang", "Carried over")),
    ];
    let how = Text::new(
        "Mỗi phát hiện là một việc phải khắc phục. Đúng hạn: ngày kết luận đã khắc phục không sau thời hạn, trong số phát hiện \
         đã khắc phục có thời hạn.",
        "Each finding is one thing to put right. In time: it was found to be put right no later than its day, among those \
         put right that had one.",
    );
    let columns = columns(&[
        ("asked", "Phải khắc phục", "To be put right"),
        ("resolved", "Đã khắc phục", "Put right"),
        ("in_time", "Khắc phục đúng hạn", "In time"),
        ("answered", "Đã trả lời, chờ kết luận", "Answered"),
        ("to_do", "Chưa khắc phục", "Not yet"),
        ("overdue", "Quá hạn", "Overdue"),
    ]);
    FigureKey::Measures.table(how, Text::new("phát hiện", "findings"), columns, rows)
}
