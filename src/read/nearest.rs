//! The nearest spelling, for "did you mean".

/// The candidate closest to `wanted` by edit distance, if it is close enough to be worth saying.
pub(crate) fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    close(wanted, candidates).min().map(|(_, candidate)| candidate)
}

/// The closest candidates, each once: those that `prefers` keeps before the others, then by edit distance.
pub(crate) fn nearest_few<'a>(
    wanted: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    most: usize,
    prefers: impl Fn(&str) -> bool,
) -> Vec<&'a str> {
    let mut few: Vec<(usize, &str)> = close(wanted, candidates).collect();
    few.sort_unstable();
    few.dedup();
    // What differs twice as much as the best is no typing error any more.
    let best = few.first().map_or(0, |(distance, _)| distance.saturating_mul(2).max(1));
    few.retain(|(distance, _)| *distance <= best);
    let (preferred, others): (Vec<_>, Vec<_>) = few.into_iter().partition(|(_, candidate)| prefers(candidate));
    preferred.into_iter().chain(others).map(|(_, candidate)| candidate).take(most).collect()
}

/// The candidates that are close enough to be worth saying, with their distance.
fn close<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> impl Iterator<Item = (usize, &'a str)> {
    let wanted: Vec<char> = plain(wanted);
    // A third of the letters may differ; of a short word at most one.
    let allowed = wanted.len().div_ceil(3).clamp(1, 4);
    candidates.into_iter().filter_map(move |candidate| {
        let letters = plain(candidate);
        if letters.len().abs_diff(wanted.len()) > allowed || letters.is_empty() {
            return None;
        }
        let distance = distance(&wanted, &letters);
        (distance <= allowed && distance < wanted.len()).then_some((distance, candidate))
    })
}

/// ` (nearest: \`x\`)` in both languages, or nothing.
pub(crate) fn hint<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> [String; 2] {
    match nearest(wanted, candidates) {
        Some(near) => [format!("; the nearest is `{near}`"), format!("；最接近的是“{near}”")],
        None => [String::new(), String::new()],
    }
}

fn plain(text: &str) -> Vec<char> {
    text.to_lowercase().chars().filter(|c| !matches!(c, ' ' | '-' | '_')).take(64).collect()
}

/// Edit distance with swaps of neighbours counted once.
#[allow(clippy::arithmetic_side_effects, reason = "indices of two words of at most 64 letters")]
fn distance(a: &[char], b: &[char]) -> usize {
    let width = b.len() + 1;
    let mut rows: [Vec<usize>; 3] = [vec![0; width], (0..width).collect(), vec![0; width]];
    for i in 0..a.len() {
        rows[2][0] = i + 1;
        for j in 0..b.len() {
            let change = rows[1][j] + usize::from(a[i] != b[j]);
            let mut least = change.min(rows[1][j + 1] + 1).min(rows[2][j] + 1);
            if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
                least = least.min(rows[0][j - 1] + 1);
            }
            rows[2][j + 1] = least;
        }
        rows.rotate_left(1);
    }
    rows[1][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_close_is_suggested() {
        let words = ["steel", "aluminium", "quantity", "unit"];
        assert_eq!(nearest("stel", words), Some("steel"));
        assert_eq!(nearest("quantiyt", words), Some("quantity"));
        assert_eq!(nearest("colour", words), None);
        assert_eq!(nearest("x", words), None);
        assert_eq!(nearest("钢", ["铝"]), None);
        let ids = ["steel-bof", "steel-eaf", "steel", "steel", "copper"];
        assert_eq!(nearest_few("steel-bfo", ids, 3, |_| true), ["steel-bof"]);
        assert_eq!(nearest_few("steel-baf", ids, 3, |_| true), ["steel-bof", "steel-eaf"]);
        assert_eq!(nearest_few("steel-baf", ids, 3, |id| id == "steel-eaf"), ["steel-eaf", "steel-bof"]);
    }
}
