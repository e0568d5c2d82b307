# args: check FILE
# code: unknown-character
# at: 4:7
x = 1 § 2
