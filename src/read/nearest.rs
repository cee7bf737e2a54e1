//! The nearest spelling, for "did you mean".

/// The candidate closest to `wanted` by edit distance, if it is close enough to be worth saying.
pub(crate) fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted: Vec<char> = plain(wanted);
    // A third of the letters may differ; of a short word at most one.
    let allowed = wanted.len().div_ceil(3).clamp(1, 4);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let letters = plain(candidate);
        if letters.len().abs_diff(wanted.len()) > allowed || letters.is_empty() {
            continue;
        }
        let distance = distance(&wanted, &letters);
        let closer = best.is_none_or(|(d, c)| (distance, candidate) < (d, c));
        if distance <= allowed && distance < wanted.len() && closer {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
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
    }
}
