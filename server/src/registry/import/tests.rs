//! Each list once as it should be, and once with everything wrong that can be, at the right lines.

use mobile_sync_protocol::{
    checklist::SubjectKind,
    ids::{DepartmentId, PersonId, SubProjectId, SubjectId, UnitId},
    registry::{BoundaryQuality, SiteQuality, SubProject, TeamRole, Unit, UnitType},
    time::Date,
};
use proptest::prelude::*;
use rust_xlsxwriter::{Format, Workbook};
use uuid::Uuid;

use super::{
    Known, Named, RowProblem,
    boundaries::{BoundaryRow, Unsaid, boundaries},
    departments::departments,
    people::{people, role_from},
    programme::programme,
    subjects::subjects,
    table::{MAX_CELL, MAX_ROWS, Table},
    units::{UnitRow, units},
    visits::visits,
};
use crate::geo::{samples, units::UnitTree};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// Where the problems are: line and column.
fn places<T: std::fmt::Debug>(answer: Result<T, Vec<RowProblem>>) -> Vec<(u32, String)> {
    let problems = answer.unwrap_err();
    for problem in &problems {
        assert!(!problem.message.vi.is_empty() && !problem.message.en.is_empty(), "{problem:?}");
    }
    problems.into_iter().map(|problem| (problem.row, problem.column.unwrap_or_default())).collect()
}

fn at(places: &[(u32, &str)]) -> Vec<(u32, String)> {
    places.iter().map(|(line, column)| (*line, (*column).to_owned())).collect()
}

fn id(number: usize) -> Uuid {
    Uuid::from_u128(number as u128 + 1)
}

/// Rows as units, the n-th with the id n.
fn as_units(rows: &[UnitRow]) -> Vec<Unit> {
    let unit = |named: Option<Named<UnitId>>| match named? {
        Named::Row(at) => Some(UnitId(id(at))),
        Named::Known(id) => Some(id),
    };
    rows.iter()
        .enumerate()
        .map(|(at, row)| Unit {
            id: UnitId(id(at)),
            code: row.code.clone(),
            name: row.name.clone(),
            unit_type: row.unit_type,
            parent: unit(row.parent),
            valid_from: row.valid_from,
            valid_to: row.valid_to,
            successor: unit(row.successor),
            boundary_quality: None,
            boundary: None,
        })
        .collect()
}

fn van_quan() -> Vec<Unit> {
    as_units(&units(&samples::bytes("van-quan-units.csv"), None, &[]).unwrap())
}

fn sub_project(number: usize, code: &str, parent: Option<usize>, leaf: bool) -> SubProject {
    SubProject {
        id: SubProjectId(id(number)),
        parent: parent.map(|parent| SubProjectId(id(parent))),
        code: code.to_owned(),
        name: code.to_owned(),
        name_en: String::new(),
        department: None,
        valid_from: None,
        valid_to: None,
        leaf,
    }
}

fn nodes() -> Vec<SubProject> {
    vec![
        sub_project(0, "GN", None, false),
        sub_project(1, "DA1", Some(0), false),
        sub_project(2, "DA1.1", Some(1), true),
        sub_project(3, "DA2", Some(0), true),
    ]
}

fn known() -> Known {
    Known::default()
        .with_units(van_quan())
        .with_sub_projects(&nodes())
        .with_departments([("NN".to_owned(), DepartmentId(id(0)))])
        .with_subjects([("CT01".to_owned(), SubjectId(id(0))), ("CT02".to_owned(), SubjectId(id(1)))])
        .with_people([("lan".to_owned(), PersonId(id(0))), ("hung".to_owned(), PersonId(id(1)))])
}

mod tables {
    use super::*;

    fn read(bytes: &[u8]) -> Table {
        Table::read(bytes, None).unwrap()
    }

    #[test]
    fn letters_and_marks_written_apart_are_joined() {
        let table = Table::read("code,name\n1,Le\u{302}\u{303}\n".as_bytes(), None).unwrap();
        assert_eq!(table.rows, [(2, vec!["1".to_owned(), "L\u{1ec5}".to_owned()])]);
    }

