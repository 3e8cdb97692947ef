//! Units through time: which one a code meant on a day, what it was part of, what became of it, and which units of any
//! time are a present unit's business.
//!
//! A code is no key. Bình Phúc's code 06298 went to the new Yên Phúc on 1 July 2025, while old Yên Phúc's own code
//! ended. So rows are told apart by id, and a code is only read together with a day.

use std::collections::{BTreeSet, HashMap, HashSet};

use mobile_sync_protocol::{ids::UnitId, registry::Unit, time::Date};

/// Whether a period, open where an end is missing, holds a day. Both ends belong to it.
pub fn stands(from: Option<Date>, to: Option<Date>, on: Date) -> bool {
    from.is_none_or(|from| from <= on) && to.is_none_or(|to| on <= to)
}

/// All units of all times, with what binds them.
#[derive(Clone, Debug, Default)]
pub struct UnitTree {
    units: HashMap<UnitId, Unit>,
    by_code: HashMap<String, Vec<UnitId>>,
    parts: HashMap<UnitId, Vec<UnitId>>,
    made_of: HashMap<UnitId, Vec<UnitId>>,
}

impl UnitTree {
    /// Binds the units. References to units that are not among them lead nowhere.
    pub fn new(units: impl IntoIterator<Item = Unit>) -> Self {
        let mut tree = Self::default();
        for unit in units {
            tree.by_code.entry(unit.code.clone()).or_default().push(unit.id);
            if let Some(parent) = unit.parent {
                tree.parts.entry(parent).or_default().push(unit.id);
            }
            if let Some(successor) = unit.successor {
                tree.made_of.entry(successor).or_default().push(unit.id);
            }
            tree.units.insert(unit.id, unit);
        }
        tree
    }

    /// All units, in no order.
    pub fn iter(&self) -> impl Iterator<Item = &Unit> {
        self.units.values()
    }

    /// One unit.
    pub fn get(&self, unit: UnitId) -> Option<&Unit> {
        self.units.get(&unit)
    }

    /// The unit that a code meant on a day.
    pub fn at(&self, code: &str, on: Date) -> Option<&Unit> {
        let rows = self.by_code.get(code)?.iter().filter_map(|id| self.units.get(id));
        rows.into_iter().find(|unit| stands(unit.valid_from, unit.valid_to, on))
    }

    /// A unit and what it is part of, up to the top.
    pub fn path(&self, unit: UnitId) -> Vec<&Unit> {
        let mut path: Vec<&Unit> = Vec::new();
        let mut seen = HashSet::new();
        let mut next = Some(unit);
        while let Some(unit) = next.filter(|id| seen.insert(*id)).and_then(|id| self.units.get(&id)) {
            path.push(unit);
            next = unit.parent;
        }
        path
    }

    /// Everything that was part of a unit at any time, at any depth; without the unit itself.
    pub fn descendants(&self, unit: UnitId) -> BTreeSet<UnitId> {
        let mut found = closure([unit], &self.parts);
        found.remove(&unit);
        found
    }

    /// What stands on a day where a unit stood: the unit itself, or the end of its chain of successors up to that day.
    ///
    /// Totals "by the units of then" use a record's own unit; totals "by the units of now" use this. Communes were
    /// merged whole, so no record is ever split. The chain is only followed forward: asked about a day before the unit
    /// stood, it answers the unit itself, since several units may have gone into it.
    pub fn now(&self, unit: UnitId, on: Date) -> UnitId {
        let mut current = unit;
        let mut seen = HashSet::new();
        while let Some(row) = self.units.get(&current).filter(|row| seen.insert(row.id)) {
            let ended = row.valid_to.is_some_and(|to| to < on);
            match row.successor.filter(|next| ended && self.units.contains_key(next)) {
                Some(next) => current = next,
                None => break,
            }
        }
        current
    }

    /// The units that whoever answers for `unit` answers for: the unit, all that was ever part of it, and all that went
    /// into any of these. An officer of the new Yên Phúc answers for records made in An Sơn, Bình Phúc and old Yên Phúc.
    ///
    /// Parts of a unit that was taken over are included only where they, or what became of them, are parts of `unit`
    /// too: a part that went to a neighbour is the neighbour's business.
    pub fn responsibility(&self, unit: UnitId) -> BTreeSet<UnitId> {
        closure(closure([unit], &self.parts), &self.made_of)
    }
}

