# What packages do that programs seldom do: calls of C by name, notes in bodies, siblings for @fastmath, files of packages.
using Test

@testset "functions of C" begin
    @test ccall(:sin, Float64, (Float64,), 1) === sin(1.0)
    @test ccall((:pow, "libm"), Cdouble, (Cdouble, Cdouble), 2, 3) === 8.0
    @test ccall(:cosf, Cfloat, (Cfloat,), 0) === 1.0f0
    @test isnan(ccall(:sqrt, Float64, (Float64,), -1.0))
    @test ccall(:toupper, Cint, (Cint,), 'a') == Int('A')
    @test @ccall(fabs(-2.5::Cdouble)::Cdouble) === 2.5
    @test ccall(:abs, Cint, (Cint,), -3) === Int32(3)
    @test ccall(:strlen, Csize_t, (Cstring,), "four") === UInt(4)
    calls_nothing() = ccall(:no_function_has_this_name, Cint, ())
    @test_throws Exception calls_nothing()
    @test_throws ArgumentError @eval @macroexpand @ccall sin(1.0)::Cdouble
    @test_throws ArgumentError @macroexpand(@ccall sin(1.0::Cdouble))
end

@testset "numbers of any size, in their place" begin
    z = BigInt()
    ccall((:__gmpz_fib_ui, :libgmp), Cvoid, (Ref{BigInt}, Culong), z, 100)
    @test z == 354224848179261915075
    ccall((:__gmpz_mul, :libgmp), Cvoid, (Ref{BigInt}, Ref{BigInt}, Ref{BigInt}), z, big(6), big(7))
    @test z == 42
    @test ccall((:__gmpz_jacobi, :libgmp), Cint, (Ref{BigInt}, Ref{BigInt}), big(1001), big(9907)) == -1
    root = BigInt()
    @test ccall((:__gmpz_root, :libgmp), Cint, (Ref{BigInt}, Ref{BigInt}, Culong), root, big(10)^30, 3) != 0
    @test root == big(10)^10
    @test ccall((:__gmpz_probab_prime_p, :libgmp), Cint, (Ref{BigInt}, Cint), big(2)^61 - 1, 25) != 0
    a = big(5)
    Base.GMP.MPZ.mul!(a, big(3))
    @test a == 15
    @test Base.GMP.MPZ.add_ui!(a, 1) == 16
    @test Base.MPFR.ROUNDING_MODE[] == Base.MPFR.MPFRRoundNearest
    @test setrounding(() -> Base.MPFR.ROUNDING_MODE[], BigFloat, RoundUp) == Base.MPFR.MPFRRoundUp
end

struct Fast
    x::Float64
end
Base.FastMath.add_fast(a::Fast, b::Fast) = Fast(100.0)
Base.:+(a::Fast, b::Fast) = Fast(a.x + b.x)

@testset "@fastmath" begin
    f(x) = @fastmath x^2 + sin(x) / 2 - max(x, 1)
    @test f(2.0) ≈ 4 + sin(2.0) / 2 - 2
    @test (@fastmath Fast(1) + Fast(2)) == Fast(100)
    @test Fast(1) + Fast(2) == Fast(3)
    function total(xs)
        s = zero(eltype(xs))
        @fastmath for x in xs
            s += x
        end
        return s
    end
    @test total([1.0, 2.0, 3.0]) == 6.0
    @test @fastmath(minimum([3, 1, 2]; init = 5)) == 1
    @test Base.FastMath.FloatTypes === Union{Float16, Float32, Float64}
end

@testset "notes in bodies" begin
    ex = :(f(x) = x)
    @test Base.pushmeta!(ex, :inline) === ex
    @test Base.peekmeta(ex.args[2], :inline) == (true, [])
    Base.pushmeta!(ex, Expr(:purity, true))
    @test Base.peekmeta(ex.args[2], :purity) == (true, [true])
    @test Base.popmeta!(ex.args[2], :inline)[1]
    @test !Base.peekmeta(ex.args[2], :inline)[1]
    @test_throws ErrorException Base.pushmeta!(:(1 + 2), :inline)
    @test Base.is_function_def(Base.unwrap_macrocalls(:(@inline g(x) = 1)))
end

module Documented
"about both"
((const first_name = 1), const second_name = 2)
"""
about a function
"""
f(x) = x
end

@testset "texts" begin
    @test (Documented.first_name, Documented.second_name) == (1, 2)
    @test Docs.getdoc(1) === nothing
    found = Docs.meta(Documented)
    entry = found[Docs.Binding(Documented, :f)]
    @test entry isa Docs.MultiDoc
    @test entry.docs[Union{}].text[1] == "about a function\n"
end

@testset "names that stand for values" begin
    @test eval(Expr(:call, :(|), Symbol("true"), Symbol("false"))) === true
end

@testset "packages from files" begin
    mktempdir() do dir
        mkpath(joinpath(dir, "Lengths", "src"))
        write(joinpath(dir, "Lengths", "src", "Lengths.jl"), """
            __precompile__(true)
            const outside = 1
            module Lengths
            export meters
            meters(x) = string(x, " m")
            end
            """)
        push!(LOAD_PATH, dir)
        told = []
        push!(Base.package_callbacks, id -> push!(told, id.name))
        try
            @eval using Lengths
            @test (@eval meters(3)) == "3 m"
            @test told == ["Lengths"]
            @test fullname(@eval Lengths) == (:Lengths,)
            @test !isdefined(Main, :outside)
        finally
            pop!(Base.package_callbacks)
            pop!(LOAD_PATH)
        end
    end
end

@testset "projects and extensions" begin
    mktempdir() do dir
        package(name, files...) = for (path, text) in files
            mkpath(dirname(joinpath(dir, name, path)))
            write(joinpath(dir, name, path), text)
        end
        package("Shapes", "src/Shapes.jl" => "module Shapes\narea(x) = 0\nend", "Project.toml" => """
            name = "Shapes"
            uuid = "01234567-89ab-cdef-0123-456789abcdef"
            version = "1.2.3"

            [extensions]
            ShapesCircles = "Circles"
            ShapesBoth = ["Circles", "Squares"]
            """,
            "ext/ShapesCircles.jl" => "module ShapesCircles\nusing Shapes, Circles\nShapes.area(c::Circles.Circle) = 3 * c.r^2\nend",
            "ext/ShapesBoth/ShapesBoth.jl" => "module ShapesBoth\nend")
        package("Circles", "src/Circles.jl" => "module Circles\nstruct Circle\n    r::Int\nend\nend")
        push!(LOAD_PATH, dir)
        try
            @eval using Shapes
            @test pkgversion(Shapes) == v"1.2.3"
            @test pathof(Shapes) == abspath(joinpath(dir, "Shapes", "src", "Shapes.jl"))
            @test pkgdir(Shapes) == abspath(joinpath(dir, "Shapes"))
            @test pkgdir(Shapes, "src") == abspath(joinpath(dir, "Shapes", "src"))
            @test Base.PkgId(Shapes) == Base.PkgId(Base.UUID("01234567-89ab-cdef-0123-456789abcdef"), "Shapes")
            @test Base.root_module(Base.PkgId(Shapes)) === Shapes
            @test Base.get_extension(Shapes, :ShapesCircles) === nothing
            @eval using Circles
            @test Base.get_extension(Shapes, :ShapesCircles) isa Module
            @test Base.get_extension(Shapes, :ShapesBoth) === nothing
            @test (@eval Shapes.area(Circles.Circle(2))) == 12
        finally
            pop!(LOAD_PATH)
        end
    end
    @test pathof(Base) === nothing
end
