# exit: 1
# throws: RuleArity: the rule of `f` gives 2 partial derivatives for 1 arguments
# at: 7
using Derivatives
f(x) = floor(x)
@rule f(x) = (1.0, 2.0)
derivative(x -> f(x) + 1, 1.0)