    #[test]
    fn separators_marks_and_quotes_make_no_difference() {
        let plain = read("mã,tên\n1,\"a;b\"\n".as_bytes());
        assert_eq!(plain.rows, [(2, vec!["1".to_owned(), "a;b".to_owned()])]);
        assert_eq!(read("\u{feff}mã;tên\r\n1;\"a;b\"\r\n".as_bytes()), plain);
        assert_eq!(read("mã\ttên\r1\ta;b".as_bytes()), plain);
    }

    #[test]
    fn lines_are_those_that_a_person_counts() {
        let text = "\n\nmã,tên\r\n\r\n1,\"hai\ndòng\"\n\n,,\n2,x\n";
        let table = read(text.as_bytes());
        assert_eq!(table.header_line, 3);
        let lines: Vec<u32> = table.rows.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [5, 9]);
    }

    #[test]
    fn bytes_that_are_not_utf8_are_named_by_their_line() {
        assert_eq!(places(Table::read(b"code,name\n1,a\n2,\xd0\n", None)), at(&[(3, "")]));
    }

    #[test]
    fn what_is_empty_too_long_or_too_wide_is_said() {
        assert_eq!(places(Table::read(b"", None)), at(&[(0, "")]));
        assert_eq!(places(Table::read(b"\n , \n", None)), at(&[(0, "")]));
        let long = format!("code,name\n1,{}\n2,b\n3,c,d\n4,e\0\n", "x".repeat(MAX_CELL + 1));
        assert_eq!(places(Table::read(long.as_bytes(), None)), at(&[(2, "name"), (4, ""), (5, "name")]));
        let many = "x\n".repeat(MAX_ROWS + 2);
        assert_eq!(places(Table::read(many.as_bytes(), None)), at(&[(0, "")]));
    }

    fn workbook() -> Vec<u8> {
        let mut book = Workbook::new();
        book.add_worksheet().set_name("Bìa").unwrap().write(0, 0, "đọc trang sau").unwrap();
        let sheet = book.add_worksheet().set_name("Xã").unwrap();
        let date = Format::new().set_num_format("dd/mm/yyyy");
        for (column, header) in ["Mã", "Từ ngày", "Số", "Phần", "Đúng"].into_iter().enumerate() {
            sheet.write(1, u16::try_from(column).unwrap(), header).unwrap();
        }
        sheet.write(3, 0, " 06298 ").unwrap();
        let first = rust_xlsxwriter::ExcelDateTime::from_ymd(2025, 7, 1).unwrap();
        sheet.write_with_format(3, 1, &first, &date).unwrap();
        sheet.write(3, 2, 12.0).unwrap();
        sheet.write(3, 3, 0.25).unwrap();
        sheet.write(3, 4, true).unwrap();
        sheet.write(4, 0, 6298).unwrap();
        book.save_to_buffer().unwrap()
    }

    #[test]
    fn a_workbook_gives_canonical_text_and_the_sheets_own_lines() {
        let table = Table::read(&workbook(), Some("Xã")).unwrap();
        assert_eq!((table.sheet.as_deref(), table.header_line), (Some("Xã"), 2));
        let cells = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        assert_eq!(table.rows, [(4, cells(&["06298", "2025-07-01", "12", "0.25", "true"])), (5, cells(&["6298"]))]);
        assert_eq!(Table::read(&workbook(), None).unwrap().sheet.as_deref(), Some("Bìa"));
        assert_eq!(places(Table::read(&workbook(), Some("Huyện"))), at(&[(0, "")]));
    }

    #[test]
    fn a_workbook_that_promises_more_than_it_has_is_refused() {
        let mut book = workbook();
        book.truncate(book.len() / 2);
        assert_eq!(places(Table::read(&book, None)), at(&[(0, "")]));
        assert_eq!(places(Table::read(b"PK\x03\x04 and no more", None)), at(&[(0, "")]));
    }

    #[test]
    fn headers_may_be_vietnamese_and_are_told_when_missing_twice_or_unknown() {
        let good = departments("Mã;Tên\nNN;Phòng Nông nghiệp\n".as_bytes(), None, &known()).unwrap();
        assert_eq!(good.first().unwrap().existing, Some(DepartmentId(id(0))));
        let bad = departments("mã,code,màu\n1,2,3\n".as_bytes(), None, &known());
        assert_eq!(places(bad), at(&[(1, "code"), (1, "màu"), (1, "name")]));
    }

    #[test]
    fn a_problem_reads_as_a_person_would_say_it() {
        let problems = departments(b"code,name\nA,\n", None, &Known::default()).unwrap_err();
        assert_eq!(problems.first().unwrap().to_string(), "dòng 2, cột name: không được để trống");
    }
}

