//! Figures about subjects, records, their evidence, and visits.

use mobile_sync_protocol::{evidence::Answer, text::Text};

use super::{Amount, Amounts, Asked, Figure, FigureKey, FigureRow, Names, SubjectTally, Tallies, cells, columns, row};

impl SubjectTally {
    fn add(&mut self, other: &Self) {
        self.listed += other.listed;
        self.planned += other.planned;
        self.inspected += other.inspected;
        self.beyond += other.beyond;
    }

    /// The cells of a row whose place `parameters` say.
    fn cells(&self, asked: &Asked, list: &str, parameters: &str) -> Amounts {
        let subjects = |rest: &str| asked.query("subjects", &format!("{list}{rest}"));
        cells([
            ("listed", Amount::new(self.listed, subjects("&listed=true"))),
            ("planned", Amount::new(self.planned, subjects("&planned=true"))),
            (
                "inspected",
                Amount::of(self.inspected, self.planned, asked.records(&format!("&planned=true{parameters}"))),
            ),
            ("beyond", Amount::new(self.beyond, asked.records(&format!("&planned=false{parameters}")))),
        ])
    }
}

fn inspected(key: FigureKey, rows: Vec<FigureRow>, total: &SubjectTally, asked: &Asked) -> Figure {
    let how = Text::new(
        "Kế hoạch: đối tượng thuộc các đợt kiểm tra bắt đầu trong kỳ. Đã kiểm tra: đối tượng có ít nhất một phiếu đã nhận đủ \
         ảnh, ghi trong kỳ; mỗi đối tượng tính một lần, danh sách kèm theo nêu từng phiếu.",
        "Planned: subjects of visits that begin within the days. Inspected: subjects with at least one whole record \
         captured within the days; each subject counts once, the list shows each record.",
    );
    let columns = columns(&[
        ("listed", "Trong danh mục", "Listed"),
        ("planned", "Kế hoạch kiểm tra", "Planned"),
        ("inspected", "Đã kiểm tra theo kế hoạch", "Inspected as planned"),
        ("beyond", "Kiểm tra ngoài kế hoạch", "Inspected beyond the plan"),
    ]);
    let table = key.table(how, Text::new("đối tượng", "subjects"), columns, rows);
    Figure { total: Some(total.cells(asked, "", "")), ..table }
}

pub(super) fn by_sub_project(tallies: &Tallies, names: &Names, asked: &Asked) -> Figure {
    let (mut rows, mut total) = (Vec::new(), SubjectTally::default());
    for (node, code, title) in &names.sub_projects {
        let mut sum = SubjectTally::default();
        for (_, tally) in tallies.subjects.iter().filter(|((_, of), _)| of == node) {
            sum.add(tally);
        }
        if sum != SubjectTally::default() {
            total.add(&sum);
            let (list, place) = (format!("&sub_project={node}"), format!("&subject_sub_project={node}"));
            rows.push(row(code.as_str(), title.clone(), sum.cells(asked, &list, &place)));
        }
    }
    inspected(FigureKey::InspectedBySubProject, rows, &total, asked)
}

pub(super) fn by_commune(tallies: &Tallies, names: &Names, asked: &Asked) -> Figure {
    let (mut rows, mut total) = (Vec::new(), SubjectTally::default());
    for (commune, name) in &names.communes {
        let mut sum = SubjectTally::default();
        for (_, tally) in tallies.subjects.iter().filter(|((of, _), _)| of == commune) {
            sum.add(tally);
        }
        if sum != SubjectTally::default() {
            total.add(&sum);
            let (list, place) = (format!("&commune={commune}"), format!("&subject_commune={commune}"));
            rows.push(row(commune.to_string(), Text::new(name, ""), sum.cells(asked, &list, &place)));
        }
    }
    inspected(FigureKey::InspectedByCommune, rows, &total, asked)
}

pub(super) fn by_item(tallies: &Tallies, asked: &Asked) -> Figure {
    let rows = tallies.items.iter().filter(|item| item.passed + item.failed > 0).map(|item| {
        let judged = item.passed + item.failed;
        let query = |outcome: &str| {
            asked.records(&format!("&checklist={}&item={}&outcome={outcome}", item.checklist, item.item))
        };
        let cells = cells([
            ("judged", Amount::new(judged, query("judged"))),
            ("passed", Amount::of(item.passed, judged, query("pass"))),
            ("failed", Amount::of(item.failed, judged, query("fail"))),
        ]);
        let key = format!("{}/{}", item.checklist, item.item);
        FigureRow { group: Some(item.checklist_title.clone()), ..row(key, item.question.clone(), cells) }
    });
    let how = Text::new(
        "Đếm phiếu đã nhận đủ ảnh, ghi trong kỳ, có đánh giá đạt hoặc không đạt; không tính phiếu ghi không áp dụng hoặc bỏ \
         trống.",
        "Whole records captured within the days that judge the item; those that say not applicable or nothing do not \
         count.",
    );
    let columns = columns(&[
        ("judged", "Số phiếu đánh giá", "Judged"),
        ("passed", "Đạt", "Met"),
        ("failed", "Không đạt", "Not met"),
    ]);
    FigureKey::PassingByItem.table(how, Text::new("phiếu", "records"), columns, rows.collect())
}

