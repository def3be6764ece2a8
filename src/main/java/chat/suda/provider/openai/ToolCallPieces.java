package chat.suda.provider.openai;

import chat.suda.provider.ToolCall;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Joins the pieces of calls: by index, by id, or by neither. Calls of one index are told apart by
 * their ids or names.
 */
final class ToolCallPieces {

  /** The index of a {@code function_call}. */
  static final int LEGACY = -1;

  /** Maximum length of all names and arguments of an answer, in UTF-16 code units. */
  private static final int MAX_CHARS = 400_000;

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");

  /**
   * What one delta contains of a call.
   *
   * @param index, id, name {@code null} if absent
   * @param arguments to be appended
   * @param extra the value that the server expects back, or {@code null}
   */
  record Piece(Integer index, String id, String name, String arguments, String extra) {

    /** The length of its texts, in UTF-16 code units. */
    private int length() {
      return arguments.length()
          + (name == null ? 0 : name.length())
          + (extra == null ? 0 : extra.length());
    }
  }

  private static final class Call {
    Integer index;
    String id;
    String name;
    String extra;
    final StringBuilder arguments = new StringBuilder();
  }

  private final List<Piece> pending = new ArrayList<>();
  private final List<Call> calls = new ArrayList<>();
  private int marked;
  private int chars;

  /**
   * Adds a piece, which counts once it is {@linkplain #join joined}.
   *
   * @param whole whether it may repeat earlier pieces
   */
  void add(Piece piece, boolean whole) {
    if (!whole || calls.isEmpty()) {
      pending.add(piece);
    }
  }

  int pending() {
    return pending.size();
  }

  void mark() {
    marked = pending.size();
  }

  void rollback() {
    pending.subList(Math.min(marked, pending.size()), pending.size()).clear();
  }

  /**
   * Commits the pieces of a chunk.
   *
   * @throws IOException if they become too long
   */
  void join() throws IOException {
    for (Piece piece : pending) {
      chars += piece.length();
      if (chars > MAX_CHARS) {
        throw new MalformedStreamException("calls of tools are too long");
      }
      join(piece);
    }
    pending.clear();
  }

  private void join(Piece piece) {
    Call call = find(piece);
    if (call == null) {
      call = new Call();
      call.index = piece.index;
      calls.add(call);
    }
    call.id = call.id == null ? piece.id : call.id;
    call.name = call.name == null ? piece.name : call.name;
    call.extra = call.extra == null ? piece.extra : call.extra;
    call.arguments.append(piece.arguments);
  }

  /** The call that a piece continues, or {@code null} if it begins one. */
  private Call find(Piece piece) {
    for (int i = calls.size() - 1; i >= 0; i--) {
      Call call = calls.get(i);
      if (piece.index == null && piece.id != null && call.id != null) {
        if (piece.id.equals(call.id)) {
          return call;
        }
      } else if (piece.index == null ? i == calls.size() - 1 : piece.index.equals(call.index)) {
        return begins(piece, call) ? null : call;
      }
    }
    return null;
  }

  private static boolean begins(Piece piece, Call before) {
    if (piece.name == null || before.name == null) {
      return false;
    }
    return piece.id != null && before.id != null && !piece.id.equals(before.id)
        || !piece.name.equals(before.name)
        || (piece.index == null || !piece.arguments.isEmpty())
            && piece.id == null
            && Json.isObject(before.arguments.toString());
  }

  boolean isEmpty() {
    return calls.isEmpty();
  }

  /** All calls that have a name, in order, each with a unique id. */
  List<ToolCall> calls() {
    Set<String> ids = new HashSet<>();
    List<ToolCall> all = new ArrayList<>();
    for (Call call : calls) {
      if (call.name != null) {
        boolean fit = call.id != null && ID.matcher(call.id).matches() && ids.add(call.id);
        all.add(
            new ToolCall(
                fit ? call.id : ToolCall.newId(),
                call.name,
                call.arguments.toString(),
                call.extra));
      }
    }
    return all;
  }
}
