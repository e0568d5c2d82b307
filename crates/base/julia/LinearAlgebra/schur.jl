# The Schur form of a matrix, A = Z T Z', and what is computed by it: eigenvalues of complex matrices, roots, logarithms.

struct Schur{Ty,S<:AbstractMatrix,C<:AbstractVector} <: Factorization{Ty}
    T::S
    Z::S
    values::C
end
Schur(T::AbstractMatrix{Ty}, Z::AbstractMatrix{Ty}, values::AbstractVector) where {Ty} = Schur{Ty,typeof(T),typeof(values)}(T, Z, values)
getproperty(F::Schur, d::Symbol) = getfield(F, d === :Schur ? :T : d === :vectors ? :Z : d)
propertynames(F::Schur, private::Bool=false) = (:T, :Z, :values, :Schur, :vectors)
iterate(F::Schur) = (F.T, Val(:Z))
iterate(F::Schur, ::Val{:Z}) = (F.Z, Val(:values))
iterate(F::Schur, ::Val{:values}) = (F.values, Val(:done))
iterate(F::Schur, ::Val{:done}) = nothing
length(F::Schur) = 3
size(F::Schur) = size(F.T)
size(F::Schur, d::Integer) = size(F.T, d)
Matrix(F::Schur) = F.Z * F.T * F.Z'
Array(F::Schur) = Matrix(F)
AbstractMatrix(F::Schur) = Matrix(F)
function show(io::IO, mime::MIME{Symbol("text/plain")}, F::Schur)
    summary(io, F)
    println(io, "\nT factor:")
    show(io, mime, F.T)
    println(io, "\nZ factor:")
    show(io, mime, F.Z)
    println(io, "\neigenvalues:")
    show(io, mime, F.values)
end

schur(A::AbstractMatrix) = schur!(copyto!(Matrix{typeof(float(one(eltype(A))))}(undef, size(A)), A))
function _schur!(T, Z, reduce!, eigenvalues)
    reduce!(T, Z)
    return Schur(T, Z, eigenvalues(T))
end
function schur!(A::AbstractMatrix{<:Real})
    F = hessenberg(A)
    return _schur!(F.H.data, F.Q, _real_schur!, _quasi_diagonal)
end
function schur!(A::AbstractMatrix{<:Complex})
    F = hessenberg(A)
    return _schur!(F.H.data, F.Q, _complex_schur!, diag)
end
# The blocks of a pair of conjugate eigenvalues become triangular.
Schur{Complex}(F::Schur{<:Complex}) = F
Schur{Complex}(F::Schur{<:Real}) = Schur{complex(eltype(F))}(F)
function Schur{C}(F::Schur{<:Real}) where {C<:Complex}
    return _schur!(Matrix{C}(F.T), Matrix{C}(F.Z), _complex_schur!, diag)
end

# Where the block ends whose last row this is: the entry left of the first row is nothing beside its neighbours.
function _first_of_block!(H, hi)
    for l in hi:-1:2
        s = abs(H[l-1, l-1]) + abs(H[l, l])
        iszero(s) && (s = opnorm(H, 1))
        if abs(H[l, l-1]) <= eps(real(eltype(H))) * s
            H[l, l-1] = zero(eltype(H))
            return l
        end
    end
    return 1
end
const _schur_steps = 40
_no_schur(hi) = throw(LAPACKException(hi))

# Steps of QR with the eigenvalue of the last two rows that is nearer to the last entry, by rotations.
function _complex_schur!(H::Matrix{C}, Z::Matrix{C}) where {C<:Complex}
    n = size(H, 1)
    hi, steps = n, 0
    turns = Vector{Tuple{C,C}}(undef, n)
    while hi > 1
        l = _first_of_block!(H, hi)
        if l == hi
            hi, steps = hi - 1, 0
            continue
        end
        steps += 1
        steps > _schur_steps && _no_schur(hi)
        a, b, c, d = H[hi-1, hi-1], H[hi-1, hi], H[hi, hi-1], H[hi, hi]
        middle, root = (a + d) / 2, sqrt(((a - d) / 2)^2 + b * c)
        shift = abs(middle + root - d) < abs(middle - root - d) ? middle + root : middle - root
        # Where that turns in circles.
        rem(steps, 10) == 0 && (shift = d + abs(c))
        for i in l:hi
            H[i, i] -= shift
        end
        for k in l:hi-1
            x, y = H[k, k], H[k+1, k]
            r = hypot(abs(x), abs(y))
            x, y = iszero(r) ? (one(C), zero(C)) : (x / r, y / r)
            turns[k] = (x, y)
            for j in k:n
                p, q = H[k, j], H[k+1, j]
                H[k, j] = conj(x) * p + conj(y) * q
                H[k+1, j] = x * q - y * p
            end
        end
        for k in l:hi-1
            x, y = turns[k]
            _turn_columns!(H, k, x, y, k + 1)
            _turn_columns!(Z, k, x, y, n)
        end
        for i in l:hi
            H[i, i] += shift
        end
    end
    return triu!(H)
