//! The tables that make a SQLite file a `GeoPackage`, as the standard writes them.

/// The tables of every file, and the one in which QGIS keeps styles.
pub(super) const TABLES: &str = r#"
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT
);
INSERT INTO gpkg_spatial_ref_sys VALUES
  ('Undefined cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined cartesian coordinate reference system'),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system'),
  ('WGS 84 geodetic', 4326, 'EPSG', 4326, 'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]', 'longitude/latitude coordinates in decimal degrees on the WGS 84 spheroid');
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id)
);
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id)
);
CREATE TABLE gpkg_extensions (
  table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name)
);
CREATE TABLE gpkg_data_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT, mime_type TEXT,
  constraint_name TEXT,
  CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name)
);
CREATE TABLE gpkg_data_column_constraints (
  constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC, min_is_inclusive BOOLEAN,
  max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value)
);
INSERT INTO gpkg_extensions VALUES
  ('gpkg_data_columns', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec121/#extension_schema', 'read-write'),
  ('gpkg_data_column_constraints', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec121/#extension_schema', 'read-write');
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256),
  f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
  useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
  update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now'))
);
INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change)
  VALUES ('layer_styles', 'attributes', 'layer_styles', '1970-01-01T00:00:00.000Z');
"#;

pub(super) const CONTENTS: &str = "INSERT INTO gpkg_contents \
    (table_name, data_type, identifier, last_change, min_x, min_y, max_x, max_y, srs_id) \
    VALUES (?1, 'features', ?2, ?3, ?4, ?5, ?6, ?7, 4326)";
pub(super) const GEOMETRY_COLUMN: &str = "INSERT INTO gpkg_geometry_columns VALUES (?1, 'geom', ?2, 4326, 0, 0)";
pub(super) const EXTENSION: &str = "INSERT INTO gpkg_extensions VALUES \
    (?1, 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')";
/// A title may stand over several columns, while names are told apart: the key is the name.
pub(super) const DATA_COLUMN: &str =
    "INSERT INTO gpkg_data_columns (table_name, column_name, name, title) VALUES (?1, ?2, ?2, ?3)";
pub(super) const LAYER_STYLE: &str = "INSERT INTO layer_styles \
    (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, \
    description, owner, update_time) VALUES ('', '', ?1, 'geom', 'thucdia', ?3, '', 1, ?2, '', ?4)";

/// A name that needs no quoting anywhere: lower-case ASCII letters, digits and `_`, beginning with a letter.
pub(super) fn identifier(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let plain = |letter: char| match letter {
        'đ' | 'Đ' => Some('d'),
        letter if letter.is_ascii_alphanumeric() => Some(letter.to_ascii_lowercase()),
        ' ' | '-' | '_' | '.' => Some('_'),
        _ => None,
    };
    let name: String = name.nfd().filter_map(plain).collect();
    let name = name.trim_matches('_');
    if name.starts_with(|letter: char| letter.is_ascii_digit()) { format!("t_{name}") } else { name.to_owned() }
}

/// A layer's table and its index over places.
pub(super) fn layer(name: &str, geometry: &str, keys: &[String], kinds: &[&str]) -> String {
    let columns: Vec<String> = keys.iter().zip(kinds).map(|(key, kind)| format!(", \"{key}\" {kind}")).collect();
    let columns = columns.concat();
    format!(
        "CREATE TABLE \"{name}\" (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom {geometry}{columns});
         CREATE VIRTUAL TABLE \"rtree_{name}_geom\" USING rtree(id, minx, maxx, miny, maxy);"
    )
}

pub(super) fn insert(name: &str, keys: &[String]) -> String {
    let columns = keys.iter().map(|key| format!(", \"{key}\"")).collect::<Vec<_>>().concat();
    let places = (0..keys.len()).map(|at| format!(", ?{}", at + 2)).collect::<Vec<_>>().concat();
    format!("INSERT INTO \"{name}\" (geom{columns}) VALUES (?1{places})")
}

pub(super) fn insert_index(name: &str) -> String {
    format!("INSERT INTO \"rtree_{name}_geom\" VALUES (?1, ?2, ?3, ?4, ?5)")
}

/// What keeps the index true when a program changes the layer: the triggers of the standard's annex F.3, which call
/// functions that such a program brings.
pub(super) fn triggers(name: &str) -> String {
    let index = format!("\"rtree_{name}_geom\"");
    let put = format!(
        "INSERT OR REPLACE INTO {index} VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom));"
    );
    let some = "(NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom))";
    let none = "(NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))";
    let out = |which: &str| format!("DELETE FROM {index} WHERE id {which};");
    [
        ("insert", "AFTER INSERT", some.to_owned(), put.clone()),
        ("update1", "AFTER UPDATE OF geom", format!("OLD.fid = NEW.fid AND {some}"), put.clone()),
        ("update2", "AFTER UPDATE OF geom", format!("OLD.fid = NEW.fid AND {none}"), out("= OLD.fid")),
        ("update3", "AFTER UPDATE", format!("OLD.fid != NEW.fid AND {some}"), out("= OLD.fid") + &put),
        ("update4", "AFTER UPDATE", format!("OLD.fid != NEW.fid AND {none}"), out("IN (OLD.fid, NEW.fid)")),
        ("delete", "AFTER DELETE", "OLD.geom NOT NULL".to_owned(), out("= OLD.fid")),
    ]
    .map(|(trigger, when, condition, then)| {
        format!(
            "CREATE TRIGGER \"rtree_{name}_geom_{trigger}\" {when} ON \"{name}\" WHEN ({condition}) BEGIN {then} END;\n"
        )
    })
    .concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_need_no_quoting() {
        assert_eq!(identifier("Đối tượng kiểm tra"), "doi_tuong_kiem_tra");
        assert_eq!(identifier("2024 \"; DROP"), "t_2024__drop");
        assert_eq!(identifier("---"), "");
    }
}
