// fault: the first cell decides what a column is; numbers behind a missing mark become labels, whose codes are then used as numbers
// expect: error; words=missing,number,-
// file: m.csv "x\n-\n10\n9\n100\n8\n"
let d = data("m.csv")
print("mean = \(mean(d.x))")