mod administrative_units {
    use super::*;

    #[test]
    fn the_units_of_van_quan_hang_together() {
        let rows = units(&samples::bytes("van-quan-units.csv"), None, &[]).unwrap();
        assert_eq!(rows.len(), 30);
        let yen_phuc = rows.iter().position(|row| row.name == "Yên Phúc" && row.valid_to.is_none()).unwrap();
        for name in ["An Sơn", "Bình Phúc", "Yên Phúc"] {
            let old = rows.iter().find(|row| row.name == name && row.valid_to.is_some()).unwrap();
            assert_eq!(old.successor, Some(Named::Row(yen_phuc)), "{name}");
            assert_eq!(old.parent, Some(Named::Row(1)));
        }
        assert_eq!((rows[yen_phuc].parent, rows[yen_phuc].line), (Some(Named::Row(0)), 29));
        assert_eq!(rows[2].unit_type, UnitType::Township);
    }

    #[test]
    fn the_same_file_again_replaces_what_is_there() {
        let known = van_quan();
        let rows = units(&samples::bytes("van-quan-units.csv"), None, &known).unwrap();
        for (at, row) in rows.iter().enumerate() {
            assert_eq!(row.existing, Some(UnitId(id(at))));
        }
    }

    #[test]
    fn a_file_can_build_on_known_units() {
        let rows = units(
            b"code,name,type,parent_code,valid_from\n06999,M\xe1\xbb\x9bi,x\xc3\xa3,20,2026-01-01\n",
            None,
            &van_quan(),
        );
        assert_eq!(rows.unwrap()[0].parent, Some(Named::Known(UnitId(id(0)))));
    }

    #[test]
    fn every_cell_that_cannot_be_read_is_reported() {
        let text = "code,name_vi,type,parent_code,valid_from,valid_to,successor_code\n\
            ,A,xã,,,,\n\
            2,,xã,,,,\n\
            3,C,làng,,,,\n\
            4,D,xã,,2025-13-01,01/07/2025,\n\
            5,E,xã,,2025-07-01,2025-06-30,\n\
            6,F,,,,,7\n\
            8,G,commune,,,,\n";
        assert_eq!(
            places(units(text.as_bytes(), None, &[])),
            at(&[
                (2, "code"),
                (3, "name_vi"),
                (4, "type"),
                (5, "valid_from"),
                (5, "valid_to"),
                (6, "valid_to"),
                (7, "type"),
                (7, "successor_code"),
            ])
        );
    }

    #[test]
    fn every_bond_that_leads_nowhere_is_reported() {
        let text = "code,name_vi,type,parent_code,valid_from,valid_to,successor_code\n\
            1,Tỉnh,tỉnh,,,,\n\
            2,Huyện,huyện,1,,2025-06-30,\n\
            3,Xã,xã,2,2020-01-01,2024-12-31,3\n\
            3,Xã,xã,2,2024-06-01,2025-06-30,4\n\
            4,Xã,xã,1,2025-07-02,,\n\
            5,Xã,xã,2,2020-01-01,,\n\
            6,Xã,xã,9,,,\n\
            7,Xã,xã,8,,,\n\
            8,Xã,xã,7,,,\n\
            1,Lại,tỉnh,,2025-01-01,,\n";
        assert_eq!(
            places(units(text.as_bytes(), None, &[])),
            at(&[
                (5, "code"),
                (5, "successor_code"),
                (7, "parent_code"),
                (8, "parent_code"),
                (9, "parent_code"),
                (10, "parent_code"),
                (11, "code"),
            ])
        );
    }

