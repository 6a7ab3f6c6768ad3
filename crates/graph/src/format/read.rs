//! Reading a document from text. A text that is RON of the right shape is always read: what is
//! wrong with one node becomes a [`Problem`], and is kept where it can be.

use std::collections::{BTreeMap, HashMap};

use super::fields::{Fields, named, syntax, whole};
use super::migrate::Migrations;
use super::pieces::{Entries, entries, list, numbers, position, setting, string};
use super::{FORMAT_VERSION, FormatError, Level, Problem, check::check};
use crate::declaration::{Library, NodeType};
use crate::document::{Document, Name, Network, Node, Promotion, Setting, Source};
use crate::edit::{DEEPEST, check_name, unique_name, usable_name};
use crate::path::NodePath;
use crate::raw::{Raw, RawFields};

/// Reads the text of a project.
pub(crate) fn read_document(
    text: &str,
    library: &Library,
) -> Result<(Document, Vec<Problem>), FormatError> {
    let text = &normal(text);
    let mut reader = Reader { library, problems: Vec::new(), migrations: Migrations::default() };
    let mut fields = reader.versioned_fields(text)?;
    let view = match fields.take("view") {
        Some(view) => reader.raw_fields(&NodePath::ROOT, named(text, view)?),
        None => RawFields::new(),
    };
    let mut root = reader.network(text, &NodePath::ROOT, &mut fields)?;
    // At the root, a section is one of the document.
    let unknown = std::mem::take(&mut root.unknown);
    let document = Document { root: root.into(), view, unknown };
    let mut problems = reader.problems;
    problems.extend(check(&document, library));
    Ok((document, problems))
}

/// Copied nodes.
pub(crate) struct Pieces {
    /// The network that they were copied from.
    pub from: NodePath,
    /// The nodes.
    pub nodes: Network,
}

/// Reads the text of copied nodes. The text of a project is taken as one of its nodes.
pub(crate) fn read_nodes(text: &str, library: &Library) -> Result<Pieces, FormatError> {
    let text = &normal(text);
    let mut reader = Reader { library, problems: Vec::new(), migrations: Migrations::default() };
    let mut fields = reader.versioned_fields(text)?;
    let from = fields.take("from").and_then(string);
    let from = from.and_then(|from| NodePath::parse(&from).ok()).unwrap_or_default();
    let nodes = reader.network(text, &from, &mut fields)?;
    Ok(Pieces { from, nodes })
}

/// Text without what editors and version control put in: a mark at the start, other line ends.
/// A text in quotes that has such a line end is written with `\r`, and not touched by this.
fn normal(text: &str) -> String {
    text.trim_start_matches('\u{feff}').replace("\r\n", "\n")
}

pub(super) struct Reader<'a> {
    library: &'a Library,
    problems: Vec<Problem>,
    migrations: Migrations,
}

