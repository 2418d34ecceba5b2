//! Reading `$filter`.

use serde_json::Value;

use super::filter::{Compare, Filter, Term, TextTest, date};

/// Longest expression; Graph's own limit is that of the address.
const MOST_TEXT: usize = 8 * 1024;
/// Deepest nesting.
const MOST_DEPTH: usize = 32;

impl Filter {
    /// Reads an expression, or says in a few words what is wrong with it.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        if text.len() > MOST_TEXT {
            return Err("the expression is too long".into());
        }
        let mut parser = Parser { tokens: tokens(text)?, at: 0 };
        let filter = parser.any_of(0)?;
        match parser.peek() {
            None => Ok(filter),
            Some(token) => Err(format!("syntax error at '{token}'")),
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    Text(String),
    Open,
    Close,
    Comma,
    Colon,
}

impl std::fmt::Display for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Word(word) => f.write_str(word),
            Self::Text(text) => write!(f, "'{text}'"),
            Self::Open => f.write_str("("),
            Self::Close => f.write_str(")"),
            Self::Comma => f.write_str(","),
            Self::Colon => f.write_str(":"),
        }
    }
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut out = Vec::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            ' ' | '\t' => {}
            '(' => out.push(Token::Open),
            ')' => out.push(Token::Close),
            ',' => out.push(Token::Comma),
            ':' => out.push(Token::Colon),
            '\'' => {
                let mut quoted = String::new();
                loop {
                    match letters.next() {
                        // Two quotes are one of the text.
                        Some('\'') if letters.peek() == Some(&'\'') => {
                            letters.next();
                            quoted.push('\'');
                        }
                        Some('\'') => break,
                        Some(other) => quoted.push(other),
                        None => return Err("there is an unterminated string literal".into()),
                    }
                }
                out.push(Token::Text(quoted));
            }
            _ => {
                let mut word = String::from(letter);
                // Dates have colons; a lambda's variable is followed by one.
                let is_number = letter.is_ascii_digit() || letter == '-';
                while let Some(next) = letters.peek() {
                    let ends = matches!(next, ' ' | '\t' | '(' | ')' | ',' | '\'')
                        || (*next == ':' && !is_number);
                    if ends {
                        break;
                    }
                    word.extend(letters.next());
                }
                out.push(Token::Word(word));
            }
        }
    }
    Ok(out)
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Result<Token, String> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token.ok_or_else(|| "the expression ends too early".into())
    }

    fn expect(&mut self, want: &Token) -> Result<(), String> {
        let have = self.next()?;
        if have == *want { Ok(()) } else { Err(format!("'{want}' was expected, not '{have}'")) }
    }

    fn takes(&mut self, word: &str) -> bool {
        let fits = matches!(self.peek(), Some(Token::Word(w)) if w.eq_ignore_ascii_case(word));
        self.at += usize::from(fits);
        fits
    }

    fn any_of(&mut self, depth: usize) -> Result<Filter, String> {
        let mut left = self.all_of(depth)?;
        while self.takes("or") {
            left = Filter::Or(left.into(), self.all_of(depth)?.into());
        }
        Ok(left)
    }

    fn all_of(&mut self, depth: usize) -> Result<Filter, String> {
        let mut left = self.one(depth)?;
        while self.takes("and") {
            left = Filter::And(left.into(), self.one(depth)?.into());
        }
        Ok(left)
    }

    fn one(&mut self, depth: usize) -> Result<Filter, String> {
        if depth > MOST_DEPTH {
            return Err("the expression is nested too deeply".into());
        }
        if self.takes("not") {
            return Ok(Filter::Not(self.one(depth + 1)?.into()));
        }
        if self.peek() == Some(&Token::Open) {
            self.next()?;
            let inner = self.any_of(depth + 1)?;
            self.expect(&Token::Close)?;
            return Ok(inner);
        }
        if let (Some(Token::Word(word)), Some(Token::Open)) =
            (self.peek(), self.tokens.get(self.at + 1))
        {
            let word = word.clone();
            let how = match word.to_ascii_lowercase().as_str() {
                "startswith" => Some(TextTest::StartsWith),
                "endswith" => Some(TextTest::EndsWith),
                "contains" => Some(TextTest::Contains),
                _ => None,
            };
            if let Some(how) = how {
                self.at += 2;
                let a = self.term(depth)?;
                self.expect(&Token::Comma)?;
                let b = self.term(depth)?;
                self.expect(&Token::Close)?;
                let test = Filter::Text(how, a, b);
                // `startswith(..) eq true` is written too.
                return Ok(match (self.takes("eq"), self.takes("true")) {
                    (true, true) => test,
                    (true, false) if self.takes("false") => Filter::Not(test.into()),
                    (false, false) => test,
                    _ => return Err("true or false was expected".into()),
                });
            }
            // The documents write `Any` in places.
            let lambda = ["/any", "/all", "/Any", "/All"].into_iter().find_map(|end| {
                Some((
                    word.strip_suffix(end)?.split('/').map(ToOwned::to_owned),
                    end.ends_with("ll"),
                ))
            });
            if let Some((path, is_all)) = lambda {
                let path = path.collect();
                self.at += 2;
                if self.peek() == Some(&Token::Close) {
                    self.at += 1;
                    return Ok(Filter::Each { path, name: String::new(), inner: None, is_all });
                }
                let Token::Word(name) = self.next()? else {
                    return Err("a variable was expected".into());
                };
                self.expect(&Token::Colon)?;
                let inner = Some(self.any_of(depth + 1)?.into());
                self.expect(&Token::Close)?;
                return Ok(Filter::Each { path, name, inner, is_all });
            }
        }
        let left = self.term(depth)?;
        let compares = [
            ("eq", Compare::Eq),
            ("ne", Compare::Ne),
            ("gt", Compare::Gt),
            ("ge", Compare::Ge),
            ("lt", Compare::Lt),
            ("le", Compare::Le),
        ];
        for (word, how) in compares {
            if self.takes(word) {
                return Ok(Filter::Compare(left, how, self.term(depth)?));
            }
        }
        if self.takes("in") {
            self.expect(&Token::Open)?;
            let mut all = vec![self.term(depth)?];
            while self.peek() == Some(&Token::Comma) {
                self.at += 1;
                all.push(self.term(depth)?);
            }
            self.expect(&Token::Close)?;
            return Ok(Filter::In(left, all));
        }
        match left {
            Term::Path(_) | Term::Literal(Value::Bool(_)) => Ok(Filter::Truth(left)),
            _ => Err("a comparison was expected".into()),
        }
    }

    fn term(&mut self, depth: usize) -> Result<Term, String> {
        if depth > MOST_DEPTH {
            return Err("the expression is nested too deeply".into());
        }
        let word = match self.next()? {
            Token::Text(text) => return Ok(Term::Literal(text.into())),
            Token::Word(word) => word,
            other => return Err(format!("syntax error at '{other}'")),
        };
        if self.peek() == Some(&Token::Open) {
            let lower = match word.to_ascii_lowercase().as_str() {
                "tolower" => true,
                "toupper" => false,
                _ => return Err(format!("an unknown function with name '{word}' was found")),
            };
            self.at += 1;
            let inner = self.term(depth + 1)?;
            self.expect(&Token::Close)?;
            return Ok(if lower { Term::Lower(inner.into()) } else { Term::Upper(inner.into()) });
        }
        Ok(match word.as_str() {
            "true" => Term::Literal(true.into()),
            "false" => Term::Literal(false.into()),
            "null" => Term::Literal(Value::Null),
            _ if word.parse::<f64>().is_ok() => {
                Term::Literal(serde_json::from_str(&word).unwrap_or(Value::Null))
            }
            // Dates and GUIDs stand without quotes.
            _ if date(&word).is_some() || word.parse::<teams_cc_core::Guid>().is_ok() => {
                Term::Literal(word.into())
            }
            _ => {
                let is_name = |part: &str| {
                    let mut bytes = part.bytes();
                    bytes.next().is_some_and(|b| b.is_ascii_alphabetic() || b == b'_' || b == b'@')
                        && bytes
                            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'@'))
                };
                if !word.split('/').all(is_name) {
                    return Err(format!("syntax error at '{word}'"));
                }
                Term::Path(word.split('/').map(ToOwned::to_owned).collect())
            }
        })
    }
}
