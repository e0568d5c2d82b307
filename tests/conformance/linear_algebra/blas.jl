# The names of BLAS.
using Test, LinearAlgebra

@testset "products into an array of the caller's" begin
    A, y = [1.0 2; 3 4], [1.0, 1]
    @test BLAS.gemv!('T', 2.0, A, [1.0, 2], 3.0, y) === y
    @test y == [17.0, 23]
    @test BLAS.gemm('N', 'N', A, A) == [7 10; 15 22]
    @test BLAS.ger!(1.0, [1.0, 2], [3.0, 4], zeros(2, 2)) == [3 4; 6 8]
    @test_throws DimensionMismatch BLAS.gemv!('N', 1.0, A, [1.0, 2], 0.0, zeros(3))
    @test_throws ArgumentError BLAS.gemv('X', A, [1.0, 2])
end

@testset "vectors" begin
    @test BLAS.dot([1.0, 2], [3.0, 4]) == 11
    @test BLAS.axpy!(2.0, [1.0, 1], [1.0, 2]) == [3, 4]
    @test BLAS.nrm2([3.0, 4]) == 5
    @test BLAS.asum([1.0, -2]) == 3
    @test BLAS.iamax([1.0, -3, 2]) == 2
    @test BLAS.scal!(2.0, [1.0, 2]) == [2, 4]
end

@testset "triangles" begin
    A = [1.0 2; 3 4]
    @test BLAS.trsv('U', 'N', 'N', A, [5.0, 4]) == [3, 1]
    @test BLAS.symv('U', A, [1.0, 1]) == [3, 6]
end
