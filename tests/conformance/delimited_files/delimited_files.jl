# Matrices as lines of text.
using Test, DelimitedFiles

readtext(text, args...; kw...) = readdlm(IOBuffer(text), args...; kw...)
written(args...) = sprint(io -> writedlm(io, args...))

@testset "reading" begin
    @test readtext("1,2\n3,4.5\n", ',') == [1 2; 3 4.5] && readtext("1,2", ',') isa Matrix{Float64}
    @test readtext("1 2\n 3  4", Int) == [1 2; 3 4] && readtext("1 2\n 3  4", Int) isa Matrix{Int}
    cells = readtext("a,\"b,c\"\n1,true\n", ',')
    @test cells isa Matrix{Any} && cells == ["a" "b,c"; 1 true]
    data, names = readtext("x\ty\n1\t2\n", '\t'; header = true)
    @test data == [1 2] && names == ["x" "y"]
    @test readtext("# c\n1 2 # d\n\n3 4\n"; comments = true) == [1 2; 3 4]
    @test readtext("skip\n1 2\r\n3 4\r\n"; skipstart = 1) == [1 2; 3 4]
    @test readtext("1,,3", ',') == Any[1 "" 3] && readtext("a b", String) == ["a" "b"]
    @test_throws "cannot be converted to Int64" readtext("a b", Int)
end

@testset "writing" begin
    @test written([1 2.5; 3 4]) == "1.0\t2.5\n3.0\t4.0\n" && written([1, 2]) == "1\n2\n"
    @test written(["a,b" 1; "c\"d" 2], ',') == "\"a,b\",1\n\"c\"\"d\",2\n"
    @test written([(1, "x"), (2, "y")], ';') == "1;x\n2;y\n"
    path = tempname()
    writedlm(path, [1 2; 3 4], ',')
    @test readdlm(path, ',', Int) == [1 2; 3 4]
    rm(path)
end
