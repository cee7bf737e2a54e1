//! Writes all mutants of some sources into them at once, each behind a number, so that one build serves for all.
//!
//!     mutants LIST SOURCE...
//!
//! Each SOURCE (a file under `src/`, in a copy of the project) is overwritten. A mutant is awake while the environment
//! variable `PCF_MUTANT` is its number; `src/lib.rs` gets the function that asks. LIST gets a line for each: number, file, line, what
//! was changed to what. `run.py` beside this builds the tests once and runs them for every number.
//!
//! The mutations are those of cargo-mutants: a function returns a constant of its type at once, an operator becomes
//! another, a `!` is left out; and since decimals are added and multiplied by methods, a method becomes its neighbour
//! (`add` and `sub`, `any` and `all`, `min` and `max`) or is left out (`neg`, `abs`). Constants, tests and what a `let` in a condition binds are left alone.

use std::fmt::Write as _;
use std::{env, fs};

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::visit_mut::{self, VisitMut};
use syn::{
    BinOp, Block, Expr, ExprBinary, ImplItemFn, Item, ItemFn, ItemMod, ReturnType, Signature, UnOp, parse_quote,
};

struct Mutants {
    file: String,
    list: String,
    next: u32,
    function: String,
}

impl Mutants {
    fn number(&mut self, at: Span, what: &str) -> u32 {
        self.next += 1;
        let (file, function) = (&self.file, &self.function);
        let _ = writeln!(self.list, "{}\t{file}:{}\t{function}: {what}", self.next, at.start().line);
        self.next
    }

    /// Other results for a function's type, as cargo-mutants has them.
    fn results(output: &ReturnType) -> Vec<TokenStream> {
        let ReturnType::Type(_, of) = output else { return vec![quote!(())] };
        let text = of.to_token_stream().to_string();
        match text.as_str() {
            "bool" => vec![quote!(true), quote!(false)],
            "usize" | "u32" | "u64" | "i64" | "u128" | "u8" | "i32" => vec![quote!(0), quote!(1)],
            "Wide" | "Self" if text == "Wide" => {
                vec![quote!(crate::decimal::Wide::ZERO), quote!(crate::decimal::Wide::ONE)]
            }
            "String" => vec![quote!(String::new())],
            _ if text.starts_with("Option <") => vec![quote!(None)],
            _ if text.starts_with("Vec <") => vec![quote!(Vec::new())],
            _ => Vec::new(),
        }
    }