    #[test]
    fn a_row_must_not_overlap_a_known_unit_of_its_code() {
        let text = "code,name_vi,type,valid_from\n06298,Bình Phúc,xã,2025-01-01\n";
        assert_eq!(places(units(text.as_bytes(), None, &van_quan())), at(&[(2, "code")]));
    }
}

mod outlines {
    use super::*;

    const UNSAID: Unsaid = Unsaid { quality: BoundaryQuality::ReferenceMap, valid_from: None, valid_to: None };

    fn tree() -> UnitTree {
        UnitTree::new(van_quan())
    }

    fn read(name: &str, units: Option<&UnitTree>) -> Vec<BoundaryRow> {
        boundaries(&samples::bytes(name), UNSAID, units).unwrap()
    }

    #[test]
    fn the_layers_of_van_quan_match_its_units() {
        let tree = tree();
        for (name, count) in [
            ("van-quan-communes.geojson", 17),
            ("van-quan-communes-2024-12.geojson", 15),
            ("van-quan-communes-2025.geojson", 6),
        ] {
            let rows = read(name, Some(&tree));
            assert_eq!(rows.len(), count, "{name}");
            for row in rows {
                let unit = tree.get(row.unit.unwrap()).unwrap();
                assert_eq!(
                    (&unit.name, unit.valid_from, Some(unit.unit_type)),
                    (&row.name, row.valid_from, row.unit_type)
                );
            }
        }
    }

    #[test]
    fn the_whole_country_gives_units_with_their_types() {
        let unsaid = Unsaid { valid_from: Some(day("2025-07-01")), ..UNSAID };
        let rows = boundaries(&samples::bytes("vn-communes.geojson.gz"), unsaid, None).unwrap();
        assert_eq!(rows.len(), 3_321);
        assert!(rows.iter().all(|row| row.unit_type.is_some() && row.parent_code.is_some()));
        let ward = rows.iter().find(|row| row.code == "00004").unwrap();
        assert_eq!((ward.name.as_str(), ward.unit_type), ("Ba Đình", Some(UnitType::Ward)));
        assert_eq!((ward.parent_code.as_deref(), ward.valid_from), (Some("01"), Some(day("2025-07-01"))));
        assert_eq!(rows.iter().map(|row| row.shape.points()).sum::<usize>(), 434_642);
    }

