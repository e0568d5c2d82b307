# args: check FILE
# code: mixed-separators
# at: 4:12
x = [1 2;; 3 4; 5 6]
