import CompPlatform

#if Readline
  @preconcurrency import CReadline

  /// Takes the keys away that readline 8.2 does not survive where it is called key by key, once it has
  /// read `~/.inputrc`: searches that a key of several bytes ends, those for a letter or for a text that
  /// is typed whole, the words of earlier lines, the other way of editing in the midst of a line, and
  /// Ctrl-G as the second byte of a key, where it jumps into what has returned.
  func unbindUnsupportedKeys() {
    // Ctrl-X ends a search, as Escape and Ctrl-J do.
    rl_variable_bind("isearch-terminators", "\\033\\012\\030")
    rl_initialize()
    func leaveOut(_ functions: [@convention(c) (Int32, Int32) -> Int32], of maps: [String]) {
      for keys in maps.compactMap({ rl_get_keymap_by_name($0) }) {
        for function in functions { rl_unbind_function_in_map(function, keys) }
      }
    }
    leaveOut(
      [
        rl_char_search, rl_backward_char_search, rl_noninc_forward_search,
        rl_noninc_reverse_search, rl_noninc_forward_search_again, rl_noninc_reverse_search_again,
        rl_vi_search, rl_vi_search_again, rl_yank_last_arg, rl_yank_nth_arg, rl_vi_yank_arg,
        rl_vi_editing_mode, rl_emacs_editing_mode,
      ], of: ["emacs-standard", "emacs-meta", "emacs-ctlx", "vi-command", "vi-insert"])
    leaveOut([rl_abort], of: ["emacs-meta", "emacs-ctlx"])
    ringForUnknownKeys(of: ["vi-command", "vi-insert"])
  }

  /// Gives keys that do nothing a function that rings the bell. Readline's own way with them, as with Ctrl-G,
  /// is to jump back to where the last key was dispatched; where a key is read again, as behind an Escape
  /// or a number, that has returned.
  private func ringForUnknownKeys(of maps: [String]) {
    let ring: @convention(c) (Int32, Int32) -> Int32 = { _, _ in
      rl_ding()
      return 0
    }
    for keys in maps.compactMap({ rl_get_keymap_by_name($0) }) {
      for key in 0..<256 where keys[key].type == ISFUNC && keys[key].function == nil {
        rl_bind_key_in_map(Int32(key), ring, keys)
      }
      // Ctrl-G
      rl_bind_key_in_map(7, ring, keys)
    }
  }

  /// How often a key is done that has a number before it, at most.
  private let longestRepeat: Int32 = 999

  /// What is done before each key so that readline 8.2 survives it.
  func prepareForFaultyKeys() {
    // A number before a key, as Alt-9 and more digits make it: a million times takes seconds, and is no wish.
    rl_numeric_arg = min(max(rl_numeric_arg, -longestRepeat), longestRepeat)
    // 0 is vi's way of editing.
    guard rl_editing_mode == 0 else { return }
    // The first Escape of a line frees what can be undone, though the line may be in use elsewhere too.
    rl_readline_state |= UInt(RL_STATE_VICMDONCE)
    let isCommand =
      rl_readline_state & UInt(RL_STATE_MULTIKEY) != 0
      || rl_get_keymap() == rl_get_keymap_by_name("vi-command")
    if isCommand { replaceUndrawable() }
  }

  /// Puts U+FFFD for what in the line is no character, or one that the system has no width for: moves by
  /// words do not come to an end there.
  private func replaceUndrawable() {
    // Where a character is a byte, there is none that has no width.
    guard mblen("é", 2) == 2 else { return }
    var place: Int32 = 0
    while place < rl_end {
      var character: wchar_t = 0
      var state = mbstate_t()
      let read = mbrtowc(&character, rl_line_buffer + Int(place), Int(rl_end - place), &state)
      // What is no character, or the half of one, is told by numbers beyond all lengths.
      let isCharacter = (1...4).contains(read)
      let length = isCharacter ? Int32(read) : 1
      guard !isCharacter || (character > 0x7F && wcwidth(character) < 0) else {
        place += length
        continue
      }
      let point = rl_point
      rl_begin_undo_group()
      rl_delete_text(place, place + length)
      rl_point = place
      let added = rl_insert_text("\u{FFFD}")
      rl_end_undo_group()
      rl_point = point < place + length ? min(point, place) : point - length + added
      place += added
    }
  }
#endif
