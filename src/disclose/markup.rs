//! Text inside HTML and SVG. Whatever comes from a study passes [`escaped`], and nothing else makes it safe.

/// A text as it stands in content or in a quoted attribute: the five characters of markup named, and what no document
/// may hold made visible, so that a name neither opens a tag nor turns the line around.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(' '),
            c if c.is_control() || turns(c) => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}

/// Marks that change the direction of what follows, and characters that XML does not allow.
fn turns(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FFFE}' | '\u{FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_opens_a_tag() {
        let payload = "<script>alert('x')</script> & \"q\"";
        let shown = escaped(payload);
        assert_eq!(shown, "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;q&quot;");
        assert_eq!(escaped("a\u{202E}b\u{0}c\nd"), "a\u{FFFD}b\u{FFFD}c d");
        assert_eq!(escaped("铝合金端盖"), "铝合金端盖");
    }
}