end
function _turn_columns!(M, k, x, y, rows)
    for i in 1:rows
        p, q = M[i, k], M[i, k+1]
        M[i, k] = p * x + q * y
        M[i, k+1] = q * conj(x) - p * conj(y)
    end
end

# Two of those steps at once, with a pair of shifts that are conjugate or real, by reflections of three rows.
function _real_schur!(H::Matrix{R}, Z::Matrix{R}) where {R<:Real}
    n = size(H, 1)
    hi, steps = n, 0
    while hi > 1
        l = _first_of_block!(H, hi)
        if l == hi
            hi, steps = hi - 1, 0
            continue
        elseif l == hi - 1
            _settle_pair!(H, Z, l)
            hi, steps = hi - 2, 0
            continue
        end
        steps += 1
        steps > _schur_steps && _no_schur(hi)
        a, b, c, d = H[hi-1, hi-1], H[hi-1, hi], H[hi, hi-1], H[hi, hi]
        s, t = a + d, a * d - b * c
        if rem(steps, 10) == 0
            w = abs(c) + abs(H[hi-1, hi-2])
            s, t = 3w / 2, w^2
        end
        x = H[l, l]^2 + H[l, l+1] * H[l+1, l] - s * H[l, l] + t
        y = H[l+1, l] * (H[l, l] + H[l+1, l+1] - s)
        z = H[l+1, l] * H[l+2, l+1]
        for k in l:hi-2
            _reflect_rows!(H, Z, R[x, y, z], k, max(1, k - 1), min(k + 3, hi))
            x, y = H[k+1, k], H[k+2, k]
            k < hi - 2 && (z = H[k+3, k])
        end
        _reflect_rows!(H, Z, R[x, y], hi - 1, hi - 2, hi)
    end
    for j in 1:n, i in j+2:n
        H[i, j] = zero(R)
    end
    return H
end
# Rows from `k` on are reflected such that of `v`, which stands there, the first is left; then the columns.
function _reflect_rows!(H, Z, v, k, from, to)
    x = norm(v)
    iszero(x) && return nothing
    v[1] += copysign(x, v[1])
    τ = 2 / dot(v, v)
    m, n = length(v), size(H, 1)
    for j in from:n
        s = zero(x)
        for i in 1:m
            s += v[i] * H[k+i-1, j]
        end
        for i in 1:m
            H[k+i-1, j] -= τ * s * v[i]
        end
    end
    for (M, rows) in ((H, to), (Z, n))
        for i in 1:rows
            s = zero(x)
            for j in 1:m
                s += M[i, k+j-1] * v[j]
            end
            for j in 1:m
                M[i, k+j-1] -= τ * s * v[j]
            end
        end
    end
    return nothing
end
# Two rows on their own: with real eigenvalues they become triangular, with conjugate ones their diagonal becomes equal.
function _settle_pair!(H, Z, k)
    a, b, c, d = H[k, k], H[k, k+1], H[k+1, k], H[k+1, k+1]
    p = (a - d) / 2
    q = p^2 + b * c
    # Nothing to turn.
    iszero(p) && q < 0 && return nothing
    if q >= 0
        # The column of the eigenvalue that is farther from `d` is turned into the first one.
        z = p + copysign(sqrt(q), p)
        r = hypot(z, c)
        x, y = iszero(r) ? (one(r), zero(r)) : (z / r, c / r)
    else
        sum = b + c
        r = hypot(sum, a - d)
        x = sqrt((1 + abs(sum) / r) / 2)
        y = -(p / (r * x)) * (sum < 0 ? -one(r) : one(r))
    end
    n = size(H, 1)
    for j in k:n
        f, g = H[k, j], H[k+1, j]
        H[k, j] = x * f + y * g
        H[k+1, j] = x * g - y * f
    end
    _turn_columns!(H, k, x, y, k + 1)
    _turn_columns!(Z, k, x, y, n)
    if q >= 0
        H[k+1, k] = zero(q)
    else
        H[k, k] = H[k+1, k+1] = (H[k, k] + H[k+1, k+1]) / 2
    end
    return nothing
