//! A flag changed in one small place: a threshold moved, a bound shifted, a condition or a key of a
//! join dropped.

use std::ops::ControlFlow;

use sqlparser::ast::{
    BinaryOperator, Expr, Join, JoinConstraint, JoinOperator, Select, Statement, UnaryOperator,
    Value, VisitMut, VisitorMut,
};
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::Parser;

/// One changed flag.
pub struct Mutant {
    /// What was changed, in words of SQL.
    pub change: String,
    /// The whole file.
    pub text: String,
}

/// Every mutant of the text of a flag, in the order of the text.
pub fn of(text: &str) -> Vec<Mutant> {
    let header: String = text
        .lines()
        .take_while(|line| line.starts_with("---"))
        .map(|line| format!("{line}\n"))
        .collect();
    let parsed = Parser::parse_sql(&GenericDialect {}, &text[header.len()..]).expect("SQL");
    let mut mutants = Vec::new();
    loop {
        let mut statements: Vec<Statement> = parsed.clone();
        let mut mutator = Mutator { skip: mutants.len(), change: None };
        let _ = statements.visit(&mut mutator);
        let Some(change) = mutator.change else { return mutants };
        mutants.push(Mutant { change, text: format!("{header}{}\n", statements[0]) });
    }
}

/// Makes the one change before which there are `skip` others.
struct Mutator {
    skip: usize,
    change: Option<String>,
}

impl Mutator {
    /// Whether this is the change to make, which is `change` in words.
    fn takes(&mut self, change: impl FnOnce() -> String) -> bool {
        if self.change.is_some() {
            return false;
        }
        if self.skip > 0 {
            self.skip -= 1;
            return false;
        }
        self.change = Some(change());
        true
    }

    /// A whole condition, and what is inside it.
    fn whole(&mut self, condition: &mut Expr) {
        if !is_and(condition) && self.takes(|| format!("without {condition}")) {
            *condition = Expr::value(Value::Boolean(true));
        }
        self.inside(condition);
    }

    fn inside(&mut self, condition: &mut Expr) {
        match condition {
            Expr::Nested(inner) => self.inside(inner),
            Expr::BinaryOp { left, op: BinaryOperator::And | BinaryOperator::Or, right } => {
                if !is_and(left) && self.takes(|| format!("without {left}")) {
                    *condition = (**right).clone();
                } else if !is_and(right) && self.takes(|| format!("without {right}")) {
                    *condition = (**left).clone();
                } else {
                    self.inside(left);
                    self.inside(right);
                }
            }
            Expr::BinaryOp { left, op, right } => {
                if let Some(moved) = moved(op)
                    && self.takes(|| format!("{left} {moved} {right}"))
                {
                    *op = moved;
                }
            }
            Expr::UnaryOp { op: UnaryOperator::Not, expr } => {
                if self.takes(|| format!("without NOT before {expr}")) {
                    *condition = (**expr).clone();
                } else {
                    self.inside(expr);
                }
            }
            Expr::Between { expr, low, high, negated: false } => {
                let bound = |op, end: &Expr| Expr::BinaryOp {
                    left: expr.clone(),
                    op,
                    right: Box::new(end.clone()),
                };
                if self.takes(|| format!("{expr} from anything, not {low}")) {
                    *condition = bound(BinaryOperator::LtEq, high);
                } else if self.takes(|| format!("{expr} to anything, not {high}")) {
                    *condition = bound(BinaryOperator::GtEq, low);
                }
            }
            Expr::InList { expr, list, .. } if list.len() > 1 => {
                for at in 0..list.len() {
                    if self.takes(|| format!("{expr} without {} in its list", list[at])) {
                        list.remove(at);
                        return;
                    }
                }
            }
            _ => {}
        }
    }

    fn join(&mut self, join: &mut Join) {
        if let JoinOperator::Join(JoinConstraint::On(on))
        | JoinOperator::Inner(JoinConstraint::On(on))
        | JoinOperator::Left(JoinConstraint::On(on))
        | JoinOperator::LeftOuter(JoinConstraint::On(on)) = &mut join.join_operator
        {
            self.whole(on);
        }
    }
}

impl VisitorMut for Mutator {
    type Break = ();

    fn pre_visit_select(&mut self, select: &mut Select) -> ControlFlow<()> {
        for join in select.from.iter_mut().flat_map(|from| &mut from.joins) {
            self.join(join);
        }
        for condition in [&mut select.selection, &mut select.having].into_iter().flatten() {
            self.whole(condition);
        }
        self.flow()
    }

    fn pre_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<()> {
        for step in ["+", "-"] {
            if let Some(by) = step_of(expr)
                && self.takes(|| format!("{expr} {step} {by}"))
            {
                let shifted = format!("({expr} {step} {by})");
                *expr = Parser::new(&GenericDialect {})
                    .try_with_sql(&shifted)
                    .and_then(|mut parser| parser.parse_expr())
                    .expect("an expression");
                break;
            }
        }
        self.flow()
    }
}

impl Mutator {
    fn flow(&self) -> ControlFlow<()> {
        if self.change.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

fn is_and(condition: &Expr) -> bool {
    match condition {
        Expr::Nested(inner) => is_and(inner),
        Expr::BinaryOp { op: BinaryOperator::And, .. } => true,
        _ => false,
    }
}

/// The comparison with its end shut or opened.
fn moved(op: &BinaryOperator) -> Option<BinaryOperator> {
    match op {
        BinaryOperator::Gt => Some(BinaryOperator::GtEq),
        BinaryOperator::GtEq => Some(BinaryOperator::Gt),
        BinaryOperator::Lt => Some(BinaryOperator::LtEq),
        BinaryOperator::LtEq => Some(BinaryOperator::Lt),
        _ => None,
    }
}

/// By how much a norm is moved: the least that its kind of number knows.
fn step_of(expr: &Expr) -> Option<&'static str> {
    let text = expr.to_string();
    let called = text.starts_with("norm('") || text.starts_with("norm_on(");
    let is_call = matches!(expr, Expr::Function(_)) && called;
    is_call.then(|| {
        if text.contains("_share") && !text.contains("_shared") {
            "0.05"
        } else if text.contains("chance") {
            "0.005"
        } else if text.contains("multiple") {
            "0.1"
        } else {
            "1"
        }
    })
}
