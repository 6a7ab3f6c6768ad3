//! The names of nodes.

use super::EditError;
use crate::document::{Name, Network};

const LONGEST: usize = 100;

/// Refuses a name that no node can have. A name starts with a letter or `_`, and goes on with
/// letters, digits, `_` and `-`, so that paths and wires can be written as text.
pub fn check_name(name: &str) -> Result<(), EditError> {
    let reason = match name.chars().next() {
        None => "it is empty; write a word such as roof",
        Some(first) if !(first.is_alphabetic() || first == '_') => "start it with a letter",
        _ if !name.chars().all(fits) => "use letters, digits, _ and - only",
        _ if name.chars().count() > LONGEST => "it is too long; 100 letters are the most",
        _ => return Ok(()),
    };
    Err(EditError::BadName { name: name.to_owned(), reason })
}

fn fits(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || letter == '-'
}

/// A name that nodes can have, as close to the given one as can be.
pub(crate) fn usable_name(name: &str) -> String {
    let mut usable: String = name
        .chars()
        .map(|letter| if fits(letter) { letter } else { '_' })
        .take(LONGEST - 1)
        .collect();
    if !usable.starts_with(|first: char| first.is_alphabetic() || first == '_') {
        usable.insert(0, '_');
    }
    usable
}

/// A free one of `name1`, `name2` …, where `wanted` is any of them: one that follows a taken one,
/// found in few steps even among thousands. A free `wanted` that has a number already is taken
/// as it is.
pub(crate) fn unique_name(network: &Network, wanted: &str) -> Name {
    let is_taken = |name: &str| network.nodes.contains_key(name);
    let stem = wanted.trim_end_matches(|letter: char| letter.is_ascii_digit());
    if stem.len() < wanted.len() && !is_taken(wanted) {
        return wanted.into();
    }
    let numbered = |number: u64| format!("{stem}{number}");
    let (mut taken, mut free) = (0, 1);
    while is_taken(&numbered(free)) {
        (taken, free) = (free, free * 2);
    }
    while free - taken > 1 {
        let middle = taken + (free - taken) / 2;
        if is_taken(&numbered(middle)) {
            taken = middle;
        } else {
            free = middle;
        }
    }
    numbered(free).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Node;

    #[test]
    fn names_can_be_written_in_paths_and_wires() {
        for good in ["box1", "_", "größe", "roof-left"] {
            assert_eq!(check_name(good), Ok(()), "{good}");
        }
        for bad in ["", "1box", "a/b", "a:b", "a b", "..", ".", "a\n", &"x".repeat(101)] {
            assert!(check_name(bad).is_err(), "{bad}");
            assert_eq!(check_name(&usable_name(bad)), Ok(()), "{bad}");
        }
    }

    #[test]
    fn a_unique_name_counts_on() {
        let mut network = Network::default();
        assert_eq!(&*unique_name(&network, "box"), "box1");
        for name in ["box1", "box2"] {
            network.nodes.insert(name.into(), Node::of("box", 1).into());
        }
        assert_eq!(&*unique_name(&network, "box1"), "box3");
        assert_eq!(&*unique_name(&network, "box7"), "box7");
        for number in 3..1000 {
            let name = unique_name(&network, "box");
            assert_eq!(*name, format!("box{number}"));
            network.nodes.insert(name, Node::of("box", 1).into());
        }
    }
}
