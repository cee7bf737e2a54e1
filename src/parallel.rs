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

/// How many pieces [`in_batches`] works on before what was made of them is taken.
const AT_ONCE: usize = 16;

/// Works on some pieces at a time and takes what was made of them, in their order, before the next are begun: so `work`
/// sees what `take` has made of all batches before, and little is held that was not taken.
pub(crate) fn in_batches<S: Sync, T: Send, R: Send>(
    state: &mut S,
    pieces: impl IntoIterator<Item = T>,
    work: impl Fn(&S, T) -> R + Sync,
    mut take: impl FnMut(&mut S, R),
) {
    let mut pieces = pieces.into_iter();
    loop {
        let several: Vec<T> = pieces.by_ref().take(AT_ONCE).collect();
        if several.is_empty() {
            return;
        }
        let made = {
            let state = &*state;
            map(several, |piece| work(state, piece))
        };
        made.into_iter().for_each(|made| take(state, made));
    }
}

/// Both at the same time, where that is possible.
pub(crate) fn join<A: Send, B: Send>(a: impl FnOnce() -> A + Send, b: impl FnOnce() -> B + Send) -> (A, B) {
    #[cfg(feature = "parallel")]
    return rayon::join(a, b);
    #[cfg(not(feature = "parallel"))]
    (a(), b())
}
