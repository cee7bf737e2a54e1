//! Work on several threads where the feature `parallel` is on, one piece after another where it is not. What comes out
//! is the same: pieces know nothing of each other, and results keep their order.

/// What `work` makes of each piece, in the order of the pieces.
pub(crate) fn map<T: Send, R: Send>(pieces: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    #[cfg(feature = "parallel")]
    return {
        use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
        pieces.into_par_iter().map(&work).collect()
    };
    #[cfg(not(feature = "parallel"))]
    pieces.into_iter().map(work).collect()
}

/// Both at the same time, where that is possible.
pub(crate) fn join<A: Send, B: Send>(a: impl FnOnce() -> A + Send, b: impl FnOnce() -> B + Send) -> (A, B) {
    #[cfg(feature = "parallel")]
    return rayon::join(a, b);
    #[cfg(not(feature = "parallel"))]
    (a(), b())
}
