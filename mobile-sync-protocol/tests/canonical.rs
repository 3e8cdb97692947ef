//! RFC 8785, by its own published examples, and what must hold of any JSON.

use mobile_sync_protocol::canonical::{Json, canonical_of};
use proptest::prelude::*;

use crate::common;

fn canonical(text: &str) -> String {
    String::from_utf8(Json::parse(text.as_bytes()).unwrap().canonical()).unwrap()
}

/// Appendix B: the bits of a double and its one text.
const NUMBERS: [(u64, &str); 24] = [
    (0x0000_0000_0000_0000, "0"),
    (0x8000_0000_0000_0000, "0"),
    (0x0000_0000_0000_0001, "5e-324"),
    (0x8000_0000_0000_0001, "-5e-324"),
    (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
    (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"),
    (0x4340_0000_0000_0000, "9007199254740992"),
    (0xc340_0000_0000_0000, "-9007199254740992"),
    (0x4430_0000_0000_0000, "295147905179352830000"),
    (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
    (0x44b5_2d02_c7e1_4af6, "1e+23"),
    (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
    (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
    (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"),
    (0x444b_1ae4_d6e2_ef50, "1e+21"),
    (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
    (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
    (0x41b3_de43_5555_5553, "333333333.3333332"),
    (0x41b3_de43_5555_5554, "333333333.33333325"),
    (0x41b3_de43_5555_5555, "333333333.3333333"),
    (0x41b3_de43_5555_5556, "333333333.3333334"),
    (0x41b3_de43_5555_5557, "333333333.33333343"),
    (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
    (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
];

#[test]
fn the_number_table_of_appendix_b_holds_both_ways() {
    for (bits, text) in NUMBERS {
        let number = f64::from_bits(bits);
        assert_eq!(Json::Number(number).canonical(), text.as_bytes(), "{bits:016x}");
        let expected = if number == 0.0 { 0.0 } else { number };
        assert_eq!(Json::parse(text.as_bytes()).unwrap(), Json::Number(expected), "{text}");
    }
}

#[test]
fn the_example_of_sections_3_2_2_and_3_2_3_holds() {
    let text = r#"{
        "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
        "literals": [null, true, false]
    }"#;
    let expected = concat!(
        r#"{"literals":[null,true,false],"#,
        r#""numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"#,
        r#""string":"€$\u000f\nA'B\"\\\\\"/"}"#
    );
    assert_eq!(canonical(text), expected);
}

#[test]
fn keys_are_ordered_by_utf_16_code_units() {
    let text = r#"{
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\ud83d\ude00": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis"
    }"#;
    let expected = concat!(
        r#"{"\r":"Carriage Return","1":"One",""#,
        "\u{80}",
        r#"":"Control","ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign","#,
        r#""😀":"Emoji: Grinning Face",""#,
        "\u{fb33}",
        r#"":"Hebrew Letter Dalet With Dagesh"}"#
    );
    assert_eq!(canonical(text), expected);
}

#[test]
fn the_published_files_come_out_byte_for_byte() {
    for name in ["arrays", "french", "structures", "unicode", "values", "weird"] {
        let input = common::read(&format!("vectors/rfc8785/input/{name}.json"));
        let output = common::read(&format!("vectors/rfc8785/output/{name}.json"));
        assert_eq!(canonical(&input), output, "{name}");
    }
}

#[test]
fn a_key_that_stands_twice_is_refused_at_any_depth() {
    for text in [r#"{"a":1,"a":1}"#, r#"{"a":1,"\u0061":2}"#, r#"[{"b":{"c":0,"d":0,"c":0}}]"#] {
        let why = Json::parse(text.as_bytes()).unwrap_err().to_string();
        assert!(why.contains("duplicate key"), "{text}: {why}");
    }
}

#[test]
fn what_is_no_json_value_is_refused() {
    let deep = "[".repeat(200) + &"]".repeat(200);
    for text in ["", "nul", "1e400", "-", "01", "{\"a\":1,}", "[1] 2", r#""\ud800""#, "\"\u{1}\"", "NaN", &deep] {
        assert!(Json::parse(text.as_bytes()).is_err(), "{text:.20}");
    }
    assert!(Json::parse(b"\"\xff\"").is_err());
}

#[test]
fn an_integer_beyond_2_to_53_becomes_the_nearest_double() {
    assert_eq!(canonical("9007199254740993"), "9007199254740992");
    assert_eq!(canonical("18446744073709551616"), "18446744073709552000");
}

#[test]
fn only_the_named_member_of_the_outermost_object_is_left_out() {
    let json = Json::parse(br#"{"signature":1,"b":{"signature":2},"a":0}"#).unwrap();
    assert_eq!(json.without("signature").canonical(), br#"{"a":0,"b":{"signature":2}}"#);
    assert_eq!(Json::Null.without("signature"), Json::Null);
}

#[test]
fn a_number_that_is_not_finite_becomes_null_as_in_a_browser() {
    assert_eq!(canonical_of(&[f64::NAN, f64::INFINITY, 1.0]).unwrap(), b"[null,null,1]");
}

#[test]
fn a_revision_has_one_canonical_form_however_it_was_written() {
    let revision = common::revision();
    let pretty = serde_json::to_vec_pretty(&revision).unwrap();
    assert_eq!(Json::parse(&pretty).unwrap().canonical(), canonical_of(&revision).unwrap());
}

fn json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Bool),
        any::<f64>().prop_filter("finite", |number| number.is_finite()).prop_map(Json::Number),
        any::<i32>().prop_map(|number| Json::Number(f64::from(number))),
        any::<String>().prop_map(Json::String),
    ];
    leaf.prop_recursive(4, 48, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Json::Array),
            prop::collection::btree_map(any::<String>(), inner, 0..6)
                .prop_map(|members| Json::Object(members.into_iter().collect())),
        ]
    })
}

/// The same value with the members of every object in another order.
fn turned(json: &Json) -> Json {
    match json {
        Json::Array(parts) => Json::Array(parts.iter().map(turned).collect()),
        Json::Object(members) => {
            let mut members: Vec<_> = members.iter().map(|(name, value)| (name.clone(), turned(value))).collect();
            members.reverse();
            let middle = members.len() / 2;
            members.rotate_left(middle);
            Json::Object(members)
        }
        other => other.clone(),
    }
}

proptest! {
    #[test]
    fn canonical_text_is_a_fixed_point(json in json()) {
        let text = json.canonical();
        prop_assert_eq!(Json::parse(&text).unwrap().canonical(), text);
    }

    #[test]
    fn the_order_of_members_does_not_matter(json in json()) {
        prop_assert_eq!(turned(&json).canonical(), json.canonical());
    }

    #[test]
    fn space_between_tokens_does_not_matter(json in json()) {
        let text = json.canonical();
        let value: serde_json::Value = serde_json::from_slice(&text).unwrap();
        let pretty = serde_json::to_vec_pretty(&value).unwrap();
        prop_assert_eq!(Json::parse(&pretty).unwrap().canonical(), text);
    }

    #[test]
    fn every_double_comes_back_as_it_was(bits in any::<u64>()) {
        let number = f64::from_bits(bits);
        prop_assume!(number.is_finite() && number != 0.0);
        let text = Json::Number(number).canonical();
        match Json::parse(&text).unwrap() {
            Json::Number(read) => prop_assert_eq!(read.to_bits(), bits),
            other => prop_assert!(false, "{:?}", other),
        }
    }

    #[test]
    fn any_key_that_stands_twice_is_refused(name in any::<String>(), value in json()) {
        let pair = (name, value);
        let text = Json::Object(vec![pair.clone(), pair]).canonical();
        prop_assert!(Json::parse(&text).is_err());
    }

    #[test]
    fn no_bytes_make_the_reader_fall_over(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        if let Ok(json) = Json::parse(&bytes) {
            prop_assert!(Json::parse(&json.canonical()).is_ok());
        }
    }
}
