//! What of a table is asked for.

use super::{EntitySet, Refusal, filter::Filter, parser};

/// What of a table is asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// The places of the properties to be shown, in the order they were named; none are all.
    pub select: Option<Vec<usize>>,
    /// At most so many rows.
    pub top: Option<u64>,
    /// So many rows are passed over.
    pub skip: Option<u64>,
    /// Where a page goes on, as the page before said.
    pub skip_token: Option<String>,
    /// Whether to say how many rows there are in all.
    pub count: bool,
    /// Which rows.
    pub filter: Option<Filter>,
}

impl Query {
    /// Reads the pairs of a query, decoded. Names may lack their `$`, as 4.01 has it; those without one that are no
    /// option of `OData` are left to others.
    pub fn parse<K: AsRef<str>, V: AsRef<str>>(
        set: &EntitySet,
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> Result<Self, Refusal> {
        let mut query = Self::default();
        let mut seen: Vec<String> = Vec::new();
        for (name, value) in pairs {
            let (name, value) = (name.as_ref(), value.as_ref().trim());
            let option = name.strip_prefix('$').unwrap_or(name).to_ascii_lowercase();
            match option.as_str() {
                "select" => query.select = select(set, value)?,
                "top" => query.top = Some(number("$top", value)?),
                "skip" => query.skip = Some(number("$skip", value)?),
                "skiptoken" => query.skip_token = Some(value.to_owned()),
                "count" => {
                    query.count = match value {
                        "true" => true,
                        "false" => false,
                        _ => return Err(Refusal::Wrong("$count is true or false".into())),
                    }
                }
                "filter" => query.filter = Some(parser::parse(set, value)?),
                "format" if value == "json" || value.starts_with("application/json") => {}
                "expand" | "orderby" | "search" | "apply" | "compute" | "format" | "deltatoken" | "index"
                | "levels" | "schemaversion" => {
                    return Err(Refusal::NotOffered(format!("${option} is not offered here")));
                }
                _ if name.starts_with('$') => return Err(Refusal::Wrong(format!("{name} is no option of OData"))),
                _ => continue,
            }
            if seen.contains(&option) {
                return Err(Refusal::Wrong(format!("${option} is given twice")));
            }
            seen.push(option);
        }
        Ok(query)
    }
}

fn number(name: &str, value: &str) -> Result<u64, Refusal> {
    let digits = !value.is_empty() && value.bytes().all(|digit| digit.is_ascii_digit());
    let number = if digits { value.parse().ok() } else { None };
    number.ok_or_else(|| Refusal::Wrong(format!("{name} is a whole number from 0")))
}

fn select(set: &EntitySet, value: &str) -> Result<Option<Vec<usize>>, Refusal> {
    let mut places = Vec::new();
    for name in value.split(',').map(str::trim) {
        if name == "*" {
            return Ok(None);
        }
        if name.contains(['/', '(']) {
            return Err(Refusal::NotOffered(format!("$select of {name} is not offered here")));
        }
        let (place, _) =
            set.property(name).ok_or_else(|| Refusal::Wrong(format!("{} has no property {name}", set.name)))?;
        if !places.contains(&place) {
            places.push(place);
        }
    }
    Ok(Some(places))
}

#[cfg(test)]
mod tests {
    use super::{super::tests::RECORDS, *};

    fn parse(pairs: &[(&str, &str)]) -> Result<Query, Refusal> {
        Query::parse(&RECORDS, pairs.iter().copied())
    }

    #[test]
    fn options_are_read() {
        let query =
            parse(&[("$top", "10"), ("$skip", "20"), ("count", "true"), ("$skiptoken", "a b"), ("x", "1")]).unwrap();
        let expected =
            Query { top: Some(10), skip: Some(20), count: true, skip_token: Some("a b".into()), ..Query::default() };
        assert_eq!(query, expected);
        assert_eq!(parse(&[("$select", "photos, id,photos")]).unwrap().select, Some(vec![2, 0]));
        assert_eq!(parse(&[("$select", "*"), ("$format", "json")]).unwrap(), Query::default());
    }

    #[test]
    fn what_is_wrong_is_400_and_what_is_not_offered_501() {
        for (status, pair) in [
            (400, ("$top", "-1")),
            (400, ("$top", "+1")),
            (400, ("$top", "99999999999999999999")),
            (400, ("$count", "yes")),
            (400, ("$select", "nothing")),
            (400, ("$nothing", "1")),
            (501, ("$expand", "Photos")),
            (501, ("$orderby", "id")),
            (501, ("$select", "a/b")),
            (501, ("$format", "application/atom+xml")),
        ] {
            let refusal = parse(&[pair]).unwrap_err();
            assert_eq!(refusal.status(), status, "{pair:?}: {refusal}");
            assert_eq!(refusal.body()["error"]["message"], refusal.to_string());
        }
        assert_eq!(parse(&[("$top", "1"), ("top", "2")]).unwrap_err().status(), 400);
    }
}
