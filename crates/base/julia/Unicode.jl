# Normal forms and what readers take for one character, as `Base.Unicode` has them.
module Unicode

using Base.Unicode: normalize, graphemes, isequal_normalized, isassigned, julia_chartransform

export graphemes, isequal_normalized

end
