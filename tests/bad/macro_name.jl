# args: check FILE
# code: bad-signature
# at: 4:7
macro 3() end
