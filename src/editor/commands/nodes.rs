//! Nodes: adding, flags, subnets.

use egui::Key;
use graph::{Flag, NodePath, SubnetTypes};

use super::edit::nothing_selected;
use super::{Command, Menu, Place, key, shift};
use crate::editor::app::Editor;
use crate::editor::network::WireId;

/// Add Node.
pub const ADD_NODE: Command = Command {
    id: "add_node",
    name: "Add Node",
    help: "Opens the search for a node to add at the pointer.",
    menu: Menu::Node,
    place: Place::Network,
    keys: key(Key::Tab),
    run: |editor, _| editor.panels.network.open_search(),
    ..Command::BLANK
};

/// Rename.
pub const RENAME: Command = Command {
    id: "rename",
    name: "Rename",
    help: "Gives the selected node another name.",
    menu: Menu::Node,
    begins_group: true,
    keys: key(Key::F2),
    refusal: nothing_selected,
    run: |editor, _| {
        if let Some(path) = editor.session.current() {
            editor.panels.network.begin_rename(&path);
        }
    },
    ..Command::BLANK
};

/// Display.
pub const DISPLAY: Command = Command {
    id: "display",
    name: "Display",
    help: "Shows the selected node in the viewport.",
    menu: Menu::Node,
    begins_group: true,
    place: Place::Network,
    keys: key(Key::R),
    refusal: nothing_selected,
    run: |editor, _| {
        if let Some(path) = editor.session.current() {
            display(editor, &path);
        }
    },
};

/// Bypass.
pub const BYPASS: Command = Command {
    id: "bypass",
    name: "Bypass",
    help: "Lets the selected nodes pass their first input on, or work again.",
    menu: Menu::Node,
    place: Place::Network,
    keys: key(Key::B),
    refusal: nothing_selected,
    run: |editor, _| toggle(editor, Flag::Bypass),
    ..Command::BLANK
};

/// Template.
pub const TEMPLATE: Command = Command {
    id: "template",
    name: "Template",
    help: "Shows the selected nodes as ghosts beside the displayed one.",
    menu: Menu::Node,
    place: Place::Network,
    keys: key(Key::E),
    refusal: nothing_selected,
    run: |editor, _| toggle(editor, Flag::Template),
    ..Command::BLANK
};

/// Lock.
pub const LOCK: Command = Command {
    id: "lock",
    name: "Lock",
    help: "Protects the selected nodes from changes, or frees them.",
    menu: Menu::Node,
    place: Place::Network,
    refusal: nothing_selected,
    run: |editor, _| toggle(editor, Flag::Locked),
    ..Command::BLANK
};

/// Switch Wires Off.
pub const DISABLE_WIRES: Command = Command {
    id: "disable_wires",
    name: "Switch Wires Off",
    help: "Lets the selected wires carry nothing, or carry again; they stay where they are.",
    menu: Menu::Node,
    place: Place::Network,
    keys: key(Key::D),
    refusal: |editor| {
        let none = editor.panels.network.selected_wires().is_empty();
        none.then_some("click on a wire first")
    },
    run: |editor, _| {
        let wires = editor.panels.network.selected_wires().clone();
        let document = editor.session.document();
        let is_off = |wire: &WireId| {
            document.node(&wire.to).is_ok_and(|node| {
                let source = node.wires(&wire.input).get(wire.place);
                source.is_some_and(|source| node.is_disabled(&wire.input, source))
            })
        };
        let off = !wires.iter().all(is_off);
        let step = if off { "Switch Wires Off" } else { "Switch Wires On" };
        editor.edit(step, move |edit| {
            edit.all_or_none(|edit| {
                for wire in &wires {
                    edit.set_wire_disabled(&wire.to, &wire.input, wire.place, off)?;
                }
                Ok(Vec::new())
            })
        });
    },
    ..Command::BLANK
};

/// Enter Subnet.
pub const ENTER: Command = Command {
    id: "enter_subnet",
    name: "Enter Subnet",
    help: "Shows the network inside the selected subnet.",
    menu: Menu::Node,
    begins_group: true,
    place: Place::Network,
    keys: key(Key::Enter),
    refusal: |editor| {
        let inside = editor.session.current().filter(|path| is_subnet(editor, path));
        inside.is_none().then_some("select a subnet first")
    },
    run: |editor, _| {
        if let Some(path) = editor.session.current() {
            editor.session.enter(path);
        }
    },
};

