# What else goes by `Base.Math`.
baremodule Math
macro horner(x, coefficients...)
    return Expr(:call, :evalpoly, Expr(:escape, x), Expr(:escape, Expr(:tuple, coefficients...)))
end
import ..Base: sin, cos, sincos, tan, sinh, cosh, tanh, asin, acos, atan, asinh, acosh, atanh,
    sec, csc, cot, asec, acsc, acot, sech, csch, coth, asech, acsch, acoth, sinpi, cospi, tanpi,
    sincospi, sinc, cosc, cosd, cotd, cscd, secd, sind, tand, sincosd, acosd, acotd, acscd, asecd,
    asind, atand, rad2deg, deg2rad, log, log2, log10, log1p, exponent, exp, exp2, exp10, expm1,
    cbrt, sqrt, fourthroot, significand, hypot, max, min, minmax, ldexp, frexp, clamp, clamp!,
    modf, ^, mod2pi, rem2pi, evalpoly
end
