-- Divisions in a loop.
function kernel()
  local sum = 0.0
  for _ = 1, 20 do
    sum = 0.0
    for k = 1, 10000 do sum = sum + 1.0 / (k * k) end
  end
  return sum
end
