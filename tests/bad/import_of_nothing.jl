# args: check FILE
# code: expected-name
# at: 4:8
import 3
