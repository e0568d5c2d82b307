# Contexts defined in the language: what calls a program makes, and what it would cost with another price.

using Cassette

price(item) = item === :apple ? 0.5 : 2.0
total(basket) = sum(price(item) * n for (item, n) in basket)

# Hooks run before and after each call that they have a method for.
Cassette.@context Log
Cassette.prehook(ctx::Log, ::typeof(price), item) = push!(ctx.metadata, item)

# A method of `overdub` runs in the call's stead.
Cassette.@context Sale
Cassette.overdub(ctx::Sale, ::typeof(price), item) = ctx.metadata * price(item)

basket = [:apple => 4, :melon => 1]
seen = Symbol[]
println("as it is: ", total(basket))
println("logged:   ", Cassette.overdub(Log(metadata = seen), total, basket), ", prices asked for: ", seen)
println("on sale:  ", Cassette.overdub(Sale(metadata = 0.5), total, basket))
println("both:     ", Cassette.overdub(Log(metadata = seen), () -> Cassette.overdub(Sale(metadata = 0.5), total, basket)))

# A redefinition reaches code that was rewritten before.
price(item) = 1.0
println("new price: ", Cassette.overdub(Sale(metadata = 0.5), total, basket))
