# args: check FILE
# code: expected-token
# at: 4:11
x = begin