fn closure(from: impl IntoIterator<Item = UnitId>, edges: &HashMap<UnitId, Vec<UnitId>>) -> BTreeSet<UnitId> {
    let mut waiting: Vec<UnitId> = from.into_iter().collect();
    let mut found: BTreeSet<UnitId> = BTreeSet::new();
    while let Some(unit) = waiting.pop() {
        if found.insert(unit) {
            waiting.extend(edges.get(&unit).into_iter().flatten());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use mobile_sync_protocol::registry::UnitType;
    use uuid::Uuid;

    use super::*;
    use crate::geo::samples;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    /// The units of Văn Quan from the sample table; the n-th row has the id n.
    fn van_quan() -> UnitTree {
        let text = samples::text("van-quan-units.csv");
        let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split(',').collect()).collect();
        let date = |text: &str| (!text.is_empty()).then(|| day(text));
        let id = |at: usize| UnitId(Uuid::from_u128(at as u128 + 1));
        let find = |code: &str, on: Option<Date>| {
            let on = on.unwrap_or(day("2020-01-01"));
            rows.iter().position(|row| row[0] == code && stands(date(row[4]), date(row[5]), on)).map(id)
        };
        UnitTree::new(rows.iter().enumerate().map(|(at, row)| Unit {
            id: id(at),
            code: row[0].to_owned(),
            name: row[1].to_owned(),
            unit_type: UnitType::from_word(row[2]).unwrap(),
            parent: find(row[3], date(row[4])),
            valid_from: date(row[4]),
            valid_to: date(row[5]),
            successor: find(row[6], date(row[5]).map(|to| to.plus_days(1))),
            boundary_quality: None,
            boundary: None,
        }))
    }

    fn names(tree: &UnitTree, units: &BTreeSet<UnitId>) -> Vec<String> {
        let mut names: Vec<String> = units
            .iter()
            .filter_map(|unit| tree.get(*unit))
            .map(|unit| format!("{} {}", unit.name, unit.valid_from.map_or(String::new(), |from| from.to_string())))
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_reused_code_means_what_it_meant_on_that_day() {
        let tree = van_quan();
        let name = |code, on| tree.at(code, day(on)).map(|unit| unit.name.as_str());
        assert_eq!(name("06298", "2025-06-30"), Some("Bình Phúc"));
        assert_eq!(name("06298", "2025-07-01"), Some("Yên Phúc"));
        assert_eq!(name("06319", "2024-05-06"), Some("Yên Phúc"));
        assert_eq!(name("06319", "2025-07-01"), None);
        assert_eq!(name("06316", "2024-05-06"), Some("Tràng Phái"));
        assert_eq!(name("06316", "2025-07-01"), Some("Tân Đoàn"));
        assert_eq!(name("06298", "2019-12-31"), None);
    }

    #[test]
    fn the_path_to_the_top_lost_the_district_in_2025() {
        let tree = van_quan();
        let path = |code, on| {
            let unit = tree.at(code, day(on)).unwrap().id;
            tree.path(unit).iter().map(|unit| unit.name.clone()).collect::<Vec<_>>()
        };
        assert_eq!(path("06298", "2024-05-06"), ["Bình Phúc", "Văn Quan", "Lạng Sơn"]);
        assert_eq!(path("06298", "2025-07-01"), ["Yên Phúc", "Lạng Sơn"]);
    }

    #[test]
    fn successors_lead_to_what_stands_on_a_day() {
        let tree = van_quan();
        let dong_giap = tree.at("06295", day("2024-05-06")).unwrap().id;
        let now = |on| tree.get(tree.now(dong_giap, day(on))).unwrap();
        assert_eq!(now("2024-11-30").name, "Đồng Giáp");
        assert_eq!(
            (now("2024-12-01").name.as_str(), now("2024-12-01").valid_to),
            ("Khánh Khê", Some(day("2025-06-30")))
        );
        assert_eq!((now("2025-07-01").name.as_str(), now("2025-07-01").valid_to), ("Khánh Khê", None));
        let yen_phuc = tree.at("06298", day("2025-07-01")).unwrap().id;
        assert_eq!(tree.now(yen_phuc, day("2024-05-06")), yen_phuc);
        let district = tree.at("184", day("2024-05-06")).unwrap().id;
        assert_eq!(tree.now(district, day("2026-01-01")), district, "nothing took the district over");
    }

    #[test]
    fn an_officer_of_the_new_commune_answers_for_what_went_into_it() {
        let tree = van_quan();
        let yen_phuc = tree.at("06298", day("2025-07-01")).unwrap().id;
        let duties = names(&tree, &tree.responsibility(yen_phuc));
        assert_eq!(duties, ["An Sơn 2020-01-01", "Bình Phúc 2020-01-01", "Yên Phúc 2020-01-01", "Yên Phúc 2025-07-01"]);
        let khanh_khe = tree.at("06286", day("2025-07-01")).unwrap().id;
        assert_eq!(
            names(&tree, &tree.responsibility(khanh_khe)),
            [
                "Bình Trung 2020-01-01",
                "Khánh Khê 2020-01-01",
                "Khánh Khê 2024-12-01",
                "Khánh Khê 2025-07-01",
                "Tràng Các 2020-01-01",
                "Xuân Long 2020-01-01",
                "Đồng Giáp 2020-01-01",
            ]
        );
    }

    #[test]
    fn a_district_answers_for_its_communes_of_all_times_and_not_for_their_successors() {
        let tree = van_quan();
        let district = tree.at("184", day("2024-05-06")).unwrap().id;
        assert_eq!(tree.descendants(district).len(), 18);
        assert_eq!(tree.responsibility(district).len(), 19);
        let province = tree.at("20", day("2024-05-06")).unwrap().id;
        assert_eq!(tree.descendants(province).len(), 29);
    }

    #[test]
    fn circles_in_bad_data_end() {
        let unit = |id: u128, parent: u128| Unit {
            id: UnitId(Uuid::from_u128(id)),
            code: id.to_string(),
            name: String::new(),
            unit_type: UnitType::Commune,
            parent: Some(UnitId(Uuid::from_u128(parent))),
            valid_from: None,
            valid_to: Some(day("2020-01-01")),
            successor: Some(UnitId(Uuid::from_u128(parent))),
            boundary_quality: None,
            boundary: None,
        };
        let tree = UnitTree::new([unit(1, 2), unit(2, 1)]);
        let one = UnitId(Uuid::from_u128(1));
        assert_eq!(tree.path(one).len(), 2);
        assert_eq!(tree.responsibility(one).len(), 2);
        assert_eq!(tree.descendants(one).len(), 1);
        tree.now(one, day("2025-01-01"));
    }
}
