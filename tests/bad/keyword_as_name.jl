# args: check FILE
# code: unexpected-token
# at: 4:7
while = 3
