// fault: names behind as: that differ from the header's are taken in their order, so a capital letter swaps columns
// expect: error; words=Weight,weight
// file: hw.csv "height,weight\n180,80\n170,70\n"
let d = data("hw.csv", as: {Weight: Real, Height: Real})
print(mean(d.Weight))
