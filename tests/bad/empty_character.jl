# args: check FILE
# code: bad-character-literal
# at: 4:5
c = ''