    #[test]
    fn every_feature_that_is_wrong_is_reported() {
        let square = r#"{"type":"Polygon","coordinates":[[[106.5,21.8],[106.6,21.8],[106.6,21.9],[106.5,21.8]]]}"#;
        let features = [
            format!(r#"{{"type":"Feature","properties":{{"code":"1","name":"A"}},"geometry":{square}}}"#),
            format!(r#"{{"type":"Feature","properties":{{"name":"B"}},"geometry":{square}}}"#),
            r#"{"type":"Feature","properties":{"code":"3","name":"C"},"geometry":null}"#.to_owned(),
            format!(r#"{{"type":"Feature","properties":{{"code":"4","name":"D","valid_from":"nay"}},"geometry":{square}}}"#),
            r#"{"type":"Feature","properties":{"code":"5","name":"E"},"geometry":{"type":"Point","coordinates":[1,2]}}"#
                .to_owned(),
            "7".to_owned(),
            format!(
                r#"{{"type":"Feature","properties":{{"code":"7","name":"F","geometry_quality":"good"}},"geometry":{square}}}"#
            ),
            format!(r#"{{"type":"Feature","properties":{{"code":"1","name":"A"}},"geometry":{square}}}"#),
        ];
        let text = format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","));
        let answer = boundaries(text.as_bytes(), UNSAID, None);
        let expected = at(&[
            (2, "code"),
            (3, "geometry"),
            (4, "valid_from"),
            (5, "geometry"),
            (6, ""),
            (7, "geometry_quality"),
            (8, "code"),
        ]);
        assert_eq!(places(answer), expected);
        assert_eq!(places(boundaries(b"[]", UNSAID, None)), at(&[(0, "")]));
    }

    #[test]
    fn an_outline_of_no_known_unit_is_a_problem() {
        let mut units = van_quan();
        units.retain(|unit| unit.name != "Tri Lễ");
        let answer = boundaries(&samples::bytes("van-quan-communes-2025.geojson"), UNSAID, Some(&UnitTree::new(units)));
        assert_eq!(places(answer), at(&[(5, "code")]));
    }
}

mod programmes {
    use super::*;

    #[test]
    fn a_programme_knows_its_leaves_and_what_it_replaces() {
        let text = "code,parent_code,name,name_en,department_code,valid_from,valid_to\n\
            GN,,Chương trình,Programme,,2021-01-01,2025-12-31\n\
            DA2,GN,Dự án 2,,,,\n\
            DA3,GN,Dự án 3,,,,\n\
            DA3.1,DA3,Tiểu dự án 1,,NN,,\n";
        let rows = programme(text.as_bytes(), None, &known(), &nodes()).unwrap();
        assert_eq!(rows.iter().map(|row| row.leaf).collect::<Vec<_>>(), [false, true, false, true]);
        let existing: Vec<_> = rows.iter().map(|row| row.existing.is_some()).collect();
        assert_eq!(existing, [true, true, false, false]);
        assert_eq!(rows[3].department, Some(DepartmentId(id(0))));
        assert_eq!(rows[3].parent, Some(Named::Row(2)));
    }

    #[test]
    fn a_part_under_a_known_node_makes_no_new_programme() {
        let rows = programme(b"code,parent_code,name\nDA1.2,DA1,Hai\nDA1,GN,Mot\n", None, &known(), &nodes()).unwrap();
        assert_eq!(rows[0].parent, Some(Named::Row(1)));
        assert!(!rows[1].leaf && rows[1].existing == Some(SubProjectId(id(1))));
        let other = programme(b"code,parent_code,name\nNTM,,Khac\nDA1,NTM,Mot\n", None, &known(), &nodes()).unwrap();
        assert_eq!(other[1].existing, None, "the same code in another programme is another node");
    }

    #[test]
    fn every_wrong_row_is_reported() {
        let text = "code,parent_code,name,department_code,valid_from,valid_to\n\
            A,,Một,,2025-01-01,2024-01-01\n\
            B,X,Hai,,,\n\
            C,A,,,,\n\
            D,A,Bốn,QQ,,\n\
            A,,Năm,,,\n\
            E,F,Sáu,,,\n\
            F,E,Bảy,,,\n";
        let expected = at(&[
            (2, "valid_to"),
            (3, "parent_code"),
            (4, "name"),
            (5, "department_code"),
            (6, "code"),
            (7, "parent_code"),
            (8, "parent_code"),
        ]);
        assert_eq!(places(programme(text.as_bytes(), None, &known(), &nodes())), expected);
    }

    #[test]
    fn departments_are_read_and_doubles_reported() {
        let good =
            departments("code,name,name_en\nNN,Nông nghiệp,Agriculture\nLD,Lao động,\n".as_bytes(), None, &known());
        assert_eq!(good.unwrap().len(), 2);
        let bad = departments(b"code,name\nA,x\n,y\nA,\n", None, &known());
        assert_eq!(places(bad), at(&[(3, "code"), (4, "name"), (4, "code")]));
    }
}

mod inspected {
    use super::*;

    #[test]
    fn subjects_come_with_ids_places_and_planned_figures() {
        let text = "code,kind,name,sub_project_code,also_codes,commune_code,village,lat,lon,site_quality,planned.length_m,planned.done_on\n\
            CT01,công trình,Đường,DA1.1,,06298,Nà Lộc,21.8,106.5,documented,1200.5,2024-01-01\n\
            H1,Hộ,Bà A,DA2,DA1.1; DA2,06298,,,,,,\n";
        let rows = subjects(text.as_bytes(), None, &known(), day("2024-05-06")).unwrap();
        assert_eq!((rows[0].kind, rows[0].existing), (SubjectKind::Work, Some(SubjectId(id(0)))));
        let site = rows[0].site.as_ref().unwrap();
        assert_eq!(site.geometry["coordinates"], serde_json::json!([106.5, 21.8]));
        assert_eq!(site.quality, SiteQuality::Documented);
        let planned: Vec<(String, f64)> =
            rows[0].planned.iter().map(|(key, value)| (key.to_string(), *value)).collect();
        assert_eq!(planned, [("done_on".to_owned(), 19_723.0), ("length_m".to_owned(), 1_200.5)]);
        assert_eq!((rows[1].kind, rows[1].also.len(), rows[1].site.is_none()), (SubjectKind::Household, 2, true));
        let then = van_quan().into_iter().find(|unit| unit.name == "Bình Phúc").unwrap();
        assert_eq!(rows[0].commune, then.id);
    }

    #[test]
    fn a_code_means_the_commune_of_that_day() {
        let text = "code,kind,name,sub_project_code,commune_code\nX,model,Trâu,DA2,06298\n";
        let rows = subjects(text.as_bytes(), None, &known(), day("2025-08-01")).unwrap();
        let now = van_quan().into_iter().find(|unit| unit.name == "Yên Phúc" && unit.valid_to.is_none()).unwrap();
        assert_eq!(rows[0].commune, now.id);
    }

    #[test]
    fn every_wrong_subject_is_reported() {
        let text = "code,kind,name,sub_project_code,also_codes,commune_code,lat,lon,site_quality,planned.x,planned.Y\n\
            A,cầu,Một,DA1.1,,06298,,,,,\n\
            B,work,,DA1.1,,06298,,,,,\n\
            C,work,Ba,DA1,,06298,,,,,\n\
            D,work,Bốn,DA9,,6298,,,,,\n\
            E,work,Năm,DA1.1,DA2,06298,,,,,\n\
            F,work,Sáu,DA1.1,,184,,,,,\n\
            G,work,Bảy,DA1.1,,06298,21.8,,,,\n\
            H,work,Tám,DA1.1,,06298,106.5,21.8,,,\n\
            I,work,Chín,DA1.1,,06298,\"21,8\",106.5,sure,,\n\
            A,work,Mười,DA1.1,,06298,,,,nhiều,3\n\
            K,household,Mười một,DA2,DA2;DA9,06298,,,,5,\n";
        let expected = at(&[
            (2, "kind"),
            (3, "name"),
            (4, "sub_project_code"),
            (5, "sub_project_code"),
            (5, "commune_code"),
            (6, "also_codes"),
            (7, "commune_code"),
            (8, "lon"),
            (9, "lat"),
            (10, "site_quality"),
            (10, "lat"),
            (11, "planned.x"),
            (11, "planned.Y"),
            (11, "code"),
            (12, "also_codes"),
        ]);
        let answer = subjects(text.as_bytes(), None, &known(), day("2024-05-06"));
        let hint = answer
            .as_ref()
            .unwrap_err()
            .iter()
            .find(|problem| problem.row == 5 && problem.column.as_deref() == Some("commune_code"));
        assert!(hint.unwrap().message.vi.contains("06298 (Bình Phúc)"), "{hint:?}");
        assert_eq!(places(answer), expected);
    }

    fn feature(properties: &str, geometry: &str) -> String {
        format!(r#"{{"type":"Feature","properties":{{{properties}}},"geometry":{geometry}}}"#)
    }

    const ROAD: &str = r#""kind":"work","name":"Đường","sub_project_code":"DA1.1","commune_code":"06298""#;

    #[test]
    fn subjects_may_be_features_with_any_place() {
        let road = r#"{"type":"MultiLineString","coordinates":[[[106.5,21.8],[106.6,21.8]]]}"#;
        let features = [
            feature(&format!(r#""code":"R1",{ROAD},"planned.length_m":1200"#), road),
            feature(&format!(r#""code":"R2",{ROAD},"village":null"#), "null"),
        ];
        let text = format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","));
        let rows = subjects(text.as_bytes(), None, &known(), day("2024-05-06")).unwrap();
        assert_eq!(rows[0].site.as_ref().unwrap().geometry["type"], "LineString");
        assert_eq!((rows[0].planned.len(), rows[1].site.is_none(), rows[1].line), (1, true, 2));
    }

    #[test]
    fn every_wrong_feature_is_reported() {
        let point = r#"{"type":"Point","coordinates":[106.5,21.8]}"#;
        let features = [
            feature(&format!(r#""code":"R1",{ROAD},"lat":21.8,"lon":106.5"#), point),
            feature(&format!(r#""code":"R2",{ROAD}"#), r#"{"type":"Point","coordinates":[21.8,106.5]}"#),
            feature(&format!(r#""code":"R3",{ROAD},"site_quality":"x""#), "null"),
        ];
        let text = format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","));
        let answer = subjects(text.as_bytes(), None, &known(), day("2024-05-06"));
        assert_eq!(places(answer), at(&[(1, "lat"), (2, "geometry"), (3, "site_quality")]));
        let broken = format!(r#"{{"type":"FeatureCollection","features":[{{"type":"Feature"}},3,{}]}}"#, features[1]);
        assert!(subjects(broken.as_bytes(), None, &known(), day("2024-05-06")).is_err());
    }

    #[test]
    fn a_workbook_of_subjects_is_read_like_a_csv() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        let headers = ["Mã", "Loại", "Tên", "Mã tiểu dự án", "Mã xã", "Vĩ độ", "Kinh độ", "planned.done_on"];
        let first = rust_xlsxwriter::ExcelDateTime::from_ymd(2024, 1, 1).unwrap();
        for (column, header) in (0_u16..).zip(headers) {
            sheet.write(0, column, header).unwrap();
        }
        for (column, cell) in (0_u16..).zip(["CT9", "mô hình", "Trâu", "DA2", "06298"]) {
            sheet.write(1, column, cell).unwrap();
        }
        sheet.write(1, 5, 21.8).unwrap();
        sheet.write(1, 6, 106.5).unwrap();
        sheet.write_with_format(1, 7, &first, &Format::new().set_num_format("yyyy-mm-dd")).unwrap();
        let rows = subjects(&book.save_to_buffer().unwrap(), None, &known(), day("2024-05-06")).unwrap();
        assert_eq!(rows[0].planned.values().copied().collect::<Vec<_>>(), [19_723.0]);
        assert_eq!(rows[0].site.as_ref().unwrap().quality, SiteQuality::Guessed);
    }
}

mod those_who_work {
    use super::*;

    #[test]
    fn several_rows_make_one_person_with_several_roles() {
        let text = "name,full_name,role,unit_code,phone,department_code,password\n\
            lan,Nguyễn Thị Lan,thành viên đoàn kiểm tra,184,0912 345 678,NN,correct horse\n\
            lan,,Người rà soát,184,,,\n\
            minh.xa,Hoàng Minh,cán bộ xã,06298,,,\n\
            root,Quản trị,administrator,,,,\n";
        let rows = people(text.as_bytes(), None, &known(), day("2024-05-06")).unwrap();
        assert_eq!(rows.len(), 3);
        let roles: Vec<crate::auth::Role> = rows[0].roles.iter().map(|role| role.role).collect();
        assert_eq!(roles, [crate::auth::Role::Inspector, crate::auth::Role::Reviewer]);
        assert_eq!((rows[0].existing, rows[1].existing), (Some(PersonId(id(0))), None));
        assert_eq!(rows[2].roles[0].unit, None);
        assert!(!format!("{rows:?}").contains("horse"), "passwords are not for logs");
    }

    #[test]
    fn every_wrong_person_is_reported() {
        let text = "name,full_name,role,unit_code,phone,department_code,password\n\
            Lan,A,inspector,184,,,\n\
            ,B,inspector,184,,,\n\
            c,,inspector,184,,,\n\
            d,D,boss,184,,,\n\
            e,E,inspector,,,,\n\
            f,F,commune_officer,184,,,\n\
            g,G,inspector,99999,gọi tôi,QQ,\n\
            h,H,inspector,184,1,,\n\
            h,K,inspector,184,2,,\n";
        let expected = at(&[
            (2, "name"),
            (3, "name"),
            (4, "full_name"),
            (5, "role"),
            (6, "unit_code"),
            (7, "unit_code"),
            (8, "unit_code"),
            (8, "department_code"),
            (8, "phone"),
            (10, "full_name"),
            (10, "phone"),
            (10, "role"),
        ]);
        assert_eq!(places(people(text.as_bytes(), None, &known(), day("2024-05-06"))), expected);
    }

    #[test]
    fn role_words_read_back() {
        for word in ["inspector", "commune_officer", "reviewer", "evaluator", "administrator"] {
            assert_eq!(role_from(word).unwrap().as_str(), word);
        }
    }

    #[test]
    fn a_visit_knows_where_it_goes_what_it_sees_and_who_goes() {
        let text = "title,plan,starts_on,ends_on,commune_codes,subject_codes,team\n\
            Đợt 1,12/KH-UBND,2024-05-06,2024-05-10,06298; 06319,CT01;CT02,lan:trưởng đoàn; hung\n";
        let rows = visits(text.as_bytes(), None, &known()).unwrap();
        assert_eq!((rows[0].communes.len(), rows[0].subjects.len()), (2, 2));
        let roles: Vec<TeamRole> = rows[0].team.iter().map(|member| member.role).collect();
        assert_eq!(roles, [TeamRole::Head, TeamRole::Member]);
    }

    #[test]
    fn every_wrong_visit_is_reported() {
        let text = "title,starts_on,ends_on,commune_codes,subject_codes,team\n\
            ,2024-05-06,2024-05-10,06298,,lan:head\n\
            B,2024-05-06,2024-05-01,06298,,lan\n\
            C,2024-05-06,2024-05-10,06298;06298,CT9,lan:head;hung:head\n\
            D,2025-08-01,2025-08-02,06319;184,,lan:boss;ai\n\
            D,2025-08-01,,,,lan;lan\n\
            E,mai,2025-08-02,06298,,lan\n";
        let expected = at(&[
            (2, "title"),
            (3, "ends_on"),
            (4, "commune_codes"),
            (4, "subject_codes"),
            (4, "team"),
            (5, "commune_codes"),
            (5, "commune_codes"),
            (5, "team"),
            (5, "team"),
            (6, "ends_on"),
            (6, "commune_codes"),
            (6, "team"),
            (6, "title"),
            (7, "starts_on"),
        ]);
        assert_eq!(places(visits(text.as_bytes(), None, &known())), expected);
    }
}

/// Runs every reader; what counts is that each answers.
fn read_all(bytes: &[u8]) {
    let known = Known::default();
    let on = day("2024-05-06");
    let unsaid = Unsaid { quality: BoundaryQuality::Approximate, valid_from: None, valid_to: None };
    let _ = units(bytes, None, &[]);
    let _ = departments(bytes, None, &known);
    let _ = programme(bytes, None, &known, &[]);
    let _ = subjects(bytes, None, &known, on);
    let _ = people(bytes, None, &known, on);
    let _ = visits(bytes, None, &known);
    let _ = boundaries(bytes, unsaid, None);
}

fn small_workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, cell) in (0_u16..).zip(["code", "name", "2024-05-06"]) {
        sheet.write(0, column, cell).unwrap();
        sheet.write(1, column, f64::from(column)).unwrap();
    }
    book.save_to_buffer().unwrap()
}

proptest! {
    #[test]
    fn arbitrary_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        read_all(&bytes);
    }

    #[test]
    fn arbitrary_tables_are_answered(
        text in "(code|name|type|kind|title|team|role|full_name|starts_on|[,;\t\n\"{}\\[\\]]|[a-zđư0-9]){0,60}",
    ) {
        read_all(text.as_bytes());
        read_all(format!("code,name,type\n{text}").as_bytes());
        read_all(format!(r#"{{"type":"FeatureCollection","features":[{text}]}}"#).as_bytes());
    }

    #[test]
    fn damaged_workbooks_are_answered(
        damage in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut bytes = small_workbook();
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = Table::read(&bytes, None);
    }
}
