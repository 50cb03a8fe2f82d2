import CompKit
import Foundation

#if Readline
  @preconcurrency import CReadline

  /// Lines edited by GNU readline, with a history in a file and completion by a session.
  ///
  /// Readline keeps its state in globals, and so there is one editor a process, used by one thread.
  final class LineEditor {
    /// What edits lines, as people call it.
    static var kind: String { "GNU readline \(String(cString: rl_library_version))" }

    /// Entries that the history keeps.
    private static let historyLimit: Int32 = 10_000

    private let historyPath: String
    private let wake: (read: Int32, write: Int32)
    private let signals: any DispatchSourceSignal

    /// - Parameters:
    ///   - historyPath: the history's file.
    ///   - graphics: what asks the terminal; what was typed meanwhile is read first.
    ///   - onInterrupt: called at each Ctrl-C, on another thread.
    init(
      historyPath: String, _ graphics: TerminalGraphics,
      onInterrupt: @escaping @Sendable () -> Void
    ) {
      self.historyPath = historyPath
      EditorState.graphics = graphics
      rl_getc_function = nextByte
      var ends: [Int32] = [-1, -1]
      pipe(&ends)
      wake = (ends[0], ends[1])
      signal(SIGINT, SIG_IGN)
      signals = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
      let bell = wake.write
      signals.setEventHandler {
        // First, for once the run has stopped the next line forgets what rang before it.
        _ = write(bell, "!", 1)
        onInterrupt()
      }
      signals.resume()
      rl_catch_signals = 0
      rl_readline_name = UnsafePointer(strdup("comp"))
      rl_completer_word_break_characters = UnsafePointer(
        strdup(" \t\n\"\\'`@$><=;|&{(,)}[]+-*/^:!%~"))
      rl_completer_quote_characters = UnsafePointer(strdup("\""))
      rl_attempted_completion_function = complete
      rl_completion_display_matches_hook = display
      history_comment_char = CChar(UInt8(ascii: "#"))
      history_write_timestamps = 1
      using_history()
      try? FileManager.default.createDirectory(
        atPath: (historyPath as NSString).deletingLastPathComponent,
        withIntermediateDirectories: true)
      if !FileManager.default.fileExists(atPath: historyPath) {
        _ = FileManager.default.createFile(atPath: historyPath, contents: nil)
      }
      read_history(historyPath)
      history_truncate_file(historyPath, Self.historyLimit)
      stifle_history(Self.historyLimit)
    }

    /// Puts an entry, of several lines perhaps, at the end of the history.
    func remember(_ entry: String) {
      if let last = history_get(history_base + history_length - 1),
        String(cString: last.pointee.line) == entry
      {
        return
      }
      add_history(entry)
      append_history(1, historyPath)
    }

    /// A line without its break. Ctrl-C gives up what was typed.
    func line(prompt: String, completions: @escaping (String, String) -> [Completion]) -> EditedLine
    {
      EditorState.completions = completions
      EditorState.line = nil
      EditorState.isDone = false
      drain()
      rl_callback_handler_install(prompt) { text in
        EditorState.isDone = true
        EditorState.line = text.map { String(cString: $0) }
        free(text)
        rl_callback_handler_remove()
      }
      EditorState.typed += EditorState.graphics?.takeTyped() ?? []
      while !EditorState.isDone {
        if !EditorState.typed.isEmpty {
          rl_callback_read_char()
          continue
        }
        var waiting = [
          pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
          pollfd(fd: wake.read, events: Int16(POLLIN), revents: 0),
        ]
        let ready = poll(&waiting, 2, -1)
        if ready < 0 {
          // A resized window.
          if errno == EINTR { rl_resize_terminal() }
          continue
        }
        if waiting[1].revents != 0 {
          drain()
          // What was typed before and not yet read is given up too, as the terminal does at a Ctrl-C.
          tcflush(STDIN_FILENO, TCIFLUSH)
          EditorState.typed = []
          rl_callback_handler_remove()
          rl_free_line_state()
          rl_callback_sigcleanup()
          FileHandle.standardOutput.write(Data("^C\n".utf8))
          return .interrupted
        }
        if waiting[0].revents != 0 { rl_callback_read_char() }
      }
      return EditorState.line.map { .text($0) } ?? .end
    }

    /// Forgets earlier interrupts.
    private func drain() {
      var waiting = pollfd(fd: wake.read, events: Int16(POLLIN), revents: 0)
      var byte: UInt8 = 0
      while poll(&waiting, 1, 0) > 0, waiting.revents != 0, read(wake.read, &byte, 1) > 0 {}
    }
  }

  /// What readline's functions, which take no context, work on: one thread's alone.
  private enum EditorState {
    nonisolated(unsafe) static var line: String?
    nonisolated(unsafe) static var isDone = false
    nonisolated(unsafe) static var completions: (String, String) -> [Completion] = { _, _ in [] }
    nonisolated(unsafe) static var found: [Completion] = []
    nonisolated(unsafe) static var next = 0
    nonisolated(unsafe) static var graphics: TerminalGraphics?
    /// What was read already and comes before what is read next.
    nonisolated(unsafe) static var typed: ArraySlice<UInt8> = []
  }

  /// The next byte that was typed, late answers of the terminal left out.
  private func nextByte(_ stream: UnsafeMutablePointer<FILE>?) -> Int32 {
    while EditorState.typed.isEmpty {
      let byte = rl_getc(stream)
      guard (0..<256).contains(byte), let graphics = EditorState.graphics else { return byte }
      EditorState.typed += graphics.withoutReplies([UInt8(byte)])
      if EditorState.typed.isEmpty {
        // An answer comes in one piece; what does not go on was typed.
        var waiting = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        if poll(&waiting, 1, 50) <= 0 {
          EditorState.typed += graphics.release()
          // It was an answer to its end.
          if EditorState.typed.isEmpty { return 0 }
        }
      }
    }
    return EditorState.typed.popFirst().map(Int32.init) ?? 0
  }

  private func complete(
    _ word: UnsafePointer<CChar>?, _ start: Int32, _ end: Int32
  ) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
    guard let word, let buffer = rl_line_buffer else { return nil }
    let before = String(
      decoding: UnsafeRawBufferPointer(start: buffer, count: Int(start)), as: UTF8.self)
    // In a string stand the names of files, which readline completes itself.
    guard before.filter({ $0 == "\"" }).count % 2 == 0 else { return nil }
    EditorState.found = EditorState.completions(String(cString: word), before)
    EditorState.next = 0
    rl_attempted_completion_over = 1
    if EditorState.found.count == 1, let last = EditorState.found[0].text.last, last == ":" {
      rl_completion_append_character = Int32(UInt8(ascii: " "))
    } else {
      rl_completion_append_character = 0
    }
    return rl_completion_matches(word) { _, _ in
      guard EditorState.next < EditorState.found.count else { return nil }
      EditorState.next += 1
      return strdup(EditorState.found[EditorState.next - 1].text)
    }
  }

  /// The candidates below the line, each with what it is.
  private func display(
    _ matches: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ count: Int32, _ longest: Int32
  ) {
    let columns = terminalColumns()
    var text = "\n"
    for candidate in EditorState.found.prefix(60) {
      let blanks = String(repeating: " ", count: max(2, Int(longest) + 2 - candidate.text.count))
      text += String((candidate.text + blanks + candidate.note).prefix(columns)) + "\n"
    }
    if EditorState.found.isEmpty, let matches {
      for index in 1...max(1, Int(count)) {
        text += matches[index].map { String(cString: $0) + "\n" } ?? ""
      }
    }
    if EditorState.found.count > 60 { text += "… \(EditorState.found.count - 60) more\n" }
    FileHandle.standardOutput.write(Data(text.utf8))
    rl_forced_update_display()
  }
#endif
