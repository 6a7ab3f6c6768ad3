//! Results under the key of everything that they depend on, within a budget of bytes.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rapidhash::fast::RapidHasher;

use crate::cook::Outputs;
use crate::report::NodeReport;

type FastMap<K, V> = HashMap<K, V, BuildHasherDefault<RapidHasher<'static>>>;

/// The hash of everything that a result depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub struct Key(u64, u64);

impl Key {
    /// The key of anything hashable.
    pub(crate) fn of(parts: &impl Hash) -> Self {
        let mut hasher = KeyHasher::default();
        parts.hash(&mut hasher);
        hasher.key()
    }
}

/// Two hashes with different seeds: with one alone, two of a few million results could be taken
/// for each other.
pub(crate) struct KeyHasher(RapidHasher<'static>, RapidHasher<'static>);

impl Default for KeyHasher {
    fn default() -> Self {
        Self(RapidHasher::new(0x9E37_79B9), RapidHasher::new(0xC2B2_AE35))
    }
}

impl KeyHasher {
    /// The key of all that was written.
    pub(crate) fn key(&self) -> Key {
        Key(self.0.finish(), self.1.finish())
    }
}

impl Hasher for KeyHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0.write(bytes);
        self.1.write(bytes);
    }

    fn write_u64(&mut self, number: u64) {
        self.0.write_u64(number);
        self.1.write_u64(number);
    }

    fn finish(&self) -> u64 {
        self.0.finish()
    }
}

/// A kept result: what a node gave out, and what was learned while it cooked.
#[derive(Debug)]
pub(crate) struct Kept {
    pub outputs: Outputs,
    pub warnings: Vec<String>,
    pub seconds: f64,
    /// Bytes of all that the outputs hold, shared with others or not.
    pub bytes: u64,
    pub elements: u64,
    /// What became of the nodes inside, of a loop.
    pub inside: Arc<[NodeReport]>,
    blocks: Vec<(usize, u64)>,
}

impl Kept {
    pub(crate) fn new(outputs: Outputs, warnings: Vec<String>, seconds: f64) -> Self {
        let mut blocks = Vec::new();
        for value in outputs.values() {
            value.blocks(&mut |address, bytes| blocks.push((address, bytes)));
        }
        blocks.sort_unstable();
        blocks.dedup();
        let bytes = blocks.iter().map(|&(_, bytes)| bytes).sum();
        let elements = outputs.values().iter().map(crate::WireValue::elements).sum();
        Self { outputs, warnings, seconds, bytes, elements, inside: Arc::default(), blocks }
    }

    pub(crate) fn with_inside(self, inside: Vec<NodeReport>) -> Self {
        Self { inside: inside.into(), ..self }
    }
}

/// The cache. Blocks of memory that several results share are counted once; when the budget is
/// passed, the results that were not used for longest go first.
#[derive(Debug)]
pub(crate) struct Cache {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    budget: u64,
    bytes: u64,
    clock: u64,
    entries: FastMap<Key, Entry>,
    /// Keys with when they were used, the oldest use first. A use that is not the key's last one
    /// counts for nothing, and is passed over when its turn comes.
    uses: VecDeque<(u64, Key)>,
    /// For each block how many kept results hold it.
    holders: FastMap<usize, u32>,
}

#[derive(Debug)]
struct Entry {
    kept: Arc<Kept>,
    used: u64,
}

