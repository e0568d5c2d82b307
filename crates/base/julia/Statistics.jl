# Statistics of samples.
module Statistics

export cor, cov, std, stdm, var, varm, mean!, mean, median!, median, middle, quantile!, quantile

# --- mean ---

mean(itr) = mean(identity, itr)
function mean(f, itr)
    y = iterate(itr)
    if y === nothing
        return Base.mapreduce_empty_iter(f, +, itr, Base.IteratorEltype(itr)) / 0
    end
    count = 1
    value, state = y
    total = Base.reduce_first(+, f(value) / 1)
    total = f(value) / 1
    y = iterate(itr, state)
    while y !== nothing
        value, state = y
        total += f(value) / 1
        count += 1
        y = iterate(itr, state)
    end
    return total / count
end
mean(A::AbstractArray; dims=:) = _mean(identity, A, dims)
mean(f, A::AbstractArray; dims=:) = _mean(f, A, dims)
function _mean(f, A::AbstractArray, ::Colon)
    n = length(A)
    n == 0 && return sum(x -> f(x) / 1, A; init=zero(f(zero(eltype(A))) / 1)) / n
    n == 1 && return f(first(A)) / 1
    return sum(x -> f(x), A) / n
end
_mean(f, A::AbstractArray{<:Integer}, ::Colon) = (n = length(A); n == 0 ? 0 / 0 : sum(f, A) / n)
function _mean(f, A::AbstractArray, dims)
    n = prod(map(d -> size(A, d), (dims...,)))
    return sum(f, A; dims=dims) ./ n
end
mean(r::AbstractRange{<:Real}) = isempty(r) ? oftype((first(r) + last(r)) / 2, NaN) : (first(r) + last(r)) / 2
mean!(R::AbstractArray, A::AbstractArray) = (sum!(R, A); R .= R ./ (length(A) ÷ length(R)); R)

# --- spread ---

realXcY(x::Real, y::Real) = x * y
realXcY(x::Complex, y::Complex) = real(x) * real(y) + imag(x) * imag(y)
var(itr; corrected::Bool=true, mean=nothing) = _var(collect(itr), corrected, mean)
var(A::AbstractArray; corrected::Bool=true, mean=nothing, dims=:) = _var_dims(A, corrected, mean, dims)
_var_dims(A, corrected, m, ::Colon) = _var(A, corrected, m)
function _var_dims(A, corrected, m, dims)
    n = prod(map(d -> size(A, d), (dims...,)))
    mu = m === nothing ? Statistics.mean(A; dims=dims) : m
    return sum(abs2.(A .- mu); dims=dims) ./ (n - (corrected ? 1 : 0))
end
function _var(A, corrected, m)
    n = length(A)
    if n == 0
        return oftype(real(zero(eltype(A) === Any ? Float64 : eltype(A))) / 1, NaN)
    end
    mu = m === nothing ? Statistics.mean(A) : m
    if n == 1 && corrected
        return oftype(abs2(first(A) - mu) / 1, NaN)
    end
    return centralize_sumabs2(A, mu) / (n - (corrected ? 1 : 0))
end
centralize_sumabs2(A::AbstractArray, m) = sum(x -> abs2(x - m), A)
varm(A, m; corrected::Bool=true, dims=:) = dims === (:) ? _var(A isa AbstractArray ? A : collect(A), corrected, m) : _var_dims(A, corrected, m, dims)
std(itr; corrected::Bool=true, mean=nothing) = sqrt(var(itr; corrected=corrected, mean=mean))
std(A::AbstractArray; corrected::Bool=true, mean=nothing, dims=:) = dims === (:) ? sqrt(var(A; corrected=corrected, mean=mean)) : sqrt.(var(A; corrected=corrected, mean=mean, dims=dims))
stdm(A, m; corrected::Bool=true) = sqrt(varm(A, m; corrected=corrected))

# --- covariance ---

function cov(x::AbstractVector; corrected::Bool=true)
    return var(x; corrected=corrected)
end
function cov(x::AbstractVector, y::AbstractVector; corrected::Bool=true)
    n = length(x)
    n == length(y) || throw(DimensionMismatch("x has length $n, but y has length $(length(y))"))
    mx, my = mean(x), mean(y)
    return sum((a - mx) * conj(b - my) for (a, b) in zip(x, y)) / (n - (corrected ? 1 : 0))
end
function cov(X::AbstractMatrix; dims::Int=1, corrected::Bool=true)
    C = X .- mean(X; dims=dims)
    n = size(X, dims) - (corrected ? 1 : 0)
    return dims == 1 ? (C' * C) ./ n : (C * C') ./ n
