# exit: 1
# throws: ShadowLost: a derivative would be lost in a global variable
# at: 6
using Derivatives
G = 0.0
lose(x) = (global G = x; x)

derivative(lose, 1.0)