impl Reader<'_> {
    pub(super) fn warn(&mut self, path: &NodePath, message: impl Into<String>) {
        let message = message.into();
        self.problems.push(Problem { path: path.clone(), level: Level::Warning, message });
    }

    /// The fields of the whole text, whose version is one that can be read.
    fn versioned_fields<'a>(&self, text: &'a str) -> Result<Fields<'a>, FormatError> {
        let mut fields = whole(text)?;
        let no_version = "this is not a project: a project begins with (version: 1, …)";
        let start = ron::error::Position { line: 1, col: 1 };
        let version = fields.take("version").ok_or_else(|| syntax(start, no_version))?;
        match ron::from_str::<u32>(version) {
            Ok(saved) if saved > FORMAT_VERSION => Err(FormatError::Newer { saved }),
            Ok(1..) => Ok(fields),
            _ => Err(syntax(position(text, version), "the version must be a whole number from 1")),
        }
    }

    /// Pieces that are kept as they are.
    pub(super) fn raw_fields(&mut self, path: &NodePath, fields: Fields<'_>) -> RawFields {
        let mut kept = RawFields::new();
        for (name, piece) in fields.0 {
            let is_identifier = name.starts_with(|first: char| first.is_ascii_alphabetic())
                && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
            if !is_identifier {
                self.warn(path, format!("\"{name}\" is no name of a field; it is left out"));
            } else if kept.contains_key(name.as_str()) {
                self.warn(path, format!("\"{name}\" is written twice; the first one counts"));
            } else {
                kept.insert(name.into(), Raw::from_text(piece));
            }
        }
        kept
    }

    /// The network that some fields describe. `text` is the whole text, for positions.
    fn network(
        &mut self,
        text: &str,
        path: &NodePath,
        fields: &mut Fields<'_>,
    ) -> Result<Network, FormatError> {
        let mut network = Network::default();
        let nodes = match fields.take("nodes") {
            Some(nodes) => named(text, nodes)?.0,
            None => Vec::new(),
        };
        let renamed = self.names(path, &nodes);
        if let Some(display) = fields.take("display") {
            match string(display) {
                Some(name) => network.display = Some(new_name(&renamed, &name)),
                None => self.warn(path, "\"display\" is not the name of a node"),
            }
        }
        for (name, piece) in nodes {
            let mut usable = new_name(&renamed, &name);
            if network.nodes.contains_key(&usable) {
                let other = unique_name(&network, &usable);
                self.warn(
                    path,
                    format!("two nodes are named \"{usable}\"; one is \"{other}\" now"),
                );
                usable = other;
            }
            match self.node(text, &path.child(&usable), piece, &renamed) {
                Ok(node) => drop(network.nodes.insert(usable, node.into())),
                Err(reason) => {
                    self.warn(&path.child(&name), format!("{reason}; it is kept as text"));
                    network.unreadable.insert(name.into(), Raw::from_text(piece));
                }
            }
        }
        if let Some(remarks) = fields.take("remarks") {
            self.remarks(path, &mut network, named(text, remarks)?.0);
        }
        let rest = Fields(std::mem::take(&mut fields.0));
        network.unknown = self.raw_fields(path, rest);
        Ok(network)
    }

    /// New names for nodes whose names cannot be used.
    fn names(&mut self, path: &NodePath, nodes: &Entries<'_>) -> HashMap<String, Name> {
        let mut taken = Network::default();
        let mut bad = Vec::new();
        for (name, _) in nodes {
            if check_name(name).is_ok() {
                taken.nodes.insert(name.as_str().into(), Node::of("", 1).into());
            } else if !bad.contains(&name) {
                bad.push(name);
            }
        }
        let mut renamed = HashMap::new();
        for name in bad {
            let usable = usable_name(name);
            let is_free = !taken.nodes.contains_key(usable.as_str());
            let usable = if is_free { usable.into() } else { unique_name(&taken, &usable) };
            self.warn(path, format!("\"{name}\" cannot be a node's name; it is \"{usable}\" now"));
            taken.nodes.insert(usable.clone(), Node::of("", 1).into());
            renamed.insert(name.clone(), usable);
        }
        renamed
    }

    /// A node, or why there is none to be read.
    fn node(
        &mut self,
        text: &str,
        path: &NodePath,
        piece: &str,
        renamed: &HashMap<String, Name>,
    ) -> Result<Node, String> {
        let fields = entries(piece).map_err(|_| "this is not a node")?;
        let mut fields = Fields(fields);
        let type_id = fields.take("type").and_then(string).ok_or("the node has no type")?;
        let version = match fields.take("version").map(ron::from_str) {
            None => 1,
            Some(Ok(version)) => version,
            Some(Err(_)) => return Err("the node's version is not a whole number".to_owned()),
        };
        let mut node = Node::of(&type_id, version);
        if let Some(parameters) = fields.take("parameters") {
            let parameters = entries(parameters).map_err(|_| "its parameters have no names")?;
            self.parameters(path, &mut node, parameters);
        }
        if let Some(inputs) = fields.take("inputs") {
            let inputs = entries(inputs).map_err(|_| "its inputs have no names")?;
            node.inputs = self.wires(path, inputs, renamed);
        }
        if let Some(disabled) = fields.take("disabled") {
            let disabled = entries(disabled).map_err(|_| "its disabled inputs have no names")?;
            let disabled = self.wires(path, disabled, renamed).into_iter();
            node.disabled =
                disabled.map(|(input, wires)| (input, wires.into_iter().collect())).collect();
        }
        if let Some(promoted) = fields.take("promoted") {
            let promoted =
                entries(promoted).map_err(|_| "its promoted parameters have no names")?;
            self.promoted(path, &mut node, promoted);
        }
        if let Some(network) = fields.take("network") {
            if path.names().len() > DEEPEST {
                return Err(format!("subnets can be nested {DEEPEST} deep at most"));
            }
            let mut inner = named(text, network).map_err(|error| error.to_string())?;
            let inner = self.network(text, path, &mut inner).map_err(|error| error.to_string())?;
            node.network = Some(inner.into());
            self.migrations.follow(path, &mut node);
        }
        self.look(path, &mut node, &mut fields);
        node.unknown.fields = self.raw_fields(path, fields);
        if let Some(node_type) = self.library.get(&type_id) {
            self.declared(path, &mut node, node_type);
        }
        Ok(node)
    }

    /// Brings what was read to what the type declares.
    fn declared(&mut self, path: &NodePath, node: &mut Node, node_type: &NodeType) {
        if let Some((level, message)) = self.migrations.bring(path, node, node_type) {
            self.problems.push(Problem { path: path.clone(), level, message });
        }
        if node.version > node_type.version {
            return;
        }
        if node_type.role.holds_network() {
            node.network.get_or_insert_default();
        }
        let mut problems = Vec::new();
        node.parameters.retain(|id, setting| {
            let Some(declaration) = node_type.parameter(id) else {
                if node.promoted.iter().all(|promotion| promotion.id != *id) {
                    let message = format!("the parameter \"{id}\" is not known; it is kept");
                    problems.push(message);
                }
                return true;
            };
            let Setting::Value(value) = setting else { return true };
            match declaration.accept(value) {
                // A number of the declared kind stays as it is, in the range or not.
                Ok(accepted)
                    if std::mem::discriminant(&accepted) != std::mem::discriminant(value) =>
                {
                    *value = accepted;
                }
                Ok(_) => {}
                Err(message) => problems.push(message),
            }
            *value != declaration.default_value()
        });
        problems.into_iter().for_each(|message| self.warn(path, message));
    }

    fn parameters(&mut self, path: &NodePath, node: &mut Node, parameters: Entries<'_>) {
        for (id, piece) in parameters {
            let id = Name::from(id);
            if node.parameters.contains_key(&id) || node.unknown.parameters.contains_key(&id) {
                self.warn(
                    path,
                    format!("the parameter \"{id}\" is set twice; the first one counts"),
                );
            } else if let Some(setting) = setting(piece) {
                node.parameters.insert(id, setting);
            } else {
                let message = format!(
                    "the parameter \"{id}\" holds nothing that this program can read; it is kept, \
                     and the default is used"
                );
                self.warn(path, message);
                node.unknown.parameters.insert(id, Raw::from_text(piece));
            }
        }
    }

    fn wires(
        &mut self,
        path: &NodePath,
        inputs: Entries<'_>,
        renamed: &HashMap<String, Name>,
    ) -> BTreeMap<Name, Vec<Source>> {
        let mut found: BTreeMap<Name, Vec<Source>> = BTreeMap::new();
        for (id, piece) in inputs {
            for wire in list(piece) {
                let Some(wire) = string(wire) else {
                    self.warn(path, format!("a wire to \"{id}\" is not text; it is left out"));
                    continue;
                };
                // A name that could not be used may have a colon.
                let (name, output) = match renamed.contains_key(&wire) {
                    true => (wire.as_str(), ""),
                    false => wire.split_once(':').unwrap_or((&wire, "")),
                };
                let source = Source { node: new_name(renamed, name), output: output.into() };
                found.entry(id.as_str().into()).or_default().push(source);
            }
        }
        found
    }

    fn promoted(&mut self, path: &NodePath, node: &mut Node, promoted: Entries<'_>) {
        for (id, piece) in promoted {
            let Ok(fields) = entries(piece) else {
                self.warn(
                    path,
                    format!("the promoted parameter \"{id}\" cannot be read; it is left out"),
                );
                continue;
            };
            if node.promotion(&id).is_some() {
                self.warn(path, format!("\"{id}\" is promoted twice; the first one counts"));
                continue;
            }
            let mut fields = Fields(fields);
            let label = fields.take("label").and_then(string).unwrap_or_else(|| id.clone());
            let mut targets = Vec::new();
            for target in fields.take("targets").map(list).unwrap_or_default() {
                match string(target).as_deref().and_then(|target| target.rsplit_once('/')) {
                    Some((inner, parameter)) => targets.push((inner.into(), parameter.into())),
                    None => {
                        self.warn(path, format!("a target of \"{id}\" is not as node/parameter"))
                    }
                }
            }
            let value = fields.take("value");
            let setting = value.and_then(setting);
            if value.is_some() && setting.is_none() {
                self.warn(path, format!("\"{id}\" holds nothing that this program can read"));
            }
            node.promoted.push(Promotion { id: id.into(), label, targets, value: setting });
        }
    }

    /// Place, comment, colour and flags: what is wrong with them is left out.
    fn look(&mut self, path: &NodePath, node: &mut Node, fields: &mut Fields<'_>) {
        let position = |piece: &str| {
            let position = numbers(piece)?.map(|number| number as f32);
            position.iter().all(|number| number.is_finite()).then_some(position)
        };
        let is_on = |piece: &str| ron::from_str(piece).ok();
        node.position = self.optional(path, fields, "position", position).unwrap_or_default();
        node.comment = self.optional(path, fields, "comment", string).unwrap_or_default();
        node.colour = self.optional(path, fields, "colour", colour);
        node.bypass = self.optional(path, fields, "bypass", is_on).unwrap_or_default();
        node.template = self.optional(path, fields, "template", is_on).unwrap_or_default();
        node.locked = self.optional(path, fields, "locked", is_on).unwrap_or_default();
    }

    /// A field, if it is there and can be read.
    pub(super) fn optional<T>(
        &mut self,
        path: &NodePath,
        fields: &mut Fields<'_>,
        name: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let value = read(fields.take(name)?);
        if value.is_none() {
            self.warn(path, format!("its {name} cannot be read; it is left out"));
        }
        value
    }
}

/// A colour as sRGB.
pub(super) fn colour(piece: &str) -> Option<[u8; 3]> {
    let channels: Vec<u8> = ron::from_str(piece).ok()?;
    channels.try_into().ok()
}

fn new_name(renamed: &HashMap<String, Name>, name: &str) -> Name {
    renamed.get(name).cloned().unwrap_or_else(|| name.into())
}