end
function _quasi_diagonal(T::Matrix{R}) where {R<:Real}
    n = size(T, 1)
    all(i -> iszero(T[i+1, i]), 1:n-1) && return diag(T)
    values = Vector{Complex{R}}(diag(T))
    for i in 1:n-1
        iszero(T[i+1, i]) && continue
        w = sqrt(abs(T[i, i+1])) * sqrt(abs(T[i+1, i]))
        values[i], values[i+1] = complex(T[i, i], w), complex(T[i+1, i+1], -w)
    end
    return values
end

# --- eigenvalues of complex matrices: of a Hermitian one the Schur form is diagonal ---
function eigen(A::AbstractMatrix{<:Complex}; permute::Bool=true, scale::Bool=true, sortby=nothing)
    n = checksquare(A)
    all(isfinite, A) || throw(ArgumentError("matrix contains Infs or NaNs"))
    F = schur(A)
    T, Z, values = F.T, F.Z, F.values
    ishermitian(A) && return _in_order(_in_order(Eigen(real(values), Z), identity), sortby)
    V = Matrix{eltype(T)}(I, n, n)
    for k in 1:n
        for i in k-1:-1:1
            s = T[i, k]
            for j in i+1:k-1
                s += T[i, j] * V[j, k]
            end
            gap = T[k, k] - T[i, i]
            # Equal eigenvalues are pushed apart by as little as there is.
            iszero(gap) && (gap = complex(eps(real(eltype(T))) * max(opnorm(T, 1), floatmin(real(eltype(T))))))
            V[i, k] = s / gap
        end
    end
    V = Z * V
    for k in 1:n
        column = view(V, :, k)
        column ./= norm(column)
    end
    return _in_order(_in_order(Eigen(values, V), eigsortby), sortby)
end
eigen(A::Hermitian{<:Complex}; kw...) = eigen(Matrix(A); kw...)

# --- functions of matrices that need no eigenvectors ---

# The root of a triangular matrix, column by column.
function _triangular_sqrt(T::AbstractMatrix{C}) where {C}
    n = size(T, 1)
    R = zeros(C, n, n)
    for j in 1:n
        R[j, j] = sqrt(T[j, j])
        for i in j-1:-1:1
            s = T[i, j]
            for k in i+1:j-1
                s -= R[i, k] * R[k, j]
            end
            iszero(s) || (R[i, j] = s / (R[i, i] + R[j, j]))
        end
    end
    return R
end
# The logarithm of a triangular matrix: of so many roots that it is near one, where log(X) is twice the inverse
# hyperbolic tangent of (X - 1) / (X + 1), times two to their number.
function _triangular_log(T::AbstractMatrix{C}) where {C}
    n = size(T, 1)
    Id = Matrix{C}(I, n, n)
    X, roots = Matrix{C}(T), 0
    while opnorm(X - Id, 1) > 0.25 && roots < 100
        X = _triangular_sqrt(X)
        roots += 1
    end
    Y = (X - Id) / (X + Id)
    Y2 = Y * Y
    power, sum, k = Y, copy(Y), 1
    while opnorm(power, 1) > eps(real(C)) * opnorm(sum, 1) / 4 && k < 60
        power = power * Y2
        k += 2
        sum += power / k
    end
    L = sum * C(2)^(roots + 1)
    # The diagonal is known.
    for i in 1:n
        L[i, i] = log(T[i, i])
    end
    return L
end
# A function of a matrix by that of the triangular factor of its Schur form. It is real where it can be: `is_real` says
# so of an eigenvalue.
function _by_schur(f, A::AbstractMatrix, is_real)
    F = schur(A)
    S = Schur{Complex}(F)
    R = S.Z * f(S.T) * S.Z'
    return eltype(A) <: Real && all(is_real, F.values) ? real(R) : R
end
_is_not_negative(x) = !(isreal(x) && real(x) < 0)
_is_not_nothing(x) = !(isreal(x) && real(x) <= 0)
# A function of a Hermitian matrix by that of its eigenvalues: as real numbers where it can be, which `are_real` says of all.
function _by_spectrum(f, A::AbstractMatrix, are_real=_are_not_negative)
    F = eigen(A)
    values = eltype(F.values) <: Real && !are_real(F.values) ? map(f, complex(F.values)) : map(f, F.values)
    B = F.vectors * Diagonal(values) * F.vectors'
    return eltype(B) <: Real ? _symmetrised(B) : B
