# Ranges of one kind as ranges of another, and the kind that several have in common.

# --- conversion ---

StepRange{T,S}(r::AbstractRange) where {T,S} = StepRange{T,S}(convert(T, first(r)), convert(S, step(r)), convert(T, last(r)))
StepRange{T,S}(r::StepRange{T,S}) where {T,S} = r
(StepRange{T,S} where T)(r::AbstractRange) where {S} = StepRange{eltype(r),S}(r)

OneTo(r::AbstractRange) = OneTo{eltype(r)}(r)

StepRangeLen{T,R,S,L}(r::AbstractRange) where {T,R,S,L} = StepRangeLen{T,R,S,L}(R(first(r)), S(step(r)), length(r))
StepRangeLen{T,R,S,L}(r::StepRangeLen{T,R,S,L}) where {T,R,S,L} = r
StepRangeLen{T,R,S,L}(r::StepRangeLen) where {T,R,S,L} = StepRangeLen{T,R,S,L}(convert(R, r.ref), convert(S, r.step), length(r), r.offset)
StepRangeLen{T}(r::AbstractRange) where {T} = StepRangeLen(T(first(r)), T(step(r)), length(r))
StepRangeLen{T}(r::StepRangeLen) where {T} = StepRangeLen(convert(T, r.ref), convert(T, r.step), r.len, r.offset)
StepRangeLen(r::AbstractRange) = StepRangeLen{eltype(r)}(r)
StepRangeLen(r::StepRangeLen) = r

# Those whose elements are computed with more digits than they have.
StepRangeLen{T,R,S,L}(r::StepRangeLen) where {T<:AbstractFloat,R<:TwicePrecision,S<:TwicePrecision,L} = _exact_range(StepRangeLen{T,R,S,L}, r)
StepRangeLen{T,R,S,L}(r::StepRangeLen{T,R,S,L}) where {T<:AbstractFloat,R<:TwicePrecision,S<:TwicePrecision,L} = r
StepRangeLen{Float64}(r::AbstractRange) = _exact_range(StepRangeLen{Float64,TwicePrecision{Float64},TwicePrecision{Float64},Int}, r)
StepRangeLen{Float64}(r::StepRangeLen) = _exact_range(StepRangeLen{Float64,TwicePrecision{Float64},TwicePrecision{Float64},Int}, r)
StepRangeLen{T}(r::AbstractRange) where {T<:IEEEFloat} = _exact_range(StepRangeLen{T,Float64,Float64,Int}, r)
StepRangeLen{T}(r::StepRangeLen) where {T<:IEEEFloat} = _exact_range(StepRangeLen{T,Float64,Float64,Int}, r)
# Where start and step are fractions in the old type, they become the same fractions of the new one.
function _exact_range(::Type{StepRangeLen{T,R,S,L}}, r::AbstractRange{U}) where {T,R,S,L,U}
    U <: Integer && return _moved_range(StepRangeLen{T,R,S,L}, r)
    fractions = _as_fractions(T, first(r), step(r))
    fractions === nothing && return _moved_range(StepRangeLen{T,R,S,L}, r)
    start_n, step_n, den = fractions
    return floatrange(T, start_n, step_n, L(length(r)), den)
end
_moved_range(::Type{StepRangeLen{T,R,S,L}}, r::AbstractRange) where {T,R,S,L} = StepRangeLen{T,R,S,L}(R(first(r)), S(step(r)), L(length(r)))
_moved_range(::Type{StepRangeLen{T,R,S,L}}, r::StepRangeLen) where {T,R,S,L} = StepRangeLen{T,R,S,L}(R(r.ref), S(r.step), L(length(r)), L(r.offset))

getindex(r::StepRangeLen{T,<:TwicePrecision,<:TwicePrecision}, s::StepRange{Bool}) where {T} = _part_by_mask(r, s)

LinRange{T,L}(r::AbstractRange) where {T,L<:Integer} = LinRange{T,L}(first(r), last(r), length(r))
LinRange{T,L}(r::LinRange{T,L}) where {T,L<:Integer} = r
LinRange{T}(r::AbstractRange) where {T} = LinRange{T}(first(r), last(r), length(r))
LinRange(r::AbstractRange{T}) where {T} = LinRange{T}(r)

# --- promotion ---

promote_rule(a::Type{UnitRange{T}}, b::Type{UnitRange{U}}) where {T,U} = el_same(promote_type(T, U), a, b)
promote_rule(a::Type{OneTo{T}}, b::Type{OneTo{U}}) where {T,U} = el_same(promote_type(T, U), a, b)
promote_rule(a::Type{UnitRange{T}}, ::Type{UR}) where {T,UR<:AbstractUnitRange} = promote_rule(a, UnitRange{eltype(UR)})
function promote_rule(::Type{StepRange{T,S1}}, ::Type{StepRange{U,S2}}) where {T,S1,U,S2}
    S = promote_type(S1, S2)
    return el_same(promote_type(T, U), StepRange{T,S}, StepRange{U,S})
end
promote_rule(a::Type{StepRange{T,S}}, ::Type{UR}) where {T,S,UR<:AbstractUnitRange} = promote_rule(a, StepRange{eltype(UR),eltype(UR)})
function promote_rule(::Type{StepRangeLen{T,R1,S1,L1}}, ::Type{StepRangeLen{U,R2,S2,L2}}) where {T,R1,S1,L1,U,R2,S2,L2}
    R, S, L = promote_type(R1, R2), promote_type(S1, S2), promote_type(L1, L2)
    return el_same(promote_type(T, U), StepRangeLen{T,R,S,L}, StepRangeLen{U,R,S,L})
end
promote_rule(a::Type{StepRangeLen{T,R,S,L}}, ::Type{OR}) where {T,R,S,L,OR<:AbstractRange} =
    promote_rule(a, StepRangeLen{eltype(OR),eltype(OR),eltype(OR),Int})
function promote_rule(::Type{LinRange{T,L1}}, ::Type{LinRange{U,L2}}) where {T,L1,U,L2}
    L = promote_type(L1, L2)
    return el_same(promote_type(T, U), LinRange{T,L}, LinRange{U,L})
end
promote_rule(a::Type{LinRange{T,L}}, ::Type{OR}) where {T,L,OR<:OrdinalRange} = promote_rule(a, LinRange{eltype(OR),L})
promote_rule(::Type{LinRange{T,L}}, b::Type{StepRangeLen{U,R,S,L2}}) where {T,L,U,R,S,L2} = promote_rule(StepRangeLen{T,T,T,L}, b)
