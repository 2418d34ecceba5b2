//! How many requests may be under way at once.

use std::sync::atomic::{AtomicUsize, Ordering};

/// A place among those that are under way or wait, given back when it is dropped: with the end of
/// the request, or with its future.
#[derive(Debug)]
pub struct Place<'a>(&'a AtomicUsize);

impl<'a> Place<'a> {
    /// Takes one of `most`; `None` if there is none left.
    pub fn take(taken: &'a AtomicUsize, most: usize) -> Option<Self> {
        if taken.fetch_add(1, Ordering::Relaxed) >= most {
            taken.fetch_sub(1, Ordering::Relaxed);
            return None;
        }
        Some(Self(taken))
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rs_75_a_place_is_given_back_by_whoever_had_it() {
        let taken = AtomicUsize::new(0);
        let first = Place::take(&taken, 1);
        assert!(first.is_some() && Place::take(&taken, 1).is_none());
        drop(first);
        assert!(Place::take(&taken, 1).is_some());
    }
}
