//! Where labels come from: whoever shows a result says what its columns and codes are called.

use model::Lang;

/// The names of columns and codes in one language.
pub trait Words {
    /// The language.
    fn lang(&self) -> Lang;
    /// The heading of a column.
    fn column(&self, name: &str) -> String;
    /// The word for a value of a text column; the value itself where it is no code.
    fn value(&self, column: &str, value: &str) -> String;
}

#[cfg(test)]
pub(crate) mod tests {
    use model::Lang;

    use super::Words;

    /// Words that are their own names.
    pub(crate) struct Plain(pub Lang);

    impl Words for Plain {
        fn lang(&self) -> Lang {
            self.0
        }
        fn column(&self, name: &str) -> String {
            name.to_owned()
        }
        fn value(&self, _column: &str, value: &str) -> String {
            value.to_owned()
        }
    }
}
