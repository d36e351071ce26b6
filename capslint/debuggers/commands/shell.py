"""A tolerant splitter of shell scripts into simple commands with positions.

It expands nothing and never fails: what it cannot understand it takes literally. It follows the POSIX shell grammar
(IEEE Std 1003.1, "Shell Command Language", 2.2 quoting, 2.3 token recognition, 2.4 reserved words, 2.7 redirection)
as far as telling which words are the name and the arguments of a command. The standard library's shlex has no
positions and knows no substitutions.
"""

from __future__ import annotations


class ScriptWord:
    """One word: ``text`` without its quotes, ``[start, end)`` its range in the script, quotes included."""

    __slots__ = ("end", "start", "text")

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        self.start = start
        self.end = end


class ShellCommand:
    """One simple command, redirections left out. ``inner`` tells that it stands inside ``$(...)`` or backquotes."""

    __slots__ = ("inner", "words")

    def __init__(self, words: tuple[ScriptWord, ...], inner: bool) -> None:
        self.words = words
        self.inner = inner


# Words that may stand before a command without being its name. `for`, `case`, `function` and `select` are not here:
# what follows them is no command either, so they may well be taken for an unknown one.
_RESERVED = frozenset(
    ("if", "then", "else", "elif", "fi", "while", "until", "do", "done", "esac", "{", "}", "!", "time", "coproc")
)
_BLANK = " \t\r"
_SPECIAL = frozenset("'\"\\$`;&|()<># \t\r\n")
_DEPTH = 30  # deeper substitutions are taken for plain text, so that no input exhausts the stack


def split(script: str) -> list[ShellCommand]:
    """Return the simple commands of ``script`` in the order in which they end; never raises."""
    reader = _Reader(script)
    reader.run("")
    return reader.commands


class _Level:
    """What is open at one level of substitution: a command, and in it perhaps a word."""

    __slots__ = ("chars", "parens", "pipeline", "quoted", "redirect", "start", "words")

    def __init__(self, pipeline: int = 0) -> None:
        self.words: list[ScriptWord] = []
        self.chars: list[str] = []
        self.start = -1  # of the open word; -1: none is open
        self.quoted = False
        self.redirect = ""  # the operator whose target comes next
        self.parens = 0
        self.pipeline = pipeline  # how many commands there were before the current pipeline


