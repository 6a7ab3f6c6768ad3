//! Single edges as polylines.

/// Calls `polyline` with each chain of edges: an edge that begins where the one before it ends
/// continues that one's chain.
pub fn chains(edges: &[[u32; 2]], mut polyline: impl FnMut(&[u32])) {
    let mut chain = Vec::new();
    for &[from, to] in edges {
        if chain.last() != Some(&from) {
            if !chain.is_empty() {
                polyline(&chain);
                chain.clear();
            }
            chain.push(from);
        }
        chain.push(to);
    }
    if !chain.is_empty() {
        polyline(&chain);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_that_follow_each_other_are_one_chain() {
        let mut found = Vec::new();
        chains(&[[0, 1], [1, 2], [4, 5], [5, 4], [3, 3]], |chain| found.push(chain.to_vec()));
        assert_eq!(found, [vec![0, 1, 2], vec![4, 5, 4], vec![3, 3]]);
        chains(&[], |_| unreachable!());
    }
}
