//! Signatures as text: of methods with variables and varargs, of calls on the command line.

use overdub_diag::{Diagnostic, SourceId, Sources, Span};
use overdub_types::{Symbol, Type, TypeKind, TypeVar, VarExpr};

use super::{
    lexer::Token,
    names::Names,
    operand_print::{function_name, type_operand},
    parser::{Parser, Read, Stop},
    print::annotation,
    quote,
};

/// What a method applies to.
#[derive(Clone, Debug)]
pub struct Signature {
    /// The type of the callee: `typeof(f)`, `Type{T}`, or the type of a callable value. May use the variables.
    pub callee: Type,
    /// The types of the arguments, a vararg last. May use the variables.
    pub args: Vec<Type>,
    /// The variables, outermost first: the static parameters. Those of [`Signature::ty`] may have other names,
    /// since types that differ in nothing else are one.
    pub vars: Vec<TypeVar>,
    /// All of it as one type: `Tuple{callee, args…} where …`.
    pub ty: Type,
    /// As it is written in the text form, such as `f(::T, ::Any...) where T<:Real`.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

impl Signature {
    /// The names of the static parameters.
    #[must_use]
    pub fn static_params(&self) -> Vec<Symbol> {
        self.vars.iter().map(|it| it.name()).collect()
    }

    /// How many values a body for it takes: self and one for each argument, a vararg counting once.
    #[must_use]
    pub fn n_params(&self) -> u32 {
        u32::try_from(1 + self.args.len()).unwrap_or(u32::MAX)
    }

    /// Whether the last argument takes any number of values.
    #[must_use]
    pub fn is_vararg(&self) -> bool {
        self.args.last().is_some_and(|it| it.is_vararg())
    }
}

/// Reads a signature such as `f(::Int64, ::Float64)`, as the command line has it.
///
/// # Errors
/// One diagnostic or more if the text is not a signature or names what `names` does not know.
///
/// # Examples
/// ```
/// use overdub_diag::Sources;
/// use overdub_ir::text::{Names, parse_signature};
/// let mut sources = Sources::new();
/// let id = sources.add("<argument>", "f(::Int64, ::Float64)");
/// let signature = parse_signature(&sources, id, &Names::open()).expect("well-formed");
/// assert_eq!(signature.ty.to_string(), "Tuple{typeof(f), Int64, Float64}");
/// ```
pub fn parse_signature(
    sources: &Sources,
    source: SourceId,
    names: &Names,
) -> Result<Signature, Vec<Diagnostic>> {
    let mut parser = Parser::new(sources, source, names.clone());
    let read = parser.signature(false);
    if read.is_ok() && parser.peek() != Token::End {
        // What is said of it is in the list that is answered below.
        let _: Read<()> = parser.unexpected("the end of the signature");
    }
    match read {
        Ok(signature) if parser.diagnostics.is_empty() => Ok(signature),
        Ok(_) | Err(Stop) => Err(parser.diagnostics),
    }
}

impl Parser<'_> {
    /// `f(%x::T, ::Any...) where T`, `(%a::Adder)(…)`, `Circle{T}(…) where T`. A definition declares its function.
    pub(crate) fn signature(&mut self, is_definition: bool) -> Read<Signature> {
        let start = self.position();
        // The variables come last but are needed first.
        let clauses = self.where_clauses_ahead();
        let result = clauses.and_then(|()| {
            self.rewind(start);
            self.signature_under(start, is_definition)
        });
        self.vars.clear();
        result
    }

    /// Reads over the callee and the arguments to the `where`s and brings their variables into scope.
    fn where_clauses_ahead(&mut self) -> Read<()> {
        self.vars.clear();
        let mut n_groups = 0;
        let mut depth = 0_usize;
        loop {
            match self.peek() {
                Token::OpenParen | Token::OpenBrace | Token::OpenBracket => {
                    // A brace of its own opens the body, one behind a name its parameters.
                    if depth == 0 && self.peek() == Token::OpenBrace && !self.is_adjacent() {
                        return Ok(());
                    }
                    depth += 1;
                }
                Token::CloseParen | Token::CloseBrace | Token::CloseBracket => {
                    let Some(less) = depth.checked_sub(1) else { return Ok(()) };
                    depth = less;
                    n_groups += usize::from(depth == 0);
                }
                Token::Name if depth == 0 && n_groups > 0 => break,
                Token::End => return Ok(()),
                _ => {}
            }
            self.bump();
        }
        // The last clause is the outermost one, whose variables the others see.
        let mut clauses = Vec::new();
        while self.is_word("where") {
            self.bump();
            let at = self.lexeme().span.start as usize;
            match VarExpr::parse_list_at(self.text, at) {
                Ok((vars, end)) => {
                    self.skip_to(end);
                    clauses.push(vars);
                }
                Err(error) => return self.type_error(&error),
            }
        }
        let vars: Vec<VarExpr> = clauses.into_iter().rev().flatten().collect();
        match VarExpr::build_list(&vars, &self.names) {
            Ok(built) => self.vars = built,
            Err(error) => return self.type_error(&error),
        }
        Ok(())
    }

