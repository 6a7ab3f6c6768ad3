//! What is to be cooked for what is shown, and what becomes of the results.

use graph::{NodePath, Source};

use super::cook::Done;
use super::results::Shown;
use super::session::Session;

/// What the viewport shows: the displayed node, then the templates.
pub fn displayed(session: &Session) -> Vec<String> {
    let Some(shown) = session.displayed() else { return Vec::new() };
    let network = session.shown();
    let templates = network
        .nodes
        .iter()
        .filter(|(name, node)| node.template && network.display.as_ref() != Some(*name));
    let templates = templates.map(|(name, _)| session.path(name).to_string());
    std::iter::once(shown.to_string()).chain(templates).collect()
}

/// What panels look at: the selected node and what comes into it, then a node looked at besides.
pub fn inspected(session: &Session) -> Vec<String> {
    let mut targets: Vec<String> = Vec::new();
    let mut add = |target: String| {
        if !targets.contains(&target) {
            targets.push(target);
        }
    };
    let selected = session.current().and_then(|path| {
        let node = session.document().node(&path).ok()?;
        Some((path, node))
    });
    if let Some((path, node)) = selected {
        add(path.to_string());
        node.all_wires().for_each(|(_, source)| add(target(&session.network, source)));
    }
    let looked_at = session.looked_at.as_ref();
    if let Some(path) = looked_at.filter(|path| session.document().node(path).is_ok()) {
        add(path.to_string());
    }
    targets
}

/// The output that a wire comes from, as cooks name it.
pub fn target(network: &NodePath, source: &Source) -> String {
    let path = network.child(&source.node);
    if source.output.is_empty() { path.to_string() } else { format!("{path}:{}", source.output) }
}

/// Puts what the displayed nodes gave where panels see it.
pub fn take_displayed(session: &mut Session, done: Done) {
    let results = &mut session.results;
    if done.number < results.number {
        return;
    }
    results.number = done.number;
    let mut values = done.values.into_iter();
    match values.next() {
        Some((path, Ok(value))) => {
            let seconds = done.report.seconds;
            results.shown = Some(Shown { path, value, seconds });
            results.failure = None;
        }
        Some((path, Err(error))) => {
            results.shown = None;
            results.failure = Some(format!("{path}: {error}"));
        }
        None => (results.shown, results.failure) = (None, None),
    }
    results.templates = values.filter_map(|(path, value)| Some((path, value.ok()?))).collect();
    results.last = done.report;
}