class _Reader:
    """Walks once over the text; a substitution is read by a nested `run` on the same text."""

    __slots__ = ("at", "commands", "depth", "heredocs", "level", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0
        self.commands: list[ShellCommand] = []
        self.heredocs: list[str] = []
        self.level = _Level()

    def run(self, closer: str) -> None:
        """Read until ``closer`` (``)``, a backquote, or nothing for the end) and leave ``at`` behind it."""
        outer, self.level = self.level, _Level(len(self.commands))
        text, size = self.text, len(self.text)
        while self.at < size:
            char = text[self.at]
            if char not in _SPECIAL:
                self._plain()
            elif char == closer and not (char == ")" and self.level.parens):
                break
            else:
                self._special(char)
        self._end_command()
        self.at = min(self.at + len(closer), size)
        self.level = outer

    def _special(self, char: str) -> None:
        if char in _BLANK:
            self._end_word()
            self.at += 1
        elif char in "'\"\\$`":
            self._open_word()
            _QUOTES[char](self)
        elif char == "#":
            self._comment()
        elif char in "<>" or self.text.startswith("&>", self.at):
            self._redirection()
        elif char in "()":
            self._paren(char)
        else:
            self._separator(char)

    def _open_word(self) -> None:
        if self.level.start < 0:
            self.level.start = self.at

    def _take(self, end: int) -> None:
        self._open_word()
        self.level.chars.append(self.text[self.at : end])
        self.at = end

    def _plain(self) -> None:
        end, text, size = self.at + 1, self.text, len(self.text)
        while end < size and text[end] not in _SPECIAL:
            end += 1
        self._take(end)

    def _single(self) -> None:
        end = self.text.find("'", self.at + 1)
        end = len(self.text) if end < 0 else end
        self.level.chars.append(self.text[self.at + 1 : end])
        self.level.quoted = True
        self.at = end + 1

    def _double(self) -> None:
        self.level.quoted = True
        self.at += 1
        text, size = self.text, len(self.text)
        while self.at < size and text[self.at] != '"':
            char = text[self.at]
            if char == "\\" and text[self.at + 1 : self.at + 2] in ("$", "`", '"', "\\", "\n"):
                self.level.chars.append(text[self.at + 1].strip("\n"))
                self.at += 2
            elif char in "$`":
                _QUOTES[char](self)
            else:
                end = self.at + 1
                while end < size and text[end] not in '"\\$`':
                    end += 1
                self._take(end)
        self.at += 1

    def _backslash(self) -> None:
        following = self.text[self.at + 1 : self.at + 2]
        if following == "\n":  # a continued line
            if not self.level.chars and not self.level.quoted:
                self.level.start = -1
        else:
            self.level.chars.append(following)
            self.level.quoted = True
        self.at += 2

    def _dollar(self) -> None:
        text, at = self.text, self.at
        if text.startswith("$((", at):
            self._take(self._closing(at + 1))
        elif text.startswith("$(", at):
            self._substitution(2, ")")
        elif text.startswith("${", at):
            end = text.find("}", at)
            self._take(len(text) if end < 0 else end + 1)
        else:
            self._take(at + 1)

    def _closing(self, at: int) -> int:
        # Behind the parenthesis that closes the one at `at`.
        depth, text = 0, self.text
        for index in range(at, len(text)):
            depth += {"(": 1, ")": -1}.get(text[index], 0)
            if not depth:
                return index + 1
        return len(text)

    def _backquote(self) -> None:
        self._substitution(1, "`")

    def _substitution(self, opening: int, closer: str) -> None:
        start = self.at
        if self.depth >= _DEPTH:
            self._take(start + opening)
            return
        self.depth += 1
        self.at += opening
        self.run(closer)
        self.depth -= 1
        self.level.chars.append(self.text[start : self.at])

    def _comment(self) -> None:
        if self.level.start >= 0:  # only a word's first character starts a comment
            self._take(self.at + 1)
            return
        end = self.text.find("\n", self.at)
        self.at = len(self.text) if end < 0 else end

    def _redirection(self) -> None:
        text, start = self.text, self.at
        level = self.level
        if level.start >= 0 and "".join(level.chars).isdigit() and not level.quoted:
            level.start, level.chars = -1, []  # the file descriptor of 2>file
        self._end_word()
        if text[start + 1 : start + 2] == "(":  # process substitution
            self._open_word()
            self._substitution(2, ")")
            return
        end = start + 1
        while text[end : end + 1] in ("<", ">", "&", "|", "-") and text[start:end] + text[end] in _REDIRECTIONS:
            end += 1
        level.redirect = text[start:end]
        self.at = end

    def _paren(self, char: str) -> None:
        level = self.level
        self._end_word()
        if char == ")" and not level.parens:
            level.words = []  # the pattern of a case branch, perhaps with others before it: a|b)
            del self.commands[level.pipeline :]
        elif char == "(" and len(level.words) == 1 and self.text[self.at + 1 :].lstrip(_BLANK).startswith(")"):
            level.words = []  # the name of a function being defined
        level.parens = max(0, level.parens + (1 if char == "(" else -1))
        self._end_command()
        level.pipeline = len(self.commands)
        self.at += 1

    def _separator(self, char: str) -> None:
        self._end_command()
        self.at += 1
        if char != "|":
            self.level.pipeline = len(self.commands)
        if char == "\n" and self.heredocs:
            self._skip_heredocs()

    def _skip_heredocs(self) -> None:
        for delimiter in self.heredocs:
            while self.at < len(self.text):
                end = self.text.find("\n", self.at)
                end = len(self.text) if end < 0 else end
                line = self.text[self.at : end].strip()
                self.at = end + 1
                if line == delimiter:
                    break
        self.heredocs = []

    def _end_word(self) -> None:
        level = self.level
        if level.start < 0:
            return
        word = ScriptWord("".join(level.chars), level.start, self.at)
        if level.redirect:
            if level.redirect in ("<<", "<<-"):
                self.heredocs.append(word.text)
        elif level.words or level.quoted or word.text not in _RESERVED:
            level.words.append(word)
        level.start, level.chars, level.quoted, level.redirect = -1, [], False, ""

    def _end_command(self) -> None:
        self.at = min(self.at, len(self.text))
        self._end_word()
        if self.level.words:
            self.commands.append(ShellCommand(tuple(self.level.words), self.depth > 0))
        self.level.words, self.level.redirect = [], ""


_REDIRECTIONS = ("<<", "<<-", "<<<", ">>", ">&", "<&", ">|", "<>", "&>", "&>>")
_QUOTES = {
    "'": _Reader._single,
    '"': _Reader._double,
    "\\": _Reader._backslash,
    "$": _Reader._dollar,
    "`": _Reader._backquote,
}
