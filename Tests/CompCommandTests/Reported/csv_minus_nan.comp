// fault: -nan and nan(0x7) are read as numbers without a word; NAN is told
// expect: error; words=nan,missing
// file: n.csv "x\n1\n-nan\n3\n"
let d = data("n.csv")
print(mean(d.x))
