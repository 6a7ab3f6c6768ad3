//! The memory that a geometry holds, and the hash of what it holds.

use std::hash::{Hash, Hasher};

use rapidhash::quality::RapidHasher;

use crate::{Column, Data, Domain, Geometry, Table};

impl Geometry {
    /// Calls `visit` with the address and size in bytes of every shared array, so that whoever
    /// adds up several geometries can count what they share once.
    pub fn blocks(&self, visit: &mut dyn FnMut(usize, u64)) {
        visit(std::sync::Arc::as_ptr(self.topology()) as usize, self.topology().bytes());
        for domain in Domain::ALL {
            for (_, column) in self.table(domain).iter() {
                column.block(visit);
            }
        }
        for packed in self.packed().iter() {
            packed.blocks(visit);
        }
    }

    /// A hash of everything: equal geometries have equal hashes, on any machine.
    pub fn content_hash(&self) -> u64 {
        let mut hasher = RapidHasher::default();
        let topology = self.topology();
        topology.point_count().hash(&mut hasher);
        hasher.write(bytemuck::cast_slice(topology.offsets()));
        hasher.write(bytemuck::cast_slice(topology.corners()));
        for &kind in topology.kinds() {
            hasher.write_u8(kind as u8);
        }
        for domain in Domain::ALL {
            self.table(domain).hash_into(&mut hasher);
        }
        for packed in self.packed().iter() {
            hasher.write_u64(packed.content_hash());
        }
        hasher.finish()
    }
}

impl Table {
    fn hash_into(&self, hasher: &mut RapidHasher<'_>) {
        hasher.write_usize(self.len());
        for (name, column) in self.iter() {
            name.hash(hasher);
            column.hash_into(hasher);
        }
    }
}

impl Column {
    fn hash_into(&self, hasher: &mut RapidHasher<'_>) {
        hasher.write_usize(self.size());
        self.type_name().hash(hasher);
        match self.data() {
            Data::Float(values) => hasher.write(bytemuck::cast_slice(values)),
            Data::Int(values) => hasher.write(bytemuck::cast_slice(values)),
            Data::Bool(values) => {
                hasher.write(&values.iter().map(|&member| u8::from(member)).collect::<Vec<u8>>());
            }
            // The strings in use, not the dictionary: equal text may be coded differently.
            Data::Text(text) => (0..text.indices.len()).for_each(|i| text.get(i).hash(hasher)),
        }
    }

    fn block(&self, visit: &mut dyn FnMut(usize, u64)) {
        use std::sync::Arc;
        match self.data() {
            Data::Float(values) => visit(Arc::as_ptr(values) as usize, 4 * values.len() as u64),
            Data::Int(values) => visit(Arc::as_ptr(values) as usize, 4 * values.len() as u64),
            Data::Bool(values) => visit(Arc::as_ptr(values) as usize, values.len() as u64),
            Data::Text(text) => {
                visit(Arc::as_ptr(&text.indices) as usize, 4 * text.indices.len() as u64);
                let strings = text.strings.iter().map(|string| string.len() as u64 + 16).sum();
                visit(Arc::as_ptr(&text.strings) as usize, strings);
            }
        }
    }
}