end
_are_not_negative(values) = !any(<(0), values)
_are_within_one(values) = all(x -> -1 <= x <= 1, values)
_are_above_one(values) = all(x -> x >= 1, values)
_are_any(values) = true
function sqrt(A::AbstractMatrix)
    checksquare(A) == 0 && return copy(A)
    ishermitian(A) && return _by_spectrum(sqrt, A)
    return _by_schur(_triangular_sqrt, A, _is_not_negative)
end
function log(A::AbstractMatrix)
    checksquare(A) == 0 && return copy(A)
    ishermitian(A) && return _by_spectrum(log, A)
    return _by_schur(_triangular_log, A, _is_not_nothing)
end
function _matrix_power(A::AbstractMatrix, p::Real)
    ishermitian(A) && return _by_spectrum(x -> x^p, A)
    whole = floor(Int, p)
    rest = p - whole
    R = rest == 0.5 ? sqrt(A) : _by_schur(T -> exp(rest * _triangular_log(T)), A, _is_not_nothing)
    return A^whole * R
end

# By the exponential of the matrix and of its opposite, or of it times the imaginary unit.
function sincos(A::AbstractMatrix)
    checksquare(A)
    if eltype(A) <: Real
        ishermitian(A) && return _by_spectrum(sin, A), _by_spectrum(cos, A)
        E = exp(im * A)
        return imag(E), real(E)
    end
    X, Y = exp(im * A), exp(-im * A)
    return (X - Y) / 2im, (X + Y) / 2
end
sin(A::AbstractMatrix) = sincos(A)[1]
cos(A::AbstractMatrix) = sincos(A)[2]
tan(A::AbstractMatrix) = ((S, C) = sincos(A); C \ S)
sinh(A::AbstractMatrix) = (checksquare(A); (exp(A) - exp(-A)) / 2)
cosh(A::AbstractMatrix) = (checksquare(A); (exp(A) + exp(-A)) / 2)
tanh(A::AbstractMatrix) = (checksquare(A); X = exp(A); Y = exp(-A); (X + Y) \ (X - Y))
sec(A::AbstractMatrix) = inv(cos(A))
csc(A::AbstractMatrix) = inv(sin(A))
cot(A::AbstractMatrix) = inv(tan(A))
sech(A::AbstractMatrix) = inv(cosh(A))
csch(A::AbstractMatrix) = inv(sinh(A))
coth(A::AbstractMatrix) = inv(tanh(A))
# The inverse functions, by logarithms and roots where the eigenvectors are not at right angles.
function acos(A::AbstractMatrix)
    checksquare(A)
    ishermitian(A) && return _by_spectrum(acos, A, _are_within_one)
    U = complex(float(A))
    return -im * log(U + im * sqrt(I - U^2))
end
function asin(A::AbstractMatrix)
    checksquare(A)
    ishermitian(A) && return _by_spectrum(asin, A, _are_within_one)
    U = complex(float(A))
    return -im * log(im * U + sqrt(I - U^2))
end
function atan(A::AbstractMatrix)
    checksquare(A)
    ishermitian(A) && return _by_spectrum(atan, A, _are_any)
    U = im * complex(float(A))
    return log((I + U) / (I - U)) / 2im
end
function acosh(A::AbstractMatrix)
    checksquare(A)
    ishermitian(A) && return _by_spectrum(acosh, A, _are_above_one)
    U = complex(float(A))
    return log(U + sqrt(U - I) * sqrt(U + I))
end
function asinh(A::AbstractMatrix)
    checksquare(A)
    ishermitian(A) && return _by_spectrum(asinh, A, _are_any)
    U = complex(float(A))
    return log(U + sqrt(I + U^2))
end
function atanh(A::AbstractMatrix)
    checksquare(A)
    ishermitian(A) && return _by_spectrum(atanh, A, _are_within_one)
    U = complex(float(A))
    return log((I + U) / (I - U)) / 2
end
asec(A::AbstractMatrix) = acos(inv(A))
acsc(A::AbstractMatrix) = asin(inv(A))
acot(A::AbstractMatrix) = atan(inv(A))
asech(A::AbstractMatrix) = acosh(inv(A))
acsch(A::AbstractMatrix) = asinh(inv(A))
acoth(A::AbstractMatrix) = atanh(inv(A))
cis(A::AbstractMatrix) = exp(im * A)
cbrt(A::AbstractMatrix{<:Real}) = (checksquare(A); ishermitian(A) ? _by_spectrum(cbrt, A, _are_any) : _matrix_power(A, 1 / 3))
