//! Arrays on the card. What was sent and has not changed is not sent again.

use std::collections::HashMap;
use std::hash::Hasher;
use std::sync::{Arc, Weak};

use bytemuck::Pod;
use geometry::{Column, Data, Geometry, Topology};
use wgpu::util::DeviceExt;

use crate::{Gpu, RenderError};

/// What was sent to the card for a scene.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Uploaded {
    /// Arrays.
    pub arrays: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// What an array is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Role {
    Positions,
    Corners,
    Normals,
    Colours,
    Marks,
    Materials,
    Triangles,
    Edges,
    Segments,
    LoosePoints,
    EveryPoint,
    NormalStarts,
    GroupPoints,
    Info,
    Instances,
}

/// Something that an array follows from: the same as long as it is the same in memory.
///
/// It does not keep what it names alive, and what is written anew is never taken for the old:
/// writing shared or watched memory moves it.
#[derive(Debug, Clone)]
pub(crate) enum Identity {
    Floats(Weak<Vec<f32>>),
    Integers(Weak<Vec<i32>>),
    Group(Weak<Vec<bool>>),
    Text(Weak<Vec<u32>>),
    Topology(Weak<Topology>),
    Content(u64),
}

impl Identity {
    /// The values of a column.
    pub(crate) fn of_column(column: &Column) -> Self {
        match column.data() {
            Data::Float(values) => Self::Floats(Arc::downgrade(values)),
            Data::Int(values) => Self::Integers(Arc::downgrade(values)),
            Data::Bool(values) => Self::Group(Arc::downgrade(values)),
            Data::Text(text) => Self::Text(Arc::downgrade(&text.indices)),
        }
    }

    /// The positions of a geometry.
    pub(crate) fn of_positions(geometry: &Geometry) -> Self {
        geometry.points().get("P").map_or(Self::Content(0), Self::of_column)
    }

    /// A topology.
    pub(crate) fn of_topology(topology: &Arc<Topology>) -> Self {
        Self::Topology(Arc::downgrade(topology))
    }

    /// Values, by what they are.
    pub(crate) fn of_content<T: Pod>(values: &[T]) -> Self {
        let mut hasher = rapidhash::quality::RapidHasher::default();
        hasher.write(bytemuck::cast_slice(values));
        Self::Content(hasher.finish())
    }

    fn number(&self) -> u64 {
        match self {
            Self::Floats(weak) => weak.as_ptr() as u64,
            Self::Integers(weak) => weak.as_ptr() as u64,
            Self::Group(weak) => weak.as_ptr() as u64,
            Self::Text(weak) => weak.as_ptr() as u64,
            Self::Topology(weak) => weak.as_ptr() as u64,
            Self::Content(number) => *number,
        }
    }
}

/// An array on the card.
#[derive(Debug, Clone)]
pub(crate) struct Array {
    pub(crate) buffer: wgpu::Buffer,
    /// Words of four bytes in it.
    pub(crate) words: u64,
}

#[derive(Debug)]
struct Kept {
    array: Array,
    /// They keep the addresses in the key from being used again.
    _identities: Vec<Identity>,
    turn: u64,
}

/// The arrays of the scene built last.
#[derive(Debug)]
pub(crate) struct Uploads {
    gpu: Gpu,
    kept: HashMap<(Role, Vec<u64>), Kept>,
    turn: u64,
    sent: Uploaded,
    /// Bytes of an array beyond which elements are sent in several; at most what the card takes.
    pub(crate) most_in_array: u64,
}

impl Uploads {
    pub(crate) fn new(gpu: Gpu) -> Self {
        Self {
            gpu,
            kept: HashMap::new(),
            turn: 0,
            sent: Uploaded::default(),
            most_in_array: u64::MAX,
        }
    }

    /// Begins a scene.
    pub(crate) fn begin(&mut self) {
        self.turn += 1;
        self.sent = Uploaded::default();
    }

