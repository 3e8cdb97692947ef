//! Forms with one flaw each.

use std::collections::BTreeSet;

use super::{Flaw, form};
use crate::openrosa::{lists, xform};

fn flaws(xml: &str) -> Vec<String> {
    form(xml.as_bytes(), &|_| None).iter().map(ToString::to_string).collect()
}

fn with(binds: &str, body: &str) -> String {
    format!(
        "<h:html xmlns:h=\"x\"><h:head><model><itext><translation lang=\"vi\"><text id=\"a\"><value>A</value></text>\
         </translation><translation lang=\"en\"><text id=\"a\"><value>A</value></text></translation></itext>\
         <instance><data id=\"f\"><a/><g><b/><c/></g></data></instance>\
         <instance id=\"list\"><root><item><name>x</name><label>X</label></item><item><name>y</name></item></root></instance>\
         <instance id=\"rows\" src=\"jr://file-csv/rows.csv\"/>{binds}</model></h:head><h:body>{body}</h:body></h:html>"
    )
}

fn bind(node: &str, attribute: &str) -> String {
    with(
        &format!("<bind nodeset=\"{node}\" {attribute}/>"),
        "<input ref=\"/data/a\"><label ref=\"jr:itext('a')\"/></input>",
    )
}

#[test]
fn forms_of_ours_have_no_flaw() {
    for checklist in xform::tests::builtin() {
        let planned = lists::planned_figures(&checklist);
        let found = form(&xform::form(&checklist).xml, &|list| lists::columns(list, &planned));
        assert_eq!(found, [], "{}", checklist.id);
    }
}

#[test]
fn a_form_that_asks_a_column_that_no_list_has_says_so() {
    let checklists = xform::tests::builtin();
    let model = checklists.iter().find(|checklist| checklist.id.as_str() == "production_support_model").unwrap();
    let found = form(&xform::form(model).xml, &|list| lists::columns(list, &BTreeSet::new()));
    assert!(!found.is_empty());
    assert!(found.iter().all(|flaw| matches!(flaw, Flaw::DeadPath { path, .. } if path.contains("planned_"))));
}

#[test]
fn a_dead_path_in_relevant_is_named() {
    assert_eq!(
        flaws(&bind("/data/a", "relevant=\"/data/gone = 1\"")),
        ["relevant of /data/a: /data/gone leads nowhere"]
    );
}

#[test]
fn each_place_that_can_hold_a_path_is_looked_at() {
    for attribute in ["relevant", "constraint", "calculate", "required", "readonly"] {
        for dead in
            ["/data/gone", "../gone", "../../data/gone", "/data/g/b/deeper", "/other", "instance('none')/root/item"]
        {
            let found = flaws(&bind("/data/g/b", &format!("{attribute}=\"1 + {dead} = 2\"")));
            assert_eq!(found.len(), 1, "{attribute} {dead}: {found:?}");
        }
        for alive in
            ["/data/g/c", "../c", "../../a", "current()/../c", "./../c", "instance('list')/root/item[name = 'x']/label"]
        {
            let found = flaws(&bind("/data/g/b", &format!("{attribute}=\"string({alive}) = 'x'\"")));
            assert_eq!(found, [] as [String; 0], "{attribute} {alive}");
        }
    }
    for (binds, body) in [
        ("<bind nodeset=\"/data/gone\"/>", ""),
        ("<setvalue event=\"e\" ref=\"/data/gone\" value=\"1\"/>", ""),
        ("<setvalue event=\"e\" ref=\"/data/a\" value=\"/data/gone\"/>", ""),
        ("", "<input ref=\"/data/gone\"/>"),
        ("", "<group ref=\"/data/g\"><repeat nodeset=\"/data/gone\"/></group>"),
        ("", "<repeat nodeset=\"/data/g\" jr:count=\"/data/gone\"/>"),
        ("", "<input ref=\"/data/a\"><label>x <output value=\"/data/gone\"/></label></input>"),
        ("", "<input ref=\"/data/a\"><setvalue event=\"e\" ref=\"/data/gone\"/></input>"),
        ("", "<select1 ref=\"/data/a\"><itemset nodeset=\"instance('none')/root/item\"/></select1>"),
        ("", "<select1 ref=\"/data/a\"><itemset nodeset=\"instance('list')/root/item[gone = 1]\"/></select1>"),
        (
            "",
            "<select1 ref=\"/data/a\"><itemset nodeset=\"instance('list')/root/item\"><value ref=\"gone\"/></itemset></select1>",
        ),
    ] {
        assert_eq!(flaws(&with(binds, body)).len(), 1, "{binds} {body}");
    }
}

