# Areas of shapes, by dispatch.

abstract type Shape end

struct Rectangle <: Shape
    width::Float64
    height::Float64
end

struct Circle <: Shape
    radius::Float64
end

area(r::Rectangle) = r.width * r.height
area(c::Circle) = π * c.radius^2

total(shapes) = sum(area, shapes)

println("total area: ", total(Shape[Rectangle(2.0, 3.0), Circle(0.5)]))
