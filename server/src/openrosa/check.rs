//! Holds a form against itself: does every path lead to a node, does every sentence stand in every language, and do no
//! two questions wait for each other?
//!
//! ODK Validate accepts a `relevant` whose path leads nowhere, and the engines then hide the question without a word.

mod checklist;
mod flaw;
mod places;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use self::places::Places;
pub use self::{checklist::checklist, flaw::Flaw};
use super::{
    tree::{self, Element, Limits},
    xpath::{self, Expr},
};

/// How large a form may be.
const LIMITS: Limits = Limits { bytes: 16 << 20, depth: 64, elements: 400_000 };

/// Everything that is wrong with the form `xml`; empty where clients can fill it. `columns` gives the columns of a list
/// that comes as a file; where it knows none, any column is taken.
pub fn form(xml: &[u8], columns: &dyn Fn(&str) -> Option<Vec<String>>) -> Vec<Flaw> {
    let root = match tree::read(xml, LIMITS) {
        Ok(root) => root,
        Err(why) => return vec![Flaw::NotXml(why)],
    };
    let model = root.child("head").and_then(|head| head.child("model"));
    let (Some(model), Some(body)) = (model, root.child("body")) else { return vec![Flaw::NoForm] };
    let Some(places) = Places::of(model, columns) else { return vec![Flaw::NoForm] };
    let mut checker = Checker { places, waits: BTreeMap::new(), texts: BTreeMap::new(), found: Vec::new() };
    checker.model(model);
    checker.body(body, "");
    checker.sentences(model);
    checker.circles();
    checker.found
}

struct Checker<'a> {
    places: Places<'a>,
    /// Which nodes a node's being asked, or its value, depends on.
    waits: BTreeMap<String, BTreeSet<String>>,
    /// The sentences that are named, and the nodes where they are said.
    texts: BTreeMap<String, BTreeSet<String>>,
    found: Vec<Flaw>,
}

impl<'a> Checker<'a> {
    fn model(&mut self, model: &'a Element) {
        let mut bound = BTreeSet::new();
        for bind in model.children.iter().filter(|child| child.local() == "bind") {
            let nodeset = bind.attribute("nodeset").unwrap_or_default();
            let Some(node) = self.node("bind nodeset", nodeset, "") else { continue };
            if !bound.insert(node.clone()) {
                self.found.push(Flaw::BoundTwice(node.clone()));
            }
            for (attribute, is_waited) in
                [("relevant", true), ("calculate", true), ("constraint", false), ("required", true), ("readonly", true)]
            {
                let Some(text) = bind.written(attribute) else { continue };
                let paths = self.expression(&format!("{attribute} of {node}"), text, &node);
                // Whether an answer must be there is asked when it is handed in, and starts nothing.
                if is_waited && attribute != "required" {
                    self.waits.entry(node.clone()).or_default().extend(paths);
                }
            }
            for (name, value) in &bind.attributes {
                if name.starts_with("jr:") && value.starts_with("jr:itext") {
                    self.sentence(&format!("{name} of {node}"), value, &node);
                }
            }
        }
        self.actions(model, "");
    }

    /// The actions directly below an element.
    fn actions(&mut self, element: &'a Element, context: &str) {
        for action in &element.children {
            if matches!(action.local(), "setvalue" | "setgeopoint") {
                let target = action.attribute("ref").unwrap_or_default();
                let node = self.node(action.local(), target, context).unwrap_or_default();
                if let Some(value) = action.attribute("value") {
                    self.expression(&format!("{} of {node}", action.local()), value, &node);
                }
            }
        }
    }

    fn body(&mut self, element: &'a Element, context: &str) {
        for child in &element.children {
            let mut inner = context.to_owned();
            match child.local() {
                "label" | "hint" | "value" if child.attribute("ref").is_none() => self.outputs(child, context),
                "label" | "hint" => {
                    let reference = child.attribute("ref").unwrap_or_default();
                    if reference.starts_with("jr:itext") {
                        self.sentence(&format!("label of {context}"), reference, context);
                    }
                }
                "itemset" => self.itemset(child, context),
                "item" | "setvalue" | "setgeopoint" => {}
                name => {
                    let reference = child.attribute("nodeset").or_else(|| child.attribute("ref"));
                    match reference {
                        Some(reference) => inner = self.node(name, reference, context).unwrap_or(inner),
                        None if name == "group" => {}
                        None => self.found.push(Flaw::NoReference(name.to_owned())),
                    }
                    if let Some(count) = child.attribute("count") {
                        self.expression(&format!("count of {inner}"), count, context);
                    }
                }
            }
            if !matches!(child.local(), "label" | "hint" | "itemset") {
                self.actions(child, &inner);
                self.body(child, &inner);
            }
        }
    }

