//! A form as a tree of nodes, and the three places in which XForms wants each of them: the instance, the bindings, the
//! body. One tree, so that no node can be in one place and missing in another.

use super::texts::reference;
use crate::openrosa::xml::Xml;

/// A node of the primary instance.
#[derive(Debug)]
pub(super) struct Node {
    /// Its element's name.
    pub name: String,
    /// Its binding.
    pub bind: Bind,
    /// What is below it, or how it is asked.
    pub part: Part,
}

/// What a node is.
#[derive(Debug)]
pub(super) enum Part {
    /// Nodes that stand together.
    Group(Group),
    /// Nodes that are repeated as one, and how many of them there are at first.
    Repeat(Group, u32),
    /// A question.
    Question(Box<Control>),
    /// A value that nobody is asked.
    Hidden,
}

/// Nodes that stand together.
#[derive(Debug, Default)]
pub(super) struct Group {
    /// The id of its heading.
    pub label: Option<String>,
    /// How it is shown: `field-list` puts all of it on one screen.
    pub appearance: Option<&'static str>,
    /// The nodes.
    pub children: Vec<Node>,
}

/// The binding of a node. Texts are ids, conditions are XPath.
#[derive(Debug, Default)]
pub(super) struct Bind {
    /// The XForms type; none for groups.
    pub kind: Option<&'static str>,
    /// When an answer must be there.
    pub required: Option<String>,
    /// What is said where it is missing.
    pub required_message: Option<String>,
    /// When it is asked.
    pub relevant: Option<String>,
    /// What must hold of an answer.
    pub constraint: Option<String>,
    /// What is said where it does not.
    pub constraint_message: Option<String>,
    /// What it is computed from.
    pub calculate: Option<String>,
    /// Whether nobody can change it.
    pub is_read_only: bool,
    /// What a client fills it with: preloader and parameter.
    pub preload: Option<(&'static str, &'static str)>,
    /// The longest side in pixels to which a client makes photos smaller.
    pub max_pixels: Option<u32>,
    /// The value at first.
    pub default: Option<&'static str>,
}

/// How a question is asked.
#[derive(Debug, Default)]
pub(super) struct Control {
    /// `input`, `select1`, `select` or `upload`.
    pub tag: &'static str,
    /// The id of the question.
    pub label: String,
    /// The id of the smaller line.
    pub hint: Option<String>,
    /// How it is shown.
    pub appearance: Option<&'static str>,
    /// Further attributes.
    pub attributes: Vec<(&'static str, String)>,
    /// What can be chosen.
    pub choices: Choices,
    /// What happens when the answer changes.
    pub on_change: Vec<Action>,
}

/// What can be chosen.
#[derive(Debug, Default)]
pub(super) enum Choices {
    /// Nothing: the question is no choice.
    #[default]
    None,
    /// Values and the ids of their texts.
    Listed(Vec<(String, String)>),
    /// The rows of a list that this path selects.
    Rows(String),
}

/// What happens at an event.
#[derive(Debug)]
pub(super) enum Action {
    /// The time is written into the node at this path.
    Time(String),
    /// A fresh UUID is written there.
    Uuid(String),
    /// The phone's position is written there, without a question.
    Place(String),
}

impl Action {
    /// Writes it as a child of whatever it belongs to.
    pub(super) fn write(&self, event: &str, xml: &mut Xml) {
        match self {
            Self::Time(path) => xml.empty("setvalue", &[("event", event), ("ref", path), ("value", "now()")]),
            Self::Uuid(path) => xml.empty("setvalue", &[("event", event), ("ref", path), ("value", "uuid()")]),
            Self::Place(path) => xml.empty("odk:setgeopoint", &[("event", event), ("ref", path)]),
        };
    }
}

impl Node {
    /// A value that nobody is asked.
    pub(super) fn hidden(name: &str, kind: &'static str) -> Self {
        Self { name: name.to_owned(), bind: Bind { kind: Some(kind), ..Bind::default() }, part: Part::Hidden }
    }

    /// A group with no binding of its own.
    pub(super) fn group(name: &str, group: Group) -> Self {
        Self { name: name.to_owned(), bind: Bind::default(), part: Part::Group(group) }
    }

    /// What is directly below it.
    pub(super) fn children(&self) -> &[Node] {
        match &self.part {
            Part::Group(group) | Part::Repeat(group, _) => &group.children,
            Part::Question(_) | Part::Hidden => &[],
        }
    }

    /// Writes it into the instance; `attributes` are those of its own element.
    pub(super) fn write_instance(&self, attributes: &[(&str, &str)], xml: &mut Xml) {
        match &self.part {
            Part::Group(group) => self.write_children(group, attributes, xml),
            Part::Repeat(group, starts) => {
                self.write_children(group, &[("jr:template", "")], xml);
                for _ in 0..*starts {
                    self.write_children(group, &[], xml);
                }
            }
            Part::Question(_) | Part::Hidden => match self.bind.default {
                Some(value) => drop(xml.leaf(&self.name, attributes, value)),
                None => drop(xml.empty(&self.name, attributes)),
            },
        }
    }

