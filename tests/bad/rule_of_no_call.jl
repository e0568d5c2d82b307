# exit: 1
# throws: LoadError: a rule is of the form `@rule f(x, y) = (df_dx, df_dy)`
# at: 5
using Derivatives
@rule f = (1.0,)