    fn signature_under(&mut self, start: usize, is_definition: bool) -> Read<Signature> {
        let (callee, mut text) = self.callee_type(is_definition)?;
        self.expect(Token::OpenParen, "`(`")?;
        text.push('(');
        let mut args = Vec::new();
        while self.peek() != Token::CloseParen {
            if args.last().is_some_and(|it: &Type| it.is_vararg()) {
                return self.unexpected("`)`, since a vararg is the last argument");
            }
            let arg = self.argument(is_definition)?;
            if !args.is_empty() {
                text.push_str(", ");
            }
            text.push_str(&written_argument(arg));
            args.push(arg);
            if !self.accept(Token::Comma) {
                break;
            }
        }
        self.expect(Token::CloseParen, "`,` or `)`")?;
        text.push(')');
        while self.accept_word("where") {
            let at = self.lexeme().span.start as usize;
            if let Ok((_, end)) = VarExpr::parse_list_at(self.text, at) {
                self.skip_to(end);
            }
        }
        let span = self.span_from(start);
        let ty = self.signature_type(callee, &args, span)?;
        self.write_variables(&mut text);
        Ok(Signature { callee, args, vars: self.vars.clone(), ty, text, span })
    }

    fn signature_type(&mut self, callee: Type, args: &[Type], span: Span) -> Read<Type> {
        let elements: Vec<Type> = std::iter::once(callee).chain(args.iter().copied()).collect();
        let mut ty = match Type::tuple(&elements) {
            Ok(ty) => ty,
            Err(error) => return self.error("invalid-type", span, error.to_string()),
        };
        for variable in self.vars.clone().into_iter().rev() {
            if !ty.has_var(variable) {
                let message = format!(
                    "the static parameter `{}` does not occur in the signature",
                    variable.name()
                );
                return self.error("unused-static-parameter", span, message);
            }
            ty = match Type::union_all(variable, ty) {
                Ok(ty) => ty,
                Err(error) => return self.error("invalid-type", span, error.to_string()),
            };
        }
        Ok(ty)
    }

    fn write_variables(&self, text: &mut String) {
        let written: Vec<String> = self
            .vars
            .iter()
            .map(|variable| {
                let mut one = String::new();
                if !variable.lower().is_bottom() {
                    one.push_str(&annotation(variable.lower()));
                    one.push_str("<:");
                }
                one.push_str(&quote::name(variable.name().as_str()));
                if !variable.upper().is_any() || !variable.lower().is_bottom() {
                    one.push_str("<:");
                    one.push_str(&annotation(variable.upper()));
                }
                one
            })
            .collect();
        match &written[..] {
            [] => {}
            [one] if self.vars[0].lower().is_bottom() => text.push_str(&format!(" where {one}")),
            all => text.push_str(&format!(" where {{{}}}", all.join(", "))),
        }
    }

    /// The type of what is called, and how it is written.
    fn callee_type(&mut self, is_definition: bool) -> Read<(Type, String)> {
        if self.peek() == Token::OpenParen {
            self.bump();
            let _ = self.accept(Token::Value);
            self.expect(Token::DoubleColon, "`::` and the type of the callee")?;
            let ty = self.ty(true)?;
            self.expect(Token::CloseParen, "`)`")?;
            return Ok((ty, written_callee(ty)));
        }
        let start = self.position();
        let path = self.path("the name of a function")?;
        let is_curly = self.peek() == Token::OpenBrace && self.is_adjacent();
        let is_known_type =
            overdub_types::Scope::resolve(&self.names, &path).is_some_and(|it| it.is_type());
        if is_curly || is_known_type {
            self.rewind(start);
            let ty = self.ty(false)?;
            return match Type::type_of_type(ty) {
                Ok(callee) => Ok((callee, written_callee(callee))),
                Err(error) => {
                    let span = self.span_from(start);
                    self.error("invalid-type", span, error.to_string())
                }
            };
        }
        if is_definition {
            self.declare_function(&path);
        }
        match self.names.function(&path) {
            Some(ty) => Ok((ty, written_callee(ty))),
            None => {
                let shown = path.iter().map(|it| it.as_str()).collect::<Vec<_>>().join(".");
                let span = self.span_from(start);
                self.error(
                    "unknown-name",
                    span,
                    format!("`{shown}` is no function or type that is known here"),
                )
            }
        }
    }

    pub(crate) fn declare_function(&mut self, path: &[Symbol]) {
        if let Some((module, name)) = super::names::split_path(path) {
            self.names.declare_function(module, name);
        }
    }

    /// `%x`, `%x::T`, `::T`, each with `...` perhaps. Only a definition has a use for the name.
    fn argument(&mut self, is_definition: bool) -> Read<Type> {
        let start = self.position();
        let has_name = self.accept(Token::Value);
        let ty = if self.accept(Token::DoubleColon) {
            self.ty(false)?
        } else if has_name {
            Type::any()
        } else {
            return self.unexpected(match is_definition {
                true => "an argument such as `%x::T`",
                false => "the type of an argument, such as `::Int64`",
            });
        };
        if !self.accept(Token::Ellipsis) {
            return Ok(ty);
        }
        match Type::vararg(ty, None) {
            Ok(vararg) => Ok(vararg),
            Err(error) => {
                let span = self.span_from(start);
                self.error("invalid-type", span, error.to_string())
            }
        }
    }
}

/// How an argument of this type is written in a signature.
fn written_argument(ty: Type) -> String {
    match ty.kind() {
        TypeKind::Vararg { elem, count: None } => {
            format!("::{}...", annotation(elem.unwrap_or_else(Type::any)))
        }
        _ => format!("::{}", annotation(ty)),
    }
}

/// How a callee of this type is written in a signature: a function or a type by its name.
fn written_callee(ty: Type) -> String {
    let by_name = || ty.type_type_param().filter(|it| !it.is_var()).map(type_operand);
    function_name(ty)
        .or_else(|| by_name().filter(|it| !it.starts_with("type(")))
        .unwrap_or_else(|| format!("(::{ty})"))
}
