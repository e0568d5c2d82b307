# args: check FILE
# code: bad-interpolation
# at: 4:6
s = "$(  )"
