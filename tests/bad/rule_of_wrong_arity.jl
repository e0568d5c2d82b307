# exit: 1
# throws: RuleArity: the rule is for 2 arguments, but no method of `f` takes as many
using Derivatives
f(x) = x
@rule f(x, y) = (1.0, 2.0)
