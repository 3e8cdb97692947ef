//! The nodes of a form to which a path can lead: those of the primary instance, and the rows of lists.

use std::collections::{BTreeMap, BTreeSet};

use crate::openrosa::{
    tree::{Element, local},
    xpath::{Expr, Path, Start, Step, To},
};

/// The nodes of a form.
pub(super) struct Places<'a> {
    /// The paths of the primary instance's nodes.
    nodes: BTreeSet<String>,
    lists: BTreeMap<&'a str, List<'a>>,
}

/// A list of rows.
enum List<'a> {
    /// In the form itself.
    Inline(&'a Element),
    /// In a file, with these columns; any, where they are not known.
    File(Option<Vec<String>>),
}

/// Where a path has come to.
#[derive(Clone)]
enum At<'p> {
    /// At a node of the primary instance.
    Node(String),
    /// At the root, a row or a cell of a list: how deep, and of an inline one the element.
    Row { list: &'p str, depth: usize, element: Option<&'p Element> },
    /// Somewhere that is not followed: behind `//`, `*`, or at what a function gives.
    Anywhere,
}

impl<'a> Places<'a> {
    /// The nodes of a model; `None` where it has no primary instance.
    pub(super) fn of(model: &'a Element, columns: &dyn Fn(&str) -> Option<Vec<String>>) -> Option<Self> {
        let mut instances = model.children.iter().filter(|child| child.local() == "instance");
        let primary = instances.next()?.children.first()?;
        let mut nodes = BTreeSet::new();
        note(primary, "", &mut nodes);
        let lists = instances.filter_map(|instance| {
            let id = instance.attribute("id")?;
            let list = match instance.attribute("src") {
                Some(_) => List::File(columns(id)),
                None => List::Inline(instance),
            };
            Some((id, list))
        });
        Some(Self { nodes, lists: lists.collect() })
    }

    /// The node of the instance to which `path` leads from `context`. `dead` is told where it leads nowhere.
    pub(super) fn resolve(&self, path: &Path, context: &str, dead: &mut dyn FnMut(String)) -> Option<String> {
        let (mut paths, mut nodes) = (Vec::new(), BTreeSet::new());
        let at = self.path(path, &At::Node(context.to_owned()), context, &mut paths, &mut nodes);
        paths.into_iter().for_each(dead);
        match at {
            Some(At::Node(node)) => Some(node),
            _ => None,
        }
    }

    /// Follows every path of an expression that stands at node `context`. Paths that lead nowhere go into `dead`, nodes
    /// that they lead to into `nodes`.
    pub(super) fn follow(
        &self,
        expression: &Expr,
        context: &str,
        dead: &mut Vec<String>,
        nodes: &mut BTreeSet<String>,
    ) {
        self.expression(expression, &At::Node(context.to_owned()), context, dead, nodes);
    }

    fn expression(
        &self,
        expression: &Expr,
        here: &At<'_>,
        context: &str,
        dead: &mut Vec<String>,
        nodes: &mut BTreeSet<String>,
    ) {
        let mut paths = Vec::new();
        expression.walk(&mut |part| match part {
            Expr::Path(path) => paths.push(path),
            Expr::Call(name, arguments) if name == "instance" => {
                if let [Expr::Literal(list)] = arguments.as_slice()
                    && !self.lists.contains_key(list.as_str())
                {
                    dead.push(format!("instance('{list}')"));
                }
            }
            Expr::Field(name) => dead.push(format!("${{{name}}}")),
            _ => {}
        });
        for path in paths {
            if let Some(At::Node(node)) = self.path(path, here, context, dead, nodes) {
                nodes.insert(node);
            }
        }
    }

