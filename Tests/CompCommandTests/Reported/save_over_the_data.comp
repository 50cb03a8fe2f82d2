// fault: save overwrites a file that the same run read
// expect: error; words=read,overwrite,d.csv
// file: d.csv "x\n1\n2\n3\n"
let d = data("d.csv")
save(sample(gaussian(mean(d.x), 1), count: 10, seed: 1), to: "d.csv")
