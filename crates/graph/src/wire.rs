//! What flows along wires. The graph knows no kind of value by name: each kind is a [`WireType`].

use std::any::{Any, TypeId};
use std::fmt;
use std::sync::Arc;

/// One kind of value that flows along wires, such as geometry.
///
/// It is implemented on a marker type where both the value and the graph are known.
pub trait WireType: Send + Sync + 'static {
    /// The value itself.
    type Value: Send + Sync + 'static;
    /// The name in files and messages.
    const ID: &'static str;
    /// The colour of its wires, as sRGB.
    const COLOUR: [u8; 3];
    /// Calls `visit` with the address and bytes of every shared block of memory that the value
    /// holds, so that what several values share is counted once.
    fn blocks(value: &Self::Value, visit: &mut dyn FnMut(usize, u64));
    /// How many elements (points, rows, pixels) it has, for reports.
    fn elements(value: &Self::Value) -> u64;
    /// What it is, in one short line.
    fn summary(value: &Self::Value) -> String;
}

type Payload = dyn Any + Send + Sync;

/// A [`WireType`] as a value, so that lists can hold several kinds.
pub struct Wire {
    /// The name in files and messages.
    pub id: &'static str,
    /// The colour of its wires, as sRGB.
    pub colour: [u8; 3],
    value_type: fn() -> Option<TypeId>,
    blocks: fn(&Payload, &mut dyn FnMut(usize, u64)),
    elements: fn(&Payload) -> u64,
    summary: fn(&Payload) -> String,
}

impl Wire {
    /// The wire that carries whatever is put on it: what null, switch and subnets pass on.
    pub const ANY: &'static Self = &Self {
        id: "any",
        colour: [0xA7, 0xAF, 0xBA],
        value_type: || None,
        blocks: |_, _| {},
        elements: |_| 0,
        summary: |_| String::new(),
    };

    /// The wire of a kind of value.
    pub const fn of<W: WireType>() -> &'static Self {
        &Self {
            id: W::ID,
            colour: W::COLOUR,
            value_type: || Some(TypeId::of::<W::Value>()),
            blocks: |value, visit| {
                if let Some(value) = value.downcast_ref() {
                    W::blocks(value, visit);
                }
            },
            elements: |value| value.downcast_ref().map_or(0, W::elements),
            summary: |value| value.downcast_ref().map_or_else(String::new, W::summary),
        }
    }

    /// Whether a value of `other` can go where this one is asked for. [`Wire::ANY`] goes both
    /// ways here and is checked when the node cooks.
    pub fn accepts(&self, other: &Self) -> bool {
        let (wanted, given) = ((self.value_type)(), (other.value_type)());
        wanted.is_none() || given.is_none() || wanted == given
    }
}

impl fmt::Debug for Wire {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Wire({})", self.id)
    }
}

/// A value on a wire: shared, never changed.
#[derive(Clone)]
pub struct WireValue {
    wire: &'static Wire,
    value: Arc<Payload>,
}

impl WireValue {
    /// A value of a kind.
    pub fn new<W: WireType>(value: impl Into<Arc<W::Value>>) -> Self {
        Self { wire: Wire::of::<W>(), value: value.into() }
    }

    /// The kind of the value.
    pub fn wire(&self) -> &'static Wire {
        self.wire
    }

    /// The value, if it is of this kind.
    pub fn get<W: WireType>(&self) -> Option<&W::Value> {
        self.value.downcast_ref()
    }

    /// The value to be held, if it is of this kind.
    pub fn shared<W: WireType>(&self) -> Option<Arc<W::Value>> {
        self.value.clone().downcast().ok()
    }

    /// The address and bytes of every shared block: see [`WireType::blocks`].
    pub fn blocks(&self, visit: &mut dyn FnMut(usize, u64)) {
        (self.wire.blocks)(&*self.value, visit);
    }

    /// How many elements it has.
    pub fn elements(&self) -> u64 {
        (self.wire.elements)(&*self.value)
    }

    /// What it is, in one short line.
    pub fn summary(&self) -> String {
        (self.wire.summary)(&*self.value)
    }
}

impl fmt::Debug for WireValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}({})", self.wire.id, self.summary())
    }
}
