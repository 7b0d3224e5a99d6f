//! Reference values computed by other programs, for the tests.

/// The numbers of one line of the reference file: a name, then numbers apart by spaces.
pub(crate) fn numbers(name: &str) -> Vec<f64> {
    let mut lines = include_str!("../testdata/vectors.txt").lines();
    let values = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    values.unwrap().split(' ').map(|number| number.parse().unwrap()).collect()
}

/// The published vectors of sampling.
pub(crate) fn sampling() -> serde_json::Value {
    serde_json::from_str(include_str!("../../draw/testdata/sampling.json")).unwrap()
}