/// Leave Subnet.
pub const UP: Command = Command {
    id: "leave_subnet",
    name: "Leave Subnet",
    help: "Shows the network around this one.",
    menu: Menu::Node,
    place: Place::Network,
    keys: key(Key::U),
    refusal: |editor| editor.session.network.is_root().then_some("this is the outermost network"),
    run: |editor, _| {
        if let Some(around) = editor.session.network.parent() {
            editor.session.enter(around);
        }
    },
    ..Command::BLANK
};

/// Collapse into Subnet.
pub const COLLAPSE: Command = Command {
    id: "collapse_into_subnet",
    name: "Collapse into Subnet",
    help: "Puts the selected nodes into a new subnet in their place.",
    menu: Menu::Node,
    place: Place::Network,
    keys: shift(Key::C),
    refusal: nothing_selected,
    run: |editor, _| {
        let (network, names) = (editor.session.network.clone(), editor.session.selection.to_vec());
        editor.edit("Collapse into Subnet", move |edit| {
            edit.collapse(&network, &names, SUBNET).map(|path| vec![path])
        });
    },
    ..Command::BLANK
};

/// Lay Out.
pub const LAY_OUT: Command = Command {
    id: "lay_out",
    name: "Lay Out",
    help: "Puts the selected nodes, or all, in order along their wires.",
    menu: Menu::Node,
    begins_group: true,
    place: Place::Network,
    keys: key(Key::L),
    refusal: |editor| {
        editor.session.shown().nodes.is_empty().then_some("there are no nodes to lay out")
    },
    run: |editor, context| {
        let moved = editor.panels.network.laid_out(&editor.session, context);
        let network = editor.session.network.clone();
        editor.edit("Lay Out", move |edit| edit.move_nodes(&network, &moved).map(|()| Vec::new()));
    },
};

/// Write Export Nodes.
pub const EXPORT_NODE: Command = Command {
    id: "write_export_node",
    name: "Write Export Node",
    help: "Writes the file that the selected Export node names.",
    menu: Menu::Node,
    refusal: |editor| {
        let is_export = |path: &NodePath| {
            let node = editor.session.document().node(path);
            node.is_ok_and(|node| *node.type_id == *nodes::file::export::NODE.id)
        };
        let exports = editor.session.current().is_some_and(|path| is_export(&path));
        (!exports).then_some("select an Export node first")
    },
    run: |editor, _| {
        if let Some(path) = editor.session.current() {
            editor.write_export_node(&path);
        }
    },
    ..Command::BLANK
};

/// The types that subnets are made of.
pub const SUBNET: SubnetTypes<'static> = SubnetTypes {
    subnet: nodes::structure::subnet::NODE.id,
    input: nodes::structure::subnet_input::NODE.id,
    output: nodes::structure::subnet_output::NODE.id,
};

fn is_subnet(editor: &Editor, path: &NodePath) -> bool {
    editor.session.document().node(path).is_ok_and(|node| node.network.is_some())
}

/// Puts the display flag on a node.
fn display(editor: &mut Editor, path: &NodePath) {
    let (Some(network), Some(name)) = (path.parent(), path.name().cloned()) else { return };
    editor
        .edit("Display", move |edit| edit.set_display(&network, Some(&name)).map(|()| Vec::new()));
}

/// Sets a flag of the selected nodes, or takes it away where all have it.
fn toggle(editor: &mut Editor, flag: Flag) {
    let paths = editor.session.selected_paths();
    let has = |path: &NodePath| {
        editor.session.document().node(path).is_ok_and(|node| match flag {
            Flag::Bypass => node.bypass,
            Flag::Template => node.template,
            Flag::Locked => node.locked,
        })
    };
    let on = !paths.iter().all(has);
    let step = match (flag, on) {
        (Flag::Bypass, true) => "Bypass",
        (Flag::Bypass, false) => "Stop Bypassing",
        (Flag::Template, true) => "Template",
        (Flag::Template, false) => "Stop Templating",
        (Flag::Locked, true) => "Lock",
        (Flag::Locked, false) => "Unlock",
    };
    editor.edit(step, move |edit| edit.set_flag(&paths, flag, on).map(|()| Vec::new()));
}
