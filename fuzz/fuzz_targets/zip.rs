//! Any bytes as a .zip file.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| doudi_fuzz::read("x.zip", bytes));
