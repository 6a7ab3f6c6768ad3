//! Notes and boxes in project files.

use super::fields::Fields;
use super::pieces::{Entries, entries, numbers, string};
use super::read::{Reader, colour};
use super::write::{NotFinite, Writer, floats, list, quoted};
use crate::document::Network;
use crate::path::NodePath;
use crate::raw::Raw;
use crate::remark::{Remark, RemarkKind};

impl Reader<'_> {
    /// Notes and boxes: what cannot be read is kept as text.
    pub(super) fn remarks(&mut self, path: &NodePath, network: &mut Network, remarks: Entries<'_>) {
        for (name, piece) in remarks {
            let is_new = !network.remarks.contains_key(name.as_str())
                && !network.unreadable_remarks.contains_key(name.as_str());
            match self.remark(path, piece) {
                Some(remark) if is_new => {
                    network.remarks.insert(name.into(), remark.into());
                }
                None if is_new => {
                    self.warn(path, format!("the remark \"{name}\" is kept as text"));
                    network.unreadable_remarks.insert(name.into(), Raw::from_text(piece));
                }
                _ => self.warn(path, format!("two remarks are named \"{name}\"; the first counts")),
            }
        }
    }

    fn remark(&mut self, path: &NodePath, piece: &str) -> Option<Remark> {
        let mut fields = Fields(entries(piece).ok()?);
        let kind = RemarkKind::of(&fields.take("type").and_then(string)?)?;
        let place = |piece: &str| numbers(piece).map(|numbers| numbers.map(|it| it as f32));
        let mut remark = Remark::new(kind, [0.0; 2], Remark::LEAST);
        remark.position = fields.take("position").and_then(place)?;
        remark.size = fields.take("size").and_then(place)?;
        remark.text = self.optional(path, &mut fields, "text", string).unwrap_or_default();
        remark.colour = self.optional(path, &mut fields, "colour", colour);
        remark.unknown = self.raw_fields(path, fields);
        remark.is_finite().then_some(remark)
    }
}

impl Writer<'_> {
    /// Notes and boxes, a section where there are any.
    pub(super) fn remarks(&mut self, path: &NodePath, network: &Network) -> Result<(), NotFinite> {
        if network.remarks.is_empty() && network.unreadable_remarks.is_empty() {
            return Ok(());
        }
        self.open("remarks: ", "{");
        for (name, remark) in &network.remarks {
            self.open(&format!("{}: ", quoted(name)), "(");
            self.line("type", &quoted(remark.kind.id()));
            for (key, numbers) in [("position", &remark.position), ("size", &remark.size)] {
                let not_finite = || NotFinite { path: path.child(name), what: key.to_owned() };
                let numbers = floats(numbers).ok_or_else(not_finite)?;
                self.line(key, &list(&numbers));
            }
            if !remark.text.is_empty() {
                self.line("text", &quoted(&remark.text));
            }
            if let Some(colour) = remark.colour {
                self.line("colour", &list(&colour.map(|channel| channel.to_string())));
            }
            self.raw(&remark.unknown);
            self.close("),");
        }
        for (key, raw) in &network.unreadable_remarks {
            self.line(&quoted(key), raw.text());
        }
        self.close("},");
        Ok(())
    }
}
