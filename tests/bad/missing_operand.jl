# args: check FILE
# code: premature-end
# at: 5:1
x = 1 +
