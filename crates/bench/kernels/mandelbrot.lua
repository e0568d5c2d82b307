-- Complex arithmetic in a loop that ends early.
local function steps(cr, ci)
  local zr, zi = cr, ci
  for n = 1, 80 do
    if zr * zr + zi * zi > 4.0 then return n - 1 end
    zr, zi = zr * zr - zi * zi + cr, zr * zi + zi * zr + ci
  end
  return 80
end
function kernel()
  local sum = 0
  for i = -20, 5 do
    for j = -10, 10 do sum = sum + steps(i / 10.0, j / 10.0) end
  end
  return sum
end
