using Test, LinearAlgebra
# A kind of matrix of a package's own: one number along the diagonal.
struct Scaled{T} <: AbstractMatrix{T}
    values::Vector{T}
end
Base.size(A::Scaled) = (length(A.values), length(A.values))
Base.getindex(A::Scaled{T}, i::Int, j::Int) where {T} = i == j ? A.values[i] : zero(T)
Base.setindex!(A::Scaled, x, i::Int, j::Int) = i == j ? (A.values[i] = x) : iszero(x) || throw(ArgumentError("off the diagonal"))
Base.BroadcastStyle(::Type{<:Scaled}) = LinearAlgebra.StructuredMatrixStyle{Scaled}()
LinearAlgebra.structured_broadcast_alloc(bc, ::Type{Scaled}, ::Type{T}, n) where {T} = Scaled(Vector{T}(undef, n))
LinearAlgebra.fzero(A::Scaled) = zero(eltype(A))
@testset "broadcasts over kinds of matrices of packages" begin
    A = Scaled([1.0, 2.0])
    @test A .* 2 isa Scaled && (A .* 2).values == [2.0, 4.0]
    @test A .+ A == Scaled([2.0, 4.0]) && A .+ A isa Scaled
    @test A .+ 1 isa Matrix && A .+ 1 == [2.0 1.0; 1.0 3.0]
end