    /// Ends a scene: what it did not use is forgotten. Gives what was sent for it.
    pub(crate) fn end(&mut self) -> Uploaded {
        let turn = self.turn;
        self.kept.retain(|_, kept| kept.turn == turn);
        self.sent
    }

    /// The array that follows from what is named: as it was sent before, or made and sent now.
    pub(crate) fn get<T: Pod, E: Into<RenderError>>(
        &mut self,
        role: Role,
        identities: Vec<Identity>,
        what: &'static str,
        make: impl FnOnce() -> Result<Vec<T>, E>,
    ) -> Result<Array, RenderError> {
        if let Some(array) = self.find(role, &identities) {
            return Ok(array);
        }
        let values = make().map_err(Into::into)?;
        self.keep(role, identities, what, &values)
    }

    /// The same for values that are there already.
    pub(crate) fn get_slice<T: Pod>(
        &mut self,
        role: Role,
        identities: Vec<Identity>,
        what: &'static str,
        values: &[T],
    ) -> Result<Array, RenderError> {
        match self.find(role, &identities) {
            Some(array) => Ok(array),
            None => self.keep(role, identities, what, values),
        }
    }

    /// The same for what may be larger than an array can be: as several, in order.
    pub(crate) fn get_chunks<T: Pod, E: Into<RenderError>>(
        &mut self,
        role: Role,
        identities: Vec<Identity>,
        what: &'static str,
        make: impl FnOnce() -> Result<Vec<T>, E>,
    ) -> Result<Vec<Array>, RenderError> {
        let numbered = |chunk: usize| {
            let mut identities = identities.clone();
            identities.push(Identity::Content(chunk as u64));
            identities
        };
        let mut found = Vec::new();
        while let Some(array) = self.find(role, &numbered(found.len())) {
            found.push(array);
        }
        if !found.is_empty() {
            return Ok(found);
        }
        let values = make().map_err(Into::into)?;
        let most = self.most_in_array.min(self.gpu.most_bytes()) as usize / size_of::<T>();
        // What is empty is kept too: then it is known.
        let chunks: Vec<&[T]> = match values.is_empty() {
            true => vec![&[]],
            false => values.chunks(most.max(1)).collect(),
        };
        let numbers = chunks.into_iter().enumerate();
        numbers.map(|(chunk, values)| self.keep(role, numbered(chunk), what, values)).collect()
    }

    fn find(&mut self, role: Role, identities: &[Identity]) -> Option<Array> {
        let key = (role, identities.iter().map(Identity::number).collect());
        let kept = self.kept.get_mut(&key)?;
        kept.turn = self.turn;
        Some(kept.array.clone())
    }

    fn keep<T: Pod>(
        &mut self,
        role: Role,
        identities: Vec<Identity>,
        what: &'static str,
        values: &[T],
    ) -> Result<Array, RenderError> {
        let bytes: &[u8] = bytemuck::cast_slice(values);
        let (needed, limit) = (bytes.len() as u64, self.gpu.most_bytes());
        if needed > limit {
            return Err(RenderError::TooLarge { what, needed, limit });
        }
        // A driver takes no array without bytes.
        let contents = if bytes.is_empty() { &[0; 16][..] } else { bytes };
        let usage = match role {
            Role::Info => wgpu::BufferUsages::UNIFORM,
            Role::Instances => wgpu::BufferUsages::VERTEX,
            _ => wgpu::BufferUsages::STORAGE,
        };
        let descriptor = wgpu::util::BufferInitDescriptor { label: Some(what), contents, usage };
        let buffer = self.gpu.device.create_buffer_init(&descriptor);
        self.sent.arrays += 1;
        self.sent.bytes += needed;
        let array = Array { buffer, words: needed / 4 };
        let key = (role, identities.iter().map(Identity::number).collect());
        let kept = Kept { array: array.clone(), _identities: identities, turn: self.turn };
        self.kept.insert(key, kept);
        Ok(array)
    }
}