    fn write_children(&self, group: &Group, attributes: &[(&str, &str)], xml: &mut Xml) {
        xml.open(&self.name, attributes);
        for child in &group.children {
            child.write_instance(&[], xml);
        }
        xml.close().line();
    }

    /// Writes its binding and those below it.
    pub(super) fn write_binds(&self, above: &str, xml: &mut Xml) {
        let path = format!("{above}/{}", self.name);
        let attributes = self.bind.attributes();
        if !attributes.is_empty() {
            let mut all = vec![("nodeset", path.as_str())];
            all.extend(attributes.iter().map(|(name, value)| (*name, value.as_str())));
            xml.empty("bind", &all).line();
        }
        if let Part::Group(group) | Part::Repeat(group, _) = &self.part {
            for child in &group.children {
                child.write_binds(&path, xml);
            }
        }
    }

    fn is_seen(&self) -> bool {
        matches!(self.part, Part::Question(_)) || self.children().iter().any(Self::is_seen)
    }

    /// Writes it into the body, where it is seen: clients refuse a group that shows nothing.
    pub(super) fn write_body(&self, above: &str, xml: &mut Xml) {
        if !self.is_seen() {
            return;
        }
        let path = format!("{above}/{}", self.name);
        match &self.part {
            Part::Group(group) => {
                xml.open("group", &shown(&path, group.appearance));
                heading(group, xml);
                group.write_body(&path, xml);
                xml.close().line();
            }
            Part::Repeat(group, _) => {
                xml.open("group", &[("ref", &path)]);
                heading(group, xml);
                let mut attributes = vec![("nodeset", path.as_str())];
                attributes.extend(group.appearance.map(|appearance| ("appearance", appearance)));
                xml.open("repeat", &attributes);
                group.write_body(&path, xml);
                xml.close().close().line();
            }
            Part::Question(control) => control.write(&path, xml),
            Part::Hidden => {}
        }
    }
}

impl Group {
    fn write_body(&self, path: &str, xml: &mut Xml) {
        xml.line();
        for child in &self.children {
            child.write_body(path, xml);
        }
    }
}

impl Bind {
    fn attributes(&self) -> Vec<(&'static str, String)> {
        let owned = |text: &str| Some(text.to_owned());
        let sentence = |id: &Option<String>| id.as_deref().map(reference);
        let (preload, parameter) = self.preload.unzip();
        [
            ("type", self.kind.and_then(owned)),
            ("readonly", self.is_read_only.then(|| "true()".to_owned())),
            ("required", self.required.clone()),
            ("jr:requiredMsg", sentence(&self.required_message)),
            ("relevant", self.relevant.clone()),
            ("constraint", self.constraint.clone()),
            ("jr:constraintMsg", sentence(&self.constraint_message)),
            ("calculate", self.calculate.clone()),
            ("jr:preload", preload.and_then(owned)),
            ("jr:preloadParams", parameter.filter(|parameter| !parameter.is_empty()).and_then(owned)),
            ("orx:max-pixels", self.max_pixels.map(|pixels| pixels.to_string())),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
    }
}

impl Control {
    fn write(&self, path: &str, xml: &mut Xml) {
        let mut attributes = shown(path, self.appearance);
        attributes.extend(self.attributes.iter().map(|(name, value)| (*name, value.as_str())));
        xml.open(self.tag, &attributes).empty("label", &[("ref", &reference(&self.label))]);
        if let Some(hint) = &self.hint {
            xml.empty("hint", &[("ref", &reference(hint))]);
        }
        match &self.choices {
            Choices::None => {}
            Choices::Listed(choices) => {
                for (value, label) in choices {
                    xml.open("item", &[]).empty("label", &[("ref", &reference(label))]);
                    xml.leaf("value", &[], value).close();
                }
            }
            Choices::Rows(nodeset) => {
                xml.open("itemset", &[("nodeset", nodeset)]);
                xml.empty("value", &[("ref", "name")]).empty("label", &[("ref", "label")]).close();
            }
        }
        for action in &self.on_change {
            action.write("xforms-value-changed", xml);
        }
        xml.close().line();
    }
}

fn shown<'a>(path: &'a str, appearance: Option<&'static str>) -> Vec<(&'a str, &'a str)> {
    let mut attributes = vec![("ref", path)];
    attributes.extend(appearance.map(|appearance| ("appearance", appearance)));
    attributes
}

fn heading(group: &Group, xml: &mut Xml) {
    if let Some(label) = &group.label {
        xml.empty("label", &[("ref", &reference(label))]);
    }
}
