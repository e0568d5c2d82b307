-- Reads and writes of a vector of floats.
local function quicksort(a, lo, hi)
  local i, j = lo, hi
  while i < hi do
    local pivot = a[math.floor((lo + hi) / 2)]
    while i <= j do
      while a[i] < pivot do i = i + 1 end
      while a[j] > pivot do j = j - 1 end
      if i <= j then
        a[i], a[j] = a[j], a[i]
        i = i + 1
        j = j - 1
      end
    end
    if lo < j then quicksort(a, lo, j) end
    lo, j = i, hi
  end
end
function kernel()
  local state, a = 42, {}
  for i = 1, 5000 do
    state = (state * 16807) % 2147483647
    a[i] = state / 2147483647
  end
  quicksort(a, 1, 5000)
  local sum = 0.0
  for i = 1, 5000 do sum = sum + a[i] * i end
  return sum
end
