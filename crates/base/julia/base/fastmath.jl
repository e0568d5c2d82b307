# What `@fastmath` code may be asked by name; here it computes as other code does.

baremodule FastMath
import ..Base: +, -, *, /, ^, sqrt, abs, min, max, @fastmath
const add_fast = +
const sub_fast = -
const mul_fast = *
const div_fast = /
const pow_fast = ^
const sqrt_fast = sqrt
const abs_fast = abs
const min_fast = min
const max_fast = max
end
