//! Tables, as `LibreOffice`, Python and GDAL read them.

use std::{
    fs::File,
    io::BufWriter,
    path::{Path, PathBuf},
    process::Command,
};

use mobile_sync_protocol::time::{Date, Timestamp};
use serde_json::Value;
use thucdia::reports::{
    csv,
    geojson::{self, Geometry},
    geopackage::{self, Colours, GeometryKind, Layer, Style},
    table::{Cell, Column, Kind, Row, Table},
    xlsx,
};

use super::{converted, run};

fn table() -> Table {
    let columns = vec![
        Column::new("ten", "Tên", Kind::Text, 30.0),
        Column::new("so_anh", "Số ảnh", Kind::Number { decimals: 0 }, 10.0),
        Column::new("kinh_do", "Kinh độ", Kind::Number { decimals: 6 }, 14.0),
        Column::new("ngay", "Ngày", Kind::Date, 12.0),
        Column::new("luc", "Lúc", Kind::Time, 20.0),
        Column::new("phieu", "Phiếu", Kind::Link, 12.0),
    ];
    Table { name: "phieu_kiem_tra".into(), columns, filter: true, ..Table::default() }
}

fn rows() -> Vec<(Option<Geometry>, Row)> {
    let row = |number: i32| {
        let longitude = 106.5 + f64::from(number) / 100.0;
        let cells = vec![
            Cell::text(format!("Đường \"Bản Làn\", số {number}\nxã Điềm He; =1+1")),
            Cell::count(number),
            Cell::Number(longitude),
            Cell::Date(Date::new(2024, 5, 6).unwrap().plus_days(number)),
            Cell::Time("2024-05-06T23:15:00+07:00".parse().unwrap()),
            Cell::Link { text: "mở".into(), url: format!("https://thucdia.example/{number}") },
        ];
        (Some(Geometry::Point([longitude, 21.85])), Row::from(cells))
    };
    let mut rows: Vec<_> = (1..=20).map(row).collect();
    let mut nowhere = vec![Cell::Empty; 6];
    nowhere[0] = Cell::text("=HYPERLINK(\"https://example.com\")");
    nowhere[1] = Cell::ToFill;
    rows.push((None, nowhere.into()));
    rows
}

fn written_csv(folder: &Path) -> PathBuf {
    let path = folder.join("register.csv");
    let mut writer = csv::Writer::new(BufWriter::new(File::create(&path).unwrap()), table()).unwrap();
    for (_, row) in rows() {
        writer.row(&row).unwrap();
    }
    writer.finish().unwrap();
    path
}

/// The rows of a file of comma-separated values, as Python reads them.
fn read_by_python(path: &Path) -> Vec<Vec<String>> {
    let script =
        "import csv,json,sys\nprint(json.dumps(list(csv.reader(open(sys.argv[1],encoding='utf-8-sig',newline='')))))";
    serde_json::from_str(&run(Command::new("python3").args(["-c", script]).arg(path))).unwrap()
}

#[test]
fn python_reads_the_values_as_they_were_written() {
    let folder = tempfile::tempdir().unwrap();
    let read = read_by_python(&written_csv(folder.path()));
    assert_eq!(read[0], ["Tên", "Số ảnh", "Kinh độ", "Ngày", "Lúc", "Phiếu"]);
    assert_eq!(
        read[3],
        [
            "Đường \"Bản Làn\", số 3\nxã Điềm He; =1+1",
            "3",
            "106.530000",
            "2024-05-09",
            "2024-05-06T23:15:00.000+07:00",
            "https://thucdia.example/3",
        ]
    );
    assert_eq!(read[21], ["'=HYPERLINK(\"https://example.com\")", "", "", "", "", ""]);
    assert_eq!(read.len(), 22);
}

#[test]
fn libreoffice_reads_the_workbook_as_it_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("register.xlsx");
    let mut plain = table();
    plain.name = "Phiếu".into();
    let mut form = table();
    form.name = "Biểu 03".into();
    form.title = "KẾT QUẢ KIỂM TRA".into();
    form.numbered = true;
    form.columns[1].group = Some("Trong đó".into());
    form.columns[2].group = Some("Trong đó".into());
    let each = |table: Table| (table, rows().into_iter().map(|(_, row)| Ok(row)));
    xlsx::write([each(plain), each(form)], folder.path(), File::create(&path).unwrap()).unwrap();
    // Each sheet as a file: separated by commas, quoted, UTF-8, cells as they look.
    let format = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1";
    let made = folder.path().join("register-Phiếu.csv");
    std::fs::write(folder.path().join("register.csv"), "").unwrap();
    converted(&path, format);
    let read = read_by_python(&made);
    assert_eq!(read[0], ["Tên", "Số ảnh", "Kinh độ", "Ngày", "Lúc", "Phiếu"]);
    assert_eq!(
        read[3],
        ["Đường \"Bản Làn\", số 3\nxã Điềm He; =1+1", "3", "106.530000", "09/05/2024", "23:15 06/05/2024", "mở"]
    );
    assert_eq!(read[21][..2], ["=HYPERLINK(\"https://example.com\")", "……"]);
    let read = read_by_python(&folder.path().join("register-Biểu 03.csv"));
    assert_eq!(read[0][0], "KẾT QUẢ KIỂM TRA");
    assert_eq!(read[1], ["Tên", "Trong đó", "", "Ngày", "Lúc", "Phiếu"]);
    assert_eq!(read[2], ["", "Số ảnh", "Kinh độ", "", "", ""]);
    assert_eq!(read[3], ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"]);
    assert_eq!(read[4][1], "1");
}

