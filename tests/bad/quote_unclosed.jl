# args: check FILE
# code: expected-token
# at: 5:7
x = quote
    1
