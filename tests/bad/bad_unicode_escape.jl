# args: check FILE
# code: bad-escape
# at: 4:6
s = "\u{110000}"