fn written_layers(folder: &Path) -> PathBuf {
    let path = folder.join("layers.gpkg");
    let mut writer = geopackage::Writer::create(&path, Timestamp(1_715_000_000_000)).unwrap();
    let of =
        vec![("1".to_owned(), "Một".to_owned(), (200, 0, 0)), ("2".to_owned(), "Hai & ba".to_owned(), (0, 0, 200))];
    let style = Style::Each(Colours { key: "so_anh".into(), of });
    writer.layer(Layer { table: table(), kind: GeometryKind::Point, style }).unwrap();
    for (place, row) in rows() {
        writer.feature(place.as_ref(), &row).unwrap();
    }
    let columns = vec![Column::new("ten", "Tên", Kind::Text, 30.0)];
    let communes = Table { name: "xa".into(), title: "Xã, thị trấn".into(), columns, ..Table::default() };
    writer.layer(Layer { table: communes, kind: GeometryKind::MultiPolygon, style: Style::One((80, 80, 80)) }).unwrap();
    let ring = vec![[106.5, 21.8], [106.6, 21.8], [106.6, 21.9], [106.5, 21.8]];
    writer.feature(Some(&Geometry::MultiPolygon(vec![vec![ring]])), &vec![Cell::text("Xã Điềm He")].into()).unwrap();
    writer.finish().unwrap();
    path
}

fn features_by_gdal(file: &Path, layer: &str) -> Vec<Value> {
    let mut command = Command::new("ogr2ogr");
    command.args(["-f", "GeoJSON", "/vsistdout/"]).arg(file).arg(layer);
    let read: Value = serde_json::from_str(&run(&mut command)).unwrap();
    read["features"].as_array().unwrap().clone()
}

#[test]
fn gdal_reads_layers_and_features_as_they_were_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = written_layers(folder.path());
    let told = run(Command::new("ogrinfo").args(["-so", "-al"]).arg(&path));
    for words in [
        "Layer name: phieu_kiem_tra",
        "Geometry: Point",
        "Feature Count: 21",
        "ID[\"EPSG\",4326]",
        "ngay: Date",
        "luc: DateTime",
        "so_anh: Integer64",
        "Layer name: xa",
        "Geometry: Multi Polygon",
        "Xã, thị trấn",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    assert!(!told.to_lowercase().contains("warning"), "{told}");
    let read = features_by_gdal(&path, "phieu_kiem_tra");
    let third = &read[2];
    assert_eq!(third["geometry"]["coordinates"], serde_json::json!([106.53, 21.85]));
    assert_eq!(third["properties"]["ten"], "Đường \"Bản Làn\", số 3\nxã Điềm He; =1+1");
    assert_eq!(third["properties"]["so_anh"], 3);
    assert_eq!(third["properties"]["ngay"], "2024-05-09");
    assert_eq!(third["properties"]["luc"], "2024-05-06T16:15:00Z");
    assert_eq!(read[20]["geometry"], Value::Null);
    let communes = features_by_gdal(&path, "xa");
    assert_eq!(communes[0]["geometry"]["type"], "MultiPolygon");

    // The same rows as GeoJSON say the same.
    let out = folder.path().join("register.geojson");
    let mut writer = geojson::Writer::new(BufWriter::new(File::create(&out).unwrap()), table()).unwrap();
    for (place, row) in rows() {
        writer.feature(place.as_ref(), &row).unwrap();
    }
    writer.finish().unwrap();
    let same = features_by_gdal(&out, "phieu_kiem_tra");
    assert_eq!(same.len(), read.len());
    for (one, other) in same.iter().zip(&read) {
        assert_eq!(one["geometry"], other["geometry"]);
        for name in ["ten", "so_anh", "kinh_do", "ngay", "phieu"] {
            assert_eq!(one["properties"][name], other["properties"][name], "{name}");
        }
    }
}

#[test]
fn the_index_over_places_is_used_and_stays_true_when_a_program_changes_the_layer() {
    let folder = tempfile::tempdir().unwrap();
    let path = written_layers(folder.path());
    let sql = |statement: &str| run(Command::new("ogrinfo").arg(&path).args(["-sql", statement]));
    assert!(sql("SELECT HasSpatialIndex('phieu_kiem_tra', 'geom')").contains("(Integer) = 1"));
    let within = || {
        let mut command = Command::new("ogrinfo");
        command.args(["-ro", "-spat", "106.525", "21.8", "106.555", "21.9"]).arg(&path).arg("phieu_kiem_tra");
        run(&mut command).matches("OGRFeature").count()
    };
    assert_eq!(within(), 3);
    sql("DELETE FROM phieu_kiem_tra WHERE so_anh = 4");
    assert_eq!(within(), 2);
    sql("UPDATE phieu_kiem_tra SET geom = (SELECT geom FROM phieu_kiem_tra WHERE so_anh = 3) WHERE so_anh > 15");
    assert_eq!(within(), 7);
    let styles = "SELECT f_table_name, styleQML FROM layer_styles";
    let told = sql(styles);
    assert!(
        told.contains("categorizedSymbol") && told.contains("Hai &amp; ba") && told.contains("singleSymbol"),
        "{told}"
    );
    let script = "import sqlite3,sys\nc=sqlite3.connect(sys.argv[1])\nprint(c.execute('pragma integrity_check').fetchall(), \
                  c.execute('pragma foreign_key_check').fetchall(), c.execute('pragma application_id').fetchone())\n\
                  import xml.dom.minidom\nfor (q,) in c.execute('select styleQML from layer_styles'): xml.dom.minidom.parseString(q)";
    let told = run(Command::new("python3").args(["-c", script]).arg(&path));
    assert_eq!(told.trim(), "[('ok',)] [] (1196444487,)");
}
