# args: check FILE
# code: bad-const
# at: 4:1
const x
