import CompKit
import CompPlatform

#if Readline
  @preconcurrency import CReadline

  /// Lines edited by GNU readline, with a history in a file and completion by a session.
  ///
  /// Readline keeps its state in globals, and so there is one editor a process, used by one thread.
  final class LineEditor {
    /// What edits lines, as people call it.
    static var kind: String { "GNU readline \(String(cString: rl_library_version))" }

    private static let pasteVariable = "enable-bracketed-paste"

    private let history: HistoryFile
    /// Whether the terminal is asked to mark pastes.
    private let marksPastes: Bool
    private let pipe: InterruptPipe
    private let interrupts: InterruptSignal

    /// - Parameters:
    ///   - history: of earlier sessions, to which entries are added.
    ///   - graphics: what asks the terminal; what was typed meanwhile is read first.
    ///   - stop: raised by Ctrl-C; lowered before each line.
    init(history: HistoryFile, _ graphics: TerminalGraphics, stop: StopFlag) {
      self.history = history
      EditorState.graphics = graphics
      rl_getc_function = nextByte
      rl_input_available_hook = isMoreTyped
      let pipe = InterruptPipe(stop)
      self.pipe = pipe
      EditorState.interrupts = pipe.readEnd
      interrupts = InterruptSignal { pipe.notify() }
      EditorState.hasPaused = false
      signal(SIGCONT) { _ in EditorState.hasPaused = true }
      rl_catch_signals = 0
      rl_readline_name = UnsafePointer(strdup("comp"))
      rl_completer_word_break_characters = UnsafePointer(
        strdup(" \t\n\"\\'`@$><=;|&{(,)}[]+-*/^:!%~"))
      rl_completer_quote_characters = UnsafePointer(strdup("\""))
      rl_attempted_completion_function = complete
      rl_completion_display_matches_hook = display
      unbindUnsupportedKeys()
      marksPastes = rl_variable_value(Self.pasteVariable).map { String(cString: $0) } != "off"
      using_history()
      for entry in history.entries() { add_history(entry) }
      stifle_history(Int32(HistoryFile.limit))
    }

    /// Puts an entry, of several lines perhaps, at the end of the history.
    func remember(_ entry: String) {
      if let last = history_get(history_base + history_length - 1),
        String(cString: last.pointee.line) == entry
      {
        return
      }
      add_history(entry)
      history.append(entry)
    }

    /// A line without its break. Ctrl-C gives up what was typed.
    func line(prompt: String, completions: @escaping (String, String) -> [Completion]) -> EditedLine
    {
      restoreTerminal()
      EditorState.completions = completions
      EditorState.line = nil
      EditorState.isDone = false
      pipe.clear()
      EditorState.hasPaused = false
      if marksPastes { rl_variable_bind(Self.pasteVariable, "on") }
      rl_callback_handler_install(prompt) { text in
        EditorState.isDone = true
        EditorState.line = text.map { String(cString: $0) }
        free(text)
        rl_callback_handler_remove()
        listenAhead()
      }
      // Marks around pastes are asked for by now, if at all; readline 8.2 is not to look for them itself
      // where a search ends, for it does not survive some of the keys that it finds instead.
      if marksPastes { rl_variable_bind(Self.pasteVariable, "off") }
      readAtOnce()
      EditorState.input.take(EditorState.graphics?.takeTyped() ?? [])
      while !EditorState.isDone {
        if EditorState.hasPaused { comeBack() }
        if readTyped() { continue }
        var waiting = [
          pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
          pollfd(fd: pipe.readEnd, events: Int16(POLLIN), revents: 0),
        ]
        // What may go on as a mark or an answer does so at once.
        let ready = poll(&waiting, 2, EditorState.isHolding ? 50 : -1)
        if ready < 0 {
          // A resized window, unless the process was stopped.
          if errno == EINTR, !EditorState.hasPaused { rl_resize_terminal() }
          continue
        }
        if ready == 0 {
          EditorState.release()
          continue
        }
        if waiting[1].revents != 0 { break }
        if waiting[0].revents != 0, !readTerminal() { readKey() }
      }
      if isReadable(pipe.readEnd) {
        giveUp()
        return .interrupted
      }
      return EditorState.line.map { .text($0) } ?? .end
    }

    /// After a Ctrl-Z others have had the terminal: it is set up and the line is shown again.
    private func comeBack() {
      EditorState.hasPaused = false
      rl_deprep_terminal()
      if marksPastes { rl_variable_bind(Self.pasteVariable, "on") }
      rl_prep_terminal(1)
      if marksPastes { rl_variable_bind(Self.pasteVariable, "off") }
      readAtOnce()
      rl_forced_update_display()
    }

    /// Forgets the line, and what was typed before and not yet read, as the terminal does at a Ctrl-C.
    private func giveUp() {
      pipe.clear()
      tcflush(STDIN_FILENO, TCIFLUSH)
      EditorState.input.clear()
      _ = EditorState.graphics?.release()
      // Searches and keys of several bytes are ended only while readline has the line, and searches put
      // an earlier one back.
      rl_callback_sigcleanup()
      rl_free_line_state()
      rl_clear_pending_input()
      // Behind the line, before readline takes the terminal back to its left margin.
      rl_point = rl_end
      rl_redisplay()
      fflush(rl_outstream)
      Descriptor.standardOutput.say("^C")
      rl_callback_handler_remove()
      Descriptor.standardOutput.say("\n")
    }

    /// Gives the terminal its own ways back: before the next line, another program, or the end.
    func restoreTerminal() {
      if var usual = EditorState.usual {
        tcsetattr(STDIN_FILENO, TCSADRAIN, &usual)
        EditorState.usual = nil
      }
    }
  }

  /// Has the terminal give what there is, if only nothing: a Ctrl-C may take back what was waiting.
  private func readAtOnce() {
    var terminal = termios()
    guard tcgetattr(STDIN_FILENO, &terminal) == 0 else { return }
    withUnsafeMutableBytes(of: &terminal.c_cc) { controls in
      (controls[Int(VMIN)], controls[Int(VTIME)]) = (0, 0)
    }
    tcsetattr(STDIN_FILENO, TCSANOW, &terminal)
  }

  /// While an entry runs, what is typed waits for the next line as it is, keys like Ctrl-D too, and is
  /// not shown before. Ctrl-C remains an interrupt.
  private func listenAhead() {
    var terminal = termios()
    guard tcgetattr(STDIN_FILENO, &terminal) == 0 else { return }
    EditorState.usual = terminal
    terminal.c_lflag &= ~tcflag_t(ICANON | ECHO)
    tcsetattr(STDIN_FILENO, TCSADRAIN, &terminal)
  }

  /// What readline's functions, which take no context, work on: one thread's alone.
  private enum EditorState {
    /// The terminal's own ways, while they are others.
    nonisolated(unsafe) static var usual: termios?
    nonisolated(unsafe) static var line: String?
    nonisolated(unsafe) static var isDone = false
    nonisolated(unsafe) static var completions: (String, String) -> [Completion] = { _, _ in [] }
    nonisolated(unsafe) static var found: [Completion] = []
    nonisolated(unsafe) static var next = 0
    nonisolated(unsafe) static var graphics: TerminalGraphics?
    /// What was read already and comes before what is read next.
    nonisolated(unsafe) static var input = TypedInput()
    nonisolated(unsafe) static var isAtEnd = false
    /// Whether the process was stopped and goes on again; set by the signal itself.
    nonisolated(unsafe) static var hasPaused = false
    /// Readable once Ctrl-C was typed.
    nonisolated(unsafe) static var interrupts: Int32 = -1

    static var isHolding: Bool { input.isHolding || graphics?.isHolding ?? false }

    /// What was held back did not go on: it was typed.
    static func release() {
      input.take(graphics?.release() ?? [])
      input.release()
    }
  }

  /// Takes what the terminal has, late answers to what it was asked left out.
  ///
  /// - Returns: false at the end of the input.
  private func readTerminal() -> Bool {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = read(STDIN_FILENO, &buffer, buffer.count)
    if count < 0, errno == EINTR || errno == EAGAIN { return true }
    guard count > 0 else {
      // A Ctrl-C takes back what was there a moment ago, which is not the end.
      var terminal = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
      poll(&terminal, 1, 0)
      EditorState.isAtEnd = count < 0 || terminal.revents & Int16(POLLHUP) != 0
      return !EditorState.isAtEnd
    }
    let bytes = Array(buffer[..<count])
    EditorState.input.take(EditorState.graphics?.withoutReplies(bytes) ?? bytes)
    return true
  }

  /// Gives the editor one byte of what was typed, and tells of what is too long.
  ///
  /// - Returns: false where there was none.
  private func readTyped() -> Bool {
    if let size = EditorState.input.takeRefused() {
      tell("the paste of \(size) bytes is too long and was left out")
    }
    if rl_end > Int32(TypedInput.limit) {
      EditorState.input.dropLine()
      rl_replace_line("", 0)
      rl_point = 0
      tell("the line is too long and was left out")
    }
    guard !EditorState.input.isEmpty else { return false }
    readKey()
    return true
  }

  /// Lets the editor have a key.
  private func readKey() {
    prepareForFaultyKeys()
    rl_callback_read_char()
    // A line that ends behind a number, as by Alt-1 and Return, is told of with the next key by readline
    // 8.2; it does not see which.
    if rl_done != 0, !EditorState.isDone {
      rl_stuff_char(0)
      rl_callback_read_char()
    }
  }

  private func tell(_ text: String) {
    let advice = "\(text): at most \(TypedInput.limit) bytes are taken; ':load FILE' reads a file"
    let lines = advice.wrapped(toWidth: terminalColumns()).joined(separator: "\n")
    Descriptor.standardOutput.say("\n\(lines)\n")
    rl_forced_update_display()
  }

  /// The next byte for readline, which waits for it; what stands for an error at a Ctrl-C.
  private func nextByte(_: UnsafeMutablePointer<FILE>?) -> Int32 {
    while true {
      if let byte = EditorState.input.next() { return Int32(byte) }
      if EditorState.isAtEnd { return EOF }
      var waiting = [
        pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
        pollfd(fd: EditorState.interrupts, events: Int16(POLLIN), revents: 0),
      ]
      let ready = poll(&waiting, 2, EditorState.isHolding ? 50 : -1)
      if ready == 0 { EditorState.release() }
      if waiting[1].revents != 0 { return READERR }
      if waiting[0].revents != 0 { _ = readTerminal() }
    }
  }

  /// Whether there is more: readline then shows the line when that is in it, not letter by letter.
  private func isMoreTyped() -> Int32 {
    !EditorState.input.isEmpty || isReadable(STDIN_FILENO) ? 1 : 0
  }

  private func complete(
    _ word: UnsafePointer<CChar>?, _ start: Int32, _ end: Int32
  ) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
    guard let word, let buffer = rl_line_buffer else { return nil }
    let before = String(
      decoding: UnsafeRawBufferPointer(start: buffer, count: Int(start)), as: UTF8.self)
    EditorState.found = EditorState.completions(String(cString: word), before)
    EditorState.next = 0
    rl_attempted_completion_over = 1
    let last = EditorState.found.count == 1 ? EditorState.found[0].text.last : nil
    rl_completion_append_character = last == ":" ? Int32(UInt8(ascii: " ")) : 0
    // A string goes on behind a folder; else readline closes it.
    rl_completion_suppress_quote = last == "/" ? 1 : 0
    return rl_completion_matches(word) { _, _ in
      guard EditorState.next < EditorState.found.count else { return nil }
      EditorState.next += 1
      return strdup(EditorState.found[EditorState.next - 1].text)
    }
  }

  /// The candidates below the line, each with what it is.
  private func display(
    _: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _: Int32, _: Int32
  ) {
    let columns = terminalColumns()
    var text = "\n"
    let shown = EditorState.found.prefix(60)
    // Names share the line with what they are; a long one has a line of its own.
    let width = min(shown.map(\.text.displayWidth).max() ?? 0, columns / 2 - 2)
    for candidate in shown {
      let isLong = candidate.text.displayWidth > width
      text += isLong ? candidate.text.cut(toWidth: columns) + "\n" : ""
      text += (isLong ? "" : candidate.text).padded(toWidth: width + 2)
      text += candidate.note.cut(toWidth: columns - width - 2) + "\n"
    }
    if EditorState.found.count > 60 { text += "… \(EditorState.found.count - 60) more\n" }
    Descriptor.standardOutput.say(text)
    rl_forced_update_display()
  }
#endif
