:x
:(x + 1)
:(x + $y)
:(f($(x...), 1))
:(a.$b)
quote
    $x
end
:(:($$x))
:(:(a + b))
QuoteNode(x)
