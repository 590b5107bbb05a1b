"""What travels between worker and harness arrives as it was."""

import builtins
import json
import unittest

from autotest import frames, passing, wire
from autotest.client.shared import error
from autotest.helpers.process import CmdResult


def there_and_back(value):
    return wire.loads(wire.dumps({"v": wire.encode(value)}))["v"]


class Values(unittest.TestCase):
    def test_plain_values(self):
        for value in (None, True, 1 << 80, 1.5, "\u20ac\udcff", [1, [2]], {"a": {"b": []}}):
            self.assertEqual(there_and_back(value), value)

    def test_values_json_does_not_know(self):
        for value in ((1, 2), {1: 2}, {"$repr": 1}, b"\xff", {3, 4}, [(1,)], range(3)):
            back = there_and_back(value)
            self.assertEqual(back, value)
            self.assertIs(type(back), type(value))

    def test_how_such_a_value_is_shown(self):
        self.assertEqual(wire.encode((1, "a"))["$repr"], "(1, 'a')")

    def test_what_cannot_travel(self):
        with self.assertRaises(wire.WireError):
            wire.encode(lambda: 1)
        with self.assertRaises(wire.WireError):
            wire.dumps({"v": "x" * wire.MESSAGE_LIMIT})


class Exceptions(unittest.TestCase):
    def there_and_back(self, exception):
        return wire.exception_from_wire(
            json.loads(json.dumps(wire.exception_to_wire(exception)))
        )

    def test_a_failed_command_keeps_everything(self):
        back = self.there_and_back(
            error.CmdError("false", CmdResult("false", "out", "err", 1, 0.5), "why")
        )
        self.assertEqual(type(back), error.CmdError)
        self.assertEqual(back.command, "false")
        self.assertEqual(back.result_obj.exit_status, 1)
        self.assertEqual((back.result_obj.stdout, back.result_obj.stderr), ("out", "err"))
        self.assertEqual(back.additional_text, "why")

    def test_a_class_of_the_author_is_known_by_its_base(self):
        class Mine(error.TestFail):
            pass

        back = self.there_and_back(Mine("text"))
        self.assertIsInstance(back, error.TestFail)
        self.assertEqual((type(back).__name__, str(back)), ("Mine", "text"))

    def test_arguments(self):
        for exception in (
            error.TestFail(),
            error.TestFail("a", "b"),
            ValueError("x"),
            KeyError("k"),
            SystemExit(3),
        ):
            back = self.there_and_back(exception)
            self.assertEqual(type(back), type(exception))
            self.assertEqual(back.args, exception.args)
            self.assertEqual(str(back), str(exception))
        self.assertEqual(self.there_and_back(SystemExit(3)).code, 3)

    def test_no_exception_is_too_odd(self):
        class Odd(Exception):
            def __str__(self):
                raise ValueError("no text")

        self.assertIn("Odd", wire.exception_to_wire(Odd())["message"])
        self.assertEqual(
            str(self.there_and_back(UnicodeDecodeError("utf-8", b"\xff", 0, 1, "why")))[:7],
            "'utf-8'",
        )

    def test_a_traceback_has_the_frames_of_the_author_only(self):
        scope = {"error": error}
        code = "def f():\n    raise error.TestFail('x')\ndef g(call):\n    call(f)\n"
        exec(compile(code, "/author/file.py", "exec"), scope)
        try:
            scope["g"](error.context_aware(lambda f: f()))
        except error.TestFail as failure:
            text = frames.user_traceback(failure)
        self.assertNotIn("shared/error.py", text)
        self.assertIn('File "/author/file.py", line 2, in f\n', text)
        self.assertTrue(text.endswith("\nTestFail: x\n"))


class Contexts(unittest.TestCase):
    def test_the_chain_at_the_end_of_the_message(self):
        @error.context_aware
        def outer():
            error.base_context("base")
            error.context("outer")
            inner()

        @error.context_aware
        def inner():
            error.context("first")
            error.context("inner")
            raise error.TestFail("text")

        with self.assertRaises(error.TestFail) as caught:
            outer()
        self.assertEqual(
            str(caught.exception), "text    [context: base --> outer --> inner]"
        )
        self.assertEqual(error.get_context(), "")

    def test_unhandled_exceptions(self):
        try:
            raise ValueError("text")
        except ValueError as failure:
            unhandled = error.UnhandledTestFail(failure)
        self.assertEqual(str(unhandled).splitlines()[0], "Unhandled ValueError: text")
        self.assertEqual(str(error.UnhandledTestError(error.TestError("known"))), "known")

    def test_names_of_a_control_file(self):
        self.assertIn("JobError", error.__all__)
        self.assertNotIn("JobComplete", error.__all__)
        self.assertFalse([name for name in error.__all__ if hasattr(builtins, name)])


class State(unittest.TestCase):
    def test_what_cannot_be_kept_is_told_with_its_place(self):
        self.assertEqual(passing.plain({"a": (1, None)}), {"a": [1, None]})
        for value, words in (
            ({5: None}, "the key 5 of a dictionary cannot be kept: keys are texts"),
            ([1, {"a": set()}], r"\[1\]\['a'\] of type set cannot be kept"),
            ({"x": {2: 3}}, r"the key 2 of its \['x'\] cannot be kept"),
        ):
            with self.assertRaisesRegex(TypeError, words):
                passing.plain(value)


if __name__ == "__main__":
    unittest.main()
