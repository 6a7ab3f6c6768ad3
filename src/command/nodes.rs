//! `espalier nodes`

use graph::{Arity, Kind, NodeType};
use serde_json::json;

use super::{Failure, print, print_json};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Print the whole of every declaration as JSON.
    #[arg(long)]
    json: bool,
}

pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let library = nodes::library();
    if arguments.json {
        let types: Vec<_> = library.iter().map(declaration).collect();
        print_json(&types);
        return Ok(());
    }
    let mut types: Vec<&NodeType> = library.iter().collect();
    types.sort_by_key(|node| (node.category, node.id));
    let mut category = "";
    for node in types {
        if node.category != category {
            category = node.category;
            print(format!("{category}:"));
        }
        let first = node.help.split_once(". ").map_or(node.help, |(first, _)| first);
        print(format!("  {:<22}{}", node.id, first.trim_end_matches('.')));
    }
    Ok(())
}

fn declaration(node: &'static NodeType) -> serde_json::Value {
    let inputs = node.inputs.iter().map(|input| {
        let arity = match input.arity {
            Arity::Required => "one",
            Arity::Optional => "one or none",
            Arity::Many => "any number",
        };
        json!({ "id": input.id, "label": input.label, "wire": input.wire.id, "takes": arity })
    });
    let outputs = node
        .outputs
        .iter()
        .map(|output| json!({ "id": output.id, "label": output.label, "wire": output.wire.id }));
    let parameters = node.parameters.iter().map(|parameter| {
        let (kind, options, default) = match parameter.kind {
            Kind::Toggle(value) => ("toggle", None, json!(value)),
            Kind::Integer(value) => ("integer", None, json!(value)),
            Kind::Float(value) => ("float", None, json!(value)),
            Kind::Vector2(value) => ("vector2", None, json!(value)),
            Kind::Vector3(value) => ("vector3", None, json!(value)),
            Kind::Vector4(value) => ("vector4", None, json!(value)),
            Kind::Colour(value) => ("colour", None, json!(value)),
            Kind::Menu(options, default) => {
                let ids: Vec<&str> = options.iter().map(|option| option.id).collect();
                ("menu", Some(ids), json!(options[default].id))
            }
            Kind::Text(_, value) => ("text", None, json!(value)),
            Kind::CurveRamp(stops) => ("curve", None, json!(stops_of(stops))),
            Kind::ColourRamp(stops) => ("colour ramp", None, json!(stops_of(stops))),
            Kind::Button => ("button", None, json!(null)),
        };
        json!({
            "id": parameter.id, "label": parameter.label, "type": kind, "default": default,
            "options": options, "min": parameter.hard.min, "max": parameter.hard.max,
            "unit": parameter.unit, "help": parameter.help,
        })
    });
    json!({
        "id": node.id, "version": node.version, "label": node.label, "category": node.category,
        "aliases": node.aliases, "help": node.help, "inputs": inputs.collect::<Vec<_>>(),
        "outputs": outputs.collect::<Vec<_>>(), "parameters": parameters.collect::<Vec<_>>(),
    })
}

/// The stops of a ramp: the place, and the colour or, three times, the height.
fn stops_of(stops: &[graph::Stop]) -> Vec<serde_json::Value> {
    stops.iter().map(|stop| json!([stop.place, stop.value, stop.between.id()])).collect()
}
