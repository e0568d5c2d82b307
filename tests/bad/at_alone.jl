# args: check FILE
# code: stray-space
# at: 4:3
@ f
