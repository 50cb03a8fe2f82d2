import Foundation
let t = Thread { }
t.start()
print(FileManager.default.currentDirectoryPath, String(format: "%.3f", 1.0))
