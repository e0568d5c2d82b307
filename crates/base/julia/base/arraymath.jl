# Arithmetic on whole arrays.

function adjoint end
function transpose end
function kron end
function kron! end
const var"'" = adjoint
export var"'"

function promote_shape(a::Dims, b::Dims)
    length(a) < length(b) && return promote_shape(b, a)
    for i in 1:length(b)
        a[i] == b[i] || throw(DimensionMismatch("dimensions must match: a has dims $a, b has dims $b, mismatch at $i"))
    end
    for i in length(b)+1:length(a)
        a[i] == 1 || throw(DimensionMismatch("dimensions must match: a has dims $a, must have singleton at dim $i"))
    end
    return a
end
promote_shape(a::AbstractArray, b::AbstractArray) = promote_shape(axes(a), axes(b))
function promote_shape(a::Indices, b::Indices)
    length(a) < length(b) && return promote_shape(b, a)
    for i in 1:length(b)
        a[i] == b[i] || throw(DimensionMismatch("dimensions must match: a has dims $(a), b has dims $(b), mismatch at $i"))
    end
    for i in length(b)+1:length(a)
        a[i] == 1:1 || throw(DimensionMismatch("dimensions must match: a has dims $(a), must have singleton at dim $i"))
    end
    return a
end
promote_shape(::Tuple{}, ::Tuple{}) = ()
promote_shape() = ()
promote_shape(a) = a isa AbstractArray ? axes(a) : a

-(A::AbstractArray) = broadcast_preserving_zero_d(-, A)
+(x::AbstractArray{<:Number}) = x
*(x::AbstractArray{<:Number,2}) = x
function +(A::AbstractArray, B::AbstractArray)
    promote_shape(A, B)
    return broadcast_preserving_zero_d(+, A, B)
end
function -(A::AbstractArray, B::AbstractArray)
    promote_shape(A, B)
    return broadcast_preserving_zero_d(-, A, B)
end
function +(A::Array, Bs::Array...)
    for B in Bs
        promote_shape(A, B)
    end
    return broadcast_preserving_zero_d(+, A, Bs...)
end
/(A::AbstractArray, B::Number) = broadcast_preserving_zero_d(/, A, B)
\(A::Number, B::AbstractArray) = broadcast_preserving_zero_d(\, A, B)
*(A::Number, B::AbstractArray) = broadcast_preserving_zero_d(*, A, B)
*(A::AbstractArray, B::Number) = broadcast_preserving_zero_d(*, A, B)