    /// The rows of a choice: its path, and what is read of each row.
    fn itemset(&mut self, itemset: &'a Element, context: &str) {
        let nodeset = itemset.attribute("nodeset").unwrap_or_default();
        let what = format!("itemset of {context}");
        self.expression(&what, nodeset, context);
        for part in &itemset.children {
            let reference = part.attribute("ref").unwrap_or_default();
            if reference.starts_with("jr:itext") {
                continue;
            }
            let joined = format!("{nodeset}/{reference}");
            self.expression(&format!("{} of the {what}", part.local()), &joined, context);
        }
    }

    /// What is computed inside of a sentence.
    fn outputs(&mut self, sentence: &'a Element, context: &str) {
        for output in sentence.children.iter().filter(|child| child.local() == "output") {
            let value = output.attribute("value").or_else(|| output.attribute("ref")).unwrap_or_default();
            self.expression("output", value, context);
        }
    }

    /// A reference that must be one node of the instance; the node's path.
    fn node(&mut self, what: &str, reference: &str, context: &str) -> Option<String> {
        let Ok(Expr::Path(path)) = xpath::read(reference) else {
            self.found.push(Flaw::NotXPath { what: what.to_owned(), text: reference.to_owned() });
            return None;
        };
        let mut flaws = Vec::new();
        let node = self.places.resolve(&path, context, &mut |path| flaws.push(path));
        for path in flaws {
            self.found.push(Flaw::DeadPath { what: format!("{what} {reference}"), path });
        }
        node
    }

    /// Checks an expression; the nodes of the instance that it looks at.
    fn expression(&mut self, what: &str, text: &str, context: &str) -> BTreeSet<String> {
        let Ok(expression) = xpath::read(text) else {
            self.found.push(Flaw::NotXPath { what: what.to_owned(), text: text.to_owned() });
            return BTreeSet::new();
        };
        let (mut dead, mut nodes) = (Vec::new(), BTreeSet::new());
        self.places.follow(&expression, context, &mut dead, &mut nodes);
        for path in dead {
            self.found.push(Flaw::DeadPath { what: what.to_owned(), path });
        }
        nodes
    }

    /// Notes a sentence that node `context` names as `jr:itext('id')`.
    fn sentence(&mut self, what: &str, reference: &str, context: &str) {
        let id = reference.strip_prefix("jr:itext(").and_then(|rest| rest.strip_suffix(')'));
        match id.map(|id| id.trim_matches(['\'', '"'])) {
            Some(id) => drop(self.texts.entry(id.to_owned()).or_default().insert(context.to_owned())),
            None => self.found.push(Flaw::NotXPath { what: what.to_owned(), text: reference.to_owned() }),
        }
    }

    /// Every sentence that is named stands in every language, and what it computes can be computed where it is said.
    fn sentences(&mut self, model: &'a Element) {
        let texts = std::mem::take(&mut self.texts);
        let languages = model.child("itext").map(|itext| itext.children.as_slice()).unwrap_or_default();
        for language in languages {
            let name = language.attribute("lang").unwrap_or_default();
            let mut there = BTreeSet::new();
            for text in &language.children {
                let id = text.attribute("id").unwrap_or_default();
                if !there.insert(id) {
                    self.found.push(Flaw::SaidTwice { language: name.to_owned(), id: id.to_owned() });
                }
                for context in texts.get(id).into_iter().flatten() {
                    text.children.iter().for_each(|value| self.outputs(value, context));
                }
            }
            let missing = texts.keys().filter(|id| !there.contains(id.as_str())).cloned();
            self.found.extend(missing.map(|id| Flaw::Unsaid { language: name.to_owned(), id }));
        }
        if languages.is_empty() {
            self.found.extend(texts.into_keys().map(|id| Flaw::Unsaid { language: String::new(), id }));
        }
    }

    /// Nodes that wait for each other in a circle: no engine opens such a form. A group's being asked decides that of
    /// everything in it, so what is in a group waits for it.
    fn circles(&mut self) {
        let above = |node: &str| -> Vec<String> {
            node.match_indices('/').skip(2).map(|(at, _)| node.get(..at).unwrap_or_default().to_owned()).collect()
        };
        let (mut done, mut circles) = (BTreeSet::new(), BTreeSet::new());
        for first in self.waits.keys() {
            // Depth first without recursion: the second visit to a node is when all behind it is known.
            let mut stack = vec![(first.clone(), false)];
            let mut path = BTreeSet::new();
            while let Some((node, is_left)) = stack.pop() {
                if is_left {
                    path.remove(&node);
                    done.insert(node);
                    continue;
                }
                if path.contains(&node) {
                    circles.insert(node);
                    continue;
                }
                if done.contains(&node) {
                    continue;
                }
                path.insert(node.clone());
                stack.push((node.clone(), true));
                let direct = self.waits.get(&node).into_iter().flatten().cloned();
                let groups = above(&node).into_iter().filter(|group| self.waits.contains_key(group));
                stack.extend(direct.chain(groups).map(|next| (next, false)));
            }
        }
        self.found.extend(circles.into_iter().map(Flaw::Circle));
    }
}