#[test]
fn a_column_that_only_some_rows_have_is_a_column() {
    let rows = "<select1 ref=\"/data/a\"><itemset nodeset=\"instance('list')/root/item[label = 'X']\">\
                <value ref=\"name\"/><label ref=\"label\"/></itemset></select1>";
    assert_eq!(flaws(&with("", rows)), [] as [String; 0]);
}

#[test]
fn a_column_of_a_file_is_held_against_those_that_it_has() {
    let xml = bind("/data/a", "relevant=\"instance('rows')/root/item[name = 'x']/width > 1\"");
    assert_eq!(form(xml.as_bytes(), &|_| None), []);
    let has = |columns: &[&str]| {
        let columns: Vec<String> = columns.iter().map(|&column| column.to_owned()).collect();
        form(xml.as_bytes(), &|list| (list == "rows").then(|| columns.clone()))
    };
    assert_eq!(has(&["name", "width"]), []);
    assert_eq!(has(&["name"]).len(), 1);
}

#[test]
fn what_a_sentence_computes_is_computed_where_it_is_said() {
    let said = |value: &str, node: &str| {
        let text = format!("<text id=\"b\"><value>x <output value=\"{value}\"/></value></text></translation>");
        let body = format!("<input ref=\"{node}\"><label ref=\"jr:itext('b')\"/></input>");
        flaws(&with("", &body).replace("</translation>", &text))
    };
    assert_eq!(said("../c", "/data/g/b"), [] as [String; 0]);
    assert_eq!(said("../c", "/data/a").len(), 2, "once a language");
}

#[test]
fn a_sentence_must_stand_in_every_language() {
    let xml = with("", "<input ref=\"/data/a\"><label ref=\"jr:itext('b')\"/></input>");
    assert_eq!(flaws(&xml), ["the sentence b is missing in \"vi\"", "the sentence b is missing in \"en\""]);
}

#[test]
fn questions_that_wait_for_each_other_are_named() {
    let circle = |binds: &str| {
        let found = form(with(binds, "").as_bytes(), &|_| None);
        !found.is_empty() && found.iter().all(|flaw| matches!(flaw, Flaw::Circle(_)))
    };
    assert!(circle("<bind nodeset=\"/data/a\" relevant=\"/data/a = 1\"/>"));
    assert!(circle(
        "<bind nodeset=\"/data/a\" relevant=\"/data/g/b = 1\"/><bind nodeset=\"/data/g/b\" relevant=\"/data/a = 1\"/>"
    ));
    assert!(circle("<bind nodeset=\"/data/g\" relevant=\"/data/g/b = 1\"/>"), "a group that waits for what is in it");
    assert!(!circle("<bind nodeset=\"/data/a\" constraint=\"/data/a = 1\"/>"), "a constraint waits for nothing");
    assert!(!circle(
        "<bind nodeset=\"/data/g/b\" relevant=\"/data/g/c = 1\"/><bind nodeset=\"/data/g\" relevant=\"/data/a = 1\"/>"
    ));
}

#[test]
fn what_is_no_form_is_told_apart_from_a_form_with_flaws() {
    assert!(matches!(form(b"<a>", &|_| None).as_slice(), [Flaw::NotXml(_)]));
    assert!(matches!(form(b"<a/>", &|_| None).as_slice(), [Flaw::NoForm]));
    assert!(matches!(
        form(bind("/data/a", "relevant=\"(\"").as_bytes(), &|_| None).as_slice(),
        [Flaw::NotXPath { .. }]
    ));
}

#[test]
fn deep_forms_with_prefixes_are_checked_in_no_time() {
    let deep = format!("{}{}", "<p:a>".repeat(55), "</p:a>".repeat(55));
    let xml = with("", "").replace("<a/>", &format!("<a/>{deep}"));
    assert_eq!(flaws(&xml.replace("<h:body>", "<h:body><input ref=\"/data/p:a/a/p:a\"/>")), [] as [String; 0]);
}