pub(super) fn evidence(tallies: &Tallies, asked: &Asked) -> Figure {
    let words = |answer: Option<Answer>| match answer {
        Some(Answer::Pass) => ("pass", Text::new("Minh chứng đạt", "Evidence holds")),
        Some(Answer::Warn) => ("warn", Text::new("Có điểm cần xem lại", "A reason to look")),
        Some(Answer::Fail) => ("fail", Text::new("Có điểm nghi vấn rõ", "A strong reason to look")),
        Some(Answer::NotApplicable) => ("not_applicable", Text::new("Không có gì để đối chiếu", "Nothing to measure")),
        None => ("unchecked", Text::new("Chưa kiểm tra minh chứng", "Not checked")),
    };
    let all: i64 = tallies.evidence.iter().map(|(_, records)| records).sum();
    let order = [Some(Answer::Pass), Some(Answer::Warn), Some(Answer::Fail), Some(Answer::NotApplicable), None];
    let rows = order.into_iter().map(|answer| {
        let records: i64 = tallies.evidence.iter().filter(|(of, _)| *of == answer).map(|(_, records)| records).sum();
        let (key, title) = words(answer);
        let filter = if answer.is_some() { format!("&evidence={key}") } else { "&unchecked=true".to_owned() };
        row(key, title, cells([("records", Amount::of(records, all, asked.records(&filter)))]))
    });
    let how = Text::new(
        "Đếm phiếu đã nhận đủ ảnh, ghi trong kỳ, theo kết quả nặng nhất của các phép kiểm tra minh chứng tự động. Kết quả là \
         lý do để xem lại, không phải kết luận về đối tượng.",
        "Whole records captured within the days, by the gravest answer of the rules of evidence. An answer is a reason to \
         look, and no verdict on the subject.",
    );
    let columns = columns(&[("records", "Số phiếu", "Records")]);
    let rows: Vec<FigureRow> =
        rows.filter(|row| row.key != "unchecked" || row.cells.values().any(|cell| cell.value > 0)).collect();
    let table = FigureKey::EvidenceQuality.table(how, Text::new("phiếu", "records"), columns, rows);
    Figure { total: Some(cells([("records", Amount::new(all, asked.records("")))])), ..table }
}

pub(super) fn rules(tallies: &Tallies, asked: &Asked) -> Figure {
    let rows = tallies.rules.iter().map(|rule| {
        let query = |answer: &str| asked.records(&format!("&rule={}{answer}", rule.rule));
        let cells = cells([
            ("records", Amount::new(rule.warned + rule.failed, query(""))),
            ("warned", Amount::new(rule.warned, query("&rule_answer=warn"))),
            ("failed", Amount::new(rule.failed, query("&rule_answer=fail"))),
        ]);
        row(rule.rule.as_str(), rule.title.clone(), cells)
    });
    let how = Text::new(
        "Đếm phiếu đã nhận đủ ảnh, ghi trong kỳ, mà phép kiểm tra cho là cần xem lại; một phiếu có thể nằm ở nhiều dòng.",
        "Whole records captured within the days at which the rule gives a reason to look; a record may stand in several \
         rows.",
    );
    let columns = columns(&[
        ("records", "Số phiếu cần xem lại", "Records to look at"),
        ("warned", "Nên xem lại", "A reason"),
        ("failed", "Nghi vấn rõ", "A strong reason"),
    ]);
    FigureKey::EvidenceRules.table(how, Text::new("phiếu", "records"), columns, rows.collect())
}

pub(super) fn visits(tallies: &Tallies, asked: &Asked) -> Figure {
    let rows = tallies.visits.iter().map(|visit| {
        let query = |rest: &str| asked.query("records", &format!("&visit={}&whole=true{rest}", visit.visit));
        let cells = cells([
            ("communes", Amount::new(visit.communes, None)),
            ("inspected", Amount::of(visit.inspected, visit.planned, query("&of_visit=true"))),
            ("records", Amount::new(visit.records, query(""))),
            ("sessions", Amount::new(visit.sessions, query("&kind=session"))),
            ("households", Amount::new(visit.households, query("&kind=household"))),
        ]);
        row(visit.visit.to_string(), Text::new(&visit.title, ""), cells)
    });
    let how = Text::new(
        "Các đợt kiểm tra bắt đầu trong kỳ. Đếm phiếu đã nhận đủ ảnh của từng đợt; buổi làm việc và hộ đã gặp là số phiếu về \
         UBND cấp xã và về hộ. Số người dự từng buổi không đếm được từ phiếu.",
        "Visits that begin within the days, with the whole records of each; sessions and households are records about \
         communes' management and about households. How many people attended is not in the records.",
    );
    let columns = columns(&[
        ("communes", "Số xã đến", "Communes"),
        ("inspected", "Đối tượng đã kiểm tra", "Subjects inspected"),
        ("records", "Số phiếu", "Records"),
        ("sessions", "Buổi làm việc với xã", "Sessions"),
        ("households", "Hộ đã gặp", "Households met"),
    ]);
    FigureKey::Visits.table(how, Text::new("", ""), columns, rows.collect())
}
