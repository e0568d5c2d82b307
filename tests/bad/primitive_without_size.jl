# args: check FILE
# code: unexpected-token
# at: 4:18
primitive type P end