    fn path<'p>(
        &'p self,
        path: &Path,
        here: &At<'p>,
        context: &str,
        dead: &mut Vec<String>,
        nodes: &mut BTreeSet<String>,
    ) -> Option<At<'p>> {
        let mut at = match &path.start {
            Start::Root => At::Node(String::new()),
            Start::Here => here.clone(),
            Start::At(inner) => match inner.as_ref() {
                Expr::Call(name, arguments) if name == "instance" => match arguments.as_slice() {
                    [Expr::Literal(list)] => match self.lists.get_key_value(list.as_str()) {
                        Some((id, List::Inline(element))) => At::Row { list: id, depth: 0, element: Some(element) },
                        Some((id, List::File(_))) => At::Row { list: id, depth: 0, element: None },
                        None => {
                            dead.push(format!("instance('{list}')"));
                            return None;
                        }
                    },
                    _ => At::Anywhere,
                },
                Expr::Call(name, _) if name == "current" => At::Node(context.to_owned()),
                other => {
                    self.expression(other, here, context, dead, nodes);
                    At::Anywhere
                }
            },
        };
        for step in &path.steps {
            let Some(next) = self.step(&at, step) else {
                dead.push(written(path));
                return None;
            };
            at = next;
            for predicate in &step.predicates {
                self.expression(predicate, &at, context, dead, nodes);
            }
        }
        Some(at)
    }

    fn step<'p>(&'p self, at: &At<'p>, step: &Step) -> Option<At<'p>> {
        match (at, &step.to) {
            (At::Anywhere, _) | (_, To::Below | To::AnyChild | To::Attribute(_)) => Some(At::Anywhere),
            (at, To::This) => Some(at.clone()),
            (At::Node(node), To::Parent) => node.rsplit_once('/').map(|(above, _)| At::Node(above.to_owned())),
            (At::Node(node), To::Child(name)) => {
                let below = format!("{node}/{}", local(name));
                self.nodes.contains(&below).then_some(At::Node(below))
            }
            (At::Row { list, depth, .. }, To::Parent) => {
                // How a row was come to is not kept; its parents are the list itself.
                depth.checked_sub(1).map(|_| At::Row { list, depth: 0, element: None })
            }
            (At::Row { list, depth, element: Some(element) }, To::Child(name)) => {
                // Rows need not all have each column, so any row that has it will do.
                let inner = |element: &'p Element| element.children.iter().find(|child| child.local() == local(name));
                let next = if *depth == 2 { self.any_row(list, name) } else { inner(element) };
                next.map(|next| At::Row { list, depth: depth + 1, element: Some(next) })
            }
            (At::Row { list, depth, element: None }, To::Child(name)) => {
                let is_there = match (depth, self.lists.get(list)) {
                    (0, _) => name == "root",
                    (1, _) => name == "item",
                    (2, Some(List::File(Some(columns)))) => columns.contains(name),
                    (2, _) => true,
                    _ => false,
                };
                is_there.then_some(At::Row { list, depth: depth + 1, element: None })
            }
        }
    }

    fn any_row(&self, list: &str, column: &str) -> Option<&'a Element> {
        let Some(List::Inline(instance)) = self.lists.get(list) else { return None };
        let rows = instance.children.iter().flat_map(|root| &root.children);
        rows.flat_map(|row| &row.children).find(|cell| cell.local() == local(column))
    }
}

/// Notes the paths of an element and of all below it, by names without prefixes: metadata is written with and without
/// one (`orx:meta`), and a path may use either.
fn note(element: &Element, above: &str, nodes: &mut BTreeSet<String>) {
    let path = format!("{above}/{}", element.local());
    for child in &element.children {
        note(child, &path, nodes);
    }
    nodes.insert(path);
}

/// A path as it is told to people: without what is in its brackets.
fn written(path: &Path) -> String {
    let start = match &path.start {
        Start::Root => "/".to_owned(),
        Start::Here => String::new(),
        Start::At(inner) => match inner.as_ref() {
            Expr::Call(name, arguments) => match arguments.as_slice() {
                [Expr::Literal(argument)] => format!("{name}('{argument}')/"),
                _ => format!("{name}()/"),
            },
            _ => "…/".to_owned(),
        },
    };
    let steps = path.steps.iter().map(|step| match &step.to {
        To::Child(name) => name.clone(),
        To::AnyChild => "*".to_owned(),
        To::Parent => "..".to_owned(),
        To::This => ".".to_owned(),
        To::Attribute(name) => format!("@{name}"),
        To::Below => String::new(),
    });
    format!("{start}{}", steps.collect::<Vec<_>>().join("/"))
}