impl Cache {
    pub(crate) fn new(budget: u64) -> Self {
        Self { state: Mutex::new(State { budget, ..State::default() }) }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn set_budget(&self, budget: u64) {
        let mut state = self.lock();
        state.budget = budget;
        state.shrink();
    }

    /// Bytes that all kept results hold together.
    pub(crate) fn bytes(&self) -> u64 {
        self.lock().bytes
    }

    /// The number of kept results.
    pub(crate) fn len(&self) -> usize {
        self.lock().entries.len()
    }

    pub(crate) fn clear(&self) {
        let mut state = self.lock();
        *state = State { budget: state.budget, ..State::default() };
    }

    /// The result under a key; it counts as used now.
    pub(crate) fn get(&self, key: Key) -> Option<Arc<Kept>> {
        self.lock().touch(key)
    }

    pub(crate) fn insert(&self, key: Key, kept: Arc<Kept>) {
        let mut state = self.lock();
        if state.touch(key).is_some() {
            return;
        }
        state.clock += 1;
        let used = state.clock;
        for &(address, bytes) in &kept.blocks {
            let holders = state.holders.entry(address).or_default();
            *holders += 1;
            if *holders == 1 {
                state.bytes += bytes;
            }
        }
        state.entries.insert(key, Entry { kept, used });
        state.uses.push_back((used, key));
        state.shrink();
    }
}

impl State {
    fn touch(&mut self, key: Key) -> Option<Arc<Kept>> {
        let entry = self.entries.get_mut(&key)?;
        self.clock += 1;
        entry.used = self.clock;
        let kept = entry.kept.clone();
        self.uses.push_back((self.clock, key));
        if self.uses.len() > 64 + 4 * self.entries.len() {
            let entries = &self.entries;
            self.uses.retain(|(used, key)| entries.get(key).is_some_and(|e| e.used == *used));
        }
        Some(kept)
    }

    /// Drops the oldest results until the rest fits; the newest stays, however large.
    fn shrink(&mut self) {
        while self.bytes > self.budget && self.entries.len() > 1 {
            let Some((used, key)) = self.uses.pop_front() else { return };
            if self.entries.get(&key).is_none_or(|entry| entry.used != used) {
                continue;
            }
            let Some(entry) = self.entries.remove(&key) else { continue };
            for &(address, bytes) in &entry.kept.blocks {
                if let Some(holders) = self.holders.get_mut(&address) {
                    *holders -= 1;
                    if *holders == 0 {
                        self.holders.remove(&address);
                        self.bytes -= bytes;
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{WireType, WireValue};

    struct Block;

    impl WireType for Block {
        type Value = Vec<Arc<Vec<u8>>>;
        const ID: &'static str = "block";
        const COLOUR: [u8; 3] = [0; 3];

        fn blocks(value: &Self::Value, visit: &mut dyn FnMut(usize, u64)) {
            value.iter().for_each(|block| visit(Arc::as_ptr(block) as usize, block.len() as u64));
        }

        fn elements(_: &Self::Value) -> u64 {
            1
        }

        fn summary(_: &Self::Value) -> String {
            String::new()
        }
    }

    fn kept(blocks: &[&Arc<Vec<u8>>]) -> Arc<Kept> {
        let blocks: Vec<Arc<Vec<u8>>> = blocks.iter().map(|&block| block.clone()).collect();
        let outputs = Outputs(vec![WireValue::new::<Block>(blocks)]);
        Arc::new(Kept::new(outputs, Vec::new(), 0.0))
    }

    fn key(number: u64) -> Key {
        Key::of(&number)
    }

    #[test]
    fn shared_blocks_count_once_and_the_least_recently_used_goes_first() {
        let [a, b, c] = [40, 30, 50].map(|size| Arc::new(vec![0; size]));
        let cache = Cache::new(100);
        cache.insert(key(1), kept(&[&a]));
        cache.insert(key(2), kept(&[&a, &b]));
        assert_eq!(cache.bytes(), 70, "the shared block counts once");
        assert!(cache.get(key(1)).is_some());
        cache.insert(key(3), kept(&[&c]));
        assert!(cache.get(key(2)).is_none(), "the one not used for longest went");
        assert!(cache.get(key(1)).is_some() && cache.get(key(3)).is_some());
        assert_eq!(cache.bytes(), 90);
        cache.set_budget(10);
        assert_eq!(cache.len(), 1, "the newest stays, however large");
        cache.clear();
        assert_eq!((cache.bytes(), cache.len()), (0, 0));
    }
}
