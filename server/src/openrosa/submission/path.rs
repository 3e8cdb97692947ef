//! Where something stands in a submission, written out only when somebody is told of it.

use std::{collections::HashMap, fmt};

use crate::openrosa::tree::Element;

/// More children than this are counted through a map; comparing each with each would take a hostile one too long.
const FEW: usize = 16;

/// A path: `/data/answers/site/width`. The second element of a name is `width[2]`.
#[derive(Clone, Copy, Debug)]
pub(super) struct At<'a> {
    above: Option<&'a At<'a>>,
    name: &'a str,
    /// Which of its name this is, from 1.
    pub count: u32,
}

impl<'a> At<'a> {
    /// The path of the root.
    pub(super) fn root(name: &'a str) -> Self {
        Self { above: None, name, count: 1 }
    }

    /// The path of the first element `name` below this one.
    pub(super) fn below(&'a self, name: &'a str) -> Self {
        Self { above: Some(self), name, count: 1 }
    }
}

impl fmt::Display for At<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(above) = self.above {
            above.fmt(out)?;
        }
        write!(out, "/{}", self.name)?;
        if self.count > 1 { write!(out, "[{}]", self.count) } else { Ok(()) }
    }
}

/// The children of an element with their paths.
pub(super) fn numbered<'a>(path: &'a At<'a>, element: &'a Element) -> Vec<(&'a Element, At<'a>)> {
    let mut seen: HashMap<&str, u32> = HashMap::new();
    let mut done: Vec<(&Element, At<'_>)> = Vec::with_capacity(element.children.len());
    for child in &element.children {
        let name = child.local();
        let count = if element.children.len() <= FEW {
            let before = done.iter().rev().find(|(_, at)| at.name == name);
            before.map_or(1, |(_, at)| at.count + 1)
        } else {
            let count = seen.entry(name).or_default();
            *count += 1;
            *count
        };
        done.push((child, At { above: Some(path), name, count }));
    }
    done
}