end
function cov(X::AbstractVecOrMat, Y::AbstractVecOrMat; dims::Int=1, corrected::Bool=true)
    A = X .- mean(X; dims=dims)
    B = Y .- mean(Y; dims=dims)
    n = size(X, dims) - (corrected ? 1 : 0)
    return dims == 1 ? (A' * B) ./ n : (A * B') ./ n
end
cor(x::AbstractVector) = one(real(float(eltype(x))))
function cor(x::AbstractVector, y::AbstractVector)
    n = length(x)
    n == length(y) || throw(DimensionMismatch("x and y must have the same length"))
    mx, my = mean(x), mean(y)
    xx = yy = xy = 0.0
    for (a, b) in zip(x, y)
        xi = a - mx
        yi = b - my
        xx += abs2(xi)
        yy += abs2(yi)
        xy += xi * yi'
    end
    return clampcor(xy / max(xx, yy) / sqrt(min(xx, yy) / max(xx, yy)))
end
clampcor(x::Real) = clamp(x, -1, 1)
clampcor(x) = x
function cor(X::AbstractMatrix; dims::Int=1)
    C = cov(X; dims=dims)
    s = [sqrt(C[i, i]) for i in 1:size(C, 1)]
    return [i == j ? 1.0 : clampcor(C[i, j] / (s[i] * s[j])) for i in 1:size(C, 1), j in 1:size(C, 2)]
end
cor(X::AbstractVecOrMat, Y::AbstractVecOrMat; dims::Int=1) = cov(X, Y; dims=dims) ./ (vec(std(X; dims=dims)) * vec(std(Y; dims=dims))')

# --- order statistics ---

middle(x::Union{Bool,Int8,Int16,Int32,Int64,Int128,UInt8,UInt16,UInt32,UInt64,UInt128}) = Float64(x)
middle(x::AbstractFloat) = x
middle(x::Number) = (x + zero(x)) / 1
middle(x::Number, y::Number) = x / 2 + y / 2
middle(a::AbstractRange) = middle(a[1], a[end])
middle(a::AbstractArray) = ((v1, v2) = extrema(a); middle(v1, v2))
median(itr) = median!(collect(itr))
median(v::AbstractArray; dims=:) = dims === (:) ? median!(vec(collect(v))) : mapslices(median, v; dims=dims)
median(r::AbstractRange{<:Real}) = mean(r)
function median!(v::AbstractVector)
    isempty(v) && throw(ArgumentError("median of an empty array is undefined, $(repr(v))"))
    eltype(v) >: Missing && any(ismissing, v) && return missing
    any(x -> x isa Number && isnan(x), v) && return convert(eltype(v), NaN)
    sort!(v)
    n = length(v)
    mid = div(1 + n, 2)
    return isodd(n) ? middle(v[mid]) : middle(v[mid], v[mid+1])
end
quantile(itr, p; sorted::Bool=false, alpha::Real=1.0, beta::Real=alpha) = quantile!(collect(itr), p; sorted=sorted, alpha=alpha, beta=beta)
function quantile!(v::AbstractVector, p::Real; sorted::Bool=false, alpha::Real=1.0, beta::Real=alpha)
    _prepare_quantile(v, sorted)
    return _quantile(v, p, alpha, beta)
end
function quantile!(v::AbstractVector, p::AbstractArray; sorted::Bool=false, alpha::Real=1.0, beta::Real=alpha)
    _prepare_quantile(v, sorted)
    return map(x -> _quantile(v, x, alpha, beta), p)
end
function quantile!(v::AbstractVector, p::Tuple; sorted::Bool=false, alpha::Real=1.0, beta::Real=alpha)
    _prepare_quantile(v, sorted)
    return map(x -> _quantile(v, x, alpha, beta), p)
end
function _prepare_quantile(v, sorted)
    isempty(v) && throw(ArgumentError("empty data vector"))
    any(ismissing, v) && throw(ArgumentError("quantiles are undefined in presence of missing values"))
    any(x -> x isa Number && isnan(x), v) && throw(ArgumentError("quantiles are undefined in presence of NaNs"))
    sorted || sort!(v)
    return v
end
function _quantile(v, p, alpha, beta)
    0 <= p <= 1 || throw(ArgumentError("input probability out of [0,1] range"))
    n = length(v)
    m = alpha + p * (one(alpha) - alpha - beta)
    aleph = n * p + oftype(p, m)
    j = clamp(trunc(Int, aleph + 4 * eps(Float64) * abs(aleph)), 1, n - 1 < 1 ? 1 : n - 1)
    γ = clamp(aleph - j, 0, 1)
    n == 1 && return float(v[1])
    a = v[j]
    b = v[j+1]
    return isfinite(a) && isfinite(b) ? a + γ * (b - a) : (1 - γ) * a + γ * b
end

end