    fn body(&mut self, signature: &Signature, block: &mut Block) {
        if signature.constness.is_some() || block.stmts.is_empty() {
            return;
        }
        let outer = std::mem::replace(&mut self.function, signature.ident.to_string());
        let at = signature.ident.span();
        visit_mut::visit_block_mut(self, block);
        for result in Self::results(&signature.output).into_iter().rev() {
            let number = self.number(at, &format!("returns {result}"));
            block.stmts.insert(0, parse_quote! { if crate::mutant(#number) { return #result; } });
        }
        self.function = outer;
    }
}

/// What a method may become; an empty name leaves it out.
fn neighbours(method: &str) -> &'static [&'static str] {
    match method {
        "add" => &["sub", "mul"],
        "sub" => &["add"],
        "mul" => &["add"],
        "neg" | "abs" => &[""],
        "any" => &["all"],
        "all" => &["any"],
        "min" => &["max"],
        "max" => &["min"],
        "saturating_add" => &["saturating_sub"],
        "saturating_sub" => &["saturating_add"],
        "is_some" => &["is_none"],
        "is_none" => &["is_some"],
        "is_lt" => &["is_le"],
        "is_le" => &["is_lt"],
        "is_gt" => &["is_ge"],
        "is_ge" => &["is_gt"],
        _ => &[],
    }
}

/// Whether a call is one of those that the names mean: sums and products have one argument, `any` and `all` a closure.
fn is_of_numbers(call: &syn::ExprMethodCall) -> bool {
    let receiver = call.receiver.to_token_stream().to_string();
    match call.method.to_string().as_str() {
        "add" | "sub" | "mul" => {
            call.args.len() == 1 && !receiver.ends_with("network") && !receiver.ends_with("report")
        }
        "any" | "all" => matches!(call.args.first(), Some(Expr::Closure(_))),
        _ => true,
    }
}

fn binds(expr: &Expr) -> bool {
    match expr {
        Expr::Let(_) => true,
        Expr::Binary(b) => binds(&b.left) || binds(&b.right),
        Expr::Paren(p) => binds(&p.expr),
        _ => false,
    }
}

/// What an operator may become.
fn others(op: &BinOp) -> Vec<BinOp> {
    match op {
        BinOp::Add(_) => vec![parse_quote!(-), parse_quote!(*)],
        BinOp::Sub(_) => vec![parse_quote!(+), parse_quote!(/)],
        BinOp::Mul(_) => vec![parse_quote!(+), parse_quote!(/)],
        BinOp::Div(_) => vec![parse_quote!(*), parse_quote!(%)],
        BinOp::Rem(_) => vec![parse_quote!(/)],
        BinOp::And(_) => vec![parse_quote!(||)],
        BinOp::Or(_) => vec![parse_quote!(&&)],
        BinOp::Eq(_) => vec![parse_quote!(!=)],
        BinOp::Ne(_) => vec![parse_quote!(==)],
        BinOp::Lt(_) => vec![parse_quote!(<=), parse_quote!(>)],
        BinOp::Le(_) => vec![parse_quote!(<), parse_quote!(>)],
        BinOp::Gt(_) => vec![parse_quote!(>=), parse_quote!(<)],
        BinOp::Ge(_) => vec![parse_quote!(>), parse_quote!(<)],
        BinOp::BitAnd(_) => vec![parse_quote!(|)],
        BinOp::BitOr(_) => vec![parse_quote!(&)],
        BinOp::AddAssign(_) => vec![parse_quote!(-=)],
        BinOp::SubAssign(_) => vec![parse_quote!(+=)],
        BinOp::BitOrAssign(_) => vec![parse_quote!(&=)],
        _ => Vec::new(),
    }
}

impl VisitMut for Mutants {
    fn visit_item_mod_mut(&mut self, module: &mut ItemMod) {
        let test = module.attrs.iter().any(|a| a.to_token_stream().to_string().contains("test"));
        if !test {
            visit_mut::visit_item_mod_mut(self, module);
        }
    }

    fn visit_item_mut(&mut self, item: &mut Item) {
        if !matches!(item, Item::Const(_) | Item::Static(_) | Item::Macro(_)) {
            visit_mut::visit_item_mut(self, item);
        }
    }

    fn visit_item_fn_mut(&mut self, function: &mut ItemFn) {
        let signature = function.sig.clone();
        self.body(&signature, &mut function.block);
    }

    fn visit_impl_item_fn_mut(&mut self, function: &mut ImplItemFn) {
        let signature = function.sig.clone();
        self.body(&signature, &mut function.block);
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        match expr {
            Expr::Binary(binary) if !binds(&Expr::Binary(binary.clone())) => {
                let before = binary.op.to_token_stream().to_string();
                let at = binary.op.span_of();
                // In parentheses: `a as u32 > b` must not become `a as u32 < b`.
                let (left, right) = (&binary.left, &binary.right);
                let binary = ExprBinary {
                    left: parse_quote! { (#left) },
                    right: parse_quote! { (#right) },
                    ..binary.clone()
                };
                let mut whole = Expr::Binary(binary.clone());
                for other in others(&binary.op) {
                    let number = self.number(at, &format!("{before} is {}", other.to_token_stream()));
                    let mutant = ExprBinary { op: other, ..binary.clone() };
                    whole = parse_quote! { (if crate::mutant(#number) { #mutant } else { #whole }) };
                }
                *expr = whole;
            }
            Expr::MethodCall(call) if call.turbofish.is_none() && is_of_numbers(call) => {
                let before = call.method.to_string();
                let at = call.method.span();
                let mut whole = Expr::MethodCall(call.clone());
                for other in neighbours(&before) {
                    let number =
                        self.number(at, &format!("{before} is {}", if other.is_empty() { "left out" } else { other }));
                    let mutant = if other.is_empty() {
                        let receiver = &call.receiver;
                        parse_quote! { { #receiver }.clone() }
                    } else {
                        let method = syn::Ident::new(other, at);
                        Expr::MethodCall(syn::ExprMethodCall { method, ..call.clone() })
                    };
                    whole = parse_quote! { (if crate::mutant(#number) { #mutant } else { #whole }) };
                }
                *expr = whole;
            }
            Expr::Unary(unary) if matches!(unary.op, UnOp::Not(_)) => {
                let (at, inner) = (unary_span(&unary.op), unary.expr.clone());
                let number = self.number(at, "! is left out");
                let whole = unary.clone();
                // Twice, since `!` takes a reference too.
                *expr = parse_quote! { (if crate::mutant(#number) { !!#inner } else { #whole }) };
            }
            _ => {}
        }
    }
}

trait SpanOf {
    fn span_of(&self) -> Span;
}

impl SpanOf for BinOp {
    fn span_of(&self) -> Span {
        self.to_token_stream().into_iter().next().map_or_else(Span::call_site, |t| t.span())
    }
}

fn unary_span(op: &UnOp) -> Span {
    op.to_token_stream().into_iter().next().map_or_else(Span::call_site, |t| t.span())
}

const ASK: &str = r#"
/// Whether the mutant of this number is awake. Where none is, what is asked for the first time is written to a file, if
/// there is to be one: what a test never asks for it cannot catch.
pub(crate) fn mutant(number: u32) -> bool {
    static AWAKE: std::sync::OnceLock<u32> = std::sync::OnceLock::new();
    static SEEN: std::sync::OnceLock<Option<Seen>> = std::sync::OnceLock::new();
    type Seen = (std::sync::Mutex<std::fs::File>, Vec<std::sync::atomic::AtomicBool>);
    let awake = *AWAKE.get_or_init(|| std::env::var("PCF_MUTANT").ok().and_then(|n| n.parse().ok()).unwrap_or(0));
    if awake == 0 {
        let seen = SEEN.get_or_init(|| {
            let file = std::fs::OpenOptions::new().append(true).create(true).open(std::env::var_os("PCF_SEEN")?).ok()?;
            Some((std::sync::Mutex::new(file), (0..100_000).map(|_| std::sync::atomic::AtomicBool::new(false)).collect()))
        });
        if let Some((file, marks)) = seen
            && !marks[number as usize].swap(true, std::sync::atomic::Ordering::Relaxed)
        {
            let line = format!("{number}\n");
            let _ = std::io::Write::write_all(&mut *file.lock().unwrap(), line.as_bytes());
        }
    }
    awake == number
}
"#;

fn main() {
    let mut arguments = env::args().skip(1);
    let list = arguments.next().expect("the name of the list");
    let mut all = Mutants { file: String::new(), list: String::new(), next: 0, function: String::new() };
    for file in arguments {
        let text = fs::read_to_string(&file).expect("a source");
        let mut parsed = syn::parse_file(&text).expect("Rust");
        all.file.clone_from(&file);
        all.visit_file_mut(&mut parsed);
        fs::write(&file, parsed.to_token_stream().to_string()).expect("the source can be written");
    }
    let lib = fs::read_to_string("src/lib.rs").expect("src/lib.rs");
    if !lib.contains("fn mutant(") {
        fs::write("src/lib.rs", lib + ASK).expect("src/lib.rs can be written");
    }
    fs::write(list, all.list).expect("the list can be written");
}
