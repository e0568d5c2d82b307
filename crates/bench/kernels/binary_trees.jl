mutable struct Tree
    left::Union{Tree, Nothing}
    right::Union{Tree, Nothing}
end
grown(depth) = depth == 0 ? Tree(nothing, nothing) : Tree(grown(depth - 1), grown(depth - 1))
nodes(tree::Tree) = tree.left === nothing ? 1 : 1 + nodes(tree.left) + nodes(tree.right)
function kernel()
    long_lived = grown(16)
    count = 0
    for depth in 4:4:16
        for _ in 1:(1 << (16 - depth + 4))
            count += nodes(grown(depth))
        end
    end
    return count + nodes(long_lived)
end
