# `rand` and `randn` have their methods in the library Random, which programs see through Base.

function rand end
function randn end
